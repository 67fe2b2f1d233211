package io.github.backup4j.examples.durable.scheduler;

import java.time.Instant;
import java.util.Objects;

/**
 * What the database holds of an operation that is in progress.
 *
 * @param token the token to go on with
 * @param polls how often it was polled
 * @param begunAt when it was stored
 */
public record OpenOperation(String token, int polls, Instant begunAt) {
    /** Refuses null. */
    public OpenOperation {
        Objects.requireNonNull(token, "token == null");
        Objects.requireNonNull(begunAt, "begunAt == null");
    }

    /**
     * Returns the same operation after a poll.
     *
     * @param newToken its token now
     */
    OpenOperation polled(String newToken) {
        return new OpenOperation(newToken, polls + 1, begunAt);
    }
}
