package io.github.backup4j.testkit.internal;

import io.github.backup4j.AutoBind;
import io.github.backup4j.Resource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Adds servers to the vaults whose rule they match, once an hour. When a real cloud does this is not documented. */
final class AutoBinding {
    private static final Duration INTERVAL = Duration.ofHours(1);

    private final SiteStore store;
    private boolean looking;

    AutoBinding(SiteStore store) {
        this.store = store;
    }

    /** Schedules the next check if a vault has a rule. */
    void arm() {
        if (!looking && store.vaults.values().stream().anyMatch(AutoBinding::hasRule)) {
            looking = true;
            store.world.time.schedule(store.world.time.now().plus(INTERVAL), this::look);
        }
    }

    private void look() {
        looking = false;
        for (StoredVault vault : store.vaults.values()) {
            if (hasRule(vault) && vault.usable()) {
                takeInto(vault);
            }
        }
        arm();
    }

    private void takeInto(StoredVault vault) {
        for (StoredServer server : List.copyOf(store.servers.values())) {
            Resource resource = server.server;
            if (vault.members.size() < store.world.limits.vaults().members()
                    && store.memberFor(resource) == null
                    && vault.spec.autoBind() != null
                    && matches(vault.spec.autoBind(), server.tags)) {
                store.addMember(new StoredMember(resource, vault, Set.of()));
                store.world.record(store, "server bound", resource, vault.id);
            }
        }
    }

    private static boolean hasRule(StoredVault vault) {
        return vault.spec.autoBind() != null;
    }

    private static boolean matches(AutoBind rule, Map<String, String> tags) {
        return rule.tags().isEmpty() || rule.tags().entrySet().stream().anyMatch(tags.entrySet()::contains);
    }
}
