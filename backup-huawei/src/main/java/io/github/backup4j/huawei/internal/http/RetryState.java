package io.github.backup4j.huawei.internal.http;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.Busy;
import io.github.backup4j.Throttled;
import io.github.backup4j.Unavailable;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The attempts at one call: counts them, pays for them from the retry budget, and decides whether there is another. */
final class RetryState {
    /** When the last attempt may begin, as {@link io.github.backup4j.TimeSource#elapsed()} counts. */
    final Duration deadline;

    private final RetryRules rules;
    private final Backoff backoff;
    private final RetryBudget budget;
    private final CallMode mode;
    private final Duration busyDeadline;
    private int attempts;
    private int paid;
    private @Nullable AmbiguousOutcome lost;
    private @Nullable BackupException last;

    /**
     * Begins the attempts at a call.
     *
     * @param mode what the call does
     */
    RetryState(RetryRules rules, Backoff backoff, RetryBudget budget, CallMode mode, Duration now) {
        this.rules = rules;
        this.backoff = backoff;
        this.budget = budget;
        this.mode = mode;
        deadline = now.plus(rules.time());
        busyDeadline = mode.waitsWhileBusy() ? now.plus(rules.busyTime()) : now.minusNanos(1);
    }

    /** Notes that the call has succeeded: the budget gets back what its retries cost, and one token more. */
    void succeeded() {
        budget.earn(paid + 1);
    }

    /** Notes a failure, and returns how long to wait before the next attempt; empty: there is no next attempt. */
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
        // Retries of throttled calls are free: the cut of the call rate limits them already.
        int cost = failure instanceof Throttled ? 0 : RetryBudget.COST;
        if (!budget.pay(cost)) {
            return Optional.empty();
        }
        paid += cost;
        return Optional.of(pause);
    }

    /**
     * Returns the exception to throw when no attempt is left: the last failure. If an earlier reply was lost, and the
     * last failure does not show whether that attempt was carried out, the outcome is ambiguous.
     *
     * @param refused why there was no further attempt
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
        if (failure.code().filter(Connection.CLOSED::equals).isPresent()) {
            return false;
        }
        if (failure instanceof Unavailable) {
            // Retrying a redirect does not help. Without a status the request was a read, or was never sent.
            int status = failure.httpStatus().orElse(0);
            return status == 0 || (mode.isRepeatable() && (status < 300 || status >= 400));
        }
        return mode.isRepeatable() || failure instanceof Throttled || failure instanceof Busy;
    }
}
