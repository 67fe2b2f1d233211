package io.github.backup4j.plan;

import io.github.backup4j.Billing;
import io.github.backup4j.DataSize;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicyId;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Purpose;
import io.github.backup4j.Resource;
import io.github.backup4j.Retention;
import io.github.backup4j.Vault;
import io.github.backup4j.plan.Protection.Wanted;
import io.github.backup4j.plan.Step.AddMembers;
import io.github.backup4j.plan.Step.AttachPolicy;
import io.github.backup4j.plan.Step.BuyCapacity;
import io.github.backup4j.plan.Step.ChangePolicy;
import io.github.backup4j.plan.Step.CreatePolicy;
import io.github.backup4j.plan.Step.CreateVault;
import io.github.backup4j.plan.Step.ExcludeDisks;
import io.github.backup4j.plan.Step.MarkVault;
import io.github.backup4j.plan.Step.RemoveMember;
import io.github.backup4j.plan.Step.ResizeVault;
import io.github.backup4j.plan.Step.VaultTarget;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks that the cloud is still in the state before each step of a plan, or after it if an earlier attempt took the step. */
final class Staleness {
    private final Plan.Content plan;

    Staleness(Plan.Content plan) {
        this.plan = plan;
    }

    /** Returns what has changed since planning, as text; empty: nothing that a step touches. */
    List<String> of(Look now, Allowing allowing) {
        List<String> moved = new ArrayList<>(newVaults(now));
        for (Step step : plan.steps()) {
            if (allowing.allows(step, plan.marked())) {
                moved.addAll(of(step, now));
            }
        }
        return moved.stream().distinct().toList();
    }

    /** Returns the vaults of the protection that are new but not of the plan: somebody else applies another plan. */
    private List<String> newVaults(Look now) {
        Set<String> created = plan.steps().stream()
                .filter(CreateVault.class::isInstance)
                .map(step -> ((CreateVault) step).spec().name())
                .collect(Collectors.toSet());
        return now.vaults().stream()
                .filter(vault -> plan.marked()
                        && Mark.isOf(plan.protection(), vault)
                        && vault.purpose() == Purpose.BACKUP
                        && !plan.known().containsKey(vault.id())
                        && !created.contains(vault.name()))
                .map(vault -> "vault " + vault.id() + " \"" + vault.name() + "\" came to the protection")
                .toList();
    }

    private List<String> of(Step step, Look now) {
        if (step instanceof CreatePolicy create) {
            return ofCreation(create, now);
        } else if (step instanceof ChangePolicy change) {
            return now.policy(change.policy())
                    .map(policy -> ofChange(change, policy, now))
                    .orElseGet(() -> List.of("policy " + change.policy() + " is gone"));
        } else if (step instanceof AttachPolicy attach) {
            return ofAttachment(attach, now);
        } else if (step instanceof MarkVault mark) {
            return inVault(mark.vault(), now, vault -> ofMark(mark, vault));
        } else if (step instanceof ResizeVault resize) {
            return inVault(resize.vault(), now, vault -> ofSize(resize, vault));
        } else if (step instanceof BuyCapacity purchase) {
            return inVault(purchase.vault(), now, vault -> ofPurchase(purchase, vault));
        } else if (step instanceof AddMembers add) {
            List<String> moved = new ArrayList<>(ofAddition(add.vault(), add.resources(), now));
            add.resources().stream()
                    .filter(resource -> now.placeOf(resource).isEmpty())
                    .forEach(resource -> moved.addAll(ofLeftOut(resource, Set.of(), now)));
            return moved;
        } else if (step instanceof ExcludeDisks exclude) {
            List<String> moved = new ArrayList<>(ofAddition(exclude.vault(), List.of(exclude.server()), now));
            moved.addAll(inVault(exclude.vault(), now, vault -> ofExclusion(exclude, vault)));
            if (now.placeOf(exclude.server())
                    .filter(vault -> exclude.after().equals(excluded(vault, exclude)))
                    .isEmpty()) {
                moved.addAll(ofLeftOut(exclude.server(), exclude.after(), now));
            }
            return moved;
        } else if (step instanceof RemoveMember remove) {
            return ofRemoval(remove, now);
        }
        return List.of();
    }

    // ---- policies

    /** Checks that nobody has changed the policy that an earlier attempt may have created: it would be taken for the new one. */
    private static List<String> ofCreation(CreatePolicy step, Look now) {
        return now.policies().stream()
                .filter(policy -> hasNameButOtherRule(policy, step.spec())
                        && !step.beside().contains(policy.id()))
                .map(policy -> Names.of(policy) + " is " + policy.schedule() + ", keeping " + policy.retention()
                        + (policy.enabled() ? "" : ", disabled") + " now")
                .toList();
    }

    static boolean hasNameButOtherRule(Policy policy, PolicySpec spec) {
        return policy.purpose() == spec.purpose() && policy.name().equals(spec.name()) && !isAt(policy, spec);
    }

    List<String> ofChange(ChangePolicy step, Policy policy, Look now) {
        if (isAt(policy, step.after())) {
            return List.of();
        }
        if (!isAt(policy, step.before())) {
            return List.of("policy " + policy.id() + " is " + policy.schedule() + ", keeping " + policy.retention()
                    + (policy.enabled() ? "" : ", disabled") + " now");
        }
        List<String> moved = new ArrayList<>();
        // A plan of a protection attaches the policy to vaults of the protection itself, and may be applied again after
        // that.
        policy.attachments().stream()
                .map(Policy.Attachment::vault)
                .filter(id -> plan.marked()
                        ? now.vault(id)
                                .filter(vault -> Mark.isOf(plan.protection(), vault))
                                .isEmpty()
                        : !step.attachedTo().contains(id))
                .forEach(id -> moved.add("policy " + policy.id() + " acts on vault " + id + " as well now"));
        moved.addAll(more(
                step.destroys(),
                Losses.ofChange(policy, step.before(), step.after(), now::pointsIn, now.now()),
                "policy " + policy.id()));
        return moved;
    }

    static boolean isAt(Policy policy, PolicySpec spec) {
        return policy.schedule().equals(spec.schedule())
                && policy.retention().equals(spec.retention())
                && policy.enabled() == spec.enabled();
    }

    private List<String> ofAttachment(AttachPolicy step, Look now) {
        List<String> moved = new ArrayList<>();
        PolicyId id = step.policy().id();
        Policy policy = id == null ? null : now.policy(id).orElse(null);
        if (id != null && policy == null) {
            moved.add("policy " + id + " is gone");
        }
        moved.addAll(inVaultOfAttachment(step, now, vault -> {
            Optional<PolicyId> present = vault.policy(step.policy().purpose()).map(Vault.AttachedPolicy::policy);
            if (present.isPresent() && id != null && !present.get().equals(id)) {
                return List.of("policy " + present.get() + " is attached to vault " + vault.id() + " now");
            }
            if (present.isPresent()) {
                return List.of();
            }
            Losses.Runs runs = runsAfter(step, policy);
            List<String> losses = lossesOfAttachment(step, vault, runs, now);
            return losses.isEmpty() && runs != null ? ofRule(step, runs.retention()) : losses;
        }));
        return moved;
    }

    /**
     * Checks a vault that existed at planning, or one that an earlier attempt of the plan created and that has a history by now. If
     * somebody deletes that one, the step has another to attach to.
     */
    private List<String> inVaultOfAttachment(AttachPolicy step, Look now, Function<Vault, List<String>> look) {
        return step.vault().id() != null
                ? inVault(step.vault(), now, look)
                : now.vaults().stream()
                        .filter(vault -> vault.status() == Vault.Status.AVAILABLE && isTarget(vault, step.vault()))
                        .flatMap(vault -> look.apply(vault).stream())
                        .toList();
    }

    /**
     * Checks just before the policy is attached, with its present schedule and rule.
     *
     * @param vault the vault as it is
     */
    List<String> ofAttachment(AttachPolicy step, Vault vault, Policy policy, Look now) {
        List<String> losses = lossesOfAttachment(step, vault, Losses.Runs.of(policy), now);
        return losses.isEmpty() ? ofRule(step, policy.retention()) : losses;
    }

    /** Checks the rule: of the copies elsewhere, nothing tells what another one deletes. */
    private static List<String> ofRule(AttachPolicy step, Retention present) {
        return present.equals(step.retention()) || step.policy().purpose() != Purpose.REPLICATION
                ? List.of()
                : List.of(step.policy() + " keeps " + present + " now, not " + step.retention());
    }

    private List<String> lossesOfAttachment(AttachPolicy step, Vault vault, Losses.@Nullable Runs runs, Look now) {
        if (runs == null || step.policy().purpose() != Purpose.BACKUP) {
            return List.of();
        }
        return more(
                step.destroys(),
                Losses.ofRetention(null, runs, now.pointsIn(vault.id()), now.now()),
                "attaching " + step.policy() + " to vault " + vault.id());
    }

    /** Returns the schedule and the rule of a policy after the earlier steps. */
    private Losses.@Nullable Runs runsAfter(AttachPolicy step, @Nullable Policy policy) {
        for (Step other : plan.steps()) {
            if (other instanceof ChangePolicy change
                    && change.policy().equals(step.policy().id())) {
                return Losses.Runs.of(change.after());
            }
            if (other instanceof Step.CreatePolicy create
                    && step.policy().id() == null
                    && create.spec().purpose() == step.policy().purpose()) {
                return Losses.Runs.of(create.spec());
            }
        }
        return policy == null ? null : Losses.Runs.of(policy);
    }

    // ---- vaults

    List<String> ofMark(MarkVault step, Vault vault) {
        return Mark.of(vault.tags()).equals(step.before()) || isAt(vault, step, step.after())
                ? List.of()
                : List.of("the mark of vault " + vault.id() + " is another now");
    }

    /**
     * Returns whether a vault has the mark that a step writes, apart from members that later steps have removed already, and
     * apart from policies whose ids are not known before they are created.
     */
    boolean isAt(Vault vault, MarkVault step, Map<String, String> after) {
        Map<String, String> present = Mark.of(vault.tags());
        boolean completed = !step.after().equals(after) || step.restsOn().isEmpty();
        for (String key : List.of(Mark.NAME, Mark.POLICIES)) {
            boolean judged = completed || !key.equals(Mark.POLICIES);
            if (judged && !Objects.equals(present.get(key), after.get(key))) {
                return false;
            }
        }
        MemberRecord is = Mark.record(present).orElse(null);
        MemberRecord wanted = Mark.record(after).orElse(null);
        if (is == null || wanted == null) {
            return false;
        }
        List<Resource> removed = plan.steps().stream()
                .filter(RemoveMember.class::isInstance)
                .map(RemoveMember.class::cast)
                .filter(removal -> removal.vault().equals(step.vault()) && isGoneOrLeaving(vault, removal.resource()))
                .map(RemoveMember::resource)
                .toList();
        return is.without(wanted).among(removed).isPresent();
    }

    /** Whether a resource is no member of a vault, or one that is being removed. */
    static boolean isGoneOrLeaving(Vault vault, Resource resource) {
        return vault.member(resource).isEmpty() || Look.isBeingRemoved(vault, resource);
    }

    static boolean isAt(Vault vault, ResizeVault step) {
        return vault.capacity().compareTo(step.after()) >= 0 && (vault.autoExpand() || !step.expandsAfter());
    }

    List<String> ofSize(ResizeVault step, Vault vault) {
        if (isAt(vault, step)) {
            return List.of();
        }
        if (vault.billing().mode() != Billing.Mode.PAY_PER_USE) {
            return List.of(
                    "vault " + vault.id() + " is " + vault.billing().reportedMode() + " now, not paid for by use");
        }
        return vault.capacity().equals(step.before()) && vault.autoExpand() == step.expandsBefore()
                ? ofNeed(step.vault(), step.held(), vault)
                : List.of("vault " + vault.id() + " has " + vault.capacity() + " now, not " + step.before());
    }

    /**
     * Checks that a vault still needs its new capacity.
     *
     * @param held what it held at planning; null: not known
     */
    private List<String> ofNeed(VaultTarget target, @Nullable DataSize held, Vault vault) {
        if (held == null) {
            return List.of();
        }
        DataSize now = plan.marked() ? membersOf(vault, comingAndGoing(target)) : vault.used();
        if (now == null) {
            return List.of("the cloud does not say any more how much vault " + vault.id() + " holds");
        }
        return now.compareTo(held) >= 0
                ? List.of()
                : List.of((plan.marked()
                                ? "the members of vault " + vault.id() + " are "
                                : "vault " + vault.id() + " holds ")
                        + now + " now, less than the " + held + " for which it was to be enlarged");
    }

    /** Returns the resources that the plan adds to a vault or removes from it, which an earlier attempt may have done. */
    private Set<Resource> comingAndGoing(VaultTarget vault) {
        Set<Resource> resources = new LinkedHashSet<>();
        for (Step step : plan.steps()) {
            if (step instanceof AddMembers add && add.vault().equals(vault)) {
                resources.addAll(add.resources());
            } else if (step instanceof ExcludeDisks exclude
                    && exclude.before() == null
                    && exclude.vault().equals(vault)) {
                resources.add(exclude.server());
            } else if (step instanceof RemoveMember remove && remove.vault().equals(vault)) {
                resources.add(remove.resource());
            }
        }
        return resources;
    }

    /** Returns the total size of the members of a vault, as far as it reports them, without some. */
    static DataSize membersOf(Vault vault, Collection<Resource> without) {
        DataSize sum = DataSize.ZERO;
        for (Vault.Member member : vault.members()) {
            DataSize size = member.size();
            if (size != null
                    && member.status() != Vault.MemberStatus.REMOVING
                    && !without.contains(member.resource())) {
                sum = sum.plus(size);
            }
        }
        return sum;
    }

    static boolean isAt(Vault vault, BuyCapacity step) {
        return vault.capacity().compareTo(step.after()) >= 0;
    }

    List<String> ofPurchase(BuyCapacity step, Vault vault) {
        if (isAt(vault, step)) {
            return List.of();
        }
        if (vault.billing().mode() != Billing.Mode.SUBSCRIPTION) {
            return List.of("vault " + vault.id() + " is " + vault.billing().reportedMode() + " now, no subscription");
        }
        return vault.capacity().equals(step.before())
                ? ofNeed(step.vault(), step.held(), vault)
                : List.of("vault " + vault.id() + " has " + vault.capacity() + " now, not " + step.before());
    }

    // ---- members

    private List<String> ofAddition(VaultTarget target, List<? extends Resource> resources, Look now) {
        List<String> moved = new ArrayList<>(inVault(target, now, vault -> List.of()));
        for (Resource resource : resources) {
            Vault place = now.placeOf(resource).orElse(null);
            if (place != null && !isTarget(place, target)) {
                moved.add(resource + " is in vault " + place.id() + " now");
            } else if (place == null) {
                moved.addAll(ofSelected(resource, now));
            }
        }
        return moved;
    }

    /** Checks that the protection still takes what is not a member yet. What is gone by now is for the step to tell. */
    private List<String> ofSelected(Resource resource, Look now) {
        Wanted wanted = plan.wanted();
        ProtectableResource found =
                wanted == null ? null : now.resource(resource).orElse(null);
        if (wanted == null || found == null) {
            return List.of();
        }
        Selector.Judgement judgement = wanted.selector().judge(found);
        return judgement.taken()
                ? List.of()
                : List.of(Names.of(found) + ", which was to be added, is not wanted now: " + judgement.reason());
    }

    /** Checks that a server is to be without the same disks as at planning. */
    private List<String> ofLeftOut(Resource server, Set<Resource.Disk> planned, Look now) {
        Wanted wanted = plan.wanted();
        if (wanted == null || wanted.leftOut() == null || server.kind() != Resource.Kind.SERVER) {
            return List.of();
        }
        return now.resource(server).stream()
                .map(found -> MemberSizes.leftOut(wanted, found, now::resource))
                .filter(left -> !planned.equals(left))
                .map(left -> server + " is to be without " + left + " now, not without " + planned)
                .toList();
    }

    /** Checks that a member is still there, and that the protection still does not take it. */
    private List<String> ofLeaving(Resource resource, Look now) {
        Wanted wanted = plan.wanted();
        if (wanted == null) {
            return List.of();
        }
        ProtectableResource found = now.resource(resource).orElse(null);
        if (found == null) {
            return List.of(resource
                    + ", which was to be removed, is gone: its restore points may be the last copy of its data");
        }
        Selector.Judgement judgement = wanted.selector().judge(found);
        return judgement.taken()
                ? List.of(Names.of(found) + ", which was to be removed, is wanted now: " + judgement.reason())
                : List.of();
    }

    private boolean isTarget(Vault place, VaultTarget target) {
        return target.id() == null
                ? Mark.isOf(plan.protection(), place)
                        && place.purpose() == Purpose.BACKUP
                        && place.name().equals(target.name())
                : place.id().equals(target.id());
    }

    /** Returns the excluded disks of a member, among those that the step knows; null if it is no member, or leaving. */
    static @Nullable Set<Resource.Disk> excluded(Vault vault, ExcludeDisks step) {
        Vault.Member member = vault.member(step.server()).orElse(null);
        if (member == null || member.status() == Vault.MemberStatus.REMOVING) {
            return null;
        }
        Set<Resource.Disk> present = new LinkedHashSet<>(member.excludedDisks());
        Set<Resource.Disk> known = new LinkedHashSet<>(step.after());
        if (step.before() != null) {
            known.addAll(step.before());
        }
        present.retainAll(known);
        return present;
    }

    List<String> ofExclusion(ExcludeDisks step, Vault vault) {
        Set<Resource.Disk> present = excluded(vault, step);
        boolean before = present == null ? step.before() == null : present.equals(step.before());
        return before
                        || step.after().equals(present)
                        || (step.before() == null && Set.of().equals(present))
                ? List.of()
                : List.of(step.server() + " in vault " + vault.id() + " is "
                        + (present == null ? "no member" : "a member without " + present) + " now");
    }

    List<String> ofRemoval(RemoveMember step, Look now) {
        return inVault(step.vault(), now, vault -> {
            if (isGoneOrLeaving(vault, step.resource())) {
                return List.of();
            }
            if (recorded(vault.tags(), vault, step)
                    .filter(of -> of.contains(step.resource()))
                    .isEmpty()) {
                return List.of("the mark of vault " + vault.id() + " does not say any more that the protection put "
                        + step.resource() + " there");
            }
            List<String> leaving = ofLeaving(step.resource(), now);
            if (!leaving.isEmpty()) {
                return leaving;
            }
            return more(
                    step.destroys(),
                    Losses.ofRemoval(step.resource(), now.pointsIn(vault.id())),
                    "removing " + step.resource());
        });
    }

    /** Returns the members that the protection added to a vault, by the mark among its tags. */
    static Optional<Set<Resource>> recorded(Map<String, String> tags, Vault vault, RemoveMember step) {
        Set<Resource> candidates = new LinkedHashSet<>(step.recorded());
        vault.members().forEach(member -> candidates.add(member.resource()));
        return Mark.record(tags).flatMap(record -> record.among(candidates));
    }

    // ---- common

    private List<String> more(List<Loss> named, List<Loss> losses, String what) {
        List<Loss> beyond = Losses.beyond(named, losses);
        return beyond.isEmpty()
                ? List.of()
                : List.of(what + " would destroy more than was planned: " + PlanText.losses(beyond));
    }

    /** Checks a vault that existed at planning; a vault that the plan creates cannot have changed. */
    private static List<String> inVault(VaultTarget target, Look now, Function<Vault, List<String>> look) {
        if (target.id() == null) {
            return List.of();
        }
        Vault vault = now.vault(target.id()).orElse(null);
        if (vault == null) {
            return List.of(target + " is gone");
        }
        return vault.status() == Vault.Status.AVAILABLE
                ? look.apply(vault)
                : List.of(target + " is " + vault.status() + " now");
    }
}
