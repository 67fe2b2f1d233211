package io.github.backup4j.testkit;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a server is placed, and who can reach it. Immutable.
 *
 * @param zone the zone it is in
 * @param flavor its size in processors and memory
 * @param network the network it is in
 * @param subnet the subnet it is in
 * @param securityGroups its firewall rules; empty if it has none of its own
 * @param keyPair the name of the key pair that was given to it; null: none
 */
public record ServerPlacement(
        String zone,
        String flavor,
        String network,
        String subnet,
        List<String> securityGroups,
        @Nullable String keyPair) {
    /** Refuses null but for the key pair, and copies the list. */
    public ServerPlacement {
        Objects.requireNonNull(zone, "zone == null");
        Objects.requireNonNull(flavor, "flavor == null");
        Objects.requireNonNull(network, "network == null");
        Objects.requireNonNull(subnet, "subnet == null");
        securityGroups = List.copyOf(securityGroups);
    }
}
