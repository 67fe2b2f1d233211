package io.github.backup4j;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;

/** Copies the parts of a {@link Schedule} and refuses what no schedule may hold. */
final class ScheduleLimits {
    private static final int MOST_DAYS_IN_A_ROUND = 30;
    private static final int MOST_TIMES_A_DAY = 24;
    private static final int FEWEST_MINUTES_APART = 60;
    private static final int MINUTES_A_DAY = 24 * 60;
    private static final int MINUTES_A_WEEK = 7 * MINUTES_A_DAY;

    private ScheduleLimits() {}

    static void everyDays(int everyDays) {
        Require.range(everyDays, "everyDays", 1, MOST_DAYS_IN_A_ROUND);
    }

    static ZoneId zone(String zoneId) {
        try {
            return ZoneId.of(Require.nonNull(zoneId, "zoneId"));
        } catch (DateTimeException unknown) {
            throw new Invalid(
                    "zoneId is \"" + zoneId
                            + "\", which is not a time zone known here, such as Europe/London or +08:00",
                    BackupException.Detail.NONE,
                    unknown);
        }
    }

    /** An unmodifiable copy, Monday first. */
    static Set<DayOfWeek> days(Collection<DayOfWeek> days, String argument) {
        Set<DayOfWeek> copy = EnumSet.noneOf(DayOfWeek.class);
        for (DayOfWeek day : Require.nonNull(days, argument)) {
            copy.add(Require.nonNull(day, argument + " element"));
        }
        if (copy.isEmpty()) {
            throw new Invalid(argument + " is empty; give at least one day of the week");
        }
        return Collections.unmodifiableSet(copy);
    }

    /** An unmodifiable copy of the times that a round of so many days has on its first day. */
    static SortedSet<LocalTime> times(int everyDays, Collection<LocalTime> times) {
        SortedSet<LocalTime> copy = new TreeSet<>();
        for (LocalTime time : Require.nonNull(times, "times")) {
            copy.add(wholeMinutes(time, "times"));
        }
        notEmpty(copy, "times");
        atMostPerDay(copy.size(), "times", "");
        int[] minutes = copy.stream().mapToInt(ScheduleLimits::minuteOfDay).toArray();
        apart(minutes, everyDays * MINUTES_A_DAY, "times", ScheduleLimits::timeOfDay);
        return Collections.unmodifiableSortedSet(copy);
    }

    /** An unmodifiable copy of the times of a week. */
    static SortedMap<LocalTime, Set<DayOfWeek>> slots(Map<LocalTime, Set<DayOfWeek>> slots) {
        SortedMap<LocalTime, Set<DayOfWeek>> copy = new TreeMap<>();
        Require.nonNull(slots, "slots")
                .forEach((time, days) -> copy.put(wholeMinutes(time, "slots"), days(days, "slots at " + time)));
        notEmpty(copy.keySet(), "slots");
        for (DayOfWeek day : DayOfWeek.values()) {
            long times =
                    copy.values().stream().filter(days -> days.contains(day)).count();
            atMostPerDay(times, "slots", " on " + day);
        }
        int[] minutes = copy.entrySet().stream()
                .flatMapToInt(slot -> slot.getValue().stream().mapToInt(day -> minuteOfWeek(day, slot.getKey())))
                .sorted()
                .toArray();
        apart(minutes, MINUTES_A_WEEK, "slots", ScheduleLimits::timeOfWeek);
        return Collections.unmodifiableSortedMap(copy);
    }

    private static LocalTime wholeMinutes(LocalTime time, String argument) {
        Require.nonNull(time, argument + " element");
        if (!time.equals(time.truncatedTo(ChronoUnit.MINUTES))) {
            throw new Invalid(argument + " holds " + time + ", which is not a whole minute");
        }
        return time;
    }

    private static void notEmpty(Collection<LocalTime> times, String argument) {
        if (times.isEmpty()) {
            throw new Invalid(argument + " is empty; give at least one time of day");
        }
    }

    private static void atMostPerDay(long times, String argument, String day) {
        if (times > MOST_TIMES_A_DAY) {
            throw new Invalid(
                    argument + " holds " + times + " times" + day + ", more than " + MOST_TIMES_A_DAY + " a day");
        }
    }

    /** Compares each minute with the next one, and the last with the first of the next round. */
    private static void apart(int[] sortedMinutes, int circle, String argument, IntFunction<String> name) {
        int previous = sortedMinutes[sortedMinutes.length - 1] - circle;
        for (int minute : sortedMinutes) {
            if (minute - previous < FEWEST_MINUTES_APART) {
                throw new Invalid(argument + " holds " + name.apply(Math.floorMod(previous, circle)) + " and "
                        + name.apply(minute) + ", which are closer than one hour");
            }
            previous = minute;
        }
    }

    private static int minuteOfDay(LocalTime time) {
        return time.toSecondOfDay() / 60;
    }

    private static int minuteOfWeek(DayOfWeek day, LocalTime time) {
        return (day.getValue() - 1) * MINUTES_A_DAY + minuteOfDay(time);
    }

    private static String timeOfDay(int minute) {
        return LocalTime.ofSecondOfDay(minute * 60L).toString();
    }

    private static String timeOfWeek(int minute) {
        return DayOfWeek.of(1 + minute / MINUTES_A_DAY) + " " + timeOfDay(minute % MINUTES_A_DAY);
    }
}
