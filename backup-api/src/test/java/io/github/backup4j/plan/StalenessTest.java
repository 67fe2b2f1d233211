package io.github.backup4j.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.Billing;
import io.github.backup4j.Consistency;
import io.github.backup4j.DataSize;
import io.github.backup4j.PolicyId;
import io.github.backup4j.Purpose;
import io.github.backup4j.Reported;
import io.github.backup4j.Resource;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.plan.Step.BuyCapacity;
import io.github.backup4j.plan.Step.ExcludeDisks;
import io.github.backup4j.plan.Step.MarkVault;
import io.github.backup4j.plan.Step.RemoveMember;
import io.github.backup4j.plan.Step.ResizeVault;
import io.github.backup4j.plan.Step.VaultTarget;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Steps that cost money, and steps on members, against the vault as it is by now. */
class StalenessTest {
    private static final VaultId VAULT = new VaultId("vault");
    private static final VaultTarget TARGET = new VaultTarget("vault", VAULT);
    private static final VaultTarget OTHER = new VaultTarget("other", new VaultId("other"));
    private static final Resource.Server SERVER = Resource.server("server");
    private static final Resource.Disk DISK = Resource.disk("disk");
    private static final Resource.Disk MORE = Resource.disk("more");
    private static final Staleness UNMARKED = staleness(false);
    private static final Staleness MARKED = staleness(true);

    @ParameterizedTest
    @CsvSource({
        // capacity, whether it expands, how it is paid for, what it holds, whether the step is still as planned
        "100, false, PAY_PER_USE, 90, true",
        "200, false, PAY_PER_USE, 90, true",
        "300, false, PAY_PER_USE, 10, true",
        "100, true, PAY_PER_USE, 90, false",
        "150, false, PAY_PER_USE, 90, false",
        "99, false, PAY_PER_USE, 90, false",
        "100, false, SUBSCRIPTION, 90, false",
        "100, false, UNRECOGNIZED, 90, false",
        "100, false, PAY_PER_USE, 89, false",
        "100, false, PAY_PER_USE, 91, true",
        "100, false, PAY_PER_USE, -1, false"
    })
    void ofSize_vaultThatHasChanged_isStale(
            int capacity, boolean expands, Billing.Mode mode, int used, boolean asPlanned) {
        ResizeVault step = new ResizeVault(
                "1", Set.of(), "why", TARGET, DataSize.gib(100), DataSize.gib(200), false, false, DataSize.gib(90));
        Vault vault = vault(capacity, expands, mode, used, null);
        assertThat(UNMARKED.ofSize(step, vault).isEmpty()).isEqualTo(asPlanned);
    }

    @Test
    void ofSize_vaultThatIsToExpandToo_isDoneOnlyOnceItDoes() {
        ResizeVault step =
                new ResizeVault("1", Set.of(), "why", TARGET, DataSize.gib(100), DataSize.gib(200), false, true, null);
        assertThat(Staleness.isAt(vault(200, true, Billing.Mode.PAY_PER_USE, 0, null), step))
                .isTrue();
        assertThat(Staleness.isAt(vault(200, false, Billing.Mode.PAY_PER_USE, 0, null), step))
                .isFalse();
        assertThat(Staleness.isAt(vault(199, true, Billing.Mode.PAY_PER_USE, 0, null), step))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "100, SUBSCRIPTION, 90, true",
        "200, SUBSCRIPTION, 10, true",
        "250, PAY_PER_USE, 10, true",
        "150, SUBSCRIPTION, 90, false",
        "100, PAY_PER_USE, 90, false",
        "100, UNRECOGNIZED, 90, false",
        "100, SUBSCRIPTION, 89, false",
        "100, SUBSCRIPTION, -1, false"
    })
    void ofPurchase_vaultThatHasChanged_isStale(int capacity, Billing.Mode mode, int used, boolean asPlanned) {
        BuyCapacity step =
                new BuyCapacity("1", Set.of(), "why", TARGET, DataSize.gib(100), DataSize.gib(200), DataSize.gib(90));
        assertThat(UNMARKED.ofPurchase(step, vault(capacity, false, mode, used, null))
                        .isEmpty())
                .isEqualTo(asPlanned);
    }

    @Test
    void ofPurchase_needThatIsNotKnown_isNotJudged() {
        BuyCapacity step = new BuyCapacity("1", Set.of(), "why", TARGET, DataSize.gib(100), DataSize.gib(200), null);
        assertThat(UNMARKED.ofPurchase(step, vault(100, false, Billing.Mode.SUBSCRIPTION, 1, null)))
                .isEmpty();
    }

    /** In a protection the members count, and not what the vault holds. */
    @ParameterizedTest
    @CsvSource({"AVAILABLE, true", "REMOVING, false"})
    void ofPurchase_membersOfAProtection_areWhatIsNeeded(Vault.MemberStatus status, boolean asPlanned) {
        BuyCapacity step =
                new BuyCapacity("1", Set.of(), "why", TARGET, DataSize.gib(100), DataSize.gib(200), DataSize.gib(90));
        Vault vault = vault(100, false, Billing.Mode.SUBSCRIPTION, 1, member(status, Set.of()));
        assertThat(MARKED.ofPurchase(step, vault).isEmpty()).isEqualTo(asPlanned);
    }

    /** An earlier attempt may have added them, or not yet removed them: they are not why the vault is enlarged. */
    @Test
    void ofPurchase_membersThatThePlanAddsOrRemoves_doNotCount() {
        BuyCapacity step =
                new BuyCapacity("1", Set.of(), "why", TARGET, DataSize.gib(100), DataSize.gib(200), DataSize.gib(90));
        Vault vault = vault(100, false, Billing.Mode.SUBSCRIPTION, 1, member(Vault.MemberStatus.AVAILABLE, Set.of()));
        for (VaultTarget target : List.of(TARGET, OTHER)) {
            int stale = target.equals(TARGET) ? 1 : 0;
            for (Step other : List.of(
                    new Step.AddMembers("2", Set.of(), "why", target, List.of(SERVER)),
                    new ExcludeDisks("2", Set.of(), "why", target, SERVER, null, Set.of(DISK)),
                    removal(target))) {
                assertThat(staleness(true, other).ofPurchase(step, vault))
                        .as("%s", other)
                        .hasSize(stale);
            }
        }
        ExcludeDisks change = new ExcludeDisks("2", Set.of(), "why", TARGET, SERVER, Set.of(MORE), Set.of(DISK));
        assertThat(staleness(true, change).ofPurchase(step, vault))
                .as("it was a member before")
                .isEmpty();
    }

    // ---- the mark of a vault

    @Test
    void isAt_markWhosePoliciesAreNotKnownYet_isJudgedByTheRest() {
        Map<String, String> planned = mark(Set.of());
        Map<String, String> completed = mark(Set.of(), new PolicyId("created"));
        MarkVault resting = new MarkVault("2", Set.of("1"), "why", TARGET, Map.of(), planned);
        MarkVault alone = new MarkVault("2", Set.of(), "why", TARGET, Map.of(), planned);
        assertThat(MARKED.isAt(tagged(completed), resting, planned)).isTrue();
        assertThat(MARKED.isAt(tagged(completed), resting, completed)).isTrue();
        assertThat(MARKED.isAt(tagged(planned), resting, completed)).isFalse();
        assertThat(MARKED.isAt(tagged(completed), alone, planned)).isFalse();
        assertThat(MARKED.isAt(tagged(planned), alone, planned)).isTrue();
    }

    @Test
    void isAt_markThatCannotBeRead_isNotThere() {
        Map<String, String> planned = mark(Set.of());
        MarkVault step = new MarkVault("1", Set.of(), "why", TARGET, Map.of(), planned);
        Map<String, String> damaged = new HashMap<>(planned);
        damaged.put(Mark.SECOND, "damaged");
        assertThat(MARKED.isAt(tagged(damaged), step, planned)).isFalse();
        damaged.remove(Mark.SECOND);
        assertThat(MARKED.isAt(tagged(damaged), step, planned)).isFalse();
    }

    /** A later step of the plan has taken the member out of the record. */
    @Test
    void isAt_markWithoutAMember_isThereOnlyIfThePlanHasRemovedIt() {
        Map<String, String> planned = mark(Set.of(SERVER));
        MarkVault step = new MarkVault("1", Set.of(), "why", TARGET, Map.of(), planned);
        Vault.Member leaving = member(Vault.MemberStatus.REMOVING, Set.of());
        Vault.Member member = member(Vault.MemberStatus.AVAILABLE, Set.of());
        Staleness removing = staleness(true, removal(TARGET));
        assertThat(removing.isAt(tagged(mark(Set.of()), leaving), step, planned))
                .isTrue();
        assertThat(removing.isAt(tagged(mark(Set.of()), member), step, planned)).isFalse();
        assertThat(removing.isAt(tagged(mark(Set.of(DISK)), leaving), step, planned))
                .isFalse();
        assertThat(staleness(true, removal(OTHER)).isAt(tagged(mark(Set.of()), leaving), step, planned))
                .isFalse();
    }

    @Test
    void recorded_memberThatWasAddedSince_doesNotHideTheOthers() {
        RemoveMember removal = new RemoveMember("1", Set.of(), "why", TARGET, DISK, Set.of(DISK), List.of());
        Vault vault = tagged(mark(Set.of(SERVER, DISK)), member(Vault.MemberStatus.AVAILABLE, Set.of()));
        assertThat(Staleness.recorded(vault.tags(), vault, removal)).contains(Set.of(SERVER, DISK));
    }

    private static RemoveMember removal(VaultTarget target) {
        return new RemoveMember("2", Set.of(), "why", target, SERVER, Set.of(SERVER), List.of());
    }

    private static Map<String, String> mark(Set<Resource> members) {
        return Mark.of("servers", Map.of(), MemberRecord.of(members));
    }

    private static Map<String, String> mark(Set<Resource> members, PolicyId policy) {
        return Mark.of("servers", Map.of(Purpose.BACKUP, policy), MemberRecord.of(members));
    }

    private static Vault tagged(Map<String, String> tags) {
        return vault(new Vault.Space(DataSize.gib(100), null, false, null), Billing.Mode.PAY_PER_USE, null, tags);
    }

    private static Vault tagged(Map<String, String> tags, Vault.Member member) {
        return vault(new Vault.Space(DataSize.gib(100), null, false, null), Billing.Mode.PAY_PER_USE, member, tags);
    }

    @Test
    void isGoneOrLeaving_memberThatIsBeingRemovedOrGone_isTrue() {
        assertThat(Staleness.isGoneOrLeaving(withMember(Vault.MemberStatus.REMOVING), SERVER))
                .isTrue();
        assertThat(Staleness.isGoneOrLeaving(withMember(null), SERVER)).isTrue();
        assertThat(Staleness.isGoneOrLeaving(withMember(Vault.MemberStatus.ERROR), SERVER))
                .isFalse();
    }

    @Test
    void ofExclusion_memberWithOtherDisksLeftOut_isStale() {
        ExcludeDisks first = new ExcludeDisks("1", Set.of(), "why", TARGET, SERVER, null, Set.of(DISK));
        ExcludeDisks change = new ExcludeDisks("1", Set.of(), "why", TARGET, SERVER, Set.of(MORE), Set.of(DISK));
        assertThat(UNMARKED.ofExclusion(first, without(null))).isEmpty();
        assertThat(UNMARKED.ofExclusion(first, without(Set.of()))).isEmpty();
        assertThat(UNMARKED.ofExclusion(first, without(Set.of(DISK)))).isEmpty();
        assertThat(UNMARKED.ofExclusion(change, without(Set.of(MORE)))).isEmpty();
        assertThat(UNMARKED.ofExclusion(change, without(Set.of(DISK)))).isEmpty();
        assertThat(UNMARKED.ofExclusion(change, without(Set.of()))).hasSize(1);
        assertThat(UNMARKED.ofExclusion(change, without(Set.of(DISK, MORE)))).hasSize(1);
        assertThat(UNMARKED.ofExclusion(change, without(null))).hasSize(1);
    }

    private static Vault without(@Nullable Set<Resource.Disk> excluded) {
        return vault(
                100,
                false,
                Billing.Mode.PAY_PER_USE,
                1,
                excluded == null ? null : member(Vault.MemberStatus.AVAILABLE, excluded));
    }

    private static Vault withMember(Vault.@Nullable MemberStatus status) {
        return vault(100, false, Billing.Mode.PAY_PER_USE, 1, status == null ? null : member(status, Set.of()));
    }

    private static Vault.Member member(Vault.MemberStatus status, Set<Resource.Disk> excluded) {
        return new Vault.Member(SERVER, null, DataSize.gib(90), null, null, Reported.of(status), excluded, false);
    }

    private static Vault vault(
            int capacity, boolean expands, Billing.Mode mode, int used, Vault.@Nullable Member member) {
        DataSize held = used < 0 ? null : DataSize.gib(used);
        return vault(new Vault.Space(DataSize.gib(capacity), held, expands, null), mode, member, Map.of());
    }

    private static Vault vault(
            Vault.Space space, Billing.Mode mode, Vault.@Nullable Member member, Map<String, String> tags) {
        return new Vault(
                VAULT,
                "vault",
                null,
                new Vault.Protection(
                        Reported.of(Resource.Kind.SERVER),
                        Reported.of(Purpose.BACKUP),
                        Reported.of(Consistency.CRASH_CONSISTENT),
                        null,
                        false),
                Reported.of(Vault.Status.AVAILABLE),
                space,
                new Billing(Reported.of(mode), null, null),
                member == null ? List.of() : List.of(member),
                List.of(),
                tags,
                null);
    }

    private static Staleness staleness(boolean marked, Step... steps) {
        return new Staleness(new Plan.Content(
                "servers",
                marked,
                List.of(steps),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Map.of(),
                null));
    }
}
