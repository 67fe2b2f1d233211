package io.github.backup4j;

import static java.time.DayOfWeek.FRIDAY;
import static java.time.DayOfWeek.MONDAY;
import static java.time.DayOfWeek.SUNDAY;
import static java.time.DayOfWeek.THURSDAY;
import static java.time.DayOfWeek.TUESDAY;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.Schedule.Conversion;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleConversionTest {
    private static final Instant FROM = Instant.parse("2026-01-15T09:41:28Z");
    private static final List<ZoneId> ZONES = List.of(
            ZoneOffset.UTC,
            ZoneOffset.ofHours(8),
            ZoneOffset.ofHours(-11),
            ZoneOffset.ofHours(14),
            ZoneOffset.ofHoursMinutes(5, 45),
            ZoneId.of("Asia/Shanghai"),
            ZoneId.of("Europe/London"),
            ZoneId.of("America/New_York"),
            ZoneId.of("Australia/Lord_Howe"),
            ZoneId.of("Antarctica/Troll"),
            ZoneId.of("Pacific/Auckland"));

    @Test
    void toUtc_alreadyUtc_isTheSame() {
        Schedule daily = Schedule.everyDays(3).at("02:00");
        Schedule weekly = Schedule.weekly(MONDAY).at("02:00");

        assertThat(daily.toUtc(FROM)).isEqualTo(new Conversion.Exact(daily));
        assertThat(weekly.toUtc(FROM)).isEqualTo(new Conversion.Exact(weekly));
    }

    @Test
    void toUtc_fixedOffset_movesTimesOfDay() {
        assertThat(Schedule.dailyAt("02:00", "14:00").in("+08:00").toUtc(FROM))
                .isEqualTo(new Conversion.Exact(Schedule.dailyAt("18:00", "06:00")));
        assertThat(Schedule.dailyAt("02:00").in("+05:45").toUtc(FROM))
                .isEqualTo(new Conversion.Exact(Schedule.dailyAt("20:15")));
    }

    @Test
    void toUtc_zoneWithoutFutureTransitions_isExact() {
        assertThat(Schedule.dailyAt("02:00").in("Asia/Shanghai").toUtc(FROM))
                .isEqualTo(new Conversion.Exact(Schedule.dailyAt("18:00")));
    }

    @Test
    void toUtc_weeklyAcrossMidnight_movesTheDays() {
        assertThat(Schedule.weekly(MONDAY).at("02:00").in("+08:00").toUtc(FROM))
                .isEqualTo(new Conversion.Exact(Schedule.weekly(SUNDAY).at("18:00")));
        assertThat(Schedule.weekly(SUNDAY).at("20:00").in("-08:00").toUtc(FROM))
                .isEqualTo(new Conversion.Exact(Schedule.weekly(MONDAY).at("04:00")));
    }

    @Test
    void toUtc_onlySomeTimesCrossMidnight_movesTheDaysOfThoseOnly() {
        Map<LocalTime, Set<DayOfWeek>> expected =
                Map.of(LocalTime.of(18, 0), Set.of(SUNDAY, THURSDAY), LocalTime.of(1, 0), Set.of(MONDAY, FRIDAY));

        assertThat(Schedule.weekly(MONDAY, FRIDAY)
                        .at("02:00", "09:00")
                        .in("+08:00")
                        .toUtc(FROM))
                .isEqualTo(new Conversion.Exact(new Schedule.Weekly(new TreeMap<>(expected), ZoneOffset.UTC)));
    }

    @Test
    void toUtc_twoInLondon_driftsWhenSummerTimeBegins() {
        Conversion conversion = Schedule.dailyAt("02:00").in("Europe/London").toUtc(FROM);

        assertThat(conversion)
                .isEqualTo(new Conversion.DriftsAt(Schedule.dailyAt("02:00"), Instant.parse("2026-03-29T01:00:00Z")));
        assertThat(Schedule.dailyAt("02:00")
                        .next(Instant.parse("2026-03-29T12:00:00Z"), 1)
                        .get(0)
                        .atZone(ZoneId.of("Europe/London"))
                        .toLocalTime())
                .isEqualTo(LocalTime.of(3, 0));
    }

    @Test
    void toUtc_twoInLondonInSummer_isTheOffsetOfSummer() {
        assertThat(Schedule.weekly(MONDAY).at("00:30").in("Europe/London").toUtc(Instant.parse("2026-07-01T00:00:00Z")))
                .isEqualTo(new Conversion.DriftsAt(
                        Schedule.weekly(SUNDAY).at("23:30"), Instant.parse("2026-10-25T01:00:00Z")));
    }

    @Test
    void convertTo_zoneOfDaylightSaving_driftsAtTheFirstChangeOfEither() {
        Conversion conversion =
                Schedule.dailyAt("02:00").in("Europe/London").convertTo(ZoneId.of("America/New_York"), FROM);

        assertThat(conversion)
                .isEqualTo(new Conversion.DriftsAt(
                        Schedule.dailyAt("21:00").in("America/New_York"), Instant.parse("2026-03-08T07:00:00Z")));
    }

    @Test
    void convertTo_zoneWithTheSameRules_isExact() {
        ZoneId jersey = ZoneId.of("Europe/Jersey");

        assertThat(Schedule.everyDays(3).at("02:00").in("Europe/London").convertTo(jersey, FROM))
                .isEqualTo(
                        new Conversion.Exact(Schedule.everyDays(3).at("02:00").in(jersey)));
        assertThat(Schedule.weekly(TUESDAY).at("02:00").in("Europe/London").convertTo(jersey, FROM))
                .isEqualTo(new Conversion.Exact(
                        Schedule.weekly(TUESDAY).at("02:00").in(jersey)));
    }

    @Test
    void toUtc_everyThreeDaysOnTheSameDayInBoth_isExact() {
        assertThat(Schedule.everyDays(3).at("09:00", "20:00").in("+08:00").toUtc(FROM))
                .isEqualTo(new Conversion.Exact(Schedule.everyDays(3).at("01:00", "12:00")));
    }

    @Test
    void toUtc_everyThreeDaysCreatedOnTheNextDayOfTheZone_countsThatDay() {
        Instant evening = Instant.parse("2026-01-15T18:00:00Z");

        assertThat(Schedule.everyDays(3).at("02:30").in("+08:00").toUtc(evening))
                .isEqualTo(new Conversion.Exact(Schedule.everyDays(3).at("18:30")));
    }

    @Test
    void toUtc_everyThreeDaysOnAnotherDay_saysWhyNot() {
        assertThat(Schedule.everyDays(3).at("02:00").in("+08:00").toUtc(FROM))
                .isEqualTo(new Conversion.NotRepresentable(
                        "2026-01-15 02:00 UTC+08:00 is 2026-01-14 18:00 UTC, but every 3 days is counted there from"
                                + " 2026-01-15; choose a time that falls on that day, or days of the week"));
        assertThat(Schedule.everyDays(2).at("09:00", "02:00").in("+08:00").toUtc(FROM))
                .isInstanceOf(Conversion.NotRepresentable.class);
    }

    @Test
    void toUtc_everyThreeDaysInLondon_driftsWhenSummerTimeBegins() {
        assertThat(Schedule.everyDays(3).at("02:00").in("Europe/London").toUtc(FROM))
                .isEqualTo(new Conversion.DriftsAt(
                        Schedule.everyDays(3).at("02:00"), Instant.parse("2026-03-29T01:00:00Z")));
    }

    @Test
    void toUtc_offsetWithSeconds_isNotRepresentable() {
        Conversion expected = new Conversion.NotRepresentable(
                "UTC+01:00:30 is at +01:00:30 and UTC at Z, which are not whole minutes apart");

        assertThat(Schedule.dailyAt("02:00").in("+01:00:30").toUtc(FROM)).isEqualTo(expected);
        assertThat(Schedule.weekly(MONDAY).at("02:00").in("+01:00:30").toUtc(FROM))
                .isEqualTo(expected);
        assertThat(Schedule.dailyAt("02:00").in("+01:00:30").convertTo(ZoneOffset.of("-01:00:30"), FROM))
                .isEqualTo(new Conversion.Exact(Schedule.dailyAt("23:59").in("-01:00:30")));
    }

    /** Where the clocks have just moved, a time that they skip or repeat may still go by the offset of before. */
    @ParameterizedTest
    @CsvSource({
        "2026-03-29T00:59:59.999999999Z, 2026-03-29T01:00:00Z",
        "2026-03-29T01:00:00Z, 2026-03-29T01:00:00Z",
        "2026-03-29T01:10:00Z, 2026-03-29T01:10:00Z",
        "2026-03-29T01:59:59Z, 2026-03-29T01:59:59Z",
        "2026-03-29T02:00:00Z, 2026-10-25T01:00:00Z",
        "2026-10-25T01:10:00Z, 2026-10-25T01:10:00Z",
        "2026-10-25T01:59:59Z, 2026-10-25T01:59:59Z",
        "2026-10-25T02:00:00Z, 2027-03-28T01:00:00Z",
    })
    void toUtc_clocksHaveJustMoved_driftsFromTheBeginning(Instant from, Instant at) {
        assertThat(Schedule.dailyAt("01:30").in("Europe/London").toUtc(from))
                .isInstanceOfSatisfying(
                        Conversion.DriftsAt.class,
                        drifts -> assertThat(drifts.at()).isEqualTo(at));
    }

    @Test
    void convertTo_randomSchedules_keepsItsPromise() {
        int exact = 0;
        int drifting = 0;
        int refused = 0;
        for (long seed = 0; seed < 600; seed++) {
            Random random = new Random(seed);
            Schedule schedule = RandomSchedules.schedule(random, pick(random, ZONES));
            ZoneId target = random.nextBoolean() ? ZoneOffset.UTC : pick(random, ZONES);
            Instant from = RandomSchedules.instant(random);
            String what = "seed %d: %s to %s from %s".formatted(seed, schedule, target, from);

            Conversion conversion = schedule.convertTo(target, from);

            if (conversion instanceof Conversion.Exact outcome) {
                exact++;
                assertSameRuns(what, schedule, outcome.schedule(), from, from.plus(Duration.ofDays(800)));
            } else if (conversion instanceof Conversion.DriftsAt outcome) {
                drifting++;
                assertSameRuns(what, schedule, outcome.schedule(), from, outcome.at());
                Instant yearLater = outcome.at().plus(Duration.ofDays(400));
                assertThat(runs(outcome.schedule(), from, yearLater))
                        .as(what)
                        .isNotEqualTo(runs(schedule, from, yearLater));
            } else {
                refused++;
                assertThat(schedule)
                        .as(what)
                        .isInstanceOfSatisfying(
                                Schedule.Daily.class,
                                daily -> assertThat(daily.everyDays()).isGreaterThan(1));
            }
        }
        assertThat(List.of(exact, drifting, refused))
                .allSatisfy(count -> assertThat(count).isGreaterThan(50));
    }

    @Test
    void convertTo_everyDaysRefused_wouldHaveRunAtOtherInstants() {
        for (long seed = 0; seed < 1_000; seed++) {
            Random random = new Random(seed);
            ZoneOffset source = ZoneOffset.ofHours(random.nextInt(37) - 18);
            ZoneOffset target = ZoneOffset.ofHours(random.nextInt(37) - 18);
            LocalTime time = LocalTime.of(random.nextInt(24), random.nextInt(60));
            Schedule.Daily schedule =
                    Schedule.everyDays(2 + random.nextInt(29)).at(time).in(source);
            Instant from = RandomSchedules.instant(random);
            LocalTime moved = time.plusSeconds(target.getTotalSeconds() - source.getTotalSeconds());
            Schedule.Daily naive =
                    Schedule.everyDays(schedule.everyDays()).at(moved).in(target);

            assertThat(schedule.convertTo(target, from) instanceof Conversion.Exact)
                    .as("seed %d: %s to %s from %s", seed, schedule, target, from)
                    .isEqualTo(schedule.next(from, 3).equals(naive.next(from, 3)));
        }
    }

    private static void assertSameRuns(String what, Schedule schedule, Schedule converted, Instant from, Instant end) {
        assertThat(runs(converted, from, end)).as(what).isEqualTo(runs(schedule, from, end));
    }

    private static List<Instant> runs(Schedule schedule, Instant from, Instant end) {
        return schedule.runs(from, from).takeWhile(run -> run.isBefore(end)).toList();
    }

    private static <T> T pick(Random random, List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
