package io.github.backup4j.spi;

import io.github.backup4j.Removal;
import io.github.backup4j.Resource;
import io.github.backup4j.Subscription;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultFilter;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.Vaults;
import java.util.List;
import java.util.Set;

/** The vaults of a project, as a provider implements {@link Vaults}. */
public interface VaultsDriver {
    /**
     * Creates a vault that is paid for by use, or returns the one that was created with the same key.
     *
     * @see Vaults#create
     */
    Vault create(VaultSpec spec, CallKey key);

    /**
     * Orders a vault for a period, or finds the order that was made with the same key. The spec neither grows nor takes in servers by
     * itself.
     *
     * @see Vaults#subscribe(VaultSpec, Subscription)
     */
    OperationDriver<Vault> subscribe(VaultSpec spec, Subscription subscription, CallKey key);

    /**
     * Changes a vault that is paid for by use into one that is paid for in advance.
     *
     * @see Vaults#subscribe(Vault.Id, Subscription)
     */
    OperationDriver<Vault> subscribe(Vault.Id id, Subscription subscription);

    /**
     * Returns a vault as it is now.
     *
     * @see Vaults#get
     */
    Vault get(Vault.Id id);

    /**
     * Lists vaults, oldest first.
     *
     * @see Vaults#list(VaultFilter)
     */
    Listing<Vault> list(VaultFilter filter);

    /**
     * Makes a vault be as a spec says.
     *
     * @see Vaults#update
     */
    Vault update(Vault.Id id, VaultSpec spec);

    /**
     * Locks a vault for good.
     *
     * @see Vaults#lockForever
     */
    Vault lockForever(Vault.Id id);

    /**
     * Deletes a vault.
     *
     * @see Vaults#delete
     */
    void delete(Vault.Id id, Removal removal);

    /**
     * Puts resources into a vault.
     *
     * @see Vaults#add
     */
    Vault add(Vault.Id id, List<Resource> resources);

    /**
     * Puts a server into a vault without some of its disks.
     *
     * @see Vaults#addServerExcluding
     */
    Vault addServerExcluding(Vault.Id id, Resource.Server server, Set<Resource.Disk> excludedDisks);

    /**
     * Takes resources out of a vault.
     *
     * @see Vaults#remove
     */
    Vault remove(Vault.Id id, List<Resource> resources, Removal removal);

    /**
     * Moves resources to another vault, which is not the first.
     *
     * @see Vaults#move
     */
    Vault move(Vault.Id from, Vault.Id to, List<Resource> resources);

    /**
     * Lets automatic backups pass members over, or take them in again.
     *
     * @see Vaults#suspend
     * @see Vaults#unsuspend
     */
    Vault setSuspended(Vault.Id id, List<Resource> resources, boolean suspended);
}
