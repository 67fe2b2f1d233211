package io.github.backup4j;

import org.jspecify.annotations.Nullable;

/**
 * What became of one disk or server in a backup of many.
 *
 * <p>{@link Done} alone means that there is a restore point now. {@code toString} says what happened in one line.
 *
 * @see RestorePoints#takeAll
 */
public sealed interface FleetOutcome {
    /** Returns the disk or server. */
    Resource resource();

    /** Returns the vault whose run covers it; null: no vault holds it. */
    @Nullable
    VaultId vault();

    /**
     * It has a restore point.
     *
     * @param resource the disk or server
     * @param vault the vault whose run covers it
     * @param restorePoint the restore point that holds its data: its own, or for a disk that is backed up with its server the
     *     server's
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
            return resource + " is backed up: restore point " + restorePoint.id();
        }
    }

    /**
     * The run left it out, or could not begin because other work is in progress on all that it covers, such as the run of a
     * policy.
     *
     * @param resource the disk or server
     * @param vault the vault whose run covers it
     * @param reason why, for a person to read
     * @param cause what the start of the run threw; null: the run began
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
            return resource + " was skipped: " + reason;
        }
    }

    /**
     * Its backup began and failed; or the reply to the start was lost, so that it is not known whether it began. Repeat the call
     * with the same key to find out.
     *
     * @param resource the disk or server
     * @param vault the vault whose run covers it
     * @param reason why, for a person to read
     * @param cause how the run ended, or {@link AmbiguousOutcome}; null: the run ended with restore points of others
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
            return "the backup of " + resource + " failed: " + reason;
        }
    }

    /**
     * Its run had not ended when the time was over, or could not be looked at. It goes on in the cloud.
     *
     * @param resource the disk or server
     * @param vault the vault whose run covers it
     * @param token what {@link Operations#resume} finds the run by
     * @param lookFailure why the last look failed; null: it succeeded
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
            return "the backup of " + resource + " goes on: operation " + token
                    + (lookFailure == null ? "" : ", last look failed: " + lookFailure.getMessage());
        }
    }

    /**
     * No run of it was started.
     *
     * @param resource the disk or server
     * @param vault the vault that holds it; null: none does
     * @param reason why, for a person to read
     * @param cause what the start of the run threw; null: it was not requested
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
            return resource + " was not backed up: " + reason;
        }
    }
}
