package io.github.backup4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.backup4j.BackupException;
import io.github.backup4j.BackupListener;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.Busy;
import io.github.backup4j.Capability;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Image;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.Operation;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.Temporary;
import io.github.backup4j.Unsupported;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.drill.DrillCheck;
import io.github.backup4j.drill.DrillReport;
import io.github.backup4j.drill.RestoreDrill;
import io.github.backup4j.drill.SweepReport;
import io.github.backup4j.drill.Verifier;
import io.github.backup4j.posture.Assessment;
import io.github.backup4j.posture.Control;
import io.github.backup4j.posture.Objectives;
import io.github.backup4j.posture.Posture;
import io.github.backup4j.testkit.DiskSetup;
import io.github.backup4j.testkit.ServerPlacement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What every provider keeps of restore drills: they prove a restore, leave nothing, and delete nothing that is not theirs. */
abstract class DrillsContract extends ContractTest {
    private static final RequestKey KEY = RequestKey.of("drill-2026-12-01");
    private static final ServerSpec ELSEWHERE = ServerSpec.of("drill").inNetwork("drill-network", "drill-subnet");
    private static final DiskSpec NEW_DISK = DiskSpec.of("drill");

    /** How late lists are: later than any limit of a drill, but for the hours in which it cleans up. */
    private static final Duration LATE = Duration.ofMinutes(35);

    /** How many polls, of 30 seconds each, a drill takes at the most: half of what it may clean up for. */
    private static final int POLLS = 360;

    @Nested
    class WithoutDiscard {
        @Test
        void start_cloudThatCannotDelete_isRefusedBeforeAnythingIsRestored() {
            Assumptions.assumeFalse(backup.supports(Capability.DISCARD), "this cloud can delete what a drill makes");
            Resource.Disk disk = disk("orders", "v1");
            assertThatThrownBy(() -> RestoreDrill.of(disk).to(NEW_DISK).start(backup, KEY))
                    .isInstanceOf(Unsupported.class);
            assertThatThrownBy(() -> RestoreDrill.sweep(backup)).isInstanceOf(Unsupported.class);
            assertThat(resources()).containsExactly(disk.toString());
        }
    }

    /** Everything else needs deletion. */
    @Nested
    class WithDiscard {
        @BeforeEach
        void needsDiscard() {
            requires(Capability.DISCARD);
        }

        // ---- good drills

        @Test
        void drill_disk_provesTheRestoreAndLeavesNothing() {
            Resource.Disk disk = disk("orders", "v1");
            RestorePoint point = pointOf(disk, diskVault("orders", disk));
            write(disk, "v2");
            Set<String> before = resources();
            List<Resource> checked = new ArrayList<>();

            DrillReport report = run(RestoreDrill.of(disk)
                    .to(NEW_DISK)
                    .verifiedBy((restored, deadline) -> {
                        checked.add(restored);
                        return read((Resource.Disk) restored).equals("v1") && deadline.isAfter(harness.now());
                    })
                    .within(Duration.ofHours(2)));

            assertThat(report.held()).as("%s", report).isTrue();
            assertThat(report.source()).isEqualTo(disk);
            assertThat(report.point().id()).isEqualTo(point.id());
            assertThat(report.point().size()).isEqualTo(DataSize.gib(10));
            assertThat(report.madeSize()).isEqualTo(DataSize.gib(10));
            assertThat(checked).hasSize(1).doesNotContain(disk).containsExactly(report.made());
            assertThat(report.took()).isPositive().isLessThan(Duration.ofHours(2));
            assertThat(Duration.between(
                            report.times().restoredAt(), report.times().endedAt()))
                    .isLessThan(Duration.ofHours(1));
            assertThat(report.cleanUp().deleted()).contains(String.valueOf(report.made()));
            assertThat(report.cleanUp().left()).isEmpty();
            assertThat(resources()).isEqualTo(before);
            assertThat(read(disk)).isEqualTo("v2");
            assertThat(backup.restorePoints().get(point.id()).available()).isTrue();
        }

        @Test
        void drill_diskThatIsDetachedFromItsServer_restoresTheNewestPointThatHoldsIt() {
            requires(Capability.VAULTS);
            Resource.Server shop = serverWithDataDisk("shop", "system v1", "data v1");
            Resource.Disk data = dataDiskOf(shop);
            Vault vault = serverVault("shops", shop);
            pointOf(shop, vault);
            RestorePoint holding = pointOf(shop, vault);
            harness.stop(shop);
            harness.detach(data);
            pointOf(shop, vault);

            DrillReport report = run(RestoreDrill.of(data).to(NEW_DISK));

            assertThat(report.point().id())
                    .isEqualTo(holding.part(data).orElseThrow().id());
            assertThat(read(data)).isEqualTo("data v1");
        }

        @Test
        void drill_server_comesUpInTheNamedNetworkAndIsDeletedWithItsDisks() {
            requires(Capability.RESTORE_TO_NEW_SERVER);
            Resource.Server shop = serverWithDataDisk("shop", "system v1", "data v1");
            RestorePoint point = pointOf(shop, serverVault("shops", shop));
            write(dataDiskOf(shop), "data v2");
            Set<String> before = resources();
            List<String> contents = new ArrayList<>();
            List<ServerPlacement> placements = new ArrayList<>();

            DrillReport report = run(RestoreDrill.of(shop)
                    .to(ELSEWHERE)
                    .verifiedBy((restored, deadline) -> {
                        harness.disksOf((Resource.Server) restored).forEach(one -> contents.add(read(one)));
                        harness.placementOf((Resource.Server) restored).ifPresent(placements::add);
                        return statusOf(restored) == ProtectableResource.Status.RUNNING;
                    })
                    .within(Duration.ofHours(2)));

            assertThat(report.held()).as("%s", report).isTrue();
            assertThat(contents).containsExactly("system v1", "data v1");
            assertThat(placements).hasSizeLessThanOrEqualTo(1).allSatisfy(placement -> {
                assertThat(placement.network()).isEqualTo("drill-network");
                assertThat(placement.subnet()).isEqualTo("drill-subnet");
            });
            assertThat(report.made()).isNotEqualTo(shop);
            assertThat(resources()).isEqualTo(before);
            assertThat(images()).isEmpty();
            assertThat(read(dataDiskOf(shop))).isEqualTo("data v2");
            assertThat(statusOf(shop)).isEqualTo(ProtectableResource.Status.RUNNING);
            assertThat(backup.restorePoints().get(point.id()).available()).isTrue();
        }

        @Test
        void drill_diskOfAProtectedServer_isRestoredFromThePartOfTheServersPoint() {
            requires(Capability.VAULTS);
            Resource.Server shop = serverWithDataDisk("shop", "system v1", "data v1");
            Resource.Disk data = dataDiskOf(shop);
            RestorePoint point = pointOf(shop, serverVault("shops", shop));
            Set<String> before = resources();

            DrillReport report = run(RestoreDrill.of(data)
                    .to(NEW_DISK)
                    .verifiedBy((restored, deadline) ->
                            read((Resource.Disk) restored).equals("data v1")));

            assertThat(report.restored().held()).as("%s", report).isTrue();
            assertThat(report.verified().held()).as("%s", report).isTrue();
            assertThat(report.point().id())
                    .isEqualTo(backup.restorePoints()
                            .get(point.id())
                            .part(data)
                            .orElseThrow()
                            .id());
            assertThat(resources()).isEqualTo(before);
        }

        @Test
        void drill_atAnOlderPoint_restoresThatOne() {
            Resource.Disk disk = disk("orders", "v1");
            Vault vault = diskVault("orders", disk);
            RestorePoint older = pointOf(disk, vault);
            write(disk, "v2");
            pointOf(disk, vault);

            DrillReport report = run(RestoreDrill.of(disk)
                    .at(older.id())
                    .to(NEW_DISK)
                    .verifiedBy((restored, deadline) ->
                            read((Resource.Disk) restored).equals("v1")));

            assertThat(report.verified().held()).as("%s", report).isTrue();
            assertThat(report.point().id()).isEqualTo(older.id());
        }

        @Test
        void drill_withoutCheckOrObjective_saysThatNothingWasPerformed() {
            Resource.Disk disk = protectedDisk();
            DrillReport report = run(RestoreDrill.of(disk).to(NEW_DISK));

            assertThat(report.restored().held()).isTrue();
            assertThat(report.verified().status()).isEqualTo(DrillCheck.Status.NOT_PERFORMED);
            assertThat(report.withinRto().status()).isEqualTo(DrillCheck.Status.NOT_PERFORMED);
            assertThat(report.cleanedUp().held()).isTrue();
            assertThat(report.held()).isFalse();
            assertThat(report.proof().holds()).isFalse();
        }

        @Test
        void drill_clockOfTheProcessIsWrong_cleansUp() {
            for (Duration ahead : List.of(Duration.ofHours(1), Duration.ofHours(-1))) {
                Optional<CloudBackup> wrong = harness.backupWithClockOff(ahead);
                Assumptions.assumeTrue(wrong.isPresent(), "this harness cannot set the clock");
                Resource.Disk disk = protectedDisk();
                Set<String> before = resources();
                try (CloudBackup other = wrong.get()) {
                    DrillReport report = RestoreDrill.of(disk)
                            .to(NEW_DISK)
                            .start(other, RequestKey.of("drill " + ahead))
                            .await(LONG);
                    assertThat(report.cleanedUp().held()).as("%s", report).isTrue();
                }
                assertThat(resources()).isEqualTo(before);
            }
        }

        @Test
        void drill_listsThatShowNewThingsLate_cleansUp() {
            Resource.Disk disk = protectedDisk();
            Set<String> before = resources();
            harness.advance(Duration.ofHours(2));
            Assumptions.assumeTrue(harness.lag(LATE), "this harness cannot lag");
            DrillReport report = run(RestoreDrill.of(disk).to(NEW_DISK));
            harness.lag(Duration.ZERO);
            assertThat(report.cleanedUp().held()).as("%s", report).isTrue();
            assertThat(resources()).isEqualTo(before);
        }

        @Test
        void drill_serverAndListsThatShowNewThingsLate_cleansUp() {
            requires(Capability.RESTORE_TO_NEW_SERVER);
            Resource.Server shop = serverWithDataDisk("shop", "system v1", "data v1");
            pointOf(shop, serverVault("shops", shop));
            Set<String> before = resources();
            harness.advance(Duration.ofHours(2));
            Assumptions.assumeTrue(harness.lag(LATE), "this harness cannot lag");
            DrillReport report = run(RestoreDrill.of(shop).to(ELSEWHERE));
            harness.lag(Duration.ZERO);
            assertThat(report.cleanedUp().held()).as("%s", report).isTrue();
            assertThat(resources()).isEqualTo(before);
        }

        // ---- bad ends

        @Test
        void drill_checkThatFindsTheDataBad_isCleanedUpAllTheSame() {
            assertBad(run(RestoreDrill.of(protectedDisk()).to(NEW_DISK).verifiedBy((restored, deadline) -> false)));
        }

        @Test
        void drill_checkThatThrows_isCleanedUpAllTheSame() {
            DrillReport report =
                    run(RestoreDrill.of(protectedDisk()).to(NEW_DISK).verifiedBy((restored, deadline) -> {
                        throw new IOException("no route to host");
                    }));
            assertBad(report);
            assertThat(report.verified().why()).contains("no route to host");
        }

        @Test
        void drill_checkThatHangs_isEndedAtItsDeadlineAndCleanedUp() {
            CountDownLatch never = new CountDownLatch(1);
            DrillReport report = run(RestoreDrill.of(protectedDisk())
                    .to(NEW_DISK)
                    .checkingFor(Duration.ofMinutes(10))
                    .verifiedBy((restored, deadline) -> {
                        never.await();
                        return true;
                    }));
            assertBad(report);
            assertThat(report.verified().why()).contains("deadline");
        }

        @Test
        void drill_slowerThanTheObjective_saysSo() {
            DrillReport report =
                    run(RestoreDrill.of(protectedDisk()).to(NEW_DISK).within(Duration.ofSeconds(1)));
            assertThat(report.restored().held()).isTrue();
            assertThat(report.withinRto().status()).isEqualTo(DrillCheck.Status.FAILED);
            assertThat(report.cleanedUp().held()).isTrue();
        }

        @Test
        void drill_expiredBeforeTheRestoreEnds_isCleanedUp() {
            Resource.Disk disk = protectedDisk();
            DrillReport report = run(RestoreDrill.of(disk).to(NEW_DISK).expiringAfter(Duration.ofSeconds(1)));
            assertThat(report.restored().status()).isEqualTo(DrillCheck.Status.FAILED);
            assertThat(report.verified().status()).isEqualTo(DrillCheck.Status.NOT_PERFORMED);
            assertThat(report.cleanedUp().held()).as("%s", report).isTrue();
            assertThat(resources()).containsExactly(disk.toString());
        }

        @Test
        void start_withoutARestorePoint_isNotFound() {
            Resource.Disk disk = disk("orders", "v1");
            assertThatThrownBy(() -> RestoreDrill.of(disk).to(NEW_DISK).start(backup, KEY))
                    .isInstanceOf(NotFound.class);
        }

        @Test
        void start_pointOfAnotherDisk_isInvalid() {
            Resource.Disk disk = disk("orders", "v1");
            Resource.Disk other = disk("other", "v1");
            RestorePoint point = pointOf(other, diskVault("orders", disk, other));
            assertThatThrownBy(() ->
                            RestoreDrill.of(disk).at(point.id()).to(NEW_DISK).start(backup, KEY))
                    .isInstanceOf(Invalid.class)
                    .hasMessageContaining(other.toString());
            assertThat(resources()).containsExactlyInAnyOrder(disk.toString(), other.toString());
        }

        @Test
        void start_tagsThatLeaveNoRoom_isInvalid() {
            int most = countable(backup.limits().tags().count());
            Map<String, String> tags = new HashMap<>();
            for (int i = 1; i < most; i++) {
                tags.put("tag-" + i, "value");
            }
            assertThatThrownBy(() -> RestoreDrill.of(protectedDisk())
                            .to(NEW_DISK.withTags(tags))
                            .start(backup, KEY))
                    .isInstanceOf(Invalid.class);
        }

        // ---- again, elsewhere, later

        @Test
        void start_sameKeyInAnotherProcess_findsTheDrillOnTheWay() {
            Resource.Disk disk = protectedDisk();
            RestoreDrill drill = RestoreDrill.of(disk).to(NEW_DISK);
            Operation<DrillReport> first = drill.start(backup, KEY);
            assertThat(first.poll().ended()).isFalse();
            harness.advance(A_WHILE);
            try (CloudBackup other = harness.backup()) {
                DrillReport report = drill.start(other, KEY).await(LONG);
                assertThat(report.restored().held()).as("%s", report).isTrue();
                assertThat(report.took()).isGreaterThanOrEqualTo(A_WHILE);
                assertThat(report.cleanUp().deleted()).hasSize(1);
            }
            assertThat(resources()).containsExactly(disk.toString());
        }

        @Test
        void start_sameKeyAfterANewerBackup_goesOnWithThePointThatItBeganWith() {
            Resource.Disk disk = disk("orders", "v1");
            Vault vault = diskVault("orders", disk);
            RestorePoint first = pointOf(disk, vault);
            RestoreDrill drill = RestoreDrill.of(disk)
                    .to(NEW_DISK)
                    .verifiedBy((restored, deadline) ->
                            read((Resource.Disk) restored).equals("v1"));
            abandoned(drill);
            write(disk, "v2");
            pointOf(disk, vault);
            DrillReport report = run(drill);
            assertThat(report.point().id()).as("%s", report).isEqualTo(first.id());
            assertThat(report.verified().held()).as("%s", report).isTrue();
            assertThat(report.cleanUp().deleted()).as("%s", report).hasSize(1);
            assertThat(resources()).containsExactly(disk.toString());
        }

        @Test
        void start_sameKeyAndAnotherDefinition_isRefusedAndDeletesNothing() {
            Resource.Disk disk = protectedDisk();
            Resource.Disk other = disk("other", "v1");
            RestorePoint point = pointOf(other, diskVault("others", other));
            Resource made = abandoned(RestoreDrill.of(disk).to(NEW_DISK));
            for (RestoreDrill drill : List.of(
                    RestoreDrill.of(other).to(NEW_DISK),
                    RestoreDrill.of(other).at(point.id()).to(NEW_DISK),
                    RestoreDrill.of(disk).to(DiskSpec.of("another")))) {
                assertThatThrownBy(() -> drill.start(backup, KEY)).isInstanceOf(Conflict.class);
            }
            harness.advance(A_WHILE);
            assertThat(resources()).contains(made.toString()).hasSize(3);
        }

        @Test
        void start_twoProcessesInDifferentSeconds_shareOneRestore() {
            Resource.Disk disk = protectedDisk();
            RestoreDrill drill = RestoreDrill.of(disk).to(NEW_DISK);
            Operation<DrillReport> first = drill.start(backup, KEY);
            harness.advance(Duration.ofSeconds(2));
            try (CloudBackup other = harness.backup()) {
                Operation<DrillReport> second = drill.start(other, KEY);
                assertThat(first.poll().ended()).isFalse();
                harness.advance(Duration.ofMinutes(1));
                DrillReport report = second.await(LONG);
                assertThat(report.restored().held()).as("%s", report).isTrue();
                assertThat(report.cleanUp().deleted()).as("%s", report).hasSize(1);
            }
            assertThat(resources()).containsExactly(disk.toString());
        }

        @Test
        void drill_keyThatAnotherDrillHasTakenMeanwhile_isNotPerformedAndDeletesNothing() {
            Resource.Disk disk = protectedDisk();
            Operation<DrillReport> late =
                    RestoreDrill.of(disk).to(DiskSpec.of("another")).start(backup, KEY);
            Resource made = abandoned(RestoreDrill.of(disk).to(NEW_DISK));

            DrillReport report = late.await(LONG);
            assertThat(report.restored().status()).as("%s", report).isEqualTo(DrillCheck.Status.NOT_PERFORMED);
            assertThat(report.cleanedUp().status()).as("%s", report).isEqualTo(DrillCheck.Status.NOT_PERFORMED);
            assertThat(resources()).containsExactlyInAnyOrder(disk.toString(), made.toString());
        }

        @Test
        void resume_expiredBeforeTheRestoreWasSeen_doesNotClaimToHaveCleanedUp() {
            Resource.Disk disk = protectedDisk();
            RestoreDrill drill = RestoreDrill.of(disk).to(NEW_DISK).expiringAfter(Duration.ofMinutes(1));
            String token = drill.start(backup, KEY).token();
            harness.advance(Duration.ofHours(1));
            DrillReport report = drill.resume(backup, token).await(LONG);
            assertThat(report.restored().held()).as("%s", report).isFalse();
            assertThat(report.cleanedUp().status()).as("%s", report).isEqualTo(DrillCheck.Status.NOT_PERFORMED);
            assertThat(resources()).containsExactly(disk.toString());
        }

        @Test
        void drill_expiredOnceTheRestoreIsDone_checksNothingAndCleansUp() {
            Resource.Disk disk = protectedDisk();
            AtomicInteger checks = new AtomicInteger();
            CountDownLatch never = new CountDownLatch(1);
            RestoreDrill drill = RestoreDrill.of(disk)
                    .to(NEW_DISK)
                    .expiringAfter(Duration.ofHours(2))
                    .verifiedBy((restored, deadline) -> {
                        checks.incrementAndGet();
                        never.await();
                        return true;
                    });
            Operation<DrillReport> first = drill.start(backup, KEY);
            for (int i = 0; i < 60 && checks.get() == 0; i++) {
                step(first);
                harness.advance(Duration.ofMinutes(1));
            }
            assertThat(checks).hasValue(1);
            harness.advance(Duration.ofHours(2));
            DrillReport report = drill.resume(backup, first.token()).await(LONG);
            assertThat(checks).hasValue(1);
            assertThat(report.restored().held()).as("%s", report).isTrue();
            assertThat(report.verified().status()).as("%s", report).isEqualTo(DrillCheck.Status.NOT_PERFORMED);
            assertThat(resources()).containsExactly(disk.toString());
        }

        @Test
        void resume_byToken_endsTheDrill() {
            Resource.Disk disk = protectedDisk();
            RestoreDrill drill = RestoreDrill.of(disk).to(NEW_DISK).verifiedBy((restored, deadline) -> true);
            Operation<DrillReport> first = drill.start(backup, KEY);
            String token = first.token();
            assertThat(token).matches("[ -~]{1,1024}");
            assertThat(first.poll().ended()).isFalse();
            try (CloudBackup other = harness.backup()) {
                DrillReport report = drill.resume(other, token).await(LONG);
                assertThat(report.verified().held()).as("%s", report).isTrue();
                assertThat(report.cleanedUp().held()).as("%s", report).isTrue();
            }
            assertThat(resources()).containsExactly(disk.toString());
        }

        @Test
        void resume_beforeEachPoll_endsAsOneProcessDoes() {
            Resource.Disk disk = protectedDisk();
            Set<String> before = resources();
            RestoreDrill drill = RestoreDrill.of(disk).to(NEW_DISK).verifiedBy((restored, deadline) -> true);
            DrillReport awaited = run(drill);
            assertAlike(resumedBeforeEachPoll(drill, RequestKey.of("resumed")), awaited);
            assertThat(awaited.cleanedUp().held()).as("%s", awaited).isTrue();
            assertThat(resources()).isEqualTo(before);
        }

        @Test
        void resume_beforeEachPollOfAServerDrill_endsAsOneProcessDoes() {
            requires(Capability.RESTORE_TO_NEW_SERVER);
            Resource.Server shop = serverWithDataDisk("shop", "system v1", "data v1");
            pointOf(shop, serverVault("shops", shop));
            Set<String> before = resources();
            RestoreDrill drill = RestoreDrill.of(shop).to(ELSEWHERE).verifiedBy((restored, deadline) -> true);
            DrillReport awaited = run(drill);
            assertAlike(resumedBeforeEachPoll(drill, RequestKey.of("resumed")), awaited);
            assertThat(awaited.cleanedUp().held()).as("%s", awaited).isTrue();
            assertThat(resources()).isEqualTo(before);
        }

        @Test
        void resume_beforeEachPollAndADeletionIsRefused_endsAndSaysWhy() {
            Resource.Disk disk = protectedDisk();
            List<Snapshot> taken = new ArrayList<>();
            RestoreDrill drill = RestoreDrill.of(disk).to(NEW_DISK).verifiedBy((restored, deadline) -> {
                // It begins again with each poll until one has found it done.
                synchronized (taken) {
                    if (taken.isEmpty()) {
                        taken.add(done(backup.snapshots().take(SnapshotSpec.of((Resource.Disk) restored, "finding"))));
                    }
                    return true;
                }
            });
            DrillReport report = resumedBeforeEachPoll(drill, KEY);
            assertThat(report.cleanedUp().status()).as("%s", report).isEqualTo(DrillCheck.Status.FAILED);
            assertThat(report.cleanUp().left()).as("%s", report).hasSize(1);
            assertThat(report.cleanedUp().why()).contains(taken.get(0).id().value(), String.valueOf(report.made()));
            assertThat(resources()).hasSize(2);
        }

        @Test
        void resume_whenWhatItRestoredIsDeleted_restoresAnewAndSaysSo() {
            Resource.Disk disk = protectedDisk();
            Set<String> before = resources();
            RestoreDrill drill = RestoreDrill.of(disk).to(NEW_DISK).verifiedBy((restored, deadline) -> true);
            Operation<DrillReport> first = drill.start(backup, KEY);
            step(first);
            @Nullable Resource deleted = null;
            for (int i = 0; i < POLLS && deleted == null; i++) {
                harness.advance(Duration.ofSeconds(30));
                deleted = ready(before);
            }
            // A cloud may show it as ready before it has its data.
            harness.advance(A_WHILE);
            harness.delete(Objects.requireNonNull(deleted, "what the first restore has made"));
            DrillReport report = drill.resume(backup, first.token()).await(LONG);

            assertThat(report.restored().held()).as("%s", report).isTrue();
            assertThat(report.restored().why()).contains("begun anew");
            assertThat(report.made()).isNotEqualTo(deleted);
            assertThat(report.cleanedUp().held()).as("%s", report).isTrue();
            assertThat(resources()).isEqualTo(before);
        }

        @Test
        void resume_processDiedInThePollOfTheFirstDeletion_beginsNoSecondRestore() {
            Resource.Disk disk = protectedDisk();
            assertRestoredOnce(RestoreDrill.of(disk).to(NEW_DISK).verifiedBy((restored, deadline) -> true));
            assertRestoredOnce(RestoreDrill.of(disk).to(NEW_DISK), RequestKey.of("without a check"));
        }

        @Test
        void resume_processDiedInThePollOfTheFirstDeletionOfAServer_beginsNoSecondRestore() {
            requires(Capability.RESTORE_TO_NEW_SERVER);
            Resource.Server shop = serverWithDataDisk("shop", "system v1", "data v1");
            pointOf(shop, serverVault("shops", shop));
            assertRestoredOnce(RestoreDrill.of(shop).to(ELSEWHERE).verifiedBy((restored, deadline) -> true));
        }

        private void assertRestoredOnce(RestoreDrill drill) {
            assertRestoredOnce(drill, KEY);
        }

        /** Goes on from the token that a caller could store last before the poll that has deleted something. */
        private void assertRestoredOnce(RestoreDrill drill, RequestKey key) {
            Set<String> before = resources();
            Changes changes = new Changes();
            CloudBackup heard = backup.listening(changes);
            Operation<DrillReport> work = drill.start(heard, key);
            String stored = work.token();
            for (int i = 0; i < POLLS && changes.deletions.get() == 0; i++) {
                stored = work.token();
                step(work);
                harness.advance(Duration.ofSeconds(30));
            }
            assertThat(changes.deletions).as("deletions in %s polls", POLLS).hasPositiveValue();
            // What it has deleted is gone, and long enough.
            harness.advance(A_WHILE);
            try (CloudBackup other = harness.backup()) {
                DrillReport report =
                        drill.resume(other.listening(changes), stored).await(LONG);
                assertThat(changes.restores).as("%s", report).hasValue(1);
                assertThat(report.restored().held()).as("%s", report).isTrue();
                assertThat(report.restored().why()).doesNotContain("begun anew");
                assertThat(report.cleanedUp().held()).as("%s", report).isTrue();
                assertThat(report.cleanUp().deleted()).as("%s", report).contains(String.valueOf(report.made()));
            }
            assertThat(resources()).isEqualTo(before);
        }

        @Test
        void resume_checkThatDiedWithItsProcess_runsAgainUntilTheSameDeadline() {
            Resource.Disk disk = protectedDisk();
            CheckThatDies check = new CheckThatDies(2);
            RestoreDrill drill = RestoreDrill.of(disk)
                    .to(NEW_DISK)
                    .verifiedBy(check)
                    .checkingFor(Duration.ofHours(6))
                    .within(Duration.ofHours(1))
                    .expiringAfter(Duration.ofHours(12));
            String token = tokenOnceChecking(drill, check);
            harness.advance(Duration.ofHours(1));
            Operation<DrillReport> second = drill.resume(backup, token);
            step(second);
            check.begun.acquireUninterruptibly();
            harness.advance(Duration.ofHours(1));
            DrillReport report = drill.resume(backup, second.token()).await(LONG);

            assertThat(check.deadlines).hasSize(3).containsOnly(check.deadlines.get(0));
            assertThat(report.verified().held()).as("%s", report).isTrue();
            assertThat(report.verified().why()).contains("begun 3 times");
            assertThat(report.withinRto().held()).as("%s", report).isTrue();
            assertThat(resources()).containsExactly(disk.toString());
        }

        @Test
        void resume_whatItRestoredWasAdopted_doesNotCheckIt() {
            Resource.Disk disk = protectedDisk();
            CheckThatDies check = new CheckThatDies(1);
            RestoreDrill drill = RestoreDrill.of(disk).to(NEW_DISK).verifiedBy(check);
            String token = tokenOnceChecking(drill, check);
            Resource made = others(disk).get(0);
            Assumptions.assumeTrue(harness.tag(made, Temporary.TAG, "production"), "this harness cannot tag");
            DrillReport report = drill.resume(backup, token).await(LONG);

            assertNotCheckedAgain(check, report, "does not carry the mark");
            assertThat(resources()).containsExactlyInAnyOrder(disk.toString(), made.toString());
        }

        @Test
        void resume_whatItRestoredIsAttached_doesNotCheckIt() {
            Resource.Disk disk = protectedDisk();
            CheckThatDies check = new CheckThatDies(1);
            RestoreDrill drill = RestoreDrill.of(disk).to(NEW_DISK).verifiedBy(check);
            String token = tokenOnceChecking(drill, check);
            Resource.Disk made = (Resource.Disk) others(disk).get(0);
            Resource.Server user = server("user", "v1");
            Assumptions.assumeTrue(harness.attach(made, user), "this harness cannot attach");
            DrillReport report = drill.resume(backup, token).await(LONG);

            assertNotCheckedAgain(check, report, "is attached to");
            assertThat(harness.disksOf(user)).contains(made);
        }

        @Test
        void resume_tokenThatWasEditedToNameAnotherDisk_doesNotCheckThat() {
            Resource.Disk disk = protectedDisk();
            Resource.Disk production = disk("production", "v1");
            CheckThatDies check = new CheckThatDies(1);
            RestoreDrill drill = RestoreDrill.of(disk).to(NEW_DISK).verifiedBy(check);
            String token = tokenOnceChecking(drill, check);
            String start = "b4j-drill-1/";
            String fields =
                    new String(Base64.getUrlDecoder().decode(token.substring(start.length())), StandardCharsets.UTF_8);
            String made = others(disk).stream()
                    .filter(one -> !one.equals(production))
                    .findFirst()
                    .orElseThrow()
                    .id();
            assertThat(fields).contains("\nd" + made + "\n");
            DrillReport report = drill.resume(backup, start + encoded(fields.replace(made, production.id())))
                    .await(LONG);

            assertNotCheckedAgain(check, report, "does not carry the mark");
            assertThat(resources()).containsExactlyInAnyOrder(disk.toString(), production.toString());
            assertThatThrownBy(() -> drill.resume(backup, start + encoded(fields.replace(made, disk.id()))))
                    .as("the original as what was restored")
                    .isInstanceOf(Invalid.class);
        }

        private static String encoded(String fields) {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(fields.getBytes(StandardCharsets.UTF_8));
        }

        private static void assertNotCheckedAgain(CheckThatDies check, DrillReport report, String why) {
            assertThat(check.deadlines).as("how often the check ran").hasSize(1);
            assertThat(report.verified().status()).as("%s", report).isEqualTo(DrillCheck.Status.NOT_PERFORMED);
            assertThat(report.verified().why()).contains(why);
            assertThat(report.proof().holds()).isFalse();
        }

        @Test
        void resume_tokenAsThatOfAnotherOperation_saysWhoTakesIt() {
            Resource.Disk disk = protectedDisk();
            String token = RestoreDrill.of(disk).to(NEW_DISK).start(backup, KEY).token();
            assertThatThrownBy(() -> backup.operations().resume(token))
                    .isInstanceOf(Invalid.class)
                    .hasMessageContaining("RestoreDrill");
            assertThatThrownBy(() -> backup.operations().resume(token, Resource.class))
                    .isInstanceOf(Invalid.class)
                    .hasMessageContaining("RestoreDrill");
        }

        @Test
        void resume_afterTheDeadlineOfTheCheck_doesNotRunItAgainAndSaysSo() {
            Resource.Disk disk = protectedDisk();
            CheckThatDies check = new CheckThatDies(1);
            RestoreDrill drill = RestoreDrill.of(disk)
                    .to(NEW_DISK)
                    .verifiedBy(check)
                    .checkingFor(Duration.ofHours(2))
                    .expiringAfter(Duration.ofHours(12));
            String token = tokenOnceChecking(drill, check);
            harness.advance(Duration.ofHours(3));
            DrillReport report = drill.resume(backup, token).await(LONG);

            assertThat(check.deadlines).hasSize(1);
            assertThat(report.restored().held()).as("%s", report).isTrue();
            assertThat(report.verified().status()).as("%s", report).isEqualTo(DrillCheck.Status.NOT_PERFORMED);
            assertThat(report.verified().why()).contains("begun once");
            assertThat(report.proof().holds()).isFalse();
            assertThat(report.cleanedUp().held()).as("%s", report).isTrue();
            assertThat(resources()).containsExactly(disk.toString());
        }

        @Test
        void resume_longAfterTheBegin_measuresTheObjectiveFromTheBegin() {
            Resource.Disk disk = protectedDisk();
            RestoreDrill drill = RestoreDrill.of(disk).to(NEW_DISK).within(Duration.ofHours(1));
            Operation<DrillReport> first = drill.start(backup, KEY);
            step(first);
            harness.advance(Duration.ofHours(3));
            DrillReport report = drill.resume(backup, first.token()).await(LONG);

            assertThat(report.restored().held()).as("%s", report).isTrue();
            assertThat(report.withinRto().status()).as("%s", report).isEqualTo(DrillCheck.Status.FAILED);
        }

        /** Runs a drill until its check has begun, and drops it. */
        private String tokenOnceChecking(RestoreDrill drill, CheckThatDies check) {
            Operation<DrillReport> work = drill.start(backup, KEY);
            boolean begun = false;
            for (int i = 0; i < POLLS && !begun; i++) {
                step(work);
                begun = check.begun.tryAcquire();
                if (!begun) {
                    harness.advance(Duration.ofSeconds(30));
                }
            }
            assertThat(begun)
                    .as("whether the check has begun, in %s polls", POLLS)
                    .isTrue();
            return work.token();
        }

        @Test
        void resume_otherDefinitionOrDamagedToken_isInvalid() {
            Resource.Disk disk = protectedDisk();
            String token = RestoreDrill.of(disk).to(NEW_DISK).start(backup, KEY).token();
            for (RestoreDrill other : List.of(
                    RestoreDrill.of(disk).to(DiskSpec.of("another")),
                    RestoreDrill.of(Resource.disk("another")).to(NEW_DISK))) {
                assertThatThrownBy(() -> other.resume(backup, token)).isInstanceOf(Invalid.class);
            }
            RestoreDrill drill = RestoreDrill.of(disk).to(NEW_DISK);
            for (String damaged :
                    List.of("", "b4j-drill-1/", token.substring(0, token.length() - 9), token + "AAAA", "x" + token)) {
                assertThatThrownBy(() -> drill.resume(backup, damaged))
                        .as(damaged)
                        .isInstanceOf(Invalid.class);
            }
        }

        @Test
        void toCompletableFuture_drill_completesWithTheReport() throws Exception {
            Resource.Disk disk = protectedDisk();
            harness.letFuturesPassTime();
            DrillReport report = RestoreDrill.of(disk)
                    .to(NEW_DISK)
                    .start(backup, KEY)
                    .toCompletableFuture()
                    .get();
            assertThat(report.restored().held()).as("%s", report).isTrue();
            assertThat(resources()).containsExactly(disk.toString());
        }

        // ---- sweeps

        @Test
        void drill_besideAnotherOfTheSameDisk_deletesOnlyItsOwn() {
            Resource.Disk disk = protectedDisk();
            Resource other = abandoned(RestoreDrill.of(disk).to(NEW_DISK), RequestKey.of("another drill"));

            DrillReport report = run(RestoreDrill.of(disk).to(NEW_DISK));

            assertThat(report.cleanedUp().held()).as("%s", report).isTrue();
            assertThat(report.cleanUp().deleted()).hasSize(1);
            assertThat(resources()).containsExactlyInAnyOrder(disk.toString(), other.toString());
        }

        @Test
        void sweep_drillThatDied_isSweptOnceItHasExpiredAndNotBefore() {
            Resource.Disk disk = protectedDisk();
            abandoned(RestoreDrill.of(disk).to(NEW_DISK).expiringAfter(Duration.ofHours(2)));
            assertThat(resources()).hasSize(2);

            SweepReport early = RestoreDrill.sweep(backup);
            assertThat(early.deleted()).as("%s", early).isEmpty();
            assertThat(early.left()).hasSize(1);
            assertThat(resources()).hasSize(2);

            harness.advance(Duration.ofHours(2));
            SweepReport late = RestoreDrill.sweep(backup);
            assertThat(late.found()).as("%s", late).hasSize(1);
            assertThat(late.deleted()).as("%s", late).hasSize(1);
            assertThat(late.nothingLeft()).as("%s", late).isTrue();
            assertThat(resources()).containsExactly(disk.toString());
            assertThat(RestoreDrill.sweep(backup).found()).isEmpty();
        }

        @Test
        void sweep_serverDrillThatDied_isSweptWithItsDisks() {
            requires(Capability.RESTORE_TO_NEW_SERVER);
            Resource.Server shop = serverWithDataDisk("shop", "system v1", "data v1");
            pointOf(shop, serverVault("shops", shop));
            Set<String> before = resources();
            abandoned(RestoreDrill.of(shop).to(ELSEWHERE).expiringAfter(Duration.ofHours(3)));
            harness.advance(Duration.ofHours(3));

            SweepReport swept = RestoreDrill.sweep(backup);
            assertThat(swept.nothingLeft()).as("%s", swept).isTrue();
            assertThat(resources()).isEqualTo(before);
            assertThat(images()).isEmpty();
        }

        @Test
        void sweep_serverDrillThatDiedAtItsVeryBegin_leavesNothing() {
            requires(Capability.RESTORE_TO_NEW_SERVER);
            Resource.Server shop = server("shop", "v1");
            RestorePoint point = pointOf(shop, serverVault("shops", shop));
            Set<String> before = resources();
            RestoreDrill drill = RestoreDrill.of(shop).to(ELSEWHERE).expiringAfter(Duration.ofHours(3));
            assertThat(drill.start(backup, KEY).poll().ended()).isFalse();
            harness.advance(Duration.ofHours(4));

            SweepReport swept = RestoreDrill.sweep(backup);
            assertThat(swept.nothingLeft()).as("%s", swept).isTrue();
            assertThat(resources()).isEqualTo(before);
            assertThat(images()).isEmpty();
            assertThat(backup.restorePoints().get(point.id()).pinned()).isFalse();
        }

        @Test
        void sweep_marksThatLookAlike_areLeft() {
            Instant now = harness.now();
            Temporary expired = Temporary.of(KEY, now.minus(Duration.ofDays(2)), now.minus(Duration.ofDays(1)));
            String value = expired.value();
            List<String> malformed = List.of(
                    "",
                    " ",
                    "true",
                    value + "0",
                    "x" + value,
                    value.replace('-', '.'),
                    value.substring(1),
                    value.substring(0, value.length() - 1),
                    expired.id() + "-9999999999-1000000000");
            List<String> all = new ArrayList<>();
            for (String bad : malformed) {
                if (bad.length() <= backup.limits().tags().valueLength()) {
                    all.add(tagged("lookalike-" + all.size(), Temporary.TAG, bad)
                            .toString());
                }
            }
            all.add(tagged("other tag", "b4j-temporary2", value).toString());
            all.add(tagged("B4J", "B4J-TEMPORARY", value).toString());
            all.add(tagged("b4j-temporary", "app", value).toString());

            SweepReport swept = RestoreDrill.sweep(backup);
            assertThat(swept.deleted()).as("%s", swept).isEmpty();
            assertThat(resources()).containsExactlyInAnyOrderElementsOf(all);
        }

        @Test
        void sweep_markCopiedToAnOriginal_isLeftAndTold() {
            Resource.Disk disk = protectedDisk();
            Resource.Disk original = disk("payroll", "years of it");
            Resource.Disk younger;
            Resource.Disk made =
                    (Resource.Disk) abandoned(RestoreDrill.of(disk).to(NEW_DISK).expiringAfter(Duration.ofHours(2)));
            younger = disk("younger", "made after the drill began");
            String mark = String.valueOf(backup.resources().get(made).tags().get(Temporary.TAG));
            copyMark(original, mark);
            copyMark(younger, mark);
            harness.advance(Duration.ofHours(2));

            SweepReport swept = RestoreDrill.sweep(backup);
            assertThat(swept.left()).as("%s", swept).hasSize(2);
            assertThat(resources()).containsExactlyInAnyOrder(disk.toString(), original.toString(), younger.toString());
            assertThat(read(original)).isEqualTo("years of it");
        }

        @Test
        void sweep_markOfAnExpiredDrillOnADiskOfALivingOne_isLeft() {
            Resource.Disk disk = protectedDisk();
            Resource.Disk dead =
                    (Resource.Disk) abandoned(RestoreDrill.of(disk).to(NEW_DISK).expiringAfter(Duration.ofHours(2)));
            String expired = markOf(dead).value();
            Resource.Disk living =
                    (Resource.Disk) abandoned(RestoreDrill.of(disk).to(NEW_DISK), RequestKey.of("another drill"));
            copyMark(living, expired);
            harness.advance(Duration.ofHours(2));

            SweepReport swept = RestoreDrill.sweep(backup);
            assertThat(swept.deleted()).as("%s", swept).hasSize(1);
            assertThat(resources()).containsExactlyInAnyOrder(disk.toString(), living.toString());
        }

        @Test
        void sweep_fromAnotherProject_leavesEverythingAlone() {
            Resource.Disk disk = protectedDisk();
            Resource made = abandoned(RestoreDrill.of(disk).to(NEW_DISK).expiringAfter(Duration.ofHours(2)));
            harness.advance(Duration.ofHours(2));
            Temporary mark = markOf(made);
            try (CloudBackup other = harness.backup(harness.otherProject())) {
                assertThat(RestoreDrill.sweep(other).found()).isEmpty();
                assertThatThrownBy(() -> other.resources().discard(made, mark)).isInstanceOf(NotFound.class);
            }
            assertThat(resources()).containsExactlyInAnyOrder(disk.toString(), made.toString());
        }

        @Test
        void drill_idOfWhatItHasMadeIsUsedAgain_isLeft() {
            Resource.Disk disk = protectedDisk();
            DrillReport report = run(RestoreDrill.of(disk).to(NEW_DISK).verifiedBy((restored, deadline) -> {
                harness.delete(restored);
                harness.advance(A_WHILE);
                return harness.addDisk(
                                DiskSetup.of("precious", DataSize.gib(10)).withId(restored.id()))
                        .equals(restored);
            }));
            assertThat(report.verified().held()).as("%s", report).isTrue();
            assertThat(report.cleanUp().deleted()).as("%s", report).isEmpty();
            assertThat(resources()).containsExactlyInAnyOrder(disk.toString(), String.valueOf(report.made()));
        }

        @Test
        void resume_sameTokenInTwoProcesses_endsBothAndLeavesNothing() {
            Resource.Disk disk = protectedDisk();
            RestoreDrill drill = RestoreDrill.of(disk).to(NEW_DISK).verifiedBy((restored, deadline) -> true);
            Operation<DrillReport> begun = drill.start(backup, KEY);
            step(begun);
            try (CloudBackup one = harness.backup();
                    CloudBackup two = harness.backup()) {
                List<Operation<DrillReport>> both =
                        List.of(drill.resume(one, begun.token()), drill.resume(two, begun.token()));
                for (int i = 0;
                        i < 600 && !both.stream().allMatch(work -> work.poll().ended());
                        i++) {
                    harness.advance(Duration.ofSeconds(10));
                }
                for (Operation<DrillReport> work : both) {
                    DrillReport report = work.await(LONG);
                    assertThat(report.cleanUp().left()).as("%s", report).isEmpty();
                }
            }
            assertThat(resources()).containsExactly(disk.toString());
            assertThat(read(disk)).isEqualTo("v1");
        }

        // ---- what is never deleted

        @Test
        void discard_markCopiedToAnotherDisk_isRefused() {
            Resource.Disk disk = protectedDisk();
            Resource.Disk made = (Resource.Disk) abandoned(RestoreDrill.of(disk).to(NEW_DISK));
            Temporary mark = markOf(made);
            copyMark(disk, mark.value());
            assertRefused(disk, mark);
        }

        @Test
        void drill_markTakenOffWhatItHasMade_isLeftAsAdopted() {
            Resource.Disk disk = protectedDisk();
            List<String> kept = new ArrayList<>();
            DrillReport report = run(RestoreDrill.of(disk).to(NEW_DISK).verifiedBy((restored, deadline) -> {
                kept.add(restored.toString());
                // No mark of anything any more.
                return harness.tag(restored, Temporary.TAG, "kept");
            }));
            Assumptions.assumeTrue(report.verified().held(), "this harness cannot tag");
            assertThat(report.cleanedUp().status()).as("%s", report).isEqualTo(DrillCheck.Status.FAILED);
            assertThat(report.cleanedUp().why()).contains("adopted");
            assertThat(report.cleanUp().deleted()).as("%s", report).isEmpty();
            assertThat(resources()).containsAll(kept).hasSize(2);
        }

        @Test
        void drill_snapshotOfWhatItHasMade_isToldAndASweepGoesOnOnceItIsDeleted() {
            Resource.Disk disk = protectedDisk();
            List<Snapshot> taken = new ArrayList<>();
            DrillReport report = run(RestoreDrill.of(disk)
                    .to(NEW_DISK)
                    .expiringAfter(Duration.ofHours(6))
                    .verifiedBy((restored, deadline) -> taken.add(
                            done(backup.snapshots().take(SnapshotSpec.of((Resource.Disk) restored, "finding"))))));
            Snapshot finding = taken.get(0);
            assertThat(report.cleanedUp().status()).as("%s", report).isEqualTo(DrillCheck.Status.FAILED);
            assertThat(report.cleanedUp().why()).contains(finding.id().value(), "sweep");
            assertThat(resources()).hasSize(2);
            harness.advance(Duration.ofHours(6));
            assertThat(RestoreDrill.sweep(backup).left()).hasSize(1);
            assertThat(backup.snapshots().list()).hasSize(1);

            backup.snapshots().delete(finding.id());
            harness.advance(A_WHILE);
            SweepReport swept = RestoreDrill.sweep(backup);
            assertThat(swept.nothingLeft()).as("%s", swept).isTrue();
            assertThat(resources()).containsExactly(disk.toString());
        }

        @Test
        void discard_whatWasMadeFromASnapshot_isRefused() {
            Resource.Disk disk = disk("orders", "v1");
            Temporary mark = Temporary.of(KEY, harness.now(), harness.now().plus(Duration.ofHours(24)));
            Snapshot snapshot = done(backup.snapshots().take(SnapshotSpec.of(disk, "before")));
            Resource.Disk made =
                    done(backup.snapshots().restore(snapshot.id(), NEW_DISK.withTags(mark.tags()), mark.key()));
            assertRefused(made, mark);
        }

        @Test
        void discard_withoutOrWithAnotherMark_isRefused() {
            Resource.Disk disk = protectedDisk();
            Resource.Disk made = (Resource.Disk) abandoned(RestoreDrill.of(disk).to(NEW_DISK));
            Temporary mark = markOf(made);
            assertRefused(disk, mark);
            assertRefused(made, Temporary.of(RequestKey.of("another"), mark.begunAt(), mark.expiresAt()));
            assertRefused(
                    made,
                    new Temporary(mark.id(), mark.begunAt(), mark.expiresAt().plusSeconds(1)));
            assertRefused(made, new Temporary(mark.id(), mark.begunAt().minusSeconds(1), mark.expiresAt()));
        }

        /** Nothing that was there long before the work began is part of it, whatever key it was made with. */
        @Test
        void discard_madeLongBeforeTheMarkBegan_isRefused() {
            Resource.Disk disk = protectedDisk();
            Resource.Disk made = (Resource.Disk) abandoned(RestoreDrill.of(disk).to(NEW_DISK));
            harness.advance(Duration.ofHours(2));
            Temporary later = Temporary.of(KEY, harness.now(), harness.now().plus(Duration.ofHours(24)));
            assertThat(later.key()).isEqualTo(markOf(made).key());
            copyMark(made, later.value());
            assertRefused(made, later);
        }

        @Test
        void discard_diskThatSomebodyAttached_isRefused() {
            Resource.Disk disk = protectedDisk();
            Resource.Disk made = (Resource.Disk) abandoned(RestoreDrill.of(disk).to(NEW_DISK));
            Resource.Server user = server("user", "v1");
            Assumptions.assumeTrue(harness.attach(made, user), "this harness cannot attach");
            assertRefused(made, markOf(made));
            assertThat(harness.disksOf(user)).contains(made);
        }

        @Test
        void discard_diskThatSomebodyProtects_isRefused() {
            Resource.Disk disk = disk("orders", "v1");
            Vault vault = diskVault("orders", disk);
            pointOf(disk, vault);
            Resource.Disk made = (Resource.Disk) abandoned(RestoreDrill.of(disk).to(NEW_DISK));
            if (backup.supports(Capability.VAULTS)) {
                backup.vaults().add(vault.id(), made);
            }
            pointOf(made, vault);
            assertRefused(made, markOf(made));
        }

        @Test
        void discard_diskThatWasBackedUpWithAServer_isRefused() {
            requires(Capability.VAULTS);
            Resource.Disk disk = protectedDisk();
            Resource.Disk made = (Resource.Disk) abandoned(RestoreDrill.of(disk).to(NEW_DISK));
            Resource.Server user = server("user", "v1");
            Assumptions.assumeTrue(harness.attach(made, user), "this harness cannot attach");
            Vault vault = serverVault("users", user);
            pointOf(user, vault);
            harness.detach(made);
            assertRefused(made, markOf(made));
        }

        @Test
        void discard_diskWithSnapshots_isRefusedAndTheSnapshotStays() {
            Resource.Disk disk = protectedDisk();
            Resource.Disk made = (Resource.Disk) abandoned(RestoreDrill.of(disk).to(NEW_DISK));
            done(backup.snapshots().take(SnapshotSpec.of(made, "finding")));
            assertRefused(made, markOf(made));
            assertThat(backup.snapshots().list()).hasSize(1);
        }

        @Test
        void discard_serverWithADiskThatSomebodyAttached_isRefusedAndTheDiskStays() {
            requires(Capability.RESTORE_TO_NEW_SERVER);
            Resource.Server shop = serverWithDataDisk("shop", "system v1", "data v1");
            pointOf(shop, serverVault("shops", shop));
            Resource.Disk tools = disk("tools", "precious");
            Resource.Server made =
                    (Resource.Server) abandoned(RestoreDrill.of(shop).to(ELSEWHERE));
            Assumptions.assumeTrue(harness.attach(tools, made), "this harness cannot attach");
            assertRefused(made, markOf(made));

            harness.detach(tools);
            Set<String> rest = resources();
            assertThat(done(backup.resources().discard(made, markOf(made)))).isEqualTo(made);
            assertThat(resources()).hasSize(rest.size() - 3).contains(tools.toString(), shop.toString());
            assertThat(read(tools)).isEqualTo("precious");
        }

        /** Between two polls there may be days: each deletion needs its own look. */
        @Test
        void discard_diskAttachedToTheServerMeanwhile_staysWithItsContent() {
            Resource.Server made = abandonedServer();
            Resource.Disk tools = disk("tools", "precious");
            Operation<Resource.Server> work = backup.resources().discard(made, markOf(made));
            var unused = work.poll();
            Assumptions.assumeTrue(harness.attach(tools, made), "this harness cannot attach");

            Throwable ended = catchThrowable(() -> done(work));

            assertThat(ended).isInstanceOf(BackupException.class);
            assertThat(resources()).contains(tools.toString(), made.toString());
            assertThat(read(tools)).isEqualTo("precious");
            assertThat(harness.disksOf(made)).contains(tools);
        }

        @Test
        void discard_markTakenOffTheServerMeanwhile_itStaysWithItsDisks() {
            Resource.Server made = abandonedServer();
            List<Resource.Disk> disks = harness.disksOf(made);
            Operation<Resource.Server> work = backup.resources().discard(made, markOf(made));
            var unused = work.poll();
            Assumptions.assumeTrue(harness.tag(made, Temporary.TAG, "kept"), "this harness cannot tag");

            assertThatThrownBy(() -> done(work)).isInstanceOf(BackupException.class);

            assertThat(resources()).contains(made.toString());
            assertThat(disks).extracting(disk -> read(disk)).containsExactly("system v1", "data v1");
        }

        @Test
        void discard_serverDeletedByOthersMeanwhile_itsDisksStay() {
            Resource.Server made = abandonedServer();
            List<Resource.Disk> disks = harness.disksOf(made);
            Operation<Resource.Server> work = backup.resources().discard(made, markOf(made));
            var unused = work.poll();
            harness.delete(made);

            assertThatThrownBy(() -> done(work)).isInstanceOf(BackupException.class);
            harness.advance(Duration.ofDays(2));
            SweepReport swept = RestoreDrill.sweep(backup);

            assertThat(swept.deleted()).as("%s", swept).noneMatch(deleted -> deleted.resource() != null);
            assertThat(disks).extracting(disk -> read(disk)).containsExactly("system v1", "data v1");
        }

        @Test
        void discard_markTakenOffTheDisk_isRefused() {
            Resource.Disk disk = protectedDisk();
            Resource.Disk made = (Resource.Disk) abandoned(RestoreDrill.of(disk).to(NEW_DISK));
            Temporary mark = markOf(made);
            Assumptions.assumeTrue(harness.tag(made, Temporary.TAG, "kept"), "this harness cannot tag");
            assertRefused(made, mark);
            assertThat(read(made)).isEqualTo("v1");
        }

        /** Somebody may have taken a temporary server over, and kept its disks. */
        @Test
        void discard_diskOfAServerThatSomebodyDeleted_isRefusedWhateverItsTags() {
            Resource.Server made = abandonedServer();
            List<Resource.Disk> disks = harness.disksOf(made);
            Temporary mark = markOf(made);
            harness.delete(made);
            for (Resource.Disk disk : disks) {
                copyMark(disk, mark.value());
            }

            for (Resource.Disk disk : disks) {
                assertRefused(disk, mark);
            }
            harness.advance(Duration.ofDays(2));
            SweepReport swept = RestoreDrill.sweep(backup);

            // An image on the way to the server may be deleted, but no disk.
            assertThat(swept.deleted()).as("%s", swept).noneMatch(deleted -> deleted.resource() != null);
            assertThat(swept.left()).as("%s", swept).hasSize(2);
            assertThat(disks).extracting(disk -> read(disk)).containsExactly("system v1", "data v1");
        }

        private Resource.Server abandonedServer() {
            requires(Capability.RESTORE_TO_NEW_SERVER);
            Resource.Server shop = serverWithDataDisk("shop", "system v1", "data v1");
            pointOf(shop, serverVault("shops", shop));
            return (Resource.Server) abandoned(RestoreDrill.of(shop).to(ELSEWHERE));
        }

        /** An image with the mark may be a copy of one, or be somebody's who took the tags over. */
        @Test
        void discard_imageThatOnlyCarriesTheMark_isRefused() {
            requires(Capability.IMAGES);
            Resource.Disk disk = disk("orders", "v1");
            Temporary mark = Temporary.of(KEY, harness.now(), harness.now().plus(Duration.ofHours(2)));
            ImageSpec spec = ImageSpec.of("kept", ImageSource.disk(disk)).withTags(mark.tags());
            List<Image> built = List.of(
                    done(backup.images().build(spec)), done(backup.images().build(spec, mark.key())));

            for (Image image : built) {
                assertThatThrownBy(() -> backup.images().discard(image.id(), mark))
                        .isInstanceOf(Conflict.class);
            }
            harness.advance(Duration.ofHours(3));
            for (Image image : built) {
                assertThatThrownBy(() -> backup.images().discard(image.id(), mark))
                        .isInstanceOf(Conflict.class);
            }
            SweepReport swept = RestoreDrill.sweep(backup);

            assertThat(swept.deleted()).as("%s", swept).isEmpty();
            for (Image image : built) {
                assertThat(backup.images().get(image.id()).status()).isEqualTo(Image.Status.ACTIVE);
            }
        }

        @Test
        void discard_onlyPointIsBeyondTheFirstPage_isRefused() {
            requires(Capability.VAULTS);
            Resource.Disk disk = protectedDisk();
            Resource.Disk made = (Resource.Disk) abandoned(RestoreDrill.of(disk).to(NEW_DISK));
            Resource.Server user = server("user", "v1");
            Assumptions.assumeTrue(harness.attach(made, user), "this harness cannot attach");
            pointOf(user, serverVault("users", user));
            harness.detach(made);
            List<Resource> others = new ArrayList<>();
            for (int i = 0; i < harness.moreThanAPage(Harness.Listed.RESTORE_POINTS); i++) {
                others.add(harness.addDisk("disk-" + i, DataSize.gib(1)));
            }
            Vault vault = backup.vaults().create(VaultSpec.forDisks("many", DataSize.gib(10L * others.size())));
            backup.vaults().add(vault.id(), others);
            done(backup.restorePoints().take(BackupSpec.of(vault.id())));

            assertThatThrownBy(() -> backup.resources().discard(made, markOf(made)))
                    .isInstanceOf(Conflict.class);

            harness.advance(A_WHILE);
            assertThat(read(made)).isEqualTo("v1");
        }

        @Test
        void discard_onlySnapshotIsBeyondTheFirstPage_isRefused() {
            Resource.Disk disk = protectedDisk();
            Resource.Disk made = (Resource.Disk) abandoned(RestoreDrill.of(disk).to(NEW_DISK));
            Snapshot finding = done(backup.snapshots().take(SnapshotSpec.of(made, "finding")));
            snapshots("disk", harness.moreThanAPage(Harness.Listed.SNAPSHOTS));

            assertThatThrownBy(() -> backup.resources().discard(made, markOf(made)))
                    .isInstanceOf(Conflict.class);

            harness.advance(A_WHILE);
            assertThat(read(made)).isEqualTo("v1");
            assertThat(backup.snapshots().get(finding.id()).status()).isEqualTo(Snapshot.Status.AVAILABLE);
        }

        @Test
        void discard_whatIsStillBeingMade_isBusy() {
            Resource.Disk disk = protectedDisk();
            Operation<DrillReport> work = RestoreDrill.of(disk).to(NEW_DISK).start(backup, KEY);
            assertThat(work.poll().ended()).isFalse();
            harness.advance(Duration.ofMinutes(1));
            assertThat(work.poll().ended()).isFalse();
            Resource.Disk made = (Resource.Disk) others(disk).get(0);
            Temporary mark = markOf(made);
            try {
                backup.resources().get(made);
            } catch (NotFound e) {
                // A cloud may list a new disk before it knows it by its id.
            }
            assertThatThrownBy(() -> backup.resources().discard(made, mark)).isInstanceOf(Busy.class);
            harness.advance(A_WHILE);
            assertThat(statusOf(made)).isEqualTo(ProtectableResource.Status.AVAILABLE);
        }

        @Test
        void discard_whatIsGone_isNotFound() {
            Resource.Disk disk = protectedDisk();
            Resource.Disk made = (Resource.Disk) abandoned(RestoreDrill.of(disk).to(NEW_DISK));
            Temporary mark = markOf(made);
            Operation<Resource.Disk> work = backup.resources().discard(made, mark);
            try (CloudBackup other = harness.backup()) {
                assertThat(other.operations()
                                .resume(work.token(), Resource.class)
                                .await(LONG))
                        .isEqualTo(made);
            }
            assertThatThrownBy(() -> backup.resources().discard(made, mark)).isInstanceOf(NotFound.class);
        }

        @Test
        void drill_thatCannotBeCleanedUp_saysSoAndDeletesNothingOfOthers() {
            requires(Capability.RESTORE_TO_NEW_SERVER);
            Resource.Server shop = server("shop", "v1");
            pointOf(shop, serverVault("shops", shop));
            Resource.Disk tools = disk("tools", "precious");
            Assumptions.assumeTrue(harness.tag(tools, "app", "tools"), "this harness cannot attach");
            DrillReport report = run(RestoreDrill.of(shop)
                    .to(ELSEWHERE)
                    .verifiedBy((restored, deadline) -> harness.attach(tools, (Resource.Server) restored)));
            assertThat(report.verified().held()).as("%s", report).isTrue();
            assertThat(report.cleanedUp().status()).isEqualTo(DrillCheck.Status.FAILED);
            assertThat(report.cleanedUp().why()).contains(tools.toString());
            assertThat(read(tools)).isEqualTo("precious");
            assertThat(resources()).contains(String.valueOf(report.made()));
        }

        // ---- evidence

        @Test
        void report_printedAndParsed_isEqualAndPostureReadsIt() {
            Resource.Disk disk = protectedDisk();
            DrillReport report = run(RestoreDrill.of(disk)
                    .to(NEW_DISK)
                    .verifiedBy((restored, deadline) -> true)
                    .within(Duration.ofHours(1)));

            assertThat(DrillReport.parse(report.print())).isEqualTo(report);
            assertThat(DrillReport.parse(report.print()).digest()).isEqualTo(report.digest());
            String altered = report.print().replace("verified=HELD", "verified=FAILED");
            assertThatThrownBy(() -> DrillReport.parse(altered)).isInstanceOf(Invalid.class);

            Objectives objectives =
                    Objectives.defaults().provenWithin(Duration.ofDays(90)).rto(Duration.ofHours(1));
            assertThat(verdict(objectives, List.of(), disk, Control.UNPROVEN)).isEqualTo(Assessment.Result.BREACHED);
            List<DrillReport> reports = List.of(report);
            assertThat(verdict(objectives, reports, disk, Control.UNPROVEN)).isEqualTo(Assessment.Result.OK);
            assertThat(verdict(objectives, reports, disk, Control.RTO_EXCEEDED)).isEqualTo(Assessment.Result.OK);
            assertThat(verdict(objectives.rto(Duration.ofSeconds(1)), reports, disk, Control.RTO_EXCEEDED))
                    .isEqualTo(Assessment.Result.BREACHED);
        }
    }

    /** A check whose process dies before it has a result, so many times; then it finds the data good. */
    private static final class CheckThatDies implements Verifier {
        final List<Instant> deadlines = new CopyOnWriteArrayList<>();
        final Semaphore begun = new Semaphore(0);
        private final int deaths;

        CheckThatDies(int deaths) {
            this.deaths = deaths;
        }

        @Override
        public boolean verify(Resource restored, Instant deadline) throws InterruptedException {
            deadlines.add(deadline);
            int times = deadlines.size();
            begun.release();
            if (times <= deaths) {
                new CountDownLatch(1).await();
            }
            return true;
        }
    }

    /** Counts the calls of a drill that change something. */
    private static final class Changes implements BackupListener {
        final AtomicInteger restores = new AtomicInteger();
        final AtomicInteger deletions = new AtomicInteger();

        @Override
        public void callEnded(CallEnd end) {
            if (end.failure() == null && end.call().name().equals("restorePoints.restore")) {
                restores.incrementAndGet();
            } else if (end.failure() == null && end.call().name().equals("resources.discard")) {
                deletions.incrementAndGet();
            }
        }
    }

    // ---- steps

    private Resource.Disk protectedDisk() {
        Resource.Disk disk = disk("orders", "v1");
        pointOf(disk, diskVault("orders", disk));
        return disk;
    }

    private DrillReport run(RestoreDrill drill) {
        return drill.start(backup, KEY).await(LONG);
    }

    /** Runs a drill as an engine does that keeps nothing but the token: each poll is of a drill resumed from it. */
    private DrillReport resumedBeforeEachPoll(RestoreDrill drill, RequestKey key) {
        String token = drill.start(backup, key).token();
        List<String> steps = new ArrayList<>();
        for (int i = 0; i < POLLS; i++) {
            Operation<DrillReport> work = drill.resume(backup, token);
            Operation.Status<DrillReport> status = work.poll();
            if (status instanceof Operation.Status.Succeeded<DrillReport> succeeded) {
                return succeeded.result();
            }
            steps.add(status.toString());
            token = work.token();
            assertThat(token).matches("[ -~]{1,1024}");
            harness.advance(Duration.ofSeconds(30));
        }
        throw new AssertionError("the drill did not end in " + POLLS + " polls; the last ones: "
                + steps.subList(POLLS - 3, POLLS) + "; resources: " + resources());
    }

    /** What two drills of the same disk or server say, without ids and times. */
    private static void assertAlike(DrillReport report, DrillReport other) {
        String both = report + "\n" + other;
        assertThat(report.source()).as(both).isEqualTo(other.source());
        assertThat(report.point()).as(both).isEqualTo(other.point());
        assertThat(report.madeSize()).as(both).isEqualTo(other.madeSize());
        assertThat(report.restored().status())
                .as(both)
                .isEqualTo(other.restored().status());
        // A check that takes more than a moment begins again with each poll, and the report says so.
        assertThat(report.verified().status())
                .as(both)
                .isEqualTo(other.verified().status());
        if (!report.verified().why().startsWith("begun ")) {
            assertThat(report.verified()).as(both).isEqualTo(other.verified());
        }
        assertThat(report.cleanedUp().status())
                .as(both)
                .isEqualTo(other.cleanedUp().status());
        assertThat(report.withinRto()).as(both).isEqualTo(other.withinRto());
        // One that lists while a server is being deleted sees disks of it that another does not.
        for (DrillReport one : List.of(report, other)) {
            assertThat(one.cleanUp().deleted()).as(both).contains(String.valueOf(one.made()));
        }
        assertThat(report.cleanUp().left())
                .as(both)
                .hasSameSizeAs(other.cleanUp().left());
    }

    /** Runs a drill until it has restored, drops it, and returns what it has made. */
    private Resource abandoned(RestoreDrill drill) {
        return abandoned(drill, KEY);
    }

    @SuppressWarnings("NullAway") // asserted
    private Resource abandoned(RestoreDrill drill, RequestKey key) {
        Set<String> before = resources();
        Operation<DrillReport> work = drill.verifiedBy((restored, deadline) -> {
                    throw new AssertionError("an abandoned drill checks nothing");
                })
                .start(backup, key);
        assertThat(work.poll().ended()).isFalse();
        @Nullable Resource made = null;
        for (int i = 0; i < 120 && made == null; i++) {
            harness.advance(Duration.ofSeconds(30));
            made = ready(before);
            if (made == null) {
                step(work);
            }
        }
        assertThat(made).as("what the drill has made").isNotNull();
        // A cloud may show it as ready before it has its data.
        harness.advance(A_WHILE);
        return made;
    }

    /** Polls a drill as long as there is nothing yet that its check could see. */
    private void step(Operation<DrillReport> work) {
        var unused = work.poll();
    }

    private @Nullable Resource ready(Set<String> before) {
        return backup.resources()
                .list()
                .filter(one -> one.tags().containsKey(Temporary.TAG)
                        && !before.contains(one.resource().toString()))
                .filter(one -> one.status() == ProtectableResource.Status.AVAILABLE
                        || one.status() == ProtectableResource.Status.RUNNING)
                .map(ProtectableResource::resource)
                .findFirst()
                .orElse(null);
    }

    private Temporary markOf(Resource resource) {
        return backup.resources()
                .list()
                .filter(one -> one.resource().equals(resource))
                .flatMap(one -> Temporary.in(one.tags()).stream())
                .findFirst()
                .orElseThrow();
    }

    private void copyMark(Resource resource, String mark) {
        Assumptions.assumeTrue(harness.tag(resource, Temporary.TAG, mark), "this harness cannot tag");
    }

    private Resource tagged(String name, String key, String value) {
        return harness.addDisk(DiskSetup.of(name, DataSize.gib(10)).withTags(Map.of(key, value)));
    }

    private List<Resource> others(Resource resource) {
        return backup.resources()
                .list()
                .map(ProtectableResource::resource)
                .filter(one -> !one.equals(resource))
                .toList();
    }

    private Set<String> resources() {
        Set<String> all = new TreeSet<>();
        backup.resources().list().forEach(one -> all.add(one.resource().toString()));
        return all;
    }

    /** The images that are there; a deleted one may be listed for a little longer. */
    private List<String> images() {
        return backup.supports(Capability.IMAGES)
                ? backup.images()
                        .list()
                        .filter(image -> image.status() != Image.Status.DELETED)
                        .map(Image::name)
                        .toList()
                : List.of();
    }

    private void assertRefused(Resource resource, Temporary mark) {
        Set<String> before = resources();
        assertThatThrownBy(() -> backup.resources().discard(resource, mark)).isInstanceOf(Conflict.class);
        harness.advance(A_WHILE);
        assertThat(resources()).isEqualTo(before);
    }

    private void assertBad(DrillReport report) {
        assertThat(report.restored().held()).as("%s", report).isTrue();
        assertThat(report.verified().status()).isEqualTo(DrillCheck.Status.FAILED);
        assertThat(report.cleanedUp().held()).as("%s", report).isTrue();
        assertThat(report.proof().holds()).isFalse();
        assertThat(resources()).hasSize(1);
    }

    private Assessment.Result verdict(
            Objectives objectives, List<DrillReport> reports, Resource resource, Control control) {
        return Posture.of(
                        backup,
                        objectives,
                        reports.stream().map(DrillReport::proof).toList())
                .of(resource)
                .of(control)
                .result();
    }
}
