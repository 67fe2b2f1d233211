package io.github.backup4j;

import io.github.backup4j.spi.BackupDriver;
import io.github.backup4j.spi.CallKey;
import io.github.backup4j.spi.PoliciesDriver;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The policies of a project. Get it from {@link CloudBackup#policies()}. Safe for use by many threads.
 *
 * <p>See {@link CloudBackup} for what every call may throw. Every call also throws {@link Unsupported} without {@link
 * Capability#POLICIES}, a list when its stream is used.
 */
public final class Policies {
    private static final String ATTACH = "policies.attach";
    private static final String UPDATE = "policies.update";

    private final Calls calls;

    Policies(Calls calls) {
        this.calls = calls;
    }

    /**
     * Creates a policy, attached to nothing yet, and returns it. On Huawei Cloud, this takes three requests: the second looks for
     * another policy that the same request has created, and the third removes the mark by which it would be found.
     *
     * <p>A cloud without {@link Capability#ZONED_SCHEDULES} keeps the schedule in UTC, and the policy that is returned
     * says so; {@link Schedule#toUtc} says beforehand what it becomes.
     *
     * @param spec its properties
     * @throws Invalid if the cloud refuses the spec, its schedule is opaque, or its retention counts weeks that begin on a day on which
     *     they do not in this cloud
     * @throws QuotaExceeded if the project may not have more policies of this purpose
     * @throws Unsupported if the cloud keeps schedules in UTC and cannot express this one, or would drift and the spec
     *     does not accept that; or for a replication policy without {@link Capability#REPLICATION}
     */
    public Policy create(PolicySpec spec) {
        return create(spec, calls.fresh());
    }

    /**
     * Creates a policy, or returns the one that was created with the same key.
     * See {@link RequestKey}.
     *
     * @param spec its properties
     * @param key the request key
     * @throws Conflict also if the key was used with other parameters
     * @see #create(PolicySpec)
     */
    public Policy create(PolicySpec spec, RequestKey key) {
        return create(spec, Calls.chosen(key));
    }

    /**
     * Returns a policy as it is now.
     *
     * @param id the policy
     * @throws NotFound if there is no such policy
     */
    public Policy get(PolicyId id) {
        Require.nonNull(id, "id");
        return calls.call("policies.get", id.value(), driver -> policies(driver).get(id));
    }

    /**
     * Returns the policies that match a filter, in no particular order, read as the stream is used: on Huawei Cloud, by one
     * request.
     *
     * @param filter the conditions
     */
    public Stream<Policy> list(PolicyFilter filter) {
        Require.nonNull(filter, "filter");
        return calls.list("policies.list", driver -> policies(driver).list(filter), filter::matches, null);
    }

    /** Returns all policies, as {@link #list(PolicyFilter)} does. */
    public Stream<Policy> list() {
        return list(PolicyFilter.all());
    }

    /**
     * Updates a policy to match a spec, and returns it. Start from {@link Policy#toSpec()}, so that nothing else
     * changes.
     *
     * <p><strong>A shorter retention deletes restore points at the policy's next run.</strong> {@link Retention#previewChangeTo} says
     * which.
     *
     * @param id the policy
     * @param spec its new properties; the purpose, and the destination of an attached replication policy, must stay the
     *     same
     * @throws NotFound if there is no such policy
     * @throws Invalid if the purpose differs, or the cloud refuses the spec
     * @throws Conflict if the destination of an attached replication policy differs
     * @throws Unsupported as {@link #create}
     */
    public Policy update(PolicyId id, PolicySpec spec) {
        Require.nonNull(id, "id");
        Require.nonNull(spec, "spec");
        return calls.call(UPDATE, id.value(), driver -> {
            requirePossible(spec);
            return policies(driver).update(id, spec);
        });
    }

    /**
     * Changes some properties of a policy, and returns it. Unlike {@link #update(PolicyId, PolicySpec)}, it starts from the policy as
     * it is at that moment: a retention that somebody has made longer since the caller read the policy does not become shorter again.
     *
     * <pre>{@code
     * backup.policies().update(id, present -> present.withRetention(Retention.days(60)));
     * }</pre>
     *
     * <p><strong>A shorter retention deletes restore points at the policy's next run.</strong> {@link Retention#previewChangeTo} says
     * which.
     *
     * <p>On Huawei Cloud, this takes three requests: the policy is read, written back as a whole, and read again. What others change
     * between the first two is overwritten.
     *
     * @param id the policy
     * @param change returns the new properties, given the present ones; called on the thread of the caller. What it throws is
     *     thrown to the caller, and nothing is changed
     * @throws NotFound if there is no such policy
     * @throws Invalid as {@link #update(PolicyId, PolicySpec)}, or if the cloud's own values are outside what a spec allows
     * @throws Conflict as {@link #update(PolicyId, PolicySpec)}
     * @throws Unsupported as {@link #create}
     */
    public Policy update(PolicyId id, UnaryOperator<PolicySpec> change) {
        Require.nonNull(id, "id");
        Require.nonNull(change, "change");
        return calls.call(
                UPDATE,
                id.value(),
                driver -> policies(driver).update(id, present -> {
                    PolicySpec spec = Require.nonNull(change.apply(present), "result of change");
                    requirePossible(spec);
                    return spec;
                }));
    }

    /**
     * Attaches a backup policy to a vault: it acts on all members from its next slot on. If it is attached
     * already, nothing changes. On Huawei Cloud, this takes three requests: the policies, the vault, and the change.
     *
     * <p><strong>If the vault has automatic restore points, those that the retention does not keep are deleted at the policy's next
     * run.</strong> {@link Retention#previewChangeTo} says which.
     *
     * @param policy the policy
     * @param vault the vault
     * @throws NotFound if there is no such policy or vault
     * @throws Invalid if the policy is for replication, or the vault is not for backups
     * @throws Conflict if another backup policy is attached to the vault; see {@link #replace}
     */
    public void attach(PolicyId policy, VaultId vault) {
        Require.nonNull(policy, "policy");
        Require.nonNull(vault, "vault");
        calls.run(ATTACH, policy.value(), driver -> policies(driver).attach(policy, vault));
    }

    /**
     * Attaches a replication policy to a vault: it copies the restore points of all members from its next slot on. If it is attached
     * with this destination already, nothing changes.
     *
     * <p><strong>If there are copies of the vault's restore points already, those that the retention does not keep are deleted at the
     * policy's next run.</strong>
     *
     * @param policy the policy
     * @param vault the vault, for servers
     * @param destination the vault for copies, in the region that the policy copies to
     * @throws NotFound if there is no such policy or vault
     * @throws Invalid if the policy is for backups, or one of the vaults does not fit
     * @throws Conflict if another replication policy is attached to the vault, see {@link #replace}; or this one with another
     *     destination, whose copies it would no longer delete: detach it first
     * @throws Unsupported without {@link Capability#REPLICATION}
     */
    public void attach(PolicyId policy, VaultId vault, VaultId destination) {
        Require.nonNull(policy, "policy");
        Require.nonNull(vault, "vault");
        Require.nonNull(destination, "destination");
        calls.run(ATTACH, policy.value(), driver -> {
            calls.require(Capability.REPLICATION, "policy " + policy);
            policies(driver).attachReplication(policy, vault, destination);
        });
    }

    /**
     * Replaces the policy of a vault by another of the same purpose, without a gap.
     *
     * <p><strong>A shorter retention deletes restore points of the old policy at the next run of the new one.</strong> {@link
     * Retention#previewChangeTo} says which.
     *
     * @param replaced the policy that is attached now
     * @param replacement the policy to attach
     * @param vault the vault
     * @throws NotFound if there is no such policy or vault, or the first policy is not attached to the vault
     * @throws Invalid if the policies differ in purpose
     * @throws Conflict if the replacement is a replication policy to another region or project
     */
    public void replace(PolicyId replaced, PolicyId replacement, VaultId vault) {
        Require.nonNull(replaced, "replaced");
        Require.nonNull(replacement, "replacement");
        Require.nonNull(vault, "vault");
        calls.run(
                "policies.replace", replaced.value(), driver -> policies(driver).replace(replaced, replacement, vault));
    }

    /**
     * Detaches a policy from a vault: from now on it neither creates nor deletes restore points of the members. Existing ones
     * stay.
     *
     * @param policy the policy
     * @param vault the vault
     * @throws NotFound if there is no such policy or vault, or the policy is not attached to the vault
     */
    public void detach(PolicyId policy, VaultId vault) {
        Require.nonNull(policy, "policy");
        Require.nonNull(vault, "vault");
        calls.run("policies.detach", policy.value(), driver -> policies(driver).detach(policy, vault));
    }

    /**
     * Deletes a policy, detaching it from its vaults. All restore points stay, as after {@link #detach}: until
     * another policy acts on their vault, only callers delete them.
     *
     * @param id the policy
     * @throws NotFound if there is no such policy
     */
    public void delete(PolicyId id) {
        Require.nonNull(id, "id");
        calls.run("policies.delete", id.value(), driver -> policies(driver).delete(id));
    }

    private Policy create(PolicySpec spec, CallKey key) {
        Require.nonNull(spec, "spec");
        return calls.call("policies.create", spec.name(), driver -> {
            requireCreatable(spec);
            return policies(driver).create(spec, key);
        });
    }

    private void requirePossible(PolicySpec spec) {
        calls.refuseReserved(spec);
        calls.requireName(spec.name(), "policy name");
        calls.requireIncrementals(spec);
        calls.requireWeeks(spec);
    }

    private void requireCreatable(PolicySpec spec) {
        requirePossible(spec);
        String named = "policy \"" + spec.name() + "\"";
        if (spec.purpose() == Purpose.UNRECOGNIZED) {
            throw Calls.invalid(
                    "WRONG_PURPOSE",
                    named + " is for " + spec.purpose() + ", which this API only reads; nothing was created");
        }
        if (spec.purpose() == Purpose.REPLICATION) {
            calls.require(Capability.REPLICATION, named);
        }
        Site destination = spec.destination();
        if (destination != null && destination.equals(calls.driver().site())) {
            throw Calls.invalid(
                    "SAME_PLACE",
                    named + " would copy to " + destination + ", its own region and project; nothing was created");
        }
    }

    private PoliciesDriver policies(BackupDriver driver) {
        calls.require(Capability.POLICIES, "policies");
        return driver.policies();
    }
}
