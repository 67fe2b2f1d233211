package io.github.backup4j;

import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Describes schedules and time zones in words. */
final class ScheduleText {
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
}
