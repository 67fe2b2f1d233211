package io.github.backup4j.examples.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.InPlace;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Throttled;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.HuaweiBackup;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.huawei.emulator.HuaweiEmulatorExtension;
import io.github.backup4j.testkit.Call;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.junit.InMemoryCloudExtension;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The code of docs/test-author.md, which {@link DocumentsTest} compares with it. */
class TestAuthorGuideTest {
    @Nested
    @ExtendWith(InMemoryCloudExtension.class)
    class NightlyProtectionInMemoryTest {
        @Test
        void protect_45Nights_keeps30(InMemoryCloud cloud, CloudBackup backup) {
            Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(40));

            new NightlyProtection(backup).protect(disk);
            cloud.time().advance(Duration.ofDays(45));

            assertThat(backup.restorePoints().list(RestorePointFilter.of(disk))).hasSize(30);
        }
    }

    @Test
    void restore_overwrittenDisk_contentComesBack() {
        InMemoryCloud cloud = InMemoryCloud.create();
        CloudBackup backup = cloud.backup();
        Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(40));
        new NightlyProtection(backup).protect(disk);

        cloud.write(disk, "order 4711");
        cloud.time().advance(Duration.ofDays(1));
        cloud.write(disk, "garbage");
        RestorePoint point = backup.restorePoints().newest(disk).orElseThrow();
        backup.restorePoints().restore(point.id(), InPlace.over(disk)).await(Duration.ofHours(6));

        assertThat(cloud.readText(disk)).as(cloud.describe()).isEqualTo("order 4711");
    }

    @Test
    void schedule_overAChangeToSummerTime_anHourLater() {
        InMemoryCloud cloud = InMemoryCloud.create();
        CloudBackup backup = cloud.backup();
        Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(40));
        Vault vault = backup.vaults().create(VaultSpec.forDisks("orders", DataSize.gib(200)));
        backup.vaults().add(vault.id(), disk);

        Policy nightly = backup.policies()
                .create(PolicySpec.backup("nightly", Schedule.dailyAt("03:00").in("Europe/London"), Retention.forever())
                        .acceptingDrift());
        backup.policies().attach(nightly.id(), vault.id());
        cloud.time().advanceTo(Instant.parse("2026-03-28T00:00:00Z"));
        cloud.time().advance(Duration.ofDays(2));

        assertThat(backup.restorePoints()
                        .list(RestorePointFilter.of(disk).createdFrom(Instant.parse("2026-03-28T00:00:00Z")))
                        .map(point -> LocalTime.ofInstant(point.createdAt(), ZoneId.of("Europe/London"))))
                .containsExactly(LocalTime.of(4, 0), LocalTime.of(3, 0));
    }

    @Test
    void protect_lostReply_repeatedWithoutADuplicate() {
        InMemoryCloud cloud = InMemoryCloud.create();
        Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(40));
        NightlyProtection protection = new NightlyProtection(cloud.backup());

        cloud.faults().loseReplyOf(Call.VAULTS_CREATE);
        assertThatThrownBy(() -> protection.protect(disk)).isInstanceOf(AmbiguousOutcome.class);
        protection.protect(disk);

        assertThat(cloud.backup().vaults().list()).hasSize(1);
    }

    @Test
    void backup_oneNightFails_theNextIsThere() {
        InMemoryCloud cloud = InMemoryCloud.create();
        Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(40));
        new NightlyProtection(cloud.backup()).protect(disk);

        cloud.faults().failBackupsOf(disk, "DISK_ERROR", "the disk cannot be read");
        cloud.time().advance(Duration.ofDays(1));
        cloud.faults().clear();
        cloud.time().advance(Duration.ofDays(1));

        assertThat(cloud.backup()
                        .restorePoints()
                        .list(RestorePointFilter.of(disk))
                        .filter(RestorePoint::available))
                .hasSize(1);
    }

    @Test
    void open_byName_sameCloud() {
        CloudBackup backup = CloudBackup.open("memory:shop");
        Resource.Disk disk = InMemoryCloud.named("shop").addDisk("orders", DataSize.gib(40));
        assertThat(backup.resources().get(disk).isProtected()).isFalse();
        InMemoryCloud.forget("shop");
    }

    @Nested
    @ExtendWith(HuaweiEmulatorExtension.class)
    class NightlyProtectionOverHttpTest {
        @Test
        void protect_45Nights_keeps30(HuaweiEmulator emulator) {
            Resource.Disk disk = emulator.cloud().addDisk("orders", DataSize.gib(40));
            try (CloudBackup backup = HuaweiBackup.builder()
                    .region(emulator.site().region())
                    .project(emulator.site().project())
                    .accessKey("any", "any")
                    .endpoint(emulator.address())
                    .timeSource(emulator.cloud().time())
                    .build()) {
                new NightlyProtection(backup).protect(disk);
                emulator.advance(Duration.ofDays(45));

                assertThat(backup.restorePoints().list(RestorePointFilter.of(disk)))
                        .hasSize(30);
            }
        }
    }

    @Test
    void throttle_inMemory_reachesTheCaller() {
        InMemoryCloud cloud = InMemoryCloud.create();
        cloud.faults().throttle(1);

        assertThatThrownBy(() -> cloud.backup().vaults().list().count()).isInstanceOf(Throttled.class);
        assertThat(cloud.backup().vaults().list()).isEmpty();
    }

    @Test
    void interference_throttled_isRetried() throws IOException {
        AtomicInteger left = new AtomicInteger(2);
        HuaweiEmulator throttling = HuaweiEmulator.builder()
                .interference((method, target) -> left.getAndDecrement() > 0 ? Fault.THROTTLED : Fault.NONE)
                .start();
        try (throttling;
                CloudBackup backup = HuaweiBackup.builder()
                        .region(throttling.site().region())
                        .project(throttling.site().project())
                        .accessKey("any", "any")
                        .endpoint(throttling.address())
                        .timeSource(throttling.cloud().time())
                        .build()) {
            assertThat(backup.vaults().list()).isEmpty();
        }
        assertThat(throttling.requests()).isEqualTo(3);
    }

    @Test
    void emulator_seed_hasTheDisk() throws IOException {
        String disk = "0a1b2c3d-0000-4000-8000-000000000001";
        try (HuaweiEmulator emulator = HuaweiEmulator.builder()
                .seed("{\"disks\": [{\"id\": \"" + disk + "\", \"name\": \"orders\", \"size\": 40}]}")
                .start()) {
            assertThat(emulator.cloud().disks()).containsExactly(Resource.disk(disk));
        }
    }
}
