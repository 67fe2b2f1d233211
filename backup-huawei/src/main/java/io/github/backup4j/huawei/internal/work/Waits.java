package io.github.backup4j.huawei.internal.work;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Function;

/**
 * How long a step has been waiting for something that may hang, such as a server that is being stopped. The token records it, so that
 * the wait also ends for a caller who resumes the work before each poll.
 *
 * <p>A token may be old, and the work may have advanced since with a newer one. So a long pause between two polls begins the wait
 * anew, unless the work is always polled that rarely: a pause is part of the wait if it is at most twice as long as the one that last
 * began the wait anew. Otherwise, work that is polled every few hours would wait forever. After such a pause, the poll that finds the
 * wait over does not end it; another one does, a few seconds later.
 *
 * <p>A step may wait for several events in turn. An event with a shorter limit than the one before begins the wait anew.
 *
 * <p>A caller who always resumes the work from its first token begins each wait anew, and never reaches its end. There is no better
 * measure: the age of the work does not say how long its present step has waited, and nobody may have polled it meanwhile. Ending too
 * early would leave a server stopped that more patience would have started. Such a caller has to bound the wait with the timeout of
 * {@link io.github.backup4j.Operation#await}.
 */
public final class Waits {
    static final String SINCE = "waits";

    /** When it was last polled. */
    static final String LAST = "looked";

    /** The pause that last began the wait anew, in minutes; missing: there was none. */
    static final String PAUSED = "paused";

    /** When a poll first found the wait over, if there was such a pause. */
    static final String OVER = "waited";

    /** The limit of the event that the step last waited for, in minutes. */
    static final String LONGEST = "longest";

    /** After a longer pause, somebody else may have polled the work. */
    private static final Duration PAUSE = Duration.ofMinutes(10);

    /** By how much a pause may exceed the one before and still be part of the wait. */
    private static final int MUCH_LONGER = 2;

    /** The shortest time between the last two polls, if there was such a pause. */
    private static final Duration APART = Duration.ofSeconds(5);

    private static final long MOST_MINUTES = 99_999;

    private Waits() {}

    /**
     * Waits, or returns what follows once the step has waited for long.
     *
     * @param now by the service's clock
     * @param longest how long the step waits
     * @param note what it waits for, for people
     * @param late returns what follows, given the words for since when the step has waited
     */
    public static <T> Step<T> upTo(
            Duration longest, Token token, Instant now, String note, Function<String, Step<T>> late) {
        String minutes = String.valueOf(longest.toMinutes());
        boolean shorter = !token.find(LONGEST).isEmpty() && longest.toMinutes() < token.number(LONGEST);
        Token waiting = oneMore(shorter ? none(token) : token, now).with(LONGEST, minutes);
        Instant since = Objects.requireNonNull(waiting.instant(SINCE));
        if (Duration.between(since, now).compareTo(longest) < 0) {
            return Step.going(waiting.with(OVER, ""), note);
        }
        Instant over = waiting.instant(OVER);
        boolean paused = !waiting.find(PAUSED).isEmpty();
        if (paused && (over == null || over.isAfter(now))) {
            return Step.going(waiting.with(OVER, now), note);
        }
        return over != null && Duration.between(over, now).compareTo(APART) < 0
                ? Step.going(waiting, note)
                : late.apply(", watched since " + since);
    }

    private static Token oneMore(Token token, Instant now) {
        Instant since = token.instant(SINCE);
        Instant last = token.instant(LAST);
        if (since == null || last == null || since.isAfter(now)) {
            return token.with(SINCE, now).with(LAST, now);
        }
        Duration pause = Duration.between(last, now);
        Duration before = Duration.ofMinutes(token.find(PAUSED).isEmpty() ? 0 : token.number(PAUSED));
        if (pause.compareTo(PAUSE) <= 0 || pause.compareTo(before.multipliedBy(MUCH_LONGER)) <= 0) {
            return token.with(LAST, now);
        }
        String minutes = String.valueOf(Math.min(pause.toMinutes(), MOST_MINUTES));
        return token.with(SINCE, now).with(LAST, now).with(PAUSED, minutes).with(OVER, "");
    }

    /** Returns the same work, which has not waited yet. */
    public static Token none(Token token) {
        return token.with(SINCE, "")
                .with(LAST, "")
                .with(PAUSED, "")
                .with(LONGEST, "")
                .with(OVER, "");
    }
}
