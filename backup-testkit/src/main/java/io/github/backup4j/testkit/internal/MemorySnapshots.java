package io.github.backup4j.testkit.internal;

import io.github.backup4j.DiskSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.Reported;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint.Origin;
import io.github.backup4j.RestoreTarget;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotFilter;
import io.github.backup4j.SnapshotId;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.SnapshotUpdate;
import io.github.backup4j.spi.CallKey;
import io.github.backup4j.spi.Checks;
import io.github.backup4j.spi.Impact;
import io.github.backup4j.spi.Listing;
import io.github.backup4j.spi.OperationDriver;
import io.github.backup4j.spi.SnapshotsDriver;
import io.github.backup4j.testkit.Call;
import io.github.backup4j.testkit.Work;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The snapshots of one site. */
final class MemorySnapshots implements SnapshotsDriver {
    /** How the names of the backup service's snapshots start. */
    private static final String OF_BACKUP = "autobk_snapshot_";

    private final SiteEngine engine;
    private final SiteStore store;
    private final Gate gate;
    private final RestoreChecks checks;

    MemorySnapshots(SiteEngine engine, Gate gate) {
        this.engine = engine;
        this.gate = gate;
        store = engine.store;
        checks = new RestoreChecks(store);
    }

    @Override
    public OperationDriver<Snapshot> take(SnapshotSpec spec, CallKey key) {
        return engine.jobs.once(
                gate,
                Call.SNAPSHOTS_TAKE,
                key,
                List.of(spec),
                () -> {
                    StoredDisk disk = store.disk(spec.disk());
                    requireTakeable(disk, spec);
                    StoredSnapshot snapshot = new StoredSnapshot(
                            new SnapshotId(store.world.nextId("snapshot")),
                            disk,
                            spec.name(),
                            spec.description(),
                            store.world.time.now());
                    store.snapshots.put(snapshot.id, snapshot);
                    return engine.jobs.start(
                            Work.SNAPSHOT,
                            Snapshot.class,
                            () -> {
                                snapshot.status = Snapshot.Status.AVAILABLE;
                                return snapshot.view();
                            },
                            failure -> snapshot.status = Snapshot.Status.ERROR);
                },
                snapshot -> store.snapshots.containsKey(snapshot.id()));
    }

    @Override
    public Snapshot get(SnapshotId id) {
        return gate.read(
                Call.SNAPSHOTS_GET,
                () -> ofBackups()
                        .filter(snapshot -> snapshot.id().equals(id))
                        .findFirst()
                        .orElseGet(() -> store.snapshot(id).view()));
    }

    @Override
    public Listing<Snapshot> list(SnapshotFilter filter) {
        return Listing.inOrder(gate.list(
                Call.SNAPSHOTS_LIST,
                () -> newestFirst(Stream.concat(
                        store.snapshots.values().stream().map(StoredSnapshot::view),
                        filter.includingBackups() ? ofBackups() : Stream.empty())),
                snapshot -> snapshot.ofBackup()
                        ? Optional.of(snapshot)
                        : Optional.ofNullable(store.snapshots.get(snapshot.id()))
                                .map(StoredSnapshot::view)));
    }

    @Override
    public Snapshot update(SnapshotId id, SnapshotUpdate update) {
        String name = update.name();
        String description = update.description();
        return gate.change(Call.SNAPSHOTS_UPDATE, id, () -> {
            StoredSnapshot snapshot = own(id);
            snapshot.name = name;
            snapshot.description = description;
            return snapshot.view();
        });
    }

    @Override
    public OperationDriver<Resource.Disk> rollBack(SnapshotId id, InPlace<Resource.Disk> target, CallKey key) {
        return engine.jobs.once(
                gate,
                Call.SNAPSHOTS_ROLL_BACK,
                key,
                List.of(id, target),
                () -> rollBack(checks.rollBack(Checks.throwing(), id, target, ofBackups()), key),
                disk -> store.exists(disk) && key.value().equals(store.overwrittenWith.get(disk)));
    }

    private Job<Resource.Disk> rollBack(RestoreChecks.RollingBack checked, CallKey key) {
        StoredSnapshot snapshot = checked.snapshot().get();
        StoredDisk disk = checked.disk().get();
        boolean inSteps = key.chosen() || disk.server != null;
        Runnable putBack = engine.restores.free(disk, checked.target());
        disk.state = StoredDisk.State.ROLLING_BACK;
        snapshot.status = Snapshot.Status.ROLLING_BACK;
        Runnable settle = () -> {
            disk.state = StoredDisk.State.READY;
            snapshot.status = Snapshot.Status.AVAILABLE;
            putBack.run();
        };
        return engine.jobs.start(
                inSteps,
                Work.ROLL_BACK,
                Resource.Disk.class,
                () -> {
                    engine.restores.requireStill(disk);
                    disk.fill(snapshot.content);
                    settle.run();
                    engine.restores.note(disk.disk, key);
                    return disk.disk;
                },
                failure -> {
                    engine.restores.breakOff(disk, snapshot.content, failure);
                    settle.run();
                });
    }

    @Override
    public OperationDriver<Resource.Disk> newDisk(SnapshotId id, DiskSpec disk, CallKey key) {
        return engine.jobs.once(
                gate,
                Call.SNAPSHOTS_RESTORE,
                key,
                List.of(id, disk),
                () -> engine.restores.newDisk(
                        checks.newDisk(Checks.throwing(), id, disk, ofBackups()).get(), disk, null),
                store::exists);
    }

    @Override
    public Impact preflight(SnapshotId id, RestoreTarget target, Checks run) {
        return gate.read(Call.SNAPSHOTS_PREFLIGHT, () -> {
            if (target instanceof InPlace<?> inPlace) {
                return checks.rollBack(run, id, inPlace, ofBackups()).impact();
            } else if (target instanceof DiskSpec disk) {
                var unused = checks.newDisk(run, id, disk, ofBackups());
            }
            return Impact.none();
        });
    }

    @Override
    public void delete(SnapshotId id) {
        gate.run(Call.SNAPSHOTS_DELETE, id, () -> {
            StoredSnapshot snapshot = own(id);
            if (snapshot.status != Snapshot.Status.AVAILABLE && snapshot.status != Snapshot.Status.ERROR) {
                throw Refusal.conflict(
                        Code.NOT_AVAILABLE,
                        "snapshot " + id + " is " + snapshot.status
                                + ", and cannot be deleted now; nothing was deleted");
            }
            snapshot.status = Snapshot.Status.DELETING;
            store.world.after(Work.DELETE, () -> store.snapshots.remove(id));
        });
    }

    /** The snapshots that each disk's newest restore point keeps beside the disk, for the next incremental backup. */
    private Stream<Snapshot> ofBackups() {
        return store.vaults.values().stream()
                .flatMap(vault -> vault.chains.values().stream())
                .flatMap(chain -> chain.newestFirst().stream()
                        .filter(point -> point.available() && point.origin() == Origin.TAKEN)
                        .limit(1))
                .flatMap(point -> point.parts.stream()
                        .filter(part -> store.disks.containsKey(part.disk()))
                        .map(part -> ofBackup(point, part)));
    }

    private static Snapshot ofBackup(StoredPoint point, StoredPart part) {
        String name = OF_BACKUP + point.idOf(part);
        return new Snapshot(
                new SnapshotId(name),
                name,
                null,
                part.disk(),
                part.size(),
                Reported.of(Snapshot.Status.AVAILABLE),
                part.encrypted(),
                true,
                point.createdAt());
    }

    private StoredSnapshot own(SnapshotId id) {
        return checks.own(id, ofBackups());
    }

    private void requireTakeable(StoredDisk disk, SnapshotSpec spec) {
        RestoreChecks.requireReady(disk);
        if (disk.server != null && !spec.whileAttached()) {
            throw Refusal.conflict(
                    Code.ATTACHED,
                    disk.disk + " is attached to " + disk.server.server
                            + "; detach it, or accept a crash-consistent snapshot with allowingAttached(); nothing was taken");
        }
        long present = store.snapshots.values().stream()
                .filter(snapshot -> snapshot.source == disk)
                .count();
        if (present >= store.world.limits.snapshots().ofOneDisk()) {
            throw Refusal.quota(
                    Code.SNAPSHOT_LIMIT,
                    disk.disk + " has " + present
                            + " snapshots, which is the maximum; delete one first; nothing was taken");
        }
    }

    private static List<Snapshot> newestFirst(Stream<Snapshot> snapshots) {
        List<Snapshot> sorted = new ArrayList<>(snapshots.toList());
        Collections.reverse(sorted);
        sorted.sort(Comparator.comparing(Snapshot::createdAt).reversed());
        return sorted;
    }
}
