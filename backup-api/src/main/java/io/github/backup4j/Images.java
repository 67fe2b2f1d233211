package io.github.backup4j;

import java.util.Map;
import java.util.stream.Stream;

/**
 * The images of a project. Get it from {@link CloudBackup#images()}. Safe for use by many threads.
 *
 * <p>See {@link CloudBackup} for what every call may throw.
 */
public interface Images {
    /**
     * Starts to build an image.
     *
     * @param spec its name and what it is built from
     * @throws NotFound if the source does not exist
     * @throws Conflict if the source is not in a state to be read, or another image holds on to the restore point
     * @throws Busy if the source is being worked on
     * @throws QuotaExceeded if the project may not have more images, or the vault of a whole-server image is full
     * @throws Unsupported if the source needs a {@link Capability} that is missing
     */
    default Operation<Image> build(ImageSpec spec) {
        return build(spec, RequestKey.random());
    }

    /**
     * Starts to build an image, or returns the work that was started with the same key.
     * See {@link RequestKey}.
     *
     * @param spec its name and what it is built from
     * @param key names the request
     * @throws Conflict also if the key was used with other parameters
     * @see #build(ImageSpec)
     */
    Operation<Image> build(ImageSpec spec, RequestKey key);

    /**
     * Returns an image as it is now.
     *
     * @param id the image
     * @throws NotFound if there is no such image
     */
    Image get(Image.Id id);

    /**
     * Returns the images that a filter lets through, newest first, read page by page as the stream is used; those that the
     * cloud offers to everybody are left out.
     *
     * @param filter the conditions
     */
    Stream<Image> list(ImageFilter filter);

    /** Returns all images of the project, as {@link #list(ImageFilter)} does. */
    default Stream<Image> list() {
        return list(ImageFilter.all());
    }

    /**
     * Gives an image another name, description and tags, and returns it.
     *
     * @param id the image
     * @param name 1 to 128 characters
     * @param description at most 1,024 characters, no line breaks
     * @param tags at most 10; those that are there and not here are removed
     * @throws NotFound if there is no such image
     * @throws Invalid if one is out of range
     * @throws Conflict if the image is not complete
     */
    Image update(Image.Id id, String name, String description, Map<String, String> tags);

    /**
     * Starts to make a new disk with the data of an image of one disk.
     *
     * @param id the image
     * @param disk what the new disk shall be
     * @throws NotFound if there is no such image
     * @throws Invalid if the image is not of one disk, the size is less than the image's, or the spec leaves out what the gone
     *     original cannot tell
     * @throws Conflict if the image is not complete
     */
    default Operation<Resource.Disk> restore(Image.Id id, DiskSpec disk) {
        return restore(id, disk, RequestKey.random());
    }

    /**
     * Starts to make a new disk with the data of an image, or returns the work that was started with the same key.
     * See {@link RequestKey}.
     *
     * @param id the image
     * @param disk what the new disk shall be
     * @param key names the request
     * @throws Conflict also if the key was used with other parameters
     * @see #restore(Image.Id, DiskSpec)
     */
    Operation<Resource.Disk> restore(Image.Id id, DiskSpec disk, RequestKey key);

    /**
     * Starts to make a new server from an image of a system disk or of a whole server.
     *
     * @param id the image
     * @param server what the new server shall be
     * @throws NotFound if there is no such image
     * @throws Invalid if a server cannot start from the image, or the spec leaves out what the gone original cannot tell
     * @throws Conflict if the image is not complete
     */
    default Operation<Resource.Server> restore(Image.Id id, ServerSpec server) {
        return restore(id, server, RequestKey.random());
    }

    /**
     * Starts to make a new server from an image, or returns the work that was started with the same key.
     * See {@link RequestKey}.
     *
     * @param id the image
     * @param server what the new server shall be
     * @param key names the request
     * @throws Conflict also if the key was used with other parameters
     * @see #restore(Image.Id, ServerSpec)
     */
    Operation<Resource.Server> restore(Image.Id id, ServerSpec server, RequestKey key);

    /**
     * Starts to copy an image, within the region or to another.
     *
     * @param id the image
     * @param spec the name of the copy and where it is made
     * @return work that results in the copy where it is made in this region and project, and in the original where it is not
     * @throws NotFound if there is no such image, or no such vault in the other region
     * @throws Conflict if the image is not complete; encrypted and meant for another region; or of a whole server and meant
     *     for this one
     * @throws Invalid if a whole-server image is sent without a vault, or another with one
     * @throws Unsupported without {@link Capability#IMAGE_COPY}
     */
    default Operation<Image> copy(Image.Id id, ImageCopySpec spec) {
        return copy(id, spec, RequestKey.random());
    }

    /**
     * Starts to copy an image, or returns the work that was started with the same key. A copy in another region is not found by its key.
     * See {@link RequestKey}.
     *
     * @param id the image
     * @param spec the name of the copy and where it is made
     * @param key names the request
     * @throws Conflict also if the key was used with other parameters
     * @see #copy(Image.Id, ImageCopySpec)
     */
    Operation<Image> copy(Image.Id id, ImageCopySpec spec, RequestKey key);

    /**
     * Starts to write an image to a file in the cloud's object storage.
     *
     * @param id the image
     * @param location bucket and object, as {@code bucket:path/to/file}
     * @param format how it is written
     * @throws NotFound if there is no such image
     * @throws Invalid if the location cannot be one
     * @throws Conflict if the image is not complete, is encrypted, or is of a whole server
     * @throws Unsupported without {@link Capability#IMAGE_EXPORT}
     */
    Operation<Image.Export> export(Image.Id id, String location, Image.Format format);

    /**
     * Offers an image to another project in the same region, and returns the offer.
     *
     * @param id the image
     * @param project the other project
     * @throws NotFound if there is no such image
     * @throws Invalid if the project is this one
     * @throws Conflict if the image is encrypted, not complete, or offered to that project already
     * @throws QuotaExceeded if it is offered to as many projects as it may be: 10 of a whole-server image, 128 of others
     * @throws Unsupported without {@link Capability#IMAGE_SHARING}
     */
    Share share(Image.Id id, String project);

    /**
     * Returns the projects that an image is offered to.
     *
     * @param id the image
     * @throws NotFound if there is no such image
     */
    Stream<Share> shares(Image.Id id);

    /**
     * Takes an image back from another project; servers and disks made from it stay.
     *
     * @param id the image
     * @param project the other project
     * @throws NotFound if there is no such image, or it is not offered to that project
     */
    void unshare(Image.Id id, String project);

    /**
     * Accepts an image that another project offers, and returns the answered offer.
     *
     * @param id the image of the other project, of one disk
     * @throws NotFound if nothing like it is offered to this project
     * @throws Invalid if it is of a whole server, which needs a vault
     */
    Share accept(Image.Id id);

    /**
     * Accepts a whole-server image that another project offers, and returns the answered offer.
     *
     * @param id the image of the other project
     * @param vault a vault of this project, for servers
     * @throws NotFound if nothing like it is offered to this project, or there is no such vault
     * @throws Invalid if the vault is not for servers
     */
    Share accept(Image.Id id, Vault.Id vault);

    /**
     * Turns down an image that another project offers, and returns the answered offer.
     *
     * @param id the image of the other project
     * @throws NotFound if nothing like it is offered to this project
     */
    Share reject(Image.Id id);

    /**
     * Deletes an image; servers and disks made from it stay. It may be listed for a little longer.
     *
     * @param id the image
     * @param removal what becomes of the restore point behind a whole-server image: kept, or deleted with it
     * @throws NotFound if there is no such image
     * @throws Conflict if the image is being built, or its restore point may not be deleted
     */
    void delete(Image.Id id, Removal removal);
}
