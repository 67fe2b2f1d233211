package io.github.backup4j.testkit.internal;

import io.github.backup4j.BackupRunId;
import io.github.backup4j.OperationFilter;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.OperationRecord.Kind;
import io.github.backup4j.OperationRecord.Status;
import io.github.backup4j.Reported;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.VaultId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An entry in the log of long-running work of one site. */
final class LogEntry {
    private static final String ID_KIND = "log";

    /** The number from which its id is built when it is read: there is an entry for each backup, and few are read. */
    private final int number;

    final Kind kind;
    final Resource resource;
    final StoredVault vault;
    final @Nullable RestorePointId point;
    final Instant startedAt;

    /** The backup run that it belongs to; null: none. */
    @Nullable
    BackupRunId run;

    /** The job with its progress; null once it has ended. */
    private @Nullable Job<?> job;

    Status status;

    @Nullable
    Instant endedAt;

    @Nullable
    String failureCode;

    @Nullable
    String failure;

    LogEntry(
            Kind kind,
            Status status,
            Resource resource,
            StoredVault vault,
            @Nullable RestorePointId point,
            Instant startedAt) {
        number = vault.store.world.nextNumber(ID_KIND);
        this.kind = kind;
        this.status = status;
        this.resource = resource;
        this.vault = vault;
        this.point = point;
        this.startedAt = startedAt;
    }

    /** Sets the job with its progress, unless it has already ended. */
    void runs(Job<?> running) {
        job = endedAt == null ? running : null;
    }

    void succeed(Instant now) {
        end(Status.SUCCEEDED, now);
    }

    void fail(Instant now, @Nullable String code, @Nullable String reason) {
        failureCode = code;
        failure = reason;
        end(Status.FAILED, now);
    }

    private void end(Status how, Instant now) {
        status = how;
        endedAt = now;
        job = null;
    }

    /** Whether a filter matches what never changes of it. */
    boolean mayMatch(OperationFilter filter) {
        Instant from = filter.startedFrom();
        Instant before = filter.startedBefore();
        return (filter.kind() == null || filter.kind() == kind)
                && (filter.resource() == null || filter.resource().equals(resource))
                && (filter.vault() == null || filter.vault().equals(vault.id))
                && (from == null || !startedAt.isBefore(from))
                && (before == null || startedAt.isBefore(before));
    }

    OperationRecord view() {
        VaultId vaultId = vault.id;
        Integer percent = job == null ? (status == Status.SUCCEEDED ? (Integer) 100 : null) : (Integer) job.percent();
        return new OperationRecord(
                vault.store.world.idOf(ID_KIND, number),
                Reported.of(kind),
                Reported.of(status),
                percent,
                resource,
                vaultId,
                point,
                startedAt,
                endedAt,
                failureCode,
                failure);
    }
}
