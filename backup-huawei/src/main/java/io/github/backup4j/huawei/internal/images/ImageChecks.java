package io.github.backup4j.huawei.internal.images;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.Conflict;
import io.github.backup4j.Image;
import io.github.backup4j.ImageId;
import io.github.backup4j.NotFound;
import io.github.backup4j.huawei.internal.work.Context;

/** Checks that an image can be used for a request, before anything is changed. */
public final class ImageChecks {
    private final Context context;
    private final ImageCalls images;

    public ImageChecks(Context context, ImageCalls images) {
        this.context = context;
        this.images = images;
    }

    /**
     * Returns an image of the project, or one that it has accepted.
     *
     * @throws Conflict if another project offers it and this one has not accepted it
     * @throws NotFound if there is none
     */
    JsonNode usable(ImageId id) {
        JsonNode image = images.findUsable(id.value());
        if (image != null) {
            return image;
        }
        if (images.find(id.value()) != null) {
            throw new Conflict("image " + id + " is offered by another project, but not accepted; accept it first");
        }
        throw new NotFound("there is no image " + id);
    }

    /**
     * Returns an image that is complete.
     *
     * @throws Conflict if it is not
     * @throws NotFound if there is none
     */
    Image active(ImageId id) {
        return active(images.get(id));
    }

    /** The same for an image that has already been read. */
    Image active(JsonNode seen) {
        Image image = ImageReader.read(seen, context.site());
        if (image.status() != Image.Status.ACTIVE) {
            throw new Conflict(
                    "image " + image.id() + " is " + image.statusText() + ", not complete; nothing was changed");
        }
        return image;
    }

    static void requireOneDisk(Image image, String what) {
        if (image.kind() == Image.Kind.WHOLE_SERVER) {
            throw new Conflict(
                    "image " + image.id() + " is of a whole server and cannot be " + what + "; nothing was changed");
        }
    }

    static void requirePlain(Image image, String what) {
        if (image.encrypted()) {
            throw new Conflict("image " + image.id() + " is encrypted and cannot be " + what + "; nothing was changed");
        }
    }
}
