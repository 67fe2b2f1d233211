package io.github.backup4j;

import org.jspecify.annotations.Nullable;

/**
 * Which policies a list is limited to: given to {@link Policies#list(PolicyFilter)}.
 *
 * <p>All conditions must hold; by default there are none. The package describes each condition. Immutable.
 *
 * @param name only those with exactly this name; null: any
 * @param purpose only those for this purpose; null: any
 * @param vault only those that act in this vault; null: any
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
        Once.given("named", name, Require.nonNull(exactName, "exactName"));
        return new PolicyFilter(exactName, purpose, vault);
    }

    /**
     * Returns the same filter, limited to those for one purpose.
     *
     * @param wantedPurpose the purpose
     */
    public PolicyFilter forPurpose(Purpose wantedPurpose) {
        Once.given("forPurpose", purpose, Require.nonNull(wantedPurpose, "wantedPurpose"));
        return new PolicyFilter(name, wantedPurpose, vault);
    }

    /**
     * Returns the same filter, limited to those that act in one vault: they are attached to it.
     *
     * @param vaultId the vault
     */
    public PolicyFilter inVault(VaultId vaultId) {
        Once.given("inVault", vault, Require.nonNull(vaultId, "vaultId"));
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
