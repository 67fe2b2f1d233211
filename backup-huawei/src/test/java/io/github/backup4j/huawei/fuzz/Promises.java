package io.github.backup4j.huawei.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.Invalid;
import io.github.backup4j.Resource;
import io.github.backup4j.Schedule;
import io.github.backup4j.Site;
import io.github.backup4j.Unavailable;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.http.Timestamps;
import io.github.backup4j.huawei.internal.images.ImageReader;
import io.github.backup4j.huawei.internal.images.PackedSpec;
import io.github.backup4j.huawei.internal.operations.OperationLogReader;
import io.github.backup4j.huawei.internal.points.RestorePointReader;
import io.github.backup4j.huawei.internal.policies.PolicyReader;
import io.github.backup4j.huawei.internal.policies.SchedulePatterns;
import io.github.backup4j.huawei.internal.resources.ResourceReader;
import io.github.backup4j.huawei.internal.snapshots.SnapshotCalls;
import io.github.backup4j.huawei.internal.vaults.VaultReader;
import io.github.backup4j.huawei.internal.work.Job;
import io.github.backup4j.huawei.internal.work.RequestMark;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.support.WireData;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What each reader of ours promises of any input: what comes out of it, and which exceptions alone. {@link ParserFuzzTest} asks
 * with inputs that are made from seeds, {@link FuzzTarget} with those of a fuzzer that is guided by coverage.
 */
final class Promises {
    static final Site HERE = new Site("region-1", "project-1");

    /** The readers of texts. */
    static final Map<String, Consumer<String>> TEXTS = new TreeMap<>(Map.of(
            "patterns", text -> patterns(List.of(text.split("\n", -1))),
            "timestamp", Timestamps::parse,
            "token", Promises::token,
            "parcel", Promises::parcel,
            "mark", Promises::mark,
            "schedule", Promises::schedule,
            "answer", Promises::answer));

    /** The readers of answers, by what they read. */
    static final Map<String, Consumer<JsonNode>> ANSWERS = new TreeMap<>(Map.of(
            "vault", vault -> VaultReader.read(vault, List.of()),
            "policy", PolicyReader::read,
            "backup", backup -> RestorePointReader.read(backup, HERE),
            "member", RestorePointReader::share,
            "operation_log", OperationLogReader::read,
            "snapshot", snapshot -> SnapshotCalls.read(snapshot, false),
            "image", image -> ImageReader.read(image, HERE),
            "volume", disk -> ResourceReader.disk(disk, null, () -> "", List.of()),
            "server", server -> ResourceReader.server(server, Map.of(), null, () -> ""),
            "job", Promises::job));

    private Promises() {}

    /** What patterns are read as is read the same again once it is written; or they are kept as they are. */
    static void patterns(List<String> patterns) {
        Schedule schedule = SchedulePatterns.read(patterns);
        if (schedule instanceof Schedule.Opaque opaque) {
            assertThat(opaque.patterns()).isEqualTo(patterns);
        } else {
            assertThat(SchedulePatterns.read(SchedulePatterns.write(schedule)))
                    .as("%s", patterns)
                    .isEqualTo(schedule);
        }
    }

    /** A token is read the same again once it is written, or is invalid; also as the content of one. */
    static void token(String text) {
        readToken(text);
        readToken("backup4j-1/huawei/" + HERE + "/" + base64(text));
    }

    private static void readToken(String text) {
        try {
            Token token = Token.read(text, HERE);
            assertThat(Token.read(token.write(HERE), HERE)).as(text).isEqualTo(token);
        } catch (Invalid e) {
            assertThat(e).hasMessageContaining("token");
        }
    }

    /** A parcel holds an object, or nothing; what is packed comes out again. */
    static void parcel(String text) {
        JsonNode content = PackedSpec.unpack(text);
        assertThat(content == null || content.isObject()).isTrue();
        String readable = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        JsonNode object = PackedSpec.object().put("text", readable);
        assertThat(PackedSpec.unpack(PackedSpec.pack(object))).isEqualTo(object);
    }

    /** A mark is taken off again, whatever it stands behind, and is known for what it is. */
    static void mark(String text) {
        RequestMark mark = RequestMark.of("fuzz", text, List.of(text), Instant.EPOCH);
        assertThat(RequestMark.withoutMark(mark.behind(text))).isEqualTo(text);
        assertThat(RequestMark.inDescription(mark.behind(text))).isEqualTo(mark);
        assertThat(RequestMark.nameWithoutMark(mark.behindName(text))).isEqualTo(text);
        assertThat(RequestMark.inName(mark.behindName(text))).isEqualTo(mark);
        assertThat(RequestMark.inDescription(text) == null)
                .isEqualTo(RequestMark.withoutMark(text).equals(text));
        assertThat(RequestMark.inName(text) == null)
                .isEqualTo(RequestMark.nameWithoutMark(text).equals(text));
        assertThat(RequestMark.parse(text) == null).isEqualTo(!text.matches("[a-z2-7]{20}"));
    }

    /** Times, zones and ids that callers write are taken as they are, or are invalid. */
    private static void schedule(String text) {
        for (Consumer<String> use : List.<Consumer<String>>of(
                Schedule::dailyAt, Schedule.dailyAt("02:00")::in, VaultId::new, Resource::disk)) {
            try {
                use.accept(text);
            } catch (Invalid e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    /** Whatever an answer holds is read as anything that it could be. */
    private static void answer(String text) {
        JsonNode answer;
        try {
            answer = WireData.parse(text);
        } catch (UncheckedIOException e) {
            return;
        }
        for (Consumer<JsonNode> reader : ANSWERS.values()) {
            part(reader, answer);
            answer.forEach(part -> part(reader, part.isArray() ? part.path(0) : part));
        }
    }

    /** A part of a response is read, or the exception says that the state of the resource is unknown. */
    static void part(Consumer<JsonNode> reader, JsonNode part) {
        try {
            reader.accept(part);
        } catch (Unavailable e) {
            assertThat(e).hasMessageContaining("its state is unknown");
        }
    }

    private static void job(JsonNode answer) {
        Job job = new Job(answer);
        assertThat(job.done() && job.failed()).isFalse();
        Integer percent = job.percent();
        assertThat(percent == null || (percent >= 0 && percent <= 100)).isTrue();
        String made = job.made("image_id");
        assertThat(made == null || JsonFields.isId(made)).isTrue();
        Token failed = job.keepFailure(Token.of("work"), "failed");
        assertThat(Token.read(failed.write(HERE), HERE)).isEqualTo(failed);
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
