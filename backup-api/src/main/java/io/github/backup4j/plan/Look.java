package io.github.backup4j.plan;

import io.github.backup4j.Capability;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.NotFound;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicyId;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The vaults and policies at one moment. The restore points of a vault, and the disks and servers, are read when they are first requested. */
final class Look {
    private final CloudBackup backup;
    private final Instant now;
    private final Map<VaultId, Vault> vaults = new LinkedHashMap<>();
    private final Map<PolicyId, Policy> policies = new LinkedHashMap<>();
    private final Map<Resource, Vault> places = new HashMap<>();
    private final Map<VaultId, List<RestorePoint>> points = new HashMap<>();

    /** Whether it is of one vault, so that a disk or server is read alone. */
    private final boolean ofOneVault;

    private @Nullable Map<Resource, ProtectableResource> resources;

    private Look(CloudBackup backup, boolean ofOneVault) {
        this.backup = backup;
        this.ofOneVault = ofOneVault;
        now = backup.time().now();
    }

    static Look at(CloudBackup backup) {
        Look look = new Look(backup, false);
        backup.vaults().list().forEach(look::put);
        if (backup.supports(Capability.POLICIES)) {
            backup.policies().list().forEach(policy -> look.policies.put(policy.id(), policy));
        }
        return look;
    }

    /**
     * Returns a look at one vault that was just read.
     *
     * @param resource the only member whose restore points are read; null: those of all members
     */
    static Look at(CloudBackup backup, Vault vault, @Nullable Resource resource) {
        Look look = new Look(backup, true);
        look.put(vault);
        if (resource != null) {
            look.points.put(
                    vault.id(),
                    backup.restorePoints()
                            .list(RestorePointFilter.of(resource).inVault(vault.id()))
                            .toList());
        }
        return look;
    }

    private void put(Vault vault) {
        vaults.put(vault.id(), vault);
        for (Vault.Member member : vault.members()) {
            // A member of two vaults is leaving one of them.
            Vault other = places.get(member.resource());
            if (other == null || other.status() == Vault.Status.DELETING || isBeingRemoved(other, member.resource())) {
                places.put(member.resource(), vault);
            }
        }
    }

    /** Whether a vault still lists a member that it is removing. */
    static boolean isBeingRemoved(Vault vault, Resource resource) {
        return vault.member(resource)
                .filter(member -> member.status() == Vault.MemberStatus.REMOVING)
                .isPresent();
    }

    Instant now() {
        return now;
    }

    /** All vaults, oldest first. */
    List<Vault> vaults() {
        return List.copyOf(vaults.values());
    }

    Optional<Vault> vault(VaultId id) {
        return Optional.ofNullable(vaults.get(id));
    }

    List<Policy> policies() {
        return List.copyOf(policies.values());
    }

    Optional<Policy> policy(PolicyId id) {
        return Optional.ofNullable(policies.get(id));
    }

    /** The vault that has a disk or server as a member. */
    Optional<Vault> placeOf(Resource resource) {
        return Optional.ofNullable(places.get(resource));
    }

    /** A disk or server as it is; empty: there is none. All are read once, when the first is requested, unless the look is of one vault. */
    Optional<ProtectableResource> resource(Resource resource) {
        if (ofOneVault) {
            try {
                return Optional.of(backup.resources().get(resource));
            } catch (NotFound gone) {
                return Optional.empty();
            }
        }
        Map<Resource, ProtectableResource> known = resources;
        if (known == null) {
            known = new HashMap<>();
            for (ProtectableResource each : backup.resources()
                    .list(ResourceFilter.all().withoutObstacles())
                    .toList()) {
                known.put(each.resource(), each);
            }
            resources = known;
        }
        return Optional.ofNullable(known.get(resource));
    }

    /** The restore points in a vault; read once. */
    List<RestorePoint> pointsIn(VaultId id) {
        List<RestorePoint> known = points.get(id);
        if (known == null) {
            known = backup.restorePoints()
                    .list(RestorePointFilter.all().inVault(id))
                    .toList();
            points.put(id, known);
        }
        return known;
    }
}
