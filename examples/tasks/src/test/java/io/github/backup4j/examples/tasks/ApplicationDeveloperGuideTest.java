package io.github.backup4j.examples.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupRunFilter;
import io.github.backup4j.BackupRunRecord;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.Operation;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Preflight;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Removal;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Site;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.testkit.Call;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.junit.InMemoryCloudExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The code of docs/application-developer.md, which {@link DocumentsTest} compares with it. */
@ExtendWith(InMemoryCloudExtension.class)
class ApplicationDeveloperGuideTest {
    @Test
    void protect_disk_isBackedUpEachNight(InMemoryCloud cloud, CloudBackup backup) {
        Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(40));

        Vault vault = backup.vaults().create(VaultSpec.forDisks("orders", DataSize.gib(200)));
        backup.vaults().add(vault.id(), disk);
        Policy nightly =
                backup.policies().create(PolicySpec.backup("nightly", Schedule.dailyAt("02:00"), Retention.days(30)));
        backup.policies().attach(nightly.id(), vault.id());

        cloud.time().advance(Duration.ofDays(45));
        assertThat(backup.restorePoints().list(RestorePointFilter.of(disk))).hasSize(30);
    }

    @Test
    void take_andRestore_asTheGuideSays(InMemoryCloud cloud, CloudBackup backup) {
        Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(40));
        Vault vault = protectedVault(backup, disk);
        cloud.write(disk, "before");

        BackupRun run = backup.restorePoints()
                .take(BackupSpec.of(vault.id()).only(disk).named("before-the-move"))
                .await(Duration.ofHours(2));

        assertThat(run.complete()).isTrue();
        assertThat(run.restorePoints()).hasSize(1);
        cloud.time().advance(Duration.ofHours(1));
        Instant accident = cloud.time().now();
        cloud.write(disk, "after");

        RestorePoint good = backup.restorePoints().newestBefore(disk, accident).orElseThrow();
        Resource.Disk beside = backup.restorePoints()
                .restore(good.id(), DiskSpec.of("orders-as-it-was"))
                .await(Duration.ofHours(6));

        assertThat(cloud.readText(beside)).isEqualTo("before");

        Map<String, String> tokens = new HashMap<>();
        InPlace<Resource.Disk> over = InPlace.over(disk).detachingFirst();
        Preflight preflight = backup.restorePoints().preflight(good.id(), over);
        System.out.println(preflight);
        if (preflight.passes()) {
            Operation<Resource.Disk> overwriting =
                    backup.restorePoints().restore(good.id(), over, RequestKey.of("incident-17"));
            tokens.put("incident-17", overwriting.token());
            overwriting.await(Duration.ofHours(6), progress -> tokens.put("incident-17", overwriting.token()));
        }

        assertThat(cloud.readText(disk)).isEqualTo("before");
        assertThat(cloud.reopen()
                        .operations()
                        .resume(tokens.getOrDefault("incident-17", ""), Resource.Disk.class)
                        .await(Duration.ZERO))
                .isEqualTo(disk);
    }

    @Test
    void runs_oneNightFailed_isSeen(InMemoryCloud cloud, CloudBackup backup) {
        Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(40));
        Vault vault = protectedVault(backup, disk);
        Resource.Disk broken = cloud.addDisk("broken", DataSize.gib(40));
        backup.vaults().add(vault.id(), broken);
        cloud.faults().failBackupsOf(broken, "DISK_ERROR", "the disk cannot be read");
        cloud.time().advance(Duration.ofDays(1));

        Instant yesterday = backup.time().now().minus(Duration.ofDays(1));
        List<BackupRunRecord.Member> missed = backup.restorePoints()
                .runs(BackupRunFilter.all().startedFrom(yesterday).missedOnly())
                .flatMap(night -> night.missed().stream())
                .toList();
        boolean backedUp = backup.restorePoints()
                .newest(disk)
                .filter(point -> point.createdAt().isAfter(yesterday))
                .isPresent();

        assertThat(missed).extracting(BackupRunRecord.Member::resource).containsExactly(broken);
        assertThat(missed).extracting(BackupRunRecord.Member::reason).containsExactly("the disk cannot be read");
        assertThat(backedUp).isTrue();
        assertThat(backup.restorePoints().newest(broken)).isEmpty();
        assertThat(backup.restorePoints()
                        .take(BackupSpec.of(vault.id()))
                        .await(Duration.ofHours(2))
                        .complete())
                .isFalse();
    }

    @Test
    void days_noBackupSucceeds_nothingIsLeft(InMemoryCloud cloud, CloudBackup backup) {
        Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(40));
        protectedVault(backup, disk);
        cloud.time().advance(Duration.ofDays(10));
        assertThat(backup.restorePoints().newest(disk)).isPresent();

        cloud.faults().failBackupsOf(disk, "DISK_ERROR", "the disk cannot be read");
        cloud.time().advance(Duration.ofDays(32));

        assertThat(backup.restorePoints().newest(disk)).isEmpty();
    }

    @Test
    void replication_originalGone_restoredFromTheCopy(InMemoryCloud cloud, CloudBackup backup) {
        Resource.Disk system = cloud.addDisk("shop-system", DataSize.gib(40));
        Resource.Server server = cloud.addServer("shop", system);
        Vault vault = new NightlyProtection(backup).protect(server);
        assertThat(backup.restorePoints().copyRegions()).isEmpty();
        InMemoryCloud elsewhere = cloud.at(new Site("eu-west-2", "project-2"));
        CloudBackup there = elsewhere.backup();

        Vault copies = there.vaults()
                .create(VaultSpec.forServers("copies", DataSize.gib(400)).forReplication());
        Policy copying = backup.policies()
                .create(PolicySpec.replication("copying", Schedule.dailyAt("04:00"), Retention.days(30), there.site()));
        backup.policies().attach(copying.id(), vault.id(), copies.id());

        cloud.write(system, "good");
        cloud.time().advance(Duration.ofDays(2));
        cloud.delete(server);

        RestorePoint copy = there.restorePoints().newest(server).orElseThrow();
        Resource.Server rescued = there.restorePoints()
                .restore(
                        copy.id(),
                        ServerSpec.of("shop-rescued")
                                .withFlavor("s6.large.2")
                                .inZone("zone-1")
                                .inNetwork("rescue-network", "rescue-subnet")
                                .withSecurityGroups("rescue-rules"),
                        RequestKey.of("shop-rescued"))
                .await(Duration.ofHours(4));

        assertThat(elsewhere.readText(elsewhere.disksOf(rescued).get(0))).isEqualTo("good");
        assertThat(backup.restorePoints().copyRegions()).containsExactly("eu-west-2");
        assertThat(backup.vaults().copyTargets(there.site()))
                .extracting(Vault::id)
                .containsExactly(copies.id());
    }

    @Test
    void restore_server_inPlaceAndNew(InMemoryCloud cloud, CloudBackup backup) {
        Resource.Disk system = cloud.addDisk("shop-system", DataSize.gib(40));
        Resource.Server server = cloud.addServer("shop", system);
        new NightlyProtection(backup).protect(server);
        cloud.write(system, "good");
        cloud.time().advance(Duration.ofDays(1));

        RestorePoint newest = backup.restorePoints().newest(server).orElseThrow();
        Resource.Server second = backup.restorePoints()
                .restore(
                        newest.id(),
                        ServerSpec.of("shop-2").inNetwork("test-network", "test-subnet"),
                        RequestKey.of("shop-2"))
                .await(Duration.ofHours(4));
        backup.restorePoints()
                .restore(newest.id(), InPlace.over(server), RequestKey.of("incident-18"))
                .await(Duration.ofHours(4));

        assertThat(second).isNotEqualTo(server);
        assertThat(cloud.readText(system)).isEqualTo("good");
    }

    @Test
    void token_otherProcess_continues(InMemoryCloud cloud) {
        CloudBackup backup = cloud.backup();
        Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(40));
        Vault vault = protectedVault(backup, disk);
        RestorePoint good = backup.restorePoints()
                .take(BackupSpec.of(vault.id()))
                .await(Duration.ofHours(2))
                .restorePoints()
                .get(0);

        Operation<Resource.Disk> restore = backup.restorePoints().restore(good.id(), DiskSpec.of("orders-as-it-was"));
        String token = restore.token();

        Resource.Disk restored =
                cloud.reopen().operations().resume(token, Resource.Disk.class).await(Duration.ofHours(6));

        assertThat(restored).isEqualTo(restore.await(Duration.ofHours(6)));
    }

    @Test
    void key_repeated_oneVault(InMemoryCloud cloud, CloudBackup backup) {
        cloud.faults().loseReplyOf(Call.VAULTS_CREATE);

        VaultSpec spec = VaultSpec.forDisks("orders", DataSize.gib(200));
        RequestKey key = RequestKey.of("order-4711");
        Vault created;
        try {
            created = backup.vaults().create(spec, key);
        } catch (AmbiguousOutcome lost) {
            created = backup.vaults().create(spec, key);
        }

        assertThat(backup.vaults().list()).containsExactly(created);
    }

    @Test
    void failure_anyCall_saysWhatToDo(InMemoryCloud cloud, CloudBackup backup) {
        Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(40));
        Vault vault = protectedVault(backup, disk);
        backup.restorePoints().take(BackupSpec.of(vault.id())).await(Duration.ofHours(2));
        assertThat(describe(backup, vault)).contains("restore points");
    }

    private static String describe(CloudBackup backup, Vault vault) {
        try {
            backup.vaults().delete(vault.id(), Removal.KEEPING_RESTORE_POINTS);
            return "deleted";
        } catch (Conflict refused) {
            return "refused: " + refused.getMessage();
        } catch (BackupException failure) {
            return failure.getMessage() + " (code " + failure.code().orElse("none") + ", request "
                    + failure.requestId().orElse("none") + (failure.retryable() ? ", retryable)" : ")");
        }
    }

    @Test
    void snapshot_rolledBack_andDeleted(InMemoryCloud cloud, CloudBackup backup) {
        Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(40));
        Resource.Server server = cloud.addServer("shop", cloud.addDisk("shop-system", DataSize.gib(40)), disk);
        cloud.write(disk, "version 1");
        Runnable upgrade = () -> {
            cloud.write(disk, "half of version 2");
            throw new IllegalStateException("the upgrade fails");
        };

        Snapshot before = backup.snapshots()
                .take(SnapshotSpec.of(disk, "before-upgrade").allowingAttached())
                .await(Duration.ofMinutes(30));
        try {
            upgrade.run();
        } catch (RuntimeException failed) {
            backup.snapshots()
                    .rollBack(before.id(), InPlace.over(disk).detachingFirst(), RequestKey.of("upgrade-7"))
                    .await(Duration.ofHours(1));
        }
        backup.snapshots().delete(before.id());

        assertThat(cloud.readText(disk)).isEqualTo("version 1");
        assertThat(backup.resources().get(server).disks()).contains(disk);
        assertThat(backup.resources().get(server).status()).isEqualTo(ProtectableResource.Status.RUNNING);
    }

    @Test
    void remove_withRestorePoints_onlyIfNamed(InMemoryCloud cloud, CloudBackup backup) {
        Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(40));
        Vault vault = protectedVault(backup, disk);
        backup.restorePoints().take(BackupSpec.of(vault.id())).await(Duration.ofHours(2));
        assertThatThrownBy(() -> backup.vaults().delete(vault.id(), Removal.KEEPING_RESTORE_POINTS))
                .isInstanceOf(Conflict.class);

        backup.vaults().remove(vault.id(), disk, Removal.DELETING_RESTORE_POINTS);
        cloud.time().advance(Duration.ofHours(1));
        backup.vaults().delete(vault.id(), Removal.DELETING_RESTORE_POINTS);

        assertThat(backup.restorePoints().list()).isEmpty();
    }

    private static Vault protectedVault(CloudBackup backup, Resource.Disk disk) {
        return new NightlyProtection(backup).protect(disk);
    }
}
