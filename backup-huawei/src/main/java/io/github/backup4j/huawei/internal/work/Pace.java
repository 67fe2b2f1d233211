package io.github.backup4j.huawei.internal.work;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Estimates from the percentages of one operation when its next poll is worthwhile.
 *
 * <p>Not safe for use by many threads.
 */
final class Pace {
    /** The longest pause: the operation may become faster, and its end must not be noticed much too late. */
    private static final Duration LONGEST = Duration.ofMinutes(15);

    /** The longest pause of an operation that goes by the percentage of others, as it may be faster than they are. */
    private static final Duration LONGEST_BY_OTHERS = Duration.ofMinutes(5);

    /** The longest usual pause, as a multiple of the shortest. */
    private static final int USUAL = 6;

    /** The time that a percentage has not moved is divided by this. */
    private static final int OF_UNMOVED = 2;

    /** The last percentage before the end, which may come at any moment. */
    private static final int LAST = 99;

    /** How much of the work has to pass, in percent, before an estimate is relied on. */
    private static final int RELIABLE = 25;

    private @Nullable Duration since;
    private int from;

    /** The last percentage. */
    private int last;

    /** When it was first seen. */
    private Duration lastSince = Duration.ZERO;

    /**
     * Notes a percentage, and returns how long to wait before the next poll: for the estimated rest or, while little of the
     * work has passed, for three quarters of it. A percentage that has not moved at all means for steady work that each percent left
     * takes longer than was waited: then it is half of that time, but no longer than the longest usual pause, since some work shows no
     * other percentage before its end. While none has moved, earlier work decides, if it is known how long it took: three quarters of
     * what is left by it. Null: not known yet, or the operation takes longer than its percentages let expect.
     *
     * @param percent how much is done; null: not known
     * @param ofOthers whether the percentage is that of other operations
     * @param left how long it takes on at least, by how long earlier work has taken; null: not known
     * @param at when it was polled, as {@link io.github.backup4j.TimeSource#elapsed()} counts
     * @param shortest how long to wait at least
     */
    @Nullable
    Duration next(
            @Nullable Integer percent, boolean ofOthers, @Nullable Duration left, Duration at, Duration shortest) {
        Duration byPercent = byPercent(percent, ofOthers, at, shortest);
        boolean moved = since != null && last > from;
        if (moved || left == null) {
            return byPercent;
        }
        Duration next = left.multipliedBy(3).dividedBy(4).truncatedTo(ChronoUnit.SECONDS);
        if (next.compareTo(shortest.multipliedBy(USUAL)) < 0) {
            return byPercent;
        }
        return next.compareTo(LONGEST) < 0 ? next : LONGEST;
    }

    /** The end is overdue. It may have come since the list was read that many polls share: soon, and then as usual. */
    private static @Nullable Duration whenLate(Duration unmoved, Duration shortest) {
        Duration next = unmoved.dividedBy(OF_UNMOVED).truncatedTo(ChronoUnit.SECONDS);
        if (next.compareTo(shortest.multipliedBy(2)) > 0) {
            return null;
        }
        return next.compareTo(shortest) < 0 ? shortest : next;
    }

    private @Nullable Duration byPercent(@Nullable Integer percent, boolean ofOthers, Duration at, Duration shortest) {
        if (percent == null) {
            return null;
        }
        if (since == null || percent < from) {
            since = at;
            from = percent;
            last = percent;
            lastSince = at;
            return null;
        }
        Duration took = at.minus(since);
        int moved = percent - from;
        boolean changed = percent != last;
        last = percent;
        lastSince = changed ? at : lastSince;
        if (took.isZero() || took.isNegative()) {
            return null;
        }
        Duration usual = shortest.multipliedBy(USUAL);
        if (moved == 0) {
            Duration share = took.dividedBy(OF_UNMOVED).truncatedTo(ChronoUnit.SECONDS);
            boolean said = percent < LAST && share.compareTo(shortest) > 0;
            return !said ? null : share.compareTo(usual) < 0 ? share : usual;
        }
        // The percentage is rounded down: up to one more may be done.
        Duration ofOnePercent = took.dividedBy(moved + 1L);
        Duration left = ofOnePercent.multipliedBy(100 - percent);
        Duration reliable = ofOnePercent.compareTo(usual) < 0
                ? left
                : left.minus(ofOnePercent).plus(usual);
        Duration next =
                (moved < RELIABLE ? left.multipliedBy(3).dividedBy(4) : reliable).truncatedTo(ChronoUnit.SECONDS);
        if (!changed && next.compareTo(usual) < 0) {
            return whenLate(at.minus(lastSince), shortest);
        }
        if (next.compareTo(shortest) <= 0 && moved < RELIABLE) {
            return null;
        }
        if (next.compareTo(shortest) <= 0) {
            return shortest;
        }
        Duration longest = ofOthers ? LONGEST_BY_OTHERS : LONGEST;
        return next.compareTo(longest) < 0 ? next : longest;
    }
}
