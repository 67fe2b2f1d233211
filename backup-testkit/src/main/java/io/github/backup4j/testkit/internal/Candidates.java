package io.github.backup4j.testkit.internal;

import io.github.backup4j.Retention;
import io.github.backup4j.testkit.internal.Ruling.Periods;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The restore points of a chain that count and calendar retention may delete: automatic, complete, and held by no image; oldest
 * first.
 *
 * <p>A rule is applied after every backup, and what a backup changes is little: it takes the place of the newest point before it
 * in each period that both are in, and in a period that begins with it, it pushes out the oldest point that the rule kept for its
 * period. So what keeps each point is remembered from one backup to the next, for as long as this holds:
 *
 * <ul>
 *   <li>{@code keptBy[i]} is the set of the parts of {@code rule} that keep {@code points.get(i)} among the first {@code judged}
 *       points, as if there were no others; {@code held[part]} is how many of them a part keeps; {@code newest} are the periods of
 *       the last of them.
 *   <li>A point that nothing keeps can go without a change for the others: it is no longer the newest of a period that counts.
 *       Anything else that goes, or comes in before the last one that was judged, makes {@code judged} 0, and so does another rule.
 *   <li>Then all are judged anew, as {@link Retention#surplus} does it, to which both ways have to be equal.
 * </ul>
 */
final class Candidates {
    private final List<StoredPoint> points = new ArrayList<>();

    /** How many of them carry an expiry by age, which takes them out of the count when it comes. */
    private int stamped;

    private Retention.@Nullable Latest rule;
    private @Nullable Periods newest;
    private int judged;
    private byte[] keptBy = {};
    private int[] held = {};

    /** Takes a point in or lets it go, as it is now. */
    void update(StoredPoint point) {
        boolean wanted = point.automatic() && point.available() && !point.pinned();
        if (wanted && !point.candidate) {
            add(point);
        } else if (!wanted) {
            remove(point);
        }
    }

    void remove(StoredPoint point) {
        if (point.candidate) {
            removeAt(points.indexOf(point));
        }
    }

    /** What a rule deletes now, the newest first. */
    List<StoredPoint> surplus(Ruling ruling, Instant now) {
        if (stamped > 0) {
            List<StoredPoint> newestFirst = new ArrayList<>(points);
            Collections.reverse(newestFirst);
            return ruling.rule.surplus(newestFirst, now);
        }
        if (!ruling.rule.equals(rule)) {
            rule = ruling.rule;
            judged = 0;
        }
        if (keptBy.length < points.size()) {
            keptBy = Arrays.copyOf(keptBy, points.size() + 2);
        }
        boolean anySurplus = judged == 0 ? judgeAll(ruling) : judgeNewer(ruling);
        return anySurplus ? keptByNothing() : List.of();
    }

    private void add(StoredPoint point) {
        int index = points.size();
        while (index > 0 && points.get(index - 1).createdAt.isAfter(point.createdAt)) {
            index--;
        }
        points.add(index, point);
        point.candidate = true;
        stamped += point.expiresAt == null ? 0 : 1;
        if (index < judged) {
            judged = 0;
        }
    }

    private void removeAt(int index) {
        if (index < judged) {
            if (keptBy[index] == 0) {
                System.arraycopy(keptBy, index + 1, keptBy, index, judged - index - 1);
                judged--;
            } else {
                judged = 0;
            }
        }
        StoredPoint removed = points.remove(index);
        removed.candidate = false;
        stamped -= removed.expiresAt == null ? 0 : 1;
    }

    /** Judges every point, from the newest on, and returns whether nothing keeps one of them. */
    private boolean judgeAll(Ruling ruling) {
        held = new int[Ruling.PARTS];
        boolean anySurplus = false;
        Periods newer = null;
        for (int i = points.size() - 1; i >= 0; i--) {
            Periods periods = periodsOf(i, ruling);
            int newestOf = newer == null ? ruling.used : ruling.used & periods.differingFrom(newer);
            int kept = 0;
            for (int part = 0; part < Ruling.PARTS; part++) {
                if ((newestOf & Ruling.bit(part)) != 0 && held[part] < ruling.limit(part)) {
                    held[part]++;
                    kept |= Ruling.bit(part);
                }
            }
            keptBy[i] = (byte) kept;
            anySurplus |= kept == 0;
            newest = newer == null ? periods : newest;
            newer = periods;
        }
        judged = points.size();
        return anySurplus;
    }

    /** Judges the points that came after those that were judged before, and returns whether nothing keeps a point now. */
    private boolean judgeNewer(Ruling ruling) {
        boolean anySurplus = false;
        for (; judged < points.size(); judged++) {
            Periods periods = periodsOf(judged, ruling);
            int begun = newest == null ? ruling.used : ruling.used & periods.differingFrom(newest);
            keptBy[judged - 1] &= (byte) begun;
            keptBy[judged] = (byte) ruling.used;
            newest = periods;
            for (int part = 0; part < Ruling.PARTS; part++) {
                if ((begun & Ruling.bit(part)) == 0) {
                    continue;
                }
                if (held[part] < ruling.limit(part)) {
                    held[part]++;
                } else {
                    anySurplus |= pushOutOldest(Ruling.bit(part));
                }
            }
        }
        return anySurplus;
    }

    /** Lets the oldest point go that some part keeps, and returns whether nothing keeps it any more. */
    private boolean pushOutOldest(int part) {
        int oldest = 0;
        while ((keptBy[oldest] & part) == 0) {
            oldest++;
        }
        keptBy[oldest] &= (byte) ~part;
        return keptBy[oldest] == 0;
    }

    private List<StoredPoint> keptByNothing() {
        List<StoredPoint> surplus = new ArrayList<>(1);
        for (int i = judged - 1; i >= 0; i--) {
            if (keptBy[i] == 0) {
                surplus.add(points.get(i));
            }
        }
        return surplus;
    }

    private Periods periodsOf(int index, Ruling ruling) {
        return ruling.periodsAt(points.get(index).createdAt.getEpochSecond());
    }
}
