package io.github.backup4j.huawei.internal.policies;

import io.github.backup4j.Invalid;
import io.github.backup4j.Schedule;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads the schedule patterns of CBR: one text for each time of day, a subset of iCalendar's recurrence rules, in
 * UTC. Other clients read the keys in the documented order only, so they are written in it.
 */
public final class SchedulePatterns {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,3}");
    private static final Map<String, DayOfWeek> DAYS = new LinkedHashMap<>();

    /** The most times a day that a schedule of this API has: a pattern of more is kept as it is. */
    private static final int MOST_TIMES = 24;

    /** One pattern for each time of each day of the week. */
    private static final int MOST_PATTERNS = MOST_TIMES * 7;

    static {
        for (DayOfWeek day : DayOfWeek.values()) {
            DAYS.put(day.name().substring(0, 2), day);
        }
    }

    private SchedulePatterns() {}

    /** The patterns of a schedule, which is in UTC or opaque. */
    public static List<String> write(Schedule schedule) {
        if (schedule instanceof Schedule.Daily daily) {
            return daily.times().stream()
                    .map(time -> "FREQ=DAILY;INTERVAL=" + daily.everyDays() + at(time))
                    .toList();
        }
        if (schedule instanceof Schedule.Weekly weekly) {
            List<String> patterns = new ArrayList<>();
            weekly.slots().forEach((time, days) -> patterns.add("FREQ=WEEKLY;BYDAY=" + names(days) + at(time)));
            return patterns;
        }
        return ((Schedule.Opaque) schedule).patterns();
    }

    /** The schedule of some patterns; opaque if a pattern is not understood, or if they do not fit into one schedule. */
    public static Schedule read(List<String> patterns) {
        if (patterns.size() > MOST_PATTERNS) {
            return new Schedule.Opaque(patterns);
        }
        List<Optional<Rule>> rules =
                patterns.stream().map(SchedulePatterns::rule).toList();
        if (rules.isEmpty() || rules.stream().anyMatch(Optional::isEmpty)) {
            return new Schedule.Opaque(patterns);
        }
        try {
            return merge(rules.stream().map(Optional::orElseThrow).toList())
                    .orElseGet(() -> new Schedule.Opaque(patterns));
        } catch (Invalid e) {
            // Closer than an hour, or more than 24 a day: CBR has such a schedule, but this API cannot express it.
            return new Schedule.Opaque(patterns);
        }
    }

    private static Optional<Schedule> merge(List<Rule> rules) {
        Set<Integer> intervals = rules.stream().map(Rule::everyDays).collect(Collectors.toSet());
        LocalTime[] times = rules.stream().flatMap(rule -> rule.times.stream()).toArray(LocalTime[]::new);
        if (intervals.size() == 1 && !intervals.contains(0)) {
            return Optional.of(Schedule.everyDays(rules.get(0).everyDays).at(times));
        }
        if (intervals.stream().anyMatch(interval -> interval > 1)) {
            return Optional.empty();
        }
        SortedMap<LocalTime, Set<DayOfWeek>> slots = new TreeMap<>();
        for (Rule rule : rules) {
            for (LocalTime time : rule.times) {
                slots.computeIfAbsent(time, key -> EnumSet.noneOf(DayOfWeek.class))
                        .addAll(rule.days);
            }
        }
        return Optional.of(new Schedule.Weekly(slots, ZoneOffset.UTC));
    }

    private static Optional<Rule> rule(String pattern) {
        Map<String, String> parts = new LinkedHashMap<>();
        for (String part : pattern.trim().split(";", -1)) {
            String[] pair = part.split("=", 2);
            if (pair.length < 2 || parts.put(pair[0].trim().toUpperCase(Locale.ROOT), pair[1].trim()) != null) {
                return Optional.empty();
            }
        }
        String frequency = parts.remove("FREQ");
        String days = parts.remove("BYDAY");
        String interval = parts.remove("INTERVAL");
        List<LocalTime> times = times(parts.remove("BYHOUR"), parts.remove("BYMINUTE"));
        if (frequency == null || times.isEmpty() || !parts.isEmpty()) {
            return Optional.empty();
        }
        if (frequency.equals("DAILY") && days == null) {
            int every = interval == null
                    ? 1
                    : numbers(interval, 30).stream().findFirst().orElse(0);
            return every < 1 ? Optional.empty() : Optional.of(new Rule(every, EnumSet.allOf(DayOfWeek.class), times));
        }
        if (frequency.equals("WEEKLY") && days != null && (interval == null || interval.equals("1"))) {
            return days(days).map(set -> new Rule(0, set, times));
        }
        return Optional.empty();
    }

    private static Optional<Set<DayOfWeek>> days(String text) {
        List<DayOfWeek> days = Arrays.stream(text.split(",", -1))
                .map(name -> DAYS.get(name.trim().toUpperCase(Locale.ROOT)))
                .filter(Objects::nonNull)
                .toList();
        return days.size() == text.split(",", -1).length ? Optional.of(EnumSet.copyOf(days)) : Optional.empty();
    }

    private static List<LocalTime> times(@Nullable String hours, @Nullable String minutes) {
        if (hours == null) {
            return List.of();
        }
        List<LocalTime> times = new ArrayList<>();
        List<Integer> allHours = numbers(hours, 23);
        List<Integer> allMinutes = minutes == null ? List.of(0) : numbers(minutes, 59);
        if ((long) allHours.size() * allMinutes.size() > MOST_TIMES) {
            return List.of();
        }
        for (int hour : allHours) {
            for (int minute : allMinutes) {
                times.add(LocalTime.of(hour, minute));
            }
        }
        return times;
    }

    /** The numbers in a comma-separated list; none if an element is not a number up to the highest. */
    private static List<Integer> numbers(String text, int highest) {
        List<Integer> numbers = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            if (!NUMBER.matcher(part.trim()).matches() || Integer.parseInt(part.trim()) > highest) {
                return List.of();
            }
            numbers.add(Integer.parseInt(part.trim()));
        }
        return numbers;
    }

    private static String at(LocalTime time) {
        return ";BYHOUR=" + time.getHour() + String.format(Locale.ROOT, ";BYMINUTE=%02d", time.getMinute());
    }

    private static String names(Set<DayOfWeek> days) {
        return Arrays.stream(DayOfWeek.values())
                .filter(days::contains)
                .map(day -> day.name().substring(0, 2))
                .collect(Collectors.joining(","));
    }

    /**
     * One pattern.
     *
     * @param everyDays the days from one run to the next; 0: on days of the week
     * @param days the days of the week
     * @param times the times of the day
     */
    private record Rule(int everyDays, Set<DayOfWeek> days, List<LocalTime> times) {}
}
