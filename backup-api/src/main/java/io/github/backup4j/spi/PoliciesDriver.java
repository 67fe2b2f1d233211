package io.github.backup4j.spi;

import io.github.backup4j.Capability;
import io.github.backup4j.Policies;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicyFilter;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Vault;

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
    Policy get(Policy.Id id);

    /**
     * Lists policies; no order is promised.
     *
     * @see Policies#list(PolicyFilter)
     */
    Listing<Policy> list(PolicyFilter filter);

    /**
     * Makes a policy be as a spec says.
     *
     * @see Policies#update
     */
    Policy update(Policy.Id id, PolicySpec spec);

    /**
     * Attaches a backup policy to a vault.
     *
     * @see Policies#attach(Policy.Id, Vault.Id)
     */
    void attach(Policy.Id policy, Vault.Id vault);

    /**
     * Attaches a replication policy to a vault.
     *
     * <p>Not called without {@link Capability#REPLICATION}.
     *
     * @see Policies#attach(Policy.Id, Vault.Id, Vault.Id)
     */
    default void attachReplication(Policy.Id policy, Vault.Id vault, Vault.Id destination) {
        throw new UnsupportedOperationException("REPLICATION");
    }

    /**
     * Puts one policy in the place of another.
     *
     * @see Policies#replace
     */
    void replace(Policy.Id replaced, Policy.Id replacement, Vault.Id vault);

    /**
     * Detaches a policy from a vault.
     *
     * @see Policies#detach
     */
    void detach(Policy.Id policy, Vault.Id vault);

    /**
     * Deletes a policy, detaching it from its vaults.
     *
     * @see Policies#delete
     */
    void delete(Policy.Id id);
}
