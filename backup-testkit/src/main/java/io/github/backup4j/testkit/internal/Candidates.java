package io.github.backup4j.testkit.internal;

import io.github.backup4j.Retention;
import io.github.backup4j.testkit.internal.Ruling.Periods;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The restore points of a chain that count and calendar retention may delete: automatic, complete, and held by no image; oldest
 * first.
 *
 * <p>A rule is applied after every backup, and a backup changes little: its point replaces the newest point before it in each
 * period that both are in, and for each period that begins with it, it pushes out the oldest point that the rule kept for such
 * a period. So this class remembers what keeps each point from one backup to the next, as follows:
 *
 * <ul>
 *   <li>{@code keptBy[i]} is the set of the parts of the rule that keep {@code points.get(i)} among the first {@code judged}
 *       points, as if there were no others; {@code held[part]} is how many of them a part keeps; {@code newest} is the second of
 *       the last of them.
 *   <li>The removal of a point that nothing keeps changes nothing for the others: it is no longer the newest of a period that
 *       counts. Any other removal, an insertion before the last judged point, and another rule set {@code judged} to 0. So does a
 *       point that nothing keeps and that is not removed all the same: the next time, it is surplus again.
 *   <li>Then all points are judged again, as {@link Retention#surplus} does it; both ways must give the same result.
 * </ul>
 */
final class Candidates {
    private final PointList points;

    /** How many of the points carry an expiry by age, at which they no longer count. */
    private int stamped;

    /** What the points are judged by; null before the first time. */
    private @Nullable Ruling ruling;

    /** The second of the last judged point, from which its periods follow. */
    private long newest;

    private int judged;
    private byte[] keptBy = {};
    private int[] held = {};

    Candidates(SiteStore store) {
        points = new PointList(store);
    }

    /** Adds or removes a point, depending on its current state. */
    void update(StoredPoint point) {
        boolean wanted = point.automatic() && point.available() && !point.pinned();
        if (wanted && !point.candidate) {
            add(point);
        } else if (!wanted) {
            var unused = remove(point);
        }
    }

    /** Removes a point if it is there, and returns how many points were before it; 0 if it was not there. */
    int remove(StoredPoint point) {
        if (!point.candidate) {
            return 0;
        }
        int index = points.indexOf(point, 0);
        removeAt(index, point);
        return index;
    }

    /** Passes the points that a rule deletes now, newest first, to an action that may remove each point that it is passed. */
    void forEachSurplus(Ruling ruling, Instant now, Consumer<StoredPoint> action) {
        if (stamped > 0) {
            List<StoredPoint> newestFirst = new ArrayList<>(points);
            Collections.reverse(newestFirst);
            ruling.rule.surplus(newestFirst, now).forEach(action);
            return;
        }
        if (ruling != this.ruling) {
            judged = this.ruling != null && ruling.rule.equals(this.ruling.rule) ? judged : 0;
            this.ruling = ruling;
        }
        if (keptBy.length < points.size()) {
            keptBy = Arrays.copyOf(keptBy, points.size() + 2);
        }
        boolean anySurplus = judged == 0 ? judgeAll(ruling) : judgeNewer(ruling);
        boolean anyLeft = false;
        // From the newest on, so that the removal of one moves none that is still to come.
        for (int i = judged - 1; anySurplus && i >= 0; i--) {
            if (keptBy[i] == 0) {
                StoredPoint point = points.get(i);
                action.accept(point);
                anyLeft |= point.candidate;
            }
        }
        if (anyLeft) {
            judged = 0;
        }
    }

    private void add(StoredPoint point) {
        int index = points.size();
        while (index > 0 && points.get(index - 1).createdAt().isAfter(point.createdAt())) {
            index--;
        }
        points.add(index, point);
        point.candidate = true;
        stamped += point.expiresAt == null ? 0 : 1;
        if (index < judged) {
            judged = 0;
        }
    }

    private void removeAt(int index, StoredPoint removed) {
        if (index < judged) {
            if (keptBy[index] == 0) {
                System.arraycopy(keptBy, index + 1, keptBy, index, judged - index - 1);
                judged--;
            } else {
                judged = 0;
            }
        }
        points.drop(index);
        removed.candidate = false;
        stamped -= removed.expiresAt == null ? 0 : 1;
    }

    /** Judges every point, newest first, and returns whether there is a point that nothing keeps. */
    private boolean judgeAll(Ruling ruling) {
        held = new int[Ruling.PARTS];
        boolean anySurplus = false;
        Periods newer = null;
        for (int i = points.size() - 1; i >= 0; i--) {
            Periods periods = ruling.periodsAt(secondOf(i));
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
            newest = newer == null ? periods.second() : newest;
            newer = periods;
        }
        judged = points.size();
        return anySurplus;
    }

    /** Judges the points after the last judged one, and returns whether there is now a point that nothing keeps. */
    private boolean judgeNewer(Ruling ruling) {
        boolean anySurplus = false;
        for (; judged < points.size(); judged++) {
            Periods before = ruling.periodsAt(newest);
            Periods periods = ruling.periodsAt(secondOf(judged));
            int starting = ruling.used & periods.differingFrom(before);
            keptBy[judged - 1] &= (byte) starting;
            keptBy[judged] = (byte) ruling.used;
            newest = periods.second();
            for (int part = 0; part < Ruling.PARTS; part++) {
                if ((starting & Ruling.bit(part)) == 0) {
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

    /** Makes a part give up the oldest point that it keeps, and returns whether nothing keeps that point any more. */
    private boolean pushOutOldest(int part) {
        int oldest = 0;
        while ((keptBy[oldest] & part) == 0) {
            oldest++;
        }
        keptBy[oldest] &= (byte) ~part;
        return keptBy[oldest] == 0;
    }

    private long secondOf(int index) {
        return points.get(index).createdAt().getEpochSecond();
    }
}
