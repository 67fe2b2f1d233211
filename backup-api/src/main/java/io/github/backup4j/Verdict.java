package io.github.backup4j;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Retention} means for one point.
 *
 * @param <P> the type of the point
 */
public sealed interface Verdict<P extends Retainable> permits Verdict.Kept, Verdict.Expired, Verdict.Surplus {

    /** Returns the point that was judged. */
    P point();

    /**
     * The point stays for now.
     *
     * @param point the point
     * @param reasons everything that keeps it, at least one
     * @param <P> the type of the point
     */
    record Kept<P extends Retainable>(P point, List<Reason> reasons) implements Verdict<P> {
        /**
         * Creates a verdict.
         *
         * @throws Invalid if there is no reason
         */
        public Kept {
            Require.nonNull(point, "point");
            reasons = List.copyOf(Require.nonNull(reasons, "reasons"));
            if (reasons.isEmpty()) {
                throw new Invalid("reasons is empty; a point that is kept has a reason");
            }
        }

        /**
         * Returns whether a reason of the given kind is among the reasons.
         *
         * @param kind the kind to look for
         */
        public boolean isKeptBy(Reason.Kind kind) {
            Require.nonNull(kind, "kind");
            return reasons.stream().anyMatch(reason -> reason.kind() == kind);
        }

        @Override
        public String toString() {
            return "kept: " + reasons.stream().map(Reason::toString).collect(Collectors.joining(", "));
        }
    }

    /**
     * The stamp of the point has passed, so the cloud removes it with its next clean-up. On CBR this is normally within
     * a day, and only between 08:00 and 20:00; until then the point is still there.
     *
     * @param point the point
     * @param since when it expired
     * @param <P> the type of the point
     */
    record Expired<P extends Retainable>(P point, Instant since) implements Verdict<P> {
        /** Creates a verdict. */
        public Expired {
            Require.nonNull(point, "point");
            Require.nonNull(since, "since");
        }

        @Override
        public String toString() {
            return "expired at " + since;
        }
    }

    /**
     * No part of a {@link Retention.Latest} rule keeps the point, so the cloud removes it when the next backup of the
     * resource has finished, or at its stamp if that comes first.
     *
     * @param point the point
     * @param <P> the type of the point
     */
    record Surplus<P extends Retainable>(P point) implements Verdict<P> {
        /** Creates a verdict. */
        public Surplus {
            Require.nonNull(point, "point");
        }

        @Override
        public String toString() {
            return "surplus: goes when the next backup has finished";
        }
    }

    /**
     * Why a point is kept; {@code toString} gives both parts, such as {@code LATEST #2} or {@code WEEKLY 2026-W11}.
     *
     * @param kind what keeps the point
     * @param detail which one it is of its kind, as described there; null if there is nothing to add
     */
    record Reason(Kind kind, @Nullable String detail) {
        /** Creates a reason. */
        public Reason {
            Require.nonNull(kind, "kind");
            detail = Require.textOrNull(detail);
        }

        @Override
        public String toString() {
            return detail == null ? kind.name() : kind + " " + detail;
        }

        /** What keeps a point. */
        public enum Kind {
            /** It is among the latest; the detail is its place, such as {@code #2}. */
            LATEST,
            /** It is the newest of its day; the detail is the day, such as {@code 2026-03-22}. */
            DAILY,
            /** It is the newest of its week; the detail is the week, such as {@code 2026-W11}. */
            WEEKLY,
            /** It is the newest of its month; the detail is the month, such as {@code 2026-03}. */
            MONTHLY,
            /** It is the newest of its year; the detail is the year, such as {@code 2026}. */
            YEARLY,
            /** Its stamp has not passed; the detail is the stamp, such as {@code until 2026-03-22T02:00:00Z}. */
            NOT_YET_EXPIRED,
            /** The rule keeps everything. */
            FOREVER,
            /** The rule works by stamps, and the point, created under another rule, has none: nothing removes it. */
            UNSTAMPED,
            /** It was taken manually, so it never expires. */
            MANUAL,
            /** Something was created from it, such as an image, so it cannot be deleted. */
            PINNED,
            /** It is being created or has failed; no rule counts or removes it. */
            NOT_AVAILABLE,
            /** What the rule means is not known here. */
            UNRECOGNIZED
        }
    }
}
