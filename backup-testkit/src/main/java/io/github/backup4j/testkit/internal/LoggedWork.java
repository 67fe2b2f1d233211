package io.github.backup4j.testkit.internal;

import io.github.backup4j.OperationRecord;
import io.github.backup4j.OperationRecord.Kind;
import io.github.backup4j.OperationRecord.Status;
import io.github.backup4j.Reported;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePointId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A piece of long-running work other than a backup, in the log. */
final class LoggedWork implements Logged, LogEntry {
    /** The number from which its id is built when it is read. */
    private final int number;

    private final Kind kind;
    private final Resource resource;
    private final StoredVault vault;
    private final @Nullable RestorePointId point;
    private final Instant startedAt;

    /** The job with its progress; null once it has ended. */
    private @Nullable Job<?> job;

    private Status status = Status.RUNNING;
    private @Nullable Instant endedAt;
    private @Nullable String failureCode;
    private @Nullable String failure;

    LoggedWork(Kind kind, Resource resource, StoredVault vault, @Nullable RestorePointId point, Instant startedAt) {
        number = vault.store.world.nextNumber(ID_KIND);
        this.kind = kind;
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

    /** Ends it without having been done. */
    void skip(Instant now, String code, String reason) {
        failureCode = code;
        failure = reason;
        end(Status.SKIPPED, now);
    }

    private void end(Status how, Instant now) {
        status = how;
        endedAt = now;
        job = null;
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public Resource resource() {
        return resource;
    }

    @Override
    public StoredVault vault() {
        return vault;
    }

    @Override
    public Instant startedAt() {
        return startedAt;
    }

    @Override
    public List<LogEntry> entries() {
        return List.of(this);
    }

    @Override
    public OperationRecord view() {
        Integer percent = job == null ? (status == Status.SUCCEEDED ? (Integer) 100 : null) : (Integer) job.percent();
        return new OperationRecord(
                vault.store.world.idOf(ID_KIND, number),
                Reported.of(kind),
                Reported.of(status),
                percent,
                resource,
                vault.id,
                point,
                startedAt,
                endedAt,
                failureCode,
                failure);
    }
}
