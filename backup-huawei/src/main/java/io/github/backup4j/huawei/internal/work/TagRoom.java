package io.github.backup4j.huawei.internal.work;

import io.github.backup4j.Invalid;
import io.github.backup4j.ReservedNames;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** How many tags there is room for, where something has tags of reserved names, which no update takes away. */
public final class TagRoom {
    /** How many a vault or an image has at most. */
    private static final int MOST = 10;

    private TagRoom() {}

    /**
     * Refuses more tags than there is room for, before anything is changed.
     *
     * @param present all that it has
     * @param wanted what the caller wants it to have
     */
    public static void require(String what, Map<String, String> present, Map<String, String> wanted) {
        Set<String> reserved = new TreeSet<>(present.keySet());
        reserved.removeAll(ReservedNames.shown(present).keySet());
        int room = Math.max(0, MOST - reserved.size());
        if (!reserved.isEmpty() && wanted.size() > room) {
            throw new Invalid(
                    what + " can have " + MOST + " tags, " + reserved.size() + " of which are not shown, being"
                            + " reserved for marks of this library, and stay: " + reserved + "; " + wanted.size()
                            + " others are too many, give at most " + room + "; nothing was changed");
        }
    }
}
