package io.github.backup4j.huawei.internal.snapshots;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
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
import io.github.backup4j.spi.Impact;
import io.github.backup4j.spi.OperationDriver;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rollbacks that are noted on their disk: those with a request key, and those of a disk that is detached first.
 *
 * <p>No log of the service shows that a disk was rolled back. So the disk gets a tag, whose value says that the rollback is
 * about to be requested, that the service has accepted it, and that it has ended; the last before the disk is attached
 * again. From the first on, neither an older token nor a repeated call requests the rollback again. If neither the tag
 * nor the status of the disk says that it was accepted, the disk may have been rolled back, attached and written to
 * since: the work fails.
 */
public final class NotedRollBacks implements Work<Resource>, Overwrite {
    private static final Logger LOG = LoggerFactory.getLogger("io.github.backup4j.huawei");
    private static final String KIND = "noted-roll-back";

    /** How long a rollback that was requested may take to show on its disk: a request may be carried out late. */
    private static final Duration SHOWN = Duration.ofMinutes(3);

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
        detaching.note(noted, seen, proof, true, 0);
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
            detaching.takeOff(noted);
        }
        return first;
    }

    /** Runs the checks of a preflight, and returns what the rollback would do. */
    Impact preflight(Checks checks, Supplier<Snapshot> read, SnapshotId id, InPlace<Resource.Disk> target) {
        RollBacks.Overwriting checked = rollBacks.check(checks, read, id, target);
        JsonNode server = checked.server().orNull();
        Resource.Server from = server == null ? null : Resource.server(JsonFields.id(server, "id", "a server"));
        detaching.preflight(checks, target.overwritten(), checked.disk(), from, true);
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

    // ---- overwriting

    @Override
    public String noun() {
        return "rollback";
    }

    /** A rollback that the work has not requested itself is another one: the work waits for its end. */
    @Override
    public @Nullable RestoreState begun(RestoreState state, JsonNode disk) {
        boolean sees = DiskCalls.status(disk).equals("rollbacking") || DiskCalls.broken(disk);
        boolean begun = (sees && maySent(state, disk)) || accepted(state, disk) || succeeded(state, disk);
        return begun ? state.at(Phase.RESTORE).withJob("") : null;
    }

    @Override
    public boolean maySent(RestoreState state, JsonNode disk) {
        RestoreMark mark = state.mark();
        return mark != null && mark.maySent(disk);
    }

    @Override
    public boolean maySoonShow(RestoreState state, JsonNode disk) {
        RestoreMark mark = state.mark();
        return mark != null
                && DiskCalls.server(disk) == null
                && mark.sentSince(disk, context.serviceNow().minus(SHOWN));
    }

    @Override
    public int moreTags() {
        return 1;
    }

    @Override
    public boolean accepts(JsonNode disk) {
        return RollBacks.accepts(disk);
    }

    /**
     * Notes that the rollback is about to be requested, and requests it if the disk is still as it was. The note stays unless the
     * service has certainly not begun: from then on, the rollback is never requested again.
     */
    @Override
    public RestoreState begin(RestoreState state, RestoreMark mark) {
        JsonNode disk = noteSent(state, mark);
        if (!accepts(disk) || mark.sentByOthers(disk)) {
            disks.untag(mark.carrier(), List.of(mark.overName()));
            return state;
        }
        try {
            rollBacks.rollBackNow(mark.point(), disk);
        } catch (AmbiguousOutcome unknown) {
            throw unknown;
        } catch (BackupException refused) {
            withdraw(mark, refused);
            throw refused;
        }
        noteAccepted(state, mark);
        return state.at(Phase.RESTORE).withJob("");
    }

    /** Notes that the rollback is about to be requested, and returns the disk as it is then. */
    private JsonNode noteSent(RestoreState state, RestoreMark mark) {
        try {
            disks.tag(mark.carrier(), mark.sent(state.proof(), context.serviceNow()));
            return disks.get(mark.carrier());
        } catch (BackupException e) {
            takeBack(mark, e);
            throw e;
        }
    }

    /** Takes back the note of a request that was not sent. */
    private void takeBack(RestoreMark mark, BackupException why) {
        try {
            disks.untag(mark.carrier(), List.of(mark.overName()));
        } catch (BackupException e) {
            why.addSuppressed(e);
        }
    }

    /** Without this note, only the present status of the disk, or this token, says that the rollback has begun. */
    private void noteAccepted(RestoreState state, RestoreMark mark) {
        try {
            disks.tag(mark.carrier(), mark.accepted(state.proof(), context.serviceNow()));
        } catch (BackupException e) {
            LOG.warn("disk {} is being rolled back, which cannot be noted on it: {}", mark.carrier(), e.getMessage());
        }
    }

    private static boolean accepted(RestoreState state, JsonNode disk) {
        RestoreMark mark = state.mark();
        return mark != null && mark.isAccepted(disk, state.proof());
    }

    /** A refusal may answer the second delivery of a request whose first has begun the rollback: the disk shows that. */
    private void withdraw(RestoreMark mark, BackupException refused) {
        try {
            if (accepts(disks.get(mark.carrier()))) {
                disks.untag(mark.carrier(), List.of(mark.overName()));
            }
        } catch (BackupException e) {
            refused.addSuppressed(e);
        }
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
            if (!accepted(state, disk)) {
                noteAccepted(state, mark);
            }
            return state.seenReady()
                    ? state.withSeenReady(false).next()
                    : Step.going("disk " + mark.carrier() + " is " + DiskCalls.status(disk));
        }
        if (!state.seenReady()) {
            return state.withSeenReady(true).next();
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
                (now, e) -> now.failing("disk " + mark.carrier() + " was rolled back, but cannot be tagged", e)
                        .left((mark.server().isEmpty() ? "" : "attach it to server " + mark.server() + " again. ")
                                + "Then take the tags of this rollback off it: " + mark.named()));
    }

    private static Step<Resource> back(RestoreState state) {
        return state.detaches() ? state.putBack(Phase.ATTACH) : state.end();
    }
}
