package io.github.backup4j;

import java.util.stream.Stream;

/**
 * The snapshots of a project. Get it from {@link CloudBackup#snapshots()}. Safe for use by many threads.
 *
 * <p>See {@link CloudBackup} for what every call may throw.
 */
public interface Snapshots {
    /**
     * Starts to take a snapshot of a disk.
     *
     * @param spec the disk and how
     * @throws NotFound if there is no such disk
     * @throws Conflict if the disk is in use and the spec does not allow that, or is in a state without data to keep
     * @throws QuotaExceeded if the disk has 7 snapshots already
     */
    default Operation<Snapshot> take(SnapshotSpec spec) {
        return take(spec, RequestKey.random());
    }

    /**
     * Starts to take a snapshot of a disk, or returns the work that was started with the same key.
     * See {@link RequestKey}.
     *
     * @param spec the disk and how
     * @param key names the request
     * @throws Conflict also if the key was used with other parameters
     * @see #take(SnapshotSpec)
     */
    Operation<Snapshot> take(SnapshotSpec spec, RequestKey key);

    /**
     * Returns a snapshot as it is now.
     *
     * @param id the snapshot
     * @throws NotFound if there is no such snapshot
     */
    Snapshot get(Snapshot.Id id);

    /**
     * Returns the snapshots that a filter lets through, newest first, read page by page as the stream is used.
     *
     * @param filter the conditions
     */
    Stream<Snapshot> list(SnapshotFilter filter);

    /** Returns all snapshots but those of the backup service, as {@link #list(SnapshotFilter)} does. */
    default Stream<Snapshot> list() {
        return list(SnapshotFilter.all());
    }

    /**
     * Gives a snapshot another name and description, and returns it.
     *
     * @param id the snapshot
     * @param name 1 to 64 characters
     * @param description at most 85 characters
     * @throws NotFound if there is no such snapshot
     * @throws Invalid if either is out of range
     */
    Snapshot update(Snapshot.Id id, String name, String description);

    /**
     * Starts to put a disk back to a snapshot of it. <strong>What was written since is destroyed.</strong> The snapshot stays.
     *
     * @param id the snapshot
     * @param overwritten the disk that the snapshot was taken of, named once more on purpose
     * @throws NotFound if there is no such snapshot or disk
     * @throws Invalid if the snapshot was not taken of that disk, or belongs to the backup service; nothing is overwritten
     * @throws Conflict if the disk is attached to a server, or the snapshot is not available; nothing is overwritten
     */
    Operation<Resource.Disk> rollBack(Snapshot.Id id, Resource.Disk overwritten);

    /**
     * Starts to make a new disk with the data of a snapshot. Nothing is overwritten; encrypted stays encrypted.
     *
     * @param id the snapshot
     * @param disk what the new disk shall be; in the zone and of the type of the original
     * @throws NotFound if there is no such snapshot
     * @throws Invalid if the size is less than the original's, or zone or type differ; or it belongs to the backup service
     * @throws Conflict if the snapshot is not available
     */
    default Operation<Resource.Disk> restore(Snapshot.Id id, DiskSpec disk) {
        return restore(id, disk, RequestKey.random());
    }

    /**
     * Starts to make a new disk with the data of a snapshot, or returns the work that was started with the same key.
     * See {@link RequestKey}.
     *
     * @param id the snapshot
     * @param disk what the new disk shall be; in the zone and of the type of the original
     * @param key names the request
     * @throws Conflict also if the key was used with other parameters
     * @see #restore(Snapshot.Id, DiskSpec)
     */
    Operation<Resource.Disk> restore(Snapshot.Id id, DiskSpec disk, RequestKey key);

    /**
     * Deletes a snapshot, for good; its disk and disks made from it stay as they are. It may be listed as {@link
     * Snapshot.Status#DELETING} for a little longer.
     *
     * @param id the snapshot
     * @throws NotFound if there is no such snapshot
     * @throws Invalid if it belongs to the backup service
     * @throws Conflict if it is neither available nor failed
     */
    void delete(Snapshot.Id id);
}
