package io.github.backup4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.github.backup4j.AgentFailure;
import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.Consistency;
import io.github.backup4j.DataSize;
import io.github.backup4j.Denied;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.Invalid;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Progress;
import io.github.backup4j.QuotaExceeded;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Site;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.StillRunning;
import io.github.backup4j.Throttled;
import io.github.backup4j.Unavailable;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.testkit.internal.DiskContent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What goes wrong by request")
class FaultsTest {
    private static final Duration LONG = Duration.ofHours(12);
    private static final VaultSpec SPEC = VaultSpec.forDisks("orders", DataSize.gib(100));

    private final InMemoryCloud cloud = InMemoryCloud.create();
    private final CloudBackup backup = cloud.backup();
    private final Faults faults = cloud.faults();
    private final Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(10));

    // ---- calls

    @Test
    void throttle_someCalls_refusesThatManyOfAnyKindAndChangesNothing() {
        faults.throttle(2);
        faults.throttle(1);

        assertThatThrownBy(() -> backup.vaults().create(SPEC))
                .asInstanceOf(type(Throttled.class))
                .satisfies(refusal -> {
                    assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(1));
                    assertThat(refusal.httpStatus()).hasValue(429);
                    assertThat(refusal.retryable()).isTrue();
                    assertThat(refusal).hasMessageContaining("vaults create");
                });
        assertThatThrownBy(() -> backup.vaults().list().toList()).isInstanceOf(Throttled.class);
        assertThatThrownBy(() -> backup.resources().get(disk)).isInstanceOf(Throttled.class);

        assertThat(backup.vaults().list()).isEmpty();
        assertThat(cloud.history()).isEmpty();
    }

    @Test
    void failAll_anyCall_refusedUntilCleared() {
        faults.failAll(() -> new Denied("the credentials have expired"));

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> backup.vaults().create(SPEC))
                    .isInstanceOf(Denied.class)
                    .hasMessage("the credentials have expired");
            assertThatThrownBy(() -> backup.vaults().list().toList()).isInstanceOf(Denied.class);
        }
        faults.clear();

        assertThat(backup.vaults().list()).isEmpty();
        assertThat(cloud.history()).isEmpty();
    }

    @Test
    void failAll_pollOfAnOperation_endsItsWaitAndNotItsWork() {
        Operation<BackupRun> operation = backup.restorePoints().take(BackupSpec.of(vaultWithDisk()));
        faults.failAll(() -> new Denied("the credentials have expired"));

        assertThatThrownBy(() -> operation.await(LONG)).isInstanceOf(Denied.class);
        faults.clear();

        assertThat(operation.await(LONG).restorePoints()).hasSize(1);
    }

    @Test
    void failAll_ofOneMethod_othersWorkAndWhatIsPlannedOnceComesFirst() {
        faults.failAll(Call.VAULTS_CREATE, () -> new QuotaExceeded("no more vaults"));
        faults.failNext(Call.VAULTS_CREATE, new Conflict("first"));

        assertThatThrownBy(() -> backup.vaults().create(SPEC)).hasMessage("first");
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> backup.vaults().create(SPEC)).isInstanceOf(QuotaExceeded.class);
        }
        assertThat(backup.vaults().list()).isEmpty();
        faults.clear();
        assertThat(backup.vaults().create(SPEC).name()).isEqualTo("orders");
    }

    @Test
    void failAll_eachCall_anExceptionOfItsOwn() {
        List<BackupException> made = new ArrayList<>();
        faults.failAll(() -> {
            made.add(new Denied("number " + made.size()));
            return made.get(made.size() - 1);
        });

        assertThatThrownBy(() -> backup.resources().get(disk)).hasMessage("number 0");
        assertThatThrownBy(() -> backup.resources().get(disk)).hasMessage("number 1");
    }

    @Test
    void pending_eachKindOfFault_listedUntilItHappens() {
        VaultId vault = vaultWithDisk();
        faults.throttle(1);
        faults.failNext(Call.VAULTS_GET, new Conflict("no"));
        faults.loseReplyOf(Call.SNAPSHOTS_TAKE);
        faults.failNext(Work.SNAPSHOT, "EVS.2001", "no");
        faults.stickNext(Work.BACKUP, 30);
        faults.failBackupsOf(disk, "BackupService.6212", "no");
        faults.failAll(Call.RESOURCES_GET, () -> new Denied("no"));
        assertThat(faults.pending())
                .containsExactly(
                        "throttle(1)",
                        "failNext(VAULTS_GET, Conflict)",
                        "loseReplyOf(SNAPSHOTS_TAKE)",
                        "stickNext(BACKUP, 30)",
                        "failNext(SNAPSHOT, EVS.2001)",
                        "failAll(RESOURCES_GET)",
                        "failBackupsOf(" + disk + ")");

        assertThatThrownBy(() -> backup.vaults().get(vault)).isInstanceOf(Throttled.class);
        assertThatThrownBy(() -> backup.vaults().get(vault)).isInstanceOf(Conflict.class);
        assertThatThrownBy(() -> backup.snapshots().take(SnapshotSpec.of(disk, "lost")))
                .isInstanceOf(AmbiguousOutcome.class);
        assertThatThrownBy(() -> backup.resources().get(disk)).isInstanceOf(Denied.class);
        assertThat(faults.pending()).containsExactly("stickNext(BACKUP, 30)", "failBackupsOf(" + disk + ")");

        Operation<BackupRun> operation = backup.restorePoints().take(BackupSpec.of(vault));
        faults.release();
        assertThatThrownBy(() -> operation.await(LONG)).isInstanceOf(OperationFailed.class);
        assertThat(faults.pending()).isEmpty();
    }

    @Test
    void pending_cleared_none() {
        faults.throttle(1);
        faults.failAll(() -> new Denied("no"));
        faults.skip(disk, "code", "no");
        assertThat(faults.pending()).containsExactly("throttle(1)", "failAll()", "skip(" + disk + ")");

        faults.clear();

        assertThat(faults.pending()).isEmpty();
    }

    @Test
    void throttle_looksAtAnOperation_areSurvivedByAwait() {
        Operation<BackupRun> operation = backup.restorePoints().take(BackupSpec.of(vaultWithDisk()));
        faults.throttle(10);

        BackupRun run = operation.await(LONG);

        assertThat(run.restorePoints()).hasSize(1);
        assertThat(Duration.between(VirtualTime.DEFAULT_START, cloud.time().now()))
                .as("looks are half a minute apart at most")
                .isBetween(Work.BACKUP.usual(), Work.BACKUP.usual().plusSeconds(30));
    }

    @Test
    void throttle_onceSeen_isStillRunningWithWhatWasSeenLast() {
        Operation<BackupRun> operation = backup.restorePoints().take(BackupSpec.of(vaultWithDisk()));
        List<Progress> seen = new ArrayList<>();

        assertThatThrownBy(() -> operation.await(Duration.ofMinutes(5), progress -> {
                    seen.add(progress);
                    if (seen.size() == 3) {
                        faults.throttle(1_000);
                    }
                }))
                .asInstanceOf(type(StillRunning.class))
                .satisfies(stillRunning -> assertThat(stillRunning.progress()).contains(seen.get(2)));

        assertThat(seen).hasSize(3);
    }

    @Test
    void throttle_longerThanTheWait_isStillRunningAndSaysWhy() {
        Operation<BackupRun> operation = backup.restorePoints().take(BackupSpec.of(vaultWithDisk()));
        faults.throttle(1_000);

        assertThatThrownBy(() -> operation.await(Duration.ofMinutes(1)))
                .isInstanceOf(StillRunning.class)
                .hasCauseInstanceOf(Throttled.class);
    }

    @Test
    void failNextCall_severalAsked_throwsThemInOrderOnceEach() {
        Denied first = new Denied("first");
        Conflict second = new Conflict("second");
        faults.failNext(Call.VAULTS_CREATE, first);
        faults.failNext(Call.VAULTS_CREATE, second);

        assertThat(backup.vaults().list()).as("another call").isEmpty();
        assertThatThrownBy(() -> backup.vaults().create(SPEC)).isSameAs(first);
        assertThatThrownBy(() -> backup.vaults().create(SPEC)).isSameAs(second);
        assertThat(backup.vaults().list()).as("nothing was changed").isEmpty();
        assertThat(backup.vaults().create(SPEC).name()).isEqualTo("orders");
    }

    @Test
    void failNextCall_lookAtAnOperationForGood_endsTheWaitingOnly() {
        Operation<BackupRun> operation = backup.restorePoints().take(BackupSpec.of(vaultWithDisk()));
        Denied refusal = new Denied("no more");
        faults.failNext(Call.OPERATIONS_POLL, refusal);

        assertThatThrownBy(() -> operation.await(LONG)).isSameAs(refusal);

        assertThat(operation.await(LONG).restorePoints()).hasSize(1);
    }

    @Test
    void failNextCall_elsewhere_countsToo() {
        faults.failNext(Call.VAULTS_CREATE, new Denied("not today"));
        CloudBackup elsewhere = cloud.at(new Site("region-2", "project-2")).backup();

        assertThatThrownBy(() -> elsewhere.vaults().create(SPEC)).isInstanceOf(Denied.class);
        assertThat(backup.vaults().create(SPEC).name()).isEqualTo("orders");
    }

    @Test
    void loseReplyOf_callThatChanges_isAmbiguousAndCarriedOutOnce() {
        faults.loseReplyOf(Call.VAULTS_CREATE);

        assertThatThrownBy(() -> backup.vaults().create(SPEC))
                .asInstanceOf(type(AmbiguousOutcome.class))
                .satisfies(lost -> assertThat(lost.retryable()).isFalse())
                .extracting(lost -> lost.code().orElseThrow())
                .isEqualTo("REPLY_LOST");

        assertThat(backup.vaults().list())
                .singleElement()
                .extracting(Vault::name)
                .isEqualTo("orders");
        assertThat(cloud.history())
                .singleElement()
                .extracting(HistoryEntry::event)
                .isEqualTo("vaults create");
        backup.vaults().create(SPEC);
        assertThat(backup.vaults().list()).as("the next call has its reply").hasSize(2);
    }

    @Test
    void loseReplyOf_workIsStarted_itIsStartedOnceAndCanBeFound() {
        VaultId vault = vaultWithDisk();
        faults.loseReplyOf(Call.RESTORE_POINTS_TAKE);

        assertThatThrownBy(() -> backup.restorePoints().take(BackupSpec.of(vault)))
                .isInstanceOf(AmbiguousOutcome.class);

        cloud.time().advance(Duration.ofHours(1));
        assertThat(backup.restorePoints().list(RestorePointFilter.of(disk)))
                .singleElement()
                .extracting(RestorePoint::available)
                .isEqualTo(true);
    }

    @Test
    void loseReplyOf_repeatedWithTheKeyOfTheException_returnsWhatWasMade() {
        faults.loseReplyOf(Call.VAULTS_CREATE);
        AmbiguousOutcome lost = catchThrowableOfType(
                AmbiguousOutcome.class, () -> backup.vaults().create(SPEC));

        Vault vault = backup.vaults().create(SPEC, lost.requestKey().orElseThrow());

        assertThat(backup.vaults().list()).extracting(Vault::id).containsExactly(vault.id());
    }

    /** Nobody knew the key before, so a cloud need not have noted it: a repeat with it may overwrite what was written since. */
    @Test
    void loseReplyOf_overwritesWithoutAKey_namesNoKeyToRepeatItWith() {
        RestorePoint point = take(vaultWithDisk()).restorePoints().get(0);
        Snapshot snapshot =
                backup.snapshots().take(SnapshotSpec.of(disk, "before")).await(LONG);
        faults.loseReplyOf(Call.RESTORE_POINTS_RESTORE);
        faults.loseReplyOf(Call.SNAPSHOTS_ROLL_BACK);

        AmbiguousOutcome restore = catchThrowableOfType(
                AmbiguousOutcome.class, () -> backup.restorePoints().restore(point.id(), InPlace.over(disk)));
        cloud.time().advance(LONG);
        AmbiguousOutcome rollBack = catchThrowableOfType(
                AmbiguousOutcome.class, () -> backup.snapshots().rollBack(snapshot.id(), disk));

        for (AmbiguousOutcome lost : List.of(restore, rollBack)) {
            assertThat(lost.requestKey()).isEmpty();
            assertThat(lost.code()).contains("REPLY_LOST");
            assertThat(lost)
                    .hasMessageContaining("whether " + disk + " is being overwritten is not known")
                    .hasMessageContaining("check its content first");
        }
    }

    @Test
    void loseReplyOf_overwritesWithAKey_namesTheKeyAndARepeatOverwritesNothing() {
        RestorePoint point = take(vaultWithDisk()).restorePoints().get(0);
        RequestKey key = RequestKey.of("order-4711");
        faults.loseReplyOf(Call.RESTORE_POINTS_RESTORE);

        AmbiguousOutcome lost = catchThrowableOfType(
                AmbiguousOutcome.class, () -> backup.restorePoints().restore(point.id(), InPlace.over(disk), key));

        assertThat(lost.requestKey()).contains(key);
        cloud.time().advance(LONG);
        cloud.write(disk, "written since");
        backup.restorePoints().restore(point.id(), InPlace.over(disk), key).await(LONG);
        assertThat(cloud.readText(disk)).isEqualTo("written since");
    }

    @Test
    void loseReplyOf_workRepeatedWithItsKey_joinsWhatWasStarted() {
        VaultId vault = vaultWithDisk();
        RequestKey key = RequestKey.of("before the move");
        faults.loseReplyOf(Call.RESTORE_POINTS_TAKE);
        assertThatThrownBy(() -> backup.restorePoints().take(BackupSpec.of(vault), key))
                .asInstanceOf(type(AmbiguousOutcome.class))
                .extracting(lost -> lost.requestKey().orElseThrow())
                .isEqualTo(key);

        BackupRun run = backup.restorePoints().take(BackupSpec.of(vault), key).await(LONG);

        assertThat(backup.restorePoints().list()).containsExactlyElementsOf(run.restorePoints());
    }

    @Test
    void failNextWork_repeatedWithItsKey_beginsAnew() {
        RequestKey key = RequestKey.of("before the move");
        faults.failNext(Work.SNAPSHOT, "E-17", "the storage is on fire");
        SnapshotSpec spec = SnapshotSpec.of(disk, "before");
        assertThatThrownBy(() -> backup.snapshots().take(spec, key).await(LONG)).isInstanceOf(OperationFailed.class);

        assertThat(backup.snapshots().take(spec, key).await(LONG).status()).isEqualTo(Snapshot.Status.AVAILABLE);
    }

    @Test
    void loseReplyOf_callThatReads_isUnavailableAndMayBeRepeated() {
        faults.loseReplyOf(Call.VAULTS_LIST);
        faults.loseReplyOf(Call.VAULTS_LIST);

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> backup.vaults().list().toList())
                    .asInstanceOf(type(Unavailable.class))
                    .extracting(BackupException::retryable)
                    .isEqualTo(true);
        }
        assertThat(backup.vaults().list()).isEmpty();
    }

    @Test
    void loseReplyOf_callThatIsRefused_losesTheReplyOfTheNextThatIsNot() {
        faults.loseReplyOf(Call.VAULTS_CREATE);

        assertThatThrownBy(() -> backup.vaults().create(SPEC.withCapacity(DataSize.gib(1))))
                .as("too small")
                .isInstanceOf(Invalid.class);
        assertThatThrownBy(() -> backup.vaults().create(SPEC)).isInstanceOf(AmbiguousOutcome.class);
    }

    // ---- work

    @Test
    void failNextWork_backup_failsAtItsEndWithTheCodeAndOnce() {
        VaultId vault = vaultWithDisk();
        faults.failNext(Work.BACKUP, "E-17", "the storage is on fire");
        Operation<BackupRun> operation = backup.restorePoints().take(BackupSpec.of(vault));

        assertThat(operation.poll().ended()).as("it fails at its end").isFalse();
        assertThatThrownBy(() -> operation.await(LONG))
                .isInstanceOf(OperationFailed.class)
                .hasMessageContaining("the storage is on fire")
                .extracting(failure -> ((OperationFailed) failure).code().orElseThrow())
                .isEqualTo("E-17");
        assertThat(Duration.between(VirtualTime.DEFAULT_START, cloud.time().now()))
                .isEqualTo(Work.BACKUP.usual());
        assertThat(backup.restorePoints().list())
                .singleElement()
                .extracting(RestorePoint::status)
                .isEqualTo(RestorePoint.Status.ERROR);
        assertThat(backup.vaults().get(vault).used()).isEqualTo(DataSize.ZERO);

        assertThat(take(vault).restorePoints()).as("the next one").hasSize(1);
    }

    @Test
    void failNextWork_restore_leavesTheDiskHalfWritten() {
        VaultId vault = vaultWithDisk();
        cloud.write(disk, "backed-up");
        RestorePoint point = take(vault).restorePoints().get(0);
        cloud.write(disk, "as-it-was");
        faults.failNext(Work.RESTORE, "E-1", "no luck");

        Operation<Resource.Disk> restore = backup.restorePoints().restore(point.id(), InPlace.over(disk));
        assertThatThrownBy(() -> restore.await(LONG)).isInstanceOf(OperationFailed.class);

        assertThat(cloud.readText(disk)).isEqualTo("backe-was");
        assertThat(backup.restorePoints().get(point.id()).available()).isTrue();
        backup.restorePoints().restore(point.id(), InPlace.over(disk)).await(LONG);
        assertThat(cloud.readText(disk)).as("the next try").isEqualTo("backed-up");
    }

    @Test
    void failNextWork_rollBack_leavesTheDiskHalfWritten() {
        cloud.write(disk, "snapshot");
        Snapshot snapshot = backup.snapshots().take(SnapshotSpec.of(disk, "s")).await(LONG);
        cloud.write(disk, "later on");
        faults.failNext(Work.ROLL_BACK, "E-1", "no luck");

        Operation<Resource.Disk> rollBack = backup.snapshots().rollBack(snapshot.id(), disk);
        assertThatThrownBy(() -> rollBack.await(LONG)).isInstanceOf(OperationFailed.class);

        assertThat(cloud.readText(disk)).isEqualTo("snapr on");
    }

    @Test
    void failNextWork_restoreThatDetachedFirst_leavesTheServerAsItWas() {
        Resource.Disk system = cloud.addDisk("system", DataSize.gib(10));
        Resource.Server server = cloud.addServer("shop", system, disk);
        VaultId vault = vaultWithDisk();
        RestorePoint point = take(vault).restorePoints().get(0);
        faults.failNext(Work.RESTORE, "E-1", "no luck");

        Operation<Resource.Disk> restore =
                backup.restorePoints().restore(point.id(), InPlace.over(disk).detachingFirst());
        assertThatThrownBy(() -> restore.await(LONG)).isInstanceOf(OperationFailed.class);

        assertThat(cloud.disksOf(server)).containsExactly(system, disk);
        assertThat(backup.resources().get(server).statusText()).isEqualTo("ACTIVE");
    }

    @Test
    void failNextWork_newDisk_leavesNoDiskBehind() {
        RestorePoint point = take(vaultWithDisk()).restorePoints().get(0);
        faults.failNext(Work.NEW_DISK, "E-1", "no luck");

        Operation<Resource.Disk> restore = backup.restorePoints().restore(point.id(), DiskSpec.of("copy"));
        assertThat(cloud.disks()).hasSize(2);
        assertThatThrownBy(() -> restore.await(LONG)).isInstanceOf(OperationFailed.class);

        assertThat(cloud.disks()).containsExactly(disk);
    }

    @Test
    void failNextWork_severalKinds_eachFailsItsOwnInOrder() {
        VaultId vault = vaultWithDisk();
        faults.failNext(Work.BACKUP, "one", "");
        faults.failNext(Work.SNAPSHOT, "snap", "");
        faults.failNext(Work.BACKUP, "two", "");

        assertThatThrownBy(() -> take(vault)).extracting(FaultsTest::codeOf).isEqualTo("one");
        assertThatThrownBy(() -> take(vault)).extracting(FaultsTest::codeOf).isEqualTo("two");
        assertThatThrownBy(() ->
                        backup.snapshots().take(SnapshotSpec.of(disk, "s")).await(LONG))
                .extracting(FaultsTest::codeOf)
                .isEqualTo("snap");
        assertThat(take(vault).complete()).isTrue();
    }

    @Test
    void failNextWork_automaticRun_failsTheRunAndNotTheNext() {
        nightly(vaultWithDisk());
        faults.failNext(Work.BACKUP, "E-1", "no luck");

        cloud.time().advance(Duration.ofDays(2));

        assertThat(backup.restorePoints().list(RestorePointFilter.of(disk)))
                .extracting(RestorePoint::status)
                .containsExactly(RestorePoint.Status.AVAILABLE, RestorePoint.Status.ERROR);
    }

    @Test
    void stickNext_work_standsStillUntilReleasedAndThenTakesTheRest() {
        VaultId vault = vaultWithDisk();
        faults.stickNext(Work.BACKUP, 60);
        Operation<BackupRun> operation = backup.restorePoints().take(BackupSpec.of(vault));

        cloud.time().advance(Duration.ofDays(3));
        assertThat(percentOf(operation)).isEqualTo(60);
        assertThatThrownBy(() -> operation.await(LONG)).isInstanceOf(StillRunning.class);

        faults.release();
        assertThat(percentOf(operation)).as("it goes on from where it is").isEqualTo(60);
        cloud.time().advance(Duration.ofMinutes(2));
        assertThat(percentOf(operation)).isEqualTo(80);
        cloud.time().advance(Duration.ofMinutes(2).minusSeconds(1));
        assertThat(operation.poll().ended()).isFalse();
        cloud.time().advance(Duration.ofSeconds(1));
        assertThat(operation.poll().ended()).as("40 % of ten minutes later").isTrue();
        assertThat(operation.await(Duration.ZERO).restorePoints()).hasSize(1);
    }

    @Test
    void stickNext_automaticRun_letsLaterSlotsBeSkippedUntilReleased() {
        nightly(vaultWithDisk());
        faults.stickNext(Work.BACKUP, 0);

        cloud.time().advance(Duration.ofDays(3));
        assertThat(backup.restorePoints().list()).hasSize(1);
        faults.release();
        cloud.time().advance(Duration.ofDays(1));

        assertThat(backup.restorePoints().list())
                .extracting(RestorePoint::available)
                .containsExactly(true, true);
    }

    @Test
    void release_twice_releasesOnce() {
        faults.stickNext(Work.BACKUP, 50);
        Operation<BackupRun> operation = backup.restorePoints().take(BackupSpec.of(vaultWithDisk()));

        faults.release();
        faults.release();
        operation.await(LONG);

        assertThat(backup.restorePoints().list()).hasSize(1);
        assertThat(cloud.history())
                .filteredOn(entry -> entry.event().equals("backup finished"))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 100, Integer.MAX_VALUE})
    void stickNext_percentOutOfRange_isRefused(int percent) {
        assertThatThrownBy(() -> faults.stickNext(Work.BACKUP, percent))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(String.valueOf(percent));

        assertThat(take(vaultWithDisk()).complete()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 99})
    void stickNext_percentAtTheEdge_standsThere(int percent) {
        faults.stickNext(Work.BACKUP, percent);
        Operation<BackupRun> operation = backup.restorePoints().take(BackupSpec.of(vaultWithDisk()));

        assertThat(percentOf(operation)).isEqualTo(percent);
        faults.release();
        assertThat(operation.await(LONG).complete()).isTrue();
    }

    // ---- resources and vaults

    @Test
    void skip_oneOfTwo_isNamedAndTheOtherBackedUp() {
        Resource.Disk other = cloud.addDisk("other", DataSize.gib(10));
        VaultId vault = vaultWithDisk();
        backup.vaults().add(vault, other);
        faults.skip(disk, "E-5", "somebody said so");

        BackupRun run = take(vault);

        assertThat(run.restorePoints())
                .singleElement()
                .extracting(RestorePoint::resource)
                .isEqualTo(other);
        assertThat(run.skipped()).containsExactly(new BackupRun.Skipped(disk, "E-5", "somebody said so"));
        assertThat(run.complete()).isFalse();
        assertThat(take(vault).skipped()).as("it lasts").hasSize(1);
        faults.clear();
        assertThat(take(vault).complete()).isTrue();
    }

    @Test
    void skip_theOnlyOne_failsTheRunAndMakesNothing() {
        VaultId vault = vaultWithDisk();
        faults.skip(disk, "E-5", "somebody said so");

        assertThatThrownBy(() -> take(vault))
                .isInstanceOf(OperationFailed.class)
                .hasMessageContaining("somebody said so");

        assertThat(backup.restorePoints().list()).isEmpty();
    }

    @Test
    void failBackupsOf_oneOfTwo_failsThatOneUntilCleared() {
        Resource.Disk other = cloud.addDisk("other", DataSize.gib(10));
        VaultId vault = vaultWithDisk();
        backup.vaults().add(vault, other);
        faults.failBackupsOf(disk, "E-6", "bad block");

        for (int i = 0; i < 2; i++) {
            BackupRun run = take(vault);
            assertThat(run.failures()).singleElement().satisfies(failed -> {
                assertThat(failed.resource()).isEqualTo(disk);
                assertThat(failed.code()).isEqualTo("E-6");
                assertThat(failed.reason()).isEqualTo("bad block");
            });
            assertThat(run.restorePoints())
                    .singleElement()
                    .extracting(RestorePoint::resource)
                    .isEqualTo(other);
        }
        faults.clear();

        assertThat(take(vault).failures()).isEmpty();
    }

    /** The backup is complete, and says what it is not. */
    @Test
    void failAgentOf_serverInAnApplicationConsistentVault_saysSoInItsRestorePointsUntilCleared() {
        Resource.Disk system = cloud.addDisk("shop-system", DataSize.gib(40));
        Resource.Server shop = cloud.addServer("shop", system);
        VaultSpec spec = VaultSpec.forServers("servers", DataSize.gib(200));
        Vault crash = backup.vaults().create(spec);
        backup.vaults().add(crash.id(), shop);
        faults.failAgentOf(shop, "E-7", "it does not respond");

        assertThat(taken(crash).agentFailure()).as("nobody asked the agent").isNull();
        backup.vaults().update(crash.id(), crash.toSpec().withConsistency(Consistency.APPLICATION_CONSISTENT));
        RestorePoint failed = taken(crash);
        faults.clear();
        RestorePoint good = taken(crash);

        assertThat(failed.agentFailure()).isEqualTo(new AgentFailure("E-7", "it does not respond"));
        assertThat(failed.available()).isTrue();
        assertThat(good.agentFailure()).isNull();
        assertThat(backup.restorePoints().get(failed.id()).agentFailure()).isEqualTo(failed.agentFailure());
        assertThat(backup.restorePoints().list())
                .as("lists say it as well")
                .extracting(RestorePoint::agentFailure)
                .containsExactlyInAnyOrder(null, failed.agentFailure(), null);
    }

    private RestorePoint taken(Vault vault) {
        return backup.restorePoints()
                .take(BackupSpec.of(vault.id()))
                .await(Duration.ofDays(1))
                .restorePoints()
                .get(0);
    }

    @Test
    void failBackupsOf_theOnlyOne_failsTheRunWithItsCode() {
        VaultId vault = vaultWithDisk();
        faults.failBackupsOf(disk, "E-6", "bad block");

        assertThatThrownBy(() -> take(vault))
                .isInstanceOf(OperationFailed.class)
                .hasMessageContaining("bad block")
                .extracting(FaultsTest::codeOf)
                .isEqualTo("E-6");
    }

    @Test
    void fill_vault_showsAndRefusesUntilCleared() {
        VaultId vault = vaultWithDisk();
        faults.fill(vault, DataSize.ZERO);

        assertThat(backup.vaults().get(vault).used()).isEqualTo(DataSize.gib(100));
        assertThatThrownBy(() -> backup.restorePoints().take(BackupSpec.of(vault)))
                .isInstanceOf(QuotaExceeded.class);

        faults.clear();
        assertThat(backup.vaults().get(vault).used()).isEqualTo(DataSize.ZERO);
        assertThat(take(vault).complete()).isTrue();
    }

    @Test
    void fill_leavingRoomForTwoBlocks_letsTwoInAndNotThree() {
        VaultId vault = vaultWithDisk();
        faults.fill(vault, DataSize.bytes(2L * DiskContent.BLOCK));

        cloud.write(disk, new byte[3 * DiskContent.BLOCK]);
        assertThatThrownBy(() -> take(vault)).extracting(FaultsTest::codeOf).isEqualTo("VAULT_FULL");
        assertThat(backup.vaults().get(vault).used())
                .isEqualTo(DataSize.bytes(DataSize.gib(100).bytes() - 2L * DiskContent.BLOCK));

        cloud.write(disk, new byte[2 * DiskContent.BLOCK]);
        assertThat(take(vault).complete()).isTrue();
        assertThat(backup.vaults().get(vault).used()).isEqualTo(DataSize.gib(100));
    }

    @Test
    void fill_vaultThatHoldsSomething_countsThatToo() {
        VaultId vault = vaultWithDisk();
        cloud.write(disk, new byte[DiskContent.BLOCK]);
        take(vault);

        faults.fill(vault, DataSize.gib(1));

        assertThat(backup.vaults().get(vault).used()).isEqualTo(DataSize.gib(99));
    }

    @Test
    void fill_leavingMoreThanThereIs_fillsNothing() {
        VaultId vault = vaultWithDisk();

        faults.fill(vault, DataSize.gib(500));

        assertThat(backup.vaults().get(vault).used()).isEqualTo(DataSize.ZERO);
    }

    @Test
    void fill_unknownVault_isRefused() {
        assertThatThrownBy(() -> faults.fill(new VaultId("vault-77"), DataSize.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("vault-77");
    }

    @Test
    void clear_everythingAsked_nothingGoesWrongAnyMore() {
        VaultId vault = vaultWithDisk();
        faults.stickNext(Work.BACKUP, 10);
        Operation<BackupRun> stuck = backup.restorePoints().take(BackupSpec.of(vault));
        faults.failNext(Call.VAULTS_CREATE, new Denied("no"));
        faults.loseReplyOf(Call.VAULTS_GET);
        faults.failNext(Work.BACKUP, "E", "");
        faults.stickNext(Work.BACKUP, 10);
        faults.skip(disk, "E", "");
        faults.failBackupsOf(disk, "E", "");
        faults.fill(vault, DataSize.ZERO);
        faults.throttle(50);

        faults.clear();

        assertThat(stuck.await(LONG).complete()).as("what stood still").isTrue();
        assertThat(backup.vaults().create(SPEC).name()).isEqualTo("orders");
        assertThat(backup.vaults().get(vault).used()).isLessThan(DataSize.gib(1));
        assertThat(take(vault).complete()).isTrue();
    }

    @Test
    void await_everyKindOfPassingFault_isSurvived() {
        Operation<BackupRun> operation = backup.restorePoints().take(BackupSpec.of(vaultWithDisk()));
        faults.loseReplyOf(Call.OPERATIONS_POLL);
        faults.failNext(Call.OPERATIONS_POLL, new Unavailable("away"));
        faults.throttle(1);
        List<Progress> seen = new ArrayList<>();

        assertThat(operation.await(LONG, seen::add).complete()).isTrue();
        assertThat(seen)
                .isNotEmpty()
                .allSatisfy(progress -> assertThat(progress.phase()).isEqualTo(Progress.Phase.RUNNING));
    }

    private static String codeOf(Throwable failure) {
        return ((OperationFailed) failure).code().orElseThrow();
    }

    private static int percentOf(Operation<?> operation) {
        Operation.Status<?> status = operation.poll();
        assertThat(status).isInstanceOf(Operation.Status.Running.class);
        Integer percent = ((Operation.Status.Running<?>) status).progress().percent();
        return percent == null ? -1 : percent;
    }

    private VaultId vaultWithDisk() {
        VaultId vault = backup.vaults().create(SPEC).id();
        backup.vaults().add(vault, disk);
        return vault;
    }

    private BackupRun take(VaultId vault) {
        return backup.restorePoints().take(BackupSpec.of(vault)).await(LONG);
    }

    private void nightly(VaultId vault) {
        backup.policies()
                .attach(
                        backup.policies()
                                .create(PolicySpec.backup("nightly", Schedule.dailyAt("02:00"), Retention.forever()))
                                .id(),
                        vault);
    }
}
