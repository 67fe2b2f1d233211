package io.github.backup4j.examples.durable.scheduler;

import io.github.backup4j.examples.durable.Fleet;
import io.github.backup4j.examples.durable.Polled;
import io.github.backup4j.examples.durable.PolledOperations;
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

    /**
     * Returns the same operation after a poll.
     *
     * @param polled what the poll has found
     * @param now the time by the clock of the scheduler
     */
    OpenOperation after(Polled polled, Instant now) {
        Polled.Why why = polled instanceof Polled.Again again ? again.why() : null;
        if (why == Polled.Why.NOT_SENT) {
            return this;
        }
        Instant since = why != Polled.Why.REFUSED ? null : refusedSince == null ? now : refusedSince;
        return new OpenOperation(polled.token(), polls + 1, begunAt, since, fleet, round);
    }

    /**
     * Returns whether a poll that is to be repeated is not, since each one of a day was refused. Whatever may pass never ends the polls.
     *
     * @param again what the poll has found, which this operation {@linkplain #after knows}
     * @param now the time by the clock of the scheduler
     */
    boolean isGivenUp(Polled.Again again, Instant now) {
        return again.why() == Polled.Why.REFUSED
                && refusedSince != null
                && refusedSince.plus(PATIENCE).isBefore(now);
    }

    /**
     * Returns how long to wait before the next poll where the cloud says nothing else.
     *
     * @param shortest the shortest pause
     * @param now the time by the clock of the scheduler
     */
    Duration pause(Duration shortest, Instant now) {
        return PolledOperations.pause(shortest, Duration.between(begunAt, now));
    }
}
