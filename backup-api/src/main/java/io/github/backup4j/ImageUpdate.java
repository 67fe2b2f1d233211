package io.github.backup4j;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What can be changed about an image: given to {@link Images#update}. Start from {@link Image#toUpdate()}, so that nothing else
 * changes. Immutable.
 *
 * @param name the name, not empty
 * @param description the description, without line breaks; "": none
 * @param tags the complete set of tags; tags of the image that are not in it are removed
 */
public record ImageUpdate(String name, String description, Map<String, String> tags) {
    /** Refuses null, and copies the tags. */
    public ImageUpdate {
        Require.nonNull(name, "name");
        Require.nonNull(description, "description");
        tags = Require.copyOf(Require.nonNull(tags, "tags"));
    }

    /**
     * Returns the same update with another name.
     *
     * @param newName the name, not empty
     */
    public ImageUpdate named(String newName) {
        return new ImageUpdate(newName, description, tags);
    }

    /**
     * Returns the same update with another description.
     *
     * @param newDescription the description; "": none
     */
    public ImageUpdate describedAs(String newDescription) {
        return new ImageUpdate(name, newDescription, tags);
    }

    /**
     * Returns the same update with one more tag, or with another value for a tag that is there.
     *
     * @param key the key of the tag
     * @param value its value
     */
    public ImageUpdate withTag(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(tags);
        more.put(key, value);
        return withTags(more);
    }

    /**
     * Returns the same update with these tags and no others.
     *
     * @param newTags the tags
     */
    public ImageUpdate withTags(Map<String, String> newTags) {
        return new ImageUpdate(name, description, newTags);
    }
}
