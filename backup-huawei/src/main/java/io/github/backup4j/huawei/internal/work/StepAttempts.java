package io.github.backup4j.huawei.internal.work;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.Busy;
import io.github.backup4j.huawei.internal.http.Failures;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Begins the next step of work whose steps first check whether they have started already.
 *
 * <p>A single refusal is not final: it may be the response to the second delivery of a request whose first delivery was
 * carried out, or its reason may pass. A refusal is final if several attempts were refused, and a look before each
 * found that the step had not started. Likewise, lost replies are final after several attempts.
 *
 * <p>While the service says that the resource is busy with other work, the step waits, a day at most; then that refusal is final, too. A
 * service that throttles or does not answer says nothing of the resource: such a poll throws, and no number of them ends the work, which
 * would have to say what it does not know. There the caller's patience is the bound.
 */
public final class StepAttempts {
    static final String REFUSALS = "refused";
    static final String LOST_REPLIES = "unanswered";
    private static final int MOST_REFUSALS = 5;
    private static final int MOST_LOST_REPLIES = 12;

    /** How long a step waits while the service is busy with other work on the resource. */
    static final Duration LONGEST_BUSY = Duration.ofDays(1);

    private StepAttempts() {}

    /**
     * Makes a call that changes something, within a poll.
     *
     * @param token the work, at a step that looks for the effect of the call before it makes the call
     * @param now by the service's clock
     * @param call makes the call, and returns what follows
     * @param refused returns what follows if the refusal is final
     */
    public static <T> Step<T> to(
            Token token,
            Instant now,
            Function<Token, Step<T>> call,
            BiFunction<Token, BackupException, Step<T>> refused) {
        return to(token, now, call, UnaryOperator.identity(), refused);
    }

    /**
     * The same.
     *
     * @param unanswered notes in the token that the reply to the call was lost, for later steps
     */
    public static <T> Step<T> to(
            Token token,
            Instant now,
            Function<Token, Step<T>> call,
            UnaryOperator<Token> unanswered,
            BiFunction<Token, BackupException, Step<T>> refused) {
        // What follows the call has not been waited for yet.
        Token unwaited = Waits.none(token);
        Token first = fresh(unwaited);
        try {
            return call.apply(first);
        } catch (Busy e) {
            return Waits.upTo(
                    LONGEST_BUSY,
                    token,
                    now,
                    String.valueOf(e.getMessage()),
                    watched -> refused.apply(first, since(e, watched)));
        } catch (BackupException e) {
            if (e.retryable()) {
                throw e;
            }
            boolean lost = e instanceof AmbiguousOutcome;
            String key = lost ? LOST_REPLIES : REFUSALS;
            long tries = token.find(key).isEmpty() ? 1 : token.number(key) + 1;
            UnaryOperator<Token> noted = lost ? unanswered : UnaryOperator.identity();
            return tries < (lost ? MOST_LOST_REPLIES : MOST_REFUSALS)
                    ? new Step.Next<>(noted.apply(unwaited.with(key, String.valueOf(tries))))
                    : refused.apply(noted.apply(first), e);
        }
    }

    private static Busy since(Busy busy, String watched) {
        return new Busy(busy.getMessage() + watched, Failures.detailOf(busy), busy);
    }

    /** Returns whether replies to the call that a step attempts were lost. */
    public static boolean lostReplies(Token token) {
        return !token.find(LOST_REPLIES).isEmpty();
    }

    /** Returns the same work with its failure counters reset. */
    static Token fresh(Token token) {
        return token.with(REFUSALS, "").with(LOST_REPLIES, "");
    }
}
