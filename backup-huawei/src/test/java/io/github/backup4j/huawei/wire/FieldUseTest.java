package io.github.backup4j.huawei.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.Site;
import io.github.backup4j.huawei.internal.images.ImageReader;
import io.github.backup4j.huawei.internal.operations.OperationLogReader;
import io.github.backup4j.huawei.internal.points.RestorePointReader;
import io.github.backup4j.huawei.internal.policies.PolicyReader;
import io.github.backup4j.huawei.internal.resources.ResourceReader;
import io.github.backup4j.huawei.internal.vaults.VaultReader;
import io.github.backup4j.huawei.internal.work.Job;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.support.RawAnswer;
import io.github.backup4j.huawei.support.WireData;
import io.github.backup4j.huawei.wire.WireCase.Exchange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * What of each documented answer is read, and as what, and why the rest is not: as it is listed in {@code wire/field-use.txt}.
 * What is newly read, or is not read any more, shows as a difference to that list.
 */
class FieldUseTest {
    private static final Site HERE = new Site("region-1", Replay.PROJECT);
    private static final Replay REPLAY = new Replay();

    @AfterAll
    static void close() {
        REPLAY.close();
    }

    @Test
    void fields_ofDocumentedAnswers_areReadOrIgnoredAsListed() {
        List<String> found = new ArrayList<>();
        readers()
                .forEach((what, uses) -> uses.forEach((place, use) -> found.add(what + " " + place + " " + text(use))));

        List<String> listed = WireData.text("field-use.txt")
                .lines()
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(line -> line.replaceAll("ignored: \\S.*", "ignored"))
                .toList();

        assertThat(found).containsExactlyElementsOf(listed);
    }

    private static String text(Set<String> use) {
        return use.isEmpty() ? "ignored" : "-> " + String.join(" ", use);
    }

    private static Map<String, Map<String, Set<String>>> readers() {
        Map<String, Map<String, Set<String>>> all = new LinkedHashMap<>();
        all.put("vault", read("get-vault-recorded", 0, "/vault", vault -> VaultReader.read(vault, List.of())));
        all.put("policy", read("list-policies", 0, "/policies/1", PolicyReader::read));
        all.put(
                "disk-backup",
                read("tc16-list-backups", 0, "/backups/1", backup -> RestorePointReader.read(backup, HERE)));
        all.put(
                "server-backup",
                read("tc16-list-backups", 1, "/backup", backup -> RestorePointReader.read(backup, HERE)));
        all.put("share", read("list-shares", 1, "/members/0", RestorePointReader::share));
        all.put("operation-log", read("list-operations", 0, "/operation_logs/1", OperationLogReader::read));
        all.put(
                "disk",
                read("tc19-restore-disk", 1, "/volume", disk -> ResourceReader.disk(disk, null, () -> "", List.of())));
        all.put(
                "server",
                read(
                        "new-server-from-image",
                        1,
                        "/server",
                        server -> ResourceReader.server(server, Map.of(), null, () -> "")));
        all.put("image", read("tc24d-image-of-backup", 4, "/images/0", image -> ImageReader.read(image, HERE)));
        all.put("disk-job", read("tc23b-new-disk-of-a-batch", 3, "", FieldUseTest::job));
        all.put("image-job", read("tc24a-image-of-system-disk", 2, "", FieldUseTest::job));
        all.put("snapshot", replayed("get-snapshot", 0));
        all.put("checkpoint", replayed("tc14-take", 6));
        all.put("order", replayed("tc09-subscribe", 0));
        all.put("image-member", replayed("image-shares", 0));
        return all;
    }

    /** What a reader of ours makes of a part of a documented answer. */
    private static Map<String, Set<String>> read(
            String name, int exchange, String pointer, Function<JsonNode, Object> reader) {
        return FieldUse.of(
                WireCase.read(name).exchanges().get(exchange).answer().at(pointer), reader);
    }

    /** What a call makes of one of the documented answers to it. */
    private static Map<String, Set<String>> replayed(String name, int index) {
        WireCase played = WireCase.read(name);
        Exchange exchange = played.exchanges().get(index);
        return FieldUse.of(
                exchange.answer(),
                answer -> REPLAY.play(
                        played,
                        index,
                        Mutation.to(RawAnswer.json(exchange.status(), answer.toString())),
                        WireCalls.of(name)));
    }

    private static Object job(JsonNode answer) {
        Job job = new Job(answer);
        return new SeenJob(
                job.done(),
                job.failed(),
                String.valueOf(job.percent()),
                String.valueOf(job.made("volume_id")),
                String.valueOf(job.made("image_id")),
                job.keepFailure(Token.of("work"), "failed").data().toString());
    }

    /** What is seen of a job. */
    private record SeenJob(boolean done, boolean failed, String percent, String disk, String image, String failure) {}
}
