package io.github.backup4j.testkit.internal;

import io.github.backup4j.Site;

/** The automatic activity of one site: backups, copies, expiry, and the policy slots that trigger them. */
final class SiteEngine {
    final SiteStore store;
    final Jobs jobs;
    final Expiry expiry;
    final Backups backups;
    final Replication replication;
    final Restores restores;
    final Slots slots;
    final AutoBinding autoBinding;

    SiteEngine(World world, Site site) {
        store = new SiteStore(world, site);
        jobs = new Jobs(store);
        expiry = new Expiry(store);
        backups = new Backups(store, jobs, expiry);
        replication = new Replication(store, jobs);
        restores = new Restores(store, jobs);
        slots = new Slots(store, backups, replication);
        autoBinding = new AutoBinding(store);
    }
}
