package io.github.backup4j.testkit.internal;

import io.github.backup4j.Retention;
import java.time.DayOfWeek;
import java.time.LocalDate;

/**
 * A count and calendar rule as numbers, with which {@link Candidates} applies it; {@link Retention} defines its meaning.
 *
 * <p>The rule has five parts. Each keeps the newest point of each of its latest periods, up to its limit of periods. The
 * periods are days, weeks, months and years that have a point at all; for the part that keeps the latest points, each point is
 * a period. A set of parts is an {@code int} with one bit for each.
 */
final class Ruling {
    /** The part whose every period is a single point. */
    static final int LATEST = 1;

    private static final int DAILY = 1 << 1;
    private static final int WEEKLY = 1 << 2;
    private static final int MONTHLY = 1 << 3;
    private static final int YEARLY = 1 << 4;

    /** How many parts there are, whether a rule uses them or not. */
    static final int PARTS = 5;

    private static final int SECONDS_A_DAY = 86_400;
    private static final int DAYS_A_WEEK = 7;
    private static final int MONTHS_A_YEAR = 12;
    private static final DayOfWeek FIRST_DAY_OF_1970 = DayOfWeek.THURSDAY;

    final Retention.Latest rule;

    /** The parts that keep anything. */
    final int used;

    private final int[] limits;

    /** The periods of the last two seconds that were requested: all points of one night share them, and follow those of another. */
    Periods latest;

    private Periods before;

    Ruling(Retention.Latest rule) {
        this.rule = rule;
        limits = new int[] {rule.count(), rule.daily(), rule.weekly(), rule.monthly(), rule.yearly()};
        int used = 0;
        for (int part = 0; part < PARTS; part++) {
            used |= limits[part] > 0 ? bit(part) : 0;
        }
        this.used = used;
        latest = periodsOf(0);
        before = latest;
    }

    /** The set that holds only the part with this number, counted from 0. */
    static int bit(int part) {
        return 1 << part;
    }

    /** The number of periods of which a part keeps the newest point. */
    int limit(int part) {
        return limits[part];
    }

    /** The periods of a second, counted from the beginning of 1970. */
    Periods periodsAt(long second) {
        if (latest.second == second) {
            return latest;
        }
        if (before.second != second) {
            before = latest;
            latest = periodsOf(second);
            return latest;
        }
        return before;
    }

    private Periods periodsOf(long second) {
        long day = Math.floorDiv(second + rule.offset().getTotalSeconds(), (long) SECONDS_A_DAY);
        int daysIntoWeek = FIRST_DAY_OF_1970.getValue() - rule.weekStart().getValue();
        LocalDate date = LocalDate.ofEpochDay(day);
        return new Periods(
                second,
                day,
                Math.floorDiv(day + daysIntoWeek, (long) DAYS_A_WEEK),
                (long) date.getYear() * MONTHS_A_YEAR + date.getMonthValue(),
                date.getYear());
    }

    /**
     * The periods that a second is in, each numbered so that the numbers of two seconds are the same if they share it.
     *
     * @param second the second, counted from the beginning of 1970
     */
    record Periods(long second, long day, long week, long month, long year) {
        /** The parts whose period here differs from that of another second. */
        int differingFrom(Periods other) {
            return LATEST
                    | (day != other.day ? DAILY : 0)
                    | (week != other.week ? WEEKLY : 0)
                    | (month != other.month ? MONTHLY : 0)
                    | (year != other.year ? YEARLY : 0);
        }
    }
}
