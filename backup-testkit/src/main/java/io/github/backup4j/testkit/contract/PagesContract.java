package io.github.backup4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.Capability;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.Image;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationFilter;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Removal;
import io.github.backup4j.Resource;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotFilter;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultFilter;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** That no list ends with its first page, and nothing that is decided by a list. */
@DisplayName("What is beyond the first page of a list")
@SuppressWarnings("exports") // only subclasses need JUnit
abstract class PagesContract extends ContractTest {
    @Test
    @DisplayName("is listed: disks")
    void list_disks_allOnceAndTheFirstByName() {
        List<Resource> added = new ArrayList<>();
        for (int i = 0; i < harness.moreThanAPage(Harness.Listed.DISKS); i++) {
            added.add(harness.addDisk("disk-" + i, DataSize.gib(1)));
        }

        assertThat(resources(ResourceFilter.all())).containsExactlyInAnyOrderElementsOf(added);
        for (int i : new int[] {0, added.size() - 1}) {
            assertThat(resources(ResourceFilter.all().named("disk-" + i))).containsExactly(added.get(i));
        }
    }

    @Test
    @DisplayName("is listed: servers")
    void list_servers_allOnceAndTheFirstByName() {
        List<Resource> added = new ArrayList<>();
        for (int i = 0; i < harness.moreThanAPage(Harness.Listed.SERVERS); i++) {
            added.add(harness.addServer("server-" + i, harness.addDisk("disk-" + i, DataSize.gib(1))));
        }

        assertThat(resources(ResourceFilter.all().ofKind(Resource.Kind.SERVER)))
                .containsExactlyInAnyOrderElementsOf(added);
        for (int i : new int[] {0, added.size() - 1}) {
            assertThat(resources(ResourceFilter.all().named("server-" + i))).containsExactly(added.get(i));
        }
    }

    private List<Resource> resources(ResourceFilter filter) {
        return backup.resources()
                .list(filter)
                .map(ProtectableResource::resource)
                .toList();
    }

    @Test
    @DisplayName("is listed: vaults")
    void list_vaults_allOnceAndTheFirstByName() {
        requires(Capability.VAULTS);
        List<VaultId> created = new ArrayList<>();
        for (int i = 0; i < harness.moreThanAPage(Harness.Listed.VAULTS); i++) {
            created.add(backup.vaults()
                    .create(VaultSpec.forDisks("vault-" + i, DataSize.gib(10)))
                    .id());
        }

        assertThat(backup.vaults().list()).extracting(Vault::id).containsExactlyElementsOf(created);
        for (int i : new int[] {0, created.size() - 1}) {
            assertThat(backup.vaults().list(VaultFilter.all().named("vault-" + i)))
                    .extracting(Vault::id)
                    .containsExactly(created.get(i));
        }
    }

    @Test
    @DisplayName("is listed and found, and protects its vault: restore points and the log of them")
    void list_restorePoints_allOnceAndTheOldestCounts() {
        requires(Capability.VAULTS);
        Resource.Disk oldest = disk("oldest", "oldest");
        List<Resource> others = new ArrayList<>();
        int count = harness.moreThanAPage(Harness.Listed.RESTORE_POINTS);
        for (int i = 0; i < count; i++) {
            others.add(harness.addDisk("disk-" + i, DataSize.gib(1)));
        }
        Vault vault = backup.vaults().create(VaultSpec.forDisks("many", DataSize.gib(10L * count + 100)));
        backup.vaults().add(vault.id(), oldest);
        backup.vaults().add(vault.id(), others);
        RestorePoint first = pointOf(oldest, vault);
        BackupRun run =
                done(backup.restorePoints().take(BackupSpec.of(vault.id()).only(others)));
        assertThat(run.restorePoints()).hasSize(count);

        List<RestorePoint> listed = backup.restorePoints().list().toList();

        assertThat(listed).hasSize(count + 1).doesNotHaveDuplicates();
        assertThat(listed.get(count).id()).isEqualTo(first.id());
        assertThat(backup.restorePoints().list(RestorePointFilter.all().inVault(vault.id())))
                .hasSize(count + 1);
        assertThat(backup.restorePoints().newest(oldest))
                .hasValueSatisfying(found -> assertThat(found.id()).isEqualTo(first.id()));
        assertThat(backup.restorePoints().newest(List.<Resource>of(oldest))).containsOnlyKeys(oldest);
        assertThatThrownBy(() -> backup.vaults().remove(vault.id(), oldest, Removal.KEEPING_RESTORE_POINTS))
                .isInstanceOf(Conflict.class);
        assertThat(backup.vaults().get(vault.id()).member(oldest)).isPresent();
        if (backup.supports(Capability.OPERATION_LOG)) {
            assertThat(backup.operations().list(OperationFilter.all().ofKind(OperationRecord.Kind.BACKUP)))
                    .extracting(OperationRecord::resource)
                    .contains(oldest)
                    .containsAll(others);
        }
    }

    @Test
    @DisplayName("is listed: entries of the log")
    void list_operations_all() {
        requires(Capability.OPERATION_LOG);
        requires(Capability.VAULTS);
        List<Resource> disks = new ArrayList<>();
        int count = harness.moreThanAPage(Harness.Listed.OPERATIONS);
        for (int i = 0; i < count; i++) {
            disks.add(harness.addDisk("disk-" + i, DataSize.gib(1)));
        }
        Vault vault = backup.vaults().create(VaultSpec.forDisks("many", DataSize.gib(10L * count + 100)));
        backup.vaults().add(vault.id(), disks);

        done(backup.restorePoints().take(BackupSpec.of(vault.id())));

        assertThat(backup.operations().list(OperationFilter.all().ofKind(OperationRecord.Kind.BACKUP)))
                .extracting(OperationRecord::resource)
                .containsAll(disks);
    }

    @Test
    @DisplayName("is listed: snapshots")
    void list_snapshots_allOnceAndTheFirstOfItsDisk() {
        List<Snapshot> taken = snapshots("disk", harness.moreThanAPage(Harness.Listed.SNAPSHOTS));

        assertThat(backup.snapshots().list())
                .extracting(Snapshot::id)
                .containsExactlyInAnyOrderElementsOf(
                        taken.stream().map(Snapshot::id).toList());
        Resource.Disk first = taken.get(0).disk();
        assertThat(backup.snapshots().list(SnapshotFilter.all().ofResource(first)))
                .extracting(Snapshot::id)
                .containsExactlyInAnyOrderElementsOf(taken.stream()
                        .filter(snapshot -> snapshot.disk().equals(first))
                        .map(Snapshot::id)
                        .toList());
    }

    @Test
    @DisplayName("is listed: images")
    void list_images_allOnceNewestFirst() {
        requires(Capability.IMAGES);
        Resource.Disk disk = disk("orders", "o");
        List<Operation<Image>> building = new ArrayList<>();
        for (int i = 0; i < harness.moreThanAPage(Harness.Listed.IMAGES); i++) {
            building.add(backup.images().build(ImageSpec.of("image-" + i, ImageSource.disk(disk))));
        }
        List<Image> built = building.stream().map(this::done).toList();

        assertThat(backup.images().list())
                .extracting(Image::id)
                .containsExactlyInAnyOrderElementsOf(
                        built.stream().map(Image::id).toList());
        assertThat(backup.images().list())
                .extracting(Image::createdAt)
                .isSortedAccordingTo(Comparator.nullsFirst(Comparator.<Instant>naturalOrder())
                        .reversed());
    }
}
