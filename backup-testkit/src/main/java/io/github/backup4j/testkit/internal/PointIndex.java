package io.github.backup4j.testkit.internal;

import io.github.backup4j.RestorePointId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The restore points of a site, in the order of their arrival, found by id.
 *
 * <p>A world may hold millions of restore points, and each night adds one for each resource and removes about as many. A
 * {@link java.util.LinkedHashMap} has an object for each, which takes more memory and time than the rest of the work on a
 * point. So this class consists of three arrays without objects of their own:
 *
 * <ul>
 *   <li>{@code arrived} holds the points in their order. A point that is removed leaves a gap.
 *   <li>{@code hashes} holds the hash of the id of each, so that building the table anew reads no point.
 *   <li>{@code table} is a hash table with open addressing: each place holds a position in {@code arrived} plus 1, or 0 if it is
 *       free. A position is given once only, so that of a removed point leads to its gap.
 * </ul>
 *
 * <p>When {@code arrived} is full, or nearly all of it are gaps, the gaps are closed and the table is built anew, with room for half
 * as many points more.
 */
final class PointIndex {
    private static final int LEAST_ROOM = 16;

    /** The table has at least this many places for each position, so that a search tries one or two of them. */
    private static final int PLACES_PER_POSITION = 2;

    /** The gaps are closed when fewer than one in so many positions hold a point, so that what is removed needs no memory. */
    private static final int POSITIONS_PER_POINT = 4;

    private @Nullable StoredPoint[] arrived = new @Nullable StoredPoint[LEAST_ROOM];
    private int[] hashes = new int[LEAST_ROOM];
    private int[] table = new int[PLACES_PER_POSITION * LEAST_ROOM];

    /** How many positions have been given since the gaps were last closed. */
    private int given;

    private int size;

    /** Null if there is none with this id. */
    @Nullable
    StoredPoint get(RestorePointId id) {
        int hash = hashOf(id);
        for (int place = placeOf(hash); table[place] != 0; place = after(place)) {
            int position = table[place] - 1;
            StoredPoint point = arrived[position];
            if (hashes[position] == hash && point != null && point.id.equals(id)) {
                return point;
            }
        }
        return null;
    }

    /**
     * Adds a point.
     *
     * @throws IllegalStateException if another has its id
     */
    void add(StoredPoint point) {
        if (get(point.id) != null) {
            throw new IllegalStateException("there is a restore point " + point.id + " already");
        }
        if (given == arrived.length) {
            closeGaps();
        }
        append(point, hashOf(point.id));
        size++;
    }

    /** Removes a point if it is there. */
    void remove(StoredPoint point) {
        for (int place = placeOf(hashOf(point.id)); table[place] != 0; place = after(place)) {
            int position = table[place] - 1;
            if (arrived[position] == point) {
                arrived[position] = null;
                size--;
                if (given > LEAST_ROOM && size < given / POSITIONS_PER_POINT) {
                    closeGaps();
                }
                return;
            }
        }
    }

    /** How many positions there is memory for. */
    int room() {
        return arrived.length;
    }

    /** The first of the points that meets a condition, in the order of their arrival; null if there is none. */
    @Nullable
    StoredPoint first(Predicate<StoredPoint> condition) {
        for (int position = 0; position < given; position++) {
            StoredPoint point = arrived[position];
            if (point != null && condition.test(point)) {
                return point;
            }
        }
        return null;
    }

    /** All points, in the order of their arrival. */
    List<StoredPoint> inOrder() {
        List<StoredPoint> points = new ArrayList<>(size);
        for (int position = 0; position < given; position++) {
            StoredPoint point = arrived[position];
            if (point != null) {
                points.add(point);
            }
        }
        return points;
    }

    private void append(StoredPoint point, int hash) {
        arrived[given] = point;
        hashes[given] = hash;
        given++;
        int place = placeOf(hash);
        while (table[place] != 0) {
            place = after(place);
        }
        table[place] = given;
    }

    private void closeGaps() {
        @Nullable StoredPoint[] before = arrived;
        int[] hashesBefore = hashes;
        int room = Math.max(LEAST_ROOM, size + size / 2);
        arrived = new @Nullable StoredPoint[room];
        hashes = new int[room];
        // A power of two, as placeOf and after expect.
        table = new int[Integer.highestOneBit(PLACES_PER_POSITION * room - 1) * 2];
        given = 0;
        for (int position = 0; position < before.length; position++) {
            StoredPoint point = before[position];
            if (point != null) {
                append(point, hashesBefore[position]);
            }
        }
    }

    /** Scattered, since the hash codes of ids that were given one after the other lie close together. */
    private static int hashOf(RestorePointId id) {
        int scattered = id.hashCode() * 0x9E3779B9;
        return scattered ^ (scattered >>> 15);
    }

    private int placeOf(int hash) {
        return hash & (table.length - 1);
    }

    private int after(int place) {
        return (place + 1) & (table.length - 1);
    }
}
