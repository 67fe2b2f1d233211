package io.github.backup4j.testkit.thin;

import io.github.backup4j.NotFound;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Site;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotId;
import io.github.backup4j.TimeSource;
import io.github.backup4j.testkit.DiskSetup;
import io.github.backup4j.testkit.Work;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Disks with content, and what was kept of them. Guarded by its own lock. */
final class MapWorld {
    /** How often a waiting thread looks at the clock, which tells nobody that it was moved. */
    private static final long MILLIS_BETWEEN_LOOKS = 5;

    final TimeSource time;
    private final Duration workTakes;
    final Map<Resource.Disk, Disk> disks = new LinkedHashMap<>();
    final Map<SnapshotId, Kept<Snapshot>> snapshots = new LinkedHashMap<>();
    final Map<RestorePointId, Kept<RestorePoint>> points = new LinkedHashMap<>();
    final Map<String, MapWork<?>> works = new HashMap<>();
    final Map<Called, Keyed<?>> keys = new HashMap<>();
    private final Map<Work, OperationFailed> failures = new EnumMap<>(Work.class);
    private int changesBeforeLoss = -1;
    private int lastId;
    private boolean futuresPassTime;

    MapWorld(TimeSource time, Duration workTakes) {
        this.time = time;
        this.workTakes = workTakes;
    }

    synchronized Resource.Disk add(DiskSetup setup, byte[] content) {
        Resource.Disk disk = Resource.disk(nextId("disk"));
        disks.put(disk, new Disk(setup, content));
        return disk;
    }

    String nextId(String kind) {
        lastId++;
        return kind + "-" + lastId;
    }

    Disk disk(Resource resource) {
        Disk disk = resource instanceof Resource.Disk named ? disks.get(named) : null;
        if (disk == null) {
            throw new NotFound("there is no " + resource);
        }
        return disk;
    }

    /**
     * Starts work.
     *
     * @param site where it runs, which its token names
     * @param kind the kind of work
     * @param words what it does, for its progress
     */
    synchronized <T> MapWork<T> start(Site site, Work kind, String words, Class<T> resultType, MapWork.Steps<T> steps) {
        String token = tokenStart(site) + nextId("work");
        MapWork<T> work = new MapWork<>(
                this, token, words, resultType, time.now().plus(workTakes), steps, kind, failures.remove(kind));
        works.put(token, work);
        return work;
    }

    static String tokenStart(Site site) {
        return "map/" + site + "/";
    }

    /** Makes the next work of a kind fail. */
    synchronized void failNext(Work kind, OperationFailed failure) {
        failures.put(kind, failure);
    }

    /** Loses the reply of one change, after those of some others have arrived. */
    synchronized void loseReply(int before) {
        changesBeforeLoss = before;
    }

    /** Returns whether the reply of a change that was carried out is lost. */
    synchronized boolean losesReply() {
        return changesBeforeLoss >= 0 && changesBeforeLoss-- == 0;
    }

    synchronized boolean hasLostReply() {
        return changesBeforeLoss < 0;
    }

    /** Ends the work whose time has come, in the order in which it was started. */
    synchronized void settle() {
        new ArrayList<>(works.values())
                .stream()
                        .sorted((one, other) -> one.due().compareTo(other.due()))
                        .forEach(MapWork::settle);
    }

    /** From now on the clock moves while a future is waited for; before, only as callers move it. */
    synchronized void letFuturesPassTime() {
        futuresPassTime = true;
        notifyAll();
    }

    /** Lets the thread of a future wait on the clock, which others move. */
    void pause(Duration pause) throws InterruptedException {
        Duration until = time.elapsed().plus(pause);
        synchronized (this) {
            while (!futuresPassTime && time.elapsed().compareTo(until) < 0) {
                wait(MILLIS_BETWEEN_LOOKS);
            }
        }
        time.sleep(until.minus(time.elapsed()));
    }

    /**
     * A call that starts work, by its kind and its request key.
     *
     * @param kind the method
     * @param key the request key
     */
    record Called(String kind, String key) {}

    /**
     * The work that a call with a request key has started.
     *
     * @param parameters the other arguments of the call
     * @param work the work
     * @param exists whether its result still exists
     */
    record Keyed<T>(List<?> parameters, MapWork<T> work, Predicate<T> exists) {
        boolean stands() {
            return work.stands(exists);
        }
    }

    /** A disk. */
    static final class Disk {
        DiskSetup setup;
        byte[] content;
        boolean busy;

        /** Why its backups fail; null: they do not. */
        @Nullable
        OperationFailed failure;

        Disk(DiskSetup setup, byte[] content) {
            this.setup = setup;
            this.content = content;
        }
    }

    /** Something that was kept of a disk: how it looks now, and its content. */
    static final class Kept<V> {
        V view;
        final byte[] content;
        final DiskSetup source;
        boolean busy;

        Kept(V view, byte[] content, DiskSetup source) {
            this.view = view;
            this.content = content;
            this.source = source;
        }
    }
}
