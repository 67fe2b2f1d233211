package io.github.backup4j;

/**
 * The id of a backup run.
 *
 * @param value the cloud's id: 1 to 128 letters, digits and {@code - _ . :}
 */
public record BackupRunId(String value) {
    /** Refuses a malformed id with {@link Invalid}. */
    public BackupRunId {
        Require.id(value, "backup run id");
    }

    /** Returns the bare id. */
    @Override
    public String toString() {
        return value;
    }
}
