package io.github.backup4j;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a new server that is created from a restore point or an image.
 *
 * <p>What is left null or empty is taken from the server that the data was taken of. If that no longer exists, or the cloud does
 * not report the value, and the restore point or image does not hold it either, the call is refused with {@link Invalid} that
 * names what is missing; nothing is created. The key pair and the tags are not taken from the server. Immutable.
 *
 * <p>Two properties of the disks are no choice: each is encrypted if its original was, and has the type of storage of its original
 * disk. If that disk no longer exists, the cloud may choose the type: on Huawei Cloud it is then {@code SSD}, most likely not slower
 * than the original, and billed as such. To choose the type of one disk, restore that disk with a {@link DiskSpec}.
 *
 * <p>The cloud limits the length of texts and the number of tags: a call with a spec beyond its
 * {@linkplain CloudBackup#limits() limits} is refused with {@link Invalid}. Setting a property again to a different
 * value is refused, too.
 *
 * @param name the name, not blank
 * @param flavor the cloud's id of the size in processors and memory; null: as the source
 * @param zone the zone; null: as the source
 * @param network the cloud's id of the network (VPC) it is placed in; null: as the source
 * @param subnet the cloud's id of the subnet it is placed in; null: as the source
 * @param securityGroups the cloud's ids of its firewall rules; empty: as the source. No new server gets the cloud's default rules
 *     because its spec names none
 * @param keyPair the name of the key pair for logging in; null: as it is in the restored system
 * @param tags the tags, no {@linkplain ReservedNames reserved name} among them; none by default
 */
public record ServerSpec(
        String name,
        @Nullable String flavor,
        @Nullable String zone,
        @Nullable String network,
        @Nullable String subnet,
        List<String> securityGroups,
        @Nullable String keyPair,
        Map<String, String> tags)
        implements RestoreTarget {
    /** Refuses values out of range with {@link Invalid}. */
    public ServerSpec {
        Require.name(name, "server name");
        idOrNull(flavor, "flavor");
        idOrNull(zone, "zone");
        idOrNull(network, "network");
        idOrNull(subnet, "subnet");
        securityGroups = Require.distinct(securityGroups, "securityGroups");
        securityGroups.forEach(group -> Require.id(group, "security group"));
        if (keyPair != null) {
            Require.name(keyPair, "keyPair");
        }
        tags = Require.tags(tags, "server tags");
    }

    /**
     * Returns the spec of a server that is as its source in everything but the name.
     *
     * @param name the name, not blank
     * @throws Invalid if it is blank or holds a control character
     */
    public static ServerSpec of(String name) {
        return new ServerSpec(name, null, null, null, null, List.of(), null, Map.of());
    }

    /**
     * Returns the same spec with another name.
     *
     * @param newName the name, not blank
     * @throws Invalid if it is blank or holds a control character
     */
    public ServerSpec named(String newName) {
        return new ServerSpec(newName, flavor, zone, network, subnet, securityGroups, keyPair, tags);
    }

    /**
     * Returns the same spec with a flavor.
     *
     * @param newFlavor the cloud's id of the size in processors and memory
     * @throws Invalid if it cannot be an id
     */
    public ServerSpec withFlavor(String newFlavor) {
        Once.given("withFlavor", flavor, Require.nonNull(newFlavor, "newFlavor"));
        return new ServerSpec(name, newFlavor, zone, network, subnet, securityGroups, keyPair, tags);
    }

    /**
     * Returns the same spec in a zone.
     *
     * @param newZone the cloud's id of the zone
     * @throws Invalid if it cannot be an id
     */
    public ServerSpec inZone(String newZone) {
        Once.given("inZone", zone, Require.nonNull(newZone, "newZone"));
        return new ServerSpec(name, flavor, newZone, network, subnet, securityGroups, keyPair, tags);
    }

    /**
     * Returns the same spec in a network.
     *
     * @param newNetwork the cloud's id of the network
     * @param newSubnet the cloud's id of the subnet
     * @throws Invalid if either cannot be an id
     */
    public ServerSpec inNetwork(String newNetwork, String newSubnet) {
        Once.given("inNetwork", network, Require.nonNull(newNetwork, "newNetwork"));
        Once.given("inNetwork", subnet, Require.nonNull(newSubnet, "newSubnet"));
        return new ServerSpec(name, flavor, zone, newNetwork, newSubnet, securityGroups, keyPair, tags);
    }

    /**
     * Returns the same spec with these firewall rules and no others.
     *
     * @param groups the cloud's ids of them
     * @throws Invalid if one cannot be an id, or occurs twice
     */
    public ServerSpec withSecurityGroups(String... groups) {
        List<String> given = List.of(groups);
        Once.given("withSecurityGroups", securityGroups.isEmpty() ? null : securityGroups, given);
        return new ServerSpec(name, flavor, zone, network, subnet, given, keyPair, tags);
    }

    /**
     * Returns the same spec with a key pair for logging in.
     *
     * @param newKeyPair its name in the cloud
     * @throws Invalid if it is blank or holds a control character
     */
    public ServerSpec withKeyPair(String newKeyPair) {
        Once.given("withKeyPair", keyPair, Require.nonNull(newKeyPair, "newKeyPair"));
        return new ServerSpec(name, flavor, zone, network, subnet, securityGroups, newKeyPair, tags);
    }

    /**
     * Returns the same spec with these tags and no others.
     *
     * @param newTags the tags
     * @throws Invalid if a key is blank, or one holds a control character
     */
    public ServerSpec withTags(Map<String, String> newTags) {
        Once.tags(tags, newTags);
        return new ServerSpec(name, flavor, zone, network, subnet, securityGroups, keyPair, newTags);
    }

    private static void idOrNull(@Nullable String value, String argument) {
        if (value != null) {
            Require.id(value, argument);
        }
    }
}
