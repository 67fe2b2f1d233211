package io.github.backup4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.Capability;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Image;
import io.github.backup4j.ImageCopySpec;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.testkit.DiskSetup;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What all of {@link io.github.backup4j} promises about encrypted disks. */
@DisplayName("Encryption")
@SuppressWarnings("exports") // only subclasses need JUnit
abstract class EncryptionContract extends ContractTest {
    @Nested
    @DisplayName("That a disk is encrypted")
    class Visible {
        @Test
        @DisplayName("shows on the disk and on its server")
        void resource_encryptedOrNot_saysSo() {
            Resource.Disk secret = encryptedDisk("secret");
            Resource.Disk plain = disk("plain", "p");
            Resource.Server mixed = serverWithOneEncryptedDisk();
            Resource.Server open = server("open", "o");

            assertThat(backup.resources().get(secret).encrypted()).isTrue();
            assertThat(backup.resources().get(plain).encrypted()).isFalse();
            assertThat(backup.resources().get(mixed).encrypted()).isTrue();
            assertThat(backup.resources().get(open).encrypted()).isFalse();
        }

        @Test
        @DisplayName("shows on its restore point")
        void restorePoint_ofADisk_saysSo() {
            Resource.Disk secret = encryptedDisk("secret");
            Resource.Disk plain = disk("plain", "p");
            RestorePoint ofSecret = pointOf(secret, diskVault("secrets", secret));
            RestorePoint ofPlain = pointOf(plain, diskVault("plain", plain));

            assertThat(ofSecret.encrypted()).isTrue();
            assertThat(ofSecret.parts()).allMatch(RestorePoint.Part::encrypted);
            assertThat(ofPlain.encrypted()).isFalse();
            assertThat(ofPlain.parts()).noneMatch(RestorePoint.Part::encrypted);
        }

        @Test
        @DisplayName("shows on its part in the restore point of a server, and on no other")
        void restorePoint_ofAServer_saysOfWhichDisks() {
            Resource.Server mixed = serverWithOneEncryptedDisk();

            RestorePoint point = pointOf(mixed, serverVault("servers", mixed));

            assertThat(point.encrypted()).isTrue();
            assertThat(point.parts())
                    .filteredOn(RestorePoint.Part::encrypted)
                    .extracting(RestorePoint.Part::disk)
                    .containsExactly(dataDiskOf(mixed));
            assertThat(point.parts())
                    .filteredOn(part -> !part.encrypted())
                    .extracting(RestorePoint.Part::disk)
                    .containsExactly(systemDiskOf(mixed));
        }

        @Test
        @DisplayName("shows on its snapshot")
        void snapshot_ofADisk_saysSo() {
            assertThat(snapshotOf(encryptedDisk("secret")).encrypted()).isTrue();
            assertThat(snapshotOf(disk("plain", "p")).encrypted()).isFalse();
        }

        @Test
        @DisplayName("shows on its image")
        void image_ofADisk_saysSo() {
            assertThat(imageOf(encryptedDisk("secret")).encrypted()).isTrue();
            assertThat(imageOf(disk("plain", "p")).encrypted()).isFalse();
        }

        @Test
        @DisplayName("shows on an image built from its restore point")
        void image_ofARestorePoint_saysSo() {
            Resource.Disk secret = encryptedDisk("secret");
            RestorePoint point = pointOf(secret, diskVault("disks", secret));

            Image image = done(backup.images().build(ImageSpec.of("secret", ImageSource.restorePoint(point.id()))));

            assertThat(image.encrypted()).isTrue();
        }

        @Test
        @DisplayName("shows on an image of its whole server")
        void image_ofAWholeServer_saysSo() {
            requires(Capability.WHOLE_SERVER_IMAGES);
            Resource.Server mixed = serverWithOneEncryptedDisk();

            Image image = done(backup.images()
                    .build(ImageSpec.of(
                            "mixed",
                            ImageSource.wholeServer(
                                    mixed, serverVault("servers", mixed).id()))));

            assertThat(image.encrypted()).isTrue();
        }
    }

    @Nested
    @DisplayName("What is made from something encrypted")
    class Inherited {
        @Test
        @DisplayName("is encrypted: a disk from a restore point")
        void newDisk_fromARestorePoint_isEncrypted() {
            Resource.Disk secret = encryptedDisk("secret");
            RestorePoint point = pointOf(secret, diskVault("disks", secret));

            Resource.Disk made = done(backup.restorePoints().restore(point.id(), DiskSpec.of("made")));

            assertThat(backup.resources().get(made).encrypted()).isTrue();
            assertThat(read(made)).isEqualTo("secret");
        }

        @Test
        @DisplayName("is encrypted where the part is: a disk from one part of a server")
        void newDisk_fromOnePartOfAServer_isEncryptedAsThatPart() {
            Resource.Server mixed = serverWithOneEncryptedDisk();
            RestorePoint point = pointOf(mixed, serverVault("servers", mixed));

            for (RestorePoint.Part part : point.parts()) {
                Resource.Disk made = done(backup.restorePoints().restore(part.id(), DiskSpec.of("made")));
                assertThat(backup.resources().get(made).encrypted())
                        .as("disk made from %s", part)
                        .isEqualTo(part.encrypted());
            }
        }

        @Test
        @DisplayName("is encrypted: a disk from a snapshot")
        void newDisk_fromASnapshot_isEncrypted() {
            Snapshot snapshot = snapshotOf(encryptedDisk("secret"));

            Resource.Disk made = done(backup.snapshots().restore(snapshot.id(), DiskSpec.of("made")));

            assertThat(backup.resources().get(made).encrypted()).isTrue();
        }

        @Test
        @DisplayName("is encrypted: a disk from an image")
        void newDisk_fromAnImage_isEncrypted() {
            Image image = imageOf(encryptedDisk("secret"));

            Resource.Disk made = done(backup.images().restore(image.id(), DiskSpec.of("made")));

            assertThat(backup.resources().get(made).encrypted()).isTrue();
        }

        @Test
        @DisplayName("is encrypted only then: a disk from something plain is plain")
        void newDisk_fromSomethingPlain_isPlain() {
            Resource.Disk plain = disk("plain", "p");
            RestorePoint point = pointOf(plain, diskVault("disks", plain));

            Resource.Disk fromPoint = done(backup.restorePoints().restore(point.id(), DiskSpec.of("made")));
            Resource.Disk fromSnapshot =
                    done(backup.snapshots().restore(snapshotOf(plain).id(), DiskSpec.of("made too")));

            assertThat(backup.resources().get(fromPoint).encrypted()).isFalse();
            assertThat(backup.resources().get(fromSnapshot).encrypted()).isFalse();
        }

        @Test
        @DisplayName("is encrypted disk by disk: a server from a restore point")
        void newServer_fromARestorePoint_isEncryptedDiskByDisk() {
            requires(Capability.RESTORE_TO_NEW_SERVER);
            Resource.Server mixed = serverWithOneEncryptedDisk();
            RestorePoint point = pointOf(mixed, serverVault("servers", mixed));

            Resource.Server made = done(backup.restorePoints().restore(point.id(), ServerSpec.of("made")));

            assertThat(backup.resources().get(systemDiskOf(made)).encrypted()).isFalse();
            assertThat(backup.resources().get(dataDiskOf(made)).encrypted()).isTrue();
        }

        @Test
        @DisplayName("is encrypted: a server from an image")
        void newServer_fromAnImage_isEncrypted() {
            Resource.Disk system = encryptedDisk("secret");
            Resource.Server vaulted = harness.addServer("vaulted", system);
            Image image = done(backup.images().build(ImageSpec.of("vaulted", ImageSource.systemDiskOf(vaulted))));

            Resource.Server made = done(backup.images().restore(image.id(), ServerSpec.of("made")));

            assertThat(image.encrypted()).isTrue();
            assertThat(backup.resources().get(systemDiskOf(made)).encrypted()).isTrue();
        }

        @Test
        @DisplayName("is encrypted, whatever else the spec says, and with a key: a disk from a restore point")
        void newDisk_fromARestorePointByEveryWay_isEncrypted() {
            Resource.Disk secret = encryptedDisk("secret");
            RestorePoint point = pointOf(secret, diskVault("disks", secret));

            for (DiskSpec spec : specs()) {
                assertEncrypted(withoutAndWithKey(
                        () -> backup.restorePoints().restore(point.id(), spec),
                        key -> backup.restorePoints().restore(point.id(), spec, key)));
            }
        }

        @Test
        @DisplayName("is encrypted, whatever else the spec says, and with a key: a disk from a snapshot")
        void newDisk_fromASnapshotByEveryWay_isEncrypted() {
            Snapshot snapshot = snapshotOf(encryptedDisk("secret"));

            for (DiskSpec spec : specs()) {
                assertEncrypted(withoutAndWithKey(
                        () -> backup.snapshots().restore(snapshot.id(), spec),
                        key -> backup.snapshots().restore(snapshot.id(), spec, key)));
            }
        }

        @Test
        @DisplayName("is encrypted, whatever else the spec says, and with a key: a disk from an image")
        void newDisk_fromAnImageByEveryWay_isEncrypted() {
            Image image = imageOf(encryptedDisk("secret"));

            for (DiskSpec spec : specs()) {
                assertEncrypted(withoutAndWithKey(
                        () -> backup.images().restore(image.id(), spec),
                        key -> backup.images().restore(image.id(), spec, key)));
            }
        }

        @Test
        @DisplayName("is encrypted: a disk from an image of a restore point")
        void newDisk_fromAnImageOfARestorePoint_isEncrypted() {
            Resource.Disk secret = encryptedDisk("secret");
            ImageSource source = ImageSource.restorePoint(
                    pointOf(secret, diskVault("disks", secret)).id());

            for (Image image : withoutAndWithKey(
                    () -> backup.images().build(ImageSpec.of("one", source)),
                    key -> backup.images().build(ImageSpec.of("two", source), key))) {
                assertThat(image.encrypted()).isTrue();
                assertEncrypted(List.of(done(backup.images().restore(image.id(), DiskSpec.of("made")))));
            }
        }

        @Test
        @DisplayName("is encrypted: a disk from an image of a snapshot")
        void newDisk_fromAnImageOfASnapshot_isEncrypted() {
            requires(Capability.IMAGE_FROM_SNAPSHOT);
            ImageSource source =
                    ImageSource.snapshot(snapshotOf(encryptedDisk("secret")).id());

            for (Image image : withoutAndWithKey(
                    () -> backup.images().build(ImageSpec.of("one", source)),
                    key -> backup.images().build(ImageSpec.of("two", source), key))) {
                assertThat(image.encrypted()).isTrue();
                assertEncrypted(List.of(done(backup.images().restore(image.id(), DiskSpec.of("made")))));
            }
        }

        @Test
        @DisplayName("is encrypted disk by disk: a server from an image of a whole server")
        void newServer_fromAWholeServerImage_isEncryptedDiskByDisk() {
            requires(Capability.WHOLE_SERVER_IMAGES);
            Resource.Server mixed = serverWithOneEncryptedDisk();
            Image image = done(backup.images()
                    .build(ImageSpec.of(
                            "mixed",
                            ImageSource.wholeServer(
                                    mixed, serverVault("servers", mixed).id()))));

            withoutAndWithKey(
                            () -> backup.images().restore(image.id(), ServerSpec.of("made")),
                            key -> backup.images().restore(image.id(), ServerSpec.of("made"), key))
                    .forEach(this::assertMixed);
        }

        @Test
        @DisplayName("is encrypted disk by disk: a server from a restore point, with a key")
        void newServer_fromARestorePointWithKey_isEncryptedDiskByDisk() {
            requires(Capability.RESTORE_TO_NEW_SERVER);
            Resource.Server mixed = serverWithOneEncryptedDisk();
            RestorePoint point = pointOf(mixed, serverVault("servers", mixed));

            assertMixed(done(
                    backup.restorePoints().restore(point.id(), ServerSpec.of("made"), RequestKey.of("new server"))));
        }

        @Test
        @DisplayName("is encrypted disk by disk: a server after a restore over it")
        void server_restoredInPlace_staysEncryptedDiskByDisk() {
            Resource.Server mixed = serverWithOneEncryptedDisk();
            RestorePoint point = pointOf(mixed, serverVault("servers", mixed));

            done(backup.restorePoints().restore(point.id(), InPlace.over(mixed)));

            assertMixed(mixed);
        }

        private void assertMixed(Resource.Server made) {
            assertThat(backup.resources().get(systemDiskOf(made)).encrypted()).isFalse();
            assertThat(backup.resources().get(dataDiskOf(made)).encrypted()).isTrue();
        }

        private void assertEncrypted(List<Resource.Disk> made) {
            for (Resource.Disk disk : made) {
                assertThat(backup.resources().get(disk).encrypted())
                        .as("%s is encrypted", disk)
                        .isTrue();
                assertThat(read(disk)).isEqualTo("secret");
            }
        }

        /** The ways to describe a new disk: plain, larger, and attached to a server where the cloud can. */
        private List<DiskSpec> specs() {
            DiskSpec plain = DiskSpec.of("made");
            DiskSpec larger = plain.withSize(DataSize.gib(25));
            return backup.supports(Capability.DISK_ATTACHMENT)
                    ? List.of(plain, larger, plain.attachedTo(server("user", "u")))
                    : List.of(plain, larger);
        }

        @Test
        @DisplayName("is encrypted: a disk after a restore or a roll-back over it")
        void disk_restoredOrRolledBackInPlace_staysEncrypted() {
            Resource.Disk secret = encryptedDisk("secret");
            RestorePoint point = pointOf(secret, diskVault("disks", secret));
            Snapshot snapshot = snapshotOf(secret);

            done(backup.restorePoints().restore(point.id(), InPlace.over(secret)));
            assertThat(backup.resources().get(secret).encrypted()).isTrue();
            done(backup.snapshots().rollBack(snapshot.id(), secret));
            assertThat(backup.resources().get(secret).encrypted()).isTrue();
        }

        @Test
        @DisplayName("is encrypted: a copy of an image in the same region")
        void copyOfAnImage_inTheSameRegion_isEncrypted() {
            requires(Capability.IMAGE_COPY);
            Image image = imageOf(encryptedDisk("secret"));

            Image copy = done(backup.images().copy(image.id(), ImageCopySpec.of("copy")));

            assertThat(copy.encrypted()).isTrue();
        }
    }

    @Nested
    @DisplayName("What is encrypted and must not leave")
    class Kept {
        @Test
        @DisplayName("is not shared as a restore point")
        void restorePoint_shared_isAConflict() {
            requires(Capability.RESTORE_POINT_SHARING);
            Resource.Disk secret = encryptedDisk("secret");
            RestorePoint point = pointOf(secret, diskVault("disks", secret));

            assertThatThrownBy(() -> backup.restorePoints()
                            .share(point.id(), harness.otherProject().project()))
                    .isInstanceOf(Conflict.class);

            assertThat(backup.restorePoints().shares(point.id())).isEmpty();
        }

        @Test
        @DisplayName("is not shared as one disk in the restore point of a server")
        void restorePoint_withOneEncryptedDisk_isNotSharedEither() {
            requires(Capability.RESTORE_POINT_SHARING);
            Resource.Server mixed = serverWithOneEncryptedDisk();
            RestorePoint point = pointOf(mixed, serverVault("servers", mixed));

            assertThatThrownBy(() -> backup.restorePoints()
                            .share(point.id(), harness.otherProject().project()))
                    .isInstanceOf(Conflict.class);

            assertThat(backup.restorePoints().shares(point.id())).isEmpty();
        }

        @Test
        @DisplayName("is not shared as an image")
        void image_shared_isAConflict() {
            requires(Capability.IMAGE_SHARING);
            Image image = imageOf(encryptedDisk("secret"));

            assertThatThrownBy(() -> backup.images()
                            .share(image.id(), harness.otherProject().project()))
                    .isInstanceOf(Conflict.class);

            assertThat(backup.images().shares(image.id())).isEmpty();
        }

        @Test
        @DisplayName("is not copied to another region as an image")
        void image_copiedToAnotherRegion_isAConflict() {
            requires(Capability.IMAGE_COPY);
            Image image = imageOf(encryptedDisk("secret"));

            assertThatThrownBy(() -> backup.images()
                            .copy(image.id(), ImageCopySpec.of("copy").to(harness.otherRegion())))
                    .isInstanceOf(Conflict.class);

            harness.advance(LONG);
            assertThat(harness.backup(harness.otherRegion()).images().list()).isEmpty();
        }

        @Test
        @DisplayName("is neither shared nor copied as one disk in an image of a whole server")
        void wholeServerImage_withOneEncryptedDisk_isNeitherSharedNorCopied() {
            requires(Capability.WHOLE_SERVER_IMAGES);
            requires(Capability.IMAGE_SHARING);
            requires(Capability.IMAGE_COPY);
            requires(Capability.REPLICATION);
            Resource.Server mixed = serverWithOneEncryptedDisk();
            Vault vault = serverVault("servers", mixed);
            Image image =
                    done(backup.images().build(ImageSpec.of("mixed", ImageSource.wholeServer(mixed, vault.id()))));
            Vault vaultThere = harness.backup(harness.otherRegion())
                    .vaults()
                    .create(VaultSpec.forServers("copies", DataSize.gib(400)).forReplication());

            assertThatThrownBy(() -> backup.images()
                            .share(image.id(), harness.otherProject().project()))
                    .isInstanceOf(Conflict.class);
            assertThatThrownBy(() -> backup.images()
                            .copy(image.id(), ImageCopySpec.of("copy").to(harness.otherRegion(), vaultThere.id())))
                    .isInstanceOf(Conflict.class);

            harness.advance(LONG);
            assertThat(backup.images().shares(image.id())).isEmpty();
            assertThat(harness.backup(harness.otherRegion()).images().list()).isEmpty();
        }

        @Test
        @DisplayName("is not exported")
        void image_exported_isAConflict() {
            requires(Capability.IMAGE_EXPORT);
            Image image = imageOf(encryptedDisk("secret"));

            assertThatThrownBy(() -> backup.images().export(image.id(), "bucket:secret.qcow2", Image.Format.QCOW2))
                    .isInstanceOf(Conflict.class);
        }
    }

    private Resource.Disk encryptedDisk(String name) {
        Resource.Disk disk =
                harness.addDisk(DiskSetup.of(name, DataSize.gib(10)).encryptedToo());
        write(disk, name);
        return disk;
    }

    /** Adds a server that starts from a plain disk and has an encrypted data disk. */
    private Resource.Server serverWithOneEncryptedDisk() {
        Resource.Disk system = harness.addDisk("mixed-system", DataSize.gib(40));
        write(system, "system");
        return harness.addServer("mixed", system, encryptedDisk("mixed-data"));
    }

    private Snapshot snapshotOf(Resource.Disk disk) {
        return done(backup.snapshots().take(SnapshotSpec.of(disk, "snapshot")));
    }

    private Image imageOf(Resource.Disk disk) {
        return done(backup.images().build(ImageSpec.of("image", ImageSource.disk(disk))));
    }
}
