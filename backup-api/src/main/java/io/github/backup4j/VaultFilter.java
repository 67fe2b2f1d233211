package io.github.backup4j;

import org.jspecify.annotations.Nullable;

/**
 * Which vaults a list is limited to: given to {@link Vaults#list(VaultFilter)}.
 *
 * <p>All conditions must hold; by default there are none. Immutable.
 *
 * @param name only those with exactly this name; null: any
 * @param kind only those for this kind of resource; null: any
 * @param purpose only those for this purpose; null: any
 * @param status only those in this status; null: any
 * @param member only the one that holds this resource; null: any
 * @param policy only those that this policy is attached to; null: any
 */
public record VaultFilter(
        @Nullable String name,
        Resource.@Nullable Kind kind,
        @Nullable Purpose purpose,
        Vault.@Nullable Status status,
        @Nullable Resource member,
        @Nullable PolicyId policy) {
    private static final VaultFilter ALL = new VaultFilter(null, null, null, null, null, null);

    /** Returns the filter that matches all vaults. */
    public static VaultFilter all() {
        return ALL;
    }

    /**
     * Returns the same filter, limited to those with exactly one name.
     *
     * @param exactName the name
     */
    public VaultFilter named(String exactName) {
        Require.nonNull(exactName, "exactName");
        return new VaultFilter(exactName, kind, purpose, status, member, policy);
    }

    /**
     * Returns the same filter, limited to those for one kind of resource.
     *
     * @param resourceKind the kind
     */
    public VaultFilter ofKind(Resource.Kind resourceKind) {
        Require.nonNull(resourceKind, "resourceKind");
        return new VaultFilter(name, resourceKind, purpose, status, member, policy);
    }

    /**
     * Returns the same filter, limited to those for one purpose.
     *
     * @param vaultPurpose the purpose
     */
    public VaultFilter forPurpose(Purpose vaultPurpose) {
        Require.nonNull(vaultPurpose, "vaultPurpose");
        return new VaultFilter(name, kind, vaultPurpose, status, member, policy);
    }

    /**
     * Returns the same filter, limited to those in one status.
     *
     * @param vaultStatus the status
     */
    public VaultFilter withStatus(Vault.Status vaultStatus) {
        Require.nonNull(vaultStatus, "vaultStatus");
        return new VaultFilter(name, kind, purpose, vaultStatus, member, policy);
    }

    /**
     * Returns the same filter, limited to the one that holds a resource.
     *
     * @param resource the disk or server
     */
    public VaultFilter holding(Resource resource) {
        Require.nonNull(resource, "resource");
        return new VaultFilter(name, kind, purpose, status, resource, policy);
    }

    /**
     * Returns the same filter, limited to those that a policy is attached to.
     *
     * @param policyId the policy
     */
    public VaultFilter withPolicy(PolicyId policyId) {
        Require.nonNull(policyId, "policyId");
        return new VaultFilter(name, kind, purpose, status, member, policyId);
    }

    /**
     * Returns whether a vault meets all conditions.
     *
     * @param vault the vault
     */
    public boolean matches(Vault vault) {
        return (name == null || name.equals(vault.name()))
                && (kind == null || kind == vault.kind())
                && (purpose == null || purpose == vault.purpose())
                && (status == null || status == vault.status())
                && (member == null || vault.member(member).isPresent())
                && (policy == null
                        || vault.policies().stream()
                                .anyMatch(attached -> attached.policy().equals(policy)));
    }
}
