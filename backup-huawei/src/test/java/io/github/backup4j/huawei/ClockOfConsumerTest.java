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
import io.github.backup4j.huawei.emulator.Form;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An emulated cloud opened with public settings alone, whose clock is near that of this machine, by which its server dates responses. */
class ClockOfConsumerTest {
    private static final Duration LONG = Duration.ofHours(2);

    @ParameterizedTest
    @ValueSource(strings = {"-PT23H", "-PT1H", "-PT10M", "PT0S", "PT10M", "PT23H"})
    void timeSource_ofCloudNearTheMachinesClock_keysAndMarksAreRecognized(String ahead) throws IOException {
        VirtualTime time = VirtualTime.startingAt(TimeSource.system().now().plus(Duration.parse(ahead)));
        InMemoryCloud cloud = InMemoryCloud.builder().time(time).build();
        try (HuaweiEmulator emulator = HuaweiEmulator.start(cloud, Form.RECORDED);
                CloudBackup backup = HuaweiBackup.builder()
                        .region(emulator.site().region())
                        .project(emulator.site().project())
                        .accessKey("any", "any")
                        .endpoint(emulator.address())
                        .timeSource(time)
                        .build()) {
            Resource.Disk disk = cloud.addDisk("ledger", DataSize.gib(10));
            Vault vault = backup.vaults().create(VaultSpec.forDisks("ledger", DataSize.gib(100)));
            backup.vaults().add(vault.id(), disk);
            backup.restorePoints().take(BackupSpec.of(vault.id())).await(LONG);
            RestorePoint point = backup.restorePoints().newest(disk).orElseThrow();
            Instant now = time.now();
            Temporary mark = Temporary.of(RequestKey.of("check"), now, now.plus(LONG));
            DiskSpec spec = DiskSpec.of("check").withTags(mark.tags());

            Resource.Disk made =
                    backup.restorePoints().restore(point.id(), spec, mark.key()).await(LONG);
            Resource.Disk again =
                    backup.restorePoints().restore(point.id(), spec, mark.key()).await(LONG);

            assertThat(again).isEqualTo(made);
            assertThat(backup.resources().discard(made, mark).await(LONG)).isEqualTo(made);
        }
    }
}
