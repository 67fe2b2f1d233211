package io.github.backup4j;

import java.time.Instant;
import java.util.List;

/**
 * One run of backups in a vault, and what became of each member: a restore point, a failure, or a skip.
 *
 * @param id the cloud's id of the run
 * @param vault the vault
 * @param startedAt when it began
 * @param restorePoints the restore points that it made and that can be restored from, in the order of the members
 * @param failures the restore points that it began and that failed; they hold nothing
 * @param skipped the members that it did not back up, and why
 */
public record BackupRun(
        Id id,
        Vault.Id vault,
        Instant startedAt,
        List<RestorePoint> restorePoints,
        List<RestorePoint> failures,
        List<Skipped> skipped) {
    /** Refuses null, and copies the lists. */
    public BackupRun {
        Require.nonNull(id, "id");
        Require.nonNull(vault, "vault");
        Require.nonNull(startedAt, "startedAt");
        restorePoints = List.copyOf(restorePoints);
        failures = List.copyOf(failures);
        skipped = List.copyOf(skipped);
    }

    /** Returns whether every member that was asked for has a restore point now: nothing failed and nothing was skipped. */
    public boolean complete() {
        return failures.isEmpty() && skipped.isEmpty();
    }

    /**
     * The id of a backup run.
     *
     * @param value the cloud's id: 1 to 128 letters, digits and {@code - _ . :}
     */
    public record Id(String value) {
        /** Refuses what cannot be an id with {@link Invalid}. */
        public Id {
            Require.id(value, "backup run id");
        }

        /** Returns the bare id. */
        @Override
        public String toString() {
            return value;
        }
    }

    /**
     * A member that a run did not back up.
     *
     * @param resource the member
     * @param code the cloud's code of the reason; "" where it gave none
     * @param reason why, in words
     */
    public record Skipped(Resource resource, String code, String reason) {
        /** Refuses null. */
        public Skipped {
            Require.nonNull(resource, "resource");
            Require.nonNull(code, "code");
            Require.nonNull(reason, "reason");
        }
    }
}
