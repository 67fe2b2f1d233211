package io.github.backup4j.huawei.internal.http;

import io.github.backup4j.BackupException;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.Throttled;
import io.github.backup4j.TimeSource;
import io.github.backup4j.Unavailable;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Limits the calls to one service: how many are in flight, and how many are sent a second. A caller that has entered
 * must {@link #run} a call, which gives its slot back. Safe for use by many threads.
 */
final class ServiceLimiter {
    /** How often a waiting caller rechecks its turn. */
    private static final Duration NAP = Duration.ofSeconds(1);

    private final CallRate rate = new CallRate();
    private final TimeSource time;
    private final Semaphore slots;

    /**
     * Creates a limiter.
     *
     * @param slots has one permit for each call that may be in flight
     */
    ServiceLimiter(TimeSource time, Semaphore slots) {
        this.time = time;
        this.slots = slots;
    }

    /** Returns a place in the queue, which a call keeps when it is retried. */
    CallRate.Place join() {
        return rate.join();
    }

    /**
     * Waits until a call may be sent, and enters.
     *
     * @param name the name of the call
     * @param deadline how long to wait at most, as {@link TimeSource#elapsed()} counts
     * @throws Throttled if its turn has not come by then, or no slot has become free; nothing was sent
     * @throws Unavailable if the thread was interrupted; its interrupt flag stays set, and nothing was sent
     */
    void enter(String name, CallRate.Place place, Duration deadline) {
        try {
            while (true) {
                long most = Math.max(0, deadline.minus(time.elapsed()).toNanos());
                if (!slots.tryAcquire(most, TimeUnit.NANOSECONDS)) {
                    throw heldBack(name, NAP);
                }
                Duration now = time.elapsed();
                Duration left = deadline.minus(now);
                Duration wait = left.isNegative() ? NAP : rate.ask(place, now);
                if (wait.isZero()) {
                    return;
                }
                slots.release();
                if (left.isNegative() || left.isZero()) {
                    throw heldBack(name, wait);
                }
                time.sleep(shortest(wait, left, NAP));
            }
        } catch (InterruptedException e) {
            throw interrupted(name, e);
        } finally {
            rate.leave(place);
        }
    }

    /**
     * Enters for a call of a poll of long-running work, which does not queue.
     *
     * @param name the name of the call
     * @param first whether it is the first call of the poll; later calls are sent whatever the rate
     * @param longest how long to wait for a free slot
     * @throws Throttled if it is too early for a poll, or if no slot became free; nothing was sent
     * @throws Unavailable if the thread was interrupted; its interrupt flag stays set, and nothing was sent
     */
    void enterForPoll(String name, boolean first, Duration longest) {
        try {
            if (!slots.tryAcquire(longest.toNanos(), TimeUnit.NANOSECONDS)) {
                throw heldBack(name, NAP);
            }
        } catch (InterruptedException e) {
            throw interrupted(name, e);
        }
        Duration wait = rate.askToPoll(first, time.elapsed());
        if (!wait.isZero()) {
            slots.release();
            throw heldBack(name, wait);
        }
    }

    /** Sends a call that has entered, and gives its slot back. */
    <T> T run(Supplier<T> call) {
        Duration sent = time.elapsed();
        try {
            T answer = call.get();
            rate.taken(time.elapsed());
            return answer;
        } catch (Throttled e) {
            rate.refused(sent, time.elapsed());
            throw e;
        } catch (BackupException e) {
            if (e.httpStatus().isPresent()) {
                rate.taken(time.elapsed());
            }
            throw e;
        } finally {
            slots.release();
        }
    }

    private static Throttled heldBack(String name, Duration wait) {
        return new Throttled(
                name
                        + " was not sent: too many calls to the service are in flight or waiting; nothing was changed,"
                        + " try again after " + wait,
                new Detail(null, null, null, wait),
                null);
    }

    private static Unavailable interrupted(String name, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new Unavailable(
                name + " was not sent: the thread was interrupted while the call waited for its turn; nothing was"
                        + " changed",
                Detail.NONE,
                cause);
    }

    private static Duration shortest(Duration wait, Duration left, Duration nap) {
        Duration shorter = wait.compareTo(left) < 0 ? wait : left;
        return shorter.compareTo(nap) < 0 ? shorter : nap;
    }
}
