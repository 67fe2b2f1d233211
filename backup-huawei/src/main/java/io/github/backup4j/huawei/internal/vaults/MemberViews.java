package io.github.backup4j.huawei.internal.vaults;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.TimeSource;
import io.github.backup4j.VaultId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

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

    /** What a vault was a moment ago; empty if it was not looked at. */
    public synchronized Optional<JsonNode> of(VaultId vault) {
        View view = views.get(vault);
        boolean usable = view != null && time.elapsed().minus(view.at).compareTo(fresh) < 0;
        return usable ? Optional.of(view.vault) : Optional.empty();
    }

    public synchronized void keep(VaultId id, JsonNode vault) {
        views.remove(id);
        views.put(id, new View(vault, time.elapsed()));
        if (views.size() > MOST) {
            views.remove(views.keySet().iterator().next());
        }
    }

    /** Forgets a vault that is about to be changed. */
    synchronized void forget(VaultId vault) {
        views.remove(vault);
    }

    private record View(JsonNode vault, Duration at) {}
}
