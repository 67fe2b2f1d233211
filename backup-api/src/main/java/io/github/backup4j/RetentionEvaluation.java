package io.github.backup4j;

import io.github.backup4j.Verdict.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Judges the points of one resource, once, by a rule and at an instant. */
final class RetentionEvaluation<P extends Retainable> {
    private final Retention rule;
    private final Instant now;
    private final @Nullable RetentionPlaces places;

    RetentionEvaluation(Retention rule, Instant now) {
        this.rule = rule;
        this.now = Require.nonNull(now, "now");
        this.places = rule instanceof Retention.Latest latest ? new RetentionPlaces(latest) : null;
    }

    List<Verdict<P>> verdicts(Collection<P> points) {
        List<P> newestFirst = new ArrayList<>(Require.nonNull(points, "points"));
        newestFirst.sort(Comparator.comparing(Retainable::createdAt).reversed());
        List<Verdict<P>> verdicts = new ArrayList<>(newestFirst.size());
        for (P point : newestFirst) {
            verdicts.add(verdict(point));
        }
        return List.copyOf(verdicts);
    }

    List<P> surplus(List<P> newestFirst) {
        List<P> surplus = new ArrayList<>(0);
        Instant previous = Instant.MAX;
        for (P point : Require.nonNull(newestFirst, "newestFirst")) {
            if (point.createdAt().isAfter(previous)) {
                throw new Invalid("newestFirst holds a point of " + point.createdAt() + " after one of " + previous);
            }
            previous = point.createdAt();
            if (!isExempt(point) && !hasExpired(point) && isSurplus(point)) {
                surplus.add(point);
            }
        }
        return surplus;
    }

    private Verdict<P> verdict(P point) {
        Instant stamp = point.expiresAt();
        if (isExempt(point)) {
            return new Verdict.Kept<>(point, exemptions(point));
        }
        if (stamp != null && hasExpired(point)) {
            return new Verdict.Expired<>(point, stamp);
        }
        return isSurplus(point) ? new Verdict.Surplus<>(point) : new Verdict.Kept<>(point, reasons(stamp));
    }

    private static boolean isExempt(Retainable point) {
        return !point.automatic() || point.pinned() || !point.available();
    }

    private static List<Reason> exemptions(Retainable point) {
        List<Reason> reasons = new ArrayList<>();
        if (!point.automatic()) {
            reasons.add(plain(Reason.Kind.MANUAL));
        }
        if (point.pinned()) {
            reasons.add(plain(Reason.Kind.PINNED));
        }
        if (!point.available()) {
            reasons.add(plain(Reason.Kind.NOT_AVAILABLE));
        }
        return reasons;
    }

    private boolean hasExpired(Retainable point) {
        Instant stamp = point.expiresAt();
        return stamp != null && !stamp.isAfter(now);
    }

    private boolean isSurplus(Retainable point) {
        return places != null && !places.keepsNext(point.createdAt());
    }

    /** Why the rule keeps the point that was judged last. */
    private List<Reason> reasons(@Nullable Instant stamp) {
        List<Reason> reasons = places == null ? new ArrayList<>() : places.reasons();
        if (stamp != null) {
            reasons.add(new Reason(Reason.Kind.NOT_YET_EXPIRED, "until " + stamp));
        }
        if (rule instanceof Retention.Unrecognized) {
            reasons.add(plain(Reason.Kind.UNRECOGNIZED));
        } else if (reasons.isEmpty()) {
            reasons.add(plain(rule instanceof Retention.Forever ? Reason.Kind.FOREVER : Reason.Kind.UNSTAMPED));
        }
        return reasons;
    }

    private static Reason plain(Reason.Kind kind) {
        return new Reason(kind, null);
    }
}
