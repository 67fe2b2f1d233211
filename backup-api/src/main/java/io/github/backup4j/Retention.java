package io.github.backup4j;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long the automatic restore points of a resource are kept: forever, for some days, or the latest ones.
 *
 * <pre>{@code
 * Retention.forever()
 * Retention.days(30)
 * Retention.latest(7).plusDaily(5, ZoneOffset.UTC).plusWeekly(4, ZoneOffset.UTC)
 * }</pre>
 *
 * <p>The rules differ in when they apply. {@link Days} is stamped on a point when it is created, and the stamp holds
 * whatever the rule becomes. {@link Latest} stamps nothing: it looks at all points of the resource each time a backup
 * of it finishes, as the rule is then. Points taken manually never expire. {@link #previewChangeTo} says what this means
 * for a change of the rule.
 *
 * <p>Evaluation is a pure function of the points and the time. It takes the policy to be enabled and applied to the
 * resource; a cloud applies no rule otherwise. Instances are immutable; {@code toString} says the rule in words, such
 * as {@code the 7 newest, plus 5 daily, 4 weekly at UTC+08:00}.
 */
public sealed interface Retention permits Retention.Forever, Retention.Days, Retention.Latest, Retention.Unrecognized {

    /** Returns the rule that keeps every point until someone deletes it. */
    static Forever forever() {
        return new Forever();
    }

    /**
     * Returns the rule that keeps each point for some days from when it was created.
     *
     * @param count days of 24 hours, 1 to 99999
     * @throws Invalid if {@code count} is out of range
     */
    static Days days(int count) {
        return new Days(count);
    }

    /**
     * Returns the rule that keeps the latest points of each resource.
     *
     * @param count how many, 1 to 99999
     * @throws Invalid if {@code count} is out of range
     */
    static Latest latest(int count) {
        return new Latest(count, 0, 0, 0, 0, ZoneOffset.UTC, DayOfWeek.MONDAY);
    }

    /**
     * Returns the rule that a text describes: what {@code toString} returns is read back to an equal rule.
     *
     * <p>Also read are {@code for ever}, {@code 30 days}, and {@code 7 newest} without the article; words in upper or lower case.
     * Days, weeks, months and years are at UTC if the text names no offset.
     *
     * <pre>{@code
     * Retention.parse("for 30 days")
     * Retention.parse("the 7 newest, plus 5 daily, 4 weekly, 12 monthly at UTC+08:00")
     * }</pre>
     *
     * @param text at most 2,000 characters
     * @throws Invalid if it does not describe a rule, or one that is out of range, or the cloud's own rule, whose text
     *     cannot be read back
     */
    static Retention parse(String text) {
        return RetentionText.parse(text);
    }

    /**
     * Returns the stamp that a new automatic point gets under this rule.
     *
     * @param createdAt when the point was created
     * @return when it expires; empty unless this is a {@link Days} rule
     */
    default Optional<Instant> expiryOf(Instant createdAt) {
        Require.nonNull(createdAt, "createdAt");
        return Optional.empty();
    }

    /**
     * Returns what this rule means for each point of one resource.
     *
     * <p>A point is either {@link Verdict.Kept}, with every reason, {@link Verdict.Expired} if its stamp has passed,
     * whatever this rule is, or {@link Verdict.Surplus} if a {@link Latest} rule does not keep it. Points taken manually,
     * pinned, or not available are kept, and take no place among the latest; nor do expired ones, which the cloud is
     * about to remove.
     *
     * @param points all points of one resource, in any order
     * @param now the instant to judge at; a point whose stamp is this instant has expired
     * @param <P> the type of the points
     * @return a verdict for each point, the newest first; points of the same instant in the order in which they were
     *     given
     */
    default <P extends Retainable> List<Verdict<P>> evaluate(Collection<P> points, Instant now) {
        return new RetentionEvaluation<P>(this, now).verdicts(points);
    }

    /**
     * Returns the points that this rule deletes when a backup has finished: those for which {@link #evaluate} says
     * {@link Verdict.Surplus}. It computes no reasons, for callers that ask very often.
     *
     * @param newestFirst all points of one resource, the newest first
     * @param now the instant to judge at
     * @param <P> the type of the points
     * @return the points to delete, the newest first; none unless this is a {@link Latest} rule
     * @throws Invalid if a point is newer than the one before it
     */
    default <P extends Retainable> List<P> surplus(List<P> newestFirst, Instant now) {
        return new RetentionEvaluation<P>(this, now).surplus(newestFirst);
    }

    /**
     * Returns what happens to the points of one resource if another rule replaces this one.
     *
     * @param to the rule that replaces this one
     * @param points all points of one resource, in any order
     * @param now when the rule changes
     * @param <P> the type of the points
     */
    default <P extends Retainable> RetentionChange<P> previewChangeTo(Retention to, Collection<P> points, Instant now) {
        return RetentionChange.preview(this, Require.nonNull(to, "to"), points, now);
    }

    /** Every point is kept until someone deletes it. */
    record Forever() implements Retention {
        @Override
        public String toString() {
            return RetentionText.of(this);
        }
    }

    /**
     * Each point is kept for some days from when it was created. The expiry is stamped on the point then, so that a change
     * of the rule reaches new points only.
     *
     * @param count days of 24 hours, 1 to 99999
     */
    record Days(int count) implements Retention {
        /**
         * Creates a rule.
         *
         * @throws Invalid if {@code count} is out of range
         */
        public Days {
            Require.range(count, "count", 1, 99_999);
        }

        @Override
        public Optional<Instant> expiryOf(Instant createdAt) {
            return Optional.of(Require.nonNull(createdAt, "createdAt").plus(Duration.ofDays(count)));
        }

        @Override
        public String toString() {
            return RetentionText.of(this);
        }
    }

    /**
     * The latest points of each resource are kept, and of the latest days, weeks, months and years that have a point at
     * all the newest one. A point that any part of the rule keeps is kept; one may be kept by several.
     *
     * <p>Applied each time a backup of the resource has finished, manual or not. CBR counts in this way: per resource,
     * automatic points only.
     *
     * @param count how many of the latest points, 1 to 99999
     * @param daily of how many days, 1 to 100; 0 for none
     * @param weekly of how many weeks, 1 to 100; 0 for none
     * @param monthly of how many months, 1 to 100; 0 for none
     * @param yearly of how many years, 1 to 100; 0 for none
     * @param offset where days, weeks, months and years begin and end, in whole hours; it plays no part without any of
     *     them and is UTC then
     * @param weekStart the day on which weeks begin; without weeks it plays no part: two such rules that differ only in it are equal
     */
    record Latest(int count, int daily, int weekly, int monthly, int yearly, ZoneOffset offset, DayOfWeek weekStart)
            implements Retention {

        private static final int SECONDS_AN_HOUR = 3600;

        /**
         * Creates a rule.
         *
         * @throws Invalid if a count is out of range or the offset is not in whole hours
         */
        public Latest {
            Require.range(count, "count", 1, 99_999);
            Require.range(daily, "daily", 0, 100);
            Require.range(weekly, "weekly", 0, 100);
            Require.range(monthly, "monthly", 0, 100);
            Require.range(yearly, "yearly", 0, 100);
            Require.nonNull(weekStart, "weekStart");
            if (Require.nonNull(offset, "offset").getTotalSeconds() % SECONDS_AN_HOUR != 0) {
                throw new Invalid("offset is " + offset + ", which is not a whole number of hours");
            }
            if (daily + weekly + monthly + yearly == 0) {
                offset = ZoneOffset.UTC;
            }
        }

        /**
         * Returns this rule which also keeps the newest point of each of the latest days that have one.
         *
         * @param days of how many days, 1 to 100; takes the place of an earlier number
         * @param offset where days begin and end, in whole hours
         * @throws Invalid if {@code days} is out of range, or the offset is not in whole hours or not the one of the
         *     weeks, months and years
         */
        public Latest plusDaily(int days, ZoneOffset offset) {
            Require.range(days, "days", 1, 100);
            return new Latest(count, days, weekly, monthly, yearly, shared(offset), weekStart);
        }

        /**
         * Returns this rule which also keeps the newest point of each of the latest weeks that have one.
         *
         * @param weeks of how many weeks, 1 to 100; takes the place of an earlier number
         * @param offset where weeks begin and end, in whole hours
         * @throws Invalid if {@code weeks} is out of range, or the offset is not in whole hours or not the one of the
         *     days, months and years
         */
        public Latest plusWeekly(int weeks, ZoneOffset offset) {
            Require.range(weeks, "weeks", 1, 100);
            return new Latest(count, daily, weeks, monthly, yearly, shared(offset), weekStart);
        }

        /**
         * Returns this rule which also keeps the newest point of each of the latest months that have one.
         *
         * @param months of how many months, 1 to 100; takes the place of an earlier number
         * @param offset where months begin and end, in whole hours
         * @throws Invalid if {@code months} is out of range, or the offset is not in whole hours or not the one of the
         *     days, weeks and years
         */
        public Latest plusMonthly(int months, ZoneOffset offset) {
            Require.range(months, "months", 1, 100);
            return new Latest(count, daily, weekly, months, yearly, shared(offset), weekStart);
        }

        /**
         * Returns this rule which also keeps the newest point of each of the latest years that have one.
         *
         * @param years of how many years, 1 to 100; takes the place of an earlier number
         * @param offset where years begin and end, in whole hours
         * @throws Invalid if {@code years} is out of range, or the offset is not in whole hours or not the one of the
         *     days, weeks and months
         */
        public Latest plusYearly(int years, ZoneOffset offset) {
            Require.range(years, "years", 1, 100);
            return new Latest(count, daily, weekly, monthly, years, shared(offset), weekStart);
        }

        /**
         * Returns this rule with weeks that begin on another day. They begin on Monday unless this says otherwise, as
         * in ISO 8601; which day a cloud takes is not always documented.
         *
         * @param day the first day of the week
         */
        public Latest weeksStartingOn(DayOfWeek day) {
            return new Latest(count, daily, weekly, monthly, yearly, offset, day);
        }

        private ZoneOffset shared(ZoneOffset other) {
            Require.nonNull(other, "offset");
            if (keepsPeriods() && !other.equals(offset)) {
                throw new Invalid("offset is " + other + ", but this rule is at " + offset
                        + " already; days, weeks, months and years share one");
            }
            return other;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Latest that
                    && count == that.count
                    && daily == that.daily
                    && weekly == that.weekly
                    && monthly == that.monthly
                    && yearly == that.yearly
                    && offset.equals(that.offset)
                    && (weekly == 0 || weekStart == that.weekStart);
        }

        @Override
        public int hashCode() {
            return Objects.hash(count, daily, weekly, monthly, yearly, offset, weekly == 0 ? null : weekStart);
        }

        /** Whether there is more to the rule than the count. */
        boolean keepsPeriods() {
            return daily + weekly + monthly + yearly > 0;
        }

        /**
         * Returns the places of the points that this rule does not keep, as {@link Retention#surplus} finds them, for callers
         * that hold very many: no point is looked at, only when each was created.
         *
         * @param newestFirst when the automatic, available, unpinned and unexpired points of one resource were created, in seconds
         *     since the beginning of 1970, the newest first
         * @return indexes into {@code newestFirst}, ascending
         * @throws Invalid if a point is newer than the one before it
         */
        public int[] surplusPlaces(long[] newestFirst) {
            RetentionPlaces places = new RetentionPlaces(this);
            int[] surplus = new int[newestFirst.length];
            int found = 0;
            long previous = Long.MAX_VALUE;
            for (int i = 0; i < newestFirst.length; i++) {
                if (newestFirst[i] > previous) {
                    throw new Invalid("newestFirst holds a point of " + newestFirst[i] + " after one of " + previous);
                }
                previous = newestFirst[i];
                if (!places.keepsNext(previous)) {
                    surplus[found++] = i;
                }
            }
            return Arrays.copyOf(surplus, found);
        }

        @Override
        public String toString() {
            return RetentionText.of(this);
        }
    }

    /**
     * A rule of the cloud that this API cannot express, kept as it was, so that listing never fails. Evaluation keeps
     * every point, with {@link Verdict.Reason.Kind#UNRECOGNIZED} as the reason, other than points whose stamp has passed.
     *
     * @param raw what the cloud said, by name, in its order
     */
    record Unrecognized(Map<String, String> raw) implements Retention {
        /** Creates a rule. */
        public Unrecognized {
            Map<String, String> copy = new LinkedHashMap<>();
            Require.nonNull(raw, "raw")
                    .forEach((name, value) -> copy.put(
                            Require.nonNull(name, "raw name"), Require.nonNull(value, "raw value of " + name)));
            raw = Collections.unmodifiableMap(copy);
        }

        @Override
        public String toString() {
            return RetentionText.of(this);
        }
    }
}
