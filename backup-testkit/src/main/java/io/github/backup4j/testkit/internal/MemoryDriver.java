package io.github.backup4j.testkit.internal;

import io.github.backup4j.BackupListener;
import io.github.backup4j.Capability;
import io.github.backup4j.DataSize;
import io.github.backup4j.Image;
import io.github.backup4j.Site;
import io.github.backup4j.TimeSource;
import io.github.backup4j.spi.BackupDriver;
import io.github.backup4j.spi.ImagesDriver;
import io.github.backup4j.spi.Limits;
import io.github.backup4j.spi.Listeners;
import io.github.backup4j.spi.OperationsDriver;
import io.github.backup4j.spi.PoliciesDriver;
import io.github.backup4j.spi.ResourcesDriver;
import io.github.backup4j.spi.RestorePointsDriver;
import io.github.backup4j.spi.SnapshotsDriver;
import io.github.backup4j.spi.VaultsDriver;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.DayOfWeek;
import java.util.Set;

/** A driver of the API over one site of an in-memory cloud. */
public final class MemoryDriver implements BackupDriver {
    private static final Logger LOG = System.getLogger("io.github.backup4j.testkit.InMemoryCloud");

    /** The limits of the cloud that an in-memory cloud models. */
    public static final Limits LIMITS = Limits.none()
            .withNames(64)
            .withDescriptions(255, 85)
            .withImages(128, 1024)
            .withTags(new Limits.Tags(10, 5, 36, 43))
            .withPolicies(100)
            .withWeeksStartingOn(DayOfWeek.MONDAY)
            .withVaults(256, DataSize.gib(10), DataSize.gib(10_485_760))
            .withTerms(9, 5)
            .withSnapshots(7, Set.of("autobk_", "manualbk_"))
            .withExportFormats(Image.Format.QCOW2, Image.Format.VHD, Image.Format.VMDK, Image.Format.of("zvhd"))
            .withOffers(new Limits.Offers(10, 10, 128));

    private final World world;
    private final SiteEngine engine;
    private final Gate gate;
    private final boolean reservingNames;
    private final Listeners listeners;
    private final VaultsDriver vaults;
    private final PoliciesDriver policies;
    private final RestorePointsDriver restorePoints;
    private final SnapshotsDriver snapshots;
    private final ImagesDriver images;
    private final ResourcesDriver resources;
    private final OperationsDriver operations;

    /**
     * Opens a driver.
     *
     * @param reservingNames whether names that are reserved for marks are refused, as they are for callers
     */
    MemoryDriver(World world, SiteEngine engine, boolean reservingNames) {
        this(
                world,
                engine,
                new Gate(engine.store, reservingNames),
                reservingNames,
                Listeners.none(failure -> LOG.log(Level.WARNING, "a listener failed", failure)));
    }

    private MemoryDriver(World world, SiteEngine engine, Gate gate, boolean reservingNames, Listeners listeners) {
        this.world = world;
        this.engine = engine;
        this.reservingNames = reservingNames;
        this.listeners = listeners;
        this.gate = gate.telling(listeners);
        vaults = new MemoryVaults(engine, this.gate);
        policies = new MemoryPolicies(engine, this.gate);
        restorePoints = new MemoryRestorePoints(engine, this.gate);
        snapshots = new MemorySnapshots(engine, this.gate);
        images = new MemoryImages(engine, this.gate);
        resources = new MemoryResources(engine, this.gate);
        operations = new MemoryOperations(engine, this.gate);
    }

    @Override
    public BackupDriver listening(BackupListener listener) {
        return new MemoryDriver(world, engine, gate, reservingNames, listeners.and(listener));
    }

    @Override
    public Listeners listeners() {
        return listeners;
    }

    @Override
    public VaultsDriver vaults() {
        return vaults;
    }

    @Override
    public PoliciesDriver policies() {
        return policies;
    }

    @Override
    public RestorePointsDriver restorePoints() {
        return restorePoints;
    }

    @Override
    public SnapshotsDriver snapshots() {
        return snapshots;
    }

    @Override
    public ImagesDriver images() {
        return images;
    }

    @Override
    public ResourcesDriver resources() {
        return resources;
    }

    @Override
    public OperationsDriver operations() {
        return operations;
    }

    @Override
    public Site site() {
        return gate.store.site;
    }

    @Override
    public TimeSource time() {
        return world.clock;
    }

    @Override
    public Set<Capability> capabilities() {
        return world.capabilities;
    }

    @Override
    public Limits limits() {
        return world.limits;
    }

    @Override
    public boolean reservesNames() {
        return reservingNames;
    }

    /** Returns whether it was closed. */
    public boolean isClosed() {
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
