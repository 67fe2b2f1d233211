package io.github.backup4j.huawei.internal.snapshots;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.evs.v2.EvsMeta;
import com.huaweicloud.sdk.evs.v2.model.RollbackSnapshotOption;
import com.huaweicloud.sdk.evs.v2.model.RollbackSnapshotRequest;
import com.huaweicloud.sdk.evs.v2.model.RollbackSnapshotRequestBody;
import io.github.backup4j.Conflict;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.Resource;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotId;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.http.Service;
import io.github.backup4j.huawei.internal.resources.DiskCalls;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.Step;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.internal.work.TokenFields;
import io.github.backup4j.huawei.internal.work.Work;
import io.github.backup4j.spi.OperationDriver;
import java.util.Set;

/** Puts disks back to snapshots: starts to, and waits until the disk is free again, and then the snapshot. */
public final class RollBacks implements Work<Resource.Disk> {
    private static final TokenFields FIELDS = TokenFields.none().with(TokenFields.ID, "snapshot", "disk");

    private static final int DISK = 0;
    private static final Set<String> SETTLED = Set.of("available", "backing-up", "deleting", "error", "error_deleting");

    private final Context context;
    private final DiskCalls disks;
    private final SnapshotCalls snapshots;

    public RollBacks(Context context, DiskCalls disks, SnapshotCalls snapshots) {
        this.context = context;
        this.disks = disks;
        this.snapshots = snapshots;
    }

    // ---- how it starts

    /** Looks first; a disk that is attached between the looks and the call is refused by the service. */
    OperationDriver<Resource.Disk> start(Snapshot snapshot, Resource.Disk overwritten) {
        SnapshotId id = snapshot.id();
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
        return context.operation(this, token(id, overwritten));
    }

    // ---- how it goes on

    static Token token(SnapshotId snapshot, Resource.Disk disk) {
        return Token.of("roll-back").with("snapshot", snapshot.value()).with("disk", disk.id());
    }

    @Override
    public String words() {
        return "rolling back";
    }

    @Override
    public String kind() {
        return "roll-back";
    }

    @Override
    public TokenFields fields() {
        return FIELDS;
    }

    @Override
    public int steps() {
        return 2;
    }

    @Override
    public Class<Resource.Disk> resultType() {
        return Resource.Disk.class;
    }

    @Override
    public Step<Resource.Disk> look(Token token) {
        return token.step() == DISK ? lookAtDisk(token) : lookAtSnapshot(token);
    }

    /** A disk that is ready again does not need its snapshot any more. */
    @Override
    public Step<Resource.Disk> gone(Token token, NotFound missing) {
        return token.step() == DISK
                ? Work.super.gone(token, missing)
                : new Step.Done<>(Resource.disk(token.get("disk")));
    }

    private Step<Resource.Disk> lookAtDisk(Token token) {
        JsonNode disk = disks.get(token.get("disk"));
        if (DiskCalls.broken(disk)) {
            return new Step.Failed<>(new OperationFailed("disk " + token.get("disk") + " is " + DiskCalls.status(disk)
                    + ": its content is neither old nor new; roll it back again"));
        }
        return DiskCalls.ready(disk)
                ? new Step.Next<>(token.at(DISK + 1))
                : Step.going("disk " + token.get("disk") + " is " + DiskCalls.status(disk));
    }

    private Step<Resource.Disk> lookAtSnapshot(Token token) {
        String status = JsonFields.text(snapshots.show(token.get("snapshot")), "status");
        return SETTLED.contains(status)
                ? new Step.Done<>(Resource.disk(token.get("disk")))
                : Step.going("the snapshot is " + (status.isEmpty() ? "not ready" : status));
    }
}
