package io.github.backup4j;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which vaults a list is limited to: given to {@link Vaults#list(VaultFilter)}.
 *
 * <p>All conditions must hold; by default there are none. The package describes each condition. Immutable.
 *
 * @param name only those with exactly this name; null: any
 * @param kind only those for this kind of resource; null: any
 * @param purpose only those for this purpose; null: any
 * @param status only those in this status; null: any
 * @param resource only the one that has this resource as a member; null: any
 * @param policy only those that this policy is attached to; null: any
 * @param tags only those with each of these tags; empty: any
 * @param createdFrom only those created at this instant or later; null: any
 * @param createdBefore only those created before this instant; null: any
 */
public record VaultFilter(
        @Nullable String name,
        Resource.@Nullable Kind kind,
        @Nullable Purpose purpose,
        Vault.@Nullable Status status,
        @Nullable Resource resource,
        @Nullable PolicyId policy,
        Map<String, String> tags,
        @Nullable Instant createdFrom,
        @Nullable Instant createdBefore) {
    private static final VaultFilter ALL = new VaultFilter(null, null, null, null, null, null, Map.of(), null, null);

    /** Copies the tags. */
    public VaultFilter {
        tags = Require.copyOf(tags);
    }

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
        Once.given("named", name, Require.nonNull(exactName, "exactName"));
        return new VaultFilter(exactName, kind, purpose, status, resource, policy, tags, createdFrom, createdBefore);
    }

    /**
     * Returns the same filter, limited to those of one kind.
     *
     * @param wantedKind the kind
     */
    public VaultFilter ofKind(Resource.Kind wantedKind) {
        Once.given("ofKind", kind, Require.nonNull(wantedKind, "wantedKind"));
        return new VaultFilter(name, wantedKind, purpose, status, resource, policy, tags, createdFrom, createdBefore);
    }

    /**
     * Returns the same filter, limited to those for one purpose.
     *
     * @param wantedPurpose the purpose
     */
    public VaultFilter forPurpose(Purpose wantedPurpose) {
        Once.given("forPurpose", purpose, Require.nonNull(wantedPurpose, "wantedPurpose"));
        return new VaultFilter(name, kind, wantedPurpose, status, resource, policy, tags, createdFrom, createdBefore);
    }

    /**
     * Returns the same filter, limited to those in one status.
     *
     * @param wantedStatus the status
     */
    public VaultFilter withStatus(Vault.Status wantedStatus) {
        Once.given("withStatus", status, Require.nonNull(wantedStatus, "wantedStatus"));
        return new VaultFilter(name, kind, purpose, wantedStatus, resource, policy, tags, createdFrom, createdBefore);
    }

    /**
     * Returns the same filter, limited to the one that has a resource as a member.
     *
     * @param diskOrServer the disk or server
     */
    public VaultFilter ofResource(Resource diskOrServer) {
        Once.given("ofResource", resource, Require.nonNull(diskOrServer, "diskOrServer"));
        return new VaultFilter(name, kind, purpose, status, diskOrServer, policy, tags, createdFrom, createdBefore);
    }

    /**
     * Returns the same filter, limited to those that a policy is attached to.
     *
     * @param policyId the policy
     */
    public VaultFilter withPolicy(PolicyId policyId) {
        Once.given("withPolicy", policy, Require.nonNull(policyId, "policyId"));
        return new VaultFilter(name, kind, purpose, status, resource, policyId, tags, createdFrom, createdBefore);
    }

    /**
     * Returns the same filter, limited to those with one more tag.
     *
     * @param key the key of the tag
     * @param value its value
     */
    public VaultFilter tagged(String key, String value) {
        return new VaultFilter(
                name,
                kind,
                purpose,
                status,
                resource,
                policy,
                Require.plusTag(tags, key, value),
                createdFrom,
                createdBefore);
    }

    /**
     * Returns the same filter, limited to those created at an instant or later.
     *
     * @param instant the earliest instant
     */
    public VaultFilter createdFrom(Instant instant) {
        Once.given("createdFrom", createdFrom, Require.nonNull(instant, "instant"));
        return new VaultFilter(name, kind, purpose, status, resource, policy, tags, instant, createdBefore);
    }

    /**
     * Returns the same filter, limited to those created before an instant.
     *
     * @param instant the first instant that is too late
     */
    public VaultFilter createdBefore(Instant instant) {
        Once.given("createdBefore", createdBefore, Require.nonNull(instant, "instant"));
        return new VaultFilter(name, kind, purpose, status, resource, policy, tags, createdFrom, instant);
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
                && (resource == null || vault.member(resource).isPresent())
                && (policy == null
                        || vault.policies().stream()
                                .anyMatch(attached -> attached.policy().equals(policy)))
                && Require.hasTags(vault.tags(), tags)
                && Require.isWithin(vault.createdAt(), createdFrom, createdBefore);
    }
}
