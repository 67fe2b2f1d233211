package io.github.backup4j.huawei.internal.work;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * How fast one piece of work goes, by the percentages that were seen of it: when the next look is worthwhile.
 *
 * <p>Not for use by many threads at a time.
 */
final class Pace {
    /** Work may become faster, and who waits shall not learn of its end much too late. */
    private static final Duration LONGEST = Duration.ofMinutes(15);

    /** How much of what is left is waited before the next look, in parts of four. */
    private static final int QUARTERS = 3;

    private @Nullable Duration since;
    private int from;

    /**
     * Notes what was seen, and returns how long to wait before the next look; null: not known, as nothing has moved yet, or
     * hardly anything is left.
     *
     * @param percent how much is done; null: not known
     * @param at when that was seen, as elapsed time counts
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
        // A percentage is rounded down: one more may have been done.
        Duration left = took.multipliedBy(100 - percent).dividedBy(moved + 1L);
        Duration next = left.multipliedBy(QUARTERS).dividedBy(4).truncatedTo(ChronoUnit.SECONDS);
        if (next.compareTo(shortest) <= 0) {
            return null;
        }
        return next.compareTo(LONGEST) < 0 ? next : LONGEST;
    }
}
