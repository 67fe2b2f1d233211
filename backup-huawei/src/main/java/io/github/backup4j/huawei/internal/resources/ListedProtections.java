package io.github.backup4j.huawei.internal.resources;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Which vaults hold the disks and servers of a list: asked by their ids while those are few, which is all that a short list needs,
 * and once of all vaults when there are more. Not safe for use by several threads, as a list is not.
 */
final class ListedProtections {
    /** As many as one request asks about. */
    private static final int FEW = 50;

    private final ProtectingVaults vaults;
    private boolean asked;
    private @Nullable Protections all;

    ListedProtections(ProtectingVaults vaults) {
        this.vaults = vaults;
    }

    /** Which vaults hold some, by their ids. */
    Protections of(Collection<String> ids) {
        Protections known = all;
        if (known != null) {
            return known;
        }
        if (!asked && ids.size() <= FEW) {
            // Nothing to ask about is no reason to ask about all of the next page.
            asked = !ids.isEmpty();
            return vaults.of(ids);
        }
        known = vaults.all();
        all = known;
        return known;
    }
}
