package io.github.backup4j.huawei.internal.work;

import io.github.backup4j.Invalid;
import io.github.backup4j.ReservedNames;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Checks the number of tags of a resource that may have tags with reserved names, which no update removes. */
public final class TagRoom {
    /** The maximum number of tags of a vault or an image. */
    private static final int MOST = 10;

    private TagRoom() {}

    /**
     * Refuses tags that would be too many together with the reserved ones, before anything is changed.
     *
     * @param what the resource, for the message
     * @param present all its tags
     * @param wanted the tags that the caller wants it to have
     */
    public static void require(String what, Map<String, String> present, Map<String, String> wanted) {
        Set<String> reserved = new TreeSet<>(present.keySet());
        reserved.removeAll(ReservedNames.shown(present).keySet());
        int room = Math.max(0, MOST - reserved.size());
        if (!reserved.isEmpty() && wanted.size() > room) {
            throw new Invalid(
                    what + " can have " + MOST + " tags. " + reserved.size() + " of them are marks of this library,"
                            + " which are not shown and stay: " + reserved + ". " + wanted.size()
                            + " others are too many, give at most " + room + "; nothing was changed");
        }
    }
}
