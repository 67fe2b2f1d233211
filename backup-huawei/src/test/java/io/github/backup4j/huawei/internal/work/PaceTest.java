package io.github.backup4j.huawei.internal.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** When work is polled whose percentage is known, and how late its end is noticed. */
class PaceTest {
    private static final Duration SHORTEST = Duration.ofSeconds(5);

    @Test
    void next_steadyWork_takesFewPollsAndIsNoticedAtOnce() {
        List<Duration> polls = polls(Duration.ofMinutes(10), false, percent -> percent);

        assertThat(polls).as(polls::toString).hasSizeLessThanOrEqualTo(5);
        assertThat(lateness(polls, Duration.ofMinutes(10))).as(polls::toString).isLessThanOrEqualTo(SHORTEST);
    }

    @Test
    void next_steadyWorkOfHours_isPolledEveryQuarterOfAnHourAndNoticedSoon() {
        Duration end = Duration.ofHours(6);

        List<Duration> polls = polls(end, false, percent -> percent);

        // Twenty-four quarters of an hour, and what it takes to see the first percent, after 216 seconds.
        assertThat(polls).as(polls::toString).hasSizeLessThanOrEqualTo(24 + 15);
        assertThat(lateness(polls, end)).as(polls::toString).isLessThanOrEqualTo(SHORTEST.multipliedBy(6));
    }

    /** The estimate says that it is about to end, again and again. */
    @Test
    void next_stallsBeforeItsEnd_isPolledAtTheUsualPauses() {
        List<Duration> polls = polls(Duration.ofHours(1), false, percent -> Math.min(99, percent * 6));

        List<Duration> late = polls.stream()
                .filter(at -> at.compareTo(Duration.ofMinutes(11)) > 0)
                .toList();
        assertThat(late).as(late::toString).hasSizeBetween(90, 110);
    }

    @Test
    void next_byThePercentageOfOthers_waitsFiveMinutesAtMost() {
        List<Duration> polls = polls(Duration.ofHours(2), true, percent -> percent);

        for (int i = 1; i < polls.size(); i++) {
            assertThat(polls.get(i).minus(polls.get(i - 1))).isLessThanOrEqualTo(Duration.ofMinutes(5));
        }
        assertThat(polls).as(polls::toString).hasSizeLessThan(60);
    }

    @Test
    void next_withoutPercentage_hasNoHint() {
        Pace pace = new Pace();

        assertThat(pace.next(null, false, null, Duration.ZERO, SHORTEST)).isNull();
        assertThat(pace.next(null, true, null, Duration.ofHours(1), SHORTEST)).isNull();
    }

    /** Three quarters of what is left by earlier work, a quarter of an hour at most, while no percentage has moved. */
    @Test
    void next_earlierWorkIsKnown_decidesWhileNoPercentageHasMoved() {
        Duration usual = SHORTEST.multipliedBy(6);
        Pace pace = new Pace();

        assertThat(pace.next(null, false, Duration.ofHours(6), Duration.ZERO, SHORTEST))
                .isEqualTo(Duration.ofMinutes(15));
        assertThat(pace.next(0, false, Duration.ofMinutes(8), Duration.ofSeconds(10), SHORTEST))
                .isEqualTo(Duration.ofMinutes(6));
        assertThat(pace.next(0, false, Duration.ofSeconds(39), Duration.ofMinutes(9), SHORTEST))
                .as("hardly anything is left: as usual")
                .isEqualTo(usual);
        assertThat(pace.next(50, false, Duration.ofHours(6), Duration.ofMinutes(10), SHORTEST))
                .as("it is faster than earlier work")
                .isLessThanOrEqualTo(Duration.ofMinutes(10));
    }

    /** It may become faster. */
    @Test
    void next_workOfDays_waitsAQuarterOfAnHourAtMost() {
        List<Duration> polls = polls(Duration.ofDays(2), false, percent -> percent);

        for (int i = 1; i < polls.size(); i++) {
            assertThat(polls.get(i).minus(polls.get(i - 1))).isLessThanOrEqualTo(Duration.ofMinutes(15));
        }
    }

    /** The next part of the work has begun, or the service was wrong: what was seen before says nothing. */
    @Test
    void next_percentageFalls_estimatesFromThere() {
        Pace pace = new Pace();
        Pace fresh = new Pace();
        assertThat(pace.next(60, false, null, Duration.ZERO, SHORTEST)).isNull();

        for (int percent = 10; percent <= 50; percent += 10) {
            Duration at = Duration.ofMinutes(percent);
            assertThat(pace.next(percent, false, null, at, SHORTEST))
                    .as("hint at %d %%", percent)
                    .isEqualTo(fresh.next(percent, false, null, at, SHORTEST));
        }
    }

    @Test
    void next_clockStandsStillOrGoesBack_hasNoHint() {
        Pace pace = new Pace();
        assertThat(pace.next(10, false, null, Duration.ofMinutes(5), SHORTEST)).isNull();

        assertThat(pace.next(60, false, null, Duration.ofMinutes(5), SHORTEST)).isNull();
        assertThat(pace.next(70, false, null, Duration.ofMinutes(4), SHORTEST)).isNull();
    }

    /** The first percent takes longer than that, so that a hundred times as much is left; but it may be no percentage at all. */
    @Test
    void next_percentageHasNotMoved_waitsForHalfOfTheTimeAndTheLongestUsualPauseAtMost() {
        Pace pace = new Pace();
        assertThat(pace.next(0, false, null, Duration.ZERO, SHORTEST)).isNull();

        assertThat(pace.next(0, false, null, Duration.ofSeconds(10), SHORTEST))
                .as("half of it is the usual pause")
                .isNull();
        assertThat(pace.next(0, false, null, Duration.ofSeconds(25), SHORTEST)).isEqualTo(Duration.ofSeconds(12));
        assertThat(pace.next(0, false, null, Duration.ofMinutes(10), SHORTEST)).isEqualTo(SHORTEST.multipliedBy(6));
    }

    /** Many polls share a list that may be a few seconds old: it does not show yet that the work has just ended. */
    @Test
    void next_endIsOverdueByALittle_isPolledSoonAndThenAsUsual() {
        Pace pace = new Pace();
        assertThat(pace.next(0, false, null, Duration.ZERO, SHORTEST)).isNull();
        assertThat(pace.next(99, false, null, Duration.ofSeconds(594), SHORTEST))
                .isEqualTo(SHORTEST);

        assertThat(pace.next(99, false, null, Duration.ofMinutes(10), SHORTEST)).isEqualTo(SHORTEST);
        assertThat(pace.next(99, false, null, Duration.ofSeconds(610), SHORTEST))
                .isEqualTo(Duration.ofSeconds(8));
        assertThat(pace.next(99, false, null, Duration.ofSeconds(618), SHORTEST))
                .isNull();
    }

    /** Its end may be near, however long it has been the last percentage. */
    @Test
    void next_lastPercentageHasNotMoved_hasNoHint() {
        Pace pace = new Pace();
        assertThat(pace.next(99, false, null, Duration.ZERO, SHORTEST)).isNull();

        assertThat(pace.next(99, false, null, Duration.ofMinutes(1), SHORTEST)).isNull();
    }

    /** Work that shows no percentage before its end: the longest usual pause at most, or half as long as it took. */
    @Test
    void next_noOtherPercentageBeforeItsEnd_isNoticedSoon() {
        for (int seconds = 5; seconds < 600; seconds += 5) {
            Duration end = Duration.ofSeconds(seconds);

            List<Duration> polls = polls(end, false, percent -> 0);

            assertThat(lateness(polls, end).toMillis())
                    .as("%s: %s", end, polls)
                    .isLessThanOrEqualTo(Math.min(
                            SHORTEST.multipliedBy(6).toMillis(), Math.max(SHORTEST.toMillis(), end.toMillis() / 2)));
        }
    }

    /** A first estimate is rough. */
    @Test
    void next_tenthHasPassed_waitsForThreeQuartersOfTheRest() {
        Pace pace = new Pace();
        assertThat(pace.next(0, false, null, Duration.ZERO, SHORTEST)).isNull();

        assertThat(pace.next(10, false, null, Duration.ofSeconds(110), SHORTEST))
                .isEqualTo(Duration.ofSeconds(675));
    }

    @Test
    void next_almostDone_waitsTheShortestTime() {
        Pace pace = new Pace();
        assertThat(pace.next(0, false, null, Duration.ZERO, SHORTEST)).isNull();

        assertThat(pace.next(99, false, null, Duration.ofSeconds(99), SHORTEST)).isEqualTo(SHORTEST);
    }

    /** Little has passed, so that the estimate says little; the usual pauses are short enough. */
    @Test
    void next_fastStart_hasNoHint() {
        Pace pace = new Pace();
        assertThat(pace.next(0, false, null, Duration.ZERO, SHORTEST)).isNull();

        assertThat(pace.next(20, false, null, Duration.ofSeconds(1), SHORTEST)).isNull();
    }

    /**
     * When work is polled, the last time at or after its end.
     *
     * @param reported what is reported of the share of time that has passed, in percent
     */
    private static List<Duration> polls(Duration end, boolean ofOthers, UnaryOperator<Integer> reported) {
        Pace pace = new Pace();
        List<Duration> polls = new ArrayList<>();
        Duration now = Duration.ZERO;
        while (now.compareTo(end) < 0) {
            polls.add(now);
            int passed = (int) (now.toSeconds() * 100 / end.toSeconds());
            Duration hint = pace.next(reported.apply(passed), ofOthers, null, now, SHORTEST);
            long times = Math.min(6, Math.max(1, now.dividedBy(SHORTEST.multipliedBy(10))));
            now = now.plus(hint == null ? SHORTEST.multipliedBy(times) : hint);
        }
        polls.add(now);
        return polls;
    }

    private static Duration lateness(List<Duration> polls, Duration end) {
        return polls.get(polls.size() - 1).minus(end);
    }
}
