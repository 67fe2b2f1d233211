package io.github.backup4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.AgentFailure;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.Capability;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.Consistency;
import io.github.backup4j.DataSize;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.Retention;
import io.github.backup4j.Subscription;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.plan.Allowing;
import io.github.backup4j.plan.Plan;
import io.github.backup4j.plan.PlanResult;
import io.github.backup4j.plan.Step;
import io.github.backup4j.posture.Assessment;
import io.github.backup4j.posture.Assessment.Result;
import io.github.backup4j.posture.Control;
import io.github.backup4j.posture.Finding;
import io.github.backup4j.posture.Objectives;
import io.github.backup4j.posture.Posture;
import io.github.backup4j.posture.Remedy;
import io.github.backup4j.posture.ResourcePosture;
import io.github.backup4j.testkit.DiskSetup;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What {@link io.github.backup4j.posture.Posture} makes of the lists of a cloud. */
@DisplayName("Posture")
@SuppressWarnings("exports") // only subclasses need JUnit
abstract class PostureContract extends ContractTest {
    private static final Objectives OBJECTIVES =
            Objectives.defaults().rpo(Duration.ofHours(26)).retention(Duration.ofDays(30));

    private Resource.Disk orders;
    private Vault vault;

    @BeforeEach
    void protectADisk() {
        orders = disk("orders", "o");
        vault = diskVault("disks", orders);
    }

    @Test
    @DisplayName("a disk that is backed up every night has no finding")
    void findings_backedUpEveryNight_areNone() {
        nights(3);

        Posture posture = posture();

        assertThat(posture.findings()).as(posture.toString()).isEmpty();
        assertThat(posture.gaps()).isEmpty();
        ResourcePosture row = posture.of(orders);
        assertThat(row.subject().name()).isEqualTo("orders");
        assertThat(row.vault()).isEqualTo(vault.id());
        assertThat(row.points().usable()).isBetween(3, 4);
        assertThat(row.points().age()).isLessThan(Duration.ofHours(24));
        assertThat(row.nextRun()).isBetween(harness.now(), harness.now().plus(Duration.ofDays(1)));
        assertThat(posture.asOf()).isBetween(harness.now().minus(LONG), harness.now());
    }

    @Test
    @DisplayName("a disk in no vault is unprotected, and one of a protected server is not")
    void findings_diskInNoVault_isUnprotected() {
        requires(Capability.VAULTS);
        Resource.Server shop = serverWithDataDisk("shop", "s", "d");
        Vault servers = serverVault("servers", shop);
        Resource.Disk scratch = disk("scratch", "x");

        Posture posture = posture();

        assertThat(posture.findings())
                .filteredOn(finding -> finding.control() == Control.UNPROTECTED)
                .extracting(Finding::id)
                .containsExactly("UNPROTECTED/" + scratch);
        assertThat(posture.of(dataDiskOf(shop)).through()).isEqualTo(shop);
        assertThat(posture.of(dataDiskOf(shop)).vault()).isEqualTo(servers.id());
    }

    @Test
    @DisplayName("a disk that was never backed up, in a vault without a policy, is both")
    void findings_neverBackedUpAndNoPolicy_areBoth() {
        requires(Capability.POLICIES);

        assertThat(posture().findings())
                .extracting(Finding::id)
                .containsExactly("NEVER_BACKED_UP/" + orders, "NO_POLICY/" + orders);
    }

    @Test
    @DisplayName("a night that is missed is found by the schedule, after its grace and not before")
    void missedRun_policyThatWasOff_isFoundAfterItsGrace() {
        Policy policy = nights(2);
        backup.policies().update(policy.id(), policy.toSpec().withEnabled(false));
        harness.advance(Duration.ofHours(17));
        backup.policies().update(policy.id(), policy.toSpec());

        assertThat(posture().of(orders).of(Control.MISSED_RUN).result()).isEqualTo(Result.OK);
        harness.advance(Duration.ofHours(2));
        Assessment missed = posture().of(orders).of(Control.MISSED_RUN);

        assertThat(missed.result()).as(missed.toString()).isEqualTo(Result.BREACHED);
        assertThat(missed.since()).isBetween(harness.now().minus(Duration.ofHours(4)), harness.now());
    }

    @Test
    @DisplayName("a backup that failed is found with the cloud's reason")
    void lastRunFailed_backupThatFailed_isFoundWithTheReason() {
        requires(Capability.OPERATION_LOG);
        Assumptions.assumeTrue(
                harness.failBackupsOf(orders, "BackupService.6212", "the storage is broken"), "cannot let it fail");
        nights(2);

        Assessment failed = posture().of(orders).of(Control.LAST_RUN_FAILED);

        assertThat(failed.result()).isEqualTo(Result.BREACHED);
        assertThat(failed.sentence()).contains("the storage is broken", "BackupService.6212");
    }

    @Test
    @DisplayName("what is gone and has left restore points is orphaned")
    void orphaned_diskThatIsGone_isFound() {
        done(backup.restorePoints().take(BackupSpec.of(vault.id())));
        harness.delete(orders);
        harness.advance(A_WHILE);

        assertThat(posture().findings()).extracting(Finding::id).containsExactly("ORPHANED/" + orders);
    }

    @Test
    @DisplayName("a disk that was added to a server since its last backup is found")
    void emptyOrShrunk_serverThatHasGrown_isFound() {
        requires(Capability.VAULTS);
        Resource.Server shop = server("shop", "s");
        Vault servers = serverVault("servers", shop);
        done(backup.restorePoints().take(BackupSpec.of(servers.id())));
        assertThat(posture().of(shop).of(Control.EMPTY_OR_SHRUNK).result()).isNotEqualTo(Result.BREACHED);

        harness.enlarge(systemDiskOf(shop), DataSize.gib(60));

        assertThat(posture().of(shop).of(Control.EMPTY_OR_SHRUNK).result()).isEqualTo(Result.BREACHED);
    }

    @Test
    @DisplayName("where the clock here is behind the cloud's, nothing that depends on time is OK")
    void timedControls_clockThatIsBehind_areUnknown() {
        nights(2);
        Optional<CloudBackup> late = harness.backupWithClockOff(Duration.ofDays(-5));
        Assumptions.assumeTrue(late.isPresent(), "the clock cannot be set");

        Posture posture = Posture.of(late.orElseThrow(), OBJECTIVES);

        assertThat(posture.gaps()).singleElement().asString().contains("clock");
        for (Control control : new Control[] {
            Control.RPO_BREACHED, Control.MISSED_RUN, Control.LAST_RUN_FAILED, Control.LAST_RUN_SKIPPED
        }) {
            assertThat(posture.of(orders).of(control).result())
                    .as(control.name())
                    .isEqualTo(Result.UNKNOWN);
        }
        assertThat(posture.of(orders).of(Control.UNPROTECTED).result()).isEqualTo(Result.OK);
    }

    @Test
    @DisplayName(
            "a policy that is disabled or keeps too little has a step as its remedy, and a plan carries it out once")
    void plan_disabledPolicyThatKeepsTooLittle_isEnabledAndLengthened() {
        Policy policy = nights(2);
        PolicySpec week = policy.toSpec().withRetention(Retention.days(7)).withEnabled(false);
        backup.policies().update(policy.id(), week);

        Posture posture = posture();

        PolicySpec wanted = week.withRetention(Retention.days(30)).withEnabled(true);
        for (Control control : List.of(Control.POLICY_DISABLED, Control.RETENTION_TOO_SHORT)) {
            assertThat(remedy(posture, control))
                    .as(control.name())
                    .isInstanceOfSatisfying(
                            Remedy.Change.class,
                            remedy -> assertThat(remedy.step())
                                    .isInstanceOfSatisfying(Step.ChangePolicy.class, step -> {
                                        assertThat(step.before()).isEqualTo(week);
                                        assertThat(step.after()).isEqualTo(wanted);
                                        assertThat(step.destroys()).isEmpty();
                                    }));
        }
        Plan plan = posture.plan(backup);
        assertThat(plan.steps()).hasSize(1);
        assertThat(backup.policies().get(policy.id()).enabled())
                .as("a plan alone changes nothing")
                .isFalse();
        PlanResult result = plan.apply(Allowing.nothingDestroyed());
        assertThat(result.complete()).as(result.toString()).isTrue();
        assertThat(backup.policies().get(policy.id()).toSpec()).isEqualTo(wanted);
        assertThat(posture().plan(backup).isEmpty()).isTrue();
        assertThat(plan.apply(Allowing.nothingDestroyed()).entries())
                .extracting(PlanResult.Entry::outcome)
                .containsExactly(new PlanResult.Outcome.AlreadySo());
    }

    @Test
    @DisplayName("a remedy names the restore points that it destroys, and is refused unless the caller allows that")
    void plan_enablingDestroys_isRefusedUnlessAllowed() {
        Policy policy = nights(3);
        PolicySpec newest = policy.toSpec().withRetention(Retention.latest(1)).withEnabled(false);
        backup.policies().update(policy.id(), newest);
        long before = restorePoints();
        Posture posture = Posture.of(backup, Objectives.defaults().rpo(Duration.ofHours(26)));

        Plan plan = posture.plan(backup);

        assertThat(plan.destroys())
                .as("the next backup takes the place of the newest")
                .hasSize((int) before);
        assertThat(remedy(posture, Control.POLICY_DISABLED).sentence()).contains("DESTROYS " + before);
        assertThat(plan.apply(Allowing.nothingDestroyed()).notTried()).hasSize(1);
        assertThat(backup.policies().get(policy.id()).toSpec()).isEqualTo(newest);
        assertThat(plan.apply(Allowing.expiring(plan.destroys())).complete()).isTrue();
        assertThat(backup.policies().get(policy.id()).enabled()).isTrue();
    }

    @Test
    @DisplayName("a remedy is refused if what it changes has changed since the facts were read")
    void plan_policyChangedSince_isStale() {
        Policy policy = nights(2);
        PolicySpec off = policy.toSpec().withEnabled(false);
        backup.policies().update(policy.id(), off);
        Plan plan = posture().plan(backup);
        PolicySpec other = off.withRetention(Retention.days(60));
        backup.policies().update(policy.id(), other);

        assertThatThrownBy(() -> plan.apply(Allowing.nothingDestroyed()))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("60 days")
                .hasMessageContaining("remedies");
        assertThat(backup.policies().get(policy.id()).toSpec()).isEqualTo(other);
    }

    @Test
    @DisplayName("a remedy is refused if somebody attached its policy to another vault since the facts were read")
    void plan_policyAttachedElsewhereSince_isStale() {
        Policy policy = nights(2);
        PolicySpec off = policy.toSpec().withEnabled(false);
        backup.policies().update(policy.id(), off);
        Plan plan = posture().plan(backup);
        Vault theirs = diskVault("theirs", disk("theirs", "t"));
        backup.policies().attach(policy.id(), theirs.id());

        assertThatThrownBy(() -> plan.apply(Allowing.nothingDestroyed()))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining(theirs.id().value())
                .hasMessageContaining("remedies");
        assertThat(backup.policies().get(policy.id()).enabled()).isFalse();
    }

    @Test
    @DisplayName("a vault of any origin is enlarged by a plan of that step, if the caller allows what it costs")
    void plan_ofAStepThatEnlarges_enlargesTheVault() {
        requires(Capability.VAULTS);
        DataSize larger = vault.capacity().plus(DataSize.gib(30));
        Plan plan = Plan.of(backup, "bigger", List.of(Step.enlarging(vault, larger, "it is nearly full")));

        assertThat(plan.toString()).contains("COSTS MORE", "andEnlarging(plan.enlarges())");
        assertThat(plan.apply(Allowing.nothingDestroyed()).notTried()).hasSize(1);
        assertThat(backup.vaults().get(vault.id()).capacity()).isEqualTo(vault.capacity());

        assertThat(plan.apply(Allowing.nothingDestroyed().andEnlarging(plan.enlarges()))
                        .complete())
                .isTrue();

        Vault after = backup.vaults().get(vault.id());
        assertThat(after.toSpec()).isEqualTo(vault.toSpec().withCapacity(larger));
        assertThat(after.members()).isEqualTo(vault.members());
    }

    @Test
    @DisplayName("backups that are not encrypted, copied and locked are found until they are")
    void findings_notEncryptedCopiedAndLocked_areFoundUntilTheyAre() {
        requires(Capability.VAULTS);
        requires(Capability.REPLICATION);
        requires(Capability.VAULT_LOCK);
        Objectives strict = OBJECTIVES.allEncrypted().allLocked().copiedWithin(Duration.ofDays(2));
        Resource.Server shop = server("shop", "s");
        Resource.Server safe = harness.addServer(
                "safe", harness.addDisk(DiskSetup.of("secret", DataSize.gib(10)).encryptedToo()));
        Vault servers = serverVault("servers", shop, safe);
        done(backup.restorePoints().take(BackupSpec.of(servers.id())));
        assertThat(ids(strict))
                .filteredOn(id -> id.startsWith("NOT_"))
                .containsExactlyInAnyOrder(
                        "NOT_ENCRYPTED/" + shop,
                        "NOT_COPIED/" + shop,
                        "NOT_COPIED/" + safe,
                        "NOT_LOCKED/" + shop,
                        "NOT_LOCKED/" + safe,
                        "NOT_LOCKED/" + orders);

        Vault there = harness.backup(harness.otherRegion())
                .vaults()
                .create(VaultSpec.forServers("copies", DataSize.gib(100)).forReplication());
        RestorePoint newest = backup.restorePoints().newest(shop).orElseThrow();
        done(backup.restorePoints().copy(newest.id(), harness.otherRegion(), there.id(), "copy"));
        backup.vaults().lockForever(servers.id());

        assertThat(ids(strict))
                .filteredOn(id -> id.startsWith("NOT_"))
                .containsExactlyInAnyOrder("NOT_ENCRYPTED/" + shop, "NOT_COPIED/" + safe, "NOT_LOCKED/" + orders);
    }

    @Test
    @DisplayName("a member that is skipped while the policy goes on is found, with the age of its newest restore point")
    void findings_memberThatIsSkipped_areOfItAlone() {
        requires(Capability.POLICIES);
        requires(Capability.MEMBER_SUSPENSION);
        requires(Capability.OPERATION_LOG);
        Resource.Disk bills = disk("bills", "b");
        backup.vaults().add(vault.id(), bills);
        Policy policy = nights(1);
        backup.policies().update(policy.id(), policy.toSpec().withRetention(Retention.forever()));
        backup.vaults().suspend(vault.id(), List.of(bills));
        harness.advance(Duration.ofDays(1));

        assertThat(ids(OBJECTIVES))
                .containsExactlyInAnyOrder(
                        "RETENTION_FOREVER/" + orders,
                        "RETENTION_FOREVER/" + bills,
                        "RPO_BREACHED/" + bills,
                        "LAST_RUN_SKIPPED/" + bills,
                        "POLICY_DISABLED/" + bills);
        assertThat(ids(OBJECTIVES.allowingForever())).noneMatch(id -> id.startsWith("RETENTION_FOREVER"));
    }

    @Test
    @DisplayName("a vault that is full or will be, or is not paid for, is found")
    void findings_vaultsThatAreFullOrUnpaid_areFound() {
        requires(Capability.VAULTS);
        requires(Capability.SUBSCRIPTIONS);
        Vault bought = done(
                backup.vaults().subscribe(VaultSpec.forDisks("bought", DataSize.gib(100)), Subscription.months(1)));
        for (int night = 0; night < 5; night++) {
            write(orders, String.valueOf(night).repeat(4096));
            done(backup.restorePoints().take(BackupSpec.of(vault.id())));
            harness.advance(Duration.ofDays(1));
        }
        assertThat(ids(OBJECTIVES)).noneMatch(id -> id.startsWith("VAULT_"));
        Assumptions.assumeTrue(harness.fill(vault.id(), DataSize.mib(2)), "cannot be filled");

        Posture soon = Posture.of(backup, OBJECTIVES.fullWithin(Duration.ofDays(3650)));
        assertThat(soon.findings())
                .extracting(Finding::id)
                .contains("VAULT_FULL/vault " + vault.id())
                .doesNotContain("VAULT_UNPAID/vault " + bought.id());
        assertThat(soon.of(vault.id()).of(Control.VAULT_FULL_AT).result())
                .as("not known where the cloud does not say what a restore point takes")
                .isIn(Result.BREACHED, Result.UNKNOWN);

        harness.advance(Duration.ofDays(40));
        assertThat(ids(OBJECTIVES)).contains("VAULT_UNPAID/vault " + bought.id());
    }

    @Test
    @DisplayName("a server whose agent failed is only crash-consistent, whatever its vault asks for")
    void consistencyNotMet_agentThatFailed_isFoundWithTheReason() {
        requires(Capability.VAULTS);
        requires(Capability.APPLICATION_CONSISTENCY);
        Objectives application = OBJECTIVES.consistency(Consistency.APPLICATION_CONSISTENT);
        Resource.Server shop = server("shop", "s");
        Vault servers = serverVault("servers", shop);
        assertThat(ids(application)).contains("CONSISTENCY_NOT_MET/" + shop);
        backup.vaults().update(servers.id(), servers.toSpec().withConsistency(Consistency.APPLICATION_CONSISTENT));
        done(backup.restorePoints().take(BackupSpec.of(servers.id())));
        assertThat(consistency(shop, application).result())
                .as("nothing says that the agent took part")
                .isEqualTo(Result.UNKNOWN);
        Assumptions.assumeTrue(
                harness.failAgentOf(shop, "BackupService.6212", "the agent does not respond"), "cannot let it fail");

        RestorePoint failed = done(backup.restorePoints().take(BackupSpec.of(servers.id())))
                .restorePoints()
                .get(0);

        AgentFailure why = new AgentFailure("BackupService.6212", "the agent does not respond");
        assertThat(failed.agentFailure()).isEqualTo(why);
        assertThat(backup.restorePoints().get(failed.id()).agentFailure()).isEqualTo(why);
        Assessment assessment = consistency(shop, application);
        assertThat(assessment.result()).isEqualTo(Result.BREACHED);
        assertThat(assessment.sentence()).contains("the agent does not respond", "BackupService.6212");
        assertThat(assessment.since()).isEqualTo(failed.createdAt());
    }

    private Assessment consistency(Resource.Server server, Objectives objectives) {
        return Posture.of(backup, objectives).of(server).of(Control.CONSISTENCY_NOT_MET);
    }

    private List<String> ids(Objectives objectives) {
        return Posture.of(backup, objectives).findings().stream()
                .map(Finding::id)
                .toList();
    }

    private static Remedy remedy(Posture posture, Control control) {
        return posture.findings().stream()
                .filter(finding -> finding.control() == control)
                .map(Finding::remedy)
                .findFirst()
                .orElseThrow(() -> new AssertionError(posture.toString()));
    }

    private long restorePoints() {
        return backup.restorePoints().list(RestorePointFilter.of(orders)).count();
    }

    @Test
    @DisplayName("the same facts make the same text")
    void toString_sameFacts_sameBytes() {
        nights(2);

        String first = withoutRequests(posture());

        assertThat(withoutRequests(posture())).isEqualTo(first).contains("orders");
    }

    /** What is read for the first time may take requests that are not repeated. */
    private static String withoutRequests(Posture posture) {
        return posture.toString().replaceAll("[0-9]+ requests?", "requests").replaceAll(" at [0-9: -]+UTC", "");
    }

    private Posture posture() {
        return Posture.of(backup, OBJECTIVES);
    }

    /** Lets nights pass in which the policy runs; it is about ten in the morning then. */
    private Policy nights(int count) {
        requires(Capability.POLICIES);
        Policy policy = nightly(Retention.days(30));
        backup.policies().attach(policy.id(), vault.id());
        Instant tomorrow = harness.now().plus(Duration.ofDays(1));
        harness.advance(Duration.between(harness.now(), atTen(tomorrow)));
        harness.advance(Duration.ofDays(count - 1L));
        return policy;
    }

    private static Instant atTen(Instant day) {
        return day.truncatedTo(ChronoUnit.DAYS).plus(Duration.ofHours(10));
    }
}
