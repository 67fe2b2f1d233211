package io.github.backup4j.huawei.internal.snapshots;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.evs.v2.EvsMeta;
import com.huaweicloud.sdk.evs.v2.model.CreateSnapshotOption;
import com.huaweicloud.sdk.evs.v2.model.CreateSnapshotRequest;
import com.huaweicloud.sdk.evs.v2.model.CreateSnapshotRequestBody;
import com.huaweicloud.sdk.evs.v2.model.ListSnapshotsRequest;
import com.huaweicloud.sdk.evs.v2.model.RollbackSnapshotOption;
import com.huaweicloud.sdk.evs.v2.model.RollbackSnapshotRequest;
import com.huaweicloud.sdk.evs.v2.model.RollbackSnapshotRequestBody;
import com.huaweicloud.sdk.evs.v2.model.UpdateSnapshotOption;
import com.huaweicloud.sdk.evs.v2.model.UpdateSnapshotRequest;
import com.huaweicloud.sdk.evs.v2.model.UpdateSnapshotRequestBody;
import io.github.backup4j.Busy;
import io.github.backup4j.Conflict;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Invalid;
import io.github.backup4j.Resource;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotFilter;
import io.github.backup4j.SnapshotId;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.http.Service;
import io.github.backup4j.huawei.internal.resources.DiskCalls;
import io.github.backup4j.huawei.internal.resources.NewDisks;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.IdempotentCreate;
import io.github.backup4j.huawei.internal.work.Request;
import io.github.backup4j.huawei.internal.work.RequestMark;
import io.github.backup4j.spi.CallKey;
import io.github.backup4j.spi.Listing;
import io.github.backup4j.spi.OperationDriver;
import io.github.backup4j.spi.SnapshotsDriver;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Snapshots: those of EVS, version 2. */
public final class HuaweiSnapshots implements SnapshotsDriver {
    private static final String TAKE = "snapshots.take";
    private static final String NEW_DISK = "snapshots.newDisk";
    private static final String SNAPSHOT = "snapshot";

    private final Context context;
    private final IdempotentCreate creates;
    private final DiskCalls disks;
    private final NewDisks newDisks;
    private final SnapshotCalls snapshots;
    private final SnapshotWork snapshotWork;
    private final RollBackWork rollBackWork;

    public HuaweiSnapshots(
            Context context,
            IdempotentCreate creates,
            DiskCalls disks,
            NewDisks newDisks,
            SnapshotCalls snapshots,
            SnapshotWork snapshotWork,
            RollBackWork rollBackWork) {
        this.context = context;
        this.creates = creates;
        this.disks = disks;
        this.newDisks = newDisks;
        this.snapshots = snapshots;
        this.snapshotWork = snapshotWork;
        this.rollBackWork = rollBackWork;
    }

    @Override
    public OperationDriver<Snapshot> take(SnapshotSpec spec, CallKey key) {
        return take(spec, Request.of(context, TAKE, key, spec));
    }

    private OperationDriver<Snapshot> take(SnapshotSpec spec, Request request) {
        
        Optional<IdempotentCreate.Marked<String>> there =
                creates.findMarked(request, SNAPSHOT, () -> snapshots.marked(null));
        if (there.isPresent()) {
            return operation(there.get().made(), spec, there.get().mark());
        }
        requireTakeable(spec);
        String taken = creates.create(
                request,
                SNAPSHOT,
                () -> snapshots.marked(spec.disk().id()),
                () -> takeNow(spec, request),
                id -> withdraw(id, spec));
        return operation(taken, spec, request.mark());
    }

    private OperationDriver<Snapshot> operation(String id, SnapshotSpec spec, @Nullable RequestMark mark) {
        return context.operation(snapshotWork, SnapshotWork.token(id, spec.disk(), mark));
    }

    /** Deletes a snapshot that this call has taken, once the service allows it. */
    private @Nullable String withdraw(String id, SnapshotSpec spec) {
        JsonNode seen = snapshots.show(id);
        if (!JsonFields.text(seen, "name").equals(spec.name())) {
            return "it has been changed since it was taken";
        }
        if (JsonFields.text(seen, "status").equals("creating")) {
            throw new Busy("snapshot " + id + " is being taken and cannot be deleted yet");
        }
        snapshots.delete(id);
        return null;
    }

    private void requireTakeable(SnapshotSpec spec) {
        JsonNode disk = disks.get(spec.disk().id());
        String status = DiskCalls.status(disk);
        if (status.equals("in-use") && !spec.whileAttached()) {
            throw new Conflict(
                    spec.disk() + " is attached to a server; detach it, or accept a crash-consistent snapshot "
                            + "with allowingAttached()");
        }
        if (!DiskCalls.ready(disk)) {
            throw new Conflict(spec.disk() + " is " + status + ", so that there is nothing to take a snapshot of");
        }
    }

    private IdempotentCreate.Created<String> takeNow(SnapshotSpec spec, Request made) {
        CreateSnapshotOption option = new CreateSnapshotOption()
                .withVolumeId(spec.disk().id())
                .withName(spec.name())
                .withForce(spec.whileAttached());
        if (!spec.description().isEmpty()) {
            option.withDescription(spec.description());
        }
        if (made.mark() != null) {
            option.withMetadata(made.metadata());
        }
        CreateSnapshotRequest request =
                new CreateSnapshotRequest().withBody(new CreateSnapshotRequestBody().withSnapshot(option));
        return context.client().make(made.mode(), Service.EVS, EvsMeta.createSnapshot, request, answer -> {
            JsonNode snapshot = answer.path("snapshot");
            String id = JsonFields.id(snapshot, "id", "the new snapshot");
            return new IdempotentCreate.Created<>(id, id, JsonFields.instant(snapshot, "created_at"));
        });
    }

    @Override
    public Snapshot get(SnapshotId id) {
        return snapshots.get(id);
    }

    @Override
    public Listing<Snapshot> list(SnapshotFilter filter) {
        Map<String, Boolean> encrypted = new HashMap<>();
        // Those of the backup service are left out before each is looked up.
        return Listing.inOrder(snapshots
                .pages(() -> request(filter))
                .filter(snapshot -> filter.includingBackups() || !SnapshotCalls.ofBackup(snapshot))
                .map(snapshot -> SnapshotCalls.read(
                        snapshot,
                        encrypted.computeIfAbsent(
                                JsonFields.text(snapshot, "volume_id"), disk -> snapshots.encrypted(snapshot)))));
    }

    private static ListSnapshotsRequest request(SnapshotFilter filter) {
        ListSnapshotsRequest request = new ListSnapshotsRequest();
        if (filter.disk() != null) {
            request.withVolumeId(filter.disk().id());
        }
        if (filter.name() != null && !filter.name().isEmpty()) {
            request.withName(filter.name());
        }
        return request;
    }

    @Override
    public Snapshot update(SnapshotId id, String name, String description) {
        Snapshot known = own(id);
        UpdateSnapshotOption option = new UpdateSnapshotOption().withName(name).withDescription(description);
        UpdateSnapshotRequest request = new UpdateSnapshotRequest()
                .withSnapshotId(known.id().value())
                .withBody(new UpdateSnapshotRequestBody().withSnapshot(option));
        var unused = context.client().call(Service.EVS, EvsMeta.updateSnapshot, request);
        return snapshots.get(id);
    }

    /** Looks first; a disk that is attached between the looks and the call is refused by the service. */
    @Override
    public OperationDriver<Resource.Disk> rollBack(SnapshotId id, Resource.Disk overwritten) {
        Snapshot snapshot = own(id);
        if (!snapshot.disk().equals(overwritten)) {
            throw new Invalid("snapshot " + id + " was taken of " + snapshot.disk() + ", not of " + overwritten
                    + "; nothing was overwritten");
        }
        SnapshotCalls.requireAvailable(snapshot);
        JsonNode disk = disks.get(overwritten.id());
        String status = DiskCalls.status(disk);
        if (!status.equals("available") && !status.equals("error_rollbacking")) {
            throw new Conflict(overwritten + " is " + status
                    + "; it has to be detached from its server first; nothing was overwritten");
        }
        RollbackSnapshotOption option = new RollbackSnapshotOption().withVolumeId(overwritten.id());
        String name = JsonFields.textOrNull(disk, "name");
        RollbackSnapshotRequest request = new RollbackSnapshotRequest()
                .withSnapshotId(id.value())
                .withBody(
                        new RollbackSnapshotRequestBody().withRollback(name == null ? option : option.withName(name)));
        var unused = context.client().call(Service.EVS, EvsMeta.rollbackSnapshot, request);
        return context.operation(rollBackWork, RollBackWork.token(id, overwritten));
    }

    @Override
    public OperationDriver<Resource.Disk> newDisk(SnapshotId id, DiskSpec disk, CallKey key) {
        return newDisk(id, disk, Request.of(context, NEW_DISK, key, id, disk));
    }

    private OperationDriver<Resource.Disk> newDisk(SnapshotId id, DiskSpec disk, Request request) {
        return newDisks.make(() -> usableSource(id), disk, request);
    }

    private NewDisks.Source usableSource(SnapshotId id) {
        Snapshot snapshot = own(id);
        SnapshotCalls.requireAvailable(snapshot);
        return SnapshotCalls.source(snapshot);
    }

    @Override
    public void delete(SnapshotId id) {
        Snapshot known = own(id);
        List<Snapshot.Status> deletable = List.of(Snapshot.Status.AVAILABLE, Snapshot.Status.ERROR);
        if (!deletable.contains(known.status())) {
            throw new Conflict("snapshot " + id + " is " + known.statusText() + ", and cannot be deleted now");
        }
        snapshots.delete(id.value());
    }

    private Snapshot own(SnapshotId id) {
        Snapshot known = snapshots.get(id);
        if (known.ofBackup()) {
            throw new Invalid(
                    "snapshot " + id + " belongs to the backup service and has to be left alone; nothing was changed");
        }
        return known;
    }
}
