package io.github.backup4j.plan;

import io.github.backup4j.Billing;
import io.github.backup4j.Capability;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.PolicyId;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Purpose;
import io.github.backup4j.Resource;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.plan.Protection.Wanted;
import io.github.backup4j.plan.Step.VaultTarget;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The steps that bring each vault of a protection to the wanted state: create or mark it, its capacity, its policies, its members, with
 * the restore points that this deletes.
 */
final class VaultSteps {
    private final Wanted wanted;
    private final CloudBackup backup;
    private final Look look;
    private final Map<Resource, ProtectableResource> resources;
    private final Map<Purpose, PolicySteps.OwnPolicy> policies;
    private final MemberSizes sizes;
    private final UnseenCopies unseen;
    private final PlanDraft draft;
    private final List<Step> removals = new ArrayList<>();
    private final List<Step> purchases = new ArrayList<>();

    /**
     * Creates it.
     *
     * @param backup tells what the cloud can and how large its vaults are; it is not changed
     * @param resources all disks and servers
     * @param policies the policies of the protection, as they are after their own steps
     * @param draft gets the steps, obstacles and remarks
     */
    VaultSteps(
            Wanted wanted,
            CloudBackup backup,
            Look look,
            Map<Resource, ProtectableResource> resources,
            Map<Purpose, PolicySteps.OwnPolicy> policies,
            MemberSizes sizes,
            UnseenCopies unseen,
            PlanDraft draft) {
        this.wanted = wanted;
        this.backup = backup;
        this.look = look;
        this.resources = resources;
        this.policies = policies;
        this.sizes = sizes;
        this.unseen = unseen;
        this.draft = draft;
    }

    /**
     * Adds the steps of all vaults. What makes room in a vault comes last: by then each new member has its vault, as a mark says, so a plan
     * that is made after an interruption puts it there too.
     */
    void addAll(List<Shelf> shelves) {
        shelves.forEach(this::add);
        draft.steps.addAll(removals);
        draft.steps.addAll(purchases);
    }

    private void add(Shelf shelf) {
        VaultTarget vault = new VaultTarget(shelf.name, shelf.vault == null ? null : shelf.vault.id());
        Map<Purpose, PolicyId> attached = new EnumMap<>(Purpose.class);
        Set<String> made = new HashSet<>();
        policies.forEach((purpose, policy) -> {
            if (shelf.isFor(purpose)) {
                if (policy.target().id() != null) {
                    attached.put(purpose, policy.target().id());
                }
                if (policy.created() != null) {
                    made.add(policy.created());
                }
            }
        });
        Set<Resource> recorded = new LinkedHashSet<>(shelf.recordedToo);
        // A member that others added stays theirs, although it is wanted: when it no longer is, it is not removed.
        shelf.staying.stream()
                .map(ProtectableResource::resource)
                .filter(shelf.recordedBefore::contains)
                .forEach(recorded::add);
        shelf.joining.forEach(each -> recorded.add(each.resource()));
        Map<String, String> mark = Mark.of(wanted.name(), attached, MemberRecord.of(recorded));
        Set<String> first = shelf.vault == null ? create(shelf, mark, made) : markAgain(shelf.vault, vault, mark, made);
        if (shelf.vault != null) {
            resize(shelf, shelf.vault, vault);
        }
        policies.forEach((purpose, policy) -> {
            if (shelf.isFor(purpose)) {
                attach(shelf, vault, policy, first);
            }
        });
        addMembers(shelf, vault, afterRuleForCopies(shelf, first));
        remove(shelf, vault, first, recorded);
    }

    private Set<String> create(Shelf shelf, Map<String, String> mark, Set<String> made) {
        String id = "create vault " + shelf.name;
        draft.steps.add(new Step.CreateVault(
                id,
                made,
                shelf.joining.size() + " " + shelf.kind.name().toLowerCase(Locale.ROOT)
                        + (shelf.joining.size() == 1 ? " is" : "s are")
                        + " in no vault, and "
                        + (shelf.apart
                                ? "in a vault with room, their copies would be subject to a rule that is not accepted"
                                : "no vault of the protection has room"),
                VaultSpec.of(shelf.name, shelf.kind, sizes.capacity(sizes.of(shelf)))
                        .withAutoExpand(wanted.sizing().autoExpand())
                        .withTags(mark)));
        return Set.of(id);
    }

    private Set<String> markAgain(Vault vault, VaultTarget target, Map<String, String> mark, Set<String> made) {
        Map<String, String> present = Mark.of(vault.tags());
        if (present.equals(mark) && made.isEmpty()) {
            return Set.of();
        }
        String id = "mark " + vault.id();
        draft.steps.add(new Step.MarkVault(
                id, made, "its mark has to say what the protection wants before that is done", target, present, mark));
        return Set.of(id);
    }

    private void resize(Shelf shelf, Vault vault, VaultTarget target) {
        DataSize needed = sizes.capacity(sizes.of(shelf));
        // Capacity that is paid for in advance is bought for members alone.
        boolean grows = needed.compareTo(vault.capacity()) > 0 && !(shelf.isSubscription() && shelf.isEmptied());
        boolean expands = wanted.sizing().autoExpand() && !vault.autoExpand();
        if (!grows && !expands) {
            return;
        }
        boolean buys = grows
                && vault.billing().mode() == Billing.Mode.SUBSCRIPTION
                && backup.supports(Capability.SUBSCRIPTIONS);
        if (shelf.isSubscription() && (!buys || expands)) {
            draft.obstacles.add(Obstacle.in(
                    Obstacle.Kind.SUBSCRIBED,
                    vault.id(),
                    Names.of(vault) + " of " + vault.capacity() + " should "
                            + (expands ? "expand by itself" : "have " + needed)
                            + ", but is a subscription: change its order, or let it end"));
        }
        if (shelf.isSubscription() && !buys) {
            return;
        }
        if (needed.compareTo(backup.limits().vaults().largest()) > 0) {
            draft.obstacles.add(Obstacle.in(
                    Obstacle.Kind.TOO_LARGE,
                    vault.id(),
                    Names.of(vault) + " should have " + needed
                            + ", more than the largest there is; move members to another vault"));
            return;
        }
        String why = grows
                ? "its members are " + sizes.of(shelf) + ", and the protection wants " + wanted.sizing()
                : "the protection wants " + wanted.sizing();
        DataSize held = Staleness.membersOf(vault, shelf.leaving);
        if (buys) {
            purchases.add(new Step.BuyCapacity(
                    "buy capacity of " + vault.id(), Set.of(), why, target, vault.capacity(), needed, held));
            return;
        }
        draft.steps.add(new Step.ResizeVault(
                "resize " + vault.id(),
                Set.of(),
                why,
                target,
                vault.capacity(),
                grows ? needed : vault.capacity(),
                vault.autoExpand(),
                vault.autoExpand() || expands,
                held));
    }

    private void attach(Shelf shelf, VaultTarget target, PolicySteps.OwnPolicy policy, Set<String> first) {
        Purpose purpose = policy.target().purpose();
        VaultId destination = purpose == Purpose.REPLICATION && wanted.copies() != null
                ? wanted.copies().vault()
                : null;
        Set<String> restsOn = new HashSet<>(first);
        if (policy.created() != null) {
            restsOn.add(policy.created());
        }
        List<Loss> losses = List.of();
        if (shelf.vault != null) {
            Vault vault = shelf.vault;
            Optional<Vault.AttachedPolicy> present = vault.policy(purpose);
            if (present.isPresent()) {
                if (!present.get().policy().equals(policy.target().id())) {
                    String other = Names.of(look, present.get().policy());
                    draft.foreign.add(new Remark(vault.id(), null, other + " was attached by others"));
                    draft.obstacles.add(Obstacle.in(
                            Obstacle.Kind.FOREIGN_POLICY,
                            vault.id(),
                            other + " is attached to " + Names.of(vault)
                                    + ", not by this protection; detach it, or leave the vault to it"));
                } else if (!Objects.equals(present.get().destination(), destination)) {
                    draft.obstacles.add(Obstacle.in(
                            Obstacle.Kind.COPIED_ELSEWHERE,
                            vault.id(),
                            Names.of(look, present.get().policy()) + " copies " + Names.of(vault) + " to vault "
                                    + present.get().destination() + ", not to " + destination + "; detach it first"));
                }
                return;
            }
            if (purpose == Purpose.BACKUP) {
                losses = Losses.ofRetention(null, policy.runs(), look.pointsIn(vault.id()), look.now());
            }
            // Its losses were computed for the changed rule.
            if (policy.changed() != null) {
                restsOn.add(policy.changed());
            }
        }
        if (purpose == Purpose.REPLICATION && unseen.mayGo(policy.runs().retention())) {
            Obstacle kept = unseen.kept("no policy that keeps " + policy.runs().retention() + " is attached to "
                    + (target.id() == null ? target.name() : "vault " + target.id()));
            if (!draft.obstacles.contains(kept)) {
                draft.obstacles.add(kept);
            }
            return;
        }
        draft.steps.add(new Step.AttachPolicy(
                "attach the " + (purpose == Purpose.BACKUP ? "backup" : "copy") + " policy to "
                        + (target.id() == null ? target.name() : target.id()),
                restsOn,
                "no policy acts on the vault",
                policy.target(),
                target,
                destination,
                policy.runs().retention(),
                losses));
    }

    /** Returns what new members rest on: under the present rule of the policy for copies, copies of theirs elsewhere might go. */
    private Set<String> afterRuleForCopies(Shelf shelf, Set<String> first) {
        PolicySteps.OwnPolicy copying = policies.get(Purpose.REPLICATION);
        String changed = copying == null ? null : copying.changed();
        if (shelf.vault == null || changed == null) {
            return first;
        }
        Set<String> all = new HashSet<>(first);
        shelf.vault
                .policy(Purpose.REPLICATION)
                .flatMap(attached -> look.policy(attached.policy()))
                .filter(policy -> unseen.mayGo(policy.retention()))
                .ifPresent(policy -> all.add(changed));
        return all;
    }

    private void addMembers(Shelf shelf, VaultTarget target, Set<String> first) {
        String where = target.id() == null ? target.name() : target.id().value();
        List<Resource> whole = new ArrayList<>();
        for (ProtectableResource each : shelf.joining) {
            Set<Resource.Disk> left = sizes.leftOut(each);
            if (left == null || left.isEmpty()) {
                whole.add(each.resource());
            } else {
                exclude(each, null, left, target, first);
            }
        }
        if (!whole.isEmpty()) {
            draft.steps.add(
                    new Step.AddMembers("add to " + where, first, "they are selected and in no vault", target, whole));
        }
        for (ProtectableResource each : shelf.staying) {
            Set<Resource.Disk> left = sizes.leftOut(each);
            Vault vault = shelf.vault;
            if (left == null || vault == null) {
                continue;
            }
            Set<Resource.Disk> present =
                    new HashSet<>(vault.member(each.resource()).orElseThrow().excludedDisks());
            present.retainAll(each.disks());
            if (!present.equals(left)) {
                exclude(each, present, left, target, Set.of());
            }
        }
    }

    private void exclude(
            ProtectableResource server,
            @Nullable Set<Resource.Disk> before,
            Set<Resource.Disk> after,
            VaultTarget target,
            Set<String> first) {
        if (server.resource() instanceof Resource.Server id) {
            if (after.containsAll(server.disks())) {
                draft.obstacles.add(Placement.leftOutWhole(server));
                return;
            }
            draft.steps.add(new Step.ExcludeDisks(
                    "leave out disks of " + id,
                    first,
                    "the protection leaves out disks by " + wanted.leftOut(),
                    target,
                    id,
                    before,
                    after));
        }
    }

    /** Adds the removals of the members that leave a vault, once its mark says what the protection wants. */
    private void remove(Shelf shelf, VaultTarget vault, Set<String> first, Set<Resource> recorded) {
        Set<Resource> known = new LinkedHashSet<>(shelf.recordedBefore);
        known.addAll(recorded);
        for (Resource resource : shelf.leaving) {
            Vault present = Objects.requireNonNull(shelf.vault);
            removals.add(new Step.RemoveMember(
                    "remove " + resource + " from " + present.id(),
                    first,
                    "the protection put it there and no longer wants it: " + reason(resource),
                    vault,
                    resource,
                    known,
                    Losses.ofRemoval(resource, look.pointsIn(present.id()))));
        }
    }

    private String reason(Resource resource) {
        ProtectableResource known = resources.get(resource);
        return known == null ? "it is gone" : wanted.selector().judge(known).reason();
    }
}
