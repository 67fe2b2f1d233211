package io.github.backup4j;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One backup run in the cloud's own log, whoever started it: a person, a policy, or this process. It holds the outcome of each
 * member, even after its restore point was deleted.
 *
 * @param id the run; null if the log names none, as it may for members that were skipped without a run
 * @param vault the vault; null if the cloud does not say
 * @param startedAt when its first member began; null if the cloud does not say
 * @param members the outcome of each member, in the order in which they began; at least one
 */
public record BackupRunRecord(
        @Nullable BackupRunId id,
        @Nullable VaultId vault,
        @Nullable Instant startedAt,
        List<Member> members) {
    /** Refuses a run without members, and copies the list. */
    public BackupRunRecord {
        members = Require.all(members, "members");
        if (members.isEmpty()) {
            throw new Invalid("members is empty: a run is about at least one disk or server");
        }
    }

    /** Returns when its last member ended; null while one has not ended, or if the cloud does not say. */
    public @Nullable Instant endedAt() {
        Instant last = null;
        for (Member member : members) {
            Instant end = member.endedAt();
            if (end == null) {
                return null;
            }
            last = last == null || end.isAfter(last) ? end : last;
        }
        return last;
    }

    /** Returns whether the backup of each member succeeded. */
    public boolean complete() {
        return members.stream().allMatch(member -> member.status() == OperationRecord.Status.SUCCEEDED);
    }

    /** Returns the members that got no restore point: their backup failed, was skipped, or took too long. */
    public List<Member> missed() {
        return members.stream().filter(Member::missed).toList();
    }

    /**
     * Returns the outcome of a disk or server; empty if it was no member of the run.
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
     * The outcome of one member of a run.
     *
     * @param resource the disk or server
     * @param reportedStatus the status of its backup
     * @param restorePoint the restore point that the backup creates or created; it may be deleted by now; null if there is none
     * @param startedAt when its backup began; null if the cloud does not say
     * @param endedAt when its backup ended; null while it has not
     * @param code the cloud's code for why it failed or was skipped; null if it did neither, or the cloud does not say
     * @param reason why it failed or was skipped, in the cloud's words; null if it did neither, or the cloud does not say
     */
    public record Member(
            Resource resource,
            Reported<OperationRecord.Status> reportedStatus,
            @Nullable RestorePointId restorePoint,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable String code,
            @Nullable String reason) {
        /** Refuses null where it is not allowed. */
        public Member {
            Require.nonNull(resource, "resource");
            Require.nonNull(reportedStatus, "reportedStatus");
            code = Require.textOrNull(code);
            reason = Require.textOrNull(reason);
        }

        /**
         * Returns the outcome of a member from an entry of the cloud's log; null if the entry names no disk or server.
         *
         * @param entry an entry about a backup
         */
        public static @Nullable Member of(OperationRecord entry) {
            Resource about = entry.resource();
            return about == null
                    ? null
                    : new Member(
                            about,
                            entry.reportedStatus(),
                            entry.restorePoint(),
                            entry.startedAt(),
                            entry.endedAt(),
                            entry.failureCode(),
                            entry.failure());
        }

        /** Returns the status of its backup. */
        public OperationRecord.Status status() {
            return reportedStatus.value();
        }

        /** Returns whether it got no restore point: its backup failed, was skipped, or took too long. */
        public boolean missed() {
            return switch (status()) {
                case FAILED, SKIPPED, TIMED_OUT -> true;
                case WAITING, RUNNING, SUCCEEDED, UNRECOGNIZED -> false;
            };
        }
    }
}
