package io.github.backup4j;

import static java.time.DayOfWeek.FRIDAY;
import static java.time.DayOfWeek.MONDAY;
import static java.time.DayOfWeek.SATURDAY;
import static java.time.DayOfWeek.SUNDAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScheduleRunsTest {
    @Test
    void next_everyFiveDaysAfterThePassedSlot_waitsForTheNextRound() {
        assertNext(
                Schedule.everyDays(5).at("06:00"),
                "2026-05-24T09:41:00Z",
                "2026-05-29T06:00:00Z",
                "2026-06-03T06:00:00Z");
    }

    @Test
    void next_everyFiveDaysBeforeTheSlot_runsTheSameDay() {
        assertNext(
                Schedule.everyDays(5).at("06:00"),
                "2026-05-24T05:59:59Z",
                "2026-05-24T06:00:00Z",
                "2026-05-29T06:00:00Z");
    }

    @Test
    void next_someSlotsOfTheDayHavePassed_runsTheOthersTheSameDay() {
        assertNext(
                Schedule.everyDays(2).at("06:00", "14:00"),
                "2026-05-24T09:41:28Z",
                "2026-05-24T14:00:00Z",
                "2026-05-26T06:00:00Z",
                "2026-05-26T14:00:00Z");
    }

    @Test
    void next_atTheInstantOfARun_isTheOneAfter() {
        assertNext(Schedule.dailyAt("06:00"), "2026-05-24T06:00:00Z", "2026-05-25T06:00:00Z");
        assertNext(Schedule.dailyAt("06:00"), "2026-05-24T05:59:59.999999999Z", "2026-05-24T06:00:00Z");
        assertNext(Schedule.dailyAt("06:00"), "2026-05-24T06:00:00.000000001Z", "2026-05-25T06:00:00Z");
    }

    @Test
    void next_roundsCountFromTheDayInTheZone() {
        assertNext(
                Schedule.everyDays(3).at("06:00").in("Asia/Shanghai"),
                "2026-05-24T17:00:00Z",
                "2026-05-24T22:00:00Z",
                "2026-05-27T22:00:00Z");
    }

    @Test
    void next_weekly_goesThroughTheDaysOfTheWeek() {
        assertNext(
                Schedule.weekly(MONDAY, FRIDAY).at("02:00"),
                "2026-05-25T02:00:00Z",
                "2026-05-29T02:00:00Z",
                "2026-06-01T02:00:00Z",
                "2026-06-05T02:00:00Z");
    }

    @Test
    void next_weeklyOnThePresentDay_isAWeekLaterOnceItHasPassed() {
        assertNext(Schedule.weekly(MONDAY).at("02:00"), "2026-05-25T02:01:00Z", "2026-06-01T02:00:00Z");
    }

    @Test
    void next_slotsDiffer_runsEachDayAtItsTimes() {
        Schedule schedule = new Schedule.Weekly(
                new TreeMap<>(Map.of(LocalTime.of(2, 0), Set.of(MONDAY), LocalTime.of(1, 0), Set.of(SUNDAY, MONDAY))),
                ZoneOffset.UTC);

        assertNext(
                schedule,
                "2026-05-23T00:00:00Z",
                "2026-05-24T01:00:00Z",
                "2026-05-25T01:00:00Z",
                "2026-05-25T02:00:00Z",
                "2026-05-31T01:00:00Z");
    }

    @Test
    void next_timeThatTheClocksSkip_runsLaterByAsMuch() {
        assertNext(
                Schedule.dailyAt("01:30").in("Europe/London"),
                "2026-03-28T00:00:00Z",
                "2026-03-28T01:30:00Z",
                "2026-03-29T01:30:00Z",
                "2026-03-30T00:30:00Z");
    }

    @Test
    void next_skippedTimeFallsOnAnother_isOneRun() {
        assertNext(
                Schedule.dailyAt("01:30", "02:30").in("Europe/London"),
                "2026-03-29T00:00:00Z",
                "2026-03-29T01:30:00Z",
                "2026-03-30T00:30:00Z",
                "2026-03-30T01:30:00Z");
    }

    @Test
    void next_timeThatComesTwice_runsTheFirstTime() {
        assertNext(
                Schedule.dailyAt("01:30").in("Europe/London"),
                "2026-10-24T12:00:00Z",
                "2026-10-25T00:30:00Z",
                "2026-10-26T01:30:00Z");
        assertNext(Schedule.dailyAt("01:30").in("Europe/London"), "2026-10-25T00:45:00Z", "2026-10-26T01:30:00Z");
    }

    @Test
    void next_clocksSkipTwoHours_staysInOrder() {
        Schedule schedule = Schedule.dailyAt("01:30", "02:45", "03:45").in("Antarctica/Troll");

        assertNext(
                schedule,
                "2026-03-29T00:00:00Z",
                "2026-03-29T01:30:00Z",
                "2026-03-29T01:45:00Z",
                "2026-03-29T02:45:00Z",
                "2026-03-29T23:30:00Z");
    }

    @Test
    void next_timeSkippedAcrossMidnight_runsOnTheNextDay() {
        Schedule schedule = Schedule.weekly(SATURDAY).at("23:30").in("America/Scoresbysund");

        assertNext(schedule, "2026-03-29T01:15:00Z", "2026-03-29T01:30:00Z", "2026-04-05T00:30:00Z");
    }

    @Test
    void next_clocksSkipAWholeDay_ordersTheRunsOfBothDays() {
        Schedule schedule = new Schedule.Weekly(
                new TreeMap<>(Map.of(LocalTime.of(10, 0), Set.of(FRIDAY), LocalTime.of(9, 0), Set.of(SATURDAY))),
                java.time.ZoneId.of("Pacific/Apia"));

        assertNext(
                schedule,
                "2011-12-29T20:00:00Z",
                "2011-12-30T19:00:00Z",
                "2011-12-30T20:00:00Z",
                "2012-01-05T20:00:00Z");
    }

    @Test
    void next_dailyAtTwoInLondon_movesInUtcWithTheClocks() {
        assertNext(
                Schedule.dailyAt("02:00").in("Europe/London"),
                "2026-03-27T12:00:00Z",
                "2026-03-28T02:00:00Z",
                "2026-03-29T01:00:00Z",
                "2026-03-30T01:00:00Z");
    }

    @Test
    void next_count_isHowMany() {
        Schedule schedule = Schedule.dailyAt("02:00");

        assertThat(schedule.next(Instant.EPOCH, 0)).isEmpty();
        assertThat(schedule.next(Instant.EPOCH, 400)).hasSize(400).isSorted().doesNotHaveDuplicates();
        assertThatExceptionOfType(Invalid.class)
                .isThrownBy(() -> schedule.next(Instant.EPOCH, -1))
                .withMessage("count is -1, less than zero");
    }

    @Test
    void runs_afterTheCreation_keepsTheRoundsOfTheCreation() {
        Schedule schedule = Schedule.everyDays(5).at("06:00");
        Instant created = Instant.parse("2026-05-24T09:41:00Z");

        assertThat(first(2, schedule.runs(created, Instant.parse("2026-05-30T00:00:00Z"))))
                .containsExactly(Instant.parse("2026-06-03T06:00:00Z"), Instant.parse("2026-06-08T06:00:00Z"));
    }

    @Test
    void runs_afterIsBeforeTheCreation_startAtTheCreation() {
        Schedule schedule = Schedule.everyDays(5).at("06:00");
        Instant created = Instant.parse("2026-05-24T09:41:00Z");

        assertThat(first(3, schedule.runs(created, Instant.MIN))).isEqualTo(schedule.next(created, 3));
        assertThat(schedule.nextRun(created, created.minusSeconds(1))).contains(Instant.parse("2026-05-29T06:00:00Z"));
    }

    @Test
    void nextRun_farFromTheCreation_keepsTheRounds() {
        Schedule schedule = Schedule.everyDays(30).at("06:00");
        Instant created = Instant.parse("2000-01-01T00:00:00Z");
        Instant run = created.plusSeconds(6 * 3600 + 30 * 86_400L * 10_000);

        assertThat(schedule.nextRun(created, run.minusNanos(1))).contains(run);
        assertThat(schedule.nextRun(created, run)).contains(run.plusSeconds(30 * 86_400L));
    }

    @Test
    void nextRun_afterTheYear9999_isEmpty() {
        Schedule schedule = Schedule.dailyAt("02:00").in("+14:00");
        Instant end = Instant.parse("+10000-01-01T00:00:00Z");

        assertThat(schedule.nextRun(Instant.EPOCH, end.minusNanos(1)))
                .contains(Instant.parse("+10000-01-01T12:00:00Z"));
        assertThat(schedule.nextRun(Instant.EPOCH, end)).isEmpty();
        assertThat(schedule.nextRun(Instant.EPOCH, Instant.MAX)).isEmpty();
        assertThat(schedule.next(end.minusSeconds(86_400), 5)).hasSize(2);
    }

    @Test
    void nextRun_createdOutsideTheYears1To9999_isRefused() {
        Schedule schedule = Schedule.dailyAt("02:00").in("+14:00");
        Instant first = Instant.parse("0001-01-01T00:00:00Z");
        Instant end = Instant.parse("+10000-01-01T00:00:00Z");

        assertThat(schedule.nextRun(first, Instant.MIN)).contains(Instant.parse("0001-01-01T12:00:00Z"));
        assertThat(schedule.nextRun(end.minusNanos(1), Instant.MIN)).isPresent();
        assertThatExceptionOfType(Invalid.class)
                .isThrownBy(() -> schedule.nextRun(first.minusSeconds(1), Instant.EPOCH))
                .withMessage("created is 0000-12-31T23:59:59Z, not within the years 1 to 9999");
        assertThatExceptionOfType(Invalid.class)
                .isThrownBy(() -> schedule.nextRun(end, Instant.EPOCH))
                .withMessage("created is +10000-01-01T00:00:00Z, not within the years 1 to 9999");
        assertThatExceptionOfType(Invalid.class).isThrownBy(() -> schedule.next(Instant.MAX, 1));
        assertThatExceptionOfType(Invalid.class).isThrownBy(() -> schedule.next(Instant.MIN, 1));
    }

    private static void assertNext(Schedule schedule, String after, String... runs) {
        assertThat(schedule.next(Instant.parse(after), runs.length))
                .as("%s after %s", schedule, after)
                .containsExactlyElementsOf(Stream.of(runs).map(Instant::parse).toList());
    }

    private static List<Instant> first(int count, Stream<Instant> runs) {
        return runs.limit(count).toList();
    }
}
