package io.github.backup4j;

import io.github.backup4j.spi.BackupDriver;
import io.github.backup4j.spi.CallKey;
import io.github.backup4j.spi.Checks;
import io.github.backup4j.spi.ImagesDriver;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The images of a project. Get it from {@link CloudBackup#images()}. Safe for use by many threads.
 *
 * <pre>{@code
 * Image image = backup.images()
 *         .build(ImageSpec.of("golden", ImageSource.systemDiskOf(server)))
 *         .await(Duration.ofHours(2));
 * backup.images().restore(image.id(), ServerSpec.of("shop-2")).await(Duration.ofHours(1)); // a new server
 * }</pre>
 *
 * <p>See {@link CloudBackup} for what every call may throw. Every call also throws {@link Unsupported} without {@link
 * Capability#IMAGES}, a list when its stream is used. {@link #unshare}, {@link #accept(ImageId)} and {@link #reject} need {@link
 * Capability#IMAGE_SHARING} as well.
 */
public final class Images {
    private static final Comparator<Image> NEWEST_FIRST = Calls.byTime(Image::createdAt, true);
    private static final String RESTORE = "images.restore";
    private static final Pattern LOCATION = Pattern.compile("[a-z0-9.-]{3,63}:.+");

    private final Calls calls;

    Images(Calls calls) {
        this.calls = calls;
    }

    /**
     * Starts to build an image.
     *
     * @param spec its name and what it is built from
     * @throws NotFound if the source does not exist
     * @throws Conflict if the source is not in a state to be read, or another image holds on to the restore point
     * @throws Busy if the source is in use by other work
     * @throws QuotaExceeded if the project may not have more images, or the vault of a whole-server image is full
     * @throws Unsupported if the source needs a {@link Capability} that is missing
     */
    public Operation<Image> build(ImageSpec spec) {
        return build(spec, calls.fresh());
    }

    /**
     * Starts to build an image, or returns the work that was started with the same key.
     * See {@link RequestKey}.
     *
     * @param spec its name and what it is built from
     * @param key the request key
     * @throws Conflict also if the key was used with other parameters
     * @see #build(ImageSpec)
     */
    public Operation<Image> build(ImageSpec spec, RequestKey key) {
        return build(spec, Calls.chosen(key));
    }

    /**
     * Returns an image as it is now.
     *
     * @param id the image
     * @throws NotFound if there is no such image
     */
    public Image get(ImageId id) {
        Require.nonNull(id, "id");
        return calls.call("images.get", id.value(), driver -> images(driver).get(id));
    }

    /**
     * Returns the images that match a filter, newest first, read page by page as the stream is used; those that the
     * cloud offers to everybody are left out. On Huawei Cloud, one request reads each hundred; {@linkplain ImageFilter#shared() those
     * of other projects} are in three lists, one for each answer to an offer, and are all read before the stream has its first.
     *
     * @param filter the conditions
     */
    public Stream<Image> list(ImageFilter filter) {
        Require.nonNull(filter, "filter");
        return calls.list("images.list", driver -> images(driver).list(filter), filter::matches, NEWEST_FIRST);
    }

    /** Returns all images of the project, as {@link #list(ImageFilter)} does. */
    public Stream<Image> list() {
        return list(ImageFilter.all());
    }

    /**
     * Changes the name, description and tags of an image to those of an update, and returns the image. Start from {@link
     * Image#toUpdate()}, so that nothing else changes.
     *
     * @param id the image
     * @param update its name, description and tags
     * @throws NotFound if there is no such image
     * @throws Invalid if one is out of range
     * @throws Conflict if the image is not complete
     */
    public Image update(ImageId id, ImageUpdate update) {
        Require.nonNull(id, "id");
        Require.nonNull(update, "update");
        Require.name(update.name(), "image name");
        Require.text(update.description(), "image description");
        Map<String, String> kept = Require.tags(update.tags(), "image tags");
        return calls.call("images.update", id.value(), driver -> {
            calls.refuseReserved("image", update.name(), update.description(), kept);
            requireLengths(update.name(), update.description());
            calls.requireTags(kept, image(id));
            return images(driver).update(id, update);
        });
    }

    /**
     * Starts to create a new disk with the data of an image of one disk.
     *
     * @param id the image
     * @param disk the properties of the new disk
     * @throws NotFound if there is no such image, or no such server to {@linkplain DiskSpec#attachedTo attach} the disk to
     * @throws Invalid if the image is not of one disk, the size is less than the image's, the server is in another zone, or the
     *     original is gone and the spec lacks what it would have supplied
     * @throws Conflict if the image is not complete
     * @throws QuotaExceeded if the project may not have more disks, or not more space on them
     * @throws Unsupported without {@link Capability#DISK_ATTACHMENT}, if the spec attaches the disk
     */
    public Operation<Resource.Disk> restore(ImageId id, DiskSpec disk) {
        return restore(id, disk, calls.fresh());
    }

    /**
     * Starts to create a new disk with the data of an image, or returns the work that was started with the same key.
     * See {@link RequestKey}.
     *
     * @param id the image
     * @param disk the properties of the new disk
     * @param key the request key
     * @throws Conflict also if the key was used with other parameters
     * @see #restore(ImageId, DiskSpec)
     */
    public Operation<Resource.Disk> restore(ImageId id, DiskSpec disk, RequestKey key) {
        return restore(id, disk, Calls.chosen(key));
    }

    /**
     * Starts to create a new server from an image of a system disk or of a whole server.
     *
     * @param id the image
     * @param server the properties of the new server
     * @throws NotFound if there is no such image
     * @throws Invalid if a server cannot start from the image, or the original is gone and the spec lacks what it would
     *     have supplied
     * @throws Conflict if the image is not complete
     * @throws QuotaExceeded if the project may not have more servers or disks, or not more space on them
     */
    public Operation<Resource.Server> restore(ImageId id, ServerSpec server) {
        return restore(id, server, calls.fresh());
    }

    /**
     * Starts to create a new server from an image, or returns the work that was started with the same key. See {@link
     * RequestKey}.
     *
     * @param id the image
     * @param server the properties of the new server
     * @param key the request key
     * @throws Conflict also if the key was used with other parameters
     * @see #restore(ImageId, ServerSpec)
     */
    public Operation<Resource.Server> restore(ImageId id, ServerSpec server, RequestKey key) {
        return restore(id, server, Calls.chosen(key));
    }

    /**
     * Starts to copy an image, within the region or to another.
     *
     * @param id the image
     * @param spec the name and the place of the copy
     * @return work that results in the copy if that is in this region and project, otherwise in the original
     * @throws NotFound if there is no such image, or no such vault in the other region
     * @throws Conflict if the image is not complete; encrypted and meant for another region; or of a whole server and meant
     *     for this one
     * @throws Invalid if a whole-server image is sent without a vault, or another with one
     * @throws Unsupported without {@link Capability#IMAGE_COPY}
     */
    public Operation<Image> copy(ImageId id, ImageCopySpec spec) {
        return copy(id, spec, calls.fresh());
    }

    /**
     * Starts to copy an image, or returns the work that was started with the same key. On Huawei Cloud, a copy in another region is
     * not found by its key: <strong>each call creates another one, which is paid for</strong>. See {@link RequestKey}.
     *
     * @param id the image
     * @param spec the name and the place of the copy
     * @param key the request key
     * @throws Conflict also if the key was used with other parameters
     * @see #copy(ImageId, ImageCopySpec)
     */
    public Operation<Image> copy(ImageId id, ImageCopySpec spec, RequestKey key) {
        return copy(id, spec, Calls.chosen(key));
    }

    /**
     * Starts to write an image to a file in the cloud's object storage.
     *
     * @param id the image
     * @param location bucket and object, as {@code bucket:path/to/file}
     * @param format how it is written
     * @throws NotFound if there is no such image
     * @throws Invalid if the location cannot be one, or the cloud does not {@linkplain CloudBackup#limits() export} in that format
     * @throws Conflict if the image is not complete, is encrypted, or is of a whole server
     * @throws Unsupported without {@link Capability#IMAGE_EXPORT}
     */
    public Operation<Image.Export> export(ImageId id, String location, Image.Format format) {
        Require.nonNull(id, "id");
        Require.nonNull(location, "location");
        Require.nonNull(format, "format");
        if (!LOCATION.matcher(location).matches()) {
            throw Calls.invalid(
                    Calls.MALFORMED,
                    "location is \"" + location + "\"; give a bucket and an object, as bucket:path/to/file");
        }
        return calls.start("images.export", id.value(), driver -> {
            calls.require(Capability.IMAGE_EXPORT, image(id));
            requireFormat(format);
            return images(driver).export(id, location, format);
        });
    }

    /**
     * Offers an image to another project in the same region, and returns the offer.
     *
     * @param id the image
     * @param project the other project
     * @throws NotFound if there is no such image
     * @throws Invalid if the project is this one
     * @throws Conflict if the image is encrypted, not complete, or offered to that project already
     * @throws QuotaExceeded if it is offered to as many projects as the cloud {@linkplain CloudBackup#limits() allows}
     * @throws Unsupported without {@link Capability#IMAGE_SHARING}
     */
    public Share share(ImageId id, String project) {
        Require.nonNull(id, "id");
        Require.id(project, "project");
        return calls.call("images.share", id.value(), driver -> {
            calls.require(Capability.IMAGE_SHARING, image(id));
            calls.requireOther(project, image(id));
            return images(driver).share(id, project);
        });
    }

    /**
     * Returns the projects that an image is offered to; on Huawei Cloud, by one request.
     *
     * @param id the image
     * @throws NotFound if there is no such image
     * @throws Unsupported without {@link Capability#IMAGE_SHARING}
     */
    public Stream<Share> shares(ImageId id) {
        Require.nonNull(id, "id");
        return calls
                .call("images.shares", id.value(), driver -> {
                    calls.require(Capability.IMAGE_SHARING, image(id));
                    return images(driver).shares(id);
                })
                .stream();
    }

    /**
     * Stops offering an image to another project; servers and disks created from it stay.
     *
     * @param id the image
     * @param project the other project
     * @throws NotFound if there is no such image, or it is not offered to that project
     */
    public void unshare(ImageId id, String project) {
        Require.nonNull(id, "id");
        Require.id(project, "project");
        calls.run("images.unshare", id.value(), driver -> {
            calls.require(Capability.IMAGE_SHARING, image(id));
            images(driver).unshare(id, project);
        });
    }

    /**
     * Accepts an image that another project offers, and returns the answered offer.
     *
     * @param id the image of the other project, of one disk
     * @throws NotFound if it is not offered to this project
     * @throws Invalid if it is of a whole server, which needs a vault
     */
    public Share accept(ImageId id) {
        Require.nonNull(id, "id");
        return acceptInto(id, null);
    }

    /**
     * Accepts a whole-server image that another project offers, and returns the answered offer.
     *
     * @param id the image of the other project
     * @param vault a vault of this project, for servers
     * @throws NotFound if it is not offered to this project, or there is no such vault
     * @throws Invalid if the vault is not for servers
     */
    public Share accept(ImageId id, VaultId vault) {
        Require.nonNull(id, "id");
        Require.nonNull(vault, "vault");
        return acceptInto(id, vault);
    }

    /**
     * Rejects an image that another project offers, and returns the answered offer.
     *
     * @param id the image of the other project
     * @throws NotFound if it is not offered to this project
     */
    public Share reject(ImageId id) {
        Require.nonNull(id, "id");
        return calls.call("images.reject", id.value(), driver -> {
            calls.require(Capability.IMAGE_SHARING, image(id));
            return images(driver).reject(id);
        });
    }

    /**
     * Deletes an image; servers and disks created from it stay. It may be listed for a little longer.
     *
     * @param id the image
     * @param removal what becomes of the restore point behind a whole-server image: kept, or deleted with it
     * @throws NotFound if there is no such image
     * @throws Conflict if the image is being built, or its restore point may not be deleted, or not now, as something is being created
     *     from it
     */
    public void delete(ImageId id, Removal removal) {
        Require.nonNull(id, "id");
        Require.nonNull(removal, "removal");
        calls.run("images.delete", id.value(), driver -> images(driver).delete(id, removal));
    }

    /**
     * Deletes an image that work on a temporary disk or server has left, such as a restore drill whose process was killed. Its
     * source, such as a restore point, stays.
     *
     * <p>It deletes only what carries exactly the mark and was created by a call with {@link Temporary#key()}.
     *
     * @param id the image
     * @param mark the mark of the work
     * @throws NotFound if there is no such image, which may be gone already
     * @throws Conflict if it does not carry the mark; nothing is deleted
     * @throws Busy if it is still being built; nothing is deleted
     * @throws Unsupported without {@link Capability#DISCARD}
     */
    public void discard(ImageId id, Temporary mark) {
        Require.nonNull(id, "id");
        Require.nonNull(mark, "mark");
        calls.run("images.discard", id.value(), driver -> {
            calls.require(Capability.DISCARD, image(id));
            new DiscardGuard(driver, mark).check(images(driver).get(id));
            images(driver).discard(id, mark);
        });
    }

    private Operation<Image> build(ImageSpec spec, CallKey key) {
        Require.nonNull(spec, "spec");
        return calls.start("images.build", spec.name(), driver -> {
            requirePossible(spec);
            return images(driver).build(spec, key);
        });
    }

    private void requirePossible(ImageSpec spec) {
        String named = "image \"" + spec.name() + "\"";
        calls.refuseReserved(spec);
        if (spec.source() instanceof ImageSource.WholeServer) {
            calls.require(Capability.WHOLE_SERVER_IMAGES, named);
        } else if (spec.source() instanceof ImageSource.FromSnapshot) {
            calls.require(Capability.IMAGE_FROM_SNAPSHOT, named);
        }
        requireLengths(spec.name(), spec.description());
        calls.requireTags(spec.tags(), named);
    }

    private void requireFormat(Image.Format format) {
        Set<Image.Format> known = calls.limits().exportFormats();
        if (!known.isEmpty() && !known.contains(format)) {
            throw Calls.invalid(
                    Calls.MALFORMED,
                    "format is " + format + ", but " + calls.driver() + " exports images as " + known
                            + "; nothing was written");
        }
    }

    private void requireLengths(String name, String description) {
        calls.requireLength(name, "image name", calls.limits().imageNameLength());
        calls.requireLength(description, "image description", calls.limits().imageDescriptionLength());
    }

    private Operation<Resource.Disk> restore(ImageId id, DiskSpec disk, CallKey key) {
        Require.nonNull(id, "id");
        Require.nonNull(disk, "disk");
        return calls.start(RESTORE, id.value(), driver -> {
            calls.check(Checks.throwing(), disk);
            return images(driver).newDisk(id, disk, key);
        });
    }

    private Operation<Resource.Server> restore(ImageId id, ServerSpec server, CallKey key) {
        Require.nonNull(id, "id");
        Require.nonNull(server, "server");
        return calls.start(RESTORE, id.value(), driver -> {
            calls.requirePossible(server);
            return images(driver).newServer(id, server, key);
        });
    }

    private Operation<Image> copy(ImageId id, ImageCopySpec spec, CallKey key) {
        Require.nonNull(id, "id");
        Require.nonNull(spec, "spec");
        return calls.start("images.copy", id.value(), driver -> {
            calls.refuseReserved(spec);
            calls.require(Capability.IMAGE_COPY, image(id));
            requireLengths(spec.name(), spec.description());
            return images(driver).copy(id, spec, key);
        });
    }

    private Share acceptInto(ImageId id, @Nullable VaultId vault) {
        return calls.call("images.accept", id.value(), driver -> {
            calls.require(Capability.IMAGE_SHARING, image(id));
            return images(driver).accept(id, vault);
        });
    }

    private static String image(ImageId id) {
        return "image " + id;
    }

    private ImagesDriver images(BackupDriver driver) {
        calls.require(Capability.IMAGES, "images");
        return driver.images();
    }
}
