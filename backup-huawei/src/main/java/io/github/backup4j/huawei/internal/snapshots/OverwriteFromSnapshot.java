package io.github.backup4j.huawei.internal.snapshots;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.Resource;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.points.Overwrite;
import io.github.backup4j.huawei.internal.points.RestoreMark;
import io.github.backup4j.huawei.internal.points.RestoreState;
import io.github.backup4j.huawei.internal.points.RestoreState.Phase;
import io.github.backup4j.huawei.internal.resources.DiskCalls;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.Step;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Overwrites a disk from a snapshot.
 *
 * <p>No log of the service shows that a disk was rolled back. So the disk gets a tag, whose value says that the rollback is
 * about to be requested, that the service has accepted it, and that it has ended; the last before the disk is attached
 * again. From the first on, neither an older token nor a repeated call requests the rollback again. If neither the tag
 * nor the status of the disk says that it was accepted, the disk may have been rolled back, attached and written to
 * since: the work fails.
 */
public final class OverwriteFromSnapshot implements Overwrite {
    private static final Logger LOG = LoggerFactory.getLogger("io.github.backup4j.huawei");

    private final Context context;
    private final RollBacks rollBacks;
    private final SnapshotCalls snapshots;
    private final DiskCalls disks;

    public OverwriteFromSnapshot(Context context, RollBacks rollBacks, SnapshotCalls snapshots, DiskCalls disks) {
        this.context = context;
        this.rollBacks = rollBacks;
        this.snapshots = snapshots;
        this.disks = disks;
    }

    @Override
    public String noun() {
        return "rollback";
    }

    /** A rollback that the work has not requested itself is another one: the work waits for its end. */
    @Override
    public @Nullable RestoreState started(RestoreState state, JsonNode disk) {
        boolean sees = DiskCalls.status(disk).equals("rollbacking") || DiskCalls.broken(disk);
        boolean started = (sees && maySent(state, disk)) || accepted(state, disk) || succeeded(state, disk);
        return started ? state.at(Phase.RESTORE).withJob("") : null;
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
                && mark.sentSince(disk, context.serviceNow().minus(LATE));
    }

    @Override
    public int moreTags() {
        return 1;
    }

    @Override
    public boolean accepts(JsonNode disk) {
        return RollBacks.accepts(disk);
    }

    /** No vault and no other backup keeps EVS from rolling a disk back; the checks of the start read what does. */
    @Override
    public void requireAccepted(RestoreMark mark) {}

    /**
     * Notes that the rollback is about to be requested, and requests it if the disk is still as it was. The note stays unless the
     * service has certainly not started: from then on, the rollback is never requested again.
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
            if (takeBack(disks, mark, refused)) {
                throw refused;
            }
            return state.withRefusedUnseen(context.serviceNow());
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

    /** Without this note, only the present status of the disk, or this token, says that the rollback has started. */
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

    @Override
    public boolean succeeded(RestoreState state, JsonNode disk) {
        RestoreMark mark = state.mark();
        return mark != null && mark.isOverwritten(disk, state.proof());
    }

    @Override
    public boolean startsFree() {
        return true;
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
            return state.seenReady() ? state.withSeenReady(false).next() : hangs(state, mark, disk);
        }
        if (!state.seenReady()) {
            return state.withSeenReady(true).next();
        }
        JsonNode snapshot = snapshots.find(mark.point());
        if (snapshot != null && !RollBacks.isSettled(snapshot)) {
            String what = "the snapshot is " + JsonFields.text(snapshot, "status");
            return state.waiting(
                    context.serviceNow(),
                    RollBacks.LONGEST,
                    what,
                    watched -> back(state.failing(
                            what + watched + "; whether the disk was rolled back is not certain: check its content",
                            "")));
        }
        return state.attempt(
                context.serviceNow(),
                now -> {
                    disks.tag(mark.carrier(), mark.overwritten(now.proof(), context.serviceNow()));
                    return back(now);
                },
                (now, e) -> now.replaced()
                        .failing("disk " + mark.carrier() + " was rolled back, but cannot be tagged", e)
                        .left((mark.server().isEmpty() ? "" : "attach it to server " + mark.server() + " again. ")
                                + "Then take the tags of this rollback off it: " + mark.named()));
    }

    private Step<Resource> hangs(RestoreState state, RestoreMark mark, JsonNode disk) {
        String what = "disk " + mark.carrier() + " is " + DiskCalls.status(disk);
        String putBack = mark.server().isEmpty() ? "" : ", and attach it to server " + mark.server() + " again";
        return state.waiting(
                context.serviceNow(),
                RollBacks.LONGEST,
                what,
                watched -> state.left(what + watched
                        + "; whether it was rolled back is not certain. If it stays so, ask the support of Huawei Cloud."
                        + " Once it is ready, check its content" + putBack
                        + (mark.start() ? ", and start the server" : "")
                        + ". The tags of this rollback can be taken off it: " + mark.named()));
    }

    private static Step<Resource> back(RestoreState state) {
        return state.detaches() ? state.putBack(Phase.ATTACH) : state.end();
    }
}
