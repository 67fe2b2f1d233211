package io.github.backup4j.huawei.internal.vaults;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.Resource;
import io.github.backup4j.TimeSource;
import io.github.backup4j.VaultId;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A short-lived cache of vaults that were read for a backup, so that many backups in one vault do not each read it. Changes by
 * this process drop the cached vault; a member that another process removes at that moment is reported as skipped, as always.
 *
 * <p>Safe for use by many threads.
 */
public final class MemberViews {
    /** How many vaults are kept: more than one process backs up at once. */
    private static final int MOST = 500;

    private final TimeSource time;
    private final Duration fresh;
    private final Map<VaultId, View> views = new LinkedHashMap<>();

    public MemberViews(TimeSource time, Duration fresh) {
        this.time = time;
        this.fresh = fresh;
    }

    /**
     * The vault as it was read a moment ago; empty if it was not read, or if a backup of these members has started since.
     *
     * @param members the members to back up; empty: all
     */
    public synchronized Optional<JsonNode> of(VaultId vault, Collection<Resource> members) {
        View view = views.get(vault);
        if (view == null || members.isEmpty() || !Collections.disjoint(view.taken, members)) {
            return Optional.empty();
        }
        boolean usable = time.elapsed().minus(view.at).compareTo(fresh) < 0;
        return usable ? Optional.of(view.vault) : Optional.empty();
    }

    /** Notes that a backup of members is about to start, after which their cached state is outdated. */
    public synchronized void taken(VaultId vault, Collection<Resource> members) {
        View view = views.get(vault);
        if (view != null && members.isEmpty()) {
            views.remove(vault);
        } else if (view != null) {
            view.taken.addAll(members);
        }
    }

    /** Caches the current state of a vault. */
    public synchronized void keep(VaultId id, JsonNode vault) {
        views.remove(id);
        views.put(id, new View(vault, time.elapsed(), new HashSet<>()));
        if (views.size() > MOST) {
            views.remove(views.keySet().iterator().next());
        }
    }

    /** Forgets a vault that is about to be changed. */
    synchronized void forget(VaultId vault) {
        views.remove(vault);
    }

    /**
     * A vault as it was read.
     *
     * @param taken the members of which a backup has started since; guarded by the enclosing object
     */
    private record View(JsonNode vault, Duration at, Set<Resource> taken) {}
}
