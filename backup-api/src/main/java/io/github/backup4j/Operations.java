package io.github.backup4j;

import java.util.stream.Stream;

/**
 * The long work in the cloud. Get it from {@link CloudBackup#operations()}. Safe for use by many threads.
 *
 * <p>See {@link CloudBackup} for what every call may throw.
 */
public interface Operations {
    /**
     * Returns the operation that a token stands for, wherever and whenever it was started.
     *
     * @param token what {@link Operation#token()} returned
     * @param resultType what the work results in, or a type above it, such as {@code Resource.class} for a restore over a
     *     disk or a server
     * @param <T> what the work results in
     * @throws Invalid if the token cannot be read, is of another cloud, region or project, was written by a newer version, or
     *     its work results in something else
     * @throws NotFound if the cloud no longer knows the work
     */
    <T> Operation<T> resume(String token, Class<T> resultType);

    /**
     * Returns the operation that a token stands for, whatever it results in.
     *
     * @param token what {@link Operation#token()} returned
     * @throws Invalid as {@link #resume(String, Class)}
     * @throws NotFound if the cloud no longer knows the work
     */
    Operation<?> resume(String token);

    /**
     * Returns the entries of the cloud's log that a filter lets through, newest first, read page by page as the stream is
     * used; it holds what was started by anybody, and is kept for a limited time.
     *
     * @param filter the conditions
     */
    Stream<OperationRecord> list(OperationFilter filter);

    /** Returns all entries of the cloud's log, as {@link #list(OperationFilter)} does. */
    default Stream<OperationRecord> list() {
        return list(OperationFilter.all());
    }
}
