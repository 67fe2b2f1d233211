package io.github.backup4j;

import org.jspecify.annotations.Nullable;

/**
 * The outcome for one disk or server in a backup of many.
 *
 * <p>Only {@link Done} means that there is a new restore point. {@code toString} describes the outcome in one line, {@link
 * FleetResult#describe} with the name of the disk or server.
 *
 * @see RestorePoints#takeAll
 */
public sealed interface FleetOutcome {
    /** Returns the disk or server. */
    Resource resource();

    /** Returns the vault whose run covers the disk or server; null: no vault holds it. */
    @Nullable
    VaultId vault();

    /**
     * The disk or server has a new restore point.
     *
     * @param resource the disk or server
     * @param vault the vault whose run covers it
     * @param restorePoint the restore point that holds its data; for a disk that is backed up with its server, the server's
     */
    record Done(Resource resource, VaultId vault, RestorePoint restorePoint) implements FleetOutcome {
        /** Refuses null. */
        public Done {
            Require.nonNull(resource, "resource");
            Require.nonNull(vault, "vault");
            Require.nonNull(restorePoint, "restorePoint");
        }

        @Override
        public String toString() {
            return FleetText.of(this, resource.toString());
        }
    }

    /**
     * The run left the disk or server out, or could not begin because other work, such as the run of a policy, is in progress
     * on all members that it covers.
     *
     * @param resource the disk or server
     * @param vault the vault whose run covers it
     * @param reason why, for a person to read
     * @param cause the exception of the start of the run; null: the run began
     */
    record Skipped(
            Resource resource,
            VaultId vault,
            String reason,
            @Nullable BackupException cause) implements FleetOutcome {
        /** Refuses null where it is not allowed. */
        public Skipped {
            Require.nonNull(resource, "resource");
            Require.nonNull(vault, "vault");
            Require.nonNull(reason, "reason");
        }

        @Override
        public String toString() {
            return FleetText.of(this, resource.toString());
        }
    }

    /**
     * The backup began and failed, or the reply to its start was lost, so that it is not known whether it began. Repeat the
     * call with the same key to find out.
     *
     * @param resource the disk or server
     * @param vault the vault whose run covers it
     * @param reason why, for a person to read
     * @param cause the failure of the run, or {@link AmbiguousOutcome}; null: the run created restore points of other members
     */
    record Failed(
            Resource resource,
            VaultId vault,
            String reason,
            @Nullable BackupException cause) implements FleetOutcome {
        /** Refuses null where it is not allowed. */
        public Failed {
            Require.nonNull(resource, "resource");
            Require.nonNull(vault, "vault");
            Require.nonNull(reason, "reason");
        }

        @Override
        public String toString() {
            return FleetText.of(this, resource.toString());
        }
    }

    /**
     * The run had not ended when the timeout was over, or could not be polled. It continues in the cloud.
     *
     * @param resource the disk or server
     * @param vault the vault whose run covers it
     * @param token the token of the run, for {@link Operations#resume}
     * @param lookFailure why the last poll failed; null: it succeeded
     */
    record Running(
            Resource resource,
            VaultId vault,
            String token,
            @Nullable BackupException lookFailure) implements FleetOutcome {
        /** Refuses null where it is not allowed. */
        public Running {
            Require.nonNull(resource, "resource");
            Require.nonNull(vault, "vault");
            Require.nonNull(token, "token");
        }

        @Override
        public String toString() {
            return FleetText.of(this, resource.toString());
        }
    }

    /**
     * No run that covers the disk or server was started.
     *
     * @param resource the disk or server
     * @param vault the vault that holds it; null: none does
     * @param reason why, for a person to read
     * @param cause the exception of the start of the run; null: no start was requested
     */
    record NotTried(
            Resource resource,
            @Nullable VaultId vault,
            String reason,
            @Nullable BackupException cause) implements FleetOutcome {
        /** Refuses null where it is not allowed. */
        public NotTried {
            Require.nonNull(resource, "resource");
            Require.nonNull(reason, "reason");
        }

        @Override
        public String toString() {
            return FleetText.of(this, resource.toString());
        }
    }
}
