package io.github.backup4j;

import static java.time.DayOfWeek.FRIDAY;
import static java.time.DayOfWeek.MONDAY;
import static java.time.DayOfWeek.SUNDAY;
import static java.time.DayOfWeek.TUESDAY;
import static java.time.DayOfWeek.WEDNESDAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
    private static final LocalTime TWO = LocalTime.of(2, 0);
    private static final LocalTime SIX = LocalTime.of(6, 0);

    @Test
    void dailyAt_text_isTheSameAsTimes() {
        assertThat(Schedule.dailyAt("14:00", "02:00"))
                .isEqualTo(Schedule.dailyAt(TWO, LocalTime.of(14, 0)))
                .isEqualTo(new Schedule.Daily(1, new TreeSet<>(Set.of(TWO, LocalTime.of(14, 0))), ZoneOffset.UTC));
    }

    @Test
    void everyDays_at_holdsDaysAndTimesInUtc() {
        Schedule.Daily schedule = Schedule.everyDays(30).at("00:00", "23:59");

        assertThat(schedule.everyDays()).isEqualTo(30);
        assertThat(schedule.times()).containsExactly(LocalTime.MIDNIGHT, LocalTime.of(23, 59));
        assertThat(schedule.zone()).isEqualTo(ZoneOffset.UTC);
    }

    @Test
    void weekly_at_holdsTheDaysForEachTime() {
        Schedule.Weekly schedule = Schedule.weekly(FRIDAY, MONDAY).at("06:00", "02:00");

        assertThat(schedule.slots())
                .containsOnlyKeys(TWO, SIX)
                .allSatisfy((time, days) -> assertThat(days).containsExactly(MONDAY, FRIDAY));
        assertThat(schedule.zone()).isEqualTo(ZoneOffset.UTC);
        assertThat(schedule.days()).containsExactly(MONDAY, FRIDAY);
    }

    @Test
    void days_slotsDiffer_areAllDaysTogether() {
        assertThat(weekly(Map.of(TWO, Set.of(FRIDAY), SIX, Set.of(MONDAY, FRIDAY)))
                        .days())
                .containsExactly(MONDAY, FRIDAY);
    }

    @Test
    void in_keepsDaysAndTimes() {
        ZoneId london = ZoneId.of("Europe/London");

        assertThat(Schedule.everyDays(3).at(TWO).in("Europe/London"))
                .isEqualTo(new Schedule.Daily(3, new TreeSet<>(Set.of(TWO)), london));
        assertThat(Schedule.weekly(MONDAY).at(TWO).in("Europe/London"))
                .isEqualTo(new Schedule.Weekly(new TreeMap<>(Map.of(TWO, Set.of(MONDAY))), london));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Z", "Etc/UTC", "GMT"})
    void in_zoneThatIsAlwaysUtc_isTheSameSchedule(String zone) {
        assertThat(Schedule.dailyAt(TWO).in(zone)).isEqualTo(Schedule.dailyAt(TWO));
        assertThat(Schedule.weekly(MONDAY).at(TWO).in(zone))
                .isEqualTo(Schedule.weekly(MONDAY).at(TWO));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Mars/Olympus", "Europe/", "", "+25:00", "utc "})
    void in_unknownZone_isRefusedWithTheValue(String zone) {
        assertThatExceptionOfType(Invalid.class)
                .isThrownBy(() -> Schedule.dailyAt(TWO).in(zone))
                .withMessage(
                        "zoneId is \"%s\", which is not a time zone known here, such as Europe/London or +08:00", zone);
        assertThatExceptionOfType(Invalid.class)
                .isThrownBy(() -> Schedule.weekly(MONDAY).at(TWO).in(zone))
                .withMessageStartingWith("zoneId is \"" + zone + "\"");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 31, -1, Integer.MAX_VALUE})
    void everyDays_outOfRange_isRefused(int days) {
        assertInvalid(() -> Schedule.everyDays(days), "everyDays is " + days + ", not between 1 and 30");
        assertInvalid(
                () -> new Schedule.Daily(days, new TreeSet<>(Set.of(TWO)), ZoneOffset.UTC),
                "everyDays is " + days + ", not between 1 and 30");
    }

    @ParameterizedTest
    @CsvSource({
        "2:00, 02:00",
        "' 02:00', 02:00",
        "2, 02:00",
        "02:00:30, 02:00",
        "24:00, 00:00",
        "02:60, 'hours and minutes, such as 02:00'",
        "2am, 'hours and minutes, such as 02:00'",
        "'', 'hours and minutes, such as 02:00'"
    })
    void at_notATimeOfDay_isRefusedWithWhatToWrite(String time, String toWrite) {
        assertInvalid(
                () -> Schedule.dailyAt(time),
                "times holds \"" + time + "\", which is not a time of day from 00:00 to 23:59; write " + toWrite);
    }

    @Test
    void at_noTimes_isRefused() {
        assertInvalid(() -> Schedule.dailyAt(new String[0]), "times is empty; give at least one time of day");
        assertInvalid(
                () -> Schedule.everyDays(2).at(new LocalTime[0]), "times is empty; give at least one time of day");
        assertInvalid(
                () -> Schedule.weekly(MONDAY).at(new LocalTime[0]), "slots is empty; give at least one time of day");
    }

    @Test
    void weekly_noDays_isRefused() {
        assertInvalid(Schedule::weekly, "days is empty; give at least one day of the week");
        assertInvalid(
                () -> weekly(Map.of(TWO, Set.of())), "slots at 02:00 is empty; give at least one day of the week");
    }

    @Test
    void duplicates_areRefused() {
        assertInvalid(() -> Schedule.dailyAt("02:00", "02:00"), "times names 02:00 twice");
        assertInvalid(() -> Schedule.weekly(MONDAY, MONDAY), "days names MONDAY twice");
    }

    @Test
    void partsOfAMinute_areRefused() {
        assertInvalid(
                () -> Schedule.dailyAt(LocalTime.of(2, 0, 30)), "times holds 02:00:30, which is not a whole minute");
        assertInvalid(
                () -> Schedule.weekly(MONDAY).at(LocalTime.of(2, 0, 0, 1)),
                "slots holds 02:00:00.000000001, which is not a whole minute");
    }

    @Test
    void moreThan24TimesADay_areRefused() {
        LocalTime[] times = IntStream.range(0, 25)
                .mapToObj(i -> LocalTime.MIDNIGHT.plusMinutes(57L * i))
                .toArray(LocalTime[]::new);

        assertInvalid(() -> Schedule.dailyAt(times), "times holds 25 times, more than 24 a day");
        assertInvalid(() -> Schedule.weekly(TUESDAY).at(times), "slots holds 25 times on TUESDAY, more than 24 a day");
    }

    @Test
    void everyHour_isAccepted() {
        LocalTime[] times =
                IntStream.range(0, 24).mapToObj(hour -> LocalTime.of(hour, 30)).toArray(LocalTime[]::new);

        assertThat(Schedule.dailyAt(times).times()).hasSize(24);
        assertThat(Schedule.weekly(DayOfWeek.values()).at(times).slots()).hasSize(24);
    }

    @Test
    void closerThanOneHour_isRefused() {
        assertInvalid(
                () -> Schedule.dailyAt("02:00", "02:59"),
                "times holds 02:00 and 02:59, which are closer than one hour");
        assertInvalid(
                () -> Schedule.everyDays(2).at("02:00", "02:59", "09:00"),
                "times holds 02:00 and 02:59, which are closer than one hour");
        assertInvalid(
                () -> Schedule.weekly(SUNDAY).at("02:00", "02:59"),
                "slots holds SUNDAY 02:00 and SUNDAY 02:59, which are closer than one hour");
        assertThat(Schedule.dailyAt("02:00", "03:00").times()).hasSize(2);
        assertThat(Schedule.weekly(SUNDAY).at("02:00", "03:00").slots()).hasSize(2);
    }

    @Test
    void closerThanOneHourAcrossMidnight_isRefusedWhereTheDaysAdjoin() {
        assertInvalid(
                () -> Schedule.dailyAt("00:00", "23:01"),
                "times holds 23:01 and 00:00, which are closer than one hour");
        assertThat(Schedule.dailyAt("00:00", "23:00").times()).hasSize(2);
        assertThat(Schedule.everyDays(2).at("00:00", "23:59").times()).hasSize(2);
        assertThat(Schedule.weekly(MONDAY, WEDNESDAY).at("00:00", "23:59").slots())
                .hasSize(2);
        assertInvalid(
                () -> Schedule.weekly(MONDAY, TUESDAY).at("00:00", "23:01"),
                "slots holds MONDAY 23:01 and TUESDAY 00:00, which are closer than one hour");
    }

    @Test
    void closerThanOneHourAcrossTheWeek_isRefused() {
        assertInvalid(
                () -> weekly(Map.of(LocalTime.of(23, 30), Set.of(SUNDAY), LocalTime.of(0, 15), Set.of(MONDAY))),
                "slots holds SUNDAY 23:30 and MONDAY 00:15, which are closer than one hour");
        assertThat(weekly(Map.of(LocalTime.of(23, 30), Set.of(SUNDAY), LocalTime.of(0, 30), Set.of(MONDAY)))
                        .slots())
                .hasSize(2);
    }

    @Test
    void slots_manyTimesOnDifferentDays_areAccepted() {
        Map<LocalTime, Set<DayOfWeek>> slots = new TreeMap<>();
        for (DayOfWeek day : DayOfWeek.values()) {
            for (int hour = 0; hour < 24; hour++) {
                slots.put(LocalTime.of(hour, day.getValue()), Set.of(day));
            }
        }

        assertInvalid(() -> weekly(slots), "slots holds SUNDAY 23:07 and MONDAY 00:01, which are closer than one hour");
        slots.remove(LocalTime.of(0, 1));
        assertThat(weekly(slots).slots()).hasSize(167);
    }

    @Test
    void values_copyWhatTheyAreGiven() {
        SortedSet<LocalTime> times = new TreeSet<>(Collections.reverseOrder());
        times.addAll(List.of(TWO, SIX));
        Set<DayOfWeek> days = EnumSet.of(MONDAY);
        SortedMap<LocalTime, Set<DayOfWeek>> slots = new TreeMap<>(Map.of(TWO, days));
        Schedule.Daily daily = new Schedule.Daily(1, times, ZoneOffset.UTC);
        Schedule.Weekly weekly = new Schedule.Weekly(slots, ZoneOffset.UTC);

        times.clear();
        slots.clear();
        days.add(FRIDAY);

        assertThat(daily.times()).containsExactly(TWO, SIX);
        assertThat(weekly).isEqualTo(Schedule.weekly(MONDAY).at(TWO));
        assertThatThrownBy(() -> daily.times().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> weekly.slots().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> weekly.slots().values().iterator().next().add(FRIDAY))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> weekly.days().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    @SuppressWarnings("NullAway")
    void nulls_areRefusedByName() {
        SortedSet<LocalTime> times = new TreeSet<>(Set.of(TWO));
        Schedule schedule = Schedule.dailyAt(TWO);
        Schedule opaque = new Schedule.Opaque(List.of());

        assertNull(() -> Schedule.dailyAt(TWO, null), "times element");
        assertNull(() -> Schedule.dailyAt("02:00", null), "times element");
        assertNull(() -> Schedule.weekly(MONDAY, null), "days element");
        assertNull(() -> new Schedule.Daily(1, null, ZoneOffset.UTC), "times");
        assertNull(() -> new Schedule.Daily(1, times, null), "zone");
        assertNull(() -> new Schedule.Weekly(null, ZoneOffset.UTC), "slots");
        assertNull(() -> new Schedule.Weekly(new TreeMap<>(Map.of(TWO, Set.of(MONDAY))), null), "zone");
        assertNull(() -> new Schedule.Opaque(null), "patterns");
        assertNull(() -> Schedule.dailyAt(TWO).in((String) null), "zoneId");
        assertNull(() -> schedule.nextRun(null, Instant.EPOCH), "created");
        assertNull(() -> schedule.nextRun(Instant.EPOCH, null), "after");
        assertNull(() -> opaque.nextRun(null, Instant.EPOCH), "created");
        assertNull(() -> opaque.nextRun(Instant.EPOCH, null), "after");
        assertNull(() -> schedule.convertTo(null, Instant.EPOCH), "target");
        assertNull(() -> schedule.toUtc(null), "from");
        assertNull(() -> opaque.convertTo(null, Instant.EPOCH), "target");
        assertNull(() -> opaque.toUtc(null), "from");
        assertNull(() -> new Schedule.Conversion.Exact(null), "schedule");
        assertNull(() -> new Schedule.Conversion.DriftsAt(null, Instant.EPOCH), "schedule");
        assertNull(() -> new Schedule.Conversion.DriftsAt(schedule, null), "at");
        assertNull(() -> new Schedule.Conversion.NotRepresentable(null), "reason");
    }

    @Test
    void toString_daily_readsAsASentence() {
        assertThat(Schedule.dailyAt("02:00", "14:00")).hasToString("every day at 02:00 and 14:00 UTC");
        assertThat(Schedule.everyDays(3).at("02:00").in("+08:00")).hasToString("every 3 days at 02:00 UTC+08:00");
        assertThat(Schedule.dailyAt("06:00", "02:00", "14:30").in("Europe/London"))
                .hasToString("every day at 02:00, 06:00 and 14:30 Europe/London");
    }

    @Test
    void toString_weekly_groupsTheTimesOfTheSameDays() {
        assertThat(Schedule.weekly(FRIDAY, MONDAY).at("02:00").in("Europe/London"))
                .hasToString("Monday and Friday at 02:00 Europe/London");
        assertThat(weekly(Map.of(
                        TWO, Set.of(MONDAY, FRIDAY), SIX, Set.of(SUNDAY), LocalTime.of(14, 0), Set.of(FRIDAY, MONDAY))))
                .hasToString("Monday and Friday at 02:00 and 14:00, Sunday at 06:00 UTC");
    }

    @Test
    void opaque_keepsPatternsAndHasNoPreview() {
        Schedule opaque = new Schedule.Opaque(List.of("FREQ=MONTHLY;BYMONTHDAY=1", "x"));

        assertThat(opaque.next(Instant.EPOCH, 3)).isEmpty();
        assertThat(opaque.runs(Instant.EPOCH, Instant.EPOCH)).isEmpty();
        assertThat(opaque.nextRun(Instant.EPOCH, Instant.EPOCH)).isEmpty();
        assertThat(opaque).hasToString("the cloud's own rule [FREQ=MONTHLY;BYMONTHDAY=1, x]");
        assertThat(opaque.toUtc(Instant.EPOCH))
                .isEqualTo(new Schedule.Conversion.NotRepresentable(
                        "the times of the cloud's own rule [FREQ=MONTHLY;BYMONTHDAY=1, x] are not known, so they cannot"
                                + " be converted"));
    }

    private static Schedule.Weekly weekly(Map<LocalTime, Set<DayOfWeek>> slots) {
        return new Schedule.Weekly(new TreeMap<>(slots), ZoneOffset.UTC);
    }

    private static void assertInvalid(ThrowingCallable call, String message) {
        assertThatExceptionOfType(Invalid.class).isThrownBy(call).withMessage(message);
    }

    private static void assertNull(ThrowingCallable call, String argument) {
        assertThatNullPointerException().isThrownBy(call).withMessage(argument + " == null");
    }
}
