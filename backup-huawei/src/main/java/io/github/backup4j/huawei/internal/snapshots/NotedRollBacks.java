package io.github.backup4j.huawei.internal.snapshots;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.InPlace;
import io.github.backup4j.NotFound;
import io.github.backup4j.Resource;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotId;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.points.DetachSteps;
import io.github.backup4j.huawei.internal.points.RestoreKeys;
import io.github.backup4j.huawei.internal.points.RestoreMark;
import io.github.backup4j.huawei.internal.points.RestoreNotes;
import io.github.backup4j.huawei.internal.points.RestoreState;
import io.github.backup4j.huawei.internal.points.RestoreState.Phase;
import io.github.backup4j.huawei.internal.points.RestoreWork;
import io.github.backup4j.huawei.internal.resources.DiskCalls;
import io.github.backup4j.huawei.internal.resources.ServerCalls;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.Proof;
import io.github.backup4j.huawei.internal.work.Request;
import io.github.backup4j.huawei.internal.work.RequestMark;
import io.github.backup4j.huawei.internal.work.Step;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.spi.Checks;
import io.github.backup4j.spi.Impact;
import io.github.backup4j.spi.OperationDriver;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Rollbacks that are noted on their disk: those with a request key, and those of a disk that is detached first. {@link
 * OverwriteFromSnapshot} says what the note is for.
 */
public final class NotedRollBacks implements RestoreWork {
    private static final String KIND = "noted-roll-back";

    private final Context context;
    private final RollBacks rollBacks;
    private final RestoreKeys keys;
    private final RestoreNotes notes;
    private final DetachSteps detaching;

    public NotedRollBacks(
            Context context, RollBacks rollBacks, RestoreKeys keys, RestoreNotes notes, DetachSteps detaching) {
        this.context = context;
        this.rollBacks = rollBacks;
        this.keys = keys;
        this.notes = notes;
        this.detaching = detaching;
    }

    // ---- starting

    /** Continues the work that was started with the key of the request, or starts it; the snapshot is read only to start. */
    @SuppressWarnings("unchecked") // the work results in the disk that the target names
    OperationDriver<Resource.Disk> start(
            Supplier<Snapshot> snapshot, SnapshotId id, InPlace<Resource.Disk> target, Request request) {
        OperationDriver<? extends Resource> work = find(id, target, request);
        return (OperationDriver<Resource.Disk>) (work == null ? checkAndNote(snapshot, id, target, request) : work);
    }

    /** The work that was started with the key of a request; null: there is none. */
    private @Nullable OperationDriver<Resource> find(SnapshotId id, InPlace<Resource.Disk> target, Request request) {
        List<RestoreKeys.Noted> noted = keys.noted(request, target.overwritten());
        if (noted.isEmpty()) {
            return null;
        }
        return operation(keys.earlier(request, id.value(), target.overwritten(), noted), request);
    }

    private OperationDriver<Resource> operation(RestoreKeys.Earlier earlier, Request request) {
        RestoreState state = RestoreState.marked(KIND, earlier.mark(), Proof.of(request.key()), true);
        if (earlier.ended()) {
            return operation(state.ended());
        }
        return operation(earlier.mark().server().isEmpty() ? state.at(Phase.DETACH) : state);
    }

    /** Checks the snapshot and the disk, and notes the rollback on the disk; the steps begin it. */
    private OperationDriver<? extends Resource> checkAndNote(
            Supplier<Snapshot> read, SnapshotId id, InPlace<Resource.Disk> target, Request request) {
        RollBacks.Checked checked = rollBacks.check(Checks.throwing(), read, id, target);
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
        notes.note(noted, seen, request, true, 0);
        return operation(alone(noted, snapshot, disk, request), request);
    }

    /** Of several callers with one key that have noted the rollback at the same moment, all continue the same work. */
    private RestoreKeys.Earlier alone(RestoreMark noted, Snapshot snapshot, Resource.Disk disk, Request request) {
        List<RestoreKeys.Noted> all = keys.notedOn(request, disk);
        if (all.stream().allMatch(each -> each.mark().equals(noted.mark()))) {
            return new RestoreKeys.Earlier(noted, false);
        }
        RestoreKeys.Earlier first = keys.earlier(request, snapshot.id().value(), disk, all);
        if (!first.mark().mark().equals(noted.mark())) {
            notes.takeOff(noted);
        }
        return first;
    }

    /** Runs the checks of a preflight, and returns what the rollback would do. */
    Impact preflight(Checks checks, Supplier<Snapshot> read, SnapshotId id, InPlace<Resource.Disk> target) {
        RollBacks.Checked checked = rollBacks.check(checks, read, id, target);
        JsonNode server = checked.server().orNull();
        Resource.Server from = server == null ? null : Resource.server(JsonFields.id(server, "id", "a server"));
        notes.preflight(checks, target.overwritten(), checked.disk(), from, true);
        return RollBacks.impact(checked, target);
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
    public Class<? extends Resource> resultType(Token token) {
        return Resource.Disk.class;
    }

    @Override
    public Step<Resource> poll(Token token) {
        return detaching.poll(new RestoreState(token));
    }

    @Override
    public Step<Resource> gone(Token token, NotFound missing) {
        return detaching.lost(new RestoreState(token), missing);
    }
}
