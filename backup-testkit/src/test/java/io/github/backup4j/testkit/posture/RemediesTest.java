package io.github.backup4j.testkit.posture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.Billing;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.Invalid;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Reported;
import io.github.backup4j.Resource;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Site;
import io.github.backup4j.Subscription;
import io.github.backup4j.Unavailable;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.plan.Allowing;
import io.github.backup4j.plan.Plan;
import io.github.backup4j.plan.PlanResult;
import io.github.backup4j.plan.Step;
import io.github.backup4j.posture.Assessment.Result;
import io.github.backup4j.posture.Control;
import io.github.backup4j.posture.Finding;
import io.github.backup4j.posture.Objectives;
import io.github.backup4j.posture.Posture;
import io.github.backup4j.posture.Remedy;
import io.github.backup4j.testkit.Call;
import io.github.backup4j.testkit.InMemoryCloud;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Remedies are steps where a step can say them, and advice where it cannot. */
@DisplayName("Remedies")
class RemediesTest {
    private static final Duration LONG = Duration.ofHours(12);

    private static final Schedule EVERY_HOUR = Schedule.dailyAt(
            IntStream.range(0, 24).mapToObj(hour -> LocalTime.of(hour, 0)).toArray(LocalTime[]::new));

    private final HealthyWorld world = new HealthyWorld();

    @Test
    void plan_nothingWrong_isEmpty() {
        assertThat(world.posture().plan(world.backup).isEmpty()).isTrue();
    }

    @Test
    void plan_severalFindingsOfOnePolicy_hasOneStep() {
        PolicySpec week =
                world.nightly.toSpec().withRetention(Retention.days(7)).withEnabled(false);
        world.backup.policies().update(world.nightly.id(), week);

        Posture posture = world.posture();

        assertThat(posture.findings())
                .as("three members, two controls")
                .hasSize(6)
                .extracting(Finding::remedy)
                .containsOnly(posture.findings().get(0).remedy());
        assertThat(posture.plan(world.backup).steps()).hasSize(1);
    }

    @Test
    void remedy_memberThatIsSuspended_isAdvice() {
        world.backup.vaults().suspend(world.disks.id(), List.of(world.orders));

        assertThat(of(world.posture(), Control.POLICY_DISABLED)).isInstanceOf(Remedy.Advice.class);
    }

    /** That the policy keeps too little as well does not make lengthening it a remedy of the suspension. */
    @Test
    void remedy_suspendedUnderAPolicyThatKeepsTooLittle_isAdvice() {
        world.backup.vaults().suspend(world.disks.id(), List.of(world.orders));
        world.backup
                .policies()
                .update(world.nightly.id(), world.nightly.toSpec().withRetention(Retention.days(7)));

        Posture posture = world.posture();

        assertThat(of(posture, Control.POLICY_DISABLED)).isInstanceOf(Remedy.Advice.class);
        assertThat(of(posture, Control.RETENTION_TOO_SHORT)).isInstanceOf(Remedy.Change.class);
    }

    /** The next backup of each member pushes out all but the newest. */
    @Test
    void remedy_enablingDestroys_namesWhatItDestroys() {
        world.backup
                .policies()
                .update(
                        world.nightly.id(),
                        world.nightly
                                .toSpec()
                                .withRetention(Retention.latest(2))
                                .withEnabled(false));

        Posture posture = world.posture(Objectives.defaults());

        assertThat(of(posture, Control.POLICY_DISABLED))
                .isInstanceOfSatisfying(
                        Remedy.Change.class,
                        change -> assertThat(change.step().destroys()).hasSize(3 * 10));
        assertThat(of(posture, Control.POLICY_DISABLED).sentence()).endsWith("this DESTROYS 30 restore points");
    }

    /** What the policy deletes there was not looked at when the plan was made. */
    @Test
    void remedy_policyThatActsOnAnotherVaultSince_isStaleAndNotChanged() {
        world.backup
                .policies()
                .update(world.nightly.id(), world.nightly.toSpec().withEnabled(false));
        Plan plan = world.posture().plan(world.backup);
        Vault other = world.backup.vaults().create(VaultSpec.forDisks("other", DataSize.gib(10)));
        world.backup.policies().attach(world.nightly.id(), other.id());

        assertThatThrownBy(() -> plan.apply(Allowing.nothingDestroyed()))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("acts on vault " + other.id() + " as well now");
        assertThat(world.backup.policies().get(world.nightly.id()).enabled()).isFalse();

        world.backup.policies().detach(world.nightly.id(), other.id());
        assertThat(plan.apply(Allowing.nothingDestroyed()).complete()).isTrue();
        assertThat(world.backup.policies().get(world.nightly.id()).enabled()).isTrue();
    }

    /** Without the list of restore points nobody knows what an enabled policy deletes. */
    @Test
    void remedy_listOfRestorePointsBrokeOff_isAdvice() {
        world.backup
                .policies()
                .update(world.nightly.id(), world.nightly.toSpec().withEnabled(false));
        world.cloud.faults().failNext(Call.RESTORE_POINTS_LIST, new Unavailable("the service is down"));

        assertThat(of(world.posture(), Control.POLICY_DISABLED)).isInstanceOf(Remedy.Advice.class);
    }

    @ParameterizedTest
    @CsvSource({"7, 30, 30", "29, 30, 30", "1, 365, 365"})
    void remedy_retentionByDays_isLengthenedToTheObjective(int kept, int asked, int wanted) {
        assertThat(retentionAfter(Retention.days(kept), Schedule.dailyAt("02:00"), asked))
                .isEqualTo(Retention.days(wanted));
    }

    @Test
    void remedy_objectiveOfPartOfADay_isRoundedUp() {
        world.backup
                .policies()
                .update(world.nightly.id(), world.nightly.toSpec().withRetention(Retention.days(1)));

        assertThat(change(world.posture(Objectives.defaults().retention(Duration.ofHours(49))))
                        .after()
                        .retention())
                .isEqualTo(Retention.days(3));
    }

    /** The fewest that reach back for long enough just before the next run: 30 every night, 720 every hour. */
    @Test
    void remedy_retentionByCount_isTheFewestThatReachBack() {
        assertThat(retentionAfter(Retention.latest(7), Schedule.dailyAt("02:00"), 30))
                .isEqualTo(Retention.latest(30));
        assertThat(retentionAfter(Retention.latest(7), EVERY_HOUR, 30)).isEqualTo(Retention.latest(720));
    }

    @Test
    void remedy_retentionByCountWithWeeks_keepsTheWeeks() {
        Retention weeks = Retention.latest(7).plusWeekly(2, ZoneOffset.UTC);

        assertThat(retentionAfter(weeks, Schedule.dailyAt("02:00"), 30))
                .isEqualTo(Retention.latest(30).plusWeekly(2, ZoneOffset.UTC));
    }

    @Test
    void remedy_fullVault_isTheStepThatMakesRoom() {
        world.cloud.faults().fill(world.disks.id(), DataSize.ZERO);

        Posture posture = world.posture();

        assertThat(of(posture, Control.VAULT_FULL))
                .isInstanceOfSatisfying(
                        Remedy.Change.class,
                        change -> assertThat(change.step()).isInstanceOfSatisfying(Step.ResizeVault.class, step -> {
                            assertThat(step.before()).isEqualTo(DataSize.gib(100));
                            assertThat(step.after())
                                    .as("100 GiB are less than 85 % of it")
                                    .isEqualTo(DataSize.gib(118));
                        }));
        assertThat(of(posture, Control.VAULT_FULL).sentence()).endsWith("this COSTS MORE");
        Plan plan = posture.plan(world.backup);
        assertThat(plan.toString()).contains("COSTS MORE", "andEnlarging(plan.enlarges())");
        PlanResult refused = plan.apply(Allowing.nothingDestroyed().andBuying(plan.buys()));
        assertThat(refused.notTried()).hasSize(1);
        assertThat(refused.toString()).contains("cost more, which the caller did not allow");
        assertThat(capacity(world.disks)).isEqualTo(DataSize.gib(100));
        PlanResult result = plan.apply(Allowing.nothingDestroyed().andEnlarging(plan.enlarges()));
        assertThat(result.complete()).as(result.toString()).isTrue();
        assertThat(capacity(world.disks)).isEqualTo(DataSize.gib(118));
    }

    /** What was allowed for one size or one vault is not allowed for more. */
    @Test
    void remedy_fullVault_isEnlargedNoFurtherThanAllowed() {
        Allowing little = Allowing.nothingDestroyed()
                .andEnlarging(
                        Plan.of(world.backup, "little", List.of(Step.enlarging(world.disks, DataSize.gib(110), "why")))
                                .enlarges());
        world.cloud.faults().fill(world.disks.id(), DataSize.ZERO);

        assertThat(world.posture().plan(world.backup).apply(little).notTried()).hasSize(1);
        assertThat(capacity(world.disks)).isEqualTo(DataSize.gib(100));
    }

    @Test
    void remedy_fullVaultThatHasRoomAgain_isStaleAndNotEnlarged() {
        world.cloud.faults().fill(world.disks.id(), DataSize.ZERO);
        Plan plan = world.posture().plan(world.backup);
        world.cloud.faults().fill(world.disks.id(), DataSize.gib(80));

        assertThatThrownBy(() -> plan.apply(Allowing.nothingDestroyed().andEnlarging(plan.enlarges())))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("less than the 100 GiB");
        assertThat(capacity(world.disks)).isEqualTo(DataSize.gib(100));
    }

    @Test
    void remedy_fullVaultPaidInAdvanceThatHasRoomAgain_isStaleAndNothingIsBought() {
        Vault bought = world.backup
                .vaults()
                .subscribe(VaultSpec.forDisks("bought", DataSize.gib(10)), Subscription.months(1))
                .await(LONG);
        world.cloud.faults().fill(bought.id(), DataSize.ZERO);
        Plan plan = world.posture().plan(world.backup);
        world.cloud.faults().fill(bought.id(), DataSize.gib(8));

        assertThatThrownBy(() -> plan.apply(Allowing.nothingDestroyed().andBuying(plan.buys())))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("less than the 10 GiB");
        assertThat(capacity(bought)).isEqualTo(DataSize.gib(10));
    }

    @Test
    void remedy_fullVaultThatWasSubscribedSince_isStaleAndNotEnlarged() {
        world.cloud.faults().fill(world.disks.id(), DataSize.ZERO);
        Plan plan = world.posture().plan(world.backup);
        world.backup
                .vaults()
                .subscribe(world.disks.id(), Subscription.months(1))
                .await(LONG);

        assertThatThrownBy(() -> plan.apply(Allowing.nothingDestroyed().andEnlarging(plan.enlarges())))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("not paid for by use");
    }

    @Test
    void remedy_vaultThatWillBeFull_hasRoomForTheForecast() {
        Objectives roomy = HealthyWorld.OBJECTIVES.vaultsBelow(100);
        world.cloud.faults().fill(world.disks.id(), DataSize.mib(4));

        Step step = ((Remedy.Change) of(world.posture(roomy), Control.VAULT_FULL_AT)).step();

        assertThat(((Step.ResizeVault) step).after()).isEqualTo(DataSize.gib(101));
    }

    /** A year ahead the vault will hold far more than today: the step has to be for that, not for what is used now. */
    @Test
    void remedy_vaultThatGrowsFast_isForThePeakAndNotForToday() {
        Vault small = world.backup.vaults().create(VaultSpec.forDisks("small", DataSize.gib(10)));
        Resource.Disk busy = world.cloud.addDisk("busy", DataSize.gib(1));
        world.backup.vaults().add(small.id(), busy);
        world.backup
                .policies()
                .attach(
                        world.backup
                                .policies()
                                .create(PolicySpec.backup("busy", Schedule.dailyAt("03:00"), Retention.forever()))
                                .id(),
                        small.id());
        for (int day = 0; day < 5; day++) {
            byte[] content = new byte[40 << 20];
            Arrays.fill(content, (byte) (day + 1));
            world.cloud.write(busy, content);
            world.cloud.time().advance(Duration.ofDays(1));
        }
        Objectives year = Objectives.defaults()
                .vaultsBelow(90)
                .fullWithin(Duration.ofDays(365))
                .allowingForever();

        Posture posture = world.posture(year);

        Step step = ((Remedy.Change) of(posture, Control.VAULT_FULL_AT)).step();
        assertThat(((Step.ResizeVault) step).after())
                .as("365 days of 40 MiB and more are less than 90 %% of it")
                .isBetween(DataSize.gib(16), DataSize.gib(20));
        Plan plan = posture.plan(world.backup);
        assertThat(plan.apply(Allowing.nothingDestroyed().andEnlarging(plan.enlarges()))
                        .complete())
                .isTrue();
        assertThat(world.posture(year).of(small.id()).of(Control.VAULT_FULL_AT).result())
                .isEqualTo(Result.OK);
    }

    @Test
    void remedy_fullVaultPaidInAdvance_costsMoneyAndIsRefusedUnlessAllowed() {
        Vault bought = world.backup
                .vaults()
                .subscribe(VaultSpec.forDisks("bought", DataSize.gib(10)), Subscription.months(1))
                .await(LONG);
        world.cloud.faults().fill(bought.id(), DataSize.ZERO);

        Posture posture = world.posture();

        assertThat(of(posture, Control.VAULT_FULL).sentence()).endsWith("this COSTS MONEY");
        Plan plan = posture.plan(world.backup);
        assertThat(plan.apply(Allowing.nothingDestroyed()).notTried()).hasSize(1);
        assertThat(capacity(bought)).isEqualTo(DataSize.gib(10));
        assertThat(plan.apply(Allowing.nothingDestroyed().andBuying(plan.buys()))
                        .complete())
                .isTrue();
        assertThat(capacity(bought)).isEqualTo(DataSize.gib(12));
    }

    @Test
    void remedy_fullVaultThatCannotBeUsed_isAdvice() {
        Vault bought = world.backup
                .vaults()
                .subscribe(VaultSpec.forDisks("bought", DataSize.gib(10)), Subscription.months(1))
                .await(LONG);
        world.cloud.faults().fill(bought.id(), DataSize.ZERO);
        world.live(40);

        assertThat(of(world.posture(Objectives.defaults()), Control.VAULT_FULL)).isInstanceOf(Remedy.Advice.class);
    }

    @Test
    void remedy_fullVaultOfTheGreatestSize_isAdvice() {
        DataSize largest = world.backup.limits().vaults().largest();
        Vault large = world.backup.vaults().create(VaultSpec.forDisks("large", largest));
        world.cloud.faults().fill(large.id(), DataSize.ZERO);

        assertThat(of(world.posture(), Control.VAULT_FULL)).isInstanceOf(Remedy.Advice.class);
    }

    @Test
    void remedy_anythingElse_isAdvice() {
        Resource.Disk unused = world.cloud.addDisk("scratch", DataSize.gib(10));

        Posture posture = world.posture();

        assertThat(of(posture, Control.UNPROTECTED)).isInstanceOf(Remedy.Advice.class);
        assertThat(posture.plan(world.backup).isEmpty()).isTrue();
    }

    @Test
    void plan_ofAnotherProject_isInvalid() {
        Posture posture = world.posture();

        assertThatThrownBy(() -> posture.plan(InMemoryCloud.builder()
                        .site(new Site("elsewhere", "other"))
                        .build()
                        .backup()))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("elsewhere");
    }

    @Test
    void planOf_stepOfAProtection_isInvalid() {
        Step step = new Step.AddMembers(
                "add", Set.of(), "why", new Step.VaultTarget("disks", world.disks.id()), List.of(world.orders));

        assertThatThrownBy(() -> Plan.of(world.backup, "mine", List.of(step)))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("only a protection");
    }

    @Test
    void planOf_twoSizesForOneVault_isInvalid() {
        Step one = Step.enlarging(world.disks, DataSize.gib(200), "why");
        Step other = Step.enlarging(world.disks, DataSize.gib(300), "why");

        assertThatThrownBy(() -> Plan.of(world.backup, "mine", List.of(one, other)))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("300 GiB");
        assertThat(Plan.of(world.backup, "mine", List.of(one, one)).steps()).containsExactly(one);
    }

    /** Nobody can say what the capacity of such a vault costs, or when. */
    @Test
    void enlarging_unknownBilling_isInvalid() {
        Vault vault = world.disks;
        Vault odd = new Vault(
                vault.id(),
                vault.name(),
                vault.description(),
                vault.protection(),
                vault.reportedStatus(),
                vault.space(),
                new Billing(Reported.of(Billing.Mode.UNRECOGNIZED, "by_the_moon"), null, null),
                vault.members(),
                vault.policies(),
                vault.tags(),
                vault.createdAt());

        assertThatThrownBy(() -> Step.enlarging(odd, DataSize.gib(200), "why"))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("by_the_moon");
    }

    @Test
    void enlarging_toNoMore_isInvalid() {
        assertThatThrownBy(() -> Step.enlarging(world.disks, world.disks.capacity(), "why"))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("100 GiB");
    }

    private Retention retentionAfter(Retention kept, Schedule schedule, int days) {
        world.backup
                .policies()
                .update(
                        world.nightly.id(),
                        world.nightly.toSpec().withRetention(kept).withSchedule(schedule));
        return change(world.posture(Objectives.defaults().retention(Duration.ofDays(days))))
                .after()
                .retention();
    }

    private static Step.ChangePolicy change(Posture posture) {
        return (Step.ChangePolicy) ((Remedy.Change) of(posture, Control.RETENTION_TOO_SHORT)).step();
    }

    private DataSize capacity(Vault vault) {
        return world.backup.vaults().get(vault.id()).capacity();
    }

    private static Remedy of(Posture posture, Control control) {
        return posture.findings().stream()
                .filter(finding -> finding.control() == control)
                .map(Finding::remedy)
                .findFirst()
                .orElseThrow(() -> new AssertionError(posture.toString()));
    }
}
