package io.github.backup4j.huawei.internal.points;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.cbr.v1.CbrMeta;
import com.huaweicloud.sdk.cbr.v1.model.CheckpointParam;
import com.huaweicloud.sdk.cbr.v1.model.CreateCheckpointRequest;
import com.huaweicloud.sdk.cbr.v1.model.ListVaultRequest;
import com.huaweicloud.sdk.cbr.v1.model.VaultBackup;
import com.huaweicloud.sdk.cbr.v1.model.VaultBackupReq;
import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupRunId;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.Busy;
import io.github.backup4j.Conflict;
import io.github.backup4j.NotFound;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.http.Service;
import io.github.backup4j.huawei.internal.operations.LogCalls;
import io.github.backup4j.huawei.internal.operations.RunCalls;
import io.github.backup4j.huawei.internal.resources.CbrTypes;
import io.github.backup4j.huawei.internal.vaults.MemberViews;
import io.github.backup4j.huawei.internal.vaults.VaultCalls;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.IdempotentCreate;
import io.github.backup4j.huawei.internal.work.KeptFailure;
import io.github.backup4j.huawei.internal.work.Request;
import io.github.backup4j.huawei.internal.work.RequestMark;
import io.github.backup4j.huawei.internal.work.Step;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.internal.work.TokenFields;
import io.github.backup4j.huawei.internal.work.Work;
import io.github.backup4j.spi.OperationDriver;
import io.github.backup4j.spi.Started;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Manual backups: starts a backup run, which is a checkpoint of CBR, and waits for the run and then for its members,
 * which may settle later.
 */
public final class BackupRuns implements Work<BackupRun> {
    private static final int LONGEST_DESCRIPTION = 255;
    static final String RUN = "backup run";

    /** The code by which CBR passes over a member that is being backed up. */
    private static final String BUSY = "BackupService.6125";

    /** The statuses of restore points that a run has created or is creating. */
    private static final Set<RestorePoint.Status> STANDING = Set.of(
            RestorePoint.Status.WAITING,
            RestorePoint.Status.PROTECTING,
            RestorePoint.Status.AVAILABLE,
            RestorePoint.Status.RESTORING);

    private static final TokenFields FIELDS =
            TokenFields.none().with(TokenFields.ID, "run", "vault").with(TokenFields.FLAG, "listed");

    static final Set<RestorePoint.Status> UNDER_WAY =
            Set.of(RestorePoint.Status.WAITING, RestorePoint.Status.PROTECTING, RestorePoint.Status.UNRECOGNIZED);
    private static final Set<String> ENDED = Set.of("available", "error", "deleting", "deleted", "error-deleting");

    private final Context context;
    private final IdempotentCreate creates;
    private final PointCalls points;
    private final VaultCalls vaults;
    private final VaultCalls vaultsOnce;
    private final RunCalls runs;
    private final LogCalls logs;
    private final MemberViews views;
    private final RunWatch watch;
    private final RunDurations durations;

    /**
     * Creates the operations.
     *
     * @param vaultsOnce sends each request once: for a list that is not needed, but would save requests
     */
    public BackupRuns(
            Context context,
            IdempotentCreate creates,
            PointCalls points,
            VaultCalls vaults,
            VaultCalls vaultsOnce,
            RunCalls runs,
            LogCalls logs,
            MemberViews views,
            RunWatch watch) {
        this.context = context;
        this.creates = creates;
        this.points = points;
        this.vaults = vaults;
        this.vaultsOnce = vaultsOnce;
        this.runs = runs;
        this.logs = logs;
        this.views = views;
        this.watch = watch;
        durations = new RunDurations(context, logs, watch);
    }

    /**
     * Checks the vault first: CBR documents that it backs up members of the vault only. It does not document what it does if others are
     * named, or if there are none. If a member leaves between the two calls, either the service refuses the backup, or the member is
     * reported as skipped.
     */
    OperationDriver<BackupRun> take(BackupSpec spec, Request asked) {
        Request request = marked(spec, asked);
        Supplier<List<IdempotentCreate.Marked<String>>> search = () -> marked(spec.vault(), request);

        String run = creates.find(request, RUN, search).orElseGet(() -> {
            try {
                requireTakeable(spec, request);
            } catch (Busy busy) {
                // Another caller with the key may have started the run meanwhile.
                return IdempotentCreate.madeDespite(busy, () -> creates.find(request, RUN, search));
            }
            Supplier<IdempotentCreate.Created<String>> taken = taking(spec, request);
            return request.keyChosen()
                    ? creates.create(request, RUN, search, taken, BackupRuns::stays)
                    : creates.begin(request, search, () -> taken.get().made());
        });
        return operation(run, spec);
    }

    OperationDriver<BackupRun> operation(String run, BackupSpec spec) {
        return context.operation(this, new State(run, spec.vault(), Listed.NOT_MISSED).token());
    }

    /** The request with its mark, if the description has room for it. */
    static Request marked(BackupSpec spec, Request asked) {
        int room = LONGEST_DESCRIPTION - spec.description().length();
        return asked.within(room, RequestMark.IN_DESCRIPTION, "the description of the backup");
    }

    /**
     * Starts the runs of several vaults as {@link #take} does. One list shows the runs of all their keys, one the vaults, and
     * one the runs that other callers have started with the keys meanwhile.
     *
     * @param all the specs, each with the request of a key that the caller has chosen
     * @param goOn asked before each
     * @param onStart called with the vault and the token of each
     */
    List<Started<BackupRun>> takeAll(
            Map<BackupSpec, Request> all, BooleanSupplier goOn, BiConsumer<VaultId, String> onStart) {
        return new ManyRuns(context, creates, points, vaults, this, onStart).start(all, goOn);
    }

    /** Refuses to withdraw a backup run: backed-up data is never deleted. */
    static String stays(String run) {
        return "a backup run cannot be withdrawn";
    }

    /**
     * Takes the backup, each time that it is asked. Once a reply was lost, a run that only passes over busy members counts as refused,
     * and is not requested again: the run whose reply was lost may be what they are busy with, and it may be listed late.
     */
    Supplier<IdempotentCreate.Created<String>> taking(BackupSpec spec, Request request) {
        return new Supplier<>() {
            private boolean lost;

            private @Nullable Busy refused;

            @Override
            public IdempotentCreate.Created<String> get() {
                if (refused != null) {
                    throw refused;
                }
                List<String> busy = new ArrayList<>();
                IdempotentCreate.Created<String> run;
                try {
                    run = takeNow(spec, request, checkpoint -> busy.addAll(onlyBusy(checkpoint)));
                } catch (AmbiguousOutcome e) {
                    lost = true;
                    throw e;
                }
                if (lost && !busy.isEmpty()) {
                    refused = new Busy(
                            "backup run " + run.id() + " in vault " + spec.vault() + " passed over all members,"
                                    + " which are busy, maybe with an earlier run of this call: " + busy);
                    throw refused;
                }
                return run;
            }
        };
    }

    /** The members that a run has passed over as busy, if it backs up nothing at all; otherwise none. */
    private static List<String> onlyBusy(JsonNode checkpoint) {
        List<BackupRun.Skipped> skipped = skipped(checkpoint);
        List<String> ids =
                skipped.stream().map(member -> member.resource().id()).toList();
        boolean nothing =
                ids.containsAll(members(checkpoint)) && skipped.stream().allMatch(member -> BUSY.equals(member.code()));
        return nothing ? ids : List.of();
    }

    private IdempotentCreate.Created<String> takeNow(BackupSpec spec, Request request, Consumer<JsonNode> seen) {
        CheckpointParam parameters = new CheckpointParam().withIncremental(!spec.full());
        if (spec.name() != null) {
            parameters.withName(spec.name());
        }
        String description = request.described(spec.description());
        if (!description.isEmpty()) {
            parameters.withDescription(description);
        }
        if (!spec.resources().isEmpty()) {
            parameters.withResources(spec.resources().stream().map(Resource::id).toList());
        }
        CreateCheckpointRequest call = new CreateCheckpointRequest()
                .withBody(new VaultBackupReq()
                        .withCheckpoint(new VaultBackup()
                                .withVaultId(spec.vault().value())
                                .withParameters(parameters)));
        views.taken(spec.vault(), spec.resources());
        return context.client().make(request.mode(), Service.CBR, CbrMeta.createCheckpoint, call, answer -> {
            JsonNode checkpoint = answer.path("checkpoint");
            String id = JsonFields.id(checkpoint, "id", "the new backup run");
            watch.started(checkpoint);
            seen.accept(checkpoint);
            return new IdempotentCreate.Created<>(id, id, JsonFields.instant(checkpoint, "created_at"));
        });
    }

    /** The backup runs of a vault that carry a mark, found by their restore points: the runs themselves are not listed. */
    List<IdempotentCreate.Marked<String>> marked(VaultId vault, Request request) {
        return marked(points.rawOf(vault, request.since()));
    }

    static List<IdempotentCreate.Marked<String>> marked(Stream<JsonNode> backups) {
        Map<String, IdempotentCreate.Marked<String>> byRun = new LinkedHashMap<>();
        backups.forEach(backup -> {
            RequestMark mark = RequestMark.inDescription(JsonFields.text(backup, "description"));
            String run = JsonFields.idOrEmpty(backup, "checkpoint_id");
            if (mark != null
                    && !run.isEmpty()
                    && STANDING.contains(RestorePointReader.status(JsonFields.text(backup, "status")))) {
                Instant created = JsonFields.instant(backup, "created_at");
                IdempotentCreate.Marked<String> known = byRun.get(run);
                boolean older = known == null
                        || (created != null && known.createdAt() != null && created.isBefore(known.createdAt()));
                if (older) {
                    byRun.put(run, new IdempotentCreate.Marked<>(mark, run, run, created));
                }
            }
        });
        return List.copyOf(byRun.values());
    }

    /** How many members a run backs up that was just begun; -1: not known. */
    int members(String run) {
        return watch.members(run);
    }

    private void requireTakeable(BackupSpec spec, Request request) {
        if (!isKnownAsTakeable(spec) && !isListedAsTakeable(spec, request)) {
            views.oneAtATime(spec.vault(), () -> {
                if (!isKnownAsTakeable(spec)) {
                    requireTakeableNow(spec);
                }
            });
        }
    }

    private boolean isKnownAsTakeable(BackupSpec spec) {
        Optional<MemberViews.View> known = views.of(spec.vault(), spec.resources());
        return known.isPresent() && isTakeable(spec, known.get());
    }

    /**
     * Whether a list has shown that a whole vault can be backed up: from the second vault on that is backed up within a moment, one
     * list serves all. Members that are named are looked for in their vault: a list may show them after they have left, and CBR may
     * then ignore them. With a key that the caller has chosen, the vault may be busy with the run that is looked for.
     */
    private boolean isListedAsTakeable(BackupSpec spec, Request request) {
        VaultId vault = spec.vault();
        if (!spec.resources().isEmpty()
                || request.keyChosen()
                || views.mayLag(vault, context.time().elapsed())) {
            return false;
        }
        if (!views.isListedAsReady(vault)) {
            int pages = views.worthListing();
            if (pages > 0) {
                listReadyVaults(pages);
            }
        }
        return views.isListedAsReady(vault);
    }

    private void listReadyVaults(int pages) {
        Duration at = context.time().elapsed();
        Set<VaultId> ready = new HashSet<>();
        boolean read = false;
        boolean mayTryAgain = true;
        try {
            // A caller who waits for a backup to start does not wait for retries of a list that only saves requests.
            vaultsOnce
                    .list(new ListVaultRequest())
                    .limit((long) VaultCalls.PAGE * pages)
                    .forEach(vault -> {
                        VaultId id = new VaultId(JsonFields.id(vault, "id", "a vault"));
                        if (isTakeable(BackupSpec.of(id), MemberViews.View.of(vault))) {
                            ready.add(id);
                        }
                    });
            read = true;
        } catch (BackupException e) {
            // Each vault is read by itself, and its exception says what is wrong.
            mayTryAgain = e.retryable();
        } finally {
            if (read) {
                views.listed(ready, at);
            } else {
                views.notListed(at, mayTryAgain);
            }
        }
    }

    /**
     * Refuses a backup that a vault does not allow, as a list has shown the vault. If the list does not allow it, or may not show what
     * this process has done to the vault, the vault is read.
     *
     * @param listed the vault in the list; null: it is not there
     * @param listedAt when the list was read, as {@link MemberViews#mayLag} needs it
     */
    void requireTakeable(BackupSpec spec, MemberViews.@Nullable View listed, Duration listedAt) {
        if (listed == null || views.mayLag(spec.vault(), listedAt) || !isTakeable(spec, listed)) {
            requireTakeableNow(spec);
        }
    }

    /** Reads the vault, and refuses a backup that it does not allow. */
    private void requireTakeableNow(BackupSpec spec) {
        long changes = views.changes();
        MemberViews.View vault = MemberViews.View.of(vaults.show(spec.vault()));
        check(spec, vault);
        views.keep(spec.vault(), vault, changes);
    }

    /** Whether a vault that was read before allows the backup; if it does not, the vault is read again. */
    private static boolean isTakeable(BackupSpec spec, MemberViews.View vault) {
        try {
            check(spec, vault);
            return true;
        } catch (BackupException e) {
            return false;
        }
    }

    private static void check(BackupSpec spec, MemberViews.View vault) {
        if (vault.forCopies()) {
            throw new Conflict("vault " + spec.vault() + " is for copies; nothing can be backed up into it");
        }
        for (Resource resource : spec.resources()) {
            if (!vault.members().contains(resource)) {
                throw new NotFound(
                        "vault " + spec.vault() + " does not hold " + resource + "; nothing was backed up",
                        Detail.NONE.about(resource).inVault(spec.vault()),
                        null);
            }
        }
        if (vault.members().isEmpty()) {
            throw new Conflict(
                    "vault " + spec.vault() + " has no members; nothing was backed up, add disks or servers");
        }
        Collection<Resource> asked = spec.resources().isEmpty() ? vault.members() : spec.resources();
        if (vault.busy().containsAll(asked)) {
            throw new Busy("all requested members of vault " + spec.vault()
                    + " are being backed up, restored or removed; nothing was backed up, try again later");
        }
    }

    // ---- polling

    /**
     * A backup run, as recorded in its token.
     *
     * @param run its id
     * @param vault the vault that it backs up
     * @param listed whether its restore points are listed
     */
    record State(String run, VaultId vault, Listed listed) {
        static State of(Token token) {
            return new State(token.get("run"), new VaultId(token.get("vault")), Listed.of(token.find("listed")));
        }

        Token token() {
            return Token.of("backup")
                    .with("run", run)
                    .with("vault", vault.value())
                    .with("listed", listed.word);
        }

        /** The step that continues with another state of the lists. */
        <T> Step<T> next(Listed now) {
            return new Step.Next<>(new State(run, vault, now).token());
        }
    }

    /** Whether all restore points of a run are listed, with the values for it in tokens. */
    enum Listed {
        /** None was missing when the run had ended, as far as that is known. */
        NOT_MISSED(""),
        /** Some were missing when the run had ended; the search for them continues. */
        MISSED("false"),
        /** The search for the missing ones has lasted long enough. */
        GIVEN_UP("true");

        private final String word;

        Listed(String word) {
            this.word = word;
        }

        static Listed of(String word) {
            return switch (word) {
                case "" -> NOT_MISSED;
                case "false" -> MISSED;
                default -> GIVEN_UP;
            };
        }
    }

    @Override
    public String words() {
        return "backing up";
    }

    @Override
    public String kind() {
        return "backup";
    }

    @Override
    public TokenFields fields() {
        return FIELDS;
    }

    @Override
    public Class<BackupRun> resultType() {
        return BackupRun.class;
    }

    @Override
    public void expect(Token token) {
        watch.expect(token.get("run"), new VaultId(token.get("vault")));
    }

    @Override
    public Step<BackupRun> poll(Token token) {
        State state = State.of(token);
        return watch.poll(
                state.run(),
                state.vault(),
                running -> running.log()
                        .progress(
                                running.percentOfOthers(),
                                durations.leftOf(
                                        watch.begun(state.run()),
                                        state.vault(),
                                        running.log(),
                                        running.percentOfOthers())),
                // The disks of servers may have to be requested one by one: each run does so within its own poll.
                ended -> end(
                        state,
                        ended.checkpoint(),
                        ended.made().stream()
                                .map(backup -> points.read(backup, true))
                                .toList()),
                () -> pollAlone(state));
    }

    private Step<BackupRun> pollAlone(State state) {
        String run = state.run();
        JsonNode checkpoint = runs.show(run);
        if (isRunning(checkpoint)) {
            Instant begun = JsonFields.instant(checkpoint, "created_at");
            RunLog log = RunLog.readIfPossible(logs, run, state.vault(), begun);
            return log.progress(null, durations.leftOf(begun, state.vault(), log, null));
        }
        List<JsonNode> listed = watch.made(run, checkpoint);
        List<RestorePoint> made = listed == null
                ? points.ofRun(run)
                : listed.stream().map(backup -> points.read(backup, true)).toList();
        if (made.stream().anyMatch(point -> UNDER_WAY.contains(point.status()))) {
            return Step.going("completing the restore points");
        }
        List<String> missing = missing(checkpoint, made);
        if (!missing.isEmpty() && state.listed() == Listed.NOT_MISSED) {
            return state.next(Listed.MISSED);
        }
        if (!missing.isEmpty() && state.listed() == Listed.MISSED) {
            throw new NotFound("no restore point of " + missing + " is listed yet");
        }
        Step<BackupRun> end = end(state, checkpoint, made);
        watch.forget(run);
        return end;
    }

    private static boolean isRunning(JsonNode checkpoint) {
        if (!ENDED.contains(JsonFields.text(checkpoint, "status"))) {
            return true;
        }
        for (JsonNode member : checkpoint.path("vault").path("resources")) {
            if (JsonFields.text(member, "protect_status").equals("protecting")) {
                return true;
            }
        }
        return false;
    }

    /**
     * The members of a run without a listed restore point: it was deleted, or a list does not show it yet. A result
     * without it would report that the member was not backed up.
     */
    private static List<String> missing(JsonNode checkpoint, List<RestorePoint> made) {
        Set<String> seen = new HashSet<>();
        made.forEach(point -> seen.add(point.resource().id()));
        skipped(checkpoint).forEach(member -> seen.add(member.resource().id()));
        return members(checkpoint).stream().filter(id -> !seen.contains(id)).toList();
    }

    private static List<String> members(JsonNode checkpoint) {
        List<String> ids = new ArrayList<>();
        for (JsonNode member : checkpoint.path("vault").path("resources")) {
            ids.add(JsonFields.text(member, "id"));
        }
        return ids;
    }

    @Override
    public Step<BackupRun> gone(Token token, NotFound missing) {
        State state = State.of(token);
        if (state.listed() == Listed.MISSED) {
            return state.next(Listed.GIVEN_UP);
        }
        return KeptFailure.end(KeptFailure.keep(
                token,
                "all restore points of backup run " + state.run() + " were deleted before they could be read",
                missing));
    }

    private Step<BackupRun> end(State state, JsonNode checkpoint, List<RestorePoint> made) {
        List<String> order = members(checkpoint);
        Comparator<RestorePoint> asMembers = Comparator.comparingInt(
                point -> Math.floorMod(order.indexOf(point.resource().id()), 1 << 30));
        List<RestorePoint> sorted = made.stream().sorted(asMembers).toList();
        List<BackupRun.Failed> failures = failures(
                state,
                JsonFields.instant(checkpoint, "created_at"),
                sorted.stream()
                        .filter(point -> point.status() == RestorePoint.Status.ERROR)
                        .toList());
        List<RestorePoint> good = sorted.stream()
                .filter(point -> point.status() != RestorePoint.Status.ERROR)
                .toList();
        List<BackupRun.Skipped> skipped = skipped(checkpoint);
        if (good.isEmpty()) {
            return new Step.Failed<>(nothingMade(state, failures, skipped));
        }
        return new Step.Done<>(new BackupRun(
                new BackupRunId(state.run()),
                state.vault(),
                JsonFields.instant(checkpoint, "created_at"),
                good,
                failures,
                skipped));
    }

    /** Why restore points failed, from the log, read only if one did; a caller that may not read it gets no reasons. */
    private List<BackupRun.Failed> failures(State state, @Nullable Instant since, List<RestorePoint> failed) {
        if (failed.isEmpty()) {
            return List.of();
        }
        RunLog log;
        try {
            log = RunLog.read(logs, state.run(), state.vault(), since);
        } catch (BackupException e) {
            if (e.retryable()) {
                throw e;
            }
            log = new RunLog(List.of());
        }
        return failed.stream().map(log::failed).toList();
    }

    private static OperationFailed nothingMade(
            State state, List<BackupRun.Failed> failures, List<BackupRun.Skipped> skipped) {
        List<Resource> resources = new ArrayList<>();
        failures.forEach(failure -> resources.add(failure.resource()));
        skipped.forEach(member -> resources.add(member.resource()));
        String why = Stream.concat(failures.stream(), skipped.stream())
                .map(Object::toString)
                .collect(Collectors.joining("; "));
        Detail detail = Stream.concat(
                        failures.stream().map(BackupRun.Failed::code),
                        skipped.stream().map(BackupRun.Skipped::code))
                .filter(Objects::nonNull)
                .findFirst()
                .map(Detail::code)
                .orElse(Detail.NONE);
        return new OperationFailed(
                "backup run " + state.run() + " in vault " + state.vault() + " made no restore point"
                        + (why.isEmpty() ? "" : ": " + why),
                detail.about(resources).inVault(state.vault()),
                null);
    }

    static List<BackupRun.Skipped> skipped(JsonNode checkpoint) {
        List<BackupRun.Skipped> skipped = new ArrayList<>();
        String what = "a member that a backup passed over";
        for (JsonNode member : JsonFields.listOrNone(checkpoint.path("vault"), "skipped_resources", what)) {
            Resource resource = CbrTypes.resource(JsonFields.text(member, "type"), JsonFields.id(member, "id", what));
            skipped.add(new BackupRun.Skipped(
                    resource, JsonFields.textOrNull(member, "code"), JsonFields.textOrNull(member, "reason")));
        }
        return skipped;
    }
}
