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
import java.util.function.Function;
import java.util.function.LongUnaryOperator;

/**
 * Gives the points of one resource, newest first, their places under a {@link Retention.Latest} rule.
 *
 * <p>Points come in order, so a point is the newest of its week if it was made before the week of the last such point
 * began: no more than that beginning has to be remembered, as a number of days since 1970.
 */
final class RetentionPlaces {
    private static final int SECONDS_A_DAY = 86_400;
    private static final int DAYS_A_WEEK = 7;
    private static final DayOfWeek FIRST_DAY_OF_1970 = DayOfWeek.THURSDAY;

    private final Retention.Latest rule;
    private final List<Period> periods;
    private int place;
    private long day;

    RetentionPlaces(Retention.Latest rule) {
        this.rule = rule;
        this.periods = List.of(
                new Period(Reason.Kind.DAILY, rule.daily(), day -> day, LocalDate::toString),
                new Period(Reason.Kind.WEEKLY, rule.weekly(), this::firstDayOfWeek, this::weekName),
                new Period(
                        Reason.Kind.MONTHLY, rule.monthly(), RetentionPlaces::firstDayOfMonth, RetentionPlaces::month),
                new Period(Reason.Kind.YEARLY, rule.yearly(), RetentionPlaces::firstDayOfYear, RetentionPlaces::year));
    }

    /** Takes the next point and returns whether any part of the rule keeps it. */
    boolean keepsNext(Instant createdAt) {
        place++;
        day = Math.floorDiv(createdAt.getEpochSecond() + rule.offset().getTotalSeconds(), SECONDS_A_DAY);
        boolean kept = isAmongLatest();
        for (Period period : periods) {
            kept |= period.keepsNext(day);
        }
        return kept;
    }

    /** What keeps the point that was taken last. */
    List<Reason> reasons() {
        List<Reason> reasons = new ArrayList<>();
        if (isAmongLatest()) {
            reasons.add(new Reason(Reason.Kind.LATEST, "#" + place));
        }
        for (Period period : periods) {
            if (period.keeps) {
                reasons.add(new Reason(period.kind, period.name.apply(LocalDate.ofEpochDay(day))));
            }
        }
        return reasons;
    }

    private boolean isAmongLatest() {
        return place <= rule.count();
    }

    private long firstDayOfWeek(long day) {
        int daysIntoWeek = FIRST_DAY_OF_1970.getValue() - rule.weekStart().getValue();
        return day - Math.floorMod(day + daysIntoWeek, DAYS_A_WEEK);
    }

    private static long firstDayOfMonth(long day) {
        return LocalDate.ofEpochDay(day).withDayOfMonth(1).toEpochDay();
    }

    private static long firstDayOfYear(long day) {
        return LocalDate.ofEpochDay(day).withDayOfYear(1).toEpochDay();
    }

    private static String month(LocalDate day) {
        return YearMonth.from(day).toString();
    }

    private static String year(LocalDate day) {
        return Year.from(day).toString();
    }

    /** As ISO 8601 writes it: week 1 is the first that has at least four days in the year. */
    private String weekName(LocalDate day) {
        WeekFields weeks = WeekFields.of(rule.weekStart(), WeekFields.ISO.getMinimalDaysInFirstWeek());
        return String.format(
                Locale.ROOT, "%d-W%02d", day.get(weeks.weekBasedYear()), day.get(weeks.weekOfWeekBasedYear()));
    }

    /** The part of the rule that keeps the newest point of each of the latest days, or weeks, months, years. */
    private static final class Period {
        private final Reason.Kind kind;
        private final LongUnaryOperator firstDay;
        private final Function<LocalDate, String> name;
        private int left;
        private long beginning = Long.MAX_VALUE;
        private boolean keeps;

        Period(Reason.Kind kind, int count, LongUnaryOperator firstDay, Function<LocalDate, String> name) {
            this.kind = kind;
            this.left = count;
            this.firstDay = firstDay;
            this.name = name;
        }

        boolean keepsNext(long day) {
            keeps = left > 0 && day < beginning;
            if (keeps) {
                left--;
                beginning = firstDay.applyAsLong(day);
            }
            return keeps;
        }
    }
}
