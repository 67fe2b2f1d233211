package io.github.backup4j.testkit.internal;

import io.github.backup4j.RestorePointId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The restore points of a site, in the order of their arrival, found by id.
 *
 * <p>A world may hold millions of restore points, and each night adds one for each resource and removes about as many. So the
 * points are kept by number, on pages of {@link #PAGE}, without an object for each. Numbers increase with the arrival, and the
 * points of one night, which mostly come and go together, lie side by side, so that work on one finds the next in a cache of the
 * processor. A page is dropped with its last point.
 *
 * <p>Only ids that are not built from the number need a map: those of points from another cloud, and UUIDs.
 */
final class PointIndex {
    /** How many numbers a page is for. */
    private static final int PAGE = 64;

    private final World world;
    private final List<@Nullable Page> pages = new ArrayList<>();
    private final Map<RestorePointId, StoredPoint> byOtherId = new HashMap<>();

    PointIndex(World world) {
        this.world = world;
    }

    /** Null if there is none with this id. */
    @Nullable
    StoredPoint get(RestorePointId id) {
        StoredPoint other = byOtherId.isEmpty() ? null : byOtherId.get(id);
        if (other != null) {
            return other;
        }
        StoredPoint numbered = at(world.numberOf(StoredPoint.ID_KIND, id.value()));
        return numbered == null || numbered.otherId() != null ? null : numbered;
    }

    boolean holds(StoredPoint point) {
        return at(point.number) == point;
    }

    /**
     * Adds a point, whose number is higher than that of each point before.
     *
     * @throws IllegalStateException if another has its id or its number
     */
    void add(StoredPoint point) {
        if (at(point.number) != null || isThere(point)) {
            throw new IllegalStateException("there is a restore point " + point.id() + " already");
        }
        int index = point.number / PAGE;
        while (pages.size() <= index) {
            pages.add(null);
        }
        Page page = pages.get(index);
        if (page == null) {
            page = new Page();
            pages.set(index, page);
        }
        page.points[point.number % PAGE] = point;
        page.size++;
        RestorePointId otherId = point.otherId();
        if (otherId != null) {
            byOtherId.put(otherId, point);
        }
    }

    /** Whether another point has its id; without building it if all ids are built from numbers. */
    private boolean isThere(StoredPoint point) {
        return (point.otherId() != null || !byOtherId.isEmpty()) && get(point.id()) != null;
    }

    /** Removes a point if it is there. */
    void remove(StoredPoint point) {
        if (!holds(point)) {
            return;
        }
        int index = point.number / PAGE;
        Page page = pages.get(index);
        if (page != null && --page.size == 0) {
            pages.set(index, null);
        } else if (page != null) {
            page.points[point.number % PAGE] = null;
        }
        RestorePointId otherId = point.otherId();
        if (otherId != null) {
            byOtherId.remove(otherId);
        }
    }

    /** How many points there is memory for. */
    int room() {
        int room = 0;
        for (Page page : pages) {
            room += page == null ? 0 : PAGE;
        }
        return room;
    }

    /** The first of the points that meets a condition, in the order of their arrival; null if there is none. */
    @Nullable
    StoredPoint first(Predicate<StoredPoint> condition) {
        for (Page page : pages) {
            for (int i = 0; page != null && i < PAGE; i++) {
                StoredPoint point = page.points[i];
                if (point != null && condition.test(point)) {
                    return point;
                }
            }
        }
        return null;
    }

    /** All points, in the order of their arrival. */
    List<StoredPoint> inOrder() {
        List<StoredPoint> points = new ArrayList<>();
        for (Page page : pages) {
            for (int i = 0; page != null && i < PAGE; i++) {
                StoredPoint point = page.points[i];
                if (point != null) {
                    points.add(point);
                }
            }
        }
        return points;
    }

    /** Null if there is none with this number. */
    @Nullable
    StoredPoint at(int number) {
        int index = number / PAGE;
        Page page = index < pages.size() ? pages.get(index) : null;
        return page == null ? null : page.points[number % PAGE];
    }

    /** The points whose numbers divided by {@link #PAGE} are the same. */
    private static final class Page {
        final @Nullable StoredPoint[] points = new @Nullable StoredPoint[PAGE];
        int size;
    }
}
