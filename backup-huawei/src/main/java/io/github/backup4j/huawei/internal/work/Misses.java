package io.github.backup4j.huawei.internal.work;

import java.time.Duration;
import java.time.Instant;

/**
 * How often a resource that a step needs was not found, one poll after the other, and since when. The token keeps it, so that a
 * caller who resumes the work before each poll learns as soon as any other that the resource is gone.
 */
final class Misses {
    static final String COUNT = "missed";
    static final String SINCE = "missing";

    /** How long a missing resource is polled before it counts as gone, as new resources are not visible at once. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final int FEWEST = 3;
    private static final int MOST = 999;

    private Misses() {}

    /** Returns the same work, in which nothing is missing. */
    static Token none(Token token) {
        return token.find(COUNT).isEmpty() ? token : token.with(COUNT, "").with(SINCE, "");
    }

    /** Returns the same work, in which something is missing once more. A clock that goes back makes it missing from then on. */
    static Token oneMore(Token token, Instant now) {
        Instant known = token.instant(SINCE);
        Instant since = known == null || known.isAfter(now) ? now : known;
        long count = token.find(COUNT).isEmpty() ? 1 : Math.min(MOST, token.number(COUNT) + 1);
        return token.with(COUNT, String.valueOf(count)).with(SINCE, since);
    }

    /** Returns whether what is missing counts as gone. */
    static boolean isGone(Token token, Instant now) {
        Instant since = token.instant(SINCE);
        return since != null
                && token.number(COUNT) >= FEWEST
                && Duration.between(since, now).compareTo(PATIENCE) >= 0;
    }
}
