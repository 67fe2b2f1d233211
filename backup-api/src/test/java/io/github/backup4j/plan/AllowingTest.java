package io.github.backup4j.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.DataSize;
import io.github.backup4j.PolicyId;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.VaultId;
import io.github.backup4j.plan.Step.BuyCapacity;
import io.github.backup4j.plan.Step.ChangePolicy;
import io.github.backup4j.plan.Step.RemoveMember;
import io.github.backup4j.plan.Step.ResizeVault;
import io.github.backup4j.plan.Step.VaultTarget;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a step may destroy, buy and enlarge: exactly what the caller named. */
class AllowingTest {
    private static final VaultTarget TARGET = new VaultTarget("vault", new VaultId("vault"));
    private static final VaultTarget OTHER = new VaultTarget("other", new VaultId("other"));
    private static final Resource.Disk DISK = Resource.disk("disk");
    private static final Allowing NOTHING = Allowing.nothingDestroyed();

    // ---- what costs money

    @ParameterizedTest
    @CsvSource({"199, true", "200, true", "201, false"})
    void allows_purchase_upToTheCapacityThatWasAllowed(int gib, boolean allowed) {
        Allowing allowing = NOTHING.andBuying(List.of(purchase(TARGET, 200)));

        assertThat(allowing.allows(purchase(TARGET, gib), true)).isEqualTo(allowed);
        assertThat(allowing.allows(purchase(OTHER, gib), true))
                .as("another vault")
                .isFalse();
        assertThat(allowing.allows(purchase(new VaultTarget("vault", null), gib), true))
                .as("a vault that does not exist yet")
                .isFalse();
        assertThat(NOTHING.allows(purchase(TARGET, gib), true)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"199, true", "200, true", "201, false"})
    void allows_moreCapacityThatNoProtectionAsksFor_upToWhatWasAllowed(int gib, boolean allowed) {
        Allowing allowing = NOTHING.andEnlarging(List.of(resize(TARGET, 200, false, false)));

        assertThat(allowing.allows(resize(TARGET, gib, false, false), false)).isEqualTo(allowed);
        assertThat(allowing.allows(resize(OTHER, gib, false, false), false)).isFalse();
        assertThat(NOTHING.allows(resize(TARGET, gib, false, false), false)).isFalse();
        assertThat(NOTHING.allows(resize(TARGET, gib, false, false), true))
                .as("the sizing of a protection asks for it")
                .isTrue();
    }

    /** A vault that expands by itself from now on costs more too; one that becomes no larger costs nothing. */
    @ParameterizedTest
    @CsvSource({"100, false, true, false", "100, true, true, true", "100, true, false, true", "99, false, false, true"})
    void allows_resizeThatIsNoLarger_costsOnlyIfItExpandsFromNowOn(
            int gib, boolean before, boolean after, boolean allowed) {
        assertThat(NOTHING.allows(resize(TARGET, gib, before, after), false)).isEqualTo(allowed);
    }

    @Test
    void andBuying_severalForOneVault_allowsTheLargest() {
        for (List<BuyCapacity> steps : List.of(
                List.of(purchase(TARGET, 200), purchase(TARGET, 300)),
                List.of(purchase(TARGET, 300), purchase(TARGET, 200)))) {
            Allowing allowing = NOTHING.andBuying(steps);
            assertThat(allowing.allows(purchase(TARGET, 300), true)).isTrue();
            assertThat(allowing.allows(purchase(TARGET, 301), true)).isFalse();
        }
        Allowing both = NOTHING.andEnlarging(List.of(resize(TARGET, 300, false, false)))
                .andBuying(List.of(purchase(OTHER, 200)));
        assertThat(both.allows(resize(TARGET, 300, false, false), false)).isTrue();
        assertThat(both.allows(purchase(OTHER, 200), true)).isTrue();
    }

    // ---- what destroys

    @Test
    void allows_removal_ofTheNamedResourceOnly() {
        List<Loss> losses = List.of(loss("one"));

        assertThat(NOTHING.allows(removal(losses), true)).isFalse();
        assertThat(Allowing.removing(DISK).allows(removal(losses), true)).isTrue();
        assertThat(Allowing.removing(Resource.disk("more")).allows(removal(losses), true))
                .isFalse();
        assertThat(Allowing.expiring(losses).allows(removal(losses), true))
                .as("restore points may expire, but no member may leave")
                .isFalse();
        assertThat(NOTHING.allows(removal(List.of()), true)).isTrue();
    }

    @Test
    void allows_change_ifAllThatItDestroysIsNamed() {
        List<Loss> both = List.of(loss("one"), loss("two"));

        assertThat(NOTHING.allows(change(both), true)).isFalse();
        assertThat(Allowing.expiring(List.of(loss("one"))).allows(change(both), true))
                .isFalse();
        assertThat(Allowing.expiring(both).allows(change(both), true)).isTrue();
        assertThat(Allowing.expiring(List.of(loss("one")))
                        .andExpiring(List.of(loss("two")))
                        .allows(change(both), false))
                .isTrue();
        assertThat(Allowing.removing(DISK).allows(change(both), true))
                .as("a member may leave, but nothing may expire")
                .isFalse();
        assertThat(NOTHING.allows(change(List.of()), true)).isTrue();
    }

    private static BuyCapacity purchase(VaultTarget target, int gib) {
        return new BuyCapacity("buy", Set.of(), "why", target, DataSize.gib(100), DataSize.gib(gib), null);
    }

    private static ResizeVault resize(VaultTarget target, int gib, boolean expandsBefore, boolean expandsAfter) {
        return new ResizeVault(
                "resize",
                Set.of(),
                "why",
                target,
                DataSize.gib(100),
                DataSize.gib(gib),
                expandsBefore,
                expandsAfter,
                null);
    }

    private static RemoveMember removal(List<Loss> losses) {
        return new RemoveMember("remove", Set.of(), "why", TARGET, DISK, Set.of(DISK), losses);
    }

    private static ChangePolicy change(List<Loss> losses) {
        PolicySpec spec = PolicySpec.backup("nightly", Schedule.dailyAt("02:00"), Retention.days(30));
        return new ChangePolicy("change", Set.of(), "why", new PolicyId("policy"), spec, spec, Set.of(), losses);
    }

    private static Loss loss(String point) {
        return new Loss(
                new RestorePointId(point),
                DISK,
                new VaultId("vault"),
                Instant.parse("2026-01-01T02:00:00Z"),
                DataSize.gib(1));
    }
}
