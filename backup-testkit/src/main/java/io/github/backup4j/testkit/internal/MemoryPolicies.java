package io.github.backup4j.testkit.internal;

import io.github.backup4j.Capability;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicyFilter;
import io.github.backup4j.PolicyId;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Purpose;
import io.github.backup4j.Resource;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Schedule.Conversion;
import io.github.backup4j.VaultId;
import io.github.backup4j.spi.CallKey;
import io.github.backup4j.spi.Listing;
import io.github.backup4j.spi.PoliciesDriver;
import io.github.backup4j.testkit.Call;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The policies of one site. */
final class MemoryPolicies implements PoliciesDriver {
    /** How many policies of one purpose a project may have. */
    private static final int LIMIT = 32;

    private final SiteEngine engine;
    private final SiteStore store;
    private final Gate gate;

    MemoryPolicies(SiteEngine engine, Gate gate) {
        this.engine = engine;
        this.gate = gate;
        store = engine.store;
    }

    @Override
    public Policy create(PolicySpec spec, CallKey key) {
        return gate.once(
                Call.POLICIES_CREATE,
                key,
                List.of(spec),
                () -> newPolicy(spec),
                policy -> store.policies.containsKey(policy.id),
                StoredPolicy::view);
    }

    private StoredPolicy newPolicy(PolicySpec spec) {
        long present = store.policies.values().stream()
                .filter(policy -> policy.purpose() == spec.purpose())
                .count();
        if (present >= LIMIT) {
            throw Refusal.quota(
                    Code.POLICY_LIMIT,
                    "there are " + present + " policies for " + spec.purpose()
                            + ", which is the maximum; nothing was created");
        }
        StoredPolicy policy = new StoredPolicy(
                new PolicyId(store.world.nextId("policy")), asKept(spec, null), store.world.time.now());
        store.policies.put(policy.id, policy);
        return policy;
    }

    @Override
    public Policy get(PolicyId id) {
        return gate.read(Call.POLICIES_GET, () -> store.policy(id).view());
    }

    @Override
    public Listing<Policy> list(PolicyFilter filter) {
        return Listing.inAnyOrder(gate.list(
                Call.POLICIES_LIST,
                () -> Gate.inNoOrder(store.policies.values().stream(), policy -> policy.id.value()),
                policy -> store.policies.get(policy.id) == policy ? Optional.of(policy.view()) : Optional.empty()));
    }

    @Override
    public Policy update(PolicyId id, PolicySpec spec) {
        return update(id, present -> spec);
    }

    @Override
    public Policy update(PolicyId id, UnaryOperator<PolicySpec> change) {
        return gate.change(Call.POLICIES_UPDATE, id, () -> {
            StoredPolicy policy = store.policy(id);
            PolicySpec spec = change.apply(policy.view().toSpec());
            if (spec.purpose() != policy.purpose()) {
                throw Refusal.invalid(
                        Code.IMMUTABLE,
                        "policy " + id + " is for " + policy.purpose() + ", which cannot be changed to "
                                + spec.purpose());
            }
            if (!policy.vaults.isEmpty() && !Objects.equals(spec.destination(), policy.spec.destination())) {
                throw Refusal.conflict(
                        Code.IMMUTABLE,
                        "policy " + id + " copies to " + policy.spec.destination()
                                + "; the destination cannot be changed while the policy is attached to a vault; nothing was changed");
            }
            PolicySpec kept = asKept(spec, policy.spec.schedule());
            if (!kept.schedule().equals(policy.spec.schedule())) {
                policy.cycleStart = store.world.time.now();
            }
            policy.spec = kept;
            planAndCatchUp(policy);
            return policy.view();
        });
    }

    @Override
    public void attach(PolicyId policy, VaultId vault) {
        gate.run(Call.POLICIES_ATTACH, policy, () -> {
            StoredPolicy attached = store.policy(policy);
            StoredVault target = store.vault(vault);
            requirePurpose(attached, Purpose.BACKUP);
            requireFor(target, attached);
            put(attached, target, null);
        });
    }

    @Override
    public void attachReplication(PolicyId policy, VaultId vault, VaultId destination) {
        gate.run(Call.POLICIES_ATTACH, policy, () -> {
            StoredPolicy attached = store.policy(policy);
            StoredVault source = store.vault(vault);
            requirePurpose(attached, Purpose.REPLICATION);
            requireFor(source, attached);
            if (source.spec.kind() != Resource.Kind.SERVER) {
                throw Refusal.invalid(
                        Code.WRONG_KIND,
                        "vault " + vault + " is for disks; only servers are copied; nothing was attached");
            }
            StoredVault target = store.world
                    .at(Objects.requireNonNull(attached.spec.destination()))
                    .store
                    .vault(destination);
            if (target.spec.purpose() != Purpose.REPLICATION) {
                throw Refusal.invalid(Code.WRONG_PURPOSE, "vault " + destination + " is not for copies");
            }
            StoredAttachment present = source.policies.get(Purpose.REPLICATION);
            if (present != null && !destination.equals(present.destination())) {
                throw Refusal.conflict(
                        Code.POLICY_IN_PLACE,
                        "policy " + policy + " copies vault " + vault + " to vault " + present.destination()
                                + " already; detach it first; nothing was attached");
            }
            put(attached, source, destination);
        });
    }

    @Override
    public void replace(PolicyId replaced, PolicyId replacement, VaultId vault) {
        gate.run(Call.POLICIES_REPLACE, replaced, () -> {
            StoredPolicy before = store.policy(replaced);
            StoredPolicy after = store.policy(replacement);
            StoredVault target = store.vault(vault);
            StoredAttachment attachment = attachment(before, target);
            if (before.purpose() != after.purpose()) {
                throw Refusal.invalid(
                        Code.WRONG_PURPOSE,
                        "policy " + replaced + " is for " + before.purpose() + ", policy " + replacement + " for "
                                + after.purpose());
            }
            if (!Objects.equals(before.spec.destination(), after.spec.destination())) {
                throw Refusal.conflict(
                        Code.IMMUTABLE,
                        "policy " + replacement + " copies to " + after.spec.destination() + ", not to "
                                + before.spec.destination() + "; detach the old one first; nothing was changed");
            }
            take(before, target);
            put(after, target, attachment.destination());
        });
    }

    @Override
    public void detach(PolicyId policy, VaultId vault) {
        gate.run(Call.POLICIES_DETACH, policy, () -> {
            StoredPolicy detached = store.policy(policy);
            StoredVault target = store.vault(vault);
            StoredAttachment unused = attachment(detached, target);
            take(detached, target);
        });
    }

    @Override
    public void delete(PolicyId id) {
        gate.run(Call.POLICIES_DELETE, id, () -> {
            StoredPolicy policy = store.policy(id);
            List.copyOf(policy.vaults).forEach(vault -> take(policy, vault));
            store.policies.remove(id);
        });
    }

    /** The spec as this cloud can keep it: with its schedule in UTC, unless it keeps zones. */
    private PolicySpec asKept(PolicySpec spec, @Nullable Schedule present) {
        Schedule schedule = spec.schedule();
        if (spec.retention() instanceof Retention.Unrecognized) {
            throw Refusal.invalid(
                    Code.MALFORMED, "retention is " + spec.retention() + ", which this cloud does not support");
        }
        if (schedule instanceof Schedule.Opaque) {
            if (schedule.equals(present)) {
                return spec;
            }
            throw Refusal.invalid(
                    Code.OPAQUE_SCHEDULE, "schedule is " + schedule + ", which this cloud does not support");
        }
        if (store.world.capabilities.contains(Capability.ZONED_SCHEDULES)) {
            return spec;
        }
        Conversion conversion = schedule.toUtc(store.world.time.now());
        if (conversion instanceof Conversion.Exact exact) {
            return spec.withSchedule(exact.schedule());
        }
        if (conversion instanceof Conversion.DriftsAt drifts) {
            if (spec.driftAccepted()) {
                return spec.withSchedule(drifts.schedule());
            }
            throw Refusal.unsupported(
                    Code.DRIFTS,
                    "schedule is " + schedule + "; this cloud stores schedules in UTC, so its local times would shift"
                            + " from " + drifts.at() + " on: use a fixed offset, or acceptingDrift()");
        }
        throw Refusal.unsupported(
                Code.NOT_REPRESENTABLE,
                "schedule is " + schedule + "; this cloud stores schedules in UTC, which cannot express it: "
                        + ((Conversion.NotRepresentable) conversion).reason());
    }

    private static void requirePurpose(StoredPolicy policy, Purpose purpose) {
        if (policy.purpose() != purpose) {
            throw Refusal.invalid(
                    Code.WRONG_PURPOSE,
                    "policy " + policy.id + " is for " + policy.purpose() + ", not for " + purpose
                            + "; nothing was attached");
        }
    }

    private static void requireFor(StoredVault vault, StoredPolicy policy) {
        if (vault.spec.purpose() != Purpose.BACKUP) {
            throw Refusal.invalid(
                    Code.WRONG_PURPOSE,
                    "vault " + vault.id + " is for copies; no policy can be attached to it; nothing was attached");
        }
        if (!vault.usable()) {
            throw Refusal.conflict(
                    Code.VAULT_UNUSABLE,
                    "vault " + vault.id + " is " + vault.status + ", not available; nothing was attached");
        }
        StoredAttachment present = vault.policies.get(policy.purpose());
        if (present != null && present.policy() != policy) {
            throw Refusal.conflict(
                    Code.POLICY_IN_PLACE,
                    "policy " + present.policy().id + " is attached to vault " + vault.id
                            + " already; replace or detach it");
        }
    }

    private static StoredAttachment attachment(StoredPolicy policy, StoredVault vault) {
        StoredAttachment attachment = vault.policies.get(policy.purpose());
        if (attachment == null || attachment.policy() != policy) {
            throw Refusal.notFound(
                    Code.POLICY_NOT_ATTACHED, "policy " + policy.id + " is not attached to vault " + vault.id);
        }
        return attachment;
    }

    private void put(StoredPolicy policy, StoredVault vault, @Nullable VaultId destination) {
        vault.policies.put(policy.purpose(), new StoredAttachment(policy, destination));
        if (!policy.vaults.contains(vault)) {
            policy.vaults.add(vault);
        }
        planAndCatchUp(policy);
    }

    private void take(StoredPolicy policy, StoredVault vault) {
        vault.policies.remove(policy.purpose());
        policy.vaults.remove(vault);
        engine.slots.plan(policy);
    }

    private void planAndCatchUp(StoredPolicy policy) {
        engine.slots.plan(policy);
        if (policy.spec.enabled()) {
            policy.vaults.forEach(vault -> catchUp(policy, vault));
        }
    }

    private void catchUp(StoredPolicy policy, StoredVault vault) {
        StoredAttachment attachment = attachment(policy, vault);
        if (attachment.destination() == null) {
            engine.expiry.catchUp(vault);
        } else {
            SiteEngine there = store.world.at(Objects.requireNonNull(policy.spec.destination()));
            StoredVault copies = there.store.vaults.get(attachment.destination());
            if (copies != null) {
                there.expiry.catchUp(copies);
            }
        }
    }
}
