package io.github.backup4j.examples.durable;

import java.util.List;

/**
 * The disks and servers of a fleet.
 *
 * @param vaults those that vaults hold, by vault
 * @param uncovered those that no round backs up, each with the reason, as texts
 */
public record FleetMembers(List<VaultMembers> vaults, List<String> uncovered) {
    /** Copies the lists. */
    public FleetMembers {
        vaults = List.copyOf(vaults);
        uncovered = List.copyOf(uncovered);
    }
}
