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
 * The vaults that were looked at for a backup a moment ago, so that many backups in one vault do not look at it once each. What this
 * process changes about a vault is not hidden by it; what another removes at that very moment is told as skipped, as ever.
 *
 * <p>Safe for use by many threads.
 */
public final class MemberViews {
    /** More than one process backs up at once. */
    private static final int MOST = 500;

    private final TimeSource time;
    private final Duration fresh;
    private final Map<VaultId, View> views = new LinkedHashMap<>();

    public MemberViews(TimeSource time, Duration fresh) {
        this.time = time;
        this.fresh = fresh;
    }

    /**
     * What a vault was a moment ago; empty if it was not looked at, or if a backup of these members has begun since.
     *
     * @param members what shall be backed up; empty: all
     */
    public synchronized Optional<JsonNode> of(VaultId vault, Collection<Resource> members) {
        View view = views.get(vault);
        if (view == null || members.isEmpty() || !Collections.disjoint(view.taken, members)) {
            return Optional.empty();
        }
        boolean usable = time.elapsed().minus(view.at).compareTo(fresh) < 0;
        return usable ? Optional.of(view.vault) : Optional.empty();
    }

    /** Notes that a backup of members is about to begin, after which they are not as they were seen. */
    public synchronized void taken(VaultId vault, Collection<Resource> members) {
        View view = views.get(vault);
        if (view != null && members.isEmpty()) {
            views.remove(vault);
        } else if (view != null) {
            view.taken.addAll(members);
        }
    }

    /** Keeps what a vault is now. */
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
     * A vault as it was seen.
     *
     * @param taken the members of which a backup has begun since; guarded by all of this
     */
    private record View(JsonNode vault, Duration at, Set<Resource> taken) {}
}
