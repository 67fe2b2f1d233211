package io.github.backup4j.huawei.emulator.internal.cbr;

import io.github.backup4j.Invalid;
import io.github.backup4j.Schedule;
import io.github.backup4j.huawei.emulator.internal.http.WireError;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Schedules in CBR's syntax, such as {@code FREQ=DAILY;INTERVAL=1;BYHOUR=6;BYMINUTE=00}, in UTC. */
final class CbrPatterns {
    private static final int MOST = 24;
    private static final List<String> DAYS = List.of("MO", "TU", "WE", "TH", "FR", "SA", "SU");

    private CbrPatterns() {}

    /** Parses patterns. Those that CBR would not accept, or that the emulator does not support, are refused with 9900. */
    static Schedule parse(List<String> patterns) {
        if (patterns.isEmpty() || patterns.size() > MOST) {
            throw CbrErrors.invalid("Invalid pattern: there are " + patterns.size() + " rules, not 1 to 24.");
        }
        List<Rule> rules = patterns.stream().map(CbrPatterns::rule).toList();
        try {
            Set<Integer> intervals = rules.stream().map(Rule::everyDays).collect(Collectors.toSet());
            if (intervals.size() == 1 && rules.stream().allMatch(rule -> rule.days.isEmpty())) {
                return daily(rules);
            }
            if (intervals.stream().allMatch(interval -> interval == 1)) {
                return weekly(rules);
            }
        } catch (Invalid e) {
            throw CbrErrors.invalid("Invalid pattern: " + e.getMessage() + ".");
        }
        throw CbrErrors.invalid("Invalid pattern: rules of different intervals cannot be combined.");
    }

    /** Returns the patterns of a schedule, with their parts in the documented order. */
    static List<String> format(Schedule schedule) {
        List<String> patterns = new ArrayList<>();
        if (schedule instanceof Schedule.Daily daily) {
            daily.times().forEach(time -> patterns.add("FREQ=DAILY;INTERVAL=" + daily.everyDays() + at(time)));
        } else if (schedule instanceof Schedule.Weekly weekly) {
            weekly.slots()
                    .forEach((time, days) -> patterns.add("FREQ=WEEKLY;BYDAY="
                            + EnumSet.copyOf(days).stream()
                                    .map(day -> DAYS.get(day.getValue() - 1))
                                    .collect(Collectors.joining(","))
                            + at(time)));
        } else if (schedule instanceof Schedule.Opaque opaque) {
            patterns.addAll(opaque.patterns());
        }
        return patterns;
    }

    private static String at(LocalTime time) {
        return String.format(Locale.ROOT, ";BYHOUR=%02d;BYMINUTE=%02d", time.getHour(), time.getMinute());
    }

    private static Schedule daily(List<Rule> rules) {
        SortedSet<LocalTime> times = new TreeSet<>();
        for (Rule rule : rules) {
            for (LocalTime time : rule.times) {
                requireNew(times.add(time), time);
            }
        }
        return new Schedule.Daily(rules.get(0).everyDays, times, ZoneOffset.UTC);
    }

    private static Schedule weekly(List<Rule> rules) {
        SortedMap<LocalTime, Set<DayOfWeek>> slots = new TreeMap<>();
        for (Rule rule : rules) {
            Set<DayOfWeek> days = rule.days.isEmpty() ? EnumSet.allOf(DayOfWeek.class) : rule.days;
            for (LocalTime time : rule.times) {
                Set<DayOfWeek> at = slots.computeIfAbsent(time, key -> EnumSet.noneOf(DayOfWeek.class));
                days.forEach(day -> requireNew(at.add(day), time));
            }
        }
        return new Schedule.Weekly(slots, ZoneOffset.UTC);
    }

    private static void requireNew(boolean added, LocalTime time) {
        if (!added) {
            throw CbrErrors.invalid("Invalid pattern: " + time + " occurs twice.");
        }
    }

    private static Rule rule(String pattern) {
        Map<String, String> parts = new LinkedHashMap<>();
        for (String part : pattern.split(";", -1)) {
            String[] sides = part.split("=", -1);
            boolean known = sides.length == 2
                    && List.of("FREQ", "INTERVAL", "BYDAY", "BYHOUR", "BYMINUTE")
                            .contains(sides[0]);
            if (!known || parts.put(sides[0], sides[1]) != null) {
                throw refused(pattern, part);
            }
        }
        String frequency = parts.getOrDefault("FREQ", "");
        boolean weekly = frequency.equals("WEEKLY");
        if (!weekly && !frequency.equals("DAILY")) {
            throw refused(pattern, "FREQ");
        }
        int interval = number(pattern, "INTERVAL", parts.getOrDefault("INTERVAL", "1"), 1, 30);
        if (weekly != parts.containsKey("BYDAY") || (weekly && interval != 1)) {
            throw refused(pattern, "BYDAY or INTERVAL");
        }
        return new Rule(
                interval, weekly ? days(pattern, parts.getOrDefault("BYDAY", "")) : Set.of(), times(pattern, parts));
    }

    private static Set<DayOfWeek> days(String pattern, String list) {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (String day : list.split(",", -1)) {
            int index = DAYS.indexOf(day);
            if (index < 0 || !days.add(DayOfWeek.of(index + 1))) {
                throw refused(pattern, "BYDAY");
            }
        }
        return days;
    }

    private static List<LocalTime> times(String pattern, Map<String, String> parts) {
        List<LocalTime> times = new ArrayList<>();
        for (String hour : parts.getOrDefault("BYHOUR", "").split(",", -1)) {
            for (String minute : parts.getOrDefault("BYMINUTE", "").split(",", -1)) {
                times.add(LocalTime.of(
                        number(pattern, "BYHOUR", hour, 0, 23), number(pattern, "BYMINUTE", minute, 0, 59)));
            }
        }
        return times;
    }

    private static int number(String pattern, String part, String text, int least, int most) {
        if (!text.matches("\\d{1,2}")) {
            throw refused(pattern, part);
        }
        int number = Integer.parseInt(text);
        if (number < least || number > most) {
            throw refused(pattern, part);
        }
        return number;
    }

    private static WireError refused(String pattern, String part) {
        return CbrErrors.invalid("Invalid pattern '" + pattern + "': " + part + " is missing or not supported.");
    }

    private record Rule(int everyDays, Set<DayOfWeek> days, List<LocalTime> times) {}
}
