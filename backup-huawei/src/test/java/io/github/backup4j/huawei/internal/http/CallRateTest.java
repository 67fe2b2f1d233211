package io.github.backup4j.huawei.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallRateTest {
    private static final Duration START = Duration.ofDays(10);

    private final CallRate rate = new CallRate();

    @Test
    void ask_neverRefused_neverWaits() {
        for (int i = 0; i < 10_000; i++) {
            assertThat(rate.ask(rate.join(), START)).isZero();
        }
    }

    @Test
    void refused_first_isCutToFourFifthsOfWhatWasTaken() {
        refusedAfterTaking(10);

        assertThat(rate.rate(START)).isEqualTo(8, within(0.01));
    }

    @Test
    void refused_nothingTaken_isTheSlowest() {
        rate.refused(START.minusMillis(1), START);

        assertThat(rate.rate(START)).isEqualTo(CallRate.SLOWEST);
        assertThat(rate.ask(rate.join(), START)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void refused_othersOfTheSameBurst_doNotCutAgain() {
        refusedAfterTaking(10);

        for (int i = 1; i < 100; i++) {
            rate.refused(START.minusMillis(10), START.plusMillis(i));
        }

        assertThat(rate.rate(START)).isEqualTo(8, within(0.01));
    }

    @Test
    void refused_first_nextCallOnceThereIsRoom() {
        refusedAfterTaking(10);

        assertThat(rate.ask(rate.join(), START)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void refused_again_isCutOfTheLowerRate() {
        refusedAfterTaking(10);
        Duration later = START.plusSeconds(1);
        for (int i = 0; i < 20; i++) {
            rate.taken(later);
        }
        double before = rate.rate(later);

        rate.refused(later, later);

        assertThat(before).isLessThan(10);
        assertThat(rate.rate(later)).isEqualTo(before * 0.8, within(0.01));
    }

    @Test
    void rate_nothingRefusedSince_comesBackStaysAndThenHasNoLimit() {
        refusedAfterTaking(10);

        assertThat(rate.rate(START.plusSeconds(3))).isBetween(9.9, 10.1);
        assertThat(rate.rate(START.plusSeconds(5))).isBetween(10.0, 10.5);
        assertThat(rate.rate(START.plusSeconds(10))).isBetween(15.0, 30.0);
        assertThat(rate.rate(START.plusSeconds(32))).isEqualTo(CallRate.FASTEST);
        assertThat(rate.ask(rate.join(), START.plusSeconds(32))).isZero();
        assertThat(rate.ask(rate.join(), START.plusSeconds(32))).isZero();
    }

    @Test
    void ask_severalInLine_planOneAfterTheOther() {
        refusedAfterTaking(10);

        List<Duration> waits = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            waits.add(rate.ask(rate.join(), START));
        }

        assertThat(waits)
                .containsExactly(
                        Duration.ofMillis(1000),
                        Duration.ofMillis(1125),
                        Duration.ofMillis(1250),
                        Duration.ofMillis(1375));
    }

    @Test
    void ask_laterThanOthersButAwakeFirst_letsThemGoFirst() {
        refusedAfterTaking(10);
        CallRate.Place first = rate.join();
        CallRate.Place second = rate.join();
        Duration room = START.plusSeconds(1);

        assertThat(rate.ask(second, room)).isPositive();
        assertThat(rate.ask(first, room)).isZero();
        rate.leave(first);
        assertThat(rate.ask(second, room)).isPositive();

        assertThat(rate.ask(second, room.plusMillis(200))).isZero();
    }

    @Test
    void ask_again_standsAtTheHead() {
        refusedAfterTaking(10);
        CallRate.Place repeated = rate.join();
        rate.leave(repeated);
        for (int i = 0; i < 50; i++) {
            assertThat(rate.ask(rate.join(), START)).isPositive();
        }

        assertThat(rate.ask(repeated, START)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void ask_timeGoesBack_waitsNoLongerThanPlannedAhead() {
        refusedAfterTaking(10);
        Duration dayBefore = START.minus(Duration.ofDays(1));

        assertThat(rate.ask(rate.join(), dayBefore)).isLessThanOrEqualTo(CallRate.LONGEST_WAIT);
        assertThat(rate.rate(dayBefore.plusSeconds(40))).isEqualTo(CallRate.FASTEST);
    }

    @Test
    void askToPoll_noLimit_neverWaits() {
        for (int i = 0; i < 100; i++) {
            assertThat(rate.askToPoll(true, START)).isZero();
        }
    }

    @Test
    void askToPoll_limited_goesAheadOfTheLineButOnlyASecond() {
        refusedAfterTaking(10);
        Duration room = START.plusSeconds(1);

        int looks = 0;
        while (rate.askToPoll(true, room).isZero()) {
            looks++;
        }

        assertThat(looks).isBetween(8, 12);
        assertThat(rate.askToPoll(true, room)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
        assertThat(rate.askToPoll(false, room)).as("a look that has begun").isZero();
    }

    @Test
    void askToPoll_othersWait_byTurns() {
        refusedAfterTaking(10);
        CallRate.Place waiting = rate.join();
        int calls = 0;
        int looks = 0;
        for (Duration now = START; now.compareTo(START.plusSeconds(5)) < 0; now = now.plusMillis(10)) {
            if (rate.askToPoll(true, now).isZero()) {
                looks++;
            }
            if (rate.ask(waiting, now).isZero()) {
                calls++;
                rate.leave(waiting);
                waiting = rate.join();
            }
        }

        assertThat(calls).isPositive().isCloseTo(looks, within(2));
    }

    /** Callers, looks and refusals as they come; the plan has to hold whatever they are. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void ask_anyCalls_neverFasterThanTheRateAndNeverStuck(long seed) {
        Random random = new Random(seed);
        Duration now = START;
        refusedAfterTaking(1 + random.nextInt(50));
        double allowed = 2;
        int calls = 0;
        Duration longest = Duration.ZERO;
        for (int i = 0; i < 5_000; i++) {
            Duration step = Duration.ofMillis(random.nextInt(40));
            double before = rate.rate(now);
            now = now.plus(step);
            allowed += Math.max(before, rate.rate(now)) * step.toMillis() / 1_000;
            CallRate.Place place = rate.join();
            Duration wait = rate.ask(place, now);
            rate.leave(place);
            if (wait.isZero()) {
                calls++;
                rate.taken(now);
                if (random.nextInt(10) == 0) {
                    rate.refused(now, now);
                }
            }
            longest = wait.compareTo(longest) > 0 ? wait : longest;
            assertThat(rate.rate(now)).isBetween(CallRate.SLOWEST, CallRate.FASTEST);
            assertThat((double) calls).as("calls after " + i + " steps").isLessThanOrEqualTo(allowed);
        }
        assertThat(calls).isGreaterThan(20);
        assertThat(longest).isLessThanOrEqualTo(CallRate.LONGEST_WAIT);
    }

    private void refusedAfterTaking(int calls) {
        for (int i = 0; i < calls; i++) {
            rate.taken(START);
        }
        rate.refused(START.minusMillis(1), START);
    }
}
