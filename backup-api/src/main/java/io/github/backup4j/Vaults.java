package io.github.backup4j;

import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.spi.CallKey;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The vaults of a project. Get it from {@link CloudBackup#vaults()}. Safe for use by many threads.
 *
 * <pre>{@code
 * Vault vault = backup.vaults().create(VaultSpec.forDisks("orders", DataSize.gib(200)));
 * backup.vaults().add(vault.id(), Resource.disk(diskId));
 * backup.vaults().remove(vault.id(), Resource.disk(diskId), Removal.DELETING_RESTORE_POINTS); // they are lost
 * }</pre>
 *
 * <p>See {@link CloudBackup} for what every call may throw. {@link #create}, {@link #update}, {@link #add}, {@link #remove} and {@link
 * #delete} also throw {@link Unsupported} without {@link Capability#VAULTS}; the others name the capability that they need.
 */
public final class Vaults {
    private static final String SUBSCRIBE = "vaults.subscribe";
    private static final Comparator<Vault> OLDEST_FIRST = Calls.byTime(Vault::createdAt, false);

    private final Calls calls;

    Vaults(Calls calls) {
        this.calls = calls;
    }

    /**
     * Creates ("buys") a vault that is paid for by use, and returns it, empty. On Huawei Cloud, this takes two requests: the
     * second looks for another vault that the same request has created; with a request key, a third looks for earlier ones.
     *
     * @param spec its properties
     * @throws Invalid if the cloud refuses the spec
     * @throws QuotaExceeded if the project may not have more vaults
     * @throws Unsupported if the spec needs a {@link Capability} that is missing
     */
    public Vault create(VaultSpec spec) {
        return create(spec, calls.fresh());
    }

    /**
     * Creates a vault, or returns the one that was created with the same key.
     * See {@link RequestKey}.
     *
     * @param spec its properties
     * @param key the request key
     * @throws Conflict also if the key was used with other parameters
     * @see #create(VaultSpec)
     */
    public Vault create(VaultSpec spec, RequestKey key) {
        return create(spec, Calls.chosen(key));
    }

    /**
     * Starts to buy a vault for a period that is paid for in advance. An order that has to be paid by hand keeps the
     * operation in {@link Progress.Phase#PAYMENT_REQUIRED}.
     *
     * @param spec its properties
     * @param subscription the period and how it is paid
     * @throws Invalid if the cloud refuses the spec, or the period is longer than it takes
     * @throws QuotaExceeded if the project may not have more vaults
     * @throws Unsupported without {@link Capability#SUBSCRIPTIONS}
     */
    public Operation<Vault> subscribe(VaultSpec spec, Subscription subscription) {
        return subscribe(spec, subscription, calls.fresh());
    }

    /**
     * Starts to buy a vault, or returns the work that was started with the same key. While an order is in progress that may be that
     * of the key or another one, nothing is ordered, and {@link AmbiguousOutcome} says which order it is.
     * See {@link RequestKey}.
     *
     * @param spec its properties
     * @param subscription the period and how it is paid
     * @param key the request key
     * @throws Conflict also if the key was used with other parameters
     * @see #subscribe(VaultSpec, Subscription)
     */
    public Operation<Vault> subscribe(VaultSpec spec, Subscription subscription, RequestKey key) {
        return subscribe(spec, subscription, Calls.chosen(key));
    }

    /**
     * Starts to change a vault that is paid for by use into one that is paid for in advance.
     *
     * @param id the vault
     * @param subscription the period and how it is paid
     * @throws NotFound if there is no such vault
     * @throws Conflict if it is a subscription already, cannot be used, or grows or adds servers automatically, which {@link #update}
     *     turns off; nothing is ordered
     * @throws Invalid if the period is longer than the cloud takes
     * @throws Unsupported without {@link Capability#SUBSCRIPTIONS}
     */
    public Operation<Vault> subscribe(VaultId id, Subscription subscription) {
        Require.nonNull(id, "id");
        Require.nonNull(subscription, "subscription");
        return calls.start(SUBSCRIBE, id.value(), driver -> {
            calls.require(Capability.SUBSCRIPTIONS, "vault " + id);
            requireTerm(subscription);
            return driver.vaults().subscribe(id, subscription);
        });
    }

    /**
     * Starts to enlarge a vault that is paid for in advance, which {@link #update} cannot. <strong>This costs money</strong> for
     * the rest of the period. If the order is paid by hand, the operation stays in {@link Progress.Phase#PAYMENT_REQUIRED} until
     * it is paid.
     *
     * <p>The call orders nothing twice: if the vault has the capacity already, the operation returns it. While an order for its
     * capacity is in progress, a repeat is a {@link Conflict}, also for the same capacity: keep the token of the first call. Nothing
     * is ordered while such an order, or one whose vault is unknown, is in progress, or for an hour afterwards, since the cloud may
     * show the new capacity late. <strong>No cloud refuses the second of two orders that are
     * placed at the same moment</strong>: let one process at a time order capacity for a vault.
     *
     * <pre>{@code
     * backup.vaults().buyCapacity(vault.id(), CapacityOrder.of(DataSize.gib(800))).await(Duration.ofHours(1));
     * }</pre>
     *
     * @param id the vault
     * @param order its new capacity and how the order is paid
     * @throws NotFound if there is no such vault
     * @throws Invalid if the capacity is less than that of the vault, or more than the cloud {@linkplain CloudBackup#limits() allows}
     * @throws Conflict if the vault is paid for by use, is not available, or an order for its capacity is in progress or may not
     *     show yet; nothing is ordered
     * @throws Unsupported without {@link Capability#SUBSCRIPTIONS}, or if the cloud does not name the product of the vault, without
     *     which nothing can be ordered
     */
    public Operation<Vault> buyCapacity(VaultId id, CapacityOrder order) {
        Require.nonNull(id, "id");
        Require.nonNull(order, "order");
        return calls.start("vaults.buyCapacity", id.value(), driver -> {
            calls.require(Capability.SUBSCRIPTIONS, "vault " + id);
            requireNotTooLarge(order.capacity(), "vault " + id);
            return driver.vaults().buyCapacity(id, order);
        });
    }

    /**
     * Returns a vault as it is now.
     *
     * @param id the vault
     * @throws NotFound if there is no such vault
     */
    public Vault get(VaultId id) {
        Require.nonNull(id, "id");
        return calls.call("vaults.get", id.value(), driver -> driver.vaults().get(id));
    }

    /**
     * Returns the vaults that match a filter, oldest first, read when the stream is used. A cloud that lists them in another order,
     * such as Huawei Cloud, has to return all before the stream has its first. On Huawei Cloud, one request reads the first hundred
     * vaults, one more each further thousand, or fewer if they have many members, and one the policies of all.
     *
     * @param filter the conditions
     */
    public Stream<Vault> list(VaultFilter filter) {
        Require.nonNull(filter, "filter");
        return calls.list("vaults.list", driver -> driver.vaults().list(filter), filter::matches, OLDEST_FIRST);
    }

    /** Returns all vaults, as {@link #list(VaultFilter)} does. */
    public Stream<Vault> list() {
        return list(VaultFilter.all());
    }

    /**
     * Returns the vaults for copies in another region, oldest first, as this region knows them: {@link RestorePoints#copy} and
     * replication policies copy to them. Vaults for backups are left out. They come without {@linkplain Vault#policies() policies}.
     * To change one, open the other region. All are read before the stream has its first. On Huawei Cloud, one request reads each
     * hundred.
     *
     * <p>The call compares the site with {@link CloudBackup#site()} at once, for which a provider may have to ask the cloud; the
     * vaults are read when the stream is used.
     *
     * <pre>{@code
     * Site site = new Site("eu-west-2", project);
     * Vault vault = backup.vaults().copyTargets(site).findFirst().orElseThrow();
     * backup.restorePoints().copy(point.id(), site, vault.id(), "copy").await(Duration.ofHours(6));
     * }</pre>
     *
     * @param site the other region, one of {@link RestorePoints#copyRegions()}, and the project in it
     * @throws Invalid if the site is in this region
     * @throws Unsupported without {@link Capability#REPLICATION}, when the stream is used
     */
    public Stream<Vault> copyTargets(Site site) {
        Require.nonNull(site, "site");
        if (site.region().equals(calls.driver().site().region())) {
            throw Calls.invalid("SAME_PLACE", "site is " + site + ", in this region; copies are made in another one");
        }
        return calls.list(
                "vaults.copyTargets",
                driver -> {
                    calls.require(Capability.REPLICATION, "a copy in " + site);
                    return driver.vaults().copyTargets(site);
                },
                vault -> vault.purpose() == Purpose.REPLICATION,
                OLDEST_FIRST);
    }

    /**
     * Updates a vault to match a spec, and returns it. Start from {@link Vault#toSpec()}, so that nothing else changes.
     *
     * @param id the vault
     * @param spec its new properties; kind and purpose must stay the same
     * @throws NotFound if there is no such vault
     * @throws Invalid if kind or purpose differ, or the capacity is less than what the vault holds
     * @throws Conflict if the vault is not available, should lose application consistency, or is a subscription and should change its
     *     capacity, which {@link #buyCapacity} does, expand or add servers automatically
     * @throws Unsupported if the spec needs a {@link Capability} that is missing, or changes what the cloud keeps as it was at
     *     creation: on Huawei Cloud, the description, which no capability stands for
     */
    public Vault update(VaultId id, VaultSpec spec) {
        Require.nonNull(id, "id");
        Require.nonNull(spec, "spec");
        return calls.call("vaults.update", id.value(), driver -> {
            requirePossible(spec);
            return driver.vaults().update(id, spec);
        });
    }

    /**
     * Changes some properties of a vault, and returns it. Unlike {@link #update(VaultId, VaultSpec)}, it starts from the vault as
     * it is at that moment, so that what others have changed since the caller read it stays, unless the change is about the same
     * property.
     *
     * <pre>{@code
     * backup.vaults().update(id, present -> present.withCapacity(DataSize.gib(500)));
     * }</pre>
     *
     * @param id the vault
     * @param change returns the new properties, given the present ones; called on the thread of the caller. What it throws is
     *     thrown to the caller, and nothing is changed
     * @throws NotFound if there is no such vault
     * @throws Invalid if kind or purpose differ, or the capacity is less than what the vault holds
     * @throws Conflict as {@link #update(VaultId, VaultSpec)}
     * @throws Unsupported as {@link #update(VaultId, VaultSpec)}
     */
    public Vault update(VaultId id, UnaryOperator<VaultSpec> change) {
        Require.nonNull(id, "id");
        Require.nonNull(change, "change");
        return calls.call("vaults.update", id.value(), driver -> {
            requireVaults("vault " + id);
            return driver.vaults().update(id, present -> {
                VaultSpec spec = Require.nonNull(change.apply(present), "result of change");
                requirePossible(spec);
                return spec;
            });
        });
    }

    /**
     * Locks a vault permanently, and returns it. From then on nobody can delete its automatic restore points before
     * they expire, remove members, or delete the vault while it holds such a restore point. <strong>This cannot be
     * undone.</strong>
     *
     * @param id the vault
     * @throws NotFound if there is no such vault
     * @throws Unsupported without {@link Capability#VAULT_LOCK}
     */
    public Vault lockForever(VaultId id) {
        Require.nonNull(id, "id");
        return calls.call("vaults.lockForever", id.value(), driver -> {
            calls.require(Capability.VAULT_LOCK, "vault " + id);
            return driver.vaults().lockForever(id);
        });
    }

    /**
     * Deletes a vault. It may be listed as {@link Vault.Status#DELETING} for a little longer. Its members stay as they are,
     * unprotected; its policies are detached.
     *
     * <p><strong>If the vault is paid for in advance, Huawei Cloud cancels its subscription</strong>, and deletes the vault with it.
     * That ends a period that is paid for, needs permission to cancel orders, and needs the account id, which is looked up if it was
     * not given. What is refunded is up to the cloud.
     *
     * @param id the vault
     * @param removal what may become of the restore points in it: all of them are deleted with it, or the call is refused
     * @throws NotFound if there is no such vault
     * @throws Conflict if it holds restore points that the caller wants to keep, is locked and holds automatic ones, is being deleted
     *     already, or work is going on in it
     * @throws Busy if the cloud cannot cancel the subscription at the moment; nothing is changed
     */
    public void delete(VaultId id, Removal removal) {
        Require.nonNull(id, "id");
        Require.nonNull(removal, "removal");
        calls.run("vaults.delete", id.value(), driver -> {
            requireVaults("vault " + id);
            driver.vaults().delete(id, removal);
        });
    }

    /**
     * Adds resources to a vault, and returns it. They are protected from the next run of its policy on. Resources that
     * are members already stay members; a server among them is backed up with all its disks from now on.
     *
     * <p>On Huawei Cloud, this takes seven requests for up to fifty disks: the vault, the disks, the vaults that may hold them,
     * obstacles to protecting them, the addition, and the vault and its policies as they are returned.
     *
     * @param id the vault
     * @param resources at least one disk or server, of the vault's kind
     * @throws NotFound if there is no such vault, or no such resource; then none is added
     * @throws Invalid if a resource is not of the vault's kind or is named twice, or the vault is for copies; then none is
     *     added
     * @throws Conflict if resources are in another vault, or in a state in which they cannot be protected; then none is added,
     *     {@link BackupException#resources()} names them all, and {@link BackupException#vault()} the other vault
     * @throws QuotaExceeded if the vault would have more members than the cloud {@linkplain CloudBackup#limits() allows}; then
     *     none is added
     */
    public Vault add(VaultId id, Collection<? extends Resource> resources) {
        Require.nonNull(id, "id");
        List<Resource> joining = Calls.resources(resources);
        return calls.call("vaults.add", id.value(), driver -> {
            requireVaults("vault " + id);
            requireSeats(id, joining.size());
            return driver.vaults().add(id, joining);
        });
    }

    /**
     * Adds resources to a vault, as {@link #add(VaultId, Collection)} does.
     *
     * @param id the vault
     * @param resources at least one disk or server, of the vault's kind
     */
    public Vault add(VaultId id, Resource... resources) {
        return add(id, Arrays.asList(Require.nonNull(resources, "resources")));
    }

    /**
     * Adds a server to a vault without some of its disks, and returns the vault. If the server is a member already,
     * exactly these disks are excluded from now on.
     *
     * @param id the vault
     * @param server the server
     * @param excludedDisks the disks of it that are not backed up; at least one disk has to remain
     * @throws NotFound if there is no such vault or server, or the server has no such disk
     * @throws Invalid if no disk remains, or the vault is not for servers
     * @throws Conflict if the server is in another vault
     * @throws QuotaExceeded if the vault would have more members than the cloud {@linkplain CloudBackup#limits() allows}
     * @throws Unsupported without {@link Capability#DISK_EXCLUSION}
     */
    public Vault addServerExcluding(VaultId id, Resource.Server server, Set<Resource.Disk> excludedDisks) {
        Require.nonNull(id, "id");
        Require.nonNull(server, "server");
        Set<Resource.Disk> excluded = Set.copyOf(Require.distinct(excludedDisks, "excludedDisks"));
        return calls.call("vaults.addServerExcluding", id.value(), driver -> {
            calls.require(Capability.DISK_EXCLUSION, "vault " + id);
            return driver.vaults().addServerExcluding(id, server, excluded);
        });
    }

    /**
     * Removes resources from a vault, and returns it. They may be listed as {@link Vault.MemberStatus#REMOVING} for a
     * little longer.
     *
     * @param id the vault
     * @param resources at least one member
     * @param removal what may become of their restore points in this vault: all of them are deleted, automatic ones and
     *     those taken manually, or the call is refused
     * @throws NotFound if there is no such vault, or it does not hold one of them; then none is removed
     * @throws Conflict if one has restore points that the caller wants to keep or that an image was built from, is in
     *     use by other work, or the vault is locked; then none is removed
     */
    public Vault remove(VaultId id, Collection<? extends Resource> resources, Removal removal) {
        Require.nonNull(id, "id");
        Require.nonNull(removal, "removal");
        List<Resource> leaving = Calls.resources(resources);
        return calls.call("vaults.remove", id.value(), driver -> {
            requireVaults("vault " + id);
            return driver.vaults().remove(id, leaving, removal);
        });
    }

    /**
     * Removes one resource from a vault, as {@link #remove(VaultId, Collection, Removal)} does.
     *
     * @param id the vault
     * @param resource a member
     * @param removal what may become of its restore points in this vault
     */
    public Vault remove(VaultId id, Resource resource, Removal removal) {
        return remove(id, List.of(Require.nonNull(resource, "resource")), removal);
    }

    /**
     * Moves resources to another vault, with all their restore points, and returns that vault.
     *
     * @param from the vault that holds them
     * @param to a vault of the same kind, other than the first
     * @param resources at least one member
     * @throws NotFound if there is no such vault, or it does not hold one of them; then none is moved
     * @throws Invalid if both vaults are the same, or not of the same kind
     * @throws Conflict if one is in use by other work, the vault is locked, or one of the vaults is not available; then none is
     *     moved
     * @throws QuotaExceeded if the other vault has not enough room, or would have more members than the cloud
     *     {@linkplain CloudBackup#limits() allows}
     * @throws Unsupported without {@link Capability#MEMBER_MOVE}
     */
    public Vault move(VaultId from, VaultId to, Collection<? extends Resource> resources) {
        Require.nonNull(from, "from");
        Require.nonNull(to, "to");
        List<Resource> moving = Calls.resources(resources);
        return calls.call("vaults.move", from.value(), driver -> {
            calls.require(Capability.MEMBER_MOVE, "vault " + from);
            if (from.equals(to)) {
                throw Calls.invalid("SAME_PLACE", "from and to are both vault " + from + "; nothing was moved");
            }
            requireSeats(to, moving.size());
            return driver.vaults().move(from, to, moving);
        });
    }

    /**
     * Makes automatic backups skip members until {@link #unsuspend}, and returns the vault. Their restore points stay;
     * manual backups still work.
     *
     * @param id the vault
     * @param resources at least one member
     * @throws NotFound if there is no such vault, or it does not hold one of them
     * @throws Unsupported without {@link Capability#MEMBER_SUSPENSION}
     */
    public Vault suspend(VaultId id, Collection<? extends Resource> resources) {
        return setSuspended("vaults.suspend", id, resources, true);
    }

    /**
     * Makes automatic backups include members again, and returns the vault.
     *
     * @param id the vault
     * @param resources at least one member
     * @throws NotFound if there is no such vault, or it does not hold one of them
     * @throws Unsupported without {@link Capability#MEMBER_SUSPENSION}
     */
    public Vault unsuspend(VaultId id, Collection<? extends Resource> resources) {
        return setSuspended("vaults.unsuspend", id, resources, false);
    }

    private Vault create(VaultSpec spec, CallKey key) {
        Require.nonNull(spec, "spec");
        return calls.call("vaults.create", spec.name(), driver -> {
            requireCreatable(spec);
            return driver.vaults().create(spec, key);
        });
    }

    private Operation<Vault> subscribe(VaultSpec spec, Subscription subscription, CallKey key) {
        Require.nonNull(spec, "spec");
        Require.nonNull(subscription, "subscription");
        return calls.start(SUBSCRIBE, spec.name(), driver -> {
            calls.refuseReserved(spec);
            calls.require(Capability.SUBSCRIPTIONS, named(spec));
            requireCreatable(spec);
            requireTerm(subscription);
            if (spec.autoExpand() || spec.autoBind() != null) {
                throw Calls.invalid(
                        "SUBSCRIBED",
                        named(spec)
                                + " is a subscription: it can neither grow nor add servers automatically; nothing"
                                + " was bought");
            }
            return driver.vaults().subscribe(spec, subscription, key);
        });
    }

    private Vault setSuspended(String name, VaultId id, Collection<? extends Resource> resources, boolean suspended) {
        Require.nonNull(id, "id");
        List<Resource> members = Calls.resources(resources);
        return calls.call(name, id.value(), driver -> {
            calls.require(Capability.MEMBER_SUSPENSION, "vault " + id);
            return driver.vaults().setSuspended(id, members, suspended);
        });
    }

    private void requireCreatable(VaultSpec spec) {
        if (spec.kind() == Resource.Kind.UNRECOGNIZED || spec.purpose() == Purpose.UNRECOGNIZED) {
            throw Calls.invalid(
                    "WRONG_KIND",
                    named(spec) + " is for " + spec.kind() + " and " + spec.purpose()
                            + ", which this API only reads; nothing was created");
        }
        requirePossible(spec);
        if (spec.capacity().compareTo(calls.limits().vaults().smallest()) < 0) {
            throw Calls.invalid(
                    "TOO_SMALL",
                    "capacity of " + named(spec) + " is " + spec.capacity() + ", less than "
                            + calls.limits().vaults().smallest() + ", the least there is; nothing was created");
        }
    }

    private void requirePossible(VaultSpec spec) {
        calls.refuseReserved(spec);
        requireVaults(named(spec));
        if (spec.autoExpand()) {
            calls.require(Capability.AUTO_EXPAND, named(spec));
        }
        if (spec.autoBind() != null) {
            calls.require(Capability.AUTO_BIND, named(spec));
            calls.requireRule(spec.autoBind(), named(spec));
        }
        if (spec.consistency() == Consistency.APPLICATION_CONSISTENT) {
            calls.require(Capability.APPLICATION_CONSISTENCY, named(spec));
        }
        if (spec.purpose() == Purpose.REPLICATION) {
            calls.require(Capability.REPLICATION, named(spec));
        }
        calls.requireName(spec.name(), "vault name");
        calls.requireLength(
                spec.description(), "vault description", calls.limits().descriptionLength());
        calls.requireTags(spec.tags(), named(spec));
        requireNotTooLarge(spec.capacity(), named(spec));
    }

    private void requireNotTooLarge(DataSize capacity, String what) {
        if (capacity.compareTo(calls.limits().vaults().largest()) > 0) {
            throw Calls.invalid(
                    "TOO_LARGE",
                    "capacity of " + what + " is " + capacity + ", more than "
                            + calls.limits().vaults().largest() + ", the most there is; nothing was changed");
        }
    }

    private void requireTerm(Subscription subscription) {
        boolean months = subscription.unit() == Subscription.Unit.MONTH;
        int longest = months
                ? calls.limits().terms().months()
                : calls.limits().terms().years();
        if (subscription.count() > longest) {
            throw Calls.invalid(
                    Calls.MALFORMED,
                    "subscription is for " + subscription.count() + (months ? " months" : " years")
                            + ", longer than the " + longest + " that " + calls.driver()
                            + " takes; nothing was bought");
        }
    }

    private void requireVaults(String subject) {
        calls.require(Capability.VAULTS, subject);
    }

    private void requireSeats(VaultId id, int joining) {
        if (joining > calls.limits().vaults().members()) {
            throw new QuotaExceeded(
                    "vault " + id + " was given " + joining + " members to add, but may have at most "
                            + calls.limits().vaults().members() + "; nothing was changed",
                    Detail.code("MEMBER_LIMIT").inVault(id),
                    null);
        }
    }

    private static String named(VaultSpec spec) {
        return "vault \"" + spec.name() + "\"";
    }
}
