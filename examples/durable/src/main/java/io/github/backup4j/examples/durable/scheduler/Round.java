package io.github.backup4j.examples.durable.scheduler;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The round that a fleet's task is in. Its series and number are a part of the request keys, and change only with the end of the task's
 * execution: so an execution that is repeated after a crash has the same keys.
 *
 * @param series the random name of these rounds: if the row of the task is lost, counting begins anew in another series, whose keys find
 *     no run of an earlier one
 * @param number counts from 1
 * @param failures how many attempts of this round have failed
 * @param waitingSince since when no attempt could start anything, because it was refused before it began, or there was no room for
 *     another run; null: the last one could
 */
public record Round(
        String series, long number, int failures, @Nullable Instant waitingSince) {
    private static final Duration PATIENCE = Duration.ofDays(1);

    /** Refuses null. */
    public Round {
        Objects.requireNonNull(series, "series == null");
    }

    /** Returns the first round of a new series. */
    static Round first() {
        return new Round(UUID.randomUUID().toString(), 1, 0, null);
    }

    /** Returns the next round. */
    Round next() {
        return new Round(series, number + 1, 0, null);
    }

    /** Returns the same round after an attempt that failed. */
    Round failed() {
        return new Round(series, number, failures + 1, null);
    }

    /** Returns its name, which no other round has. */
    String name() {
        return series + "/" + number;
    }

    /** Returns the same round after an attempt that has started runs, and has to wait for room for the others. */
    Round begun() {
        return new Round(series, number, failures, null);
    }

    /** Returns the same round after an attempt that could start nothing. */
    Round waiting(Instant now) {
        return new Round(series, number, failures, waitingSince == null ? now : waitingSince);
    }

    /** Returns whether it has waited for a day, in which no attempt could start anything. */
    boolean waitedTooLong(Instant now) {
        return waitingSince != null && waitingSince.plus(PATIENCE).isBefore(now);
    }
}
