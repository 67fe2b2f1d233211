package io.github.backup4j.testkit.internal;

import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import java.time.Instant;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The restore points of one resource in one vault, oldest first, each of which stores what the one before it does not.
 *
 * <p>Deleting one hands what the next still needs over to the next, so that no restore point ever depends on another that is
 * gone: after the full one is deleted, the next is the full one.
 */
final class Chain {
    final Resource resource;

    /** The vault that is charged; changes when the resource moves. */
    StoredVault vault;

    /** For copies, the vault whose policy makes them; null for what is taken here, and for copies made by hand. */
    @Nullable
    StoredVault copiedFrom;

    private final List<StoredPoint> points = new ArrayList<>();
    private final Candidates candidates = new Candidates();

    Chain(StoredVault vault, Resource resource) {
        this.vault = vault;
        this.resource = resource;
    }

    List<StoredPoint> oldestFirst() {
        return points;
    }

    /** A view, so that looking costs nothing. */
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

    /** Where it belongs by its age: a copy may arrive after a copy of a later one. */
    void add(StoredPoint point) {
        int index = points.size();
        while (index > 0 && points.get(index - 1).createdAt.isAfter(point.createdAt)) {
            index--;
        }
        points.add(index, point);
    }

    /** What a new point is of: that of the newest point if it is the same, so that all have one between them. */
    Subject shared(Subject subject) {
        Subject before = points.isEmpty() ? subject : points.get(points.size() - 1).subject;
        return before.equals(subject) ? before : subject;
    }

    /** Notes that a point has changed in what retention looks at. */
    void changed(StoredPoint point) {
        candidates.update(point);
    }

    /** What a count or calendar rule deletes now. */
    List<StoredPoint> surplus(Ruling ruling, Instant now) {
        return candidates.surplus(ruling, now);
    }

    /** How many bytes a point would add to the vault if it were complete now. */
    long bytesOf(StoredPoint point) {
        return bytesOver(point, point.full ? null : completeBefore(indexOf(point)));
    }

    /** Makes a point part of the vault's content: it is full if there is nothing that it could build on. */
    void complete(StoredPoint point) {
        int index = indexOf(point);
        rebase(index);
        rebase(completeAfter(index));
    }

    /** Takes a point out of the vault's content. */
    void remove(StoredPoint point) {
        int index = indexOf(point);
        points.remove(index);
        candidates.remove(point);
        int next = completeAfter(index - 1);
        boolean leavesNextAsItIs = next < 0 || (addsNothing(point) && addsNothing(points.get(next)));
        charge(point, 0);
        if (!leavesNextAsItIs) {
            rebase(next);
        }
    }

    /**
     * Whether all that a point holds is in the one before it. Of two such points in a row, the first can go without a look at
     * content: what the second holds is in the first, and so in the one before both, which is there, or the first would be full.
     */
    private static boolean addsNothing(StoredPoint point) {
        return point.owned == 0 && !point.full;
    }

    /** Charges the vault that the chain has moved to instead of the one it was in. */
    void moveTo(StoredVault target) {
        long bytes = ownedBytes();
        vault.used -= bytes;
        target.used += bytes;
        vault = target;
    }

    long ownedBytes() {
        return points.stream().mapToLong(point -> point.owned).sum();
    }

    /** How many incremental backups in a row, by hand or automatic, stand at the end. */
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

    /** Found by its age, unless it is the newest, as that is what is mostly asked for. */
    private int indexOf(StoredPoint point) {
        int high = points.size() - 1;
        if (points.get(high) == point) {
            return high;
        }
        int low = 0;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (points.get(middle).createdAt.isBefore(point.createdAt)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        while (points.get(low) != point) {
            low++;
        }
        return low;
    }

    /** Charges the point at an index for what the one before it does not hold; there is none at an index that is negative. */
    private void rebase(int index) {
        if (index >= 0) {
            StoredPoint point = points.get(index);
            StoredPoint base = point.full ? null : completeBefore(index);
            point.full = base == null;
            charge(point, bytesOver(point, base));
        }
    }

    private void charge(StoredPoint point, long bytes) {
        vault.used += bytes - point.owned;
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

    private static boolean holdsData(StoredPoint point) {
        return switch (point.status()) {
            case AVAILABLE, RESTORING, DELETING -> true;
            default -> false;
        };
    }

    private static long bytesOver(StoredPoint point, @Nullable StoredPoint base) {
        long bytes = 0;
        for (StoredPart part : point.parts) {
            DiskContent before = base == null
                    ? DiskContent.EMPTY
                    : contentOf(base, part.view().disk());
            bytes += part.content().bytesNotIn(before);
        }
        return bytes;
    }

    private static DiskContent contentOf(StoredPoint point, Resource.Disk disk) {
        for (StoredPart part : point.parts) {
            if (part.view().disk().equals(disk)) {
                return part.content();
            }
        }
        return DiskContent.EMPTY;
    }

    /**
     * What a restore point is of, as it was when it was taken.
     *
     * @param name the name of the resource
     * @param size how large it was
     * @param zone the zone it was in
     */
    record Subject(String name, DataSize size, String zone) {}
}
