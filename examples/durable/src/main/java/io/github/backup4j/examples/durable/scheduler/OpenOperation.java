package io.github.backup4j.examples.durable.scheduler;

import io.github.backup4j.BackupException;
import io.github.backup4j.examples.durable.Fleet;
import io.github.backup4j.examples.durable.Upkeep;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the database holds of an operation that is in progress.
 *
 * @param token the token to go on with
 * @param polls how often it was polled
 * @param begunAt when it was stored
 * @param refusedSince since when each poll has been refused; null: the last one was not
 * @param fleet the name of the fleet that it belongs to; null: to none
 * @param round the round of that fleet, as {@link Round#name()} returns it; null: it belongs to none
 */
public record OpenOperation(
        String token,
        int polls,
        Instant begunAt,
        @Nullable Instant refusedSince,
        @Nullable String fleet,
        @Nullable String round) {
    /** How long refused polls are repeated: a permission that was revoked by mistake is back by then. */
    private static final Duration PATIENCE = Duration.ofDays(1);

    /** Refuses null where it is not allowed. */
    public OpenOperation {
        Objects.requireNonNull(token, "token == null");
        Objects.requireNonNull(begunAt, "begunAt == null");
    }

    /**
     * Returns an operation that was not polled yet.
     *
     * @param token its token
     * @param now the time by the clock of the scheduler
     */
    public static OpenOperation begun(String token, Instant now) {
        return new OpenOperation(token, 0, now, null, null, null);
    }

    /** Returns the same operation, as one of a round. */
    OpenOperation of(Fleet ofFleet, Round ofRound) {
        return new OpenOperation(token, polls, begunAt, refusedSince, ofFleet.name(), ofRound.name());
    }

    /** Returns the same operation after a poll. */
    OpenOperation polled(String newToken) {
        return new OpenOperation(newToken, polls + 1, begunAt, null, fleet, round);
    }

    /** Returns the same operation after a poll that failed. */
    OpenOperation failed(BackupException failure, Instant now) {
        Instant since = Upkeep.mayPass(failure) ? null : refusedSince == null ? now : refusedSince;
        return new OpenOperation(token, polls + 1, begunAt, since, fleet, round);
    }

    /**
     * Returns whether a poll that failed ends the watch. The cloud's work goes on all the same, so only a damaged token, an operation that
     * is gone, and a day of refusals do.
     */
    boolean lost(BackupException failure, Instant now) {
        if (Upkeep.mayPass(failure)) {
            return false;
        }
        return Upkeep.isLost(failure)
                || (refusedSince != null && refusedSince.plus(PATIENCE).isBefore(now));
    }
}
