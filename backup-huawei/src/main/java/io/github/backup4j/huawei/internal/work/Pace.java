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

    /** How many quarters of the estimated rest to wait before the next poll. */
    private static final int QUARTERS = 3;

    private @Nullable Duration since;
    private int from;

    /**
     * Notes a percentage, and returns how long to wait before the next poll; null: not known, since the percentage has
     * not changed yet, or the operation is almost done.
     *
     * @param percent how much is done; null: not known
     * @param at when it was polled, as {@link io.github.backup4j.TimeSource#elapsed()} counts
     * @param shortest how long to wait at least
     */
    @Nullable
    Duration next(@Nullable Integer percent, Duration at, Duration shortest) {
        if (percent == null) {
            return null;
        }
        if (since == null || percent < from) {
            since = at;
            from = percent;
            return null;
        }
        Duration took = at.minus(since);
        int moved = percent - from;
        if (moved == 0 || took.isZero() || took.isNegative()) {
            return null;
        }
        // The percentage is rounded down: up to one more may be done.
        Duration left = took.multipliedBy(100 - percent).dividedBy(moved + 1L);
        Duration next = left.multipliedBy(QUARTERS).dividedBy(4).truncatedTo(ChronoUnit.SECONDS);
        if (next.compareTo(shortest) <= 0) {
            return null;
        }
        return next.compareTo(LONGEST) < 0 ? next : LONGEST;
    }
}
