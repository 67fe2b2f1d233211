package io.github.backup4j.spi;

import io.github.backup4j.BackupException;
import io.github.backup4j.Operation;
import io.github.backup4j.Progress;
import io.github.backup4j.TimeSource;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One wait for work: it polls, survives polls that fail for a transient reason, and says when the next poll is
 * worthwhile. It never sleeps itself. {@link Operation#await} is built on it, and so is what a provider completes
 * futures with.
 *
 * <p>Pauses grow, so that work of hours is not polled every few seconds: they are a tenth of the time waited so far, in
 * whole multiples of {@link OperationDriver#pollInterval()}, from one to six; twice as long for each consecutive poll
 * that failed, but no more than six; and never shorter than the cloud asked for.
 *
 * <p>A poll that succeeds may say when the next one is worthwhile ({@link Operation.Status.Running#nextPoll()}); the next poll then
 * comes at that time. The hint comes from the cloud, or the driver estimates it from the percentages that it has seen, or from how long earlier work took. It
 * should be at most 15 minutes: if the work becomes faster, a waiting caller learns of its end that much later.
 *
 * <p>Not for use by many threads at a time.
 *
 * @param <T> the result of the work
 */
public final class OperationWatch<T> {
    /** The longest pause, as a multiple of the first. */
    private static final int LONGEST = 6;

    private final TimeSource time;
    private final OperationDriver<T> driver;

    /** When it began, by the clock that nobody sets. */
    private final Duration begun;

    private @Nullable Progress seen;
    private @Nullable BackupException failure;
    private @Nullable Duration asked;
    private int failedLooks;

    /**
     * Begins to wait, without a poll.
     *
     * @param time the clock that measures the wait
     * @param driver how to poll the work
     */
    public OperationWatch(TimeSource time, OperationDriver<T> driver) {
        this.time = Objects.requireNonNull(time, "time == null");
        this.driver = Objects.requireNonNull(driver, "driver == null");
        begun = time.elapsed();
    }

    /**
     * Polls once.
     *
     * @return the last status of the work if it has ended; empty if it has not, or if the poll failed for a transient
     *     reason
     * @throws BackupException if the poll failed permanently
     */
    public Optional<Operation.Status<T>> look() {
        try {
            Operation.Status<T> status = driver.poll();
            failure = null;
            failedLooks = 0;
            if (!(status instanceof Operation.Status.Running<T> running)) {
                return Optional.of(status);
            }
            seen = running.progress();
            asked = running.nextPoll();
        } catch (BackupException e) {
            if (!e.retryable()) {
                throw e;
            }
            failure = e;
            failedLooks++;
            asked = e.retryAfter().orElse(null);
        }
        return Optional.empty();
    }

    /** Returns how long to wait before the next poll. */
    public Duration pause() {
        Duration usual = usualPause();
        if (asked == null) {
            return usual;
        }
        boolean cloudDecides = failure == null || asked.compareTo(usual) > 0;
        return cloudDecides ? asked : usual;
    }

    private Duration usualPause() {
        Duration first = driver.pollInterval();
        long times = Math.max(1, waited().dividedBy(first.multipliedBy(10)));
        // From any start, three doublings lead beyond the longest.
        long whenFailing = Math.min(times, LONGEST) << Math.min(failedLooks, 3);
        return first.multipliedBy(Math.min(whenFailing, LONGEST));
    }

    /** Returns how long it has been waited; a clock that is set meanwhile does not change it. */
    public Duration waited() {
        return time.elapsed().minus(begun);
    }

    /** Returns the last known progress; empty if no poll has succeeded. */
    public Optional<Progress> progress() {
        return Optional.ofNullable(seen);
    }

    /** Returns what the last poll failed with; empty if it succeeded, or there was none. */
    public Optional<BackupException> failure() {
        return Optional.ofNullable(failure);
    }
}
