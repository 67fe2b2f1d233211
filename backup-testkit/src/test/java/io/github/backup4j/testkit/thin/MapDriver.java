package io.github.backup4j.testkit.thin;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.BackupListener;
import io.github.backup4j.Billing;
import io.github.backup4j.Capability;
import io.github.backup4j.Conflict;
import io.github.backup4j.Consistency;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Purpose;
import io.github.backup4j.Reported;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.Site;
import io.github.backup4j.TimeSource;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultFilter;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.spi.BackupDriver;
import io.github.backup4j.spi.CallKey;
import io.github.backup4j.spi.Limits;
import io.github.backup4j.spi.Listeners;
import io.github.backup4j.spi.Listing;
import io.github.backup4j.spi.OperationDriver;
import io.github.backup4j.spi.OperationsDriver;
import io.github.backup4j.spi.ResourcesDriver;
import io.github.backup4j.spi.RestorePointsDriver;
import io.github.backup4j.spi.ResumedWork;
import io.github.backup4j.spi.SnapshotsDriver;
import io.github.backup4j.spi.VaultsDriver;
import io.github.backup4j.testkit.DiskSetup;
import io.github.backup4j.testkit.Work;
import io.github.backup4j.testkit.thin.MapWorld.Called;
import io.github.backup4j.testkit.thin.MapWorld.Disk;
import io.github.backup4j.testkit.thin.MapWorld.Kept;
import io.github.backup4j.testkit.thin.MapWorld.Keyed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Snapshots and restore points of disks, kept in maps: one vault, which protects all disks, and nothing beyond that. */
final class MapDriver implements BackupDriver {
    /** None of these is a limit of the cloud that the fake models. */
    static final Limits LIMITS = Limits.none()
            .withNames(40)
            .withDescriptions(60, 50)
            .withTags(new Limits.Tags(6, 3, 20, 30))
            .withSnapshots(5, Set.of("map_"));

    private static final VaultId VAULT = new VaultId("the-vault");

    final MapWorld world;
    private final Site site;
    private final Listeners listeners;

    MapDriver(MapWorld world, Site site) {
        this(world, site, Listeners.none(failure -> {}));
    }

    private MapDriver(MapWorld world, Site site, Listeners listeners) {
        this.world = world;
        this.site = site;
        this.listeners = listeners;
    }

    @Override
    public Site site() {
        return site;
    }

    @Override
    public TimeSource time() {
        return world.time;
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of();
    }

    @Override
    public Limits limits() {
        return LIMITS;
    }

    @Override
    public Listeners listeners() {
        return listeners;
    }

    @Override
    public BackupDriver listening(BackupListener listener) {
        return new MapDriver(world, site, listeners.and(listener));
    }

    @Override
    public SnapshotsDriver snapshots() {
        return new MapSnapshots(this);
    }

    @Override
    public RestorePointsDriver restorePoints() {
        return new MapRestorePoints(this, VAULT);
    }

    @Override
    public VaultsDriver vaults() {
        return new VaultsDriver() {
            @Override
            public Vault get(VaultId id) {
                requireVault(id);
                return locked(MapDriver.this::vault);
            }

            @Override
            public Listing<Vault> list(VaultFilter filter) {
                return Listing.inOrder(Stream.of(locked(MapDriver.this::vault)));
            }
        };
    }

    @Override
    public ResourcesDriver resources() {
        return new ResourcesDriver() {
            @Override
            public ProtectableResource get(Resource resource) {
                return locked(() -> {
                    Disk disk = world.disk(resource);
                    return view((Resource.Disk) resource, disk);
                });
            }

            @Override
            public Listing<ProtectableResource> list(ResourceFilter filter) {
                List<ProtectableResource> all = new ArrayList<>();
                locked(() -> {
                    world.disks.forEach((id, disk) -> all.add(view(id, disk)));
                    return all;
                });
                return Listing.inOrder(all.stream());
            }
        };
    }

    @Override
    public OperationsDriver operations() {
        return token -> {
            if (!token.startsWith(MapWorld.tokenStart(site))) {
                throw new Invalid("token belongs to another provider, region or project, not to " + site);
            }
            MapWork<?> work = world.works.get(token);
            if (work == null) {
                throw new NotFound("there is no work " + token);
            }
            return resumed(work);
        };
    }

    @Override
    public void close() {
        // It holds memory only.
    }

    @Override
    public String toString() {
        return "map of " + site;
    }

    // ---- for the parts

    /** Does something with the world as it is now. */
    <T> T locked(Supplier<T> body) {
        boolean done = false;
        try {
            synchronized (world) {
                world.settle();
                T result = body.get();
                done = true;
                return result;
            }
        } finally {
            listeners.requestSent(
                    new BackupListener.Request("map", "locked", 1, done ? 200 : 400, null, Duration.ZERO));
        }
    }

    /** Makes a change. Its reply may be lost, after it was carried out. */
    <T> T change(@Nullable RequestKey key, Supplier<T> body) {
        T result = locked(body);
        if (world.losesReply()) {
            throw new AmbiguousOutcome(
                    "the reply was lost; the change was carried out, or will be: check before you repeat it"
                            + (key == null ? "" : " without its request key"),
                    key,
                    Detail.NONE,
                    null);
        }
        return result;
    }

    /**
     * Starts work, unless a call with the same key has started it, and it is running or its result still exists.
     *
     * @param kind the method; each has keys of its own
     * @param parameters all other arguments of the call: with the same key, they have to be the same
     * @param exists whether a result still exists
     */
    @SuppressWarnings("unchecked") // the same call with the same parameters has the same type of result
    <T> OperationDriver<T> once(
            String kind, CallKey key, List<?> parameters, Predicate<T> exists, Supplier<MapWork<T>> start) {
        return change(key.key(), () -> {
            Called call = new Called(kind, key.value());
            Keyed<?> known = world.keys.get(call);
            if (known != null && known.stands()) {
                if (!known.parameters().equals(parameters)) {
                    throw new Conflict("request key \"" + key.value() + "\" was used with " + known.parameters()
                            + ", not with " + parameters + "; nothing was created or overwritten");
                }
                return (MapWork<T>) known.work();
            }
            MapWork<T> work = start.get();
            world.keys.put(call, new Keyed<>(parameters, work, exists));
            return work;
        });
    }

    /** Starts to create a disk from a restore point or snapshot. */
    MapWork<Resource.Disk> newDisk(Kept<?> kept, DiskSpec spec, @Nullable String onlyZone) {
        DiskSetup source = kept.source;
        DataSize size = requireFits(kept, spec, onlyZone);
        DiskSetup made = new DiskSetup(
                spec.name(),
                size,
                spec.zone() == null ? source.zone() : spec.zone(),
                spec.type() == null ? source.type() : spec.type(),
                source.encrypted(),
                spec.tags());
        return start(
                Work.NEW_DISK, "creating the disk", Resource.Disk.class, () -> world.add(made, kept.content), () -> {});
    }

    /** Refuses a new disk that its source does not fit, and returns its size. */
    static DataSize requireFits(Kept<?> kept, DiskSpec spec, @Nullable String onlyZone) {
        DiskSetup source = kept.source;
        DataSize size = spec.size() == null ? source.size() : spec.size();
        if (size.compareTo(source.size()) < 0) {
            throw new Invalid("size is " + size + ", less than the original's, " + source.size());
        }
        if (onlyZone != null
                && ((spec.zone() != null && !spec.zone().equals(onlyZone))
                        || (spec.type() != null && !spec.type().equals(source.type())))) {
            throw new Invalid("the disk has to be in zone " + onlyZone + " and of type " + source.type());
        }
        return size;
    }

    <T> MapWork<T> start(Work kind, String words, Class<T> resultType, Supplier<T> finish, Runnable putBack) {
        return world.start(site, kind, words, resultType, new MapWork.Steps<>(finish, putBack));
    }

    /** Refuses to end work on a disk that was deleted meanwhile: what is written to it is lost. */
    void requireStill(Resource.Disk id, Disk disk) {
        if (world.disks.get(id) != disk) {
            throw new OperationFailed(id + " was deleted while it was being overwritten");
        }
    }

    boolean isThere(Resource.Disk disk) {
        return world.disks.containsKey(disk);
    }

    void requireVault(VaultId id) {
        if (!id.equals(VAULT)) {
            throw new NotFound("there is no vault " + id);
        }
    }

    private Vault vault() {
        return new Vault(
                VAULT,
                "the vault",
                null,
                new Vault.Protection(
                        Reported.of(Resource.Kind.DISK),
                        Reported.of(Purpose.BACKUP),
                        Reported.of(Consistency.CRASH_CONSISTENT),
                        null,
                        false),
                Reported.of(Vault.Status.AVAILABLE),
                new Vault.Space(
                        VaultSpec.forDisks("any", DataSize.gib(1000)).capacity(), DataSize.bytes(0), false, null),
                Billing.PAY_PER_USE,
                world.disks.keySet().stream().map(this::member).toList(),
                List.of(),
                Map.of(),
                Instant.EPOCH);
    }

    private Vault.Member member(Resource.Disk disk) {
        long points = world.points.values().stream()
                .filter(kept -> kept.view.resource().equals(disk))
                .count();
        return new Vault.Member(
                disk,
                world.disk(disk).setup.name(),
                world.disk(disk).setup.size(),
                DataSize.bytes(0),
                (int) points,
                Reported.of(Vault.MemberStatus.AVAILABLE),
                Set.of(),
                false);
    }

    private static ProtectableResource view(Resource.Disk id, Disk disk) {
        return new ProtectableResource(
                id,
                disk.setup.name(),
                disk.setup.size(),
                Reported.of(
                        disk.busy ? ProtectableResource.Status.CHANGING : ProtectableResource.Status.AVAILABLE,
                        disk.busy ? "busy" : "available"),
                disk.setup.zone(),
                disk.setup.encrypted(),
                List.of(),
                List.of(),
                disk.setup.tags(),
                new ProtectableResource.Protection(VAULT, "it is in vault " + VAULT, List.of()));
    }

    private static <T> ResumedWork<T> resumed(MapWork<T> work) {
        return new ResumedWork<>(work.resultType, work);
    }
}
