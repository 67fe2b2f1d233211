package io.github.backup4j.examples.durable.temporal;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Operation;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The adapter: the waits and exceptions of the library, as the retries of an activity. */
final class Polls {
    private Polls() {}

    /**
     * Polls an operation once, and returns its result if it has ended. If not, the attempt fails, and the server begins the next one
     * when the cloud, or the retry options of the activity, want it. The heartbeat hands the newest token to that attempt.
     *
     * @param token the token of the operation when it was started
     */
    static <T> T once(CloudBackup backup, String token, Class<T> type) {
        ActivityExecutionContext attempt = Activity.getExecutionContext();
        String newest = attempt.getHeartbeatDetails(String.class).orElse(token);
        try {
            Operation<T> operation = backup.operations().resume(newest, type);
            Operation.Status<T> status = operation.poll();
            if (status instanceof Operation.Status.Running<T> running) {
                attempt.heartbeat(operation.token());
                throw retry("Running", running.progress().toString(), running.nextLook(), null);
            } else if (status instanceof Operation.Status.Failed<T> failed) {
                throw failed.failure();
            }
            return ((Operation.Status.Succeeded<T>) status).result();
        } catch (BackupException e) {
            throw failure(e);
        }
    }

    /**
     * Returns an exception of the library as a failure of an activity: what may be repeated is, when the cloud wants it. That includes
     * a lost reply, since each call that changes something carries a request key.
     */
    static ApplicationFailure failure(BackupException e) {
        String type = e.getClass().getSimpleName();
        return e.retryable() || e instanceof AmbiguousOutcome
                ? retry(type, e.getMessage(), e.retryAfter().orElse(null), e)
                : ApplicationFailure.newNonRetryableFailureWithCause(e.getMessage(), type, e);
    }

    /** Returns a failure after which the activity is tried again. */
    static ApplicationFailure retry(
            String type, @Nullable String why, @Nullable Duration delay, @Nullable BackupException cause) {
        ApplicationFailure.Builder failure =
                ApplicationFailure.newBuilder().setType(type).setMessage(why).setCause(cause);
        return (delay == null ? failure : failure.setNextRetryDelay(delay)).build();
    }
}
