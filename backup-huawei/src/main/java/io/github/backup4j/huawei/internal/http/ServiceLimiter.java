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
 * The way to one service, which all calls to it share: only so many are under way at once, and they go no faster than it takes
 * them. Who enters has to {@link #run} a call, which leaves it again. Safe for use by many threads.
 */
final class ServiceLimiter {
    /** Who waits for its turn looks so often whether it has come sooner. */
    private static final Duration NAP = Duration.ofSeconds(1);

    private final CallRate rate = new CallRate();
    private final TimeSource time;
    private final Semaphore slots;

    /**
     * Creates a limiter.
     *
     * @param slots as many permits as calls may be under way at once
     */
    ServiceLimiter(TimeSource time, Semaphore slots) {
        this.time = time;
        this.slots = slots;
    }

    /** Returns a place in the line, which a call keeps when it is made again. */
    CallRate.Place join() {
        return rate.join();
    }

    /**
     * Waits until a call may be made, and enters.
     *
     * @param name what is called
     * @param deadline when it is too late, as {@link TimeSource#elapsed()} counts
     * @throws Throttled if its turn has not come by then; nothing was sent
     * @throws Unavailable if the thread was interrupted, whose flag stays set; nothing was sent
     */
    void enter(String name, CallRate.Place place, Duration deadline) {
        try {
            while (true) {
                slots.acquire();
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
     * Enters for a call of a poll of long-running work, which does not wait its turn.
     *
     * @param name what is called
     * @param first whether the poll begins with it; if not, the poll goes on, whatever the rate is
     * @param longest how long it waits until one of the calls that are under way has ended
     * @throws Throttled if it is too early for a poll, or none has ended; nothing was sent
     * @throws Unavailable if the thread was interrupted, whose flag stays set; nothing was sent
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

    /** Makes a call that has entered, and leaves. */
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
                        + " was not sent: the service takes no more calls at the moment, and others are before it; nothing was"
                        + " changed, try again after " + wait,
                new Detail(null, null, null, wait),
                null);
    }

    private static Unavailable interrupted(String name, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new Unavailable(
                name + " was not sent: the thread was interrupted while it waited for its turn; nothing was changed",
                Detail.NONE,
                cause);
    }

    private static Duration shortest(Duration wait, Duration left, Duration nap) {
        Duration shorter = wait.compareTo(left) < 0 ? wait : left;
        return shorter.compareTo(nap) < 0 ? shorter : nap;
    }
}
