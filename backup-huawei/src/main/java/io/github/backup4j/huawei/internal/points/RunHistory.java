package io.github.backup4j.huawei.internal.points;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.cbr.v1.model.ListOpLogsRequest;
import io.github.backup4j.BackupRunFilter;
import io.github.backup4j.BackupRunId;
import io.github.backup4j.BackupRunRecord;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.operations.LogCalls;
import io.github.backup4j.huawei.internal.operations.OperationLogReader;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * CBR's operation log of backups by run, the latest run first, read page by page. The log has an entry for each member,
 * and the entries of several runs are interleaved: a run is complete once the log was read for a day before its first
 * entry.
 */
public final class RunHistory {
    /** How far apart the entries of one run may begin. */
    private static final Duration SPREAD = Duration.ofDays(1);

    private final LogCalls logs;

    public RunHistory(LogCalls logs) {
        this.logs = logs;
    }

    /** The runs that may match a filter; only the vault is certain to match. */
    Stream<BackupRunRecord> list(BackupRunFilter filter) {
        ListOpLogsRequest request =
                new ListOpLogsRequest().withOperationType(ListOpLogsRequest.OperationTypeEnum.BACKUP);
        VaultId vault = filter.vault();
        if (vault != null) {
            request.withVaultId(vault.value());
        }
        Instant from = filter.startedFrom();
        if (from != null) {
            // A run that began earlier must not appear to begin with the rest of its entries.
            request.withStartTime(
                    from.minus(SPREAD).truncatedTo(ChronoUnit.SECONDS).toString());
        }
        Iterator<JsonNode> entries = logs.largePages(request).iterator();
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(
                        new Runs(entries, vault), Spliterator.ORDERED | Spliterator.NONNULL),
                false);
    }

    private static final class Runs implements Iterator<BackupRunRecord> {
        private final Iterator<JsonNode> entries;
        private final @Nullable VaultId asked;
        private final Map<Key, Open> open = new LinkedHashMap<>();
        private final ArrayDeque<BackupRunRecord> ready = new ArrayDeque<>();

        Runs(Iterator<JsonNode> entries, @Nullable VaultId asked) {
            this.entries = entries;
            this.asked = asked;
        }

        @Override
        public boolean hasNext() {
            while (ready.isEmpty() && entries.hasNext()) {
                Instant read = add(entries.next());
                if (read != null) {
                    close(read.plus(SPREAD));
                }
            }
            if (ready.isEmpty()) {
                close(Instant.MIN);
            }
            return !ready.isEmpty();
        }

        @Override
        public BackupRunRecord next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return ready.remove();
        }

        /** Adds an entry to its run, and returns when the entry began; null: not known. */
        private @Nullable Instant add(JsonNode log) {
            OperationRecord record = OperationLogReader.read(log);
            BackupRunRecord.Member member = BackupRunRecord.Member.of(record);
            if (member != null) {
                String run = JsonFields.idOrNull(log, "checkpoint_id", "an operation log");
                VaultId vault = record.vault() == null ? asked : record.vault();
                Key key = new Key(run, vault, run == null ? record.startedAt() : null);
                open.computeIfAbsent(key, none -> new Open()).add(member);
            }
            return record.startedAt();
        }

        /** Releases the runs that began after an instant: the rest of the log is about other runs. */
        private void close(Instant after) {
            List<BackupRunRecord> closed = new ArrayList<>();
            open.entrySet().removeIf(run -> {
                Instant first = run.getValue().first;
                boolean whole = after.equals(Instant.MIN) || (first != null && first.isAfter(after));
                if (whole) {
                    closed.add(run.getValue().record(run.getKey()));
                }
                return whole;
            });
            Comparator<@Nullable Instant> unknownLast = Comparator.nullsLast(Comparator.reverseOrder());
            closed.sort((one, other) -> unknownLast.compare(one.startedAt(), other.startedAt()));
            ready.addAll(closed);
        }
    }

    /**
     * The key that the entries of one run share: its id or, where the log names none, the vault and the instant.
     *
     * @param run the id; null: not named
     * @param vault the vault; null: not named
     * @param at when the entry began, if no run is named; else null
     */
    private record Key(
            @Nullable String run,
            @Nullable VaultId vault,
            @Nullable Instant at) {}

    /** A run that may have more entries in the log. */
    private static final class Open {
        /** The members, in the reverse order of the log, which lists the newest first. */
        private final List<BackupRunRecord.Member> members = new ArrayList<>();

        @Nullable
        Instant first;

        void add(BackupRunRecord.Member member) {
            members.add(0, member);
            Instant started = member.startedAt();
            if (started != null && (first == null || started.isBefore(Objects.requireNonNull(first)))) {
                first = started;
            }
        }

        BackupRunRecord record(Key key) {
            return new BackupRunRecord(
                    key.run() == null ? null : new BackupRunId(key.run()), key.vault(), first, members);
        }
    }
}
