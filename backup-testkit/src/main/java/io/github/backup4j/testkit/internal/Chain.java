package io.github.backup4j.testkit.internal;

import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import java.time.Instant;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The restore points of one resource in one vault, oldest first. Each stores only the data that the one before it does not.
 *
 * <p>Deleting a restore point hands the data that the next one still needs over to that one, so that no restore point depends
 * on a deleted one: after the full one is deleted, the next is the full one.
 */
final class Chain {
    final Resource resource;

    /** The vault that is charged; changes when the resource moves. */
    StoredVault vault;

    /** For copies by a policy, the vault of that policy; null for points taken here and for copies made manually. */
    @Nullable
    StoredVault copiedFrom;

    /** Whether the rule of its policy will be applied again, since it would have deleted a point in use. */
    boolean ruledAgain;

    private final PointList points;
    private final Candidates candidates;

    /** The bytes that the points hold together. */
    private long ownedBytes;

    /** The region that {@link #copied} is about; null: none yet. */
    private @Nullable String copiedTo;

    /** How many of the oldest points are known to need no copy in that region, so that a slot does not look at them again. */
    private int copied;

    /** How many points are available: a sum that is kept up to date, since each look at a vault reads it for each member. */
    private int available;

    Chain(StoredVault vault, Resource resource) {
        this.vault = vault;
        this.resource = resource;
        points = new PointList(vault.store);
        candidates = new Candidates(vault.store);
    }

    /** Whether a vault holds it: a chain without points is in no vault, and gets no points any more. */
    boolean isOf(StoredVault holder) {
        return vault == holder && !points.isEmpty();
    }

    List<StoredPoint> oldestFirst() {
        return points;
    }

    /** A view, so that reading costs nothing. */
    List<StoredPoint> newestFirst() {
        return new AbstractList<>() {
            @Override
            public StoredPoint get(int index) {
                return points.get(points.size() - 1 - index);
            }

            @Override
            public int size() {
                return points.size();
            }
        };
    }

    /** Inserts a point by its age: a copy may arrive after a copy of a later point. */
    void add(StoredPoint point) {
        int index = points.size();
        while (index > 0 && points.get(index - 1).createdAt().isAfter(point.createdAt())) {
            index--;
        }
        points.add(index, point);
        copied = Math.min(copied, index);
        point.inChain = true;
        changed(point);
    }

    /** Null if there is no point. */
    @Nullable
    StoredPoint newest() {
        return points.isEmpty() ? null : points.get(points.size() - 1);
    }

    /** The subject for a new point: that of the newest point if it is equal, so that the points share one object. */
    Subject shared(Subject subject) {
        StoredPoint before = newest();
        return before != null && before.subject.equals(subject) ? before.subject : subject;
    }

    /** Notes that a property of a point that retention or the count depends on has changed; of a removed one, nothing does. */
    void changed(StoredPoint point) {
        if (point.inChain) {
            count(point, point.available());
            candidates.update(point);
        }
    }

    private void count(StoredPoint point, boolean counts) {
        if (point.counted != counts) {
            point.counted = counts;
            available += counts ? 1 : -1;
        }
    }

    /** Passes the points that a count or calendar rule deletes now to an action that may remove each point that it is passed. */
    void forEachSurplus(Ruling ruling, Instant now, Consumer<StoredPoint> action) {
        candidates.forEachSurplus(ruling, now, action);
    }

    /** The points that need a copy in a region now, oldest first. */
    List<StoredPoint> toCopyTo(String region) {
        if (!region.equals(copiedTo)) {
            copiedTo = region;
            copied = 0;
        }
        while (copied < points.size() && !points.get(copied).mayNeedCopyIn(region)) {
            copied++;
        }
        List<StoredPoint> needed = new ArrayList<>();
        for (StoredPoint point : points.subList(copied, points.size())) {
            if (point.available() && point.mayNeedCopyIn(region)) {
                needed.add(point);
            }
        }
        return needed;
    }

    /** Notes that a copy of one of the points has failed, so that this point needs another. */
    void copyFailed() {
        copied = 0;
    }

    /** How many bytes a point would add to the vault if it were complete now. */
    long bytesOf(StoredPoint point) {
        return bytesOver(point, point.full ? null : completeBefore(indexOf(point)));
    }

    /** Adds a point to the vault's content: it is full if there is no point that it could build on. */
    void complete(StoredPoint point) {
        int index = indexOf(point);
        rebase(index);
        rebase(completeAfter(index));
    }

    /** Removes a point from the vault's content. */
    void remove(StoredPoint point) {
        int index = indexOf(point, candidates.remove(point));
        points.drop(index);
        copied -= index < copied ? 1 : 0;
        point.inChain = false;
        count(point, false);
        int next = completeAfter(index - 1);
        boolean leavesNextAsItIs = next < 0 || (addsNothing(point) && addsNothing(points.get(next)));
        charge(point, 0);
        if (!leavesNextAsItIs) {
            rebase(next);
        }
    }

    /**
     * Whether all data of a point is in the one before it. Of two such points in a row, the first can be removed without
     * comparing content: the data of the second is in the first, and so in the one before both, which exists, since otherwise
     * the first would be full.
     */
    private static boolean addsNothing(StoredPoint point) {
        return point.owned == 0 && !point.full;
    }

    /** Moves the chain to another vault, which is charged instead of the current one. */
    void moveTo(StoredVault target) {
        long bytes = ownedBytes();
        vault.charge(-bytes);
        target.charge(bytes);
        vault = target;
    }

    /** The bytes that the vault is charged for. */
    long ownedBytes() {
        return ownedBytes;
    }

    /** The number of points that can be restored from. */
    int available() {
        return available;
    }

    /** How many consecutive incremental backups, by hand or automatic, the chain ends with. */
    int incrementalsSinceFull() {
        int count = 0;
        for (StoredPoint point : newestFirst()) {
            if (holdsData(point)) {
                if (point.full) {
                    return count;
                }
                count++;
            }
        }
        return count;
    }

    /** Checks the newest point first, since it is requested most. */
    private int indexOf(StoredPoint point) {
        int newest = points.size() - 1;
        return points.isAt(newest, point) ? newest : indexOf(point, 0);
    }

    /**
     * Searches from an index on, where the point usually is, and then before it. It compares numbers only: to read the points on the
     * way, as a search by age does, takes longer, since most of them are in no cache of the processor.
     */
    private int indexOf(StoredPoint point, int usually) {
        int index = points.indexOf(point, usually);
        if (index < 0) {
            throw new IllegalStateException(point + " is not in its chain");
        }
        return index;
    }

    /** Charges the point at an index for the data that the one before it does not hold; a negative index means no point. */
    private void rebase(int index) {
        if (index >= 0) {
            StoredPoint point = points.get(index);
            StoredPoint base = point.full ? null : completeBefore(index);
            point.full = base == null;
            charge(point, bytesOver(point, base));
        }
    }

    /** Charges a point for the bytes that it takes. */
    void charge(StoredPoint point, long bytes) {
        long more = bytes - point.owned;
        vault.charge(more);
        ownedBytes += more;
        point.owned = bytes;
    }

    private @Nullable StoredPoint completeBefore(int index) {
        for (int i = index - 1; i >= 0; i--) {
            if (holdsData(points.get(i))) {
                return points.get(i);
            }
        }
        return null;
    }

    /** The index of the next point that holds data; -1 if there is none. */
    private int completeAfter(int index) {
        for (int i = index + 1; i < points.size(); i++) {
            if (holdsData(points.get(i))) {
                return i;
            }
        }
        return -1;
    }

    static boolean holdsData(StoredPoint point) {
        return switch (point.status()) {
            case AVAILABLE, RESTORING, DELETING -> true;
            default -> false;
        };
    }

    @SuppressWarnings("ReferenceEquality") // points that share their parts hold the same content
    private static long bytesOver(StoredPoint point, @Nullable StoredPoint base) {
        ModelledHistory.Version version = point.version();
        if (version != null) {
            return version.bytesOver(base == null ? null : base.version());
        }
        if (base != null && base.parts == point.parts) {
            return 0;
        }
        long bytes = 0;
        for (StoredPart part : point.parts) {
            DiskContent before = base == null ? DiskContent.EMPTY : contentOf(base, part.disk());
            bytes += part.content().bytesNotIn(before);
        }
        return bytes;
    }

    private static DiskContent contentOf(StoredPoint point, Resource.Disk disk) {
        for (StoredPart part : point.parts) {
            if (part.disk().equals(disk)) {
                return part.content();
            }
        }
        return DiskContent.EMPTY;
    }

    /**
     * The resource of a restore point, as it was when the point was taken.
     *
     * @param name the name of the resource
     * @param size its size
     * @param zone its zone
     */
    record Subject(String name, DataSize size, String zone) {}
}
