package io.github.backup4j.huawei.internal.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.Busy;
import io.github.backup4j.Conflict;
import io.github.backup4j.Throttled;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** How often a step is tried before it counts as refused. */
class StepAttemptsTest {
    private static final Token TOKEN = Token.of("restore").at(1);
    private static final Instant NOW = Instant.parse("2026-12-01T10:00:00Z");

    @Test
    void to_refusedTimeAndAgain_finalAtTheFifth() {
        assertThat(triesOf(TOKEN, () -> new Conflict("in use"))).isEqualTo(5);
    }

    @Test
    void to_repliesLostTimeAndAgain_finalAtTheTwelfth() {
        assertThat(triesOf(TOKEN, StepAttemptsTest::lost)).isEqualTo(12);
    }

    @Test
    void to_refusedAfterLostReplies_countsRefusalsAlone() {
        Token token = TOKEN;
        for (int i = 0; i < 4; i++) {
            token = ((Step.Next<String>) attempt(token, StepAttemptsTest::lost)).next();
        }

        assertThat(triesOf(token, () -> new Conflict("in use"))).isEqualTo(5);
    }

    @Test
    void to_atTheNextStep_countsFromTheBeginning() {
        Token tried = ((Step.Next<String>) attempt(TOKEN, () -> new Conflict("in use"))).next();

        assertThat(tried).isNotEqualTo(TOKEN);
        assertThat(tried.at(2)).isEqualTo(TOKEN.at(2));
    }

    @Test
    void to_retryable_thrownAndNotCounted() {
        assertThatThrownBy(() -> attempt(TOKEN, () -> new Throttled("too many", Detail.NONE, null)))
                .isInstanceOf(Throttled.class);
    }

    @Test
    void to_busyForADay_isRefusedThenAndSaysSinceWhen() {
        Token token = TOKEN;
        for (Instant now = NOW;
                now.isBefore(NOW.plus(StepAttempts.LONGEST_BUSY));
                now = now.plus(Duration.ofMinutes(5))) {
            Step<String> step = attempt(token, now, () -> new Busy("a backup runs"));
            assertThat(step)
                    .isInstanceOfSatisfying(
                            Step.Going.class, going -> assertThat(going.note()).isEqualTo("a backup runs"));
            token = Objects.requireNonNull(((Step.Going<String>) step).seen());
        }

        assertThat(attempt(token, NOW.plus(StepAttempts.LONGEST_BUSY), () -> new Busy("a backup runs")))
                .isEqualTo(new Step.Done<>("refused: a backup runs, watched since " + NOW));
    }

    @Test
    void to_busyAndThenRefused_countsRefusalsAlone() {
        Token busy = Objects.requireNonNull(
                ((Step.Going<String>) attempt(TOKEN, NOW, () -> new Busy("a backup runs"))).seen());

        assertThat(triesOf(busy, () -> new Conflict("in use"))).isEqualTo(5);
    }

    private static BackupException lost() {
        return new AmbiguousOutcome("no reply", null, Detail.NONE, null);
    }

    /** How many tries there are until the last is final. */
    private static int triesOf(Token token, Supplier<BackupException> failure) {
        Token now = token;
        for (int tries = 1; ; tries++) {
            Step<String> step = attempt(now, failure);
            if (step instanceof Step.Done<String>) {
                return tries;
            }
            now = ((Step.Next<String>) step).next();
        }
    }

    private static Step<String> attempt(Token token, Supplier<BackupException> failure) {
        return attempt(token, NOW, failure);
    }

    private static Step<String> attempt(Token token, Instant at, Supplier<BackupException> failure) {
        return StepAttempts.to(
                token,
                at,
                now -> {
                    throw failure.get();
                },
                (now, refused) -> new Step.Done<>("refused: " + refused.getMessage()));
    }
}
