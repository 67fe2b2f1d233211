package io.github.backup4j.spi;

import io.github.backup4j.BackupException;
import java.util.Objects;

/**
 * The outcome of one of several requests to start long-running work.
 *
 * @param <T> the result type of the work
 */
public sealed interface Started<T> {
    /**
     * The work was started, or found.
     *
     * @param driver the work
     * @param <T> the result type of the work
     */
    record Work<T>(OperationDriver<T> driver) implements Started<T> {
        /** Refuses null. */
        public Work {
            Objects.requireNonNull(driver, "driver == null");
        }
    }

    /**
     * The work was not started, or it is not known whether it was.
     *
     * @param refusal the exception of the request, as a single request would have thrown it
     * @param <T> the result type of the work
     */
    record Refused<T>(BackupException refusal) implements Started<T> {
        /** Refuses null. */
        public Refused {
            Objects.requireNonNull(refusal, "refusal == null");
        }
    }
}
