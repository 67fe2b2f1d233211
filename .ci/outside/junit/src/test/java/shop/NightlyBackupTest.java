package shop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.junit.InMemoryCloudExtension;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(InMemoryCloudExtension.class)
class NightlyBackupTest {
    @Test
    void protect_sixWeeks_thirtyNightsAreKept(InMemoryCloud cloud, CloudBackup backup) {
        Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(40));

        new NightlyBackup(backup).protect(disk);
        cloud.time().advance(Duration.ofDays(45));

        assertEquals(30, backup.restorePoints().list(RestorePointFilter.of(disk)).count());
    }
}
