package io.github.backup4j;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A disk or server as the cloud knows it, and where it is protected.
 *
 * @param resource the disk or server
 * @param name its name; not unique
 * @param size how large it is; a server: all its disks together
 * @param reportedStatus whether it is ready for use
 * @param zone the zone it is in; null if the cloud does not say
 * @param encrypted whether it, or any disk of it, is encrypted
 * @param disks the disks of a server, the one it starts from first; a disk: empty
 * @param servers the servers that a disk is attached to; a server: empty
 * @param tags the tags
 * @param protection where it is protected, or why it cannot be
 */
public record ProtectableResource(
        Resource resource,
        String name,
        DataSize size,
        Reported<Status> reportedStatus,
        @Nullable String zone,
        boolean encrypted,
        List<Resource.Disk> disks,
        List<Resource.Server> servers,
        Map<String, String> tags,
        Protection protection) {
    /** Refuses null where it is not allowed, and copies the collections. */
    public ProtectableResource {
        Require.nonNull(resource, "resource");
        Require.nonNull(name, "name");
        Require.nonNull(size, "size");
        Require.nonNull(reportedStatus, "reportedStatus");
        zone = Require.textOrNull(zone);
        disks = List.copyOf(disks);
        servers = List.copyOf(servers);
        tags = Require.copyOf(tags);
        Require.nonNull(protection, "protection");
    }

    /** Returns whether it is ready for use. */
    public Status status() {
        return reportedStatus.value();
    }

    /** Returns the status in the cloud's own words; null if the cloud does not say. */
    public @Nullable String statusText() {
        return reportedStatus.text();
    }

    /** Returns the vault that holds it as a member, as {@link Protection#vault()} says; null: none does. */
    public @Nullable VaultId vault() {
        return protection.vault();
    }

    /** Returns whether a vault could accept it now. */
    public boolean protectable() {
        return protection.obstacle() == null;
    }

    /** Returns why no vault could accept it now, in words; null if one could. */
    public @Nullable String obstacle() {
        return protection.obstacle();
    }

    /** Returns the servers whose backups hold a disk, as {@link Protection#through()} says. */
    public List<Through> protectedThrough() {
        return protection.through();
    }

    /**
     * Returns whether a vault backs it up: as a member, or as a disk of a server that is one. Whether a policy does so
     * regularly is a matter of the {@link Vault}.
     */
    public boolean isProtected() {
        return vault() != null || !protectedThrough().isEmpty();
    }

    /**
     * Where a disk or server is protected, or what is in the way.
     *
     * @param vault the vault that holds it as a member; null: none does. A disk of a protected server is a member of no vault
     *     itself; {@code through} names its server
     * @param obstacle why no vault could accept it now, in the cloud's own words where there are any; null where one could
     * @param through for a disk, the servers whose backups hold it, and the vaults of those: it is attached to them, they are
     *     members of a vault, and it is not left out there. A server: empty
     */
    public record Protection(
            @Nullable VaultId vault, @Nullable String obstacle, List<Through> through) {
        /** Takes an empty obstacle as none, and copies the list. */
        public Protection {
            obstacle = Require.textOrNull(obstacle);
            through = List.copyOf(through);
        }
    }

    /**
     * A server whose backups hold a disk.
     *
     * @param server the server, whose restore points have a {@link RestorePoint#part} for the disk
     * @param vault the vault that holds the server as a member
     */
    public record Through(Resource.Server server, VaultId vault) {
        /** Refuses null. */
        public Through {
            Require.nonNull(server, "server");
            Require.nonNull(vault, "vault");
        }
    }

    /** Whether a disk or a server is ready for use. */
    public enum Status {
        /** A disk that no server uses. */
        AVAILABLE,
        /** A disk that is attached to a server. */
        IN_USE,
        /** A server that is running. */
        RUNNING,
        /** A server that is stopped. */
        STOPPED,
        /** Other work is in progress: it is being created, restored, rolled back, attached, started or stopped. */
        CHANGING,
        /** The cloud reports an error. */
        ERROR,
        /** A status that this API does not know; {@link ProtectableResource#statusText()} has the cloud's own word. */
        UNRECOGNIZED
    }
}
