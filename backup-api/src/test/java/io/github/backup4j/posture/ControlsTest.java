package io.github.backup4j.posture;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupRunRecord;
import io.github.backup4j.Billing;
import io.github.backup4j.Consistency;
import io.github.backup4j.DataSize;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicyId;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Purpose;
import io.github.backup4j.Reported;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Site;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.posture.Assessment.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The controls at their bounds, and with words of a cloud that nobody knows here: those are never OK. */
class ControlsTest {
    private static final Instant NOW = Instant.parse("2026-01-20T12:00:00Z");
    private static final VaultId VAULT = new VaultId("vault");
    private static final PolicyId POLICY = new PolicyId("policy");
    private static final Resource.Disk DISK = Resource.disk("disk");
    private static final Resource.Disk MORE = Resource.disk("more");
    private static final Resource.Server SERVER = Resource.server("server");
    private static final Objectives DEFAULTS = Objectives.defaults();

    private final World world = new World();

    // ---- what a restore point holds

    @ParameterizedTest
    @CsvSource({
        // newest GiB, whether full, earlier GiB, whether full
        "5, true, 10, true, OK",
        "4, true, 10, true, BREACHED",
        "4, false, 10, true, OK",
        "4, true, 10, false, OK",
        "0, true, 10, false, BREACHED",
        "0, false, 10, true, OK",
        "-1, true, 10, true, UNKNOWN"
    })
    void isWhole_bytesOfADisk_areComparedAmongFullBackups(
            int newest, boolean full, int earlier, boolean earlierFull, Result result) {
        world.points.add(point("new", 1)
                .holding(newest < 0 ? null : DataSize.gib(newest))
                .incremental(!full));
        world.points.add(point("old", 2).holding(DataSize.gib(earlier)).incremental(!earlierFull));
        assertThat(BackupControls.isWhole(world.of(DISK), DEFAULTS).result()).isEqualTo(result);
    }

    @ParameterizedTest
    @CsvSource({
        // size of the newest, of one before, and of the disk now
        "40, 100, 100, BREACHED",
        "50, 100, 100, OK",
        "40, 100, 40, OK",
        "-1, 100, 100, UNKNOWN"
    })
    void isWhole_sizeOfADisk_isComparedUnlessTheDiskIsAsSmallNow(int newest, int before, int disk, Result result) {
        world.size = DataSize.gib(disk);
        world.points.add(point("new", 1).of(newest < 0 ? null : DataSize.gib(newest)));
        world.points.add(point("old", 2).of(DataSize.gib(before)));
        assertThat(BackupControls.isWhole(world.of(DISK), DEFAULTS).result()).isEqualTo(result);
    }

    @Test
    void isWhole_nothingStoredByWhatTheMemberSays_isBreachedOnlyWhereThePointSaysNothing() {
        world.memberStored = DataSize.ZERO;
        world.points.add(point("new", 1).holding(null));
        assertThat(BackupControls.isWhole(world.of(DISK), DEFAULTS).result()).isEqualTo(Result.BREACHED);
        world.points.set(0, point("new", 1));
        assertThat(BackupControls.isWhole(world.of(DISK), DEFAULTS).result()).isEqualTo(Result.OK);
    }

    @Test
    void isWhole_serverWhosePartsAreListed_lacksTheDisksThatAreNotExcluded() {
        world.points.add(point("new", 1).of(SERVER, DataSize.gib(20)).parts(part(DISK, true)));
        assertThat(BackupControls.isWhole(world.of(SERVER), DEFAULTS).result()).isEqualTo(Result.BREACHED);
        world.excluded = Set.of(MORE);
        assertThat(BackupControls.isWhole(world.of(SERVER), DEFAULTS).result()).isEqualTo(Result.OK);
        world.excluded = Set.of();
        world.points.set(0, point("new", 1).of(SERVER, DataSize.gib(20)).parts(part(DISK, true), part(MORE, true)));
        assertThat(BackupControls.isWhole(world.of(SERVER), DEFAULTS).result()).isEqualTo(Result.OK);
    }

    @ParameterizedTest
    @CsvSource({"20, false, OK", "19, false, BREACHED", "19, true, UNKNOWN", "-1, false, UNKNOWN"})
    void isWhole_serverWhosePartsAreNotListed_isJudgedByItsSize(int gib, boolean excludes, Result result) {
        world.excluded = excludes ? Set.of(MORE) : Set.of();
        world.points.add(point("new", 1).of(SERVER, gib < 0 ? null : DataSize.gib(gib)));
        assertThat(BackupControls.isWhole(world.of(SERVER), DEFAULTS).result()).isEqualTo(result);
    }

    @ParameterizedTest
    @CsvSource({"true, true, OK", "true, false, BREACHED", "false, true, BREACHED"})
    void isEncrypted_serverWhosePartsAreListed_needsAllOfThem(boolean one, boolean other, Result result) {
        world.points.add(point("new", 1).of(SERVER, DataSize.gib(20)).parts(part(DISK, one), part(MORE, other)));
        assertThat(ProtectionControls.isEncrypted(world.of(SERVER), DEFAULTS.allEncrypted())
                        .result())
                .isEqualTo(result);
    }

    @Test
    void isEncrypted_serverWhosePartsAreNotListed_isJudgedByItsDisksIfAllAreListed() {
        Objectives asked = DEFAULTS.allEncrypted();
        world.points.add(point("new", 1).of(SERVER, DataSize.gib(20)));
        world.encrypted = Set.of(DISK, MORE);
        assertThat(ProtectionControls.isEncrypted(world.of(SERVER), asked).result())
                .isEqualTo(Result.OK);
        world.encrypted = Set.of(DISK);
        assertThat(ProtectionControls.isEncrypted(world.of(SERVER), asked).result())
                .isEqualTo(Result.BREACHED);
        world.excluded = Set.of(MORE);
        assertThat(ProtectionControls.isEncrypted(world.of(SERVER), asked).result())
                .isEqualTo(Result.OK);
        world.excluded = Set.of();
        world.unlisted = Set.of(MORE);
        assertThat(ProtectionControls.isEncrypted(world.of(SERVER), asked).result())
                .isEqualTo(Result.UNKNOWN);
        world.unlisted = Set.of(SERVER);
        assertThat(ProtectionControls.isEncrypted(world.of(SERVER), asked).result())
                .isEqualTo(Result.UNKNOWN);
        world.unlisted = Set.of();
        world.excluded = Set.of(DISK, MORE);
        assertThat(ProtectionControls.isEncrypted(world.of(SERVER), asked).result())
                .isEqualTo(Result.UNKNOWN);
    }

    @Test
    void isEncrypted_disk_isJudgedByItsNewestRestorePoint() {
        Objectives asked = DEFAULTS.allEncrypted();
        assertThat(ProtectionControls.isEncrypted(world.of(DISK), asked).result())
                .isEqualTo(Result.NOT_ASSESSABLE);
        world.points.add(point("new", 1));
        assertThat(ProtectionControls.isEncrypted(world.of(DISK), asked).result())
                .isEqualTo(Result.BREACHED);
        world.points.set(0, point("new", 1).encrypted());
        assertThat(ProtectionControls.isEncrypted(world.of(DISK), asked).result())
                .isEqualTo(Result.OK);
    }

    // ---- when it was backed up

    @Test
    void isRecent_ageOfTheObjective_isOkAndASecondMoreIsNot() {
        world.points.add(point("new", 24));
        assertThat(BackupControls.isRecent(world.of(DISK), Objectives.rpo(Duration.ofHours(24)))
                        .result())
                .isEqualTo(Result.OK);
        assertThat(BackupControls.isRecent(
                                world.of(DISK),
                                Objectives.rpo(Duration.ofHours(24).minusSeconds(1)))
                        .result())
                .isEqualTo(Result.BREACHED);
    }

    @Test
    void ranWhenDue_onlyBackupsByHand_isUnknown() {
        world.points.add(point("by-hand", 10).manual());
        Answer answer = BackupControls.ranWhenDue(world.of(DISK), DEFAULTS);
        assertThat(answer.result()).isEqualTo(Result.UNKNOWN);
        assertThat(answer.sentence()).contains("no run of a policy is known");
    }

    @Test
    void isRecent_pointsThatCannotBeRestoredFrom_doNotCount() {
        world.points.add(point("new", 1).status(RestorePoint.Status.ERROR));
        world.points.add(point("being-restored", 30).status(RestorePoint.Status.RESTORING));
        Answer answer = BackupControls.isRecent(world.of(DISK), Objectives.rpo(Duration.ofHours(24)));
        assertThat(answer.result()).isEqualTo(Result.BREACHED);
        assertThat(answer.evidence()).containsEntry("restorePoint", "being-restored");
    }

    @ParameterizedTest
    @EnumSource(RestorePoint.CopyStatus.class)
    void isCopied_copyOfEachStatus_isOneOnlyIfItIsComplete(RestorePoint.CopyStatus status) {
        world.points.add(point("new", 1));
        world.points.add(point("old", 24).copied(status));
        Result expected = status == RestorePoint.CopyStatus.AVAILABLE ? Result.OK : Result.BREACHED;
        assertThat(BackupControls.isCopied(world.of(DISK), DEFAULTS.copiedWithin(Duration.ofHours(24)))
                        .result())
                .isEqualTo(expected);
        assertThat(BackupControls.isCopied(world.of(DISK), DEFAULTS.copiedWithin(Duration.ofHours(23)))
                        .result())
                .isEqualTo(Result.BREACHED);
    }

    @ParameterizedTest
    @EnumSource(OperationRecord.Status.class)
    void lastRun_entryOfEachStatus_isJudged(OperationRecord.Status status) {
        world.runs.add(run(status, 1, null));
        world.points.add(point("old", 30));
        Result failed = switch (status) {
            case FAILED, TIMED_OUT -> Result.BREACHED;
            case UNRECOGNIZED -> Result.UNKNOWN;
            case WAITING, RUNNING, SUCCEEDED, SKIPPED -> Result.OK;
        };
        Result skipped = switch (status) {
            case SKIPPED -> Result.BREACHED;
            case UNRECOGNIZED -> Result.UNKNOWN;
            case WAITING, RUNNING, SUCCEEDED, FAILED, TIMED_OUT -> Result.OK;
        };
        assertThat(BackupControls.lastRunHeld(world.of(DISK), DEFAULTS).result()).isEqualTo(failed);
        assertThat(BackupControls.lastRunWasNotSkipped(world.of(DISK), DEFAULTS).result())
                .isEqualTo(skipped);
    }

    @ParameterizedTest
    @EnumSource(RestorePoint.Status.class)
    void lastRun_pointOfEachStatusWithoutAnEntry_isJudged(RestorePoint.Status status) {
        world.points.add(point("new", 1).status(status));
        Result failed = switch (status) {
            case ERROR -> Result.BREACHED;
            case UNRECOGNIZED -> Result.UNKNOWN;
            case WAITING, PROTECTING -> Result.NOT_ASSESSABLE;
            default -> Result.OK;
        };
        assertThat(BackupControls.lastRunHeld(world.of(DISK), DEFAULTS).result()).isEqualTo(failed);
        assertThat(BackupControls.lastRunWasNotSkipped(world.of(DISK), DEFAULTS).result())
                .isEqualTo(failed == Result.BREACHED ? Result.OK : failed);
    }

    @Test
    void lastRun_pointThatIsNewerThanAFailure_counts() {
        world.runs.add(run(OperationRecord.Status.FAILED, 10, null));
        world.points.add(point("new", 5));
        assertThat(BackupControls.lastRunHeld(world.of(DISK), DEFAULTS).result()).isEqualTo(Result.OK);
        world.runs.set(0, run(OperationRecord.Status.FAILED, 10, "new"));
        assertThat(BackupControls.lastRunHeld(world.of(DISK), DEFAULTS).result()).isEqualTo(Result.BREACHED);
        world.runs.set(0, run(OperationRecord.Status.FAILED, 5, null));
        assertThat(BackupControls.lastRunHeld(world.of(DISK), DEFAULTS).result()).isEqualTo(Result.BREACHED);
    }

    @Test
    void lastRun_pointBeforeTheLogBegins_isSureOnlyIfNothingWasDueMeanwhile() {
        world.logFrom = NOW.minus(Duration.ofHours(8));
        world.points.add(point("of-the-last-slot", 10));
        assertThat(BackupControls.lastRunHeld(world.of(DISK), DEFAULTS).result()).isEqualTo(Result.OK);
        world.points.set(0, point("by-hand", 10).manual());
        assertThat(BackupControls.lastRunHeld(world.of(DISK), DEFAULTS).result()).isEqualTo(Result.UNKNOWN);
        world.points.set(0, point("of-the-slot-before", 34));
        assertThat(BackupControls.lastRunHeld(world.of(DISK), DEFAULTS).result()).isEqualTo(Result.UNKNOWN);
        world.schedule = new Schedule.Opaque(List.of("FREQ=HOURLY"));
        world.points.set(0, point("of-nobody-knows-which", 10));
        assertThat(BackupControls.lastRunHeld(world.of(DISK), DEFAULTS).result()).isEqualTo(Result.UNKNOWN);
        world.listed = false;
        assertThat(BackupControls.lastRunHeld(world.of(DISK), DEFAULTS).result()).isEqualTo(Result.UNKNOWN);
        world.logFrom = NOW.minus(Duration.ofHours(10));
        assertThat(BackupControls.lastRunHeld(world.of(DISK), DEFAULTS).result()).isEqualTo(Result.OK);
    }

    // ---- policies and vaults that are not known

    @Test
    void controls_policyThatIsNotListed_areUnknown() {
        world.listed = false;
        world.points.add(point("new", 1));
        Cases.OfResource disk = world.of(DISK);
        assertThat(ProtectionControls.hasPolicy(disk, DEFAULTS).result()).isEqualTo(Result.OK);
        for (Answer answer : List.of(
                ProtectionControls.policyActs(disk, DEFAULTS),
                ProtectionControls.keepsLongEnough(disk, DEFAULTS.retention(Duration.ofDays(7))),
                ProtectionControls.keepsNotForever(disk, DEFAULTS),
                BackupControls.ranWhenDue(disk, DEFAULTS),
                VaultControls.staysBelowItsCapacity(world.ofVault(), DEFAULTS))) {
            assertThat(answer.result()).as(answer.sentence()).isEqualTo(Result.UNKNOWN);
        }
    }

    @Test
    void controls_vaultThatIsNotListed_areUnknown() {
        world.vaultListed = false;
        Cases.OfResource server = world.of(SERVER);
        assertThat(ProtectionControls.isProtected(server, DEFAULTS).result()).isEqualTo(Result.OK);
        for (Answer answer : List.of(
                ProtectionControls.hasPolicy(server, DEFAULTS),
                ProtectionControls.policyActs(server, DEFAULTS),
                ProtectionControls.isLocked(server, DEFAULTS.allLocked()),
                ProtectionControls.isConsistent(server, DEFAULTS.consistency(Consistency.CRASH_CONSISTENT)))) {
            assertThat(answer.result()).as(answer.sentence()).isEqualTo(Result.UNKNOWN);
        }
    }

    @Test
    void controls_retentionThatNobodyKnows_areUnknown() {
        world.retention = new Retention.Unrecognized(Map.of("keep", "some"));
        Cases.OfResource disk = world.of(DISK);
        for (Answer answer : List.of(
                ProtectionControls.keepsLongEnough(disk, DEFAULTS.retention(Duration.ofDays(7))),
                ProtectionControls.keepsNotForever(disk, DEFAULTS),
                VaultControls.staysBelowItsCapacity(world.ofVault(), DEFAULTS))) {
            assertThat(answer.result()).as(answer.sentence()).isEqualTo(Result.UNKNOWN);
        }
    }

    @Test
    void isConsistent_wordThatNobodyKnows_isUnknown() {
        world.consistency = Consistency.UNRECOGNIZED;
        for (Consistency asked : List.of(Consistency.CRASH_CONSISTENT, Consistency.APPLICATION_CONSISTENT)) {
            assertThat(ProtectionControls.isConsistent(world.of(SERVER), DEFAULTS.consistency(asked))
                            .result())
                    .isEqualTo(Result.UNKNOWN);
        }
    }

    // ---- restore points that nobody needs

    @Test
    void isNeeded_pointsInAVaultThatTheResourceHasLeft_areFoundUnlessARuleOrAPersonKeepsThem() {
        world.member = false;
        world.points.add(point("new", 1));
        assertThat(BackupControls.isNeeded(world.of(DISK), DEFAULTS).result()).isEqualTo(Result.BREACHED);
        for (Point kept : List.of(point("new", 1).manual(), point("new", 1).expiring())) {
            world.points.set(0, kept);
            assertThat(BackupControls.isNeeded(world.of(DISK), DEFAULTS).result()).isEqualTo(Result.OK);
        }
        world.member = true;
        world.points.set(0, point("new", 1));
        assertThat(BackupControls.isNeeded(world.of(DISK), DEFAULTS).result()).isEqualTo(Result.OK);
    }

    // ---- drills

    @Test
    void isProven_drillAsOldAsTheObjective_isOkAndASecondMoreIsNot() {
        world.proofs.add(new Proof(DISK, NOW.minus(Duration.ofDays(90)), null, true, true, Duration.ofHours(2)));
        Duration days = Duration.ofDays(90);
        assertThat(BackupControls.isProven(world.of(DISK), DEFAULTS.provenWithin(days))
                        .result())
                .isEqualTo(Result.OK);
        assertThat(BackupControls.isProven(world.of(DISK), DEFAULTS.provenWithin(days.minusSeconds(1)))
                        .result())
                .isEqualTo(Result.BREACHED);
        Objectives hours = DEFAULTS.rto(Duration.ofHours(2)).provenWithin(days);
        assertThat(BackupControls.restoresInTime(world.of(DISK), hours).result())
                .isEqualTo(Result.OK);
        assertThat(BackupControls.restoresInTime(
                                world.of(DISK), hours.rto(Duration.ofHours(2).minusSeconds(1)))
                        .result())
                .isEqualTo(Result.BREACHED);
    }

    @ParameterizedTest
    @CsvSource({"true, false", "false, true", "false, false"})
    void isProven_drillThatRestoredOrVerifiedNothing_isBreached(boolean restored, boolean verified) {
        world.proofs.add(new Proof(DISK, NOW, null, restored, verified, Duration.ofHours(1)));
        assertThat(BackupControls.isProven(world.of(DISK), DEFAULTS.provenWithin(Duration.ofDays(1)))
                        .result())
                .isEqualTo(Result.BREACHED);
    }

    // ---- vaults

    @ParameterizedTest
    @CsvSource({
        // used, capacity, whether it expands, objective in percent
        "84, 100, false, 85, OK",
        "85, 100, false, 85, BREACHED",
        "90, 100, true, 85, OK",
        "100, 100, true, 85, BREACHED",
        "-1, 100, false, 85, UNKNOWN"
    })
    void hasRoom_useOfTheObjective_isBreached(int used, int capacity, boolean expands, int percent, Result result) {
        world.space = new Vault.Space(DataSize.gib(capacity), used < 0 ? null : DataSize.gib(used), expands, null);
        assertThat(VaultControls.hasRoom(world.ofVault(), DEFAULTS.vaultsBelow(percent))
                        .result())
                .isEqualTo(result);
    }

    @ParameterizedTest
    @EnumSource(Vault.Status.class)
    void isPaid_eachStatus_isJudged(Vault.Status status) {
        world.status = status;
        assertThat(VaultControls.isPaid(world.ofVault(), DEFAULTS).result())
                .isEqualTo(
                        switch (status) {
                            case BILLING_LOCKED, FROZEN -> Result.BREACHED;
                            case UNRECOGNIZED -> Result.UNKNOWN;
                            case AVAILABLE, DELETING, ERROR -> Result.OK;
                        });
    }

    @Test
    void staysBelowItsCapacity_whatTheCloudDoesNotSay_isUnknown() {
        for (int day = 1; day < 9; day++) {
            world.points.add(point("point-" + day, 24 * day).holding(DataSize.gib(1)));
        }
        Objectives soon = DEFAULTS.fullWithin(Duration.ofDays(5));
        assertThat(VaultControls.staysBelowItsCapacity(world.ofVault(), soon).result())
                .isEqualTo(Result.OK);
        world.points.set(3, point("point-4", 24 * 4).holding(null));
        assertThat(VaultControls.staysBelowItsCapacity(world.ofVault(), soon).result())
                .isEqualTo(Result.UNKNOWN);
        world.space = new Vault.Space(DataSize.gib(100), null, false, null);
        assertThat(VaultControls.staysBelowItsCapacity(world.ofVault(), soon).result())
                .isEqualTo(Result.UNKNOWN);
    }

    @Test
    void peak_clockThatIsOffOrPointsThatAreNotRead_isNone() {
        for (int day = 1; day < 9; day++) {
            world.points.add(point("point-" + day, 24 * day).holding(DataSize.gib(1)));
        }
        assertThat(VaultControls.peak(world.ofVault(), DEFAULTS)).isPositive();
        Facts off = world.facts();
        off.clockOff = "the clock here is off";
        assertThat(VaultControls.peak(Cases.OfVault.of(off, world.vault()), DEFAULTS))
                .isZero();
        Facts unread = world.facts();
        unread.gaps.put(Facts.Source.POINTS, new Facts.Gap(false, "it broke off"));
        assertThat(VaultControls.peak(Cases.OfVault.of(unread, world.vault()), DEFAULTS))
                .isZero();
    }

    // ---- the table

    @Test
    void assess_clockThatIsOff_makesTimedControlsUnknown() {
        world.points.add(point("new", 1));
        Facts facts = world.facts();
        facts.clockOff = "the clock here is off";
        Cases.OfResource about = Cases.OfResource.of(facts, DISK);
        Objectives all = Objectives.rpo(Duration.ofHours(24))
                .copiedWithin(Duration.ofDays(1))
                .provenWithin(Duration.ofDays(1));
        List<Control> unknown = ControlTable.OF_RESOURCES.stream()
                .filter(entry -> entry.assess(about, facts, all).result() == Result.UNKNOWN)
                .map(ControlTable.Entry::control)
                .toList();
        assertThat(unknown)
                .containsExactlyInAnyOrder(
                        Control.RPO_BREACHED,
                        Control.MISSED_RUN,
                        Control.LAST_RUN_FAILED,
                        Control.LAST_RUN_SKIPPED,
                        Control.NOT_COPIED,
                        Control.UNPROVEN);
        assertThat(ControlTable.OF_VAULTS.stream()
                        .filter(entry -> entry.assess(Cases.OfVault.of(facts, world.vault()), facts, all)
                                        .result()
                                == Result.UNKNOWN)
                        .map(ControlTable.Entry::control))
                .containsExactly(Control.VAULT_FULL_AT);
    }

    // ---- a world of one disk, and one server with two disks

    private static RestorePoint.Part part(Resource.Disk disk, boolean encrypted) {
        return new RestorePoint.Part(
                new RestorePointId("part-" + disk.id()), disk, null, DataSize.gib(10), false, encrypted);
    }

    private static BackupRunRecord.Member run(OperationRecord.Status status, int hoursAgo, @Nullable String point) {
        return new BackupRunRecord.Member(
                DISK,
                Reported.of(status),
                point == null ? null : new RestorePointId(point),
                NOW.minus(Duration.ofHours(hoursAgo)),
                null,
                null,
                null);
    }

    private static Point point(String id, int hoursAgo) {
        return new Point(
                id,
                NOW.minus(Duration.ofHours(hoursAgo)),
                DISK,
                DataSize.gib(10),
                RestorePoint.Status.AVAILABLE,
                true,
                null,
                new RestorePoint.Content(false, false, DataSize.gib(5), List.of()),
                List.of());
    }

    private record Point(
            String id,
            Instant at,
            Resource resource,
            @Nullable DataSize size,
            RestorePoint.Status status,
            boolean automatic,
            @Nullable Instant expiresAt,
            RestorePoint.Content content,
            List<RestorePoint.Copy> copies) {
        Point holding(@Nullable DataSize stored) {
            return with(new RestorePoint.Content(content.incremental(), content.encrypted(), stored, content.parts()));
        }

        Point incremental(boolean incremental) {
            return with(new RestorePoint.Content(incremental, content.encrypted(), content.stored(), content.parts()));
        }

        Point encrypted() {
            return with(new RestorePoint.Content(content.incremental(), true, content.stored(), content.parts()));
        }

        Point parts(RestorePoint.Part... parts) {
            return with(new RestorePoint.Content(
                    content.incremental(), content.encrypted(), content.stored(), List.of(parts)));
        }

        private Point with(RestorePoint.Content other) {
            return new Point(id, at, resource, size, status, automatic, expiresAt, other, copies);
        }

        Point of(@Nullable DataSize other) {
            return of(resource, other);
        }

        Point of(Resource other, @Nullable DataSize otherSize) {
            return new Point(id, at, other, otherSize, status, automatic, expiresAt, content, copies);
        }

        Point status(RestorePoint.Status other) {
            return new Point(id, at, resource, size, other, automatic, expiresAt, content, copies);
        }

        Point manual() {
            return new Point(id, at, resource, size, status, false, expiresAt, content, copies);
        }

        Point expiring() {
            return new Point(id, at, resource, size, status, automatic, NOW.plusSeconds(1), content, copies);
        }

        Point copied(RestorePoint.CopyStatus copy) {
            return new Point(
                    id,
                    at,
                    resource,
                    size,
                    status,
                    automatic,
                    expiresAt,
                    content,
                    List.of(new RestorePoint.Copy(new Site("elsewhere", "project"), null, null, Reported.of(copy))));
        }

        RestorePoint made() {
            return new RestorePoint(
                    new RestorePointId(id),
                    id,
                    null,
                    VAULT,
                    new RestorePoint.Provenance(RestorePoint.Origin.TAKEN, automatic, null),
                    new RestorePoint.Source(resource, resource.id(), size, null),
                    Reported.of(status),
                    at,
                    expiresAt,
                    content,
                    List.of(),
                    copies);
        }
    }

    private static final class World {
        final List<Point> points = new ArrayList<>();
        final List<BackupRunRecord.Member> runs = new ArrayList<>();
        final List<Proof> proofs = new ArrayList<>();
        DataSize size = DataSize.gib(10);

        @Nullable
        DataSize memberStored;

        boolean member = true;
        boolean listed = true;
        boolean vaultListed = true;
        Set<Resource.Disk> excluded = Set.of();
        Set<Resource.Disk> encrypted = Set.of();
        Set<? extends Resource> unlisted = Set.of();
        Schedule schedule = Schedule.dailyAt("02:00");
        Retention retention = Retention.days(30);
        Consistency consistency = Consistency.CRASH_CONSISTENT;
        Vault.Status status = Vault.Status.AVAILABLE;
        Vault.Space space = new Vault.Space(DataSize.gib(100), DataSize.gib(50), false, null);
        Instant logFrom = NOW.minus(Duration.ofDays(2));

        Cases.OfResource of(Resource resource) {
            return Cases.OfResource.of(facts(), resource);
        }

        Cases.OfVault ofVault() {
            return Cases.OfVault.of(facts(), vault());
        }

        Facts facts() {
            Facts facts = new Facts(NOW, proofs);
            facts.logFrom = logFrom;
            for (Resource resource : List.of(DISK, MORE, SERVER)) {
                if (!unlisted.contains(resource)) {
                    facts.resources.put(resource, found(resource));
                }
            }
            if (vaultListed) {
                facts.vaults.put(VAULT, vault());
            }
            if (listed) {
                facts.policies.put(
                        POLICY,
                        new Policy(
                                POLICY,
                                "policy",
                                Reported.of(Purpose.BACKUP),
                                true,
                                schedule,
                                retention,
                                null,
                                null,
                                List.of(new Policy.Attachment(VAULT, null))));
            }
            points.forEach(point -> facts.add(point.made()));
            runs.forEach(run -> facts.runs
                    .computeIfAbsent(run.resource(), none -> new ArrayList<>())
                    .add(run));
            return facts;
        }

        private ProtectableResource found(Resource resource) {
            boolean server = resource instanceof Resource.Server;
            return new ProtectableResource(
                    resource,
                    resource.id(),
                    server ? DataSize.gib(20) : size,
                    Reported.of(server ? ProtectableResource.Status.RUNNING : ProtectableResource.Status.AVAILABLE),
                    null,
                    resource instanceof Resource.Disk disk && encrypted.contains(disk),
                    server ? List.of(DISK, MORE) : List.of(),
                    List.of(),
                    Map.of(),
                    new ProtectableResource.Protection(
                            resource.equals(MORE) || !member ? null : VAULT, null, List.of()));
        }

        Vault vault() {
            List<Vault.Member> members = new ArrayList<>();
            for (Resource resource : member ? List.of(DISK, SERVER) : List.<Resource>of()) {
                members.add(new Vault.Member(
                        resource,
                        null,
                        size,
                        memberStored,
                        null,
                        Reported.of(Vault.MemberStatus.AVAILABLE),
                        resource instanceof Resource.Server ? excluded : Set.of(),
                        false));
            }
            return new Vault(
                    VAULT,
                    "vault",
                    null,
                    new Vault.Protection(
                            Reported.of(Resource.Kind.SERVER),
                            Reported.of(Purpose.BACKUP),
                            Reported.of(consistency),
                            null,
                            false),
                    Reported.of(status),
                    space,
                    Billing.PAY_PER_USE,
                    members,
                    List.of(new Vault.AttachedPolicy(POLICY, Reported.of(Purpose.BACKUP), null)),
                    Map.of(),
                    null);
        }
    }
}
