package io.github.backup4j;

/**
 * The id of a policy.
 *
 * @param value the cloud's id: 1 to 128 letters, digits and {@code - _ . :}
 */
public record PolicyId(String value) {
    /** Refuses a malformed id with {@link Invalid}. */
    public PolicyId {
        Require.id(value, "policy id");
    }

    /** Returns the bare id. */
    @Override
    public String toString() {
        return value;
    }
}
