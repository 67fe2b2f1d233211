package io.github.backup4j.plan;

import io.github.backup4j.BackupException;
import io.github.backup4j.CapacityOrder;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.NotFound;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicyId;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Purpose;
import io.github.backup4j.Removal;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.plan.PlanResult.Outcome;
import io.github.backup4j.plan.Step.AddMembers;
import io.github.backup4j.plan.Step.AttachPolicy;
import io.github.backup4j.plan.Step.BuyCapacity;
import io.github.backup4j.plan.Step.ChangePolicy;
import io.github.backup4j.plan.Step.CreatePolicy;
import io.github.backup4j.plan.Step.CreateVault;
import io.github.backup4j.plan.Step.ExcludeDisks;
import io.github.backup4j.plan.Step.MarkVault;
import io.github.backup4j.plan.Step.PolicyTarget;
import io.github.backup4j.plan.Step.RemoveMember;
import io.github.backup4j.plan.Step.ResizeVault;
import io.github.backup4j.plan.Step.VaultTarget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Applies one plan, once. */
final class Application {
    private static final Outcome APPLIED = new Outcome.Applied();
    private static final Outcome ALREADY_SO = new Outcome.AlreadySo();

    /** How long one order of capacity is awaited. */
    private static final Duration ORDERED_WITHIN = Duration.ofMinutes(10);

    private final CloudBackup backup;
    private final Plan.Content plan;
    private final Map<Resource, String> names;
    private final Allowing allowing;
    private final Staleness staleness;

    /** The vaults that the steps have created, by name. */
    private final Map<String, VaultId> createdVaults = new HashMap<>();

    private final Map<Purpose, PolicyId> createdPolicies = new EnumMap<>(Purpose.class);

    private final Set<String> succeeded = new HashSet<>();

    Application(CloudBackup backup, Plan.Content plan, Map<Resource, String> names, Allowing allowing) {
        this.backup = backup;
        this.plan = plan;
        this.names = names;
        this.allowing = allowing;
        staleness = new Staleness(plan);
    }

    PlanResult run(StepListener listener) {
        if (plan.steps().isEmpty()) {
            return new PlanResult(List.of(), Map.of());
        }
        Look before = Look.at(backup);
        List<String> moved = staleness.of(before, allowing);
        if (!moved.isEmpty()) {
            throw new Conflict(
                    plan.title() + " is stale: " + String.join("; ", moved) + "; nothing was changed: plan again");
        }
        List<PlanResult.Entry> entries = new ArrayList<>();
        for (Step step : plan.steps()) {
            Outcome outcome = attempt(step, before, listener);
            if (outcome.complete()) {
                succeeded.add(step.id());
            }
            PlanResult.Entry entry = new PlanResult.Entry(step, outcome);
            entries.add(entry);
            listener.stepEnded(entry);
        }
        return new PlanResult(entries, names);
    }

    private Outcome attempt(Step step, Look before, StepListener listener) {
        Set<String> missing = new TreeSet<>(step.restsOn());
        missing.removeAll(succeeded);
        if (!missing.isEmpty()) {
            return new Outcome.NotTried("it rests on: " + String.join(", ", missing));
        }
        if (!allowing.allows(step, plan.marked())) {
            return new Outcome.NotTried(costs(step) + ", which the caller did not allow");
        }
        listener.stepBegins(step);
        try {
            return apply(step, before);
        } catch (BackupException failure) {
            return new Outcome.Failed(failure);
        }
    }

    private static String costs(Step step) {
        if (step instanceof BuyCapacity) {
            return "it costs money";
        }
        return step instanceof ResizeVault
                ? "it makes the vault cost more"
                : "it destroys " + step.destroys().size() + " restore points";
    }

    private Outcome apply(Step step, Look before) {
        if (step instanceof CreatePolicy create) {
            return createPolicy(create, before);
        } else if (step instanceof ChangePolicy change) {
            return changePolicy(change);
        } else if (step instanceof CreateVault create) {
            return createVault(create, before);
        } else if (step instanceof MarkVault mark) {
            return mark(mark);
        } else if (step instanceof ResizeVault resize) {
            return resize(resize);
        } else if (step instanceof BuyCapacity purchase) {
            return buy(purchase);
        } else if (step instanceof AttachPolicy attach) {
            return attach(attach, before);
        } else if (step instanceof AddMembers add) {
            return add(add);
        } else if (step instanceof ExcludeDisks exclude) {
            return exclude(exclude);
        } else {
            return remove((RemoveMember) step);
        }
    }

    // ---- policies

    /** Creates a policy, beside those that the key of the step belongs to and that others have since renamed and changed. */
    private Outcome createPolicy(CreatePolicy step, Look before) {
        Set<PolicyId> beside = new HashSet<>(step.beside());
        while (true) {
            Policy policy = backup.policies().create(step.spec(), key(step, step.spec() + named(beside)));
            boolean present = before.policy(policy.id()).isPresent();
            if (Staleness.isAt(policy, step.spec())) {
                createdPolicies.put(step.spec().purpose(), policy.id());
                return present ? ALREADY_SO : APPLIED;
            }
            // Of one that a vault of the protection names, the next plan knows. One that is new may be as the cloud
            // makes them.
            if (!present || isNamed(policy, before) || !beside.add(policy.id())) {
                throw new Conflict("policy " + policy.id() + " \"" + policy.name()
                        + "\" was created with this request key before, but it is " + policy.schedule() + ", keeping "
                        + policy.retention()
                        + " now; it was neither changed nor attached. Plan again; if that does not help, delete it");
            }
        }
    }

    /** Returns the part of a key for the policies that the new one is beside: without them, the key may belong to one of them. */
    private static String named(Set<PolicyId> beside) {
        return beside.isEmpty()
                ? ""
                : beside.stream().map(PolicyId::value).sorted().collect(Collectors.joining("\n", "\n", ""));
    }

    /** Returns whether a vault of the protection names a policy, or has it attached. */
    private boolean isNamed(Policy policy, Look before) {
        return before.vaults().stream()
                .filter(vault -> Mark.isOf(plan.protection(), vault))
                .anyMatch(vault -> Mark.names(vault, policy.purpose(), policy.id())
                        || vault.policy(policy.purpose())
                                .filter(attached -> attached.policy().equals(policy.id()))
                                .isPresent());
    }

    private Outcome changePolicy(ChangePolicy step) {
        // Others may have taken restore points or attached the policy meanwhile. The policy itself is read last: what
        // it acts
        // on then decides what its change destroys.
        Look look = Look.at(backup);
        Policy policy = backup.policies().get(step.policy());
        if (Staleness.isAt(policy, step.after())) {
            return ALREADY_SO;
        }
        refuse(staleness.ofChange(step, policy, look));
        PolicySpec present = policy.toSpec();
        Policy unused = backup.policies()
                .update(
                        step.policy(),
                        present.withSchedule(step.after().schedule())
                                .withRetention(step.after().retention())
                                .withEnabled(step.after().enabled()));
        return APPLIED;
    }

    private Outcome attach(AttachPolicy step, Look before) {
        PolicyId policy = idOf(step.policy());
        Vault vault = backup.vaults().get(idOf(step.vault()));
        Optional<Vault.AttachedPolicy> present = vault.policy(step.policy().purpose());
        if (present.isPresent() && present.get().policy().equals(policy)) {
            return ALREADY_SO;
        }
        // An earlier attempt may have created the vault long ago. One that is new and empty has nothing to lose.
        boolean empty = before.vault(vault.id()).isEmpty() && vault.members().isEmpty();
        if (!empty || step.policy().purpose() == Purpose.REPLICATION) {
            refuse(staleness.ofAttachment(step, vault, backup.policies().get(policy), Look.at(backup, vault, null)));
        }
        if (step.destination() == null) {
            backup.policies().attach(policy, vault.id());
        } else {
            backup.policies().attach(policy, vault.id(), step.destination());
        }
        return APPLIED;
    }

    // ---- vaults

    private Outcome createVault(CreateVault step, Look before) {
        VaultSpec spec = step.spec().withTags(completed(step.spec().tags(), step.restsOn()));
        Vault vault = backup.vaults().create(spec, key(step, spec.toString()));
        if (!Mark.isOf(plan.protection(), vault)) {
            throw new Conflict("vault " + vault.id() + " was created for protection " + plan.protection()
                    + " and has lost its tag " + Mark.NAME
                    + " since, so it is left alone; plan again, and the members get"
                    + " a vault with another name");
        }
        createdVaults.put(step.spec().name(), vault.id());
        return before.vault(vault.id()).isPresent() ? ALREADY_SO : APPLIED;
    }

    private Outcome mark(MarkVault step) {
        Map<String, String> after = completed(step.after(), step.restsOn());
        Vault vault = backup.vaults().get(idOf(step.vault()));
        if (staleness.isAt(vault, step, after)) {
            return ALREADY_SO;
        }
        refuse(staleness.ofMark(step, vault));
        retag(vault, after);
        return APPLIED;
    }

    /** Changes the mark of a vault, and nothing else; refuses if it is not the mark that was judged. */
    private void retag(Vault judged, Map<String, String> mark) {
        Vault unused = backup.vaults().update(judged.id(), present -> {
            if (!Mark.of(present.tags()).equals(Mark.of(judged.tags()))) {
                refuse(List.of("the mark of vault " + judged.id() + " is another now"));
            }
            Map<String, String> tags = new LinkedHashMap<>(present.tags());
            tags.putAll(mark);
            return present.withTags(tags);
        });
    }

    /** Returns the mark, completed with the policies that earlier steps created. */
    private Map<String, String> completed(Map<String, String> mark, Set<String> restsOn) {
        Map<Purpose, PolicyId> policies = new EnumMap<>(Purpose.class);
        boolean anew = false;
        for (Step step : plan.steps()) {
            if (step instanceof CreatePolicy create && restsOn.contains(step.id())) {
                policies.put(create.spec().purpose(), created(create.spec().purpose()));
                anew = true;
            }
        }
        if (!anew) {
            return mark;
        }
        Map<String, String> tags = new LinkedHashMap<>(mark);
        tags.put(Mark.POLICIES, Mark.policies(mark.getOrDefault(Mark.POLICIES, ""), policies));
        return tags;
    }

    private Outcome resize(ResizeVault step) {
        Vault vault = backup.vaults().get(idOf(step.vault()));
        if (Staleness.isAt(vault, step)) {
            return ALREADY_SO;
        }
        refuse(staleness.ofSize(step, vault));
        Vault unused = backup.vaults().update(vault.id(), present -> {
            if (!present.capacity().equals(vault.capacity()) || present.autoExpand() != vault.autoExpand()) {
                refuse(List.of("vault " + vault.id() + " has " + present.capacity() + " now, not " + vault.capacity()));
            }
            return present.withCapacity(step.after()).withAutoExpand(step.expandsAfter());
        });
        return APPLIED;
    }

    private Outcome buy(BuyCapacity step) {
        Vault vault = backup.vaults().get(idOf(step.vault()));
        if (Staleness.isAt(vault, step)) {
            return ALREADY_SO;
        }
        refuse(staleness.ofPurchase(step, vault));
        Vault unused = backup.vaults()
                .buyCapacity(vault.id(), CapacityOrder.of(step.after()))
                .await(ORDERED_WITHIN);
        return APPLIED;
    }

    // ---- members

    private Outcome add(AddMembers step) {
        Vault vault = backup.vaults().get(idOf(step.vault()));
        Set<Resource> joining = new LinkedHashSet<>(step.resources());
        joining.removeIf(resource -> vault.member(resource).isPresent());
        List<Resource> leaving = step.resources().stream()
                .filter(resource -> Look.isBeingRemoved(vault, resource))
                .toList();
        BackupException refusal = leaving.isEmpty() ? null : notAddable(vault, leaving);
        if (joining.isEmpty()) {
            return refusal == null ? ALREADY_SO : new Outcome.Failed(refusal);
        }
        return addAll(vault.id(), joining, refusal);
    }

    /** Returns the refusal to add what is still listed as a member, but is being removed: it would leave all the same. */
    private static Conflict notAddable(Vault vault, List<? extends Resource> leaving) {
        String what = leaving.stream().map(Resource::toString).collect(Collectors.joining(", "));
        return new Conflict(
                what + " is leaving vault " + vault.id()
                        + ", so it was not added, and it is not backed up there any more; plan again once it has left",
                BackupException.Detail.NONE.about(leaving).inVault(vault.id()),
                null);
    }

    /**
     * Adds all members that can be added: one that cannot does not stop the others.
     *
     * @param refused why others of the step cannot be added; null: there are none
     */
    private Outcome addAll(VaultId vault, Set<Resource> joining, @Nullable BackupException refused) {
        BackupException refusal = refused;
        Set<Resource> left = new LinkedHashSet<>(joining);
        while (!left.isEmpty()) {
            try {
                Vault unused = backup.vaults().add(vault, left);
                break;
            } catch (Conflict | NotFound e) {
                if (e.resources().isEmpty() || !left.removeAll(Set.copyOf(e.resources()))) {
                    if (refusal != null) {
                        e.addSuppressed(refusal);
                    }
                    throw e;
                }
                if (refusal == null) {
                    refusal = e;
                } else {
                    refusal.addSuppressed(e);
                }
            }
        }
        return refusal == null ? APPLIED : new Outcome.Failed(refusal);
    }

    private Outcome exclude(ExcludeDisks step) {
        Vault vault = backup.vaults().get(idOf(step.vault()));
        if (Look.isBeingRemoved(vault, step.server())) {
            throw notAddable(vault, List.of(step.server()));
        }
        Set<Resource.Disk> present = Staleness.excluded(vault, step);
        if (step.after().equals(present)) {
            return ALREADY_SO;
        }
        refuse(staleness.ofExclusion(step, vault));
        if (step.after().isEmpty()) {
            Vault unused = backup.vaults().add(vault.id(), step.server());
        } else {
            Vault unused = backup.vaults().addServerExcluding(vault.id(), step.server(), step.after());
        }
        return APPLIED;
    }

    /**
     * Removes a member and takes it out of the mark. It refuses if the mark no longer says that the protection added the
     * member, or if the member has restore points that the step does not name.
     */
    private Outcome remove(RemoveMember step) {
        VaultId id = idOf(step.vault());
        Vault vault = backup.vaults().get(id);
        if (Staleness.isGoneOrLeaving(vault, step.resource())) {
            forget(vault, step);
            return ALREADY_SO;
        }
        refuse(staleness.ofRemoval(step, Look.at(backup, vault, step.resource())));
        Removal removal = step.destroys().isEmpty() ? Removal.KEEPING_RESTORE_POINTS : Removal.DELETING_RESTORE_POINTS;
        Vault after = backup.vaults().remove(id, step.resource(), removal);
        forget(after, step);
        return APPLIED;
    }

    private void forget(Vault vault, RemoveMember step) {
        if (!without(vault.tags(), vault, step).equals(vault.tags())) {
            Vault unused = backup.vaults()
                    .update(vault.id(), present -> present.withTags(without(present.tags(), vault, step)));
        }
    }

    /** Returns tags whose mark does not record a removed member; the same tags if they do not record it anyway. */
    private static Map<String, String> without(Map<String, String> tags, Vault vault, RemoveMember step) {
        MemberRecord record = Mark.record(tags).orElse(null);
        boolean recorded = Staleness.recorded(tags, vault, step)
                .filter(of -> of.contains(step.resource()))
                .isPresent();
        if (record == null || !recorded) {
            return tags;
        }
        MemberRecord less = record.toggled(step.resource());
        Map<String, String> others = new LinkedHashMap<>(tags);
        others.put(Mark.FIRST, less.first());
        others.put(Mark.SECOND, less.second());
        return others;
    }

    // ---- ids of targets

    private VaultId idOf(VaultTarget target) {
        if (target.id() != null) {
            return target.id();
        }
        VaultId created = createdVaults.get(target.name());
        if (created == null) {
            throw new IllegalStateException("no step has created " + target);
        }
        return created;
    }

    private PolicyId idOf(PolicyTarget target) {
        return target.id() != null ? target.id() : created(target.purpose());
    }

    private PolicyId created(Purpose purpose) {
        PolicyId created = createdPolicies.get(purpose);
        if (created == null) {
            throw new IllegalStateException("no step has created the policy for " + purpose);
        }
        return created;
    }

    private RequestKey key(Step step, String content) {
        return RequestKey.of(
                "protection " + plan.protection() + " " + Digests.characters(step.id() + "\n" + content, 32));
    }

    private void refuse(List<String> moved) {
        if (!moved.isEmpty()) {
            throw new Conflict(
                    plan.title() + " is stale: " + String.join("; ", moved) + "; this step was not taken: plan again");
        }
    }
}
