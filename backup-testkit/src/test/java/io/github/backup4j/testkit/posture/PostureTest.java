package io.github.backup4j.testkit.posture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.Capability;
import io.github.backup4j.Consistency;
import io.github.backup4j.DataSize;
import io.github.backup4j.Invalid;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Removal;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Site;
import io.github.backup4j.Subscription;
import io.github.backup4j.Unavailable;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.posture.Assessment;
import io.github.backup4j.posture.Assessment.Result;
import io.github.backup4j.posture.Control;
import io.github.backup4j.posture.Finding;
import io.github.backup4j.posture.Objectives;
import io.github.backup4j.posture.Posture;
import io.github.backup4j.posture.Proof;
import io.github.backup4j.posture.ResourcePosture;
import io.github.backup4j.posture.Severity;
import io.github.backup4j.testkit.Call;
import io.github.backup4j.testkit.DiskSetup;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.Work;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Each control fires, and does not. */
@DisplayName("Posture")
class PostureTest {
    private static final Duration LONG = Duration.ofHours(12);

    private final HealthyWorld world = new HealthyWorld();

    @Nested
    @DisplayName("In a healthy world")
    class Healthy {
        @Test
        void findings_nothingWrong_areNone() {
            assertThat(world.posture().findings()).isEmpty();
            assertThat(world.posture().unknowns()).isEmpty();
            assertThat(world.posture().gaps()).isEmpty();
        }

        @Test
        void result_nothingWrong_isOk() {
            assertThat(world.posture().result()).isEqualTo(Result.OK);
        }

        @Test
        void of_disk_isOneRow() {
            ResourcePosture row = world.posture().of(world.orders);

            assertThat(row.subject().name()).isEqualTo("orders");
            assertThat(row.vault()).isEqualTo(world.disks.id());
            assertThat(row.through()).isNull();
            assertThat(row.points().usable()).isEqualTo(11);
            assertThat(row.points().newestAt()).isEqualTo("2026-01-11T02:00:00Z");
            assertThat(row.points().age()).isEqualTo(Duration.ofHours(10));
            assertThat(row.nextRun()).isEqualTo("2026-01-12T02:00:00Z");
        }

        @Test
        void of_diskOfAProtectedServer_saysThroughWhichServerAndVault() {
            ResourcePosture row = world.posture().of(world.files);

            assertThat(row.of(Control.UNPROTECTED).result()).isEqualTo(Result.OK);
            assertThat(row.through()).isEqualTo(world.shop);
            assertThat(row.vault()).isEqualTo(world.servers.id());
            assertThat(row.points().usable()).isEqualTo(11);
        }

        @Test
        void of_whatNoListNames_isRefused() {
            assertThatThrownBy(() -> world.posture().of(Resource.disk("no-such-disk")))
                    .isInstanceOf(Invalid.class)
                    .hasMessageContaining("no-such-disk");
            assertThatThrownBy(() -> world.posture().of(world.orders).of(Control.VAULT_FULL))
                    .isInstanceOf(Invalid.class)
                    .hasMessageContaining("VAULT_FULL");
        }

        @Test
        void toString_sameFacts_sameBytes() {
            Posture first = world.posture();

            assertThat(world.posture()).hasToString(first.toString());
        }
    }

    @Nested
    @DisplayName("How it is protected")
    class Protection {
        @Test
        void unprotected_newDisk_isFound() {
            Resource.Disk scratch = world.cloud.addDisk("scratch", DataSize.gib(10));

            Finding finding = only(world.posture(), Control.UNPROTECTED);

            assertThat(finding.id()).isEqualTo("UNPROTECTED/" + scratch);
            assertThat(finding.severity()).isEqualTo(Severity.CRITICAL);
            assertThat(finding.evidence()).containsEntry("size", "10 GiB").containsKey("status");
            assertThat(finding.remedy().sentence()).contains("vault");
            assertThat(finding)
                    .hasToString("CRITICAL UNPROTECTED: " + scratch + " \"scratch\": nothing backs it up; "
                            + finding.remedy().sentence());
        }

        @Test
        void unprotected_memberThatLeaves_isFoundBeforeItHasLeft() {
            world.cloud.takes(Work.DELETE, Duration.ofHours(1));
            world.backup.vaults().remove(world.disks.id(), world.orders, Removal.DELETING_RESTORE_POINTS);

            assertThat(of(world.orders, Control.UNPROTECTED)).isEqualTo(Result.BREACHED);
        }

        @Test
        void unprotected_vaultThatIsBeingDeleted_isFoundBeforeItIsGone() {
            world.cloud.takes(Work.DELETE, Duration.ofHours(1));
            world.backup.vaults().delete(world.disks.id(), Removal.DELETING_RESTORE_POINTS);

            assertThat(of(world.orders, Control.UNPROTECTED)).isEqualTo(Result.BREACHED);
        }

        @Test
        void unprotected_stoppedServer_isFoundWithItsDisk() {
            Resource.Disk disk = world.cloud.addDisk("old-system", DataSize.gib(10));
            Resource.Server old = world.cloud.addServer("old", disk);
            world.cloud.stop(old);

            assertThat(world.posture().findings())
                    .extracting(Finding::id)
                    .containsExactlyInAnyOrder("UNPROTECTED/" + old, "UNPROTECTED/" + disk);
        }

        @Test
        void unprotected_detachedDiskOfAProtectedServer_isFound() {
            world.cloud.stop(world.shop);
            world.cloud.detach(world.files);

            assertThat(only(world.posture(), Control.UNPROTECTED).subject().id())
                    .isEqualTo(world.files.toString());
        }

        @Test
        void noPolicy_detached_isFoundForEachMember() {
            world.backup.policies().detach(world.nightly.id(), world.servers.id());

            assertThat(only(world.posture(), Control.NO_POLICY).subject().id()).isEqualTo(world.shop.toString());
        }

        @Test
        void policyDisabled_disabled_isFoundForEachMember() {
            world.backup
                    .policies()
                    .update(world.nightly.id(), world.nightly.toSpec().withEnabled(false));

            assertThat(world.posture().findings())
                    .extracting(Finding::id)
                    .containsExactly(
                            "POLICY_DISABLED/" + world.orders,
                            "POLICY_DISABLED/" + world.bills,
                            "POLICY_DISABLED/" + world.shop);
        }

        @Test
        void policyDisabled_suspendedMember_isFound() {
            world.backup.vaults().suspend(world.disks.id(), List.of(world.orders));

            Finding finding = only(world.posture(), Control.POLICY_DISABLED);

            assertThat(finding.subject().id()).isEqualTo(world.orders.toString());
            assertThat(finding.sentence()).contains("suspended");
        }

        @ParameterizedTest
        @CsvSource({"30, OK", "31, OK", "29, BREACHED", "7, BREACHED"})
        void retentionTooShort_days_isFoundBelowTheObjective(int days, Result result) {
            keep(Retention.days(days));

            assertThat(of(world.orders, Control.RETENTION_TOO_SHORT)).isEqualTo(result);
        }

        @ParameterizedTest
        @CsvSource({"30, 0, OK", "29, 0, BREACHED", "7, 4, BREACHED", "7, 6, OK"})
        void retentionTooShort_latest_isFoundByHowFarItReaches(int latest, int weekly, Result result) {
            Retention.Latest rule = Retention.latest(latest);
            keep(weekly == 0 ? rule : rule.plusWeekly(weekly, ZoneOffset.UTC));

            assertThat(of(world.orders, Control.RETENTION_TOO_SHORT)).isEqualTo(result);
        }

        @Test
        void retentionTooShort_noObjective_asksForNothing() {
            keep(Retention.days(1));

            assertThat(world.posture(Objectives.defaults())
                            .of(world.orders)
                            .of(Control.RETENTION_TOO_SHORT)
                            .result())
                    .isEqualTo(Result.NOT_ASSESSABLE);
        }

        @Test
        void retentionForever_forever_isFoundUnlessAllowed() {
            keep(Retention.forever());

            assertThat(of(world.orders, Control.RETENTION_FOREVER)).isEqualTo(Result.BREACHED);
            assertThat(of(world.orders, Control.RETENTION_TOO_SHORT)).isEqualTo(Result.OK);
            assertThat(world.posture(HealthyWorld.OBJECTIVES.allowingForever()).findings())
                    .isEmpty();
        }

        @Test
        void notLocked_vaultThatIsNot_isFoundUntilItIs() {
            Objectives locked = HealthyWorld.OBJECTIVES.allLocked();
            world.backup.vaults().lockForever(world.servers.id());

            Posture posture = world.posture(locked);

            assertThat(posture.of(world.shop).of(Control.NOT_LOCKED).result()).isEqualTo(Result.OK);
            assertThat(posture.findings())
                    .extracting(Finding::id)
                    .containsExactly("NOT_LOCKED/" + world.orders, "NOT_LOCKED/" + world.bills);
            assertThat(of(world.orders, Control.NOT_LOCKED)).isEqualTo(Result.NOT_ASSESSABLE);
        }

        @Test
        void consistencyNotMet_crashConsistentServer_isFound() {
            Objectives asked = HealthyWorld.OBJECTIVES.consistency(Consistency.APPLICATION_CONSISTENT);

            Finding finding = only(world.posture(asked), Control.CONSISTENCY_NOT_MET);

            assertThat(finding.subject().id()).isEqualTo(world.shop.toString());
            assertThat(world.posture(HealthyWorld.OBJECTIVES.consistency(Consistency.CRASH_CONSISTENT))
                            .of(world.shop)
                            .of(Control.CONSISTENCY_NOT_MET)
                            .result())
                    .isEqualTo(Result.OK);
        }

        @Test
        void consistencyNotMet_applicationConsistentVault_isUnknownSinceNoListTellsTheAgent() {
            world.backup
                    .vaults()
                    .update(
                            world.servers.id(),
                            world.servers.toSpec().withConsistency(Consistency.APPLICATION_CONSISTENT));
            Objectives asked = HealthyWorld.OBJECTIVES.consistency(Consistency.APPLICATION_CONSISTENT);

            assertThat(world.posture(asked)
                            .of(world.shop)
                            .of(Control.CONSISTENCY_NOT_MET)
                            .result())
                    .isEqualTo(Result.UNKNOWN);
        }

        @Test
        void notEncrypted_plainDisks_areFoundAndEncryptedOnesAreNot() {
            Resource.Disk secret =
                    world.cloud.addDisk(DiskSetup.of("secret", DataSize.gib(10)).encryptedToo());
            Resource.Disk vaulted = world.cloud.addDisk(
                    DiskSetup.of("vaulted", DataSize.gib(10)).encryptedToo());
            Resource.Server safe = world.cloud.addServer("safe", vaulted);
            world.cloud.write(secret, "s");
            world.cloud.write(vaulted, "v");
            world.backup.vaults().add(world.disks.id(), secret);
            world.backup.vaults().add(world.servers.id(), safe);
            world.live(1);

            Posture posture = world.posture(HealthyWorld.OBJECTIVES.allEncrypted());

            assertThat(posture.of(secret).of(Control.NOT_ENCRYPTED).result()).isEqualTo(Result.OK);
            assertThat(posture.of(safe).of(Control.NOT_ENCRYPTED).result()).isEqualTo(Result.OK);
            assertThat(posture.findings())
                    .extracting(Finding::id)
                    .containsExactly(
                            "NOT_ENCRYPTED/" + world.orders,
                            "NOT_ENCRYPTED/" + world.bills,
                            "NOT_ENCRYPTED/" + world.shop);
        }

        private void keep(Retention retention) {
            world.backup
                    .policies()
                    .update(world.nightly.id(), world.nightly.toSpec().withRetention(retention));
        }
    }

    @Nested
    @DisplayName("What was backed up")
    class BackedUp {
        @Test
        void neverBackedUp_newMember_isFoundUntilItsFirstRun() {
            Resource.Disk fresh = world.cloud.addDisk("fresh", DataSize.gib(10));
            world.cloud.write(fresh, "f");
            world.backup.vaults().add(world.disks.id(), fresh);

            assertThat(only(world.posture(), Control.NEVER_BACKED_UP).subject().id())
                    .isEqualTo(fresh.toString());
            world.live(1);
            assertThat(world.posture().findings()).isEmpty();
        }

        @Test
        void neverBackedUp_onlyFailures_isFoundWithThem() {
            Resource.Disk fresh = world.cloud.addDisk("fresh", DataSize.gib(10));
            world.backup.vaults().add(world.disks.id(), fresh);
            world.cloud.faults().failBackupsOf(fresh, "BROKEN", "the storage is broken");
            world.live(1);

            assertThat(world.posture().of(fresh).of(Control.NEVER_BACKED_UP).sentence())
                    .contains("none of its 1 restore point can be restored from");
            assertThat(controls(world.posture()))
                    .containsExactlyInAnyOrder(Control.NEVER_BACKED_UP, Control.LAST_RUN_FAILED);
        }

        @Test
        void rpoBreached_newestTooOld_isFoundSinceTheObjectivePassed() {
            world.backup.policies().detach(world.nightly.id(), world.disks.id());
            assertThat(of(world.orders, Control.RPO_BREACHED)).isEqualTo(Result.OK);

            world.cloud.time().advance(Duration.ofHours(17));
            Assessment assessment = world.posture().of(world.orders).of(Control.RPO_BREACHED);

            assertThat(assessment.result()).isEqualTo(Result.BREACHED);
            assertThat(assessment.since()).isEqualTo("2026-01-12T04:00:00Z");
            assertThat(assessment.evidence()).containsEntry("createdAt", "2026-01-11T02:00:00Z");
            assertThat(world.posture(Objectives.defaults())
                            .of(world.orders)
                            .of(Control.RPO_BREACHED)
                            .result())
                    .isEqualTo(Result.NOT_ASSESSABLE);
        }

        @Test
        void lastRunFailed_backupThatFailed_isFoundWithTheCloudsReason() {
            world.cloud.faults().failBackupsOf(world.orders, "BROKEN", "the storage is broken");
            world.live(1);

            Finding finding =
                    only(world.posture(Objectives.defaults().rpo(Duration.ofDays(3))), Control.LAST_RUN_FAILED);

            assertThat(finding.subject().id()).isEqualTo(world.orders.toString());
            assertThat(finding.sentence()).contains("the storage is broken (BROKEN)");
            assertThat(finding.since()).isEqualTo("2026-01-12T02:00:00Z");
            assertThat(finding.evidence()).containsEntry("code", "BROKEN");
            world.cloud.faults().clear();
            world.live(1);
            assertThat(world.posture().findings()).isEmpty();
        }

        @Test
        void lastRunFailed_runThatGoesOn_isJudgedByTheOneBefore() {
            world.backup.restorePoints().take(BackupSpec.of(world.disks.id()));
            world.cloud.time().advance(Duration.ofSeconds(10));

            assertThat(world.posture().findings()).isEmpty();
        }

        @Test
        void lastRunSkipped_memberThatWasSkipped_isFoundWithTheCloudsReason() {
            world.cloud.faults().skip(world.orders, "BUSY", "it is busy");
            world.live(1);

            Finding finding = finding(world.posture(), Control.LAST_RUN_SKIPPED);

            assertThat(finding.subject().id()).isEqualTo(world.orders.toString());
            assertThat(finding.sentence()).contains("it is busy (BUSY)");
            assertThat(controls(world.posture())).containsOnly(Control.LAST_RUN_SKIPPED, Control.RPO_BREACHED);
            world.cloud.faults().clear();
            world.live(1);
            assertThat(world.posture().findings()).isEmpty();
        }

        @Test
        void notCopied_noCopyElsewhere_isFoundUntilThereIsOne() {
            Objectives copied = HealthyWorld.OBJECTIVES.copiedWithin(Duration.ofDays(2));
            assertThat(controls(world.posture(copied))).containsOnly(Control.NOT_COPIED);
            Site elsewhere = new Site("region-2", "project-2");
            Vault there = world.cloud
                    .at(elsewhere)
                    .backup()
                    .vaults()
                    .create(VaultSpec.forServers("copies", DataSize.gib(200)).forReplication());

            RestorePoint newest =
                    world.backup.restorePoints().newest(world.shop).orElseThrow();
            world.backup
                    .restorePoints()
                    .copy(newest.id(), elsewhere, there.id(), "copy")
                    .await(LONG);

            ResourcePosture row = world.posture(copied).of(world.shop);
            assertThat(row.of(Control.NOT_COPIED).result()).isEqualTo(Result.OK);
            assertThat(row.points().copied()).isEqualTo(1);
            assertThat(row.threeTwoOne()).hasToString("3:yes 2:- 1:yes 1:no 0:?");
            world.live(2);
            assertThat(world.posture(copied)
                            .of(world.shop)
                            .of(Control.NOT_COPIED)
                            .result())
                    .isEqualTo(Result.BREACHED);
        }

        @Test
        void orphaned_diskThatIsGone_isFoundWithItsBytes() {
            world.cloud.delete(world.orders);

            Finding finding = only(world.posture(), Control.ORPHANED);

            assertThat(finding.subject().id()).isEqualTo(world.orders.toString());
            assertThat(finding.subject().name()).isEqualTo("orders");
            assertThat(finding.evidence()).containsEntry("restorePoints", "11").containsKey("stored");
            assertThat(world.posture().of(world.orders).status()).isNull();
        }

        /** A rule that works by age leaves alone what a rule that counted has made, and nobody would ever delete it. */
        @Test
        void orphaned_ruleThatCountedAndNowWorksByAge_isFoundWithWhatIsStranded() {
            HealthyWorld counted =
                    new HealthyWorld(InMemoryCloud.create(), Schedule.dailyAt("02:00"), Retention.latest(30));
            assertThat(counted.posture().findings()).isEmpty();
            counted.backup
                    .policies()
                    .update(counted.nightly.id(), counted.nightly.toSpec().withRetention(Retention.days(30)));

            assertThat(counted.posture().findings())
                    .extracting(Finding::id)
                    .containsExactly(
                            "ORPHANED/" + counted.orders, "ORPHANED/" + counted.bills, "ORPHANED/" + counted.shop);
            counted.cloud.time().advance(Duration.ofDays(100));
            assertThat(counted.backup.restorePoints().list(RestorePointFilter.of(counted.orders)))
                    .as("nothing has deleted them")
                    .filteredOn(point -> point.expiresAt() == null)
                    .hasSize(11);
        }

        @Test
        void emptyOrShrunk_fullBackupOfNothing_isFound() {
            world.cloud.write(world.orders, "");
            world.backup
                    .restorePoints()
                    .take(BackupSpec.of(world.disks.id()).only(world.orders).inFull())
                    .await(LONG);

            Finding finding = only(world.posture(), Control.EMPTY_OR_SHRUNK);

            assertThat(finding.subject().id()).isEqualTo(world.orders.toString());
            assertThat(finding.sentence()).contains("nothing in it");
        }

        @Test
        void emptyOrShrunk_fullBackupOfMuchLess_isFound() {
            world.backup
                    .restorePoints()
                    .take(BackupSpec.of(world.disks.id()).only(world.orders).inFull())
                    .await(LONG);
            world.cloud.write(world.orders, "next to nothing");
            world.backup
                    .restorePoints()
                    .take(BackupSpec.of(world.disks.id()).only(world.orders).inFull())
                    .await(LONG);

            assertThat(only(world.posture(), Control.EMPTY_OR_SHRUNK).sentence())
                    .contains("far less");
        }

        @Test
        void emptyOrShrunk_diskAttachedToAServer_isFoundUntilTheNextRun() {
            Resource.Disk more = world.cloud.addDisk("shop-more", DataSize.gib(10));
            world.cloud.write(more, "m");
            world.cloud.attach(more, world.shop);

            Finding finding = only(world.posture(), Control.EMPTY_OR_SHRUNK);

            assertThat(finding.subject().id()).isEqualTo(world.shop.toString());
            assertThat(finding.evidence()).containsEntry("size", "150 GiB").containsEntry("backedUp", "140 GiB");
            world.live(1);
            assertThat(world.posture().findings()).isEmpty();
        }

        @Test
        void emptyOrShrunk_serverWithADiskLeftOut_isUnknownSinceListsDoNotTellTheDisks() {
            Resource.Disk one = world.cloud.addDisk("one", DataSize.gib(10));
            Resource.Disk two = world.cloud.addDisk("two", DataSize.gib(10));
            Resource.Server half = world.cloud.addServer("half", one, two);
            world.cloud.write(one, "1");
            world.backup.vaults().addServerExcluding(world.servers.id(), half, Set.of(two));
            world.live(1);

            assertThat(of(half, Control.EMPTY_OR_SHRUNK)).isEqualTo(Result.UNKNOWN);
        }

        @Test
        void unproven_noDrillInTime_isFound() {
            Objectives proven = HealthyWorld.OBJECTIVES.provenWithin(Duration.ofDays(90));
            assertThat(controls(world.posture(proven))).containsOnly(Control.UNPROVEN);
            for (Resource resource : List.of(world.orders, world.bills, world.shop)) {
                world.proofs.add(proof(resource, true, Duration.ofHours(1)));
            }

            assertThat(world.posture(proven).findings()).isEmpty();
            world.live(91);
            assertThat(world.posture(proven)
                            .of(world.orders)
                            .of(Control.UNPROVEN)
                            .since())
                    .isEqualTo(world.proofs.get(0).at().plus(Duration.ofDays(90)));
        }

        @Test
        void unproven_lastDrillFailedAfterAGoodOne_isFound() {
            world.proofs.add(proof(world.orders, true, Duration.ofHours(1)));
            world.live(1);
            world.proofs.add(proof(world.orders, false, null));
            Objectives proven = HealthyWorld.OBJECTIVES.provenWithin(Duration.ofDays(90));

            assertThat(world.posture(proven)
                            .of(world.orders)
                            .of(Control.UNPROVEN)
                            .result())
                    .isEqualTo(Result.BREACHED);
        }

        @Test
        void unproven_drillDatedInTheFuture_isUnknown() {
            Instant tomorrow = world.cloud.time().now().plus(Duration.ofDays(1));
            world.proofs.add(new Proof(world.orders, tomorrow, null, true, true, Duration.ofHours(1)));
            Objectives proven = HealthyWorld.OBJECTIVES.provenWithin(Duration.ofDays(90));

            assertThat(world.posture(proven)
                            .of(world.orders)
                            .of(Control.UNPROVEN)
                            .result())
                    .isEqualTo(Result.UNKNOWN);
        }

        @Test
        void unproven_drillThatShowedNothing_isNoProof() {
            world.proofs.add(proof(world.orders, false, null));
            Objectives proven = HealthyWorld.OBJECTIVES.provenWithin(Duration.ofDays(90));

            ResourcePosture row = world.posture(proven).of(world.orders);

            assertThat(row.of(Control.UNPROVEN).result()).isEqualTo(Result.BREACHED);
            assertThat(row.threeTwoOne().errors()).isEqualTo(Result.BREACHED);
        }

        @Test
        void rtoExceeded_drillThatTookLonger_isFoundAndNoDrillIsUnknown() {
            Objectives quick = HealthyWorld.OBJECTIVES.rto(Duration.ofHours(2));
            world.proofs.add(proof(world.orders, true, Duration.ofHours(3)));
            world.proofs.add(proof(world.bills, true, Duration.ofHours(1)));

            Posture posture = world.posture(quick);

            assertThat(only(posture, Control.RTO_EXCEEDED).subject().id()).isEqualTo(world.orders.toString());
            assertThat(posture.of(world.bills).of(Control.RTO_EXCEEDED).result())
                    .isEqualTo(Result.OK);
            assertThat(posture.of(world.shop).of(Control.RTO_EXCEEDED).result()).isEqualTo(Result.UNKNOWN);
        }

        @Test
        void rtoExceeded_newestDrill_countsAlone() {
            Objectives quick = HealthyWorld.OBJECTIVES.rto(Duration.ofHours(2));
            world.proofs.add(proof(world.orders, true, Duration.ofHours(1)));
            world.proofs.add(proof(world.bills, true, Duration.ofHours(1)));
            world.proofs.add(proof(world.shop, true, Duration.ofHours(-1)));
            world.live(1);
            world.proofs.add(proof(world.orders, false, null));
            world.proofs.add(proof(world.bills, true, null));

            Posture posture = world.posture(quick);

            assertThat(posture.of(world.orders).of(Control.RTO_EXCEEDED).result())
                    .isEqualTo(Result.BREACHED);
            assertThat(posture.of(world.bills).of(Control.RTO_EXCEEDED).result())
                    .isEqualTo(Result.UNKNOWN);
            assertThat(posture.of(world.shop).of(Control.RTO_EXCEEDED).result()).isEqualTo(Result.UNKNOWN);
        }

        @Test
        void rtoExceeded_drillTooLongAgoOrInTheFuture_isNotOk() {
            Objectives quick = HealthyWorld.OBJECTIVES.rto(Duration.ofHours(2)).provenWithin(Duration.ofDays(1));
            Instant now = world.cloud.time().now();
            world.proofs.add(
                    new Proof(world.orders, now.minus(Duration.ofDays(2)), null, true, true, Duration.ofHours(1)));
            world.proofs.add(
                    new Proof(world.bills, now.plus(Duration.ofDays(1)), null, true, true, Duration.ofHours(1)));

            Posture posture = world.posture(quick);

            assertThat(posture.of(world.orders).of(Control.RTO_EXCEEDED).result())
                    .isEqualTo(Result.UNKNOWN);
            assertThat(posture.of(world.bills).of(Control.RTO_EXCEEDED).result())
                    .isEqualTo(Result.UNKNOWN);
        }

        private Proof proof(Resource resource, boolean good, @Nullable Duration took) {
            return new Proof(resource, world.cloud.time().now(), null, good, good, took);
        }
    }

    @Nested
    @DisplayName("Vaults")
    class Vaults {
        @Test
        void vaultFull_filled_isFoundUntilThereIsRoom() {
            world.cloud.faults().fill(world.disks.id(), DataSize.ZERO);

            Finding finding = only(world.posture(), Control.VAULT_FULL);

            assertThat(finding.id()).isEqualTo("VAULT_FULL/vault " + world.disks.id());
            assertThat(finding.evidence()).containsEntry("capacity", "100 GiB");
            world.cloud.faults().clear();
            assertThat(world.posture()
                            .of(world.disks.id())
                            .of(Control.VAULT_FULL)
                            .result())
                    .isEqualTo(Result.OK);
        }

        @Test
        void vaultFullAt_growingFast_isFoundWithTheDay() {
            Objectives roomy = HealthyWorld.OBJECTIVES.vaultsBelow(100);
            world.cloud.faults().fill(world.disks.id(), DataSize.mib(4));

            Finding finding = only(world.posture(roomy), Control.VAULT_FULL_AT);

            assertThat(finding.subject().id()).isEqualTo("vault " + world.disks.id());
            assertThat(finding.evidence()).containsEntry("fullOn", "2026-01-20");
            assertThat(world.posture(roomy.fullWithin(Duration.ofDays(5))).findings())
                    .isEmpty();
        }

        /** Less than a day ahead is the next day, and not nothing. */
        @Test
        void vaultFullAt_horizonOfHalfADay_isFound() {
            world.cloud.faults().fill(world.disks.id(), DataSize.bytes(300 << 10));
            Objectives soon = HealthyWorld.OBJECTIVES.vaultsBelow(100).fullWithin(Duration.ofHours(12));

            assertThat(world.posture(soon)
                            .of(world.disks.id())
                            .of(Control.VAULT_FULL_AT)
                            .result())
                    .isEqualTo(Result.BREACHED);
        }

        @Test
        void objectives_moreThanACentury_areRefused() {
            Duration longer = Duration.ofDays(36_501);

            assertThatThrownBy(() -> Objectives.defaults().fullWithin(longer)).isInstanceOf(Invalid.class);
            assertThatThrownBy(() -> Objectives.defaults().grace(longer)).isInstanceOf(Invalid.class);
            assertThat(Objectives.defaults().fullWithin(Duration.ofDays(36_500)).fullWithin())
                    .isEqualTo(Duration.ofDays(36_500));
        }

        @Test
        void vaultFullAt_retentionFreesAsMuchAsIsAdded_isNotFound() {
            HealthyWorld steady =
                    new HealthyWorld(InMemoryCloud.create(), Schedule.dailyAt("02:00"), Retention.latest(5));
            steady.cloud.faults().fill(steady.disks.id(), DataSize.mib(4));

            Posture posture = steady.posture(Objectives.defaults().vaultsBelow(100));

            assertThat(posture.of(steady.disks.id()).of(Control.VAULT_FULL_AT).result())
                    .isEqualTo(Result.OK);
        }

        @Test
        void vaultFullAt_oneNightOnly_isUnknown() {
            Resource.Disk fresh = world.cloud.addDisk("fresh", DataSize.gib(10));
            Vault young = world.backup.vaults().create(VaultSpec.forDisks("young", DataSize.gib(10)));
            world.backup.vaults().add(young.id(), fresh);
            world.backup.policies().attach(world.nightly.id(), young.id());
            world.cloud.write(fresh, "f");
            world.live(1);

            assertThat(world.posture().of(young.id()).of(Control.VAULT_FULL_AT).result())
                    .isEqualTo(Result.UNKNOWN);
        }

        @Test
        void vaultUnpaid_subscriptionThatEnded_isFound() {
            Vault bought = world.backup
                    .vaults()
                    .subscribe(VaultSpec.forDisks("bought", DataSize.gib(10)), Subscription.months(1))
                    .await(LONG);
            assertThat(world.posture().of(bought.id()).of(Control.VAULT_UNPAID).result())
                    .isEqualTo(Result.OK);

            world.live(40);

            assertThat(only(world.posture(), Control.VAULT_UNPAID).subject().id())
                    .isEqualTo("vault " + bought.id());
        }
    }

    @Nested
    @DisplayName("A run that was missed")
    class Missed {
        @Test
        void missedRun_slotWithoutARun_isFoundAfterItsGraceAndNotBefore() {
            miss(world, "2026-01-12T02:00:00Z");

            world.cloud.time().advanceTo(Instant.parse("2026-01-12T03:59:00Z"));
            assertThat(world.posture().findings()).isEmpty();
            world.cloud.time().advanceTo(Instant.parse("2026-01-12T04:00:00Z"));
            Finding finding = world.posture().findings().get(0);

            assertThat(world.posture().findings()).hasSize(3);
            assertThat(finding.control()).isEqualTo(Control.MISSED_RUN);
            assertThat(finding.since()).isEqualTo("2026-01-12T02:00:00Z");
            assertThat(finding.evidence())
                    .containsEntry("lastRun", "2026-01-11T02:00:00Z")
                    .containsEntry("missed", "1");
            world.cloud.time().advanceTo(Instant.parse("2026-01-13T05:00:00Z"));
            assertThat(world.posture().findings()).isEmpty();
        }

        /** The last run was at 02:00, of a schedule that is no more: nothing was due at nine this morning. */
        @Test
        void missedRun_scheduleThatChangedSinceTheLastRun_isUnknownUntilTheFirstRunOfTheNewOne() {
            PolicySpec later = world.nightly.toSpec().withSchedule(Schedule.dailyAt("09:00"));
            world.backup.policies().update(world.nightly.id(), later);

            assertThat(of(world.orders, Control.MISSED_RUN)).isEqualTo(Result.UNKNOWN);
            assertThat(world.posture().findings()).isEmpty();

            miss(world, "2026-01-12T09:00:00Z");
            world.cloud.time().advanceTo(Instant.parse("2026-01-12T12:00:00Z"));
            assertThat(finding(world.posture(), Control.MISSED_RUN).since())
                    .as("by either schedule, a run was due")
                    .isEqualTo("2026-01-12T09:00:00Z");
            world.cloud.time().advanceTo(Instant.parse("2026-01-13T12:00:00Z"));
            assertThat(of(world.orders, Control.MISSED_RUN)).isEqualTo(Result.OK);
        }

        @Test
        void missedRun_backupByHandSince_isNoRunOfThePolicy() {
            miss(world, "2026-01-12T02:00:00Z");
            world.cloud.time().advanceTo(Instant.parse("2026-01-12T03:00:00Z"));
            world.backup.restorePoints().take(BackupSpec.of(world.disks.id())).await(LONG);
            world.cloud.time().advanceTo(Instant.parse("2026-01-12T06:00:00Z"));

            assertThat(of(world.orders, Control.MISSED_RUN)).isEqualTo(Result.BREACHED);
        }

        /** The log does not say that it was by hand, and its restore point is no longer there to tell. */
        @Test
        void missedRun_backupByHandSinceDeleted_isNoRunOfThePolicy() {
            miss(world, "2026-01-12T02:00:00Z");
            world.cloud.time().advanceTo(Instant.parse("2026-01-12T05:00:00Z"));
            BackupRun run = world.backup
                    .restorePoints()
                    .take(BackupSpec.of(world.disks.id()))
                    .await(LONG);
            run.restorePoints().forEach(point -> world.backup.restorePoints().delete(point.id()));
            world.cloud.time().advanceTo(Instant.parse("2026-01-12T09:00:00Z"));

            assertThat(of(world.orders, Control.MISSED_RUN)).isEqualTo(Result.BREACHED);
        }

        /** London puts its clocks forward on 29 March 2026 at 01:00 UTC: 02:00 comes 23 hours after 02:00. */
        @ParameterizedTest
        @CsvSource({
            "Europe/London, 2026-03-28T02:00:00Z, 2026-03-29T01:00:00Z",
            "Europe/London, 2026-10-24T01:00:00Z, 2026-10-25T02:00:00Z",
            "Asia/Kolkata, 2026-03-27T20:30:00Z, 2026-03-28T20:30:00Z",
            "Australia/Lord_Howe, 2026-04-03T15:00:00Z, 2026-04-04T15:30:00Z",
            "Australia/Lord_Howe, 2026-10-02T15:30:00Z, 2026-10-03T15:30:00Z"
        })
        void missedRun_zonesThatChangeOrAreHalfAnHourOff_areDueByTheirSchedule(
                String zone, Instant last, Instant next) {
            InMemoryCloud cloud = InMemoryCloud.builder().withZonedSchedules().build();
            cloud.time().advanceTo(last.minus(Duration.ofDays(12)));
            HealthyWorld zoned =
                    new HealthyWorld(cloud, Schedule.dailyAt("02:00").in(zone), Retention.days(60));
            zoned.cloud.time().advanceTo(last.plus(Duration.ofHours(6)));
            Objectives any = Objectives.defaults();
            assertThat(zoned.posture(any).findings()).isEmpty();
            miss(zoned, next.toString());

            zoned.cloud.time().advanceTo(next.plus(Duration.ofMinutes(119)));
            assertThat(zoned.posture(any).findings()).isEmpty();
            zoned.cloud.time().advanceTo(next.plus(Duration.ofHours(2)));

            assertThat(controls(zoned.posture(any))).containsOnly(Control.MISSED_RUN);
            assertThat(zoned.posture(any)
                            .of(zoned.orders)
                            .of(Control.MISSED_RUN)
                            .since())
                    .isEqualTo(next);
        }

        @Test
        void missedRun_everyFewDays_isCountedFromTheLastRun() {
            HealthyWorld rare = new HealthyWorld(
                    InMemoryCloud.create(), Schedule.everyDays(3).at("02:00"), Retention.days(60));
            Instant last = Objects.requireNonNull(
                    rare.posture(Objectives.defaults()).of(rare.orders).points().newestAt());
            assertThat(rare.posture(Objectives.defaults()).findings()).isEmpty();
            assertThat(rare.posture(Objectives.defaults()).of(rare.orders).nextRun())
                    .isEqualTo(last.plus(Duration.ofDays(3)));
            miss(rare, last.plus(Duration.ofDays(3)).toString());

            rare.cloud.time().advanceTo(last.plus(Duration.ofDays(3)).plus(Duration.ofHours(3)));

            assertThat(rare.posture(Objectives.defaults())
                            .of(rare.orders)
                            .of(Control.MISSED_RUN)
                            .since())
                    .isEqualTo(last.plus(Duration.ofDays(3)));
        }

        @Test
        void missedRun_slotThatTheLogMayHaveForgotten_isUnknown() {
            HealthyWorld rare = new HealthyWorld(
                    InMemoryCloud.create(), Schedule.everyDays(20).at("02:00"), Retention.days(90));
            Instant last = Objects.requireNonNull(
                    rare.posture(Objectives.defaults()).of(rare.orders).points().newestAt());
            Instant next = last.plus(Duration.ofDays(20));
            miss(rare, next.toString());
            rare.cloud.time().advanceTo(next.plus(Duration.ofDays(10)));

            Posture posture = rare.posture(Objectives.defaults());
            assertThat(posture.of(rare.orders).of(Control.MISSED_RUN).result()).isEqualTo(Result.UNKNOWN);
            assertThat(posture.of(rare.orders).of(Control.LAST_RUN_FAILED).result())
                    .isEqualTo(Result.UNKNOWN);
            assertThat(rare.posture(Objectives.defaults().logKept(Duration.ofDays(30)))
                            .of(rare.orders)
                            .of(Control.MISSED_RUN)
                            .result())
                    .isEqualTo(Result.BREACHED);
        }

        /** The policy is off while it is due: nothing begins, and the log has nothing of it. */
        private void miss(HealthyWorld where, String slot) {
            Policy policy = where.backup.policies().get(where.nightly.id());
            where.cloud.time().advanceTo(Instant.parse(slot).minus(Duration.ofMinutes(1)));
            where.backup.policies().update(policy.id(), policy.toSpec().withEnabled(false));
            where.cloud.time().advanceTo(Instant.parse(slot).plus(Duration.ofMinutes(1)));
            where.backup.policies().update(policy.id(), policy.toSpec());
        }
    }

    @Nested
    @DisplayName("What the facts do not tell")
    class NotTold {
        @Test
        void text_allListsBreakOffForOneReason_saysItOnce() {
            List<Call> lists = List.of(Call.RESOURCES_LIST, Call.VAULTS_LIST, Call.POLICIES_LIST);
            lists.forEach(list -> world.cloud.faults().failNext(list, new Unavailable("the service is down")));
            world.cloud.faults().failNext(Call.RESTORE_POINTS_LIST, new Unavailable("another reason"));

            Posture posture = world.posture();

            assertThat(posture.gaps()).hasSize(4);
            assertThat(posture.toString().replaceAll("\\s+", " "))
                    .containsOnlyOnce("the service is down")
                    .containsOnlyOnce("another reason")
                    .contains(
                            "NOT READ the list of disks and servers, the list of vaults, the list of policies broke off: ");
        }

        @ParameterizedTest
        @EnumSource(
                names = {"RESOURCES_LIST", "VAULTS_LIST", "POLICIES_LIST", "RESTORE_POINTS_LIST", "RESTORE_POINTS_RUNS"
                })
        void anyControl_listThatBreaksOff_isNeverOk(Call list) {
            Posture whole = world.posture();
            world.cloud.faults().failNext(list, new Unavailable("the service is down"));

            Posture posture = world.posture();

            assertThat(posture.gaps()).singleElement().asString().contains("broke off", "the service is down");
            assertThat(posture.result()).isEqualTo(Result.UNKNOWN);
            assertThat(posture.findings()).isEmpty();
            assertThat(posture.toString()).contains("NOT READ");
            for (ResourcePosture row : posture.resources()) {
                for (Assessment assessment : row.assessments()) {
                    if (assessment.result() == Result.OK) {
                        assertThat(needs(assessment.control()))
                                .as(assessment.toString())
                                .doesNotContain(list);
                        assertThat(whole.of(row.resource())
                                        .of(assessment.control())
                                        .result())
                                .isEqualTo(Result.OK);
                    }
                }
            }
        }

        @Test
        void runs_cloudWithoutALog_areNotAssessable() {
            HealthyWorld bare = new HealthyWorld(
                    InMemoryCloud.builder().without(Capability.OPERATION_LOG).build(),
                    Schedule.dailyAt("02:00"),
                    Retention.days(30));

            ResourcePosture row = bare.posture().of(bare.orders);

            assertThat(row.of(Control.LAST_RUN_FAILED).result()).isEqualTo(Result.NOT_ASSESSABLE);
            assertThat(row.of(Control.RPO_BREACHED).result()).isEqualTo(Result.OK);
            assertThat(bare.posture().gaps()).singleElement().asString().contains("no such list");
        }

        private static Set<Call> needs(Control control) {
            return switch (control) {
                case UNPROTECTED, NO_POLICY, NOT_LOCKED, CONSISTENCY_NOT_MET ->
                    Set.of(Call.RESOURCES_LIST, Call.VAULTS_LIST);
                case POLICY_DISABLED, RETENTION_TOO_SHORT, RETENTION_FOREVER ->
                    Set.of(Call.RESOURCES_LIST, Call.VAULTS_LIST, Call.POLICIES_LIST);
                case NEVER_BACKED_UP, RPO_BREACHED, NOT_COPIED -> Set.of(Call.RESOURCES_LIST, Call.RESTORE_POINTS_LIST);
                case ORPHANED, EMPTY_OR_SHRUNK, NOT_ENCRYPTED ->
                    Set.of(Call.RESOURCES_LIST, Call.VAULTS_LIST, Call.RESTORE_POINTS_LIST);
                case MISSED_RUN, LAST_RUN_FAILED, LAST_RUN_SKIPPED ->
                    Set.of(
                            Call.RESOURCES_LIST,
                            Call.VAULTS_LIST,
                            Call.POLICIES_LIST,
                            Call.RESTORE_POINTS_LIST,
                            Call.RESTORE_POINTS_RUNS);
                case VAULT_FULL, VAULT_UNPAID -> Set.of(Call.VAULTS_LIST);
                case VAULT_FULL_AT -> Set.of(Call.VAULTS_LIST, Call.POLICIES_LIST, Call.RESTORE_POINTS_LIST);
                case UNPROVEN, RTO_EXCEEDED -> Set.of();
            };
        }
    }

    private Result of(Resource resource, Control control) {
        return world.posture().of(resource).of(control).result();
    }

    private static Finding only(Posture posture, Control control) {
        assertThat(posture.findings()).as(posture.toString()).hasSize(1);
        assertThat(posture.findings().get(0).control()).isEqualTo(control);
        return posture.findings().get(0);
    }

    private static Finding finding(Posture posture, Control control) {
        return posture.findings().stream()
                .filter(finding -> finding.control() == control)
                .findFirst()
                .orElseThrow();
    }

    private static List<Control> controls(Posture posture) {
        List<Control> controls = new ArrayList<>();
        posture.findings().forEach(finding -> controls.add(finding.control()));
        return controls;
    }
}
