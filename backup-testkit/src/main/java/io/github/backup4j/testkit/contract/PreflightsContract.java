package io.github.backup4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.backup4j.BackupException;
import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.Busy;
import io.github.backup4j.Capability;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.Preflight;
import io.github.backup4j.Preflight.Check;
import io.github.backup4j.Preflight.Kind;
import io.github.backup4j.Preflight.Result;
import io.github.backup4j.Preflight.Stop;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.QuotaExceeded;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.RestoreTarget;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotFilter;
import io.github.backup4j.SnapshotId;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.Subscription;
import io.github.backup4j.Unsupported;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.testkit.DiskSetup;
import io.github.backup4j.testkit.ServerSetup;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * What preflights promise: they change nothing, a restore whose preflight passes is accepted, and one whose preflight fails is
 * refused with the failure of the first failed check.
 */
@DisplayName("A preflight")
@SuppressWarnings("exports") // JUnit is needed by those alone who extend this
abstract class PreflightsContract extends ContractTest {
    /** Long enough for a backup to have begun, and too short for it to have ended. */
    private static final Duration A_MOMENT = Duration.ofSeconds(10);

    private static final RestorePointId NO_POINT = new RestorePointId("00000000-0000-4000-8000-000000000000");
    private static final SnapshotId NO_SNAPSHOT = new SnapshotId("00000000-0000-4000-8000-000000000000");

    // ---- to run a preflight and the restore

    /** Returns a preflight, which has to leave the cloud as it was. */
    private Preflight unchanging(Supplier<Preflight> preflight) {
        Map<String, Object> before = everything();
        Preflight read = preflight.get();
        assertThat(everything()).as("the cloud after\n%s", read).isEqualTo(before);
        return read;
    }

    private Preflight preflight(RestorePointId id, RestoreTarget target) {
        return unchanging(() -> backup.restorePoints().preflight(id, target));
    }

    private Operation<?> restore(RestorePointId id, RestoreTarget target) {
        if (target instanceof InPlace<?> inPlace) {
            return backup.restorePoints().restore(id, inPlace);
        }
        return target instanceof DiskSpec disk
                ? backup.restorePoints().restore(id, disk)
                : backup.restorePoints().restore(id, (ServerSpec) target);
    }

    private void assertRefused(
            RestorePointId id, RestoreTarget target, Kind kind, Class<? extends BackupException> type) {
        assertRefused(preflight(id, target), () -> restore(id, target), kind, type);
    }

    /** The tags of all disks and servers: a note of work that did not begin would be among them. */
    private Map<Resource, Map<String, String>> tags() {
        return backup.resources()
                .list()
                .collect(Collectors.toMap(ProtectableResource::resource, ProtectableResource::tags));
    }

    private void assertRolledBackNever(
            SnapshotId id, Resource.Disk disk, Kind kind, Class<? extends BackupException> type) {
        assertRefused(
                unchanging(() -> backup.snapshots().preflight(id, disk)),
                () -> backup.snapshots().rollBack(id, disk),
                kind,
                type);
    }

    private void assertRefused(SnapshotId id, DiskSpec disk, Kind kind, Class<? extends BackupException> type) {
        assertRefused(
                unchanging(() -> backup.snapshots().preflight(id, disk)),
                () -> backup.snapshots().restore(id, disk),
                kind,
                type);
    }

    private void assertRefused(
            Preflight preflight, Supplier<?> start, Kind kind, Class<? extends BackupException> type) {
        assertThat(preflight.passes()).as("%s", preflight).isFalse();
        Check first = preflight.failures().get(0);
        Map<Resource, Map<String, String>> before = tags();
        Throwable thrown = catchThrowable(start::get);
        assertThat(first.kind()).as("%s", preflight).isEqualTo(kind);
        assertThat(thrown).as("what the restore threw, after\n%s", preflight).isExactlyInstanceOf(type);
        BackupException failure = Objects.requireNonNull(first.failure(), "a failed check has one");
        assertThat(failure).as("%s", preflight).isExactlyInstanceOf(type);
        assertThat(failure.code())
                .as("the code of the failed check, in\n%s", preflight)
                .isEqualTo(((BackupException) thrown).code());
        assertThat(preflight.toString()).contains(String.valueOf(failure.getMessage()));
        assertThat(tags())
                .as("the tags of all disks and servers after the refused restore, of\n%s", preflight)
                .isEqualTo(before);
        for (Check check : preflight.checks()) {
            assertThat(check.failure() != null).isEqualTo(check.result() == Result.FAILS);
            assertThat(check.evidence()).isNotBlank();
        }
    }

    private Preflight assertAccepted(RestorePointId id, RestoreTarget target) {
        Preflight preflight = preflight(id, target);
        assertThat(preflight.passes()).as("%s", preflight).isTrue();
        var unused = done(restore(id, target));
        return preflight;
    }

    /** Asserts, once all that may have begun has ended, that a server was left alone. */
    private void assertRunsAsBefore(Resource.Server server, Resource.Disk attached) {
        harness.advance(A_WHILE);
        assertThat(statusOf(server)).isNotEqualTo(ProtectableResource.Status.STOPPED);
        assertThat(harness.disksOf(server)).contains(attached);
    }

    /**
     * Asserts that a restore whose server was not stopped yet leaves it alone while a backup is in progress, and goes on once that has
     * ended. A cloud whose restore overwrites at once refuses the backup.
     */
    private void assertWaitsForABackup(
            RestorePointId id, Resource.Disk disk, String saved, Resource.Server server, Vault vault) {
        Operation<Resource.Disk> restoring =
                backup.restorePoints().restore(id, InPlace.over(disk).detachingFirst());
        Operation<BackupRun> taking = null;
        try {
            taking = backup.restorePoints().take(BackupSpec.of(vault.id()));
        } catch (Busy begun) {
            assertThat(begun).hasMessageContaining("restor");
        }

        boolean backsUp = backup.vaults().get(vault.id()).members().stream()
                .anyMatch(member -> member.status() == Vault.MemberStatus.PROTECTING);
        if (taking != null && backsUp) {
            assertThat(restoring.poll().ended()).isFalse();
            assertThat(statusOf(server)).isEqualTo(ProtectableResource.Status.RUNNING);
            assertThat(harness.disksOf(server)).contains(disk);
            assertThat(read(disk)).isEqualTo("now");
            done(taking);
        }
        done(restoring);

        assertThat(read(disk)).isEqualTo(saved);
        assertThat(harness.disksOf(server)).contains(disk);
        assertThat(statusOf(server)).isEqualTo(ProtectableResource.Status.RUNNING);
    }

    private static Result resultOf(Preflight preflight, Kind kind) {
        return preflight.checks().stream()
                .filter(check -> check.kind() == kind)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no check of " + kind + " in\n" + preflight))
                .result();
    }

    @Nested
    @DisplayName("of a restore over a disk")
    class OverADisk {
        @Test
        @DisplayName("passes, and says what is overwritten and what is newer")
        void preflight_overItsDisk_passesWithWhatIsNewer() {
            Resource.Disk orders = disk("orders", "one");
            Vault vault = diskVault("disks", orders);
            RestorePoint before = pointOf(orders, vault);
            harness.advance(A_WHILE);
            RestorePoint point = pointOf(orders, vault);
            harness.advance(A_WHILE);
            RestorePoint newer = pointOf(orders, vault);
            Snapshot snapshot = done(backup.snapshots().take(SnapshotSpec.of(orders, "newer")));
            harness.advance(A_MOMENT);
            RestorePoint newest = pointOf(orders, vault);

            Preflight preflight = assertAccepted(point.id(), InPlace.over(orders));

            assertThat(preflight.overwrites()).singleElement().satisfies(overwrite -> {
                assertThat(overwrite.disk()).isEqualTo(orders);
                assertThat(overwrite.since()).isEqualTo(point.createdAt());
                assertThat(overwrite.newerPoints())
                        .extracting(RestorePoint::id)
                        .containsExactly(newest.id(), newer.id());
                assertThat(overwrite.newerSnapshots()).extracting(Snapshot::id).containsExactly(snapshot.id());
            });
            assertThat(preflight.stops()).isEmpty();
            assertThat(preflight.toString())
                    .contains(
                            newer.id().value(),
                            newest.id().value(),
                            snapshot.id().value())
                    .doesNotContain(before.id().value());
        }

        @Test
        @DisplayName("fails if the disk has become too small")
        void preflight_diskTooSmall_conflict() {
            Resource.Disk orders = disk("orders", "small");
            Vault vault = diskVault("disks", orders);
            RestorePoint small = pointOf(orders, vault);
            harness.enlarge(orders, DataSize.gib(20));
            RestorePoint large = pointOf(orders, vault);
            done(backup.restorePoints().restore(small.id(), InPlace.over(orders)));

            assertRefused(large.id(), InPlace.over(orders), Kind.SIZE, Conflict.class);
        }

        @Test
        @DisplayName("fails if another disk is named")
        void preflight_anotherDisk_invalid() {
            Resource.Disk orders = disk("orders", "o");
            Resource.Disk invoices = disk("invoices", "i");
            RestorePoint point = pointOf(orders, diskVault("disks", orders, invoices));

            assertRefused(point.id(), InPlace.over(invoices), Kind.SAME_RESOURCE, Invalid.class);
        }

        @Test
        @DisplayName("fails for a restore point that does not exist, and what depends on it is unknown")
        void preflight_unknownRestorePoint_notFoundAndTheRestUnknown() {
            Resource.Disk orders = disk("orders", "o");

            assertRefused(NO_POINT, InPlace.over(orders), Kind.SOURCE, NotFound.class);

            Preflight preflight = preflight(NO_POINT, InPlace.over(orders));
            assertThat(preflight.failures()).as("%s", preflight).hasSize(1);
            assertThat(resultOf(preflight, Kind.SOURCE_STATUS)).isEqualTo(Result.UNKNOWN);
            assertThat(resultOf(preflight, Kind.SAME_RESOURCE)).isEqualTo(Result.UNKNOWN);
            assertThat(resultOf(preflight, Kind.SIZE)).isEqualTo(Result.UNKNOWN);
        }

        @Test
        @DisplayName("fails if the disk is gone")
        void preflight_diskGone_notFound() {
            Resource.Disk orders = disk("orders", "o");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));
            harness.delete(orders);

            assertRefused(point.id(), InPlace.over(orders), Kind.TARGET, NotFound.class);
        }

        @Test
        @DisplayName("fails as busy while a restore is in progress, of the same restore point and of another")
        void preflight_whileRestoring_busy() {
            Resource.Disk orders = disk("orders", "one");
            Vault vault = diskVault("disks", orders);
            RestorePoint first = pointOf(orders, vault);
            RestorePoint second = pointOf(orders, vault);
            Operation<Resource.Disk> restoring = backup.restorePoints().restore(first.id(), InPlace.over(orders));

            assertRefused(second.id(), InPlace.over(orders), Kind.TARGET_STATUS, Busy.class);
            assertRefused(first.id(), InPlace.over(orders), Kind.SOURCE_STATUS, Busy.class);
            assertRefused(first.id(), DiskSpec.of("copy"), Kind.SOURCE_STATUS, Busy.class);

            done(restoring);
            assertAccepted(second.id(), InPlace.over(orders));
        }

        @Test
        @DisplayName("fails as busy while the disk is backed up, and for the restore point that is being made")
        void preflight_whileBackedUp_busy() {
            Resource.Disk orders = disk("orders", "one");
            Vault vault = diskVault("disks", orders);
            RestorePoint point = pointOf(orders, vault);
            Operation<BackupRun> taking = backup.restorePoints().take(BackupSpec.of(vault.id()));

            assertRefused(point.id(), InPlace.over(orders), Kind.TARGET_STATUS, Busy.class);
            RestorePoint running = runningPointOf(orders);
            assertRefused(running.id(), InPlace.over(orders), Kind.SOURCE_STATUS, Conflict.class);
            assertRefused(running.id(), DiskSpec.of("too early"), Kind.SOURCE_STATUS, Conflict.class);

            done(taking);
        }

        @Test
        @DisplayName("fails if the vault is not paid any more")
        void preflight_vaultFrozen_conflict() {
            requires(Capability.SUBSCRIPTIONS);
            Resource.Disk orders = disk("orders", "one");
            Vault vault = done(
                    backup.vaults().subscribe(VaultSpec.forDisks("paid", DataSize.gib(100)), Subscription.months(1)));
            backup.vaults().add(vault.id(), orders);
            RestorePoint point = pointOf(orders, vault);
            harness.advance(Duration.ofDays(40));
            Assumptions.assumeTrue(
                    backup.vaults().get(vault.id()).status() == Vault.Status.FROZEN, "this cloud freezes no vault");

            assertRefused(point.id(), InPlace.over(orders), Kind.VAULT, Conflict.class);
        }

        @Test
        @DisplayName("expects the time that earlier restores of that size took")
        void preflight_afterRestores_expectsTheirTime() {
            requires(Capability.OPERATION_LOG);
            Resource.Disk orders = disk("orders", "one");
            Resource.Disk archive = harness.addDisk("archive", DataSize.gib(50));
            Vault vault = diskVault("disks", orders, archive);
            RestorePoint point = pointOf(orders, vault);
            RestorePoint large = pointOf(archive, vault);
            assertThat(preflight(point.id(), InPlace.over(orders)).expectedTime())
                    .isNull();

            done(backup.restorePoints().restore(large.id(), InPlace.over(archive)));
            assertThat(preflight(point.id(), InPlace.over(orders)).expectedTime())
                    .isNull();
            done(backup.restorePoints().restore(point.id(), InPlace.over(orders)));
            done(backup.restorePoints().restore(point.id(), InPlace.over(orders)));

            Preflight preflight = preflight(point.id(), InPlace.over(orders));
            Preflight.ExpectedTime expected =
                    Objects.requireNonNull(preflight.expectedTime(), () -> "no expected time in\n" + preflight);
            assertThat(expected.restores()).isEqualTo(2);
            assertThat(expected.typical()).isPositive().isLessThanOrEqualTo(LONG);
            assertThat(expected.longest()).isGreaterThanOrEqualTo(expected.typical());
        }
    }

    @Nested
    @DisplayName("of a restore over a disk that a server uses")
    class OverAnAttachedDisk {
        @Test
        @DisplayName("fails unless the disk is detached first, and then says that the server is stopped and started")
        void preflight_attached_conflictUnlessDetachedFirst() {
            Resource.Server shop = serverWithDataDisk("shop", "system", "saved");
            Resource.Disk data = dataDiskOf(shop);
            RestorePoint point = pointOf(data, diskVault("disks", data));

            assertRefused(point.id(), InPlace.over(data), Kind.ATTACHMENT, Conflict.class);
            Preflight stopping =
                    preflight(point.id(), InPlace.over(data).detachingFirst().leavingStopped());
            Preflight preflight = assertAccepted(point.id(), InPlace.over(data).detachingFirst());

            assertThat(stopping.stops()).containsExactly(new Stop(shop, true, false));
            assertThat(preflight.stops()).containsExactly(new Stop(shop, true, true));
            assertThat(preflight.overwrites())
                    .extracting(Preflight.Overwrite::disk)
                    .containsExactly(data);
        }

        @Test
        @DisplayName("says that a stopped server is not started")
        void preflight_stoppedServer_isNotStarted() {
            Resource.Server shop = serverWithDataDisk("shop", "system", "saved");
            Resource.Disk data = dataDiskOf(shop);
            RestorePoint point = pointOf(data, diskVault("disks", data));
            harness.stop(shop);

            Preflight preflight = assertAccepted(point.id(), InPlace.over(data).detachingFirst());

            assertThat(preflight.stops()).containsExactly(new Stop(shop, false, false));
        }

        @Test
        @DisplayName("fails as busy while the disk is backed up, before its server is stopped")
        void preflight_whileBackedUp_busyAndTheServerRuns() {
            Resource.Server shop = serverWithDataDisk("shop", "system", "saved");
            Resource.Disk data = dataDiskOf(shop);
            Vault vault = diskVault("disks", data);
            RestorePoint point = pointOf(data, vault);
            Operation<BackupRun> taking = backup.restorePoints().take(BackupSpec.of(vault.id()));

            assertRefused(point.id(), InPlace.over(data).detachingFirst(), Kind.TARGET_STATUS, Busy.class);
            assertRunsAsBefore(shop, data);

            done(taking);
            assertAccepted(point.id(), InPlace.over(data).detachingFirst());
        }

        @Test
        @DisplayName(
                "passes, and a backup that begins after the restore finds the server running until the backup has ended")
        void restore_backupBeginsMeanwhile_theServerRunsUntilItHasEnded() {
            Resource.Server shop = serverWithDataDisk("shop", "system", "saved");
            Resource.Disk data = dataDiskOf(shop);
            Vault vault = diskVault("disks", data);
            RestorePoint point = pointOf(data, vault);
            write(data, "now");

            assertWaitsForABackup(point.id(), data, "saved", shop, vault);
        }

        @Test
        @DisplayName("fails if the disk is too small, or another one is named")
        void preflight_tooSmallOrAnother_isRefused() {
            Resource.Server shop = serverWithDataDisk("shop", "system", "small");
            Resource.Disk data = dataDiskOf(shop);
            Resource.Disk orders = disk("orders", "o");
            Vault vault = diskVault("disks", data, orders);
            RestorePoint small = pointOf(data, vault);
            RestorePoint other = pointOf(orders, vault);
            harness.enlarge(data, DataSize.gib(20));
            RestorePoint large = pointOf(data, vault);
            done(backup.restorePoints().restore(small.id(), InPlace.over(data).detachingFirst()));

            assertRefused(large.id(), InPlace.over(data).detachingFirst(), Kind.SIZE, Conflict.class);
            assertRefused(other.id(), InPlace.over(data).detachingFirst(), Kind.SAME_RESOURCE, Invalid.class);
        }
    }

    @Nested
    @DisplayName("of a restore of one disk of a server's restore point")
    @SuppressWarnings("NullAway.Init") // each test sets up what it needs
    class OfAPart {
        private Resource.Server shop;
        private Resource.Disk data;
        private RestorePoint point;

        private void backUp() {
            shop = serverWithDataDisk("shop", "system", "data");
            data = dataDiskOf(shop);
            point = pointOf(shop, serverVault("servers", shop));
        }

        private RestorePointId partOf(Resource.Disk disk) {
            return point.part(disk).orElseThrow().id();
        }

        @Test
        @DisplayName("passes if it is detached first, overwrites that disk alone, and names newer points of the server")
        void preflight_detachingFirst_passesForThatDiskAlone() {
            backUp();
            harness.advance(A_WHILE);
            RestorePoint newer = pointOf(shop, backup.vaults().get(point.vault()));

            assertRefused(partOf(data), InPlace.over(data), Kind.ATTACHMENT, Conflict.class);
            Preflight preflight =
                    assertAccepted(partOf(data), InPlace.over(data).detachingFirst());

            assertThat(preflight.stops()).containsExactly(new Stop(shop, true, true));
            assertThat(preflight.overwrites()).singleElement().satisfies(overwrite -> {
                assertThat(overwrite.disk()).isEqualTo(data);
                assertThat(overwrite.since()).isEqualTo(point.createdAt());
                assertThat(overwrite.newerPoints()).extracting(RestorePoint::id).containsExactly(newer.id());
            });
        }

        @Test
        @DisplayName("passes over a disk that is detached by now, and names newer points of the server that it was in")
        void preflight_detachedDisk_namesNewerPointsOfItsServer() {
            backUp();
            harness.advance(A_WHILE);
            RestorePoint newer = pointOf(shop, backup.vaults().get(point.vault()));
            harness.stop(shop);
            harness.detach(data);

            Preflight preflight = preflight(partOf(data), InPlace.over(data));

            assertThat(preflight.passes()).as(preflight.toString()).isTrue();
            assertThat(preflight.stops()).isEmpty();
            assertThat(preflight.overwrites())
                    .singleElement()
                    .satisfies(overwrite -> assertThat(overwrite.newerPoints())
                            .extracting(RestorePoint::id)
                            .containsExactly(newer.id()));
        }

        @Test
        @DisplayName("fails with the id of the whole, and names the part")
        void preflight_wholeOverADisk_invalidAndNamesThePart() {
            backUp();

            assertRefused(point.id(), InPlace.over(data).detachingFirst(), Kind.SAME_RESOURCE, Invalid.class);
            assertThat(preflight(point.id(), InPlace.over(data).detachingFirst())
                            .failures()
                            .get(0)
                            .evidence())
                    .contains("part " + partOf(data));
        }

        @Test
        @DisplayName("fails over the server, and over another disk")
        void preflight_partOverAnother_isRefused() {
            backUp();

            assertRefused(partOf(data), InPlace.over(shop), Kind.SOURCE, NotFound.class);
            assertRefused(
                    partOf(data), InPlace.over(systemDiskOf(shop)).detachingFirst(), Kind.SAME_RESOURCE, Invalid.class);
        }

        @Test
        @DisplayName("fails as busy while another disk of it is restored")
        void preflight_whileAnotherPartIsRestored_busy() {
            backUp();
            Resource.Disk system = systemDiskOf(shop);
            harness.stop(shop);
            harness.detach(data);
            Operation<Resource.Disk> first = backup.restorePoints().restore(partOf(data), InPlace.over(data));

            assertRefused(partOf(system), InPlace.over(system).detachingFirst(), Kind.SOURCE_STATUS, Busy.class);

            done(first);
        }

        @Test
        @DisplayName(
                "passes, and a backup that begins after the restore finds the server running until the backup has ended")
        void restore_backupBeginsMeanwhile_theServerRunsUntilItHasEnded() {
            backUp();
            write(data, "now");

            assertWaitsForABackup(
                    partOf(data), data, "data", shop, backup.vaults().get(point.vault()));
            assertThat(read(systemDiskOf(shop))).isEqualTo("system");
        }

        @Test
        @DisplayName("fails as busy while the disk is backed up into a vault of its own, before the server is stopped")
        void preflight_whileTheDiskIsBackedUpInAVaultOfItsOwn_busyAndTheServerRuns() {
            backUp();
            Operation<BackupRun> taking = backup.restorePoints()
                    .take(BackupSpec.of(diskVault("disks", data).id()));

            assertRefused(partOf(data), InPlace.over(data).detachingFirst(), Kind.TARGET_STATUS, Busy.class);
            assertRunsAsBefore(shop, data);

            done(taking);
            assertAccepted(partOf(data), InPlace.over(data).detachingFirst());
        }

        @Test
        @DisplayName("fails as busy while the server is backed up, before it is stopped")
        void preflight_whileTheServerIsBackedUp_busyAndItRuns() {
            backUp();
            Operation<BackupRun> taking = backup.restorePoints().take(BackupSpec.of(point.vault()));

            assertRefused(partOf(data), InPlace.over(data).detachingFirst(), Kind.TARGET_STATUS, Busy.class);
            assertRunsAsBefore(shop, data);

            done(taking);
            assertAccepted(partOf(data), InPlace.over(data).detachingFirst());
        }
    }

    @Nested
    @DisplayName("of a restore to a new disk that is attached to a server")
    class ToADiskAttached {
        private RestorePoint pointOfADisk() {
            Resource.Disk orders = disk("orders", "saved");
            return pointOf(orders, diskVault("disks", orders));
        }

        @Test
        @DisplayName("fails without the capability")
        void preflight_withoutTheCapability_unsupported() {
            Assumptions.assumeFalse(backup.supports(Capability.DISK_ATTACHMENT), "this cloud has it");
            RestorePoint point = pointOfADisk();
            Resource.Server nowhere = Resource.server("00000000-0000-0000-0000-000000000009");

            assertRefused(point.id(), DiskSpec.of("beside").attachedTo(nowhere), Kind.CAPABILITY, Unsupported.class);
        }

        @Test
        @DisplayName("passes in the zone of the server, overwrites and stops nothing")
        void preflight_toAServer_passesInItsZone() {
            requires(Capability.DISK_ATTACHMENT);
            RestorePoint point = pointOfADisk();
            Resource.Server far = serverInZone("zone-2");

            Preflight preflight =
                    assertAccepted(point.id(), DiskSpec.of("beside").attachedTo(far));

            assertThat(preflight.overwrites()).isEmpty();
            assertThat(preflight.stops()).isEmpty();
            assertThat(preflight.toString()).contains("zone-2");
        }

        @Test
        @DisplayName("fails in another zone than the server's")
        void preflight_inAnotherZone_invalid() {
            requires(Capability.DISK_ATTACHMENT);
            RestorePoint point = pointOfADisk();
            DiskSpec beside = DiskSpec.of("beside").attachedTo(serverInZone("zone-2"));

            assertRefused(point.id(), beside.inZone("zone-1"), Kind.PLACEMENT, Invalid.class);
            assertAccepted(point.id(), beside.inZone("zone-2"));
        }

        @Test
        @DisplayName("fails if there is no such server")
        void preflight_serverNotThere_notFound() {
            requires(Capability.DISK_ATTACHMENT);
            RestorePoint point = pointOfADisk();
            Resource.Server nowhere = Resource.server("00000000-0000-0000-0000-000000000009");

            assertRefused(point.id(), DiskSpec.of("beside").attachedTo(nowhere), Kind.TARGET, NotFound.class);
        }

        @Test
        @DisplayName("fails for a snapshot of another zone than the server's")
        void preflight_snapshotOfAnotherZone_invalid() {
            requires(Capability.DISK_ATTACHMENT);
            Resource.Disk orders =
                    harness.addDisk(DiskSetup.of("orders", DataSize.gib(10)).inZone("zone-1"));
            Snapshot snapshot = snapshotOf(orders, "snapshot");

            assertRefused(
                    snapshot.id(),
                    DiskSpec.of("beside").attachedTo(serverInZone("zone-2")),
                    Kind.PLACEMENT,
                    Invalid.class);
            DiskSpec near = DiskSpec.of("beside").attachedTo(serverInZone("zone-1"));
            Preflight preflight = unchanging(() -> backup.snapshots().preflight(snapshot.id(), near));
            assertThat(preflight.passes()).as("%s", preflight).isTrue();
        }

        private Resource.Server serverInZone(String zone) {
            Resource.Disk system =
                    harness.addDisk(DiskSetup.of("system", DataSize.gib(10)).inZone(zone));
            return harness.addServer(ServerSetup.of("far", system).inZone(zone));
        }
    }

    @Nested
    @DisplayName("of a restore over a server")
    class OverAServer {
        @Test
        @DisplayName("passes, and says which disks are overwritten and that the server is stopped and started")
        void preflight_overItsServer_passesWithWhatIsNewer() {
            Resource.Server shop = serverWithDataDisk("shop", "system", "data");
            Vault vault = serverVault("servers", shop);
            RestorePoint point = pointOf(shop, vault);
            harness.advance(A_WHILE);
            RestorePoint newer = pointOf(shop, vault);
            Snapshot snapshot = done(backup.snapshots()
                    .take(SnapshotSpec.of(dataDiskOf(shop), "newer").allowingAttached()));

            Preflight preflight = preflight(point.id(), InPlace.over(shop).leavingStopped());
            assertThat(preflight.stops()).containsExactly(new Stop(shop, true, false));
            preflight = assertAccepted(point.id(), InPlace.over(shop));

            assertThat(preflight.overwrites())
                    .extracting(Preflight.Overwrite::disk)
                    .containsExactlyInAnyOrder(systemDiskOf(shop), dataDiskOf(shop));
            assertThat(preflight.overwrites()).allSatisfy(overwrite -> {
                assertThat(overwrite.newerPoints()).extracting(RestorePoint::id).containsExactly(newer.id());
                assertThat(overwrite.newerSnapshots())
                        .extracting(Snapshot::id)
                        .isEqualTo(overwrite.disk().equals(dataDiskOf(shop)) ? List.of(snapshot.id()) : List.of());
            });
            assertThat(preflight.stops()).containsExactly(new Stop(shop, true, true));
        }

        @Test
        @DisplayName("says that a stopped server is started")
        void preflight_stoppedServer_isStarted() {
            Resource.Server shop = server("shop", "system");
            RestorePoint point = pointOf(shop, serverVault("servers", shop));
            harness.stop(shop);

            Preflight preflight = assertAccepted(point.id(), InPlace.over(shop));

            assertThat(preflight.stops()).containsExactly(new Stop(shop, false, true));
            assertThat(statusOf(shop)).isEqualTo(ProtectableResource.Status.RUNNING);
        }

        @Test
        @DisplayName("fails if a mapping names a disk that is not there, is too small, or is written twice")
        void preflight_mappings_areRefused() {
            Resource.Server shop = serverWithTwoDataDisks(DataSize.gib(10), DataSize.gib(20));
            Resource.Disk small = harness.disksOf(shop).get(1);
            Resource.Disk large = harness.disksOf(shop).get(2);
            Resource.Disk stranger = disk("stranger", "s");
            RestorePoint point = pointOf(shop, serverVault("servers", shop));

            assertRefused(point.id(), InPlace.over(shop).mapping(large, stranger), Kind.DISK_MAPPING, Invalid.class);
            assertRefused(point.id(), InPlace.over(shop).mapping(stranger, large), Kind.DISK_MAPPING, Invalid.class);
            assertRefused(point.id(), InPlace.over(shop).mapping(small, large), Kind.DISK_MAPPING, Invalid.class);
            assertRefused(
                    point.id(),
                    InPlace.over(shop).mapping(large, small).mapping(small, large),
                    Kind.SIZE,
                    Conflict.class);
        }

        @Test
        @DisplayName("fails if a data disk would be written to the disk that the server starts from")
        void preflight_dataDiskOverTheSystemDisk_conflict() {
            Resource.Server shop = serverWithTwoDataDisks(DataSize.gib(40), DataSize.gib(40));
            Resource.Disk system = systemDiskOf(shop);
            Resource.Disk data = dataDiskOf(shop);
            RestorePoint point = pointOf(shop, serverVault("servers", shop));

            assertRefused(
                    point.id(),
                    InPlace.over(shop).mapping(data, system).mapping(system, data),
                    Kind.DISK_MAPPING,
                    Conflict.class);
        }

        @Test
        @DisplayName("fails if an encrypted disk would be written over another one that the server starts from")
        void preflight_encryptedOverAnotherSystemDisk_conflict() {
            Resource.Disk system =
                    harness.addDisk(DiskSetup.of("system", DataSize.gib(40)).encryptedToo());
            Resource.Server shop = harness.addServer("shop", system);
            RestorePoint point = pointOf(shop, serverVault("servers", shop));
            Resource.Disk other = done(backup.restorePoints()
                    .restore(point.part(system).orElseThrow().id(), DiskSpec.of("other")));
            harness.stop(shop);
            harness.detach(system);
            Assumptions.assumeTrue(harness.attach(other, shop), "this harness cannot attach disks");

            assertRefused(point.id(), InPlace.over(shop).mapping(system, other), Kind.DISK_MAPPING, Conflict.class);
        }

        @Test
        @DisplayName("fails as busy while the server is backed up or restored")
        void preflight_whileBackedUpOrRestored_busy() {
            Resource.Server shop = server("shop", "one");
            Vault vault = serverVault("servers", shop);
            RestorePoint first = pointOf(shop, vault);
            Operation<BackupRun> taking = backup.restorePoints().take(BackupSpec.of(vault.id()));

            assertRefused(first.id(), InPlace.over(shop), Kind.TARGET_STATUS, Busy.class);
            RestorePoint second = done(taking).restorePoints().get(0);
            Operation<Resource.Server> restoring = backup.restorePoints().restore(first.id(), InPlace.over(shop));
            assertRefused(second.id(), InPlace.over(shop), Kind.TARGET_STATUS, Busy.class);

            done(restoring);
        }

        @Test
        @DisplayName("fails if another server or a disk of it is named, or the server is gone")
        void preflight_anotherServerOrGone_isRefused() {
            Resource.Server shop = server("shop", "shop");
            Resource.Server office = server("office", "office");
            RestorePoint point = pointOf(shop, serverVault("servers", shop, office));

            assertRefused(point.id(), InPlace.over(office), Kind.SAME_RESOURCE, Invalid.class);
            assertRefused(
                    point.id(), InPlace.over(systemDiskOf(shop)).detachingFirst(), Kind.SAME_RESOURCE, Invalid.class);
            harness.delete(shop);
            assertRefused(point.id(), InPlace.over(shop), Kind.TARGET, NotFound.class);
        }

        private Resource.Server serverWithTwoDataDisks(DataSize left, DataSize right) {
            Resource.Disk system = harness.addDisk("shop-system", DataSize.gib(40));
            return harness.addServer(
                    "shop", system, harness.addDisk("shop-left", left), harness.addDisk("shop-right", right));
        }
    }

    @Nested
    @DisplayName("of a restore to a new disk")
    class ToANewDisk {
        @Test
        @DisplayName("passes, and overwrites and stops nothing")
        void preflight_aNewDisk_passes() {
            Resource.Disk orders = disk("orders", "saved");
            Vault vault = diskVault("disks", orders);
            RestorePoint point = pointOf(orders, vault);
            pointOf(orders, vault);

            Preflight preflight = assertAccepted(point.id(), DiskSpec.of("copy").withSize(DataSize.gib(12)));

            assertThat(preflight.overwrites()).isEmpty();
            assertThat(preflight.stops()).isEmpty();
        }

        @Test
        @DisplayName("passes for one part of a server's restore point, and fails for the whole")
        void preflight_partOfAServer_passesAndTheWholeFails() {
            Resource.Server shop = serverWithDataDisk("shop", "system", "data");
            RestorePoint point = pointOf(shop, serverVault("servers", shop));
            RestorePoint.Part part = point.part(dataDiskOf(shop)).orElseThrow();

            assertAccepted(part.id(), DiskSpec.of("copy"));
            assertRefused(point.id(), DiskSpec.of("which"), Kind.SOURCE_CONTENT, Invalid.class);
            assertRefused(part.id(), InPlace.over(shop), Kind.SOURCE, NotFound.class);
        }

        @Test
        @DisplayName("passes if the original is gone")
        void preflight_originalGone_passes() {
            Resource.Disk orders = disk("orders", "saved");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));
            harness.delete(orders);

            assertAccepted(point.id(), DiskSpec.of("again"));
        }

        @Test
        @DisplayName("fails if it is smaller than the original, or of a restore point that does not exist")
        void preflight_smallerOrUnknown_isRefused() {
            Resource.Disk orders = disk("orders", "saved");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));

            assertRefused(point.id(), DiskSpec.of("small").withSize(DataSize.gib(9)), Kind.SIZE, Invalid.class);
            assertRefused(NO_POINT, DiskSpec.of("nothing"), Kind.SOURCE, NotFound.class);
        }

        @Test
        @DisplayName("fails in a zone that does not exist")
        void preflight_unknownZone_invalid() {
            Resource.Disk orders = disk("orders", "saved");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));
            DiskSpec nowhere = DiskSpec.of("copy").inZone("no-such-zone");
            Assumptions.assumeTrue(
                    preflight(point.id(), nowhere).checks().stream().anyMatch(check -> check.kind() == Kind.ZONE),
                    "this cloud does not tell its zones");

            assertRefused(point.id(), nowhere, Kind.ZONE, Invalid.class);
            assertAccepted(point.id(), DiskSpec.of("copy").inZone("zone-2"));
        }

        @Test
        @DisplayName("fails if the quota leaves no room for it")
        void preflight_noQuota_quotaExceeded() {
            Resource.Disk orders = disk("orders", "saved");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));
            Assumptions.assumeTrue(harness.limitDisks(1), "this harness cannot limit disks");

            assertRefused(point.id(), DiskSpec.of("copy"), Kind.QUOTA, QuotaExceeded.class);
            harness.limitDisks(2);
            assertAccepted(point.id(), DiskSpec.of("copy"));
        }

        @Test
        @DisplayName("fails if its name is too long or reserved, and still says what else fails")
        void preflight_badNames_areRefused() {
            Resource.Disk orders = disk("orders", "saved");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));
            DiskSpec marked = DiskSpec.of("disk").withTags(Map.of("backup4j-mine", "1"));

            assertRefused(point.id(), marked, Kind.SPEC, Invalid.class);
            Preflight two = preflight(point.id(), marked.withSize(DataSize.gib(9)));
            assertThat(two.failures()).extracting(Check::kind).containsExactly(Kind.SPEC, Kind.SIZE);
            assertRefused(point.id(), DiskSpec.of(longerThan(backup.limits().nameLength())), Kind.SPEC, Invalid.class);
        }

        @Test
        @DisplayName("fails if the restore point is offered by another project, but not accepted")
        void preflight_offered_conflictUntilAccepted() {
            requires(Capability.RESTORE_POINT_SHARING);
            Resource.Disk orders = disk("orders", "saved");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));
            backup.restorePoints().share(point.id(), harness.otherProject().project());
            backup = harness.backup(harness.otherProject());
            Vault theirs = backup.vaults().create(VaultSpec.forDisks("theirs", DataSize.gib(100)));

            assertRefused(point.id(), DiskSpec.of("early"), Kind.SOURCE, Conflict.class);
            backup.restorePoints().accept(point.id(), theirs.id());
            assertAccepted(point.id(), DiskSpec.of("made"));
        }
    }

    @Nested
    @DisplayName("of a restore to a new server")
    class ToANewServer {
        @Test
        @DisplayName("fails without the capability")
        void preflight_withoutTheCapability_unsupported() {
            Assumptions.assumeFalse(backup.supports(Capability.RESTORE_TO_NEW_SERVER), "this cloud has it");
            Resource.Disk orders = disk("orders", "saved");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));

            assertRefused(point.id(), ServerSpec.of("new"), Kind.CAPABILITY, Unsupported.class);
        }

        @Test
        @DisplayName("passes, overwrites and stops nothing, and says where the server is placed")
        void preflight_aNewServer_passes() {
            requires(Capability.RESTORE_TO_NEW_SERVER);
            Resource.Server shop = serverWithDataDisk("shop", "system", "data");
            RestorePoint point = pointOf(shop, serverVault("servers", shop));

            Preflight preflight = assertAccepted(point.id(), ServerSpec.of("copy"));

            assertThat(preflight.overwrites()).isEmpty();
            assertThat(preflight.stops()).isEmpty();
            assertThat(resultOf(preflight, Kind.PLACEMENT)).isEqualTo(Result.PASSES);
            assertThat(resultOf(preflight, Kind.SERVER_AT_BACKUP)).isEqualTo(Result.PASSES);
        }

        @Test
        @DisplayName("fails if the original is gone and the spec lacks what it would have supplied")
        void preflight_originalGone_needsAndTakesWhatItCannotTell() {
            requires(Capability.RESTORE_TO_NEW_SERVER);
            Resource.Server shop = server("shop", "saved");
            RestorePoint point = pointOf(shop, serverVault("servers", shop));
            harness.delete(shop);

            ServerSpec unfenced = ServerSpec.of("again")
                    .withFlavor("s6.large.2")
                    .inZone("zone-1")
                    .inNetwork("network-1", "subnet-1");
            assertRefused(point.id(), ServerSpec.of("again"), Kind.PLACEMENT, Invalid.class);
            assertRefused(point.id(), unfenced, Kind.PLACEMENT, Invalid.class);
            assertAccepted(point.id(), unfenced.withSecurityGroups("group-1"));
        }

        @Test
        @DisplayName("fails in a zone that does not exist, and the restore is refused before anything is made")
        void preflight_unknownZone_invalid() {
            requires(Capability.RESTORE_TO_NEW_SERVER);
            Resource.Server shop = server("shop", "saved");
            RestorePoint point = pointOf(shop, serverVault("servers", shop));
            ServerSpec nowhere = ServerSpec.of("copy").inZone("no-such-zone");
            Assumptions.assumeTrue(
                    preflight(point.id(), nowhere).checks().stream().anyMatch(check -> check.kind() == Kind.ZONE),
                    "this cloud does not tell its zones");

            assertMakesNothing(() -> assertRefused(point.id(), nowhere, Kind.ZONE, Invalid.class));
            assertAccepted(point.id(), ServerSpec.of("copy").inZone("zone-2"));
        }

        @Test
        @DisplayName(
                "fails if the quota leaves no room for its disks, and the restore is refused before anything is made")
        void preflight_noQuota_quotaExceeded() {
            requires(Capability.RESTORE_TO_NEW_SERVER);
            Resource.Server shop = serverWithDataDisk("shop", "system", "data");
            RestorePoint point = pointOf(shop, serverVault("servers", shop));
            Assumptions.assumeTrue(harness.limitDisks(3), "this harness cannot limit disks");

            assertMakesNothing(() -> assertRefused(point.id(), ServerSpec.of("copy"), Kind.QUOTA, QuotaExceeded.class));
            harness.limitDisks(4);
            assertAccepted(point.id(), ServerSpec.of("copy"));
        }

        /** What was made of the restore point, such as an image on the way to a server, would hold it. */
        private void assertMakesNothing(Runnable refused) {
            Map<String, Object> before = everything();
            refused.run();
            assertThat(everything()).isEqualTo(before);
        }

        @Test
        @DisplayName("fails for a disk, an unknown restore point, and one that is not complete")
        void preflight_notOfAServer_isRefused() {
            requires(Capability.RESTORE_TO_NEW_SERVER);
            Resource.Disk orders = disk("orders", "o");
            RestorePoint ofADisk = pointOf(orders, diskVault("disks", orders));
            Resource.Server shop = server("shop", "saved");
            Vault vault = serverVault("servers", shop);

            assertRefused(ofADisk.id(), ServerSpec.of("no"), Kind.SOURCE_CONTENT, Invalid.class);
            assertRefused(NO_POINT, ServerSpec.of("no"), Kind.SOURCE, NotFound.class);
            Operation<BackupRun> taking = backup.restorePoints().take(BackupSpec.of(vault.id()));
            RestorePoint running = runningPointOf(shop);
            Preflight early = preflight(running.id(), ServerSpec.of("early"));
            assertThat(early.failures()).as("%s", early).anyMatch(check -> check.kind() == Kind.SOURCE_STATUS);

            done(taking);
        }

        @Test
        @DisplayName("fails without a disk to start from")
        void preflight_nothingToStartFrom_invalid() {
            requires(Capability.RESTORE_TO_NEW_SERVER);
            requires(Capability.DISK_EXCLUSION);
            Resource.Server shop = serverWithDataDisk("shop", "system", "data");
            Vault vault = serverVault("servers");
            backup.vaults().addServerExcluding(vault.id(), shop, Set.of(systemDiskOf(shop)));
            RestorePoint point = pointOf(shop, vault);

            assertRefused(point.id(), ServerSpec.of("no"), Kind.SOURCE_CONTENT, Invalid.class);
        }

        @Test
        @DisplayName("fails if its name is too long or reserved")
        void preflight_badNames_areRefused() {
            requires(Capability.RESTORE_TO_NEW_SERVER);
            Resource.Server shop = server("shop", "saved");
            RestorePoint point = pointOf(shop, serverVault("servers", shop));

            assertRefused(
                    point.id(),
                    ServerSpec.of("server").withTags(Map.of("backup4j-mine", "1")),
                    Kind.SPEC,
                    Invalid.class);
            assertRefused(
                    point.id(), ServerSpec.of(longerThan(backup.limits().nameLength())), Kind.SPEC, Invalid.class);
        }
    }

    @Nested
    @DisplayName("of a restore from a vault that is not paid any more")
    class FromAFrozenVault {
        private RestorePoint frozenPointOf(VaultSpec spec, Resource resource) {
            requires(Capability.SUBSCRIPTIONS);
            Vault vault = done(backup.vaults().subscribe(spec, Subscription.months(1)));
            backup.vaults().add(vault.id(), resource);
            RestorePoint point = pointOf(resource, vault);
            harness.advance(Duration.ofDays(40));
            Assumptions.assumeTrue(
                    backup.vaults().get(vault.id()).status() == Vault.Status.FROZEN, "this cloud freezes no vault");
            return point;
        }

        private RestorePoint frozenPointOf(Resource.Disk disk) {
            return frozenPointOf(VaultSpec.forDisks("paid", DataSize.gib(100)), disk);
        }

        private RestorePoint frozenPointOf(Resource.Server server) {
            return frozenPointOf(VaultSpec.forServers("paid", DataSize.gib(200)), server);
        }

        @Test
        @DisplayName("fails over a disk that is detached first, before its server is stopped")
        void preflight_detachingFirst_conflictAndTheServerRuns() {
            Resource.Server shop = serverWithDataDisk("shop", "system", "saved");
            Resource.Disk data = dataDiskOf(shop);
            RestorePoint point = frozenPointOf(data);

            assertRefused(point.id(), InPlace.over(data).detachingFirst(), Kind.VAULT, Conflict.class);
            assertRunsAsBefore(shop, data);
        }

        @Test
        @DisplayName(
                "that is frozen once the restore was begun: it ends as restored, or refused with the server left alone")
        void restore_frozenMeanwhile_restoresOrLeavesTheServerAlone() {
            requires(Capability.SUBSCRIPTIONS);
            Resource.Server shop = serverWithDataDisk("shop", "system", "saved");
            Resource.Disk data = dataDiskOf(shop);
            Vault vault = done(
                    backup.vaults().subscribe(VaultSpec.forDisks("paid", DataSize.gib(100)), Subscription.months(1)));
            backup.vaults().add(vault.id(), data);
            RestorePoint point = pointOf(data, vault);
            write(data, "now");
            harness.advance(Duration.ofDays(27));
            Operation<Resource.Disk> restoring = backup.restorePoints()
                    .restore(point.id(), InPlace.over(data).detachingFirst());
            // Less than a week: a provider may not know what others have done with older work.
            harness.advance(Duration.ofDays(6));

            Throwable refused = catchThrowable(() -> done(restoring));

            if (refused != null) {
                assertThat(refused).isInstanceOf(OperationFailed.class).hasMessageContaining("nothing was overwritten");
                assertThat(backup.resources().get(data).tags().keySet()).noneMatch(tag -> tag.startsWith("backup4j-"));
            }
            assertThat(read(data)).isEqualTo(refused == null ? "saved" : "now");
            assertRunsAsBefore(shop, data);
        }

        @Test
        @DisplayName("fails over a server, and over one disk of it")
        void preflight_overAServerOrOneDiskOfIt_conflict() {
            Resource.Server shop = serverWithDataDisk("shop", "system", "saved");
            Resource.Disk data = dataDiskOf(shop);
            RestorePoint point = frozenPointOf(shop);
            RestorePointId part = point.part(data).orElseThrow().id();

            assertRefused(point.id(), InPlace.over(shop), Kind.VAULT, Conflict.class);
            assertRefused(part, InPlace.over(data).detachingFirst(), Kind.VAULT, Conflict.class);
            assertRunsAsBefore(shop, data);
        }

        @Test
        @DisplayName("to a new disk or server says so, and agrees with the restore")
        void preflight_toSomethingNew_saysSoAndAgrees() {
            Resource.Server shop = serverWithDataDisk("shop", "system", "saved");
            RestorePoint point = frozenPointOf(shop);
            RestorePointId part = point.part(dataDiskOf(shop)).orElseThrow().id();

            assertSaysSoAndAgrees(part, DiskSpec.of("new"));
            if (backup.supports(Capability.RESTORE_TO_NEW_SERVER)) {
                assertSaysSoAndAgrees(point.id(), ServerSpec.of("new"));
            }
        }

        private void assertSaysSoAndAgrees(RestorePointId id, RestoreTarget target) {
            Preflight preflight = preflight(id, target);
            assertThat(resultOf(preflight, Kind.VAULT)).as("%s", preflight).isNotEqualTo(Result.PASSES);
            if (preflight.passes()) {
                var unused = done(restore(id, target));
            } else {
                assertRefused(id, target, Kind.VAULT, Conflict.class);
            }
        }
    }

    @Nested
    @DisplayName("of a rollback")
    class OfARollback {
        @Test
        @DisplayName("passes, and says what is overwritten and what is newer")
        void preflight_itsDisk_passesWithWhatIsNewer() {
            Resource.Disk orders = disk("orders", "one");
            Vault vault = diskVault("disks", orders);
            pointOf(orders, vault);
            harness.advance(A_WHILE);
            Snapshot snapshot = snapshotOf(orders, "first");
            harness.advance(A_WHILE);
            Snapshot newer = snapshotOf(orders, "second");
            RestorePoint point = pointOf(orders, vault);

            Preflight preflight = unchanging(() -> backup.snapshots().preflight(snapshot.id(), orders));
            assertThat(preflight.passes()).as("%s", preflight).isTrue();
            done(backup.snapshots().rollBack(snapshot.id(), orders));

            assertThat(preflight.overwrites()).singleElement().satisfies(overwrite -> {
                assertThat(overwrite.disk()).isEqualTo(orders);
                assertThat(overwrite.since()).isEqualTo(snapshot.createdAt());
                assertThat(overwrite.newerPoints()).extracting(RestorePoint::id).containsExactly(point.id());
                assertThat(overwrite.newerSnapshots()).extracting(Snapshot::id).containsExactly(newer.id());
            });
            assertThat(preflight.expectedTime()).isNull();
        }

        @Test
        @DisplayName("fails for another disk, an unknown snapshot and a disk that is gone")
        void preflight_anotherOrUnknown_isRefused() {
            Resource.Disk orders = disk("orders", "o");
            Resource.Disk invoices = disk("invoices", "i");
            Snapshot snapshot = snapshotOf(orders, "snapshot");

            assertRolledBackNever(snapshot.id(), invoices, Kind.SAME_RESOURCE, Invalid.class);
            assertRolledBackNever(NO_SNAPSHOT, orders, Kind.SOURCE, NotFound.class);
            harness.delete(orders);
            harness.advance(A_WHILE);
            assertRolledBackNever(snapshot.id(), orders, Kind.SOURCE, NotFound.class);
        }

        @Test
        @DisplayName("fails while the disk is attached")
        void preflight_attached_conflict() {
            Resource.Server shop = serverWithDataDisk("shop", "system", "saved");
            Resource.Disk data = dataDiskOf(shop);
            Snapshot snapshot = done(
                    backup.snapshots().take(SnapshotSpec.of(data, "snapshot").allowingAttached()));

            assertRolledBackNever(snapshot.id(), data, Kind.ATTACHMENT, Conflict.class);
        }

        @Test
        @DisplayName("fails for a snapshot of the backup service, as a new disk of it does")
        void preflight_snapshotOfTheBackupService_invalid() {
            Resource.Disk orders = disk("orders", "o");
            pointOf(orders, diskVault("disks", orders));
            Optional<Snapshot> found = backup.snapshots()
                    .list(SnapshotFilter.all().includingThoseOfBackups())
                    .filter(Snapshot::ofBackup)
                    .findFirst();
            Assumptions.assumeTrue(found.isPresent(), "this cloud lists no snapshots of its backup service");
            SnapshotId ofBackup = found.orElseThrow().id();

            assertRolledBackNever(ofBackup, orders, Kind.SOURCE, Invalid.class);
            assertRefused(ofBackup, DiskSpec.of("no"), Kind.SOURCE, Invalid.class);
        }

        @Test
        @DisplayName("fails while the snapshot is taken, and while the disk is rolled back")
        void preflight_snapshotInUse_conflict() {
            Resource.Disk orders = disk("orders", "o");
            Snapshot first = snapshotOf(orders, "first");
            Operation<Snapshot> taking = backup.snapshots().take(SnapshotSpec.of(orders, "second"));
            Snapshot unfinished = backup.snapshots()
                    .list()
                    .filter(snapshot -> snapshot.name().equals("second"))
                    .findFirst()
                    .orElseThrow();

            assertRolledBackNever(unfinished.id(), orders, Kind.SOURCE_STATUS, Conflict.class);
            assertRefused(unfinished.id(), DiskSpec.of("early"), Kind.SOURCE_STATUS, Conflict.class);
            done(taking);
            Operation<Resource.Disk> rollingBack = backup.snapshots().rollBack(first.id(), orders);
            assertRolledBackNever(first.id(), orders, Kind.SOURCE_STATUS, Conflict.class);
            done(rollingBack);
        }
    }

    @Nested
    @DisplayName("of a new disk from a snapshot")
    class OfADiskFromASnapshot {
        @Test
        @DisplayName("passes, and overwrites nothing")
        void preflight_aNewDisk_passes() {
            Snapshot snapshot = snapshotOf(disk("orders", "saved"), "snapshot");

            Preflight preflight = unchanging(() -> backup.snapshots().preflight(snapshot.id(), DiskSpec.of("copy")));
            assertThat(preflight.passes()).as("%s", preflight).isTrue();
            done(backup.snapshots().restore(snapshot.id(), DiskSpec.of("copy")));

            assertThat(preflight.overwrites()).isEmpty();
        }

        @Test
        @DisplayName("fails if it is smaller, elsewhere, of another type, of a bad name, or of an unknown snapshot")
        void preflight_smallerOrElsewhere_isRefused() {
            Resource.Disk orders = harness.addDisk(
                    DiskSetup.of("orders", DataSize.gib(10)).inZone("zone-1").ofType("SSD"));
            Snapshot snapshot = snapshotOf(orders, "snapshot");

            assertRefused(snapshot.id(), DiskSpec.of("small").withSize(DataSize.gib(9)), Kind.SIZE, Invalid.class);
            assertRefusedFirst(snapshot.id(), DiskSpec.of("elsewhere").inZone("zone-2"));
            assertRefusedFirst(snapshot.id(), DiskSpec.of("other").withType("SAS"));
            assertRefused(NO_SNAPSHOT, DiskSpec.of("nothing"), Kind.SOURCE, NotFound.class);
            assertRefused(
                    snapshot.id(),
                    DiskSpec.of("disk").withTags(Map.of("backup4j-mine", "1")),
                    Kind.SPEC,
                    Invalid.class);
        }

        private void assertRefusedFirst(SnapshotId id, DiskSpec disk) {
            Preflight preflight = backup.snapshots().preflight(id, disk);
            assertThat(preflight.failures()).as("%s", preflight).isNotEmpty();
            assertRefused(id, disk, preflight.failures().get(0).kind(), Invalid.class);
        }
    }

    @Test
    @DisplayName("is the same text each time while nothing changes")
    void preflight_twice_isTheSameText() {
        Resource.Disk orders = disk("orders", "one");
        RestorePoint point = pointOf(orders, diskVault("disks", orders));

        assertThat(preflight(point.id(), InPlace.over(orders)).toString())
                .isEqualTo(preflight(point.id(), InPlace.over(orders)).toString());
    }

    @Nested
    @DisplayName("of a rollback of a disk that a server uses")
    @SuppressWarnings("NullAway.Init") // each test sets up what it needs
    class OfARollbackDetaching {
        private Resource.Server shop;
        private Resource.Disk data;
        private Snapshot snapshot;

        private void takeSnapshot() {
            shop = serverWithDataDisk("shop", "system", "saved");
            data = dataDiskOf(shop);
            snapshot = done(
                    backup.snapshots().take(SnapshotSpec.of(data, "snapshot").allowingAttached()));
        }

        private InPlace<Resource.Disk> detaching() {
            return InPlace.over(data).detachingFirst();
        }

        private Preflight preflightOf(InPlace<Resource.Disk> target) {
            return unchanging(() -> backup.snapshots().preflight(snapshot.id(), target));
        }

        private void assertNeverRolledBack(
                InPlace<Resource.Disk> target, Kind kind, Class<? extends BackupException> type) {
            assertRefused(preflightOf(target), () -> backup.snapshots().rollBack(snapshot.id(), target), kind, type);
        }

        @Test
        @DisplayName("passes if it is detached first, and says that the server is stopped and started")
        void preflight_detachingFirst_passesAndStopsTheServer() {
            takeSnapshot();

            assertNeverRolledBack(InPlace.over(data), Kind.ATTACHMENT, Conflict.class);
            Preflight stopping = preflightOf(detaching().leavingStopped());
            Preflight preflight = preflightOf(detaching());
            assertThat(preflight.passes()).as("%s", preflight).isTrue();
            done(backup.snapshots().rollBack(snapshot.id(), detaching()));

            assertThat(stopping.stops()).containsExactly(new Stop(shop, true, false));
            assertThat(preflight.stops()).containsExactly(new Stop(shop, true, true));
            assertThat(preflight.overwrites()).singleElement().satisfies(overwrite -> {
                assertThat(overwrite.disk()).isEqualTo(data);
                assertThat(overwrite.since()).isEqualTo(snapshot.createdAt());
            });
            assertThat(preflight.subject()).contains("detaching first");
        }

        @Test
        @DisplayName("says that a stopped server is not started")
        void preflight_stoppedServer_isNotStarted() {
            takeSnapshot();
            harness.stop(shop);

            assertThat(preflightOf(detaching()).stops()).containsExactly(new Stop(shop, false, false));
        }

        @Test
        @DisplayName("stops nothing for a disk that is attached to nothing")
        void preflight_detachingFirstWhatIsFree_stopsNothing() {
            Resource.Disk orders = disk("orders", "saved");
            Snapshot ofOrders = snapshotOf(orders, "snapshot");
            InPlace<Resource.Disk> target = InPlace.over(orders).detachingFirst();

            Preflight preflight = unchanging(() -> backup.snapshots().preflight(ofOrders.id(), target));
            assertThat(preflight.passes()).as("%s", preflight).isTrue();
            done(backup.snapshots().rollBack(ofOrders.id(), target));

            assertThat(preflight.stops()).isEmpty();
        }

        @Test
        @DisplayName("fails as busy while another disk of the server is rolled back")
        void preflight_anotherDiskOfTheServerAtWork_busy() {
            takeSnapshot();
            Resource.Disk system = systemDiskOf(shop);
            Snapshot ofSystem = done(
                    backup.snapshots().take(SnapshotSpec.of(system, "other").allowingAttached()));
            Operation<Resource.Disk> other = backup.snapshots()
                    .rollBack(ofSystem.id(), InPlace.over(system).detachingFirst());

            assertNeverRolledBack(detaching(), Kind.TARGET_STATUS, Busy.class);

            done(other);
            assertThat(preflightOf(detaching()).passes()).isTrue();
        }

        @Test
        @DisplayName("fails over another disk")
        void preflight_anotherDisk_invalid() {
            takeSnapshot();

            assertNeverRolledBack(InPlace.over(systemDiskOf(shop)).detachingFirst(), Kind.SAME_RESOURCE, Invalid.class);
        }
    }

    private Snapshot snapshotOf(Resource.Disk disk, String name) {
        return done(backup.snapshots().take(SnapshotSpec.of(disk, name)));
    }

    private RestorePoint runningPointOf(Resource resource) {
        harness.advance(A_MOMENT);
        return backup.restorePoints()
                .list(RestorePointFilter.of(resource))
                .findFirst()
                .orElseThrow();
    }
}
