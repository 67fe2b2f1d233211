package io.github.backup4j.huawei.internal.work;

import io.github.backup4j.OperationFailed;
import io.github.backup4j.Progress;
import org.jspecify.annotations.Nullable;

/**
 * What one look at one step of work saw.
 *
 * @param <T> what the work results in
 */
public sealed interface Step<T> {
    /**
     * The step is still going on.
     *
     * @param phase what it does or waits for
     * @param percent how much of it is done, where the service says so
     * @param note what is being done, in words
     */
    record Going<T>(Progress.Phase phase, @Nullable Integer percent, String note) implements Step<T> {}

    /**
     * The step has ended, and the next has begun.
     *
     * @param next the work at its next step
     */
    record Next<T>(Token next) implements Step<T> {}

    /**
     * The work has ended with its result.
     *
     * @param result the result
     */
    record Done<T>(T result) implements Step<T> {}

    /**
     * The work has ended without its result.
     *
     * @param failure what happened
     */
    record Failed<T>(OperationFailed failure) implements Step<T> {}

    static <T> Step<T> going(String note) {
        return new Going<>(Progress.Phase.RUNNING, null, note);
    }

    static <T> Step<T> going(@Nullable Integer percent, String note) {
        return new Going<>(Progress.Phase.RUNNING, percent, note);
    }
}
