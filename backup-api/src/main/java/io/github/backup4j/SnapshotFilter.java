package io.github.backup4j;

import org.jspecify.annotations.Nullable;

/**
 * Which snapshots a list is limited to: given to {@link Snapshots#list(SnapshotFilter)}.
 *
 * <p>All conditions must hold; by default there are none. Immutable.
 *
 * @param disk only those of this disk; null: any
 * @param name only those with exactly this name; null: any
 * @param status only those in this status; null: any
 * @param includingBackups whether those that the backup service made for its own work are listed too; false by default
 */
public record SnapshotFilter(
        Resource.@Nullable Disk disk,
        @Nullable String name,
        Snapshot.@Nullable Status status,
        boolean includingBackups) {
    private static final SnapshotFilter ALL = new SnapshotFilter(null, null, null, false);

    /** Returns the filter that matches all snapshots. */
    public static SnapshotFilter all() {
        return ALL;
    }

    /**
     * Returns the same filter, limited to those of one disk.
     *
     * @param snapshotDisk the disk
     */
    public SnapshotFilter ofDisk(Resource.Disk snapshotDisk) {
        Require.nonNull(snapshotDisk, "snapshotDisk");
        return new SnapshotFilter(snapshotDisk, name, status, includingBackups);
    }

    /**
     * Returns the same filter, limited to those with exactly one name.
     *
     * @param exactName the name
     */
    public SnapshotFilter named(String exactName) {
        Require.nonNull(exactName, "exactName");
        return new SnapshotFilter(disk, exactName, status, includingBackups);
    }

    /**
     * Returns the same filter, limited to those in one status.
     *
     * @param snapshotStatus the status
     */
    public SnapshotFilter withStatus(Snapshot.Status snapshotStatus) {
        Require.nonNull(snapshotStatus, "snapshotStatus");
        return new SnapshotFilter(disk, name, snapshotStatus, includingBackups);
    }

    /** Returns the same filter, listing those too that the backup service made for its own work. */
    public SnapshotFilter includingThoseOfBackups() {
        return new SnapshotFilter(disk, name, status, true);
    }

    /**
     * Returns whether a snapshot meets all conditions.
     *
     * @param snapshot the snapshot
     */
    public boolean matches(Snapshot snapshot) {
        return (includingBackups || !snapshot.ofBackup())
                && (disk == null || disk.equals(snapshot.disk()))
                && (name == null || name.equals(snapshot.name()))
                && (status == null || status == snapshot.status());
    }
}
