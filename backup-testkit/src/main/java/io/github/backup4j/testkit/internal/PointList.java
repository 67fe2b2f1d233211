package io.github.backup4j.testkit.internal;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * Some restore points of a site in an order, as numbers. A world has two such lists for each resource, and each night changes all of
 * them: a reference to a new object in an old array is more work for a collector of garbage than the backup itself, a number is none.
 *
 * <p>The site must hold each point of the list.
 */
final class PointList extends AbstractList<StoredPoint> implements RandomAccess {
    private final SiteStore store;
    private int[] numbers = {};
    private int size;

    PointList(SiteStore store) {
        this.store = store;
    }

    @Override
    public StoredPoint get(int index) {
        return store.numbered(numbers[Objects.checkIndex(index, size)]);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void add(int index, StoredPoint point) {
        modCount++;
        if (size == numbers.length) {
            numbers = Arrays.copyOf(numbers, size + size / 2 + 4);
        }
        System.arraycopy(numbers, index, numbers, index + 1, size - index);
        numbers[index] = point.number;
        size++;
    }

    /** Removes the point at an index. */
    void drop(int index) {
        modCount++;
        size--;
        System.arraycopy(numbers, index + 1, numbers, index, size - index);
    }

    /** Whether a point is the one at an index. */
    boolean isAt(int index, StoredPoint point) {
        return numbers[index] == point.number;
    }

    /** The index of a point, which is searched for from an index on, where it usually is, and then before that; -1: it is not there. */
    int indexOf(StoredPoint point, int usually) {
        for (int i = usually; i < size; i++) {
            if (isAt(i, point)) {
                return i;
            }
        }
        for (int i = usually - 1; i >= 0; i--) {
            if (isAt(i, point)) {
                return i;
            }
        }
        return -1;
    }
}
