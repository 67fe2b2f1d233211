package io.github.backup4j;

import java.io.Serializable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The progress of a running operation.
 *
 * @param phase what it is doing, or waiting for
 * @param percent how much of the work is done, 0 to 100; null if the cloud does not say
 * @param step what is being done now, in words; null if there is only one step, or the cloud does not say
 * @param observedAt when this was seen
 */
public record Progress(
        Phase phase, @Nullable Integer percent, @Nullable String step, Instant observedAt) implements Serializable {
    /** Refuses a percentage out of range with {@link Invalid}. */
    public Progress {
        Require.nonNull(phase, "phase");
        if (percent != null) {
            Require.range(percent, "percent", 0, 100);
        }
        step = Require.textOrNull(step);
        Require.nonNull(observedAt, "observedAt");
    }

    /** Returns the progress in one line, such as {@code "RUNNING 40 % (restoring the disk)"}. */
    @Override
    public String toString() {
        return phase + (percent == null ? "" : " " + percent + " %") + (step == null ? "" : " (" + step + ")");
    }

    /** What a running operation is doing, or waiting for. */
    public enum Phase {
        /** It has not begun. */
        QUEUED,
        /** It is running. */
        RUNNING,
        /** Somebody has to pay an order before it continues. */
        PAYMENT_REQUIRED
    }
}
