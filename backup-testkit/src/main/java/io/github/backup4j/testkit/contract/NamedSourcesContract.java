package io.github.backup4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.Capability;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Image;
import io.github.backup4j.ImageCopySpec;
import io.github.backup4j.ImageId;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** That each call uses the restore point, snapshot or image that it names, although there is a newer one of the same resource. */
@DisplayName("What is made from an older source")
@SuppressWarnings("exports") // only subclasses need JUnit
abstract class NamedSourcesContract extends ContractTest {
    private static final DiskSpec DISK = DiskSpec.of("made");
    private static final ServerSpec SERVER = ServerSpec.of("made");

    @Nested
    @DisplayName("of the restore points of a disk")
    class Points {
        @Test
        @DisplayName("has the data of that one: a new disk")
        void newDisk_ofTheOlderPoint_hasItsData() {
            RestorePointId older = olderPointOf(disk("orders", "v1")).id();

            assertThat(withoutAndWithKey(
                            () -> backup.restorePoints().restore(older, DISK),
                            key -> backup.restorePoints().restore(older, DISK, key)))
                    .extracting(made -> read(made))
                    .containsExactly("v1", "v1");
        }

        @Test
        @DisplayName("has the data of that one: a new disk that is attached")
        void newDisk_attached_hasTheDataOfTheOlderPoint() {
            requires(Capability.DISK_ATTACHMENT);
            Resource.Server user = server("user", "u");
            RestorePointId older = olderPointOf(disk("orders", "v1")).id();
            DiskSpec beside = DISK.attachedTo(user);

            assertThat(withoutAndWithKey(
                            () -> backup.restorePoints().restore(older, beside),
                            key -> backup.restorePoints().restore(older, beside, key)))
                    .extracting(made -> read(made))
                    .containsExactly("v1", "v1");
        }

        @Test
        @DisplayName("has the data of that one: the disk itself")
        void restore_inPlace_hasTheDataOfTheOlderPoint() {
            Resource.Disk orders = disk("orders", "v1");
            RestorePointId older = olderPointOf(orders).id();

            done(backup.restorePoints().restore(older, InPlace.over(orders)));
            assertThat(read(orders)).isEqualTo("v1");
            write(orders, "v3");
            done(backup.restorePoints().restore(older, InPlace.over(orders), RequestKey.of("older")));
            assertThat(read(orders)).isEqualTo("v1");
        }

        @Test
        @DisplayName("has the data of that one: a disk that a server uses")
        void restore_detachingFirst_hasTheDataOfTheOlderPoint() {
            Resource.Server shop = serverWithDataDisk("shop", "s", "v1");
            Resource.Disk data = dataDiskOf(shop);
            RestorePointId older = olderPointOf(data).id();

            done(backup.restorePoints().restore(older, InPlace.over(data).detachingFirst()));
            assertThat(read(data)).isEqualTo("v1");
            write(data, "v3");
            done(backup.restorePoints().restore(older, InPlace.over(data).detachingFirst(), RequestKey.of("older")));
            assertThat(read(data)).isEqualTo("v1");
        }

        @Test
        @DisplayName("has the data of that one: an image")
        void image_ofTheOlderPoint_hasItsData() {
            requires(Capability.IMAGES);
            RestorePointId older = olderPointOf(disk("orders", "v1")).id();
            ImageSpec spec = ImageSpec.of("orders", ImageSource.restorePoint(older));

            for (Image image : withoutAndWithKey(
                    () -> backup.images().build(spec),
                    key -> backup.images().build(ImageSpec.of("again", ImageSource.restorePoint(older)), key))) {
                assertThat(read(done(backup.images().restore(image.id(), DISK))))
                        .isEqualTo("v1");
            }
        }

        @Test
        @DisplayName("has the data of that one: a disk of another project that it is shared with")
        void newDisk_ofAnOlderSharedPoint_hasItsData() {
            requires(Capability.RESTORE_POINT_SHARING);
            Resource.Disk orders = disk("orders", "v1");
            Vault vault = diskVault("disks", orders);
            CloudBackup them = harness.backup(harness.otherProject());
            Vault theirs = them.vaults().create(VaultSpec.forDisks("theirs", DataSize.gib(100)));
            RestorePoint older = pointOf(orders, vault);
            write(orders, "v2");
            RestorePoint newer = pointOf(orders, vault);
            for (RestorePoint shared : List.of(older, newer)) {
                backup.restorePoints().share(shared.id(), harness.otherProject().project());
                them.restorePoints().accept(shared.id(), theirs.id());
            }

            assertThat(read(done(them.restorePoints().restore(older.id(), DISK))))
                    .isEqualTo("v1");
            assertThat(read(done(them.restorePoints().restore(newer.id(), DISK))))
                    .isEqualTo("v2");
        }
    }

    @Nested
    @DisplayName("of the restore points of a server")
    class ServerPoints {
        private Resource.Server shop;
        private RestorePoint older;

        @BeforeEach
        void backUpTwice() {
            Assumptions.assumeTrue(backup.supports(Capability.VAULTS), "this cloud has no vaults of servers");
            shop = serverWithDataDisk("shop", "system v1", "data v1");
            Vault vault = serverVault("shops", shop);
            older = pointOf(shop, vault);
            write(systemDiskOf(shop), "system v2");
            write(dataDiskOf(shop), "data v2");
            pointOf(shop, vault);
            write(systemDiskOf(shop), "system v3");
            write(dataDiskOf(shop), "data v3");
        }

        private void assertV1(Resource.Server made) {
            assertThat(read(systemDiskOf(made))).isEqualTo("system v1");
            assertThat(read(dataDiskOf(made))).isEqualTo("data v1");
        }

        @Test
        @DisplayName("has the data of that one: a new disk of one part")
        void newDisk_ofAPartOfTheOlderPoint_hasItsData() {
            RestorePointId part = older.part(dataDiskOf(shop)).orElseThrow().id();

            assertThat(withoutAndWithKey(
                            () -> backup.restorePoints().restore(part, DISK),
                            key -> backup.restorePoints().restore(part, DISK, key)))
                    .extracting(made -> read(made))
                    .containsExactly("data v1", "data v1");
        }

        @Test
        @DisplayName("has the data of that one: the disk of one part")
        void restore_aPartInPlace_hasTheDataOfTheOlderPoint() {
            Resource.Disk data = dataDiskOf(shop);
            RestorePointId part = older.part(data).orElseThrow().id();

            done(backup.restorePoints().restore(part, InPlace.over(data).detachingFirst()));
            assertThat(read(data)).isEqualTo("data v1");
            write(data, "data v3");
            done(backup.restorePoints().restore(part, InPlace.over(data).detachingFirst(), RequestKey.of("older")));
            assertThat(read(data)).isEqualTo("data v1");
            assertThat(read(systemDiskOf(shop))).isEqualTo("system v3");
        }

        @Test
        @DisplayName("has the data of that one: the server itself")
        void restore_overTheServer_hasTheDataOfTheOlderPoint() {
            done(backup.restorePoints().restore(older.id(), InPlace.over(shop)));
            assertV1(shop);
            write(dataDiskOf(shop), "data v3");
            done(backup.restorePoints().restore(older.id(), InPlace.over(shop), RequestKey.of("older")));
            assertV1(shop);
        }

        @Test
        @DisplayName("has the data of that one: a new server")
        void newServer_ofTheOlderPoint_hasItsData() {
            requires(Capability.RESTORE_TO_NEW_SERVER);
            withoutAndWithKey(
                            () -> backup.restorePoints().restore(older.id(), SERVER),
                            key -> backup.restorePoints().restore(older.id(), SERVER, key))
                    .forEach(this::assertV1);
        }

        @Test
        @DisplayName("has the data of that one: an image of the whole server")
        void image_ofTheOlderPoint_hasItsData() {
            requires(Capability.WHOLE_SERVER_IMAGES);
            Image image = done(backup.images().build(ImageSpec.of("shop", ImageSource.restorePoint(older.id()))));

            assertThat(image.restorePoint()).isEqualTo(older.id());
            assertV1(done(backup.images().restore(image.id(), SERVER)));
        }

        @Test
        @DisplayName("has the data of that one: a copy in another region")
        void copy_ofTheOlderPoint_hasItsData() {
            requires(Capability.REPLICATION);
            CloudBackup there = harness.backup(harness.otherRegion());
            Vault copies = there.vaults()
                    .create(VaultSpec.forServers("copies", DataSize.gib(400)).forReplication());

            done(backup.restorePoints().copy(older.id(), harness.otherRegion(), copies.id(), "older"));

            RestorePoint copy = there.restorePoints()
                    .list(RestorePointFilter.all().withParts())
                    .findFirst()
                    .orElseThrow();
            RestorePointId part = copy.part(dataDiskOf(shop)).orElseThrow().id();
            assertThat(read(done(there.restorePoints().restore(part, DISK)))).isEqualTo("data v1");
            assertThat(backup.restorePoints().get(older.id()).copies()).hasSize(1);
        }
    }

    @Nested
    @DisplayName("of the snapshots of a disk")
    class Snapshots {
        private Resource.Disk orders;
        private Snapshot older;

        @BeforeEach
        void takeTwice() {
            orders = disk("orders", "v1");
            older = snapshot();
            write(orders, "v2");
            snapshot();
            write(orders, "v3");
        }

        private Snapshot snapshot() {
            return done(backup.snapshots().take(SnapshotSpec.of(orders, "same name")));
        }

        @Test
        @DisplayName("has the data of that one: a new disk")
        void newDisk_ofTheOlderSnapshot_hasItsData() {
            assertThat(withoutAndWithKey(
                            () -> backup.snapshots().restore(older.id(), DISK),
                            key -> backup.snapshots().restore(older.id(), DISK, key)))
                    .extracting(made -> read(made))
                    .containsExactly("v1", "v1");
        }

        @Test
        @DisplayName("has the data of that one: the disk after it was rolled back")
        void rollBack_toTheOlderSnapshot_hasItsData() {
            done(backup.snapshots().rollBack(older.id(), orders));

            assertThat(read(orders)).isEqualTo("v1");
        }

        @Test
        @DisplayName("has the data of that one: the disk after it was rolled back with a key")
        void rollBack_toTheOlderSnapshotWithKey_hasItsData() {
            done(backup.snapshots().rollBack(older.id(), InPlace.over(orders), RequestKey.of("older")));

            assertThat(read(orders)).isEqualTo("v1");
        }

        @Test
        @DisplayName("has the data of that one: an image")
        void image_ofTheOlderSnapshot_hasItsData() {
            requires(Capability.IMAGE_FROM_SNAPSHOT);
            ImageSource source = ImageSource.snapshot(older.id());

            for (Image image : withoutAndWithKey(
                    () -> backup.images().build(ImageSpec.of("one", source)),
                    key -> backup.images().build(ImageSpec.of("two", source), key))) {
                assertThat(read(done(backup.images().restore(image.id(), DISK))))
                        .isEqualTo("v1");
            }
        }
    }

    @Nested
    @DisplayName("of the images of a disk or server")
    class Images {
        @Test
        @DisplayName("has the data of that one: a new disk")
        void newDisk_ofTheOlderImage_hasItsData() {
            ImageId older = olderImageOfADisk();

            assertThat(withoutAndWithKey(
                            () -> backup.images().restore(older, DISK),
                            key -> backup.images().restore(older, DISK, key)))
                    .extracting(made -> read(made))
                    .containsExactly("v1", "v1");
        }

        @Test
        @DisplayName("has the data of that one: a new server from a system disk")
        void newServer_ofTheOlderSystemDiskImage_hasItsData() {
            Resource.Server shop = server("shop", "v1");
            ImageId older = build(ImageSource.systemDiskOf(shop));
            write(systemDiskOf(shop), "v2");
            build(ImageSource.systemDiskOf(shop));

            assertThat(withoutAndWithKey(
                            () -> backup.images().restore(older, SERVER),
                            key -> backup.images().restore(older, SERVER, key)))
                    .extracting(made -> read(systemDiskOf(made)))
                    .containsExactly("v1", "v1");
        }

        @Test
        @DisplayName("has the data of that one: a new server from a whole one")
        void newServer_ofTheOlderWholeServerImage_hasItsData() {
            requires(Capability.WHOLE_SERVER_IMAGES);
            Resource.Server shop = serverWithDataDisk("shop", "system v1", "data v1");
            Vault vault = serverVault("shops", shop);
            ImageId older = build(ImageSource.wholeServer(shop, vault.id()));
            write(systemDiskOf(shop), "system v2");
            write(dataDiskOf(shop), "data v2");
            build(ImageSource.wholeServer(shop, vault.id()));

            Resource.Server made = done(backup.images().restore(older, SERVER));

            assertThat(read(systemDiskOf(made))).isEqualTo("system v1");
            assertThat(read(dataDiskOf(made))).isEqualTo("data v1");
        }

        @Test
        @DisplayName("has the data of that one: a copy of it, here")
        void copy_ofTheOlderImageHere_hasItsData() {
            requires(Capability.IMAGE_COPY);
            ImageId older = olderImageOfADisk();

            for (Image copy : withoutAndWithKey(
                    () -> backup.images().copy(older, ImageCopySpec.of("one")),
                    key -> backup.images().copy(older, ImageCopySpec.of("two"), key))) {
                assertThat(read(done(backup.images().restore(copy.id(), placed()))))
                        .isEqualTo("v1");
            }
        }

        @Test
        @DisplayName("has the data of that one: a copy of it in another region")
        void copy_ofTheOlderImageElsewhere_hasItsData() {
            requires(Capability.IMAGE_COPY);
            ImageId older = olderImageOfADisk();
            CloudBackup there = harness.backup(harness.otherRegion());

            done(backup.images().copy(older, ImageCopySpec.of("copy").to(harness.otherRegion())));

            ImageId copy = there.images().list().findFirst().orElseThrow().id();
            assertThat(read(done(there.images().restore(copy, placed())))).isEqualTo("v1");
        }

        private ImageId olderImageOfADisk() {
            Resource.Disk orders = disk("orders", "v1");
            ImageId older = build(ImageSource.disk(orders));
            write(orders, "v2");
            build(ImageSource.disk(orders));
            write(orders, "v3");
            return older;
        }

        private ImageId build(ImageSource source) {
            return done(backup.images().build(ImageSpec.of("same name", source)))
                    .id();
        }

        private DiskSpec placed() {
            return DISK.inZone("zone-1").withType("SSD");
        }
    }

    /** Takes two restore points of a disk, and returns the older one; the disk holds other data than both. */
    private RestorePoint olderPointOf(Resource.Disk disk) {
        Vault vault = diskVault("disks", disk);
        RestorePoint older = pointOf(disk, vault);
        write(disk, "v2");
        pointOf(disk, vault);
        write(disk, "v3");
        return older;
    }
}
