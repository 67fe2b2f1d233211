package io.github.backup4j.huawei.internal.snapshots;

import com.huaweicloud.sdk.evs.v2.EvsMeta;
import com.huaweicloud.sdk.evs.v2.model.ListSnapshotsRequest;
import com.huaweicloud.sdk.evs.v2.model.UpdateSnapshotOption;
import com.huaweicloud.sdk.evs.v2.model.UpdateSnapshotRequest;
import com.huaweicloud.sdk.evs.v2.model.UpdateSnapshotRequestBody;
import io.github.backup4j.Conflict;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.Invalid;
import io.github.backup4j.Preflight.Kind;
import io.github.backup4j.Resource;
import io.github.backup4j.RestoreTarget;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotFilter;
import io.github.backup4j.SnapshotId;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.SnapshotUpdate;
import io.github.backup4j.huawei.internal.http.Failures;
import io.github.backup4j.huawei.internal.http.Service;
import io.github.backup4j.huawei.internal.resources.AttachedDisks;
import io.github.backup4j.huawei.internal.resources.NewDisks;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.Request;
import io.github.backup4j.spi.CallKey;
import io.github.backup4j.spi.Checks;
import io.github.backup4j.spi.Checks.Found;
import io.github.backup4j.spi.Impact;
import io.github.backup4j.spi.Listing;
import io.github.backup4j.spi.OperationDriver;
import io.github.backup4j.spi.SnapshotsDriver;
import java.util.List;

/** Snapshots: those of EVS, version 2. */
public final class HuaweiSnapshots implements SnapshotsDriver {
    private static final String TAKE = "snapshots.take";
    private static final String NEW_DISK = "snapshots.newDisk";
    private static final String ROLL_BACK = "snapshots.rollBack";

    private final Context context;
    private final AttachedDisks newDisks;
    private final SnapshotCalls snapshots;
    private final SnapshotTakes takes;
    private final RollBacks rollBacks;
    private final NotedRollBacks notedRollBacks;

    public HuaweiSnapshots(
            Context context,
            AttachedDisks newDisks,
            SnapshotCalls snapshots,
            SnapshotTakes takes,
            RollBacks rollBacks,
            NotedRollBacks notedRollBacks) {
        this.context = context;
        this.newDisks = newDisks;
        this.snapshots = snapshots;
        this.takes = takes;
        this.rollBacks = rollBacks;
        this.notedRollBacks = notedRollBacks;
    }

    @Override
    public OperationDriver<Snapshot> take(SnapshotSpec spec, CallKey key) {
        return takes.start(spec, Request.of(context, TAKE, key, spec));
    }

    @Override
    public Snapshot get(SnapshotId id) {
        return snapshots.get(id);
    }

    @Override
    public Listing<Snapshot> list(SnapshotFilter filter) {
        // Snapshots of the backup service are left out before the disks of the others are requested.
        return Listing.inOrder(snapshots.read(
                () -> request(filter), snapshot -> filter.includingBackups() || !SnapshotCalls.ofBackup(snapshot)));
    }

    private static ListSnapshotsRequest request(SnapshotFilter filter) {
        ListSnapshotsRequest request = new ListSnapshotsRequest();
        if (filter.resource() != null) {
            request.withVolumeId(filter.resource().id());
        }
        if (filter.name() != null && !filter.name().isEmpty()) {
            request.withName(filter.name());
        }
        return request;
    }

    @Override
    public Snapshot update(SnapshotId id, SnapshotUpdate update) {
        String name = update.name();
        String description = update.description();
        Snapshot known = own(id);
        UpdateSnapshotOption option = new UpdateSnapshotOption().withName(name).withDescription(description);
        UpdateSnapshotRequest request = new UpdateSnapshotRequest()
                .withSnapshotId(known.id().value())
                .withBody(new UpdateSnapshotRequestBody().withSnapshot(option));
        var unused = context.client().call(Service.EVS, EvsMeta.updateSnapshot, request);
        return Failures.afterChange("updating snapshot " + id, () -> snapshots.get(id));
    }

    @Override
    public OperationDriver<Resource.Disk> rollBack(SnapshotId id, InPlace<Resource.Disk> target, CallKey key) {
        Request request = Request.of(context, ROLL_BACK, key, id, target);
        return request.keyChosen() || target.detachFirst()
                ? notedRollBacks.start(() -> own(id), id, target, request)
                : rollBacks.start(() -> own(id), id, target);
    }

    @Override
    public OperationDriver<Resource.Disk> newDisk(SnapshotId id, DiskSpec disk, CallKey key) {
        return newDisk(id, disk, Request.of(context, NEW_DISK, key, id, disk));
    }

    private OperationDriver<Resource.Disk> newDisk(SnapshotId id, DiskSpec disk, Request request) {
        return newDisks.make(() -> source(Checks.throwing(), id).get(), disk, request);
    }

    private Found<NewDisks.Source> source(Checks checks, SnapshotId id) {
        Found<Snapshot> snapshot = checks.find(Kind.SOURCE, () -> own(id), SnapshotCalls::described);
        SnapshotCalls.checkAvailable(checks, snapshot);
        return checks.find(
                Kind.SOURCE_CONTENT,
                () -> SnapshotCalls.source(snapshot.get()),
                found -> "it is of a disk of " + found.size());
    }

    @Override
    public Impact preflight(SnapshotId id, RestoreTarget target, Checks checks) {
        if (target instanceof InPlace<?> inPlace && inPlace.overwritten() instanceof Resource.Disk overwritten) {
            InPlace<Resource.Disk> disk =
                    new InPlace<>(overwritten, inPlace.mappings(), inPlace.startAfterwards(), inPlace.detachFirst());
            return notedRollBacks.preflight(checks, () -> own(id), id, disk);
        } else if (target instanceof DiskSpec disk) {
            newDisks.preflight(checks, () -> source(checks, id), disk);
        }
        return Impact.none();
    }

    @Override
    public void delete(SnapshotId id) {
        Snapshot known = own(id);
        List<Snapshot.Status> deletable = List.of(Snapshot.Status.AVAILABLE, Snapshot.Status.ERROR);
        if (!deletable.contains(known.status())) {
            throw new Conflict("snapshot " + id + " is " + known.statusText()
                    + ", and cannot be deleted now; nothing was deleted");
        }
        snapshots.delete(id.value());
    }

    private Snapshot own(SnapshotId id) {
        Snapshot known = snapshots.get(id);
        if (known.ofBackup()) {
            throw new Invalid("snapshot " + id + " belongs to CBR, which deletes it itself; nothing was changed");
        }
        return known;
    }
}
