package io.github.backup4j.huawei.internal.points;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.cbr.v1.model.ListOpLogsRequest;
import io.github.backup4j.BackupException;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.Resource;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.operations.LogCalls;
import io.github.backup4j.huawei.internal.operations.OperationLogReader;
import io.github.backup4j.huawei.internal.work.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * How long backup runs of a vault have taken at least, by the operation log: while a run shows no percentage, that says when its next
 * poll is worthwhile. A single run says nothing, since a full backup takes a hundred times as long as the incremental one after it.
 *
 * <p>One request an hour reads it for all vaults whose runs are polled, and a few if the newest thousand backups do not show enough.
 *
 * <p>Safe for use by many threads.
 */
final class RunDurations {
    /** How many earlier runs of a vault there must be. */
    private static final int FEWEST_RUNS = 2;

    private static final int PAGE = 1000;

    /** How many pages of the log are worth what they save. */
    private static final int MOST_PAGES = 4;

    /** For how long a vault's earlier runs are known. */
    private static final Duration KNOWN_FOR = Duration.ofHours(1);

    /** How long after a read they are read again for another vault. */
    private static final Duration NEXT_READ = Duration.ofMinutes(5);

    /** For how many poll intervals a run is polled as usual: most that fail at once have failed by then. */
    private static final int USUAL_POLLS = 2;

    /** How long threads wait for another thread that reads it, in real time. */
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final Context context;
    private final LogCalls logs;
    private final RunWatch watch;
    private final Earlier earlier;

    RunDurations(Context context, LogCalls logs, RunWatch watch) {
        this.context = context;
        this.logs = logs;
        this.watch = watch;
        earlier = context.shared().of(Earlier.class, Earlier::new);
    }

    /** What is known of earlier runs: all polls share it. */
    private static final class Earlier {
        private final ReentrantLock reading = new ReentrantLock();
        private final Map<VaultId, Known> known = new ConcurrentHashMap<>();
        private volatile @Nullable Duration readAt;
    }

    /**
     * What is known of the earlier runs of a vault.
     *
     * @param readAt when they were read, as {@link io.github.backup4j.TimeSource#elapsed()} counts
     * @param shortest how long the shortest has taken; null: not known
     */
    private record Known(Duration readAt, @Nullable Duration shortest) {}

    /**
     * Returns how much longer a run takes at least, if it takes as long as the shortest earlier one of its vault; null: not known. It
     * may end earlier than that.
     *
     * @param begun when the run began; null: not known
     * @param log what is known of its progress
     * @param percentOfOthers how much is done of other runs; null: not known
     */
    @Nullable
    Duration leftOf(@Nullable Instant begun, VaultId vault, RunLog log, @Nullable Integer percentOfOthers) {
        if (begun == null || log.hasProgress() || (percentOfOthers != null && percentOfOthers > 0)) {
            return null;
        }
        Duration age = Duration.between(begun, context.serviceNow());
        if (age.compareTo(context.pollInterval().multipliedBy(USUAL_POLLS)) < 0) {
            return null;
        }
        readUnlessKnown(vault);
        Known known = earlier.known.get(vault);
        Duration shortest = known == null ? null : known.shortest();
        return shortest == null || shortest.compareTo(age) <= 0 ? null : shortest.minus(age);
    }

    /** While another thread reads it, this one waits for a moment. */
    private void readUnlessKnown(VaultId vault) {
        if (isKnown(vault) || wasReadJustNow() || !mayRead()) {
            return;
        }
        try {
            if (!isKnown(vault) && !wasReadJustNow()) {
                Set<VaultId> vaults = watch.vaults();
                vaults.add(vault);
                Map<VaultId, Duration> shortest = read(vaults);
                earlier.known.values().removeIf(this::isOld);
                Duration now = context.time().elapsed();
                vaults.forEach(one -> earlier.known.put(one, new Known(now, shortest.get(one))));
                earlier.readAt = now;
            }
        } finally {
            earlier.reading.unlock();
        }
    }

    private boolean mayRead() {
        try {
            return earlier.reading.tryLock(MOMENT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean isKnown(VaultId vault) {
        Known known = earlier.known.get(vault);
        return known != null && !isOld(known);
    }

    private boolean isOld(Known known) {
        return isOver(KNOWN_FOR, known.readAt());
    }

    private boolean wasReadJustNow() {
        Duration readAt = earlier.readAt;
        return readAt != null && !isOver(NEXT_READ, readAt);
    }

    private boolean isOver(Duration period, Duration since) {
        return context.time().elapsed().minus(since).compareTo(period) >= 0;
    }

    /** Reads the newest successful backups, in whole pages, until each vault has had enough runs. */
    private Map<VaultId, Duration> read(Set<VaultId> vaults) {
        Map<VaultId, Map<String, Duration>> byVault = new HashMap<>();
        Set<VaultId> open = new HashSet<>(vaults);
        Map<String, VaultId> ofMembers = watch.vaultsOfMembers();
        try {
            Iterator<JsonNode> entries = logs.largePages(new ListOpLogsRequest()
                            .withOperationType(ListOpLogsRequest.OperationTypeEnum.BACKUP)
                            .withStatus(ListOpLogsRequest.StatusEnum.SUCCESS))
                    .limit((long) PAGE * MOST_PAGES)
                    .iterator();
            // A page that was read is used to its end.
            for (long read = 0; (!open.isEmpty() || read % PAGE != 0) && entries.hasNext(); read++) {
                JsonNode log = entries.next();
                OperationRecord record = OperationLogReader.read(log);
                VaultId vault = vaultOf(record, ofMembers);
                if (vault != null && vaults.contains(vault)) {
                    Map<String, Duration> runs = byVault.computeIfAbsent(vault, unused -> new HashMap<>());
                    add(runs, JsonFields.idOrEmpty(log, "checkpoint_id"), record);
                    // Of the oldest of them, entries may be missing: it then seems shorter, which costs a poll.
                    if (runs.size() >= FEWEST_RUNS) {
                        open.remove(vault);
                    }
                }
            }
        } catch (BackupException e) {
            // It saves polls only; what was read so far is as good as the rest.
        }
        Map<VaultId, Duration> shortest = new HashMap<>();
        byVault.forEach((vault, runs) -> {
            if (runs.size() >= FEWEST_RUNS) {
                runs.values().stream().min(Duration::compareTo).ifPresent(least -> shortest.put(vault, least));
            }
        });
        return Map.copyOf(shortest);
    }

    /** The vault of an entry: in the documented form, the log does not name it, but its member. */
    private static @Nullable VaultId vaultOf(OperationRecord record, Map<String, VaultId> ofMembers) {
        Resource member = record.resource();
        return record.vault() != null || member == null ? record.vault() : ofMembers.get(member.id());
    }

    /** A run takes as long as the member that takes longest. */
    private static void add(Map<String, Duration> runs, String run, OperationRecord record) {
        Instant started = record.startedAt();
        Instant ended = record.endedAt();
        if (!run.isEmpty() && started != null && ended != null && !ended.isBefore(started)) {
            runs.merge(run, Duration.between(started, ended), (one, other) -> one.compareTo(other) < 0 ? other : one);
        }
    }
}
