package io.github.backup4j;

import java.util.Map;

/**
 * The properties of a new image: given to {@link Images#build}. Immutable.
 *
 * @param name 1 to 128 characters
 * @param source what it is built from
 * @param description at most 1,024 characters, no line breaks; "" by default
 * @param tags at most 10, no {@linkplain ReservedNames reserved name} among them; none by default
 */
public record ImageSpec(String name, ImageSource source, String description, Map<String, String> tags) {
    /** Refuses values out of range with {@link Invalid}. */
    public ImageSpec {
        Require.text(name, "image name", 1, 128);
        Require.nonNull(source, "source");
        if (source instanceof ImageSource.Unrecognized) {
            throw new Invalid("source is " + source
                    + "; an image can be built from a server, a disk, a restore point or " + "a snapshot");
        }
        Require.text(description, "image description", 0, 1024);
        tags = Require.tags(tags, "image tags", 10);
    }

    /**
     * Returns the spec of an image.
     *
     * @param name 1 to 128 characters
     * @param source what it is built from
     * @throws Invalid if the name is empty or too long
     */
    public static ImageSpec of(String name, ImageSource source) {
        return new ImageSpec(name, source, "", Map.of());
    }

    /**
     * Returns the same spec with a description.
     *
     * @param newDescription at most 1,024 characters, no line breaks
     * @throws Invalid if it is too long
     */
    public ImageSpec describedAs(String newDescription) {
        return new ImageSpec(name, source, newDescription, tags);
    }

    /**
     * Returns the same spec with these tags and no others.
     *
     * @param newTags at most 10
     * @throws Invalid if there are more, or one is too long
     */
    public ImageSpec withTags(Map<String, String> newTags) {
        return new ImageSpec(name, source, description, newTags);
    }
}
