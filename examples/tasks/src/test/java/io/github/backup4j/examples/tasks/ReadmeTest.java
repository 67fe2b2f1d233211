package io.github.backup4j.examples.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.InPlace;
import io.github.backup4j.Invalid;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.HuaweiBackup;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.testkit.InMemoryCloud;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The code of README and docs/huawei.md, which {@link DocumentsTest} compares with it. */
class ReadmeTest {
    @Test
    void example_lostData_isRestored() {
        InMemoryCloud cloud = InMemoryCloud.create();
        CloudBackup backup = cloud.backup();
        Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(40));

        Vault vault = backup.vaults().create(VaultSpec.forDisks("orders", DataSize.gib(200)));
        backup.vaults().add(vault.id(), disk);
        Policy nightly =
                backup.policies().create(PolicySpec.backup("nightly", Schedule.dailyAt("02:00"), Retention.days(30)));
        backup.policies().attach(nightly.id(), vault.id());

        cloud.time().advance(Duration.ofDays(45));
        RestorePoint newest = backup.restorePoints().newest(disk).orElseThrow();
        backup.restorePoints().restore(newest.id(), InPlace.over(disk)).await(Duration.ofHours(6));

        assertThat(backup.restorePoints().list(RestorePointFilter.of(disk))).hasSize(30);
    }

    @Test
    void testingYourCode_45Nights_keeps30() {
        InMemoryCloud cloud = InMemoryCloud.create();
        Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(40));
        new NightlyProtection(cloud.backup()).protect(disk);
        cloud.time().advance(Duration.ofDays(45));
        assertThat(cloud.backup().restorePoints().list(RestorePointFilter.of(disk)))
                .hasSize(30);
    }

    @Test
    void huawei_keysInTheEnvironmentOrNot_buildsOrNamesTheVariable() {
        if (System.getenv("HUAWEICLOUD_SDK_AK") == null || System.getenv("HUAWEICLOUD_SDK_SK") == null) {
            assertThatThrownBy(ReadmeTest::huawei).isInstanceOf(Invalid.class).hasMessageContaining("HUAWEICLOUD_SDK_");
        } else {
            huawei().close();
        }
    }

    private static CloudBackup huawei() {
        CloudBackup backup = HuaweiBackup.builder()
                .region("eu-west-101")
                .accessKey(System.getenv("HUAWEICLOUD_SDK_AK"), System.getenv("HUAWEICLOUD_SDK_SK"))
                .build();
        return backup;
    }

    @Test
    void nightly_after45Days_keeps30() throws IOException {
        String disk = "0a1b2c3d-0000-4000-8000-000000000001";
        try (HuaweiEmulator emulator = HuaweiEmulator.builder()
                        .seed("{\"disks\": [{\"id\": \"" + disk + "\", \"name\": \"orders\", \"size\": 40}]}")
                        .start();
                CloudBackup backup = HuaweiBackup.builder()
                        .region(emulator.site().region())
                        .project(emulator.site().project())
                        .accessKey("any", "any")
                        .endpoint(emulator.address())
                        .timeSource(emulator.cloud().time())
                        .build()) {
            new NightlyProtection(backup).protect(Resource.disk(disk));
            emulator.advance(Duration.ofDays(45));
            assertThat(backup.restorePoints().list(RestorePointFilter.of(Resource.disk(disk))))
                    .hasSize(30);
        }
    }
}
