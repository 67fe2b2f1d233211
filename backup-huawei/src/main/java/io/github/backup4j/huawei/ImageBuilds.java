package io.github.backup4j.huawei;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.cbr.v1.CbrMeta;
import com.huaweicloud.sdk.cbr.v1.model.ShowVaultRequest;
import io.github.backup4j.Busy;
import io.github.backup4j.Conflict;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Image;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.Operation;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Snapshot;
import java.util.Map;
import java.util.UUID;

/** Starts the building of images. */
final class ImageBuilds {
    private final Context context;
    private final Works works;
    private final DiskCalls disks;
    private final ServerCalls servers;
    private final ImageCalls images;

    ImageBuilds(Context context, Works works) {
        this.context = context;
        this.works = works;
        disks = new DiskCalls(context.wire());
        servers = new ServerCalls(context.wire());
        images = new ImageCalls(context);
    }

    Operation<Image> build(ImageSpec spec) {
        ImageSource source = spec.source();
        if (source instanceof ImageSource.SystemDisk from) {
            requireStill(from.server());
            return begun(images.ofSystemDisk(from.server().id(), spec.name(), spec.description(), spec.tags()));
        }
        if (source instanceof ImageSource.WholeServer from) {
            return wholeServer(spec, from);
        }
        if (source instanceof ImageSource.OneDisk from) {
            return disk(spec, from.disk());
        }
        if (source instanceof ImageSource.FromRestorePoint from) {
            return point(spec, new PointCalls(context).get(from.restorePoint()));
        }
        if (source instanceof ImageSource.FromSnapshot from) {
            Snapshot snapshot = new SnapshotCalls(context.wire()).get(from.snapshot());
            HuaweiSnapshots.requireAvailable(snapshot);
            return byWayOfDisk(spec, HuaweiSnapshots.source(snapshot), snapshot.disk());
        }
        throw new IllegalStateException("source is " + source);
    }

    private Operation<Image> wholeServer(ImageSpec spec, ImageSource.WholeServer from) {
        requireStill(from.server());
        String vault = from.vault().value();
        JsonNode seen = Fields.requiredObject(
                context.wire().call(Service.CBR, CbrMeta.showVault, new ShowVaultRequest().withVaultId(vault)),
                "vault",
                "vault " + vault);
        JsonNode billing = seen.path("billing");
        if (!Fields.text(billing, "object_type").equals("server")
                || Fields.text(billing, "protect_type").equals("replication")) {
            throw new Conflict("vault " + vault + " is not for backups of servers");
        }
        for (JsonNode member : seen.path("resources")) {
            String status = Fields.text(member, "protect_status");
            boolean meant = Fields.text(member, "id").equals(from.server().id());
            if (meant && (status.equals("protecting") || status.equals("restoring"))) {
                throw new Busy(from.server() + " is being backed up or restored; try again later");
            }
        }
        return begun(images.ofServer(from.server().id(), vault, spec.name(), spec.description(), spec.tags()));
    }

    private void requireStill(Resource.Server server) {
        JsonNode seen = servers.get(server.id());
        if (!ServerCalls.running(seen) && !ServerCalls.stopped(seen)) {
            throw new Busy(server + " is " + ServerCalls.status(seen) + "; try again later");
        }
    }

    private Operation<Image> disk(ImageSpec spec, Resource.Disk id) {
        JsonNode disk = disks.get(id.id());
        if (!DiskCalls.ready(disk)) {
            throw new Busy(id + " is " + DiskCalls.status(disk) + "; try again later");
        }
        Resource.Server server = DiskCalls.server(disk);
        if (Fields.flag(disk, "bootable") && server != null && ServerCalls.running(servers.get(server.id()))) {
            throw new Conflict(id + " is the system disk of " + server + ", which is running; stop it first");
        }
        return begun(images.ofDisk(disk, spec.name(), spec.description(), spec.tags()));
    }

    private Operation<Image> point(ImageSpec spec, RestorePoint point) {
        PointCalls.requireRestorable(point);
        if (!(point.resource() instanceof Resource.Server)) {
            return byWayOfDisk(spec, HuaweiRestorePoints.diskSource(point), (Resource.Disk) point.resource());
        }
        if (point.pinned()) {
            throw new Conflict("image " + point.images().get(0) + " was built from restore point " + point.id()
                    + "; only one can be");
        }
        return begun(images.ofBackup(point.id().value(), spec.name(), spec.description(), spec.tags()));
    }

    private Operation<Image> begun(String job) {
        return context.operation(works.image, ImageWork.building(job));
    }

    private Operation<Image> byWayOfDisk(ImageSpec spec, NewDisks.Source source, Resource.Disk original) {
        String packed = ImageWork.pack(spec, original.id());
        boolean small = packed.length() <= Parcel.IN_TOKEN;
        Map<String, String> metadata = small ? Map.of() : Parcel.toMetadata(packed);
        DiskCalls.Begun disk = new NewDisks(context, works.newDisk)
                .begin(source, DiskSpec.named("backup4j-" + UUID.randomUUID()), metadata);
        return context.operation(works.image, ImageWork.makingDisk(disk, small ? packed : ""));
    }
}
