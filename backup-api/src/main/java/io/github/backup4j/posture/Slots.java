package io.github.backup4j.posture;

import io.github.backup4j.Policy;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The times at which policies were due, by their schedules, which handle time zones and changes of the clocks. */
final class Slots {
    /** How early a run may appear to begin, since the clocks of a log and of a schedule differ. */
    static final Duration EARLY = Duration.ofMinutes(5);

    /** A week and a day to spare: weekly and daily slots do not depend on the day from which they are counted. */
    private static final Duration A_WEEK = Duration.ofDays(8);

    private static final int MOST = 200_000;

    private Slots() {}

    /**
     * Returns the last slot at or before an instant; {@code earliest} if that is not known.
     *
     * @param earliest the earliest instant to return
     */
    static Instant lastDue(Schedule schedule, Instant until, Instant earliest) {
        if (isCountedFromItsCreation(schedule)) {
            return earliest;
        }
        Instant from = until.minus(A_WEEK);
        Instant last = null;
        Optional<Instant> next = schedule.nextRun(from, from);
        while (next.isPresent() && !next.get().isAfter(until)) {
            last = next.get();
            next = schedule.nextRun(from, last);
        }
        return last == null || last.isBefore(earliest) ? earliest : last;
    }

    /** Returns whether a schedule runs every n days, counted from the policy's creation, which no cloud reports. */
    static boolean isCountedFromItsCreation(Schedule schedule) {
        return schedule instanceof Schedule.Daily daily && daily.everyDays() > 1;
    }

    /** Returns whether a run that began at an instant may be that of a slot; true if the slots are not known. */
    static boolean isNear(Schedule schedule, Instant begun, Duration grace) {
        if (isCountedFromItsCreation(schedule)) {
            return true;
        }
        Instant before = begun.minus(grace).minusSeconds(1);
        return schedule.nextRun(before, before)
                .map(slot -> !slot.isAfter(begun.plus(EARLY)))
                .orElse(true);
    }

    /** Returns the first slot after a run of the policy; empty if the schedule is not known. */
    static Optional<Instant> after(Schedule schedule, Instant run) {
        return schedule.nextRun(run.minus(EARLY), run.plus(EARLY));
    }

    /** Returns the slots after a run of the policy, until an instant. */
    static List<Instant> between(Schedule schedule, Instant run, Instant until) {
        List<Instant> slots = new ArrayList<>();
        Optional<Instant> next = after(schedule, run);
        while (next.isPresent() && !next.get().isAfter(until) && slots.size() < MOST) {
            slots.add(next.get());
            next = schedule.nextRun(run.minus(EARLY), next.get());
        }
        return slots;
    }

    /**
     * Returns how far back the restore points of a policy reach just before its next run, once it has run for long; null if
     * they have no end, or that is not known.
     *
     * @param enough the reach beyond which the exact value does not matter
     */
    static @Nullable Duration reach(Policy policy, Instant asOf, Duration enough) {
        return reach(policy.schedule(), policy.retention(), asOf, enough);
    }

    static @Nullable Duration reach(Schedule schedule, Retention retention, Instant asOf, Duration enough) {
        if (retention instanceof Retention.Days days) {
            return Duration.ofDays(days.count());
        }
        if (!(retention instanceof Retention.Latest latest)) {
            return null;
        }
        Instant first = asOf.minus(enough).minus(Duration.ofDays(70));
        long[] newestFirst = newestFirst(schedule, first, asOf);
        Optional<Instant> next = newestFirst.length == 0
                ? Optional.empty()
                : schedule.nextRun(first, Instant.ofEpochSecond(newestFirst[0]));
        if (next.isEmpty()) {
            return null;
        }
        int[] surplus = latest.surplusPlaces(newestFirst);
        int oldest = newestFirst.length - 1;
        while (oldest > 0 && Arrays.binarySearch(surplus, oldest) >= 0) {
            oldest--;
        }
        return Duration.between(Instant.ofEpochSecond(newestFirst[oldest]), next.get());
    }

    private static long[] newestFirst(Schedule schedule, Instant first, Instant until) {
        List<Instant> slots = new ArrayList<>();
        Optional<Instant> next = schedule.nextRun(first, first);
        while (next.isPresent() && !next.get().isAfter(until) && slots.size() < MOST) {
            slots.add(next.get());
            next = schedule.nextRun(first, next.get());
        }
        long[] seconds = new long[slots.size()];
        for (int i = 0; i < seconds.length; i++) {
            seconds[i] = slots.get(seconds.length - 1 - i).getEpochSecond();
        }
        return seconds;
    }
}
