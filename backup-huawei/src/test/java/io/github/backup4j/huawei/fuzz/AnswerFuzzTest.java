package io.github.backup4j.huawei.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.backup4j.BackupException;
import io.github.backup4j.huawei.golden.Places;
import io.github.backup4j.huawei.support.RawAnswer;
import io.github.backup4j.huawei.wire.Mutation;
import io.github.backup4j.huawei.wire.Replay;
import io.github.backup4j.huawei.wire.WireCalls;
import io.github.backup4j.huawei.wire.WireCase;
import io.github.backup4j.huawei.wire.WireCase.Exchange;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers in which several places at once are not as documented, and refusals of any kind: only what is ours comes out. */
class AnswerFuzzTest {
    private static final List<String> CASES = List.copyOf(WireCalls.all().keySet());
    private static final Replay REPLAY = new Replay();

    @AfterAll
    static void close() {
        REPLAY.close();
    }

    static Stream<Arguments> parts() {
        return Stream.of(
                Arguments.of("vault", answer("get-vault-recorded", 0, "/vault")),
                Arguments.of("policy", answer("list-policies", 0, "/policies/1")),
                Arguments.of("backup", answer("tc16-list-backups", 0, "/backups/1")),
                Arguments.of("backup", answer("tc17-get-server-backup", 0, "/backup")),
                Arguments.of("member", answer("list-shares", 1, "/members/0")),
                Arguments.of("operation_log", answer("list-operations", 0, "/operation_logs/1")),
                Arguments.of("snapshot", answer("get-snapshot", 0, "/snapshot")),
                Arguments.of("image", answer("list-images", 0, "/images/1")),
                Arguments.of("volume", answer("get-disk", 0, "/volume")),
                Arguments.of("server", answer("list-servers", 0, "/servers/0")),
                Arguments.of("job", answer("tc23b-new-disk-of-a-batch", 3, "")),
                Arguments.of("job", answer("tc24b-image-of-data-disk", 3, "")));
    }

    @ParameterizedTest
    @MethodSource("parts")
    void part_mutatedInSeveralPlaces_readOrUnavailable(String what, JsonNode part) {
        Seeds.oneOf(
                10,
                random ->
                        Promises.part(Objects.requireNonNull(Promises.ANSWERS.get(what), what), mutated(random, part)));
    }

    /** Also what is read in the course of work: orders, checkpoints, jobs and what they made. */
    @Test
    void answer_mutatedInSeveralPlaces_resultOrFailureOfOurs() {
        Seeds.oneOf(25, random -> {
            WireCase played = any(random);
            int index = random.nextInt(played.exchanges().size());
            Exchange exchange = played.exchanges().get(index);
            JsonNode answer = mutated(random, exchange.answer());

            play(played, index, RawAnswer.json(exchange.status(), answer.toString()));
        });
    }

    @Test
    void refusal_ofAnyStatusTypeAndBody_failureOfOurs() {
        List<String> bodies = List.of(
                "{\"error_code\":\"BackupService.6105\",\"error_msg\":\"It is not there.\",\"request_id\":\"req-1\"}",
                "{\"error\":{\"code\":\"IMG.0029\",\"message\":\"It was made already.\"}}",
                "{\"badRequest\":{\"code\":400,\"message\":\"No.\"}}",
                "{\"encoded_authorization_message\":\"x\",\"error\":null}",
                "<html><body>502</body></html>");
        List<String> types = List.of("application/json", "text/html", "application/octet-stream", "nonsense", "");
        Seeds.oneOf(25, random -> {
            WireCase played = any(random);
            int index = random.nextInt(played.exchanges().size());
            int status = 400 + random.nextInt(200);
            String type = types.get(random.nextInt(types.size()));
            String header = type.isEmpty() ? "" : "Content-Type: " + type + "\r\n";
            String retryAfter = random.nextBoolean() ? "Retry-After: " + random.nextInt() + "\r\n" : "";

            play(played, index, RawAnswer.of(status, header + retryAfter, RandomText.of(random, bodies)));
        });
    }

    private static WireCase any(Random random) {
        return WireCase.read(CASES.get(random.nextInt(CASES.size())));
    }

    /** Plays a case in which one answer is another: there is a result, or a failure of ours, which says what happened. */
    private static void play(WireCase played, int index, RawAnswer answer) {
        try {
            REPLAY.play(played, index, Mutation.to(answer), WireCalls.of(played.name()));
        } catch (BackupException e) {
            assertThat(e).message().isNotBlank();
        }
    }

    private static JsonNode answer(String name, int exchange, String pointer) {
        return WireCase.read(name).exchanges().get(exchange).answer().at(pointer);
    }

    private static JsonNode mutated(Random random, JsonNode answer) {
        JsonNode copy = answer.deepCopy();
        for (int changes = 1 + random.nextInt(5); changes > 0; changes--) {
            List<Map.Entry<String, JsonNode>> places =
                    List.copyOf(Places.of(copy).entrySet());
            if (!places.isEmpty()) {
                Map.Entry<String, JsonNode> place = places.get(random.nextInt(places.size()));
                List<JsonNode> values =
                        List.copyOf(Mutation.values(place.getValue()).values());
                JsonNode value = random.nextInt(4) == 0
                        ? JsonNodeFactory.instance.textNode(RandomText.noise(random))
                        : values.get(random.nextInt(values.size()));
                Places.set(copy, place.getKey(), value);
            }
        }
        return copy;
    }
}
