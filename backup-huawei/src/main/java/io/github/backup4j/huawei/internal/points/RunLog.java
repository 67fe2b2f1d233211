package io.github.backup4j.huawei.internal.points;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.cbr.v1.model.ListOpLogsRequest;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupRun;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.operations.LogCalls;
import io.github.backup4j.huawei.internal.operations.OperationLogReader;
import io.github.backup4j.huawei.internal.work.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * CBR's operation log of one backup run, which has an entry for each member: how far it is, and why it failed. One request reads
 * all of it.
 *
 * @param entries the entries of members whose backup has begun
 */
record RunLog(List<Entry> entries) {
    /** More than a vault has members, and as much as the service gives at once. */
    static final int MOST = 1000;

    /** How far the clocks of a checkpoint and of its log may differ. */
    private static final Duration SKEW = Duration.ofMinutes(2);

    /** Nothing was read. */
    static final RunLog NONE = new RunLog(List.of());

    private static final Set<OperationRecord.Status> ENDED =
            Set.of(OperationRecord.Status.SUCCEEDED, OperationRecord.Status.FAILED, OperationRecord.Status.TIMED_OUT);

    /**
     * Reads it.
     *
     * @param since when the run began; null: not known
     */
    static RunLog read(LogCalls logs, String run, VaultId vault, @Nullable Instant since) {
        ListOpLogsRequest request = new ListOpLogsRequest()
                .withOperationType(ListOpLogsRequest.OperationTypeEnum.BACKUP)
                .withVaultId(vault.value());
        if (since != null) {
            request.withStartTime(
                    since.minus(SKEW).truncatedTo(ChronoUnit.SECONDS).toString());
        }
        return new RunLog(logs.first(request, MOST, "the log of backups").stream()
                .filter(log -> JsonFields.text(log, "checkpoint_id").equals(run))
                .map(Entry::of)
                .filter(entry -> entry.record().status() != OperationRecord.Status.SKIPPED)
                .toList());
    }

    /** The same, or none of it where it cannot be read: it says how far a run is, which goes on without being asked. */
    static RunLog readIfPossible(LogCalls logs, String run, VaultId vault, @Nullable Instant since) {
        try {
            return read(logs, run, vault, since);
        } catch (BackupException e) {
            return new RunLog(List.of());
        }
    }

    /**
     * What the log says of several runs.
     *
     * @param byRun what it says of each
     * @param all whether it is all that there is; else there is more than one answer holds
     */
    record Several(Map<String, RunLog> byRun, boolean all) {}

    /** Reads all that was begun since an instant, whichever run it is of, with one request. */
    static Several begunSince(LogCalls logs, Instant since) {
        return several(logs, new ListOpLogsRequest().withStartTime(since.toString()));
    }

    /** Reads what is being backed up now, whichever run it is of, with one request. */
    static Several running(LogCalls logs) {
        return several(logs, new ListOpLogsRequest().withStatus(ListOpLogsRequest.StatusEnum.RUNNING));
    }

    /** Reads what is going to be backed up, whichever run it is of, with one request. */
    static Several waiting(LogCalls logs) {
        return several(logs, new ListOpLogsRequest().withStatus(ListOpLogsRequest.StatusEnum.WAITING));
    }

    private static Several several(LogCalls logs, ListOpLogsRequest request) {
        LogCalls.First first = logs.firstOf(
                request.withOperationType(ListOpLogsRequest.OperationTypeEnum.BACKUP), MOST, "the log of backups");
        Map<String, List<Entry>> byRun = new HashMap<>();
        for (JsonNode log : first.entries()) {
            Entry entry = Entry.of(log);
            if (entry.record().status() != OperationRecord.Status.SKIPPED) {
                byRun.computeIfAbsent(JsonFields.idOrEmpty(log, "checkpoint_id"), run -> new ArrayList<>())
                        .add(entry);
            }
        }
        Map<String, RunLog> runs = new HashMap<>();
        byRun.forEach((run, entries) -> runs.put(run, new RunLog(entries)));
        return new Several(runs, first.all());
    }

    /** Whether the run goes on, of which this is all that the log says. */
    boolean goesOn(int members) {
        return entries.size() < members || !entries.stream().allMatch(Entry::ended);
    }

    /** The same where entries of the run may be missing: how far it is can only be said of one member. */
    RunLog ofSome() {
        return entries.size() == 1 ? this : NONE;
    }

    /** What a look at the running backup saw. */
    <T> Step<T> progress() {
        if (entries.isEmpty()) {
            return Step.going("");
        }
        long done = entries.stream().filter(Entry::ended).count();
        String note = done + " of " + entries.size() + (entries.size() == 1 ? " member" : " members") + " done";
        return Step.going(percent(), note);
    }

    /** How much of all members is done; it is not all while the run goes on. */
    private @Nullable Integer percent() {
        boolean said = entries.stream()
                .anyMatch(entry -> entry.ended() || entry.record().percent() != null);
        int sum = entries.stream().mapToInt(Entry::percent).sum();
        return said ? (Integer) Math.min(99, sum / entries.size()) : null;
    }

    /** Why a restore point failed, in the words of the log. */
    BackupRun.Failed failed(RestorePoint point) {
        Optional<OperationRecord> record = entries.stream()
                .map(Entry::record)
                .filter(entry -> entry.restorePoint() == null
                        ? Objects.equals(entry.resource(), point.resource())
                        : entry.restorePoint().equals(point.id()))
                .findFirst();
        return new BackupRun.Failed(
                point,
                record.map(OperationRecord::failureCode).orElse(null),
                record.map(OperationRecord::failure).orElse(null));
    }

    /**
     * The entry of one member.
     *
     * @param record what it says
     */
    private record Entry(OperationRecord record) {
        static Entry of(JsonNode log) {
            return new Entry(OperationLogReader.read(log));
        }

        boolean ended() {
            return ENDED.contains(record.status());
        }

        int percent() {
            if (ended()) {
                return 100;
            }
            return record.percent() == null ? 0 : record.percent();
        }
    }
}
