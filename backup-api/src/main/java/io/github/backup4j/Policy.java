package io.github.backup4j;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A policy: when backups or copies are created, and how long they are kept.
 *
 * <p>It acts on the vaults that it is attached to. A value as read at one moment.
 *
 * @param id the cloud's id
 * @param name the name; not unique
 * @param reportedPurpose whether it creates backups or copies; fixed at creation
 * @param enabled whether it acts; a disabled policy neither creates nor deletes anything
 * @param schedule when it runs, as the cloud keeps it; {@link Schedule.Opaque} if this API cannot express it
 * @param retention how long automatic restore points are kept; {@link Retention.Unrecognized} if this API cannot
 *     express it
 * @param incrementalsBetweenFulls how many incremental backups follow a full one before the next full one; 0: every
 *     backup is full; null: only the first is
 * @param destination where a replication policy copies to; null for a backup policy
 * @param attachments the vaults that it is attached to
 */
public record Policy(
        PolicyId id,
        String name,
        Reported<Purpose> reportedPurpose,
        boolean enabled,
        Schedule schedule,
        Retention retention,
        @Nullable Integer incrementalsBetweenFulls,
        @Nullable Site destination,
        List<Attachment> attachments) {
    /** Refuses null where it is not allowed, and copies the list. */
    public Policy {
        Require.nonNull(id, "id");
        Require.nonNull(name, "name");
        Require.nonNull(reportedPurpose, "reportedPurpose");
        Require.nonNull(schedule, "schedule");
        Require.nonNull(retention, "retention");
        attachments = List.copyOf(attachments);
    }

    /** Returns whether it creates backups or copies; fixed at creation. */
    public Purpose purpose() {
        return reportedPurpose.value();
    }

    /**
     * Returns the spec that describes this policy as it is: change it and hand it to {@link Policies#update}.
     *
     * @throws Invalid if the cloud's own values are outside what a spec allows
     */
    public PolicySpec toSpec() {
        return new PolicySpec(
                name, purpose(), schedule, retention, enabled, incrementalsBetweenFulls, destination, false);
    }

    /**
     * A vault that a policy is attached to.
     *
     * @param vault the vault whose members it backs up or copies
     * @param destination the vault in the other region that it copies to; null for a backup policy
     */
    public record Attachment(VaultId vault, @Nullable VaultId destination) {
        /** Refuses null where it is not allowed. */
        public Attachment {
            Require.nonNull(vault, "vault");
        }
    }
}
