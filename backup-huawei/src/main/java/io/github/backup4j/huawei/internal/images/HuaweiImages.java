package io.github.backup4j.huawei.internal.images;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.Conflict;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Image;
import io.github.backup4j.ImageCopySpec;
import io.github.backup4j.ImageFilter;
import io.github.backup4j.ImageId;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.ImageUpdate;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.Removal;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Share;
import io.github.backup4j.Temporary;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.internal.http.Failures;
import io.github.backup4j.huawei.internal.points.PointCalls;
import io.github.backup4j.huawei.internal.points.RestoreKeys;
import io.github.backup4j.huawei.internal.resources.AttachedDisks;
import io.github.backup4j.huawei.internal.resources.DiskCalls;
import io.github.backup4j.huawei.internal.resources.NewDisks;
import io.github.backup4j.huawei.internal.resources.ServerCalls;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.Request;
import io.github.backup4j.spi.CallKey;
import io.github.backup4j.spi.ImagesDriver;
import io.github.backup4j.spi.Listing;
import io.github.backup4j.spi.OperationDriver;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The images of IMS. */
public final class HuaweiImages implements ImagesDriver {
    private static final String BUILD = "images.build";
    private static final String RESTORE = "images.restore";
    private static final String COPY = "images.copy";

    private final Context context;
    private final DiskCalls disks;
    private final ServerCalls servers;
    private final PointCalls points;
    private final RestoreKeys keys;
    private final AttachedDisks newDisks;
    private final NewServers newServers;
    private final ImageCalls images;
    private final ImageChecks checks;
    private final ImageLists lists;
    private final ImageShares shares;
    private final ImageUpdates updates;
    private final ImageBuilds builds;
    private final ImageCopies copies;
    private final ImageExports exports;
    private final Temporaries temporaries;

    public HuaweiImages(
            Context context,
            DiskCalls disks,
            ServerCalls servers,
            PointCalls points,
            RestoreKeys keys,
            AttachedDisks newDisks,
            NewServers newServers,
            ImageCalls images,
            ImageChecks checks,
            ImageLists lists,
            ImageShares shares,
            ImageUpdates updates,
            ImageBuilds builds,
            ImageCopies copies,
            ImageExports exports,
            Temporaries temporaries) {
        this.context = context;
        this.disks = disks;
        this.servers = servers;
        this.points = points;
        this.keys = keys;
        this.newDisks = newDisks;
        this.newServers = newServers;
        this.images = images;
        this.checks = checks;
        this.lists = lists;
        this.shares = shares;
        this.updates = updates;
        this.builds = builds;
        this.copies = copies;
        this.exports = exports;
        this.temporaries = temporaries;
    }

    @Override
    public OperationDriver<Image> build(ImageSpec spec, CallKey key) {
        return builds.build(spec, Request.of(context, BUILD, key, spec));
    }

    @Override
    public Image get(ImageId id) {
        return read(images.get(id));
    }

    @Override
    public Listing<Image> list(ImageFilter filter) {
        return lists.list(filter);
    }

    @Override
    public Image update(ImageId id, ImageUpdate update) {
        String name = update.name();
        String description = update.description();
        Map<String, String> tags = update.tags();
        return updates.update(id, name, description, tags);
    }

    // ---- new disks and servers

    @Override
    public OperationDriver<Resource.Disk> newDisk(ImageId id, DiskSpec disk, CallKey key) {
        Request request = Request.of(context, RESTORE, key, id, disk);
        keys.requireNoOther(request);
        return newDisks.make(() -> diskSource(id), disk, request);
    }

    private NewDisks.Source diskSource(ImageId id) {
        JsonNode seen = checks.usable(id);
        Image image = checks.active(seen);
        if (image.kind() == Image.Kind.WHOLE_SERVER) {
            throw new Invalid("image " + id
                    + " is of a whole server; a disk can be created from one disk only; nothing was created");
        }
        return new NewDisks.Source(NewDisks.Source.Kind.IMAGE, id.value(), image.size(), null, original(seen));
    }

    /** The disk that the data of an image came from; for an image of a server, the server's boot disk. */
    private Resource.@Nullable Disk original(JsonNode image) {
        Resource.Server server = ImageReader.server(image);
        if (server == null) {
            return ImageReader.disk(image);
        }
        JsonNode known = servers.find(server.id());
        List<String> ids = known == null ? List.of() : ServerCalls.disks(known);
        return ids.isEmpty() ? null : Resource.disk(ids.get(0));
    }

    @Override
    public OperationDriver<Resource.Server> newServer(ImageId id, ServerSpec server, CallKey key) {
        Request request = Request.of(context, RESTORE, key, id, server);
        keys.requireNoOther(request);
        return newServers.fromImage(() -> serverSource(id), server, request);
    }

    private NewServers.Source serverSource(ImageId id) {
        JsonNode seen = checks.usable(id);
        Image image = checks.active(seen);
        if (image.kind() == Image.Kind.DATA_DISK) {
            throw new Invalid("image " + id + " is of a data disk; no server can start from it; nothing was created");
        }
        RestorePointId of = image.restorePoint();
        RestorePoint point = of == null ? null : Failures.foundOrNull(() -> points.get(of));
        return point == null
                ? new NewServers.Source(id.value(), serverOf(seen), "", List.of())
                : new NewServers.Source(
                        id.value(), point.resource(), point.source().zone(), point.parts());
    }

    /** The server that an image was built from, or the server of the disk that it was built from. */
    private Resource.@Nullable Server serverOf(JsonNode image) {
        Resource.Server server = ImageReader.server(image);
        Resource.Disk disk = ImageReader.disk(image);
        if (server != null || disk == null) {
            return server;
        }
        JsonNode known = disks.find(disk.id());
        return known == null ? null : DiskCalls.server(known);
    }

    // ---- copies and exports

    @Override
    public OperationDriver<Image> copy(ImageId id, ImageCopySpec spec, CallKey key) {
        return copies.start(id, spec, Request.of(context, COPY, key, id, spec));
    }

    @Override
    public OperationDriver<Image.Export> export(ImageId id, String location, Image.Format format) {
        return exports.start(id, location, format);
    }

    // ---- sharing

    @Override
    public Share share(ImageId id, String project) {
        return shares.share(checks.active(id), project);
    }

    @Override
    public List<Share> shares(ImageId id) {
        return shares.list(id);
    }

    @Override
    public void unshare(ImageId id, String project) {
        shares.unshare(id, project);
    }

    @Override
    public Share accept(ImageId id, @Nullable VaultId vault) {
        Image image = get(id);
        if (vault != null) {
            return shares.acceptInto(image, vault);
        }
        if (image.kind() == Image.Kind.WHOLE_SERVER) {
            throw new Invalid(
                    "image " + id + " is of a whole server; name a vault to accept it into; nothing was accepted");
        }
        return shares.answer(id, "accepted", null);
    }

    @Override
    public Share reject(ImageId id) {
        return shares.answer(id, "rejected", null);
    }

    // ---- deletion

    @Override
    public void delete(ImageId id, Removal removal) {
        JsonNode seen = images.get(id);
        Image image = ImageReader.read(seen, context.site());
        if (!ImageReader.own(seen, context.site())) {
            throw new NotFound("image " + id
                    + " does not belong to this project, and cannot be deleted by it; nothing was deleted");
        }
        if (image.status() == Image.Status.QUEUED || image.status() == Image.Status.SAVING) {
            throw new Conflict("image " + id + " is being built; wait until that has ended; nothing was deleted");
        }
        images.delete(id.value(), removal == Removal.DELETING_RESTORE_POINTS && image.restorePoint() != null);
    }

    @Override
    public void discard(ImageId id, Temporary mark) {
        temporaries.discardImage(images.get(id), mark);
    }

    private Image read(JsonNode image) {
        return ImageReader.read(image, context.site());
    }
}
