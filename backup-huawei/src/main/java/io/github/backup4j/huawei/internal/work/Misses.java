package io.github.backup4j.huawei.internal.work;

import java.time.Duration;
import java.time.Instant;

/**
 * How often a resource that a step needs was not found, one poll after the other, and since when. The token keeps it, so that a
 * caller who resumes the work before each poll learns as soon as any other that the resource is gone.
 *
 * <p>A token may be old, and whoever polled with a newer one may have found the resource since. So what an old token has not found
 * counts only with two more polls, a few seconds apart, that do not find it either. Unless the work is polled so seldom: as in {@link
 * Waits}, a pause counts if it is at most twice as long as the one before.
 */
final class Misses {
    static final String COUNT = "missed";
    static final String SINCE = "missing";

    /** When it was last not found. */
    static final String LAST = "missedAt";

    /** How long the last pause was that did not count, in minutes; missing: there was none. */
    static final String PAUSED = "missedAfter";

    /** How long a missing resource is polled before it counts as gone, as new resources are not visible at once. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** After a longer pause, somebody else may have polled the work. */
    private static final Duration PAUSE = Duration.ofMinutes(10);

    /** By how much a pause may exceed the one before and count. */
    private static final int MUCH_LONGER = 2;

    /** How far the last two misses are apart at least, if there was such a pause. */
    private static final Duration APART = Duration.ofSeconds(5);

    private static final int FEWEST = 3;
    private static final int MOST = 999;
    private static final long MOST_MINUTES = 99_999;

    private Misses() {}

    /** Returns the same work, in which nothing is missing. */
    static Token none(Token token) {
        return token.find(COUNT).isEmpty()
                ? token
                : token.with(COUNT, "").with(SINCE, "").with(LAST, "").with(PAUSED, "");
    }

    /** Returns the same work, in which something is missing once more. A clock that goes back makes it missing from then on. */
    static Token oneMore(Token token, Instant now) {
        Instant known = token.instant(SINCE);
        Instant since = known == null || known.isAfter(now) ? now : known;
        long count = token.find(COUNT).isEmpty() ? 1 : Math.min(MOST, token.number(COUNT) + 1);
        Instant last = token.instant(LAST);
        Duration pause = last == null ? Duration.ZERO : Duration.between(last, now);
        Duration before = Duration.ofMinutes(token.find(PAUSED).isEmpty() ? 0 : token.number(PAUSED));
        if (pause.compareTo(PAUSE) > 0 && pause.compareTo(before.multipliedBy(MUCH_LONGER)) > 0) {
            return token.with(COUNT, String.valueOf(Math.min(count, FEWEST - 1)))
                    .with(SINCE, now.minus(PATIENCE).plus(APART))
                    .with(LAST, now)
                    .with(PAUSED, String.valueOf(Math.min(pause.toMinutes(), MOST_MINUTES)));
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
