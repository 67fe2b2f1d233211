package io.github.backup4j.huawei.internal.work;

import java.time.Duration;
import java.time.Instant;

/**
 * How often a resource that a step needs was not found, one poll after the other, and since when. The token keeps it, so that a
 * caller who resumes the work before each poll learns as soon as any other that the resource is gone.
 *
 * <p>A token may be old, and whoever polled with a newer one may have found the resource since. So what an old token has not found
 * counts only with two more polls, a few seconds apart, that do not find it either.
 */
final class Misses {
    static final String COUNT = "missed";
    static final String SINCE = "missing";

    /** When it was last not found. The first miss after a long pause clears it, so that the next one does not count as after a pause. */
    static final String LAST = "missedAt";

    /** How long a missing resource is polled before it counts as gone, as new resources are not visible at once. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** After a longer pause, somebody else may have polled the work. */
    private static final Duration PAUSE = Duration.ofMinutes(10);

    /** How far the last two misses are apart at least, if there was such a pause. */
    private static final Duration APART = Duration.ofSeconds(5);

    private static final int FEWEST = 3;
    private static final int MOST = 999;

    private Misses() {}

    /** Returns the same work, in which nothing is missing. */
    static Token none(Token token) {
        return token.find(COUNT).isEmpty()
                ? token
                : token.with(COUNT, "").with(SINCE, "").with(LAST, "");
    }

    /** Returns the same work, in which something is missing once more. A clock that goes back makes it missing from then on. */
    static Token oneMore(Token token, Instant now) {
        Instant known = token.instant(SINCE);
        Instant since = known == null || known.isAfter(now) ? now : known;
        long count = token.find(COUNT).isEmpty() ? 1 : Math.min(MOST, token.number(COUNT) + 1);
        Instant last = token.instant(LAST);
        if (last != null && Duration.between(last, now).compareTo(PAUSE) > 0) {
            return token.with(COUNT, String.valueOf(Math.min(count, FEWEST - 1)))
                    .with(SINCE, now.minus(PATIENCE).plus(APART))
                    .with(LAST, "");
        }
        return token.with(COUNT, String.valueOf(count)).with(SINCE, since).with(LAST, now);
    }

    /** Returns whether what is missing counts as gone. */
    static boolean isGone(Token token, Instant now) {
        Instant since = token.instant(SINCE);
        return since != null
                && token.number(COUNT) >= FEWEST
                && Duration.between(since, now).compareTo(PATIENCE) >= 0;
    }
}
