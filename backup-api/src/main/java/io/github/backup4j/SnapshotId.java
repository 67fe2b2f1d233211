package io.github.backup4j;

/**
 * The id of a snapshot.
 *
 * @param value the cloud's id: 1 to 128 letters, digits and {@code - _ . :}
 */
public record SnapshotId(String value) {
    /** Refuses a malformed id with {@link Invalid}. */
    public SnapshotId {
        Require.id(value, "snapshot id");
    }

    /** Returns the bare id. */
    @Override
    public String toString() {
        return value;
    }
}
