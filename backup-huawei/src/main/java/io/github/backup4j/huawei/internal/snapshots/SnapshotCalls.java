package io.github.backup4j.huawei.internal.snapshots;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.evs.v2.EvsMeta;
import com.huaweicloud.sdk.evs.v2.model.DeleteSnapshotRequest;
import com.huaweicloud.sdk.evs.v2.model.ListSnapshotsRequest;
import com.huaweicloud.sdk.evs.v2.model.ShowSnapshotRequest;
import io.github.backup4j.Conflict;
import io.github.backup4j.Resource;
import io.github.backup4j.Snapshot;
import io.github.backup4j.Snapshot.Status;
import io.github.backup4j.SnapshotId;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.http.Service;
import io.github.backup4j.huawei.internal.http.ServiceClient;
import io.github.backup4j.huawei.internal.resources.DiskCalls;
import io.github.backup4j.huawei.internal.resources.NewDisks;
import io.github.backup4j.huawei.internal.work.IdempotentCreate;
import io.github.backup4j.huawei.internal.work.RequestMark;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Looks at and reads the snapshots of EVS. */
public final class SnapshotCalls {
    private static final int PAGE = 100;

    private final ServiceClient client;
    private final DiskCalls disks;

    public SnapshotCalls(ServiceClient client, DiskCalls disks) {
        this.client = client;
        this.disks = disks;
    }

    JsonNode show(String id) {
        return JsonFields.asked(
                client.call(Service.EVS, EvsMeta.showSnapshot, new ShowSnapshotRequest().withSnapshotId(id)),
                "snapshot",
                id,
                "snapshot " + id);
    }

    /** All snapshots that a request asks for, as they are answered. */
    Stream<JsonNode> pages(Supplier<ListSnapshotsRequest> request) {
        return client.pages()
                .read(
                        PAGE,
                        offset -> JsonFields.list(
                                client.call(
                                        Service.EVS,
                                        EvsMeta.listSnapshots,
                                        request.get().withLimit(PAGE).withOffset(offset)),
                                "snapshots",
                                "a list of snapshots"),
                        snapshot -> JsonFields.text(snapshot, "id"));
    }

    /**
     * The snapshots that carry a mark, and are not broken.
     *
     * @param disk the disk that they are of; null: any
     */
    List<IdempotentCreate.Marked<String>> marked(@Nullable String disk) {
        List<IdempotentCreate.Marked<String>> marked = new ArrayList<>();
        Supplier<ListSnapshotsRequest> request =
                () -> disk == null ? new ListSnapshotsRequest() : new ListSnapshotsRequest().withVolumeId(disk);
        pages(request).forEach(snapshot -> {
            RequestMark mark = RequestMark.parse(JsonFields.textOrNull(snapshot.path("metadata"), RequestMark.NAME));
            Status status = status(JsonFields.text(snapshot, "status"));
            if (mark != null && status != Status.ERROR && status != Status.DELETING) {
                String id = JsonFields.id(snapshot, "id", "a snapshot");
                marked.add(new IdempotentCreate.Marked<>(mark, id, id, JsonFields.instant(snapshot, "created_at")));
            }
        });
        return marked;
    }

    void delete(String id) {
        client.call(Service.EVS, EvsMeta.deleteSnapshot, new DeleteSnapshotRequest().withSnapshotId(id));
    }

    public Snapshot get(SnapshotId id) {
        return read(show(id.value()));
    }

    Snapshot read(JsonNode snapshot) {
        return read(snapshot, encrypted(snapshot));
    }

    /** Whether a snapshot is encrypted, which its disk knows. */
    boolean encrypted(JsonNode snapshot) {
        if (JsonFields.text(snapshot.path("metadata"), "__system__encrypted").equals("1")) {
            return true;
        }
        JsonNode disk = disks.find(JsonFields.id(snapshot, "volume_id", "a snapshot"));
        return disk != null && DiskCalls.encrypted(disk);
    }

    public static Snapshot read(JsonNode snapshot, boolean encrypted) {
        String id = JsonFields.id(snapshot, "id", "a snapshot");
        String status = JsonFields.text(snapshot, "status");
        return new Snapshot(
                new SnapshotId(id),
                JsonFields.text(snapshot, "name"),
                JsonFields.text(snapshot, "description"),
                Resource.disk(JsonFields.id(snapshot, "volume_id", "snapshot " + id)),
                JsonFields.gib(snapshot, "size"),
                status(status),
                status,
                encrypted,
                ofBackup(snapshot),
                JsonFields.instantOrEpoch(snapshot, "created_at"));
    }

    /** The snapshot as what a disk is made from. */
    public static NewDisks.Source source(Snapshot snapshot) {
        return new NewDisks.Source(
                NewDisks.Source.Kind.SNAPSHOT, snapshot.id().value(), snapshot.size(), null, snapshot.disk());
    }

    public static void requireAvailable(Snapshot snapshot) {
        if (snapshot.status() != Snapshot.Status.AVAILABLE) {
            throw new Conflict("snapshot " + snapshot.id() + " is " + snapshot.statusText() + ", not available");
        }
    }

    static boolean ofBackup(JsonNode snapshot) {
        String name = JsonFields.text(snapshot, "name");
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
