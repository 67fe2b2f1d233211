package io.github.backup4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.Image;
import io.github.backup4j.ImageCopySpec;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.Invalid;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Removal;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Site;
import io.github.backup4j.Subscription;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the in-memory cloud does when things happen in an unusual order. */
@DisplayName("The in-memory cloud, when something comes in between")
class UnusualOrderTest {
    private static final Duration LONG = Duration.ofHours(12);
    private final InMemoryCloud cloud = InMemoryCloud.create();
    private final CloudBackup backup = cloud.backup();
    private final Site elsewhere = new Site("region-2", "project-2");

    @Test
    void copyWholeServerImage_targetVaultFull_failsAndLeavesNoActiveImage() {
        Resource.Disk system = cloud.addDisk("system", DataSize.gib(1));
        Resource.Server server = cloud.addServer("s", system);
        cloud.write(system, "data");
        VaultId vault = serverVault(server);
        Image image = backup.images()
                .build(ImageSpec.of("i", ImageSource.wholeServer(server, vault)))
                .await(LONG);
        CloudBackup there = cloud.at(elsewhere).backup();
        VaultId copies = there.vaults()
                .create(VaultSpec.forServers("c", DataSize.gib(10)).forReplication())
                .id();
        cloud.faults().fill(copies, DataSize.ZERO);
        Operation<Image> copy =
                backup.images().copy(image.id(), ImageCopySpec.of("copy").to(elsewhere, copies));
        assertThatThrownBy(() -> copy.await(LONG)).isInstanceOf(OperationFailed.class);
        cloud.time().advance(Duration.ofHours(2));
        assertThat(there.images().list().filter(i -> i.status() == Image.Status.ACTIVE))
                .isEmpty();
    }

    @Test
    void copyWholeServerImage_dataStandsStill_imageNotActiveBeforeItsData() {
        Resource.Server server = cloud.addServer("s", cloud.addDisk("system", DataSize.gib(1)));
        Image image = backup.images()
                .build(ImageSpec.of("i", ImageSource.wholeServer(server, serverVault(server))))
                .await(LONG);
        CloudBackup there = cloud.at(elsewhere).backup();
        VaultId copies = there.vaults()
                .create(VaultSpec.forServers("c", DataSize.gib(10)).forReplication())
                .id();
        ImageCopySpec spec = ImageCopySpec.of("copy").to(elsewhere, copies);
        cloud.faults().stickNext(Work.COPY, 40);
        Operation<Image> copy = backup.images().copy(image.id(), spec);

        cloud.time().advance(Duration.ofDays(1));

        assertThat(copy.poll().ended()).isFalse();
        assertThat(there.restorePoints().list()).noneMatch(RestorePoint::available);
        assertThat(there.images().list().filter(i -> i.status() == Image.Status.ACTIVE))
                .isEmpty();
        cloud.faults().release();
        assertThat(copy.await(LONG).id()).isEqualTo(image.id());
        assertThat(there.restorePoints().list()).singleElement().matches(RestorePoint::available);
        assertThat(there.images().list()).singleElement().matches(i -> i.status() == Image.Status.ACTIVE);
    }

    @Test
    void copyWholeServerImage_failsOnce_secondCopySucceeds() {
        Resource.Server server = cloud.addServer("s", cloud.addDisk("system", DataSize.gib(1)));
        Image image = backup.images()
                .build(ImageSpec.of("i", ImageSource.wholeServer(server, serverVault(server))))
                .await(LONG);
        CloudBackup there = cloud.at(elsewhere).backup();
        VaultId copies = there.vaults()
                .create(VaultSpec.forServers("c", DataSize.gib(10)).forReplication())
                .id();
        ImageCopySpec spec = ImageCopySpec.of("copy").to(elsewhere, copies);
        cloud.faults().failNext(Work.COPY, "E-3", "broken");
        Operation<Image> failing = backup.images().copy(image.id(), spec);

        assertThatThrownBy(() -> failing.await(LONG))
                .isInstanceOf(OperationFailed.class)
                .hasMessageContaining("COPY failed: broken");

        assertThat(there.images().list()).isEmpty();
        var unused = backup.images().copy(image.id(), spec).await(LONG);
        assertThat(there.images().list()).singleElement().matches(i -> i.status() == Image.Status.ACTIVE);
    }

    @Test
    void deleteVault_copyIntoItRunning_isRefusedOrTheCopyFails() {
        Resource.Server server = cloud.addServer("s", cloud.addDisk("system", DataSize.gib(1)));
        VaultId vault = serverVault(server);
        RestorePoint point = take(vault);
        CloudBackup there = cloud.at(elsewhere).backup();
        VaultId copies = there.vaults()
                .create(VaultSpec.forServers("c", DataSize.gib(10)).forReplication())
                .id();
        Operation<RestorePoint> copy = backup.restorePoints().copy(point.id(), elsewhere, copies, "c");
        assertThatThrownBy(() -> there.vaults().delete(copies, Removal.DELETING_RESTORE_POINTS))
                .isInstanceOf(Conflict.class);
        copy.await(LONG);
        assertThat(there.restorePoints().list()).hasSize(1);
    }

    @Test
    void copy_vaultBeingDeleted_isRefused() {
        Resource.Server server = cloud.addServer("s", cloud.addDisk("system", DataSize.gib(1)));
        RestorePoint point = take(serverVault(server));
        CloudBackup there = cloud.at(elsewhere).backup();
        VaultId copies = there.vaults()
                .create(VaultSpec.forServers("c", DataSize.gib(10)).forReplication())
                .id();
        there.vaults().delete(copies, Removal.DELETING_RESTORE_POINTS);
        assertThatThrownBy(() -> backup.restorePoints()
                        .copy(point.id(), elsewhere, copies, "c")
                        .await(LONG))
                .isInstanceOf(BackupException.class);
    }

    @Test
    void manualBackup_failsWhole_logKeepsTheCode() {
        Resource.Disk disk = cloud.addDisk("d", DataSize.gib(1));
        VaultId vault = diskVault(disk);
        cloud.faults().failBackupsOf(disk, "E-9", "bad block");
        assertThatThrownBy(() -> take(vault)).isInstanceOf(OperationFailed.class);
        assertThat(backup.operations().list()).singleElement().satisfies(e -> {
            assertThat(e.failureCode()).isEqualTo("E-9");
            assertThat(e.failure()).contains("bad block");
        });
    }

    @Test
    void plannedFailure_logHasItsCode() {
        Resource.Disk disk = cloud.addDisk("d", DataSize.gib(1));
        VaultId vault = diskVault(disk);
        cloud.faults().failNext(Work.BACKUP, "E-9", "bad block");
        assertThatThrownBy(() -> take(vault)).isInstanceOf(OperationFailed.class);
        assertThat(backup.operations().list())
                .singleElement()
                .extracting(OperationRecord::failureCode)
                .isEqualTo("E-9");
    }

    @Test
    void restoreDetachingFirst_otherDiskDetachedMeanwhile_ends() {
        Resource.Disk a = cloud.addDisk("a", DataSize.gib(1));
        Resource.Disk b = cloud.addDisk("b", DataSize.gib(1));
        Resource.Disk c = cloud.addDisk("c", DataSize.gib(1));
        Resource.Server server = cloud.addServer("s", a, b, c);
        cloud.write(c, "old");
        RestorePoint point = take(diskVault(c));
        cloud.write(c, "new");
        Operation<Resource.Disk> restore =
                backup.restorePoints().restore(point.id(), InPlace.over(c).detachingFirst());
        cloud.detach(b);
        assertThatCode(() -> restore.await(LONG)).doesNotThrowAnyException();
        assertThat(cloud.disksOf(server)).containsExactly(a, c);
    }

    @Test
    void restoreDetachingFirst_serverDeletedMeanwhile_leavesTheDiskFree() {
        Resource.Disk a = cloud.addDisk("a", DataSize.gib(1));
        Resource.Disk c = cloud.addDisk("c", DataSize.gib(1));
        Resource.Server server = cloud.addServer("s", a, c);
        RestorePoint point = take(diskVault(c));
        Operation<Resource.Disk> restore =
                backup.restorePoints().restore(point.id(), InPlace.over(c).detachingFirst());
        cloud.delete(server);
        restore.await(LONG);
        assertThat(backup.resources().get(c).servers()).isEmpty();
        cloud.addServer("other", a, c);
    }

    @Test
    void subscribeTwice_bothPaid_isNotFrozenBeforePaidUntil() {
        VaultId vault = backup.vaults()
                .create(VaultSpec.forDisks("v", DataSize.gib(10)))
                .id();
        Operation<Vault> one =
                backup.vaults().subscribe(vault, Subscription.months(1).paidByHand());
        Operation<Vault> two =
                backup.vaults().subscribe(vault, Subscription.months(1).paidByHand());
        cloud.pay(one.token());
        cloud.pay(two.token());
        cloud.time().advance(Duration.ofDays(40));
        Vault now = backup.vaults().get(vault);
        assertThat(now.billing().paidUntil()).isAfter(cloud.time().now());
        assertThat(now.status()).isEqualTo(Vault.Status.AVAILABLE);
    }

    @Test
    void subscribe_vaultDeletedBeforePayment_fails() {
        VaultId vault = backup.vaults()
                .create(VaultSpec.forDisks("v", DataSize.gib(10)))
                .id();
        Operation<Vault> order =
                backup.vaults().subscribe(vault, Subscription.months(1).paidByHand());
        backup.vaults().delete(vault, Removal.KEEPING_RESTORE_POINTS);
        cloud.time().advance(Duration.ofHours(1));
        cloud.pay(order.token());
        assertThatThrownBy(() -> order.await(LONG)).isInstanceOf(OperationFailed.class);
    }

    @Test
    void subscribeExistingThatGrows_isRefused_orItsOwnSpecStaysAcceptable() {
        VaultId vault = backup.vaults()
                .create(VaultSpec.forDisks("v", DataSize.gib(10)).withAutoExpand(true))
                .id();
        try {
            backup.vaults().subscribe(vault, Subscription.months(1)).await(LONG);
        } catch (Conflict | Invalid refused) {
            return;
        }
        Vault now = backup.vaults().get(vault);
        assertThatCode(() -> backup.vaults().update(vault, now.toSpec().named("renamed")))
                .doesNotThrowAnyException();
    }

    @Test
    void writeAt_offsetNearLongMax_isRefused() {
        Resource.Disk disk = cloud.addDisk("d", DataSize.gib(1));
        assertThatThrownBy(() -> cloud.writeAt(disk, Long.MAX_VALUE, new byte[1]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void imageBuildFails_pointExpiredMeanwhile_goesAfterwards() {
        Resource.Server server = cloud.addServer("s", cloud.addDisk("system", DataSize.gib(1)));
        VaultId vault = serverVault(server);
        backup.policies()
                .attach(
                        backup.policies()
                                .create(PolicySpec.backup("p", Schedule.dailyAt("09:00"), Retention.days(1)))
                                .id(),
                        vault);
        cloud.time().advanceTo(Instant.parse("2026-01-02T08:55:00Z"));
        RestorePoint point = backup.restorePoints().list().findFirst().orElseThrow();
        cloud.faults().failNext(Work.IMAGE, "E", "broken");
        Operation<Image> build = backup.images().build(ImageSpec.of("i", ImageSource.restorePoint(point.id())));
        assertThatThrownBy(() -> build.await(LONG)).isInstanceOf(OperationFailed.class);
        cloud.time().advance(Duration.ofDays(5));
        assertThat(backup.restorePoints().list().map(RestorePoint::id)).doesNotContain(point.id());
    }

    @Test
    void imageOfAWholeServerFails_itsBackupHasEndedInTheLog() {
        Resource.Server server = cloud.addServer("s", cloud.addDisk("system", DataSize.gib(1)));
        VaultId vault = serverVault(server);
        cloud.faults().failNext(Work.IMAGE, "E", "broken");
        Operation<Image> build = backup.images().build(ImageSpec.of("i", ImageSource.wholeServer(server, vault)));
        assertThat(backup.operations().list()).singleElement().satisfies(running -> {
            assertThat(running.status()).isEqualTo(OperationRecord.Status.RUNNING);
            assertThat(running.percent()).isZero();
        });

        assertThatThrownBy(() -> build.await(LONG)).isInstanceOf(OperationFailed.class);

        assertThat(backup.operations().list()).singleElement().satisfies(ended -> {
            assertThat(ended.status()).isEqualTo(OperationRecord.Status.FAILED);
            assertThat(ended.failureCode()).isEqualTo("E");
            assertThat(ended.endedAt()).isEqualTo(cloud.time().now());
        });
        assertThat(backup.restorePoints().list()).isEmpty();
        assertThat(take(vault)).isNotNull();
    }

    /** Code that relies on the key pays twice in a cloud that cannot find the copy. */
    @Test
    void imageCopy_toAnotherRegionWithTheSameKey_isMadeByEachCall() {
        Image image = backup.images()
                .build(ImageSpec.of("i", ImageSource.disk(cloud.addDisk("d", DataSize.gib(1)))))
                .await(LONG);
        Site elsewhere = new Site("region-2", "project-2");
        RequestKey key = RequestKey.of("copy-1");
        ImageCopySpec spec = ImageCopySpec.of("copy").to(elsewhere);
        backup.images().copy(image.id(), spec, key).await(LONG);
        backup.images().copy(image.id(), spec, key).await(LONG);
        assertThat(cloud.at(elsewhere).backup().images().list()).hasSize(2);

        cloud.faults().loseReplyOf(Call.IMAGES_COPY);
        assertThatThrownBy(() -> backup.images().copy(image.id(), spec, key))
                .isInstanceOfSatisfying(
                        AmbiguousOutcome.class,
                        unknown -> assertThat(unknown.requestKey()).isEmpty());
    }

    @Test
    void stickNext_delete_isRefused() {
        assertThatThrownBy(() -> cloud.faults().stickNext(Work.DELETE, 10))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void imageFromServerPoint_vaultDeletedBetween_pointStays() {
        Resource.Server server = cloud.addServer("s", cloud.addDisk("system", DataSize.gib(1)));
        VaultId vault = serverVault(server);
        RestorePoint point = take(vault);
        backup.vaults().delete(vault, Removal.DELETING_RESTORE_POINTS);
        assertThatThrownBy(() -> backup.images()
                        .build(ImageSpec.of("i", ImageSource.restorePoint(point.id())))
                        .await(LONG))
                .isInstanceOf(BackupException.class);
    }

    private RestorePoint take(VaultId vault) {
        return backup.restorePoints()
                .take(BackupSpec.of(vault))
                .await(LONG)
                .restorePoints()
                .get(0);
    }

    private VaultId diskVault(Resource.Disk disk) {
        VaultId id = backup.vaults()
                .create(VaultSpec.forDisks("v", DataSize.gib(10)))
                .id();
        backup.vaults().add(id, List.of(disk));
        return id;
    }

    private VaultId serverVault(Resource.Server server) {
        VaultId id = backup.vaults()
                .create(VaultSpec.forServers("v", DataSize.gib(10)))
                .id();
        backup.vaults().add(id, List.of(server));
        return id;
    }
}
