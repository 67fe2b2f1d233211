package shop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.huawei.HuaweiBackup;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.huawei.emulator.HuaweiEmulatorExtension;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(HuaweiEmulatorExtension.class)
class HuaweiNightlyBackupTest {
    @Test
    void protect_sixWeeks_thirtyNightsAreKept(HuaweiEmulator emulator) {
        Resource.Disk disk = emulator.cloud().addDisk("orders", DataSize.gib(40));
        try (CloudBackup backup = HuaweiBackup.builder()
                .region(emulator.site().region())
                .project(emulator.site().project())
                .accessKey("any", "any")
                .endpoint(emulator.address())
                .timeSource(emulator.cloud().time())
                .build()) {
            new NightlyBackup(backup).protect(disk);
            emulator.advance(Duration.ofDays(45));

            assertEquals(30, backup.restorePoints().list(RestorePointFilter.of(disk)).count());
        }
    }
}
