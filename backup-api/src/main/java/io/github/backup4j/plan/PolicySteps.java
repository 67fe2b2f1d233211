package io.github.backup4j.plan;

import io.github.backup4j.Invalid;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Purpose;
import io.github.backup4j.Retention;
import io.github.backup4j.Site;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.plan.Step.PolicyTarget;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The steps that create or change the policies of a protection, with the restore points that this deletes. */
final class PolicySteps {
    private final Look look;
    private final List<Vault> own;
    private final Rule rule;
    private final UnseenCopies unseen;
    private final PlanDraft draft;

    /**
     * Creates it.
     *
     * @param own the vaults of the protection, by their marks
     * @param draft gets the steps and obstacles
     */
    PolicySteps(Look look, List<Vault> own, Rule rule, UnseenCopies unseen, PlanDraft draft) {
        this.look = look;
        this.own = own;
        this.rule = rule;
        this.unseen = unseen;
        this.draft = draft;
    }

    /** Adds the steps that create or change the policy of a purpose, and returns it as it is after them. */
    OwnPolicy add(Purpose purpose) {
        Policy policy = look.policies().stream()
                .filter(some -> some.purpose() == purpose
                        && own.stream().anyMatch(vault -> Mark.names(vault, purpose, some.id())))
                .min((one, other) -> one.id().value().compareTo(other.id().value()))
                .orElse(null);
        String word = purpose == Purpose.BACKUP ? "backup" : "copy";
        if (policy == null && purpose == Purpose.REPLICATION && unseen.mayGo(rule.retention())) {
            PolicyTarget none = new PolicyTarget(rule.policyName(purpose), purpose, null);
            return new OwnPolicy(none, null, null, Losses.Runs.of(rule.spec(purpose)));
        }
        if (policy == null) {
            String id = "create the " + word + " policy";
            PolicySpec spec = rule.spec(purpose);
            List<Policy> beside = look.policies().stream()
                    .filter(some -> Staleness.hasNameButOtherRule(some, spec))
                    .toList();
            draft.steps.add(new Step.CreatePolicy(
                    id,
                    Set.of(),
                    "the protection has no " + word + " policy" + left(beside),
                    spec,
                    beside.stream().map(Policy::id).collect(Collectors.toSet())));
            return new OwnPolicy(
                    new PolicyTarget(rule.policyName(purpose), purpose, null),
                    id,
                    null,
                    Losses.Runs.of(rule.spec(purpose)));
        }
        Step.ChangePolicy change = change(policy, word);
        if (change != null) {
            draft.steps.add(change);
        }
        return new OwnPolicy(
                new PolicyTarget(policy.name(), purpose, policy.id()),
                null,
                change == null ? null : change.id(),
                change == null ? Losses.Runs.of(policy) : Losses.Runs.of(change.after()));
    }

    /** Returns the rule that an attached policy has after the steps. */
    Retention ruleAfterwards(Policy policy) {
        OwnPolicy own = new PolicySteps(look, this.own, rule, unseen, new PlanDraft()).add(policy.purpose());
        return policy.id().equals(own.target().id()) ? own.runs().retention() : policy.retention();
    }

    /** Returns the words for policies that the protection may have created once, and that no vault of it names any more. */
    private static String left(List<Policy> beside) {
        return beside.isEmpty()
                ? ""
                : beside.stream()
                        .map(Names::of)
                        .collect(Collectors.joining(
                                ", ",
                                "; no vault of it names ",
                                ", of that name but another rule, which stays as it is: delete it if nobody needs it"));
    }

    /** Returns the step that changes a policy; null if there is none. */
    private Step.@Nullable ChangePolicy change(Policy policy, String word) {
        Site destination = rule.copies();
        PolicySpec before;
        PolicySpec after;
        try {
            before = policy.toSpec();
            after = rule.appliedTo(before);
        } catch (Invalid outside) {
            draft.obstacles.add(Obstacle.all(
                    Obstacle.Kind.POLICY_UNCHANGEABLE,
                    Names.of(policy) + " cannot be changed as it is: " + outside.getMessage()));
            return null;
        }
        if (policy.purpose() == Purpose.REPLICATION) {
            if (!Objects.equals(destination, policy.destination())) {
                draft.obstacles.add(Obstacle.all(
                        Obstacle.Kind.COPIED_ELSEWHERE,
                        Names.of(policy) + " copies to " + policy.destination() + ", not to " + destination
                                + "; detach it from the vaults of the protection, and plan again"));
                return null;
            }
            if (!before.retention().equals(after.retention()) && unseen.mayGo(after.retention())) {
                draft.obstacles.add(
                        unseen.kept(Names.of(policy) + " keeps " + before.retention() + ", not " + after.retention()));
                after = after.withRetention(before.retention());
            }
            if (!before.schedule().equals(after.schedule())
                    && unseen.mayGo(after.retention())
                    && Losses.Runs.of(after).countsPeriods()) {
                draft.obstacles.add(unseen.kept(Names.of(policy) + " keeps its schedule, " + before.schedule()
                        + ", as a copy of another day, week, month or year moves others out"));
                after = after.withSchedule(before.schedule());
            }
            if (!before.enabled() && unseen.mayGo(after.retention())) {
                draft.obstacles.add(
                        unseen.kept(Names.of(policy) + ", which keeps " + after.retention() + ", stays disabled"));
                after = after.withEnabled(false);
            }
        }
        if (before.equals(after)) {
            return null;
        }
        Set<VaultId> ownIds = own.stream().map(Vault::id).collect(Collectors.toSet());
        List<String> others = policy.attachments().stream()
                .map(Policy.Attachment::vault)
                .filter(vault -> !ownIds.contains(vault))
                .map(vault -> look.vault(vault).map(Names::of).orElse("vault " + vault))
                .toList();
        if (!others.isEmpty()) {
            draft.obstacles.add(Obstacle.all(
                    Obstacle.Kind.SHARED_POLICY,
                    Names.of(policy) + " acts on " + String.join(", ", others)
                            + " as well, to which others attached it; it is not changed before it is detached there"));
            return null;
        }
        return new Step.ChangePolicy(
                "change the " + word + " policy",
                Set.of(),
                "the protection wants " + rule.schedule() + ", keeping " + after.retention(),
                policy.id(),
                before,
                after,
                policy.attachments().stream().map(Policy.Attachment::vault).collect(Collectors.toSet()),
                Losses.ofChange(policy, before, after, look::pointsIn, look.now()));
    }

    /**
     * A policy of the protection.
     *
     * @param created the step that creates it; null: none
     * @param changed the step that changes it; null: none
     * @param runs its schedule and rule after these steps
     */
    record OwnPolicy(
            PolicyTarget target,
            @Nullable String created,
            @Nullable String changed,
            Losses.Runs runs) {}
}
