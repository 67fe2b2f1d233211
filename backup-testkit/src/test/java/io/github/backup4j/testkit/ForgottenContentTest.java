package io.github.backup4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Resource;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The in-memory cloud holds the content of restore points only as long as it holds them, although its history names them. */
@Isolated("it measures the heap")
class ForgottenContentTest {
    private static final int MIB = 1 << 20;
    private static final int NIGHTS = 100;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void advance_pointsExpire_theirContentIsForgotten(boolean uuids) {
        InMemoryCloud cloud = uuids ? InMemoryCloud.builder().withUuids().build() : InMemoryCloud.create();
        CloudBackup backup = cloud.backup();
        Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(10));
        protect(backup, disk);
        long before = used();

        for (int night = 0; night < NIGHTS; night++) {
            byte[] news = new byte[MIB];
            Arrays.fill(news, (byte) night);
            cloud.writeAt(disk, 0, news);
            cloud.time().advance(Duration.ofDays(1));
        }

        assertThat(used() - before).as("bytes that are kept of %d MiB", NIGHTS).isLessThan(NIGHTS / 4 * MIB);
        assertThat(backup.restorePoints().list()).hasSize(2);
    }

    @Test
    void history_pointsExpired_namesThem() {
        InMemoryCloud cloud = InMemoryCloud.create();
        CloudBackup backup = cloud.backup();
        Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(10));
        protect(backup, disk);
        cloud.time().advance(Duration.ofDays(1));
        String first =
                backup.restorePoints().list().findFirst().orElseThrow().id().value();

        cloud.time().advance(Duration.ofDays(3));

        assertThat(cloud.history())
                .anySatisfy(entry -> assertThat(entry.toString()).contains("backup finished", disk.toString(), first))
                .anySatisfy(entry ->
                        assertThat(entry.toString()).contains("restore point expired", first, disk + ", made "));
    }

    private static void protect(CloudBackup backup, Resource.Disk disk) {
        Vault vault = backup.vaults().create(VaultSpec.forDisks("disks", DataSize.gib(100)));
        Vault unused = backup.vaults().add(vault.id(), disk);
        Policy policy =
                backup.policies().create(PolicySpec.backup("nightly", Schedule.dailyAt("22:30"), Retention.latest(2)));
        backup.policies().attach(policy.id(), vault.id());
    }

    /** What is reachable: bytes of objects that survive a collection. */
    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
