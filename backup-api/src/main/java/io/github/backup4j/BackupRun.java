package io.github.backup4j;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One backup run in a vault, and the outcome for each member: a restore point, or why it failed or was skipped.
 *
 * @param id the cloud's id of the run
 * @param vault the vault
 * @param startedAt when it began; null if the cloud does not say
 * @param restorePoints the restore points that it created and that can be restored from, in the order of the members
 * @param failures the members whose backup failed, and why, in the order of the members
 * @param skipped the members that it did not back up, and why
 */
public record BackupRun(
        BackupRunId id,
        VaultId vault,
        @Nullable Instant startedAt,
        List<RestorePoint> restorePoints,
        List<Failed> failures,
        List<Skipped> skipped) {
    /** Refuses null where it is not allowed, and copies the lists. */
    public BackupRun {
        Require.nonNull(id, "id");
        Require.nonNull(vault, "vault");
        restorePoints = List.copyOf(restorePoints);
        failures = List.copyOf(failures);
        skipped = List.copyOf(skipped);
    }

    /** Returns whether every requested member has a restore point now: nothing failed and nothing was skipped. */
    public boolean complete() {
        return failures.isEmpty() && skipped.isEmpty();
    }

    /**
     * A member whose backup began and failed.
     *
     * @param restorePoint the restore point that the backup started; nothing can be restored from it
     * @param code the cloud's code of the reason; null if the cloud does not say
     * @param reason why, in the cloud's words; null if the cloud does not say
     */
    public record Failed(
            RestorePoint restorePoint,
            @Nullable String code,
            @Nullable String reason) {
        /** Refuses null where it is not allowed. */
        public Failed {
            Require.nonNull(restorePoint, "restorePoint");
            code = Require.textOrNull(code);
            reason = Require.textOrNull(reason);
        }

        /** Returns the member. */
        public Resource resource() {
            return restorePoint.resource();
        }

        /** Returns what happened in one line, such as {@code "the backup of disk 1 failed: it is detached (BackupService.7003)"}. */
        @Override
        public String toString() {
            return "the backup of " + resource() + " failed" + words(code, reason);
        }
    }

    /**
     * A member that a run did not back up.
     *
     * @param resource the member
     * @param code the cloud's code of the reason; null if the cloud does not say
     * @param reason why, in the cloud's words; null if the cloud does not say
     */
    public record Skipped(
            Resource resource,
            @Nullable String code,
            @Nullable String reason) {
        /** Refuses null where it is not allowed. */
        public Skipped {
            Require.nonNull(resource, "resource");
            code = Require.textOrNull(code);
            reason = Require.textOrNull(reason);
        }

        /** Returns what happened in one line, such as {@code "disk 1 was skipped: it is busy (BackupService.6125)"}. */
        @Override
        public String toString() {
            return resource + " was skipped" + words(code, reason);
        }
    }

    private static String words(@Nullable String code, @Nullable String reason) {
        if (reason == null) {
            return code == null ? "; the cloud does not say why" : ": " + code;
        }
        return ": " + reason + (code == null ? "" : " (" + code + ")");
    }
}
