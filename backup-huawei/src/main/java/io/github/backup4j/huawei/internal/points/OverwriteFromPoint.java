package io.github.backup4j.huawei.internal.points;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.cbr.v1.model.BackupRestore;
import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.Busy;
import io.github.backup4j.Conflict;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.huawei.internal.http.CallMode;
import io.github.backup4j.huawei.internal.operations.OperationLogReader;
import io.github.backup4j.huawei.internal.resources.DiskCalls;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.Step;
import org.jspecify.annotations.Nullable;

/**
 * Overwrites a disk from a restore point. The log of the service shows whether that has started and how it has ended. What it shows of
 * a part of a server's restore point is not documented: the restore of a part is noted on the disk before it is requested, and is
 * requested again only after a refusal other than Busy or Conflict: those may be caused by this very request.
 */
public final class OverwriteFromPoint implements Overwrite {
    private final Context context;
    private final PointCalls points;
    private final RestoreLogs logs;
    private final DiskCalls disks;
    private final Acceptance acceptance;

    public OverwriteFromPoint(
            Context context, PointCalls points, RestoreLogs logs, DiskCalls disks, Acceptance acceptance) {
        this.context = context;
        this.points = points;
        this.logs = logs;
        this.disks = disks;
        this.acceptance = acceptance;
    }

    @Override
    public String noun() {
        return "restore";
    }

    @Override
    public @Nullable RestoreState started(RestoreState state, JsonNode disk) {
        String log = logs.findNew(state);
        return log.isEmpty() ? null : state.restoring(log);
    }

    /**
     * Only a part leaves this note: the log of the service shows whether another restore has started, unless the work began so long ago
     * that the log may no longer do so.
     */
    @Override
    public boolean maySent(RestoreState state, JsonNode disk) {
        RestoreMark mark = state.mark();
        return mark != null
                && state.log().isEmpty()
                && (mark.maySent(disk)
                        || !mark.notedSince(disk, context.serviceNow().minus(RestoreLogs.KEPT)));
    }

    @Override
    public boolean maySoonShow(RestoreState state, JsonNode disk) {
        RestoreMark mark = state.mark();
        return mark != null && mark.sentSince(disk, context.serviceNow().minus(LATE));
    }

    @Override
    public int moreTags() {
        return 0;
    }

    @Override
    public boolean accepts(JsonNode disk) {
        return DiskCalls.status(disk).equals("available");
    }

    @Override
    public void requireAccepted(RestoreMark mark) {
        acceptance.require(new RestorePointId(mark.point()), mark.over(), Resource.server(mark.server()));
    }

    @Override
    public RestoreState begin(RestoreState state, RestoreMark mark) {
        BackupRestore onto = new BackupRestore().withVolumeId(mark.carrier());
        if (!points.isPart(new RestorePointId(mark.point()))) {
            return state.restoring(points.restore(CallMode.CHANGE, mark.point(), onto));
        }
        disks.tag(mark.carrier(), mark.sent(state.proof(), context.serviceNow()));
        try {
            return state.restoring(points.restore(CallMode.CHANGE, mark.point(), onto));
        } catch (AmbiguousOutcome | Busy | Conflict unknown) {
            // Other work of the same request may have been accepted, which is why this one is refused: the note is of
            // both.
            throw unknown;
        } catch (BackupException refused) {
            if (takeBack(disks, mark, refused)) {
                throw refused;
            }
            return state.withRefusedUnseen(context.serviceNow());
        }
    }

    @Override
    public boolean succeeded(RestoreState state, JsonNode disk) {
        String log = logs.of(state);
        return !log.isEmpty() && OperationLogReader.read(logs.show(log)).status() == OperationRecord.Status.SUCCEEDED;
    }

    /** {@link InPlaceRestore} polls the log instead, many restores in one request. */
    @Override
    public Step<Resource> awaitEnd(RestoreState state, RestoreMark mark, JsonNode disk) {
        throw new IllegalStateException("a restore is polled by its log");
    }

    @Override
    public boolean startsFree() {
        return false;
    }
}
