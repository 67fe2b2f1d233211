package io.github.backup4j;

import org.jspecify.annotations.Nullable;

/**
 * Which disks and servers a list is limited to: given to {@link Resources#list(ResourceFilter)}.
 *
 * <p>All conditions must hold; by default there are none. Immutable.
 *
 * @param kind only those of this kind; null: any
 * @param name only those with exactly this name; null: any
 * @param unprotected whether only those are listed that no vault backs up, neither as a member nor as a disk of a server that
 *     is one; false by default
 */
public record ResourceFilter(
        Resource.@Nullable Kind kind, @Nullable String name, boolean unprotected) {
    private static final ResourceFilter ALL = new ResourceFilter(null, null, false);

    /** Returns the filter that matches all disks and servers. */
    public static ResourceFilter all() {
        return ALL;
    }

    /**
     * Returns the same filter, limited to those of one kind.
     *
     * @param resourceKind the kind
     */
    public ResourceFilter ofKind(Resource.Kind resourceKind) {
        Require.nonNull(resourceKind, "resourceKind");
        return new ResourceFilter(resourceKind, name, unprotected);
    }

    /**
     * Returns the same filter, limited to those with exactly one name.
     *
     * @param exactName the name
     */
    public ResourceFilter named(String exactName) {
        Require.nonNull(exactName, "exactName");
        return new ResourceFilter(kind, exactName, unprotected);
    }

    /**
     * Returns the same filter, limited to those that no vault backs up: they are members of none, and no disks of a member
     * either, unless they are left out there.
     *
     * @see ProtectableResource#isProtected()
     */
    public ResourceFilter unprotectedOnly() {
        return new ResourceFilter(kind, name, true);
    }

    /**
     * Returns whether a disk or server meets all conditions.
     *
     * @param resource the disk or server
     */
    public boolean matches(ProtectableResource resource) {
        return (kind == null || kind == resource.resource().kind())
                && (name == null || name.equals(resource.name()))
                && (!unprotected || !resource.isProtected());
    }
}
