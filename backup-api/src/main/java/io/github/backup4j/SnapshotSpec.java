package io.github.backup4j;

/**
 * The properties of a snapshot: given to {@link Snapshots#take}. Immutable.
 *
 * <p>The cloud limits the length of texts: a call with a spec beyond its {@linkplain CloudBackup#limits()
 * limits} is refused with {@link Invalid}. Setting a property again to a different value is refused, too.
 *
 * @param disk the disk it is taken of
 * @param name the name, not blank
 * @param description the description, without line breaks; "" by default
 * @param whileAttached whether it may be taken while a server uses the disk, and is then crash-consistent; false by
 *     default: a disk in use is refused with {@link Conflict}
 */
public record SnapshotSpec(Resource.Disk disk, String name, String description, boolean whileAttached) {
    /** Refuses values out of range with {@link Invalid}. */
    public SnapshotSpec {
        Require.nonNull(disk, "disk");
        Require.name(name, "snapshot name");
        Require.text(description, "snapshot description");
    }

    /**
     * Returns the spec of a snapshot of a disk that no server uses.
     *
     * @param disk the disk
     * @param name the name, not blank
     * @throws Invalid if the name is blank or holds a control character
     */
    public static SnapshotSpec of(Resource.Disk disk, String name) {
        return new SnapshotSpec(disk, name, "", false);
    }

    /**
     * Returns the same spec with a description.
     *
     * @param newDescription the description, without line breaks
     * @throws Invalid if it holds a control character
     */
    public SnapshotSpec describedAs(String newDescription) {
        Once.text("describedAs", description, newDescription);
        return new SnapshotSpec(disk, name, newDescription, whileAttached);
    }

    /** Returns the same spec, which also takes a disk that a server is using. */
    public SnapshotSpec allowingAttached() {
        return new SnapshotSpec(disk, name, description, true);
    }
}
