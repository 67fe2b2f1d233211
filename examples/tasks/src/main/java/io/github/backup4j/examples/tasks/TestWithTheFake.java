package io.github.backup4j.examples.tasks;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.testkit.Call;
import io.github.backup4j.testkit.InMemoryCloud;
import java.time.Duration;

/**
 * A program's own code in front of a cloud that misbehaves on request, on a clock that is moved by hand.
 *
 * <p>{@code NightlyProtectionTest}, beside this module's other tests, does the same with JUnit.
 */
public final class TestWithTheFake {
    private TestWithTheFake() {}

    /**
     * Lets the cloud lose a reply and fail a backup, and prints what came of it.
     *
     * @param args none
     */
    public static void main(String... args) {
        InMemoryCloud cloud = InMemoryCloud.create();
        Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(40));
        NightlyProtection protection = new NightlyProtection(cloud.backup());

        cloud.faults().loseReplyOf(Call.VAULTS_CREATE);
        try {
            protection.protect(disk);
        } catch (AmbiguousOutcome e) {
            System.out.println("try again: " + e.getMessage());
            protection.protect(disk);
        }
        System.out.println(
                "vaults after the second try: " + cloud.backup().vaults().list().count());

        cloud.time().advance(Duration.ofDays(7));
        cloud.faults().failBackupsOf(disk, "DISK_ERROR", "the disk cannot be read");
        cloud.time().advance(Duration.ofDays(1));
        cloud.faults().clear();
        cloud.time().advance(Duration.ofDays(2));
        System.out.println(Timeline.of(cloud.backup(), cloud.time().now(), disk));

        cloud.time().advance(Duration.ofDays(365));
        System.out.println("restore points after one more year: "
                + cloud.backup()
                        .restorePoints()
                        .list(RestorePointFilter.of(disk).automaticOnly())
                        .count());
    }
}
