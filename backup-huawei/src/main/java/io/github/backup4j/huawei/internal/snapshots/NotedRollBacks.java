package io.github.backup4j.huawei.internal.snapshots;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.InPlace;
import io.github.backup4j.NotFound;
import io.github.backup4j.Resource;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotId;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.points.DetachSteps;
import io.github.backup4j.huawei.internal.points.Overwrite;
import io.github.backup4j.huawei.internal.points.RestoreKeys;
import io.github.backup4j.huawei.internal.points.RestoreMark;
import io.github.backup4j.huawei.internal.points.RestoreState;
import io.github.backup4j.huawei.internal.points.RestoreState.Phase;
import io.github.backup4j.huawei.internal.resources.DiskCalls;
import io.github.backup4j.huawei.internal.resources.ServerCalls;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.Proof;
import io.github.backup4j.huawei.internal.work.Request;
import io.github.backup4j.huawei.internal.work.RequestMark;
import io.github.backup4j.huawei.internal.work.Step;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.internal.work.TokenFields;
import io.github.backup4j.huawei.internal.work.Work;
import io.github.backup4j.spi.Checks;
import io.github.backup4j.spi.OperationDriver;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Rollbacks that are noted on their disk: those with a request key, and those of a disk that is detached first.
 *
 * <p>No log of the service shows that a disk was rolled back. So once it was, and before it is attached again, it gets a tag that
 * says so: from then on, neither an older token nor a repeated call rolls it back again. Until then it is attached to nothing, so
 * that nobody writes to it, and rolling it back once more does no harm.
 */
public final class NotedRollBacks implements Work<Resource>, Overwrite {
    private static final String KIND = "noted-roll-back";

    private final Context context;
    private final RollBacks rollBacks;
    private final SnapshotCalls snapshots;
    private final RestoreKeys keys;
    private final DiskCalls disks;
    private final DetachSteps detaching;

    public NotedRollBacks(
            Context context,
            RollBacks rollBacks,
            SnapshotCalls snapshots,
            RestoreKeys keys,
            DiskCalls disks,
            ServerCalls servers) {
        this.context = context;
        this.rollBacks = rollBacks;
        this.snapshots = snapshots;
        this.keys = keys;
        this.disks = disks;
        detaching = new DetachSteps(context, this, disks, servers);
    }

    // ---- starting

    /** Continues the work that was begun with the key of the request, or begins it; the snapshot is read only to begin. */
    @SuppressWarnings("unchecked") // the work results in the disk that the target names
    OperationDriver<Resource.Disk> start(
            Supplier<Snapshot> snapshot, SnapshotId id, InPlace<Resource.Disk> target, Request request) {
        OperationDriver<? extends Resource> work = find(id, target, request);
        return (OperationDriver<Resource.Disk>) (work == null ? checkAndNote(snapshot, id, target, request) : work);
    }

    /** The work that was begun with the key of a request; null: there is none. */
    private @Nullable OperationDriver<Resource> find(
            SnapshotId id, InPlace<Resource.Disk> target, Request request) {
        List<RestoreKeys.Noted> noted = keys.noted(request, target.overwritten());
        if (noted.isEmpty()) {
            return null;
        }
        RestoreKeys.Earlier earlier = keys.earlier(request, id.value(), target.overwritten(), noted);
        RestoreState state = RestoreState.marked(KIND, earlier.mark(), Proof.of(request.key()), true);
        if (earlier.ended()) {
            return operation(state.ended());
        }
        return operation(earlier.mark().server().isEmpty() ? state.at(Phase.DETACH) : state);
    }

    /** Checks the snapshot and the disk, and notes the rollback on the disk; the steps begin it. */
    private OperationDriver<? extends Resource> checkAndNote(
            Supplier<Snapshot> read, SnapshotId id, InPlace<Resource.Disk> target, Request request) {
        RollBacks.Overwriting checked = rollBacks.check(Checks.throwing(), read, id, target);
        Resource.Disk disk = target.overwritten();
        Snapshot snapshot = checked.snapshot().get();
        JsonNode seen = checked.disk().get();
        Resource.Server server = DiskCalls.server(seen);
        if (server == null && !request.keyChosen()) {
            return rollBacks.begin(snapshot, disk, seen);
        }
        RequestMark mark = Objects.requireNonNull(request.mark(), "a rollback has one");
        RestoreMark noted = server == null
                ? noted(mark, snapshot, disk, "", "", false)
                : detached(mark, snapshot, server, seen, checked.server().get(), target);
        Proof proof = Proof.of(request.key());
        detaching.note(noted, seen, proof);
        RestoreState state = RestoreState.marked(KIND, noted, proof, true);
        return operation(server == null ? state.at(Phase.DETACH) : state);
    }

    private RestoreMark detached(
            RequestMark mark,
            Snapshot snapshot,
            Resource.Server server,
            JsonNode seen,
            JsonNode at,
            InPlace<Resource.Disk> target) {
        boolean start = ServerCalls.running(at) && target.startAfterwards();
        return noted(mark, snapshot, target.overwritten(), server.id(), DiskCalls.device(seen), start);
    }

    private static RestoreMark noted(
            RequestMark mark, Snapshot snapshot, Resource.Disk disk, String server, String device, boolean start) {
        return new RestoreMark(
                mark, disk.id(), snapshot.id().value(), disk, server, device, start, RestoreMark.shortOf(""));
    }

    private OperationDriver<Resource> operation(RestoreState state) {
        return context.operation(this, state.token());
    }

    // ---- overwriting

    @Override
    public String noun() {
        return "rollback";
    }

    @Override
    public @Nullable RestoreState begun(RestoreState state, JsonNode disk) {
        boolean begun = DiskCalls.status(disk).equals("rollbacking") || succeeded(state, disk);
        return begun ? state.at(Phase.RESTORE).withJob("") : null;
    }

    @Override
    public boolean accepts(JsonNode disk) {
        return RollBacks.accepts(disk);
    }

    @Override
    public RestoreState begin(RestoreState state, RestoreMark mark) {
        rollBacks.rollBackNow(mark.point(), disks.get(mark.carrier()));
        return state.at(Phase.RESTORE).withJob("");
    }

    @Override
    public boolean succeeded(RestoreState state, JsonNode disk) {
        RestoreMark mark = state.mark();
        return mark != null && mark.isOverwritten(disk, state.proof());
    }

    @Override
    public boolean startsFree() {
        return true;
    }

    // ---- polling

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public String words() {
        return "rolling back";
    }

    @Override
    public TokenFields fields() {
        return RestoreState.FIELDS;
    }

    /** Only the rollback of a disk that is detached first goes through all steps. */
    @Override
    public boolean countsSteps(Token token) {
        return new RestoreState(token).detaches();
    }

    @Override
    public int steps() {
        return Phase.values().length;
    }

    @Override
    public Class<Resource> resultType() {
        return Resource.class;
    }

    @Override
    public Class<? extends Resource> resultType(Token token) {
        return Resource.Disk.class;
    }

    @Override
    public Step<Resource> look(Token token) {
        return detaching.look(new RestoreState(token));
    }

    @Override
    public Step<Resource> gone(Token token, NotFound missing) {
        return detaching.lost(new RestoreState(token), missing);
    }

    /** Waits for the disk, and then for the snapshot; a snapshot that is gone by then is waited for no longer. */
    @Override
    public Step<Resource> awaitEnd(RestoreState state, RestoreMark mark, JsonNode disk) {
        if (succeeded(state, disk)) {
            return back(state);
        }
        if (DiskCalls.broken(disk)) {
            return state.left("disk " + mark.carrier() + " is " + DiskCalls.status(disk)
                    + ": its content is neither old nor new. Roll it back again with another request key"
                    + (mark.server().isEmpty() ? "" : ", and attach it to server " + mark.server() + " again")
                    + ". The tags of this rollback can be taken off it: " + mark.named());
        }
        if (!DiskCalls.ready(disk)) {
            return Step.going("disk " + mark.carrier() + " is " + DiskCalls.status(disk));
        }
        JsonNode snapshot = snapshots.find(mark.point());
        if (snapshot != null && !RollBacks.isSettled(snapshot)) {
            return Step.going("the snapshot is " + JsonFields.text(snapshot, "status"));
        }
        return state.attempt(
                now -> {
                    disks.tag(mark.carrier(), mark.overwritten(now.proof(), context.serviceNow()));
                    return back(now);
                },
                (now, e) -> back(now.failing("the disk was rolled back, but cannot be tagged", e)));
    }

    private static Step<Resource> back(RestoreState state) {
        return state.detaches() ? state.putBack(Phase.ATTACH) : state.end();
    }
}
