package io.github.backup4j.huawei.internal.work;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Begins the next step of work whose steps look first whether it has begun already.
 *
 * <p>A refusal is not believed at once: it may answer the second delivery of a request whose first one was carried out, and it may
 * pass. Only if call after call is refused, and look after look finds nothing begun, it is final. So is a reply that gets lost
 * time and again.
 */
public final class StepAttempts {
    static final String REFUSALS = "refused";
    static final String LOST_REPLIES = "unanswered";
    private static final int MOST_REFUSALS = 5;
    private static final int MOST_LOST_REPLIES = 12;

    private StepAttempts() {}

    /**
     * Makes a call that changes something, within a look.
     *
     * @param token the work, at a step that looks before it makes the call
     * @param call makes it, and says what follows
     * @param refused says what follows if it is refused for good
     */
    public static <T> Step<T> to(
            Token token, Function<Token, Step<T>> call, BiFunction<Token, BackupException, Step<T>> refused) {
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
            return tries < (lost ? MOST_LOST_REPLIES : MOST_REFUSALS)
                    ? new Step.Next<>(token.with(key, String.valueOf(tries)))
                    : refused.apply(first, e);
        }
    }

    /** The same work, of which no call was made in vain. */
    static Token fresh(Token token) {
        return token.with(REFUSALS, "").with(LOST_REPLIES, "");
    }
}
