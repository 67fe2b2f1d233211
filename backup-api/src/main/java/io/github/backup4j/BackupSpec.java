package io.github.backup4j;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a manual backup contains: given to {@link RestorePoints#take}.
 *
 * <p>By default all members of the vault, incrementally. Immutable.
 *
 * <p>The cloud limits the length of texts: a call with a spec beyond its {@linkplain CloudBackup#limits()
 * limits} is refused with {@link Invalid}. Setting a property again to a different value is refused, too.
 *
 * @param vault the vault whose members are backed up
 * @param resources the members to back up; empty: all
 * @param name the name of the restore points, not blank; null: the cloud chooses one
 * @param description the description, without line breaks; "" by default
 * @param full whether all data is stored again, instead of what changed; false by default
 */
public record BackupSpec(
        VaultId vault, List<Resource> resources, @Nullable String name, String description, boolean full) {
    /** Refuses values out of range, and a resource that is named twice, with {@link Invalid}. */
    public BackupSpec {
        Require.nonNull(vault, "vault");
        resources = Require.distinct(resources, "resources");
        if (name != null) {
            Require.name(name, "backup name");
        }
        Require.text(description, "backup description");
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
        List<Resource> wanted = List.copyOf(members);
        Once.given("only", resources.isEmpty() ? null : resources, wanted);
        return new BackupSpec(vault, wanted, name, description, full);
    }

    /** The same spec for other members; none: for all of the vault. */
    BackupSpec withMembers(Collection<? extends Resource> members) {
        return new BackupSpec(vault, List.copyOf(members), name, description, full);
    }

    /**
     * Returns the same spec with a name for the restore points.
     *
     * @param newName the name, not blank
     * @throws Invalid if it is blank or holds a control character
     */
    public BackupSpec named(String newName) {
        Once.given("named", name, Require.nonNull(newName, "newName"));
        return new BackupSpec(vault, resources, newName, description, full);
    }

    /**
     * Returns the same spec with a description.
     *
     * @param newDescription the description, without line breaks
     * @throws Invalid if it holds a control character
     */
    public BackupSpec describedAs(String newDescription) {
        Once.text("describedAs", description, newDescription);
        return new BackupSpec(vault, resources, name, newDescription, full);
    }

    /** Returns the same spec, storing all data again instead of what changed. */
    public BackupSpec inFull() {
        return new BackupSpec(vault, resources, name, description, true);
    }
}
