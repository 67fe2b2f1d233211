package io.github.backup4j.examples.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.huawei.HuaweiBackup;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.huawei.emulator.HuaweiEmulatorExtension;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The same code on Huawei Cloud's interface, over HTTP. */
class HuaweiNightlyBackupTest {
    @RegisterExtension
    final HuaweiEmulatorExtension emulators = new HuaweiEmulatorExtension();

    @Test
    void protect_sixWeeks_thirtyNightsAreKept() {
        HuaweiEmulator emulator = emulators.emulator();
        Resource.Disk disk = emulator.cloud().addDisk("orders", DataSize.gib(40));

        try (CloudBackup backup = open(emulator)) {
            new NightlyBackup(backup).protect(disk);
            emulator.advance(Duration.ofDays(45));

            assertThat(backup.restorePoints().list(RestorePointFilter.of(disk))).hasSize(30);
        }
    }

    @Test
    void emulator_eachTest_empty(HuaweiEmulator emulator) {
        assertThat(emulator).isSameAs(emulators.emulator());
        try (CloudBackup backup = open(emulator)) {
            assertThat(backup.vaults().list()).isEmpty();
        }
    }

    private static CloudBackup open(HuaweiEmulator emulator) {
        return HuaweiBackup.builder()
                .region(emulator.site().region())
                .project(emulator.site().project())
                .accessKey("any", "any")
                .endpoint(emulator.address())
                .timeSource(emulator.cloud().time())
                .build();
    }
}
