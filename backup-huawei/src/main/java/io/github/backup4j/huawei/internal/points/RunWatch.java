package io.github.backup4j.huawei.internal.points;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.cbr.v1.model.ListBackupsRequest;
import com.huaweicloud.sdk.cbr.v1.model.ListVaultRequest;
import io.github.backup4j.BackupException;
import io.github.backup4j.TimeSource;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.http.Pages;
import io.github.backup4j.huawei.internal.operations.LogCalls;
import io.github.backup4j.huawei.internal.resources.CbrTypes;
import io.github.backup4j.huawei.internal.vaults.VaultCalls;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.ListRead;
import io.github.backup4j.huawei.internal.work.ListReads;
import io.github.backup4j.huawei.internal.work.ListReads.Asked;
import io.github.backup4j.huawei.internal.work.Look;
import io.github.backup4j.huawei.internal.work.Step;
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
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Polls many backup runs together. One list has the backups in progress, whoever waits for them; another has the
 * restore points of the runs, up to a thousand in a response. So a poll of a thousand runs takes about as many requests
 * as a poll of one.
 *
 * <p>A run that the lists of backups in progress miss is polled by itself.
 */
public final class RunWatch implements ListRead<RunWatch.Awaited, RunWatch.Sight> {
    /** How far the clocks of a checkpoint and of its restore points may differ. */
    private static final Duration SKEW = Duration.ofMinutes(2);

    /** How often a look compares the oldest runs in progress with the newest, if there are more than one response holds. */
    private static final Duration COMPARED_EVERY = Duration.ofMinutes(5);

    private final ListReads<Awaited, Sight> reads;
    private final MadeByRuns madeByRuns;
    private final LogCalls logs;
    private final VaultCalls vaults;
    private final PointCalls points;
    private final Earlier earlier;
    private final TimeSource time;

    public RunWatch(Context context, LogCalls logs, VaultCalls vaults, PointCalls points) {
        reads = context.listReads("runs");
        earlier = context.shared().of(Earlier.class, Earlier::new);
        madeByRuns = new MadeByRuns(context, points);
        time = context.time();
        this.logs = logs;
        this.vaults = vaults;
        this.points = points;
    }

    /** What earlier looks have found, which saves later ones requests: all polls share it. */
    private static final class Earlier {
        /** Since when the log has more entries than one response holds, as far as that is known: their number only grows. */
        private @Nullable Instant tooManySince;

        /** When the oldest runs in progress were last compared with the newest, as {@link TimeSource#elapsed()} counts; null: never. */
        private @Nullable Duration comparedAt;

        private boolean alike;

        synchronized boolean areTooManySince(Instant start) {
            return tooManySince != null && !start.isAfter(tooManySince);
        }

        synchronized void foundTooManySince(Instant start) {
            if (!areTooManySince(start)) {
                tooManySince = start;
            }
        }

        synchronized boolean isComparisonDue(Duration now) {
            return comparedAt == null || now.minus(comparedAt).compareTo(COMPARED_EVERY) >= 0;
        }

        synchronized void compared(Duration now, boolean found) {
            comparedAt = now;
            alike = found;
        }

        /** Whether the oldest runs in progress were about as far as the newest. */
        synchronized boolean alike() {
            return alike;
        }
    }

    /** The state of one run, by the lists. */
    sealed interface Sight {
        /**
         * It is in progress.
         *
         * @param log its progress, as far as that was read
         * @param percentOfOthers how much is done of other runs, if all of them are about as far; null: not known
         */
        record Running(RunLog log, @Nullable Integer percentOfOthers) implements Sight {
            Running(RunLog log) {
                this(log, null);
            }
        }

        /**
         * It has ended.
         *
         * @param checkpoint the run as returned when it began, with its members
         * @param made a restore point for each member, failed ones included, as listed
         */
        record Ended(JsonNode checkpoint, List<JsonNode> made) implements Sight {}
    }

    /**
     * Registers a run that has just started.
     *
     * @param checkpoint the response that started the run
     */
    void started(JsonNode checkpoint) {
        String vault = JsonFields.idOrEmpty(checkpoint.path("vault"), "id");
        reads.note(JsonFields.text(checkpoint, "id"), new Awaited(vault, StartedRun.of(checkpoint)));
    }

    /** How many members a run has that this process began and that somebody polls; -1: not known. */
    int members(String run) {
        Awaited awaited = reads.known(run);
        StartedRun started = awaited == null ? null : awaited.started();
        return started == null ? -1 : started.members().size();
    }

    /** When a run began, if this process began it and somebody polls it; null: not known. */
    @Nullable
    Instant begun(String run) {
        Awaited awaited = reads.known(run);
        StartedRun started = awaited == null ? null : awaited.started();
        return started == null ? null : started.createdAt();
    }

    /** The vaults of the runs that somebody polls; the caller owns the set. */
    Set<VaultId> vaults() {
        return reads.awaited().stream()
                .map(awaited -> new VaultId(awaited.vault()))
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** The vaults of the members of these runs, by the ids of the members, as far as they are known. */
    Map<String, VaultId> vaultsOfMembers() {
        Map<String, VaultId> vaults = new HashMap<>();
        for (Awaited awaited : reads.awaited()) {
            if (awaited.started() != null) {
                awaited.started().members().forEach(member -> vaults.put(member, new VaultId(awaited.vault())));
            }
        }
        return vaults;
    }

    /** Registers a run of a vault that will be polled. */
    void expect(String run, VaultId vault) {
        if (reads.known(run) == null) {
            reads.expect(run, new Awaited(vault.value(), null));
            madeByRuns.expect(run);
        }
    }

    /**
     * Returns the next step for a run, from the last poll of the lists or from a new one.
     *
     * @param running returns the next step if the run is in progress
     * @param ended returns the next step if the run has ended
     * @param alone polls the run by itself
     */
    <T> Step<T> poll(
            String run,
            VaultId vault,
            Function<Sight.Running, Step<T>> running,
            Function<Sight.Ended, Step<T>> ended,
            Supplier<Step<T>> alone) {
        expect(run, vault);
        if (reads.isNew(run)) {
            return running.apply(new Sight.Running(RunLog.NONE));
        }
        return reads.poll(
                run,
                this,
                sight -> {
                    if (sight instanceof Sight.Running goingOn) {
                        return running.apply(goingOn);
                    }
                    Step<T> step = ended.apply((Sight.Ended) sight);
                    forget(run);
                    return step;
                },
                alone);
    }

    /**
     * The restore points of a run that has ended, as listed, from one list for all such runs; null: they have to be
     * requested by themselves.
     *
     * @param checkpoint the run, as requested by itself
     */
    @Nullable
    List<JsonNode> made(String run, JsonNode checkpoint) {
        StartedRun started = StartedRun.of(checkpoint);
        return started == null ? null : madeByRuns.of(run, started);
    }

    /** Forgets a run whose end was reported. */
    void forget(String run) {
        reads.forget(run);
        madeByRuns.forget(run);
    }

    @Override
    public boolean isEnd(Sight sight) {
        return sight instanceof Sight.Ended;
    }

    /** What polls have read so far of one look. */
    private static final class Reading {
        /** Whether the runs in progress have been read. */
        boolean running;

        private final Map<String, RunLog.Several> logs = new HashMap<>();

        /** The members that are being backed up, and their vaults, so far as the list of the vaults was read. */
        final Set<String> protecting = new HashSet<>();

        /** The runs some of whose members have not started yet, so far as that part of the log was read. */
        final Set<String> waiting = new HashSet<>();

        /** The runs that are not in progress; null: not known yet. */
        @Nullable
        Ends ends;

        boolean has(String log) {
            return logs.containsKey(log);
        }

        /** Returns what a list of the log shows, read once in a look. */
        RunLog.Several log(Look<?, ?> look, String name, Supplier<RunLog.Several> list) {
            RunLog.Several known = logs.get(name);
            if (known == null) {
                known = list.get();
                logs.put(name, known);
                look.advanced();
            }
            return known;
        }
    }

    /** The runs of a look that are not in progress, and the list of their restore points. */
    private static final class Ends {
        final Map<String, StartedRun> runs;
        final Set<String> open;
        final Map<String, List<JsonNode>> made = new HashMap<>();
        final ListBackupsRequest request;

        Ends(Map<String, StartedRun> runs) {
            this.runs = runs;
            open = new HashSet<>(runs.keySet());
            request = new ListBackupsRequest()
                    .withSort("created_at:desc")
                    .withShowReplication(true)
                    .withStartTime(oldest(runs).toString());
        }
    }

    @Override
    public void read(Look<Awaited, Sight> look) {
        Reading reading = look.part(Reading.class, Reading::new);
        if (!reading.running) {
            running(look, reading).forEach(look::saw);
            look.things().keySet().stream()
                    .filter(run -> !look.seen().containsKey(run))
                    .forEach(look::missed);
            reading.running = true;
        }
        try {
            ended(look, reading);
        } catch (BackupException e) {
            if (e.retryable()) {
                throw e;
            }
            // A caller that may not list restore points polls each run by itself once it is not in progress any more.
        }
    }

    // ---- runs in progress

    private Map<String, Sight> running(Look<Awaited, Sight> look, Reading reading) {
        Map<String, Asked<Awaited, Sight>> all = look.things();
        boolean allKnown = all.values().stream().allMatch(run -> startedOf(run) != null);
        Map<String, Sight> seen = new HashMap<>();
        if (allKnown && !all.isEmpty() && runningSince(known(all), look, reading, seen)) {
            return seen;
        }
        seen.clear();
        RunLog.Several running = logOfRunning(look, reading);
        Integer percent = running.all() || earlier.alike() ? running.percentOfAll() : null;
        running.byRun().forEach((run, log) -> seen.put(run, new Sight.Running(log.ofSome(), percent)));
        boolean onlyThese = allKnown && all.keySet().containsAll(running.byRun().keySet());
        if (onlyThese && running.count() == members(all)) {
            // So many members are being backed up as the runs have, and none of another run: no run has ended.
            all.keySet().forEach(run -> seen.putIfAbsent(run, new Sight.Running(RunLog.NONE, percent)));
        }
        if (!running.all() && !seen.keySet().containsAll(all.keySet())) {
            addProtecting(look, reading, percent, seen);
        }
        if (!seen.keySet().containsAll(all.keySet())) {
            RunLog.Several waiting = reading.log(look, "waiting", () -> RunLog.waiting(logs));
            waiting.byRun().forEach((run, log) -> seen.putIfAbsent(run, new Sight.Running(log.ofSome())));
            boolean noOthers =
                    onlyThese && all.keySet().containsAll(waiting.byRun().keySet());
            if (noOthers && Math.max(0, running.count()) + waiting.count() == members(all)) {
                all.keySet().forEach(run -> seen.putIfAbsent(run, new Sight.Running(RunLog.NONE)));
            } else if (!waiting.all() && running.all()) {
                addProtecting(look, reading, percent, seen);
            }
            if (!waiting.all() && !seen.keySet().containsAll(all.keySet())) {
                addWaiting(look, reading, seen);
            }
        }
        seen.keySet().retainAll(all.keySet());
        return seen;
    }

    /** The newest entries, and now and then the oldest: if both are about as far, so are those in between. */
    private RunLog.Several logOfRunning(Look<Awaited, Sight> look, Reading reading) {
        RunLog.Several newest = reading.log(look, "running", () -> RunLog.running(logs));
        boolean compares = !newest.all() && newest.percentOfAll() != null && earlier.isComparisonDue(time.elapsed());
        if (!compares && !reading.has("oldest and newest")) {
            return newest;
        }
        return reading.log(look, "oldest and newest", () -> {
            RunLog.Several both = RunLog.andOldest(newest, logs);
            earlier.compared(time.elapsed(), both.percentOfAll() != null);
            return both;
        });
    }

    /** Adds the runs some of whose members have not started yet, from as many pages of the log as a read of each run would take. */
    private void addWaiting(Look<Awaited, Sight> look, Reading reading, Map<String, Sight> seen) {
        Set<String> left = new HashSet<>(look.things().keySet());
        left.removeAll(seen.keySet());
        left.removeAll(reading.waiting);
        Pages.Place<JsonNode> place = look.place("waiting");
        long most = (long) RunLog.MOST * Math.max(1, left.size() / ListReads.FEWEST);
        Iterator<JsonNode> entries = RunLog.allWaiting(logs, place).iterator();
        while (!left.isEmpty() && place.given() < most && entries.hasNext()) {
            String run = JsonFields.idOrEmpty(entries.next(), "checkpoint_id");
            if (left.remove(run)) {
                reading.waiting.add(run);
            }
        }
        reading.waiting.forEach(run -> seen.putIfAbsent(run, new Sight.Running(RunLog.NONE)));
    }

    /** Adds the runs some of whose members are being backed up, as the list of the vaults shows them. */
    private void addProtecting(
            Look<Awaited, Sight> look, Reading reading, @Nullable Integer percentOfOthers, Map<String, Sight> seen) {
        readProtecting(look, reading);
        look.things().forEach((run, asked) -> {
            Awaited awaited = asked.known();
            if (awaited == null || awaited.mayBeAmong(reading.protecting)) {
                seen.putIfAbsent(run, new Sight.Running(RunLog.NONE, percentOfOthers));
            }
        });
    }

    private static int members(Map<String, Asked<Awaited, Sight>> runs) {
        return runs.values().stream()
                .map(RunWatch::startedOf)
                .filter(Objects::nonNull)
                .mapToInt(started -> started.members().size())
                .sum();
    }

    /** Adds the runs in progress, by all backups since the oldest run; false if those are more than one response holds. */
    private boolean runningSince(
            Map<String, StartedRun> runs, Look<Awaited, Sight> look, Reading reading, Map<String, Sight> seen) {
        int members =
                runs.values().stream().mapToInt(run -> run.members().size()).sum();
        Instant oldest = oldest(runs);
        if (members > RunLog.MOST || earlier.areTooManySince(oldest)) {
            return false;
        }
        RunLog.Several since = reading.log(look, "since", () -> RunLog.startedSince(logs, oldest));
        if (!since.all()) {
            earlier.foundTooManySince(oldest);
        }
        since.byRun().forEach((run, log) -> {
            StartedRun started = runs.get(run);
            if (started != null && log.goesOn(started.members().size())) {
                seen.put(run, new Sight.Running(log));
            }
        });
        return since.all();
    }

    /** Adds the members that are being backed up, and their vaults, from where earlier polls have got to. */
    private void readProtecting(Look<?, ?> look, Reading reading) {
        vaults.list(new ListVaultRequest(), look.place("vaults")).forEach(vault -> {
            for (JsonNode member : vault.path("resources")) {
                if (JsonFields.text(member, "protect_status").equals("protecting")) {
                    reading.protecting.add(JsonFields.text(member, "id"));
                    reading.protecting.add(JsonFields.text(vault, "id"));
                }
            }
        });
    }

    // ---- runs that have ended

    /** Reads the newest restore points until all members of the runs have one, and at most as many pages as there are runs. */
    private void ended(Look<Awaited, Sight> look, Reading reading) {
        Ends ends = reading.ends;
        if (ends == null) {
            Map<String, Asked<Awaited, Sight>> rest = new LinkedHashMap<>(look.things());
            rest.keySet().removeAll(look.seen().keySet());
            rest.values().removeIf(run -> startedOf(run) == null);
            if (rest.isEmpty()) {
                return;
            }
            ends = new Ends(known(rest));
            reading.ends = ends;
        }
        // Restore points of servers list all their disks: how long a page of them is, a small one has to show.
        boolean withParts = ends.runs.values().stream().anyMatch(StartedRun::hasServers);
        Pages.Place<JsonNode> place = look.place("restore points");
        long most = (long) PointCalls.LARGE_PAGE * ends.runs.size();
        Iterator<JsonNode> backups = (withParts
                        ? points.list(ends.request, place)
                        : points.listInLargePages(ends.request, place))
                .iterator();
        while (!ends.open.isEmpty() && place.given() < most && backups.hasNext()) {
            JsonNode backup = backups.next();
            String run = JsonFields.idOrEmpty(backup, "checkpoint_id");
            StartedRun started = ends.open.contains(run) ? ends.runs.get(run) : null;
            if (started != null) {
                List<JsonNode> ofRun = ends.made.computeIfAbsent(run, unused -> new ArrayList<>());
                ofRun.add(backup);
                if (started.isAnsweredBy(ofRun)) {
                    ends.open.remove(run);
                    ends.made.remove(run);
                    look.saw(run, sight(started, ofRun));
                }
            }
        }
    }

    private static Sight sight(StartedRun started, List<JsonNode> made) {
        return isUnderWay(made)
                ? new Sight.Running(RunLog.NONE)
                : new Sight.Ended(started.checkpoint(), List.copyOf(made));
    }

    static boolean isUnderWay(List<JsonNode> made) {
        return made.stream()
                .map(backup -> RestorePointReader.status(JsonFields.text(backup, "status")))
                .anyMatch(BackupRuns.UNDER_WAY::contains);
    }

    // ---- runs whose beginning is known

    private static Map<String, StartedRun> known(Map<String, Asked<Awaited, Sight>> runs) {
        Map<String, StartedRun> known = new LinkedHashMap<>();
        runs.forEach((run, asked) -> known.put(run, Objects.requireNonNull(startedOf(asked), "not known")));
        return known;
    }

    private static @Nullable StartedRun startedOf(Asked<Awaited, Sight> asked) {
        Awaited awaited = asked.known();
        return awaited == null ? null : awaited.started();
    }

    private static Instant oldest(Map<String, StartedRun> runs) {
        return runs.values().stream()
                .map(StartedRun::createdAt)
                .min(Comparator.naturalOrder())
                .orElseThrow()
                .minus(SKEW)
                .truncatedTo(ChronoUnit.SECONDS);
    }

    /**
     * A run that somebody polls.
     *
     * @param vault the id of its vault
     * @param started the run as the service returned it; null: not known, since another process began it
     */
    record Awaited(String vault, @Nullable StartedRun started) {
        /** Whether it may be one of those whose members, or whose vaults, are being backed up. */
        boolean mayBeAmong(Set<String> protecting) {
            return started == null
                    ? protecting.contains(vault)
                    : started.members().stream().anyMatch(protecting::contains);
        }
    }

    /**
     * A run as the service returned it.
     *
     * @param checkpoint the checkpoint, as the service returned it
     * @param createdAt when it began
     * @param members the ids of the members that it backs up
     */
    record StartedRun(JsonNode checkpoint, Instant createdAt, Set<String> members) {
        /** Returns null if the response does not contain all of these. */
        static @Nullable StartedRun of(JsonNode checkpoint) {
            Instant createdAt = JsonFields.instant(checkpoint, "created_at");
            Set<String> members = new HashSet<>();
            checkpoint.path("vault").path("resources").forEach(member -> members.add(JsonFields.text(member, "id")));
            members.remove("");
            return createdAt == null || members.isEmpty() ? null : new StartedRun(checkpoint, createdAt, members);
        }

        /** Whether it backs up anything but disks. */
        boolean hasServers() {
            for (JsonNode member : checkpoint.path("vault").path("resources")) {
                if (!CbrTypes.DISK.equals(JsonFields.text(member, "type"))) {
                    return true;
                }
            }
            return false;
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
