package io.github.backup4j.huawei.internal.http;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The rate of calls to one service. It is unlimited until the service throttles a call; then it drops below the rate
 * that the service last accepted, and rises again slowly.
 *
 * <p>The rate follows the CUBIC curve of TCP congestion control, as other cloud SDKs do: it is cut to 80 %, returns
 * within a few seconds to the rate at which calls were throttled, stays near it for a while, and then rises faster and
 * faster. Half a minute after the last throttled call it is unlimited again. Callers that have to wait form a queue.
 *
 * <p>The class reads no clock and never sleeps: callers pass in {@link io.github.backup4j.TimeSource#elapsed()}, and
 * get back how long to wait. If a time source runs backwards nevertheless, that costs at most one pause of
 * {@link #LONGEST_WAIT}. Safe for use by many threads.
 */
final class CallRate {
    /** The lowest rate, in calls a second. */
    static final double SLOWEST = 0.5;

    /** The rate from which on calls are not limited, in calls a second. */
    static final double FASTEST = 1_000;

    /** How far ahead the next call is scheduled at most. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private static final double CUT = 0.8;
    private static final double GROWTH = 0.05;
    private static final Duration WINDOW = Duration.ofSeconds(1);

    /** When the service accepted calls, within the last window. */
    private final Deque<Duration> taken = new ArrayDeque<>();

    /** When the rate was last cut; null: it is unlimited. */
    private @Nullable Duration cutAt;

    /** The rate at which calls were throttled then. */
    private double refusedAt;

    /** When the next call may be sent. */
    private Duration next = Duration.ZERO;

    private long lastTicket;
    private long departed;
    private boolean pollWentLast;

    /** Returns a place at the end of the queue. */
    synchronized Place join() {
        return new Place(++lastTicket);
    }

    /**
     * Asks whether a call may be sent now.
     *
     * @param place the caller's place in the queue
     * @return zero: send it; otherwise how long to wait before asking again
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

    /** Leaves the queue, to send a call or to give up; a caller that comes back stands at its head. */
    synchronized void leave(Place place) {
        if (!place.left) {
            place.left = true;
            departed++;
        }
    }

    /**
     * Asks whether a call of a poll of long-running work may be sent now. Polls never queue: they alternate with the
     * queue, and are put off if the next call is scheduled more than a second ahead.
     *
     * @param first whether it is the first call of the poll; later calls are always sent, and others wait for them
     * @return zero: send it; otherwise how long to wait before asking again
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

    /** Notes that the service has accepted a call, whatever its response. */
    synchronized void taken(Duration now) {
        forgetBefore(now);
        taken.addLast(now);
    }

    /**
     * Notes that the service has throttled a call.
     *
     * @param sent when the call was sent
     */
    synchronized void refused(Duration sent, Duration now) {
        boolean limited = isLimited(now);
        if (cutAt != null && !isAfter(sent, cutAt)) {
            // Calls that were in flight when the rate was cut say nothing about the new rate.
            return;
        }
        forgetBefore(now);
        double goodRate = taken.size() / seconds(WINDOW);
        refusedAt = Math.max(SLOWEST, limited ? Math.min(goodRate, rate(now)) : goodRate);
        cutAt = now;
        // Services count calls by the second, or longer: no call is accepted before the first of these is that old.
        Duration room =
                taken.isEmpty() ? now.plus(spacing(now)) : taken.getFirst().plus(WINDOW);
        next = later(next, room);
    }

    /** Returns the rate, in calls a second; {@link #FASTEST}: unlimited. */
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

    /** Admits one call, and schedules the next; a caller that wakes late does not slow the others down. */
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

    /** The place of one call in the queue, which it keeps for all its attempts. Guarded by the rate. */
    static final class Place {
        private final long ticket;
        private boolean left;

        private Place(long ticket) {
            this.ticket = ticket;
        }
    }
}
