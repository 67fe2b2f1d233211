package io.github.backup4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.NotFound;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.drill.RestoreDrill;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which restore point a drill of a disk takes that is backed up with a server, or was. */
class DrillPointsTest {
    private static final Duration LONG = Duration.ofHours(12);

    private final InMemoryCloud cloud = InMemoryCloud.create();
    private final CloudBackup backup = cloud.backup();
    private final Resource.Disk data = cloud.addDisk("data", DataSize.gib(10));
    private final Resource.Server shop = cloud.addServer("shop", cloud.addDisk("system", DataSize.gib(40)), data);
    private final Vault vault = backup.vaults().create(VaultSpec.forServers("servers", DataSize.gib(4000)));
    private int keys;

    @BeforeEach
    void protect() {
        backup.vaults().add(vault.id(), shop);
    }

    @Test
    void drill_newestPointOfItsServerThatLacksIt_takesTheOneBefore() {
        RestorePoint holding = take();
        cloud.stop(shop);
        cloud.detach(data);
        take();
        cloud.attach(data, shop);
        assertThat(drilled()).isEqualTo(partOf(holding));
        assertThat(partOf(take())).as("it holds the disk again").isEqualTo(drilled());
    }

    @Test
    void drill_diskThatIsGone_takesThePointOfItsServer() {
        RestorePoint holding = take();
        cloud.stop(shop);
        cloud.detach(data);
        cloud.delete(data);
        assertThat(drilled()).isEqualTo(partOf(holding));
    }

    /** A restore point of a server costs a request in some clouds: not all of a project are read for a disk that none holds. */
    @Test
    void drill_manyNewerPointsOfServers_areNotAllRead() {
        RestorePoint holding = take();
        cloud.stop(shop);
        cloud.detach(data);
        for (int more = 0; more < 199; more++) {
            take();
        }
        assertThat(drilled()).isEqualTo(partOf(holding));
        take();
        assertThatThrownBy(this::drilled).isInstanceOf(NotFound.class).hasMessageContaining("newest 200");
    }

    private RestorePoint take() {
        return backup.restorePoints()
                .take(BackupSpec.of(vault.id()))
                .await(LONG)
                .restorePoints()
                .get(0);
    }

    private RestorePointId partOf(RestorePoint point) {
        return point.part(data).orElseThrow().id();
    }

    private RestorePointId drilled() {
        return RestoreDrill.of(data)
                .to(DiskSpec.of("drilled"))
                .start(backup, RequestKey.of("drill-" + keys++))
                .await(LONG)
                .point()
                .id();
    }
}
