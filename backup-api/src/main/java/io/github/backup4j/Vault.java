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
 * @param description the description; null: none
 * @param protection what it protects, and how
 * @param reportedStatus whether it can be used
 * @param space how much it may hold, and how much it holds
 * @param billing how it is paid for
 * @param members what it protects
 * @param policies the policies attached to it, at most one of a purpose
 * @param tags the tags, in the order in which the cloud lists them
 * @param createdAt when it was created; null if the cloud does not say
 */
public record Vault(
        VaultId id,
        String name,
        @Nullable String description,
        Protection protection,
        Reported<Status> reportedStatus,
        Space space,
        Billing billing,
        List<Member> members,
        List<AttachedPolicy> policies,
        Map<String, String> tags,
        @Nullable Instant createdAt) {
    /** Refuses null where it is not allowed, and copies the collections. */
    public Vault {
        Require.nonNull(id, "id");
        Require.nonNull(name, "name");
        description = Require.textOrNull(description);
        Require.nonNull(protection, "protection");
        Require.nonNull(reportedStatus, "reportedStatus");
        Require.nonNull(space, "space");
        Require.nonNull(billing, "billing");
        members = List.copyOf(members);
        policies = List.copyOf(policies);
        tags = Require.copyOf(tags);
    }

    /** Returns whether it can be used. */
    public Status status() {
        return reportedStatus.value();
    }

    /** Returns the status in the cloud's own words; null if the cloud does not say. */
    public @Nullable String statusText() {
        return reportedStatus.text();
    }

    /** Returns what it protects: disks or servers; fixed at creation. */
    public Resource.Kind kind() {
        return protection.kind();
    }

    /** Returns whether it is for backups or for copies from another region; fixed at creation. */
    public Purpose purpose() {
        return protection.purpose();
    }

    /** Returns what a restore point of several disks promises. */
    public Consistency consistency() {
        return protection.consistency();
    }

    /** Returns the rule by which it takes in servers by itself; null: none. */
    public @Nullable AutoBind autoBind() {
        return protection.autoBind();
    }

    /**
     * Returns whether it is locked for good: automatic restore points cannot be deleted before they expire, members cannot
     * leave.
     */
    public boolean locked() {
        return protection.locked();
    }

    /** Returns how much it may hold. */
    public DataSize capacity() {
        return space.capacity();
    }

    /** Returns how much it holds; null if the cloud does not say. */
    public @Nullable DataSize used() {
        return space.used();
    }

    /** Returns whether the cloud enlarges it when it is full, at extra cost; one that is full already stays full. */
    public boolean autoExpand() {
        return space.autoExpand();
    }

    /** Returns the share of the capacity at which the cloud sends a warning, 1 to 100; null: never. */
    public @Nullable Integer usageAlertPercent() {
        return space.usageAlertPercent();
    }

    /** Returns the spec that describes this vault as it is: change it and hand it to {@link Vaults#update}. */
    public VaultSpec toSpec() {
        return new VaultSpec(
                name,
                kind(),
                capacity(),
                purpose(),
                consistency(),
                description == null ? "" : description,
                autoExpand(),
                usageAlertPercent(),
                autoBind(),
                tags);
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
     * What a vault protects, and how.
     *
     * @param reportedKind disks or servers; fixed at creation
     * @param reportedPurpose for backups or for copies from another region; fixed at creation
     * @param reportedConsistency what a restore point of several disks promises
     * @param autoBind the rule by which it takes in servers by itself; null: none
     * @param locked whether it is locked for good
     */
    public record Protection(
            Reported<Resource.Kind> reportedKind,
            Reported<Purpose> reportedPurpose,
            Reported<Consistency> reportedConsistency,
            @Nullable AutoBind autoBind,
            boolean locked) {
        /** Refuses null where it is not allowed. */
        public Protection {
            Require.nonNull(reportedKind, "reportedKind");
            Require.nonNull(reportedPurpose, "reportedPurpose");
            Require.nonNull(reportedConsistency, "reportedConsistency");
        }

        /** Returns what is protected: disks or servers. */
        public Resource.Kind kind() {
            return reportedKind.value();
        }

        /** Returns whether it is for backups or for copies from another region. */
        public Purpose purpose() {
            return reportedPurpose.value();
        }

        /** Returns what a restore point of several disks promises. */
        public Consistency consistency() {
            return reportedConsistency.value();
        }
    }

    /**
     * How much a vault may hold, and how much it holds.
     *
     * @param capacity how much it may hold
     * @param used how much it holds; null if the cloud does not say
     * @param autoExpand whether the cloud enlarges it when it is full, at extra cost
     * @param usageAlertPercent the share of the capacity at which the cloud sends a warning, 1 to 100; null: never
     */
    public record Space(
            DataSize capacity,
            @Nullable DataSize used,
            boolean autoExpand,
            @Nullable Integer usageAlertPercent) {
        /** Refuses null where it is not allowed. */
        public Space {
            Require.nonNull(capacity, "capacity");
        }
    }

    /**
     * A resource that a vault protects.
     *
     * @param resource the disk or server
     * @param name its name in the cloud; null if the cloud does not say
     * @param size how large it is, all its disks together; null if the cloud does not say
     * @param stored how much of the vault its restore points take; null if the cloud does not say
     * @param restorePoints how many restore points of it the vault holds; null if the cloud does not say
     * @param reportedStatus what is going on with it
     * @param excludedDisks the disks of a server that are left out of its backups
     * @param suspended whether automatic backups pass it over for now
     */
    public record Member(
            Resource resource,
            @Nullable String name,
            @Nullable DataSize size,
            @Nullable DataSize stored,
            @Nullable Integer restorePoints,
            Reported<MemberStatus> reportedStatus,
            Set<Resource.Disk> excludedDisks,
            boolean suspended) {
        /** Refuses null where it is not allowed, and copies the set. */
        public Member {
            Require.nonNull(resource, "resource");
            name = Require.textOrNull(name);
            Require.nonNull(reportedStatus, "reportedStatus");
            excludedDisks = Set.copyOf(excludedDisks);
        }

        /** Returns what is going on with it. */
        public MemberStatus status() {
            return reportedStatus.value();
        }

        /** Returns the status in the cloud's own words; null if the cloud does not say. */
        public @Nullable String statusText() {
            return reportedStatus.text();
        }
    }

    /**
     * A policy as it is attached to a vault.
     *
     * @param policy the policy
     * @param reportedPurpose its purpose
     * @param destination the vault in the other region that a replication policy copies to; null for a backup policy
     */
    public record AttachedPolicy(
            PolicyId policy,
            Reported<Purpose> reportedPurpose,
            @Nullable VaultId destination) {
        /** Refuses null where it is not allowed. */
        public AttachedPolicy {
            Require.nonNull(policy, "policy");
            Require.nonNull(reportedPurpose, "reportedPurpose");
        }

        /** Returns its purpose. */
        public Purpose purpose() {
            return reportedPurpose.value();
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
        UNRECOGNIZED
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
        UNRECOGNIZED
    }
}
