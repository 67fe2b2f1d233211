package io.github.backup4j;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An entry in the cloud's own log of long-running work, whoever started it: a person, a policy, or this process.
 *
 * @param id the cloud's id of the entry
 * @param reportedKind what the operation does
 * @param reportedStatus its status
 * @param percent how much of it is done, 0 to 100; null: the cloud does not report it
 * @param resource the disk or server that it works on; null: none
 * @param vault the vault that it works on; null: none
 * @param restorePoint the restore point that it creates, reads or deletes, or the part of one that it reads; null: none
 * @param startedAt when it began; null: the cloud does not report it
 * @param endedAt when it ended; null: it has not ended
 * @param failureCode the cloud's code of the failure; null: there is none, or the cloud does not report it
 * @param failure the failure, in the cloud's own words; null: there is none, or the cloud does not report it
 */
public record OperationRecord(
        String id,
        Reported<Kind> reportedKind,
        Reported<Status> reportedStatus,
        @Nullable Integer percent,
        @Nullable Resource resource,
        @Nullable VaultId vault,
        @Nullable RestorePointId restorePoint,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable String failureCode,
        @Nullable String failure) {
    /** Refuses null where it is not allowed. */
    public OperationRecord {
        Require.nonNull(id, "id");
        Require.nonNull(reportedKind, "reportedKind");
        Require.nonNull(reportedStatus, "reportedStatus");
        failureCode = Require.textOrNull(failureCode);
        failure = Require.textOrNull(failure);
    }

    /** Returns what the operation does. */
    public Kind kind() {
        return reportedKind.value();
    }

    /** Returns its status. */
    public Status status() {
        return reportedStatus.value();
    }

    /** Returns the status in the cloud's own words; null if the cloud does not report it. */
    public @Nullable String statusText() {
        return reportedStatus.text();
    }

    /** What an operation does. */
    public enum Kind {
        /** Creates a restore point. */
        BACKUP,
        /** Restores data from a restore point: in place, to a new disk or to a new server. */
        RESTORE,
        /** Copies a restore point to another region. */
        COPY,
        /** Deletes a restore point. */
        DELETE,
        /** Removes a resource from a vault, with its restore points. */
        REMOVE_MEMBER,
        /** A kind that this API does not know. */
        UNRECOGNIZED
    }

    /** The status of an operation. */
    public enum Status {
        /** It has not begun. */
        WAITING,
        /** It is running. */
        RUNNING,
        /** It has succeeded. */
        SUCCEEDED,
        /** It has failed. */
        FAILED,
        /** It was skipped, such as a backup whose predecessor is still running. */
        SKIPPED,
        /** The cloud gave up because it took too long. */
        TIMED_OUT,
        /** A status that this API does not know; {@link OperationRecord#statusText()} has the cloud's own word. */
        UNRECOGNIZED
    }
}
