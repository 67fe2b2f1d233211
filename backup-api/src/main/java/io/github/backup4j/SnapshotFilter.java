package io.github.backup4j;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which snapshots a list is limited to: given to {@link Snapshots#list(SnapshotFilter)}.
 *
 * <p>All conditions must hold; by default there are none. Immutable.
 *
 * @param resource only those of this disk; null: any
 * @param name only those with exactly this name; null: any
 * @param status only those in this status; null: any
 * @param createdFrom only those created at this instant or later; null: any
 * @param createdBefore only those created before this instant; null: any
 * @param includingBackups whether those that the backup service created for its own work are listed too; false by default
 */
public record SnapshotFilter(
        Resource.@Nullable Disk resource,
        @Nullable String name,
        Snapshot.@Nullable Status status,
        @Nullable Instant createdFrom,
        @Nullable Instant createdBefore,
        boolean includingBackups) {
    private static final SnapshotFilter ALL = new SnapshotFilter(null, null, null, null, null, false);

    /** Returns the filter that matches all snapshots except those of the backup service. */
    public static SnapshotFilter all() {
        return ALL;
    }

    /**
     * Returns the same filter, limited to those of one disk.
     *
     * @param disk the disk
     */
    public SnapshotFilter ofResource(Resource.Disk disk) {
        Once.given("ofResource", resource, Require.nonNull(disk, "disk"));
        return new SnapshotFilter(disk, name, status, createdFrom, createdBefore, includingBackups);
    }

    /**
     * Returns the same filter, limited to those with exactly one name.
     *
     * @param exactName the name
     */
    public SnapshotFilter named(String exactName) {
        Once.given("named", name, Require.nonNull(exactName, "exactName"));
        return new SnapshotFilter(resource, exactName, status, createdFrom, createdBefore, includingBackups);
    }

    /**
     * Returns the same filter, limited to those in one status.
     *
     * @param wantedStatus the status
     */
    public SnapshotFilter withStatus(Snapshot.Status wantedStatus) {
        Once.given("withStatus", status, Require.nonNull(wantedStatus, "wantedStatus"));
        return new SnapshotFilter(resource, name, wantedStatus, createdFrom, createdBefore, includingBackups);
    }

    /**
     * Returns the same filter, limited to those created at an instant or later.
     *
     * @param instant the earliest instant
     */
    public SnapshotFilter createdFrom(Instant instant) {
        Once.given("createdFrom", createdFrom, Require.nonNull(instant, "instant"));
        return new SnapshotFilter(resource, name, status, instant, createdBefore, includingBackups);
    }

    /**
     * Returns the same filter, limited to those created before an instant.
     *
     * @param instant the first instant that is too late
     */
    public SnapshotFilter createdBefore(Instant instant) {
        Once.given("createdBefore", createdBefore, Require.nonNull(instant, "instant"));
        return new SnapshotFilter(resource, name, status, createdFrom, instant, includingBackups);
    }

    /**
     * Returns the same filter, listing those too that the backup service created for its own work.
     */
    public SnapshotFilter includingThoseOfBackups() {
        return new SnapshotFilter(resource, name, status, createdFrom, createdBefore, true);
    }

    /**
     * Returns whether a snapshot meets all conditions.
     *
     * @param snapshot the snapshot
     */
    public boolean matches(Snapshot snapshot) {
        return (includingBackups || !snapshot.ofBackup())
                && (resource == null || resource.equals(snapshot.disk()))
                && (name == null || name.equals(snapshot.name()))
                && (status == null || status == snapshot.status())
                && Require.isWithin(snapshot.createdAt(), createdFrom, createdBefore);
    }
}
