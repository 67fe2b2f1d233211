package io.github.backup4j.testkit.internal;

import io.github.backup4j.BackupRunId;
import io.github.backup4j.BackupRunRecord;
import io.github.backup4j.OperationFilter;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.OperationRecord.Kind;
import io.github.backup4j.OperationRecord.Status;
import io.github.backup4j.Reported;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePointId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A backup run in the log, with an entry for each member, in the order of the members. A month of nights has very many entries, and
 * few are read: so an entry is the number of a restore point in an array, and an object only when it is read.
 */
final class LoggedRun implements Logged {
    private final StoredVault vault;
    private final @Nullable BackupRunId run;
    private final Instant startedAt;
    private final List<StoredMember> members;

    /** The number of the first entry, which those of the others follow. */
    private final int firstNumber;

    /** For each member the number of its restore point; 0: it was skipped. */
    private final int[] points;

    /** Why members were skipped, or why their backups failed, by the index of the member. */
    private Map<Integer, Reason> reasons = Map.of();

    /** When the backups ended; null: they are running. */
    private @Nullable Instant endedAt;

    /** The job with their progress; null once they have ended. */
    private @Nullable Job<?> job;

    /**
     * Logs a run with members that are all skipped, until {@link #begin} says otherwise.
     *
     * @param run the run; null: a slot that is skipped as a whole has none
     * @param members its members; never modified
     */
    LoggedRun(StoredVault vault, @Nullable BackupRunId run, Instant startedAt, List<StoredMember> members) {
        this.vault = vault;
        this.run = run;
        this.startedAt = startedAt;
        this.members = members;
        points = new int[members.size()];
        firstNumber = vault.store.world.nextNumbers(LogEntry.ID_KIND, members.size());
    }

    void begin(int member, StoredPoint point) {
        points[member] = point.number;
    }

    void skip(int member, @Nullable String code, String reason) {
        give(member, new Reason(code, reason));
    }

    void fail(int member, @Nullable String code, String reason) {
        give(member, new Reason(code, reason));
    }

    private void give(int member, Reason reason) {
        if (reasons.isEmpty()) {
            reasons = new HashMap<>();
        }
        reasons.put(member, reason);
    }

    /** Sets the job with the progress of the backups, unless they have already ended. */
    void runs(Job<?> running) {
        job = endedAt == null ? running : null;
    }

    /** Ends all backups: those that have not failed have succeeded. */
    void end(Instant now) {
        endedAt = now;
        job = null;
    }

    /** Ends all backups as failed, unless they have already ended. */
    void abandon(Instant now, @Nullable String code, String reason) {
        if (endedAt != null) {
            return;
        }
        for (int member = 0; member < points.length; member++) {
            if (points[member] != 0) {
                fail(member, code, reason);
            }
        }
        end(now);
    }

    @Override
    public Instant startedAt() {
        return startedAt;
    }

    @Override
    public StoredVault vault() {
        return vault;
    }

    @Override
    public boolean mayHold(OperationFilter filter) {
        return (filter.kind() == null || filter.kind() == Kind.BACKUP) && Logged.super.mayHold(filter);
    }

    @Override
    public List<LogEntry> entries() {
        return backups().map(LogEntry.class::cast).toList();
    }

    /** What its entries belong to together. A slot that was skipped as a whole has no run, but a vault and an instant. */
    Object group() {
        return run == null ? new Slot(vault, startedAt) : run;
    }

    /** How the API shows a run, given all that is logged of it. */
    static BackupRunRecord view(List<LoggedRun> logged) {
        LoggedRun first = logged.get(0);
        return new BackupRunRecord(
                first.run,
                first.vault.id,
                first.startedAt,
                logged.stream()
                        .flatMap(LoggedRun::backups)
                        .map(entry -> Objects.requireNonNull(BackupRunRecord.Member.of(entry.view()), "about nothing"))
                        .toList());
    }

    private Stream<Backup> backups() {
        return IntStream.range(0, points.length).mapToObj(member -> new Backup(this, member));
    }

    /**
     * The entry of one member.
     *
     * @param of the run
     * @param member the index of the member
     */
    record Backup(LoggedRun of, int member) implements LogEntry {
        @Override
        public Kind kind() {
            return Kind.BACKUP;
        }

        @Override
        public Resource resource() {
            return of.members.get(member).resource;
        }

        @Override
        public StoredVault vault() {
            return of.vault;
        }

        @Override
        public Instant startedAt() {
            return of.startedAt;
        }

        @Override
        public OperationRecord view() {
            World world = of.vault.store.world;
            Status status = status();
            Reason reason = of.reasons.get(member);
            return new OperationRecord(
                    world.idOf(ID_KIND, of.firstNumber + member),
                    Reported.of(kind()),
                    Reported.of(status),
                    percent(status),
                    resource(),
                    of.vault.id,
                    isSkipped() ? null : new RestorePointId(world.idOf(StoredPoint.ID_KIND, of.points[member])),
                    of.startedAt,
                    isSkipped() ? of.startedAt : of.endedAt,
                    reason == null ? null : reason.code,
                    reason == null ? null : reason.text);
        }

        private Status status() {
            if (isSkipped()) {
                return Status.SKIPPED;
            }
            if (of.endedAt == null) {
                return Status.RUNNING;
            }
            return of.reasons.containsKey(member) ? Status.FAILED : Status.SUCCEEDED;
        }

        private @Nullable Integer percent(Status status) {
            if (status == Status.RUNNING && of.job != null) {
                return of.job.percent();
            }
            return status == Status.SUCCEEDED ? (Integer) 100 : null;
        }

        private boolean isSkipped() {
            return of.points[member] == 0;
        }
    }

    /**
     * Why a member was skipped, or why its backup failed.
     *
     * @param code the code of the reason; null: none
     * @param text the reason
     */
    private record Reason(@Nullable String code, String text) {}

    /**
     * A slot without a run.
     *
     * @param vault the vault
     * @param at the time of the slot
     */
    private record Slot(StoredVault vault, Instant at) {}
}
