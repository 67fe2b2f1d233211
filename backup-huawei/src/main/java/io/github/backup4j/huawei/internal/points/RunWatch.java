package io.github.backup4j.huawei.internal.points;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.cbr.v1.model.ListBackupsRequest;
import com.huaweicloud.sdk.cbr.v1.model.ListVaultRequest;
import io.github.backup4j.BackupException;
import io.github.backup4j.TimeSource;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.operations.LogCalls;
import io.github.backup4j.huawei.internal.points.RunLooks.Asked;
import io.github.backup4j.huawei.internal.points.RunLooks.Begun;
import io.github.backup4j.huawei.internal.vaults.VaultCalls;
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

/**
 * Looks at many backup runs together. What CBR is backing up is one list, whoever waits for it; what the runs have made is another,
 * with up to a thousand restore points in an answer. So a look at a thousand runs costs about as many requests as one at one.
 *
 * <p>A look serves everybody for as long as the first two looks at one run are apart. Where there are few runs, or the lists leave a
 * question open, the answer is {@link Sight.Unseen}: the run is to be asked for by itself. One thread makes a look; others do with
 * the one before meanwhile, unless it knows nothing of their run.
 */
public final class RunWatch {
    /** From how many runs on lists cost less than asking for each. */
    private static final int FEWEST = 3;

    /** How far the clocks of a checkpoint and of its restore points may differ. */
    private static final Duration SKEW = Duration.ofMinutes(2);

    private static final Sight UNSEEN = new Sight.Unseen();

    private final RunLooks looks;
    private final TimeSource time;
    private final LogCalls logs;
    private final VaultCalls vaults;
    private final PointCalls points;

    public RunWatch(RunLooks looks, TimeSource time, LogCalls logs, VaultCalls vaults, PointCalls points) {
        this.looks = looks;
        this.time = time;
        this.logs = logs;
        this.vaults = vaults;
        this.points = points;
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
         * @param made a restore point for each member, failed ones included, as it was listed
         */
        record Ended(JsonNode checkpoint, List<JsonNode> made) implements Sight {}

        /** The lists do not say. */
        record Unseen() implements Sight {}
    }

    /**
     * Keeps in mind a run that was just begun.
     *
     * @param checkpoint the answer to that
     */
    void begun(JsonNode checkpoint) {
        looks.note(JsonFields.text(checkpoint, "id"), Begun.of(checkpoint));
    }

    /** Keeps in mind a run that somebody will ask for. */
    void expect(String run) {
        looks.note(run, null);
    }

    /** Returns what is known of a run, from the last look or from a new one. */
    Sight look(String run) {
        Asked asked = looks.ask(run, FEWEST);
        if (asked == null) {
            return UNSEEN;
        }
        if (!looks.answers(asked)) {
            lookIfNobodyDoes(asked);
        }
        Sight sight = looks.last().seen().getOrDefault(run, UNSEEN);
        if (sight instanceof Sight.Ended) {
            looks.forget(run);
        }
        return sight;
    }

    private void lookIfNobodyDoes(Asked asked) {
        if (looks.last().covers(asked)) {
            if (!looks.looking().tryLock()) {
                return;
            }
        } else {
            looks.looking().lock();
        }
        try {
            if (!looks.answers(asked)) {
                lookAtAll();
            }
        } finally {
            looks.looking().unlock();
        }
    }

    private void lookAtAll() {
        Map<String, Asked> all = looks.all();
        long number = looks.begin();
        Duration at = time.elapsed();
        Map<String, Sight> seen = new HashMap<>();
        // An end is final.
        looks.last().seen().forEach((run, sight) -> {
            if (sight instanceof Sight.Ended && all.remove(run) != null) {
                seen.put(run, sight);
            }
        });
        try {
            seen.putAll(running(all));
            all.keySet().removeAll(seen.keySet());
            all.values().removeIf(run -> run.begun == null);
            if (all.size() >= FEWEST) {
                seen.putAll(ended(begun(all)));
            }
        } catch (BackupException e) {
            if (e.retryable()) {
                throw e;
            }
            // Who may not read a list asks for each run.
        }
        looks.saw(number, at, seen);
    }

    // ---- what goes on

    private Map<String, Sight> running(Map<String, Asked> all) {
        boolean allKnown = all.values().stream().allMatch(run -> run.begun != null);
        Map<String, Sight> seen = new HashMap<>();
        if (allKnown && !all.isEmpty() && runningSince(begun(all), seen)) {
            return seen;
        }
        seen.clear();
        RunLog.Several running = RunLog.running(logs);
        running.byRun().forEach((run, log) -> seen.put(run, new Sight.Running(log.ofSome())));
        if (!seen.keySet().containsAll(all.keySet())) {
            RunLog.waiting(logs).byRun().forEach((run, log) -> seen.putIfAbsent(run, new Sight.Running(log.ofSome())));
        }
        if (!running.all() && !seen.keySet().containsAll(all.keySet())) {
            Set<String> protecting = protecting();
            all.forEach((run, asked) -> {
                if (asked.begun == null || asked.begun.members().stream().anyMatch(protecting::contains)) {
                    seen.putIfAbsent(run, new Sight.Running(RunLog.NONE));
                }
            });
        }
        seen.keySet().retainAll(all.keySet());
        return seen;
    }

    /** Notes what goes on of runs by all that was begun since the oldest; false if that is more than one answer holds. */
    private boolean runningSince(Map<String, Begun> runs, Map<String, Sight> seen) {
        int members =
                runs.values().stream().mapToInt(run -> run.members().size()).sum();
        if (members > RunLog.MOST) {
            return false;
        }
        RunLog.Several since = RunLog.begunSince(logs, oldest(runs));
        since.byRun().forEach((run, log) -> {
            Begun begun = runs.get(run);
            if (begun != null && log.goesOn(begun.members().size())) {
                seen.put(run, new Sight.Running(log));
            }
        });
        return since.all();
    }

    /** The members of vaults that are being backed up. */
    private Set<String> protecting() {
        Set<String> protecting = new HashSet<>();
        vaults.list(new ListVaultRequest()).forEach(vault -> {
            for (JsonNode member : vault.path("resources")) {
                if (JsonFields.text(member, "protect_status").equals("protecting")) {
                    protecting.add(JsonFields.text(member, "id"));
                }
            }
        });
        return protecting;
    }

    // ---- what has ended

    /** Reads the newest restore points until all members of the runs have one, and at most as many pages as there are runs. */
    private Map<String, Sight> ended(Map<String, Begun> runs) {
        ListBackupsRequest request = new ListBackupsRequest()
                .withSort("created_at:desc")
                .withShowReplication(true)
                .withStartTime(oldest(runs).toString());
        Map<String, List<JsonNode>> made = new HashMap<>();
        Map<String, Sight> seen = new HashMap<>();
        Set<String> open = new HashSet<>(runs.keySet());
        Iterator<JsonNode> backups = points.listInLargePages(request)
                .limit((long) PointCalls.LARGE_PAGE * runs.size())
                .iterator();
        while (!open.isEmpty() && backups.hasNext()) {
            JsonNode backup = backups.next();
            String run = JsonFields.idOrEmpty(backup, "checkpoint_id");
            if (open.contains(run)) {
                List<JsonNode> ofRun = made.computeIfAbsent(run, unused -> new ArrayList<>());
                ofRun.add(backup);
                Begun begun = Objects.requireNonNull(runs.get(run), "open");
                if (begun.isAnsweredBy(ofRun)) {
                    open.remove(run);
                    seen.put(run, sight(begun, ofRun));
                }
            }
        }
        return seen;
    }

    private static Sight sight(Begun begun, List<JsonNode> made) {
        boolean underWay = made.stream()
                .map(backup -> RestorePointReader.status(JsonFields.text(backup, "status")))
                .anyMatch(Backups.UNDER_WAY::contains);
        return underWay ? new Sight.Running(RunLog.NONE) : new Sight.Ended(begun.checkpoint(), List.copyOf(made));
    }

    // ---- runs whose beginning is known

    private static Map<String, Begun> begun(Map<String, Asked> runs) {
        Map<String, Begun> begun = new LinkedHashMap<>();
        runs.forEach((run, asked) -> begun.put(run, Objects.requireNonNull(asked.begun, "not begun here")));
        return begun;
    }

    private static Instant oldest(Map<String, Begun> runs) {
        return runs.values().stream()
                .map(Begun::createdAt)
                .min(Comparator.naturalOrder())
                .orElseThrow()
                .minus(SKEW)
                .truncatedTo(ChronoUnit.SECONDS);
    }
}
