package io.github.backup4j.posture;

import io.github.backup4j.Billing;
import io.github.backup4j.DataSize;
import io.github.backup4j.Invalid;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicyId;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Retention;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.plan.Step;
import io.github.backup4j.posture.Facts.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The remedies of findings. A policy or vault has at most one step, which remedies all findings about it, so that the steps of a
 * posture do not contradict each other. Where the facts do not say what a step destroys, there is none.
 */
final class Remedies {
    private static final int MOST_KEPT = 99_999;

    private final Facts facts;
    private final Objectives objectives;
    private final Map<PolicyId, Optional<Step>> ofPolicies = new HashMap<>();
    private final Map<VaultId, Optional<Step>> ofVaults = new HashMap<>();

    Remedies(Facts facts, Objectives objectives) {
        this.facts = facts;
        this.objectives = objectives;
    }

    /** Returns the step that remedies a breach if there is one, and otherwise the advice of its control. */
    Remedy of(Subject subject, Control control) {
        return step(subject, control).<Remedy>map(Remedy.Change::new).orElseGet(control::advice);
    }

    private Optional<Step> step(Subject subject, Control control) {
        return switch (control) {
            case POLICY_DISABLED -> ofPolicy(subject, true);
            case RETENTION_TOO_SHORT -> ofPolicy(subject, false);
            case VAULT_FULL, VAULT_FULL_AT -> ofVault(subject);
            case UNPROTECTED,
                    NEVER_BACKED_UP,
                    EMPTY_OR_SHRUNK,
                    RPO_BREACHED,
                    MISSED_RUN,
                    LAST_RUN_FAILED,
                    LAST_RUN_SKIPPED,
                    NO_POLICY,
                    VAULT_UNPAID,
                    NOT_ENCRYPTED,
                    NOT_COPIED,
                    NOT_LOCKED,
                    CONSISTENCY_NOT_MET,
                    UNPROVEN,
                    RTO_EXCEEDED,
                    RETENTION_FOREVER,
                    ORPHANED -> Optional.empty();
        };
    }

    // ---- policies

    /**
     * Returns the step that enables the policy of a resource and lets it keep for long enough.
     *
     * @param disabled whether it has to be disabled now: a member may be suspended instead, which no step ends
     */
    private Optional<Step> ofPolicy(Subject subject, boolean disabled) {
        if (!(subject instanceof Subject.OfResource of)) {
            return Optional.empty();
        }
        Policy policy = Cases.OfResource.of(facts, of.resource()).policy();
        if (policy == null || (disabled && policy.enabled())) {
            return Optional.empty();
        }
        return ofPolicies.computeIfAbsent(policy.id(), none -> change(policy));
    }

    private Optional<Step> change(Policy policy) {
        List<String> why = new ArrayList<>();
        PolicySpec after;
        try {
            after = policy.toSpec();
        } catch (Invalid outside) {
            return Optional.empty();
        }
        if (!policy.enabled()) {
            if (facts.gaps.containsKey(Source.POINTS)) {
                return Optional.empty();
            }
            after = after.withEnabled(true);
            why.add("it backs nothing up while it is disabled");
        }
        Duration asked = objectives.retention();
        Retention longer = asked == null ? null : longer(policy, asked);
        if (asked != null && longer != null) {
            after = after.withRetention(longer);
            why.add("its restore points have to reach back " + Words.of(asked));
        }
        return why.isEmpty()
                ? Optional.empty()
                : Optional.of(Step.changing(
                        policy,
                        after,
                        String.join("; ", why),
                        vault -> facts.pointsIn.getOrDefault(vault, List.of()),
                        facts.asOf));
    }

    /** Returns the shortest retention of the same kind that reaches back for long enough; null if none has to or can. */
    private @Nullable Retention longer(Policy policy, Duration asked) {
        if (reaches(policy, policy.retention(), asked)) {
            return null;
        }
        if (policy.retention() instanceof Retention.Days) {
            long days = asked.plusDays(1).minusNanos(1).toDays();
            return days <= MOST_KEPT ? Retention.days((int) days) : null;
        }
        if (!(policy.retention() instanceof Retention.Latest latest)) {
            return null;
        }
        int less = latest.count();
        int enough = less;
        while (!reaches(policy, withCount(latest, enough), asked)) {
            if (enough == MOST_KEPT) {
                return null;
            }
            less = enough;
            enough = Math.min(MOST_KEPT, 2 * enough);
        }
        while (enough - less > 1) {
            int middle = (less + enough) / 2;
            if (reaches(policy, withCount(latest, middle), asked)) {
                enough = middle;
            } else {
                less = middle;
            }
        }
        return withCount(latest, enough);
    }

    private static Retention withCount(Retention.Latest latest, int count) {
        return new Retention.Latest(
                count,
                latest.daily(),
                latest.weekly(),
                latest.monthly(),
                latest.yearly(),
                latest.offset(),
                latest.weekStart());
    }

    private boolean reaches(Policy policy, Retention retention, Duration asked) {
        Duration reach = Slots.reach(policy.schedule(), retention, facts.asOf, asked);
        // Where the reach is not known or without an end, nothing longer can be named.
        return reach == null || reach.compareTo(asked) >= 0;
    }

    // ---- vaults

    private Optional<Step> ofVault(Subject subject) {
        Vault vault = subject instanceof Subject.OfVault of ? facts.vaults.get(of.vault()) : null;
        return vault == null ? Optional.empty() : ofVaults.computeIfAbsent(vault.id(), none -> enlarge(vault));
    }

    /** Returns the step that gives a vault room for what it holds and is forecast to hold, below the objective. */
    private Optional<Step> enlarge(Vault vault) {
        DataSize used = vault.used();
        if (used == null
                || vault.status() != Vault.Status.AVAILABLE
                || vault.billing().mode() == Billing.Mode.UNRECOGNIZED
                || (vault.billing().mode() == Billing.Mode.SUBSCRIPTION && !facts.capacityCanBeBought)) {
            return Optional.empty();
        }
        double most = Math.max((double) used.bytes(), VaultControls.peak(Cases.OfVault.of(facts, vault), objectives));
        if (most >= facts.largestVault.bytes()) {
            return Optional.empty();
        }
        // The next whole GiB, so that it is less than the objective even if the quotient is whole.
        DataSize needed = DataSize.gib(
                (long) (most * 100 / objectives.vaultsBelow() / DataSize.gib(1).bytes()) + 1);
        if (needed.compareTo(vault.capacity()) <= 0 || needed.compareTo(facts.largestVault) > 0) {
            return Optional.empty();
        }
        return Optional.of(Step.enlarging(
                vault,
                needed,
                "it holds, or will hold, " + Words.of(DataSize.bytes((long) most)) + ", which should be less than "
                        + objectives.vaultsBelow() + " % of it"));
    }
}
