package io.github.backup4j.huawei.emulator.internal.cbr;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.OperationFilter;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.world.Always;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The progress of CBR's work on backups, and when it changed them: all work waits a little before it begins. */
public final class CbrProgress {
    private final Cbr cbr;

    public CbrProgress(Cbr cbr) {
        this.cbr = cbr;
    }

    /** Records that work on backups is requested now, and their names, which the log shows once they are gone. */
    public void begin(Collection<RestorePoint> points) {
        points.forEach(point ->
                note(point).put("asked_at", cbr.emulation.now().toString()).put("name", point.name()));
    }

    /** Records that a backup was changed at once. */
    void touch(RestorePoint point) {
        note(point).put("touched_at", cbr.emulation.now().toString());
    }

    String status(RestorePoint point) {
        return switch (point.status()) {
            case WAITING -> "waiting_protect";
            case PROTECTING -> cbr.emulation.isQueued(point.createdAt()) ? "waiting_protect" : "protecting";
            case AVAILABLE -> "available";
            case RESTORING -> cbr.emulation.isQueued(noted(point, "asked_at")) ? "waiting_restore" : "restoring";
            case DELETING -> cbr.emulation.isQueued(noted(point, "asked_at")) ? "waiting_delete" : "deleting";
            case ERROR -> "error";
            case UNRECOGNIZED -> Always.said(point.statusText());
        };
    }

    /** When the data was taken; null before that. */
    @Nullable
    Instant protectedAt(RestorePoint point) {
        boolean made = point.status() != RestorePoint.Status.WAITING
                && point.status() != RestorePoint.Status.PROTECTING
                && point.status() != RestorePoint.Status.ERROR;
        return made ? point.createdAt().plus(Emulation.QUEUE_TIME) : null;
    }

    /** When work last changed some backups, and perhaps others. */
    Map<RestorePointId, Instant> changes(WireRequest request, Collection<RestorePoint> points) {
        Map<RestorePointId, Instant> changes = new HashMap<>();
        if (points.isEmpty()) {
            return changes;
        }
        OperationFilter filter = OperationFilter.all()
                .startedFrom(points.stream()
                        .map(RestorePoint::createdAt)
                        .min(Comparator.naturalOrder())
                        .orElseThrow());
        List<VaultId> vaults =
                points.stream().map(RestorePoint::vault).distinct().limit(2).toList();
        cbr.backup(request)
                .operations()
                .list(vaults.size() == 1 ? filter.inVault(vaults.get(0)) : filter)
                .forEach(entry -> {
                    if (entry.restorePoint() != null) {
                        changes.merge(entry.restorePoint(), changedAt(entry), CbrProgress::later);
                    }
                });
        return changes;
    }

    Instant updatedAt(RestorePoint point, Map<RestorePointId, Instant> changes) {
        Instant worked = changes.getOrDefault(point.id(), point.createdAt());
        return later(worked, noted(point, "touched_at"));
    }

    private static Instant changedAt(OperationRecord entry) {
        return entry.endedAt() == null ? Always.said(entry.startedAt()) : entry.endedAt();
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private Instant noted(RestorePoint point, String key) {
        String text = note(point).path(key).asText();
        return text.isEmpty() ? Instant.EPOCH : Instant.parse(text);
    }

    private ObjectNode note(RestorePoint point) {
        return cbr.emulation.note("backup", point.id().value());
    }
}
