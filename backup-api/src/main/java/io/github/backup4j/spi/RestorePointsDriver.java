package io.github.backup4j.spi;

import io.github.backup4j.BackupException;
import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupRunFilter;
import io.github.backup4j.BackupRunRecord;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.Capability;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.RestorePointUpdate;
import io.github.backup4j.RestorePoints;
import io.github.backup4j.RestoreTarget;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Share;
import io.github.backup4j.Site;
import io.github.backup4j.VaultId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/** The restore points of a project, as a provider implements {@link RestorePoints}. */
public interface RestorePointsDriver {
    /**
     * Starts a manual backup, or finds the one that was started with the same key. While as many runs are in progress as
     * {@link Limits#runsAtOnce()} allows, it throws {@link io.github.backup4j.QuotaExceeded} that says after what time to try again;
     * other refusals with that exception do not.
     *
     * @see RestorePoints#take
     */
    OperationDriver<BackupRun> take(BackupSpec spec, CallKey key);

    /**
     * Starts manual backups of several vaults, or finds those that were started with the same keys. Each is started as {@link
     * #take} starts it, one after the other; a refusal of one stops no other. A provider overrides this method if it can check
     * several keys or vaults with one request.
     *
     * @param takes the backups, of different vaults
     * @param goOn asked before each backup; once it returns false, no more are started
     * @param onStart called with the vault and the token of each run once it was started or found, before the next is started. If
     *     another caller turns out to have started the run with the same key, its token is reported later, too
     * @return the outcome of each, in the order of the backups; shorter if not all were requested
     * @see RestorePoints#takeAll
     */
    default List<Started<BackupRun>> takeAll(
            List<Take> takes, BooleanSupplier goOn, BiConsumer<VaultId, String> onStart) {
        List<Started<BackupRun>> started = new ArrayList<>();
        for (Take one : takes) {
            if (!goOn.getAsBoolean()) {
                break;
            }
            OperationDriver<BackupRun> run;
            try {
                run = take(one.spec(), one.key());
            } catch (BackupException e) {
                started.add(new Started.Refused<>(e));
                continue;
            } catch (IllegalStateException e) {
                // It was closed meanwhile: what became of the earlier ones is known all the same.
                if (started.isEmpty()) {
                    throw e;
                }
                break;
            }
            onStart.accept(one.spec().vault(), run.token());
            started.add(new Started.Work<>(run));
        }
        return started;
    }

    /**
     * A manual backup to start.
     *
     * @param spec the vault, and which of its members
     * @param key the key of the call
     */
    record Take(BackupSpec spec, CallKey key) {
        /** Refuses null. */
        public Take {
            Objects.requireNonNull(spec, "spec == null");
            Objects.requireNonNull(key, "key == null");
        }
    }

    /**
     * Returns a restore point as it is now.
     *
     * @see RestorePoints#get
     */
    RestorePoint get(RestorePointId id);

    /**
     * Lists restore points, newest first; with the disks in those of servers, if the filter says so.
     *
     * @see RestorePoints#list(RestorePointFilter)
     */
    Listing<RestorePoint> list(RestorePointFilter filter);

    /**
     * Lists backup runs, the latest first, from the cloud's log and without a request for each. What the log tells of one run is one
     * element, even if its members began hours apart.
     *
     * <p>Not called without {@link Capability#OPERATION_LOG}.
     *
     * @see RestorePoints#runs(BackupRunFilter)
     */
    default Listing<BackupRunRecord> runs(BackupRunFilter filter) {
        throw Unimplemented.of(Capability.OPERATION_LOG, this);
    }

    /**
     * Renames a restore point as an update says.
     *
     * @see RestorePoints#update
     */
    RestorePoint update(RestorePointId id, RestorePointUpdate update);

    /**
     * Starts to restore the data over the disk or server that it was taken of, or finds the work that was started with
     * the same key. The driver refuses a resource that the restore point was not taken of. If the target is a disk, the id may be
     * that of a part.
     *
     * <p>The driver remembers a key that the caller chose with the resource, once it is overwritten, and keeps it until a restore with
     * another such key has succeeded. It looks for the key beyond that resource: the same key over another one is refused with {@link
     * io.github.backup4j.Conflict}. It reads what it has remembered by the id of the resource, since lists may lag.
     *
     * @param <R> a disk or a server
     * @see RestorePoints#restore(RestorePointId, InPlace)
     */
    <R extends Resource> OperationDriver<R> overwrite(RestorePointId id, InPlace<R> target, CallKey key);

    /**
     * Starts to create a disk with the data of a disk, or finds the work that was started with the same key.
     *
     * @see RestorePoints#restore(RestorePointId, DiskSpec)
     */
    OperationDriver<Resource.Disk> newDisk(RestorePointId id, DiskSpec disk, CallKey key);

    /**
     * Starts to create a server with the data of a server, or finds the work that was started with the same key.
     *
     * <p>Not called without {@link Capability#RESTORE_TO_NEW_SERVER}.
     *
     * @see RestorePoints#restore(RestorePointId, ServerSpec)
     */
    default OperationDriver<Resource.Server> newServer(RestorePointId id, ServerSpec server, CallKey key) {
        throw Unimplemented.of(Capability.RESTORE_TO_NEW_SERVER, this);
    }

    /**
     * Runs the checks of a restore without starting it, and returns what it would do. The checks are those that {@link #overwrite},
     * {@link #newDisk} and {@link #newServer} make before their first change, in the same order; the driver may {@linkplain
     * Checks#report report} more. It changes nothing, and looks for no request key.
     *
     * <p>Called with a {@link ServerSpec} only with {@link Capability#RESTORE_TO_NEW_SERVER}, and with a disk that is attached only
     * with {@link Capability#DISK_ATTACHMENT}.
     *
     * @see RestorePoints#preflight
     */
    Impact preflight(RestorePointId id, RestoreTarget target, Checks checks);

    /**
     * Starts to copy a restore point to another region, or finds the work that was started with the same key.
     *
     * <p>Not called without {@link Capability#REPLICATION}.
     *
     * @see RestorePoints#copy
     */
    default OperationDriver<RestorePoint> copy(RestorePointId id, Site site, VaultId vault, String name, CallKey key) {
        throw Unimplemented.of(Capability.REPLICATION, this);
    }

    /**
     * Returns the regions that restore points can be copied to; this one may be among them.
     *
     * <p>Not called without {@link Capability#REPLICATION}.
     *
     * @see RestorePoints#copyRegions
     */
    default Set<String> copyRegions() {
        throw Unimplemented.of(Capability.REPLICATION, this);
    }

    /**
     * Offers a restore point to a project that is not this one.
     *
     * <p>Not called without {@link Capability#RESTORE_POINT_SHARING}.
     *
     * @see RestorePoints#share
     */
    default Share share(RestorePointId id, String project) {
        throw Unimplemented.of(Capability.RESTORE_POINT_SHARING, this);
    }

    /**
     * Returns the projects that a restore point is offered to.
     *
     * <p>Not called without {@link Capability#RESTORE_POINT_SHARING}.
     *
     * @see RestorePoints#shares
     */
    default List<Share> shares(RestorePointId id) {
        throw Unimplemented.of(Capability.RESTORE_POINT_SHARING, this);
    }

    /**
     * Stops offering a restore point to another project.
     *
     * <p>Not called without {@link Capability#RESTORE_POINT_SHARING}.
     *
     * @see RestorePoints#unshare
     */
    default void unshare(RestorePointId id, String project) {
        throw Unimplemented.of(Capability.RESTORE_POINT_SHARING, this);
    }

    /**
     * Accepts a restore point that another project offers.
     *
     * <p>Not called without {@link Capability#RESTORE_POINT_SHARING}.
     *
     * @see RestorePoints#accept
     */
    default Share accept(RestorePointId id, VaultId vault) {
        throw Unimplemented.of(Capability.RESTORE_POINT_SHARING, this);
    }

    /**
     * Rejects a restore point that another project offers.
     *
     * <p>Not called without {@link Capability#RESTORE_POINT_SHARING}.
     *
     * @see RestorePoints#reject
     */
    default Share reject(RestorePointId id) {
        throw Unimplemented.of(Capability.RESTORE_POINT_SHARING, this);
    }

    /**
     * Deletes a restore point.
     *
     * @see RestorePoints#delete
     */
    void delete(RestorePointId id);
}
