package io.github.backup4j;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a manual backup contains: given to {@link RestorePoints#take}.
 *
 * <p>By default all members of the vault, incrementally. Immutable.
 *
 * @param vault the vault whose members are backed up
 * @param resources the members to back up; empty: all
 * @param name the name of the restore points, at most 64 characters; null: the cloud chooses one
 * @param description at most 255 characters; "" by default
 * @param full whether all data is stored again, instead of what changed; false by default
 */
public record BackupSpec(
        VaultId vault, List<Resource> resources, @Nullable String name, String description, boolean full) {
    /** Refuses values out of range, and a resource that is named twice, with {@link Invalid}. */
    public BackupSpec {
        Require.nonNull(vault, "vault");
        resources = Require.distinct(resources, "resources");
        if (name != null) {
            Require.text(name, "backup name", 1, 64);
        }
        Require.text(description, "backup description", 0, 255);
    }

    /**
     * Returns the spec of a backup of all members of a vault.
     *
     * @param vault the vault
     */
    public static BackupSpec of(VaultId vault) {
        return new BackupSpec(vault, List.of(), null, "", false);
    }

    /**
     * Returns the same spec for these members alone.
     *
     * @param members at least one
     * @throws Invalid if there is none, or one is named twice
     */
    public BackupSpec only(Resource... members) {
        return only(List.of(members));
    }

    /**
     * Returns the same spec for these members alone.
     *
     * @param members at least one
     * @throws Invalid if there is none, or one is named twice
     */
    public BackupSpec only(Collection<? extends Resource> members) {
        Require.nonNull(members, "members");
        if (members.isEmpty()) {
            throw new Invalid("members is empty; leave only() out to back up all members of vault " + vault);
        }
        return new BackupSpec(vault, List.copyOf(members), name, description, full);
    }

    /**
     * Returns the same spec with a name for the restore points.
     *
     * @param newName 1 to 64 characters
     * @throws Invalid if it is empty or too long
     */
    public BackupSpec named(String newName) {
        return new BackupSpec(vault, resources, newName, description, full);
    }

    /**
     * Returns the same spec with a description.
     *
     * @param newDescription at most 255 characters
     * @throws Invalid if it is too long
     */
    public BackupSpec describedAs(String newDescription) {
        return new BackupSpec(vault, resources, name, newDescription, full);
    }

    /** Returns the same spec, storing all data again instead of what changed. */
    public BackupSpec inFull() {
        return new BackupSpec(vault, resources, name, description, true);
    }
}
