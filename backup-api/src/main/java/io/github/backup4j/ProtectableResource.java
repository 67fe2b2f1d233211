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
 * @param status whether it is ready for use
 * @param statusText the status in the cloud's own words
 * @param zone the zone it is in; "" if the cloud does not say
 * @param encrypted whether it, or any disk of it, is encrypted
 * @param disks the disks of a server, the one it starts from first; a disk: empty
 * @param servers the servers that a disk is attached to; a server: empty
 * @param tags the tags
 * @param vault the vault that holds it as a member; null: none does. A disk of a protected server is a member of no
 *     vault itself; {@code protectedThrough} names its server
 * @param protectable whether a vault could accept it now
 * @param obstacle why not, in the cloud's own words; "" if it could
 * @param protectedThrough for a disk, the servers whose backups hold it, and the vaults of those: it is attached to them, they
 *     are members of a vault, and it is not left out there. A server: empty
 */
public record ProtectableResource(
        Resource resource,
        String name,
        DataSize size,
        Status status,
        String statusText,
        String zone,
        boolean encrypted,
        List<Resource.Disk> disks,
        List<Resource.Server> servers,
        Map<String, String> tags,
        @Nullable VaultId vault,
        boolean protectable,
        String obstacle,
        List<Through> protectedThrough) {
    /** Refuses null where it is not allowed, and copies the collections. */
    public ProtectableResource {
        Require.nonNull(resource, "resource");
        Require.nonNull(name, "name");
        Require.nonNull(size, "size");
        Require.nonNull(status, "status");
        Require.nonNull(statusText, "statusText");
        Require.nonNull(zone, "zone");
        disks = List.copyOf(disks);
        servers = List.copyOf(servers);
        tags = Require.copyOf(tags);
        Require.nonNull(obstacle, "obstacle");
        protectedThrough = List.copyOf(protectedThrough);
    }

    /**
     * Creates one that is not protected through a server.
     *
     * @param resource the disk or server
     * @param name its name
     * @param size how large it is
     * @param status whether it is ready for use
     * @param statusText the status in the cloud's own words
     * @param zone the zone it is in
     * @param encrypted whether it, or any disk of it, is encrypted
     * @param disks the disks of a server
     * @param servers the servers that a disk is attached to
     * @param tags the tags
     * @param vault the vault that holds it as a member; null: none does
     * @param protectable whether a vault could accept it now
     * @param obstacle why not
     */
    public ProtectableResource(
            Resource resource,
            String name,
            DataSize size,
            Status status,
            String statusText,
            String zone,
            boolean encrypted,
            List<Resource.Disk> disks,
            List<Resource.Server> servers,
            Map<String, String> tags,
            @Nullable VaultId vault,
            boolean protectable,
            String obstacle) {
        this(
                resource,
                name,
                size,
                status,
                statusText,
                zone,
                encrypted,
                disks,
                servers,
                tags,
                vault,
                protectable,
                obstacle,
                List.of());
    }

    /**
     * Returns whether a vault backs it up: as a member, or as a disk of a server that is one. Whether a policy does so
     * regularly is a matter of the {@link Vault}.
     */
    public boolean isProtected() {
        return vault != null || !protectedThrough.isEmpty();
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
        UNKNOWN
    }
}
