package io.github.backup4j;

import org.jspecify.annotations.Nullable;

/**
 * Which policies a list is limited to: given to {@link Policies#list(PolicyFilter)}.
 *
 * <p>All conditions must hold; by default there are none. Immutable.
 *
 * @param name only those with exactly this name; null: any
 * @param purpose only those for this purpose; null: any
 * @param vault only those attached to this vault; null: any
 */
public record PolicyFilter(
        @Nullable String name,
        @Nullable Purpose purpose,
        @Nullable VaultId vault) {
    private static final PolicyFilter ALL = new PolicyFilter(null, null, null);

    /** Returns the filter that matches all policies. */
    public static PolicyFilter all() {
        return ALL;
    }

    /**
     * Returns the same filter, limited to those with exactly one name.
     *
     * @param exactName the name
     */
    public PolicyFilter named(String exactName) {
        Require.nonNull(exactName, "exactName");
        return new PolicyFilter(exactName, purpose, vault);
    }

    /**
     * Returns the same filter, limited to those for one purpose.
     *
     * @param policyPurpose the purpose
     */
    public PolicyFilter forPurpose(Purpose policyPurpose) {
        Require.nonNull(policyPurpose, "policyPurpose");
        return new PolicyFilter(name, policyPurpose, vault);
    }

    /**
     * Returns the same filter, limited to those attached to a vault.
     *
     * @param vaultId the vault
     */
    public PolicyFilter attachedTo(VaultId vaultId) {
        Require.nonNull(vaultId, "vaultId");
        return new PolicyFilter(name, purpose, vaultId);
    }

    /**
     * Returns whether a policy meets all conditions.
     *
     * @param policy the policy
     */
    public boolean matches(Policy policy) {
        return (name == null || name.equals(policy.name()))
                && (purpose == null || purpose == policy.purpose())
                && (vault == null
                        || policy.attachments().stream()
                                .anyMatch(attachment -> attachment.vault().equals(vault)));
    }
}
