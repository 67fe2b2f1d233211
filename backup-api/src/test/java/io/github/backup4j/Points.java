package io.github.backup4j;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The points of one resource under a rule that may change, as CBR keeps them; without its clean-up hours. */
final class Points {
    private List<Point> points = new ArrayList<>();

    /** Takes an automatic backup under the rule: stamps it, removes what has expired, applies the count. */
    Points run(Retention rule, Instant now) {
        points.add(0, new Point(now, rule.expiryOf(now).orElse(null), true, true, false));
        return sweep(now).apply(rule, now);
    }

    /** As {@link #run} at each of the instants. */
    Points run(Retention rule, List<Instant> instants) {
        instants.forEach(instant -> run(rule, instant));
        return this;
    }

    /** Removes what has expired. */
    Points sweep(Instant now) {
        points.removeIf(point -> point.expiresAt() != null && !point.expiresAt().isAfter(now));
        return this;
    }

    /** Removes what the rule does not keep. */
    Points apply(Retention rule, Instant now) {
        points.removeAll(rule.surplus(points, now));
        return this;
    }

    /** What is left, the newest first. */
    List<Point> list() {
        return List.copyOf(points);
    }

    /** When what is left was made, the newest first. */
    List<Instant> instants() {
        return points.stream().map(Point::createdAt).toList();
    }

    static Point automatic(String createdAt) {
        return automatic(Instant.parse(createdAt));
    }

    static Point automatic(Instant createdAt) {
        return new Point(createdAt, null, true, true, false);
    }

    record Point(Instant createdAt, @Nullable Instant expiresAt, boolean automatic, boolean available, boolean pinned)
            implements Retainable {
        Point expiring(String instant) {
            return new Point(createdAt, Instant.parse(instant), automatic, available, pinned);
        }

        Point byHand() {
            return new Point(createdAt, expiresAt, false, available, pinned);
        }

        Point notAvailable() {
            return new Point(createdAt, expiresAt, automatic, false, pinned);
        }

        Point pinnedByImage() {
            return new Point(createdAt, expiresAt, automatic, available, true);
        }
    }
}
