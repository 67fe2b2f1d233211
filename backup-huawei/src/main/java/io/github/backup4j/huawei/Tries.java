package io.github.backup4j.huawei;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.Busy;
import io.github.backup4j.Throttled;
import io.github.backup4j.Unavailable;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The attempts at one call: how many there were, what they cost, and whether there is another. */
final class Tries {
    /** When it is too late for another attempt, as {@link io.github.backup4j.TimeSource#elapsed()} counts. */
    final Duration deadline;

    private final RetryRules rules;
    private final Backoff backoff;
    private final RetryTokens tokens;
    private final boolean repeatable;
    private final Duration busyDeadline;
    private int attempts;
    private int paid;
    private @Nullable AmbiguousOutcome lost;
    private @Nullable BackupException last;

    /**
     * Begins.
     *
     * @param repeatable whether the call does no harm when it is made twice
     * @param patient whether it is repeated while other work is in its way
     */
    Tries(RetryRules rules, Backoff backoff, RetryTokens tokens, boolean repeatable, boolean patient, Duration now) {
        this.rules = rules;
        this.backoff = backoff;
        this.tokens = tokens;
        this.repeatable = repeatable;
        deadline = now.plus(rules.time());
        busyDeadline = patient ? now.plus(rules.busyTime()) : now.minusNanos(1);
    }

    /** Notes that the call has succeeded: what its repetitions cost comes back, and a little more. */
    void succeeded() {
        tokens.earn(paid + 1);
    }

    /** Notes a failure, and returns how long to wait before the next attempt; empty: there is none. */
    Optional<Duration> failed(BackupException failure, Duration now) {
        attempts++;
        last = failure;
        if (failure instanceof AmbiguousOutcome ambiguous) {
            lost = ambiguous;
        }
        if (attempts >= rules.attempts() || !mayRepeat(failure)) {
            return Optional.empty();
        }
        Duration pause = backoff.after(attempts, failure.retryAfter().orElse(Duration.ZERO));
        Duration again = now.plus(pause);
        if (again.compareTo(deadline) > 0 || (failure instanceof Busy && again.compareTo(busyDeadline) > 0)) {
            return Optional.empty();
        }
        // Calls that are one too many do not multiply: the rate of all of them is cut.
        int cost = failure instanceof Throttled ? 0 : RetryTokens.COST;
        if (!tokens.pay(cost)) {
            return Optional.empty();
        }
        paid += cost;
        return Optional.of(pause);
    }

    /**
     * Returns what to throw when no attempt is left: the last failure, but if an earlier reply was lost and the last failure does
     * not say what became of that, the outcome is ambiguous.
     *
     * @param refused what kept another attempt from being made
     */
    BackupException outcome(BackupException refused) {
        BackupException failure = last == null ? refused : last;
        if (lost == null || lost == failure || !failure.retryable()) {
            return failure;
        }
        lost.addSuppressed(failure);
        return lost;
    }

    private boolean mayRepeat(BackupException failure) {
        if (failure instanceof Unavailable) {
            // A redirect is not followed, however often. What was never sent has changed nothing.
            int status = failure.httpStatus().orElse(0);
            return status == 0 || (repeatable && (status < 300 || status >= 400));
        }
        return repeatable || failure instanceof Throttled || failure instanceof Busy;
    }
}
