package io.github.backup4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.backup4j.BackupListener;
import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.Capability;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Image;
import io.github.backup4j.ImageCopySpec;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.OperationFailed.Effect;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Retention;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.testkit.Work;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What an {@link Operation} promises if its work fails in the cloud: it says so, and what the work has begun is put back. */
@DisplayName("Work that fails")
@SuppressWarnings("exports") // only subclasses need JUnit
abstract class FailedWorkContract extends ContractTest {
    private static final RequestKey KEY = RequestKey.of("order 4711");
    private static final String CODE = "BackupService.6212";
    private static final String REASON = "the storage is broken";

    /** Work that overwrites, so that it can fail after it has changed something; all other work overwrites nothing. */
    private static final Set<Work> OVERWRITING = EnumSet.of(Work.RESTORE, Work.ROLL_BACK);

    private void failNext(Work work) {
        Assumptions.assumeTrue(harness.failNext(work, CODE, REASON), "this harness cannot let work fail");
    }

    /**
     * Asserts that an operation fails, that its listeners hear of it, and that it has failed in another process, too.
     *
     * @param start starts it
     */
    private OperationFailed assertFails(Work work, Function<CloudBackup, Operation<?>> start) {
        failNext(work);
        OperationFailed failure = assertFails(start);
        if (!OVERWRITING.contains(work)) {
            assertThat(failure.effect())
                    .as("the effect of the failure of %s, \"%s\"", work, failure.getMessage())
                    .isEqualTo(Effect.UNCHANGED);
        }
        return failure;
    }

    private OperationFailed assertFails(Function<CloudBackup, Operation<?>> start) {
        List<BackupListener.WorkEnd> ends = new CopyOnWriteArrayList<>();
        CloudBackup heard = backup.listening(new BackupListener() {
            @Override
            public void workEnded(WorkEnd end) {
                ends.add(end);
            }
        });
        Operation<?> operation = start.apply(heard);

        OperationFailed failure = catchThrowableOfType(OperationFailed.class, () -> done(operation));

        assertThat(failure).as("why it has failed").isNotNull();
        assertThat(ends)
                .singleElement()
                .extracting(BackupListener.WorkEnd::failure)
                .isNotNull();
        assertThat(operation.poll().ended()).isTrue();
        return failure;
    }

    private void assertSaysWhy(OperationFailed failure) {
        assertThat(failure.code())
                .as("the code of \"%s\"", failure.getMessage())
                .contains(CODE);
    }

    /** Asserts that a disk holds what a failure says; where it is not known, it may hold anything. */
    private void assertHoldsWhatItSays(OperationFailed failure, Resource.Disk disk, String before, String after) {
        if (failure.effect() != Effect.UNKNOWN) {
            assertThat(read(disk))
                    .as("the content of %s after \"%s\"", disk, failure.getMessage())
                    .isEqualTo(failure.effect() == Effect.UNCHANGED ? before : after);
        }
    }

    private long count(Resource.Kind kind) {
        return backup.resources().list(ResourceFilter.all().ofKind(kind)).count();
    }

    private RestorePoint.Status statusOf(RestorePointId id) {
        return backup.restorePoints().get(id).status();
    }

    @Nested
    @DisplayName("A restore over existing data")
    class Overwriting {
        @Test
        @DisplayName(
                "of a disk leaves on it what the failure says, if that is known, and can be made again with its key")
        void restore_overDiskFails_leavesWhatItSaysAndFreesTheKey() {
            Resource.Disk orders = disk("orders", "saved");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));
            write(orders, "now");

            OperationFailed failure = assertFails(
                    Work.RESTORE, heard -> heard.restorePoints().restore(point.id(), InPlace.over(orders), KEY));

            assertSaysWhy(failure);
            assertHoldsWhatItSays(failure, orders, "now", "saved");
            assertThat(statusOf(point.id())).isEqualTo(RestorePoint.Status.AVAILABLE);
            if (statusOf(orders) == ProtectableResource.Status.ERROR) {
                return; // whether such a disk can be restored again, is up to the cloud
            }
            assertThat(statusOf(orders)).isEqualTo(ProtectableResource.Status.AVAILABLE);
            done(harness.backup().restorePoints().restore(point.id(), InPlace.over(orders), KEY));
            assertThat(read(orders))
                    .as("restored with the key of what has failed")
                    .isEqualTo("saved");
        }

        @Test
        @DisplayName(
                "of a server leaves on it what the failure says, if that is known, and can be made again with its key")
        void restore_overServerFails_leavesWhatItSaysAndFreesTheKey() {
            Resource.Server shop = server("shop", "saved");
            RestorePoint point = pointOf(shop, serverVault("servers", shop));
            write(systemDiskOf(shop), "now");

            OperationFailed failure = assertFails(
                    Work.RESTORE, heard -> heard.restorePoints().restore(point.id(), InPlace.over(shop), KEY));

            assertSaysWhy(failure);
            assertHoldsWhatItSays(failure, systemDiskOf(shop), "now", "saved");
            assertThat(statusOf(point.id())).isEqualTo(RestorePoint.Status.AVAILABLE);
            if (statusOf(systemDiskOf(shop)) == ProtectableResource.Status.ERROR) {
                return; // whether such a server can be restored again, is up to the cloud
            }
            done(harness.backup().restorePoints().restore(point.id(), InPlace.over(shop), KEY));
            assertThat(read(systemDiskOf(shop))).isEqualTo("saved");
        }

        @Test
        @DisplayName(
                "of somebody else is not taken for the one with a key: repeated with it, the call overwrites nothing")
        void restore_sameKeyAfterSomebodyElsesFailed_overwritesNothing() {
            Resource.Disk orders = disk("orders", "saved");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));
            write(orders, "now");
            // Nobody polls it: its process has died.
            var unused = harness.backup().restorePoints().restore(point.id(), InPlace.over(orders), KEY);
            harness.advance(LONG);
            assertThat(read(orders)).isEqualTo("saved");
            OperationFailed failure =
                    assertFails(Work.RESTORE, heard -> heard.restorePoints().restore(point.id(), InPlace.over(orders)));
            assertSaysWhy(failure);
            write(orders, "written since");

            done(harness.backup().restorePoints().restore(point.id(), InPlace.over(orders), KEY));

            assertThat(read(orders))
                    .as("what is on %s once the restore that had succeeded was repeated with its key", orders)
                    .isEqualTo("written since");
        }

        @Test
        @DisplayName(
                "by rolling back leaves on the disk what the failure says, if that is known, and can be made again without a key")
        void rollBack_fails_leavesWhatItSays() {
            Resource.Disk orders = disk("orders", "saved");
            Snapshot snapshot = done(backup.snapshots().take(SnapshotSpec.of(orders, "before")));
            write(orders, "now");

            OperationFailed failure =
                    assertFails(Work.ROLL_BACK, heard -> heard.snapshots().rollBack(snapshot.id(), orders));

            assertHoldsWhatItSays(failure, orders, "now", "saved");
            assertThat(backup.snapshots().get(snapshot.id()).status()).isEqualTo(Snapshot.Status.AVAILABLE);
            done(backup.snapshots().rollBack(snapshot.id(), orders));
            assertThat(read(orders)).isEqualTo("saved");
        }

        @Test
        @DisplayName("of a disk that is deleted meanwhile has failed")
        void restore_diskDeletedMeanwhile_fails() {
            Resource.Disk orders = disk("orders", "saved");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));

            OperationFailed unused = assertFails(heard -> {
                Operation<Resource> restoring = heard.restorePoints().restore(point.id(), InPlace.over(orders));
                harness.delete(orders);
                return restoring;
            });

            assertThat(statusOf(point.id())).isEqualTo(RestorePoint.Status.AVAILABLE);
        }

        @Test
        @DisplayName("of a server that is deleted meanwhile has failed")
        void restore_serverDeletedMeanwhile_fails() {
            Resource.Server shop = server("shop", "saved");
            RestorePoint point = pointOf(shop, serverVault("servers", shop));
            Resource.Disk system = systemDiskOf(shop);

            OperationFailed unused = assertFails(heard -> {
                Operation<Resource> restoring = heard.restorePoints().restore(point.id(), InPlace.over(shop));
                harness.delete(shop);
                harness.delete(system);
                return restoring;
            });

            assertThat(statusOf(point.id())).isEqualTo(RestorePoint.Status.AVAILABLE);
        }

        @Test
        @DisplayName("by rolling back a disk that is deleted meanwhile has failed")
        void rollBack_diskDeletedMeanwhile_fails() {
            Resource.Disk orders = disk("orders", "saved");
            Snapshot snapshot = done(backup.snapshots().take(SnapshotSpec.of(orders, "before")));

            OperationFailed unused = assertFails(heard -> {
                Operation<Resource.Disk> rolling = heard.snapshots().rollBack(snapshot.id(), orders);
                harness.delete(orders);
                return rolling;
            });
        }
    }

    @Nested
    @DisplayName("A restore that frees the disk first")
    class Freeing {
        @Test
        @DisplayName("puts the disk back to its server, which runs, and frees the key")
        void restore_detachingFirstFails_putsTheDiskBack() {
            Resource.Server shop = serverWithDataDisk("shop", "system", "saved");
            Resource.Disk data = dataDiskOf(shop);
            RestorePoint point = pointOf(data, diskVault("disks", data));

            assertPutsBack(
                    Work.RESTORE,
                    shop,
                    data,
                    (process, key) -> key == null
                            ? process.restorePoints()
                                    .restore(point.id(), InPlace.over(data).detachingFirst())
                            : process.restorePoints()
                                    .restore(point.id(), InPlace.over(data).detachingFirst(), key));
        }

        @Test
        @DisplayName("by rolling back puts the disk back to its server, which runs, or says what to put back")
        void rollBack_detachingFirstFails_putsTheDiskBack() {
            Resource.Server shop = serverWithDataDisk("shop", "system", "saved");
            Resource.Disk data = dataDiskOf(shop);
            Snapshot snapshot =
                    done(backup.snapshots().take(SnapshotSpec.of(data, "before").allowingAttached()));

            assertPutsBack(
                    Work.ROLL_BACK,
                    shop,
                    data,
                    (process, key) -> key == null
                            ? process.snapshots()
                                    .rollBack(snapshot.id(), InPlace.over(data).detachingFirst())
                            : process.snapshots()
                                    .rollBack(snapshot.id(), InPlace.over(data).detachingFirst(), key));
        }

        /**
         * Without a key and with one; the key is free once its work has failed. A cloud may leave the disk in a state in which it cannot be
         * attached: then the failure says what to put back.
         */
        private void assertPutsBack(Work work, Resource.Server shop, Resource.Disk data, Start start) {
            assertPutsBack(work, shop, data, start, null);
            if (statusOf(data) != ProtectableResource.Status.ERROR) {
                assertPutsBack(work, shop, data, start, KEY);
            }
        }

        private void assertPutsBack(
                Work work, Resource.Server shop, Resource.Disk data, Start start, @Nullable RequestKey key) {
            List<Resource.Disk> attached = harness.disksOf(shop);
            write(data, "now");

            OperationFailed failure = assertFails(work, heard -> start.with(heard, key));

            assertHoldsWhatItSays(failure, data, "now", "saved");
            if (statusOf(data) == ProtectableResource.Status.ERROR) {
                assertThat(failure).hasMessageContaining(shop.id()).hasMessageContaining(data.id());
                return;
            }
            assertThat(harness.disksOf(shop)).containsExactlyElementsOf(attached);
            assertThat(statusOf(shop)).isEqualTo(ProtectableResource.Status.RUNNING);
            done(start.with(harness.backup(), key));
            assertThat(read(data)).as("once more with %s", key).isEqualTo("saved");
            assertThat(harness.disksOf(shop)).containsExactlyElementsOf(attached);
        }
    }

    /** A call that overwrites a disk, with a key or without one. */
    private interface Start {
        Operation<?> with(CloudBackup process, @Nullable RequestKey key);
    }

    @Nested
    @DisplayName("A restore to something new")
    class New {
        @Test
        @DisplayName("from a restore point leaves no disk, and can be made again with its key")
        void restore_pointToNewDiskFails_leavesNone() {
            Resource.Disk orders = disk("orders", "saved");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));

            assertLeavesNoDisk(heard -> heard.restorePoints().restore(point.id(), DiskSpec.of("copy"), KEY));
        }

        @Test
        @DisplayName("from a snapshot leaves no disk, and can be made again with its key")
        void restore_snapshotToNewDiskFails_leavesNone() {
            Snapshot snapshot = done(backup.snapshots().take(SnapshotSpec.of(disk("orders", "saved"), "before")));

            assertLeavesNoDisk(heard -> heard.snapshots().restore(snapshot.id(), DiskSpec.of("copy"), KEY));
        }

        @Test
        @DisplayName("from an image leaves no disk, and can be made again with its key")
        void restore_imageToNewDiskFails_leavesNone() {
            requires(Capability.IMAGES);
            Image image =
                    done(backup.images().build(ImageSpec.of("orders", ImageSource.disk(disk("orders", "saved")))));

            assertLeavesNoDisk(heard -> heard.images().restore(image.id(), DiskSpec.of("copy"), KEY));
        }

        private void assertLeavesNoDisk(Function<CloudBackup, Operation<Resource.Disk>> start) {
            OperationFailed unused = assertFails(Work.NEW_DISK, start::apply);

            harness.advance(A_WHILE);
            assertThat(count(Resource.Kind.DISK)).isEqualTo(1);
            Resource.Disk made = done(start.apply(harness.backup()));
            assertThat(read(made)).isEqualTo("saved");
            assertThat(count(Resource.Kind.DISK)).isEqualTo(2);
        }

        @Test
        @DisplayName("from a restore point leaves no server, disk or image, and can be made again with its key")
        void restore_pointToNewServerFails_leavesNothing() {
            requires(Capability.RESTORE_TO_NEW_SERVER);
            Resource.Server shop = server("shop", "saved");
            RestorePoint point = pointOf(shop, serverVault("servers", shop));

            assertLeavesNoServer(0, heard -> heard.restorePoints().restore(point.id(), ServerSpec.of("twin"), KEY));
        }

        @Test
        @DisplayName("from an image leaves no server or disk, and can be made again with its key")
        void restore_imageToNewServerFails_leavesNothing() {
            requires(Capability.RESTORE_TO_NEW_SERVER);
            Resource.Server shop = server("shop", "saved");
            Image image = done(backup.images().build(ImageSpec.of("shop", ImageSource.systemDiskOf(shop))));

            assertLeavesNoServer(1, heard -> heard.images().restore(image.id(), ServerSpec.of("twin"), KEY));
        }

        private void assertLeavesNoServer(int images, Function<CloudBackup, Operation<Resource.Server>> start) {
            OperationFailed unused = assertFails(Work.NEW_SERVER, start::apply);

            harness.advance(A_WHILE);
            assertThat(count(Resource.Kind.SERVER)).isEqualTo(1);
            assertThat(count(Resource.Kind.DISK)).isEqualTo(1);
            assertThat(backup.images().list()).hasSize(images);
            Resource.Server made = done(start.apply(harness.backup()));
            assertThat(read(systemDiskOf(made))).isEqualTo("saved");
        }
    }

    @Nested
    @DisplayName("A copy of data")
    class Copies {
        @Test
        @DisplayName("as a snapshot has failed, nothing can be restored from it, and its key is free")
        void take_snapshotFails_noneIsAvailable() {
            SnapshotSpec spec = SnapshotSpec.of(disk("orders", "o"), "before");

            OperationFailed unused =
                    assertFails(Work.SNAPSHOT, heard -> heard.snapshots().take(spec, KEY));

            assertThat(backup.snapshots().list())
                    .allMatch(snapshot -> snapshot.status() == Snapshot.Status.ERROR)
                    .hasSizeLessThanOrEqualTo(1);
            assertThat(done(harness.backup().snapshots().take(spec, KEY)).status())
                    .isEqualTo(Snapshot.Status.AVAILABLE);
        }

        @Test
        @DisplayName("as an image has failed, nothing can be restored from it, and its key is free")
        void build_imageFails_noneIsActive() {
            requires(Capability.IMAGES);
            ImageSpec spec = ImageSpec.of("orders", ImageSource.disk(disk("orders", "o")));

            OperationFailed unused =
                    assertFails(Work.IMAGE, heard -> heard.images().build(spec, KEY));

            assertThat(backup.images().list()).noneMatch(image -> image.status() == Image.Status.ACTIVE);
            assertThat(done(harness.backup().images().build(spec, KEY)).status())
                    .isEqualTo(Image.Status.ACTIVE);
        }

        @Test
        @DisplayName("as a copy of an image has failed, and its key is free")
        void copy_imageFails_noneIsActive() {
            requires(Capability.IMAGE_COPY);
            Image image = done(backup.images().build(ImageSpec.of("orders", ImageSource.disk(disk("orders", "o")))));

            OperationFailed unused = assertFails(
                    Work.IMAGE_TRANSFER, heard -> heard.images().copy(image.id(), ImageCopySpec.of("copy"), KEY));

            assertThat(backup.images().list().filter(each -> each.status() == Image.Status.ACTIVE))
                    .containsExactly(image);
            Image copy = done(harness.backup().images().copy(image.id(), ImageCopySpec.of("copy"), KEY));
            assertThat(copy.status()).isEqualTo(Image.Status.ACTIVE);
        }

        @Test
        @DisplayName("in another region has failed, and nothing can be restored from it")
        void copy_restorePointFails_noneIsAvailable() {
            requires(Capability.REPLICATION);
            Resource.Server shop = server("shop", "s");
            RestorePoint point = pointOf(shop, serverVault("servers", shop));
            CloudBackup there = harness.backup(harness.otherRegion());
            Vault destination = there.vaults()
                    .create(VaultSpec.forServers("copies", DataSize.gib(400)).forReplication());

            OperationFailed unused = assertFails(
                    Work.COPY,
                    heard -> heard.restorePoints()
                            .copy(point.id(), harness.otherRegion(), destination.id(), "copy", KEY));

            assertThat(there.restorePoints().list()).noneMatch(RestorePoint::available);
        }

        @Test
        @DisplayName("as a backup has failed, nothing can be restored from it, and its key is free")
        void take_backupFails_noneIsAvailableAndFreesTheKey() {
            Resource.Disk orders = disk("orders", "o");
            BackupSpec spec = BackupSpec.of(diskVault("disks", orders).id()).only(orders);

            OperationFailed unused =
                    assertFails(Work.BACKUP, heard -> heard.restorePoints().take(spec, KEY));

            assertThat(backup.restorePoints().list()).noneMatch(RestorePoint::available);
            assertThat(statusOf(orders)).isEqualTo(ProtectableResource.Status.AVAILABLE);
            BackupRun again = done(harness.backup().restorePoints().take(spec, KEY));
            assertThat(again.restorePoints()).singleElement().matches(RestorePoint::available);
        }

        @Test
        @DisplayName("as a backup has the restore points of its other members, if one is deleted meanwhile")
        void take_memberDeletedMeanwhile_othersAreComplete() {
            Resource.Disk first = disk("first", "1");
            Resource.Disk gone = disk("gone", "2");
            Resource.Disk last = disk("last", "3");
            Vault vault = diskVault("disks", first, gone, last);

            Operation<BackupRun> taking = backup.restorePoints().take(BackupSpec.of(vault.id()));
            harness.delete(gone);
            BackupRun run = done(taking);

            assertThat(run.restorePoints()).extracting(RestorePoint::resource).contains(first, last);
            assertThat(run.restorePoints()).allMatch(RestorePoint::available);
            assertThat(run.restorePoints().size()
                            + run.failures().size()
                            + run.skipped().size())
                    .as("outcomes, one for each member: %s", run)
                    .isEqualTo(3);
            for (Resource.Disk disk : List.of(first, last)) {
                assertThat(statusOf(disk)).isEqualTo(ProtectableResource.Status.AVAILABLE);
                assertThat(pointOf(disk, vault).available()).isTrue();
            }
        }
    }

    @Nested
    @DisplayName("Nights that fail")
    class Nights {
        @Test
        @DisplayName("do not take the place of good restore points that a policy keeps")
        void runs_fail_goodPointsStay() {
            requires(Capability.POLICIES);
            Resource.Disk orders = disk("orders", "o");
            Vault vault = diskVault("disks", orders);
            backup.policies().attach(nightly(Retention.latest(2)).id(), vault.id());
            harness.advance(Duration.ofDays(2));
            List<RestorePointId> good = good(orders);
            assertThat(good).hasSize(2);
            Assumptions.assumeTrue(harness.failBackupsOf(orders, CODE, REASON), "this harness cannot let backups fail");

            harness.advance(Duration.ofDays(3));

            assertThat(backup.restorePoints()
                            .list(RestorePointFilter.of(orders))
                            .filter(point -> !point.available()))
                    .as("what the failed nights have left")
                    .hasSizeLessThanOrEqualTo(3);
            assertThat(good(orders)).containsExactlyElementsOf(good);
        }

        private List<RestorePointId> good(Resource resource) {
            return backup.restorePoints()
                    .list(RestorePointFilter.of(resource))
                    .filter(RestorePoint::available)
                    .map(RestorePoint::id)
                    .toList();
        }
    }

    @Test
    @DisplayName("is failed, not gone, in the process that resumes it")
    void resume_failedRestore_hasFailed() {
        Resource.Disk orders = disk("orders", "saved");
        RestorePoint point = pointOf(orders, diskVault("disks", orders));
        failNext(Work.RESTORE);
        String token =
                backup.restorePoints().restore(point.id(), InPlace.over(orders)).token();

        Operation<Resource> resumed = harness.backup().operations().resume(token, Resource.class);

        assertThatThrownBy(() -> done(resumed)).isInstanceOf(OperationFailed.class);
    }
}
