package io.github.backup4j;

import io.github.backup4j.Schedule.Conversion;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.EnumSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Converts the times of a schedule from one zone to another, by the difference of their offsets at one instant. */
final class ScheduleConverter {
    private final ZoneId source;
    private final ZoneId target;
    private final Instant from;

    ScheduleConverter(ZoneId source, ZoneId target, Instant from) {
        this.source = source;
        this.target = Require.nonNull(target, "target");
        this.from = Require.nonNull(from, "from");
    }

    Conversion convert(Schedule.Daily schedule) {
        if (zonesAgree()) {
            return new Conversion.Exact(schedule.in(target));
        }
        if (!wholeMinutesApart()) {
            return secondsApart();
        }
        LocalDate first = LocalDate.ofInstant(from, source);
        LocalDate firstInTarget = LocalDate.ofInstant(from, target);
        SortedSet<LocalTime> times = new TreeSet<>();
        for (LocalTime time : schedule.times()) {
            LocalDateTime moved = moved(first.atTime(time));
            if (schedule.everyDays() > 1 && !moved.toLocalDate().equals(firstInTarget)) {
                return countedFromAnotherDay(schedule.everyDays(), first.atTime(time), moved, firstInTarget);
            }
            times.add(moved.toLocalTime());
        }
        return converted(new Schedule.Daily(schedule.everyDays(), times, target));
    }

    Conversion convert(Schedule.Weekly schedule) {
        if (zonesAgree()) {
            return new Conversion.Exact(schedule.in(target));
        }
        if (!wholeMinutesApart()) {
            return secondsApart();
        }
        SortedMap<LocalTime, Set<DayOfWeek>> slots = new TreeMap<>();
        schedule.slots().forEach((time, days) -> {
            LocalDateTime moved = moved(LocalDate.EPOCH.atTime(time));
            long daysMoved = moved.toLocalDate().toEpochDay();
            Set<DayOfWeek> movedDays = EnumSet.noneOf(DayOfWeek.class);
            days.forEach(day -> movedDays.add(day.plus(daysMoved)));
            slots.put(moved.toLocalTime(), movedDays);
        });
        return converted(new Schedule.Weekly(slots, target));
    }

    private boolean zonesAgree() {
        return source.getRules().equals(target.getRules());
    }

    private boolean wholeMinutesApart() {
        return secondsFromSourceToTarget() % 60 == 0;
    }

    private LocalDateTime moved(LocalDateTime time) {
        return time.plusSeconds(secondsFromSourceToTarget());
    }

    private int secondsFromSourceToTarget() {
        return offset(target).getTotalSeconds() - offset(source).getTotalSeconds();
    }

    private ZoneOffset offset(ZoneId zone) {
        return zone.getRules().getOffset(from);
    }

    private Conversion converted(Schedule schedule) {
        return Stream.of(source, target)
                .map(zone -> nextChange(zone.getRules()))
                .flatMap(Stream::ofNullable)
                .min(Instant::compareTo)
                .<Conversion>map(at -> new Conversion.DriftsAt(schedule, at))
                .orElseGet(() -> new Conversion.Exact(schedule));
    }

    /** Returns the first instant at which the runs differ from those by the current offset; null if there is none. */
    private @Nullable Instant nextChange(ZoneRules rules) {
        ZoneOffsetTransition previous = rules.previousTransition(from.plusNanos(1));
        if (previous != null
                && from.isBefore(
                        previous.getInstant().plus(previous.getDuration().abs()))) {
            return from;
        }
        ZoneOffsetTransition next = rules.nextTransition(from);
        return next == null ? null : next.getInstant();
    }

    private Conversion secondsApart() {
        return new Conversion.NotRepresentable(ScheduleText.zone(source) + " is at " + offset(source) + " and "
                + ScheduleText.zone(target) + " at " + offset(target) + ", which are not whole minutes apart");
    }

    private Conversion countedFromAnotherDay(
            int everyDays, LocalDateTime time, LocalDateTime moved, LocalDate firstInTarget) {
        return new Conversion.NotRepresentable(time.toLocalDate() + " " + time.toLocalTime() + " "
                + ScheduleText.zone(source) + " is " + moved.toLocalDate() + " " + moved.toLocalTime() + " "
                + ScheduleText.zone(target) + ", but every " + everyDays + " days is counted there from "
                + firstInTarget + "; choose a time that falls on that day, or days of the week");
    }
}
