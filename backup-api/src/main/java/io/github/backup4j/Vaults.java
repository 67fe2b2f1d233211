package io.github.backup4j;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The vaults of a project. Get it from {@link CloudBackup#vaults()}. Safe for use by many threads.
 *
 * <p>See {@link CloudBackup} for what every call may throw.
 */
public interface Vaults {
    /**
     * Creates ("buys") a vault that is paid for by use, and returns it, empty.
     *
     * @param spec what it shall be
     * @throws Invalid if the cloud refuses the spec
     * @throws QuotaExceeded if the project may not have more vaults
     * @throws Unsupported if the spec needs a {@link Capability} that is missing
     */
    default Vault create(VaultSpec spec) {
        return create(spec, RequestKey.random());
    }

    /**
     * Creates a vault, or returns the one that was created with the same key.
     * See {@link RequestKey}.
     *
     * @param spec what it shall be
     * @param key names the request
     * @throws Conflict also if the key was used with other parameters
     * @see #create(VaultSpec)
     */
    Vault create(VaultSpec spec, RequestKey key);

    /**
     * Starts to buy a vault for a period that is paid for in advance. An order that has to be paid by hand keeps the
     * operation in {@link Progress.Phase#PAYMENT_REQUIRED}.
     *
     * @param spec what it shall be
     * @param subscription the period and how it is paid
     * @throws Invalid if the cloud refuses the spec
     * @throws QuotaExceeded if the project may not have more vaults
     * @throws Unsupported without {@link Capability#SUBSCRIPTIONS}
     */
    default Operation<Vault> subscribe(VaultSpec spec, Subscription subscription) {
        return subscribe(spec, subscription, RequestKey.random());
    }

    /**
     * Starts to buy a vault, or returns the work that was started with the same key. While an order is under way that may be that
     * of the key, but cannot be told from another, nothing is ordered, and {@link AmbiguousOutcome} says which order it is.
     * See {@link RequestKey}.
     *
     * @param spec what it shall be
     * @param subscription the period and how it is paid
     * @param key names the request
     * @throws Conflict also if the key was used with other parameters
     * @see #subscribe(VaultSpec, Subscription)
     */
    Operation<Vault> subscribe(VaultSpec spec, Subscription subscription, RequestKey key);

    /**
     * Starts to change a vault that is paid for by use into one that is paid for in advance.
     *
     * @param id the vault
     * @param subscription the period and how it is paid
     * @throws NotFound if there is no such vault
     * @throws Conflict if it is a subscription already
     * @throws Unsupported without {@link Capability#SUBSCRIPTIONS}
     */
    Operation<Vault> subscribe(Vault.Id id, Subscription subscription);

    /**
     * Returns a vault as it is now.
     *
     * @param id the vault
     * @throws NotFound if there is no such vault
     */
    Vault get(Vault.Id id);

    /**
     * Returns the vaults that match a filter, oldest first, read page by page as the stream is used.
     *
     * @param filter the conditions
     */
    Stream<Vault> list(VaultFilter filter);

    /** Returns all vaults, as {@link #list(VaultFilter)} does. */
    default Stream<Vault> list() {
        return list(VaultFilter.all());
    }

    /**
     * Makes a vault be as a spec says, and returns it. Start from {@link Vault#toSpec()}, so that nothing else changes.
     *
     * @param id the vault
     * @param spec what it shall be; kind and purpose as they are
     * @throws NotFound if there is no such vault
     * @throws Invalid if kind or purpose differ, or the capacity is less than what the vault holds
     * @throws Conflict if the vault is being deleted, is a subscription whose capacity cannot be changed so, or should lose
     *     application consistency
     * @throws Unsupported if the spec needs a {@link Capability} that is missing
     */
    Vault update(Vault.Id id, VaultSpec spec);

    /**
     * Locks a vault for good, and returns it. From then on nobody can delete its automatic restore points before they
     * expire, take members out, or delete the vault while it holds such a restore point. <strong>There is no way back.</strong>
     *
     * @param id the vault
     * @throws NotFound if there is no such vault
     * @throws Unsupported without {@link Capability#VAULT_LOCK}
     */
    Vault lockForever(Vault.Id id);

    /**
     * Deletes a vault. It may be listed as {@link Vault.Status#DELETING} for a little longer. Its members stay as they are,
     * unprotected; its policies are detached.
     *
     * @param id the vault
     * @param removal what may become of the restore points in it: all of them are deleted with it, or the call is refused
     * @throws NotFound if there is no such vault
     * @throws Conflict if it holds restore points that the caller wants to keep, is locked and holds automatic ones, or
     *     work is going on in it
     */
    void delete(Vault.Id id, Removal removal);

    /**
     * Puts resources into a vault, and returns it. They are protected from the next run of its policy on. What is in the
     * vault already stays; a server among it is backed up with all its disks from now on.
     *
     * @param id the vault
     * @param resources at least one disk or server, of the vault's kind
     * @throws NotFound if there is no such vault, or no such resource; then none is added
     * @throws Invalid if a resource is not of the vault's kind or is named twice, or the vault is for copies; then none is
     *     added
     * @throws Conflict if resources are in another vault, or in a state in which they cannot be protected; then none is added,
     *     {@link BackupException#resources()} names them all, and {@link BackupException#vault()} the other vault
     * @throws QuotaExceeded if the vault would have more than 256 members; then none is added
     */
    Vault add(Vault.Id id, Collection<? extends Resource> resources);

    /**
     * Puts resources into a vault, as {@link #add(Vault.Id, Collection)} does.
     *
     * @param id the vault
     * @param resources at least one disk or server, of the vault's kind
     */
    default Vault add(Vault.Id id, Resource... resources) {
        return add(id, List.of(resources));
    }

    /**
     * Puts a server into a vault without some of its disks, and returns the vault. If the server is in the vault already,
     * these disks and no others are left out from now on.
     *
     * @param id the vault
     * @param server the server
     * @param excludedDisks the disks of it that are not backed up; at least one disk has to remain
     * @throws NotFound if there is no such vault or server, or the server has no such disk
     * @throws Invalid if no disk remains, or the vault is not for servers
     * @throws Conflict if the server is in another vault
     * @throws QuotaExceeded if the vault would have more than 256 members
     * @throws Unsupported without {@link Capability#DISK_EXCLUSION}
     */
    Vault addServerExcluding(Vault.Id id, Resource.Server server, Set<Resource.Disk> excludedDisks);

    /**
     * Takes resources out of a vault, and returns it. They may be listed as {@link Vault.MemberStatus#REMOVING} for a little
     * longer.
     *
     * @param id the vault
     * @param resources at least one member
     * @param removal what may become of their restore points in this vault: all of them are deleted, automatic ones and
     *     those taken by hand, or the call is refused
     * @throws NotFound if there is no such vault, or it does not hold one of them; then none is taken out
     * @throws Conflict if one has restore points that the caller wants to keep or that an image was built from, is being
     *     worked on, or the vault is locked; then none is taken out
     */
    Vault remove(Vault.Id id, Collection<? extends Resource> resources, Removal removal);

    /**
     * Takes one resource out of a vault, as {@link #remove(Vault.Id, Collection, Removal)} does.
     *
     * @param id the vault
     * @param resource a member
     * @param removal what may become of its restore points in this vault
     */
    default Vault remove(Vault.Id id, Resource resource, Removal removal) {
        return remove(id, List.of(resource), removal);
    }

    /**
     * Moves resources to another vault, with all their restore points, and returns that vault.
     *
     * @param from the vault that holds them
     * @param to a vault of the same kind, other than the first
     * @param resources at least one member
     * @throws NotFound if there is no such vault, or it does not hold one of them; then none is moved
     * @throws Invalid if both vaults are the same, or not of the same kind
     * @throws Conflict if one is being worked on, or the vault is locked; then none is moved
     * @throws QuotaExceeded if the other vault has not enough room, or would have more than 256 members
     * @throws Unsupported without {@link Capability#MEMBER_MOVE}
     */
    Vault move(Vault.Id from, Vault.Id to, Collection<? extends Resource> resources);

    /**
     * Lets automatic backups pass members over until {@link #unsuspend}, and returns the vault. Their restore points stay;
     * backups by hand still work.
     *
     * @param id the vault
     * @param resources at least one member
     * @throws NotFound if there is no such vault, or it does not hold one of them
     * @throws Unsupported without {@link Capability#MEMBER_SUSPENSION}
     */
    Vault suspend(Vault.Id id, Collection<? extends Resource> resources);

    /**
     * Lets automatic backups take members in again, and returns the vault.
     *
     * @param id the vault
     * @param resources at least one member
     * @throws NotFound if there is no such vault, or it does not hold one of them
     * @throws Unsupported without {@link Capability#MEMBER_SUSPENSION}
     */
    Vault unsuspend(Vault.Id id, Collection<? extends Resource> resources);
}
