package io.github.backup4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.Operation;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.QuotaExceeded;
import io.github.backup4j.Resource;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotFilter;
import io.github.backup4j.SnapshotId;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.SnapshotUpdate;
import io.github.backup4j.testkit.DiskSetup;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What {@link io.github.backup4j.Snapshots} promises. */
@DisplayName("Snapshots")
@SuppressWarnings("exports") // only subclasses need JUnit
abstract class SnapshotsContract extends ContractTest {
    private static final int MORE_THAN_A_PAGE = 28;
    private static final SnapshotId NO_SNAPSHOT = new SnapshotId("00000000-0000-4000-8000-000000000000");
    private static final Resource.Disk NO_DISK = Resource.disk("00000000-0000-4000-8000-000000000000");

    @Nested
    @DisplayName("A snapshot that is taken")
    class Taking {
        @Test
        @DisplayName("says what it is of, when it was made and how")
        void take_freeDisk_isDescribedInFull() {
            Resource.Disk orders = disk("orders", "o");
            Instant begun = harness.now();

            Snapshot snapshot = done(
                    backup.snapshots().take(SnapshotSpec.of(orders, "before").describedAs("by hand")));

            assertThat(snapshot.name()).isEqualTo("before");
            assertThat(snapshot.description()).isEqualTo("by hand");
            assertThat(snapshot.disk()).isEqualTo(orders);
            assertThat(snapshot.size()).isEqualTo(DataSize.gib(10));
            assertThat(snapshot.status()).isEqualTo(Snapshot.Status.AVAILABLE);
            assertThat(snapshot.ofBackup()).isFalse();
            assertThat(snapshot.createdAt()).isBetween(begun, harness.now());
            assertThat(backup.snapshots().get(snapshot.id())).isEqualTo(snapshot);
        }

        @Test
        @DisplayName("holds what was there when it began, not what was written since")
        void take_thenWritten_holdsWhatWasThereWhenItBegan() {
            Resource.Disk orders = disk("orders", "before");

            Operation<Snapshot> taking = backup.snapshots().take(SnapshotSpec.of(orders, "snapshot"));
            write(orders, "after");
            Snapshot snapshot = done(taking);

            assertThat(read(orders)).isEqualTo("after");
            assertThat(read(done(backup.snapshots().restore(snapshot.id(), DiskSpec.of("look")))))
                    .isEqualTo("before");
        }

        @Test
        @DisplayName("is of a disk in use only if the caller allows it")
        void take_diskInUse_needsTheConsentOfTheCaller() {
            Resource.Disk system = systemDiskOf(server("shop", "s"));

            assertThatThrownBy(() -> backup.snapshots().take(SnapshotSpec.of(system, "no")))
                    .isInstanceOf(Conflict.class);
            Snapshot snapshot =
                    done(backup.snapshots().take(SnapshotSpec.of(system, "yes").allowingAttached()));

            assertThat(snapshot.status()).isEqualTo(Snapshot.Status.AVAILABLE);
            assertThat(names(backup.snapshots().list())).containsExactly("yes");
        }

        @Test
        @DisplayName("is not of a disk that is being restored")
        void take_diskThatIsRestored_isAConflict() {
            Resource.Disk orders = disk("orders", "saved");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));
            Operation<Resource> restoring = backup.restorePoints().restore(point.id(), InPlace.over(orders));

            assertThatThrownBy(() -> backup.snapshots().take(SnapshotSpec.of(orders, "too early")))
                    .isInstanceOf(Conflict.class);

            done(restoring);
            assertThat(snapshotOf(orders, "later").status()).isEqualTo(Snapshot.Status.AVAILABLE);
        }

        @Test
        @DisplayName("is one of as many of its disk as the cloud takes")
        void take_moreThanADiskMayHave_exceedsTheQuotaUntilOneIsDeleted() {
            Resource.Disk orders = disk("orders", "o");
            List<Snapshot> taken = new ArrayList<>();
            int most = countable(backup.limits().snapshots().ofOneDisk());
            for (int i = 0; i < most; i++) {
                taken.add(snapshotOf(orders, "snapshot-" + i));
            }

            assertThatThrownBy(() -> backup.snapshots().take(SnapshotSpec.of(orders, "one too many")))
                    .isInstanceOf(QuotaExceeded.class);
            assertThat(names(backup.snapshots().list())).hasSize(most).doesNotContain("one too many");

            backup.snapshots().delete(taken.get(0).id());
            harness.advance(A_WHILE);
            snapshotOf(orders, "fits again");
            assertThat(names(backup.snapshots().list()))
                    .hasSize(most)
                    .contains("fits again")
                    .doesNotContain("snapshot-0");
        }

        @Test
        @DisplayName("does not count against another disk")
        void take_fullDisk_leavesOtherDisksTheirOwnQuota() {
            Resource.Disk orders = disk("orders", "o");
            int most = countable(backup.limits().snapshots().ofOneDisk());
            for (int i = 0; i < most; i++) {
                snapshotOf(orders, "snapshot-" + i);
            }

            assertThat(snapshotOf(disk("invoices", "i"), "other").status()).isEqualTo(Snapshot.Status.AVAILABLE);
        }

        @Test
        @DisplayName("is not of an unknown disk")
        void take_unknownDisk_isNotFound() {
            assertThatThrownBy(() -> backup.snapshots().take(SnapshotSpec.of(NO_DISK, "nothing")))
                    .isInstanceOf(NotFound.class);
        }
    }

    @Nested
    @DisplayName("The list of snapshots")
    class Listing {
        @Test
        @DisplayName("is empty if nothing was taken")
        void list_nothingTaken_isEmpty() {
            disk("orders", "o");

            assertThat(backup.snapshots().list()).isEmpty();
        }

        @Test
        @DisplayName("holds what fits all conditions of its filter, the newest first")
        void list_filtered_letsThroughWhatFitsNewestFirst() {
            Resource.Disk orders = disk("orders", "o");
            Resource.Disk invoices = disk("invoices", "i");
            snapshotOf(orders, "first");
            snapshotOf(invoices, "second");
            snapshotOf(orders, "third");

            assertThat(names(backup.snapshots().list())).containsExactly("third", "second", "first");
            assertThat(listed(SnapshotFilter.all().ofResource(orders))).containsExactly("third", "first");
            assertThat(listed(SnapshotFilter.all().named("second"))).containsExactly("second");
            assertThat(listed(SnapshotFilter.all().named("seco"))).isEmpty();
            assertThat(listed(SnapshotFilter.all().withStatus(Snapshot.Status.AVAILABLE)))
                    .containsExactly("third", "second", "first");
            assertThat(listed(SnapshotFilter.all().withStatus(Snapshot.Status.ERROR)))
                    .isEmpty();
            assertThat(listed(SnapshotFilter.all().ofResource(orders).named("second")))
                    .isEmpty();
            assertThat(names(backup.snapshots().list().limit(1))).containsExactly("third");
        }

        @Test
        @DisplayName("holds every one once, on however many pages")
        void list_moreThanAPage_givesEveryOneOnce() {
            List<String> taken = new ArrayList<>();
            int ofOneDisk = Math.min(4, backup.limits().snapshots().ofOneDisk());
            while (taken.size() < MORE_THAN_A_PAGE) {
                int number = taken.size();
                Resource.Disk disk = disk("disk-" + number, "content " + number);
                for (int s = 0; s < ofOneDisk; s++) {
                    taken.add(
                            0, snapshotOf(disk, "snapshot-" + number + "-" + s).name());
                }
            }

            assertThat(names(backup.snapshots().list())).containsExactlyElementsOf(taken);
        }

        @Test
        @DisplayName("is not read before it is used")
        void list_notYetUsed_hasNotBeenRead() {
            Resource.Disk orders = disk("orders", "o");
            Stream<Snapshot> later = backup.snapshots().list();

            snapshotOf(orders, "new");

            assertThat(names(later)).containsExactly("new");
        }
    }

    @Nested
    @DisplayName("A snapshot of the backup service")
    class OfBackups {
        @Test
        @DisplayName("is listed on request only")
        void list_notAskedFor_leavesThemOut() {
            Resource.Disk orders = disk("orders", "o");
            pointOf(orders, diskVault("disks", orders));
            snapshotOf(orders, "mine");

            assertThat(names(backup.snapshots().list())).containsExactly("mine");
            assertThat(listed(SnapshotFilter.all().includingThoseOfBackups())).contains("mine");
        }

        @Test
        @DisplayName("can be looked at, but not used or deleted")
        void snapshot_ofBackup_isLeftAlone() {
            Resource.Disk orders = disk("orders", "o");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));
            Optional<Snapshot> found = backup.snapshots()
                    .list(SnapshotFilter.all().includingThoseOfBackups())
                    .filter(Snapshot::ofBackup)
                    .findFirst();
            Assumptions.assumeTrue(found.isPresent(), "this cloud lists no snapshots of its backup service");
            Snapshot ofBackup = found.orElseThrow();
            write(orders, "now");

            assertThat(backup.snapshots().get(ofBackup.id())).isEqualTo(ofBackup);
            assertThatThrownBy(() -> backup.snapshots().rollBack(ofBackup.id(), orders))
                    .isInstanceOf(Invalid.class);
            assertThatThrownBy(() -> backup.snapshots().restore(ofBackup.id(), DiskSpec.of("no")))
                    .isInstanceOf(Invalid.class);
            assertThatThrownBy(() -> backup.snapshots().delete(ofBackup.id())).isInstanceOf(Invalid.class);

            harness.advance(LONG);
            assertThat(read(orders)).isEqualTo("now");
            done(backup.restorePoints().restore(point.id(), InPlace.over(orders)));
            assertThat(read(orders)).isEqualTo("o");
        }
    }

    @Nested
    @DisplayName("One snapshot")
    class Single {
        @Test
        @DisplayName("is not found if it is unknown")
        void get_unknown_isNotFound() {
            assertThatThrownBy(() -> backup.snapshots().get(NO_SNAPSHOT)).isInstanceOf(NotFound.class);
        }

        @Test
        @DisplayName("gets another name and description")
        void update_known_changesNameAndDescription() {
            Resource.Disk orders = disk("orders", "o");
            Snapshot snapshot = snapshotOf(orders, "old");

            Snapshot updated = backup.snapshots().update(snapshot.id(), new SnapshotUpdate("new", "why"));

            assertThat(updated.name()).isEqualTo("new");
            assertThat(updated.description()).isEqualTo("why");
            assertThat(updated.id()).isEqualTo(snapshot.id());
            assertThat(updated.disk()).isEqualTo(orders);
            assertThat(backup.snapshots().get(snapshot.id())).isEqualTo(updated);
            assertThat(backup.snapshots()
                            .update(snapshot.id(), new SnapshotUpdate("new", ""))
                            .description())
                    .isNull();
        }

        @Test
        @DisplayName("stays as it is if name or description are out of range")
        void update_outOfRange_isInvalidAndChangesNothing() {
            Snapshot snapshot = snapshotOf(disk("orders", "o"), "old");

            assertThatThrownBy(() -> backup.snapshots().update(snapshot.id(), new SnapshotUpdate("", "")))
                    .isInstanceOf(Invalid.class);
            assertThatThrownBy(() -> backup.snapshots()
                            .update(
                                    snapshot.id(),
                                    new SnapshotUpdate(
                                            longerThan(backup.limits().nameLength()), "")))
                    .isInstanceOf(Invalid.class);
            assertThatThrownBy(() -> backup.snapshots()
                            .update(
                                    snapshot.id(),
                                    new SnapshotUpdate(
                                            "new", longerThan(backup.limits().diskDescriptionLength()))))
                    .isInstanceOf(Invalid.class);

            assertThat(backup.snapshots().get(snapshot.id())).isEqualTo(snapshot);
        }

        @Test
        @DisplayName("is not found to be updated if it is unknown")
        void update_unknown_isNotFound() {
            assertThatThrownBy(() -> backup.snapshots().update(NO_SNAPSHOT, new SnapshotUpdate("name", "")))
                    .isInstanceOf(NotFound.class);
        }
    }

    @Nested
    @DisplayName("A disk that is rolled back")
    class RollingBack {
        @Test
        @DisplayName("has every byte back, and all its snapshots, earlier and later")
        void rollBack_itsDisk_bringsBackEveryByteAndKeepsAllSnapshots() {
            byte[] content = new byte[5000];
            new Random(2).nextBytes(content);
            Resource.Disk orders = disk("orders", "");
            harness.write(orders, content);
            snapshotOf(orders, "first");
            harness.write(orders, new byte[9000]);
            Snapshot second = snapshotOf(orders, "second");
            write(orders, "now");
            Snapshot first = backup.snapshots()
                    .list(SnapshotFilter.all().named("first"))
                    .findFirst()
                    .orElseThrow();

            Resource.Disk rolledBack = done(backup.snapshots().rollBack(first.id(), orders));

            assertThat(rolledBack).isEqualTo(orders);
            assertThat(harness.read(orders)).isEqualTo(content);
            assertThat(statusOf(orders)).isEqualTo(ProtectableResource.Status.AVAILABLE);
            assertThat(backup.snapshots().list()).allMatch(kept -> kept.status() == Snapshot.Status.AVAILABLE);
            assertThat(names(backup.snapshots().list())).containsExactly("second", "first");
            done(backup.snapshots().rollBack(second.id(), orders));
            assertThat(harness.read(orders)).isEqualTo(new byte[9000]);
        }

        @Test
        @DisplayName("stays as it is if the snapshot is of another disk")
        void rollBack_anotherDisk_isInvalidAndOverwritesNothing() {
            Resource.Disk orders = disk("orders", "o");
            Resource.Disk invoices = disk("invoices", "i");
            Snapshot snapshot = snapshotOf(orders, "snapshot");
            write(orders, "now");

            assertThatThrownBy(() -> backup.snapshots().rollBack(snapshot.id(), invoices))
                    .isInstanceOf(Invalid.class);

            harness.advance(LONG);
            assertThat(read(orders)).isEqualTo("now");
            assertThat(read(invoices)).isEqualTo("i");
        }

        @Test
        @DisplayName("stays as it is while it is attached to a server")
        void rollBack_attachedDisk_isAConflictAndOverwritesNothing() {
            Resource.Server shop = serverWithDataDisk("shop", "system", "saved");
            Resource.Disk data = dataDiskOf(shop);
            Snapshot snapshot = done(
                    backup.snapshots().take(SnapshotSpec.of(data, "snapshot").allowingAttached()));
            write(data, "now");

            assertThatThrownBy(() -> backup.snapshots().rollBack(snapshot.id(), data))
                    .isInstanceOf(Conflict.class);
            harness.advance(LONG);
            assertThat(read(data)).isEqualTo("now");
            assertThat(statusOf(shop)).isEqualTo(ProtectableResource.Status.RUNNING);

            harness.stop(shop);
            harness.detach(data);
            done(backup.snapshots().rollBack(snapshot.id(), data));
            assertThat(read(data)).isEqualTo("saved");
        }

        @Test
        @DisplayName("stays as it is if the snapshot is not complete")
        void rollBack_snapshotNotComplete_isAConflictAndOverwritesNothing() {
            Resource.Disk orders = disk("orders", "o");
            Operation<Snapshot> taking = backup.snapshots().take(SnapshotSpec.of(orders, "snapshot"));
            Snapshot unfinished = unfinished();
            write(orders, "now");

            assertThatThrownBy(() -> backup.snapshots().rollBack(unfinished.id(), orders))
                    .isInstanceOf(Conflict.class);

            assertThat(done(taking).id()).isEqualTo(unfinished.id());
            harness.advance(LONG);
            assertThat(read(orders)).isEqualTo("now");
        }

        @Test
        @DisplayName("is not found if it is gone, nor is an unknown snapshot")
        void rollBack_unknownSnapshotOrGoneDisk_isNotFound() {
            Resource.Disk orders = disk("orders", "o");

            assertThatThrownBy(() -> backup.snapshots().rollBack(NO_SNAPSHOT, orders))
                    .isInstanceOf(NotFound.class);
            Snapshot snapshot = snapshotOf(orders, "snapshot");
            harness.delete(orders);
            harness.advance(A_WHILE);

            assertThatThrownBy(() -> backup.snapshots().rollBack(snapshot.id(), orders))
                    .isInstanceOf(NotFound.class);
        }
    }

    @Nested
    @DisplayName("A new disk from a snapshot")
    class ToANewDisk {
        @Test
        @DisplayName("has the data then and overwrites nothing")
        void restore_toANewDisk_copiesTheDataAndOverwritesNothing() {
            Resource.Disk orders = harness.addDisk(
                    DiskSetup.of("orders", DataSize.gib(10)).inZone("zone-2").ofType("SAS"));
            write(orders, "saved");
            Snapshot snapshot = snapshotOf(orders, "snapshot");
            write(orders, "now");

            Resource.Disk made = done(backup.snapshots().restore(snapshot.id(), DiskSpec.of("copy")));

            assertThat(made).isNotEqualTo(orders);
            assertThat(read(made)).isEqualTo("saved");
            assertThat(read(orders)).isEqualTo("now");
            ProtectableResource known = backup.resources().get(made);
            assertThat(known.name()).isEqualTo("copy");
            assertThat(known.size()).isEqualTo(DataSize.gib(10));
            assertThat(known.zone()).isEqualTo("zone-2");
            assertThat(known.status()).isEqualTo(ProtectableResource.Status.AVAILABLE);
        }

        @Test
        @DisplayName("is as the spec says")
        void restore_withASpec_isAsItSays() {
            Snapshot snapshot = snapshotOf(disk("orders", "saved"), "snapshot");

            Resource.Disk made = done(backup.snapshots()
                    .restore(
                            snapshot.id(),
                            DiskSpec.of("larger")
                                    .withSize(DataSize.gib(25))
                                    .inZone("zone-1")
                                    .withType("SSD")
                                    .withTags(Map.of("team", "red"))));

            assertThat(read(made)).isEqualTo("saved");
            assertThat(backup.resources().get(made).size()).isEqualTo(DataSize.gib(25));
            assertThat(backup.resources().get(made).tags()).containsOnly(Map.entry("team", "red"));
        }

        @Test
        @DisplayName("is neither smaller nor elsewhere nor of another type")
        void restore_smallerOrElsewhereOrOfAnotherType_isInvalidAndMakesNothing() {
            Snapshot snapshot = snapshotOf(disk("orders", "saved"), "snapshot");

            assertThatThrownBy(() -> backup.snapshots()
                            .restore(snapshot.id(), DiskSpec.of("small").withSize(DataSize.gib(9))))
                    .isInstanceOf(Invalid.class);
            assertThatThrownBy(() -> backup.snapshots()
                            .restore(snapshot.id(), DiskSpec.of("elsewhere").inZone("zone-2")))
                    .isInstanceOf(Invalid.class);
            assertThatThrownBy(() -> backup.snapshots()
                            .restore(snapshot.id(), DiskSpec.of("other").withType("SAS")))
                    .isInstanceOf(Invalid.class);

            harness.advance(LONG);
            assertThat(backup.resources().list(ResourceFilter.all().ofKind(Resource.Kind.DISK)))
                    .hasSize(1);
        }

        @Test
        @DisplayName("is not made before the snapshot is complete")
        void restore_snapshotNotComplete_isAConflict() {
            Resource.Disk orders = disk("orders", "o");
            Operation<Snapshot> taking = backup.snapshots().take(SnapshotSpec.of(orders, "snapshot"));
            Snapshot unfinished = unfinished();

            assertThatThrownBy(() -> backup.snapshots().restore(unfinished.id(), DiskSpec.of("too early")))
                    .isInstanceOf(Conflict.class);

            assertThat(done(taking).status()).isEqualTo(Snapshot.Status.AVAILABLE);
        }

        @Test
        @DisplayName("is not made from an unknown snapshot")
        void restore_unknown_isNotFound() {
            assertThatThrownBy(() -> backup.snapshots().restore(NO_SNAPSHOT, DiskSpec.of("nothing")))
                    .isInstanceOf(NotFound.class);
        }
    }

    @Nested
    @DisplayName("The deletion of a snapshot")
    class Deleting {
        @Test
        @DisplayName("takes it away and leaves disks and other snapshots alone")
        void delete_known_isGoneAndLeavesDisksAlone() {
            Resource.Disk orders = disk("orders", "saved");
            Snapshot snapshot = snapshotOf(orders, "snapshot");
            Snapshot other = snapshotOf(orders, "other");
            Resource.Disk made = done(backup.snapshots().restore(snapshot.id(), DiskSpec.of("made")));
            write(orders, "now");

            backup.snapshots().delete(snapshot.id());

            assertThat(backup.snapshots().list(SnapshotFilter.all().named("snapshot")))
                    .allMatch(listed -> listed.status() == Snapshot.Status.DELETING);
            harness.advance(A_WHILE);
            assertThat(names(backup.snapshots().list())).containsExactly("other");
            assertThatThrownBy(() -> backup.snapshots().get(snapshot.id())).isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> backup.snapshots().delete(snapshot.id())).isInstanceOf(NotFound.class);
            assertThat(read(orders)).isEqualTo("now");
            assertThat(read(made)).isEqualTo("saved");
            done(backup.snapshots().rollBack(other.id(), orders));
            assertThat(read(orders)).isEqualTo("saved");
        }

        @Test
        @DisplayName("is a conflict before it is complete")
        void delete_notComplete_isAConflict() {
            Resource.Disk orders = disk("orders", "o");
            Operation<Snapshot> taking = backup.snapshots().take(SnapshotSpec.of(orders, "snapshot"));
            Snapshot unfinished = unfinished();

            assertThatThrownBy(() -> backup.snapshots().delete(unfinished.id())).isInstanceOf(Conflict.class);

            assertThat(done(taking).status()).isEqualTo(Snapshot.Status.AVAILABLE);
        }

        @Test
        @DisplayName("is refused for an unknown id")
        void delete_unknown_isNotFound() {
            assertThatThrownBy(() -> backup.snapshots().delete(NO_SNAPSHOT)).isInstanceOf(NotFound.class);
        }

        @Test
        @DisplayName("comes with the deletion of its disk")
        void diskDeleted_takesItsSnapshotsWithIt() {
            Resource.Disk orders = disk("orders", "o");
            Snapshot lost = snapshotOf(orders, "lost");
            snapshotOf(disk("invoices", "i"), "kept");

            harness.delete(orders);
            harness.advance(A_WHILE);

            assertThat(names(backup.snapshots().list())).containsExactly("kept");
            assertThatThrownBy(() -> backup.snapshots().get(lost.id())).isInstanceOf(NotFound.class);
        }
    }

    private Snapshot snapshotOf(Resource.Disk disk, String name) {
        return done(backup.snapshots().take(SnapshotSpec.of(disk, name)));
    }

    /** Returns the only snapshot there is, which is still being taken. */
    private Snapshot unfinished() {
        harness.advance(Duration.ofSeconds(1));
        Snapshot snapshot = backup.snapshots().list().findFirst().orElseThrow();
        assertThat(snapshot.status()).isEqualTo(Snapshot.Status.CREATING);
        return snapshot;
    }

    private List<String> listed(SnapshotFilter filter) {
        return names(backup.snapshots().list(filter));
    }

    private static List<String> names(Stream<Snapshot> snapshots) {
        return snapshots.map(Snapshot::name).toList();
    }
}
