package io.github.backup4j.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupException;
import io.github.backup4j.BackupListener.Call;
import io.github.backup4j.BackupListener.CallEnd;
import io.github.backup4j.NotFound;
import java.io.Serial;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The words for how a call ended: a small fixed set, whatever is thrown. */
class CallEndTest {
    record Case(@Nullable Throwable failure, String outcome) {}

    static Iterable<Case> cases() {
        return Arrays.asList(
                new Case(null, "ok"),
                new Case(new NotFound("gone"), "NotFound"),
                new Case(new BackupException("of no other kind"), "BackupException"),
                new Case(new OfAProvider(), "BackupException"),
                new Case(new IllegalStateException("of an update"), "other"),
                new Case(new AssertionError("of a test"), "other"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void outcome_anyFailure_oneOfFewWords(Case given) {
        CallEnd end = new CallEnd(new Call("vaults.get", "v-1"), Duration.ZERO, 1, given.failure());

        assertThat(end.outcome()).isEqualTo(given.outcome());
    }

    private static final class OfAProvider extends BackupException {
        @Serial
        private static final long serialVersionUID = 1L;

        OfAProvider() {
            super("of a provider");
        }
    }
}
