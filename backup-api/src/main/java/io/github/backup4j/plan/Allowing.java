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
 * The members and restore points that {@link Plan#apply} may destroy, and the capacity that it may buy or add at the caller's cost,
 * named by the caller. A step that would destroy, buy or enlarge anything else is not attempted.
 *
 * <pre>{@code
 * plan.apply(Allowing.removing(oldDisk).andExpiring(plan.destroys()));
 * }</pre>
 *
 * <p>Immutable.
 *
 * @param resources the disks and servers that may leave their vault, with all their restore points in it
 * @param restorePoints the restore points that a policy may delete
 * @param purchases the greatest capacity that may be bought for a vault that is paid for in advance, or given to one that is
 *     paid for by use although no protection asks for it, by vault
 */
public record Allowing(Set<Resource> resources, Set<RestorePointId> restorePoints, Map<VaultId, DataSize> purchases) {
    /** Copies the collections. */
    public Allowing {
        resources = Set.copyOf(resources);
        restorePoints = Set.copyOf(restorePoints);
        purchases = Map.copyOf(purchases);
    }

    /** Returns the permission to destroy nothing, and to buy and add nothing that no protection asks for. */
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
        more.forEach(purchase -> put(all, purchase.vault(), purchase.after()));
        return new Allowing(resources, restorePoints, all);
    }

    /**
     * Returns the same permission, and to enlarge vaults that are paid for by use as well, although no protection asks for that: the
     * vault of each step up to its new capacity. <strong>This costs more</strong> for as long as the vault has that capacity. The
     * steps of a protection need no permission: its sizing asks for them.
     *
     * <pre>{@code
     * Plan remedies = posture.plan(backup);
     * remedies.apply(Allowing.nothingDestroyed().andEnlarging(remedies.enlarges()));
     * }</pre>
     *
     * @param more the steps, such as {@link Plan#enlarges()}
     */
    public Allowing andEnlarging(Collection<Step.ResizeVault> more) {
        Map<VaultId, DataSize> all = new HashMap<>(purchases);
        more.forEach(resize -> put(all, resize.vault(), resize.after()));
        return new Allowing(resources, restorePoints, all);
    }

    private static void put(Map<VaultId, DataSize> all, Step.VaultTarget target, DataSize capacity) {
        VaultId vault = target.id();
        if (vault != null) {
            all.merge(vault, capacity, (one, other) -> one.compareTo(other) < 0 ? other : one);
        }
    }

    /**
     * Returns whether a step may be tried.
     *
     * @param marked whether it is of the plan of a protection, whose sizing asks for the capacity of its vaults
     */
    boolean allows(Step step, boolean marked) {
        if (step instanceof Step.BuyCapacity purchase) {
            return covers(purchase.vault(), purchase.after());
        }
        if (step instanceof Step.ResizeVault resize && !marked && costsMore(resize)) {
            return covers(resize.vault(), resize.after());
        }
        if (step.destroys().isEmpty()) {
            return true;
        }
        return step instanceof Step.RemoveMember removal
                ? resources.contains(removal.resource())
                : restorePoints.containsAll(ids(step.destroys()));
    }

    static boolean costsMore(Step.ResizeVault step) {
        return step.after().compareTo(step.before()) > 0 || (step.expandsAfter() && !step.expandsBefore());
    }

    private boolean covers(Step.VaultTarget target, DataSize capacity) {
        DataSize most = target.id() == null ? null : purchases.get(target.id());
        return most != null && capacity.compareTo(most) <= 0;
    }

    private static Set<RestorePointId> ids(Collection<Loss> losses) {
        return losses.stream()
                .map(loss ->
                        Objects.requireNonNull(loss, "losses element == null").restorePoint())
                .collect(Collectors.toSet());
    }
}
