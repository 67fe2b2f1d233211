package io.github.backup4j;

/**
 * What a snapshot shall be: given to {@link Snapshots#take}. Immutable.
 *
 * @param disk the disk it is taken of
 * @param name 1 to 64 characters; not beginning with {@code autobk_} or {@code manualbk_}, which the backup service uses
 * @param description at most 85 characters; "" by default
 * @param whileAttached whether it may be taken while a server uses the disk, and is then crash-consistent; false by
 *     default: a disk in use is refused with {@link Conflict}
 */
public record SnapshotSpec(Resource.Disk disk, String name, String description, boolean whileAttached) {
    /** Refuses values out of range with {@link Invalid}. */
    public SnapshotSpec {
        Require.nonNull(disk, "disk");
        Require.text(name, "snapshot name", 1, 64);
        if (name.startsWith("autobk_") || name.startsWith("manualbk_")) {
            throw new Invalid("snapshot name is \"" + name + "\"; names that begin so belong to the backup service");
        }
        Require.text(description, "snapshot description", 0, 85);
    }

    /**
     * Returns the spec of a snapshot of a disk that no server uses.
     *
     * @param disk the disk
     * @param name 1 to 64 characters
     * @throws Invalid if the name is empty, too long, or one of the backup service's
     */
    public static SnapshotSpec of(Resource.Disk disk, String name) {
        return new SnapshotSpec(disk, name, "", false);
    }

    /**
     * Returns the same spec with a description.
     *
     * @param newDescription at most 85 characters
     * @throws Invalid if it is too long
     */
    public SnapshotSpec describedAs(String newDescription) {
        return new SnapshotSpec(disk, name, newDescription, whileAttached);
    }

    /** Returns the same spec, which also takes a disk that a server is using. */
    public SnapshotSpec allowingAttached() {
        return new SnapshotSpec(disk, name, description, true);
    }
}
