package io.github.backup4j.huawei.internal.images;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.Busy;
import io.github.backup4j.Conflict;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Image;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.Invalid;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Snapshot;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.points.PointCalls;
import io.github.backup4j.huawei.internal.resources.DiskCalls;
import io.github.backup4j.huawei.internal.resources.NewDisks;
import io.github.backup4j.huawei.internal.resources.ServerCalls;
import io.github.backup4j.huawei.internal.snapshots.SnapshotCalls;
import io.github.backup4j.huawei.internal.vaults.VaultCalls;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.IdempotentCreate;
import io.github.backup4j.huawei.internal.work.Proof;
import io.github.backup4j.huawei.internal.work.Request;
import io.github.backup4j.huawei.internal.work.RequestMark;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.spi.OperationDriver;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Starts the building of images. */
public final class ImageBuilds {
    private final Context context;
    private final IdempotentCreate creates;
    private final VaultCalls vaults;
    private final DiskCalls disks;
    private final ServerCalls servers;
    private final PointCalls points;
    private final SnapshotCalls snapshots;
    private final ImageCalls images;
    private final NewDisks newDisks;
    private final ImageWork work;

    public ImageBuilds(
            Context context,
            IdempotentCreate creates,
            VaultCalls vaults,
            DiskCalls disks,
            ServerCalls servers,
            PointCalls points,
            SnapshotCalls snapshots,
            ImageCalls images,
            NewDisks newDisks,
            ImageWork work) {
        this.context = context;
        this.creates = creates;
        this.vaults = vaults;
        this.disks = disks;
        this.servers = servers;
        this.points = points;
        this.snapshots = snapshots;
        this.images = images;
        this.newDisks = newDisks;
        this.work = work;
    }

    /** Builds an image, unless it is there or under way already; what it is built from is looked at only if it is not. */
    OperationDriver<Image> build(ImageSpec spec, Request asked) {
        Request request = asked.within(ImageWork.MOST_TAGS - spec.tags().size(), 1, "image \"" + spec.name() + "\"");
        
        Proof proof = Proof.of(request.key());
        Supplier<Optional<IdempotentCreate.Marked<Token>>> look =
                () -> creates.findMarked(request, "image", () -> begun(proof));
        Optional<IdempotentCreate.Marked<Token>> begun = look.get();
        if (begun.isPresent()) {
            return operation(begun.get().made(), begun.get().mark().text(), proof);
        }
        String mark = request.tag();
        try {
            return operation(start(spec, request, mark), mark, proof);
        } catch (Conflict | Busy refused) {
            // Another caller with the key may have begun it meanwhile.
            IdempotentCreate.Marked<Token> other = IdempotentCreate.madeDespite(refused, look);
            return operation(other.made(), other.mark().text(), proof);
        }
    }

    private OperationDriver<Image> operation(Token token, String mark, Proof proof) {
        Token marked = token.with("mark", mark);
        return context.operation(
                work, token.find("disk").isEmpty() ? marked : marked.with("proof", proof.text()));
    }

    /** The disks on the way to an image that carry a mark, which are to be deleted in the end, and then the images that do. */
    private List<IdempotentCreate.Marked<Token>> begun(Proof proof) {
        List<IdempotentCreate.Marked<Token>> begun = new ArrayList<>();
        for (JsonNode disk : disks.all()) {
            RequestMark mark = RequestMark.parse(JsonFields.textOrNull(disk.path("metadata"), RequestMark.NAME));
            boolean gone = DiskCalls.broken(disk) || DiskCalls.status(disk).equals("deleting");
            if (mark != null && !gone && Temporaries.notOurs(disk, mark.text(), proof) == null) {
                String id = JsonFields.id(disk, "id", "a disk");
                Token making = ImageWork.makingDisk(new DiskCalls.Begun("", id), "");
                begun.add(new IdempotentCreate.Marked<>(mark, making, id, JsonFields.instant(disk, "created_at")));
            }
        }
        begun.addAll(built());
        return begun;
    }

    private List<IdempotentCreate.Marked<Token>> built() {
        return images.marked().stream()
                .map(marked -> marked.as(ImageWork.found(marked.made())))
                .toList();
    }

    private Token start(ImageSpec spec, Request request, String mark) {
        ImageSource source = spec.source();
        Map<String, String> tags = request.tags(spec.tags());
        if (source instanceof ImageSource.SystemDisk from) {
            requireStill(from.server());
            String server = from.server().id();
            return start(
                    request, () -> images.ofSystemDisk(server, spec.name(), spec.description(), tags, request.mode()));
        }
        if (source instanceof ImageSource.WholeServer from) {
            requireBackupPossible(from);
            String server = from.server().id();
            String vault = from.vault().value();
            return start(
                    request,
                    () -> images.ofServer(server, vault, spec.name(), spec.description(), tags, request.mode()));
        }
        if (source instanceof ImageSource.OneDisk from) {
            JsonNode disk = stillDisk(from.disk());
            return start(request, () -> images.ofDisk(disk, spec.name(), spec.description(), tags, request.mode()));
        }
        if (source instanceof ImageSource.FromRestorePoint from) {
            return point(spec, points.get(from.restorePoint()), request, mark);
        }
        if (source instanceof ImageSource.FromSnapshot from) {
            Snapshot snapshot = snapshots.get(from.snapshot());
            SnapshotCalls.requireAvailable(snapshot);
            return byWayOfDisk(spec, SnapshotCalls.source(snapshot), snapshot.disk(), request, mark);
        }
        throw new IllegalStateException("source is " + source);
    }

    private Token start(Request request, Supplier<String> job) {
        return creates.begin(request, this::built, () -> ImageWork.building(job.get()));
    }

    private void requireBackupPossible(ImageSource.WholeServer from) {
        requireStill(from.server());
        VaultId vault = from.vault();
        JsonNode seen = vaults.show(vault);
        JsonNode billing = seen.path("billing");
        if (!JsonFields.text(billing, "object_type").equals("server")
                || JsonFields.text(billing, "protect_type").equals("replication")) {
            throw new Conflict("vault " + vault + " is not for backups of servers");
        }
        for (JsonNode member : seen.path("resources")) {
            String status = JsonFields.text(member, "protect_status");
            boolean meant = JsonFields.text(member, "id").equals(from.server().id());
            if (meant && (status.equals("protecting") || status.equals("restoring"))) {
                throw new Busy(from.server() + " is being backed up or restored; try again later");
            }
        }
    }

    private void requireStill(Resource.Server server) {
        JsonNode seen = servers.get(server.id());
        if (!ServerCalls.running(seen) && !ServerCalls.stopped(seen)) {
            throw new Busy(server + " is " + ServerCalls.status(seen) + "; try again later");
        }
    }

    private JsonNode stillDisk(Resource.Disk id) {
        JsonNode disk = disks.get(id.id());
        if (!DiskCalls.ready(disk)) {
            throw new Busy(id + " is " + DiskCalls.status(disk) + "; try again later");
        }
        Resource.Server server = DiskCalls.server(disk);
        if (JsonFields.flag(disk, "bootable") && server != null && ServerCalls.running(servers.get(server.id()))) {
            throw new Conflict(id + " is the system disk of " + server + ", which is running; stop it first");
        }
        return disk;
    }

    private Token point(ImageSpec spec, RestorePoint point, Request request, String mark) {
        PointCalls.requireRestorable(point);
        if (point.resource() instanceof Resource.Disk disk) {
            return byWayOfDisk(spec, PointCalls.diskSource(point), disk, request, mark);
        }
        if (!(point.resource() instanceof Resource.Server)) {
            throw new Invalid("restore point " + point.id() + " is of " + point.resource()
                    + "; an image can be made of a disk or a server only");
        }
        if (point.pinned()) {
            throw new Conflict("image " + point.images().get(0) + " was built from restore point " + point.id()
                    + "; only one can be");
        }
        Map<String, String> tags = request.tags(spec.tags());
        String id = point.id().value();
        return start(request, () -> images.ofBackup(id, spec.name(), spec.description(), tags, request.mode()));
    }

    private Token byWayOfDisk(
            ImageSpec spec, NewDisks.Source source, Resource.Disk original, Request request, String mark) {
        String packed = ImageWork.pack(spec, request.tags(spec.tags()), original.id());
        boolean small = packed.length() <= PackedSpec.IN_TOKEN;
        Map<String, String> metadata = new LinkedHashMap<>(PackedSpec.toMetadata(packed));
        metadata.put(Temporaries.NAME, Temporaries.sign(mark, Proof.of(request.key())));
        DiskCalls.Begun disk =
                newDisks.begin(source, DiskSpec.named(Temporaries.DISK), request, metadata);
        return ImageWork.makingDisk(disk, small ? packed : "");
    }
}
