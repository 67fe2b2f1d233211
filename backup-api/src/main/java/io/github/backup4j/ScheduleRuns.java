package io.github.backup4j;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the next run of a schedule, by going through its days from the day before the instant that is asked about.
 *
 * <p>The day before matters because a time that the clocks skip runs later, which may be on the next day. The days
 * after matter because it may then run later than the first time of the next day.
 */
abstract class ScheduleRuns {
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    private final ZoneId zone;
    private final Instant created;

    private ScheduleRuns(ZoneId zone, Instant created) {
        this.zone = zone;
        this.created = Require.nonNull(created, "created");
        if (created.isBefore(FIRST) || !created.isBefore(END)) {
            throw new Invalid("created is " + created + ", not within the years 1 to 9999");
        }
    }

    static ScheduleRuns of(Schedule.Daily schedule, Instant created) {
        return new OfRounds(schedule, created);
    }

    static ScheduleRuns of(Schedule.Weekly schedule, Instant created) {
        return new OfWeeks(schedule, created);
    }

    /** The earliest run strictly after both the creation and the given instant. */
    Optional<Instant> next(Instant after) {
        Require.nonNull(after, "after");
        Instant from = after.isBefore(created) ? created : after;
        return from.isBefore(END) ? Optional.of(earliest(from)) : Optional.empty();
    }

    private Instant earliest(Instant from) {
        LocalDate day = firstDay(LocalDate.ofInstant(from, zone).minusDays(1));
        Instant earliest = earliest(day, from);
        while (earliest == null
                || day.plusDays(1).atStartOfDay(zone).toInstant().isBefore(earliest)) {
            day = firstDay(day.plusDays(1));
            earliest = earlier(earliest, earliest(day, from));
        }
        return earliest;
    }

    private @Nullable Instant earliest(LocalDate day, Instant from) {
        Instant earliest = null;
        for (LocalTime time : times(day)) {
            Instant run = ZonedDateTime.of(day, time, zone).toInstant();
            if (run.isAfter(from)) {
                earliest = earlier(earliest, run);
            }
        }
        return earliest;
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return other.isBefore(one) ? other : one;
    }

    /** The first day on or after the given one on which the schedule may run. */
    abstract LocalDate firstDay(LocalDate day);

    /** The times at which the schedule runs on the day. */
    abstract Collection<LocalTime> times(LocalDate day);

    private static final class OfRounds extends ScheduleRuns {
        private final Schedule.Daily schedule;
        private final long firstEpochDay;

        OfRounds(Schedule.Daily schedule, Instant created) {
            super(schedule.zone(), created);
            this.schedule = schedule;
            this.firstEpochDay = LocalDate.ofInstant(created, schedule.zone()).toEpochDay();
        }

        @Override
        LocalDate firstDay(LocalDate day) {
            return day.plusDays(Math.floorMod(firstEpochDay - day.toEpochDay(), schedule.everyDays()));
        }

        @Override
        Collection<LocalTime> times(LocalDate day) {
            return schedule.times();
        }
    }

    private static final class OfWeeks extends ScheduleRuns {
        private final Map<LocalTime, Set<DayOfWeek>> slots;

        OfWeeks(Schedule.Weekly schedule, Instant created) {
            super(schedule.zone(), created);
            this.slots = schedule.slots();
        }

        @Override
        LocalDate firstDay(LocalDate day) {
            return day;
        }

        @Override
        Collection<LocalTime> times(LocalDate day) {
            List<LocalTime> times = new ArrayList<>();
            slots.forEach((time, days) -> {
                if (days.contains(day.getDayOfWeek())) {
                    times.add(time);
                }
            });
            return times;
        }
    }
}
