package io.github.backup4j;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which disks and servers a list is limited to: given to {@link Resources#list(ResourceFilter)}.
 *
 * <p>All conditions must hold; by default there are none. The package describes each condition. Immutable.
 *
 * @param kind only those of this kind; null: any
 * @param name only those with exactly this name; null: any
 * @param status only those in this status; null: any
 * @param vault only the members of this vault; null: any
 * @param tags only those with each of these tags; empty: any
 * @param unprotected whether only those are listed that no vault backs up, neither as a member nor as a disk of a server that
 *     is one; false by default
 * @param obstaclesLeftOut whether {@link ProtectableResource#obstacle()} may be null although no vault could accept the disk
 *     or server, which saves requests; false by default
 */
public record ResourceFilter(
        Resource.@Nullable Kind kind,
        @Nullable String name,
        ProtectableResource.@Nullable Status status,
        @Nullable VaultId vault,
        Map<String, String> tags,
        boolean unprotected,
        boolean obstaclesLeftOut) {
    private static final ResourceFilter ALL = new ResourceFilter(null, null, null, null, Map.of(), false, false);

    /** Copies the tags. */
    public ResourceFilter {
        tags = Require.copyOf(tags);
    }

    /** Returns the filter that matches all disks and servers. */
    public static ResourceFilter all() {
        return ALL;
    }

    /**
     * Returns the same filter, limited to those of one kind.
     *
     * @param wantedKind the kind
     */
    public ResourceFilter ofKind(Resource.Kind wantedKind) {
        Once.given("ofKind", kind, Require.nonNull(wantedKind, "wantedKind"));
        return new ResourceFilter(wantedKind, name, status, vault, tags, unprotected, obstaclesLeftOut);
    }

    /**
     * Returns the same filter, limited to those with exactly one name.
     *
     * @param exactName the name
     */
    public ResourceFilter named(String exactName) {
        Once.given("named", name, Require.nonNull(exactName, "exactName"));
        return new ResourceFilter(kind, exactName, status, vault, tags, unprotected, obstaclesLeftOut);
    }

    /**
     * Returns the same filter, limited to those in one status.
     *
     * @param wantedStatus the status
     */
    public ResourceFilter withStatus(ProtectableResource.Status wantedStatus) {
        Once.given("withStatus", status, Require.nonNull(wantedStatus, "wantedStatus"));
        return new ResourceFilter(kind, name, wantedStatus, vault, tags, unprotected, obstaclesLeftOut);
    }

    /**
     * Returns the same filter, limited to the members of one vault.
     *
     * @param vaultId the vault
     */
    public ResourceFilter inVault(VaultId vaultId) {
        Once.given("inVault", vault, Require.nonNull(vaultId, "vaultId"));
        return new ResourceFilter(kind, name, status, vaultId, tags, unprotected, obstaclesLeftOut);
    }

    /**
     * Returns the same filter, limited to those with one more tag.
     *
     * @param key the key of the tag
     * @param value its value
     */
    public ResourceFilter tagged(String key, String value) {
        return new ResourceFilter(
                kind, name, status, vault, Require.plusTag(tags, key, value), unprotected, obstaclesLeftOut);
    }

    /**
     * Returns the same filter, limited to those that no vault backs up: they are members of none, and no disks of a member
     * either, unless they are left out there.
     */
    public ResourceFilter unprotectedOnly() {
        return new ResourceFilter(kind, name, status, vault, tags, true, obstaclesLeftOut);
    }

    /**
     * Returns the same filter; the list then does not ask the cloud why a vault could not accept a disk or server that no vault
     * holds. {@link ProtectableResource#obstacle()} has only what the list itself shows, such as a status in which a vault
     * accepts nothing, and {@link ProtectableResource#protectable()} may be true although no vault could accept it. On Huawei
     * Cloud, this saves one request for each 50 of them.
     */
    public ResourceFilter withoutObstacles() {
        return new ResourceFilter(kind, name, status, vault, tags, unprotected, true);
    }

    /**
     * Returns whether a disk or server meets all conditions.
     *
     * @param resource the disk or server
     */
    public boolean matches(ProtectableResource resource) {
        return (kind == null || kind == resource.resource().kind())
                && (name == null || name.equals(resource.name()))
                && (status == null || status == resource.status())
                && (vault == null || vault.equals(resource.vault()))
                && Require.hasTags(resource.tags(), tags)
                && (!unprotected || !resource.isProtected());
    }
}
