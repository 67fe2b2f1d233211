package io.github.backup4j;

import io.github.backup4j.Verdict.Reason;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Year;
import java.time.YearMonth;
import java.time.temporal.WeekFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Gives the points of one resource, newest first, their places under a {@link Retention.Latest} rule.
 *
 * <p>Points come in order, so a point is the newest of its week if it was created before the week of the last such point
 * began: no more than that beginning has to be remembered, as a number of days since 1970.
 */
final class RetentionPlaces {
    private static final int SECONDS_A_DAY = 86_400;
    private static final int DAYS_A_WEEK = 7;
    private static final DayOfWeek FIRST_DAY_OF_1970 = DayOfWeek.THURSDAY;

    private static final Period[] PERIODS = Period.values();

    private final Retention.Latest rule;
    private final int[] left;
    private final long[] beginnings = {Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE};
    private final boolean[] keeps = new boolean[PERIODS.length];
    private int place;
    private long day;

    RetentionPlaces(Retention.Latest rule) {
        this.rule = rule;
        this.left = new int[] {rule.daily(), rule.weekly(), rule.monthly(), rule.yearly()};
    }

    /** Takes the next point and returns whether any part of the rule keeps it. */
    boolean keepsNext(Instant createdAt) {
        return keepsNext(createdAt.getEpochSecond());
    }

    /** Takes the next point, made so many seconds after the beginning of 1970, and returns whether any part keeps it. */
    boolean keepsNext(long createdAt) {
        place++;
        day = Math.floorDiv(createdAt + rule.offset().getTotalSeconds(), SECONDS_A_DAY);
        boolean kept = isAmongLatest();
        for (int i = 0; i < left.length; i++) {
            keeps[i] = left[i] > 0 && day < beginnings[i];
            if (keeps[i]) {
                left[i]--;
                beginnings[i] = firstDay(PERIODS[i]);
                kept = true;
            }
        }
        return kept;
    }

    /** What keeps the point that was taken last. */
    List<Reason> reasons() {
        List<Reason> reasons = new ArrayList<>();
        if (isAmongLatest()) {
            reasons.add(new Reason(Reason.Kind.LATEST, "#" + place));
        }
        for (int i = 0; i < PERIODS.length; i++) {
            if (keeps[i]) {
                reasons.add(new Reason(PERIODS[i].reason, name(PERIODS[i], LocalDate.ofEpochDay(day))));
            }
        }
        return reasons;
    }

    private boolean isAmongLatest() {
        return place <= rule.count();
    }

    /** The day on which the period began that the last point is in. */
    private long firstDay(Period period) {
        return switch (period) {
            case DAY -> day;
            case WEEK -> day - Math.floorMod(day + daysIntoWeek(), DAYS_A_WEEK);
            case MONTH -> LocalDate.ofEpochDay(day).withDayOfMonth(1).toEpochDay();
            case YEAR -> LocalDate.ofEpochDay(day).withDayOfYear(1).toEpochDay();
        };
    }

    private int daysIntoWeek() {
        return FIRST_DAY_OF_1970.getValue() - rule.weekStart().getValue();
    }

    private String name(Period period, LocalDate date) {
        return switch (period) {
            case DAY -> date.toString();
            case WEEK -> weekName(date);
            case MONTH -> YearMonth.from(date).toString();
            case YEAR -> Year.from(date).toString();
        };
    }

    /** As ISO 8601 writes it: week 1 is the first that has at least four days in the year. */
    private String weekName(LocalDate day) {
        WeekFields weeks = WeekFields.of(rule.weekStart(), WeekFields.ISO.getMinimalDaysInFirstWeek());
        return String.format(
                Locale.ROOT, "%d-W%02d", day.get(weeks.weekBasedYear()), day.get(weeks.weekOfWeekBasedYear()));
    }

    /** The parts of the rule that keep the newest point of each of the latest days, weeks, months, years. */
    private enum Period {
        DAY(Reason.Kind.DAILY),
        WEEK(Reason.Kind.WEEKLY),
        MONTH(Reason.Kind.MONTHLY),
        YEAR(Reason.Kind.YEARLY);

        private final Reason.Kind reason;

        Period(Reason.Kind reason) {
            this.reason = reason;
        }
    }
}
