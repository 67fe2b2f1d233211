package io.github.backup4j.huawei.internal.snapshots;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.evs.v2.EvsMeta;
import com.huaweicloud.sdk.evs.v2.model.RollbackSnapshotOption;
import com.huaweicloud.sdk.evs.v2.model.RollbackSnapshotRequest;
import com.huaweicloud.sdk.evs.v2.model.RollbackSnapshotRequestBody;
import io.github.backup4j.Busy;
import io.github.backup4j.Conflict;
import io.github.backup4j.InPlace;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.Preflight.Kind;
import io.github.backup4j.Preflight.Stop;
import io.github.backup4j.Resource;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotId;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.http.Service;
import io.github.backup4j.huawei.internal.resources.DiskCalls;
import io.github.backup4j.huawei.internal.resources.DiskWatch;
import io.github.backup4j.huawei.internal.resources.ServerCalls;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.Step;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.internal.work.TokenFields;
import io.github.backup4j.huawei.internal.work.Waits;
import io.github.backup4j.huawei.internal.work.Work;
import io.github.backup4j.spi.Checks;
import io.github.backup4j.spi.Checks.Found;
import io.github.backup4j.spi.Impact;
import io.github.backup4j.spi.OperationDriver;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Rolls disks back to snapshots: starts the rollback, and waits until the disk is free again, and then the snapshot. */
public final class RollBacks implements Work<Resource.Disk> {
    private static final int AT_THE_SNAPSHOT = 1;

    private static final String BEGUN = "begun";

    private static final TokenFields FIELDS =
            TokenFields.none().with(TokenFields.ID, "snapshot", "disk").with(TokenFields.INSTANT, BEGUN);

    private static final String ROLLING_BACK = "rollbacking";

    /** How long a rollback that does not end, of a disk or its snapshot, is watched. */
    static final Duration LONGEST = Duration.ofDays(1);

    private static final Set<String> SETTLED = Set.of("available", "backing-up", "deleting", "error", "error_deleting");

    private final Context context;
    private final DiskCalls disks;
    private final ServerCalls servers;
    private final SnapshotCalls snapshots;
    private final DiskWatch watch;

    public RollBacks(Context context, DiskCalls disks, ServerCalls servers, SnapshotCalls snapshots, DiskWatch watch) {
        this.context = context;
        this.disks = disks;
        this.servers = servers;
        this.snapshots = snapshots;
        this.watch = watch;
    }

    // ---- starting

    /** Checks the snapshot and the disk first; the service refuses a disk that is attached between checks and call. */
    OperationDriver<Resource.Disk> start(Supplier<Snapshot> read, SnapshotId id, InPlace<Resource.Disk> target) {
        Checked checked = check(Checks.throwing(), read, id, target);
        return begin(
                checked.snapshot().get(), target.overwritten(), checked.disk().get());
    }

    /**
     * A rollback, with what was read for it.
     *
     * @param snapshot the snapshot
     * @param disk the disk that is overwritten
     * @param server the server that the disk is detached from; missing if there is none
     */
    record Checked(Found<Snapshot> snapshot, Found<JsonNode> disk, Found<JsonNode> server) {}

    /**
     * Checks the snapshot and the disk, and the server that the disk is detached from.
     *
     * @param read reads the snapshot
     */
    Checked check(Checks checks, Supplier<Snapshot> read, SnapshotId id, InPlace<Resource.Disk> target) {
        Resource.Disk overwritten = target.overwritten();
        Found<Snapshot> any = checks.find(Kind.SOURCE, read, SnapshotCalls::described);
        Found<Snapshot> snapshot = checks.find(
                Kind.SAME_RESOURCE,
                () -> requireTakenOf(any.get(), overwritten),
                found -> "snapshot " + id + " was taken of " + overwritten);
        SnapshotCalls.checkAvailable(checks, any);
        Found<JsonNode> disk = checks.find(
                Kind.TARGET,
                () -> disks.get(overwritten.id()),
                found -> overwritten + " is " + DiskCalls.status(found));
        checks.check(
                Kind.ATTACHMENT,
                () -> requireFree(overwritten, disk.get(), target),
                () -> attachment(overwritten, disk.get()));
        JsonNode seen = disk.orNull();
        Resource.Server server = seen == null || !target.detachFirst() ? null : DiskCalls.server(seen);
        if (server == null) {
            return new Checked(snapshot, disk, Found.missing("there is none"));
        }
        checks.check(
                Kind.TARGET_STATUS,
                () -> requireReady(overwritten, disk.get()),
                () -> overwritten + " is " + DiskCalls.status(disk.get()));
        Found<JsonNode> at = checks.find(
                Kind.TARGET_STATUS,
                () -> requireSettled(server, servers.get(server.id())),
                found -> server + " is " + ServerCalls.status(found));
        return new Checked(snapshot, disk, at);
    }

    /** What a rollback would do. */
    static Impact impact(Checked checked, InPlace<Resource.Disk> target) {
        JsonNode server = checked.server().orNull();
        Snapshot taken = checked.snapshot().orNull();
        List<Stop> stops = new ArrayList<>();
        if (server != null) {
            boolean running = ServerCalls.running(server);
            stops.add(new Stop(
                    Resource.server(JsonFields.id(server, "id", "a server")),
                    running,
                    running && target.startAfterwards()));
        }
        return new Impact(
                taken == null ? null : taken.createdAt(),
                taken == null ? null : taken.size(),
                checked.disk().orNull() == null ? List.of() : List.of(target.overwritten()),
                stops);
    }

    private static Snapshot requireTakenOf(Snapshot snapshot, Resource.Disk overwritten) {
        if (!snapshot.disk().equals(overwritten)) {
            throw new Invalid("snapshot " + snapshot.id() + " was taken of " + snapshot.disk() + ", not of "
                    + overwritten + "; nothing was overwritten");
        }
        return snapshot;
    }

    private static void requireFree(Resource.Disk overwritten, JsonNode disk, InPlace<Resource.Disk> target) {
        DiskCalls.requireUnshared(overwritten, disk);
        Resource.Server server = DiskCalls.server(disk);
        if (server != null && !target.detachFirst()) {
            throw new Conflict(overwritten + " is attached to " + server
                    + "; detach it, or roll it back with detachingFirst(); nothing was overwritten");
        }
        if (server == null && !accepts(disk)) {
            throw new Conflict(
                    overwritten + " is " + DiskCalls.status(disk)
                            + "; detach it from its server first, or roll it back with detachingFirst(); nothing was overwritten");
        }
    }

    private static String attachment(Resource.Disk overwritten, JsonNode disk) {
        Resource.Server server = DiskCalls.server(disk);
        return server == null
                ? overwritten + " is " + DiskCalls.status(disk)
                : overwritten + " is attached to " + server + ", and is detached first";
    }

    private static void requireReady(Resource.Disk overwritten, JsonNode disk) {
        if (!DiskCalls.ready(disk)) {
            throw new Busy(
                    overwritten + " is " + DiskCalls.status(disk) + "; try again later; nothing was overwritten");
        }
    }

    private static JsonNode requireSettled(Resource.Server server, JsonNode seen) {
        if (!ServerCalls.running(seen) && !ServerCalls.stopped(seen)) {
            throw new Busy(server + " is " + ServerCalls.status(seen) + "; try again later; nothing was overwritten");
        }
        return seen;
    }

    /** Whether a disk can be rolled back in its present status. */
    static boolean accepts(JsonNode disk) {
        String status = DiskCalls.status(disk);
        return status.equals("available") || status.equals("error_rollbacking");
    }

    /** Rolls back a disk that was checked. */
    OperationDriver<Resource.Disk> begin(Snapshot snapshot, Resource.Disk overwritten, JsonNode disk) {
        rollBackNow(snapshot.id().value(), disk);
        Instant begun = context.serviceNow();
        return context.operation(this, new State(Phase.DISK, snapshot.id().value(), overwritten.id(), begun).token());
    }

    /** Sends the request to roll a disk back. */
    void rollBackNow(String snapshot, JsonNode disk) {
        RollbackSnapshotOption option = new RollbackSnapshotOption().withVolumeId(JsonFields.id(disk, "id", "a disk"));
        String name = JsonFields.textOrNull(disk, "name");
        RollbackSnapshotRequest request = new RollbackSnapshotRequest()
                .withSnapshotId(snapshot)
                .withBody(
                        new RollbackSnapshotRequestBody().withRollback(name == null ? option : option.withName(name)));
        var unused = context.client().call(Service.EVS, EvsMeta.rollbackSnapshot, request);
    }

    /** Whether no rollback to a snapshot is in progress. */
    static boolean isSettled(JsonNode snapshot) {
        return SETTLED.contains(JsonFields.text(snapshot, "status"));
    }

    // ---- polling

    /** The steps, in the order of their numbers in tokens. */
    enum Phase {
        /** The disk is being overwritten. */
        DISK,
        /** The snapshot is becoming free again. */
        SNAPSHOT
    }

    /**
     * A rollback, as recorded in its token.
     *
     * @param phase the step
     * @param snapshot the id of the snapshot
     * @param disk the id of the disk
     * @param begun when the service had accepted it; null: an older version wrote the token
     */
    record State(
            Phase phase,
            String snapshot,
            String disk,
            @Nullable Instant begun) {
        static State of(Token token) {
            Phase phase = token.step() == AT_THE_SNAPSHOT ? Phase.SNAPSHOT : Phase.DISK;
            return new State(phase, token.get("snapshot"), token.get("disk"), token.instant(BEGUN));
        }

        Token token() {
            Token token = Token.of("roll-back").with("snapshot", snapshot).with("disk", disk);
            Token dated = begun == null ? token : token.with(BEGUN, begun);
            return phase == Phase.DISK ? dated : dated.at(AT_THE_SNAPSHOT);
        }

        Step<Resource.Disk> done() {
            return new Step.Done<>(Resource.disk(disk));
        }
    }

    @Override
    public String words() {
        return "rolling back";
    }

    @Override
    public String kind() {
        return "roll-back";
    }

    @Override
    public TokenFields fields() {
        return FIELDS;
    }

    @Override
    public int steps() {
        return Phase.values().length;
    }

    @Override
    public Class<Resource.Disk> resultType() {
        return Resource.Disk.class;
    }

    @Override
    public boolean destroys() {
        return true;
    }

    @Override
    public void expect(Token token) {
        State state = State.of(token);
        if (state.phase() == Phase.DISK) {
            watch.expect(state.disk());
        }
    }

    /**
     * A list that shows the disk ready is not trusted: the disk was ready before the rollback, too.
     *
     * <p>A disk or a snapshot may hang. The work ends a day after it began if it is still rolling back, whichever token it is resumed
     * from; what other work keeps busy is watched for a day.
     */
    @Override
    public Step<Resource.Disk> poll(Token token) {
        State state = State.of(token);
        return switch (state.phase()) {
            case DISK ->
                bounded(
                        token,
                        state,
                        watch.poll(state.disk(), listed -> pollDisk(state), () -> pollDisk(state)),
                        () -> DiskCalls.status(disks.get(state.disk())));
            case SNAPSHOT -> bounded(token, state, pollSnapshot(state), () -> statusOfSnapshot(state));
        };
    }

    /** If the snapshot is gone once the disk is ready again, the rollback is done. */
    @Override
    public Step<Resource.Disk> gone(Token token, NotFound missing) {
        State state = State.of(token);
        return switch (state.phase()) {
            case DISK -> Work.super.gone(token, missing);
            case SNAPSHOT -> state.done();
        };
    }

    private Step<Resource.Disk> pollDisk(State state) {
        JsonNode disk = disks.get(state.disk());
        if (DiskCalls.broken(disk)) {
            watch.forget(state.disk());
            return new Step.Failed<>(new OperationFailed("disk " + state.disk() + " is " + DiskCalls.status(disk)
                    + ": its content is neither old nor new; roll it back again"));
        }
        if (!DiskCalls.ready(disk)) {
            watch.notYet(state.disk());
            return Step.going("disk " + state.disk() + " is " + DiskCalls.status(disk));
        }
        watch.forget(state.disk());
        return new Step.Next<>(new State(Phase.SNAPSHOT, state.snapshot(), state.disk(), state.begun()).token());
    }

    private Step<Resource.Disk> pollSnapshot(State state) {
        String status = statusOfSnapshot(state);
        return SETTLED.contains(status)
                ? state.done()
                : Step.going("the snapshot is " + (status.isEmpty() ? "not ready" : status));
    }

    private String statusOfSnapshot(State state) {
        return JsonFields.text(snapshots.show(state.snapshot()), "status");
    }

    /**
     * Ends work that is still going after the longest time.
     *
     * @param step the result of the poll
     * @param status reads the status of what is waited for
     */
    private Step<Resource.Disk> bounded(Token token, State state, Step<Resource.Disk> step, Supplier<String> status) {
        if (!(step instanceof Step.Going<Resource.Disk> going)) {
            return step;
        }
        Instant now = context.serviceNow();
        Instant begun = state.begun();
        if (begun != null
                && Duration.between(begun, now).compareTo(LONGEST) >= 0
                && status.get().equals(ROLLING_BACK)) {
            return hangs(state, going.note() + ", begun at " + begun);
        }
        return Waits.upTo(LONGEST, token, now, going.note(), watched -> hangs(state, going.note() + watched));
    }

    private Step<Resource.Disk> hangs(State state, String what) {
        watch.forget(state.disk());
        return new Step.Failed<>(new OperationFailed(what + "; whether disk " + state.disk()
                + " was rolled back is not certain. If it stays so, ask the support of Huawei Cloud. Once the disk is ready,"
                + " check its content"));
    }
}
