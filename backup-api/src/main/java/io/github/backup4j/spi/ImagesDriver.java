package io.github.backup4j.spi;

import io.github.backup4j.DiskSpec;
import io.github.backup4j.Image;
import io.github.backup4j.ImageCopySpec;
import io.github.backup4j.ImageFilter;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.Images;
import io.github.backup4j.Removal;
import io.github.backup4j.Resource;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Share;
import io.github.backup4j.Vault;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The images of a project, as a provider implements {@link Images}. */
public interface ImagesDriver {
    /**
     * Starts to build an image, or finds the work that was started with the same key.
     *
     * @see Images#build
     */
    OperationDriver<Image> build(ImageSpec spec, CallKey key);

    /**
     * Returns an image as it is now.
     *
     * @see Images#get
     */
    Image get(Image.Id id);

    /**
     * Lists images, newest first.
     *
     * @see Images#list(ImageFilter)
     */
    Listing<Image> list(ImageFilter filter);

    /**
     * Gives an image another name, description and tags.
     *
     * @see Images#update
     */
    Image update(Image.Id id, String name, String description, Map<String, String> tags);

    /**
     * Starts to create a disk from an image, or finds the work that was started with the same key.
     *
     * @see Images#restore(Image.Id, DiskSpec)
     */
    OperationDriver<Resource.Disk> newDisk(Image.Id id, DiskSpec disk, CallKey key);

    /**
     * Starts to create a server from an image, or finds the work that was started with the same key.
     *
     * @see Images#restore(Image.Id, ServerSpec)
     */
    OperationDriver<Resource.Server> newServer(Image.Id id, ServerSpec server, CallKey key);

    /**
     * Starts to copy an image, or finds the work that was started with the same key.
     *
     * @see Images#copy
     */
    OperationDriver<Image> copy(Image.Id id, ImageCopySpec spec, CallKey key);

    /**
     * Starts to write an image to a file in the cloud's object storage.
     *
     * @see Images#export
     */
    OperationDriver<Image.Export> export(Image.Id id, String location, Image.Format format);

    /**
     * Offers an image to a project that is not this one.
     *
     * @see Images#share
     */
    Share share(Image.Id id, String project);

    /**
     * Returns the projects that an image is offered to.
     *
     * @see Images#shares
     */
    List<Share> shares(Image.Id id);

    /**
     * Takes an image back from another project.
     *
     * @see Images#unshare
     */
    void unshare(Image.Id id, String project);

    /**
     * Accepts an image that another project offers. The driver refuses an image of a whole server without a vault.
     *
     * @param vault the vault for a whole-server image; null: none was named
     * @see Images#accept(Image.Id, Vault.Id)
     */
    Share accept(Image.Id id, Vault.@Nullable Id vault);

    /**
     * Turns down an image that another project offers.
     *
     * @see Images#reject
     */
    Share reject(Image.Id id);

    /**
     * Deletes an image.
     *
     * @see Images#delete
     */
    void delete(Image.Id id, Removal removal);
}
