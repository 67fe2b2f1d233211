package io.github.backup4j.examples.tasks;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.InPlace;
import io.github.backup4j.Resource;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotSpec;
import java.time.Duration;

/** Does something risky to a disk, with a snapshot to go back to when it fails. */
public final class SnapshotAndRollBack {
    private final CloudBackup backup;

    /**
     * Creates a task.
     *
     * @param backup the cloud to work in
     */
    public SnapshotAndRollBack(CloudBackup backup) {
        this.backup = backup;
    }

    /**
     * Runs an upgrade of what is on a disk, and puts the disk back to where it was if the upgrade throws. The snapshot is
     * deleted in either case: a disk can have only a few, and they do not replace backups.
     *
     * @param disk a disk; if a server uses it, the snapshot holds what a power failure would leave, and for the rollback the server
     *     is stopped and started again
     * @param upgrade what is done to it
     * @return whether the upgrade was done
     */
    public boolean upgrade(Resource.Disk disk, Runnable upgrade) {
        Snapshot before = backup.snapshots()
                .take(SnapshotSpec.of(disk, "before-upgrade").allowingAttached())
                .await(Duration.ofMinutes(30));
        boolean done = succeeds(upgrade);
        if (!done) {
            backup.snapshots()
                    .rollBack(before.id(), InPlace.over(disk).detachingFirst())
                    .await(Duration.ofHours(1));
        }
        backup.snapshots().delete(before.id());
        return done;
    }

    private static boolean succeeds(Runnable upgrade) {
        try {
            upgrade.run();
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    /**
     * Upgrades a disk twice; the first time goes wrong.
     *
     * @param args which world, as {@link World#of} takes it
     */
    public static void main(String... args) {
        try (World world = World.of(args)) {
            Resource.Disk disk = world.addDisk("orders", DataSize.gib(40));
            world.write(disk, "version 1");
            SnapshotAndRollBack task = new SnapshotAndRollBack(world.backup());

            boolean done = task.upgrade(disk, () -> {
                world.write(disk, "half of version 2");
                throw new IllegalStateException("the upgrade crashed");
            });
            System.out.println((done ? "upgraded to " : "rolled back to ") + world.readText(disk));

            done = task.upgrade(disk, () -> world.write(disk, "version 2"));
            System.out.println((done ? "upgraded to " : "rolled back to ") + world.readText(disk));
        }
    }
}
