package io.github.backup4j.examples.durable.scheduler;

import java.util.Objects;
import java.util.UUID;

/**
 * The round that a fleet's task is in. It is a part of the request keys, and it changes only with the end of the task's execution:
 * so an execution that is repeated after a crash has the same keys.
 *
 * @param series the random name of these rounds: if the row of the task is lost, counting begins anew in another series, whose keys find
 *     no run of an earlier one
 * @param number counts from 1
 */
public record Round(String series, long number) {
    /** Refuses null. */
    public Round {
        Objects.requireNonNull(series, "series == null");
    }

    /** Returns the first round of a new series. */
    static Round first() {
        return new Round(UUID.randomUUID().toString(), 1);
    }

    /** Returns the next round. */
    Round next() {
        return new Round(series, number + 1);
    }
}
