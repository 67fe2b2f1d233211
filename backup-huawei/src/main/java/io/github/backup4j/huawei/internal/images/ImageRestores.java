package io.github.backup4j.huawei.internal.images;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Image;
import io.github.backup4j.ImageId;
import io.github.backup4j.Invalid;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.huawei.internal.http.Failures;
import io.github.backup4j.huawei.internal.points.PointCalls;
import io.github.backup4j.huawei.internal.points.RestoreKeys;
import io.github.backup4j.huawei.internal.resources.AttachedDisks;
import io.github.backup4j.huawei.internal.resources.DiskCalls;
import io.github.backup4j.huawei.internal.resources.NewDisks;
import io.github.backup4j.huawei.internal.resources.ServerCalls;
import io.github.backup4j.huawei.internal.work.Request;
import io.github.backup4j.spi.OperationDriver;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Creates disks and servers from images: finds what an image holds, and leaves the work to the rooms of disks and servers. */
public final class ImageRestores {
    private final DiskCalls disks;
    private final ServerCalls servers;
    private final PointCalls points;
    private final RestoreKeys keys;
    private final AttachedDisks newDisks;
    private final NewServers newServers;
    private final ImageChecks checks;

    public ImageRestores(
            DiskCalls disks,
            ServerCalls servers,
            PointCalls points,
            RestoreKeys keys,
            AttachedDisks newDisks,
            NewServers newServers,
            ImageChecks checks) {
        this.disks = disks;
        this.servers = servers;
        this.points = points;
        this.keys = keys;
        this.newDisks = newDisks;
        this.newServers = newServers;
        this.checks = checks;
    }

    /** Creates a disk with the data of an image. */
    OperationDriver<Resource.Disk> toDisk(ImageId id, DiskSpec disk, Request request) {
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

    /** Creates a server that starts from an image. */
    OperationDriver<Resource.Server> toServer(ImageId id, ServerSpec server, Request request) {
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
}
