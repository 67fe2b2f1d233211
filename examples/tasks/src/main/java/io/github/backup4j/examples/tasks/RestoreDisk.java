package io.github.backup4j.examples.tasks;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import java.time.Duration;
import java.time.Instant;
import java.util.NoSuchElementException;

/** Brings a disk back as it was: over what is on it now, or as a new disk beside it. */
public final class RestoreDisk {
    private final CloudBackup backup;

    /**
     * Creates a task.
     *
     * @param backup the cloud to work in
     */
    public RestoreDisk(CloudBackup backup) {
        this.backup = backup;
    }

    /**
     * Brings a disk back over itself, and returns the restore point that it was brought back from. <strong>What is on the
     * disk now is destroyed.</strong> If a server uses the disk, it is stopped for that and started again.
     *
     * @param disk the disk
     * @param before when the data was still good
     * @throws NoSuchElementException if there is no restore point from before
     */
    public RestorePoint inPlace(Resource.Disk disk, Instant before) {
        RestorePoint point = newest(disk, before);
        backup.restorePoints()
                .restore(point.id(), InPlace.over(disk).detachingFirst())
                .await(Duration.ofHours(2));
        return point;
    }

    /**
     * Makes a new disk with what was on a disk, and returns it. Nothing is overwritten.
     *
     * @param disk the disk, which may be gone
     * @param before when the data was still good
     * @param name the name of the new disk
     * @throws NoSuchElementException if there is no restore point from before
     */
    public Resource.Disk toNewDisk(Resource.Disk disk, Instant before, String name) {
        return backup.restorePoints()
                .restore(newest(disk, before).id(), DiskSpec.of(name))
                .await(Duration.ofHours(2));
    }

    private RestorePoint newest(Resource.Disk disk, Instant before) {
        return backup.restorePoints()
                .newestBefore(disk, before)
                .orElseThrow(
                        () -> new NoSuchElementException("no restore point of " + disk + " from before " + before));
    }

    /**
     * Brings back what a disk held before it was overwritten.
     *
     * @param args which world, as {@link World#of} takes it
     */
    public static void main(String... args) {
        try (World world = World.of(args)) {
            Resource.Disk disk = world.addDisk("orders", DataSize.gib(40));
            new NightlyProtection(world.backup()).protect(disk);
            world.write(disk, "one order");
            world.advance(Duration.ofDays(1));
            Instant accident = world.now();
            world.write(disk, "garbage");

            RestoreDisk restore = new RestoreDisk(world.backup());
            Resource.Disk beside = restore.toNewDisk(disk, accident, "orders-to-look-at");
            System.out.println("a new disk holds: " + world.readText(beside));
            restore.inPlace(disk, accident);
            System.out.println("the disk holds: " + world.readText(disk));
        }
    }
}
