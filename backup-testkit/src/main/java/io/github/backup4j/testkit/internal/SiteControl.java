package io.github.backup4j.testkit.internal;

import io.github.backup4j.Capability;
import io.github.backup4j.DataSize;
import io.github.backup4j.Image;
import io.github.backup4j.ImageId;
import io.github.backup4j.Resource;
import io.github.backup4j.Site;
import io.github.backup4j.TimeSource;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.spi.Limits;
import io.github.backup4j.testkit.DiskSetup;
import io.github.backup4j.testkit.HistoryEntry;
import io.github.backup4j.testkit.ServerPlacement;
import io.github.backup4j.testkit.ServerSetup;
import io.github.backup4j.testkit.Work;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The actions of a test on one site of a world that bypass the API: they add, change and remove disks and servers, and read
 * their content. The methods are those of {@code InMemoryCloud}, which documents them.
 */
public final class SiteControl {
    private final World world;
    private final SiteEngine engine;

    private SiteControl(World world, Site site) {
        this.world = world;
        engine = world.time.locked(() -> world.at(site));
    }

    /**
     * Creates an empty world, and returns one of its sites.
     *
     * @param time the events of the world, and its clock
     * @param clock the clock of {@code time}, as users see it
     * @param capabilities what the cloud can do
     * @param limits the limits of the cloud
     * @param stampsOutlivePolicy whether restore points with an expiry are deleted at that time even if no policy acts
     * @param uuids whether ids are UUIDs
     * @param site the region and project
     */
    public static SiteControl ofNewWorld(
            Timeline time,
            TimeSource clock,
            Set<Capability> capabilities,
            Limits limits,
            boolean stampsOutlivePolicy,
            boolean uuids,
            Site site) {
        return new SiteControl(new World(time, clock, capabilities, limits, stampsOutlivePolicy, uuids), site);
    }

    /**
     * Returns another site of the same world.
     *
     * @param site the region and project
     */
    public SiteControl at(Site site) {
        return new SiteControl(world, site);
    }

    /**
     * Opens a driver of the API over this site.
     *
     * @param reservingNames whether names that are reserved for marks are refused, as they are for callers
     */
    public MemoryDriver open(boolean reservingNames) {
        return new MemoryDriver(world, engine, reservingNames);
    }

    public Site site() {
        return engine.store.site;
    }

    public Resource.Disk addDisk(DiskSetup setup) {
        return locked(() -> engine.store.addDisk(setup).disk);
    }

    public Resource.Server addServer(ServerSetup setup) {
        return locked(() -> engine.store.addServer(setup).server);
    }

    public VaultId addForeignVault(VaultSpec spec) {
        if (spec.kind() != Resource.Kind.UNRECOGNIZED) {
            throw new IllegalArgumentException(
                    "vault \"" + spec.name() + "\" is for " + spec.kind() + "; create it with Vaults.create");
        }
        return locked(() -> {
            SiteStore store = engine.store;
            StoredVault vault = new StoredVault(new VaultId(store.world.nextId("vault")), store, spec);
            store.vaults.put(vault.id, vault);
            return vault.id;
        });
    }

    /** Fills this site, which is empty, with the content of another cloud. */
    public void load(Blueprint blueprint) {
        run(() -> new ModelLoader(engine).load(blueprint));
    }

    /** Returns the content of each vault, in the order of their creation. */
    public List<VaultUse> use() {
        return locked(
                () -> engine.store.vaults.values().stream().map(VaultUse::of).toList());
    }

    public void write(Resource.Disk disk, byte[] content) {
        run(() -> {
            StoredDisk stored = engine.store.disk(disk);
            requireWithin(stored, 0, content.length);
            stored.fill(stored.content().replacedBy(content));
        });
    }

    public void writeAt(Resource.Disk disk, long offset, byte[] bytes) {
        run(() -> {
            StoredDisk stored = engine.store.disk(disk);
            requireWithin(stored, offset, bytes.length);
            stored.fill(stored.content().write(offset, bytes));
        });
    }

    public byte[] read(Resource.Disk disk) {
        return locked(() -> engine.store.disk(disk).content().toBytes());
    }

    public void attach(Resource.Disk disk, Resource.Server server) {
        run(() -> engine.store.attach(engine.store.disk(disk), engine.store.server(server)));
    }

    public void detach(Resource.Disk disk) {
        run(() -> engine.store.detach(engine.store.disk(disk)));
    }

    public void start(Resource.Server server) {
        run(() -> engine.store.server(server).running = true);
    }

    public void stop(Resource.Server server) {
        run(() -> engine.store.server(server).running = false);
    }

    public void enlarge(Resource.Disk disk, DataSize size) {
        run(() -> {
            StoredDisk stored = engine.store.disk(disk);
            if (size.compareTo(stored.size()) < 0) {
                throw new IllegalArgumentException(
                        "size is " + size + ", less than the " + stored.size() + " of " + disk);
            }
            stored.resize(size);
        });
    }

    public void limitDisks(int disks, DataSize size) {
        run(() -> {
            engine.store.mostDisks = disks;
            engine.store.mostDiskSpace = size;
        });
    }

    public Optional<Integer> mostDisks() {
        return locked(() -> Optional.ofNullable(engine.store.mostDisks));
    }

    public Optional<DataSize> mostDiskSpace() {
        return locked(() -> Optional.ofNullable(engine.store.mostDiskSpace));
    }

    public Set<String> zones() {
        return locked(() -> Set.copyOf(engine.store.zones()));
    }

    public void delete(Resource resource) {
        run(() -> {
            if (resource instanceof Resource.Server server) {
                engine.store.deleteServer(engine.store.server(server));
            } else {
                engine.store.requireExists(resource);
                engine.store.deleteDisk(engine.store.disk((Resource.Disk) resource));
            }
        });
    }

    public void tag(Resource resource, String key, String value) {
        run(() -> {
            if (resource instanceof Resource.Server server) {
                engine.store.server(server).tags.put(key, value);
            } else {
                engine.store.requireExists(resource);
                engine.store.disk((Resource.Disk) resource).tags.put(key, value);
            }
        });
    }

    public void untag(Resource resource, String key) {
        run(() -> {
            if (resource instanceof Resource.Server server) {
                engine.store.server(server).tags.remove(key);
            } else {
                engine.store.requireExists(resource);
                engine.store.disk((Resource.Disk) resource).tags.remove(key);
            }
        });
    }

    public ImageId addImage(String name, Image.Kind kind, DataSize size) {
        return locked(() -> new ImageBuilding(engine).foreign(name, kind, size).id);
    }

    public void write(ImageId image, byte[] content) {
        run(() -> engine.store.image(image).write(content));
    }

    public List<Resource.Disk> disks() {
        return locked(() -> List.copyOf(engine.store.disks.keySet()));
    }

    public List<Resource.Server> servers() {
        return locked(() -> List.copyOf(engine.store.servers.keySet()));
    }

    public List<Resource.Disk> disksOf(Resource.Server server) {
        return locked(() -> engine.store.server(server).disks.stream()
                .map(disk -> disk.disk)
                .toList());
    }

    public ServerPlacement placementOf(Resource.Server server) {
        return locked(() -> {
            StoredServer found = engine.store.server(server);
            return new ServerPlacement(
                    found.zone, found.flavor, found.network, found.subnet, found.securityGroups, found.keyPair);
        });
    }

    public byte[] readExport(String location) {
        return locked(() -> {
            byte[] content = engine.store.exports.get(location);
            if (content == null) {
                throw new IllegalArgumentException("location is " + location + "; no image was exported there");
            }
            return content.clone();
        });
    }

    public void pay(String token) {
        run(() -> {
            Job<?> job = engine.jobs.find(token);
            if (!job.awaitsPayment()) {
                throw new IllegalArgumentException("operation " + token + " is not waiting for a payment");
            }
            job.pay();
        });
    }

    public void takes(Work work, Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("duration is " + duration + ", less than zero");
        }
        run(() -> world.setDuration(work, duration));
    }

    /** Returns the faults of the whole world. */
    public PlannedFaults faults() {
        return world.faults;
    }

    public List<HistoryEntry> history() {
        return locked(world::history);
    }

    public String describe() {
        return locked(() -> Description.of(world));
    }

    private static void requireWithin(StoredDisk disk, long offset, int length) {
        if (offset < 0 || offset > disk.size().bytes() - length) {
            throw new IllegalArgumentException(
                    length + " bytes at " + offset + " are outside " + disk.disk + ", which has " + disk.size());
        }
    }

    private <T> T locked(Supplier<T> action) {
        return world.time.locked(action);
    }

    private void run(Runnable action) {
        boolean unused = locked(() -> {
            action.run();
            return true;
        });
    }
}
