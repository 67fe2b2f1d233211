package io.github.backup4j.huawei.internal.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.OperationFailed;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a step waits, by what its token says. */
class WaitsTest {
    private static final Duration LONGEST = Duration.ofMinutes(30);
    private static final Instant NOW = Instant.parse("2026-12-01T10:00:00Z");

    @Test
    void upTo_polledEachMinute_endsAfterTheLongestTimeAndSaysSinceWhen() {
        Token token = Token.of("work");
        for (int minute = 0; minute < 30; minute++) {
            token = going(token, NOW.plus(Duration.ofMinutes(minute)));
        }

        assertThat(poll(token, NOW.plus(LONGEST)))
                .isInstanceOfSatisfying(
                        Step.Failed.class,
                        failed -> assertThat(failed.failure()).hasMessage("it hangs, watched since " + NOW));
    }

    @Test
    void upTo_afterALongPause_beginsAnewOnce() {
        Instant later = NOW.plus(Duration.ofHours(5));
        Token anew = going(going(Token.of("work"), NOW), later);

        Token paused = going(anew, later.plus(Duration.ofMinutes(29)));
        Token over = going(paused, later.plus(Duration.ofHours(5)));
        assertThat(poll(over, later.plus(Duration.ofHours(5)).plusSeconds(4))).isInstanceOf(Step.Going.class);
        assertThat(poll(over, later.plus(Duration.ofHours(10)))).isInstanceOf(Step.Failed.class);
    }

    /** An engine that polls every few hours has stored it once the wait was over; another process has gone on since. */
    @Test
    void upTo_oldTokenThatHasFoundTheWaitOver_hasAllItsTimeAgain() {
        Token seldom = Token.of("work");
        for (int polls = 0; polls < 3; polls++) {
            seldom = going(seldom, NOW.plus(Duration.ofHours(3L * polls)));
        }
        assertThat(seldom.find("waited")).isNotEmpty();
        Instant later = NOW.plus(Duration.ofDays(2));

        Token resumed = going(seldom, later);
        for (int minute = 1; minute < 30; minute++) {
            resumed = going(resumed, later.plus(Duration.ofMinutes(minute)));
        }
        Token over = going(resumed, later.plus(LONGEST));
        assertThat(poll(over, later.plus(LONGEST).plusSeconds(5))).isInstanceOf(Step.Failed.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void upTo_polledAtAnyPace_ends(long seed) {
        Random random = new Random(seed);
        Token token = Token.of("work");
        Instant now = NOW;
        for (int polls = 0; polls < 40; polls++) {
            if (poll(token, now) instanceof Step.Failed) {
                return;
            }
            token = going(token, now);
            now = now.plus(Duration.ofMinutes(60 + random.nextInt(1000)));
        }
        throw new AssertionError("seed " + seed + ": still waits after " + Duration.between(NOW, now) + ": " + token);
    }

    @Test
    void upTo_tokenFromAWrongClock_beginsAnew() {
        Token ahead = going(Token.of("work"), NOW.plus(Duration.ofDays(30)));

        Token anew = going(ahead, NOW);
        assertThat(poll(anew, NOW.plus(Duration.ofMinutes(9)))).isInstanceOf(Step.Going.class);
        assertThat(anew).isEqualTo(going(Token.of("work"), NOW));
    }

    @Test
    void upTo_forLessLongThanBefore_beginsAnew() {
        Token token = Token.of("work");
        Instant later = NOW.plus(Duration.ofHours(2));
        for (Instant now = NOW; now.isBefore(later); now = now.plus(Duration.ofMinutes(5))) {
            Step<String> other = Waits.upTo(Duration.ofDays(1), token, now, "", late -> new Step.Done<>("late"));
            token = Objects.requireNonNull(((Step.Going<String>) other).seen());
        }

        assertThat(going(token, later)).isEqualTo(going(Token.of("work"), later));
    }

    @Test
    void at_anotherStep_hasNotWaited() {
        assertThat(going(Token.of("work"), NOW).at(1))
                .isEqualTo(Token.of("work").at(1));
    }

    private static Token going(Token token, Instant now) {
        assertThat(poll(token, now)).isInstanceOf(Step.Going.class);
        Token seen = ((Step.Going<String>) poll(token, now)).seen();
        assertThat(seen).isNotNull();
        return seen == null ? token : seen;
    }

    private static Step<String> poll(Token token, Instant now) {
        return Waits.upTo(
                LONGEST,
                token,
                now,
                "waiting",
                watched -> new Step.Failed<>(new OperationFailed("it hangs" + watched)));
    }
}
