package io.github.backup4j.posture;

import static io.github.backup4j.posture.GivenFacts.DISK;
import static io.github.backup4j.posture.GivenFacts.MORE;
import static io.github.backup4j.posture.GivenFacts.NOW;
import static io.github.backup4j.posture.GivenFacts.SERVER;
import static io.github.backup4j.posture.GivenFacts.part;
import static io.github.backup4j.posture.GivenFacts.point;
import static io.github.backup4j.posture.GivenFacts.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupRunRecord;
import io.github.backup4j.Consistency;
import io.github.backup4j.DataSize;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.Reported;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Vault;
import io.github.backup4j.posture.Assessment.Result;
import io.github.backup4j.posture.GivenFacts.Point;
import java.time.Duration;
import java.time.Instant;
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
    private static final Objectives DEFAULTS = Objectives.defaults();

    private final GivenFacts world = new GivenFacts();

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
        assertThat(BackupControls.isRecent(world.of(DISK), Objectives.defaults().rpo(Duration.ofHours(24)))
                        .result())
                .isEqualTo(Result.OK);
        assertThat(BackupControls.isRecent(
                                world.of(DISK),
                                Objectives.defaults().rpo(Duration.ofHours(24).minusSeconds(1)))
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

    /** The last slot, at 02:00, was ten hours ago. */
    @ParameterizedTest
    @CsvSource({
        // hours since the last run, how many hours late it may begin, hours since the start of the log, result
        "10, 2, 48, OK",
        "34, 2, 48, BREACHED",
        "34, 10, 48, BREACHED",
        "34, 11, 48, OK",
        "34, 2, 10, BREACHED",
        "34, 2, 9, UNKNOWN"
    })
    void ranWhenDue_slotSinceTheLastRun_isMissedAfterItsGraceIfTheLogCoversIt(
            int run, int grace, int log, Result result) {
        world.points.add(point("of-the-policy", run));
        world.logFrom = NOW.minus(Duration.ofHours(log));
        assertThat(BackupControls.ranWhenDue(world.of(DISK), DEFAULTS.grace(Duration.ofHours(grace)))
                        .result())
                .isEqualTo(result);
    }

    /**
     * The last run lies on no slot of 02:00, so the schedule may have changed since. It was due for sure once a run of the present
     * schedule has not begun after the one before would have: a day after the last run, as its runs are a day apart.
     */
    @ParameterizedTest
    @CsvSource({
        // hours since the last run, and since the one before it (0: there is none), result
        "14, 38, UNKNOWN",
        "31, 55, UNKNOWN",
        "33, 57, BREACHED",
        "34, 58, BREACHED",
        "35, 59, BREACHED",
        "38, 62, BREACHED",
        "38, 110, UNKNOWN",
        "62, 86, BREACHED",
        "38, 0, UNKNOWN",
        "210, 0, BREACHED",
        "9, 33, OK"
    })
    void ranWhenDue_lastRunOnNoSlotOfTheSchedule_isUnknownUntilTheOneBeforeWasDueToo(
            int last, int before, Result result) {
        world.logFrom = NOW.minus(Duration.ofDays(7));
        world.points.add(point("last", last));
        if (before > 0) {
            world.points.add(point("before", before));
        }
        Answer answer = BackupControls.ranWhenDue(world.of(DISK), DEFAULTS);
        boolean onASlot = last == 34 || last == 33;
        assertThat(answer.result()).as(answer.toString()).isEqualTo(result);
        if (result == Result.UNKNOWN) {
            assertThat(answer.sentence()).contains("schedule may have changed");
        }
        if (result == Result.BREACHED && !onASlot) {
            assertThat(answer.since()).isEqualTo(last == 62 ? "2026-01-19T02:00:00Z" : "2026-01-20T02:00:00Z");
            assertThat(answer.evidence()).containsEntry("missed", last == 62 ? "2" : "1");
        }
    }

    /** What the log and the list say of one run are not two runs. */
    @Test
    void ranWhenDue_lastRunOnNoSlotInTheLogAsWell_isStillOne() {
        world.points.add(point("last", 14));
        world.runs.add(new BackupRunRecord.Member(
                DISK,
                Reported.of(OperationRecord.Status.SUCCEEDED),
                new RestorePointId("last"),
                NOW.minus(Duration.ofHours(14)).minusSeconds(5),
                null,
                null,
                null));
        assertThat(BackupControls.ranWhenDue(world.of(DISK), DEFAULTS).result()).isEqualTo(Result.UNKNOWN);
    }

    @Test
    void ranWhenDue_severalSlots_isSinceTheFirstThatTheLogCovers() {
        world.points.add(point("of-the-policy", 10 + 3 * 24));
        world.logFrom = NOW.minus(Duration.ofHours(40));
        Answer answer = BackupControls.ranWhenDue(world.of(DISK), DEFAULTS);
        assertThat(answer.result()).isEqualTo(Result.BREACHED);
        assertThat(answer.since()).isEqualTo("2026-01-19T02:00:00Z");
        assertThat(answer.evidence()).containsEntry("missed", "3").containsEntry("lastRun", "2026-01-17T02:00:00Z");
    }

    /** An entry of the log counts as a run of the policy only if its restore point is one, or if the policy was due then. */
    @Test
    void ranWhenDue_entryOfTheLog_countsIfItIsOfThePolicy() {
        world.points.add(point("of-the-policy", 34));
        world.runs.add(run(OperationRecord.Status.FAILED, 10, null));
        assertThat(BackupControls.ranWhenDue(world.of(DISK), DEFAULTS).result())
                .as("it began when the policy was due")
                .isEqualTo(Result.OK);
        world.runs.set(0, run(OperationRecord.Status.SUCCEEDED, 5, "deleted"));
        assertThat(BackupControls.ranWhenDue(world.of(DISK), DEFAULTS).result())
                .as("it began when the policy was not due")
                .isEqualTo(Result.BREACHED);
        world.runs.set(0, run(OperationRecord.Status.SUCCEEDED, 10, "by-hand"));
        world.points.add(point("by-hand", 10).manual());
        assertThat(BackupControls.ranWhenDue(world.of(DISK), DEFAULTS).result())
                .as("its restore point was taken manually")
                .isEqualTo(Result.BREACHED);
        world.runs.set(0, runAt(null));
        assertThat(BackupControls.ranWhenDue(world.of(DISK), DEFAULTS).result())
                .as("the log does not say when it began")
                .isEqualTo(Result.BREACHED);
    }

    @Test
    void ranWhenDue_policyThatIsNotDue_isNotAssessed() {
        assertThat(BackupControls.ranWhenDue(world.of(DISK), DEFAULTS).result())
                .as("no restore point yet")
                .isEqualTo(Result.NOT_ASSESSABLE);
        world.points.add(point("of-the-policy", 34));
        world.enabled = false;
        assertThat(BackupControls.ranWhenDue(world.of(DISK), DEFAULTS).result()).isEqualTo(Result.NOT_ASSESSABLE);
        world.enabled = true;
        world.suspended = true;
        assertThat(BackupControls.ranWhenDue(world.of(DISK), DEFAULTS).result()).isEqualTo(Result.NOT_ASSESSABLE);
        world.suspended = false;
        world.attached = false;
        assertThat(BackupControls.ranWhenDue(world.of(DISK), DEFAULTS).result()).isEqualTo(Result.NOT_ASSESSABLE);
        world.attached = true;
        world.schedule = new Schedule.Opaque(List.of("FREQ=HOURLY"));
        assertThat(BackupControls.ranWhenDue(world.of(DISK), DEFAULTS).result()).isEqualTo(Result.UNKNOWN);
    }

    @Test
    void hasRestorePoint_noneThatCanBeRestoredFrom_isBreached() {
        assertThat(BackupControls.hasRestorePoint(world.of(DISK), DEFAULTS).result())
                .isEqualTo(Result.BREACHED);
        for (RestorePoint.Status status : RestorePoint.Status.values()) {
            world.points.clear();
            world.points.add(point("only", 1).status(status));
            boolean usable = status == RestorePoint.Status.AVAILABLE || status == RestorePoint.Status.RESTORING;
            assertThat(BackupControls.hasRestorePoint(world.of(DISK), DEFAULTS).result())
                    .as(status.name())
                    .isEqualTo(usable ? Result.OK : Result.BREACHED);
        }
        world.points.clear();
        world.points.add(point("sent-here", 1).origin(RestorePoint.Origin.COPIED));
        assertThat(BackupControls.hasRestorePoint(world.of(DISK), DEFAULTS).result())
                .as("a copy of one in another region")
                .isEqualTo(Result.BREACHED);
    }

    /** Nobody asks for what has no objective, and nothing is judged that does not exist. */
    @Test
    void controls_noObjectiveOrNoRestorePoint_areNotAssessed() {
        Objectives all = Objectives.defaults().rpo(Duration.ofHours(24)).copiedWithin(Duration.ofDays(1));
        for (Answer answer : List.of(
                BackupControls.isRecent(world.of(DISK), all),
                BackupControls.isCopied(world.of(DISK), all),
                BackupControls.isWhole(world.of(DISK), all))) {
            assertThat(answer.result()).as(answer.sentence()).isEqualTo(Result.NOT_ASSESSABLE);
        }
        world.points.add(point("new", 1));
        for (Answer answer : List.of(
                BackupControls.isRecent(world.of(DISK), DEFAULTS),
                BackupControls.isCopied(world.of(DISK), DEFAULTS),
                BackupControls.isProven(world.of(DISK), DEFAULTS),
                BackupControls.restoresInTime(world.of(DISK), DEFAULTS),
                ProtectionControls.keepsLongEnough(world.of(DISK), DEFAULTS),
                ProtectionControls.isEncrypted(world.of(DISK), DEFAULTS),
                ProtectionControls.isConsistent(world.of(SERVER), DEFAULTS))) {
            assertThat(answer.result()).as(answer.sentence()).isEqualTo(Result.NOT_ASSESSABLE);
            assertThat(answer.asked()).isFalse();
        }
    }

    @Test
    void isRecent_pointsThatCannotBeRestoredFrom_doNotCount() {
        world.points.add(point("new", 1).status(RestorePoint.Status.ERROR));
        world.points.add(point("being-restored", 30).status(RestorePoint.Status.RESTORING));
        Answer answer =
                BackupControls.isRecent(world.of(DISK), Objectives.defaults().rpo(Duration.ofHours(24)));
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
        assertThat(BackupControls.lastRunHeld(world.of(DISK), DEFAULTS).result())
                .isEqualTo(failed);
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
        assertThat(BackupControls.lastRunHeld(world.of(DISK), DEFAULTS).result())
                .isEqualTo(failed);
        assertThat(BackupControls.lastRunWasNotSkipped(world.of(DISK), DEFAULTS).result())
                .isEqualTo(failed == Result.BREACHED ? Result.OK : failed);
    }

    /** A backup on its way does not hide how the one before ended. */
    @ParameterizedTest
    @EnumSource(
            value = OperationRecord.Status.class,
            names = {"WAITING", "RUNNING"})
    void lastRun_entryOfABackupOnItsWay_isJudgedByTheOneBefore(OperationRecord.Status status) {
        world.points.add(point("old", 30));
        world.runs.add(run(status, 1, null));
        world.runs.add(run(OperationRecord.Status.FAILED, 10, null));
        assertThat(BackupControls.lastRunHeld(world.of(DISK), DEFAULTS).result())
                .isEqualTo(Result.BREACHED);
        world.runs.set(1, run(OperationRecord.Status.SKIPPED, 10, null));
        assertThat(BackupControls.lastRunWasNotSkipped(world.of(DISK), DEFAULTS).result())
                .isEqualTo(Result.BREACHED);
    }

    /** Its restore point may be deleted by now. */
    @Test
    void lastRun_entryThatSucceededAfterAFailure_counts() {
        world.points.add(point("old", 30));
        world.runs.add(run(OperationRecord.Status.SUCCEEDED, 1, "deleted"));
        world.runs.add(run(OperationRecord.Status.FAILED, 10, null));
        assertThat(BackupControls.lastRunHeld(world.of(DISK), DEFAULTS).result())
                .isEqualTo(Result.OK);
    }

    @Test
    void lastRun_pointThatIsNewerThanAFailure_counts() {
        world.runs.add(run(OperationRecord.Status.FAILED, 10, null));
        world.points.add(point("new", 5));
        assertThat(BackupControls.lastRunHeld(world.of(DISK), DEFAULTS).result())
                .isEqualTo(Result.OK);
        world.runs.set(0, run(OperationRecord.Status.FAILED, 10, "new"));
        assertThat(BackupControls.lastRunHeld(world.of(DISK), DEFAULTS).result())
                .isEqualTo(Result.BREACHED);
        world.runs.set(0, run(OperationRecord.Status.FAILED, 5, null));
        assertThat(BackupControls.lastRunHeld(world.of(DISK), DEFAULTS).result())
                .isEqualTo(Result.BREACHED);
    }

    @Test
    void lastRun_pointBeforeTheLogBegins_isSureOnlyIfNothingWasDueMeanwhile() {
        world.logFrom = NOW.minus(Duration.ofHours(8));
        world.points.add(point("of-the-last-slot", 10));
        assertThat(BackupControls.lastRunHeld(world.of(DISK), DEFAULTS).result())
                .isEqualTo(Result.OK);
        world.points.set(0, point("by-hand", 10).manual());
        assertThat(BackupControls.lastRunHeld(world.of(DISK), DEFAULTS).result())
                .isEqualTo(Result.UNKNOWN);
        world.points.set(0, point("of-the-slot-before", 34));
        assertThat(BackupControls.lastRunHeld(world.of(DISK), DEFAULTS).result())
                .isEqualTo(Result.UNKNOWN);
        world.schedule = new Schedule.Opaque(List.of("FREQ=HOURLY"));
        world.points.set(0, point("of-nobody-knows-which", 10));
        assertThat(BackupControls.lastRunHeld(world.of(DISK), DEFAULTS).result())
                .isEqualTo(Result.UNKNOWN);
        world.listed = false;
        assertThat(BackupControls.lastRunHeld(world.of(DISK), DEFAULTS).result())
                .isEqualTo(Result.UNKNOWN);
        world.logFrom = NOW.minus(Duration.ofHours(10));
        assertThat(BackupControls.lastRunHeld(world.of(DISK), DEFAULTS).result())
                .isEqualTo(Result.OK);
    }

    private static BackupRunRecord.Member runAt(@Nullable Instant begun) {
        return new BackupRunRecord.Member(
                DISK, Reported.of(OperationRecord.Status.SUCCEEDED), null, begun, null, null, null);
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
        for (Answer answer : List.of(
                ProtectionControls.isProtected(server, DEFAULTS),
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

    /** A vault that nobody has read may be on its way out. Where there is no list of vaults, none has such a status. */
    @Test
    void isProtected_listOfVaultsThatBrokeOff_isUnknownUnlessTheVaultWasRead() {
        for (boolean read : new boolean[] {true, false}) {
            for (boolean missing : new boolean[] {true, false}) {
                world.vaultListed = read;
                Facts facts = world.facts();
                facts.gaps.put(Facts.Source.VAULTS, new Facts.Gap(missing, "it broke off"));
                Answer member = ProtectionControls.isProtected(Cases.OfResource.of(facts, DISK), DEFAULTS);
                assertThat(member.result())
                        .as("read: %s, missing: %s", read, missing)
                        .isEqualTo(read || missing ? Result.OK : Result.UNKNOWN);
                assertThat(member.sentence()).startsWith(read || missing ? "it is in vault" : "it broke off");
                assertThat(ProtectionControls.isProtected(Cases.OfResource.of(facts, MORE), DEFAULTS)
                                .result())
                        .as("in no vault")
                        .isEqualTo(Result.BREACHED);
            }
        }
    }

    // ---- how it is protected

    @Test
    void isProtected_memberOrVaultThatIsOnItsWayOut_isBreached() {
        assertThat(ProtectionControls.isProtected(world.of(DISK), DEFAULTS).result())
                .isEqualTo(Result.OK);
        for (Vault.MemberStatus status : Vault.MemberStatus.values()) {
            world.memberStatus = status;
            assertThat(ProtectionControls.isProtected(world.of(DISK), DEFAULTS).result())
                    .as(status.name())
                    .isEqualTo(status == Vault.MemberStatus.REMOVING ? Result.BREACHED : Result.OK);
        }
        world.memberStatus = Vault.MemberStatus.AVAILABLE;
        for (Vault.Status status : Vault.Status.values()) {
            world.status = status;
            assertThat(ProtectionControls.isProtected(world.of(DISK), DEFAULTS).result())
                    .as(status.name())
                    .isEqualTo(
                            switch (status) {
                                case DELETING, ERROR -> Result.BREACHED;
                                case AVAILABLE, BILLING_LOCKED, FROZEN, UNRECOGNIZED -> Result.OK;
                            });
        }
    }

    @Test
    void isProtected_inNoVault_isBreachedWithTheCloudsReason() {
        assertThat(ProtectionControls.isProtected(world.of(MORE), DEFAULTS).result())
                .isEqualTo(Result.BREACHED);
        world.obstacle = "it is being migrated";
        Answer answer = ProtectionControls.isProtected(world.of(MORE), DEFAULTS);
        assertThat(answer.result()).isEqualTo(Result.BREACHED);
        assertThat(answer.sentence()).contains("it is being migrated");
        assertThat(answer.evidence()).containsKeys("status", "size");
        world.unlisted = Set.of(MORE);
        assertThat(ProtectionControls.isProtected(world.of(MORE), DEFAULTS).result())
                .isEqualTo(Result.BREACHED);
    }

    @Test
    void policyActs_detachedDisabledOrSuspended_isNeverOk() {
        assertThat(ProtectionControls.hasPolicy(world.of(DISK), DEFAULTS).result())
                .isEqualTo(Result.OK);
        assertThat(ProtectionControls.policyActs(world.of(DISK), DEFAULTS).result())
                .isEqualTo(Result.OK);
        world.suspended = true;
        assertThat(ProtectionControls.policyActs(world.of(DISK), DEFAULTS).result())
                .isEqualTo(Result.BREACHED);
        world.suspended = false;
        world.enabled = false;
        assertThat(ProtectionControls.policyActs(world.of(DISK), DEFAULTS).result())
                .isEqualTo(Result.BREACHED);
        world.attached = false;
        assertThat(ProtectionControls.hasPolicy(world.of(DISK), DEFAULTS).result())
                .isEqualTo(Result.BREACHED);
        assertThat(ProtectionControls.policyActs(world.of(DISK), DEFAULTS).result())
                .isEqualTo(Result.NOT_ASSESSABLE);
        for (Answer answer : List.of(
                ProtectionControls.keepsLongEnough(world.of(DISK), DEFAULTS.retention(Duration.ofDays(7))),
                ProtectionControls.keepsNotForever(world.of(DISK), DEFAULTS))) {
            assertThat(answer.result()).as(answer.sentence()).isEqualTo(Result.NOT_ASSESSABLE);
        }
    }

    @Test
    void keepsLongEnough_reachOfTheObjective_isOkAndASecondMoreIsNot() {
        Duration month = Duration.ofDays(30);
        assertThat(ProtectionControls.keepsLongEnough(world.of(DISK), DEFAULTS.retention(month))
                        .result())
                .isEqualTo(Result.OK);
        assertThat(ProtectionControls.keepsLongEnough(world.of(DISK), DEFAULTS.retention(month.plusSeconds(1)))
                        .result())
                .isEqualTo(Result.BREACHED);
        assertThat(ProtectionControls.keepsNotForever(world.of(DISK), DEFAULTS).result())
                .isEqualTo(Result.OK);
        world.retention = Retention.forever();
        assertThat(ProtectionControls.keepsLongEnough(world.of(DISK), DEFAULTS.retention(month))
                        .result())
                .isEqualTo(Result.OK);
        assertThat(ProtectionControls.keepsNotForever(world.of(DISK), DEFAULTS).result())
                .isEqualTo(Result.BREACHED);
        assertThat(ProtectionControls.keepsNotForever(world.of(DISK), DEFAULTS.allowingForever())
                        .result())
                .isEqualTo(Result.NOT_ASSESSABLE);
    }

    @Test
    void isLocked_vault_isAsTheListSays() {
        assertThat(ProtectionControls.isLocked(world.of(DISK), DEFAULTS).result())
                .isEqualTo(Result.NOT_ASSESSABLE);
        assertThat(ProtectionControls.isLocked(world.of(DISK), DEFAULTS.allLocked())
                        .result())
                .isEqualTo(Result.BREACHED);
        world.locked = true;
        assertThat(ProtectionControls.isLocked(world.of(DISK), DEFAULTS.allLocked())
                        .result())
                .isEqualTo(Result.OK);
    }

    @Test
    void isConsistent_eachLevel_isComparedForServersOnly() {
        Objectives crash = DEFAULTS.consistency(Consistency.CRASH_CONSISTENT);
        Objectives application = DEFAULTS.consistency(Consistency.APPLICATION_CONSISTENT);
        assertThat(ProtectionControls.isConsistent(world.of(DISK), application).result())
                .isEqualTo(Result.NOT_ASSESSABLE);
        assertThat(ProtectionControls.isConsistent(world.of(SERVER), crash).result())
                .isEqualTo(Result.OK);
        assertThat(ProtectionControls.isConsistent(world.of(SERVER), application)
                        .result())
                .isEqualTo(Result.BREACHED);
        world.consistency = Consistency.APPLICATION_CONSISTENT;
        assertThat(ProtectionControls.isConsistent(world.of(SERVER), application)
                        .result())
                .as("no list tells of the agent")
                .isEqualTo(Result.UNKNOWN);
    }

    /** Only the newest restore point counts that can be restored from. */
    @Test
    void isConsistent_agentThatFailed_isBreachedUntilTheNextRestorePoint() {
        Objectives application = DEFAULTS.consistency(Consistency.APPLICATION_CONSISTENT);
        world.consistency = Consistency.APPLICATION_CONSISTENT;
        world.points.add(point("failed", 1).of(SERVER, DataSize.gib(20)).status(RestorePoint.Status.ERROR));
        world.points.add(point("newest", 2).of(SERVER, DataSize.gib(20)).agentFailed("E-1", "it does not respond"));
        Answer answer = ProtectionControls.isConsistent(world.of(SERVER), application);
        assertThat(answer.result()).isEqualTo(Result.BREACHED);
        assertThat(answer.sentence()).endsWith("it does not respond (E-1)");
        assertThat(answer.evidence())
                .containsEntry("restorePoint", "newest")
                .containsEntry("code", "E-1")
                .containsEntry("reason", "it does not respond");
        Facts unread = world.facts();
        unread.gaps.put(Facts.Source.POINTS, new Facts.Gap(false, "it broke off"));
        assertThat(ProtectionControls.isConsistent(Cases.OfResource.of(unread, SERVER), application)
                        .sentence())
                .as("there may be a newer one")
                .isEqualTo("it broke off");
        assertThat(ProtectionControls.isConsistent(world.of(SERVER), DEFAULTS.consistency(Consistency.CRASH_CONSISTENT))
                        .result())
                .isEqualTo(Result.OK);
        world.points.add(0, point("next", 0).of(SERVER, DataSize.gib(20)));
        assertThat(ProtectionControls.isConsistent(world.of(SERVER), application)
                        .result())
                .isEqualTo(Result.UNKNOWN);
    }

    // ---- restore points that nobody needs

    @Test
    void isNeeded_pointsInAVaultThatTheResourceHasLeft_areFoundUnlessARuleOrAPersonKeepsThem() {
        world.member = false;
        world.points.add(point("new", 1));
        assertThat(BackupControls.isNeeded(world.of(DISK), DEFAULTS).result()).isEqualTo(Result.BREACHED);
        for (Point kept : List.of(point("new", 1).manual(), point("new", 1).expiring())) {
            world.points.set(0, kept);
            assertThat(BackupControls.isNeeded(world.of(DISK), DEFAULTS).result())
                    .isEqualTo(Result.OK);
        }
    }

    private Result needed() {
        return BackupControls.isNeeded(world.of(DISK), DEFAULTS).result();
    }

    /** A rule by age acts by the stamp that its points get when they are made. Those of a rule that counted have none. */
    @Test
    void isNeeded_pointsOfAMemberWithoutAnExpiry_areFoundUnlessTheRuleCountsOrKeepsAll() {
        world.points.add(point("stamped", 1).expiring());
        world.points.add(point("counted", 30));
        Answer answer = BackupControls.isNeeded(world.of(DISK), DEFAULTS);
        assertThat(answer.result()).isEqualTo(Result.BREACHED);
        assertThat(answer.sentence())
                .isEqualTo("1 restore point of it has no expiry, and policy policy"
                        + " deletes by expiry (it keeps for 30 days): no rule will delete it");
        assertThat(answer.evidence()).containsEntry("newest", "counted").containsEntry("restorePoints", "1");
        for (Retention retention : List.of(Retention.latest(7), Retention.forever())) {
            world.retention = retention;
            assertThat(needed()).as(retention.toString()).isEqualTo(Result.OK);
        }
        world.retention = new Retention.Unrecognized(Map.of("keep", "some"));
        assertThat(needed()).isEqualTo(Result.UNKNOWN);
        world.retention = Retention.days(30);
        for (Point kept : List.of(
                point("kept", 30).manual(),
                point("kept", 30).pinned(),
                point("kept", 30).status(RestorePoint.Status.PROTECTING),
                point("kept", 30).expiring())) {
            world.points.set(1, kept);
            assertThat(needed()).isEqualTo(Result.OK);
        }
    }

    @Test
    void isNeeded_pointsOfAMemberWithoutAnExpiryAndNoPolicy_areNotOk() {
        world.points.add(point("counted", 30));
        world.attached = false;
        assertThat(needed()).isEqualTo(Result.NOT_ASSESSABLE);
        world.attached = true;
        world.retention = Retention.latest(7);
        world.enabled = false;
        assertThat(needed()).as("a disabled policy deletes nothing").isEqualTo(Result.NOT_ASSESSABLE);
        world.enabled = true;
        assertThat(needed()).as("a rule that counts").isEqualTo(Result.OK);
        world.listed = false;
        assertThat(needed()).as("the policy is not listed").isEqualTo(Result.UNKNOWN);
        world.points.set(0, point("stamped", 30).expiring());
        assertThat(needed()).as("no rule matters").isEqualTo(Result.OK);
    }

    @Test
    void isNeeded_pointsOfWhatIsGone_areFoundWithTheirBytesIfAllAreKnown() {
        world.unlisted = Set.of(DISK);
        assertThat(BackupControls.isNeeded(world.of(DISK), DEFAULTS).result()).isEqualTo(Result.OK);
        world.points.add(point("new", 1).manual().holding(DataSize.gib(2)));
        world.points.add(point("old", 2).holding(DataSize.gib(3)));
        Answer answer = BackupControls.isNeeded(world.of(DISK), DEFAULTS);
        assertThat(answer.result()).isEqualTo(Result.BREACHED);
        assertThat(answer.evidence())
                .containsEntry("stored", DataSize.gib(5).toString())
                .containsEntry("newest", "new");
        world.points.get(1).holding(null);
        assertThat(BackupControls.isNeeded(world.of(DISK), DEFAULTS).evidence()).doesNotContainKey("stored");
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

    /** A drill is dated by the clock of the process that made it, which may be ahead by a little. */
    @ParameterizedTest
    @CsvSource({"120, OK", "121, UNKNOWN"})
    void isProven_drillInTheFuture_isUnknownBeyondTheDifferenceOfClocks(int seconds, Result result) {
        world.proofs.add(new Proof(DISK, NOW.plusSeconds(seconds), null, true, true, Duration.ofHours(1)));
        assertThat(BackupControls.isProven(world.of(DISK), DEFAULTS.provenWithin(Duration.ofDays(1)))
                        .result())
                .isEqualTo(result);
        assertThat(BackupControls.restoresInTime(world.of(DISK), DEFAULTS.rto(Duration.ofHours(1)))
                        .result())
                .isEqualTo(result);
    }

    /** How old the drill is, only the clock tells; how long it took, the drill itself. */
    @Test
    void restoresInTime_clockThatIsOff_isUnknownOnlyIfTheDrillMayBeTooOld() {
        world.proofs.add(new Proof(DISK, NOW, null, true, true, Duration.ofMinutes(5)));
        Facts off = world.facts();
        off.clockOff = "the clock here is off";
        Cases.OfResource disk = Cases.OfResource.of(off, DISK);
        Objectives hour = DEFAULTS.rto(Duration.ofHours(1));

        assertThat(BackupControls.restoresInTime(disk, hour).result()).isEqualTo(Result.OK);
        assertThat(BackupControls.restoresInTime(disk, hour.provenWithin(Duration.ofDays(30)))
                        .result())
                .isEqualTo(Result.UNKNOWN);
    }

    @Test
    void restoresInTime_whatTheLastDrillDidNotMeasure_isNeverOk() {
        Objectives hour = DEFAULTS.rto(Duration.ofHours(1));
        assertThat(BackupControls.restoresInTime(world.of(DISK), hour).result()).isEqualTo(Result.UNKNOWN);
        for (Duration took : List.of(Duration.ofSeconds(-1), Duration.ZERO)) {
            world.proofs.clear();
            world.proofs.add(new Proof(DISK, NOW, null, true, false, took));
            assertThat(BackupControls.restoresInTime(world.of(DISK), hour).result())
                    .isEqualTo(took.isZero() ? Result.OK : Result.UNKNOWN);
        }
        world.proofs.set(0, new Proof(DISK, NOW, null, true, true, null));
        assertThat(BackupControls.restoresInTime(world.of(DISK), hour).result()).isEqualTo(Result.UNKNOWN);
        world.proofs.set(0, new Proof(DISK, NOW, null, false, false, Duration.ofMinutes(1)));
        assertThat(BackupControls.restoresInTime(world.of(DISK), hour).result()).isEqualTo(Result.BREACHED);
        world.proofs.set(0, new Proof(SERVER, NOW, null, true, true, Duration.ofMinutes(1)));
        assertThat(BackupControls.restoresInTime(world.of(DISK), hour).result())
                .as("a drill of something else")
                .isEqualTo(Result.UNKNOWN);
        assertThat(BackupControls.isProven(world.of(DISK), DEFAULTS.provenWithin(Duration.ofDays(1)))
                        .result())
                .isEqualTo(Result.BREACHED);
    }

    @Test
    void restoresInTime_drillAsOldAsTheObjective_isOkAndASecondMoreIsUnknown() {
        world.proofs.add(new Proof(DISK, NOW.minus(Duration.ofDays(9)), null, true, true, Duration.ofMinutes(1)));
        Objectives hour = DEFAULTS.rto(Duration.ofHours(1));
        assertThat(BackupControls.restoresInTime(world.of(DISK), hour.provenWithin(Duration.ofDays(9)))
                        .result())
                .isEqualTo(Result.OK);
        assertThat(BackupControls.restoresInTime(
                                world.of(DISK),
                                hour.provenWithin(Duration.ofDays(9).minusSeconds(1)))
                        .result())
                .isEqualTo(Result.UNKNOWN);
    }

    // ---- vaults

    @ParameterizedTest
    @CsvSource({
        // used, capacity, whether it expands, objective in percent
        "84, 100, false, 85, OK",
        "85, 100, false, 85, BREACHED",
        "90, 100, true, 85, OK",
        "100, 100, true, 85, BREACHED",
        "0, 0, false, 85, BREACHED",
        "-1, 100, false, 85, UNKNOWN"
    })
    void hasRoom_useOfTheObjective_isBreached(int used, int capacity, boolean expands, int percent, Result result) {
        world.space = new Vault.Space(DataSize.gib(capacity), used < 0 ? null : DataSize.gib(used), expands, null);
        assertThat(VaultControls.hasRoom(world.ofVault(), DEFAULTS.vaultsBelow(percent))
                        .result())
                .isEqualTo(result);
    }

    /** The cloud enlarges no vault beyond the largest that it has. */
    @Test
    void hasRoom_vaultThatExpandsAndIsTheLargest_isJudgedAsAnyOther() {
        nightsOfAGiB();
        world.space = new Vault.Space(DataSize.gib(100), DataSize.gib(95), true, null);
        for (boolean largest : new boolean[] {false, true}) {
            Facts facts = world.facts();
            facts.largestVault = DataSize.gib(largest ? 100 : 101);
            Cases.OfVault vault = Cases.OfVault.of(facts, world.vault());
            assertThat(VaultControls.hasRoom(vault, DEFAULTS.vaultsBelow(85)).result())
                    .isEqualTo(largest ? Result.BREACHED : Result.OK);
            assertThat(VaultControls.staysBelowItsCapacity(vault, DEFAULTS.fullWithin(Duration.ofDays(5)))
                            .result())
                    .isEqualTo(largest ? Result.BREACHED : Result.NOT_ASSESSABLE);
        }
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

    /** Eight nights of 1 GiB each; the first holds all data and does not count: 1 GiB a day, from 95 of 100 GiB. */
    private void nightsOfAGiB() {
        world.space = new Vault.Space(DataSize.gib(100), DataSize.gib(95), false, null);
        for (int day = 1; day <= 8; day++) {
            world.points.add(point("point-" + day, 24 * day).holding(DataSize.gib(1)));
        }
    }

    private void keptFor(int days) {
        for (int day = 1; day <= world.points.size(); day++) {
            world.points.get(day - 1).expiring(NOW.plus(Duration.ofDays((long) days - day)));
        }
    }

    private Answer full(Duration within) {
        return VaultControls.staysBelowItsCapacity(world.ofVault(), DEFAULTS.fullWithin(within));
    }

    @Test
    void staysBelowItsCapacity_dayOnWhichItIsFull_isTheFirstThatReachesTheCapacity() {
        nightsOfAGiB();
        assertThat(full(Duration.ofDays(4)).result()).isEqualTo(Result.OK);
        for (Duration within : List.of(Duration.ofDays(4).plusSeconds(1), Duration.ofDays(5), Duration.ofDays(30))) {
            Answer answer = full(within);
            assertThat(answer.result()).as(within.toString()).isEqualTo(Result.BREACHED);
            assertThat(answer.evidence())
                    .containsEntry("fullOn", "2026-01-25")
                    .containsEntry("bytesADay", String.valueOf(1L << 30))
                    .containsEntry("restorePoints", "7");
        }
        assertThat(VaultControls.peak(world.ofVault(), DEFAULTS.fullWithin(Duration.ofDays(5))))
                .isEqualTo((double) DataSize.gib(100).bytes());
    }

    /** From the second day on, a restore point is deleted for each that is added. */
    @Test
    void staysBelowItsCapacity_retentionThatFreesAsMuchAsIsAdded_isNeverFull() {
        nightsOfAGiB();
        world.retention = Retention.days(10);
        keptFor(10);
        assertThat(full(Duration.ofDays(300)).result()).isEqualTo(Result.OK);
        assertThat(VaultControls.peak(world.ofVault(), DEFAULTS.fullWithin(Duration.ofDays(300))))
                .isEqualTo((double) DataSize.gib(97).bytes());
    }

    /** Two of 1 GiB a day are deleted for two that are added, those to come after their ten days as well. */
    @Test
    void staysBelowItsCapacity_severalBackupsADay_freeAsManyLater() {
        world.space = new Vault.Space(DataSize.gib(200), DataSize.gib(90), false, null);
        world.retention = Retention.days(10);
        for (int half = 1; half <= 16; half++) {
            world.points.add(point("point-" + half, 12 * half).holding(DataSize.gib(1)));
            world.points.get(half - 1).expiring(NOW.plus(Duration.ofDays(10)).minus(Duration.ofHours(12L * half)));
        }
        assertThat(full(Duration.ofDays(300)).result()).isEqualTo(Result.OK);
        assertThat(VaultControls.peak(world.ofVault(), DEFAULTS.fullWithin(Duration.ofDays(300))))
                .isBetween((double) DataSize.gib(93).bytes(), (double)
                        DataSize.gib(95).bytes());
    }

    /** What nobody knows when it ends is not taken to stay forever. */
    @Test
    void staysBelowItsCapacity_retentionThatNobodyKnows_isUnknownWhateverTheHistory() {
        nightsOfAGiB();
        world.retention = new Retention.Unrecognized(Map.of("keep", "some"));
        assertThat(full(Duration.ofDays(2)).result()).isEqualTo(Result.UNKNOWN);
        assertThat(full(Duration.ofDays(30)).result()).isEqualTo(Result.UNKNOWN);
        assertThat(VaultControls.peak(world.ofVault(), DEFAULTS)).isZero();
    }

    /** Restore points that stay free nothing, however old they become. */
    @Test
    void staysBelowItsCapacity_pointsThatNoRuleDeletes_freeNothing() {
        world.retention = Retention.days(10);
        nightsOfAGiB();
        world.points.forEach(Point::pinned);
        assertThat(full(Duration.ofDays(5)).evidence()).as("images hold them").containsEntry("fullOn", "2026-01-25");
        world.points.clear();
        nightsOfAGiB();
        world.member = false;
        assertThat(full(Duration.ofDays(5)).evidence())
                .as("the disk has left the vault")
                .containsEntry("fullOn", "2026-01-25");
        world.member = true;
        world.points.forEach(point -> point.expiring(NOW.plus(Duration.ofDays(100))));
        assertThat(full(Duration.ofDays(5)).evidence())
                .as("they were stamped under another rule")
                .containsEntry("fullOn", "2026-01-25");
        world.points.forEach(point -> point.expiring(NOW.plus(Duration.ofDays(1))));
        assertThat(full(Duration.ofDays(5)).result()).isEqualTo(Result.OK);
    }

    /** Manual restore points are deleted by no rule, and somebody goes on making them. What failed takes nothing. */
    @Test
    void staysBelowItsCapacity_history_isThatOfTheLastWeeks() {
        nightsOfAGiB();
        world.retention = Retention.forever();
        world.points.add(point("long-ago", 24 * 29).holding(DataSize.gib(1)));
        world.points.add(point("longer-ago", 24 * 60).holding(DataSize.gib(1)));
        assertThat(full(Duration.ofDays(5)).evidence())
                .containsEntry("restorePoints", "8")
                .containsEntry("fullOn", "2026-01-25");
        for (int hour = 1; hour < 20; hour++) {
            world.points.add(point("failed-" + hour, hour)
                    .status(RestorePoint.Status.ERROR)
                    .holding(null));
        }
        assertThat(full(Duration.ofDays(5)).evidence())
                .containsEntry("restorePoints", "8")
                .containsEntry("fullOn", "2026-01-25")
                .doesNotContainKey("byHand");
        for (int day = 8; day > 0; day--) {
            world.points.add(0, point("by-hand-" + day, 24 * day - 1).manual().holding(DataSize.gib(1)));
        }
        Answer byHand = full(Duration.ofDays(5));
        assertThat(byHand.evidence())
                .containsEntry("restorePoints", "16")
                .containsEntry("byHand", "8")
                .containsEntry("fullOn", "2026-01-23");
        assertThat(byHand.sentence()).contains("manual backups");
        world.retention = Retention.latest(1);
        assertThat(full(Duration.ofDays(30)).result())
                .as("what the policy adds goes again, and what was made manually stays")
                .isEqualTo(Result.BREACHED);
        world.attached = false;
        assertThat(full(Duration.ofDays(30)).evidence())
                .as("no policy")
                .containsEntry("restorePoints", "8")
                .containsEntry("fullOn", "2026-01-25");
    }

    /** A policy of another region fills it, and no list here tells that policy's rule: an expiry of its copies does. */
    @Test
    void staysBelowItsCapacity_copiesOfAnotherRegion_countAndAreKeptAsLongAsTheirExpiryTells() {
        nightsOfAGiB();
        world.points.forEach(point -> point.origin(RestorePoint.Origin.COPIED));
        world.member = false;
        world.attached = false;
        assertThat(full(Duration.ofDays(4)).result()).isEqualTo(Result.OK);
        Answer untold = full(Duration.ofDays(5));
        assertThat(untold.result()).isEqualTo(Result.UNKNOWN);
        assertThat(untold.sentence()).contains("2026-01-25", "how long");
        assertThat(VaultControls.peak(world.ofVault(), DEFAULTS)).isZero();
        for (int days : List.of(10, 90)) {
            keptFor(days);
            assertThat(full(Duration.ofDays(300)).result())
                    .as("kept for %s days", days)
                    .isEqualTo(days == 10 ? Result.OK : Result.BREACHED);
        }
        world.points.subList(1, 8).clear();
        assertThat(full(Duration.ofDays(5)).result()).as("one copy").isEqualTo(Result.NOT_ASSESSABLE);
    }

    /** What a rule that counted has made has no expiry, and a rule that works by age deletes none of it. */
    @Test
    void staysBelowItsCapacity_pointsThatTheRuleDidNotStamp_freeNothing() {
        nightsOfAGiB();
        world.retention = Retention.days(2);
        assertThat(full(Duration.ofDays(300)).result())
                .as("as many as are added, later")
                .isEqualTo(Result.OK);
        world.space = new Vault.Space(DataSize.gib(100), DataSize.gib(97), false, null);
        assertThat(full(Duration.ofDays(300)).result()).isEqualTo(Result.OK);
        world.space = new Vault.Space(DataSize.gib(100), DataSize.gib(98), false, null);
        assertThat(full(Duration.ofDays(300)).result()).isEqualTo(Result.BREACHED);
    }

    @ParameterizedTest
    @CsvSource({"48, BREACHED", "47, UNKNOWN"})
    void staysBelowItsCapacity_historyOfLessThanTwoDays_isUnknown(int hours, Result result) {
        world.space = new Vault.Space(DataSize.gib(100), DataSize.gib(99), false, null);
        world.points.add(point("new", 1).holding(DataSize.gib(1)));
        world.points.add(point("old", hours).holding(DataSize.gib(1)));
        world.points.add(point("first", 70).holding(DataSize.gib(1)));
        assertThat(full(Duration.ofDays(5)).result()).isEqualTo(result);
    }

    @Test
    void staysBelowItsCapacity_onePointOrNone_isUnknown() {
        world.points.add(point("new", 24 * 3).holding(DataSize.gib(1)));
        assertThat(full(Duration.ofDays(5)).result()).isEqualTo(Result.UNKNOWN);
        world.points.add(point("first", 24 * 9).holding(DataSize.gib(1)));
        assertThat(full(Duration.ofDays(5)).result()).isEqualTo(Result.UNKNOWN);
        assertThat(VaultControls.peak(world.ofVault(), DEFAULTS)).isZero();
    }

    @Test
    void staysBelowItsCapacity_nothingThatFillsIt_isNotAssessed() {
        nightsOfAGiB();
        world.enabled = false;
        assertThat(full(Duration.ofDays(5)).result()).isEqualTo(Result.NOT_ASSESSABLE);
        world.enabled = true;
        world.attached = false;
        assertThat(full(Duration.ofDays(5)).result()).isEqualTo(Result.NOT_ASSESSABLE);
        world.attached = true;
        world.space = new Vault.Space(DataSize.gib(100), DataSize.gib(95), true, null);
        assertThat(full(Duration.ofDays(5)).result())
                .as("the cloud enlarges it")
                .isEqualTo(Result.NOT_ASSESSABLE);
        for (boolean expands : new boolean[] {true, false}) {
            world.space = new Vault.Space(DataSize.gib(100), DataSize.gib(100), expands, null);
            assertThat(full(Duration.ofDays(5)).result())
                    .as("it is full already")
                    .isEqualTo(Result.NOT_ASSESSABLE);
        }
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

    /** Which lists each control needs, {@code PostureTest} says. */
    @ParameterizedTest
    @EnumSource(Facts.Source.class)
    void assess_listThatBrokeOffOrIsMissing_decidesTheControlsThatNeedIt(Facts.Source source) {
        world.points.add(point("new", 1).copied(RestorePoint.CopyStatus.AVAILABLE));
        Objectives all = Objectives.defaults()
                .rpo(Duration.ofHours(24))
                .copiedWithin(Duration.ofDays(1))
                .retention(Duration.ofDays(30))
                .consistency(Consistency.CRASH_CONSISTENT)
                .allEncrypted()
                .allLocked();
        Facts whole = world.facts();
        Facts broken = world.facts();
        broken.gaps.put(source, new Facts.Gap(false, "it broke off"));
        Facts without = world.facts();
        without.gaps.put(source, new Facts.Gap(true, "there is none"));
        for (ControlTable.Entry<Cases.OfResource> entry : ControlTable.OF_RESOURCES) {
            Assessment known = entry.assess(Cases.OfResource.of(whole, SERVER), whole, all);
            Assessment gap = entry.assess(Cases.OfResource.of(broken, SERVER), broken, all);
            Assessment missing = entry.assess(Cases.OfResource.of(without, SERVER), without, all);
            boolean asked =
                    entry.check().check(Cases.OfResource.of(whole, SERVER), all).asked();
            if (asked && entry.rests().contains(source)) {
                assertThat(gap.result()).as(gap.toString()).isEqualTo(Result.UNKNOWN);
                assertThat(gap.sentence()).isEqualTo("it broke off");
                assertThat(missing.result()).as(missing.toString()).isEqualTo(Result.NOT_ASSESSABLE);
                assertThat(missing.sentence()).startsWith("there is none: ");
            } else {
                assertThat(gap).isEqualTo(known);
                assertThat(missing).isEqualTo(known);
            }
        }
    }

    @Test
    void assess_clockThatIsOff_makesTimedControlsUnknown() {
        world.points.add(point("new", 1));
        Facts facts = world.facts();
        facts.clockOff = "the clock here is off";
        Cases.OfResource about = Cases.OfResource.of(facts, DISK);
        Objectives all = Objectives.defaults()
                .rpo(Duration.ofHours(24))
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
}
