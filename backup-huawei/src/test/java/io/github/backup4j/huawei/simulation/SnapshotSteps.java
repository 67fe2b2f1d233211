package io.github.backup4j.huawei.simulation;

import io.github.backup4j.DiskSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.Resource;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotSpec;
import java.util.Optional;

/** What a simulated caller does with snapshots. */
final class SnapshotSteps {
    private final Scene scene;
    private final PatientCaller caller;
    private final Ledger ledger;
    private final ByHand byHand;

    SnapshotSteps(Scene scene) {
        this.scene = scene;
        byHand = new ByHand(scene);
        caller = scene.caller();
        ledger = scene.ledger();
    }

    boolean take() {
        Optional<Ledger.Disk> disk = scene.any(ledger.disks, all -> true);
        if (disk.isEmpty() || ledger.snapshots.size() >= 5) {
            return false;
        }
        String name = scene.nextName("snapshot");
        SnapshotSpec spec = SnapshotSpec.of(disk.get().id, name).allowingAttached();
        Snapshot snapshot = caller.run(
                "take " + name + " of " + disk.get().id,
                Snapshot.class,
                (backup, key) -> backup.snapshots().take(spec, key));
        ledger.snapshots.add(new Ledger.Snap(snapshot.id(), disk.get().id, disk.get().content));
        return true;
    }

    /** It has no key: after a lost reply, the same is asked for again when the disk is at rest, as nobody writes in between. */
    boolean rollBack() {
        Optional<Ledger.Snap> snapshot =
                scene.any(ledger.snapshots, candidate -> ledger.disk(candidate.disk()).server == null);
        if (snapshot.isEmpty()) {
            return false;
        }
        Resource.Disk disk = snapshot.get().disk();
        caller.runWithoutKey(
                "roll " + disk + " back to " + snapshot.get().id(),
                Resource.Disk.class,
                backup -> backup.snapshots().rollBack(snapshot.get().id(), disk));
        ledger.disk(disk).content = snapshot.get().content();
        return true;
    }

    boolean rollBackDetaching() {
        Optional<Ledger.Snap> snapshot = scene.any(ledger.snapshots, all -> true);
        if (snapshot.isEmpty()) {
            return false;
        }
        Ledger.Disk disk = ledger.disk(snapshot.get().disk());
        InPlace<Resource.Disk> target = InPlace.over(disk.id).detachingFirst();
        caller.run(
                "roll " + disk.id + " back to " + snapshot.get().id() + ", detaching it",
                Resource.Disk.class,
                (backup, key) -> {
                    byHand.startIfTold(disk.server);
                    return byHand.makingRoom(
                            disk.id,
                            () -> backup.snapshots().rollBack(snapshot.get().id(), target, key));
                },
                () -> false);
        byHand.startIfTold(disk.server);
        disk.content = snapshot.get().content();
        return true;
    }

    boolean newDisk() {
        Optional<Ledger.Snap> snapshot = scene.any(ledger.snapshots, all -> true);
        if (snapshot.isEmpty() || ledger.disks.size() >= 8) {
            return false;
        }
        String name = scene.nextName("disk");
        Resource.Disk made = caller.run(
                "make " + name + " of " + snapshot.get().id(),
                Resource.Disk.class,
                (backup, key) -> backup.snapshots().restore(snapshot.get().id(), DiskSpec.of(name), key));
        ledger.disks.add(new Ledger.Disk(made, name, snapshot.get().content()));
        return true;
    }

    boolean delete() {
        Optional<Ledger.Snap> snapshot = scene.any(ledger.snapshots, all -> true);
        snapshot.ifPresent(entry -> {
            caller.change(
                    "delete " + entry.id(),
                    backup -> backup.snapshots().delete(entry.id()),
                    () -> caller.look(
                            "is it gone",
                            backup -> backup.snapshots()
                                    .list()
                                    .noneMatch(present -> present.id().equals(entry.id())
                                            && present.status() != Snapshot.Status.DELETING)));
            ledger.snapshots.remove(entry);
        });
        return snapshot.isPresent();
    }
}
