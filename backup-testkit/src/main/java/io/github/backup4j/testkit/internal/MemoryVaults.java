package io.github.backup4j.testkit.internal;

import io.github.backup4j.Billing;
import io.github.backup4j.CapacityOrder;
import io.github.backup4j.Conflict;
import io.github.backup4j.Consistency;
import io.github.backup4j.DataSize;
import io.github.backup4j.Invalid;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.Purpose;
import io.github.backup4j.Removal;
import io.github.backup4j.Reported;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Site;
import io.github.backup4j.Subscription;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultFilter;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.spi.CallKey;
import io.github.backup4j.spi.Listing;
import io.github.backup4j.spi.OperationDriver;
import io.github.backup4j.spi.VaultsDriver;
import io.github.backup4j.testkit.Call;
import io.github.backup4j.testkit.Work;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** The vaults of one site. */
final class MemoryVaults implements VaultsDriver {
    private final SiteEngine engine;
    private final SiteStore store;
    private final Gate gate;

    MemoryVaults(SiteEngine engine, Gate gate) {
        this.engine = engine;
        this.gate = gate;
        store = engine.store;
    }

    // ---- vaults

    @Override
    public Vault create(VaultSpec spec, CallKey key) {
        return gate.once(
                Call.VAULTS_CREATE,
                key,
                List.of(spec),
                () -> {
                    requireCreatable(spec);
                    return newVault(spec);
                },
                vault -> store.vaults.containsKey(vault.id),
                StoredVault::view);
    }

    @Override
    public OperationDriver<Vault> subscribe(VaultSpec spec, Subscription subscription, CallKey key) {
        Supplier<Job<Vault>> buy = () -> {
            requireCreatable(spec);
            return order(subscription, orderId -> {
                StoredVault vault = newVault(spec);
                pay(vault, subscription, orderId);
                return vault.view();
            });
        };
        return engine.jobs.once(
                gate,
                Call.VAULTS_SUBSCRIBE,
                key,
                List.of(spec, subscription),
                buy,
                vault -> store.vaults.containsKey(vault.id()));
    }

    @Override
    public OperationDriver<Vault> subscribe(VaultId id, Subscription subscription) {
        return gate.change(Call.VAULTS_SUBSCRIBE, id, () -> {
            StoredVault vault = store.vault(id);
            requireUsable(vault);
            if (isSubscription(vault)) {
                throw Refusal.conflict(
                        Code.SUBSCRIBED, "vault " + id + " is a subscription already; nothing was ordered");
            }
            if (vault.spec.autoExpand() || vault.spec.autoBind() != null) {
                throw Refusal.conflict(
                        Code.SUBSCRIBED,
                        "vault " + id + " grows or adds servers automatically, which a subscription cannot: turn"
                                + " that off with update first; nothing was ordered");
            }
            return engine.jobs.work(gate, order(subscription, orderId -> {
                StoredVault delivered = store.vault(id);
                pay(delivered, subscription, orderId);
                return delivered.view();
            }));
        });
    }

    @Override
    public OperationDriver<Vault> buyCapacity(VaultId id, CapacityOrder order) {
        return gate.change(Call.VAULTS_BUY_CAPACITY, id, () -> {
            StoredVault vault = store.vault(id);
            requireUsable(vault);
            requireMayBuy(vault, order.capacity());
            boolean there = order.capacity().equals(vault.spec.capacity());
            Supplier<Vault> deliver = () -> {
                StoredVault delivered = store.vault(id);
                delivered.spec = delivered.spec.withCapacity(order.capacity());
                return delivered.view();
            };
            Job<Vault> job = order.autoPay() || there
                    ? engine.jobs.start(Work.ORDER, Vault.class, deliver, failure -> {})
                    : engine.jobs.startUnpaid(Work.ORDER, Vault.class, deliver);
            vault.capacityOrder = job;
            return engine.jobs.work(gate, job);
        });
    }

    private static void requireMayBuy(StoredVault vault, DataSize capacity) {
        if (!isSubscription(vault)) {
            throw Refusal.conflict(
                    Code.NOT_SUBSCRIBED,
                    "vault " + vault.id + " is paid for by use: change its capacity with update; nothing was ordered");
        }
        if (capacity.compareTo(vault.spec.capacity()) < 0) {
            throw Refusal.invalid(
                    Code.TOO_SMALL,
                    "capacity is " + capacity + ", less than the " + vault.spec.capacity() + " of vault " + vault.id
                            + "; nothing was ordered");
        }
        Job<Vault> earlier = vault.capacityOrder;
        if (earlier != null && !earlier.status().ended()) {
            throw Refusal.conflict(
                    Code.ORDER_UNDER_WAY,
                    "order " + earlier.id + " for the capacity of vault " + vault.id
                            + " is in progress; wait until it is carried out, or cancel it; nothing was ordered now");
        }
    }

    @Override
    public Vault get(VaultId id) {
        return gate.read(Call.VAULTS_GET, () -> store.vault(id).view());
    }

    @Override
    public Listing<Vault> list(VaultFilter filter) {
        return Listing.inOrder(gate.list(
                Call.VAULTS_LIST,
                () -> List.copyOf(store.vaults.values()),
                vault -> store.vaults.get(vault.id) == vault ? Optional.of(vault.view()) : Optional.empty()));
    }

    @Override
    public Listing<Vault> copyTargets(Site site) {
        SiteStore there = store.world.at(site).store;
        return Listing.inOrder(gate.list(
                Call.VAULTS_COPY_TARGETS,
                () -> List.copyOf(there.vaults.values()),
                vault -> there.vaults.get(vault.id) == vault
                        ? Optional.of(withoutPolicies(vault.view()))
                        : Optional.empty()));
    }

    private static Vault withoutPolicies(Vault vault) {
        return new Vault(
                vault.id(),
                vault.name(),
                vault.description(),
                vault.protection(),
                vault.reportedStatus(),
                vault.space(),
                vault.billing(),
                vault.members(),
                List.of(),
                vault.tags(),
                vault.createdAt());
    }

    @Override
    public Vault update(VaultId id, VaultSpec spec) {
        return update(id, present -> spec);
    }

    @Override
    public Vault update(VaultId id, UnaryOperator<VaultSpec> change) {
        return gate.change(Call.VAULTS_UPDATE, id, () -> {
            StoredVault vault = store.vault(id);
            VaultSpec spec = change.apply(vault.view().toSpec());
            requireUpdatable(vault, spec);
            vault.spec = wholeGib(spec);
            engine.autoBinding.arm();
            return vault.view();
        });
    }

    @Override
    public Vault lockForever(VaultId id) {
        return gate.change(Call.VAULTS_LOCK_FOREVER, id, () -> {
            StoredVault vault = store.vault(id);
            vault.locked = true;
            return vault.view();
        });
    }

    @Override
    public void delete(VaultId id, Removal removal) {
        gate.run(Call.VAULTS_DELETE, id, () -> {
            StoredVault vault = store.vault(id);
            if (vault.status == Vault.Status.DELETING) {
                throw Refusal.conflict(
                        Code.VAULT_UNUSABLE, "vault " + id + " is being deleted already; nothing was changed");
            }
            List<StoredPoint> points = vault.chains.values().stream()
                    .flatMap(chain -> chain.oldestFirst().stream())
                    .toList();
            if (vault.locked && points.stream().anyMatch(StoredPoint::automatic)) {
                throw Refusal.conflict(
                        Code.VAULT_LOCKED,
                        "vault " + id
                                + " is locked and holds automatic restore points; it cannot be deleted before they"
                                + " expire; nothing was changed");
            }
            requireDeletable(points, removal, "vault " + id);
            if (vault.members.values().stream().anyMatch(StoredMember::busy)
                    || points.stream().anyMatch(MemoryVaults::isWorkedOn)) {
                throw Refusal.conflict(
                        Code.BEING_WORKED_ON,
                        "a backup, restore, copy or removal is in progress in vault " + id
                                + "; nothing was changed, wait until it has ended");
            }
            vault.status = Vault.Status.DELETING;
            points.forEach(point -> point.become(RestorePoint.Status.DELETING));
            detachAll(vault);
            store.world.after(Work.DELETE, () -> drop(vault));
        });
    }

    // ---- members

    @Override
    public Vault add(VaultId id, List<Resource> resources) {
        return gate.change(Call.VAULTS_ADD, id, () -> {
            StoredVault vault = store.vault(id);
            requireRoomFor(vault, resources);
            resources.forEach(resource -> bind(vault, resource, Set.of()));
            return vault.view();
        });
    }

    @Override
    public Vault addServerExcluding(VaultId id, Resource.Server server, Set<Resource.Disk> excludedDisks) {
        return gate.change(Call.VAULTS_ADD_SERVER_EXCLUDING, id, () -> {
            StoredVault vault = store.vault(id);
            requireRoomFor(vault, List.of(server));
            Set<Resource.Disk> disks = new HashSet<>();
            store.server(server).disks.forEach(disk -> disks.add(disk.disk));
            for (Resource.Disk disk : excludedDisks) {
                if (!disks.contains(disk)) {
                    throw Refusal.notFound(Code.RESOURCE_NOT_FOUND, disk + " is not attached to " + server);
                }
            }
            if (excludedDisks.containsAll(disks)) {
                throw Refusal.invalid(
                        Code.NO_DISK_LEFT,
                        "excludedDisks names all disks of " + server
                                + "; at least one has to remain; nothing was added");
            }
            bind(vault, server, excludedDisks);
            return vault.view();
        });
    }

    @Override
    public Vault remove(VaultId id, List<Resource> resources, Removal removal) {
        return gate.change(Call.VAULTS_REMOVE, id, () -> {
            StoredVault vault = store.vault(id);
            List<StoredMember> leaving = idleMembers(vault, resources);
            for (StoredMember member : leaving) {
                requireDeletable(pointsOf(member), removal, member.resource + " in vault " + id);
            }
            for (StoredMember member : leaving) {
                member.become(Vault.MemberStatus.REMOVING);
                pointsOf(member).forEach(point -> point.become(RestorePoint.Status.DELETING));
                LoggedWork entry = store.logStart(OperationRecord.Kind.REMOVE_MEMBER, member.resource, vault, null);
                store.world.after(Work.DELETE, () -> {
                    drop(member);
                    entry.succeed(store.world.time.now());
                });
            }
            return vault.view();
        });
    }

    @Override
    public Vault move(VaultId from, VaultId to, List<Resource> resources) {
        return gate.change(Call.VAULTS_MOVE, from, () -> {
            StoredVault source = store.vault(from);
            StoredVault target = store.vault(to);
            if (source.spec.kind() != target.spec.kind() || source.spec.purpose() != target.spec.purpose()) {
                throw Refusal.invalid(
                        Code.WRONG_KIND,
                        "vault " + from + " is for " + source.spec.kind() + " and " + source.spec.purpose() + ", vault "
                                + to + " for " + target.spec.kind() + " and " + target.spec.purpose()
                                + "; nothing was moved");
            }
            requireUsable(source);
            requireUsable(target);
            List<StoredMember> moving = idleMembers(source, resources);
            requireFreeSeats(target, moving.size());
            long bytes = moving.stream()
                    .mapToLong(member -> chainBytes(source, member.resource))
                    .sum();
            if (!target.fits(bytes)) {
                throw Refusal.quota(
                        Code.VAULT_FULL,
                        "vault " + to + " has no room for " + DataSize.bytes(bytes)
                                + " of restore points; nothing was moved");
            }
            for (StoredMember member : moving) {
                store.removeMember(member);
                member.vault = target;
                store.addMember(member);
                Chain chain = source.chains.get(member.resource);
                if (chain != null) {
                    store.moveChain(chain, target);
                }
            }
            engine.expiry.catchUp(target);
            return target.view();
        });
    }

    @Override
    public Vault setSuspended(VaultId id, List<Resource> resources, boolean suspended) {
        Call call = suspended ? Call.VAULTS_SUSPEND : Call.VAULTS_UNSUSPEND;
        return gate.change(call, id, () -> {
            StoredVault vault = store.vault(id);
            List<StoredMember> members = resources.stream()
                    .map(resource -> store.member(vault, resource))
                    .toList();
            members.forEach(member -> member.suspended = suspended);
            return vault.view();
        });
    }

    // ---- checks

    private static void requireCreatable(VaultSpec spec) {
        if (spec.purpose() == Purpose.REPLICATION && spec.kind() != Resource.Kind.SERVER) {
            throw Refusal.invalid(
                    Code.WRONG_KIND,
                    "vault \"" + spec.name()
                            + "\" is for copies of disks; only servers are copied; nothing was created");
        }
    }

    private static void requireUpdatable(StoredVault vault, VaultSpec spec) {
        requireUsable(vault);
        VaultSpec now = vault.spec;
        if (spec.kind() != now.kind() || spec.purpose() != now.purpose()) {
            throw Refusal.invalid(
                    Code.IMMUTABLE,
                    "vault " + vault.id + " is for " + now.kind() + " and " + now.purpose()
                            + ", which cannot be changed to " + spec.kind() + " and " + spec.purpose()
                            + "; nothing was changed");
        }
        if (spec.capacity().bytes() < vault.used + vault.ballast) {
            throw Refusal.invalid(
                    Code.TOO_SMALL,
                    "vault capacity is " + spec.capacity() + ", less than the "
                            + DataSize.bytes(vault.used + vault.ballast) + " that vault " + vault.id
                            + " holds; nothing was changed");
        }
        if (now.consistency() == Consistency.APPLICATION_CONSISTENT && spec.consistency() != now.consistency()) {
            throw Refusal.conflict(
                    Code.CONSISTENCY,
                    "vault " + vault.id + " is application-consistent, which cannot be reduced; nothing was changed");
        }
        boolean grows = !spec.capacity().equals(now.capacity());
        if (isSubscription(vault) && (grows || spec.autoExpand() || spec.autoBind() != null)) {
            throw Refusal.conflict(
                    Code.SUBSCRIBED,
                    "vault " + vault.id
                            + " is a subscription: its capacity is part of the order (see buyCapacity), and it can neither grow nor add"
                            + " servers automatically; nothing was changed");
        }
    }

    private static void requireUsable(StoredVault vault) {
        if (!vault.usable()) {
            throw Refusal.conflict(
                    Code.VAULT_UNUSABLE,
                    "vault " + vault.id + " is " + vault.status + ", not available; nothing was changed");
        }
    }

    private void requireRoomFor(StoredVault vault, List<? extends Resource> resources) {
        requireUsable(vault);
        if (vault.spec.purpose() != Purpose.BACKUP) {
            throw Refusal.invalid(
                    Code.WRONG_PURPOSE,
                    "vault " + vault.id + " is for copies; it cannot have members; nothing was changed");
        }
        int joining = 0;
        Unjoinable unjoinable = new Unjoinable(vault.id);
        for (Resource resource : resources) {
            if (resource.kind() != vault.spec.kind()) {
                throw new Invalid(
                        "vault " + vault.id + " is for " + vault.spec.kind() + ", not for " + resource
                                + "; nothing was added",
                        Refusal.detail(Code.WRONG_KIND).about(resource).inVault(vault.id),
                        null);
            }
            store.requireExists(resource);
            StoredMember member = store.memberFor(resource);
            if (member == null) {
                joining++;
                store.statusOf(resource)
                        .filter(status -> !Backups.canBeBackedUp(status))
                        .ifPresent(status -> unjoinable.isInState(resource, status));
            } else if (member.vault != vault) {
                unjoinable.isIn(resource, member.vault.id);
            }
        }
        unjoinable.refuse();
        requireFreeSeats(vault, joining);
    }

    private static void requireFreeSeats(StoredVault vault, int joining) {
        int most = vault.store.world.limits.vaults().members();
        if (vault.members.size() + joining > most) {
            throw Refusal.quota(
                    Code.MEMBER_LIMIT,
                    "vault " + vault.id + " has " + vault.members.size() + " members; " + joining
                            + " more would exceed the limit of " + most + "; nothing was added");
        }
    }

    private List<StoredMember> idleMembers(StoredVault vault, List<Resource> resources) {
        List<StoredMember> members = new ArrayList<>();
        for (Resource resource : resources) {
            members.add(store.member(vault, resource));
        }
        for (StoredMember member : members) {
            if (member.busy()) {
                throw new Conflict(
                        member.resource + " is busy (" + member.status()
                                + "); nothing was changed, wait until that has ended",
                        Refusal.detail(Code.BEING_WORKED_ON)
                                .about(member.resource)
                                .inVault(vault.id),
                        null);
            }
            pointsOf(member).stream()
                    .filter(MemoryVaults::isWorkedOn)
                    .findFirst()
                    .ifPresent(point -> {
                        throw new Conflict(
                                "restore point " + point.id() + " of " + member.resource
                                        + " is being made, restored from or copied; nothing was changed, wait until that has"
                                        + " ended",
                                Refusal.detail(Code.BEING_WORKED_ON)
                                        .about(member.resource)
                                        .inVault(vault.id),
                                null);
                    });
        }
        if (vault.locked) {
            throw Refusal.conflict(
                    Code.VAULT_LOCKED,
                    "vault " + vault.id + " is locked; its members cannot leave it; nothing was changed");
        }
        return members;
    }

    private static boolean isWorkedOn(StoredPoint point) {
        return point.status() == RestorePoint.Status.PROTECTING
                || point.status() == RestorePoint.Status.RESTORING
                || point.inUse();
    }

    private static void requireDeletable(List<StoredPoint> points, Removal removal, String of) {
        if (points.isEmpty()) {
            return;
        }
        if (removal == Removal.KEEPING_RESTORE_POINTS) {
            throw Refusal.conflict(
                    Code.HOLDS_RESTORE_POINTS,
                    "there are " + points.size() + " restore points of " + of
                            + ", which would be deleted with it; nothing was changed; to delete them too, give "
                            + Removal.DELETING_RESTORE_POINTS);
        }
        for (StoredPoint point : points) {
            if (point.pinned()) {
                throw Refusal.conflict(
                        Code.PINNED_BY_IMAGE,
                        "restore point " + point.id() + " of " + of + " is held by image " + point.images()
                                + "; delete the image first; nothing was changed");
            }
        }
    }

    // ---- changes

    private StoredVault newVault(VaultSpec spec) {
        StoredVault vault = new StoredVault(new VaultId(store.world.nextId("vault")), store, wholeGib(spec));
        store.vaults.put(vault.id, vault);
        engine.autoBinding.arm();
        return vault;
    }

    private static VaultSpec wholeGib(VaultSpec spec) {
        return spec.withCapacity(DataSize.gib(spec.capacity().toGibRoundedUp()));
    }

    private Job<Vault> order(Subscription subscription, Delivery delivery) {
        String orderId = store.world.nextId("order");
        return subscription.autoPay()
                ? engine.jobs.start(Work.ORDER, Vault.class, () -> delivery.deliver(orderId), failure -> {})
                : engine.jobs.startUnpaid(Work.ORDER, Vault.class, () -> delivery.deliver(orderId));
    }

    private void pay(StoredVault vault, Subscription subscription, String orderId) {
        Instant now = store.world.time.now();
        Instant from = vault.billing.paidUntil() == null ? now : vault.billing.paidUntil();
        ZonedDateTime start = from.atZone(ZoneOffset.UTC);
        Instant until = (subscription.unit() == Subscription.Unit.MONTH
                        ? start.plusMonths(subscription.count())
                        : start.plusYears(subscription.count()))
                .toInstant();
        vault.billing = new Billing(Reported.of(Billing.Mode.SUBSCRIPTION), orderId, until);
        store.world.time.schedule(until, () -> endPeriod(vault, subscription, orderId, until));
    }

    private void endPeriod(StoredVault vault, Subscription subscription, String orderId, Instant end) {
        if (!end.equals(vault.billing.paidUntil())) {
            return;
        }
        if (subscription.autoRenew()) {
            pay(vault, subscription, orderId);
        } else if (vault.usable()) {
            vault.status = Vault.Status.FROZEN;
            store.world.record(store, "vault frozen", vault.id, "its subscription has ended");
        }
    }

    private void bind(StoredVault vault, Resource resource, Set<Resource.Disk> excluded) {
        StoredMember member = vault.members.get(resource);
        if (member == null) {
            store.addMember(new StoredMember(resource, vault, excluded));
        } else {
            member.excluded = excluded;
        }
    }

    private void detachAll(StoredVault vault) {
        vault.policies.values().forEach(attachment -> {
            attachment.policy().vaults.remove(vault);
            engine.slots.plan(attachment.policy());
        });
        vault.policies.clear();
    }

    private void drop(StoredVault vault) {
        vault.membersInOrder().forEach(store::removeMember);
        List.copyOf(vault.chains.values()).forEach(this::drop);
        store.vaults.remove(vault.id);
    }

    private void drop(StoredMember member) {
        Chain chain = member.vault.chains.get(member.resource);
        if (chain != null) {
            drop(chain);
        }
        store.removeMember(member);
    }

    private void drop(Chain chain) {
        List.copyOf(chain.newestFirst()).forEach(store::removePoint);
    }

    private static List<StoredPoint> pointsOf(StoredMember member) {
        Chain chain = member.vault.chains.get(member.resource);
        return chain == null ? List.of() : List.copyOf(chain.oldestFirst());
    }

    private static long chainBytes(StoredVault vault, Resource resource) {
        Chain chain = vault.chains.get(resource);
        return chain == null ? 0 : chain.ownedBytes();
    }

    private static boolean isSubscription(StoredVault vault) {
        return vault.billing.mode() == Billing.Mode.SUBSCRIPTION;
    }

    /** Delivers the vault of an order that is paid. */
    private interface Delivery {
        Vault deliver(String orderId);
    }
}
