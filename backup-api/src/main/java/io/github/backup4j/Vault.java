package io.github.backup4j;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A container for restore points: it has a capacity, members whose backups it holds, and policies that act on them.
 *
 * <p>A value as read at one moment; {@link Vaults#get} reads it again.
 *
 * @param id the cloud's id
 * @param name the name; not unique
 * @param description the description, or ""
 * @param kind what it protects: disks or servers; fixed at creation
 * @param purpose whether it is for backups or for copies from another region; fixed at creation
 * @param consistency what a restore point of several disks promises
 * @param status whether it can be used
 * @param statusText the status in the cloud's own words
 * @param capacity how much it may hold
 * @param used how much it holds
 * @param autoExpand whether the cloud enlarges it when it is full, at extra cost; one that is full already stays full
 * @param usageAlertPercent the share of the capacity at which the cloud sends a warning, 1 to 100; 0: never
 * @param locked whether it is locked for good: automatic restore points cannot be deleted before they expire, members
 *     cannot leave
 * @param billing how it is paid for
 * @param autoBind the rule by which it takes in servers by itself; null: none
 * @param members what it protects, at most 256
 * @param policies the policies attached to it, at most one of a purpose
 * @param tags the tags, in the order in which the cloud lists them
 * @param createdAt when it was created
 */
public record Vault(
        VaultId id,
        String name,
        String description,
        Resource.Kind kind,
        Purpose purpose,
        Consistency consistency,
        Status status,
        String statusText,
        DataSize capacity,
        DataSize used,
        boolean autoExpand,
        int usageAlertPercent,
        boolean locked,
        Billing billing,
        @Nullable AutoBind autoBind,
        List<Member> members,
        List<AttachedPolicy> policies,
        Map<String, String> tags,
        Instant createdAt) {
    /** Refuses null where it is not allowed, and copies the collections. */
    public Vault {
        Require.nonNull(id, "id");
        Require.nonNull(name, "name");
        Require.nonNull(description, "description");
        Require.nonNull(kind, "kind");
        Require.nonNull(purpose, "purpose");
        Require.nonNull(consistency, "consistency");
        Require.nonNull(status, "status");
        Require.nonNull(statusText, "statusText");
        Require.nonNull(capacity, "capacity");
        Require.nonNull(used, "used");
        Require.nonNull(billing, "billing");
        members = List.copyOf(members);
        policies = List.copyOf(policies);
        tags = Require.copyOf(tags);
        Require.nonNull(createdAt, "createdAt");
    }

    /** Returns the spec that describes this vault as it is: change it and hand it to {@link Vaults#update}. */
    public VaultSpec toSpec() {
        return new VaultSpec(
                name, kind, capacity, purpose, consistency, description, autoExpand, usageAlertPercent, autoBind, tags);
    }

    /**
     * Returns the member that stands for a resource; empty if the vault does not hold it.
     *
     * @param resource the disk or server
     */
    public Optional<Member> member(Resource resource) {
        Require.nonNull(resource, "resource");
        return members.stream()
                .filter(member -> member.resource().equals(resource))
                .findFirst();
    }

    /**
     * Returns the attached policy of one purpose; empty if there is none.
     *
     * @param policyPurpose backup or replication
     */
    public Optional<AttachedPolicy> policy(Purpose policyPurpose) {
        Require.nonNull(policyPurpose, "policyPurpose");
        return policies.stream()
                .filter(policy -> policy.purpose() == policyPurpose)
                .findFirst();
    }

    /**
     * A resource that a vault protects.
     *
     * @param resource the disk or server
     * @param name its name in the cloud
     * @param size how large it is, all its disks together
     * @param stored how much of the vault its restore points take
     * @param restorePoints how many restore points of it the vault holds
     * @param status what is going on with it
     * @param statusText the status in the cloud's own words
     * @param excludedDisks the disks of a server that are left out of its backups
     * @param suspended whether automatic backups pass it over for now
     */
    public record Member(
            Resource resource,
            String name,
            DataSize size,
            DataSize stored,
            int restorePoints,
            MemberStatus status,
            String statusText,
            Set<Resource.Disk> excludedDisks,
            boolean suspended) {
        /** Refuses null, and copies the set. */
        public Member {
            Require.nonNull(resource, "resource");
            Require.nonNull(name, "name");
            Require.nonNull(size, "size");
            Require.nonNull(stored, "stored");
            Require.nonNull(status, "status");
            Require.nonNull(statusText, "statusText");
            excludedDisks = Set.copyOf(excludedDisks);
        }
    }

    /**
     * A policy as it is attached to a vault.
     *
     * @param policy the policy
     * @param purpose its purpose
     * @param destination the vault in the other region that a replication policy copies to; null for a backup policy
     */
    public record AttachedPolicy(
            PolicyId policy, Purpose purpose, @Nullable VaultId destination) {
        /** Refuses null where it is not allowed. */
        public AttachedPolicy {
            Require.nonNull(policy, "policy");
            Require.nonNull(purpose, "purpose");
        }
    }

    /** Whether a vault can be used. */
    public enum Status {
        /** It can be used. */
        AVAILABLE,
        /** The account owes money: the data is kept, but nothing new can be done. Not the same as {@link Vault#locked}. */
        BILLING_LOCKED,
        /** The account owes money for longer: the data is kept for a grace period only. */
        FROZEN,
        /** It is being deleted, with all that it holds. */
        DELETING,
        /** The cloud failed at something; the vault can still be read and deleted. */
        ERROR,
        /** A status that this API does not know; {@link Vault#statusText()} has the cloud's own word. */
        UNKNOWN
    }

    /** What is going on with a member. */
    public enum MemberStatus {
        /** Nothing: it can be backed up and restored. */
        AVAILABLE,
        /** It is being backed up. */
        PROTECTING,
        /** A restore is writing to it. */
        RESTORING,
        /** It is leaving the vault. */
        REMOVING,
        /** The last work on it failed. */
        ERROR,
        /** A status that this API does not know; {@link Member#statusText()} has the cloud's own word. */
        UNKNOWN
    }
}
