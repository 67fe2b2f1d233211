package io.github.backup4j;

import io.github.backup4j.spi.OperationDriver;
import io.github.backup4j.spi.OperationsDriver;
import io.github.backup4j.spi.ResumedWork;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * The long-running work in the cloud. Get it from {@link CloudBackup#operations()}. Safe for use by many threads.
 *
 * <p>See {@link CloudBackup} for what every call may throw.
 */
public final class Operations {
    private static final String RESUME = "operations.resume";
    private static final Comparator<OperationRecord> NEWEST_FIRST = Calls.byTime(OperationRecord::startedAt, true);

    private final Calls calls;

    Operations(Calls calls) {
        this.calls = calls;
    }

    /**
     * Returns the operation of a token, wherever and whenever it was started.
     *
     * @param token what {@link Operation#token()} returned
     * @param resultType what the work results in, or a type above it, such as {@code Resource.class} for a restore over a
     *     disk or a server
     * @param <T> what the work results in
     * @throws Invalid if the token cannot be read, is of another cloud, region or project, was written by a newer version, or
     *     its work results in something else
     * @throws NotFound if the cloud no longer knows the work
     */
    public <T> Operation<T> resume(String token, Class<T> resultType) {
        Require.nonNull(token, "token");
        Require.nonNull(resultType, "resultType");
        OperationDriver<? extends T> work =
                calls.call(RESUME, null, () -> typed(driver().resume(token), token, resultType));
        @SuppressWarnings("unchecked") // a driver only produces results, and those are of this type
        OperationDriver<T> typed = (OperationDriver<T>) work;
        return calls.operation(RESUME, typed);
    }

    /**
     * Returns the operation that a token stands for, whatever it results in.
     *
     * @param token what {@link Operation#token()} returned
     * @throws Invalid as {@link #resume(String, Class)}
     * @throws NotFound if the cloud no longer knows the work
     */
    public Operation<?> resume(String token) {
        Require.nonNull(token, "token");
        return calls.operation(
                RESUME, calls.call(RESUME, null, () -> driver().resume(token)).work());
    }

    /**
     * Returns the entries of the cloud's log that a filter lets through, newest first, read page by page as the stream is
     * used; it holds what was started by anybody, and is kept for a limited time.
     *
     * @param filter the conditions
     */
    public Stream<OperationRecord> list(OperationFilter filter) {
        Require.nonNull(filter, "filter");
        return calls.list(
                "operations.list",
                () -> {
                    calls.require(Capability.OPERATION_LOG, "the log of long work");
                    return driver().list(filter);
                },
                filter::matches,
                NEWEST_FIRST);
    }

    /** Returns all entries of the cloud's log, as {@link #list(OperationFilter)} does. */
    public Stream<OperationRecord> list() {
        return list(OperationFilter.all());
    }

    private static <T> OperationDriver<? extends T> typed(ResumedWork<?> found, String token, Class<T> resultType) {
        if (!resultType.isAssignableFrom(found.resultType())) {
            throw Calls.invalid(
                    "WRONG_RESULT_TYPE",
                    "operation " + token + " results in " + found.resultType().getSimpleName() + ", not in "
                            + resultType.getSimpleName());
        }
        @SuppressWarnings("unchecked") // just looked at
        ResumedWork<? extends T> typed = (ResumedWork<? extends T>) found;
        return typed.work();
    }

    private OperationsDriver driver() {
        return calls.driver().operations();
    }
}
