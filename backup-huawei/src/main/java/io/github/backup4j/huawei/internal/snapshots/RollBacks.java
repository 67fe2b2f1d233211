package io.github.backup4j.huawei.internal.snapshots;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.evs.v2.EvsMeta;
import com.huaweicloud.sdk.evs.v2.model.RollbackSnapshotOption;
import com.huaweicloud.sdk.evs.v2.model.RollbackSnapshotRequest;
import com.huaweicloud.sdk.evs.v2.model.RollbackSnapshotRequestBody;
import io.github.backup4j.Conflict;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.Preflight.Kind;
import io.github.backup4j.Resource;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotId;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.http.Service;
import io.github.backup4j.huawei.internal.resources.DiskCalls;
import io.github.backup4j.huawei.internal.resources.DiskWatch;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.Step;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.internal.work.TokenFields;
import io.github.backup4j.huawei.internal.work.Work;
import io.github.backup4j.spi.Checks;
import io.github.backup4j.spi.Checks.Found;
import io.github.backup4j.spi.Impact;
import io.github.backup4j.spi.OperationDriver;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Rolls disks back to snapshots: starts the rollback, and waits until the disk is free again, and then the snapshot. */
public final class RollBacks implements Work<Resource.Disk> {
    private static final int AT_THE_SNAPSHOT = 1;

    private static final TokenFields FIELDS = TokenFields.none().with(TokenFields.ID, "snapshot", "disk");

    private static final Set<String> SETTLED = Set.of("available", "backing-up", "deleting", "error", "error_deleting");

    private final Context context;
    private final DiskCalls disks;
    private final SnapshotCalls snapshots;
    private final DiskWatch watch;

    public RollBacks(Context context, DiskCalls disks, SnapshotCalls snapshots, DiskWatch watch) {
        this.context = context;
        this.disks = disks;
        this.snapshots = snapshots;
        this.watch = watch;
    }

    // ---- starting

    /**
     * A rollback, with what was read for it.
     *
     * @param snapshot the snapshot
     * @param disk the disk that is overwritten
     */
    record Overwriting(Found<Snapshot> snapshot, Found<JsonNode> disk) {
        Impact impact() {
            Snapshot taken = snapshot.orNull();
            JsonNode seen = disk.orNull();
            return new Impact(
                    taken == null ? null : taken.createdAt(),
                    taken == null ? null : taken.size(),
                    seen == null ? List.of() : List.of(Resource.disk(JsonFields.id(seen, "id", "a disk"))),
                    List.of());
        }
    }

    /**
     * Checks the snapshot and the disk; the service refuses a disk that is attached between checks and call.
     *
     * @param read reads the snapshot
     */
    Overwriting check(Checks checks, Supplier<Snapshot> read, SnapshotId id, Resource.Disk overwritten) {
        Found<Snapshot> any = checks.find(Kind.SOURCE, read, SnapshotCalls::described);
        Found<Snapshot> snapshot = checks.find(
                Kind.SAME_RESOURCE,
                () -> requireTakenOf(any.get(), overwritten),
                found -> "snapshot " + id + " was taken of " + overwritten);
        SnapshotCalls.checkAvailable(checks, any);
        Found<JsonNode> disk = checks.find(
                Kind.TARGET, () -> disks.get(overwritten.id()), found -> overwritten + " is " + DiskCalls.status(found));
        checks.check(
                Kind.ATTACHMENT,
                () -> requireDetached(overwritten, disk.get()),
                () -> overwritten + " is " + DiskCalls.status(disk.get()));
        return new Overwriting(snapshot, disk);
    }

    private static Snapshot requireTakenOf(Snapshot snapshot, Resource.Disk overwritten) {
        if (!snapshot.disk().equals(overwritten)) {
            throw new Invalid("snapshot " + snapshot.id() + " was taken of " + snapshot.disk() + ", not of "
                    + overwritten + "; nothing was overwritten");
        }
        return snapshot;
    }

    private static void requireDetached(Resource.Disk overwritten, JsonNode disk) {
        String status = DiskCalls.status(disk);
        if (!status.equals("available") && !status.equals("error_rollbacking")) {
            throw new Conflict(overwritten + " is " + status
                    + "; it has to be detached from its server first; nothing was overwritten");
        }
    }

    OperationDriver<Resource.Disk> start(Supplier<Snapshot> read, SnapshotId id, Resource.Disk overwritten) {
        JsonNode disk = check(Checks.throwing(), read, id, overwritten).disk().get();
        RollbackSnapshotOption option = new RollbackSnapshotOption().withVolumeId(overwritten.id());
        String name = JsonFields.textOrNull(disk, "name");
        RollbackSnapshotRequest request = new RollbackSnapshotRequest()
                .withSnapshotId(id.value())
                .withBody(
                        new RollbackSnapshotRequestBody().withRollback(name == null ? option : option.withName(name)));
        var unused = context.client().call(Service.EVS, EvsMeta.rollbackSnapshot, request);
        return context.operation(this, new State(Phase.DISK, id.value(), overwritten.id()).token());
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
     */
    record State(Phase phase, String snapshot, String disk) {
        static State of(Token token) {
            Phase phase = token.step() == AT_THE_SNAPSHOT ? Phase.SNAPSHOT : Phase.DISK;
            return new State(phase, token.get("snapshot"), token.get("disk"));
        }

        Token token() {
            Token token = Token.of("roll-back").with("snapshot", snapshot).with("disk", disk);
            return phase == Phase.DISK ? token : token.at(AT_THE_SNAPSHOT);
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
    public void expect(Token token) {
        State state = State.of(token);
        if (state.phase() == Phase.DISK) {
            watch.expect(state.disk());
        }
    }

    /** A list that shows the disk ready is not trusted: the disk was ready before the rollback, too. */
    @Override
    public Step<Resource.Disk> look(Token token) {
        State state = State.of(token);
        return switch (state.phase()) {
            case DISK -> watch.look(state.disk(), listed -> lookAtDisk(state), () -> lookAtDisk(state));
            case SNAPSHOT -> lookAtSnapshot(state);
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

    private Step<Resource.Disk> lookAtDisk(State state) {
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
        return new Step.Next<>(new State(Phase.SNAPSHOT, state.snapshot(), state.disk()).token());
    }

    private Step<Resource.Disk> lookAtSnapshot(State state) {
        String status = JsonFields.text(snapshots.show(state.snapshot()), "status");
        return SETTLED.contains(status)
                ? state.done()
                : Step.going("the snapshot is " + (status.isEmpty() ? "not ready" : status));
    }
}
