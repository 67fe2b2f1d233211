package io.github.backup4j.huawei;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.evs.v2.EvsMeta;
import com.huaweicloud.sdk.evs.v2.model.DeleteSnapshotRequest;
import com.huaweicloud.sdk.evs.v2.model.ListSnapshotsRequest;
import com.huaweicloud.sdk.evs.v2.model.ShowSnapshotRequest;
import io.github.backup4j.Resource;
import io.github.backup4j.Snapshot;
import io.github.backup4j.Snapshot.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Looks at and reads the snapshots of EVS. */
final class SnapshotCalls {
    private static final int PAGE = 100;

    private final Wire wire;
    private final DiskCalls disks;

    SnapshotCalls(Wire wire) {
        this.wire = wire;
        disks = new DiskCalls(wire);
    }

    JsonNode show(String id) {
        return Fields.asked(
                wire.call(Service.EVS, EvsMeta.showSnapshot, new ShowSnapshotRequest().withSnapshotId(id)),
                "snapshot",
                id,
                "snapshot " + id);
    }

    /** All snapshots that a request asks for, as they are answered. */
    Stream<JsonNode> pages(Supplier<ListSnapshotsRequest> request) {
        return wire.pages()
                .read(
                        PAGE,
                        offset -> Fields.list(
                                wire.call(
                                        Service.EVS,
                                        EvsMeta.listSnapshots,
                                        request.get().withLimit(PAGE).withOffset(offset)),
                                "snapshots",
                                "a list of snapshots"),
                        snapshot -> Fields.text(snapshot, "id"));
    }

    /**
     * The snapshots that carry a mark, and are not broken.
     *
     * @param disk the disk that they are of; null: any
     */
    List<Once.Marked<String>> marked(@Nullable String disk) {
        List<Once.Marked<String>> marked = new ArrayList<>();
        Supplier<ListSnapshotsRequest> request =
                () -> disk == null ? new ListSnapshotsRequest() : new ListSnapshotsRequest().withVolumeId(disk);
        pages(request).forEach(snapshot -> {
            Mark mark = Mark.parse(Fields.textOrNull(snapshot.path("metadata"), Mark.NAME));
            Status status = status(Fields.text(snapshot, "status"));
            if (mark != null && status != Status.ERROR && status != Status.DELETING) {
                String id = Fields.id(snapshot, "id", "a snapshot");
                marked.add(new Once.Marked<>(mark, id, id, Fields.instant(snapshot, "created_at")));
            }
        });
        return marked;
    }

    void delete(String id) {
        wire.call(Service.EVS, EvsMeta.deleteSnapshot, new DeleteSnapshotRequest().withSnapshotId(id));
    }

    Snapshot get(Snapshot.Id id) {
        return read(show(id.value()));
    }

    Snapshot read(JsonNode snapshot) {
        return read(snapshot, encrypted(snapshot));
    }

    /** Whether a snapshot is encrypted, which its disk knows. */
    boolean encrypted(JsonNode snapshot) {
        if (Fields.text(snapshot.path("metadata"), "__system__encrypted").equals("1")) {
            return true;
        }
        JsonNode disk = disks.find(Fields.id(snapshot, "volume_id", "a snapshot"));
        return disk != null && DiskCalls.encrypted(disk);
    }

    static Snapshot read(JsonNode snapshot, boolean encrypted) {
        String id = Fields.id(snapshot, "id", "a snapshot");
        String status = Fields.text(snapshot, "status");
        return new Snapshot(
                new Snapshot.Id(id),
                Fields.text(snapshot, "name"),
                Fields.text(snapshot, "description"),
                Resource.disk(Fields.id(snapshot, "volume_id", "snapshot " + id)),
                Fields.gib(snapshot, "size"),
                status(status),
                status,
                encrypted,
                ofBackup(snapshot),
                Fields.instantOrEpoch(snapshot, "created_at"));
    }

    static boolean ofBackup(JsonNode snapshot) {
        String name = Fields.text(snapshot, "name");
        return name.startsWith("autobk_") || name.startsWith("manualbk_");
    }

    private static Status status(String status) {
        return switch (status.toLowerCase(Locale.ROOT)) {
            case "creating" -> Status.CREATING;
            case "available" -> Status.AVAILABLE;
            case "rollbacking" -> Status.ROLLING_BACK;
            case "backing-up" -> Status.BACKING_UP;
            case "deleting" -> Status.DELETING;
            case "error", "error_deleting" -> Status.ERROR;
            default -> Status.UNKNOWN;
        };
    }
}
