package io.github.backup4j;

import io.github.backup4j.spi.CallKey;
import io.github.backup4j.spi.Checks;
import io.github.backup4j.spi.Impact;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The snapshots of a project. Get it from {@link CloudBackup#snapshots()}. Safe for use by many threads.
 *
 * <pre>{@code
 * Snapshot before = backup.snapshots()
 *         .take(SnapshotSpec.of(disk, "before-upgrade").allowingAttached())
 *         .await(Duration.ofMinutes(30));
 * backup.snapshots()
 *         .rollBack(before.id(), InPlace.over(disk).detachingFirst()) // destroys what was written since
 *         .await(Duration.ofHours(1));
 * }</pre>
 *
 * <p>See {@link CloudBackup} for what every call may throw.
 */
public final class Snapshots {
    private static final Comparator<Snapshot> NEWEST_FIRST = Calls.byTime(Snapshot::createdAt, true);

    private final Calls calls;

    Snapshots(Calls calls) {
        this.calls = calls;
    }

    /**
     * Starts to take a snapshot of a disk.
     *
     * @param spec the disk and how
     * @throws NotFound if there is no such disk
     * @throws Conflict if the disk is in use and the spec does not allow that, or is in a state without data to keep
     * @throws QuotaExceeded if the disk has as many snapshots as the cloud {@linkplain CloudBackup#limits() allows}
     */
    public Operation<Snapshot> take(SnapshotSpec spec) {
        return take(spec, calls.fresh());
    }

    /**
     * Starts to take a snapshot of a disk, or returns the work that was started with the same key.
     * See {@link RequestKey}.
     *
     * @param spec the disk and how
     * @param key the request key
     * @throws Conflict also if the key was used with other parameters
     * @see #take(SnapshotSpec)
     */
    public Operation<Snapshot> take(SnapshotSpec spec, RequestKey key) {
        return take(spec, Calls.chosen(key));
    }

    /**
     * Returns a snapshot as it is now.
     *
     * @param id the snapshot
     * @throws NotFound if there is no such snapshot
     */
    public Snapshot get(SnapshotId id) {
        Require.nonNull(id, "id");
        return calls.call(
                "snapshots.get", id.value(), driver -> driver.snapshots().get(id));
    }

    /**
     * Returns the snapshots that match a filter, newest first, read page by page as the stream is used. On Huawei Cloud, one request
     * reads the first hundred, and one more each further thousand; the disks of a page, which tell whether a snapshot is
     * encrypted, take one request for fifty, or one for each thousand disks of the project.
     *
     * @param filter the conditions
     */
    public Stream<Snapshot> list(SnapshotFilter filter) {
        Require.nonNull(filter, "filter");
        return calls.list("snapshots.list", driver -> driver.snapshots().list(filter), filter::matches, NEWEST_FIRST);
    }

    /** Returns all snapshots but those of the backup service, as {@link #list(SnapshotFilter)} does. */
    public Stream<Snapshot> list() {
        return list(SnapshotFilter.all());
    }

    /**
     * Changes the name and description of a snapshot to those of an update, and returns the snapshot. Start from {@link
     * Snapshot#toUpdate()}, so that nothing else changes.
     *
     * @param id the snapshot
     * @param update its name and description
     * @throws NotFound if there is no such snapshot
     * @throws Invalid if the name is blank or the cloud's own, or either is longer than the cloud {@linkplain CloudBackup#limits() allows}
     */
    public Snapshot update(SnapshotId id, SnapshotUpdate update) {
        Require.nonNull(id, "id");
        Require.nonNull(update, "update");
        Require.name(update.name(), "snapshot name");
        Require.text(update.description(), "snapshot description");
        return calls.call("snapshots.update", id.value(), driver -> {
            calls.refuseReserved("snapshot", update.name(), update.description(), Map.of());
            requirePossible(update.name(), update.description());
            return driver.snapshots().update(id, update);
        });
    }

    /**
     * Starts to roll a disk back to one of its snapshots. <strong>What was written since is destroyed.</strong> The
     * snapshot stays.
     *
     * @param id the snapshot
     * @param overwritten the disk that the snapshot was taken of, named again deliberately
     * @throws NotFound if there is no such snapshot or disk
     * @throws Invalid if the snapshot was not taken of that disk, or belongs to the backup service; nothing is overwritten
     * @throws Conflict if the disk is attached to a server, or the snapshot is not available; nothing is overwritten
     */
    public Operation<Resource.Disk> rollBack(SnapshotId id, Resource.Disk overwritten) {
        return rollBack(id, InPlace.over(Require.nonNull(overwritten, "overwritten")));
    }

    /**
     * Starts to roll back a disk, which may be attached to a server, to one of its snapshots. <strong>What was written since is
     * destroyed.</strong> The snapshot stays.
     *
     * <p>With {@link InPlace#detachingFirst()}, the server is stopped, the disk detached, rolled back and attached again, and the
     * server started, as a restore of an attached disk does. If a step fails, the disk is attached again and the server started;
     * what could not be put back is in the message of {@link OperationFailed}. <strong>These steps advance only while somebody polls
     * the operation</strong>, and so does every rollback with a request key: see {@link Operation}.
     *
     * <pre>{@code
     * backup.snapshots()
     *         .rollBack(snapshot.id(), InPlace.over(disk).detachingFirst(), RequestKey.of("incident-17"))
     *         .await(Duration.ofHours(1));
     * }</pre>
     *
     * @param id the snapshot
     * @param target the disk that the snapshot was taken of, and how it is overwritten
     * @throws NotFound if there is no such snapshot or disk
     * @throws Invalid if the snapshot was not taken of that disk, or belongs to the backup service; nothing is overwritten
     * @throws Conflict if the disk is attached to a server and not detached first, the snapshot is not available, or the disk has no
     *     room for the tags of a rollback that has a request key or detaches the disk; nothing is overwritten
     * @throws QuotaExceeded if the cloud refuses these tags as too many; nothing is overwritten
     * @throws Denied also if the credentials do not allow tagging the disk, where a tag is needed; nothing is overwritten
     * @throws Busy if another task is in progress on the server; nothing is overwritten
     * @throws AmbiguousOutcome if the reply was lost. Without a request key, check the content first: a repeat overwrites again
     */
    public Operation<Resource.Disk> rollBack(SnapshotId id, InPlace<Resource.Disk> target) {
        return rollBack(id, target, calls.fresh());
    }

    /**
     * Starts to roll a disk back, or returns the work that was started with the same key. See {@link RequestKey}. Work that has
     * ended with its result is not begun again; work that was begun and has not ended is continued. It
     * fails with {@link OperationFailed} if nobody knows whether the disk was rolled back already, as after a process that
     * ended while the request was on its way: the disk may hold newer data, and is not rolled back again with this key.
     *
     * @param id the snapshot
     * @param target the disk that the snapshot was taken of, and how it is overwritten
     * @param key the request key
     * @throws Conflict also if the key was used with other parameters
     * @see #rollBack(SnapshotId, InPlace)
     */
    public Operation<Resource.Disk> rollBack(SnapshotId id, InPlace<Resource.Disk> target, RequestKey key) {
        return rollBack(id, target, Calls.chosen(key));
    }

    /**
     * Starts to create a new disk with the data of a snapshot. Nothing is overwritten; encrypted stays encrypted.
     *
     * @param id the snapshot
     * @param disk the properties of the new disk; zone and type must be the original's
     * @throws NotFound if there is no such snapshot, or no such server to {@linkplain DiskSpec#attachedTo attach} the disk to
     * @throws Invalid if the size is less than the original's, or zone or type differ; if the server is in another zone than the
     *     original; or if the snapshot belongs to the backup service
     * @throws Conflict if the snapshot is not available
     * @throws QuotaExceeded if the project may not have more disks, or not more space on them
     * @throws Unsupported without {@link Capability#DISK_ATTACHMENT}, if the spec attaches the disk
     */
    public Operation<Resource.Disk> restore(SnapshotId id, DiskSpec disk) {
        return restore(id, disk, calls.fresh());
    }

    /**
     * Starts to create a new disk with the data of a snapshot, or returns the work that was started with the same key.
     * See {@link RequestKey}.
     *
     * @param id the snapshot
     * @param disk the properties of the new disk; zone and type must be the original's
     * @param key the request key
     * @throws Conflict also if the key was used with other parameters
     * @see #restore(SnapshotId, DiskSpec)
     */
    public Operation<Resource.Disk> restore(SnapshotId id, DiskSpec disk, RequestKey key) {
        return restore(id, disk, Calls.chosen(key));
    }

    /**
     * Returns what a rollback would do and whether it would be accepted, without changing anything, as {@link
     * RestorePoints#preflight} does for restores.
     *
     * @param id the snapshot
     * @param overwritten the disk that the snapshot was taken of
     */
    public Preflight preflight(SnapshotId id, Resource.Disk overwritten) {
        return preflight(id, InPlace.over(Require.nonNull(overwritten, "overwritten")));
    }

    /**
     * Returns what a rollback of a disk, which may be attached to a server, would do and whether it would be accepted, without
     * changing anything, as {@link RestorePoints#preflight} does for restores.
     *
     * @param id the snapshot
     * @param target the disk that the snapshot was taken of, and how it is overwritten
     */
    public Preflight preflight(SnapshotId id, InPlace<Resource.Disk> target) {
        return preflightOf(id, Require.nonNull(target, "target"));
    }

    /**
     * Returns whether a new disk could be created from a snapshot, without changing anything, as {@link RestorePoints#preflight}
     * does for restores.
     *
     * @param id the snapshot
     * @param disk the properties of the new disk
     */
    public Preflight preflight(SnapshotId id, DiskSpec disk) {
        return preflightOf(id, Require.nonNull(disk, "disk"));
    }

    private Preflight preflightOf(SnapshotId id, RestoreTarget target) {
        Require.nonNull(id, "id");
        return calls.call("snapshots.preflight", id.value(), driver -> {
            Checks checks = Checks.collecting();
            if (target instanceof DiskSpec disk) {
                calls.check(checks, disk);
            }
            Impact impact = calls.offers(target) ? driver.snapshots().preflight(id, target, checks) : Impact.none();
            // The log of long-running work has no rollbacks.
            return new PreflightReads(driver, false, checks).complete(PreflightText.subject(id, target), impact, null);
        });
    }

    /**
     * Deletes a snapshot, for good; its disk and disks created from it stay as they are. It may be listed as {@link
     * Snapshot.Status#DELETING} for a little longer.
     *
     * @param id the snapshot
     * @throws NotFound if there is no such snapshot
     * @throws Invalid if it belongs to the backup service
     * @throws Conflict if it is neither available nor failed
     */
    public void delete(SnapshotId id) {
        Require.nonNull(id, "id");
        calls.run("snapshots.delete", id.value(), driver -> driver.snapshots().delete(id));
    }

    private Operation<Snapshot> take(SnapshotSpec spec, CallKey key) {
        Require.nonNull(spec, "spec");
        return calls.start("snapshots.take", spec.disk().id(), driver -> {
            calls.refuseReserved(spec);
            requirePossible(spec.name(), spec.description());
            return driver.snapshots().take(spec, key);
        });
    }

    private void requirePossible(String name, String description) {
        calls.requireName(name, "snapshot name");
        for (String prefix : calls.limits().snapshots().reservedPrefixes()) {
            if (name.startsWith(prefix)) {
                throw Calls.invalid(
                        Calls.MALFORMED,
                        "snapshot name is \"" + name + "\"; " + calls.driver() + " gives names that begin with "
                                + prefix + " to snapshots of its own; nothing was changed");
            }
        }
        calls.requireLength(description, "snapshot description", calls.limits().diskDescriptionLength());
    }

    private Operation<Resource.Disk> rollBack(SnapshotId id, InPlace<Resource.Disk> target, CallKey key) {
        Require.nonNull(id, "id");
        Require.nonNull(target, "target");
        return calls.overwrite(
                "snapshots.rollBack",
                id.value(),
                target.overwritten(),
                key,
                driver -> driver.snapshots().rollBack(id, target, key));
    }

    private Operation<Resource.Disk> restore(SnapshotId id, DiskSpec disk, CallKey key) {
        Require.nonNull(id, "id");
        Require.nonNull(disk, "disk");
        return calls.start("snapshots.restore", id.value(), driver -> {
            calls.check(Checks.throwing(), disk);
            return driver.snapshots().newDisk(id, disk, key);
        });
    }
}
