package io.github.backup4j.huawei.internal.points;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.cbr.v1.model.ListOpLogsRequest;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupRun;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.Progress;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.http.Pages;
import io.github.backup4j.huawei.internal.operations.LogCalls;
import io.github.backup4j.huawei.internal.operations.OperationLogReader;
import io.github.backup4j.huawei.internal.work.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * CBR's operation log of one backup run, with an entry for each member: its progress, and why it failed. One request
 * reads all of it.
 *
 * @param entries the entries of members whose backup has started
 */
record RunLog(List<Entry> entries) {
    /** More entries than a vault has members, and as many as the service returns at once. */
    static final int MOST = 1000;

    /** How far the clocks of a checkpoint and of its log may differ. */
    private static final Duration SKEW = Duration.ofMinutes(2);

    /** How far the percentages of members may differ that are about as far. */
    private static final int ALIKE = 10;

    /** A log of which nothing was read. */
    static final RunLog NONE = new RunLog(List.of());

    private static final Set<OperationRecord.Status> ENDED =
            Set.of(OperationRecord.Status.SUCCEEDED, OperationRecord.Status.FAILED, OperationRecord.Status.TIMED_OUT);

    /**
     * Reads the log of a run.
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

    /** The same, or an empty log where it cannot be read: it reports progress only, and the run continues without it. */
    static RunLog readIfPossible(LogCalls logs, String run, VaultId vault, @Nullable Instant since) {
        try {
            return read(logs, run, vault, since);
        } catch (BackupException e) {
            return new RunLog(List.of());
        }
    }

    /**
     * The logs of several runs.
     *
     * @param byRun the log of each run, by its id
     * @param all whether these are all entries; else there are more than one response holds
     * @param count how many entries there are in all; -1: not known
     */
    record Several(Map<String, RunLog> byRun, boolean all, int count) {
        /**
         * How much of the furthest member is done, in percent, if all are about as far; null: they are not, or it is not known.
         */
        @Nullable
        Integer percentOfAll() {
            IntSummaryStatistics percents = byRun.values().stream()
                    .flatMap(log -> log.entries().stream())
                    .filter(entry -> entry.record().percent() != null)
                    .mapToInt(Entry::percent)
                    .summaryStatistics();
            boolean alike = percents.getCount() > 0 && percents.getMax() - percents.getMin() <= ALIKE;
            return alike ? (Integer) percents.getMax() : null;
        }
    }

    /** Reads the backups that began since an instant, of all runs, with one request. */
    static Several startedSince(LogCalls logs, Instant since) {
        return several(logs, new ListOpLogsRequest().withStartTime(since.toString()));
    }

    /** Reads the backups in progress, of all runs, with one request. */
    static Several running(LogCalls logs) {
        return several(logs, new ListOpLogsRequest().withStatus(ListOpLogsRequest.StatusEnum.RUNNING));
    }

    /** Reads the last page of them too, so that the newest ones do not stand for all. */
    static Several andOldest(Several newest, LogCalls logs) {
        int count = newest.count();
        if (newest.all() || count < 0) {
            return newest;
        }
        Several oldest = several(
                logs,
                new ListOpLogsRequest().withStatus(ListOpLogsRequest.StatusEnum.RUNNING),
                Math.max(0, count - MOST));
        Map<String, RunLog> both = new HashMap<>(oldest.byRun());
        newest.byRun().forEach((run, log) -> both.merge(run, log, RunLog::and));
        return new Several(both, false, count);
    }

    private RunLog and(RunLog other) {
        Set<Entry> both = new LinkedHashSet<>(entries);
        both.addAll(other.entries);
        return new RunLog(List.copyOf(both));
    }

    /** Reads the backups that have not started yet, of all runs, with one request. */
    static Several waiting(LogCalls logs) {
        return several(logs, new ListOpLogsRequest().withStatus(ListOpLogsRequest.StatusEnum.WAITING));
    }

    /** The entries of backups that have not started yet, of all runs, page by page from a place on. */
    static Stream<JsonNode> allWaiting(LogCalls logs, Pages.Place<JsonNode> place) {
        return logs.largePages(
                new ListOpLogsRequest()
                        .withOperationType(ListOpLogsRequest.OperationTypeEnum.BACKUP)
                        .withStatus(ListOpLogsRequest.StatusEnum.WAITING),
                place);
    }

    private static Several several(LogCalls logs, ListOpLogsRequest request) {
        return several(logs, request, 0);
    }

    private static Several several(LogCalls logs, ListOpLogsRequest request, int from) {
        LogCalls.First first = logs.entriesFrom(
                request.withOperationType(ListOpLogsRequest.OperationTypeEnum.BACKUP),
                from,
                MOST,
                "the log of backups");
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
        return new Several(runs, first.all(), first.count());
    }

    /** Whether the run is in progress, if the log has no other entries of it. */
    boolean goesOn(int members) {
        return entries.size() < members || !entries.stream().allMatch(Entry::ended);
    }

    /** The same where entries of the run may be missing: progress can be reported for a single member only. */
    RunLog ofSome() {
        return entries.size() == 1 ? this : NONE;
    }

    /**
     * The step of a running backup, with its progress.
     *
     * @param percentOfOthers how much of other running backups is done, if all of them are about as far; null: not known
     * @param left how long it takes on at least, by earlier runs; null: not known
     */
    <T> Step<T> progress(@Nullable Integer percentOfOthers, @Nullable Duration left) {
        if (entries.isEmpty()) {
            return new Step.Going<>(Progress.Phase.RUNNING, null, "", percentOfOthers, left, null);
        }
        long done = entries.stream().filter(Entry::ended).count();
        String note = done + " of " + entries.size() + (entries.size() == 1 ? " member" : " members") + " done";
        return new Step.Going<>(Progress.Phase.RUNNING, percent(), note, null, left, null);
    }

    /** Whether any of it is done, as far as the log shows. */
    boolean hasProgress() {
        Integer percent = percent();
        return percent != null && percent > 0;
    }

    /** How much of all members is done, in percent: below 100 while the run is in progress; null: not known. */
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
     * @param record the entry
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
