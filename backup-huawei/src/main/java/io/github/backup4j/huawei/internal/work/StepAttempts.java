package io.github.backup4j.huawei.internal.work;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Begins the next step of work whose steps first check whether they have started already.
 *
 * <p>A single refusal is not final: it may be the response to the second delivery of a request whose first delivery was
 * carried out, or its reason may pass. A refusal is final if several attempts were refused, and a look before each
 * found that the step had not started. Likewise, lost replies are final after several attempts.
 */
public final class StepAttempts {
    static final String REFUSALS = "refused";
    static final String LOST_REPLIES = "unanswered";
    private static final int MOST_REFUSALS = 5;
    private static final int MOST_LOST_REPLIES = 12;

    private StepAttempts() {}

    /**
     * Makes a call that changes something, within a poll.
     *
     * @param token the work, at a step that looks for the effect of the call before it makes the call
     * @param call makes the call, and returns what follows
     * @param refused returns what follows if the refusal is final
     */
    public static <T> Step<T> to(
            Token token, Function<Token, Step<T>> call, BiFunction<Token, BackupException, Step<T>> refused) {
        return to(token, call, UnaryOperator.identity(), refused);
    }

    /**
     * The same.
     *
     * @param unanswered notes in the token that the reply to the call was lost, for later steps
     */
    public static <T> Step<T> to(
            Token token,
            Function<Token, Step<T>> call,
            UnaryOperator<Token> unanswered,
            BiFunction<Token, BackupException, Step<T>> refused) {
        Token first = fresh(token);
        try {
            return call.apply(first);
        } catch (BackupException e) {
            if (e.retryable()) {
                throw e;
            }
            boolean lost = e instanceof AmbiguousOutcome;
            String key = lost ? LOST_REPLIES : REFUSALS;
            long tries = token.find(key).isEmpty() ? 1 : token.number(key) + 1;
            UnaryOperator<Token> noted = lost ? unanswered : UnaryOperator.identity();
            return tries < (lost ? MOST_LOST_REPLIES : MOST_REFUSALS)
                    ? new Step.Next<>(noted.apply(token.with(key, String.valueOf(tries))))
                    : refused.apply(noted.apply(first), e);
        }
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
