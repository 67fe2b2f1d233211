package io.github.backup4j.plan;

import io.github.backup4j.DataSize;
import io.github.backup4j.Invalid;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicyId;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Purpose;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Retention;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.internal.PlainText;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One change of a {@link Plan}: the state before and after it, why it is needed, and what it destroys.
 *
 * <p>A new vault or policy has no id before its step has run; a later step names it by a target without id. {@code toString}
 * describes the step in one line.
 */
public sealed interface Step {
    /** Returns the name of the step, unique in its plan and the same in each plan with the same content. */
    String id();

    /** Returns the ids of the steps that have to succeed before this one is tried. */
    Set<String> restsOn();

    /** Returns why the step is needed, for a person to read. */
    String why();

    /** Returns the restore points that it destroys; empty: none. */
    default List<Loss> destroys() {
        return List.of();
    }

    /**
     * Returns the step that changes a backup policy, with the restore points that it destroys. For policies of any origin: {@link
     * Plan#of} makes a plan of it.
     *
     * @param policy the policy as it is
     * @param after its new properties
     * @param why why the step is needed
     * @param pointsIn returns all restore points of a vault; called for the vaults that the policy is attached to
     * @param now the present time
     * @throws Invalid if the policy has properties that no spec allows
     */
    static ChangePolicy changing(
            Policy policy,
            PolicySpec after,
            String why,
            Function<VaultId, ? extends Collection<RestorePoint>> pointsIn,
            Instant now) {
        PolicySpec before = policy.toSpec();
        return new ChangePolicy(
                "change policy " + policy.id(),
                Set.of(),
                why,
                policy.id(),
                before,
                after,
                attachedTo(policy),
                Losses.ofChange(policy, before, after, pointsIn, now));
    }

    /** Returns the vaults that a policy is attached to. */
    private static Set<VaultId> attachedTo(Policy policy) {
        return policy.attachments().stream().map(Policy.Attachment::vault).collect(Collectors.toSet());
    }

    /**
     * Returns the step that enlarges a vault: {@link BuyCapacity}, which costs money, for one that is paid for in advance, and
     * {@link ResizeVault}, which costs more, for one that is paid for by use. For vaults of any origin: {@link Plan#of} makes a plan of it.
     *
     * @param vault the vault as it is
     * @param capacity its new capacity, more than it has
     * @param why why the step is needed
     * @throws Invalid if it has that capacity already, or it is not known how it is paid for
     */
    static Step enlarging(Vault vault, DataSize capacity, String why) {
        if (capacity.compareTo(vault.capacity()) <= 0) {
            throw new Invalid(
                    "capacity is " + capacity + ", no more than vault " + vault.id() + " has: " + vault.capacity());
        }
        VaultTarget target = new VaultTarget(vault.name(), vault.id());
        return switch (vault.billing().mode()) {
            case SUBSCRIPTION ->
                new BuyCapacity(
                        "buy capacity of " + vault.id(),
                        Set.of(),
                        why,
                        target,
                        vault.capacity(),
                        capacity,
                        vault.used());
            case PAY_PER_USE ->
                new ResizeVault(
                        "resize " + vault.id(),
                        Set.of(),
                        why,
                        target,
                        vault.capacity(),
                        capacity,
                        vault.autoExpand(),
                        vault.autoExpand(),
                        vault.used());
            case UNRECOGNIZED ->
                throw new Invalid("vault " + vault.id() + " is paid for in a way that is not known, "
                        + vault.billing().reportedMode() + ", so nobody can say what its capacity costs");
        };
    }

    /**
     * A vault that exists, or one that a step creates.
     *
     * @param name its name
     * @param id its id; null: the step {@link CreateVault} with this name creates it
     */
    record VaultTarget(String name, @Nullable VaultId id) {
        /** Refuses null where it is not allowed. */
        public VaultTarget {
            Objects.requireNonNull(name, "name == null");
        }

        @Override
        public String toString() {
            return "vault \"" + PlainText.line(name) + "\"" + (id == null ? "" : " (" + id + ")");
        }
    }

    /**
     * A policy that exists, or one that a step creates.
     *
     * @param name its name
     * @param purpose what it is for
     * @param id its id; null: the step {@link CreatePolicy} for this purpose creates it
     */
    record PolicyTarget(
            String name, Purpose purpose, @Nullable PolicyId id) {
        /** Refuses null where it is not allowed. */
        public PolicyTarget {
            Objects.requireNonNull(name, "name == null");
            Objects.requireNonNull(purpose, "purpose == null");
        }

        @Override
        public String toString() {
            return "policy \"" + PlainText.line(name) + "\"" + (id == null ? "" : " (" + id + ")");
        }
    }

    /**
     * Creates a policy.
     *
     * @param id the name of the step
     * @param restsOn the steps that have to succeed first
     * @param why why the step is needed
     * @param spec the properties of the policy
     * @param beside the policies of the same name and purpose with another schedule, retention or state, which no vault of the
     *     protection names: they may be needed by others, and stay as they are
     */
    record CreatePolicy(String id, Set<String> restsOn, String why, PolicySpec spec, Set<PolicyId> beside)
            implements Step {
        /** Refuses null, and copies the sets. */
        public CreatePolicy {
            Objects.requireNonNull(id, "id == null");
            restsOn = Set.copyOf(restsOn);
            Objects.requireNonNull(why, "why == null");
            Objects.requireNonNull(spec, "spec == null");
            beside = Set.copyOf(beside);
        }

        @Override
        public String toString() {
            return PlanText.of(this);
        }
    }

    /**
     * Changes schedule, retention or state of the protection's own policy.
     *
     * @param id the name of the step
     * @param restsOn the steps that have to succeed first
     * @param why why the step is needed
     * @param policy the policy
     * @param before its present properties
     * @param after its new properties
     * @param attachedTo the vaults that it acts on now
     * @param destroys the restore points that are gone when the next run after the change has finished, and that the policy would not
     *     have deleted by the end of its next run without it
     */
    record ChangePolicy(
            String id,
            Set<String> restsOn,
            String why,
            PolicyId policy,
            PolicySpec before,
            PolicySpec after,
            Set<VaultId> attachedTo,
            List<Loss> destroys)
            implements Step {
        /** Refuses null, and copies the collections. */
        public ChangePolicy {
            Objects.requireNonNull(id, "id == null");
            restsOn = Set.copyOf(restsOn);
            Objects.requireNonNull(why, "why == null");
            Objects.requireNonNull(policy, "policy == null");
            Objects.requireNonNull(before, "before == null");
            Objects.requireNonNull(after, "after == null");
            attachedTo = Set.copyOf(attachedTo);
            destroys = List.copyOf(destroys);
        }

        @Override
        public String toString() {
            return PlanText.of(this);
        }
    }

    /**
     * Creates a vault, empty, with the mark of the protection.
     *
     * @param id the name of the step
     * @param restsOn the steps that have to succeed first
     * @param why why the step is needed
     * @param spec the properties of the vault; the tag that names the policies is completed once they exist
     */
    record CreateVault(String id, Set<String> restsOn, String why, VaultSpec spec) implements Step {
        /** Refuses null, and copies the set. */
        public CreateVault {
            Objects.requireNonNull(id, "id == null");
            restsOn = Set.copyOf(restsOn);
            Objects.requireNonNull(why, "why == null");
            Objects.requireNonNull(spec, "spec == null");
        }

        @Override
        public String toString() {
            return PlanText.of(this);
        }
    }

    /**
     * Writes into the tags of a vault what the protection wants in it, before other steps do that.
     *
     * @param id the name of the step
     * @param restsOn the steps that have to succeed first
     * @param why why the step is needed
     * @param vault the vault
     * @param before the present tags of the protection on it
     * @param after the new tags; the one that names the policies is completed once they exist
     */
    record MarkVault(
            String id,
            Set<String> restsOn,
            String why,
            VaultTarget vault,
            Map<String, String> before,
            Map<String, String> after)
            implements Step {
        /** Refuses null, and copies the collections. */
        public MarkVault {
            Objects.requireNonNull(id, "id == null");
            restsOn = Set.copyOf(restsOn);
            Objects.requireNonNull(why, "why == null");
            Objects.requireNonNull(vault, "vault == null");
            before = Map.copyOf(before);
            after = Map.copyOf(after);
        }

        @Override
        public String toString() {
            return PlanText.of(this);
        }
    }

    /**
     * Enlarges a vault that is paid for by use, or lets the cloud enlarge it when it is full. This makes it cost more: where no
     * protection asks for it, it is tried only if the caller {@linkplain Allowing#andEnlarging allows} it.
     *
     * @param id the name of the step
     * @param restsOn the steps that have to succeed first
     * @param why why the step is needed
     * @param vault the vault
     * @param before its present capacity
     * @param after its new capacity, at least {@code before}
     * @param expandsBefore whether the cloud enlarges it when it is full now
     * @param expandsAfter whether the cloud enlarges it when it is full after the step
     * @param held what the vault held at planning: in the plan of a protection the total size of its members, without those that
     *     the plan adds or removes, and otherwise the space used; the step is stale if it holds less. Null: not known
     */
    record ResizeVault(
            String id,
            Set<String> restsOn,
            String why,
            VaultTarget vault,
            DataSize before,
            DataSize after,
            boolean expandsBefore,
            boolean expandsAfter,
            @Nullable DataSize held)
            implements Step {
        /** Refuses null where it is not allowed, and copies the set. */
        public ResizeVault {
            Objects.requireNonNull(id, "id == null");
            restsOn = Set.copyOf(restsOn);
            Objects.requireNonNull(why, "why == null");
            Objects.requireNonNull(vault, "vault == null");
            Objects.requireNonNull(before, "before == null");
            Objects.requireNonNull(after, "after == null");
        }

        @Override
        public String toString() {
            return PlanText.of(this);
        }
    }

    /**
     * Orders more capacity for a vault that is paid for in advance, from the account's balance, for the rest of its period.
     * <strong>This costs money</strong>: it is tried only if the caller {@linkplain Allowing#andBuying allows} it.
     *
     * @param id the name of the step
     * @param restsOn the steps that have to succeed first
     * @param why why the step is needed
     * @param vault the vault
     * @param before its present capacity
     * @param after its new capacity, more than {@code before}
     * @param held what the vault held at planning, as in {@link ResizeVault}; the step is stale if it holds less. Null: not known
     */
    record BuyCapacity(
            String id,
            Set<String> restsOn,
            String why,
            VaultTarget vault,
            DataSize before,
            DataSize after,
            @Nullable DataSize held)
            implements Step {
        /** Refuses null where it is not allowed, and copies the set. */
        public BuyCapacity {
            Objects.requireNonNull(id, "id == null");
            restsOn = Set.copyOf(restsOn);
            Objects.requireNonNull(why, "why == null");
            Objects.requireNonNull(vault, "vault == null");
            Objects.requireNonNull(before, "before == null");
            Objects.requireNonNull(after, "after == null");
        }

        @Override
        public String toString() {
            return PlanText.of(this);
        }
    }

    /**
     * Attaches a policy to a vault that has none for the same purpose.
     *
     * @param id the name of the step
     * @param restsOn the steps that have to succeed first
     * @param why why the step is needed
     * @param policy the policy
     * @param vault the vault
     * @param destination the vault that receives copies; null for a backup policy
     * @param retention the rule of the policy by then; it is not attached with another one
     * @param destroys the restore points that the policy deletes once it is attached
     */
    record AttachPolicy(
            String id,
            Set<String> restsOn,
            String why,
            PolicyTarget policy,
            VaultTarget vault,
            @Nullable VaultId destination,
            Retention retention,
            List<Loss> destroys)
            implements Step {
        /** Refuses null where it is not allowed, and copies the collections. */
        public AttachPolicy {
            Objects.requireNonNull(id, "id == null");
            restsOn = Set.copyOf(restsOn);
            Objects.requireNonNull(why, "why == null");
            Objects.requireNonNull(policy, "policy == null");
            Objects.requireNonNull(vault, "vault == null");
            Objects.requireNonNull(retention, "retention == null");
            destroys = List.copyOf(destroys);
        }

        @Override
        public String toString() {
            return PlanText.of(this);
        }
    }

    /**
     * Adds members to a vault.
     *
     * @param id the name of the step
     * @param restsOn the steps that have to succeed first
     * @param why why the step is needed
     * @param vault the vault
     * @param resources the disks and servers that become members
     */
    record AddMembers(String id, Set<String> restsOn, String why, VaultTarget vault, List<Resource> resources)
            implements Step {
        /** Refuses null, and copies the collections. */
        public AddMembers {
            Objects.requireNonNull(id, "id == null");
            restsOn = Set.copyOf(restsOn);
            Objects.requireNonNull(why, "why == null");
            Objects.requireNonNull(vault, "vault == null");
            resources = List.copyOf(resources);
        }

        @Override
        public String toString() {
            return PlanText.of(this);
        }
    }

    /**
     * Excludes disks of a server from its backups, or includes them again; adds the server if it is no member yet.
     *
     * @param id the name of the step
     * @param restsOn the steps that have to succeed first
     * @param why why the step is needed
     * @param vault the vault
     * @param server the server
     * @param before the disks that are excluded now; null: the server is no member yet
     * @param after the disks that are excluded after the step
     */
    record ExcludeDisks(
            String id,
            Set<String> restsOn,
            String why,
            VaultTarget vault,
            Resource.Server server,
            @Nullable Set<Resource.Disk> before,
            Set<Resource.Disk> after)
            implements Step {
        /** Refuses null where it is not allowed, and copies the sets. */
        public ExcludeDisks {
            Objects.requireNonNull(id, "id == null");
            restsOn = Set.copyOf(restsOn);
            Objects.requireNonNull(why, "why == null");
            Objects.requireNonNull(vault, "vault == null");
            Objects.requireNonNull(server, "server == null");
            before = before == null ? null : Set.copyOf(before);
            after = Set.copyOf(after);
        }

        @Override
        public String toString() {
            return PlanText.of(this);
        }
    }

    /**
     * Removes a member that the protection added to a vault and no longer wants, and destroys its restore points there.
     *
     * @param id the name of the step
     * @param restsOn the steps that have to succeed first
     * @param why why the step is needed
     * @param vault the vault
     * @param resource the member
     * @param recorded all members that the mark of the vault may record, before this plan and during it
     * @param destroys its restore points in the vault
     */
    record RemoveMember(
            String id,
            Set<String> restsOn,
            String why,
            VaultTarget vault,
            Resource resource,
            Set<Resource> recorded,
            List<Loss> destroys)
            implements Step {
        /** Refuses null, and copies the collections. */
        public RemoveMember {
            Objects.requireNonNull(id, "id == null");
            restsOn = Set.copyOf(restsOn);
            Objects.requireNonNull(why, "why == null");
            Objects.requireNonNull(vault, "vault == null");
            Objects.requireNonNull(resource, "resource == null");
            recorded = Set.copyOf(recorded);
            destroys = List.copyOf(destroys);
        }

        @Override
        public String toString() {
            return PlanText.of(this);
        }
    }
}
