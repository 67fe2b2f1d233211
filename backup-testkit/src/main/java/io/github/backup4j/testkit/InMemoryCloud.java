package io.github.backup4j.testkit;

import io.github.backup4j.Capability;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Image;
import io.github.backup4j.ImageId;
import io.github.backup4j.NotFound;
import io.github.backup4j.Resource;
import io.github.backup4j.Site;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.spi.BackupDriver;
import io.github.backup4j.spi.Limits;
import io.github.backup4j.testkit.internal.Blueprint;
import io.github.backup4j.testkit.internal.MemoryDriver;
import io.github.backup4j.testkit.internal.SiteControl;
import io.github.backup4j.testkit.internal.VaultUse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A small cloud in memory for tests: disks with content, servers with disks, a clock that the test moves, and a complete
 * {@link CloudBackup} on top.
 *
 * <pre>{@code
 * InMemoryCloud cloud = InMemoryCloud.create();
 * Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(40));
 * cloud.write(disk, "v1");
 * new NightlyProtection(cloud.backup()).protect(disk); // the code under test
 * cloud.time().advance(Duration.ofDays(45));
 * assertThat(cloud.backup().restorePoints().list(RestorePointFilter.of(disk))).hasSize(30);
 * }</pre>
 *
 * <p>Restoring brings content back byte for byte; schedules fire, retention deletes, vaults fill, locks hold, and work takes
 * time on {@link #time()}, which moves only when the test advances it or something waits on it. The same calls give the same
 * ids in the same order. {@link #fidelity()} says what of this is documented of a real cloud, and what is inferred.
 *
 * <p>A restore or rollback with {@code detachingFirst()}, a rollback with a request key, a new disk that is attached, and an image of a
 * snapshot or of a disk's restore point end only while somebody polls them, as in the strictest cloud. If code starts a restore with
 * {@code detachingFirst()} and never polls it, the disk keeps its content, but the server stays stopped and the disk detached: this
 * cloud does both when the restore starts, Huawei Cloud at the first polls.
 *
 * <p>Safe for use by many threads. Nothing needs to be closed: it holds memory only.
 */
public final class InMemoryCloud {
    static final Site DEFAULT_SITE = new Site("region-1", "project-1");

    private static final Map<String, InMemoryCloud> NAMED = new ConcurrentHashMap<>();

    private final VirtualTime time;
    private final SiteControl control;
    private final Faults faults;
    private MemoryDriver driver;
    private CloudBackup backup;

    private InMemoryCloud(VirtualTime time, SiteControl control, Faults faults) {
        this.time = time;
        this.control = control;
        this.faults = faults;
        driver = control.open(true);
        backup = CloudBackup.of(driver);
    }

    /** Returns a new cloud, empty, whose clock stands at {@link VirtualTime#DEFAULT_START}. */
    public static InMemoryCloud create() {
        return builder().build();
    }

    /**
     * Returns the cloud of a name in this JVM: the one that code under test gets when it opens {@code memory:NAME} with {@link
     * CloudBackup#open(String)}. A new one at first, and the same until it is {@linkplain #forget forgotten}.
     *
     * <pre>{@code
     * InMemoryCloud cloud = InMemoryCloud.named("shop");
     * Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(40));
     * startApplication(Map.of("backup.cloud", "memory:shop"));
     * }</pre>
     *
     * @param name the name, not blank
     * @throws IllegalArgumentException if it is blank
     */
    public static InMemoryCloud named(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("name is blank");
        }
        return NAMED.computeIfAbsent(name, unused -> create());
    }

    /**
     * Forgets the cloud of a name; the next {@link #named} creates a new one. Code that still uses the old one is not affected.
     *
     * @param name the name
     */
    public static void forget(String name) {
        NAMED.remove(name);
    }

    /** Returns a builder for a cloud with other settings than the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Reads the vaults, policies, members and restore points of a cloud by its lists, and returns a model from which in-memory
     * clouds are made, to forecast what its policies do.
     *
     * @param original the cloud that is copied; nothing in it is changed
     * @param growth how its data is assumed to change
     */
    public static CloudModel modelOf(CloudBackup original, Growth growth) {
        return ModelReader.read(original, growth);
    }

    static InMemoryCloud copied(CloudModel.Origin origin, Blueprint blueprint) {
        VirtualTime time = VirtualTime.startingAt(origin.asOf());
        SiteControl control = SiteControl.ofNewWorld(
                time.timeline(), time, origin.capabilities(), origin.limits(), false, false, origin.site());
        control.load(blueprint);
        return new InMemoryCloud(time, control, new Faults(control.faults()));
    }

    /** Returns the content of each vault, in the order of their creation. */
    List<VaultUse> use() {
        return control.use();
    }

    /**
     * Returns the same cloud as seen from another region or project; both share the clock and the faults.
     *
     * @param site the region and project
     */
    public InMemoryCloud at(Site site) {
        return new InMemoryCloud(time, control.at(site), faults);
    }

    /**
     * Returns the API over this cloud, for the code under test: the same each time until it is closed, for example by a
     * container at the end of a test; then a new one. The cloud itself stays.
     */
    public CloudBackup backup() {
        // Under the lock of the world, like everything else: callbacks that hold it come here too.
        return time.timeline().locked(() -> {
            if (driver.isClosed()) {
                driver = control.open(true);
                backup = CloudBackup.of(driver);
            }
            return backup;
        });
    }

    /** Opens another, independent connection to this cloud, as another process would have. */
    public CloudBackup reopen() {
        return CloudBackup.of(control.open(true));
    }

    /**
     * Opens a connection for an emulator of a real cloud that keeps its state here. Names and tags that look like the mark of a
     * request key are accepted, since to a cloud a mark is a name or tag like any other, and such tags are
     * shown.
     */
    public CloudBackup reopenForAnEmulator() {
        return CloudBackup.of(control.open(false));
    }

    BackupDriver openDriver() {
        return control.open(true);
    }

    /** Returns the clock. */
    public VirtualTime time() {
        return time;
    }

    /** Returns the region and project of this cloud. */
    public Site site() {
        return control.site();
    }

    // ---- the world

    /**
     * Adds a disk, attached to nothing and empty.
     *
     * @param name its name
     * @param size its size
     */
    public Resource.Disk addDisk(String name, DataSize size) {
        return addDisk(DiskSetup.of(name, size));
    }

    /**
     * Adds a disk, attached to nothing and empty.
     *
     * @param setup its properties
     * @throws IllegalArgumentException if another disk has its id
     */
    public Resource.Disk addDisk(DiskSetup setup) {
        return control.addDisk(setup);
    }

    /**
     * Adds a running server.
     *
     * @param name its name
     * @param disks its disks, at least one; it boots from the first
     * @throws IllegalArgumentException if there is none, or one is attached to another server
     */
    public Resource.Server addServer(String name, Resource.Disk... disks) {
        return addServer(ServerSetup.of(name, disks));
    }

    /**
     * Adds a running server.
     *
     * @param setup its properties
     * @throws IllegalArgumentException if one of its disks is attached to another server, or another server has its id
     */
    public Resource.Server addServer(ServerSetup setup) {
        return control.addServer(setup);
    }

    /**
     * Adds a vault of a kind that this library does not know, such as file shares, as real accounts have them: it is listed, read,
     * changed and deleted, but nothing is ever backed up into it.
     *
     * @param spec its spec; the kind is {@link Resource.Kind#UNRECOGNIZED}
     * @throws IllegalArgumentException if the kind is another one
     */
    public VaultId addForeignVault(VaultSpec spec) {
        return control.addForeignVault(spec);
    }

    /**
     * Replaces the content of a disk by a text, in UTF-8.
     *
     * @param disk the disk
     * @param text its new content
     * @throws NotFound if there is no such disk
     */
    public void write(Resource.Disk disk, String text) {
        write(disk, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Replaces the content of a disk.
     *
     * @param disk the disk
     * @param content its new content
     * @throws NotFound if there is no such disk
     * @throws IllegalArgumentException if the content is larger than the disk
     */
    public void write(Resource.Disk disk, byte[] content) {
        control.write(disk, content);
    }

    /**
     * Overwrites some bytes of a disk.
     *
     * @param disk the disk
     * @param offset where the first byte goes
     * @param bytes the bytes
     * @throws NotFound if there is no such disk
     * @throws IllegalArgumentException if the range is outside the disk
     */
    public void writeAt(Resource.Disk disk, long offset, byte[] bytes) {
        control.writeAt(disk, offset, bytes);
    }

    /**
     * Returns the content of a disk, up to the last byte that was ever written.
     *
     * @param disk the disk
     * @throws NotFound if there is no such disk
     */
    public byte[] read(Resource.Disk disk) {
        return control.read(disk);
    }

    /**
     * Returns the content of a disk, as a text in UTF-8.
     *
     * @param disk the disk
     * @throws NotFound if there is no such disk
     */
    public String readText(Resource.Disk disk) {
        return new String(read(disk), StandardCharsets.UTF_8);
    }

    /**
     * Attaches a disk to a server.
     *
     * @param disk the disk
     * @param server the server
     * @throws NotFound if there is no such disk or server
     * @throws IllegalArgumentException if the disk is attached already
     */
    public void attach(Resource.Disk disk, Resource.Server server) {
        control.attach(disk, server);
    }

    /**
     * Detaches a disk from its server.
     *
     * @param disk the disk
     * @throws NotFound if there is no such disk
     * @throws IllegalArgumentException if it is attached to none
     */
    public void detach(Resource.Disk disk) {
        control.detach(disk);
    }

    /**
     * Starts a server.
     *
     * @param server the server
     * @throws NotFound if there is no such server
     */
    public void start(Resource.Server server) {
        control.start(server);
    }

    /**
     * Stops a server.
     *
     * @param server the server
     * @throws NotFound if there is no such server
     */
    public void stop(Resource.Server server) {
        control.stop(server);
    }

    /**
     * Enlarges a disk.
     *
     * @param disk the disk
     * @param size its new size
     * @throws NotFound if there is no such disk
     * @throws IllegalArgumentException if the size is less than the current one
     */
    public void enlarge(Resource.Disk disk, DataSize size) {
        control.enlarge(disk, size);
    }

    /**
     * Limits the disks that the project may have, as a quota does: a restore that would create more is refused. What is added by {@link
     * #addDisk(DiskSetup)} counts, and is never refused. There is no limit by default.
     *
     * @param disks the maximum number of disks
     * @param size the maximum size of all disks together
     */
    public void limitDisks(int disks, DataSize size) {
        control.limitDisks(disks, Objects.requireNonNull(size, "size == null"));
    }

    /** Returns the maximum number of disks; empty if there is no limit. */
    public Optional<Integer> mostDisks() {
        return control.mostDisks();
    }

    /** Returns the maximum size of all disks together; empty if there is no limit. */
    public Optional<DataSize> mostDiskSpace() {
        return control.mostDiskSpace();
    }

    /**
     * Returns the availability zones of the region, in any order: {@code zone-1} to {@code zone-3}, the name of the region with the
     * letters a to c, and every zone that a disk or server was ever in. A restore to another zone is refused.
     */
    public Set<String> zones() {
        return control.zones();
    }

    /**
     * Deletes a disk with its snapshots, or a server without its disks. Restore points and images of it stay.
     *
     * @param resource the disk or server
     * @throws NotFound if there is no such disk or server
     */
    public void delete(Resource resource) {
        control.delete(resource);
    }

    /**
     * Sets a tag on a disk or server, replacing its value if the tag exists.
     *
     * @param resource the disk or server
     * @param key the key
     * @param value the value
     * @throws NotFound if there is no such disk or server
     */
    public void tag(Resource resource, String key, String value) {
        control.tag(resource, key, value);
    }

    /**
     * Removes a tag from a disk or server; does nothing if it has none with that key.
     *
     * @param resource the disk or server
     * @param key the key
     * @throws NotFound if there is no such disk or server
     */
    public void untag(Resource resource, String key) {
        control.untag(resource, key);
    }

    /**
     * Adds an image that was created elsewhere: active, empty, and of one disk.
     *
     * @param name its name
     * @param kind {@link Image.Kind#SYSTEM_DISK} or {@link Image.Kind#DATA_DISK}
     * @param size the size of its disk
     * @throws IllegalArgumentException if the kind is another one
     */
    public ImageId addImage(String name, Image.Kind kind, DataSize size) {
        return control.addImage(name, kind, size);
    }

    /**
     * Replaces the content of an image of one disk.
     *
     * @param image the image
     * @param content its new content
     * @throws NotFound if there is no such image
     * @throws IllegalArgumentException if it is of a whole server, or the content is larger than its disk
     */
    public void write(ImageId image, byte[] content) {
        control.write(image, content);
    }

    /** Returns all disks, oldest first. */
    public List<Resource.Disk> disks() {
        return control.disks();
    }

    /** Returns all servers, oldest first. */
    public List<Resource.Server> servers() {
        return control.servers();
    }

    /**
     * Returns the disks of a server, the boot disk first.
     *
     * @param server the server
     * @throws NotFound if there is no such server
     */
    public List<Resource.Disk> disksOf(Resource.Server server) {
        return control.disksOf(server);
    }

    /**
     * Returns where a server is placed: as it was added, or as the spec of the restore that created it says.
     *
     * @param server the server
     * @throws NotFound if there is no such server
     */
    public ServerPlacement placementOf(Resource.Server server) {
        return control.placementOf(server);
    }

    /**
     * Returns the content of a file that an image was exported to.
     *
     * @param location the location, as given to the export
     * @throws IllegalArgumentException if nothing was exported there
     */
    public byte[] readExport(String location) {
        return control.readExport(location);
    }

    /**
     * Pays the order that an operation waits for.
     *
     * @param token the token of the operation
     * @throws IllegalArgumentException if it does not wait to be paid
     */
    public void pay(String token) {
        control.pay(token);
    }

    // ---- how it behaves, and what it did

    /**
     * Sets how long work of a kind takes from now on; work in progress is not affected.
     *
     * @param work the kind of work
     * @param duration how long; zero: it ends at once
     * @throws IllegalArgumentException if it is negative
     */
    public void takes(Work work, Duration duration) {
        control.takes(work, duration);
    }

    /** Returns the faults that a test can inject. */
    public Faults faults() {
        return faults;
    }

    /** Returns what happened in all sites, oldest first; the last 10,000 entries. */
    public List<HistoryEntry> history() {
        return control.history();
    }

    /** Returns the state of all sites as text, for the message of a failing test. */
    public String describe() {
        return control.describe();
    }

    /** Returns the behaviours of this cloud, and whether each is documented of a real cloud. */
    public List<Fidelity> fidelity() {
        return Fidelity.ALL;
    }

    /** Returns {@code "in-memory cloud <site> at <now>"}. */
    @Override
    public String toString() {
        return "in-memory cloud " + site() + " at " + time.now();
    }

    /** Builds an {@link InMemoryCloud} with other settings than the defaults. Not for use by many threads. */
    public static final class Builder {
        private VirtualTime time = VirtualTime.create();
        private Site site = DEFAULT_SITE;
        private final Set<Capability> capabilities = EnumSet.complementOf(EnumSet.of(Capability.ZONED_SCHEDULES));
        private Limits limits = MemoryDriver.LIMITS;
        private boolean stampsOutlivePolicy;
        private boolean uuids;

        private Builder() {}

        /**
         * Sets the clock, so that several clouds can share one.
         *
         * @param newTime the clock; by default a new one at {@link VirtualTime#DEFAULT_START}
         */
        public Builder time(VirtualTime newTime) {
            time = newTime;
            return this;
        }

        /**
         * Sets the region and project that the cloud is seen from.
         *
         * @param newSite by default {@code region-1/project-1}
         */
        public Builder site(Site newSite) {
            site = newSite;
            return this;
        }

        /**
         * Removes capabilities, to test code against a cloud that has fewer.
         *
         * @param missing what the cloud cannot do
         */
        public Builder without(Capability... missing) {
            capabilities.removeAll(List.of(missing));
            return this;
        }

        /**
         * Sets the limits, to test code against a cloud with other ones.
         *
         * @param newLimits by default those of the cloud that it models, CBR
         */
        public Builder limits(Limits newLimits) {
            limits = Objects.requireNonNull(newLimits, "newLimits == null");
            return this;
        }

        /** Keeps schedules in their own zone; by default they are kept in UTC. */
        public Builder withZonedSchedules() {
            capabilities.add(Capability.ZONED_SCHEDULES);
            return this;
        }

        /**
         * Deletes a restore point at its expiry even while no policy acts on its vault; by default it stays until a policy
         * acts. Which of the two a real cloud does is not known.
         */
        public Builder expiringWithoutPolicy() {
            stampsOutlivePolicy = true;
            return this;
        }

        /** Generates UUIDs as ids, as a real cloud does, the same in each run; by default ids are readable, such as {@code vault-1}. */
        public Builder withUuids() {
            uuids = true;
            return this;
        }

        /** Returns the cloud, empty. */
        public InMemoryCloud build() {
            SiteControl control = SiteControl.ofNewWorld(
                    time.timeline(), time, Set.copyOf(capabilities), limits, stampsOutlivePolicy, uuids, site);
            return new InMemoryCloud(time, control, new Faults(control.faults()));
        }
    }
}
