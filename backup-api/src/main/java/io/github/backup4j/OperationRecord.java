package io.github.backup4j;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An entry in the cloud's own log of long-running work, whoever started it: a person, a policy, or this process.
 *
 * @param id the cloud's id of the entry
 * @param kind what is done
 * @param status how far it is
 * @param statusText the status in the cloud's own words
 * @param percent how much of it is done, 0 to 100; null if the cloud does not say
 * @param resource the disk or server it is about; null where it is about none
 * @param vault the vault it is about; null where it is about none
 * @param restorePoint the restore point it makes, reads or deletes; null where there is none
 * @param startedAt when it began
 * @param endedAt when it ended; null while it has not
 * @param failureCode the cloud's code of what went wrong; "" where nothing did
 * @param failure what went wrong, in the cloud's own words; "" where nothing did
 */
public record OperationRecord(
        String id,
        Kind kind,
        Status status,
        String statusText,
        @Nullable Integer percent,
        @Nullable Resource resource,
        @Nullable VaultId vault,
        @Nullable RestorePointId restorePoint,
        Instant startedAt,
        @Nullable Instant endedAt,
        String failureCode,
        String failure) {
    /** Refuses null where it is not allowed. */
    public OperationRecord {
        Require.nonNull(id, "id");
        Require.nonNull(kind, "kind");
        Require.nonNull(status, "status");
        Require.nonNull(statusText, "statusText");
        Require.nonNull(startedAt, "startedAt");
        Require.nonNull(failureCode, "failureCode");
        Require.nonNull(failure, "failure");
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
        UNKNOWN
    }
}
