package shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.testkit.InMemoryCloud;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

@SpringBootTest(properties = "backup4j.cloud=memory:shop")
class ShopApplicationTest {
    @Autowired
    CloudBackup backup;

    @Autowired
    ShopApplication.Backups backups;

    @Test
    void newestOf_diskBackedUp_itsRestorePoint() {
        Resource.Disk disk = InMemoryCloud.named("shop").addDisk("orders", DataSize.gib(40));
        assertThat(backups.newestOf(disk.id())).isEmpty();

        Vault vault = backup.vaults().create(VaultSpec.forDisks("orders", DataSize.gib(100)));
        backup.vaults().add(vault.id(), disk);
        backup.restorePoints().take(BackupSpec.of(vault.id())).await(Duration.ofHours(1));

        assertThat(backups.newestOf(disk.id())).isPresent();
    }
}
