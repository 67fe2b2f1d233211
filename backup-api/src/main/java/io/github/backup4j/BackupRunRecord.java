package io.github.backup4j;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One backup run as the cloud's own log tells it, whoever started it: a person, a policy, or this process. It says what became of each
 * member, and goes on to say so when a restore point was deleted since.
 *
 * @param id the run; null where the log names none, as it may for members that were skipped without a run
 * @param vault the vault; null if the cloud does not say
 * @param startedAt when its first member began; null if the cloud does not say
 * @param members what became of each member, in the order in which they began
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

    /** Returns when its last member ended; null while one has not, and if the cloud does not say. */
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

    /** Returns whether each member has got its restore point. */
    public boolean complete() {
        return members.stream().allMatch(member -> member.status() == OperationRecord.Status.SUCCEEDED);
    }

    /** Returns the members that got no restore point: their backup failed, was skipped, or took too long. */
    public List<Member> missed() {
        return members.stream().filter(Member::missed).toList();
    }

    /**
     * Returns what became of a disk or server; null if it was no member of the run.
     *
     * @param resource the disk or server
     */
    public @Nullable Member member(Resource resource) {
        Require.nonNull(resource, "resource");
        return members.stream()
                .filter(member -> member.resource().equals(resource))
                .findFirst()
                .orElse(null);
    }

    /**
     * What became of one member of a run.
     *
     * @param resource the disk or server
     * @param reportedStatus how far its backup is
     * @param restorePoint the restore point that it makes or made, which may be deleted by now; null where there is none
     * @param startedAt when its backup began; null if the cloud does not say
     * @param endedAt when it ended; null while it has not
     * @param code the cloud's code of why it failed or was skipped; null where it was not, or the cloud does not say
     * @param reason why, in the cloud's words; null where it did neither, or the cloud does not say
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
         * Returns what an entry of the cloud's log says of a member; null if the entry names no disk or server.
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

        /** Returns how far its backup is. */
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
