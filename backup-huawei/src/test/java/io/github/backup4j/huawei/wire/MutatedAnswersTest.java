package io.github.backup4j.huawei.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.Invalid;
import io.github.backup4j.Unavailable;
import io.github.backup4j.huawei.wire.Drift.Seen;
import io.github.backup4j.huawei.wire.Replay.Sent;
import io.github.backup4j.huawei.wire.WireCase.Exchange;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every case, with one answer at a time in which one place is removed, nulled, of another type or of an unknown value, or that
 * is cut off or of another type as a whole: there is the right value or an exception of ours, and nothing is made twice.
 *
 * <p>Of what only reads, each eleventh mutation is tried; of the rest each sixty-seventh. {@code -Dbackup4j.mutations=all} tries all of
 * them, and {@code -Dbackup4j.mutations=10} a tenth of the usual ones.
 */
class MutatedAnswersTest {
    private static final String MUTATIONS = System.getProperty("backup4j.mutations", "1");
    private static final boolean ALL = MUTATIONS.equals("all");
    private static final int EACH = ALL ? 1 : Integer.parseInt(MUTATIONS);
    private static final Pattern STATUS =
            Pattern.compile("(/(?!operation_logs)\\w+)?(/\\d+)?/status|.*/replication_records/0/status");
    private static final Replay REPLAY = new Replay();

    /** Those that say something else in a way that is right, as lists may be empty and ids those of others. */
    private static final Map<String, Set<String>> RIGHT = Map.of(
            "get-disk",
            // Another server is asked about, or none.
            Set.of("/volume/attachments: ", "/volume/attachments/0: ", "/volume/attachments/0/server_id: "),
            "get-image",
            Set.of("/images: empty list", "/images/0: removed", "/images/0/id: "),
            "list-servers",
            Set.of("/servers/0/id: "),
            "list-shares",
            Set.of("/backup/project_id: "),
            "tc07-keep-restore-points",
            Set.of("/backups: empty list", "/backups/0: removed"));

    @AfterAll
    static void close() {
        REPLAY.close();
    }

    static Set<String> cases() {
        return WireCalls.all().keySet();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void answer_mutated_rightValueOrTypedErrorAndNothingTwice(String name) {
        WireCase played = WireCase.read(name);
        boolean reads = played.exchanges().stream().noneMatch(Exchange::changes);
        Drift drift = new Drift(REPLAY, played, WireCalls.of(name));
        Judge judge = new Judge(played, drift.documented());

        List<Seen> seen = drift.mutated(ALL ? 1 : EACH * (reads ? 11 : 67));

        assertThat(seen).isNotEmpty();
        assertThat(seen.stream()
                        .filter(one -> RIGHT.getOrDefault(name, Set.of()).stream()
                                .noneMatch(
                                        right -> String.valueOf(one.mutation()).startsWith(right)))
                        .flatMap(one -> judge.complaints(one).map(text -> describe(played, one, text))))
                .as("complaints about " + name)
                .isEmpty();
    }

    private static String describe(WireCase played, Seen seen, String complaint) {
        Exchange exchange = played.exchanges().get(seen.index());
        return exchange.method() + " " + exchange.path() + ", " + seen.mutation() + ": " + complaint + "; after "
                + seen.sent().size() + " requests";
    }

    /** What may become of a mutation. */
    private record Judge(WireCase played, Seen documented) {
        Stream<String> complaints(Seen seen) {
            return Stream.of(failure(seen), value(seen), status(seen), changes(seen))
                    .flatMap(Stream::ofNullable);
        }

        /** Failures are ours. After a change that the service took, none of them says that it may be repeated. */
        private @Nullable String failure(Seen seen) {
            RuntimeException failure = seen.failure();
            if (failure == null) {
                return null;
            }
            if (!(failure instanceof BackupException ours)) {
                return "failed with " + failure;
            }
            Exchange exchange = played.exchanges().get(seen.index());
            boolean taken = exchange.changes() && exchange.status() < 300;
            if (taken && (ours.retryable() || ours instanceof Invalid)) {
                return "said to be repeatable: " + failure;
            }
            if (!exchange.changes() && !changed(seen) && failure instanceof AmbiguousOutcome) {
                return "said to be ambiguous, but nothing was changed: " + failure;
            }
            boolean readsAlone = played.exchanges().stream().noneMatch(Exchange::changes);
            boolean asDocumented = documented.failure() != null;
            return readsAlone && !asDocumented && !(failure instanceof Unavailable) ? "failed with " + failure : null;
        }

        /** Whether a change was sent that the service took: one of those that are documented. */
        private boolean changed(Seen seen) {
            Set<String> taken = changesOf(documented)
                    .map(sent -> sent.method() + sent.path())
                    .collect(Collectors.toSet());
            return changesOf(seen).anyMatch(sent -> taken.contains(sent.method() + sent.path()));
        }

        /** An answer that says the same is read as the same, and what is not known is not taken for something that is. */
        private @Nullable String value(Seen seen) {
            boolean harmless = Objects.requireNonNull(seen.mutation()).harmless();
            if (documented.result() == null || seen.result() == null) {
                return harmless && (documented.result() == null) != (seen.result() == null)
                        ? "says the same, but was read as " + (seen.result() == null ? seen.failure() : seen.result())
                        : null;
            }
            return harmless && !Components.of(seen.result()).equals(Components.of(documented.result()))
                    ? "says the same, but was read as " + seen.result()
                    : null;
        }

        /** Work whose last status is not known is not taken for done. */
        private @Nullable String status(Seen seen) {
            Mutation mutation = Objects.requireNonNull(seen.mutation());
            Exchange exchange = played.exchanges().get(seen.index());
            boolean last = played.exchanges().stream()
                    .skip(seen.index() + 1L)
                    .noneMatch(later -> later.isFor(exchange.method(), exchange.path(), exchange.query()));
            boolean works = !mutation.harmless()
                    && !exchange.spare()
                    && !exchange.twins()
                    && !exchange.changes()
                    && !isHint(exchange)
                    && played.exchanges().stream().limit(seen.index()).anyMatch(Exchange::changes);
            boolean same = seen.result() != null
                    && documented.result() != null
                    && Components.of(seen.result()).equals(Components.of(documented.result()));
            return works && last && same && STATUS.matcher(mutation.pointer()).matches()
                    ? "taken for done: " + seen.result()
                    : null;
        }

        /** Whether a server runs is told by the server, in the end, not by the job that stops or starts it. */
        private static boolean isHint(Exchange exchange) {
            return Set.of("stopServer", "startServer")
                    .contains(exchange.answer().path("job_type").asText());
        }

        /** Nothing is changed that is not changed by the documented answers, and nothing is made once more. */
        private @Nullable String changes(Seen seen) {
            Map<String, Integer> allowed = new HashMap<>();
            changesOf(documented).forEach(sent -> allowed.merge(sent.method() + sent.path(), 1, Integer::sum));
            Set<String> tokens = new HashSet<>();
            for (Sent sent : changesOf(seen).toList()) {
                boolean safe = sent.method().equals("DELETE") || sent.path().endsWith("/tags/action");
                boolean again = !sent.clientToken().isEmpty() && !tokens.add(sent.clientToken());
                if (!safe && !again && allowed.merge(sent.method() + path(seen, sent), -1, Integer::sum) < 0) {
                    return "sent once more, or without reason: " + sent;
                }
            }
            return null;
        }

        /** The path of a request; what was made is what the answer says, so that its id may be another one. */
        private String path(Seen seen, Sent sent) {
            Mutation mutation = seen.mutation();
            if (mutation == null
                    || !mutation.pointer().endsWith("/id")
                    || !played.exchanges().get(seen.index()).changes()) {
                return sent.path();
            }
            JsonNode answer = played.exchanges().get(seen.index()).answer();
            String other = mutation.answer().json().at(mutation.pointer()).asText();
            return other.isEmpty()
                    ? sent.path()
                    : sent.path()
                            .replace(
                                    "/" + other,
                                    "/" + answer.at(mutation.pointer()).asText());
        }

        private Stream<Sent> changesOf(Seen seen) {
            return seen.sent().stream()
                    .filter(sent -> !sent.method().equals("GET") && !sent.path().endsWith("/query"));
        }
    }
}
