package io.github.backup4j;

import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Describes schedules and time zones in words, and reads these words again. */
final class ScheduleText {
    private static final String EXAMPLES =
            "\"every day at 02:00 UTC\", \"every 3 days at 02:00 and 14:00 Europe/London\" or"
                    + " \"Monday and Friday at 02:00, Sunday at 05:30 UTC+08:00\"";

    private ScheduleText() {}

    static String of(Schedule.Daily schedule) {
        String days = schedule.everyDays() == 1 ? "every day" : "every " + schedule.everyDays() + " days";
        return days + " at " + list(schedule.times()) + " " + zone(schedule.zone());
    }

    /** Groups days that have the same times. */
    static String of(Schedule.Weekly schedule) {
        Map<Set<DayOfWeek>, List<LocalTime>> timesByDays = new LinkedHashMap<>();
        schedule.slots()
                .forEach((time, days) -> timesByDays
                        .computeIfAbsent(days, none -> new ArrayList<>())
                        .add(time));
        return timesByDays.entrySet().stream()
                        .map(part -> days(part.getKey()) + " at " + list(part.getValue()))
                        .collect(Collectors.joining(", "))
                + " " + zone(schedule.zone());
    }

    static String of(Schedule.Opaque schedule) {
        return "the cloud's own rule " + schedule.patterns();
    }

    static String zone(ZoneId zone) {
        if (zone.equals(ZoneOffset.UTC)) {
            return "UTC";
        }
        return zone instanceof ZoneOffset ? "UTC" + zone : zone.toString();
    }

    /** Returns the name of a day in English, such as Monday. */
    static String day(DayOfWeek day) {
        return day.getDisplayName(TextStyle.FULL, Locale.ENGLISH);
    }

    private static String days(Set<DayOfWeek> days) {
        return list(days.stream().map(ScheduleText::day).toList());
    }

    /** Joins texts, such as "a", "a and b", "a, b and c". */
    private static String list(Collection<?> parts) {
        List<String> texts = parts.stream().map(Object::toString).toList();
        int last = texts.size() - 1;
        return last == 0 ? texts.get(0) : String.join(", ", texts.subList(0, last)) + " and " + texts.get(last);
    }

    /** Returns the schedule that a text describes. */
    static Schedule parse(String text) {
        WordReader words = new WordReader("schedule", text, EXAMPLES);
        Schedule schedule = read(words);
        words.end();
        return schedule;
    }

    private static Schedule read(WordReader words) {
        if (words.takes("every")) {
            int days = words.isNumber() ? words.number("a number of days") : 1;
            if (!words.takes("day") && !words.takes("days")) {
                throw words.unexpected("\"day\" or \"days\"");
            }
            return daily(words, days);
        }
        return words.takes("daily") ? daily(words, 1) : weekly(words);
    }

    private static Schedule daily(WordReader words, int days) {
        Schedule.Daily schedule = Schedule.everyDays(days).at(times(words).toArray(String[]::new));
        return schedule.in(zoneOrUtc(words));
    }

    private static Schedule weekly(WordReader words) {
        SortedMap<LocalTime, Set<DayOfWeek>> slots = new TreeMap<>();
        do {
            List<DayOfWeek> named = new ArrayList<>();
            do {
                named.add(day(words));
            } while (words.takes(",") || words.takes("and"));
            Set<DayOfWeek> days = ScheduleLimits.days(Require.distinct(named, "days"), "days");
            for (LocalTime time : Schedule.everyDays(1)
                    .at(times(words).toArray(String[]::new))
                    .times()) {
                slots.merge(time, days, (one, other) -> both(words, time, one, other));
            }
            words.takes(",");
        } while (isDay(words));
        return new Schedule.Weekly(slots, zoneOrUtc(words));
    }

    private static Set<DayOfWeek> both(WordReader words, LocalTime time, Set<DayOfWeek> one, Set<DayOfWeek> other) {
        Set<DayOfWeek> all = EnumSet.copyOf(one);
        for (DayOfWeek day : other) {
            if (!all.add(day)) {
                throw words.refused("says " + time + " on " + day(day) + " twice", null);
            }
        }
        return all;
    }

    /** Takes "at" and times of day, up to a comma or word that none follows. */
    private static List<String> times(WordReader words) {
        words.expect("at");
        List<String> times = new ArrayList<>();
        times.add(words.take("a time of day"));
        while ((words.peek().equals(",") && words.isTimeAfterNext())
                || words.peek().equals("and")) {
            words.take("a comma");
            times.add(words.take("a time of day"));
        }
        return times;
    }

    private static ZoneId zoneOrUtc(WordReader words) {
        return words.hasNext() ? zone(words) : ZoneOffset.UTC;
    }

    /** Takes a zone as {@link #zone(ZoneId)} writes it, or its id. */
    static ZoneId zone(WordReader words) {
        return ScheduleLimits.zone(words.take("a time zone")).normalized();
    }

    /** Takes the English name of a day, whole or its first three letters. */
    static DayOfWeek day(WordReader words) {
        Optional<DayOfWeek> day = dayNamed(words.peek());
        if (day.isEmpty()) {
            throw words.unexpected("a day of the week");
        }
        words.take("a day of the week");
        return day.get();
    }

    private static boolean isDay(WordReader words) {
        return dayNamed(words.peek()).isPresent();
    }

    private static Optional<DayOfWeek> dayNamed(String word) {
        return Arrays.stream(DayOfWeek.values())
                .filter(day -> {
                    String name = day(day).toLowerCase(Locale.ROOT);
                    return word.equals(name) || word.equals(name.substring(0, 3));
                })
                .findFirst();
    }
}
