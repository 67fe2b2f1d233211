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
     * @throws StillRunning if it had not ended; it goes on
     * @throws BackupException if looking at it failed for a reason that does not pass; it goes on
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
     * The work had not ended when it was last looked at; it goes on in the cloud. Store the token to wait for it later.
     *
     * @param operation the operation
     * @param token what {@link Operations#resume} finds it by
     * @param progress how far it was when it was last seen; null: no look succeeded
     * @param lookFailure why the last look failed; null: it succeeded. If it is not {@link BackupException#retryable()}, nobody
     *     looked again
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
                    "Operation " + token + " was not done when the waiting for all ended; last seen: "
                            + (progress == null ? "never" : progress)
                            + ". It goes on in the cloud: wait again, or resume it by its token.",
                    token,
                    progress,
                    lookFailure);
        }
    }
}
