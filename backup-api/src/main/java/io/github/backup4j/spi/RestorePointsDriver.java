package io.github.backup4j.spi;

import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.RestorePoints;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Share;
import io.github.backup4j.Site;
import io.github.backup4j.Vault;
import java.util.List;

/** The restore points of a project, as a provider implements {@link RestorePoints}. */
public interface RestorePointsDriver {
    /**
     * Starts a backup by hand, or finds the one that was started with the same key.
     *
     * @see RestorePoints#take
     */
    OperationDriver<BackupRun> take(BackupSpec spec, CallKey key);

    /**
     * Returns a restore point as it is now.
     *
     * @see RestorePoints#get
     */
    RestorePoint get(RestorePoint.Id id);

    /**
     * Lists restore points, newest first; with the disks in those of servers, if the filter says so.
     *
     * @see RestorePoints#list(RestorePointFilter)
     */
    Listing<RestorePoint> list(RestorePointFilter filter);

    /**
     * Gives a restore point another name.
     *
     * @see RestorePoints#rename
     */
    RestorePoint rename(RestorePoint.Id id, String name);

    /**
     * Starts to bring the data back over the disk or server it was taken of, or finds the work that was started with the same key. The
     * driver refuses a resource that the restore point was not taken of.
     *
     * @param <R> a disk or a server
     * @see RestorePoints#restore(RestorePoint.Id, InPlace)
     */
    <R extends Resource> OperationDriver<R> overwrite(RestorePoint.Id id, InPlace<R> target, CallKey key);

    /**
     * Starts to create a disk with the data of a disk, or finds the work that was started with the same key.
     *
     * @see RestorePoints#restore(RestorePoint.Id, DiskSpec)
     */
    OperationDriver<Resource.Disk> newDisk(RestorePoint.Id id, DiskSpec disk, CallKey key);

    /**
     * Starts to create a server with the data of a server, or finds the work that was started with the same key.
     *
     * @see RestorePoints#restore(RestorePoint.Id, ServerSpec)
     */
    OperationDriver<Resource.Server> newServer(RestorePoint.Id id, ServerSpec server, CallKey key);

    /**
     * Starts to copy a restore point to another region, or finds the work that was started with the same key.
     *
     * @see RestorePoints#copy
     */
    OperationDriver<RestorePoint> copy(RestorePoint.Id id, Site site, Vault.Id vault, String name, CallKey key);

    /**
     * Offers a restore point to a project that is not this one.
     *
     * @see RestorePoints#share
     */
    Share share(RestorePoint.Id id, String project);

    /**
     * Returns the projects that a restore point is offered to.
     *
     * @see RestorePoints#shares
     */
    List<Share> shares(RestorePoint.Id id);

    /**
     * Takes a restore point back from another project.
     *
     * @see RestorePoints#unshare
     */
    void unshare(RestorePoint.Id id, String project);

    /**
     * Accepts a restore point that another project offers.
     *
     * @see RestorePoints#accept
     */
    Share accept(RestorePoint.Id id, Vault.Id vault);

    /**
     * Turns down a restore point that another project offers.
     *
     * @see RestorePoints#reject
     */
    Share reject(RestorePoint.Id id);

    /**
     * Deletes a restore point.
     *
     * @see RestorePoints#delete
     */
    void delete(RestorePoint.Id id);
}
