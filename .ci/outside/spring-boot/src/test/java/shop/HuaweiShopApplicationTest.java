package shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.HuaweiBackup;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** The vendor's SDK on the versions of Jackson and SLF4J that Boot chooses. */
@SpringBootTest
class HuaweiShopApplicationTest {
    @Autowired
    HuaweiEmulator emulator;

    @Autowired
    CloudBackup backup;

    @Autowired
    ShopApplication.Backups backups;

    @Test
    void newestOf_diskBackedUp_itsRestorePoint() {
        Resource.Disk disk = emulator.cloud().addDisk("orders", DataSize.gib(40));
        Vault vault = backup.vaults().create(VaultSpec.forDisks("orders", DataSize.gib(100)));
        backup.vaults().add(vault.id(), disk);
        backup.restorePoints().take(BackupSpec.of(vault.id())).await(Duration.ofHours(1));

        assertThat(backups.newestOf(disk.id())).isPresent();
    }

    @TestConfiguration
    static class Emulated {
        @Bean
        HuaweiEmulator emulator() throws IOException {
            return HuaweiEmulator.builder().start();
        }

        @Bean
        @Primary
        CloudBackup emulated(HuaweiEmulator emulator) {
            return HuaweiBackup.builder()
                    .region(emulator.site().region())
                    .project(emulator.site().project())
                    .accessKey("any", "any")
                    .endpoint(emulator.address())
                    .timeSource(emulator.cloud().time())
                    .build();
        }
    }
}
