package io.github.backup4j;

import org.jspecify.annotations.Nullable;

/**
 * What became of one operation that was waited for together with others: it is done, it failed, or it is still running.
 *
 * @param <T> what the work results in
 * @see Operations#awaitAll
 */
public sealed interface Outcome<T> {
    /** Returns the operation. */
    Operation<? extends T> operation();

    /**
     * Returns the result, or throws what {@link Operation#await} would have thrown.
     *
     * @throws OperationFailed if the work ended without its result
     * @throws StillRunning if it had not ended; it continues
     * @throws BackupException if polling it failed for a reason that does not pass; it continues
     */
    T get();

    /**
     * The work has ended with its result.
     *
     * @param operation the operation
     * @param result the result
     * @param <T> what the work results in
     */
    record Done<T>(Operation<? extends T> operation, T result) implements Outcome<T> {
        /** Refuses null. */
        public Done {
            Require.nonNull(operation, "operation");
            Require.nonNull(result, "result");
        }

        @Override
        public T get() {
            return result;
        }
    }

    /**
     * The work has ended without its result.
     *
     * @param operation the operation
     * @param failure what happened and what it leaves behind
     * @param <T> what the work would have resulted in
     */
    record Failed<T>(Operation<? extends T> operation, OperationFailed failure) implements Outcome<T> {
        /** Refuses null. */
        public Failed {
            Require.nonNull(operation, "operation");
            Require.nonNull(failure, "failure");
        }

        @Override
        public T get() {
            throw failure;
        }
    }

    /**
     * The work had not ended when it was last polled; it is not cancelled. Store the token to wait for it later: work in several steps
     * advances only while somebody polls it, as {@link Operation} says.
     *
     * @param operation the operation
     * @param token what {@link Operations#resume} finds it by
     * @param progress its last known progress; null: no poll succeeded
     * @param lookFailure why the last poll failed; null: it succeeded. If it is not {@link BackupException#retryable()}, or its
     *     cause is a defect of the provider, the work was not polled again
     * @param <T> what the work results in
     */
    record Running<T>(
            Operation<? extends T> operation,
            String token,
            @Nullable Progress progress,
            @Nullable BackupException lookFailure)
            implements Outcome<T> {
        /** Refuses null where it is not allowed. */
        public Running {
            Require.nonNull(operation, "operation");
            Require.nonNull(token, "token");
        }

        @Override
        public T get() {
            if (lookFailure != null && !lookFailure.retryable()) {
                throw lookFailure;
            }
            throw new StillRunning(
                    "Operation " + token + " had not ended when the wait for all was over; last seen: "
                            + (progress == null ? "never" : progress)
                            + ". It is not cancelled: wait again, or resume it by its token, since work in several steps"
                            + " advances only while somebody polls it.",
                    token,
                    progress,
                    lookFailure);
        }
    }
}
