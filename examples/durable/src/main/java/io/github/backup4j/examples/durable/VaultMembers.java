package io.github.backup4j.examples.durable;

import io.github.backup4j.BackupSpec;
import io.github.backup4j.Resource;
import io.github.backup4j.VaultId;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The members of one vault that belong to a fleet. The vault may hold others, which the fleet does not back up.
 *
 * @param vault the id of the vault
 * @param disks the ids of the disks
 * @param servers the ids of the servers
 */
public record VaultMembers(String vault, List<String> disks, List<String> servers) {
    /** Refuses null, and copies the lists. */
    public VaultMembers {
        Objects.requireNonNull(vault, "vault == null");
        disks = List.copyOf(disks);
        servers = List.copyOf(servers);
    }

    static VaultMembers of(VaultId vault, Collection<Resource> members) {
        return new VaultMembers(vault.value(), ids(members, Resource.Kind.DISK), ids(members, Resource.Kind.SERVER));
    }

    private static List<String> ids(Collection<Resource> members, Resource.Kind kind) {
        return members.stream()
                .filter(member -> member.kind() == kind)
                .map(Resource::id)
                .sorted()
                .toList();
    }

    /** Returns what a backup of these members, and of no other, contains. */
    public BackupSpec backup() {
        return BackupSpec.of(new VaultId(vault))
                .only(Stream.<Resource>concat(
                                disks.stream().map(Resource::disk),
                                servers.stream().map(Resource::server))
                        .toList());
    }
}
