package io.github.backup4j.huawei.internal.work;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Function;

/**
 * Since when a step has been waiting for something that may hang, such as a server that is being stopped. The token keeps it, so that
 * the wait ends for a caller who resumes the work before each poll, too.
 *
 * <p>A token may be old, and whoever polled with a newer one may have gone on since. So the first long pause between two polls begins the
 * wait anew. Later ones count, or work that is polled every few hours would wait forever; but then the poll that finds the wait over
 * does not end it, and one more does, a few seconds later.
 *
 * <p>A step may wait for one thing after the other. One that may last less long than the one before begins the wait anew.
 */
public final class Waits {
    static final String SINCE = "waits";

    /** When it was last polled. The first long pause clears it. */
    static final String LAST = "looked";

    /** When a poll first found the wait over, after more than one pause may have been. */
    static final String OVER = "waited";

    /** How long the step waits for what it last waited for, in minutes. */
    static final String LONGEST = "longest";

    /** After a longer pause, somebody else may have polled the work. */
    private static final Duration PAUSE = Duration.ofMinutes(10);

    /** How far the last two polls are apart at least, if there was such a pause. */
    private static final Duration APART = Duration.ofSeconds(5);

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
        if (waiting.instant(LAST) == null && (over == null || over.isAfter(now))) {
            return Step.going(waiting.with(OVER, now), note);
        }
        return over != null && Duration.between(over, now).compareTo(APART) < 0
                ? Step.going(waiting, note)
                : late.apply(", watched since " + since);
    }

    private static Token oneMore(Token token, Instant now) {
        Instant since = token.instant(SINCE);
        if (since == null || since.isAfter(now)) {
            return token.with(SINCE, now).with(LAST, now);
        }
        Instant last = token.instant(LAST);
        if (last == null) {
            return token;
        }
        boolean paused = Duration.between(last, now).compareTo(PAUSE) > 0;
        return paused ? token.with(SINCE, now).with(LAST, "") : token.with(LAST, now);
    }

    /** Returns the same work, which has not waited yet. */
    public static Token none(Token token) {
        return token.with(SINCE, "").with(LAST, "").with(LONGEST, "").with(OVER, "");
    }
}
