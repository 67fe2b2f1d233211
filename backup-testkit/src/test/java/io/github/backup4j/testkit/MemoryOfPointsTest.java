package io.github.backup4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.PolicyId;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Resource;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** How much heap a restore point of the in-memory cloud takes; {@code MemoryPerPoint} of the benchmarks measures it exactly. */
@Isolated("it measures the heap")
class MemoryOfPointsTest {
    private static final int VAULT_MEMBERS = 100;
    private static final int NIGHTS = 365;

    /** Several times what it takes: the tests before leave something in the heap, of which a part goes meanwhile or comes. */
    private static final long MOST_BYTES = 364;

    private static final int TRIES = 3;

    @Test
    void advance_aYearOfNights_aPointTakesFewBytes() {
        List<Long> perPoint =
                IntStream.range(0, TRIES).mapToObj(unused -> bytesPerPoint()).toList();

        assertThat(perPoint)
                .as("bytes of heap for each restore point, in several tries")
                .anySatisfy(bytes -> assertThat(bytes).isBetween(1L, MOST_BYTES));
    }

    /** What a large cloud takes more than a small one, so that what both have does not count. */
    private static long bytesPerPoint() {
        Used small = used(100);
        Used large = used(300);
        assertThat(large.points).isEqualTo(300L * NIGHTS);
        return (large.bytes - small.bytes) / (large.points - small.points);
    }

    private record Used(long bytes, long points) {}

    /** Backs up disks each night for a year, and keeps every restore point. */
    private static Used used(int disks) {
        InMemoryCloud cloud = InMemoryCloud.create();
        CloudBackup backup = cloud.backup();
        PolicyId nightly = backup.policies()
                .create(PolicySpec.backup("nightly", Schedule.dailyAt("02:00"), Retention.forever()))
                .id();
        for (int from = 0; from < disks; from += VAULT_MEMBERS) {
            List<Resource.Disk> members = IntStream.range(from, from + VAULT_MEMBERS)
                    .mapToObj(disk -> written(cloud, disk))
                    .toList();
            VaultId vault = backup.vaults()
                    .create(VaultSpec.forDisks("vault-" + from, DataSize.gib(1_000_000)))
                    .id();
            var unused = backup.vaults().add(vault, members);
            backup.policies().attach(nightly, vault);
        }
        long before = heap();
        cloud.time().advance(Duration.ofDays(NIGHTS));
        long bytes = heap() - before;
        return new Used(bytes, backup.restorePoints().list().count());
    }

    private static Resource.Disk written(InMemoryCloud cloud, int number) {
        Resource.Disk disk = cloud.addDisk("disk-" + number, DataSize.gib(10));
        cloud.write(disk, "content " + number);
        return disk;
    }

    private static long heap() {
        System.gc();
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
