package io.github.backup4j;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which restore points a list is limited to: given to {@link RestorePoints#list(RestorePointFilter)}.
 *
 * <p>All conditions must hold; by default there are none. Immutable.
 *
 * @param resource only those that were taken of this disk or server itself; null: any
 * @param vault only those in this vault; null: any
 * @param run only those that this backup run created; null: any
 * @param name only those with exactly this name; null: any
 * @param status only those in this status; null: any
 * @param automatic true: only those that a policy created; false: only those taken manually; null: both
 * @param createdFrom only those begun at this instant or later; null: any
 * @param createdBefore only those begun before this instant; null: any
 * @param origin only those that come from there; null: those taken here and those copied here, but not those that
 *     other projects share
 * @param parts true: each restore point comes with its disks, which may cost a request per restore point of a server;
 *     false: those of servers come without, unless the cloud lists the disks anyway
 */
public record RestorePointFilter(
        @Nullable Resource resource,
        @Nullable VaultId vault,
        @Nullable BackupRunId run,
        @Nullable String name,
        RestorePoint.@Nullable Status status,
        @Nullable Boolean automatic,
        @Nullable Instant createdFrom,
        @Nullable Instant createdBefore,
        RestorePoint.@Nullable Origin origin,
        boolean parts) {
    private static final RestorePointFilter ALL =
            new RestorePointFilter(null, null, null, null, null, null, null, null, null, false);

    /** Returns the filter that matches all restore points. */
    public static RestorePointFilter all() {
        return ALL;
    }

    /**
     * Returns the filter that matches the restore points of one disk or server, as {@link #ofResource} does.
     *
     * @param diskOrServer the disk or server
     */
    public static RestorePointFilter of(Resource diskOrServer) {
        return ALL.ofResource(diskOrServer);
    }

    /**
     * Returns the same filter, limited to those that were taken of one disk or server itself. The data of a disk that is
     * backed up with its server is in restore points of that server, which are not among those of the disk: {@link
     * ProtectableResource#protectedThrough()} names the server, and {@link RestorePoint#part} finds the disk in them.
     *
     * @param diskOrServer the disk or server
     */
    public RestorePointFilter ofResource(Resource diskOrServer) {
        Once.given("ofResource", resource, Require.nonNull(diskOrServer, "diskOrServer"));
        return new RestorePointFilter(
                diskOrServer, vault, run, name, status, automatic, createdFrom, createdBefore, origin, parts);
    }

    /**
     * Returns the same filter, limited to those in one vault.
     *
     * @param vaultId the vault
     */
    public RestorePointFilter inVault(VaultId vaultId) {
        Once.given("inVault", vault, Require.nonNull(vaultId, "vaultId"));
        return new RestorePointFilter(
                resource, vaultId, run, name, status, automatic, createdFrom, createdBefore, origin, parts);
    }

    /**
     * Returns the same filter, limited to those that one backup run created.
     *
     * @param runId the run
     */
    public RestorePointFilter fromRun(BackupRunId runId) {
        Once.given("fromRun", run, Require.nonNull(runId, "runId"));
        return new RestorePointFilter(
                resource, vault, runId, name, status, automatic, createdFrom, createdBefore, origin, parts);
    }

    /**
     * Returns the same filter, limited to those with exactly one name.
     *
     * @param exactName the name
     */
    public RestorePointFilter named(String exactName) {
        Once.given("named", name, Require.nonNull(exactName, "exactName"));
        return new RestorePointFilter(
                resource, vault, run, exactName, status, automatic, createdFrom, createdBefore, origin, parts);
    }

    /**
     * Returns the same filter, limited to those in one status.
     *
     * @param pointStatus the status
     */
    public RestorePointFilter withStatus(RestorePoint.Status pointStatus) {
        Once.given("withStatus", status, Require.nonNull(pointStatus, "pointStatus"));
        return new RestorePointFilter(
                resource, vault, run, name, pointStatus, automatic, createdFrom, createdBefore, origin, parts);
    }

    /**
     * Returns the same filter, limited to those that can be restored from now: not those that are still being created, and not those
     * that failed.
     */
    public RestorePointFilter available() {
        return withStatus(RestorePoint.Status.AVAILABLE);
    }

    /** Returns the same filter, limited to those that a policy created. */
    public RestorePointFilter automaticOnly() {
        Once.given("automatic", automatic, true);
        return new RestorePointFilter(
                resource, vault, run, name, status, true, createdFrom, createdBefore, origin, parts);
    }

    /** Returns the same filter, limited to those that were taken manually. */
    public RestorePointFilter manualOnly() {
        Once.given("automatic", automatic, false);
        return new RestorePointFilter(
                resource, vault, run, name, status, false, createdFrom, createdBefore, origin, parts);
    }

    /**
     * Returns the same filter, limited to those begun at an instant or later.
     *
     * @param instant the earliest instant
     */
    public RestorePointFilter createdFrom(Instant instant) {
        Once.given("createdFrom", createdFrom, Require.nonNull(instant, "instant"));
        return new RestorePointFilter(
                resource, vault, run, name, status, automatic, instant, createdBefore, origin, parts);
    }

    /**
     * Returns the same filter, limited to those begun before an instant.
     *
     * @param instant the first instant that is too late
     */
    public RestorePointFilter createdBefore(Instant instant) {
        Once.given("createdBefore", createdBefore, Require.nonNull(instant, "instant"));
        return new RestorePointFilter(
                resource, vault, run, name, status, automatic, createdFrom, instant, origin, parts);
    }

    /**
     * Returns the same filter, limited to those of one origin.
     *
     * @param pointOrigin where they come from
     */
    public RestorePointFilter withOrigin(RestorePoint.Origin pointOrigin) {
        Once.given("withOrigin", origin, Require.nonNull(pointOrigin, "pointOrigin"));
        return new RestorePointFilter(
                resource, vault, run, name, status, automatic, createdFrom, createdBefore, pointOrigin, parts);
    }

    /** Returns the same filter, with the disks in each: see {@link #parts()}. */
    public RestorePointFilter withParts() {
        return new RestorePointFilter(
                resource, vault, run, name, status, automatic, createdFrom, createdBefore, origin, true);
    }

    /**
     * Returns whether a restore point meets all conditions. Without an origin, those that another project offers do not match.
     *
     * @param point the restore point
     */
    public boolean matches(RestorePoint point) {
        return (resource == null || resource.equals(point.resource()))
                && (vault == null || vault.equals(point.vault()))
                && (run == null || run.equals(point.run()))
                && (name == null || name.equals(point.name()))
                && (status == null || status == point.status())
                && (automatic == null || automatic == point.automatic())
                && Require.isWithin(point.createdAt(), createdFrom, createdBefore)
                && (origin == null ? point.origin() != RestorePoint.Origin.SHARED : origin == point.origin());
    }
}
