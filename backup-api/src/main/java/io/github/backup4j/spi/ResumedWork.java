package io.github.backup4j.spi;

import java.util.Objects;

/**
 * A long-running operation that was found by its token.
 *
 * @param resultType what it results in
 * @param work how to poll it
 * @param <T> what it results in
 */
public record ResumedWork<T>(Class<T> resultType, OperationDriver<T> work) {
    /** Refuses null. */
    public ResumedWork {
        Objects.requireNonNull(resultType, "resultType == null");
        Objects.requireNonNull(work, "work == null");
    }
}
