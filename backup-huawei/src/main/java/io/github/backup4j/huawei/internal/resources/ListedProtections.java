package io.github.backup4j.huawei.internal.resources;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The vaults that hold the disks and servers of a list: requested by their ids while those are few, which is enough for
 * a short list, and read once from all vaults when there are more. Not safe for use by several threads, as a list is
 * not.
 */
final class ListedProtections {
    /** The maximum number of ids in one request. */
    private static final int FEW = 50;

    private final ProtectingVaults vaults;
    private boolean asked;
    private @Nullable Protections all;

    ListedProtections(ProtectingVaults vaults) {
        this.vaults = vaults;
    }

    /** The vaults that hold the resources with these ids. */
    Protections of(Collection<String> ids) {
        Protections known = all;
        if (known != null) {
            return known;
        }
        if (!asked && ids.size() <= FEW) {
            // A page without ids must not make the next page read all vaults.
            asked = !ids.isEmpty();
            return vaults.of(ids);
        }
        known = vaults.all();
        all = known;
        return known;
    }
}
