package io.github.backup4j.testkit.internal;

import io.github.backup4j.Purpose;
import java.util.List;

/** Runs policies at the times of their schedules. */
final class Slots {
    private final SiteStore store;
    private final Backups backups;
    private final Replication replication;

    Slots(SiteStore store, Backups backups, Replication replication) {
        this.store = store;
        this.backups = backups;
        this.replication = replication;
    }

    /** Plans the next slot of a policy; a slot that was planned before no longer counts. */
    void plan(StoredPolicy policy) {
        int plan = ++policy.plan;
        if (policy.spec.enabled() && !policy.vaults.isEmpty()) {
            policy.spec
                    .schedule()
                    .nextRun(policy.cycleStart, store.world.time.now())
                    .ifPresent(slot -> store.world.time.schedule(slot, () -> fire(policy, plan)));
        }
    }

    private void fire(StoredPolicy policy, int plan) {
        if (plan != policy.plan) {
            return;
        }
        for (StoredVault vault : List.copyOf(policy.vaults)) {
            if (policy.purpose() == Purpose.REPLICATION) {
                replication.run(policy, vault);
            } else {
                backups.runAutomatic(policy, vault);
            }
        }
        plan(policy);
    }
}
