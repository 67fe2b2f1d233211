package io.github.backup4j;

/**
 * The id of a restore point.
 *
 * @param value the cloud's id: 1 to 128 letters, digits and {@code - _ . :}
 */
public record RestorePointId(String value) {
    /** Refuses a malformed id with {@link Invalid}. */
    public RestorePointId {
        Require.id(value, "restore point id");
    }

    /** Returns the bare id. */
    @Override
    public String toString() {
        return value;
    }
}
