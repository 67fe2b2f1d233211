package io.github.backup4j.huawei.internal.work;

import io.github.backup4j.OperationFailed;
import io.github.backup4j.Progress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The result of one poll of one step of work.
 *
 * @param <T> the type of the result of the work
 */
public sealed interface Step<T> {
    /**
     * The step is still running.
     *
     * @param phase what it does or waits for
     * @param percent how much of it is done; null: the service does not report it
     * @param note what the step is doing, for people, such as "stopping server 1"
     * @param percentOfOthers how much is done of the same work on other things, by which to estimate when the next poll is
     *     worthwhile while the percentage is not known; null: not known
     * @param left how long it takes on at least, if it takes as long as earlier work of its kind, by which to estimate the same while
     *     no percentage has moved; null: not known
     * @param seen the work with what this poll has seen, for the next one; null: nothing that is kept
     */
    record Going<T>(
            Progress.Phase phase,
            @Nullable Integer percent,
            String note,
            @Nullable Integer percentOfOthers,
            @Nullable Duration left,
            @Nullable Token seen)
            implements Step<T> {
        public Going(Progress.Phase phase, @Nullable Integer percent, String note) {
            this(phase, percent, note, null, null, null);
        }
    }

    /**
     * The step has ended, and the next has started.
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
     * @param failure why, and what it leaves behind
     */
    record Failed<T>(OperationFailed failure) implements Step<T> {}

    static <T> Step<T> going(String note) {
        return new Going<>(Progress.Phase.RUNNING, null, note);
    }

    /** The same, for work that keeps in its token what it has seen. */
    static <T> Step<T> going(Token seen, String note) {
        return new Going<>(Progress.Phase.RUNNING, null, note, null, null, seen);
    }

    static <T> Step<T> going(@Nullable Integer percent, String note) {
        return new Going<>(Progress.Phase.RUNNING, percent, note);
    }
}
