package io.github.backup4j.testkit;

import io.github.backup4j.Resource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a running server that a test adds to the world. Immutable.
 *
 * @param name its name
 * @param disks its disks, which exist and are not attached; it starts from the first
 * @param zone the zone it is in; {@code "zone-1"} by default
 * @param flavor its size in processors and memory; {@code "s6.large.2"} by default
 * @param network the network it is in; {@code "network-1"} by default
 * @param subnet the subnet it is in; {@code "subnet-1"} by default
 * @param tags its tags; none by default
 * @param id its id; null, the default: the cloud chooses it
 * @param securityGroups its firewall rules; none of its own by default
 * @param keyPair the name of its key pair; null by default
 */
public record ServerSetup(
        String name,
        List<Resource.Disk> disks,
        String zone,
        String flavor,
        String network,
        String subnet,
        Map<String, String> tags,
        @Nullable String id,
        List<String> securityGroups,
        @Nullable String keyPair) {
    /** Refuses null and a server without disks, and copies the collections. */
    public ServerSetup {
        Objects.requireNonNull(name, "name == null");
        disks = List.copyOf(disks);
        if (disks.isEmpty()) {
            throw new IllegalArgumentException("disks is empty; server \"" + name + "\" needs a disk to start from");
        }
        Objects.requireNonNull(zone, "zone == null");
        Objects.requireNonNull(flavor, "flavor == null");
        Objects.requireNonNull(network, "network == null");
        Objects.requireNonNull(subnet, "subnet == null");
        tags = Map.copyOf(tags);
        if (id != null && id.isBlank()) {
            throw new IllegalArgumentException("id is blank, for server \"" + name + "\"");
        }
        securityGroups = List.copyOf(securityGroups);
    }

    /** A server without firewall rules of its own and without a key pair. */
    public ServerSetup(
            String name,
            List<Resource.Disk> disks,
            String zone,
            String flavor,
            String network,
            String subnet,
            Map<String, String> tags,
            @Nullable String id) {
        this(name, disks, zone, flavor, network, subnet, tags, id, List.of(), null);
    }

    /** A server whose id the cloud chooses. */
    public ServerSetup(
            String name,
            List<Resource.Disk> disks,
            String zone,
            String flavor,
            String network,
            String subnet,
            Map<String, String> tags) {
        this(name, disks, zone, flavor, network, subnet, tags, null);
    }

    /**
     * Returns a plain server.
     *
     * @param name its name
     * @param disks its disks, at least one; it boots from the first
     */
    public static ServerSetup of(String name, Resource.Disk... disks) {
        return new ServerSetup(name, List.of(disks), "zone-1", "s6.large.2", "network-1", "subnet-1", Map.of());
    }

    /**
     * Returns the same server in another zone.
     *
     * @param newZone the zone
     */
    public ServerSetup inZone(String newZone) {
        return new ServerSetup(name, disks, newZone, flavor, network, subnet, tags, id, securityGroups, keyPair);
    }

    /**
     * Returns the same server in another size.
     *
     * @param newFlavor the size in processors and memory
     */
    public ServerSetup ofFlavor(String newFlavor) {
        return new ServerSetup(name, disks, zone, newFlavor, network, subnet, tags, id, securityGroups, keyPair);
    }

    /**
     * Returns the same server in another network.
     *
     * @param newNetwork the network
     * @param newSubnet the subnet
     */
    public ServerSetup inNetwork(String newNetwork, String newSubnet) {
        return new ServerSetup(name, disks, zone, flavor, newNetwork, newSubnet, tags, id, securityGroups, keyPair);
    }

    /**
     * Returns the same server with these firewall rules.
     *
     * @param groups the security groups
     */
    public ServerSetup withSecurityGroups(String... groups) {
        return new ServerSetup(name, disks, zone, flavor, network, subnet, tags, id, List.of(groups), keyPair);
    }

    /**
     * Returns the same server with a key pair.
     *
     * @param newKeyPair the name of the key pair
     */
    public ServerSetup withKeyPair(String newKeyPair) {
        return new ServerSetup(name, disks, zone, flavor, network, subnet, tags, id, securityGroups, newKeyPair);
    }

    /**
     * Returns the same server with these tags.
     *
     * @param newTags the tags
     */
    public ServerSetup withTags(Map<String, String> newTags) {
        return new ServerSetup(name, disks, zone, flavor, network, subnet, newTags, id, securityGroups, keyPair);
    }

    /**
     * Returns the same server with this id, so that a test can refer to it before it exists.
     *
     * @param newId the id, which no other server has
     */
    public ServerSetup withId(String newId) {
        return new ServerSetup(name, disks, zone, flavor, network, subnet, tags, newId, securityGroups, keyPair);
    }
}
