package io.github.backup4j;

import java.io.Serializable;

/**
 * The id of a vault.
 *
 * @param value the cloud's id: 1 to 128 letters, digits and {@code - _ . :}
 */
public record VaultId(String value) implements Serializable {
    /** Refuses a malformed id with {@link Invalid}. */
    public VaultId {
        Require.id(value, "vault id");
    }

    /** Returns the bare id. */
    @Override
    public String toString() {
        return value;
    }
}
