package io.github.backup4j.plan;

import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.VaultId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The members and restore points that {@link Plan#apply} may destroy, and the capacity that it may buy, named by the caller. A
 * step that destroys anything else or costs money otherwise is not tried.
 *
 * <pre>{@code
 * plan.apply(Allowing.removing(oldDisk).andExpiring(plan.destroys()));
 * }</pre>
 *
 * <p>Immutable.
 *
 * @param resources the disks and servers that may leave their vault, with all their restore points in it
 * @param restorePoints the restore points that a policy may delete
 * @param purchases the greatest capacity that may be bought for a vault that is paid for in advance, by vault
 */
public record Allowing(
        Set<Resource> resources, Set<RestorePointId> restorePoints, Map<VaultId, DataSize> purchases) {
    /** Copies the collections. */
    public Allowing {
        resources = Set.copyOf(resources);
        restorePoints = Set.copyOf(restorePoints);
        purchases = Map.copyOf(purchases);
    }

    /** Returns the permission to destroy nothing and to buy nothing. */
    public static Allowing nothingDestroyed() {
        return new Allowing(Set.of(), Set.of(), Map.of());
    }

    /**
     * Returns the permission to remove disks and servers from their vault, with all their restore points in it.
     *
     * @param resources the disks and servers
     */
    public static Allowing removing(Resource... resources) {
        return nothingDestroyed().andRemoving(resources);
    }

    /**
     * Returns the permission for an attached or changed policy to delete restore points. It allows no member to leave.
     *
     * @param losses the restore points, such as {@link Plan#destroys()}
     */
    public static Allowing expiring(Collection<Loss> losses) {
        return nothingDestroyed().andExpiring(losses);
    }

    /**
     * Returns the same permission, and to remove disks and servers from their vault as well.
     *
     * @param more the disks and servers
     */
    public Allowing andRemoving(Resource... more) {
        Set<Resource> all = new HashSet<>(resources);
        all.addAll(List.of(more));
        return new Allowing(all, restorePoints, purchases);
    }

    /**
     * Returns the same permission, and for a policy to delete restore points as well.
     *
     * @param losses the restore points
     */
    public Allowing andExpiring(Collection<Loss> losses) {
        Set<RestorePointId> all = new HashSet<>(restorePoints);
        all.addAll(ids(losses));
        return new Allowing(resources, all, purchases);
    }

    /**
     * Returns the same permission, and to buy capacity from the account's balance as well: for the vault of each purchase, up to
     * its new capacity. <strong>This costs money.</strong>
     *
     * <pre>{@code
     * plan.apply(Allowing.nothingDestroyed().andBuying(plan.buys()));
     * }</pre>
     *
     * @param more the purchases, such as {@link Plan#buys()}
     */
    public Allowing andBuying(Collection<Step.BuyCapacity> more) {
        Map<VaultId, DataSize> all = new HashMap<>(purchases);
        for (Step.BuyCapacity purchase : more) {
            VaultId vault = Objects.requireNonNull(purchase, "more element == null")
                    .vault()
                    .id();
            if (vault != null) {
                all.merge(vault, purchase.after(), (one, other) -> one.compareTo(other) < 0 ? other : one);
            }
        }
        return new Allowing(resources, restorePoints, all);
    }

    boolean allows(Step step) {
        if (step instanceof Step.BuyCapacity purchase) {
            DataSize most = purchase.vault().id() == null
                    ? null
                    : purchases.get(purchase.vault().id());
            return most != null && purchase.after().compareTo(most) <= 0;
        }
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
