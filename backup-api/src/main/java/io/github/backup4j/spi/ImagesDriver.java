package io.github.backup4j.spi;

import io.github.backup4j.Capability;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Image;
import io.github.backup4j.ImageCopySpec;
import io.github.backup4j.ImageFilter;
import io.github.backup4j.ImageId;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.ImageUpdate;
import io.github.backup4j.Images;
import io.github.backup4j.Removal;
import io.github.backup4j.Resource;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Share;
import io.github.backup4j.Temporary;
import io.github.backup4j.VaultId;
import java.util.List;
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
    Image get(ImageId id);

    /**
     * Lists images, newest first.
     *
     * @see Images#list(ImageFilter)
     */
    Listing<Image> list(ImageFilter filter);

    /**
     * Changes the name, description and tags of an image to those of an update.
     *
     * @see Images#update
     */
    Image update(ImageId id, ImageUpdate update);

    /**
     * Starts to create a disk from an image, or finds the work that was started with the same key.
     *
     * @see Images#restore(ImageId, DiskSpec)
     */
    OperationDriver<Resource.Disk> newDisk(ImageId id, DiskSpec disk, CallKey key);

    /**
     * Starts to create a server from an image, or finds the work that was started with the same key.
     *
     * @see Images#restore(ImageId, ServerSpec)
     */
    OperationDriver<Resource.Server> newServer(ImageId id, ServerSpec server, CallKey key);

    /**
     * Starts to copy an image, or finds the work that was started with the same key.
     *
     * <p>Not called without {@link Capability#IMAGE_COPY}.
     *
     * @see Images#copy
     */
    default OperationDriver<Image> copy(ImageId id, ImageCopySpec spec, CallKey key) {
        throw Unimplemented.of(Capability.IMAGE_COPY, this);
    }

    /**
     * Starts to write an image to a file in the cloud's object storage.
     *
     * <p>Not called without {@link Capability#IMAGE_EXPORT}.
     *
     * @see Images#export
     */
    default OperationDriver<Image.Export> export(ImageId id, String location, Image.Format format) {
        throw Unimplemented.of(Capability.IMAGE_EXPORT, this);
    }

    /**
     * Offers an image to a project that is not this one.
     *
     * <p>Not called without {@link Capability#IMAGE_SHARING}.
     *
     * @see Images#share
     */
    default Share share(ImageId id, String project) {
        throw Unimplemented.of(Capability.IMAGE_SHARING, this);
    }

    /**
     * Returns the projects that an image is offered to.
     *
     * <p>Not called without {@link Capability#IMAGE_SHARING}.
     *
     * @see Images#shares
     */
    default List<Share> shares(ImageId id) {
        throw Unimplemented.of(Capability.IMAGE_SHARING, this);
    }

    /**
     * Stops offering an image to another project.
     *
     * <p>Not called without {@link Capability#IMAGE_SHARING}.
     *
     * @see Images#unshare
     */
    default void unshare(ImageId id, String project) {
        throw Unimplemented.of(Capability.IMAGE_SHARING, this);
    }

    /**
     * Accepts an image that another project offers. The driver refuses an image of a whole server without a vault.
     *
     * <p>Not called without {@link Capability#IMAGE_SHARING}.
     *
     * @param vault the vault for a whole-server image; null: none was named
     * @see Images#accept(ImageId, VaultId)
     */
    default Share accept(ImageId id, @Nullable VaultId vault) {
        throw Unimplemented.of(Capability.IMAGE_SHARING, this);
    }

    /**
     * Rejects an image that another project offers.
     *
     * <p>Not called without {@link Capability#IMAGE_SHARING}.
     *
     * @see Images#reject
     */
    default Share reject(ImageId id) {
        throw Unimplemented.of(Capability.IMAGE_SHARING, this);
    }

    /**
     * Deletes an image.
     *
     * @see Images#delete
     */
    void delete(ImageId id, Removal removal);

    /**
     * Deletes an image that work on a temporary disk or server has left; the portable type has looked at its tag. The driver
     * looks again, and refuses with {@link io.github.backup4j.Conflict} what does not carry exactly the mark, or what no call with
     * {@link Temporary#key()} has created. A cloud whose work leaves no images has none to delete.
     *
     * <p>Not called without {@link Capability#DISCARD}.
     *
     * @see Images#discard
     */
    default void discard(ImageId id, Temporary mark) {
        throw Unimplemented.of(Capability.DISCARD, this);
    }
}
