package io.github.backup4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.Capability;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.FleetOutcome;
import io.github.backup4j.FleetResult;
import io.github.backup4j.FleetSpec;
import io.github.backup4j.Image;
import io.github.backup4j.ImageCopySpec;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.NotFound;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.Vault;
import io.github.backup4j.testkit.Work;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * What {@link RequestKey} promises of calls that look alike: a key stands for all arguments of its call, wherever it was used before, and
 * what was overwritten once is not overwritten again by whatever repeats the call.
 */
@DisplayName("Repeated calls")
@SuppressWarnings("exports") // only subclasses need JUnit
abstract class RepeatedCallsContract extends ContractTest {
    private static final RequestKey KEY = RequestKey.of("order 4711");

    /** How late lists show what was changed, if a harness can do that. */
    private static final Duration LAG = Duration.ofSeconds(2);

    /** A call that overwrites something, with a key or without one. */
    private interface Overwrite {
        Operation<?> start(CloudBackup process, @Nullable RequestKey key);
    }

    private static Overwrite restore(RestorePointId point, InPlace<?> target) {
        return (process, key) -> key == null
                ? process.restorePoints().restore(point, target)
                : process.restorePoints().restore(point, target, key);
    }

    private static Overwrite rollBack(Snapshot snapshot, InPlace<Resource.Disk> target) {
        return (process, key) -> key == null
                ? process.snapshots().rollBack(snapshot.id(), target)
                : process.snapshots().rollBack(snapshot.id(), target, key);
    }

    /** A disk with "saved" on it, which a restore or a rollback overwrites. */
    private record Target(Resource.Disk content, Overwrite overwrite) {}

    private Target diskOfPoint(String name) {
        Resource.Disk disk = disk(name, "saved");
        RestorePoint point = pointOf(disk, diskVault(name + "-vault", disk));
        return new Target(disk, restore(point.id(), InPlace.over(disk)));
    }

    private Target diskOfSnapshot(String name) {
        Resource.Disk disk = disk(name, "saved");
        Snapshot snapshot = done(backup.snapshots().take(SnapshotSpec.of(disk, "before")));
        return new Target(disk, rollBack(snapshot, InPlace.over(disk)));
    }

    private Target serverOfPoint(String name) {
        Resource.Server server = server(name, "saved");
        RestorePoint point = pointOf(server, serverVault(name + "-vault", server));
        return new Target(systemDiskOf(server), restore(point.id(), InPlace.over(server)));
    }

    private Target attachedDiskOfPoint(String name) {
        Resource.Disk data = dataDiskOf(serverWithDataDisk(name, "system", "saved"));
        RestorePoint point = pointOf(data, diskVault(name + "-vault", data));
        return new Target(data, restore(point.id(), InPlace.over(data).detachingFirst()));
    }

    private Target attachedDiskOfSnapshot(String name) {
        Resource.Disk data = dataDiskOf(serverWithDataDisk(name, "system", "saved"));
        Snapshot snapshot =
                done(backup.snapshots().take(SnapshotSpec.of(data, "before").allowingAttached()));
        return new Target(data, rollBack(snapshot, InPlace.over(data).detachingFirst()));
    }

    /** A disk that is overwritten with its part of the restore point of a server, from which it is detached. */
    private Target diskOfPart(String name) {
        Resource.Server server = serverWithDataDisk(name, "system", "saved");
        Resource.Disk data = dataDiskOf(server);
        RestorePoint point = pointOf(server, serverVault(name + "-vault", server));
        RestorePointId part =
                backup.restorePoints().get(point.id()).part(data).orElseThrow().id();
        harness.detach(data);
        return new Target(data, restore(part, InPlace.over(data)));
    }

    @Nested
    @DisplayName("The key of what has overwritten something")
    class Overwriting {
        @Test
        @DisplayName("is refused over another disk, which stays as it is")
        void restore_keyOfAnotherDisk_isAConflictAndOverwritesNothing() {
            assertOfOneTarget(diskOfPoint("one"), diskOfPoint("other"));
        }

        @Test
        @DisplayName("is refused over another server, which stays as it is")
        void restore_keyOfAnotherServer_isAConflictAndOverwritesNothing() {
            assertOfOneTarget(serverOfPoint("one"), serverOfPoint("other"));
        }

        @Test
        @DisplayName("is refused over another disk that would be detached, which stays as it is")
        void restore_keyOfAnotherAttachedDisk_isAConflictAndOverwritesNothing() {
            assertOfOneTarget(attachedDiskOfPoint("one"), attachedDiskOfPoint("other"));
        }

        @Test
        @DisplayName("by rolling back is refused over another disk, which stays as it is")
        void rollBack_keyOfAnotherDisk_isAConflictAndOverwritesNothing() {
            assertOfOneTarget(diskOfSnapshot("one"), diskOfSnapshot("other"));
        }

        private void assertOfOneTarget(Target one, Target other) {
            done(one.overwrite.start(backup, KEY));
            write(one.content, "newer");
            write(other.content, "other");

            for (CloudBackup process : List.of(backup, harness.backup())) {
                assertThatThrownBy(() -> done(other.overwrite.start(process, KEY)))
                        .isInstanceOf(Conflict.class)
                        .hasMessageContaining(KEY.value());
                harness.advance(A_WHILE);
                assertThat(read(other.content)).isEqualTo("other");
            }
            done(one.overwrite.start(harness.backup(), KEY));
            assertThat(read(one.content)).as("the first once more").isEqualTo("newer");
        }

        @Test
        @DisplayName("stays with a disk that is restored without a key since")
        void restore_withoutAKeySince_isRemembered() {
            assertRemembered(diskOfPoint("orders"));
        }

        @Test
        @DisplayName("stays with a server that is restored without a key since")
        void restore_serverWithoutAKeySince_isRemembered() {
            assertRemembered(serverOfPoint("shop"));
        }

        @Test
        @DisplayName("stays with a disk that is freed and restored without a key since")
        void restore_attachedDiskWithoutAKeySince_isRemembered() {
            assertRemembered(attachedDiskOfPoint("shop"));
        }

        @Test
        @DisplayName("stays with a disk that is rolled back without a key since")
        void rollBack_withoutAKeySince_isRemembered() {
            assertRemembered(diskOfSnapshot("orders"));
        }

        private void assertRemembered(Target target) {
            done(target.overwrite.start(backup, KEY));
            write(target.content, "between");
            done(target.overwrite.start(harness.backup(), null));
            assertThat(read(target.content)).as("restored without a key").isEqualTo("saved");
            write(target.content, "newer");

            done(target.overwrite.start(harness.backup(), KEY));

            assertThat(read(target.content)).isEqualTo("newer");
        }

        @Test
        @DisplayName("stays with a disk if a restore with another key has failed since")
        void restore_otherKeyFailedSince_isRemembered() {
            assertRememberedAfterFailure(Work.RESTORE, diskOfPoint("orders"));
        }

        @Test
        @DisplayName("stays with a server if a restore with another key has failed since")
        void restore_serverAndOtherKeyFailedSince_isRemembered() {
            assertRememberedAfterFailure(Work.RESTORE, serverOfPoint("shop"));
        }

        @Test
        @DisplayName("stays with a disk if a rollback with another key has failed since")
        void rollBack_otherKeyFailedSince_isRemembered() {
            assertRememberedAfterFailure(Work.ROLL_BACK, attachedDiskOfSnapshot("shop"));
        }

        private void assertRememberedAfterFailure(Work work, Target target) {
            done(target.overwrite.start(backup, KEY));
            write(target.content, "newer");
            Assumptions.assumeTrue(
                    harness.failNext(work, "BackupService.6212", "the storage is broken"),
                    "this harness cannot let work fail");
            assertThatThrownBy(() -> done(target.overwrite.start(harness.backup(), RequestKey.of("order 4712"))))
                    .isInstanceOf(OperationFailed.class);
            write(target.content, "latest"); // the failure may have written any part of what is saved

            done(target.overwrite.start(harness.backup(), KEY));

            assertThat(read(target.content)).isEqualTo("latest");
        }

        @Test
        @DisplayName("is known at once, although lists show it late")
        void restore_listsLag_isKnownAtOnce() {
            assertKnownAtOnce(diskOfPoint("orders"));
        }

        @Test
        @DisplayName("over a server is known at once, although lists show it late")
        void restore_serverAndListsLag_isKnownAtOnce() {
            assertKnownAtOnce(serverOfPoint("shop"));
        }

        @Test
        @DisplayName("by rolling back is known at once, although lists show it late")
        void rollBack_listsLag_isKnownAtOnce() {
            assertKnownAtOnce(diskOfSnapshot("orders"));
        }

        private void assertKnownAtOnce(Target target) {
            Assumptions.assumeTrue(harness.lag(LAG), "lists of this harness do not lag");
            done(target.overwrite.start(backup, KEY));
            write(target.content, "newer");

            done(target.overwrite.start(harness.backup(), KEY));

            assertThat(read(target.content)).isEqualTo("newer");
        }
    }

    @Nested
    @DisplayName("The token of what has overwritten something")
    class Resuming {
        @Test
        @DisplayName("does not overwrite a disk again")
        void resume_overDisk_overwritesNothingAgain() {
            assertOver(diskOfPoint("orders"), null);
        }

        @Test
        @DisplayName("does not overwrite a disk again, with a key")
        void resume_overDiskWithKey_overwritesNothingAgain() {
            assertOver(diskOfPoint("orders"), KEY);
        }

        @Test
        @DisplayName("does not overwrite a server again")
        void resume_overServer_overwritesNothingAgain() {
            assertOver(serverOfPoint("shop"), null);
        }

        @Test
        @DisplayName("does not overwrite a server again, with a key")
        void resume_overServerWithKey_overwritesNothingAgain() {
            assertOver(serverOfPoint("shop"), KEY);
        }

        @Test
        @DisplayName("does not overwrite a disk with its part of a server's restore point again")
        void resume_overPart_overwritesNothingAgain() {
            assertOver(diskOfPart("shop"), null);
        }

        @Test
        @DisplayName("does not overwrite a disk with its part of a server's restore point again, with a key")
        void resume_overPartWithKey_overwritesNothingAgain() {
            assertOver(diskOfPart("shop"), KEY);
        }

        @Test
        @DisplayName("does not roll a disk back again")
        void resume_rollBack_overwritesNothingAgain() {
            assertOver(diskOfSnapshot("orders"), null);
        }

        @Test
        @DisplayName("does not roll a disk back again, with a key")
        void resume_rollBackWithKey_overwritesNothingAgain() {
            assertOver(diskOfSnapshot("orders"), KEY);
        }

        /** Both the token as it was at first and as it is at the end. */
        private void assertOver(Target target, @Nullable RequestKey key) {
            Operation<?> operation = target.overwrite.start(backup, key);
            Set<String> tokens = new LinkedHashSet<>(List.of(operation.token()));
            done(operation);
            tokens.add(operation.token());
            write(target.content, "newer");
            for (Duration later : List.of(Duration.ZERO, Duration.ofDays(60))) {
                harness.advance(later);
                for (String token : tokens) {
                    try {
                        done(harness.backup().operations().resume(token, Resource.class));
                    } catch (NotFound gone) {
                        // A cloud need not know work that has long ended.
                        assertThat(gone).hasMessageNotContaining("null");
                    }
                    harness.advance(A_WHILE);
                    assertThat(read(target.content))
                            .as("resumed after %s", later)
                            .isEqualTo("newer");
                }
            }
        }
    }

    @Nested
    @DisplayName("The same key and the same name")
    class Arguments {
        @Test
        @DisplayName("are refused for a snapshot of another disk")
        void snapshots_otherDisk_isAConflict() {
            Resource.Disk one = disk("one", "1");
            Resource.Disk other = disk("other", "2");
            Snapshot made = done(backup.snapshots().take(SnapshotSpec.of(one, "before"), KEY));

            assertRefused(() -> done(harness.backup().snapshots().take(SnapshotSpec.of(other, "before"), KEY)));

            assertThat(backup.snapshots().list()).containsExactly(made);
        }

        @Test
        @DisplayName("are refused for an image of another disk, and of another system disk")
        void images_otherSource_isAConflict() {
            requires(Capability.IMAGES);
            Resource.Disk one = disk("one", "1");
            Resource.Disk other = disk("other", "2");
            Resource.Server shop = server("shop", "s");
            Image made = done(backup.images().build(ImageSpec.of("image", ImageSource.disk(one)), KEY));

            assertRefused(() ->
                    done(harness.backup().images().build(ImageSpec.of("image", ImageSource.disk(other)), KEY)));
            assertRefused(() ->
                    done(harness.backup().images().build(ImageSpec.of("image", ImageSource.systemDiskOf(shop)), KEY)));

            assertThat(backup.images().list()).containsExactly(made);
        }

        @Test
        @DisplayName("are refused for a copy of another image")
        void imageCopies_otherImage_isAConflict() {
            requires(Capability.IMAGE_COPY);
            Resource.Disk orders = disk("orders", "1");
            Image one = done(backup.images().build(ImageSpec.of("one", ImageSource.disk(orders))));
            Image other = done(backup.images().build(ImageSpec.of("other", ImageSource.disk(orders))));
            Image copy = done(backup.images().copy(one.id(), ImageCopySpec.of("copy"), KEY));

            assertRefused(() -> done(harness.backup().images().copy(other.id(), ImageCopySpec.of("copy"), KEY)));

            assertThat(backup.images().list()).containsExactlyInAnyOrder(one, other, copy);
        }

        @Test
        @DisplayName("are refused for a new disk of another restore point")
        void newDisks_otherPoint_isAConflict() {
            Resource.Disk orders = disk("orders", "first");
            Vault vault = diskVault("disks", orders);
            RestorePoint first = pointOf(orders, vault);
            RestorePoint second = pointOf(orders, vault);
            done(backup.restorePoints().restore(first.id(), DiskSpec.of("copy"), KEY));
            Set<Resource> disks = resources(Resource.Kind.DISK);

            assertRefused(() -> done(harness.backup().restorePoints().restore(second.id(), DiskSpec.of("copy"), KEY)));

            assertThat(resources(Resource.Kind.DISK)).isEqualTo(disks);
        }

        @Test
        @DisplayName("are refused for a new disk of another snapshot")
        void newDisks_otherSnapshot_isAConflict() {
            Resource.Disk orders = disk("orders", "first");
            Snapshot first = done(backup.snapshots().take(SnapshotSpec.of(orders, "first")));
            Snapshot second = done(backup.snapshots().take(SnapshotSpec.of(orders, "second")));
            done(backup.snapshots().restore(first.id(), DiskSpec.of("copy"), KEY));
            Set<Resource> disks = resources(Resource.Kind.DISK);

            assertRefused(() -> done(harness.backup().snapshots().restore(second.id(), DiskSpec.of("copy"), KEY)));

            assertThat(resources(Resource.Kind.DISK)).isEqualTo(disks);
        }

        @Test
        @DisplayName("are refused for a new disk of another image")
        void newDisks_otherImage_isAConflict() {
            requires(Capability.IMAGES);
            Resource.Disk orders = disk("orders", "1");
            Image first = done(backup.images().build(ImageSpec.of("first", ImageSource.disk(orders))));
            Image second = done(backup.images().build(ImageSpec.of("second", ImageSource.disk(orders))));
            done(backup.images().restore(first.id(), DiskSpec.of("copy"), KEY));
            Set<Resource> disks = resources(Resource.Kind.DISK);

            assertRefused(() -> done(harness.backup().images().restore(second.id(), DiskSpec.of("copy"), KEY)));

            assertThat(resources(Resource.Kind.DISK)).isEqualTo(disks);
        }

        @Test
        @DisplayName("are refused for a new server of another restore point, and in another network")
        void newServers_otherPointOrNetwork_isAConflict() {
            requires(Capability.RESTORE_TO_NEW_SERVER);
            Resource.Server shop = server("shop", "s");
            Vault vault = serverVault("servers", shop);
            RestorePoint first = pointOf(shop, vault);
            RestorePoint second = pointOf(shop, vault);
            done(backup.restorePoints().restore(first.id(), ServerSpec.of("twin"), KEY));
            Set<Resource> servers = resources(Resource.Kind.SERVER);

            assertRefused(
                    () -> done(harness.backup().restorePoints().restore(second.id(), ServerSpec.of("twin"), KEY)));
            assertRefused(() -> done(harness.backup()
                    .restorePoints()
                    .restore(first.id(), ServerSpec.of("twin").inNetwork("network-9", "subnet-9"), KEY)));

            assertThat(resources(Resource.Kind.SERVER)).isEqualTo(servers);
            assertThat(backup.images().list()).isEmpty();
        }

        @Test
        @DisplayName("are refused for a new server of another image")
        void newServers_otherImage_isAConflict() {
            requires(Capability.RESTORE_TO_NEW_SERVER);
            Resource.Server shop = server("shop", "s");
            Image first = done(backup.images().build(ImageSpec.of("first", ImageSource.systemDiskOf(shop))));
            Image second = done(backup.images().build(ImageSpec.of("second", ImageSource.systemDiskOf(shop))));
            done(backup.images().restore(first.id(), ServerSpec.of("twin"), KEY));
            Set<Resource> servers = resources(Resource.Kind.SERVER);

            assertRefused(() -> done(harness.backup().images().restore(second.id(), ServerSpec.of("twin"), KEY)));

            assertThat(resources(Resource.Kind.SERVER)).isEqualTo(servers);
        }

        /** A cloud may find backups within a vault alone. */
        @Test
        @DisplayName("are refused for a backup of another vault, or back that up once, too")
        void backups_otherVault_isAConflictOrOneMore() {
            Vault one = diskVault("one", disk("one", "1"));
            Vault other = diskVault("other", disk("other", "2"));
            Assumptions.assumeFalse(one.id().equals(other.id()), "this cloud has one vault for disks");
            BackupSpec first = BackupSpec.of(one.id()).named("by-hand");
            BackupSpec second = BackupSpec.of(other.id()).named("by-hand");
            BackupRun run = done(backup.restorePoints().take(first, KEY));
            List<RestorePoint> points = new ArrayList<>(run.restorePoints());

            try {
                BackupRun more = done(harness.backup().restorePoints().take(second, KEY));
                assertThat(more.vault()).isEqualTo(other.id());
                assertThat(more.id()).isNotEqualTo(run.id());
                points.addAll(more.restorePoints());
                assertThat(done(harness.backup().restorePoints().take(second, KEY))
                                .id())
                        .isEqualTo(more.id());
            } catch (Conflict refused) {
                assertThat(refused).hasMessageContaining(KEY.value());
            }

            assertThat(done(harness.backup().restorePoints().take(first, KEY)).id())
                    .isEqualTo(run.id());
            harness.advance(LONG);
            assertThat(backup.restorePoints().list()).containsExactlyInAnyOrderElementsOf(points);
        }

        @Test
        @DisplayName("are refused for a policy with another retention")
        void policies_otherRetention_isAConflict() {
            requires(Capability.POLICIES);
            PolicySpec spec = PolicySpec.backup("nightly", Schedule.dailyAt("02:00"), Retention.days(30));
            Policy policy = backup.policies().create(spec, KEY);

            assertRefused(() -> harness.backup().policies().create(spec.withRetention(Retention.days(31)), KEY));

            assertThat(backup.policies().list()).containsExactly(policy);
        }

        private Set<Resource> resources(Resource.Kind kind) {
            return backup.resources()
                    .list(ResourceFilter.all().ofKind(kind))
                    .map(ProtectableResource::resource)
                    .collect(Collectors.toSet());
        }

        private void assertRefused(Supplier<?> call) {
            assertThatThrownBy(call::get).isInstanceOf(Conflict.class).hasMessageContaining(KEY.value());
            harness.advance(A_WHILE);
        }
    }

    @Nested
    @DisplayName("A key that begins as another one, or ends as one")
    class AlikeKeys {
        @Test
        @DisplayName("is another key")
        void take_keyThatBeginsAsAnother_isAnotherKey() {
            Resource.Disk orders = disk("orders", "o");
            Snapshot one = done(backup.snapshots().take(SnapshotSpec.of(orders, "one"), RequestKey.of("order 1 a")));
            Snapshot other = done(backup.snapshots().take(SnapshotSpec.of(orders, "other"), RequestKey.of("order 1")));
            RestorePoint point = pointOf(orders, diskVault("disks", orders));

            Resource.Disk ofSnapshot =
                    done(backup.snapshots().restore(one.id(), DiskSpec.of("of-snapshot"), RequestKey.of("x")));
            Resource.Disk ofPoint = done(
                    backup.restorePoints().restore(point.id(), DiskSpec.of("of-point"), RequestKey.of("snapshot x")));

            assertThat(other.id()).isNotEqualTo(one.id());
            assertThat(ofPoint).isNotEqualTo(ofSnapshot);
        }
    }

    @Nested
    @DisplayName("The key of a backup that has failed")
    class FailedBackups {
        @Test
        @DisplayName("gives a good restore point when it is repeated")
        void take_repeatedAfterFailure_isAGoodPoint() {
            Resource.Disk orders = disk("orders", "o");
            BackupSpec spec = BackupSpec.of(diskVault("disks", orders).id()).only(orders);
            failNextBackup();
            assertThatThrownBy(() -> done(backup.restorePoints().take(spec, KEY)))
                    .isInstanceOf(OperationFailed.class);

            BackupRun run = done(harness.backup().restorePoints().take(spec, KEY));

            assertThat(run.restorePoints()).singleElement().matches(RestorePoint::available);
            assertThat(done(harness.backup().restorePoints().take(spec, KEY)).id())
                    .isEqualTo(run.id());
        }

        @Test
        @DisplayName("gives good restore points when a backup of several vaults is repeated")
        void takeAll_repeatedAfterFailure_hasGoodPoints() {
            Resource.Disk orders = disk("orders", "o");
            FleetSpec fleet = FleetSpec.of(
                    List.of(BackupSpec.of(diskVault("disks", orders).id()).only(orders)));
            failNextBackup();
            FleetResult failed = backup.restorePoints().takeAll(fleet, KEY, LONG);
            assertThat(failed.complete()).isFalse();
            assertThat(failed.outcomes()).singleElement().isNotInstanceOf(FleetOutcome.Done.class);

            FleetResult repeated = harness.backup().restorePoints().takeAll(fleet, KEY, LONG);

            assertThat(repeated.complete()).as("%s", repeated).isTrue();
            assertThat(repeated.restorePoints()).singleElement().matches(RestorePoint::available);
        }

        private void failNextBackup() {
            Assumptions.assumeTrue(
                    harness.failNext(Work.BACKUP, "BackupService.6212", "the storage is broken"),
                    "this harness cannot let work fail");
        }
    }
}
