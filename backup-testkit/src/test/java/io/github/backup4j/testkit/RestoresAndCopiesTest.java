package io.github.backup4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.BackupException;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.Busy;
import io.github.backup4j.CloudBackup;
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
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Removal;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Site;
import io.github.backup4j.Unavailable;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Branches of restoring, copying and cleaning up in which the wrong turn would cost data. */
@DisplayName("Where a wrong turn would cost data")
class RestoresAndCopiesTest {
    private static final Duration LONG = Duration.ofHours(12);

    private final InMemoryCloud cloud = InMemoryCloud.create();
    private final CloudBackup backup = cloud.backup();
    private final CloudBackup there =
            cloud.at(new Site("region-2", "project-2")).backup();
    private final Resource.Disk system = disk("system", "system content");
    private final Resource.Disk data = disk("data", "data content");
    private final Resource.Server server = cloud.addServer("s", system, data);

    @Test
    void failure_afterManyThatSucceeded_takesNoneOfThemAway() {
        VaultId vault = serverVault();
        nightly(vault);
        cloud.time().advance(Duration.ofDays(15));
        cloud.faults().failBackupsOf(server, "E", "broken");
        cloud.time().advance(Duration.ofDays(1));

        assertThat(backup.restorePoints().list(RestorePointFilter.of(server)))
                .hasSize(16)
                .filteredOn(RestorePoint::available)
                .hasSize(15);
    }

    @Test
    void failures_manualOnesBetween_areNotCountedAndStay() {
        VaultId vault = serverVault();
        nightly(vault);
        cloud.faults().failBackupsOf(server, "E", "broken");
        cloud.time().advanceTo(VirtualTime.DEFAULT_START.plus(Duration.ofDays(3)));
        assertThatThrownBy(() -> take(vault)).isInstanceOf(OperationFailed.class);
        cloud.time().advance(Duration.ofDays(12));

        List<RestorePoint> failed = backup.restorePoints().list().toList();
        assertThat(failed).filteredOn(RestorePoint::automatic).hasSize(10);
        assertThat(failed).filteredOn(point -> !point.automatic()).hasSize(1);
    }

    /** What is made from a restore point would be without its data. */
    @ParameterizedTest
    @CsvSource({"NEW_DISK, count", "NEW_DISK, age", "NEW_SERVER, count", "NEW_SERVER, age"})
    void expiry_whileSomethingIsMadeFromThePoint_waitsUntilItIsMade(Work work, String rule) {
        VaultId vault = serverVault();
        PolicySpec nightly = PolicySpec.backup(
                "nightly", Schedule.dailyAt("02:00"), rule.equals("age") ? Retention.days(1) : Retention.latest(1));
        backup.policies().attach(backup.policies().create(nightly).id(), vault);
        cloud.time().advance(Duration.ofHours(12));
        RestorePoint point = backup.restorePoints()
                .list(RestorePointFilter.of(server).withParts())
                .findFirst()
                .orElseThrow();
        cloud.faults().stickNext(work, 50);
        Operation<? extends Resource> making = work == Work.NEW_DISK
                ? backup.restorePoints().restore(point.part(data).orElseThrow().id(), DiskSpec.of("copy"))
                : backup.restorePoints().restore(point.id(), ServerSpec.of("twin"));

        cloud.time().advance(Duration.ofDays(3));
        assertThat(backup.restorePoints().get(point.id()).available()).isTrue();
        assertThatThrownBy(() -> backup.restorePoints().delete(point.id())).isInstanceOf(Busy.class);

        cloud.faults().release();
        making.await(LONG);
        cloud.time().advance(Duration.ofDays(2));
        assertThatThrownBy(() -> backup.restorePoints().get(point.id())).isInstanceOf(NotFound.class);
    }

    /** Returns a restore point that a rule deletes after the next nights. */
    private RestorePoint pointThatExpires(VaultId vault, Resource resource, String rule) {
        PolicySpec nightly = PolicySpec.backup(
                "nightly", Schedule.dailyAt("02:00"), rule.equals("age") ? Retention.days(1) : Retention.latest(1));
        backup.policies().attach(backup.policies().create(nightly).id(), vault);
        cloud.time().advance(Duration.ofHours(12));
        return backup.restorePoints()
                .list(RestorePointFilter.of(resource))
                .findFirst()
                .orElseThrow();
    }

    /** A rule by count does not wait for the next backup; one by age waits for the time of day at which the cloud cleans up. */
    private static Duration untilDeleted(String rule) {
        return rule.equals("age") ? Duration.ofDays(2) : Duration.ofHours(2);
    }

    /** The copy would be without its data. */
    @ParameterizedTest
    @CsvSource({"count", "age"})
    void expiry_whileThePointIsCopied_waitsUntilItIsCopied(String rule) {
        VaultId vault = serverVault();
        RestorePoint point = pointThatExpires(vault, server, rule);
        cloud.faults().stickNext(Work.COPY, 50);
        Operation<RestorePoint> copying = backup.restorePoints().copy(point.id(), there.site(), copies(), "copy");

        cloud.time().advance(Duration.ofDays(3));
        assertThat(backup.restorePoints().get(point.id()).available()).isTrue();

        cloud.faults().release();
        copying.await(LONG);
        cloud.time().advance(untilDeleted(rule));
        assertThatThrownBy(() -> backup.restorePoints().get(point.id())).isInstanceOf(NotFound.class);
        assertThat(there.restorePoints().list()).singleElement().matches(RestorePoint::available);
    }

    /** An image of one disk is built by way of a new disk. */
    @ParameterizedTest
    @CsvSource({"count", "age"})
    void expiry_whileAnImageIsBuiltFromADisksPoint_waitsUntilItIsBuilt(String rule) {
        Resource.Disk alone = disk("alone", "alone content");
        VaultId vault = backup.vaults()
                .create(VaultSpec.forDisks("d", DataSize.gib(10)))
                .id();
        backup.vaults().add(vault, alone);
        RestorePoint point = pointThatExpires(vault, alone, rule);
        cloud.faults().stickNext(Work.IMAGE, 50);
        Operation<Image> building = backup.images().build(ImageSpec.of("image", ImageSource.restorePoint(point.id())));

        cloud.time().advance(Duration.ofDays(3));
        assertThat(backup.restorePoints().get(point.id()).available()).isTrue();
        assertThatThrownBy(() -> backup.restorePoints().delete(point.id())).isInstanceOf(Busy.class);
        assertThatThrownBy(() -> backup.vaults().delete(vault, Removal.DELETING_RESTORE_POINTS))
                .isInstanceOf(BackupException.class);

        cloud.faults().release();
        building.await(LONG);
        cloud.time().advance(untilDeleted(rule));
        assertThatThrownBy(() -> backup.restorePoints().get(point.id())).isInstanceOf(NotFound.class);
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void delete_imageOfADisksPointEndedOrNobodyPolls_isAllowed(boolean fails) {
        Resource.Disk alone = disk("alone", "alone content");
        VaultId vault = backup.vaults()
                .create(VaultSpec.forDisks("d", DataSize.gib(10)))
                .id();
        backup.vaults().add(vault, alone);
        RestorePoint point = take(vault);
        if (fails) {
            cloud.faults().failNext(Work.IMAGE, "E", "broken");
        }
        Operation<Image> building = backup.images().build(ImageSpec.of("image", ImageSource.restorePoint(point.id())));
        assertThatThrownBy(() -> backup.restorePoints().delete(point.id())).isInstanceOf(Busy.class);
        if (fails) {
            assertThatThrownBy(() -> building.await(LONG)).isInstanceOf(OperationFailed.class);
        } else {
            cloud.time().advance(LONG);
        }

        backup.restorePoints().delete(point.id());
        cloud.time().advance(LONG);

        assertThat(backup.restorePoints().list()).isEmpty();
    }

    /** It is surplus at 14:00, when the second backup of its day replaces it. The backup of the next night makes no other one surplus. */
    @Test
    void expiry_pointWasInUseWhenItBecameSurplus_isDeletedAtTheNextRun() {
        VaultId vault = serverVault();
        PolicySpec twiceADay = PolicySpec.backup(
                "twice a day",
                Schedule.dailyAt("02:00", "14:00"),
                Retention.latest(1).plusDaily(30, ZoneOffset.UTC));
        backup.policies().attach(backup.policies().create(twiceADay).id(), vault);
        cloud.time().advance(Duration.ofHours(12));
        RestorePoint point = backup.restorePoints()
                .list(RestorePointFilter.of(server))
                .findFirst()
                .orElseThrow();
        cloud.faults().stickNext(Work.NEW_SERVER, 50);
        Operation<Resource.Server> making = backup.restorePoints().restore(point.id(), ServerSpec.of("twin"));
        cloud.time().advance(Duration.ofHours(6));
        cloud.faults().release();
        making.await(Duration.ofHours(2));
        assertThat(backup.restorePoints().get(point.id()).available()).isTrue();

        cloud.time().advance(Duration.ofHours(10));

        assertThatThrownBy(() -> backup.restorePoints().get(point.id())).isInstanceOf(NotFound.class);
    }

    /** The disk is attached at a poll only, which needs the disk and not the restore point. */
    @Test
    void delete_diskWasMadeFromItForAServerAndNobodyPolls_isAllowedOnceItsTimeIsOver() {
        VaultId vault = serverVault();
        RestorePointId point = take(vault).id();
        RestorePointId part =
                backup.restorePoints().get(point).part(data).orElseThrow().id();
        Operation<Resource.Disk> making =
                backup.restorePoints().restore(part, DiskSpec.of("copy").attachedTo(server));
        assertThatThrownBy(() -> backup.restorePoints().delete(point)).isInstanceOf(Busy.class);

        cloud.time().advance(LONG);
        backup.restorePoints().delete(point);
        cloud.time().advance(LONG);

        assertThat(backup.restorePoints().list()).isEmpty();
        Resource.Disk made = making.await(LONG);
        assertThat(cloud.readText(made)).isEqualTo("data content");
        assertThat(cloud.disksOf(server)).containsExactly(system, data, made);
    }

    @Test
    void delete_workForAServerTakesNoTimeAndNobodyPolls_isAllowedAtOnce() {
        VaultId vault = serverVault();
        RestorePointId point = take(vault).id();
        RestorePointId part =
                backup.restorePoints().get(point).part(data).orElseThrow().id();
        cloud.takes(Work.NEW_DISK, Duration.ZERO);
        Operation<Resource.Disk> making =
                backup.restorePoints().restore(part, DiskSpec.of("copy").attachedTo(server));

        backup.restorePoints().delete(point);

        assertThat(cloud.readText(making.await(LONG))).isEqualTo("data content");
    }

    /** A fault holds the work, so its time is not over, whatever the clock says. */
    @Test
    void delete_workForAServerStandsStill_isRefusedUntilItIsReleasedAndOver() {
        VaultId vault = serverVault();
        RestorePointId point = take(vault).id();
        RestorePointId part =
                backup.restorePoints().get(point).part(data).orElseThrow().id();
        cloud.faults().stickNext(Work.NEW_DISK, 50);
        var unused = backup.restorePoints().restore(part, DiskSpec.of("copy").attachedTo(server));
        cloud.time().advance(LONG);
        assertThatThrownBy(() -> backup.restorePoints().delete(point)).isInstanceOf(Busy.class);

        cloud.faults().release();
        cloud.time().advance(LONG);

        backup.restorePoints().delete(point);
        cloud.time().advance(LONG);
        assertThat(backup.restorePoints().list()).isEmpty();
    }

    /** Until its time is over, the work needs the restore point, whichever way that would be deleted. */
    @ParameterizedTest
    @CsvSource({"NEW_DISK", "NEW_SERVER"})
    void delete_somethingIsMadeFromIt_isRefusedInEveryWay(Work work) {
        VaultId vault = serverVault();
        RestorePoint point = backup.restorePoints().get(take(vault).id());
        Operation<? extends Resource> making = work == Work.NEW_DISK
                ? backup.restorePoints().restore(point.part(data).orElseThrow().id(), DiskSpec.of("copy"))
                : backup.restorePoints().restore(point.id(), ServerSpec.of("twin"));

        assertThatThrownBy(() -> backup.restorePoints().delete(point.id()))
                .isInstanceOf(Busy.class)
                .hasMessageContaining("disk, server or image");
        assertThatThrownBy(() -> backup.vaults().remove(vault, server, Removal.DELETING_RESTORE_POINTS))
                .isInstanceOf(Conflict.class);
        assertThatThrownBy(() -> backup.vaults().delete(vault, Removal.DELETING_RESTORE_POINTS))
                .isInstanceOf(Conflict.class);

        making.await(LONG);
        backup.restorePoints().delete(point.id());
        cloud.time().advance(LONG);
        assertThat(backup.restorePoints().list()).isEmpty();
    }

    @Test
    void deleteImage_aServerIsMadeFromItsRestorePoint_isAConflictAndChangesNothing() {
        VaultId vault = serverVault();
        RestorePointId point = take(vault).id();
        Image image = backup.images()
                .build(ImageSpec.of("shop", ImageSource.restorePoint(point)))
                .await(LONG);
        Operation<Resource.Server> making = backup.restorePoints().restore(point, ServerSpec.of("twin"));

        assertThatThrownBy(() -> backup.images().delete(image.id(), Removal.DELETING_RESTORE_POINTS))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("nothing was changed");

        assertThat(backup.restorePoints().get(point).pinned()).isTrue();
        assertThat(backup.images().get(image.id()).status()).isEqualTo(Image.Status.ACTIVE);
        making.await(LONG);
        backup.images().delete(image.id(), Removal.DELETING_RESTORE_POINTS);
        cloud.time().advance(LONG);
        assertThat(backup.restorePoints().list()).isEmpty();
    }

    /** The copy would be of what is being deleted. */
    @Test
    void deleteImage_itsRestorePointIsBeingCopied_isAConflictAndChangesNothing() {
        VaultId vault = serverVault();
        RestorePointId point = take(vault).id();
        Image image = backup.images()
                .build(ImageSpec.of("shop", ImageSource.restorePoint(point)))
                .await(LONG);
        Operation<RestorePoint> copying = backup.restorePoints().copy(point, there.site(), copies(), "c");

        assertThatThrownBy(() -> backup.images().delete(image.id(), Removal.DELETING_RESTORE_POINTS))
                .isInstanceOf(Conflict.class);

        assertThat(backup.restorePoints().get(point).images()).containsExactly(image.id());
        copying.await(LONG);
        backup.images().delete(image.id(), Removal.DELETING_RESTORE_POINTS);
        cloud.time().advance(LONG);
        assertThat(backup.restorePoints().list()).isEmpty();
    }

    /** A cloud that does not say where it copies to is not asked with each copy, and again after an hour. */
    @Test
    void copy_cloudDoesNotSayItsRegions_isAskedAgainAfterAnHour() {
        VaultId vault = serverVault();
        RestorePoint point = take(vault);
        RestorePoint second = take(vault);
        VaultId copies = copies();
        for (int i = 0; i < 2; i++) {
            cloud.faults().failNext(Call.RESTORE_POINTS_COPY_REGIONS, new Unavailable("no list of regions"));
        }

        backup.restorePoints().copy(point.id(), there.site(), copies, "one").await(Duration.ofMinutes(40));
        backup.restorePoints().copy(second.id(), there.site(), copies, "two");

        assertThatThrownBy(() -> backup.restorePoints().copyRegions())
                .as("the second failure is still to come")
                .isInstanceOf(Unavailable.class);
        cloud.time().advance(Duration.ofHours(1));
        assertThatThrownBy(() ->
                        backup.restorePoints().copy(point.id(), new Site("nowhere", "project-2"), copies, "three"))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("region-2");
    }

    @Test
    void restore_dataDiskMappedOntoTheSystemDisk_isRefusedAndOverwritesNothing() {
        cloud.write(system, "newer");
        VaultId vault = backup.vaults()
                .create(VaultSpec.forServers("v", DataSize.gib(10)))
                .id();
        backup.vaults().addServerExcluding(vault, server, Set.of(system));
        RestorePoint dataOnly = take(vault);

        assertThatThrownBy(() -> backup.restorePoints()
                        .restore(dataOnly.id(), InPlace.over(server).mapping(data, system)))
                .isInstanceOf(Conflict.class)
                .extracting(RestoresAndCopiesTest::codeOf)
                .isEqualTo("WRONG_KIND");
        assertThat(cloud.readText(system)).isEqualTo("newer");
        backup.restorePoints().restore(dataOnly.id(), InPlace.over(server)).await(LONG);
        assertThat(cloud.readText(system)).as("not in the restore point").isEqualTo("newer");
    }

    @Test
    void restore_systemDiskMappedOntoADataDisk_isAllowed() {
        VaultId vault = backup.vaults()
                .create(VaultSpec.forServers("v", DataSize.gib(10)))
                .id();
        backup.vaults().addServerExcluding(vault, server, Set.of(data));
        RestorePoint systemOnly = take(vault);
        cloud.write(system, "newer");

        backup.restorePoints()
                .restore(systemOnly.id(), InPlace.over(server).mapping(system, data))
                .await(LONG);

        assertThat(cloud.readText(data)).isEqualTo("system content");
        assertThat(cloud.readText(system)).isEqualTo("newer");
    }

    @Test
    void restore_encryptedSystemDiskOntoAnotherSystemDisk_isRefusedAndOverItselfIsNot() {
        Resource.Disk old = cloud.addDisk(DiskSetup.of("old", DataSize.gib(1)).encryptedToo());
        cloud.write(old, "encrypted content");
        Resource.Server other = cloud.addServer("o", old);
        VaultId vault = backup.vaults()
                .create(VaultSpec.forServers("v", DataSize.gib(10)))
                .id();
        backup.vaults().add(vault, other);
        RestorePoint point = take(vault);
        cloud.write(old, "newer");
        backup.restorePoints().restore(point.id(), InPlace.over(other)).await(LONG);
        assertThat(cloud.readText(old)).isEqualTo("encrypted content");
        Resource.Disk replacement = disk("replacement", "untouched");
        cloud.detach(old);
        cloud.attach(replacement, other);

        assertThatThrownBy(() -> backup.restorePoints()
                        .restore(point.id(), InPlace.over(other).mapping(old, replacement)))
                .isInstanceOf(Conflict.class)
                .extracting(RestoresAndCopiesTest::codeOf)
                .isEqualTo("ENCRYPTED");
        assertThat(cloud.readText(replacement)).isEqualTo("untouched");
    }

    @Test
    void restore_diskOfAServerThatIsRestored_isBusy() {
        VaultId ofServer = serverVault();
        RestorePoint whole = take(ofServer);
        Resource.Disk extra = disk("extra", "extra content");
        cloud.attach(extra, server);
        VaultId ofDisk = backup.vaults()
                .create(VaultSpec.forDisks("d", DataSize.gib(10)))
                .id();
        backup.vaults().add(ofDisk, extra);
        RestorePoint one = take(ofDisk);
        backup.restorePoints().restore(whole.id(), InPlace.over(server));

        assertThatThrownBy(() -> backup.restorePoints()
                        .restore(one.id(), InPlace.over(extra).detachingFirst()))
                .as("its server is stopped for a restore of its own")
                .isInstanceOf(Busy.class);
        assertThat(cloud.disksOf(server)).containsExactly(system, data, extra);
    }

    @Test
    void restore_serverWithADiskThatIsBackedUpByItself_isBusy() {
        RestorePoint whole = take(serverVault());
        VaultId ofDisk = backup.vaults()
                .create(VaultSpec.forDisks("d", DataSize.gib(10)))
                .id();
        backup.vaults().add(ofDisk, data);
        backup.restorePoints().take(BackupSpec.of(ofDisk));

        assertThatThrownBy(() -> backup.restorePoints().restore(whole.id(), InPlace.over(server)))
                .isInstanceOf(Busy.class);
        assertThat(backup.resources().get(server).statusText()).isEqualTo("ACTIVE");
    }

    @Test
    void newServer_systemDiskNotFirstInThePoint_startsFromItAllTheSame() {
        cloud.detach(system);
        cloud.attach(system, server);
        RestorePoint point = take(serverVault());

        Resource.Server made =
                backup.restorePoints().restore(point.id(), ServerSpec.of("new")).await(LONG);

        assertThat(cloud.disksOf(made).stream().map(cloud::readText)).containsExactly("system content", "data content");
    }

    @Test
    void newServer_fails_leavesNeitherServerNorDisks() {
        RestorePoint point = take(serverVault());
        cloud.faults().failNext(Work.NEW_SERVER, "E", "broken");
        Operation<Resource.Server> restore = backup.restorePoints().restore(point.id(), ServerSpec.of("new"));

        assertThatThrownBy(() -> restore.await(LONG)).isInstanceOf(OperationFailed.class);

        assertThat(cloud.servers()).containsExactly(server);
        assertThat(cloud.disks()).containsExactly(system, data);
    }

    @Test
    void copy_fails_saysSoAndCanBeMadeAgain() {
        RestorePoint point = take(serverVault());
        VaultId copies = copies();
        cloud.faults().failNext(Work.COPY, "E-3", "broken");
        Operation<RestorePoint> copy = backup.restorePoints().copy(point.id(), there.site(), copies, "c");

        assertThatThrownBy(() -> copy.await(LONG)).isInstanceOf(OperationFailed.class);

        assertThat(backup.restorePoints().get(point.id()).copies())
                .singleElement()
                .extracting(RestorePoint.Copy::status)
                .isEqualTo(RestorePoint.CopyStatus.FAILED);
        assertThat(there.restorePoints().list())
                .singleElement()
                .extracting(RestorePoint::status)
                .isEqualTo(RestorePoint.Status.ERROR);
        assertThat(backup.operations().list(OperationFilter.all().ofKind(OperationRecord.Kind.COPY)))
                .singleElement()
                .extracting(OperationRecord::status)
                .isEqualTo(OperationRecord.Status.FAILED);
        backup.restorePoints().copy(point.id(), there.site(), copies, "again").await(LONG);
        assertThat(there.restorePoints().list())
                .filteredOn(RestorePoint::available)
                .hasSize(1);
    }

    @Test
    void copy_ofAServer_itsPartsHaveIdsOfTheirOwn() {
        RestorePoint point = take(serverVault());
        backup.restorePoints().copy(point.id(), there.site(), copies(), "c").await(LONG);
        RestorePoint copied = there.restorePoints().list().findFirst().orElseThrow();

        List<RestorePointId> ids = there.restorePoints().get(copied.id()).parts().stream()
                .map(RestorePoint.Part::id)
                .toList();

        assertThat(ids).hasSize(2).doesNotHaveDuplicates().doesNotContain(copied.id());
        assertThat(backup.restorePoints().get(point.id()).parts())
                .extracting(RestorePoint.Part::id)
                .hasSize(2)
                .doesNotContainAnyElementsOf(ids);
    }

    @Test
    void copyByPolicy_fails_isMadeAtTheNextSlot() {
        VaultId vault = serverVault();
        take(vault);
        replicating(vault, copies());
        cloud.faults().failNext(Work.COPY, "E-3", "broken");

        cloud.time().advance(Duration.ofDays(1));
        assertThat(there.restorePoints().list())
                .singleElement()
                .extracting(RestorePoint::available)
                .isEqualTo(false);
        cloud.time().advance(Duration.ofDays(1));

        assertThat(there.restorePoints().list())
                .filteredOn(RestorePoint::available)
                .hasSize(1);
    }

    /** The slot between finds the copy under way, and starts no other. */
    @Test
    void copyByPolicy_failsAfterTheNextSlot_isMadeAtTheOneAfterThat() {
        VaultId vault = serverVault();
        take(vault);
        replicating(vault, copies());
        cloud.takes(Work.COPY, Duration.ofHours(30));
        cloud.faults().failNext(Work.COPY, "E-3", "broken");

        cloud.time().advance(Duration.ofDays(2));
        assertThat(there.restorePoints().list()).hasSize(1);
        cloud.time().advance(Duration.ofDays(3));

        assertThat(there.restorePoints().list())
                .filteredOn(RestorePoint::available)
                .hasSize(1);
    }

    @Test
    void copy_targetFull_failsAndIsChargedNothing() {
        RestorePoint point = take(serverVault());
        VaultId copies = copies();
        cloud.faults().fill(copies, DataSize.bytes(1));

        assertThatThrownBy(() -> backup.restorePoints()
                        .copy(point.id(), there.site(), copies, "c")
                        .await(LONG))
                .isInstanceOf(OperationFailed.class)
                .extracting(RestoresAndCopiesTest::codeOf)
                .isEqualTo("VAULT_FULL");
        cloud.faults().clear();

        assertThat(there.vaults().get(copies).used()).isEqualTo(DataSize.ZERO);
    }

    @Test
    void copy_inAnotherRegionThere_doesNotCountAsOneHere() {
        RestorePoint point = take(serverVault());
        backup.restorePoints().copy(point.id(), there.site(), copies(), "c").await(LONG);
        CloudBackup third = cloud.at(new Site("region-3", "project-3")).backup();
        VaultId copies = third.vaults()
                .create(VaultSpec.forServers("c", DataSize.gib(10)).forReplication())
                .id();

        backup.restorePoints().copy(point.id(), third.site(), copies, "c").await(LONG);

        assertThat(backup.restorePoints().get(point.id()).copies()).hasSize(2);
    }

    private static String codeOf(Throwable failure) {
        return ((BackupException) failure).code().orElseThrow();
    }

    private Resource.Disk disk(String name, String content) {
        Resource.Disk disk = cloud.addDisk(name, DataSize.gib(1));
        cloud.write(disk, content);
        return disk;
    }

    private RestorePoint take(VaultId vault) {
        return backup.restorePoints()
                .take(BackupSpec.of(vault))
                .await(LONG)
                .restorePoints()
                .get(0);
    }

    private VaultId serverVault() {
        VaultId vault = backup.vaults()
                .create(VaultSpec.forServers("v", DataSize.gib(10)))
                .id();
        backup.vaults().add(vault, server);
        return vault;
    }

    private VaultId copies() {
        return there.vaults()
                .create(VaultSpec.forServers("c", DataSize.gib(10)).forReplication())
                .id();
    }

    private void nightly(VaultId vault) {
        backup.policies()
                .attach(
                        backup.policies()
                                .create(PolicySpec.backup("p", Schedule.dailyAt("02:00"), Retention.forever()))
                                .id(),
                        vault);
    }

    private void replicating(VaultId vault, VaultId copies) {
        backup.policies()
                .attach(
                        backup.policies()
                                .create(PolicySpec.replication(
                                        "r", Schedule.dailyAt("02:00"), Retention.forever(), there.site()))
                                .id(),
                        vault,
                        copies);
    }
}
