package io.github.backup4j;

import java.util.Map;

/**
 * A rule that adds servers to a vault if no vault holds them, some time after they appear.
 *
 * <p>The cloud limits the number and length of tags: see {@link CloudBackup#limits()}. Immutable.
 *
 * @param tags the tags of which a server needs at least one; empty: every server matches
 */
public record AutoBind(Map<String, String> tags) {
    /** Refuses a blank key and control characters with {@link Invalid}. */
    public AutoBind {
        tags = Require.tags(tags, "auto-bind tags");
    }

    /** Returns the rule that adds every server. */
    public static AutoBind everyServer() {
        return new AutoBind(Map.of());
    }

    /**
     * Returns the rule that adds servers with one tag.
     *
     * @param key the key of the tag, not blank
     * @param value its value
     * @throws Invalid if the key is blank, or either holds a control character
     */
    public static AutoBind serversTagged(String key, String value) {
        return new AutoBind(Map.of(key, value));
    }
}
