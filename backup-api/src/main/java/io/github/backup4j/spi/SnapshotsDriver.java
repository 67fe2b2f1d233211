package io.github.backup4j.spi;

import io.github.backup4j.DiskSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.Resource;
import io.github.backup4j.RestoreTarget;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotFilter;
import io.github.backup4j.SnapshotId;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.SnapshotUpdate;
import io.github.backup4j.Snapshots;

/** The snapshots of a project, as a provider implements {@link Snapshots}. */
public interface SnapshotsDriver {
    /**
     * Starts to take a snapshot, or finds the work that was started with the same key.
     *
     * @see Snapshots#take
     */
    OperationDriver<Snapshot> take(SnapshotSpec spec, CallKey key);

    /**
     * Returns a snapshot as it is now.
     *
     * @see Snapshots#get
     */
    Snapshot get(SnapshotId id);

    /**
     * Lists snapshots, newest first.
     *
     * @see Snapshots#list(SnapshotFilter)
     */
    Listing<Snapshot> list(SnapshotFilter filter);

    /**
     * Changes the name and description of a snapshot to those of an update.
     *
     * @see Snapshots#update
     */
    Snapshot update(SnapshotId id, SnapshotUpdate update);

    /**
     * Starts to roll a disk back to one of its snapshots, or finds the work that was started with the same key. The driver
     * refuses a disk that the snapshot was not taken of, and remembers keys as {@link RestorePointsDriver#overwrite} does.
     *
     * @see Snapshots#rollBack(SnapshotId, InPlace)
     */
    OperationDriver<Resource.Disk> rollBack(SnapshotId id, InPlace<Resource.Disk> target, CallKey key);

    /**
     * Starts to create a disk with the data of a snapshot, or finds the work that was started with the same key.
     *
     * @see Snapshots#restore
     */
    OperationDriver<Resource.Disk> newDisk(SnapshotId id, DiskSpec disk, CallKey key);

    /**
     * Runs the checks of a rollback or of a new disk without starting it, and returns what it would do, as {@link
     * RestorePointsDriver#preflight} does.
     *
     * @param target the disk to roll back, as a target in place, or the new disk; never a {@code ServerSpec}
     * @see Snapshots#preflight(SnapshotId, InPlace)
     */
    Impact preflight(SnapshotId id, RestoreTarget target, Checks checks);

    /**
     * Deletes a snapshot.
     *
     * @see Snapshots#delete
     */
    void delete(SnapshotId id);
}
