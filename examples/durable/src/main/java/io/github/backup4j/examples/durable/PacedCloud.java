package io.github.backup4j.examples.durable;

import io.github.backup4j.BackupException;
import io.github.backup4j.BackupListener;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Invalid;
import io.github.backup4j.Throttled;
import io.github.backup4j.TimeSource;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * A cloud for the steps of one process, which together send it no more than so many requests a minute on average. Each step asks for the
 * cloud once, as it begins. After a step that made many requests, the next ones are refused with {@link Throttled}, before they have sent
 * anything and with a delay after which they may come again: engines repeat them then, as they do if the cloud itself throttles.
 *
 * <p>How many requests a step will make is not known: many polls make none. So the delay is no place in a queue. It ends when there is
 * room at the earliest and a minute later at the latest, and those of several steps are spread over that minute. A step that comes again
 * may be refused again if others came before it.
 *
 * <p>A step that has begun is not held up. So in any time, a process sends no more than the rate allows for that time, and one step for
 * each of its threads. Several processes each have their own rate.
 *
 * <p>Safe for use by many threads.
 */
public final class PacedCloud implements Supplier<CloudBackup> {
    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final CloudBackup backup;
    private final TimeSource time;
    private final int requestsAMinute;
    private final Duration each;

    /** When the requests that were sent are paid off, as {@link TimeSource#elapsed()} counts. */
    private Duration free;

    /** How many steps were refused since the last one that was not. */
    private long refused;

    /**
     * Creates it.
     *
     * @param cloud the cloud
     * @param requestsAMinute how many requests a minute it may be sent on average, at least 1
     * @param time measures the rate
     * @throws Invalid if the rate is less than 1
     */
    public PacedCloud(CloudBackup cloud, int requestsAMinute, TimeSource time) {
        this(cloud, requestsAMinute, each(requestsAMinute), time);
    }

    private PacedCloud(CloudBackup cloud, int requestsAMinute, Duration each, TimeSource time) {
        this.time = time;
        this.requestsAMinute = requestsAMinute;
        this.each = each;
        free = time.elapsed();
        backup = cloud.listening(new BackupListener() {
            @Override
            public void requestSent(Request request) {
                sent();
            }
        });
    }

    private static Duration each(int requestsAMinute) {
        if (requestsAMinute < 1) {
            throw new Invalid("requestsAMinute is " + requestsAMinute + ", less than 1: no step would ever begin");
        }
        return WINDOW.dividedBy(requestsAMinute);
    }

    /**
     * Returns a cloud for steps, paced or not.
     *
     * @param cloud the cloud
     * @param requestsAMinute how many requests a minute it may be sent on average; 0: as many as the steps make
     */
    public static PacedCloud of(CloudBackup cloud, int requestsAMinute) {
        return requestsAMinute == 0
                ? new PacedCloud(cloud, 0, Duration.ZERO, TimeSource.system())
                : new PacedCloud(cloud, requestsAMinute, TimeSource.system());
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
            refused = 0;
            return backup;
        }
        // One after the other: if all came again at the same moment, all but one would be refused again.
        Duration after = Duration.ofNanos(each.multipliedBy(refused).toNanos() % WINDOW.toNanos());
        refused++;
        Duration wait = free.plus(after).minus(now);
        throw new Throttled(
                "the step has not begun: the requests of this process to the cloud are limited to " + requestsAMinute
                        + " a minute; nothing was sent, repeat it after " + wait,
                new BackupException.Detail(null, null, null, wait),
                null);
    }

    /** Returns the cloud for more work of a step that has begun: it refuses nothing, but what it sends counts. */
    public CloudBackup begun() {
        return backup;
    }

    private synchronized void sent() {
        free = later(free, time.elapsed()).plus(each);
    }

    private static Duration later(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
