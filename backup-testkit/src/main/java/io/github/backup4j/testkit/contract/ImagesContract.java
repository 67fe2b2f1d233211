package io.github.backup4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.Busy;
import io.github.backup4j.Capability;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Image;
import io.github.backup4j.ImageCopySpec;
import io.github.backup4j.ImageFilter;
import io.github.backup4j.ImageId;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.ImageUpdate;
import io.github.backup4j.InPlace;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Removal;
import io.github.backup4j.Resource;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Retention;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotId;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What {@link io.github.backup4j.Images} promises; shares of images are in {@link CopyingAndSharingContract}. */
@DisplayName("Images")
@SuppressWarnings("exports") // only subclasses need JUnit
abstract class ImagesContract extends ContractTest {
    private static final String NOBODY = "00000000-0000-4000-8000-000000000000";
    private static final ImageId NO_IMAGE = new ImageId(NOBODY);
    private static final VaultId NO_VAULT = new VaultId(NOBODY);

    @Nested
    @DisplayName("An image that is built")
    class Building {
        @Test
        @DisplayName("from a disk says what it is of, when it was made and how")
        void build_fromADisk_isADataDiskImageDescribedInFull() {
            Resource.Disk orders = disk("orders", "o");
            Instant begun = harness.now();

            Image image = done(backup.images()
                    .build(ImageSpec.of("orders-image", ImageSource.disk(orders))
                            .describedAs("by hand")
                            .withTags(Map.of("team", "red"))));

            assertThat(image.name()).isEqualTo("orders-image");
            assertThat(image.description()).isEqualTo("by hand");
            assertThat(image.tags()).containsOnly(Map.entry("team", "red"));
            assertThat(image.kind()).isEqualTo(Image.Kind.DATA_DISK);
            assertThat(image.status()).isEqualTo(Image.Status.ACTIVE);
            assertThat(image.restorePoint()).isNull();
            assertThat(image.size()).isEqualTo(DataSize.gib(10));
            assertThat(image.shared()).isFalse();
            assertThat(image.createdAt()).isBetween(begun, harness.now());
            assertThat(backup.images().get(image.id())).isEqualTo(image);
        }

        @Test
        @DisplayName("holds what was there when it began, not what was written since")
        void build_thenWritten_holdsWhatWasThereWhenItBegan() {
            Resource.Disk orders = disk("orders", "before");

            Operation<Image> building = backup.images().build(ImageSpec.of("orders", ImageSource.disk(orders)));
            write(orders, "after");
            Image image = done(building);

            assertThat(read(done(backup.images().restore(image.id(), DiskSpec.of("look")))))
                    .isEqualTo("before");
            assertThat(read(orders)).isEqualTo("after");
        }

        @Test
        @DisplayName("from the system disk of a server leaves its data disks out")
        void build_fromTheSystemDiskOfAServer_leavesItsDataDisksOut() {
            Resource.Server shop = serverWithDataDisk("shop", "system", "data");

            Image image = done(backup.images().build(ImageSpec.of("shop", ImageSource.systemDiskOf(shop))));

            assertThat(image.kind()).isEqualTo(Image.Kind.SYSTEM_DISK);
            assertThat(image.restorePoint()).isNull();
            assertThat(image.size()).isEqualTo(DataSize.gib(40));
            assertThat(statusOf(shop)).isEqualTo(ProtectableResource.Status.RUNNING);
        }

        @Test
        @DisplayName("from a disk that a server starts from needs the server stopped")
        void build_fromADiskThatARunningServerStartsFrom_isAConflictUntilItIsStopped() {
            Resource.Server shop = server("shop", "system");
            ImageSpec spec = ImageSpec.of("shop", ImageSource.disk(systemDiskOf(shop)));

            assertThatThrownBy(() -> backup.images().build(spec)).isInstanceOf(Conflict.class);
            harness.stop(shop);
            Image image = done(backup.images().build(spec));

            assertThat(image.status()).isEqualTo(Image.Status.ACTIVE);
            assertThat(image.kind()).isEqualTo(Image.Kind.SYSTEM_DISK);
        }

        @Test
        @DisplayName("from a whole server leaves a restore point that stays as long")
        void build_fromAWholeServer_makesARestorePointThatStaysAsLong() {
            requires(Capability.WHOLE_SERVER_IMAGES);
            Resource.Server shop = serverWithDataDisk("shop", "system", "data");
            Vault vault = serverVault("servers", shop);

            Image image = wholeServerImage("shop-image", shop, vault);

            assertThat(image.kind()).isEqualTo(Image.Kind.WHOLE_SERVER);
            assertThat(image.status()).isEqualTo(Image.Status.ACTIVE);
            RestorePoint behind = backup.restorePoints().list().findFirst().orElseThrow();
            assertThat(image.restorePoint()).isEqualTo(behind.id());
            assertThat(behind.resource()).isEqualTo(shop);
            assertThat(behind.vault()).isEqualTo(vault.id());
            assertThat(behind.images()).containsExactly(image.id());
            assertThat(behind.pinned()).isTrue();
            assertThatThrownBy(() -> backup.restorePoints().delete(behind.id())).isInstanceOf(Conflict.class);
        }

        @Test
        @DisplayName("from a whole server that no vault holds uses the room in the vault")
        void build_fromAWholeServerThatNoVaultHolds_usesTheRoomInTheVault() {
            requires(Capability.WHOLE_SERVER_IMAGES);
            Resource.Server shop = server("shop", "saved");
            Vault vault = serverVault("servers");

            Image image = wholeServerImage("shop-image", shop, vault);

            assertThat(backup.restorePoints().list(RestorePointFilter.all().inVault(vault.id())))
                    .extracting(RestorePoint::id)
                    .containsExactly(image.restorePoint());
        }

        @Test
        @DisplayName("is not built from a whole server that is being backed up")
        void build_fromAWholeServerThatIsBackedUp_isRefusedAsBusy() {
            requires(Capability.WHOLE_SERVER_IMAGES);
            Resource.Server shop = server("shop", "saved");
            Vault vault = serverVault("servers", shop);
            Operation<BackupRun> taking = backup.restorePoints().take(BackupSpec.of(vault.id()));

            assertThatThrownBy(() ->
                            backup.images().build(ImageSpec.of("early", ImageSource.wholeServer(shop, vault.id()))))
                    .isInstanceOf(Busy.class);

            assertThat(done(taking).complete()).isTrue();
            assertThat(backup.images().list()).isEmpty();
        }

        @Test
        @DisplayName("from a restore point of a server is of the whole server and pins the restore point")
        void build_fromAServersRestorePoint_isOfTheWholeServerAndPinsThePoint() {
            requires(Capability.WHOLE_SERVER_IMAGES);
            Resource.Server shop = serverWithDataDisk("shop", "system", "data");
            RestorePoint point = pointOf(shop, serverVault("servers", shop));

            Image image = imageOf("shop-image", point);

            assertThat(image.kind()).isEqualTo(Image.Kind.WHOLE_SERVER);
            assertThat(image.restorePoint()).isEqualTo(point.id());
            assertThat(backup.restorePoints().get(point.id()).images()).containsExactly(image.id());
            assertThat(backup.restorePoints().list()).hasSize(1);
            assertThatThrownBy(() -> backup.restorePoints().delete(point.id())).isInstanceOf(Conflict.class);
        }

        @Test
        @DisplayName("from a restore point of a disk is of that disk")
        void build_fromADisksRestorePoint_isOfThatDisk() {
            Resource.Disk orders = disk("orders", "saved");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));
            write(orders, "now");

            Image image = imageOf("orders-image", point);

            assertThat(image.kind()).isEqualTo(Image.Kind.DATA_DISK);
            assertThat(image.restorePoint()).isNull();
            assertThat(read(done(backup.images().restore(image.id(), DiskSpec.of("made")))))
                    .isEqualTo("saved");
        }

        @Test
        @DisplayName("from a restore point of a disk keeps its data whatever becomes of the restore point")
        void build_fromADisksRestorePoint_keepsItsDataWhateverBecomesOfThePoint() {
            Resource.Disk orders = disk("orders", "saved");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));
            Image image = imageOf("orders-image", point);

            // A cloud may need the restore point for the image, or may have copied the data; it has to say which.
            if (backup.restorePoints().get(point.id()).pinned()) {
                assertThatThrownBy(() -> backup.restorePoints().delete(point.id()))
                        .isInstanceOf(Conflict.class);
            } else {
                backup.restorePoints().delete(point.id());
            }
            harness.advance(A_WHILE);

            assertThat(read(done(backup.images().restore(image.id(), DiskSpec.of("made")))))
                    .isEqualTo("saved");
        }

        @Test
        @DisplayName("from a restore point of a server is the only one")
        void build_secondFromAServersRestorePoint_isAConflict() {
            requires(Capability.WHOLE_SERVER_IMAGES);
            Resource.Server shop = server("shop", "saved");
            RestorePoint point = pointOf(shop, serverVault("servers", shop));
            Image first = imageOf("first", point);

            assertThatThrownBy(
                            () -> backup.images().build(ImageSpec.of("second", ImageSource.restorePoint(point.id()))))
                    .isInstanceOf(Conflict.class);

            harness.advance(LONG);
            assertThat(names(backup.images().list())).containsExactly("first");
            assertThat(backup.restorePoints().get(point.id()).images()).containsExactly(first.id());
        }

        @Test
        @DisplayName("from a restore point of a server keeps retention from deleting that")
        void build_fromAServersRestorePoint_keepsRetentionFromDeletingIt() {
            requires(Capability.WHOLE_SERVER_IMAGES);
            Resource.Server shop = server("shop", "saved");
            Vault vault = serverVault("servers", shop);
            RestorePoint pinned = automaticPointOf(shop, vault, Retention.latest(1));
            Image image = imageOf("shop", pinned);
            write(systemDiskOf(shop), "now");

            harness.advance(Duration.ofDays(3));

            assertThat(backup.restorePoints().list(RestorePointFilter.of(shop)))
                    .hasSize(2)
                    .extracting(RestorePoint::id)
                    .contains(pinned.id());
            Resource.Server made = done(backup.images().restore(image.id(), ServerSpec.of("made")));
            assertThat(read(systemDiskOf(made))).isEqualTo("saved");
        }

        @Test
        @DisplayName("is not built from a restore point that is not complete")
        void build_fromWhatIsNotComplete_isAConflict() {
            requires(Capability.IMAGES);
            Resource.Disk orders = disk("orders", "o");
            Vault vault = diskVault("disks", orders);
            Operation<BackupRun> taking = backup.restorePoints().take(BackupSpec.of(vault.id()));
            harness.advance(Duration.ofSeconds(10));
            RestorePoint running = backup.restorePoints().list().findFirst().orElseThrow();

            assertThatThrownBy(
                            () -> backup.images().build(ImageSpec.of("early", ImageSource.restorePoint(running.id()))))
                    .isInstanceOfAny(Conflict.class, Busy.class);

            assertThat(done(taking).complete()).isTrue();
            assertThat(backup.images().list()).isEmpty();
        }

        @Test
        @DisplayName("is not built from a disk that is being restored")
        void build_fromADiskThatIsRestored_isRefusedAsBusy() {
            requires(Capability.IMAGES);
            Resource.Disk orders = disk("orders", "saved");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));
            Operation<Resource> restoring = backup.restorePoints().restore(point.id(), InPlace.over(orders));

            assertThatThrownBy(() -> backup.images().build(ImageSpec.of("early", ImageSource.disk(orders))))
                    .isInstanceOf(Busy.class);

            done(restoring);
            assertThat(done(backup.images().build(ImageSpec.of("later", ImageSource.disk(orders))))
                            .status())
                    .isEqualTo(Image.Status.ACTIVE);
        }

        @Test
        @DisplayName("from a snapshot is of its disk, and leaves nothing else behind")
        void build_fromASnapshot_isOfThatDisk() {
            requires(Capability.IMAGE_FROM_SNAPSHOT);
            Resource.Disk orders = disk("orders", "saved");
            Snapshot snapshot = done(backup.snapshots().take(SnapshotSpec.of(orders, "snapshot")));
            write(orders, "now");
            long disksBefore = numberOf(Resource.Kind.DISK);

            Image image = done(backup.images().build(ImageSpec.of("orders", ImageSource.snapshot(snapshot.id()))));

            assertThat(image.kind()).isEqualTo(Image.Kind.DATA_DISK);
            harness.advance(A_WHILE);
            assertThat(numberOf(Resource.Kind.DISK)).isEqualTo(disksBefore);
            assertThat(backup.snapshots().get(snapshot.id()).status()).isEqualTo(Snapshot.Status.AVAILABLE);
            assertThat(read(done(backup.images().restore(image.id(), DiskSpec.of("made")))))
                    .isEqualTo("saved");
        }

        @Test
        @DisplayName("is not built from what is unknown")
        void build_fromWhatIsUnknown_isNotFound() {
            requires(Capability.IMAGES);
            for (ImageSource source : List.of(
                    ImageSource.disk(Resource.disk(NOBODY)),
                    ImageSource.systemDiskOf(Resource.server(NOBODY)),
                    ImageSource.restorePoint(new RestorePointId(NOBODY)))) {
                assertThatThrownBy(() -> backup.images().build(ImageSpec.of("nothing", source)))
                        .as("built from %s", source)
                        .isInstanceOf(NotFound.class);
            }

            assertThat(backup.images().list()).isEmpty();
        }

        @Test
        @DisplayName("is not built from an unknown snapshot")
        void build_fromAnUnknownSnapshot_isNotFound() {
            requires(Capability.IMAGE_FROM_SNAPSHOT);

            assertThatThrownBy(() -> backup.images()
                            .build(ImageSpec.of("nothing", ImageSource.snapshot(new SnapshotId(NOBODY)))))
                    .isInstanceOf(NotFound.class);
        }

        @Test
        @DisplayName("is built neither from an unknown server nor into an unknown vault")
        void build_fromAnUnknownWholeServerOrIntoAnUnknownVault_isNotFound() {
            requires(Capability.WHOLE_SERVER_IMAGES);
            Resource.Server shop = server("shop", "s");
            Vault vault = serverVault("servers", shop);

            assertThatThrownBy(() -> backup.images()
                            .build(ImageSpec.of(
                                    "nothing", ImageSource.wholeServer(Resource.server(NOBODY), vault.id()))))
                    .isInstanceOf(NotFound.class);
            assertThatThrownBy(() ->
                            backup.images().build(ImageSpec.of("nothing", ImageSource.wholeServer(shop, NO_VAULT))))
                    .isInstanceOf(NotFound.class);

            harness.advance(LONG);
            assertThat(backup.images().list()).isEmpty();
            assertThat(backup.restorePoints().list()).isEmpty();
        }
    }

    @Nested
    @DisplayName("An image that is being built")
    class Incomplete {
        @Test
        @DisplayName("can neither be used nor updated nor deleted")
        void image_unfinished_canNeitherBeUsedNorDeleted() {
            Operation<Image> building =
                    backup.images().build(ImageSpec.of("orders", ImageSource.disk(disk("orders", "o"))));
            harness.advance(Duration.ofSeconds(10));
            Image unfinished = backup.images().list().findFirst().orElseThrow();

            assertThat(unfinished.status()).isIn(Image.Status.QUEUED, Image.Status.SAVING);
            assertThatThrownBy(() -> backup.images().restore(unfinished.id(), DiskSpec.of("too early")))
                    .isInstanceOf(Conflict.class);
            assertThatThrownBy(() -> backup.images().update(unfinished.id(), new ImageUpdate("new", "", Map.of())))
                    .isInstanceOf(Conflict.class);
            assertThatThrownBy(() -> backup.images().delete(unfinished.id(), Removal.DELETING_RESTORE_POINTS))
                    .isInstanceOf(Conflict.class);
            assertThatThrownBy(() -> backup.images().delete(unfinished.id(), Removal.KEEPING_RESTORE_POINTS))
                    .isInstanceOf(Conflict.class);
            Image image = done(building);
            assertThat(image.id()).isEqualTo(unfinished.id());
            assertThat(image.status()).isEqualTo(Image.Status.ACTIVE);
        }

        @Test
        @DisplayName("can neither be copied nor exported nor shared")
        void image_unfinished_canNeitherBeCopiedNorExportedNorShared() {
            Operation<Image> building =
                    backup.images().build(ImageSpec.of("orders", ImageSource.disk(disk("orders", "o"))));
            harness.advance(Duration.ofSeconds(10));
            Image unfinished = backup.images().list().findFirst().orElseThrow();

            if (backup.supports(Capability.IMAGE_COPY)) {
                assertThatThrownBy(() -> backup.images().copy(unfinished.id(), ImageCopySpec.of("copy")))
                        .isInstanceOf(Conflict.class);
            }
            if (backup.supports(Capability.IMAGE_EXPORT)) {
                assertThatThrownBy(() -> backup.images().export(unfinished.id(), "bucket:file", Image.Format.VHD))
                        .isInstanceOf(Conflict.class);
            }
            if (backup.supports(Capability.IMAGE_SHARING)) {
                assertThatThrownBy(() -> backup.images()
                                .share(unfinished.id(), harness.otherProject().project()))
                        .isInstanceOf(Conflict.class);
            }
            assertThat(done(building).status()).isEqualTo(Image.Status.ACTIVE);
        }
    }

    @Nested
    @DisplayName("The list of images")
    class Listing {
        @Test
        @DisplayName("is empty if nothing was built")
        void list_nothingBuilt_isEmpty() {
            disk("orders", "o");

            assertThat(backup.images().list()).isEmpty();
        }

        @Test
        @DisplayName("holds what fits all conditions of its filter, the newest first")
        void list_filtered_letsThroughWhatFitsNewestFirst() {
            Resource.Server shop = server("shop", "s");
            diskImage("first", "1");
            done(backup.images().build(ImageSpec.of("second", ImageSource.systemDiskOf(shop))));
            diskImage("third", "3");

            assertThat(names(backup.images().list())).containsExactly("third", "second", "first");
            assertThat(listed(ImageFilter.all().named("first"))).containsExactly("first");
            assertThat(listed(ImageFilter.all().named("fir"))).isEmpty();
            assertThat(listed(ImageFilter.all().ofKind(Image.Kind.SYSTEM_DISK))).containsExactly("second");
            assertThat(listed(ImageFilter.all().ofKind(Image.Kind.DATA_DISK))).containsExactly("third", "first");
            assertThat(listed(ImageFilter.all().withStatus(Image.Status.ACTIVE)))
                    .containsExactly("third", "second", "first");
            assertThat(listed(ImageFilter.all().withStatus(Image.Status.ERROR))).isEmpty();
            assertThat(listed(ImageFilter.all().ofKind(Image.Kind.SYSTEM_DISK).named("first")))
                    .isEmpty();
            assertThat(listed(ImageFilter.all().sharedWithProject())).isEmpty();
            assertThat(names(backup.images().list().limit(1))).containsExactly("third");
        }

        @Test
        @DisplayName("holds the image whose data is in a restore point")
        void list_byRestorePoint_givesTheImageWithItsData() {
            requires(Capability.WHOLE_SERVER_IMAGES);
            Resource.Server shop = server("shop", "s");
            Vault vault = serverVault("servers", shop);
            RestorePoint used = pointOf(shop, vault);
            RestorePoint unused = pointOf(shop, vault);
            imageOf("image", used);

            assertThat(listed(ImageFilter.all().builtFrom(used.id()))).containsExactly("image");
            assertThat(listed(ImageFilter.all().builtFrom(unused.id()))).isEmpty();
        }

        @Test
        @DisplayName("holds every one once, on however many pages")
        void list_moreThanAPage_givesEveryOneOnce() {
            Resource.Disk orders = disk("orders", "o");
            List<String> built = new ArrayList<>();
            for (int i = 0; i < 25; i++) {
                built.add(
                        0,
                        done(backup.images().build(ImageSpec.of("image-" + i, ImageSource.disk(orders))))
                                .name());
            }

            assertThat(names(backup.images().list())).containsExactlyElementsOf(built);
        }

        @Test
        @DisplayName("is not read before it is used")
        void list_notYetUsed_hasNotBeenRead() {
            Stream<Image> later = backup.images().list();

            diskImage("new", "n");

            assertThat(names(later)).containsExactly("new");
        }
    }

    @Nested
    @DisplayName("One image")
    class Single {
        @Test
        @DisplayName("is not found if it is unknown")
        void get_unknown_isNotFound() {
            requires(Capability.IMAGES);
            assertThatThrownBy(() -> backup.images().get(NO_IMAGE)).isInstanceOf(NotFound.class);
        }

        @Test
        @DisplayName("gets another name, description and tags")
        void update_complete_replacesNameDescriptionAndTags() {
            Image image = done(backup.images()
                    .build(ImageSpec.of("old", ImageSource.disk(disk("orders", "o")))
                            .describedAs("before")
                            .withTags(Map.of("gone", "1", "kept", "2"))));

            Image updated = backup.images()
                    .update(image.id(), new ImageUpdate("new", "after", Map.of("kept", "3", "added", "4")));

            assertThat(updated.id()).isEqualTo(image.id());
            assertThat(updated.name()).isEqualTo("new");
            assertThat(updated.description()).isEqualTo("after");
            assertThat(updated.tags()).containsOnly(Map.entry("kept", "3"), Map.entry("added", "4"));
            assertThat(backup.images().get(image.id())).isEqualTo(updated);
        }

        @Test
        @DisplayName("gets a description and tags where it had none, and loses them again")
        void update_whatWasEmpty_fillsAndEmptiesIt() {
            Image image = diskImage("plain", "p");

            Image filled =
                    backup.images().update(image.id(), new ImageUpdate("plain", "filled", Map.of("team", "red")));
            Image emptied = backup.images().update(image.id(), new ImageUpdate("plain", "", Map.of()));

            assertThat(filled.description()).isEqualTo("filled");
            assertThat(filled.tags()).containsOnly(Map.entry("team", "red"));
            assertThat(emptied.description()).isNull();
            assertThat(emptied.tags()).isEmpty();
        }

        @Test
        @DisplayName("stays as it is if anything is out of range")
        void update_outOfRange_isInvalidAndChangesNothing() {
            Image image = diskImage("old", "o");
            Map<String, String> tooMany = new HashMap<>();
            for (int i = 0; i <= countable(backup.limits().tags().count()); i++) {
                tooMany.put("key-" + i, "");
            }

            assertThatThrownBy(() -> backup.images().update(image.id(), new ImageUpdate("", "", Map.of())))
                    .isInstanceOf(Invalid.class);
            assertThatThrownBy(() -> backup.images()
                            .update(
                                    image.id(),
                                    new ImageUpdate(longerThan(backup.limits().imageNameLength()), "", Map.of())))
                    .isInstanceOf(Invalid.class);
            assertThatThrownBy(() -> backup.images()
                            .update(
                                    image.id(),
                                    new ImageUpdate(
                                            "new", longerThan(backup.limits().imageDescriptionLength()), Map.of())))
                    .isInstanceOf(Invalid.class);
            assertThatThrownBy(() -> backup.images().update(image.id(), new ImageUpdate("new", "two\nlines", Map.of())))
                    .isInstanceOf(Invalid.class);
            assertThatThrownBy(() -> backup.images().update(image.id(), new ImageUpdate("new", "", tooMany)))
                    .isInstanceOf(Invalid.class);

            assertThat(backup.images().get(image.id())).isEqualTo(image);
        }

        @Test
        @DisplayName("is not found to be updated if it is unknown")
        void update_unknown_isNotFound() {
            requires(Capability.IMAGES);
            assertThatThrownBy(() -> backup.images().update(NO_IMAGE, new ImageUpdate("name", "", Map.of())))
                    .isInstanceOf(NotFound.class);
        }
    }

    @Nested
    @DisplayName("A new disk from an image")
    class ToANewDisk {
        @Test
        @DisplayName("has the data then and overwrites nothing")
        void restore_toANewDisk_copiesTheDataAndOverwritesNothing() {
            Resource.Disk orders = disk("orders", "saved");
            Image image = done(backup.images().build(ImageSpec.of("orders", ImageSource.disk(orders))));
            write(orders, "now");

            Resource.Disk made =
                    done(backup.images().restore(image.id(), DiskSpec.of("made").withSize(DataSize.gib(25))));

            assertThat(made).isNotEqualTo(orders);
            assertThat(read(made)).isEqualTo("saved");
            assertThat(read(orders)).isEqualTo("now");
            assertThat(backup.resources().get(made).name()).isEqualTo("made");
            assertThat(backup.resources().get(made).size()).isEqualTo(DataSize.gib(25));
            assertThat(statusOf(made)).isEqualTo(ProtectableResource.Status.AVAILABLE);
        }

        @Test
        @DisplayName("takes from the spec what a deleted original cannot tell")
        void restore_originalGone_worksWithWhatItCannotTell() {
            Resource.Disk orders = disk("orders", "saved");
            Image image = done(backup.images().build(ImageSpec.of("orders", ImageSource.disk(orders))));
            harness.delete(orders);

            Resource.Disk made = done(backup.images()
                    .restore(
                            image.id(),
                            DiskSpec.of("made")
                                    .withSize(DataSize.gib(10))
                                    .inZone("zone-1")
                                    .withType("SSD")));

            assertThat(read(made)).isEqualTo("saved");
        }

        @Test
        @DisplayName("is not smaller than the image")
        void restore_smallerThanTheImage_isInvalidAndMakesNothing() {
            Image image = diskImage("orders", "o");
            long disksBefore = numberOf(Resource.Kind.DISK);

            assertThatThrownBy(() -> backup.images()
                            .restore(image.id(), DiskSpec.of("small").withSize(DataSize.gib(9))))
                    .isInstanceOf(Invalid.class);

            harness.advance(LONG);
            assertThat(numberOf(Resource.Kind.DISK)).isEqualTo(disksBefore);
        }

        @Test
        @DisplayName("is not made from an image of a whole server")
        void restore_aWholeServerToADisk_isInvalid() {
            requires(Capability.WHOLE_SERVER_IMAGES);
            Resource.Server shop = server("shop", "s");
            Image image = wholeServerImage("shop", shop, serverVault("servers", shop));

            assertThatThrownBy(() -> backup.images().restore(image.id(), DiskSpec.of("no")))
                    .isInstanceOf(Invalid.class);
        }

        @Test
        @DisplayName("is not made from an unknown image")
        void restore_unknown_isNotFound() {
            requires(Capability.IMAGES);
            assertThatThrownBy(() -> backup.images().restore(NO_IMAGE, DiskSpec.of("no")))
                    .isInstanceOf(NotFound.class);
        }
    }

    @Nested
    @DisplayName("A new server from an image")
    class ToANewServer {
        @Test
        @DisplayName("starts from the data of a system disk")
        void restore_fromASystemDisk_startsFromItsData() {
            Resource.Server shop = serverWithDataDisk("shop", "saved", "data");
            Image image = done(backup.images().build(ImageSpec.of("shop", ImageSource.systemDiskOf(shop))));
            write(systemDiskOf(shop), "now");

            Resource.Server made = done(backup.images().restore(image.id(), ServerSpec.of("made")));

            assertThat(made).isNotEqualTo(shop);
            assertThat(harness.disksOf(made)).hasSize(1);
            assertThat(read(systemDiskOf(made))).isEqualTo("saved");
            assertThat(read(systemDiskOf(shop))).isEqualTo("now");
            assertThat(backup.resources().get(made).name()).isEqualTo("made");
            assertThat(statusOf(made)).isEqualTo(ProtectableResource.Status.RUNNING);
        }

        @Test
        @DisplayName("has all disks of a whole server")
        void restore_fromAWholeServer_hasAllItsDisks() {
            requires(Capability.WHOLE_SERVER_IMAGES);
            Resource.Server shop = serverWithDataDisk("shop", "system", "data");
            Image image = wholeServerImage("shop", shop, serverVault("servers", shop));
            write(dataDiskOf(shop), "now");

            Resource.Server made = done(backup.images().restore(image.id(), ServerSpec.of("made")));

            assertThat(harness.disksOf(made)).hasSize(2).doesNotContainAnyElementsOf(harness.disksOf(shop));
            assertThat(read(systemDiskOf(made))).isEqualTo("system");
            assertThat(read(dataDiskOf(made))).isEqualTo("data");
            assertThat(read(dataDiskOf(shop))).isEqualTo("now");
        }

        @Test
        @DisplayName("needs in the spec what a deleted original cannot tell")
        void restore_originalGone_needsAndTakesWhatItCannotTell() {
            Resource.Server shop = server("shop", "saved");
            Image image = done(backup.images().build(ImageSpec.of("shop", ImageSource.systemDiskOf(shop))));
            harness.delete(shop);

            ServerSpec unfenced = ServerSpec.of("made")
                    .withFlavor("s6.large.2")
                    .inZone("zone-1")
                    .inNetwork("network-1", "subnet-1");
            assertThatThrownBy(() -> backup.images().restore(image.id(), ServerSpec.of("made")))
                    .isInstanceOf(Invalid.class);
            assertThatThrownBy(() -> backup.images().restore(image.id(), unfenced))
                    .isInstanceOf(Invalid.class)
                    .hasMessageContaining("securityGroups");
            Resource.Server made = done(backup.images().restore(image.id(), unfenced.withSecurityGroups("group-1")));

            assertThat(read(systemDiskOf(made))).isEqualTo("saved");
        }

        @Test
        @DisplayName("is not made before the image is complete")
        void restore_notComplete_isAConflict() {
            Resource.Server shop = server("shop", "saved");
            Operation<Image> building = backup.images().build(ImageSpec.of("shop", ImageSource.systemDiskOf(shop)));
            harness.advance(Duration.ofSeconds(10));
            Image unfinished = backup.images().list().findFirst().orElseThrow();

            assertThatThrownBy(() -> backup.images().restore(unfinished.id(), ServerSpec.of("too early")))
                    .isInstanceOf(Conflict.class);

            assertThat(done(building).status()).isEqualTo(Image.Status.ACTIVE);
        }

        @Test
        @DisplayName("is not made from an image of a data disk")
        void restore_aDataDiskToAServer_isInvalid() {
            Image image = diskImage("orders", "o");

            assertThatThrownBy(() -> backup.images().restore(image.id(), ServerSpec.of("no")))
                    .isInstanceOf(Invalid.class);

            harness.advance(LONG);
            assertThat(numberOf(Resource.Kind.SERVER)).isZero();
        }

        @Test
        @DisplayName("is not made from an unknown image")
        void restore_unknown_isNotFound() {
            requires(Capability.IMAGES);
            assertThatThrownBy(() -> backup.images().restore(NO_IMAGE, ServerSpec.of("no")))
                    .isInstanceOf(NotFound.class);
        }
    }

    @Nested
    @DisplayName("A copy of an image")
    class Copying {
        @Test
        @DisplayName("within the region is an image of its own")
        void copy_withinTheRegion_isAnImageOfItsOwn() {
            requires(Capability.IMAGE_COPY);
            Image image = diskImage("original", "content");

            Image copy = done(
                    backup.images().copy(image.id(), ImageCopySpec.of("copy").describedAs("second")));

            assertThat(copy.id()).isNotEqualTo(image.id());
            assertThat(copy.name()).isEqualTo("copy");
            assertThat(copy.description()).isEqualTo("second");
            assertThat(copy.kind()).isEqualTo(Image.Kind.DATA_DISK);
            assertThat(copy.status()).isEqualTo(Image.Status.ACTIVE);
            assertThat(names(backup.images().list())).containsExactlyInAnyOrder("original", "copy");
            backup.images().delete(image.id(), Removal.DELETING_RESTORE_POINTS);
            harness.advance(A_WHILE);
            assertThat(read(done(backup.images()
                            .restore(
                                    copy.id(),
                                    DiskSpec.of("made").inZone("zone-1").withType("SSD")))))
                    .isEqualTo("content");
        }

        @Test
        @DisplayName("in another region is listed there, and results in the original here")
        void copy_toAnotherRegion_resultsInTheOriginalAndIsListedThere() {
            requires(Capability.IMAGE_COPY);
            Image image = diskImage("original", "content");

            Image result = done(
                    backup.images().copy(image.id(), ImageCopySpec.of("copy").to(harness.otherRegion())));

            assertThat(result.id()).isEqualTo(image.id());
            assertThat(names(backup.images().list())).containsExactly("original");
            Image copy = there().images().list().findFirst().orElseThrow();
            assertThat(copy.name()).isEqualTo("copy");
            assertThat(copy.kind()).isEqualTo(Image.Kind.DATA_DISK);
            assertThat(copy.status()).isEqualTo(Image.Status.ACTIVE);
            assertThat(read(done(there().images()
                            .restore(
                                    copy.id(),
                                    DiskSpec.of("made").inZone("zone-1").withType("SSD")))))
                    .isEqualTo("content");
        }

        @Test
        @DisplayName("of a whole server goes to a vault in another region only")
        void copy_ofAWholeServer_goesToAVaultInAnotherRegionOnly() {
            requires(Capability.IMAGE_COPY);
            requires(Capability.WHOLE_SERVER_IMAGES);
            requires(Capability.REPLICATION);
            Resource.Server shop = server("shop", "s");
            Image image = wholeServerImage("shop", shop, serverVault("servers", shop));
            Vault vaultThere = there().vaults()
                    .create(VaultSpec.forServers("copies", DataSize.gib(400)).forReplication());

            assertThatThrownBy(() -> backup.images().copy(image.id(), ImageCopySpec.of("copy")))
                    .isInstanceOf(Conflict.class);
            assertThatThrownBy(() -> backup.images()
                            .copy(image.id(), ImageCopySpec.of("copy").to(harness.otherRegion())))
                    .isInstanceOf(Invalid.class);
            assertThatThrownBy(() -> backup.images()
                            .copy(image.id(), ImageCopySpec.of("copy").to(harness.otherRegion(), NO_VAULT)))
                    .isInstanceOf(NotFound.class);
            Image result = done(backup.images()
                    .copy(image.id(), ImageCopySpec.of("copy").to(harness.otherRegion(), vaultThere.id())));

            assertThat(result.id()).isEqualTo(image.id());
            assertThat(there().images().list()).singleElement().satisfies(copy -> {
                assertThat(copy.name()).isEqualTo("copy");
                assertThat(copy.kind()).isEqualTo(Image.Kind.WHOLE_SERVER);
                assertThat(there().restorePoints().list())
                        .singleElement()
                        .satisfies(behind -> assertThat(behind.images()).containsExactly(copy.id()));
            });
        }

        @Test
        @DisplayName("of a disk goes to no vault")
        void copy_ofADiskWithAVault_isInvalid() {
            requires(Capability.IMAGE_COPY);
            requires(Capability.REPLICATION);
            Image image = diskImage("original", "content");
            Vault vaultThere = there().vaults()
                    .create(VaultSpec.forServers("copies", DataSize.gib(400)).forReplication());

            assertThatThrownBy(() -> backup.images()
                            .copy(image.id(), ImageCopySpec.of("copy").to(harness.otherRegion(), vaultThere.id())))
                    .isInstanceOf(Invalid.class);

            harness.advance(LONG);
            assertThat(there().images().list()).isEmpty();
        }

        @Test
        @DisplayName("is not made of an unknown image")
        void copy_unknown_isNotFound() {
            requires(Capability.IMAGE_COPY);

            assertThatThrownBy(() -> backup.images().copy(NO_IMAGE, ImageCopySpec.of("copy")))
                    .isInstanceOf(NotFound.class);
        }

        private CloudBackup there() {
            return harness.backup(harness.otherRegion());
        }
    }

    @Nested
    @DisplayName("An image that is exported")
    class Exporting {
        @Test
        @DisplayName("is at the requested location")
        void export_complete_saysWhereItLies() {
            requires(Capability.IMAGE_EXPORT);
            Image image = diskImage("orders", "o");

            Image.Export export =
                    done(backup.images().export(image.id(), "bucket:path/orders.qcow2", Image.Format.QCOW2));

            assertThat(export).isEqualTo(new Image.Export(image.id(), "bucket:path/orders.qcow2", Image.Format.QCOW2));
            assertThat(backup.images().get(image.id()).status()).isEqualTo(Image.Status.ACTIVE);
        }

        @Test
        @DisplayName("is refused for a malformed location")
        void export_toWhatIsNoLocation_isInvalid() {
            requires(Capability.IMAGE_EXPORT);
            Image image = diskImage("orders", "o");

            for (String location : List.of("", "bucket", "bucket:", ":file")) {
                assertThatThrownBy(() -> backup.images().export(image.id(), location, Image.Format.VHD))
                        .as("exported to \"%s\"", location)
                        .isInstanceOf(Invalid.class);
            }
        }

        @Test
        @DisplayName("is not of a whole server")
        void export_ofAWholeServer_isAConflict() {
            requires(Capability.IMAGE_EXPORT);
            requires(Capability.WHOLE_SERVER_IMAGES);
            Resource.Server shop = server("shop", "s");
            Image image = wholeServerImage("shop", shop, serverVault("servers", shop));

            assertThatThrownBy(() -> backup.images().export(image.id(), "bucket:file", Image.Format.VHD))
                    .isInstanceOf(Conflict.class);
        }

        @Test
        @DisplayName("is not found if it is unknown")
        void export_unknown_isNotFound() {
            requires(Capability.IMAGE_EXPORT);

            assertThatThrownBy(() -> backup.images().export(NO_IMAGE, "bucket:file", Image.Format.VHD))
                    .isInstanceOf(NotFound.class);
        }
    }

    @Nested
    @DisplayName("The deletion of an image")
    class Deleting {
        @Test
        @DisplayName("takes it away and leaves what was made from it")
        void delete_ofADisk_isGoneAndLeavesWhatWasMade() {
            Resource.Disk orders = disk("orders", "o");
            Image image = done(backup.images().build(ImageSpec.of("orders", ImageSource.disk(orders))));
            Image other = done(backup.images().build(ImageSpec.of("other", ImageSource.disk(orders))));
            Resource.Disk made = done(backup.images().restore(image.id(), DiskSpec.of("made")));

            backup.images().delete(image.id(), Removal.KEEPING_RESTORE_POINTS);
            harness.advance(A_WHILE);

            assertThat(names(backup.images().list())).containsExactly("other");
            assertThatThrownBy(() -> backup.images().get(image.id())).isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> backup.images().delete(image.id(), Removal.KEEPING_RESTORE_POINTS))
                    .isInstanceOf(NotFound.class);
            assertThat(read(orders)).isEqualTo("o");
            assertThat(read(made)).isEqualTo("o");
            backup.images().delete(other.id(), Removal.DELETING_RESTORE_POINTS);
            harness.advance(A_WHILE);
            assertThat(backup.images().list()).isEmpty();
        }

        @Test
        @DisplayName("keeps and frees the restore point behind it when asked to")
        void delete_keepingRestorePoints_keepsAndFreesTheOneBehindIt() {
            requires(Capability.WHOLE_SERVER_IMAGES);
            Resource.Server shop = server("shop", "s");
            RestorePoint point = pointOf(shop, serverVault("servers", shop));
            Image image = imageOf("shop", point);

            backup.images().delete(image.id(), Removal.KEEPING_RESTORE_POINTS);
            harness.advance(A_WHILE);

            assertThat(backup.images().list()).isEmpty();
            RestorePoint kept = backup.restorePoints().get(point.id());
            assertThat(kept.available()).isTrue();
            assertThat(kept.pinned()).isFalse();
            backup.restorePoints().delete(point.id());
            harness.advance(A_WHILE);
            assertThat(backup.restorePoints().list()).isEmpty();
        }

        @Test
        @DisplayName("deletes the restore point behind it, and no other, when asked to")
        void delete_deletingRestorePoints_deletesTheOneBehindItAndNoOther() {
            requires(Capability.WHOLE_SERVER_IMAGES);
            Resource.Server shop = server("shop", "s");
            Vault vault = serverVault("servers", shop);
            RestorePoint other = pointOf(shop, vault);
            Image image = wholeServerImage("shop", shop, vault);
            assertThat(backup.restorePoints().list()).hasSize(2);

            backup.images().delete(image.id(), Removal.DELETING_RESTORE_POINTS);
            harness.advance(A_WHILE);

            assertThat(backup.images().list()).isEmpty();
            assertThat(backup.restorePoints().list())
                    .extracting(RestorePoint::id)
                    .containsExactly(other.id());
        }

        @Test
        @DisplayName("keeps the restore point of a disk when asked to")
        void delete_ofARestorePointOfADisk_keepsThePointWhenAsked() {
            Resource.Disk orders = disk("orders", "o");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));
            Image image = imageOf("orders", point);

            backup.images().delete(image.id(), Removal.KEEPING_RESTORE_POINTS);
            harness.advance(A_WHILE);

            assertThat(backup.restorePoints().get(point.id()).available()).isTrue();
            assertThat(backup.restorePoints().get(point.id()).pinned()).isFalse();
            assertThat(imageOf("again", point).status()).isEqualTo(Image.Status.ACTIVE);
        }

        @Test
        @DisplayName("leaves servers that were made from it")
        void delete_serverMadeFromIt_stays() {
            Resource.Server shop = server("shop", "s");
            Image image = done(backup.images().build(ImageSpec.of("shop", ImageSource.systemDiskOf(shop))));
            Resource.Server made = done(backup.images().restore(image.id(), ServerSpec.of("made")));

            backup.images().delete(image.id(), Removal.DELETING_RESTORE_POINTS);
            harness.advance(A_WHILE);

            assertThat(statusOf(made)).isEqualTo(ProtectableResource.Status.RUNNING);
            assertThat(read(systemDiskOf(made))).isEqualTo("s");
        }

        @Test
        @DisplayName(
                "with the restore point behind it while a server is made from that is a conflict, or the server has its data all the same or has failed")
        void delete_aServerIsMadeFromItsRestorePoint_isAConflictOrSparesTheServer() {
            requires(Capability.WHOLE_SERVER_IMAGES);
            Resource.Server shop = server("shop", "saved");
            RestorePoint point = pointOf(shop, serverVault("servers", shop));
            Image image = imageOf("shop", point);
            Operation<Resource.Server> making = backup.restorePoints().restore(point.id(), ServerSpec.of("made"));

            Throwable refused =
                    catchThrowable(() -> backup.images().delete(image.id(), Removal.DELETING_RESTORE_POINTS));

            if (refused == null) {
                try {
                    assertThat(read(systemDiskOf(done(making)))).isEqualTo("saved");
                } catch (OperationFailed failed) {
                    assertThat(failed.effect()).isEqualTo(OperationFailed.Effect.UNCHANGED);
                }
            } else {
                assertThat(refused).isInstanceOf(Conflict.class);
                assertThat(backup.images().get(image.id()).status()).isEqualTo(Image.Status.ACTIVE);
                assertThat(read(systemDiskOf(done(making)))).isEqualTo("saved");
                backup.images().delete(image.id(), Removal.DELETING_RESTORE_POINTS);
            }
            harness.advance(A_WHILE);
            assertThat(backup.images().list()).isEmpty();
            assertThat(backup.restorePoints().list()).isEmpty();
        }

        @Test
        @DisplayName("is a conflict if its restore point may not be deleted")
        void delete_restorePointThatMayNotBeDeleted_isAConflict() {
            requires(Capability.WHOLE_SERVER_IMAGES);
            requires(Capability.VAULT_LOCK);
            Resource.Server shop = server("shop", "s");
            Vault vault = serverVault("servers", shop);
            Image image = imageOf("shop", automaticPointOf(shop, vault, Retention.days(30)));
            backup.vaults().lockForever(vault.id());

            assertThatThrownBy(() -> backup.images().delete(image.id(), Removal.DELETING_RESTORE_POINTS))
                    .isInstanceOf(Conflict.class);

            harness.advance(A_WHILE);
            assertThat(backup.images().get(image.id()).status()).isEqualTo(Image.Status.ACTIVE);
            assertThat(backup.restorePoints().list()).hasSize(1);
        }

        @Test
        @DisplayName("is refused for an unknown id")
        void delete_unknown_isNotFound() {
            requires(Capability.IMAGES);
            assertThatThrownBy(() -> backup.images().delete(NO_IMAGE, Removal.KEEPING_RESTORE_POINTS))
                    .isInstanceOf(NotFound.class);
        }
    }

    private Image diskImage(String name, String content) {
        return done(backup.images().build(ImageSpec.of(name, ImageSource.disk(disk(name + "-disk", content)))));
    }

    private Image wholeServerImage(String name, Resource.Server server, Vault vault) {
        return done(backup.images().build(ImageSpec.of(name, ImageSource.wholeServer(server, vault.id()))));
    }

    private Image imageOf(String name, RestorePoint point) {
        return done(backup.images().build(ImageSpec.of(name, ImageSource.restorePoint(point.id()))));
    }

    private long numberOf(Resource.Kind kind) {
        return backup.resources().list(ResourceFilter.all().ofKind(kind)).count();
    }

    private List<String> listed(ImageFilter filter) {
        return names(backup.images().list(filter));
    }

    private static List<String> names(Stream<Image> images) {
        return images.map(Image::name).toList();
    }
}
