package io.github.backup4j.plan;

import io.github.backup4j.Resource;
import io.github.backup4j.RestorePointId;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The members and restore points that {@link Plan#apply} may destroy, named by the caller. A step that destroys anything
 * else is not tried.
 *
 * <pre>{@code
 * plan.apply(Allowing.removing(oldDisk).andExpiring(plan.destroys()));
 * }</pre>
 *
 * <p>Immutable.
 *
 * @param resources the disks and servers that may leave their vault, with all their restore points in it
 * @param restorePoints the restore points that a policy may delete
 */
public record Allowing(Set<Resource> resources, Set<RestorePointId> restorePoints) {
    /** Copies the sets. */
    public Allowing {
        resources = Set.copyOf(resources);
        restorePoints = Set.copyOf(restorePoints);
    }

    /** Returns the permission to destroy nothing. */
    public static Allowing nothingDestroyed() {
        return new Allowing(Set.of(), Set.of());
    }

    /**
     * Returns the permission to remove disks and servers from their vault, with all their restore points in it.
     *
     * @param resources the disks and servers
     */
    public static Allowing removing(Resource... resources) {
        return new Allowing(Set.copyOf(List.of(resources)), Set.of());
    }

    /**
     * Returns the permission for an attached or changed policy to delete restore points. It allows no member to leave.
     *
     * @param losses the restore points, such as {@link Plan#destroys()}
     */
    public static Allowing expiring(Collection<Loss> losses) {
        return new Allowing(Set.of(), ids(losses));
    }

    /**
     * Returns the same permission, and to remove disks and servers from their vault as well.
     *
     * @param more the disks and servers
     */
    public Allowing andRemoving(Resource... more) {
        Set<Resource> all = new HashSet<>(resources);
        all.addAll(List.of(more));
        return new Allowing(all, restorePoints);
    }

    /**
     * Returns the same permission, and for a policy to delete restore points as well.
     *
     * @param losses the restore points
     */
    public Allowing andExpiring(Collection<Loss> losses) {
        Set<RestorePointId> all = new HashSet<>(restorePoints);
        all.addAll(ids(losses));
        return new Allowing(resources, all);
    }

    boolean allows(Step step) {
        if (step.destroys().isEmpty()) {
            return true;
        }
        return step instanceof Step.RemoveMember removal
                ? resources.contains(removal.resource())
                : restorePoints.containsAll(ids(step.destroys()));
    }

    private static Set<RestorePointId> ids(Collection<Loss> losses) {
        return losses.stream()
                .map(loss ->
                        Objects.requireNonNull(loss, "losses element == null").restorePoint())
                .collect(Collectors.toSet());
    }
}
