package io.github.backup4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupSpec;
import io.github.backup4j.Capability;
import io.github.backup4j.DataSize;
import io.github.backup4j.Image;
import io.github.backup4j.ImageFilter;
import io.github.backup4j.ImageId;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationFilter;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotFilter;
import io.github.backup4j.SnapshotId;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.testkit.DiskSetup;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What the filters of snapshots, images, resources and operations promise: each condition keeps some and drops others. */
@DisplayName("Filters")
@SuppressWarnings("exports") // only subclasses need JUnit
abstract class FiltersContract extends ContractTest {
    @Nested
    @DisplayName("A list of snapshots")
    class OfSnapshots {
        @Test
        @DisplayName("by disk holds those of that disk, and none of a disk without any")
        void list_ofResource_thatDisk() {
            Resource.Disk orders = disk("orders", "o");
            Resource.Disk other = disk("other", "x");
            SnapshotId wanted = taken(orders, "before").id();
            taken(other, "before");

            assertThat(snapshots(SnapshotFilter.all().ofResource(orders))).containsExactly(wanted);
            assertThat(snapshots(SnapshotFilter.all().ofResource(disk("third", "t"))))
                    .isEmpty();
        }

        @Test
        @DisplayName("by name holds those of exactly that name")
        void list_named_exactName() {
            Resource.Disk orders = disk("orders", "o");
            SnapshotId wanted = taken(orders, "before").id();
            taken(orders, "before-2");

            assertThat(snapshots(SnapshotFilter.all().named("before"))).containsExactly(wanted);
            assertThat(snapshots(SnapshotFilter.all().named("Before"))).isEmpty();
        }

        @Test
        @DisplayName("by status holds those that are still being taken, or those that are complete")
        void list_withStatus_thatStatus() {
            SnapshotId complete = taken(disk("orders", "o"), "complete").id();
            Operation<Snapshot> taking = backup.snapshots().take(SnapshotSpec.of(disk("other", "x"), "still taken"));

            assertThat(snapshots(SnapshotFilter.all().withStatus(Snapshot.Status.AVAILABLE)))
                    .containsExactly(complete);
            List<SnapshotId> creating = snapshots(SnapshotFilter.all().withStatus(Snapshot.Status.CREATING));
            assertThat(snapshots(SnapshotFilter.all().withStatus(Snapshot.Status.ROLLING_BACK)))
                    .isEmpty();

            assertThat(creating).containsExactly(done(taking).id());
        }

        @Test
        @DisplayName("by time holds those from an instant on, or those before it")
        void list_byTime_halfOpen() {
            Resource.Disk orders = disk("orders", "o");
            Snapshot first = taken(orders, "first");
            harness.advance(Duration.ofHours(1));
            Snapshot second = taken(orders, "second");
            Instant begun = Objects.requireNonNull(second.createdAt());

            assertThat(snapshots(SnapshotFilter.all().createdFrom(begun))).containsExactly(second.id());
            assertThat(snapshots(SnapshotFilter.all().createdBefore(begun))).containsExactly(first.id());
            assertThat(snapshots(SnapshotFilter.all().createdFrom(begun.plusSeconds(1))))
                    .isEmpty();
        }

        @Test
        @DisplayName("holds those of the backup service only if that is asked for")
        void list_includingThoseOfBackups_those() {
            Resource.Disk orders = disk("orders", "o");
            pointOf(orders, diskVault("disks", orders));
            SnapshotId mine = taken(orders, "mine").id();

            List<SnapshotId> all = snapshots(SnapshotFilter.all().includingThoseOfBackups());

            assertThat(snapshots(SnapshotFilter.all())).containsExactly(mine);
            assertThat(all).contains(mine);
            Assumptions.assumeTrue(all.size() > 1, "this cloud keeps no snapshots for its backups");
            assertThat(all.stream()
                            .filter(id -> !id.equals(mine))
                            .map(id -> backup.snapshots().get(id)))
                    .allMatch(Snapshot::ofBackup);
        }

        private Snapshot taken(Resource.Disk disk, String name) {
            return done(backup.snapshots().take(SnapshotSpec.of(disk, name)));
        }

        private List<SnapshotId> snapshots(SnapshotFilter filter) {
            return backup.snapshots().list(filter).map(Snapshot::id).toList();
        }
    }

    @Nested
    @DisplayName("A list of images")
    class OfImages {
        @Test
        @DisplayName("by name holds those of exactly that name")
        void list_named_exactName() {
            ImageId wanted = built("orders", Map.of()).id();
            built("orders-2", Map.of());

            assertThat(images(ImageFilter.all().named("orders"))).containsExactly(wanted);
            assertThat(images(ImageFilter.all().named("Orders"))).isEmpty();
        }

        @Test
        @DisplayName("by kind holds those of system disks, or those of data disks")
        void list_ofKind_thatKind() {
            ImageId data = built("data", Map.of()).id();
            ImageId system = done(backup.images()
                            .build(ImageSpec.of("system", ImageSource.systemDiskOf(server("shop", "s")))))
                    .id();

            assertThat(images(ImageFilter.all().ofKind(Image.Kind.DATA_DISK))).containsExactly(data);
            assertThat(images(ImageFilter.all().ofKind(Image.Kind.SYSTEM_DISK))).containsExactly(system);
            assertThat(images(ImageFilter.all().ofKind(Image.Kind.WHOLE_SERVER)))
                    .isEmpty();
        }

        @Test
        @DisplayName("by status holds those that are complete, not those that are still being built")
        void list_withStatus_thatStatus() {
            ImageId complete = built("complete", Map.of()).id();
            Operation<Image> building =
                    backup.images().build(ImageSpec.of("unfinished", ImageSource.disk(disk("other", "x"))));

            assertThat(images(ImageFilter.all().withStatus(Image.Status.ACTIVE)))
                    .containsExactly(complete);
            assertThat(images(ImageFilter.all().withStatus(Image.Status.ERROR))).isEmpty();

            ImageId unfinished = done(building).id();
            assertThat(images(ImageFilter.all().withStatus(Image.Status.ACTIVE)))
                    .containsExactly(unfinished, complete);
        }

        @Test
        @DisplayName("by restore point holds the one with its data")
        void list_builtFrom_thatRestorePoint() {
            requires(Capability.WHOLE_SERVER_IMAGES);
            Resource.Server shop = server("shop", "s");
            Vault vault = serverVault("servers", shop);
            RestorePoint used = pointOf(shop, vault);
            RestorePoint unused = pointOf(shop, vault);
            ImageId wanted = done(backup.images().build(ImageSpec.of("shop", ImageSource.restorePoint(used.id()))))
                    .id();
            built("other", Map.of());

            assertThat(images(ImageFilter.all().builtFrom(used.id()))).containsExactly(wanted);
            assertThat(images(ImageFilter.all().builtFrom(unused.id()))).isEmpty();
        }

        @Test
        @DisplayName("by tags holds those with each of them, and with that value")
        void list_tagged_eachTag() {
            ImageId both =
                    built("both", Map.of("team", "shop", "stage", "live")).id();
            ImageId one = built("one", Map.of("team", "shop")).id();
            built("none", Map.of());

            assertThat(images(ImageFilter.all().tagged("team", "shop"))).containsExactly(one, both);
            assertThat(images(ImageFilter.all().tagged("team", "shop").tagged("stage", "live")))
                    .containsExactly(both);
            assertThat(images(ImageFilter.all().tagged("team", "other"))).isEmpty();
        }

        @Test
        @DisplayName("by time holds those from an instant on, or those before it")
        void list_byTime_halfOpen() {
            Image first = built("first", Map.of());
            harness.advance(Duration.ofHours(1));
            Image second = built("second", Map.of());
            Instant begun = Objects.requireNonNull(second.createdAt());

            assertThat(images(ImageFilter.all().createdFrom(begun))).containsExactly(second.id());
            assertThat(images(ImageFilter.all().createdBefore(begun))).containsExactly(first.id());
            assertThat(images(ImageFilter.all().createdFrom(begun.plusSeconds(1))))
                    .isEmpty();
        }

        @Test
        @DisplayName("holds those that other projects share instead of the project's own, if that is asked for")
        void list_sharedWithProject_thoseOfOthers() {
            requires(Capability.IMAGE_SHARING);
            Image offered = built("offered", Map.of());
            backup.images().share(offered.id(), harness.otherProject().project());
            var them = harness.backup(harness.otherProject());

            them.images().accept(offered.id());

            assertThat(them.images().list(ImageFilter.all().sharedWithProject()).map(Image::id))
                    .containsExactly(offered.id());
            assertThat(them.images().list(ImageFilter.all())).isEmpty();
            assertThat(images(ImageFilter.all().sharedWithProject())).isEmpty();
        }

        private Image built(String name, Map<String, String> tags) {
            return done(backup.images()
                    .build(ImageSpec.of(name, ImageSource.disk(disk(name, "content")))
                            .withTags(tags)));
        }

        private List<ImageId> images(ImageFilter filter) {
            return backup.images().list(filter).map(Image::id).toList();
        }
    }

    @Nested
    @DisplayName("A list of disks and servers")
    class OfResources {
        @Test
        @DisplayName("by kind holds disks, or servers")
        void list_ofKind_thatKind() {
            Resource.Server shop = server("shop", "s");

            assertThat(resources(ResourceFilter.all().ofKind(Resource.Kind.DISK)))
                    .containsExactly(systemDiskOf(shop));
            assertThat(resources(ResourceFilter.all().ofKind(Resource.Kind.SERVER)))
                    .containsExactly(shop);
        }

        @Test
        @DisplayName("by name holds those of exactly that name")
        void list_named_exactName() {
            Resource.Disk wanted = disk("orders", "o");
            disk("orders-2", "x");

            assertThat(resources(ResourceFilter.all().named("orders"))).containsExactly(wanted);
            assertThat(resources(ResourceFilter.all().named("Orders"))).isEmpty();
        }

        @Test
        @DisplayName("by status holds disks that no server uses, or those that one uses")
        void list_withStatus_thatStatus() {
            Resource.Disk free = disk("free", "f");
            Resource.Server shop = server("shop", "s");

            assertThat(resources(ResourceFilter.all().withStatus(ProtectableResource.Status.AVAILABLE)))
                    .containsExactly(free);
            assertThat(resources(ResourceFilter.all().withStatus(ProtectableResource.Status.IN_USE)))
                    .containsExactly(systemDiskOf(shop));
            assertThat(resources(ResourceFilter.all().withStatus(ProtectableResource.Status.RUNNING)))
                    .containsExactly(shop);
            assertThat(resources(ResourceFilter.all().withStatus(ProtectableResource.Status.STOPPED)))
                    .isEmpty();
        }

        @Test
        @DisplayName("by status holds a disk while it is rolled back, and not afterwards")
        void list_withStatusChanging_whileItIs() {
            Resource.Disk orders = disk("orders", "o");
            disk("other", "x");
            Snapshot snapshot = done(backup.snapshots().take(SnapshotSpec.of(orders, "before")));
            Operation<Resource.Disk> rollBack = backup.snapshots().rollBack(snapshot.id(), orders);
            ResourceFilter changing = ResourceFilter.all().withStatus(ProtectableResource.Status.CHANGING);

            List<Resource> then = resources(changing);
            done(rollBack);

            assertThat(then).containsExactly(orders);
            assertThat(resources(changing)).isEmpty();
        }

        @Test
        @DisplayName("by vault holds its members, and nothing else")
        void list_inVault_itsMembers() {
            requires(Capability.VAULTS);
            Resource.Disk orders = disk("orders", "o");
            Resource.Disk others = disk("others", "x");
            disk("free", "f");
            VaultId vault = diskVault("disks", orders).id();
            VaultId another = diskVault("more", others).id();

            assertThat(resources(ResourceFilter.all().inVault(vault))).containsExactly(orders);
            assertThat(resources(ResourceFilter.all().inVault(another))).containsExactly(others);
            assertThat(resources(ResourceFilter.all().inVault(diskVault("empty").id())))
                    .isEmpty();
        }

        @Test
        @DisplayName("by tags holds those with each of them, and with that value")
        void list_tagged_eachTag() {
            Resource.Disk both = tagged("both", Map.of("team", "shop", "stage", "live"));
            Resource.Disk one = tagged("one", Map.of("team", "shop"));
            disk("none", "n");

            assertThat(resources(ResourceFilter.all().tagged("team", "shop"))).containsExactlyInAnyOrder(one, both);
            assertThat(resources(ResourceFilter.all().tagged("team", "shop").tagged("stage", "live")))
                    .containsExactly(both);
            assertThat(resources(ResourceFilter.all().tagged("team", "other"))).isEmpty();
        }

        @Test
        @DisplayName("holds those that no vault backs up, if that is asked for")
        void list_unprotectedOnly_noMembers() {
            requires(Capability.VAULTS);
            Resource.Disk member = disk("member", "m");
            diskVault("disks", member);
            Resource.Disk free = disk("free", "f");

            assertThat(resources(ResourceFilter.all().unprotectedOnly())).containsExactly(free);
            assertThat(resources(ResourceFilter.all())).containsExactlyInAnyOrder(member, free);
        }

        private Resource.Disk tagged(String name, Map<String, String> tags) {
            return harness.addDisk(DiskSetup.of(name, DataSize.gib(10)).withTags(tags));
        }

        private List<Resource> resources(ResourceFilter filter) {
            return backup.resources()
                    .list(filter)
                    .map(ProtectableResource::resource)
                    .toList();
        }
    }

    @Nested
    @DisplayName("A list of the log")
    class OfOperations {
        @Test
        @DisplayName("by kind holds backups, or restores, or deletions")
        void list_ofKind_thatKind() {
            requires(Capability.OPERATION_LOG);
            Resource.Disk orders = disk("orders", "o");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));
            done(backup.restorePoints().restore(point.id(), InPlace.over(orders)));

            assertThat(kinds(OperationFilter.all().ofKind(OperationRecord.Kind.BACKUP)))
                    .containsExactly(OperationRecord.Kind.BACKUP);
            assertThat(kinds(OperationFilter.all().ofKind(OperationRecord.Kind.RESTORE)))
                    .containsExactly(OperationRecord.Kind.RESTORE);
            assertThat(kinds(OperationFilter.all().ofKind(OperationRecord.Kind.DELETE)))
                    .isEmpty();
        }

        @Test
        @DisplayName("by status holds what is running, or what has succeeded, or what has failed")
        void list_withStatus_thatStatus() {
            requires(Capability.OPERATION_LOG);
            Resource.Disk orders = disk("orders", "o");
            Resource.Disk failing = disk("failing", "x");
            Vault vault = diskVault("disks", orders, failing);
            pointOf(orders, vault);
            boolean fails = harness.failBackupsOf(failing, "BackupService.6212", "it is broken");
            if (fails) {
                Operation<?> ignored =
                        backup.restorePoints().take(BackupSpec.of(vault.id()).only(failing));
                harness.advance(LONG);
                assertThat(ignored.poll().ended()).isTrue();
            }
            var running = backup.restorePoints().take(BackupSpec.of(vault.id()).only(orders));

            assertThat(records(OperationFilter.all().withStatus(OperationRecord.Status.SUCCEEDED)))
                    .singleElement()
                    .extracting(OperationRecord::resource)
                    .isEqualTo(orders);
            assertThat(records(OperationFilter.all().withStatus(OperationRecord.Status.FAILED)))
                    .extracting(OperationRecord::resource)
                    .containsExactlyElementsOf(fails ? List.of(failing) : List.of());
            assertThat(records(OperationFilter.all().withStatus(OperationRecord.Status.TIMED_OUT)))
                    .isEmpty();

            assertThat(done(running).complete()).isTrue();
            assertThat(records(OperationFilter.all().withStatus(OperationRecord.Status.SUCCEEDED)))
                    .hasSize(2);
        }

        @Test
        @DisplayName("by resource and by vault holds what was done to them")
        void list_ofResourceAndInVault_thoseAlone() {
            requires(Capability.OPERATION_LOG);
            Resource.Disk orders = disk("orders", "o");
            Resource.Disk others = disk("others", "x");
            Resource.Disk idle = disk("idle", "i");
            Vault vault = diskVault("disks", orders, idle);
            Vault another = diskVault("more", others);
            pointOf(orders, vault);
            pointOf(others, another);

            assertThat(resources(OperationFilter.all().ofResource(orders))).containsExactly(orders);
            assertThat(resources(OperationFilter.all().ofResource(idle))).isEmpty();
            assertThat(resources(OperationFilter.all().inVault(another.id()))).containsExactly(others);
            assertThat(resources(
                            OperationFilter.all().inVault(diskVault("empty").id())))
                    .isEmpty();
        }

        @Test
        @DisplayName("by time holds what began from an instant on, or before it")
        void list_byTime_halfOpen() {
            requires(Capability.OPERATION_LOG);
            Resource.Disk orders = disk("orders", "o");
            Resource.Disk others = disk("others", "x");
            Vault vault = diskVault("disks", orders, others);
            pointOf(orders, vault);
            harness.advance(Duration.ofHours(1));
            pointOf(others, vault);
            Instant begun =
                    Objects.requireNonNull(records(OperationFilter.all()).get(0).startedAt());

            assertThat(resources(OperationFilter.all().startedFrom(begun))).containsExactly(others);
            assertThat(resources(OperationFilter.all().startedBefore(begun))).containsExactly(orders);
            assertThat(resources(OperationFilter.all().startedFrom(begun.plusSeconds(1))))
                    .isEmpty();
        }

        private List<OperationRecord> records(OperationFilter filter) {
            return backup.operations().list(filter).toList();
        }

        private List<OperationRecord.Kind> kinds(OperationFilter filter) {
            return records(filter).stream().map(OperationRecord::kind).toList();
        }

        private List<Resource> resources(OperationFilter filter) {
            return records(filter).stream()
                    .map(OperationRecord::resource)
                    .map(Objects::requireNonNull)
                    .toList();
        }
    }
}
