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
 * @param status whether it can be worked on
 * @param statusText the status in the cloud's own words
 * @param zone the zone it is in; "" where the cloud does not say
 * @param encrypted whether it, or any disk of it, is encrypted
 * @param disks the disks of a server, the one it starts from first; a disk: empty
 * @param servers the servers that a disk is attached to; a server: empty
 * @param tags the tags
 * @param vault the vault that holds it as a member; null: none does. A disk of a protected server is a member of no
 *     vault itself
 * @param protectable whether a vault could take it in now
 * @param obstacle why not, in the cloud's own words; "" where it could
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
        Vault.@Nullable Id vault,
        boolean protectable,
        String obstacle) {
    /** Refuses null where it is not allowed, and copies the collections. */
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
            Vault.@Nullable Id vault,
            boolean protectable,
            String obstacle) {
        Require.nonNull(resource, "resource");
        Require.nonNull(name, "name");
        Require.nonNull(size, "size");
        Require.nonNull(status, "status");
        Require.nonNull(statusText, "statusText");
        Require.nonNull(zone, "zone");
        this.disks = List.copyOf(disks);
        this.servers = List.copyOf(servers);
        this.tags = Require.copyOf(tags);
        Require.nonNull(obstacle, "obstacle");
        this.resource = resource;
        this.name = name;
        this.size = size;
        this.status = status;
        this.statusText = statusText;
        this.zone = zone;
        this.encrypted = encrypted;
        this.vault = vault;
        this.protectable = protectable;
        this.obstacle = obstacle;
    }

    /** Whether a disk or a server can be worked on. */
    public enum Status {
        /** A disk that no server uses. */
        AVAILABLE,
        /** A disk that is attached to a server. */
        IN_USE,
        /** A server that is running. */
        RUNNING,
        /** A server that is stopped. */
        STOPPED,
        /** Something is going on: it is being made, restored, rolled back, attached, started or stopped. */
        CHANGING,
        /** The cloud failed at something. */
        ERROR,
        /** A status that this API does not know; {@link ProtectableResource#statusText()} has the cloud's own word. */
        UNKNOWN
    }
}
