package io.github.backup4j;

/**
 * What can be changed about a snapshot: given to {@link Snapshots#update}. Start from {@link Snapshot#toUpdate()}, so that nothing
 * else changes. Immutable.
 *
 * @param name the name, not empty
 * @param description the description; "": none
 */
public record SnapshotUpdate(String name, String description) {
    /** Refuses null. */
    public SnapshotUpdate {
        Require.nonNull(name, "name");
        Require.nonNull(description, "description");
    }

    /**
     * Returns the same update with another name.
     *
     * @param newName the name, not empty
     */
    public SnapshotUpdate named(String newName) {
        return new SnapshotUpdate(newName, description);
    }

    /**
     * Returns the same update with another description.
     *
     * @param newDescription the description; "": none
     */
    public SnapshotUpdate describedAs(String newDescription) {
        return new SnapshotUpdate(name, newDescription);
    }
}
