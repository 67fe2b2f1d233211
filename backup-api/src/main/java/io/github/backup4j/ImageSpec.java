package io.github.backup4j;

import java.util.Map;

/**
 * The properties of a new image: given to {@link Images#build}. Immutable.
 *
 * <p>The cloud limits the length of texts and the number of tags: a call with a spec beyond its
 * {@linkplain CloudBackup#limits() limits} is refused with {@link Invalid}. Setting a property again to a different
 * value is refused, too.
 *
 * @param name the name, not blank
 * @param source what it is built from
 * @param description the description, without line breaks; "" by default
 * @param tags the tags, no {@linkplain ReservedNames reserved name} among them; none by default
 */
public record ImageSpec(String name, ImageSource source, String description, Map<String, String> tags) {
    /** Refuses values out of range with {@link Invalid}. */
    public ImageSpec {
        Require.name(name, "image name");
        Require.nonNull(source, "source");
        if (source instanceof ImageSource.Unrecognized) {
            throw new Invalid("source is " + source
                    + "; an image can be built from a server, a disk, a restore point or " + "a snapshot");
        }
        Require.text(description, "image description");
        tags = Require.tags(tags, "image tags");
    }

    /**
     * Returns the spec of an image.
     *
     * @param name the name, not blank
     * @param source what it is built from
     * @throws Invalid if the name is blank or holds a control character
     */
    public static ImageSpec of(String name, ImageSource source) {
        return new ImageSpec(name, source, "", Map.of());
    }

    /**
     * Returns the same spec with a description.
     *
     * @param newDescription the description, without line breaks
     * @throws Invalid if it holds a control character
     */
    public ImageSpec describedAs(String newDescription) {
        Once.text("describedAs", description, newDescription);
        return new ImageSpec(name, source, newDescription, tags);
    }

    /**
     * Returns the same spec with these tags and no others.
     *
     * @param newTags the tags
     * @throws Invalid if a key is blank, or one holds a control character
     */
    public ImageSpec withTags(Map<String, String> newTags) {
        Once.tags(tags, newTags);
        return new ImageSpec(name, source, description, newTags);
    }
}
