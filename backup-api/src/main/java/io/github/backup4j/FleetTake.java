package io.github.backup4j;

import io.github.backup4j.spi.OperationDriver;
import io.github.backup4j.spi.RestorePointsDriver;
import io.github.backup4j.spi.Started;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One backup of many disks and servers, on the calling thread. It selects them, starts one run for each vault, with at most
 * {@code runsAtOnce} in progress, waits for all, and returns the outcome of each resource. A failed run is the outcome of its
 * resources. A run that the cloud has no room for, since other callers have as many in progress as it allows, is started later.
 */
final class FleetTake {
    static final String TAKE = "restorePoints.take";
    private static final String TIME_OVER =
            "the time was over before its run was started; repeat the call with the same key to go on";
    private static final String INTERRUPTED =
            "the thread was interrupted before its run was started; repeat the call with the same key to go on";
    private static final String CLOSED = closedBefore("its run was started");
    private static final String UNREAD = closedBefore("they were read");
    private static final String NO_POLL =
            "its run was not started, since as many other runs as may be in progress at once cannot"
                    + " be polled; repeat the call with the same key to go on";

    /** The shortest pause before another attempt to start a run that the cloud had no room for. */
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private final Calls calls;
    private final Resources resources;
    private final Vaults vaults;
    private final Consumer<BackupSpec> check;
    private final BiFunction<BackupSpec, RequestKey, Operation<BackupRun>> take;
    private final RequestKey key;
    private final int most;
    private final WaitForAll<BackupRun> wait;

    private final List<Run> runs = new ArrayList<>();
    private final List<FleetOutcome> uncovered = new ArrayList<>();

    /** The members that filters match, by vault. */
    private final Map<VaultId, Set<Resource>> matching = new LinkedHashMap<>();

    /** The names of disks and servers that were read with something else. */
    private final Map<Resource, String> names = new HashMap<>();

    /** The disks that are backed up with a server that is selected itself. */
    private final Map<Resource, Resource> withServers = new LinkedHashMap<>();

    /** The token of each run that the driver has reported while it started several. */
    private final Map<VaultId, String> reported = new HashMap<>();

    private int refused;

    /** How many runs are in progress without an operation: only their tokens are known. */
    private int unwatched;

    /**
     * When the cloud may have room for another run, as {@link TimeSource#elapsed()} counts; null: it is not known that it has
     * none.
     */
    private @Nullable Duration roomAt;

    /**
     * Creates a backup.
     *
     * @param check refuses a spec that exceeds the limits of the cloud
     * @param take starts a run, or returns the run that was started with the same key
     * @param runsAtOnce the maximum number of runs in progress at once; null: what the cloud allows
     */
    FleetTake(
            Calls calls,
            Consumer<BackupSpec> check,
            BiFunction<BackupSpec, RequestKey, Operation<BackupRun>> take,
            RequestKey key,
            @Nullable Integer runsAtOnce,
            Duration timeout) {
        this.calls = calls;
        this.check = check;
        resources = new Resources(calls);
        vaults = new Vaults(calls);
        this.take = take;
        this.key = key;
        int allowed = calls.limits().runsAtOnce();
        most = runsAtOnce == null ? allowed : Math.min(allowed, runsAtOnce);
        wait = new WaitForAll<>(calls.time(), List.of(), timeout);
    }

    FleetResult take(FleetSpec fleet, Consumer<? super ProgressOfAll> onProgress) {
        select(fleet);
        run(onProgress);
        return result();
    }

    // ---- selection

    private void select(FleetSpec fleet) {
        VaultGroups groups = new VaultGroups();
        fleet.specs().forEach(groups::add);
        Map<Resource, ProtectableResource> selected = new LinkedHashMap<>();
        for (ResourceFilter filter : fleet.filters()) {
            try (Stream<ProtectableResource> found = resources.list(filter)) {
                found.forEach(resource -> selected.putIfAbsent(resource.resource(), resource));
            }
        }
        for (ProtectableResource resource : selected.values()) {
            keepName(resource.resource(), resource.name());
            VaultId vault = resource.vault();
            if (vault == null) {
                addWithoutVault(resource, selected);
            } else {
                matching.computeIfAbsent(vault, unused -> new LinkedHashSet<>()).add(resource.resource());
            }
        }
        matching.forEach(groups::add);
        groups.specs().forEach(spec -> runs.add(new Run(spec)));
    }

    private void keepName(Resource resource, @Nullable String name) {
        if (name != null && !name.isEmpty()) {
            names.putIfAbsent(resource, name);
        }
    }

    private void addWithoutVault(ProtectableResource disk, Map<Resource, ProtectableResource> selected) {
        for (ProtectableResource.Through through : disk.protectedThrough()) {
            if (selected.containsKey(through.server())) {
                withServers.put(disk.resource(), through.server());
                return;
            }
        }
        String reason = disk.protectedThrough().isEmpty()
                ? "no vault protects it"
                        + (disk.obstacle() == null ? "; add it to a vault" : ", and none can: " + disk.obstacle())
                : "it is backed up with "
                        + disk.protectedThrough().stream()
                                .map(through -> through.server() + " in vault " + through.vault())
                                .collect(Collectors.joining(", "))
                        + ", not by itself; select the server";
        uncovered.add(new FleetOutcome.NotTried(disk.resource(), null, reason, null));
    }

    // ---- the runs

    private void run(Consumer<? super ProgressOfAll> onProgress) {
        Deque<Run> queue = new ArrayDeque<>(runs);
        while (true) {
            startNext(queue);
            wait.alsoCount(queue.size(), refused);
            wait.look(onProgress);
            boolean full = inProgress() >= most;
            boolean mayStart = !queue.isEmpty() && !full && !waitsForRoom();
            if (stopped()
                    || (wait.open() == 0 && (queue.isEmpty() || full))
                    || (!mayStart && !wait.pause(queue.isEmpty() ? null : roomAt))) {
                return;
            }
        }
    }

    private boolean waitsForRoom() {
        return roomAt != null && calls.time().elapsed().compareTo(roomAt) < 0;
    }

    /** How many runs have not ended, as far as is known. */
    private int inProgress() {
        return wait.running() + unwatched;
    }

    private boolean stopped() {
        return wait.isOver() || calls.isClosed() || Thread.currentThread().isInterrupted();
    }

    /** Starts as many runs as may be in progress. */
    private void startNext(Deque<Run> queue) {
        while (!queue.isEmpty() && inProgress() < most && !waitsForRoom() && !stopped()) {
            // One run has to show whether there is room again.
            int room = roomAt == null ? most - inProgress() : 1;
            List<Run> batch = new ArrayList<>();
            while (!queue.isEmpty() && batch.size() < room) {
                batch.add(queue.remove());
            }
            roomAt = null;
            List<Run> notStarted = batch.size() == 1 ? startAlone(batch.get(0)) : startTogether(batch);
            for (int i = notStarted.size() - 1; i >= 0; i--) {
                queue.addFirst(notStarted.get(i));
            }
        }
    }

    /** Starts a run; returns it if the cloud has no room for it. */
    private List<Run> startAlone(Run run) {
        return begin(run, this::takeAlone) ? List.of() : List.of(run);
    }

    /** Starts runs by one call of the driver; returns those that it did not come to before the end, or has no room for. */
    private List<Run> startTogether(List<Run> batch) {
        List<Run> valid = new ArrayList<>();
        for (Run run : batch) {
            try {
                check.accept(run.spec);
                valid.add(run);
            } catch (BackupException e) {
                refuse(run, e);
            }
        }
        List<RestorePointsDriver.Take> takes = valid.stream()
                .map(run -> new RestorePointsDriver.Take(run.spec, Calls.chosen(keyOf(run.spec.vault()))))
                .toList();
        List<Started<BackupRun>> started;
        try {
            started = calls.call(
                    "restorePoints.takeAll",
                    null,
                    driver -> driver.restorePoints().takeAll(takes, () -> !stopped(), this::report));
        } catch (IllegalStateException e) {
            requireClosed(e);
            Unavailable closed = calls.closedMeanwhile();
            return valid.stream().filter(run -> !keepReported(run, closed)).toList();
        } catch (BackupException e) {
            valid.stream().filter(run -> !keepReported(run, e)).forEach(run -> refuse(run, e));
            return List.of();
        }
        List<Run> notStarted = new ArrayList<>();
        for (int i = 0; i < valid.size(); i++) {
            Run run = valid.get(i);
            Started<BackupRun> one = i < started.size() ? started.get(i) : null;
            boolean begun = one != null && begin(run, unused -> started(run, one));
            // While the backup is open, another start finds a run that was reported by its key.
            boolean kept = !begun && calls.isClosed() && keepReported(run, calls.closedMeanwhile());
            if (!begun && !kept) {
                notStarted.add(run);
            }
        }
        return notStarted;
    }

    /**
     * Keeps the token of a run that the driver has reported, but for which it has returned no work.
     *
     * @param failure why it has not
     * @return whether the driver has reported the run
     */
    private boolean keepReported(Run run, BackupException failure) {
        String token = reported.get(run.spec.vault());
        if (token == null) {
            return false;
        }
        run.token = token;
        run.lookFailure = failure;
        unwatched++;
        return true;
    }

    private Operation<BackupRun> started(Run run, Started<BackupRun> one) {
        VaultId vault = run.spec.vault();
        OperationDriver<BackupRun> work = calls.callEvenIfClosed(TAKE, vault.value(), driver -> work(one));
        String token = work.token();
        // Another caller with the key may have been first: then the run is not the one that was reported.
        if (!token.equals(reported.remove(vault))) {
            tell(vault, token);
        }
        return calls.operation(TAKE, vault.value(), token, work);
    }

    private void report(VaultId vault, String token) {
        reported.put(vault, token);
        tell(vault, token);
    }

    private void tell(VaultId vault, String token) {
        calls.reportStarted(TAKE, vault.value(), token);
    }

    private static OperationDriver<BackupRun> work(Started<BackupRun> started) {
        if (started instanceof Started.Work<BackupRun> work) {
            return work.driver();
        }
        throw ((Started.Refused<BackupRun>) started).refusal();
    }

    private Operation<BackupRun> takeAlone(Run run) {
        return take.apply(run.spec, keyOf(run.spec.vault()));
    }

    /** Starts a run, or notes why it cannot be started; returns false if it can be later, when the cloud has room for it. */
    private boolean begin(Run run, Function<Run, Operation<BackupRun>> start) {
        try {
            begun(run, start.apply(run));
        } catch (NotFound | Conflict e) {
            if (!dropFormerMembers(run)) {
                refuse(run, e);
                return true;
            }
            try {
                begun(run, whileOpen(() -> takeAlone(run), CLOSED));
            } catch (BackupException again) {
                again.addSuppressed(e);
                return refuseUnlessRoomComes(run, again);
            }
        } catch (BackupException e) {
            return refuseUnlessRoomComes(run, e);
        } catch (IllegalStateException e) {
            requireClosed(e);
            return false;
        }
        return true;
    }

    private static String closedBefore(String what) {
        return "the backup was closed before " + what
                + "; open the cloud again, and repeat the call with the same key to go on";
    }

    /**
     * Makes a call; throws {@link Unavailable} if the backup was closed before it.
     *
     * @param closed the message of that exception
     */
    private <T> T whileOpen(Supplier<T> call, String closed) {
        try {
            return call.get();
        } catch (IllegalStateException e) {
            requireClosed(e);
            throw new Unavailable(closed, BackupException.Detail.code("CLOSED"), null);
        }
    }

    /** Goes on after the refusal of a call that was not sent, as the backup was closed; throws any other. */
    private void requireClosed(IllegalStateException refusal) {
        if (!calls.isClosed()) {
            throw refusal;
        }
    }

    private boolean refuseUnlessRoomComes(Run run, BackupException refusal) {
        Duration after = refusal.retryAfter().orElse(null);
        if (after == null || !(refusal instanceof QuotaExceeded)) {
            refuse(run, refusal);
            return true;
        }
        run.noRoom = refusal;
        roomAt = calls.time().elapsed().plus(after.compareTo(SHORTEST) < 0 ? SHORTEST : after);
        return false;
    }

    private void begun(Run run, Operation<BackupRun> operation) {
        run.operation = operation;
        wait.add(operation);
    }

    /** Notes why a run cannot be started, or, if the driver had reported it before the backup was closed, why it is not polled. */
    private void refuse(Run run, BackupException refusal) {
        if (calls.isClosed() && keepReported(run, refusal)) {
            return;
        }
        run.refusal = refusal;
        refused++;
    }

    /**
     * Reads the vault after a refusal, since the cloud refuses the whole run if one resource is no longer a member. Removes
     * former members from the spec.
     *
     * @return whether some resources have left the vault and others have not, so that a second start makes sense
     */
    private boolean dropFormerMembers(Run run) {
        if (run.spec.resources().isEmpty()) {
            return false;
        }
        Set<Resource> members;
        try {
            members = membersOf(run.spec.vault());
        } catch (BackupException e) {
            return false;
        }
        List<Resource> left =
                run.spec.resources().stream().filter(members::contains).toList();
        if (left.isEmpty() || left.size() == run.spec.resources().size()) {
            return false;
        }
        for (Resource resource : run.spec.resources()) {
            if (!members.contains(resource)) {
                uncovered.add(new FleetOutcome.NotTried(
                        resource, null, "vault " + run.spec.vault() + " does not hold it any more", null));
            }
        }
        run.spec = run.spec.withMembers(left);
        return true;
    }

    /** Returns the request key of a vault, the same whenever the call is repeated. */
    private RequestKey keyOf(VaultId vault) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((key.value() + "\n" + vault.value()).getBytes(StandardCharsets.UTF_8));
            return new RequestKey(HexFormat.of().formatHex(hash), key.madeAt());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256, which every Java must have", e);
        }
    }

    // ---- outcomes

    private FleetResult result() {
        Map<Operation<?>, Outcome<BackupRun>> byOperation = new HashMap<>();
        wait.outcomes().all().forEach(outcome -> byOperation.put(outcome.operation(), outcome));
        String notStarted = notStarted();
        Map<VaultId, BackupException> unread = new HashMap<>();
        Map<VaultId, Set<Resource>> members = membersOfUnfinished(byOperation, unread);
        List<FleetOutcome> outcomes = new ArrayList<>();
        List<UnlistedVault> unlisted = new ArrayList<>();
        for (Run run : runs) {
            VaultId vault = run.spec.vault();
            Set<Resource> wanted = run.spec.resources().isEmpty()
                    ? members.getOrDefault(vault, matching.getOrDefault(vault, Set.of()))
                    : new LinkedHashSet<>(run.spec.resources());
            Outcome<BackupRun> outcome = run.operation == null ? null : byOperation.get(run.operation);
            if (outcome instanceof Outcome.Done<BackupRun> done) {
                addMembers(done.result(), wanted, outcomes);
                continue;
            }
            wanted.forEach(resource -> outcomes.add(run.outcome(resource, outcome, notStarted)));
            if (wanted.isEmpty() || unread.containsKey(vault)) {
                unlisted.add(run.unlisted(outcome, notStarted, unread.get(vault)));
            }
        }
        Map<Resource, FleetOutcome> byResource = new HashMap<>();
        outcomes.forEach(outcome -> byResource.put(outcome.resource(), outcome));
        uncovered.forEach(outcome -> byResource.putIfAbsent(outcome.resource(), outcome));
        withServers.forEach((disk, server) -> uncovered.add(withServer(disk, server, byResource.get(server))));
        outcomes.addAll(uncovered);
        return new FleetResult(outcomes, unlisted, names);
    }

    /** Returns why the runs that are still queued were not started. */
    private String notStarted() {
        if (calls.isClosed()) {
            return CLOSED;
        }
        if (Thread.currentThread().isInterrupted()) {
            return INTERRUPTED;
        }
        return wait.isOver() ? TIME_OVER : NO_POLL;
    }

    private void addMembers(BackupRun run, Set<Resource> wanted, List<FleetOutcome> outcomes) {
        Set<Resource> named = new HashSet<>();
        for (RestorePoint point : run.restorePoints()) {
            named.add(point.resource());
            keepName(point.resource(), point.source().name());
            outcomes.add(new FleetOutcome.Done(point.resource(), run.vault(), point));
        }
        for (BackupRun.Failed failed : run.failures()) {
            named.add(failed.resource());
            outcomes.add(new FleetOutcome.Failed(
                    failed.resource(), run.vault(), words(failed.code(), failed.reason()), null));
        }
        for (BackupRun.Skipped skipped : run.skipped()) {
            named.add(skipped.resource());
            outcomes.add(new FleetOutcome.Skipped(
                    skipped.resource(), run.vault(), words(skipped.code(), skipped.reason()), null));
        }
        for (Resource resource : wanted) {
            if (!named.contains(resource)) {
                String reason = "backup run " + run.id() + " of vault " + run.vault() + " does not mention it";
                outcomes.add(new FleetOutcome.Skipped(resource, run.vault(), reason, null));
            }
        }
    }

    private static String words(@Nullable String code, @Nullable String reason) {
        if (reason == null) {
            return code == null ? "the cloud does not say why" : code;
        }
        return code == null ? reason : reason + " (" + code + ")";
    }

    private static FleetOutcome withServer(Resource disk, Resource server, @Nullable FleetOutcome outcome) {
        String with = "it is backed up with " + server + ": " + outcome;
        if (outcome instanceof FleetOutcome.Done done) {
            return new FleetOutcome.Done(disk, done.vault(), done.restorePoint());
        } else if (outcome instanceof FleetOutcome.Skipped skipped) {
            return new FleetOutcome.Skipped(disk, skipped.vault(), with, skipped.cause());
        } else if (outcome instanceof FleetOutcome.Failed failed) {
            return new FleetOutcome.Failed(disk, failed.vault(), with, failed.cause());
        } else if (outcome instanceof FleetOutcome.Running running) {
            return new FleetOutcome.Running(disk, running.vault(), running.token(), running.lookFailure());
        } else if (outcome instanceof FleetOutcome.NotTried notTried) {
            return new FleetOutcome.NotTried(disk, notTried.vault(), with, notTried.cause());
        }
        return new FleetOutcome.NotTried(disk, null, "it is backed up with " + server + ", which no run covers", null);
    }

    /** Reads the members of vaults that were selected as a whole and whose run has no result to name them. */
    private Map<VaultId, Set<Resource>> membersOfUnfinished(
            Map<Operation<?>, Outcome<BackupRun>> byOperation, Map<VaultId, BackupException> unread) {
        Set<VaultId> unknown = new LinkedHashSet<>();
        for (Run run : runs) {
            boolean done = run.operation != null && byOperation.get(run.operation) instanceof Outcome.Done<?>;
            if (run.spec.resources().isEmpty() && !done) {
                unknown.add(run.spec.vault());
            }
        }
        Map<VaultId, Set<Resource>> members = new HashMap<>();
        if (unknown.size() > 1) {
            try {
                members.putAll(whileOpen(() -> membersOf(unknown), UNREAD));
            } catch (BackupException e) {
                unknown.forEach(vault -> unread.put(vault, e));
                return members;
            }
        }
        for (VaultId vault : unknown) {
            if (!members.containsKey(vault)) {
                try {
                    members.put(vault, membersOf(vault));
                } catch (BackupException e) {
                    unread.put(vault, e);
                }
            }
        }
        return members;
    }

    /** Reads the members of vaults by a list; one that it does not show is left out. */
    private Map<VaultId, Set<Resource>> membersOf(Set<VaultId> wanted) {
        Map<VaultId, Set<Resource>> members = new HashMap<>();
        try (Stream<Vault> all = vaults.list()) {
            all.filter(vault -> wanted.contains(vault.id()))
                    .forEach(vault -> members.put(vault.id(), membersOf(vault)));
        }
        return members;
    }

    private Set<Resource> membersOf(VaultId vault) {
        return membersOf(whileOpen(() -> vaults.get(vault), UNREAD));
    }

    private Set<Resource> membersOf(Vault vault) {
        vault.members().forEach(member -> keepName(member.resource(), member.name()));
        return vault.members().stream()
                .map(Vault.Member::resource)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The run of one vault. */
    private static final class Run {
        BackupSpec spec;

        /** Null: it was not started. */
        @Nullable
        Operation<BackupRun> operation;

        /**
         * The token by which the driver has reported it before the backup was closed, or the call failed; null: it has an operation,
         * or was not started.
         */
        @Nullable
        String token;

        /** Why it was not polled; null: it has no such token. */
        @Nullable
        BackupException lookFailure;

        /** Why it could not be started; null: it was started, or no start was requested. */
        @Nullable
        BackupException refusal;

        /** The refusal of its last start, for want of room for another run; null: there was none. */
        @Nullable
        BackupException noRoom;

        Run(BackupSpec spec) {
            this.spec = spec;
        }

        /**
         * Returns the outcome of a member of its vault.
         *
         * @param outcome the outcome of the run, which is not done; null: it was not started
         * @param notStarted why it was not started if nothing has refused it
         */
        FleetOutcome outcome(Resource resource, @Nullable Outcome<BackupRun> outcome, String notStarted) {
            VaultId vault = spec.vault();
            if (outcome instanceof Outcome.Running<BackupRun> running) {
                return new FleetOutcome.Running(resource, vault, running.token(), running.lookFailure());
            }
            if (token != null) {
                return new FleetOutcome.Running(resource, vault, token, lookFailure);
            }
            String reason = reason(outcome, notStarted);
            BackupException cause = cause(outcome);
            if (outcome instanceof Outcome.Failed<?> || refusal instanceof AmbiguousOutcome) {
                return new FleetOutcome.Failed(resource, vault, reason, cause);
            }
            if (refusal instanceof Busy) {
                return new FleetOutcome.Skipped(resource, vault, reason, cause);
            }
            return new FleetOutcome.NotTried(resource, vault, reason, cause);
        }

        /** Returns its vault, with what became of this run; {@code unread}: why its members could not be read; null: it has none. */
        UnlistedVault unlisted(
                @Nullable Outcome<BackupRun> outcome, String notStarted, @Nullable BackupException unread) {
            String reason = reason(outcome, notStarted);
            return new UnlistedVault(
                    spec.vault(),
                    unread == null ? reason : reason + "; its members could not be read: " + words(unread),
                    outcome instanceof Outcome.Running<BackupRun> running ? running.token() : token,
                    cause(outcome));
        }

        private String reason(@Nullable Outcome<BackupRun> outcome, String notStarted) {
            if (outcome instanceof Outcome.Failed<BackupRun> failed) {
                return words(failed.failure());
            }
            if (outcome instanceof Outcome.Running<BackupRun> running) {
                return continues(running.token(), running.lookFailure());
            }
            if (token != null) {
                return continues(token, lookFailure);
            }
            if (refusal instanceof AmbiguousOutcome) {
                return "it is not known whether its run was started; repeat the call with the same key: "
                        + words(refusal);
            }
            if (refusal != null) {
                return words(refusal);
            }
            return noRoom == null ? notStarted : notStarted + ". Until then: " + words(noRoom);
        }

        private static String continues(String token, @Nullable BackupException lookFailure) {
            return "its run continues: operation " + token
                    + (lookFailure == null ? "" : ", last poll failed: " + words(lookFailure));
        }

        private @Nullable BackupException cause(@Nullable Outcome<BackupRun> outcome) {
            if (outcome instanceof Outcome.Failed<BackupRun> failed) {
                return failed.failure();
            }
            if (outcome instanceof Outcome.Running<BackupRun> running) {
                return running.lookFailure();
            }
            if (token != null) {
                return lookFailure;
            }
            return refusal == null ? noRoom : refusal;
        }

        private static String words(BackupException failure) {
            return String.valueOf(failure.getMessage());
        }
    }
}
