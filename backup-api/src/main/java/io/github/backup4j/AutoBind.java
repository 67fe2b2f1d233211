package io.github.backup4j;

import java.util.Map;

/**
 * A rule that adds servers to a vault if no vault holds them, some time after they appear.
 *
 * @param tags the tags of which a server needs at least one; empty: every server matches; at most 5
 */
public record AutoBind(Map<String, String> tags) {
    /** Refuses more than 5 tags, or tags that are too long, with {@link Invalid}. */
    public AutoBind {
        tags = Require.tags(tags, "auto-bind tags", 5);
    }

    /** Returns the rule that adds every server. */
    public static AutoBind everyServer() {
        return new AutoBind(Map.of());
    }

    /**
     * Returns the rule that adds servers with one tag.
     *
     * @param key the key of the tag, 1 to 36 characters
     * @param value its value, at most 43 characters
     * @throws Invalid if either is too long or the key is empty
     */
    public static AutoBind serversTagged(String key, String value) {
        return new AutoBind(Map.of(key, value));
    }
}
