package io.github.backup4j.huawei.internal.points;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.cbr.v1.model.BackupRestore;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.Resource;
import io.github.backup4j.huawei.internal.http.CallMode;
import io.github.backup4j.huawei.internal.operations.OperationLogReader;
import io.github.backup4j.huawei.internal.resources.DiskCalls;
import io.github.backup4j.huawei.internal.work.Step;
import org.jspecify.annotations.Nullable;

/** Overwrites a disk from a restore point. The log of the service shows whether that has started and how it has ended. */
public final class OverwriteFromPoint implements Overwrite {
    private final PointCalls points;
    private final RestoreLogs logs;

    public OverwriteFromPoint(PointCalls points, RestoreLogs logs) {
        this.points = points;
        this.logs = logs;
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

    /** The log of the service shows whether a restore has started. */
    @Override
    public boolean maySent(RestoreState state, JsonNode disk) {
        return false;
    }

    @Override
    public boolean maySoonShow(RestoreState state, JsonNode disk) {
        return false;
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
    public RestoreState begin(RestoreState state, RestoreMark mark) {
        BackupRestore onto = new BackupRestore().withVolumeId(mark.carrier());
        return state.restoring(points.restore(CallMode.CHANGE, mark.point(), onto));
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
