package io.github.backup4j.testkit.internal;

import io.github.backup4j.Policy;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The content of a site that is copied from another cloud.
 *
 * @param resources the disks and servers; each disk of a server is among them, and no disk is in two servers
 * @param vaults the vaults
 * @param policies the policies
 * @param points the restore points, the oldest first, each in one of the vaults
 * @param growth how the data of each resource grows
 */
public record Blueprint(
        List<ProtectableResource> resources,
        List<CopiedVault> vaults,
        List<CopiedPolicy> policies,
        List<CopiedPoint> points,
        Map<Resource, Growth> growth) {
    /** Copies the lists. */
    public Blueprint {
        resources = List.copyOf(resources);
        vaults = List.copyOf(vaults);
        policies = List.copyOf(policies);
        points = List.copyOf(points);
        growth = Map.copyOf(growth);
    }

    /**
     * A vault.
     *
     * @param vault the vault as it is listed
     * @param spec its properties
     * @param members its members that can be copied
     * @param ballast the bytes in it that no copied restore point takes
     */
    public record CopiedVault(Vault vault, VaultSpec spec, List<Vault.Member> members, long ballast) {}

    /**
     * A policy.
     *
     * @param policy the policy as it is listed
     * @param spec its properties
     * @param cycleStart the day from which cycles of several days are counted
     * @param attachments the vaults that it is attached to, which are all copied
     */
    public record CopiedPolicy(
            Policy policy, PolicySpec spec, Instant cycleStart, List<Policy.Attachment> attachments) {}

    /**
     * A restore point.
     *
     * @param point the restore point as it is listed
     * @param vault the vault that holds it
     * @param bytes the bytes that it takes in the vault
     */
    public record CopiedPoint(RestorePoint point, VaultId vault, long bytes) {}

    /**
     * How the data of a resource grows.
     *
     * @param bytes the bytes that differ at the next backup
     * @param time the time in which that many bytes change; zero: from each backup to the next
     * @param newPercent how many percent of the bytes are added, while the others replace data
     * @param first the bytes of the first restore point
     */
    public record Growth(long bytes, Duration time, int newPercent, long first) {
        /** Returns whether the same data changes each time. */
        public boolean sameDataEachTime() {
            return time.isZero();
        }

        /**
         * Returns the bytes that change in a time.
         *
         * @param passed the time since the backup before
         */
        public long over(Duration passed) {
            return time.isZero()
                    ? bytes
                    : Math.round((double) bytes * Math.max(0, passed.toSeconds()) / time.toSeconds());
        }

        long ofWhichNew(long some) {
            return some / 100 * newPercent + some % 100 * newPercent / 100;
        }
    }
}
