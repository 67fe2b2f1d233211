package io.github.backup4j.testkit.internal;

import io.github.backup4j.BackupRunRecord;
import io.github.backup4j.OperationRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The log of backups by run. A slot that was skipped as a whole has no run: its entries belong together by vault and instant. */
final class RunsOfLog {
    private RunsOfLog() {}

    /** The entries of each run, the latest run first, and in each the oldest entry first. */
    static Map<Object, List<LogEntry>> of(Collection<LogEntry> log) {
        List<LogEntry> backups = new ArrayList<>();
        for (LogEntry entry : log) {
            if (entry.kind == OperationRecord.Kind.BACKUP) {
                backups.add(entry);
            }
        }
        Map<Object, List<LogEntry>> runs = new LinkedHashMap<>();
        for (int i = backups.size() - 1; i >= 0; i--) {
            LogEntry entry = backups.get(i);
            Object run = entry.run == null ? new Slot(entry.vault, entry.startedAt) : entry.run;
            runs.computeIfAbsent(run, none -> new ArrayList<>()).add(entry);
        }
        runs.values().forEach(Collections::reverse);
        return runs;
    }

    static BackupRunRecord view(List<LogEntry> run) {
        LogEntry first = run.get(0);
        return new BackupRunRecord(
                first.run,
                first.vault.id,
                first.startedAt,
                run.stream()
                        .map(entry -> Objects.requireNonNull(BackupRunRecord.Member.of(entry.view()), "about nothing"))
                        .toList());
    }

    /**
     * A slot without a run.
     *
     * @param vault the vault
     * @param at the time of the slot
     */
    private record Slot(StoredVault vault, Instant at) {}
}
