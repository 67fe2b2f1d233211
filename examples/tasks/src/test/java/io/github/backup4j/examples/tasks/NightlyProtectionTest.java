package io.github.backup4j.examples.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.testkit.Call;
import io.github.backup4j.testkit.InMemoryCloud;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a program's own code, here {@link NightlyProtection}, is tested with the in-memory cloud. */
class NightlyProtectionTest {
    private final InMemoryCloud cloud = InMemoryCloud.create();
    private final CloudBackup backup = cloud.backup();
    private final Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(40));
    private final NightlyProtection protection = new NightlyProtection(backup);

    @Test
    void protect_45DaysLater_keepsThe30NewestNights() {
        protection.protect(disk);

        cloud.time().advance(Duration.ofDays(45));

        assertThat(points())
                .hasSize(30)
                .extracting(RestorePoint::createdAt)
                .startsWith(Instant.parse("2026-02-14T02:00:00Z"))
                .endsWith(Instant.parse("2026-01-16T02:00:00Z"));
    }

    @Test
    void protect_diskAndServer_usesAVaultForEachAndOnePolicy() {
        Resource.Server server = cloud.addServer("shop", cloud.addDisk("shop-system", DataSize.gib(40)));

        assertThat(protection.protect(disk).kind()).isEqualTo(Resource.Kind.DISK);
        assertThat(protection.protect(server).kind()).isEqualTo(Resource.Kind.SERVER);

        assertThat(backup.policies().list())
                .singleElement()
                .satisfies(policy -> assertThat(policy.attachments()).hasSize(2));
    }

    @Test
    void protect_twice_changesNothing() {
        assertThat(protection.protect(disk)).isEqualTo(protection.protect(disk));
        assertThat(backup.vaults().list()).hasSize(1);
    }

    @Test
    void protect_replyLost_canBeRepeated() {
        cloud.faults().loseReplyOf(Call.VAULTS_CREATE);
        assertThatThrownBy(() -> protection.protect(disk)).isInstanceOf(AmbiguousOutcome.class);

        protection.protect(disk);

        assertThat(backup.vaults().list())
                .singleElement()
                .satisfies(vault -> assertThat(vault.member(disk)).isPresent());
    }

    @Test
    void protect_oneBackupFails_nextNightIsFine() {
        protection.protect(disk);
        cloud.faults().failBackupsOf(disk, "DISK_ERROR", "the disk cannot be read");
        cloud.time().advance(Duration.ofDays(1));
        cloud.faults().clear();
        cloud.time().advance(Duration.ofDays(1));

        assertThat(points())
                .extracting(RestorePoint::status)
                .as(cloud::describe)
                .containsExactly(RestorePoint.Status.AVAILABLE, RestorePoint.Status.ERROR);
    }

    private List<RestorePoint> points() {
        return backup.restorePoints().list(RestorePointFilter.of(disk)).toList();
    }
}
