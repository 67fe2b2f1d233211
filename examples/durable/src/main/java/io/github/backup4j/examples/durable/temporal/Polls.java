package io.github.backup4j.examples.durable.temporal;

import io.github.backup4j.BackupException;
import io.github.backup4j.examples.durable.Polled;
import io.github.backup4j.examples.durable.PolledOperations;
import io.github.backup4j.examples.durable.Upkeep;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.ActivityCompletionException;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The adapter: the waits and exceptions of the library, as the retries of an activity. */
final class Polls {
    private Polls() {}

    /**
     * Polls an operation once, and returns its result if it has ended. If not, the attempt fails, and the server begins the next one
     * after the delay that the cloud asked for, or else that of the retry options. The heartbeat hands the newest token to that attempt.
     *
     * @param operations the operations that this worker polls
     * @param token the token of the operation when it was started
     */
    static <T> T once(PolledOperations operations, String token, Class<T> type) {
        ActivityExecutionContext attempt = Activity.getExecutionContext();
        Polled polled =
                operations.poll(attempt.getHeartbeatDetails(String.class).orElse(token));
        if (polled instanceof Polled.Again again) {
            attempt.heartbeat(again.token());
            throw retry(again.type(), again.message(), again.after(), again.failure());
        } else if (polled instanceof Polled.Over over) {
            throw ended(over.failure());
        }
        return type.cast(((Polled.Done) polled).result());
    }

    /**
     * Does the work of a step that makes many calls, and tells the server meanwhile that this process is alive. If the server does not
     * know the attempt any more, the work goes on: the next attempt finds what it has done.
     */
    static <T> T alive(Supplier<T> work) {
        ActivityExecutionContext attempt = Activity.getExecutionContext();
        Duration limit = attempt.getInfo().getHeartbeatTimeout();
        ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "heartbeats");
            thread.setDaemon(true);
            return thread;
        });
        try {
            long between = limit.isZero() ? 1_000 : Math.max(1, limit.toMillis() / 4);
            var unused = beats.scheduleAtFixedRate(() -> beat(attempt), between, between, TimeUnit.MILLISECONDS);
            return work.get();
        } finally {
            beats.shutdownNow();
        }
    }

    private static void beat(ActivityExecutionContext attempt) {
        try {
            attempt.heartbeat("alive");
        } catch (ActivityCompletionException e) {
            // cancelled, or taken over by another attempt
        }
    }

    /**
     * Returns an exception of the library as a failure of an activity: what may pass is repeated, after the delay that the cloud asked
     * for.
     */
    static ApplicationFailure failure(BackupException e) {
        return Upkeep.mayPass(e) ? again(e) : ended(e);
    }

    /** Returns a failure that ends the activity. */
    private static ApplicationFailure ended(BackupException e) {
        return ApplicationFailure.newNonRetryableFailureWithCause(
                e.getMessage(), e.getClass().getSimpleName(), e);
    }

    /** Returns an exception of the library as a failure after which the activity is tried again, whatever it is. */
    static ApplicationFailure again(BackupException e) {
        return retry(
                e.getClass().getSimpleName(), e.getMessage(), e.retryAfter().orElse(null), e);
    }

    /** Returns a failure after which the activity is tried again. */
    static ApplicationFailure retry(
            String type, @Nullable String why, @Nullable Duration delay, @Nullable BackupException cause) {
        ApplicationFailure.Builder failure =
                ApplicationFailure.newBuilder().setType(type).setMessage(why).setCause(cause);
        return (delay == null ? failure : failure.setNextRetryDelay(delay)).build();
    }
}
