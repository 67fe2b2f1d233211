package io.github.backup4j.spi;

import io.github.backup4j.Capability;
import io.github.backup4j.Policies;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicyFilter;
import io.github.backup4j.PolicyId;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.VaultId;
import java.util.function.UnaryOperator;

/** The policies of a project, as a provider implements {@link Policies}. */
public interface PoliciesDriver {
    /**
     * Creates a policy, attached to nothing, or returns the one that was created with the same key.
     *
     * @see Policies#create
     */
    Policy create(PolicySpec spec, CallKey key);

    /**
     * Returns a policy as it is now.
     *
     * @see Policies#get
     */
    Policy get(PolicyId id);

    /**
     * Lists policies; no order is promised.
     *
     * @see Policies#list(PolicyFilter)
     */
    Listing<Policy> list(PolicyFilter filter);

    /**
     * Updates a policy to match a spec.
     *
     * @see Policies#update(PolicyId, PolicySpec)
     */
    Policy update(PolicyId id, PolicySpec spec);

    /**
     * Changes some properties of a policy. Drivers override it to read the policy once, or to change it without letting others
     * change it meanwhile.
     *
     * @see Policies#update(PolicyId, UnaryOperator)
     */
    default Policy update(PolicyId id, UnaryOperator<PolicySpec> change) {
        return update(id, change.apply(get(id).toSpec()));
    }

    /**
     * Attaches a backup policy to a vault.
     *
     * @see Policies#attach(PolicyId, VaultId)
     */
    void attach(PolicyId policy, VaultId vault);

    /**
     * Attaches a replication policy to a vault.
     *
     * <p>Not called without {@link Capability#REPLICATION}.
     *
     * @see Policies#attach(PolicyId, VaultId, VaultId)
     */
    default void attachReplication(PolicyId policy, VaultId vault, VaultId destination) {
        throw Unimplemented.of(Capability.REPLICATION, this);
    }

    /**
     * Replaces one policy by another.
     *
     * @see Policies#replace
     */
    void replace(PolicyId replaced, PolicyId replacement, VaultId vault);

    /**
     * Detaches a policy from a vault.
     *
     * @see Policies#detach
     */
    void detach(PolicyId policy, VaultId vault);

    /**
     * Deletes a policy, detaching it from its vaults.
     *
     * @see Policies#delete
     */
    void delete(PolicyId id);
}
