package io.github.backup4j.testkit.thin;

import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupRunId;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.Busy;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.Preflight.Kind;
import io.github.backup4j.Reported;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePoint.Status;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.RestorePointUpdate;
import io.github.backup4j.RestoreTarget;
import io.github.backup4j.VaultId;
import io.github.backup4j.spi.CallKey;
import io.github.backup4j.spi.Checks;
import io.github.backup4j.spi.Checks.Found;
import io.github.backup4j.spi.Impact;
import io.github.backup4j.spi.Listing;
import io.github.backup4j.spi.OperationDriver;
import io.github.backup4j.spi.RestorePointsDriver;
import io.github.backup4j.testkit.Work;
import io.github.backup4j.testkit.thin.MapWorld.Disk;
import io.github.backup4j.testkit.thin.MapWorld.Kept;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Restore points of disks in a map. */
final class MapRestorePoints implements RestorePointsDriver {
    private final MapDriver driver;
    private final MapWorld world;
    private final VaultId vault;

    MapRestorePoints(MapDriver driver, VaultId vault) {
        this.driver = driver;
        this.vault = vault;
        world = driver.world;
    }

    @Override
    public OperationDriver<BackupRun> take(BackupSpec spec, CallKey key) {
        return driver.once("take", key, List.of(spec), this::isThere, () -> {
            driver.requireVault(spec.vault());
            List<Resource> members = new ArrayList<>(spec.resources());
            if (members.isEmpty()) {
                members.addAll(world.disks.keySet());
            }
            if (members.isEmpty()) {
                throw new Conflict("vault " + vault + " is empty");
            }
            List<Resource> ready =
                    members.stream().filter(member -> !world.disk(member).busy).toList();
            if (ready.isEmpty()) {
                throw new Busy("all requested disks are busy; nothing was backed up, try again later");
            }
            BackupRunId run = new BackupRunId(world.nextId("run"));
            List<RestorePointId> points =
                    ready.stream().map(member -> begin(run, member, spec)).toList();
            List<BackupRun.Skipped> skipped = members.stream()
                    .filter(member -> !ready.contains(member))
                    .map(member -> new BackupRun.Skipped(member, "BUSY", "it is busy"))
                    .toList();
            Instant now = world.time.now();
            return driver.start(
                    Work.BACKUP,
                    "backing up: 0 of " + ready.size() + " members done",
                    BackupRun.class,
                    () -> end(run, now, points, skipped),
                    () -> points.forEach(point -> end(point, Status.ERROR)));
        });
    }

    private boolean isThere(BackupRun run) {
        return run.restorePoints().stream().anyMatch(point -> world.points.containsKey(point.id()));
    }

    private RestorePointId begin(BackupRunId run, Resource member, BackupSpec spec) {
        Disk disk = world.disk(member);
        disk.busy = true;
        RestorePointId id = new RestorePointId(world.nextId("point"));
        boolean first = world.points.values().stream()
                .noneMatch(kept -> kept.view.resource().equals(member));
        RestorePoint.Part part = new RestorePoint.Part(
                id, (Resource.Disk) member, disk.setup.name(), disk.setup.size(), false, disk.setup.encrypted());
        RestorePoint begun = new RestorePoint(
                id,
                spec.name() == null ? "manual-" + id : spec.name(),
                spec.description(),
                vault,
                new RestorePoint.Provenance(RestorePoint.Origin.TAKEN, false, run),
                new RestorePoint.Source(member, disk.setup.name(), disk.setup.size(), disk.setup.zone()),
                Reported.of(Status.PROTECTING),
                world.time.now(),
                null,
                new RestorePoint.Content(
                        !first && !spec.full(),
                        disk.setup.encrypted(),
                        DataSize.bytes(disk.content.length),
                        List.of(part)),
                List.of(),
                List.of());
        world.points.put(id, new Kept<>(begun, disk.content, disk.setup));
        return id;
    }

    /** Ends a run member by member: one that is gone fails alone. */
    private BackupRun end(
            BackupRunId run, Instant startedAt, List<RestorePointId> begun, List<BackupRun.Skipped> skipped) {
        List<RestorePoint> made = new ArrayList<>();
        List<BackupRun.Failed> failures = new ArrayList<>();
        for (RestorePointId id : begun) {
            if (world.disks.containsKey((Resource.Disk) kept(id).view.resource())) {
                made.add(end(id, Status.AVAILABLE));
            } else {
                failures.add(new BackupRun.Failed(end(id, Status.ERROR), "GONE", "the disk was deleted meanwhile"));
            }
        }
        if (made.isEmpty()) {
            throw new OperationFailed("run " + run + " made no restore point: " + failures);
        }
        return new BackupRun(run, vault, startedAt, made, failures, skipped);
    }

    private RestorePoint end(RestorePointId id, Status status) {
        Disk disk = world.disks.get((Resource.Disk) kept(id).view.resource());
        if (disk != null) {
            disk.busy = false;
        }
        return become(id, status);
    }

    @Override
    public RestorePoint get(RestorePointId id) {
        return driver.locked(() -> kept(id).view);
    }

    @Override
    public Listing<RestorePoint> list(RestorePointFilter filter) {
        List<RestorePoint> all = driver.locked(
                () -> world.points.values().stream().map(kept -> kept.view).toList());
        return Listing.inAnyOrder(all.stream());
    }

    @Override
    public RestorePoint update(RestorePointId id, RestorePointUpdate update) {
        String name = update.name();
        return driver.change(null, () -> {
            RestorePoint now = kept(id).view;
            return replace(now, name, now.status());
        });
    }

    @Override
    @SuppressWarnings("unchecked") // what is overwritten is what the target names
    public <R extends Resource> OperationDriver<R> overwrite(RestorePointId id, InPlace<R> target, CallKey key) {
        return (OperationDriver<R>) driver.once("restore", key, List.of(id, target), driver::isThere, () -> {
            check(Checks.throwing(), id, target);
            Resource.Disk overwritten = (Resource.Disk) target.overwritten();
            Kept<RestorePoint> source = kept(id);
            Disk disk = world.disk(overwritten);
            disk.busy = true;
            become(id, Status.RESTORING);
            Runnable free = () -> {
                disk.busy = false;
                become(id, Status.AVAILABLE);
            };
            return driver.start(
                    Work.RESTORE,
                    "restoring",
                    Resource.Disk.class,
                    () -> {
                        driver.requireStill(overwritten, disk);
                        disk.content = source.content;
                        disk.setup = source.source;
                        free.run();
                        return overwritten;
                    },
                    free);
        });
    }

    @Override
    public OperationDriver<Resource.Disk> newDisk(RestorePointId id, DiskSpec disk, CallKey key) {
        return driver.once("restore", key, List.of(id, disk), driver::isThere, () -> {
            check(Checks.throwing(), id, disk);
            return driver.newDisk(kept(id), disk, null);
        });
    }

    @Override
    public Impact preflight(RestorePointId id, RestoreTarget target, Checks checks) {
        return driver.locked(() -> target instanceof InPlace<?> inPlace
                ? check(checks, id, inPlace)
                : check(checks, id, (DiskSpec) target));
    }

    private Impact check(Checks checks, RestorePointId id, InPlace<?> target) {
        Resource overwritten = target.overwritten();
        Found<Kept<RestorePoint>> point = checks.find(Kind.SOURCE, () -> kept(id), found -> "restore point " + id);
        Found<RestorePoint> own = checks.find(
                Kind.SAME_RESOURCE, () -> requireTakenOf(point.get().view, overwritten), found -> "of " + overwritten);
        Found<Disk> disk = checks.find(Kind.TARGET, () -> world.disk(overwritten), found -> "" + overwritten);
        checks.check(Kind.SOURCE_STATUS, () -> requireRestorable(point.get().view), () -> "it is available");
        checks.check(Kind.TARGET_STATUS, () -> requireIdle(overwritten, disk.get()), () -> "it is idle");
        checks.check(
                Kind.SIZE,
                () -> requireRoom(overwritten, disk.get(), own.get()),
                () -> "it has " + disk.get().setup.size());
        Kept<RestorePoint> known = point.orNull();
        return new Impact(
                known == null ? null : known.view.createdAt(),
                known == null ? null : known.view.source().size(),
                disk.orNull() == null ? List.of() : List.of((Resource.Disk) overwritten),
                List.of());
    }

    private Impact check(Checks checks, RestorePointId id, DiskSpec spec) {
        Found<Kept<RestorePoint>> point = checks.find(Kind.SOURCE, () -> kept(id), found -> "restore point " + id);
        checks.check(Kind.SOURCE_STATUS, () -> requireRestorable(point.get().view), () -> "it is available");
        checks.check(Kind.SIZE, () -> MapDriver.requireFits(point.get(), spec, null), () -> "it is large enough");
        return Impact.none();
    }

    private static RestorePoint requireTakenOf(RestorePoint point, Resource overwritten) {
        if (!point.resource().equals(overwritten)) {
            throw new Invalid("restore point " + point.id() + " was taken of " + point.resource() + ", not of "
                    + overwritten + "; nothing was overwritten");
        }
        return point;
    }

    private static void requireIdle(Resource overwritten, Disk disk) {
        if (disk.busy) {
            throw new Busy(overwritten + " is busy; nothing was overwritten, try again later");
        }
    }

    private static void requireRoom(Resource overwritten, Disk disk, RestorePoint point) {
        DataSize needed = Objects.requireNonNull(point.source().size(), "it is made with one");
        if (disk.setup.size().compareTo(needed) < 0) {
            throw new Conflict(overwritten + " is too small; nothing was overwritten");
        }
    }

    @Override
    public void delete(RestorePointId id) {
        driver.change(null, () -> {
            requireIdle(kept(id).view);
            return world.points.remove(id);
        });
    }

    private Kept<RestorePoint> kept(RestorePointId id) {
        Kept<RestorePoint> kept = world.points.get(id);
        if (kept == null) {
            throw new NotFound("there is no restore point " + id);
        }
        return kept;
    }

    private RestorePoint become(RestorePointId id, Status status) {
        RestorePoint now = kept(id).view;
        return replace(now, now.name(), status);
    }

    private RestorePoint replace(RestorePoint now, String name, Status status) {
        RestorePoint changed = new RestorePoint(
                now.id(),
                name,
                now.description(),
                now.vault(),
                new RestorePoint.Provenance(now.origin(), now.automatic(), now.run()),
                new RestorePoint.Source(
                        now.resource(),
                        now.source().name(),
                        now.source().size(),
                        now.source().zone()),
                Reported.of(status, status.name().toLowerCase(Locale.ROOT)),
                now.createdAt(),
                now.expiresAt(),
                now.content(),
                now.images(),
                now.copies());
        kept(now.id()).view = changed;
        return changed;
    }

    private static void requireRestorable(RestorePoint point) {
        if (point.status() == Status.RESTORING) {
            throw new Busy("restore point " + point.id() + " is being restored from");
        }
        if (point.status() != Status.AVAILABLE) {
            throw new Conflict("restore point " + point.id() + " is " + point.statusText());
        }
    }

    private void requireIdle(RestorePoint point) {
        boolean builtOn = world.points.values().stream()
                .anyMatch(kept ->
                        kept.view.resource().equals(point.resource()) && kept.view.status() == Status.PROTECTING);
        if ((point.status() != Status.AVAILABLE && point.status() != Status.ERROR) || builtOn) {
            throw new Busy("restore point " + point.id() + " is in use");
        }
    }
}
