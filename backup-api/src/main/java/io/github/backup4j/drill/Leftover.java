package io.github.backup4j.drill;

import io.github.backup4j.ImageId;
import io.github.backup4j.Resource;
import io.github.backup4j.Temporary;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A disk, server or image with the mark of a drill, as a list showed it.
 *
 * @param resource the disk or server; null: it is an image
 * @param image the image; null: it is a disk or server
 * @param name its name
 * @param mark its mark; null: it has the tag, but the tag holds no mark
 * @param why what became of it, or why it is left
 */
public record Leftover(
        @Nullable Resource resource,
        @Nullable ImageId image,
        String name,
        @Nullable Temporary mark,
        String why) {
    /** Refuses null where it is not allowed. */
    public Leftover {
        if ((resource == null) == (image == null)) {
            throw new IllegalArgumentException("one of resource and image has to be null, and only one");
        }
        Objects.requireNonNull(name, "name == null");
        Objects.requireNonNull(why, "why == null");
    }

    /** Returns its kind and id, such as {@code "disk 8f3a"}. */
    public String what() {
        return resource == null ? "image " + image : resource.toString();
    }

    Leftover because(String reason) {
        return new Leftover(resource, image, name, mark, Texts.line(reason, 400));
    }

    /** Returns it in one line. */
    @Override
    public String toString() {
        return what() + " \"" + Texts.line(name, 64) + "\": " + why;
    }
}
