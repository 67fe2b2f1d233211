package io.github.backup4j.huawei;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.cbr.v1.model.ListBackupsRequest;
import com.huaweicloud.sdk.cbr.v1.model.ListVaultRequest;
import io.github.backup4j.BackupException;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.TimeSource;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.work.Context;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Looks at many backup runs together. What CBR is backing up is one list, whoever waits for it; what the runs have made is another,
 * with up to a thousand restore points in an answer. So a thousand runs cost a look about as many requests as one.
 *
 * <p>A look is shared for as long as the first two looks at one run are apart. Where there are few runs, or the lists leave a
 * question open, the answer is {@link Sight.Unseen}: the run is to be asked for by itself.
 *
 * <p>Safe for use by many threads. Nothing here waits but for the answers of the service, and only one thread for those of one look.
 */
final class RunWatch {
    /** From how many runs on lists cost less than asking for each. */
    private static final int FEWEST = 3;

    /** How many runs are kept in mind; the oldest is asked for by itself from then on. */
    private static final int MOST = 20_000;

    /** For how long nobody may ask for a run before it is forgotten: longer than any wait pauses. */
    private static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);

    /** How far the clocks of a checkpoint and of its restore points may differ. */
    private static final Duration SKEW = Duration.ofMinutes(2);

    private final TimeSource time;
    private final Duration shared;
    private final Map<String, Watched> watched = new LinkedHashMap<>();
    private final ReentrantLock looking = new ReentrantLock();
    private volatile Look last = new Look(0, null, Map.of());

    /** Counts what happens here, so that it is known whether a look began after a run was first asked for. */
    private long events;

    RunWatch(TimeSource time, Duration shared) {
        this.time = time;
        this.shared = shared;
    }

    /** What is known of one run. */
    sealed interface Sight {
        /**
         * It goes on.
         *
         * @param log how far it is, as far as that was read
         */
        record Running(RunLog log) implements Sight {}

        /**
         * It has ended.
         *
         * @param checkpoint the run as it was begun, with its members
         * @param made a restore point for each member, failed ones included
         */
        record Ended(JsonNode checkpoint, List<RestorePoint> made) implements Sight {}

        /** The lists do not say. */
        record Unseen() implements Sight {}
    }

    private static final Sight UNSEEN = new Sight.Unseen();

    /**
     * Keeps in mind a run that was just begun.
     *
     * @param checkpoint the answer to that
     */
    void begun(JsonNode checkpoint, VaultId vault) {
        note(JsonFields.text(checkpoint, "id"), vault, Begun.of(checkpoint));
    }

    /** Keeps in mind a run that somebody will ask for. */
    void expect(String run, VaultId vault) {
        note(run, vault, null);
    }

    private synchronized void note(String run, VaultId vault, @Nullable Begun begun) {
        if (run.isEmpty()) {
            return;
        }
        Watched known = watched.get(run);
        if (known == null) {
            watched.put(run, new Watched(vault, begun, ++events, time.elapsed()));
            if (watched.size() > MOST) {
                Iterator<String> oldest = watched.keySet().iterator();
                oldest.next();
                oldest.remove();
            }
        }
    }

    /** Returns what is known of a run, from the last look or from a new one. */
    Sight look(Context context, PointCalls points, String run, VaultId vault) {
        Watched asked = asked(run, vault);
        if (asked == null) {
            return UNSEEN;
        }
        Look usable = last;
        if (!usable.answers(asked, time.elapsed(), shared)) {
            usable = look(context, points, asked);
        }
        Sight sight = usable.seen.getOrDefault(run, UNSEEN);
        if (sight instanceof Sight.Ended) {
            forget(run);
        }
        return sight;
    }

    /** The run, if there are enough of them. */
    private synchronized @Nullable Watched asked(String run, VaultId vault) {
        note(run, vault, null);
        Duration now = time.elapsed();
        Watched asked = Objects.requireNonNull(watched.get(run), "not noted");
        asked.askedAt = now;
        return watched.size() < FEWEST ? null : asked;
    }

    private synchronized void forget(String run) {
        watched.remove(run);
    }

    private Look look(Context context, PointCalls points, Watched asked) {
        Look before = last;
        boolean waits = !before.covers(asked);
        if (waits) {
            looking.lock();
        } else if (!looking.tryLock()) {
            // Another thread is about to know more; what was seen before will do until then.
            return before;
        }
        try {
            Look meanwhile = last;
            if (meanwhile.answers(asked, time.elapsed(), shared)) {
                return meanwhile;
            }
            Look now = lookNow(context, points);
            last = now;
            return now;
        } finally {
            looking.unlock();
        }
    }

    private Look lookNow(Context context, PointCalls points) {
        Map<String, Watched> all = toLookAt();
        long number = number();
        Duration at = time.elapsed();
        Map<String, Sight> seen = new HashMap<>();
        last.seen.forEach((run, sight) -> {
            if (sight instanceof Sight.Ended && all.remove(run) != null) {
                seen.put(run, sight);
            }
        });
        try {
            readLog(context, all, seen);
        } catch (BackupException e) {
            if (e.retryable()) {
                throw e;
            }
            // Who may not read the log asks for each run.
            return new Look(number, at, seen);
        }
        Map<String, Watched> rest = new LinkedHashMap<>(all);
        rest.keySet().removeAll(seen.keySet());
        rest.values().removeIf(run -> run.begun == null);
        if (rest.size() >= FEWEST) {
            seen.putAll(ended(points, rest));
        }
        return new Look(number, at, Map.copyOf(seen));
    }

    /** Notes which runs go on: they are running, or wait, or there is more that runs than one answer holds and their members do. */
    private static void readLog(Context context, Map<String, Watched> all, Map<String, Sight> seen) {
        RunLog.Running running = RunLog.running(context.client());
        note(running, all, seen);
        if (seen.keySet().containsAll(all.keySet())) {
            return;
        }
        note(RunLog.waiting(context.client()), all, seen);
        if (!running.complete() && !seen.keySet().containsAll(all.keySet())) {
            Set<String> protecting = protecting(context);
            all.forEach((run, asked) -> {
                if (asked.isAmong(protecting)) {
                    seen.putIfAbsent(run, new Sight.Running(RunLog.NONE));
                }
            });
        }
    }

    private static void note(RunLog.Running running, Map<String, Watched> all, Map<String, Sight> seen) {
        running.logs().forEach((run, log) -> {
            if (all.containsKey(run)) {
                seen.putIfAbsent(run, new Sight.Running(log));
            }
        });
    }

    private synchronized long number() {
        return ++events;
    }

    /** All that somebody still asks for. */
    private synchronized Map<String, Watched> toLookAt() {
        Duration longAgo = time.elapsed().minus(FORGOTTEN_AFTER);
        watched.values().removeIf(run -> run.askedAt.compareTo(longAgo) < 0);
        return new LinkedHashMap<>(watched);
    }

    /** The members of vaults that are being backed up. */
    private static Set<String> protecting(Context context) {
        Set<String> protecting = new HashSet<>();
        new Lookup(context).rawVaults(new ListVaultRequest()).forEach(vault -> {
            for (JsonNode member : vault.path("resources")) {
                if (JsonFields.text(member, "protect_status").equals("protecting")) {
                    protecting.add(JsonFields.text(member, "id"));
                }
            }
        });
        return protecting;
    }

    /** Reads the newest restore points until all members of the runs have one, and at most as many pages as there are runs. */
    private static Map<String, Sight> ended(PointCalls points, Map<String, Watched> runs) {
        Instant oldest = runs.values().stream()
                .map(run -> Objects.requireNonNull(run.begun, "resumed").createdAt)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        ListBackupsRequest request = new ListBackupsRequest()
                .withSort("created_at:desc")
                .withShowReplication(true)
                .withStartTime(oldest.minus(SKEW).truncatedTo(ChronoUnit.SECONDS).toString());
        Map<String, List<JsonNode>> made = new HashMap<>();
        Map<String, Sight> seen = new HashMap<>();
        Iterator<JsonNode> backups =
                points.listInLargePages(request).limit(1000L * runs.size()).iterator();
        Set<String> open = new HashSet<>(runs.keySet());
        while (!open.isEmpty() && backups.hasNext()) {
            JsonNode backup = backups.next();
            String run = JsonFields.idOrEmpty(backup, "checkpoint_id");
            if (open.contains(run)) {
                List<JsonNode> ofRun = made.computeIfAbsent(run, unused -> new ArrayList<>());
                ofRun.add(backup);
                Begun begun = Objects.requireNonNull(runs.get(run).begun, "resumed");
                if (begun.isAnsweredBy(ofRun)) {
                    open.remove(run);
                    seen.put(run, sight(points, begun, ofRun));
                }
            }
        }
        return seen;
    }

    private static Sight sight(PointCalls points, Begun begun, List<JsonNode> made) {
        boolean underWay = made.stream()
                .anyMatch(backup -> BackupWork.UNDER_WAY.contains(Points.status(JsonFields.text(backup, "status"))));
        if (underWay) {
            return new Sight.Running(RunLog.NONE);
        }
        return new Sight.Ended(
                begun.checkpoint,
                made.stream().map(backup -> points.read(backup, true)).toList());
    }

    /**
     * One look at all runs.
     *
     * @param number when it began, as events are counted
     * @param at when it began, as {@link TimeSource#elapsed()} counts; null: never
     * @param seen what it saw of each run; nothing of those that are to be asked for by themselves
     */
    private record Look(long number, @Nullable Duration at, Map<String, Sight> seen) {
        /** Whether it was made after a run was first asked for. */
        boolean covers(Watched run) {
            return at != null && number > run.since;
        }

        boolean answers(Watched run, Duration now, Duration shared) {
            return covers(run) && now.minus(Objects.requireNonNull(at, "at")).compareTo(shared) < 0;
        }
    }

    /** A run that somebody asks for. */
    private static final class Watched {
        final VaultId vault;

        /** What it was begun with; null: another process began it. */
        final @Nullable Begun begun;

        /** When it was first asked for, as events are counted. */
        final long since;

        /** When it was last asked for; guarded by the watch. */
        Duration askedAt;

        Watched(VaultId vault, @Nullable Begun begun, long since, Duration askedAt) {
            this.vault = vault;
            this.begun = begun;
            this.since = since;
            this.askedAt = askedAt;
        }

        /** Whether one of its members is among those that are being backed up. */
        boolean isAmong(Set<String> protecting) {
            return begun == null || begun.members.stream().anyMatch(protecting::contains);
        }
    }

    /**
     * A run as it was begun.
     *
     * @param checkpoint the answer to that
     * @param createdAt when
     * @param members the ids of the members that it backs up
     */
    private record Begun(JsonNode checkpoint, Instant createdAt, Set<String> members) {
        /** Returns null where the answer does not say all of it. */
        static @Nullable Begun of(JsonNode checkpoint) {
            Instant createdAt = JsonFields.instant(checkpoint, "created_at");
            Set<String> members = new HashSet<>();
            checkpoint.path("vault").path("resources").forEach(member -> members.add(JsonFields.text(member, "id")));
            members.remove("");
            return createdAt == null || members.isEmpty() ? null : new Begun(checkpoint, createdAt, members);
        }

        /** Whether each member has a restore point among those. */
        boolean isAnsweredBy(List<JsonNode> made) {
            if (made.size() < members.size()) {
                return false;
            }
            Set<String> left = new HashSet<>(members);
            made.forEach(backup -> left.remove(JsonFields.text(backup, "resource_id")));
            return left.isEmpty();
        }
    }
}
