package io.github.backup4j.huawei.internal.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.ims.v2.ImsMeta;
import com.huaweicloud.sdk.ims.v2.model.CopyImageCrossRegionRequest;
import com.huaweicloud.sdk.ims.v2.model.CopyImageCrossRegionRequestBody;
import com.huaweicloud.sdk.ims.v2.model.CopyImageInRegionRequest;
import com.huaweicloud.sdk.ims.v2.model.CopyImageInRegionRequestBody;
import com.huaweicloud.sdk.ims.v2.model.ExportImageRequest;
import com.huaweicloud.sdk.ims.v2.model.ExportImageRequestBody;
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
import io.github.backup4j.Site;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.internal.http.CallMode;
import io.github.backup4j.huawei.internal.http.IamCalls;
import io.github.backup4j.huawei.internal.http.Service;
import io.github.backup4j.huawei.internal.points.PointCalls;
import io.github.backup4j.huawei.internal.points.RestoreKeys;
import io.github.backup4j.huawei.internal.resources.DiskCalls;
import io.github.backup4j.huawei.internal.resources.NewDisks;
import io.github.backup4j.huawei.internal.resources.ServerCalls;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.IdempotentCreate;
import io.github.backup4j.huawei.internal.work.Request;
import io.github.backup4j.huawei.internal.work.RequestMark;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.spi.CallKey;
import io.github.backup4j.spi.ImagesDriver;
import io.github.backup4j.spi.Listing;
import io.github.backup4j.spi.OperationDriver;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Images: those of IMS. */
public final class HuaweiImages implements ImagesDriver {
    private static final String BUILD = "images.build";
    private static final String RESTORE = "images.restore";
    private static final String COPY = "images.copy";
    private static final int LONGEST_DESCRIPTION = 1024;

    private final Context context;
    private final IdempotentCreate creates;
    private final String agency;
    private final IamCalls iam;
    private final DiskCalls disks;
    private final ServerCalls servers;
    private final PointCalls points;
    private final RestoreKeys keys;
    private final NewDisks newDisks;
    private final NewServers newServers;
    private final ImageCalls images;
    private final ImageLists lists;
    private final ImageShares shares;
    private final ImageUpdates updates;
    private final ImageBuilds builds;
    private final ImageCopyWork copyWork;
    private final ExportWork exportWork;

    /**
     * Creates the service.
     *
     * @param agency the agency by which the image service acts in another region
     */
    public HuaweiImages(
            Context context,
            IdempotentCreate creates,
            String agency,
            IamCalls iam,
            DiskCalls disks,
            ServerCalls servers,
            PointCalls points,
            RestoreKeys keys,
            NewDisks newDisks,
            NewServers newServers,
            ImageCalls images,
            ImageLists lists,
            ImageShares shares,
            ImageUpdates updates,
            ImageBuilds builds,
            ImageCopyWork copyWork,
            ExportWork exportWork) {
        this.context = context;
        this.creates = creates;
        this.agency = agency;
        this.iam = iam;
        this.disks = disks;
        this.servers = servers;
        this.points = points;
        this.keys = keys;
        this.newDisks = newDisks;
        this.newServers = newServers;
        this.images = images;
        this.lists = lists;
        this.shares = shares;
        this.updates = updates;
        this.builds = builds;
        this.copyWork = copyWork;
        this.exportWork = exportWork;
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

    // ---- to make something from

    @Override
    public OperationDriver<Resource.Disk> newDisk(ImageId id, DiskSpec disk, CallKey key) {
        return newDisk(id, disk, Request.of(context, RESTORE, key, id, disk));
    }

    private OperationDriver<Resource.Disk> newDisk(ImageId id, DiskSpec disk, Request request) {
        keys.requireNoOther(request);
        return newDisks.make(() -> diskSource(id), disk, request);
    }

    private NewDisks.Source diskSource(ImageId id) {
        JsonNode seen = usable(id);
        Image image = active(seen);
        if (image.kind() == Image.Kind.WHOLE_SERVER) {
            throw new Invalid("image " + id + " is of a whole server; a disk can be made from one disk only");
        }
        return new NewDisks.Source(NewDisks.Source.Kind.IMAGE, id.value(), image.size(), null, original(seen));
    }

    /** The disk that an image has its data of: for a server's, the one that it starts from. */
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
        return newServer(id, server, Request.of(context, RESTORE, key, id, server));
    }

    private OperationDriver<Resource.Server> newServer(ImageId id, ServerSpec server, Request request) {
        keys.requireNoOther(request);
        return newServers.fromImage(() -> serverSource(id), server, request);
    }

    private NewServers.Source serverSource(ImageId id) {
        JsonNode seen = usable(id);
        Image image = active(seen);
        if (image.kind() == Image.Kind.DATA_DISK) {
            throw new Invalid("image " + id + " is of a data disk; no server can start from it");
        }
        RestorePoint point = image.restorePoint() == null ? null : pointOf(image.restorePoint());
        return point == null
                ? new NewServers.Source(id.value(), serverOf(seen), "", List.of())
                : new NewServers.Source(
                        id.value(), point.resource(), point.source().zone(), point.parts());
    }

    private @Nullable RestorePoint pointOf(RestorePointId id) {
        try {
            return points.get(id);
        } catch (NotFound e) {
            return null;
        }
    }

    /** The server that an image was built of, or whose disk it was built of. */
    private Resource.@Nullable Server serverOf(JsonNode image) {
        Resource.Server server = ImageReader.server(image);
        Resource.Disk disk = ImageReader.disk(image);
        if (server != null || disk == null) {
            return server;
        }
        JsonNode known = disks.find(disk.id());
        return known == null ? null : DiskCalls.server(known);
    }

    // ---- to copy and to export

    @Override
    public OperationDriver<Image> copy(ImageId id, ImageCopySpec spec, CallKey key) {
        return copy(id, spec, Request.of(context, COPY, key, id, spec));
    }

    private OperationDriver<Image> copy(ImageId id, ImageCopySpec spec, Request request) {
        Site site = spec.site();
        return site == null || site.equals(context.site())
                ? copyWithin(id, spec, request)
                : copyTo(site, active(images.get(id)), spec);
    }

    private OperationDriver<Image> copyWithin(ImageId id, ImageCopySpec spec, Request asked) {
        int room = LONGEST_DESCRIPTION - spec.description().length();
        Request request = asked.within(room, RequestMark.IN_DESCRIPTION, "the description of the copy");

        Supplier<List<IdempotentCreate.Marked<Token>>> look = () -> images.marked().stream()
                .map(marked -> marked.as(ImageCopyWork.found(id, marked.made())))
                .toList();
        Optional<IdempotentCreate.Marked<Token>> begun = creates.findMarked(request, "image", look);
        Token token = begun.map(IdempotentCreate.Marked::made).orElseGet(() -> {
            requireCopyableWithin(id, spec);
            return creates.begin(request, look, () -> copyWithinNow(id, spec, request));
        });
        String mark = begun.map(found -> found.mark().text()).orElseGet(request::tag);
        return context.operation(copyWork, token.with("mark", mark));
    }

    private void requireCopyableWithin(ImageId id, ImageCopySpec spec) {
        requireOneDisk(active(images.get(id)), "copied within the region");
        if (spec.vault() != null) {
            throw new Invalid("vault is " + spec.vault() + ", but image " + id + " is of one disk");
        }
    }

    private Token copyWithinNow(ImageId id, ImageCopySpec spec, Request made) {
        CopyImageInRegionRequestBody body = new CopyImageInRegionRequestBody().withName(spec.name());
        String description = made.described(spec.description());
        if (!description.isEmpty()) {
            body.withDescription(description);
        }
        CopyImageInRegionRequest request =
                new CopyImageInRegionRequest().withImageId(id.value()).withBody(body);
        String job =
                context.client().make(made.mode(), Service.IMS, ImsMeta.copyImageInRegion, request, ImageCalls::job);
        return ImageCopyWork.token(id, true, job);
    }

    private OperationDriver<Image> copyTo(Site site, Image image, ImageCopySpec spec) {
        requirePlain(image, "copied to another region");
        boolean whole = image.kind() == Image.Kind.WHOLE_SERVER;
        VaultId vault = spec.vault();
        if (whole != (vault != null)) {
            throw new Invalid("vault is " + vault + ", but image " + image.id() + " is of " + image.kind()
                    + "; a whole-server image, and no other, needs a vault in the other region");
        }
        CopyImageCrossRegionRequestBody body = new CopyImageCrossRegionRequestBody()
                .withName(spec.name())
                .withRegion(site.region())
                // The service asks for the name of the project, not for its id.
                .withProjectName(iam.projectName(site.project()))
                .withAgencyName(agency);
        if (!spec.description().isEmpty()) {
            body.withDescription(spec.description());
        }
        if (vault != null) {
            body.withVaultId(vault.value());
        }
        CopyImageCrossRegionRequest request = new CopyImageCrossRegionRequest()
                .withImageId(image.id().value())
                .withBody(body);
        String job = context.client()
                .make(CallMode.CHANGE, Service.IMS, ImsMeta.copyImageCrossRegion, request, ImageCalls::job);
        return context.operation(copyWork, ImageCopyWork.token(image.id(), false, job));
    }

    @Override
    public OperationDriver<Image.Export> export(ImageId id, String location, Image.Format format) {
        if (location.length() > 400) {
            throw new Invalid("location is \"" + location + "\", longer than 400 characters; nothing was exported");
        }
        Image image = active(images.get(id));
        requireOneDisk(image, "exported");
        requirePlain(image, "exported");
        ExportImageRequestBody body = new ExportImageRequestBody()
                .withBucketUrl(location)
                .withFileFormat(ExportImageRequestBody.FileFormatEnum.fromValue(format.name()));
        ExportImageRequest request =
                new ExportImageRequest().withImageId(id.value()).withBody(body);
        String job = context.client().make(CallMode.CHANGE, Service.IMS, ImsMeta.exportImage, request, ImageCalls::job);
        return context.operation(exportWork, ExportWork.token(new Image.Export(id, location, format), job));
    }

    // ---- to share

    @Override
    public Share share(ImageId id, String project) {
        return shares.share(active(images.get(id)), project);
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
            throw new Invalid("image " + id + " is of a whole server; name a vault to accept it into");
        }
        return shares.answer(id, "accepted", null);
    }

    @Override
    public Share reject(ImageId id) {
        return shares.answer(id, "rejected", null);
    }

    // ---- to delete

    @Override
    public void delete(ImageId id, Removal removal) {
        JsonNode seen = images.get(id);
        Image image = ImageReader.read(seen, context.site());
        if (!ImageReader.own(seen, context.site())) {
            throw new NotFound("image " + id + " does not belong to this project, and cannot be deleted by it");
        }
        if (image.status() == Image.Status.QUEUED || image.status() == Image.Status.SAVING) {
            throw new Conflict("image " + id + " is being built; wait until that has ended");
        }
        images.delete(id.value(), removal == Removal.DELETING_RESTORE_POINTS && image.restorePoint() != null);
    }

    // ---- what is checked

    private JsonNode usable(ImageId id) {
        JsonNode image = images.findUsable(id.value());
        if (image != null) {
            return image;
        }
        if (images.find(id.value()) != null) {
            throw new Conflict("image " + id + " is offered by another project, but not accepted; accept it first");
        }
        throw new NotFound("there is no image " + id);
    }

    private Image active(JsonNode seen) {
        Image image = read(seen);
        if (image.status() != Image.Status.ACTIVE) {
            throw new Conflict("image " + image.id() + " is " + image.statusText() + ", not complete");
        }
        return image;
    }

    private static void requireOneDisk(Image image, String what) {
        if (image.kind() == Image.Kind.WHOLE_SERVER) {
            throw new Conflict("image " + image.id() + " is of a whole server and cannot be " + what);
        }
    }

    private static void requirePlain(Image image, String what) {
        if (image.encrypted()) {
            throw new Conflict("image " + image.id() + " is encrypted and cannot be " + what);
        }
    }

    private Image read(JsonNode image) {
        return ImageReader.read(image, context.site());
    }
}
