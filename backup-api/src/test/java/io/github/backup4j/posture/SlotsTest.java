package io.github.backup4j.posture;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a policy was due, to the second: a slot too few is a missed run that nobody is told of. */
class SlotsTest {
    private static final Schedule NIGHTLY = Schedule.dailyAt("02:00");
    private static final Schedule EVERY_OTHER_DAY = Schedule.everyDays(2).at("02:00");
    private static final Schedule MONDAYS = Schedule.weekly(DayOfWeek.MONDAY).at("02:00");
    private static final Schedule ODD = new Schedule.Opaque(List.of("FREQ=HOURLY"));
    private static final Instant LONG_AGO = Instant.parse("2025-01-01T00:00:00Z");
    private static final Instant NOON = Instant.parse("2026-01-20T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "2026-01-20T12:00:00Z, 2026-01-20T02:00:00Z",
        "2026-01-20T02:00:00Z, 2026-01-20T02:00:00Z",
        "2026-01-20T01:59:59Z, 2026-01-19T02:00:00Z"
    })
    void lastDue_nightly_isTheSlotAtOrBefore(Instant until, Instant slot) {
        assertThat(Slots.lastDue(NIGHTLY, until, LONG_AGO)).isEqualTo(slot);
    }

    @Test
    void lastDue_weekly_isFoundAWeekLater() {
        assertThat(Slots.lastDue(MONDAYS, Instant.parse("2026-01-26T01:59:59Z"), LONG_AGO))
                .isEqualTo("2026-01-19T02:00:00Z");
    }

    @Test
    void lastDue_notKnownOrTooLongAgo_isTheEarliest() {
        Instant earliest = Instant.parse("2026-01-20T03:00:00Z");
        assertThat(Slots.lastDue(NIGHTLY, NOON, earliest)).isEqualTo(earliest);
        assertThat(Slots.lastDue(EVERY_OTHER_DAY, NOON, LONG_AGO)).isEqualTo(LONG_AGO);
        assertThat(Slots.lastDue(ODD, NOON, LONG_AGO)).isEqualTo(LONG_AGO);
    }

    @ParameterizedTest
    @CsvSource({
        // when the run began, how late it may begin, whether it is that of the slot at 02:00
        "2026-01-20T02:00:00Z, PT0S, true",
        "2026-01-20T01:55:00Z, PT0S, true",
        "2026-01-20T01:54:59Z, PT0S, false",
        "2026-01-20T02:00:02Z, PT0S, false",
        "2026-01-20T04:00:00Z, PT2H, true",
        "2026-01-20T04:00:02Z, PT2H, false"
    })
    void isNear_run_isOfASlotFromALittleBeforeToTheGraceAfter(Instant begun, Duration grace, boolean near) {
        assertThat(Slots.isNear(NIGHTLY, begun, grace)).isEqualTo(near);
    }

    @Test
    void isNear_slotsThatAreNotKnown_isTrue() {
        assertThat(Slots.isNear(EVERY_OTHER_DAY, NOON, Duration.ZERO)).isTrue();
        assertThat(Slots.isNear(ODD, NOON, Duration.ZERO)).isTrue();
        assertThat(Slots.isCountedFromItsCreation(Schedule.everyDays(1).at("02:00")))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-20T02:00:00Z, 2026-01-21T02:00:00Z",
        "2026-01-20T01:55:00Z, 2026-01-21T02:00:00Z",
        "2026-01-20T01:54:59Z, 2026-01-20T02:00:00Z"
    })
    void after_run_isNotItsOwnSlot(Instant run, Instant next) {
        assertThat(Slots.after(NIGHTLY, run)).contains(next);
    }

    @Test
    void between_slotAtTheEnd_isOne() {
        Instant run = Instant.parse("2026-01-18T02:00:10Z");
        Instant slot = Instant.parse("2026-01-20T02:00:00Z");
        Instant before = Instant.parse("2026-01-19T02:00:00Z");
        assertThat(Slots.between(NIGHTLY, run, slot)).containsExactly(before, slot);
        assertThat(Slots.between(NIGHTLY, run, slot.minusSeconds(1))).containsExactly(before);
        assertThat(Slots.between(ODD, run, slot)).isEmpty();
        assertThat(Slots.between(EVERY_OTHER_DAY, run, slot)).containsExactly(slot);
    }

    @Test
    void reach_retentionByCount_isFromTheOldestThatIsKeptToTheNextRun() {
        assertThat(reach(NIGHTLY, Retention.latest(1))).isEqualTo(Duration.ofDays(1));
        assertThat(reach(NIGHTLY, Retention.latest(7))).isEqualTo(Duration.ofDays(7));
        assertThat(reach(MONDAYS, Retention.latest(3))).isEqualTo(Duration.ofDays(21));
        assertThat(reach(NIGHTLY, Retention.days(9))).isEqualTo(Duration.ofDays(9));
    }

    @Test
    void reach_withoutAnEndOrNotKnown_isNone() {
        assertThat(reach(NIGHTLY, Retention.forever())).isNull();
        assertThat(reach(NIGHTLY, new Retention.Unrecognized(Map.of("keep", "some"))))
                .isNull();
        assertThat(reach(ODD, Retention.latest(7))).isNull();
    }

    private static @Nullable Duration reach(Schedule schedule, Retention retention) {
        return Slots.reach(schedule, retention, NOON, Duration.ofDays(30));
    }
}
