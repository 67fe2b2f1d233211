package io.github.backup4j.testkit.internal;

import io.github.backup4j.Retention;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The restore points of a chain that count and calendar retention may delete: automatic, complete, and held by no image; newest
 * first.
 *
 * <p>Kept apart from the points, with the seconds at which they were made beside them, so that a rule that is applied after every
 * backup of a thousand resources does not have to fetch each point from memory.
 */
final class Candidates {
    private final List<StoredPoint> points = new ArrayList<>();
    private long[] createdAt = new long[0];

    /** How many of them carry an expiry by age. */
    private int stamped;

    /** Takes a point in or lets it go, as it is now. */
    void update(StoredPoint point) {
        int index = points.indexOf(point);
        boolean wanted = point.automatic() && point.available() && !point.pinned();
        if (wanted && index < 0) {
            add(point);
        } else if (!wanted && index >= 0) {
            removeAt(index);
        }
    }

    void remove(StoredPoint point) {
        int index = points.lastIndexOf(point);
        if (index >= 0) {
            removeAt(index);
        }
    }

    /** What a rule deletes now. */
    List<StoredPoint> surplus(Retention.Latest rule, Instant now) {
        if (stamped > 0) {
            return rule.surplus(points, now);
        }
        List<StoredPoint> surplus = new ArrayList<>(1);
        for (int place : rule.surplusPlaces(createdAt)) {
            surplus.add(points.get(place));
        }
        return surplus;
    }

    private void add(StoredPoint point) {
        long second = point.createdAt.getEpochSecond();
        int index = 0;
        while (index < createdAt.length && createdAt[index] > second) {
            index++;
        }
        long[] more = new long[createdAt.length + 1];
        System.arraycopy(createdAt, 0, more, 0, index);
        more[index] = second;
        System.arraycopy(createdAt, index, more, index + 1, createdAt.length - index);
        createdAt = more;
        points.add(index, point);
        stamped += point.expiresAt == null ? 0 : 1;
    }

    private void removeAt(int index) {
        long[] fewer = new long[createdAt.length - 1];
        System.arraycopy(createdAt, 0, fewer, 0, index);
        System.arraycopy(createdAt, index + 1, fewer, index, fewer.length - index);
        createdAt = fewer;
        stamped -= points.remove(index).expiresAt == null ? 0 : 1;
    }
}
