package io.github.backup4j.posture;

import static io.github.backup4j.posture.GivenFacts.DISK;
import static io.github.backup4j.posture.GivenFacts.SERVER;
import static io.github.backup4j.posture.GivenFacts.VAULT;
import static io.github.backup4j.posture.GivenFacts.point;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.Billing;
import io.github.backup4j.DataSize;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Reported;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.plan.Step;
import io.github.backup4j.posture.Facts.Gap;
import io.github.backup4j.posture.Facts.Source;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which step remedies a finding, at its bounds, and where there is none because nobody knows what it would destroy or cost. */
class RemedyStepsTest {
    private static final Subject ABOUT_DISK = new Subject.OfResource(DISK, "disk");
    private static final Subject ABOUT_SERVER = new Subject.OfResource(SERVER, "server");
    private static final Subject ABOUT_VAULT = new Subject.OfVault(VAULT, "vault");
    private static final Objectives DEFAULTS = Objectives.defaults();
    private static final Objectives MONTH = DEFAULTS.retention(Duration.ofDays(30));

    private final GivenFacts world = new GivenFacts();

    // ---- vaults

    @ParameterizedTest
    @CsvSource({
        // GiB used, of, and the greatest capacity; the new capacity, 0 for none
        "90, 100, 1000, 106",
        "90, 100, 106, 106",
        "90, 100, 105, 0",
        "85, 100, 1000, 101",
        "50, 58, 1000, 59",
        "50, 59, 1000, 0",
        "100, 100, 100, 0",
        "-1, 100, 1000, 0"
    })
    void enlarge_vault_isForWhatItHoldsBelowTheObjective(int used, int capacity, int largest, int wanted) {
        world.space = new Vault.Space(DataSize.gib(capacity), used < 0 ? null : DataSize.gib(used), false, null);
        Facts facts = world.facts();
        facts.largestVault = DataSize.gib(largest);

        Remedy remedy = new Remedies(facts, DEFAULTS).of(ABOUT_VAULT, Control.VAULT_FULL);

        assertThat(capacityOf(remedy)).isEqualTo(wanted == 0 ? null : DataSize.gib(wanted));
    }

    @ParameterizedTest
    @EnumSource(Vault.Status.class)
    void enlarge_vaultOfEachStatus_isAStepOnlyIfItIsAvailable(Vault.Status status) {
        world.space = new Vault.Space(DataSize.gib(100), DataSize.gib(90), false, null);
        world.status = status;

        assertThat(capacityOf(remedies(DEFAULTS).of(ABOUT_VAULT, Control.VAULT_FULL)))
                .isEqualTo(status == Vault.Status.AVAILABLE ? DataSize.gib(106) : null);
    }

    @Test
    void enlarge_vaultThatIsPaidInAdvance_isAStepOnlyWhereCapacityIsSold() {
        world.space = new Vault.Space(DataSize.gib(100), DataSize.gib(90), false, null);
        world.billing = new Billing(Reported.of(Billing.Mode.SUBSCRIPTION), "order", null);
        Facts facts = world.facts();
        assertThat(new Remedies(facts, DEFAULTS).of(ABOUT_VAULT, Control.VAULT_FULL))
                .isInstanceOf(Remedy.Advice.class);
        facts.capacityCanBeBought = true;
        assertThat(((Remedy.Change) new Remedies(facts, DEFAULTS).of(ABOUT_VAULT, Control.VAULT_FULL)).step())
                .isInstanceOf(Step.BuyCapacity.class);
        world.billing = new Billing(Reported.of(Billing.Mode.UNRECOGNIZED, "by_the_moon"), null, null);
        assertThat(remedies(DEFAULTS).of(ABOUT_VAULT, Control.VAULT_FULL)).isInstanceOf(Remedy.Advice.class);
    }

    /** Its use of today and its use to come would otherwise ask for two sizes. */
    @Test
    void enlarge_vaultThatIsFullAndWillBe_isOneStepForThePeak() {
        world.space = new Vault.Space(DataSize.gib(100), DataSize.gib(90), false, null);
        world.retention = Retention.forever();
        for (int day = 1; day <= 8; day++) {
            world.points.add(point("point-" + day, 24 * day).holding(DataSize.gib(1)));
        }
        Remedies remedies = remedies(DEFAULTS.fullWithin(Duration.ofDays(10)));

        Remedy now = remedies.of(ABOUT_VAULT, Control.VAULT_FULL);

        assertThat(capacityOf(now)).as("100 GiB in ten days").isEqualTo(DataSize.gib(118));
        assertThat(remedies.of(ABOUT_VAULT, Control.VAULT_FULL_AT)).isEqualTo(now);
    }

    @Test
    void enlarge_vaultThatIsNotListed_isAdvice() {
        world.vaultListed = false;

        assertThat(remedies(DEFAULTS).of(ABOUT_VAULT, Control.VAULT_FULL)).isInstanceOf(Remedy.Advice.class);
    }

    // ---- policies

    @Test
    void change_policyThatIsDisabledAndKeepsTooLittle_isOneStepForBothAndForAllMembers() {
        world.enabled = false;
        world.retention = Retention.days(7);
        Remedies remedies = remedies(MONTH);

        PolicySpec after = afterOf(remedies.of(ABOUT_DISK, Control.POLICY_DISABLED));

        assertThat(after.enabled()).isTrue();
        assertThat(after.retention()).isEqualTo(Retention.days(30));
        assertThat(remedies.of(ABOUT_SERVER, Control.RETENTION_TOO_SHORT))
                .isEqualTo(remedies.of(ABOUT_DISK, Control.POLICY_DISABLED));
    }

    /** A step says what enabling destroys by the restore points that were listed. */
    @Test
    void change_restorePointsThatWereNotRead_isAdviceOnlyIfThePolicyHasToBeEnabled() {
        world.retention = Retention.days(7);
        Facts facts = world.facts();
        facts.gaps.put(Source.POINTS, new Gap(false, "it broke off"));
        assertThat(afterOf(new Remedies(facts, MONTH).of(ABOUT_DISK, Control.RETENTION_TOO_SHORT))
                        .retention())
                .isEqualTo(Retention.days(30));
        world.enabled = false;
        Facts disabled = world.facts();
        disabled.gaps.put(Source.POINTS, new Gap(false, "it broke off"));
        for (Control control : List.of(Control.RETENTION_TOO_SHORT, Control.POLICY_DISABLED)) {
            assertThat(new Remedies(disabled, MONTH).of(ABOUT_DISK, control)).isInstanceOf(Remedy.Advice.class);
        }
    }

    /** The next backup pushes out all but the newest. */
    @Test
    void change_policyThatDestroysOnceItIsEnabled_namesWhatItDestroys() {
        world.enabled = false;
        world.retention = Retention.latest(2);
        for (int day = 1; day <= 4; day++) {
            world.points.add(point("point-" + day, 24 * day));
        }
        world.points.add(point("in-another-vault", 24 * 5).in(new VaultId("other")));

        Remedy.Change change = (Remedy.Change) remedies(DEFAULTS).of(ABOUT_DISK, Control.POLICY_DISABLED);

        assertThat(change.step().destroys())
                .extracting(loss -> loss.restorePoint().value())
                .containsExactlyInAnyOrder("point-2", "point-3", "point-4");
        assertThat(change.sentence()).endsWith("this DESTROYS 3 restore points");
    }

    @Test
    void change_suspendedMemberOfAnEnabledPolicy_isAdvice() {
        world.suspended = true;
        world.retention = Retention.days(7);

        assertThat(remedies(MONTH).of(ABOUT_DISK, Control.POLICY_DISABLED)).isInstanceOf(Remedy.Advice.class);
    }

    @Test
    void change_policyThatIsNotListed_isAdvice() {
        world.listed = false;
        world.enabled = false;

        assertThat(remedies(MONTH).of(ABOUT_DISK, Control.POLICY_DISABLED)).isInstanceOf(Remedy.Advice.class);
    }

    @Test
    void change_retentionByCount_isTheFewestThatReachBackAndKeepsTheRest() {
        for (int count : new int[] {1, 7, 29}) {
            world.retention = Retention.latest(count);
            assertThat(retentionAfter()).isEqualTo(Retention.latest(30));
        }
        world.retention = Retention.latest(7).plusWeekly(2, ZoneOffset.UTC);
        assertThat(retentionAfter()).isEqualTo(Retention.latest(30).plusWeekly(2, ZoneOffset.UTC));
    }

    @Test
    void change_retentionThatReachesBackOrThatNobodyKnows_isNone() {
        for (Retention retention : List.of(
                Retention.latest(30),
                Retention.days(30),
                Retention.forever(),
                new Retention.Unrecognized(Map.of("keep", "some")))) {
            world.retention = retention;
            assertThat(remedies(MONTH).of(ABOUT_DISK, Control.RETENTION_TOO_SHORT))
                    .as(retention.toString())
                    .isInstanceOf(Remedy.Advice.class);
        }
        world.retention = Retention.latest(7);
        world.schedule = new Schedule.Opaque(List.of("FREQ=HOURLY"));
        assertThat(remedies(MONTH).of(ABOUT_DISK, Control.RETENTION_TOO_SHORT)).isInstanceOf(Remedy.Advice.class);
    }

    @Test
    void of_anyOtherControl_isAdvice() {
        world.enabled = false;
        Remedies remedies = remedies(MONTH);
        for (Control control : Control.values()) {
            boolean ofVault = control == Control.VAULT_FULL
                    || control == Control.VAULT_FULL_AT
                    || control == Control.VAULT_UNPAID;
            assertThat(remedies.of(ofVault ? ABOUT_VAULT : ABOUT_DISK, control) instanceof Remedy.Change)
                    .as(control.name())
                    .isEqualTo(control == Control.POLICY_DISABLED || control == Control.RETENTION_TOO_SHORT);
        }
    }

    private Retention retentionAfter() {
        return afterOf(remedies(MONTH).of(ABOUT_DISK, Control.RETENTION_TOO_SHORT))
                .retention();
    }

    private Remedies remedies(Objectives objectives) {
        Facts facts = world.facts();
        facts.largestVault = DataSize.gib(1000);
        return new Remedies(facts, objectives);
    }

    private static PolicySpec afterOf(Remedy remedy) {
        return ((Step.ChangePolicy) ((Remedy.Change) remedy).step()).after();
    }

    private static @Nullable DataSize capacityOf(Remedy remedy) {
        return remedy instanceof Remedy.Change change ? ((Step.ResizeVault) change.step()).after() : null;
    }
}
