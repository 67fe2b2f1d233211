package io.github.backup4j;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An entry in the cloud's own log of long-running work, whoever started it: a person, a policy, or this process.
 *
 * @param id the cloud's id of the entry
 * @param reportedKind what is done
 * @param reportedStatus how far it is
 * @param percent how much of it is done, 0 to 100; null if the cloud does not say
 * @param resource the disk or server it is about; null where it is about none
 * @param vault the vault it is about; null where it is about none
 * @param restorePoint the restore point it makes, reads or deletes, or the part of one that it reads; null where there is none
 * @param startedAt when it began; null if the cloud does not say
 * @param endedAt when it ended; null while it has not
 * @param failureCode the cloud's code of what went wrong; null where nothing did, or the cloud does not say
 * @param failure what went wrong, in the cloud's own words; null where nothing did, or the cloud does not say
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

    /** Returns what is done. */
    public Kind kind() {
        return reportedKind.value();
    }

    /** Returns how far it is. */
    public Status status() {
        return reportedStatus.value();
    }

    /** Returns the status in the cloud's own words; null if the cloud does not say. */
    public @Nullable String statusText() {
        return reportedStatus.text();
    }

    /** What an operation does. */
    public enum Kind {
        /** Makes a restore point. */
        BACKUP,
        /** Brings data back from a restore point: in place, to a new disk or to a new server. */
        RESTORE,
        /** Copies a restore point to another region. */
        COPY,
        /** Deletes a restore point. */
        DELETE,
        /** Takes a resource out of a vault, with its restore points. */
        REMOVE_MEMBER,
        /** A kind that this API does not know. */
        UNRECOGNIZED
    }

    /** How far an operation is. */
    public enum Status {
        /** It has not begun. */
        WAITING,
        /** It is running. */
        RUNNING,
        /** It has ended with its result. */
        SUCCEEDED,
        /** It has ended without its result. */
        FAILED,
        /** It was skipped, such as a backup whose predecessor is still running. */
        SKIPPED,
        /** The cloud gave up because it took too long. */
        TIMED_OUT,
        /** A status that this API does not know; {@link OperationRecord#statusText()} has the cloud's own word. */
        UNRECOGNIZED
    }
}
