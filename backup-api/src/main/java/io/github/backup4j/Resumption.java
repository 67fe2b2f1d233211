package io.github.backup4j;

/**
 * What became of one token that was resumed together with others: its operation, or why there is none.
 *
 * @param <T> what the work results in
 * @see Operations#resumeAll
 */
public sealed interface Resumption<T> {
    /** Returns the token. */
    String token();

    /**
     * The work was found.
     *
     * @param token the token
     * @param operation the work
     * @param <T> what the work results in
     */
    record Found<T>(String token, Operation<T> operation) implements Resumption<T> {
        /** Refuses null. */
        public Found {
            Require.nonNull(token, "token");
            Require.nonNull(operation, "operation");
        }
    }

    /**
     * The work was not found; nothing was done to it.
     *
     * @param token the token
     * @param failure what {@link Operations#resume(String, Class)} throws for it
     * @param <T> what the work would result in
     */
    record Refused<T>(String token, BackupException failure) implements Resumption<T> {
        /** Refuses null. */
        public Refused {
            Require.nonNull(token, "token");
            Require.nonNull(failure, "failure");
        }
    }
}
