package io.github.backup4j.spi;

import io.github.backup4j.Capability;
import io.github.backup4j.CapacityOrder;
import io.github.backup4j.Removal;
import io.github.backup4j.Resource;
import io.github.backup4j.Site;
import io.github.backup4j.Subscription;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultFilter;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.Vaults;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The vaults of a project, as a provider implements {@link Vaults}. */
public interface VaultsDriver {
    /**
     * Creates a vault that is paid for by use, or returns the one that was created with the same key.
     *
     * <p>Not called without {@link Capability#VAULTS}.
     *
     * @see Vaults#create
     */
    default Vault create(VaultSpec spec, CallKey key) {
        throw Unimplemented.of(Capability.VAULTS, this);
    }

    /**
     * Orders a vault for a period, or finds the order that was created with the same key. The spec neither grows nor takes in servers by
     * itself.
     *
     * <p>Not called without {@link Capability#SUBSCRIPTIONS}.
     *
     * @see Vaults#subscribe(VaultSpec, Subscription)
     */
    default OperationDriver<Vault> subscribe(VaultSpec spec, Subscription subscription, CallKey key) {
        throw Unimplemented.of(Capability.SUBSCRIPTIONS, this);
    }

    /**
     * Changes a vault that is paid for by use into one that is paid for in advance.
     *
     * <p>Not called without {@link Capability#SUBSCRIPTIONS}.
     *
     * @see Vaults#subscribe(VaultId, Subscription)
     */
    default OperationDriver<Vault> subscribe(VaultId id, Subscription subscription) {
        throw Unimplemented.of(Capability.SUBSCRIPTIONS, this);
    }

    /**
     * Orders another capacity for a vault that is paid for in advance. The driver refuses one that is paid for by use, a capacity
     * less than that of the vault, and any order while one for the vault's capacity is in progress; it orders nothing if the vault
     * has the capacity already.
     *
     * <p>Not called without {@link Capability#SUBSCRIPTIONS}.
     *
     * @see Vaults#buyCapacity
     */
    default OperationDriver<Vault> buyCapacity(VaultId id, CapacityOrder order) {
        throw Unimplemented.of(Capability.SUBSCRIPTIONS, this);
    }

    /**
     * Returns a vault as it is now.
     *
     * @see Vaults#get
     */
    Vault get(VaultId id);

    /**
     * Lists vaults, oldest first.
     *
     * @see Vaults#list(VaultFilter)
     */
    Listing<Vault> list(VaultFilter filter);

    /**
     * Lists the vaults of another region that copies can be made in; it may list others of that region, too.
     *
     * <p>Not called without {@link Capability#REPLICATION}.
     *
     * @see Vaults#copyTargets
     */
    default Listing<Vault> copyTargets(Site site) {
        throw Unimplemented.of(Capability.REPLICATION, this);
    }

    /**
     * Updates a vault to match a spec.
     *
     * <p>Not called without {@link Capability#VAULTS}.
     *
     * @see Vaults#update(VaultId, VaultSpec)
     */
    default Vault update(VaultId id, VaultSpec spec) {
        throw Unimplemented.of(Capability.VAULTS, this);
    }

    /**
     * Changes some properties of a vault. Drivers whose cloud can change one property alone override it, to send only what the
     * change is about.
     *
     * <p>Not called without {@link Capability#VAULTS}.
     *
     * @see Vaults#update(VaultId, UnaryOperator)
     */
    default Vault update(VaultId id, UnaryOperator<VaultSpec> change) {
        return update(id, change.apply(get(id).toSpec()));
    }

    /**
     * Locks a vault permanently.
     *
     * <p>Not called without {@link Capability#VAULT_LOCK}.
     *
     * @see Vaults#lockForever
     */
    default Vault lockForever(VaultId id) {
        throw Unimplemented.of(Capability.VAULT_LOCK, this);
    }

    /**
     * Deletes a vault.
     *
     * <p>Not called without {@link Capability#VAULTS}.
     *
     * @see Vaults#delete
     */
    default void delete(VaultId id, Removal removal) {
        throw Unimplemented.of(Capability.VAULTS, this);
    }

    /**
     * Adds resources to a vault.
     *
     * <p>Not called without {@link Capability#VAULTS}.
     *
     * @see Vaults#add
     */
    default Vault add(VaultId id, List<Resource> resources) {
        throw Unimplemented.of(Capability.VAULTS, this);
    }

    /**
     * Adds a server to a vault without some of its disks.
     *
     * <p>Not called without {@link Capability#DISK_EXCLUSION}.
     *
     * @see Vaults#addServerExcluding
     */
    default Vault addServerExcluding(VaultId id, Resource.Server server, Set<Resource.Disk> excludedDisks) {
        throw Unimplemented.of(Capability.DISK_EXCLUSION, this);
    }

    /**
     * Removes resources from a vault.
     *
     * <p>Not called without {@link Capability#VAULTS}.
     *
     * @see Vaults#remove
     */
    default Vault remove(VaultId id, List<Resource> resources, Removal removal) {
        throw Unimplemented.of(Capability.VAULTS, this);
    }

    /**
     * Moves resources to another vault, which is not the first.
     *
     * <p>Not called without {@link Capability#MEMBER_MOVE}.
     *
     * @see Vaults#move
     */
    default Vault move(VaultId from, VaultId to, List<Resource> resources) {
        throw Unimplemented.of(Capability.MEMBER_MOVE, this);
    }

    /**
     * Makes automatic backups skip members, or include them again.
     *
     * <p>Not called without {@link Capability#MEMBER_SUSPENSION}.
     *
     * @see Vaults#suspend
     * @see Vaults#unsuspend
     */
    default Vault setSuspended(VaultId id, List<Resource> resources, boolean suspended) {
        throw Unimplemented.of(Capability.MEMBER_SUSPENSION, this);
    }
}
