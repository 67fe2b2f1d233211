package io.github.backup4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.Busy;
import io.github.backup4j.Capability;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Image;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.OperationFilter;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Removal;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.Vault;
import io.github.backup4j.testkit.DiskSetup;
import io.github.backup4j.testkit.ServerSetup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Restores of one disk: out of a server's restore point, to a server, and back to a snapshot. */
@DisplayName("Restores of one disk")
@SuppressWarnings("NullAway.Init") // each test sets up what it needs
abstract class DiskRestoresContract extends ContractTest {
    private Resource.Server shop;
    private Resource.Disk system;
    private Resource.Disk data;

    private void addShop() {
        shop = serverWithDataDisk("shop", "system saved", "data saved");
        system = systemDiskOf(shop);
        data = dataDiskOf(shop);
    }

    private void overwrite() {
        write(system, "system now");
        write(data, "data now");
    }

    private void requireUntouched() {
        harness.advance(LONG);
        assertThat(read(system)).isEqualTo("system now");
        assertThat(read(data)).isEqualTo("data now");
        assertThat(harness.disksOf(shop)).containsExactly(system, data);
        assertThat(statusOf(shop)).isEqualTo(ProtectableResource.Status.RUNNING);
    }

    private RequestKey key() {
        return RequestKey.of("key-" + UUID.randomUUID());
    }

    @Nested
    @DisplayName("of one disk of a server's restore point, in place,")
    class APartInPlace {
        private RestorePoint point;

        private void backUp() {
            addShop();
            point = pointOf(shop, serverVault("servers", shop));
            overwrite();
        }

        private RestorePoint.Part part(Resource.Disk disk) {
            return point.part(disk).orElseThrow();
        }

        @Test
        @DisplayName("brings back that disk alone, attaches it again and starts the server")
        void restore_dataDiskDetachingFirst_bringsBackThatDiskAlone() {
            backUp();

            Resource.Disk restored = done(backup.restorePoints()
                    .restore(part(data).id(), InPlace.over(data).detachingFirst()));

            assertThat(restored).isEqualTo(data);
            assertThat(read(data)).isEqualTo("data saved");
            assertThat(read(system)).isEqualTo("system now");
            assertThat(harness.disksOf(shop)).containsExactly(system, data);
            assertThat(statusOf(shop)).isEqualTo(ProtectableResource.Status.RUNNING);
            assertThat(backup.restorePoints().get(point.id())).isEqualTo(point);
        }

        @Test
        @DisplayName("brings back the disk that the server starts from")
        void restore_systemDiskDetachingFirst_letsTheServerStartFromItAgain() {
            backUp();

            done(backup.restorePoints()
                    .restore(part(system).id(), InPlace.over(system).detachingFirst()));

            assertThat(read(system)).isEqualTo("system saved");
            assertThat(read(data)).isEqualTo("data now");
            assertThat(systemDiskOf(shop)).isEqualTo(system);
            assertThat(statusOf(shop)).isEqualTo(ProtectableResource.Status.RUNNING);
        }

        @Test
        @DisplayName("needs no server where somebody has detached the disk")
        void restore_detachedDisk_bringsItBackAndLeavesItDetached() {
            backUp();
            harness.stop(shop);
            harness.detach(data);

            done(backup.restorePoints().restore(part(data).id(), InPlace.over(data)));

            assertThat(read(data)).isEqualTo("data saved");
            assertThat(harness.disksOf(shop)).containsExactly(system);
            assertThat(statusOf(shop)).isEqualTo(ProtectableResource.Status.STOPPED);
        }

        @Test
        @DisplayName("is a conflict while the disk is attached, unless it is detached first")
        void restore_attachedDisk_isAConflictAndOverwritesNothing() {
            backUp();

            assertThatThrownBy(() -> backup.restorePoints().restore(part(data).id(), InPlace.over(data)))
                    .isInstanceOf(Conflict.class)
                    .hasMessageContaining(data.toString())
                    .hasMessageContaining("detachingFirst()");

            requireUntouched();
        }

        @Test
        @DisplayName("with the id of the whole restore point is invalid, and names the part")
        void restore_wholePointOverADisk_isInvalidAndNamesThePart() {
            backUp();

            assertThatThrownBy(() -> backup.restorePoints()
                            .restore(point.id(), InPlace.over(data).detachingFirst()))
                    .isInstanceOf(Invalid.class)
                    .hasMessageContaining("part " + part(data).id());

            requireUntouched();
        }

        @Test
        @DisplayName("is not found over the server, and names the whole")
        void restore_partOverTheServer_isNotFoundAndNamesTheWhole() {
            backUp();

            assertThatThrownBy(() -> backup.restorePoints().restore(part(data).id(), InPlace.over(shop)))
                    .isInstanceOf(NotFound.class)
                    .hasMessageContaining(point.id().value());

            requireUntouched();
        }

        @Test
        @DisplayName("shrinks an enlarged disk back, and refuses one that is too small")
        void restore_diskOfAnotherSize_shrinksItBackOrIsAConflict() {
            addShop();
            Vault vault = serverVault("servers", shop);
            RestorePoint small = pointOf(shop, vault);
            harness.enlarge(data, DataSize.gib(20));
            RestorePoint large = pointOf(shop, vault);

            done(backup.restorePoints()
                    .restore(
                            small.part(data).orElseThrow().id(),
                            InPlace.over(data).detachingFirst()));
            assertThat(backup.resources().get(data).size()).isEqualTo(DataSize.gib(10));
            overwrite();

            assertThatThrownBy(() -> backup.restorePoints()
                            .restore(
                                    large.part(data).orElseThrow().id(),
                                    InPlace.over(data).detachingFirst()))
                    .isInstanceOf(Conflict.class);
            requireUntouched();
        }

        @Test
        @DisplayName("is busy while the restore point is being restored from")
        void restore_whileAnotherPartIsRestored_isBusy() {
            backUp();
            harness.stop(shop);
            harness.detach(data);
            Operation<Resource.Disk> first =
                    backup.restorePoints().restore(part(data).id(), InPlace.over(data));

            assertThatThrownBy(() -> backup.restorePoints()
                            .restore(part(system).id(), InPlace.over(system).detachingFirst()))
                    .isInstanceOf(Busy.class);

            done(first);
            assertThat(read(data)).isEqualTo("data saved");
            assertThat(read(system)).isEqualTo("system now");
        }

        @Test
        @DisplayName("keeps its restore point, its server and its vault while it runs")
        void restore_running_nothingOfItIsRemoved() {
            backUp();
            Vault other = serverVault("other");
            harness.stop(shop);
            harness.detach(data);
            Operation<Resource.Disk> restoring =
                    backup.restorePoints().restore(part(data).id(), InPlace.over(data));
            harness.advance(Duration.ofSeconds(10));

            assertThatThrownBy(() -> backup.vaults().delete(point.vault(), Removal.DELETING_RESTORE_POINTS))
                    .isInstanceOf(Conflict.class);
            assertThatThrownBy(() -> backup.vaults().remove(point.vault(), shop, Removal.DELETING_RESTORE_POINTS))
                    .isInstanceOf(Conflict.class);
            assertThatThrownBy(() -> backup.restorePoints().delete(point.id())).isInstanceOf(Busy.class);
            if (backup.supports(Capability.MEMBER_MOVE)) {
                assertThatThrownBy(() -> backup.vaults().move(point.vault(), other.id(), List.of(shop)))
                        .isInstanceOf(Conflict.class);
            }

            done(restoring);
            assertThat(read(data)).isEqualTo("data saved");
            assertThat(backup.restorePoints().get(point.id()).available()).isTrue();
            assertThat(backup.vaults().get(point.vault()).member(shop)).isPresent();
        }

        @Test
        @DisplayName("is busy while the server is backed up, even if the disk is detached")
        void restore_whileTheServerIsBackedUp_isBusy() {
            backUp();
            harness.stop(shop);
            harness.detach(data);
            Operation<BackupRun> taking = backup.restorePoints().take(BackupSpec.of(point.vault()));
            harness.advance(Duration.ofSeconds(10));

            assertThatThrownBy(() -> backup.restorePoints().restore(part(data).id(), InPlace.over(data)))
                    .isInstanceOf(Busy.class);

            assertThat(done(taking).complete()).isTrue();
            assertThat(read(data)).isEqualTo("data now");
        }

        @Test
        @DisplayName("happens once for a key, and the key is of one part")
        void restore_withKey_happensOnce() {
            backUp();
            RequestKey key = key();
            InPlace<Resource.Disk> target = InPlace.over(data).detachingFirst();
            done(backup.restorePoints().restore(part(data).id(), target, key));
            write(data, "data after");

            Resource.Disk again = done(backup.restorePoints().restore(part(data).id(), target, key));

            assertThat(again).isEqualTo(data);
            assertThat(read(data)).isEqualTo("data after");
            assertThatThrownBy(() -> backup.restorePoints()
                            .restore(part(system).id(), InPlace.over(system).detachingFirst(), key))
                    .isInstanceOf(Conflict.class);
            assertThat(read(system)).isEqualTo("system now");
        }

        @Test
        @DisplayName("is continued by token in another process")
        void resume_byToken_endsWithTheDisk() {
            backUp();
            String token = backup.restorePoints()
                    .restore(part(data).id(), InPlace.over(data).detachingFirst())
                    .token();

            Resource.Disk restored = done(harness.backup().operations().resume(token, Resource.Disk.class));

            assertThat(restored).isEqualTo(data);
            assertThat(read(data)).isEqualTo("data saved");
            assertThat(statusOf(shop)).isEqualTo(ProtectableResource.Status.RUNNING);
        }

        @Test
        @DisplayName("is logged with the disk and the part")
        void list_afterwards_namesTheDiskAndThePart() {
            backUp();

            done(backup.restorePoints()
                    .restore(part(data).id(), InPlace.over(data).detachingFirst()));

            assertThat(backup.operations().list(OperationFilter.all().ofKind(OperationRecord.Kind.RESTORE)))
                    .singleElement()
                    .satisfies(entry -> {
                        assertThat(entry.resource()).isEqualTo(data);
                        assertThat(entry.restorePoint()).isEqualTo(part(data).id());
                        assertThat(entry.status()).isEqualTo(OperationRecord.Status.SUCCEEDED);
                    });
        }
    }

    @Nested
    @DisplayName("to a new disk that is attached to a server")
    class ANewDiskAttached {
        private RestorePoint point;
        private Resource.Disk orders;

        private void backUp() {
            requires(Capability.DISK_ATTACHMENT);
            addShop();
            orders = disk("orders", "orders saved");
            point = pointOf(orders, diskVault("disks", orders));
            overwrite();
            write(orders, "orders now");
        }

        private DiskSpec beside() {
            return DiskSpec.of("beside").attachedTo(shop);
        }

        private void requireNothingMade(long disksBefore) {
            harness.advance(LONG);
            assertThat(numberOfDisks()).isEqualTo(disksBefore);
            requireUntouched();
        }

        private void requireBeside(Resource.Disk made, String content) {
            assertThat(read(made)).isEqualTo(content);
            assertThat(harness.disksOf(shop)).containsExactly(system, data, made);
            assertThat(systemDiskOf(shop)).isEqualTo(system);
            assertThat(backup.resources().get(made).servers()).containsExactly(shop);
            assertThat(backup.resources().get(made).name()).isEqualTo("beside");
            assertThat(statusOf(made)).isEqualTo(ProtectableResource.Status.IN_USE);
            assertThat(statusOf(shop)).isEqualTo(ProtectableResource.Status.RUNNING);
            assertThat(read(system)).isEqualTo("system now");
            assertThat(read(data)).isEqualTo("data now");
        }

        @Test
        @DisplayName("ends with the disk attached, and touches nothing else")
        void restore_ofARestorePoint_endsWithTheDiskAttached() {
            backUp();

            Resource.Disk made = done(backup.restorePoints().restore(point.id(), beside()));

            requireBeside(made, "orders saved");
            assertThat(read(orders)).isEqualTo("orders now");
            assertThat(backup.resources().get(made).tags()).isEmpty();
        }

        @Test
        @DisplayName("puts yesterday's disk of a server beside today's")
        void restore_ofAPart_endsWithTheDiskAttached() {
            requires(Capability.DISK_ATTACHMENT);
            addShop();
            RestorePoint whole = pointOf(shop, serverVault("servers", shop));
            overwrite();

            Resource.Disk made = done(backup.restorePoints()
                    .restore(whole.part(data).orElseThrow().id(), beside()));

            requireBeside(made, "data saved");
        }

        @Test
        @DisplayName("works with a snapshot")
        void restore_ofASnapshot_endsWithTheDiskAttached() {
            backUp();
            Snapshot snapshot = done(backup.snapshots().take(SnapshotSpec.of(orders, "mark")));

            Resource.Disk made = done(backup.snapshots().restore(snapshot.id(), beside()));

            requireBeside(made, "orders now");
        }

        @Test
        @DisplayName("works with an image")
        void restore_ofAnImage_endsWithTheDiskAttached() {
            requires(Capability.IMAGES);
            backUp();
            Image image = done(backup.images().build(ImageSpec.of("golden", ImageSource.disk(orders))));

            Resource.Disk made = done(backup.images().restore(image.id(), beside()));

            requireBeside(made, "orders now");
        }

        @Test
        @DisplayName("leaves a stopped server stopped")
        void restore_toAStoppedServer_leavesItStopped() {
            backUp();
            harness.stop(shop);

            Resource.Disk made = done(backup.restorePoints().restore(point.id(), beside()));

            assertThat(harness.disksOf(shop)).containsExactly(system, data, made);
            assertThat(statusOf(shop)).isEqualTo(ProtectableResource.Status.STOPPED);
        }

        @Test
        @DisplayName("keeps the tags of the spec")
        void restore_withTags_keepsThem() {
            backUp();

            Resource.Disk made =
                    done(backup.restorePoints().restore(point.id(), beside().withTags(Map.of("team", "shop"))));

            assertThat(backup.resources().get(made).tags()).isEqualTo(Map.of("team", "shop"));
            requireBeside(made, "orders saved");
        }

        @Test
        @DisplayName("is made in the zone of the server")
        void restore_toAServerInAnotherZone_isMadeThere() {
            backUp();
            Resource.Server far = serverInZone("zone-2");

            Resource.Disk made = done(backup.restorePoints()
                    .restore(point.id(), DiskSpec.of("beside").attachedTo(far)));

            assertThat(backup.resources().get(made).zone()).isEqualTo("zone-2");
            assertThat(harness.disksOf(far)).contains(made);
        }

        @Test
        @DisplayName("is invalid if the spec names another zone than the server's, and makes nothing")
        void restore_inAnotherZoneThanTheServer_isInvalidAndMakesNothing() {
            backUp();
            long before = numberOfDisks();
            String zone = String.valueOf(backup.resources().get(shop).zone());

            assertThatThrownBy(() -> backup.restorePoints().restore(point.id(), beside().inZone("zone-2")))
                    .isInstanceOf(Invalid.class)
                    .hasMessageContaining("zone-2")
                    .hasMessageContaining(zone);

            requireNothingMade(before);
        }

        @Test
        @DisplayName("is invalid for a snapshot of another zone than the server's, and makes nothing")
        void restore_ofASnapshotOfAnotherZone_isInvalidAndMakesNothing() {
            backUp();
            Snapshot snapshot = done(backup.snapshots().take(SnapshotSpec.of(orders, "mark")));
            Resource.Server far = serverInZone("zone-2");
            long before = numberOfDisks();

            assertThatThrownBy(() -> backup.snapshots()
                            .restore(snapshot.id(), DiskSpec.of("beside").attachedTo(far)))
                    .isInstanceOf(Invalid.class)
                    .hasMessageContaining("zone-2");

            requireNothingMade(before);
        }

        @Test
        @DisplayName("is not found if there is no such server, and makes nothing")
        void restore_toAServerThatIsNotThere_isNotFoundAndMakesNothing() {
            backUp();
            long before = numberOfDisks();
            Resource.Server nowhere = Resource.server("00000000-0000-0000-0000-000000000009");

            assertThatThrownBy(() -> backup.restorePoints()
                            .restore(point.id(), DiskSpec.of("beside").attachedTo(nowhere)))
                    .isInstanceOf(NotFound.class)
                    .hasMessageContaining(nowhere.id());

            requireNothingMade(before);
        }

        @Test
        @DisplayName("fails if the server is deleted meanwhile, names the disk, and keeps it with its data")
        void restore_serverDeletedMeanwhile_failsAndKeepsTheDisk() {
            backUp();
            List<Resource.Disk> before = disks();
            Operation<Resource.Disk> restore = backup.restorePoints().restore(point.id(), beside());
            harness.delete(shop);

            Throwable failure = Assertions.catchThrowable(() -> done(restore));

            List<Resource.Disk> made = disks();
            made.removeAll(before);
            assertThat(made).hasSize(1);
            assertThat(failure)
                    .isInstanceOf(OperationFailed.class)
                    .hasMessageContaining(made.get(0).id())
                    .hasMessageContaining(shop.id());
            assertThat(read(made.get(0))).isEqualTo("orders saved");
            assertThat(statusOf(made.get(0))).isEqualTo(ProtectableResource.Status.AVAILABLE);
        }

        @Test
        @DisplayName("happens once for a key, which is of this server")
        void restore_withKey_happensOnce() {
            backUp();
            RequestKey key = key();
            Resource.Disk made = done(backup.restorePoints().restore(point.id(), beside(), key));
            long before = numberOfDisks();

            Resource.Disk again = done(harness.backup().restorePoints().restore(point.id(), beside(), key));

            assertThat(again).isEqualTo(made);
            assertThat(numberOfDisks()).isEqualTo(before);
            requireBeside(made, "orders saved");
            Resource.Server other = server("other", "other system");
            assertThatThrownBy(() -> backup.restorePoints()
                            .restore(point.id(), DiskSpec.of("beside").attachedTo(other), key))
                    .isInstanceOf(Conflict.class);
            assertThat(harness.disksOf(other)).hasSize(1);
        }

        @Test
        @DisplayName("is not attached again by a repeated key or an old token once somebody has detached it")
        void restore_detachedAfterwards_isNotAttachedAgain() {
            backUp();
            RequestKey key = key();
            Operation<Resource.Disk> first = backup.restorePoints().restore(point.id(), beside(), key);
            String token = first.token();
            Resource.Disk made = done(first);
            harness.stop(shop);
            harness.detach(made);

            Resource.Disk again = done(harness.backup().restorePoints().restore(point.id(), beside(), key));
            Resource.Disk resumed = done(harness.backup().operations().resume(token, Resource.Disk.class));

            assertThat(again).isEqualTo(made);
            assertThat(resumed).isEqualTo(made);
            assertThat(harness.disksOf(shop)).containsExactly(system, data);
        }

        @Test
        @DisplayName("is continued by token in another process")
        void resume_byToken_endsWithTheDiskAttached() {
            backUp();
            String token = backup.restorePoints().restore(point.id(), beside()).token();

            Resource.Disk made = done(harness.backup().operations().resume(token, Resource.Disk.class));

            requireBeside(made, "orders saved");
        }
    }

    @Nested
    @DisplayName("back to a snapshot, of an attached disk,")
    class ARollBack {
        private Snapshot snapshot;

        private void takeSnapshot() {
            addShop();
            snapshot =
                    done(backup.snapshots().take(SnapshotSpec.of(data, "mark").allowingAttached()));
            overwrite();
        }

        private InPlace<Resource.Disk> detaching() {
            return InPlace.over(data).detachingFirst();
        }

        private void requireRolledBack() {
            assertThat(read(data)).isEqualTo("data saved");
            assertThat(read(system)).isEqualTo("system now");
            assertThat(harness.disksOf(shop)).containsExactly(system, data);
            assertThat(backup.snapshots().get(snapshot.id()).status()).isEqualTo(Snapshot.Status.AVAILABLE);
        }

        @Test
        @DisplayName("attaches it again and starts the server")
        void rollBack_detachingFirst_attachesItAgainAndStartsTheServer() {
            takeSnapshot();

            Resource.Disk disk = done(backup.snapshots().rollBack(snapshot.id(), detaching()));

            assertThat(disk).isEqualTo(data);
            requireRolledBack();
            assertThat(statusOf(shop)).isEqualTo(ProtectableResource.Status.RUNNING);
        }

        @Test
        @DisplayName("lets the server start from its disk again")
        void rollBack_systemDiskDetachingFirst_letsTheServerStartFromItAgain() {
            addShop();
            Snapshot ofSystem =
                    done(backup.snapshots().take(SnapshotSpec.of(system, "mark").allowingAttached()));
            overwrite();

            done(backup.snapshots().rollBack(ofSystem.id(), InPlace.over(system).detachingFirst()));

            assertThat(read(system)).isEqualTo("system saved");
            assertThat(read(data)).isEqualTo("data now");
            assertThat(systemDiskOf(shop)).isEqualTo(system);
            assertThat(statusOf(shop)).isEqualTo(ProtectableResource.Status.RUNNING);
        }

        @Test
        @DisplayName("leaves the server stopped when asked to, and if it was stopped before")
        void rollBack_leavingStoppedOrStoppedBefore_leavesItStopped() {
            takeSnapshot();

            done(backup.snapshots().rollBack(snapshot.id(), detaching().leavingStopped()));

            requireRolledBack();
            assertThat(statusOf(shop)).isEqualTo(ProtectableResource.Status.STOPPED);
            write(data, "data later");

            done(backup.snapshots().rollBack(snapshot.id(), detaching()));

            requireRolledBack();
            assertThat(statusOf(shop)).isEqualTo(ProtectableResource.Status.STOPPED);
        }

        @Test
        @DisplayName("is a conflict unless it is detached first")
        void rollBack_attached_isAConflictAndOverwritesNothing() {
            takeSnapshot();

            assertThatThrownBy(() -> backup.snapshots().rollBack(snapshot.id(), InPlace.over(data)))
                    .isInstanceOf(Conflict.class)
                    .hasMessageContaining("detachingFirst()");

            requireUntouched();
        }

        @Test
        @DisplayName("is invalid over another disk, which stays as it is")
        void rollBack_anotherDisk_isInvalidAndTouchesNothing() {
            takeSnapshot();

            assertThatThrownBy(() -> backup.snapshots()
                            .rollBack(snapshot.id(), InPlace.over(system).detachingFirst()))
                    .isInstanceOf(Invalid.class);

            requireUntouched();
        }

        @Test
        @DisplayName("is refused while work over another disk of the server goes on, which ends as it should")
        void rollBack_anotherDiskOfTheServerAtWork_isBusyAndLeavesBothAsTheyShouldBe() {
            takeSnapshot();
            Snapshot ofSystem = done(
                    backup.snapshots().take(SnapshotSpec.of(system, "second").allowingAttached()));
            Operation<Resource.Disk> first = backup.snapshots().rollBack(snapshot.id(), detaching(), key());

            assertThatThrownBy(() -> harness.backup()
                            .snapshots()
                            .rollBack(ofSystem.id(), InPlace.over(system).detachingFirst(), key()))
                    .isInstanceOf(Busy.class);

            done(first);
            requireRolledBack();
            assertThat(statusOf(shop)).isEqualTo(ProtectableResource.Status.RUNNING);
            write(system, "system later");
            done(backup.snapshots().rollBack(ofSystem.id(), InPlace.over(system).detachingFirst(), key()));
            assertThat(read(system)).isEqualTo("system now");
            assertThat(statusOf(shop)).isEqualTo(ProtectableResource.Status.RUNNING);
        }

        @Test
        @DisplayName("just rolls back a disk that is attached to nothing")
        void rollBack_detachingFirstWhatIsAttachedToNothing_justRollsBack() {
            Resource.Disk orders = disk("orders", "saved");
            Snapshot ofOrders = done(backup.snapshots().take(SnapshotSpec.of(orders, "mark")));
            write(orders, "now");

            done(backup.snapshots().rollBack(ofOrders.id(), InPlace.over(orders).detachingFirst()));

            assertThat(read(orders)).isEqualTo("saved");
            assertThat(statusOf(orders)).isEqualTo(ProtectableResource.Status.AVAILABLE);
        }

        @Test
        @DisplayName("happens once for a key, which is of one snapshot")
        void rollBack_withKey_happensOnce() {
            takeSnapshot();
            RequestKey key = key();
            done(backup.snapshots().rollBack(snapshot.id(), detaching(), key));
            write(data, "data after");

            Resource.Disk again = done(harness.backup().snapshots().rollBack(snapshot.id(), detaching(), key));

            assertThat(again).isEqualTo(data);
            assertThat(read(data)).isEqualTo("data after");
            Snapshot later =
                    done(backup.snapshots().take(SnapshotSpec.of(data, "later").allowingAttached()));
            assertThatThrownBy(() -> backup.snapshots().rollBack(later.id(), detaching(), key))
                    .isInstanceOf(Conflict.class);
            assertThat(statusOf(shop)).isEqualTo(ProtectableResource.Status.RUNNING);
        }

        @Test
        @DisplayName("happens once for a key, of a disk that is attached to nothing")
        void rollBack_freeDiskWithKey_happensOnce() {
            Resource.Disk orders = disk("orders", "saved");
            Snapshot ofOrders = done(backup.snapshots().take(SnapshotSpec.of(orders, "mark")));
            write(orders, "now");
            RequestKey key = key();
            done(backup.snapshots().rollBack(ofOrders.id(), InPlace.over(orders), key));
            assertThat(read(orders)).isEqualTo("saved");
            write(orders, "after");

            done(harness.backup().snapshots().rollBack(ofOrders.id(), InPlace.over(orders), key));

            assertThat(read(orders)).isEqualTo("after");
        }

        @Test
        @DisplayName("is continued by token in another process, and is done once for an old token")
        void resume_byToken_endsWithTheDisk() {
            takeSnapshot();
            String token =
                    backup.snapshots().rollBack(snapshot.id(), detaching()).token();

            assertThat(done(harness.backup().operations().resume(token, Resource.Disk.class)))
                    .isEqualTo(data);

            requireRolledBack();
            assertThat(statusOf(shop)).isEqualTo(ProtectableResource.Status.RUNNING);
            write(data, "data after");
            assertThat(done(harness.backup().operations().resume(token, Resource.Disk.class)))
                    .isEqualTo(data);
            assertThat(read(data)).isEqualTo("data after");
            assertThat(statusOf(shop)).isEqualTo(ProtectableResource.Status.RUNNING);
        }
    }

    private Resource.Server serverInZone(String zone) {
        Resource.Disk boots =
                harness.addDisk(DiskSetup.of("far-system", DataSize.gib(40)).inZone(zone));
        return harness.addServer(ServerSetup.of("far", boots).inZone(zone));
    }

    private List<Resource.Disk> disks() {
        List<Resource.Disk> disks = new ArrayList<>();
        backup.resources()
                .list(ResourceFilter.all().ofKind(Resource.Kind.DISK))
                .forEach(found -> disks.add((Resource.Disk) found.resource()));
        return disks;
    }

    private long numberOfDisks() {
        return disks().size();
    }
}
