package io.github.backup4j;

/**
 * What can be changed about a restore point: given to {@link RestorePoints#update}. Start from {@link RestorePoint#toUpdate()}.
 * Immutable.
 *
 * @param name the name, not empty
 */
public record RestorePointUpdate(String name) {
    /** Refuses null. */
    public RestorePointUpdate {
        Require.nonNull(name, "name");
    }

    /**
     * Returns the same update with another name.
     *
     * @param newName the name, not empty
     */
    public RestorePointUpdate named(String newName) {
        return new RestorePointUpdate(newName);
    }
}
