package io.github.backup4j.huawei.internal.http;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * How fast one service is called: as fast as callers like until it refuses a call as one too many, then as fast as it last
 * took calls, a little less, and slowly more again.
 *
 * <p>The rate follows the curve of CUBIC, as congestion control does, and clients of other clouds: it is cut to 80 %, comes back
 * within a few seconds to where calls were refused, stays near that for a while, and then looks for more ever faster; half a
 * minute after the last refusal there is no limit any more. Callers that have to wait stand in a line.
 *
 * <p>It keeps no clock and never sleeps: it is told what {@link io.github.backup4j.TimeSource#elapsed()} says, and says how long
 * to wait. A time source that goes back all the same costs a pause of {@link #LONGEST_WAIT} at most. Safe for use by many threads.
 */
final class CallRate {
    /** The slowest it gets, in calls a second. */
    static final double SLOWEST = 0.5;

    /** A rate that is no limit. */
    static final double FASTEST = 1_000;

    /** How far ahead calls are planned. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private static final double CUT = 0.8;
    private static final double GROWTH = 0.05;
    private static final Duration WINDOW = Duration.ofSeconds(1);

    /** When calls were taken, within the last window. */
    private final Deque<Duration> taken = new ArrayDeque<>();

    /** When the rate was last cut; null: there is no limit. */
    private @Nullable Duration cutAt;

    /** The rate at which calls were refused then. */
    private double refusedAt;

    /** When the next call may be made. */
    private Duration next = Duration.ZERO;

    private long lastTicket;
    private long departed;
    private boolean pollWentLast;

    /** Returns a place at the end of the line. */
    synchronized Place join() {
        return new Place(++lastTicket);
    }

    /**
     * Asks to make a call now.
     *
     * @param place where the caller stands
     * @return zero: make it; otherwise how long to wait before asking again
     */
    synchronized Duration ask(Place place, Duration now) {
        if (!isLimited(now)) {
            return Duration.ZERO;
        }
        long ahead = Math.max(0, place.ticket - departed - 1);
        Duration wait = untilNext(now).plus(spacing(now).multipliedBy(ahead));
        if (wait.isNegative() || wait.isZero()) {
            plan(now);
            pollWentLast = false;
            return Duration.ZERO;
        }
        return wait;
    }

    /** Leaves the line, for a call or for good; who comes back stands at its head. */
    synchronized void leave(Place place) {
        if (!place.left) {
            place.left = true;
            departed++;
        }
    }

    /**
     * Asks to make a call of a poll of long-running work, which never stands in line: it goes ahead, by turns with those who do, unless
     * more than a second's calls are ahead already.
     *
     * @param first whether the poll begins with it; a poll that has begun goes on, and others wait for it
     * @return zero: make it; otherwise how long to wait before asking again
     */
    synchronized Duration askToPoll(boolean first, Duration now) {
        if (!isLimited(now)) {
            return Duration.ZERO;
        }
        Duration wait = untilNext(now);
        boolean othersFirst = pollWentLast && departed < lastTicket;
        if (first && (othersFirst || wait.compareTo(WINDOW) > 0)) {
            return later(wait, spacing(now));
        }
        plan(now);
        pollWentLast = true;
        return Duration.ZERO;
    }

    /** Notes that the service has taken a call, whatever it answered. */
    synchronized void taken(Duration now) {
        forgetBefore(now);
        taken.addLast(now);
    }

    /**
     * Notes that the service has refused a call as one too many.
     *
     * @param sent when the call was made
     */
    synchronized void refused(Duration sent, Duration now) {
        boolean limited = isLimited(now);
        if (cutAt != null && !isAfter(sent, cutAt)) {
            // What was under way when the rate was cut says nothing about the new rate.
            return;
        }
        forgetBefore(now);
        double goodRate = taken.size() / seconds(WINDOW);
        refusedAt = Math.max(SLOWEST, limited ? Math.min(goodRate, rate(now)) : goodRate);
        cutAt = now;
        // Limits count by the second, or longer: there is no room before the first of those calls is out of it.
        Duration room =
                taken.isEmpty() ? now.plus(spacing(now)) : taken.getFirst().plus(WINDOW);
        next = later(next, room);
    }

    /** Returns the calls a second that are made at most; {@link #FASTEST}: as many as callers like. */
    synchronized double rate(Duration now) {
        if (cutAt == null) {
            return FASTEST;
        }
        if (isAfter(cutAt, now)) {
            cutAt = now;
        }
        double flat = Math.cbrt(refusedAt * (1 - CUT) / GROWTH);
        double since = seconds(now.minus(cutAt)) - flat;
        double rate = refusedAt + GROWTH * since * since * since;
        return Math.min(FASTEST, Math.max(SLOWEST, rate));
    }

    private boolean isLimited(Duration now) {
        if (cutAt != null && rate(now) >= FASTEST) {
            cutAt = null;
        }
        return cutAt != null;
    }

    private Duration untilNext(Duration now) {
        Duration latest = now.plus(LONGEST_WAIT);
        if (isAfter(next, latest)) {
            next = latest;
        }
        return next.minus(now);
    }

    /** Lets one call go, and plans the next; a caller that wakes late does not slow the others down. */
    private void plan(Duration now) {
        Duration spacing = spacing(now);
        next = later(next, now.minus(spacing)).plus(spacing);
    }

    private Duration spacing(Duration now) {
        return Duration.ofNanos((long) (1e9 / rate(now)));
    }

    private void forgetBefore(Duration now) {
        while (!taken.isEmpty() && isAfter(now.minus(WINDOW), taken.getFirst())) {
            taken.removeFirst();
        }
    }

    private static Duration later(Duration one, Duration other) {
        return isAfter(one, other) ? one : other;
    }

    private static boolean isAfter(Duration one, Duration other) {
        return one.compareTo(other) > 0;
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    /** Where a caller stands in the line, for as long as it goes on repeating one call. Guarded by the rate. */
    static final class Place {
        private final long ticket;
        private boolean left;

        private Place(long ticket) {
            this.ticket = ticket;
        }
    }
}
