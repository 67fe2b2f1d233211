package io.github.backup4j.testkit.thin;

import io.github.backup4j.Conflict;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.Preflight.Kind;
import io.github.backup4j.QuotaExceeded;
import io.github.backup4j.Reported;
import io.github.backup4j.Resource;
import io.github.backup4j.RestoreTarget;
import io.github.backup4j.Snapshot;
import io.github.backup4j.Snapshot.Status;
import io.github.backup4j.SnapshotFilter;
import io.github.backup4j.SnapshotId;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.SnapshotUpdate;
import io.github.backup4j.spi.CallKey;
import io.github.backup4j.spi.Checks;
import io.github.backup4j.spi.Checks.Found;
import io.github.backup4j.spi.Impact;
import io.github.backup4j.spi.Listing;
import io.github.backup4j.spi.OperationDriver;
import io.github.backup4j.spi.SnapshotsDriver;
import io.github.backup4j.testkit.Work;
import io.github.backup4j.testkit.thin.MapWorld.Disk;
import io.github.backup4j.testkit.thin.MapWorld.Kept;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Snapshots in a map. */
final class MapSnapshots implements SnapshotsDriver {
    private final MapDriver driver;
    private final MapWorld world;

    MapSnapshots(MapDriver driver) {
        this.driver = driver;
        world = driver.world;
    }

    @Override
    public OperationDriver<Snapshot> take(SnapshotSpec spec, CallKey key) {
        return driver.once("take snapshot", key, List.of(spec), this::isThere, () -> {
            Disk disk = world.disk(spec.disk());
            requireReady(spec.disk(), disk);
            long present = world.snapshots.values().stream()
                    .filter(kept -> kept.view.disk().equals(spec.disk()))
                    .count();
            if (present >= MapDriver.LIMITS.snapshots().ofOneDisk()) {
                throw new QuotaExceeded(spec.disk() + " has " + present + " snapshots; delete one first");
            }
            SnapshotId id = new SnapshotId(world.nextId("snapshot"));
            Snapshot begun = new Snapshot(
                    id,
                    spec.name(),
                    spec.description(),
                    spec.disk(),
                    disk.setup.size(),
                    Reported.of(Status.CREATING),
                    disk.setup.encrypted(),
                    false,
                    world.time.now());
            world.snapshots.put(id, new Kept<>(begun, disk.content, disk.setup));
            return driver.start(
                    Work.SNAPSHOT, "taking the snapshot", Snapshot.class, () -> become(id, Status.AVAILABLE), () -> {
                        if (world.snapshots.containsKey(id)) {
                            become(id, Status.ERROR);
                        }
                    });
        });
    }

    private boolean isThere(Snapshot snapshot) {
        return world.snapshots.containsKey(snapshot.id());
    }

    @Override
    public Snapshot get(SnapshotId id) {
        return driver.locked(() -> kept(id).view);
    }

    @Override
    public Listing<Snapshot> list(SnapshotFilter filter) {
        List<Snapshot> all = driver.locked(
                () -> world.snapshots.values().stream().map(kept -> kept.view).toList());
        return Listing.inAnyOrder(all.stream());
    }

    @Override
    public Snapshot update(SnapshotId id, SnapshotUpdate update) {
        String name = update.name();
        String description = update.description();
        return driver.change(null, () -> {
            Snapshot now = kept(id).view;
            return replace(now, name, description, now.status());
        });
    }

    @Override
    public OperationDriver<Resource.Disk> rollBack(SnapshotId id, InPlace<Resource.Disk> target, CallKey key) {
        return driver.once("roll back", key, List.of(id, target), driver::isThere, () -> {
            Resource.Disk overwritten = target.overwritten();
            check(Checks.throwing(), id, overwritten);
            Kept<Snapshot> kept = kept(id);
            Disk disk = world.disk(overwritten);
            disk.busy = true;
            become(id, Status.ROLLING_BACK);
            Runnable free = () -> {
                disk.busy = false;
                if (world.snapshots.containsKey(id)) {
                    become(id, Status.AVAILABLE);
                }
            };
            return driver.start(
                    Work.ROLL_BACK,
                    "rolling back",
                    Resource.Disk.class,
                    () -> {
                        driver.requireStill(overwritten, disk);
                        disk.content = kept.content;
                        free.run();
                        return overwritten;
                    },
                    free);
        });
    }

    @Override
    public OperationDriver<Resource.Disk> newDisk(SnapshotId id, DiskSpec disk, CallKey key) {
        return driver.once("restore snapshot", key, List.of(id, disk), driver::isThere, () -> {
            check(Checks.throwing(), id, disk);
            Kept<Snapshot> kept = kept(id);
            return driver.newDisk(kept, disk, kept.source.zone());
        });
    }

    @Override
    public Impact preflight(SnapshotId id, RestoreTarget target, Checks checks) {
        return driver.locked(() -> target instanceof InPlace<?> inPlace
                ? check(checks, id, (Resource.Disk) inPlace.overwritten())
                : check(checks, id, (DiskSpec) target));
    }

    private Impact check(Checks checks, SnapshotId id, Resource.Disk overwritten) {
        Found<Kept<Snapshot>> snapshot = checks.find(Kind.SOURCE, () -> kept(id), found -> "snapshot " + id);
        checks.check(
                Kind.SAME_RESOURCE, () -> requireTakenOf(snapshot.get().view, overwritten), () -> "of " + overwritten);
        Found<Disk> disk = checks.find(Kind.TARGET, () -> world.disk(overwritten), found -> "" + overwritten);
        checks.check(Kind.SOURCE_STATUS, () -> requireAvailable(snapshot.get().view), () -> "it is available");
        checks.check(Kind.TARGET_STATUS, () -> requireReady(overwritten, disk.get()), () -> "it is idle");
        Kept<Snapshot> known = snapshot.orNull();
        return new Impact(
                known == null ? null : known.view.createdAt(),
                known == null ? null : known.view.size(),
                disk.orNull() == null ? List.of() : List.of(overwritten),
                List.of());
    }

    private Impact check(Checks checks, SnapshotId id, DiskSpec spec) {
        Found<Kept<Snapshot>> snapshot = checks.find(Kind.SOURCE, () -> kept(id), found -> "snapshot " + id);
        checks.check(Kind.SOURCE_STATUS, () -> requireAvailable(snapshot.get().view), () -> "it is available");
        checks.check(
                Kind.SIZE,
                () -> MapDriver.requireFits(
                        snapshot.get(), spec, snapshot.get().source.zone()),
                () -> "it is large enough");
        return Impact.none();
    }

    private static void requireTakenOf(Snapshot snapshot, Resource.Disk overwritten) {
        if (!snapshot.disk().equals(overwritten)) {
            throw new Invalid("snapshot " + snapshot.id() + " was taken of " + snapshot.disk() + ", not of "
                    + overwritten + "; nothing was overwritten");
        }
    }

    @Override
    public void delete(SnapshotId id) {
        driver.change(null, () -> {
            Snapshot now = kept(id).view;
            if (now.status() != Status.ERROR) {
                requireAvailable(now);
            }
            return world.snapshots.remove(id);
        });
    }

    private Kept<Snapshot> kept(SnapshotId id) {
        Kept<Snapshot> kept = world.snapshots.get(id);
        if (kept == null) {
            throw new NotFound("there is no snapshot " + id);
        }
        return kept;
    }

    private Snapshot become(SnapshotId id, Status status) {
        Snapshot now = kept(id).view;
        return replace(now, now.name(), now.description(), status);
    }

    private Snapshot replace(Snapshot now, String name, @Nullable String description, Status status) {
        Snapshot changed = new Snapshot(
                now.id(),
                name,
                description,
                now.disk(),
                now.size(),
                Reported.of(status, status.name().toLowerCase(Locale.ROOT)),
                now.encrypted(),
                false,
                now.createdAt());
        kept(now.id()).view = changed;
        return changed;
    }

    private static void requireAvailable(Snapshot snapshot) {
        if (snapshot.status() != Status.AVAILABLE) {
            throw new Conflict("snapshot " + snapshot.id() + " is " + snapshot.statusText());
        }
    }

    private static void requireReady(Resource.Disk id, Disk disk) {
        if (disk.busy) {
            throw new Conflict(id + " is being written");
        }
    }
}
