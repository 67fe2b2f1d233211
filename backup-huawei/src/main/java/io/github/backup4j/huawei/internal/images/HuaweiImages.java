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
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Share;
import io.github.backup4j.Temporary;
import io.github.backup4j.VaultId;
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
    private final ImageCalls images;
    private final ImageChecks checks;
    private final ImageLists lists;
    private final ImageShares shares;
    private final ImageUpdates updates;
    private final ImageBuilds builds;
    private final ImageRestores restores;
    private final ImageCopies copies;
    private final ImageExports exports;
    private final Temporaries temporaries;

    public HuaweiImages(
            Context context,
            ImageCalls images,
            ImageChecks checks,
            ImageLists lists,
            ImageShares shares,
            ImageUpdates updates,
            ImageBuilds builds,
            ImageRestores restores,
            ImageCopies copies,
            ImageExports exports,
            Temporaries temporaries) {
        this.context = context;
        this.images = images;
        this.checks = checks;
        this.lists = lists;
        this.shares = shares;
        this.updates = updates;
        this.builds = builds;
        this.restores = restores;
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
        return restores.toDisk(id, disk, Request.of(context, RESTORE, key, id, disk));
    }

    @Override
    public OperationDriver<Resource.Server> newServer(ImageId id, ServerSpec server, CallKey key) {
        return restores.toServer(id, server, Request.of(context, RESTORE, key, id, server));
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
