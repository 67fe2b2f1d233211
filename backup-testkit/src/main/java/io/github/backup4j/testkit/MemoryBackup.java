package io.github.backup4j.testkit;

import io.github.backup4j.Capability;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Images;
import io.github.backup4j.Operations;
import io.github.backup4j.Policies;
import io.github.backup4j.Resources;
import io.github.backup4j.RestorePoints;
import io.github.backup4j.Site;
import io.github.backup4j.Snapshots;
import io.github.backup4j.Vaults;
import java.util.Set;

/** The API over one site of an in-memory cloud. */
final class MemoryBackup implements CloudBackup {
    private final World world;
    private final Gate gate;
    private final Vaults vaults;
    private final Policies policies;
    private final RestorePoints restorePoints;
    private final Snapshots snapshots;
    private final Images images;
    private final Resources resources;
    private final Operations operations;

    /**
     * Opens it.
     *
     * @param refusingReserved whether names that are reserved for marks are refused, as they are to callers
     */
    MemoryBackup(World world, SiteEngine engine, boolean refusingReserved) {
        this.world = world;
        gate = new Gate(engine.store, refusingReserved);
        vaults = new MemoryVaults(engine, gate);
        policies = new MemoryPolicies(engine, gate);
        restorePoints = new MemoryRestorePoints(engine, gate);
        snapshots = new MemorySnapshots(engine, gate);
        images = new MemoryImages(engine, gate);
        resources = new MemoryResources(engine.store, gate);
        operations = new MemoryOperations(engine, gate);
    }

    @Override
    public Vaults vaults() {
        return vaults;
    }

    @Override
    public Policies policies() {
        return policies;
    }

    @Override
    public RestorePoints restorePoints() {
        return restorePoints;
    }

    @Override
    public Snapshots snapshots() {
        return snapshots;
    }

    @Override
    public Images images() {
        return images;
    }

    @Override
    public Resources resources() {
        return resources;
    }

    @Override
    public Operations operations() {
        return operations;
    }

    @Override
    public Site site() {
        return gate.store.site;
    }

    @Override
    public Set<Capability> capabilities() {
        return world.capabilities;
    }

    boolean isClosed() {
        return gate.isClosed();
    }

    @Override
    public void close() {
        gate.close();
    }

    /** Returns {@code "in-memory backup of <site>"}. */
    @Override
    public String toString() {
        return "in-memory backup of " + site();
    }
}
