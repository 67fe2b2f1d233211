package io.github.backup4j.huawei;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Temporary;
import io.github.backup4j.TimeSource;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A client whose clock is the machine's, of an emulated cloud whose clock is another: such as one in a process of its own, which goes
 * faster or stands still.
 */
class ClockApartTest {
    private static final Duration LONG = Duration.ofHours(2);
    private static final VaultSpec SPEC = VaultSpec.forDisks("ledger", DataSize.gib(100));

    @ParameterizedTest
    @ValueSource(strings = {"-P30D", "-PT7M", "PT0S", "PT3H", "P30D"})
    void dateHeader_cloudWithAnotherClock_keysAreRecognized(String ahead) throws IOException {
        InMemoryCloud cloud = cloud(ahead);
        try (HuaweiEmulator emulator = HuaweiEmulator.builder().cloud(cloud).start();
                CloudBackup first = open(emulator);
                CloudBackup second = open(emulator)) {
            Vault atOnce = first.vaults().create(SPEC, RequestKey.of("first call of its process"));
            cloud.time().advance(Duration.ofDays(8));
            Vault later = first.vaults().create(SPEC, RequestKey.of("long after the last response"));

            assertThat(second.vaults().create(SPEC, RequestKey.of("first call of its process")))
                    .isEqualTo(atOnce);
            assertThat(second.vaults().create(SPEC, RequestKey.of("long after the last response")))
                    .isEqualTo(later);
            assertThat(first.vaults().list()).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT3H", "P30D"})
    void dateHeader_cloudWhoseClockIsAhead_temporariesAreDiscarded(String ahead) throws IOException {
        InMemoryCloud cloud = cloud(ahead);
        Resource.Disk disk = cloud.addDisk("ledger", DataSize.gib(10));
        try (HuaweiEmulator emulator = HuaweiEmulator.builder()
                        .cloud(cloud)
                        .perLook(Duration.ofMinutes(10))
                        .start();
                CloudBackup backup = open(emulator)) {
            Vault vault = backup.vaults().create(SPEC);
            backup.vaults().add(vault.id(), disk);
            backup.restorePoints().take(BackupSpec.of(vault.id())).await(LONG);
            RestorePoint point = backup.restorePoints().newest(disk).orElseThrow();
            Instant now = TimeSource.system().now();
            Temporary mark = Temporary.of(RequestKey.of("check"), now, now.plus(LONG));
            DiskSpec spec = DiskSpec.of("check").withTags(mark.tags());
            Resource.Disk made =
                    backup.restorePoints().restore(point.id(), spec, mark.key()).await(LONG);

            assertThat(backup.resources().discard(made, mark).await(LONG)).isEqualTo(made);
        }
    }

    private static InMemoryCloud cloud(String ahead) {
        Instant start = TimeSource.system().now().plus(Duration.parse(ahead));
        return InMemoryCloud.builder()
                .withUuids()
                .time(VirtualTime.startingAt(start))
                .build();
    }

    private static CloudBackup open(HuaweiEmulator emulator) {
        return HuaweiBackup.builder()
                .region(emulator.site().region())
                .project(emulator.site().project())
                .accessKey("any", "any")
                .endpoint(emulator.address())
                .dateHeader(HuaweiEmulator.DATE_HEADER)
                .pollInterval(Duration.ofMillis(1))
                .build();
    }
}
