package io.github.backup4j;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * When automatic backups run: every few days or on days of the week, at times of day, in a time zone.
 *
 * <pre>{@code
 * Schedule.dailyAt("02:00", "14:00")
 * Schedule.everyDays(3).at("02:00").in("Europe/London")
 * Schedule.weekly(DayOfWeek.MONDAY, DayOfWeek.FRIDAY).at("02:00").in(ZoneId.of("Asia/Shanghai"))
 * }</pre>
 *
 * <p>The time zone is UTC unless {@code in} names another. Times of day are whole minutes; there are at most 24 of them
 * a day, at least one hour apart, also across midnight. Where the clocks of the zone are put forward, a time that is
 * skipped runs later by as much as was skipped; where they are put back, a time that comes twice runs the first time.
 * Runs that fall together in this way are one run.
 *
 * <p>A cloud may keep schedules in UTC only; {@link #toUtc} says what this one becomes on such a cloud. Instances are
 * immutable; {@code toString} says the rule in words, such as {@code every day at 02:00 and 14:00 UTC}.
 */
public sealed interface Schedule permits Schedule.Daily, Schedule.Weekly, Schedule.Opaque {

    /**
     * Returns a schedule that runs every day at the given times, in UTC.
     *
     * @param times 1 to 24 times of day in whole minutes, in any order
     * @throws Invalid if there are none or too many, one has seconds or occurs twice, or two are closer than one hour
     */
    static Daily dailyAt(LocalTime... times) {
        return everyDays(1).at(times);
    }

    /**
     * Returns a schedule that runs every day at the given times, in UTC.
     *
     * @param times 1 to 24 times of day such as {@code 02:00}, in any order
     * @throws Invalid if there are none or too many, one is not a time of day or occurs twice, or two are closer than
     *     one hour
     */
    static Daily dailyAt(String... times) {
        return everyDays(1).at(times);
    }

    /**
     * Returns the days of a schedule that runs every so many days, to be completed by its times.
     *
     * <p>The days are counted from the day on which the policy is created, in the zone of the schedule.
     *
     * @param days 1 to 30; 1 is every day
     * @throws Invalid if {@code days} is out of range
     */
    static Days<Daily> everyDays(int days) {
        ScheduleLimits.everyDays(days);
        return new Days<>(times -> new Daily(days, times, ZoneOffset.UTC));
    }

    /**
     * Returns the days of a schedule that runs on days of the week, to be completed by its times.
     *
     * @param days at least one day, in any order
     * @throws Invalid if there is none, or one occurs twice
     */
    static Days<Weekly> weekly(DayOfWeek... days) {
        Set<DayOfWeek> set = ScheduleLimits.days(Require.distinct(Arrays.asList(days), "days"), "days");
        return new Days<>(times -> Weekly.on(set, times));
    }

    /**
     * Returns the schedule that a text describes: what {@code toString} returns is read back to an equal schedule.
     *
     * <p>Also read are {@code daily at 02:00}, and days of the week by their first three letters; words in upper or lower case.
     * The zone is UTC if the text names none.
     *
     * <pre>{@code
     * Schedule.parse("every day at 02:00 and 14:00 Europe/London")
     * Schedule.parse("every 3 days at 02:00")
     * Schedule.parse("Monday and Friday at 02:00, Sunday at 05:30 UTC+08:00")
     * }</pre>
     *
     * @param text at most 2,000 characters
     * @throws Invalid if it does not describe a schedule, or one that is out of range, or the cloud's own rule, whose text
     *     cannot be read back
     */
    static Schedule parse(String text) {
        return ScheduleText.parse(text);
    }

    /**
     * Returns the next runs of a policy that is created at the given instant.
     *
     * @param after the runs are strictly later than this; the days of an {@link #everyDays} schedule are counted from
     *     here
     * @param count how many runs, zero or more
     * @return the runs in order, as many as asked for; empty for an {@link Opaque} schedule
     * @throws Invalid if {@code count} is negative, or {@code after} is not within the years 1 to 9999
     */
    default List<Instant> next(Instant after, int count) {
        return runs(after, after).limit(Require.notNegative(count, "count")).toList();
    }

    /**
     * Returns the runs of a policy, in order, until the end of the year 9999.
     *
     * <p>Each run is computed on demand, so limit the stream rather than collect it.
     *
     * @param created when the policy was created: no run is earlier, and the days of an {@link #everyDays} schedule are
     *     counted from this day
     * @param after the runs are strictly later than this and than {@code created}
     * @return the runs; none for an {@link Opaque} schedule
     * @throws Invalid if {@code created} is not within the years 1 to 9999
     */
    default Stream<Instant> runs(Instant created, Instant after) {
        return Stream.iterate(
                        nextRun(created, after),
                        Optional::isPresent,
                        run -> run.flatMap(previous -> nextRun(created, previous)))
                .flatMap(Optional::stream);
    }

    /**
     * Returns the next run of a policy: one step of {@link #runs}, without the stream.
     *
     * <p>The cost does not depend on how far apart the two instants are.
     *
     * @param created when the policy was created: the days of an {@link #everyDays} schedule are counted from this day
     * @param after the run is strictly later than this and than {@code created}
     * @return the run; empty for an {@link Opaque} schedule, and if {@code after} is not before the year 10000
     * @throws Invalid if {@code created} is not within the years 1 to 9999
     */
    Optional<Instant> nextRun(Instant created, Instant after);

    /**
     * Returns what this schedule becomes in another time zone.
     *
     * <p>Each time of day is moved by the difference between the two zones at {@code from}, and the days of the week
     * with it where that crosses midnight: Monday 02:00 at +08:00 is Sunday 18:00 in UTC.
     *
     * @param target the zone to convert to
     * @param from the instant from which the converted schedule is to hold: when the policy is created or changed. The
     *     days of an {@link #everyDays} schedule are counted from here in both zones
     * @return {@link Conversion.Exact} if both have the same runs forever, {@link Conversion.DriftsAt} if they have
     *     the same runs until one of the zones next changes its clocks, {@link Conversion.NotRepresentable} if there is
     *     no such schedule; always the last for an {@link Opaque} schedule
     */
    Conversion convertTo(ZoneId target, Instant from);

    /**
     * Returns what this schedule becomes on a cloud that keeps schedules in UTC only.
     *
     * @param from the instant from which the converted schedule is to hold
     * @return as {@link #convertTo} with UTC as the target
     */
    default Conversion toUtc(Instant from) {
        return convertTo(ZoneOffset.UTC, from);
    }

    /**
     * A schedule that runs every so many days, at the same times on each.
     *
     * <p>Days are counted from the day on which the policy is created, in the zone of the schedule: that is the first
     * day for the times that are still ahead; a time that has passed waits for the next round. Created on 24 May at
     * 09:41, every 5 days at 06:00 runs first on 29 May and then on 3 June. CBR counts in this way.
     *
     * @param everyDays how many days from one day to the next, 1 to 30; 1 is every day
     * @param times 1 to 24 times of day in whole minutes, at least one hour apart, for every day also across midnight
     * @param zone the zone of the times; one that is always at the same offset is replaced by the offset
     */
    record Daily(int everyDays, SortedSet<LocalTime> times, ZoneId zone) implements Schedule {

        /**
         * Creates a schedule.
         *
         * @throws Invalid if {@code everyDays} is out of range, there are no times or too many, one has seconds, or two
         *     are closer than one hour
         */
        public Daily {
            ScheduleLimits.everyDays(everyDays);
            times = ScheduleLimits.times(everyDays, times);
            zone = Require.nonNull(zone, "zone").normalized();
        }

        /**
         * Returns this schedule with the same times in another zone.
         *
         * @param zone the zone of the times
         */
        public Daily in(ZoneId zone) {
            return new Daily(everyDays, times, zone);
        }

        /**
         * Returns this schedule with the same times in another zone.
         *
         * @param zoneId the id of the zone, such as {@code Europe/London} or {@code +08:00}
         * @throws Invalid if this Java runtime knows no such zone
         */
        public Daily in(String zoneId) {
            return in(ScheduleLimits.zone(zoneId));
        }

        @Override
        public Optional<Instant> nextRun(Instant created, Instant after) {
            return ScheduleRuns.of(this, created).next(after);
        }

        @Override
        public Conversion convertTo(ZoneId target, Instant from) {
            return new ScheduleConverter(zone, target, from).convert(this);
        }

        @Override
        public String toString() {
            return ScheduleText.of(this);
        }
    }

    /**
     * A schedule that runs on days of the week, at times that may differ from day to day.
     *
     * @param slots for each time of day, in whole minutes, the days on which it runs, at least one; all points are at
     *     least one hour apart, also across midnight and from Sunday to Monday
     * @param zone the zone of the times; one that is always at the same offset is replaced by the offset
     */
    record Weekly(SortedMap<LocalTime, Set<DayOfWeek>> slots, ZoneId zone) implements Schedule {

        /**
         * Creates a schedule.
         *
         * @throws Invalid if there are no times, a time has seconds or no days, a day has more than 24 times, or two
         *     points are closer than one hour
         */
        public Weekly {
            slots = ScheduleLimits.slots(slots);
            zone = Require.nonNull(zone, "zone").normalized();
        }

        private static Weekly on(Set<DayOfWeek> days, SortedSet<LocalTime> times) {
            SortedMap<LocalTime, Set<DayOfWeek>> slots = new TreeMap<>();
            times.forEach(time -> slots.put(time, days));
            return new Weekly(slots, ZoneOffset.UTC);
        }

        /** Returns the days on which there is at least one run, Monday first. */
        public Set<DayOfWeek> days() {
            Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
            slots.values().forEach(days::addAll);
            return Collections.unmodifiableSet(days);
        }

        /**
         * Returns this schedule with the same days and times in another zone.
         *
         * @param zone the zone of the times
         */
        public Weekly in(ZoneId zone) {
            return new Weekly(slots, zone);
        }

        /**
         * Returns this schedule with the same days and times in another zone.
         *
         * @param zoneId the id of the zone, such as {@code Europe/London} or {@code +08:00}
         * @throws Invalid if this Java runtime knows no such zone
         */
        public Weekly in(String zoneId) {
            return in(ScheduleLimits.zone(zoneId));
        }

        @Override
        public Optional<Instant> nextRun(Instant created, Instant after) {
            return ScheduleRuns.of(this, created).next(after);
        }

        @Override
        public Conversion convertTo(ZoneId target, Instant from) {
            return new ScheduleConverter(zone, target, from).convert(this);
        }

        @Override
        public String toString() {
            return ScheduleText.of(this);
        }
    }

    /**
     * A rule of the cloud that this API cannot express, kept as it was, so that listing never fails and an update sends
     * it back unchanged. It has no preview: its runs are not known here.
     *
     * @param patterns the rule in the cloud's own words, in its order; may be empty
     */
    record Opaque(List<String> patterns) implements Schedule {

        /** Creates a schedule. */
        public Opaque {
            patterns = List.copyOf(Require.nonNull(patterns, "patterns"));
        }

        @Override
        public Optional<Instant> nextRun(Instant created, Instant after) {
            Require.nonNull(created, "created");
            Require.nonNull(after, "after");
            return Optional.empty();
        }

        @Override
        public Conversion convertTo(ZoneId target, Instant from) {
            Require.nonNull(target, "target");
            Require.nonNull(from, "from");
            return new Conversion.NotRepresentable(
                    "the times of the cloud's own rule " + patterns + " are not known, so they cannot be converted");
        }

        @Override
        public String toString() {
            return ScheduleText.of(this);
        }
    }

    /**
     * The days of a schedule that still lacks its times.
     *
     * @param <S> the schedule that comes of it
     */
    final class Days<S extends Schedule> {
        private static final DateTimeFormatter HOURS_AND_MINUTES =
                DateTimeFormatter.ofPattern("HH:mm").withResolverStyle(ResolverStyle.STRICT);

        /** As people write times of day, with or without a leading zero or seconds. */
        private static final DateTimeFormatter SHORT = DateTimeFormatter.ofPattern("H[:mm[:ss]]", Locale.ROOT);

        private final Function<SortedSet<LocalTime>, S> complete;

        private Days(Function<SortedSet<LocalTime>, S> complete) {
            this.complete = complete;
        }

        /**
         * Returns the schedule that runs on these days at the given times, in UTC.
         *
         * @param times 1 to 24 times of day in whole minutes, in any order
         * @throws Invalid if there are none or too many, one has seconds or occurs twice, or two are closer than one
         *     hour
         */
        public S at(LocalTime... times) {
            return complete.apply(new TreeSet<>(Require.distinct(Arrays.asList(times), "times")));
        }

        /**
         * Returns the schedule that runs on these days at the given times, in UTC.
         *
         * @param times 1 to 24 times of day such as {@code 02:00}, in any order
         * @throws Invalid if there are none or too many, one is not a time of day or occurs twice, or two are closer
         *     than one hour
         */
        public S at(String... times) {
            return at(Arrays.stream(times).map(Days::time).toArray(LocalTime[]::new));
        }

        private static LocalTime time(String text) {
            try {
                return LocalTime.parse(Require.nonNull(text, "times element"), HOURS_AND_MINUTES);
            } catch (DateTimeParseException notATime) {
                throw new Invalid(
                        "times holds \"" + text + "\", which is not a time of day from 00:00 to 23:59; write "
                                + likely(text),
                        BackupException.Detail.NONE,
                        notATime);
            }
        }

        /** What was most likely meant. */
        private static String likely(String text) {
            try {
                return HOURS_AND_MINUTES.format(LocalTime.parse(text.strip(), SHORT));
            } catch (DateTimeParseException notEvenNearly) {
                return "hours and minutes, such as 02:00";
            }
        }
    }

    /** What becomes of a schedule in another time zone. */
    sealed interface Conversion permits Conversion.Exact, Conversion.DriftsAt, Conversion.NotRepresentable {

        /**
         * The same runs, forever.
         *
         * @param schedule the schedule in the target zone
         */
        record Exact(Schedule schedule) implements Conversion {
            /** Creates an outcome. */
            public Exact {
                Require.nonNull(schedule, "schedule");
            }
        }

        /**
         * The same runs until an instant at which one of the zones changes its clocks; from then on they are apart, by
         * one hour for the usual summer time, until the conversion is done again.
         *
         * @param schedule the schedule in the target zone
         * @param at the first change of clocks after the conversion begins to hold; the beginning itself if the clocks
         *     have just been changed and the times of day that this skips or repeats have not passed yet
         */
        record DriftsAt(Schedule schedule, Instant at) implements Conversion {
            /** Creates an outcome. */
            public DriftsAt {
                Require.nonNull(schedule, "schedule");
                Require.nonNull(at, "at");
            }
        }

        /**
         * No schedule in the target zone has the same runs.
         *
         * @param reason why, for a person to read, with what to change
         */
        record NotRepresentable(String reason) implements Conversion {
            /** Creates an outcome. */
            public NotRepresentable {
                Require.nonNull(reason, "reason");
            }
        }
    }
}
