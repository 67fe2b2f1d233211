package io.github.backup4j;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Schedules and instants made up from a seed. */
final class RandomSchedules {
    private RandomSchedules() {}

    static Schedule schedule(Random random, ZoneId zone) {
        return random.nextInt(3) == 0 ? weekly(random, zone) : daily(random, zone);
    }

    static Schedule.Daily daily(Random random, ZoneId zone) {
        int everyDays = random.nextBoolean() ? 1 : 1 + random.nextInt(30);
        return Schedule.everyDays(everyDays).at(times(random)).in(zone);
    }

    static Schedule.Weekly weekly(Random random, ZoneId zone) {
        Map<LocalTime, Set<DayOfWeek>> slots = new TreeMap<>();
        for (LocalTime time : times(random)) {
            slots.put(time, days(random));
        }
        return new Schedule.Weekly(new TreeMap<>(slots), zone);
    }

    /** Between 2020 and 2030. */
    static Instant instant(Random random) {
        return Instant.parse("2020-01-01T00:00:00Z").plus(Duration.ofSeconds(random.nextInt(315_000_000)));
    }

    /** One to six times in different hours that are the same minute past. */
    private static LocalTime[] times(Random random) {
        int minute = random.nextBoolean() ? 0 : random.nextInt(60);
        return IntStream.generate(() -> random.nextInt(24))
                .limit(1 + random.nextInt(6))
                .distinct()
                .mapToObj(hour -> LocalTime.of(hour, minute))
                .toArray(LocalTime[]::new);
    }

    private static Set<DayOfWeek> days(Random random) {
        Set<DayOfWeek> days = EnumSet.of(DayOfWeek.of(1 + random.nextInt(7)));
        for (DayOfWeek day : DayOfWeek.values()) {
            if (random.nextInt(4) == 0) {
                days.add(day);
            }
        }
        return days;
    }
}
