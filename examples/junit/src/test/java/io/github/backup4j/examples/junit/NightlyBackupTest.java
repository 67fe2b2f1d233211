package io.github.backup4j.examples.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.InPlace;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.junit.InMemoryCloudExtension;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The nights of a month and a half, in the in-memory cloud. */
@ExtendWith(InMemoryCloudExtension.class)
class NightlyBackupTest {
    @Test
    void protect_sixWeeks_thirtyNightsAreKept(InMemoryCloud cloud, CloudBackup backup) {
        Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(40));

        new NightlyBackup(backup).protect(disk);
        cloud.time().advance(Duration.ofDays(45));

        assertThat(backup.restorePoints().list(RestorePointFilter.of(disk))).hasSize(30);
    }

    @Test
    void restore_newestPoint_bringsTheContentBack(InMemoryCloud cloud, CloudBackup backup) {
        Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(40));
        new NightlyBackup(backup).protect(disk);
        cloud.write(disk, "before the accident");
        cloud.time().advance(Duration.ofDays(1));
        cloud.write(disk, "after the accident");

        RestorePoint point = backup.restorePoints().newest(disk).orElseThrow();
        backup.restorePoints().restore(point.id(), InPlace.over(disk)).await(Duration.ofHours(6));

        assertThat(cloud.read(disk)).asString(StandardCharsets.UTF_8).isEqualTo("before the accident");
    }
}
