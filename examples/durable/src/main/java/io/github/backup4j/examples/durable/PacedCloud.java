package io.github.backup4j.examples.durable;

import io.github.backup4j.BackupException;
import io.github.backup4j.BackupListener;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Invalid;
import io.github.backup4j.Throttled;
import io.github.backup4j.TimeSource;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * A cloud for the steps of one process, which together send it no more than so many requests a second on average. Each step asks for the
 * cloud once, as it begins. After a step that made many requests, the next ones are refused with {@link Throttled}, before they have sent
 * anything and with the delay after which there is room: engines repeat them then, as they do if the cloud itself throttles.
 *
 * <p>A step that has begun is not held up. So in any time, a process sends no more than the rate allows for that time, and one step for
 * each of its threads. Several processes each have their own rate.
 *
 * <p>Safe for use by many threads.
 */
public final class PacedCloud implements Supplier<CloudBackup> {
    private final CloudBackup backup;
    private final TimeSource time;
    private final Duration each;

    /** When the requests that were sent are paid off, as {@link TimeSource#elapsed()} counts. */
    private Duration free;

    /** The place of the last step that was refused, in the queue of those that come again. */
    private Duration lastPlace;

    /**
     * Creates it.
     *
     * @param cloud the cloud
     * @param requestsAMinute how many requests a minute it may be sent on average, at least 1
     * @param time measures the rate
     * @throws Invalid if the rate is less than 1
     */
    public PacedCloud(CloudBackup cloud, int requestsAMinute, TimeSource time) {
        if (requestsAMinute < 1) {
            throw new Invalid("requestsAMinute is " + requestsAMinute + ", less than 1: no step would ever begin");
        }
        this.time = time;
        each = Duration.ofMinutes(1).dividedBy(requestsAMinute);
        free = time.elapsed();
        lastPlace = free;
        backup = cloud.listening(new BackupListener() {
            @Override
            public void requestSent(Request request) {
                sent();
            }
        });
    }

    /**
     * Returns a cloud for steps, paced or not.
     *
     * @param cloud the cloud
     * @param requestsAMinute how many requests a minute it may be sent on average; 0: as many as the steps make
     */
    public static Supplier<CloudBackup> of(CloudBackup cloud, int requestsAMinute) {
        return requestsAMinute == 0 ? () -> cloud : new PacedCloud(cloud, requestsAMinute, TimeSource.system());
    }

    /**
     * Returns the cloud, for one step.
     *
     * @throws Throttled if earlier steps have used up the rate
     */
    @Override
    public synchronized CloudBackup get() {
        Duration now = time.elapsed();
        if (free.compareTo(now) <= 0) {
            return backup;
        }
        // One after the other: if all came again at the same moment, all but one would be refused again.
        lastPlace = later(free, lastPlace.plus(each));
        Duration wait = lastPlace.minus(now);
        throw new Throttled(
                String.format(
                        Locale.ROOT,
                        "the step has not begun: the requests of this process to the cloud are limited to one in %.1f s;"
                                + " nothing was sent, repeat it after %s",
                        each.toMillis() / 1000.0,
                        wait),
                new BackupException.Detail(null, null, null, wait),
                null);
    }

    private synchronized void sent() {
        free = later(free, time.elapsed()).plus(each);
    }

    private static Duration later(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
