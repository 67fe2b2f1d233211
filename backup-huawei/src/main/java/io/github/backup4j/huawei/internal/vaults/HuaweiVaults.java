package io.github.backup4j.huawei.internal.vaults;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.cbr.v1.CbrMeta;
import com.huaweicloud.sdk.cbr.v1.model.BatchCreateAndDeleteVaultTagsRequest;
import com.huaweicloud.sdk.cbr.v1.model.BulkCreateAndDeleteVaultTagsReq;
import com.huaweicloud.sdk.cbr.v1.model.CreateVaultRequest;
import com.huaweicloud.sdk.cbr.v1.model.DeleteVaultRequest;
import com.huaweicloud.sdk.cbr.v1.model.ListPoliciesRequest;
import com.huaweicloud.sdk.cbr.v1.model.ListVaultRequest;
import com.huaweicloud.sdk.cbr.v1.model.UpdateVaultRequest;
import com.huaweicloud.sdk.cbr.v1.model.VaultCreate;
import com.huaweicloud.sdk.cbr.v1.model.VaultCreateReq;
import com.huaweicloud.sdk.cbr.v1.model.VaultUpdate;
import com.huaweicloud.sdk.cbr.v1.model.VaultUpdateReq;
import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.Billing;
import io.github.backup4j.Busy;
import io.github.backup4j.CapacityOrder;
import io.github.backup4j.Conflict;
import io.github.backup4j.Consistency;
import io.github.backup4j.Invalid;
import io.github.backup4j.Removal;
import io.github.backup4j.Resource;
import io.github.backup4j.Site;
import io.github.backup4j.Subscription;
import io.github.backup4j.Unsupported;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultFilter;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.internal.http.Changes;
import io.github.backup4j.huawei.internal.http.Failures;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.http.Service;
import io.github.backup4j.huawei.internal.policies.PolicyCalls;
import io.github.backup4j.huawei.internal.policies.PolicyReader;
import io.github.backup4j.huawei.internal.resources.CbrTypes;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.IdempotentCreate;
import io.github.backup4j.huawei.internal.work.Request;
import io.github.backup4j.huawei.internal.work.RequestMark;
import io.github.backup4j.huawei.internal.work.TagRoom;
import io.github.backup4j.spi.CallKey;
import io.github.backup4j.spi.Listing;
import io.github.backup4j.spi.OperationDriver;
import io.github.backup4j.spi.VaultsDriver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The vaults of a project. */
public final class HuaweiVaults implements VaultsDriver {
    private static final String CREATE = "vaults.create";
    private static final String SUBSCRIBE = "vaults.subscribe";

    /** How often a vault is read until it shows the members that were added, and how long before the second time. */
    private static final int READS = 4;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private final Context context;
    private final IdempotentCreate creates;
    private final VaultCalls vaults;
    private final PolicyCalls policies;
    private final VaultMembers members;
    private final MemberViews views;
    private final OrderCalls orders;
    private final VaultOrders subscriptions;

    public HuaweiVaults(
            Context context,
            IdempotentCreate creates,
            VaultCalls vaults,
            PolicyCalls policies,
            VaultMembers members,
            MemberViews views,
            OrderCalls orders,
            VaultOrders subscriptions) {
        this.context = context;
        this.creates = creates;
        this.vaults = vaults;
        this.policies = policies;
        this.members = members;
        this.views = views;
        this.orders = orders;
        this.subscriptions = subscriptions;
    }

    @Override
    public Vault create(VaultSpec spec, CallKey key) {
        return create(spec, Request.of(context, CREATE, key, spec));
    }

    private Vault create(VaultSpec spec, Request asked) {
        Request request =
                asked.within(VaultRequests.MOST_TAGS - spec.tags().size(), 1, "vault \"" + spec.name() + "\"");
        Map<VaultId, Vault> answered = new HashMap<>();
        VaultId made = creates.make(
                request,
                "vault",
                vaults::marked,
                () -> {
                    Vault vault = createNow(spec, request);
                    answered.put(vault.id(), vault);
                    return new IdempotentCreate.Created<>(vault.id(), vault.id().value(), vault.createdAt());
                },
                id -> withdraw(id, spec, request));
        Vault vault = answered.get(made);
        return vault == null ? IdempotentCreate.told(request, "vault " + made, () -> get(made)) : vault;
    }

    /** Deletes a vault that this call has created, as its own mark proves, if it has not changed since. */
    private @Nullable String withdraw(VaultId id, VaultSpec spec, Request request) {
        JsonNode raw = vaults.show(id);
        RequestMark mark = RequestMark.in(JsonFields.tags(raw.path("tags")));
        if (mark == null || !mark.equals(request.mark())) {
            return "it does not have the mark of this call";
        }
        Vault vault = vaults.read(id, raw);
        boolean asCreated = vault.toSpec().equals(spec)
                && vault.status() == Vault.Status.AVAILABLE
                && !vault.locked()
                && vault.billing().mode() == Billing.Mode.PAY_PER_USE;
        if (!asCreated
                || !vault.members().isEmpty()
                || !vault.policies().isEmpty()
                || vault.used() == null
                || vault.used().bytes() > 0) {
            return "it has been changed since it was created";
        }
        deleteNow(id);
        return null;
    }

    private Vault createNow(VaultSpec spec, Request request) {
        VaultCreate asked = VaultRequests.create(spec, request.tags(spec.tags()));
        return context.client()
                .make(
                        request.mode(),
                        Service.CBR,
                        CbrMeta.createVault,
                        new CreateVaultRequest().withBody(new VaultCreateReq().withVault(asked)),
                        answer -> VaultReader.read(
                                JsonFields.requiredObject(answer, "vault", "the new vault"), List.of()));
    }

    @Override
    public OperationDriver<Vault> subscribe(VaultSpec spec, Subscription subscription, CallKey key) {
        return subscriptions.buy(spec, subscription, Request.of(context, SUBSCRIBE, key, spec, subscription));
    }

    @Override
    public OperationDriver<Vault> subscribe(VaultId id, Subscription subscription) {
        return subscriptions.change(id, subscription);
    }

    @Override
    public OperationDriver<Vault> buyCapacity(VaultId id, CapacityOrder order) {
        return subscriptions.enlarge(id, order);
    }

    @Override
    public Vault get(VaultId id) {
        return vaults.get(id);
    }

    @Override
    public Listing<Vault> list(VaultFilter filter) {
        // CBR lists vaults in its own order.
        return Listing.inAnyOrder(pages(filter));
    }

    private Stream<Vault> pages(VaultFilter filter) {
        Supplier<Map<VaultId, List<Vault.AttachedPolicy>>> attached =
                once(() -> PolicyReader.attachedByVault(policies.list(new ListPoliciesRequest())));
        return vaults.list(request(filter))
                .map(vault -> VaultReader.read(vault, attached.get().getOrDefault(VaultReader.id(vault), List.of())));
    }

    @Override
    public Listing<Vault> copyTargets(Site site) {
        return Listing.inAnyOrder(vaults.external(site).map(vault -> VaultReader.read(vault, List.of())));
    }

    /** Caches a value: reads it on the first call only. */
    private static <T> Supplier<T> once(Supplier<T> read) {
        List<T> known = new ArrayList<>(1);
        return () -> {
            if (known.isEmpty()) {
                known.add(read.get());
            }
            return known.get(0);
        };
    }

    private static ListVaultRequest request(VaultFilter filter) {
        ListVaultRequest request = new ListVaultRequest();
        if (filter.name() != null) {
            request.withName(filter.name());
        }
        if (filter.kind() == Resource.Kind.DISK || filter.kind() == Resource.Kind.SERVER) {
            request.withObjectType(CbrTypes.objectType(filter.kind()));
        }
        if (filter.resource() != null) {
            request.withResourceIds(filter.resource().id());
        }
        if (filter.policy() != null) {
            request.withPolicyId(filter.policy().value());
        }
        if (filter.status() != null && filter.status() != Vault.Status.UNRECOGNIZED) {
            request.withStatus(VaultRequests.status(filter.status()));
        }
        return request;
    }

    @Override
    public Vault update(VaultId id, VaultSpec spec) {
        return update(id, present -> spec);
    }

    /** Sends only what differs from the vault as it is read here: what others change at the same time stays. */
    @Override
    public Vault update(VaultId id, UnaryOperator<VaultSpec> change) {
        JsonNode seen = vaults.show(id);
        // Its policies do not matter for this; they are read with the result.
        Vault vault = VaultReader.read(seen, List.of());
        VaultSpec spec = change.apply(vault.toSpec());
        requireUpdatable(vault, spec);
        TagRoom.require("vault " + id, JsonFields.tags(seen.path("tags")), spec.tags());
        VaultUpdate update = VaultRequests.update(vault.toSpec(), spec);
        Changes changes = new Changes("updating vault " + id);
        if (update != null) {
            changes.call(() -> send(id, update));
        }
        // Up to two more calls if the tags differ: one call of CBR cannot change everything.
        retag(changes, id, vault.tags(), spec.tags());
        return changes.read(() -> get(id));
    }

    @Override
    public Vault lockForever(VaultId id) {
        send(id, new VaultUpdate().withLocked(true));
        return Failures.afterChange("locking vault " + id + " forever", () -> get(id));
    }

    @Override
    public void delete(VaultId id, Removal removal) {
        views.forget(id);
        Vault vault = get(id);
        if (vault.status() == Vault.Status.DELETING) {
            throw new Conflict("vault " + id + " is being deleted already; nothing was changed");
        }
        members.requireIdle(vault.members());
        members.requireRemovable(vault, removal);
        if (VaultChecks.isSubscription(vault)) {
            orders.unsubscribe(id);
            return;
        }
        try {
            deleteNow(id);
        } catch (Busy e) {
            throw VaultMembers.conflict(e);
        }
    }

    private void deleteNow(VaultId id) {
        context.client().call(Service.CBR, CbrMeta.deleteVault, new DeleteVaultRequest().withVaultId(id.value()));
    }

    @Override
    public Vault add(VaultId id, List<Resource> resources) {
        // Its policies do not matter for this; they are read with the result.
        Vault vault = VaultReader.read(vaults.show(id), List.of());
        Changes changes = new Changes("adding " + resources + " to vault " + id);
        members.add(vault, resources, changes);
        return changes.read(() -> showing(id, resources));
    }

    @Override
    public Vault addServerExcluding(VaultId id, Resource.Server server, Set<Resource.Disk> excludedDisks) {
        Vault vault = get(id);
        members.addExcluding(vault, server, excludedDisks);
        return Failures.afterChange("adding " + server + " to vault " + id, () -> showing(id, List.of(server)));
    }

    /** The vault once it shows members that were added, which may take some seconds; after those, as it is shown. */
    private Vault showing(VaultId id, List<? extends Resource> added) {
        Vault vault = get(id);
        Duration pause = FIRST_PAUSE;
        try {
            for (int reads = 1;
                    reads < READS && !showsAll(vault, added) && context.client().pause(pause);
                    reads++) {
                vault = get(id);
                pause = pause.multipliedBy(2);
            }
        } catch (BackupException unread) {
            // The change was accepted, and the vault was read after it.
            return vault;
        }
        return vault;
    }

    private static boolean showsAll(Vault vault, List<? extends Resource> added) {
        return added.stream().allMatch(resource -> vault.member(resource).isPresent());
    }

    @Override
    public Vault remove(VaultId id, List<Resource> resources, Removal removal) {
        views.forget(id);
        Vault vault = get(id);
        members.remove(vault, resources, removal);
        return Failures.afterChange("removing " + resources + " from vault " + id, () -> get(id));
    }

    @Override
    public Vault move(VaultId from, VaultId to, List<Resource> resources) {
        views.forget(from);
        Vault source = get(from);
        Vault target = get(to);
        if (source.kind() != target.kind() || source.purpose() != target.purpose()) {
            throw new Invalid("vault " + from + " is for " + source.kind() + " and " + source.purpose() + ", vault "
                    + to + " for " + target.kind() + " and " + target.purpose() + "; nothing was moved");
        }
        VaultChecks.requireUsable(target);
        members.move(source, target, resources);
        return Failures.afterChange("moving " + resources + " to vault " + to, () -> get(to));
    }

    /**
     * The API reference describes each of the two actions with the meaning of the other. So this names only the members whose
     * state differs, and reads the vault afterwards: a member wrongly believed suspended loses nothing, but one wrongly
     * believed active has no backups.
     */
    @Override
    public Vault setSuspended(VaultId id, List<Resource> resources, boolean suspended) {
        if (!members.setSuspended(get(id), resources, suspended)) {
            return get(id);
        }
        String what = (suspended ? "suspending " : "unsuspending ") + resources + " in vault " + id;
        Vault changed = Failures.afterChange(what, () -> get(id));
        for (Resource resource : resources) {
            Vault.Member member = changed.member(resource).orElse(null);
            if (member != null && member.suspended() != suspended) {
                throw new AmbiguousOutcome(
                        what + " was accepted by CBR, but the vault still shows that automatic backups "
                                + (suspended ? "include " : "skip ") + resource
                                + "; its response may be out of date, so check the vault again before you rely on"
                                + " either",
                        null,
                        Detail.NONE,
                        null);
            }
        }
        return changed;
    }

    private void requireUpdatable(Vault vault, VaultSpec spec) {
        if (spec.kind() != vault.kind() || spec.purpose() != vault.purpose()) {
            throw new Invalid("vault " + vault.id() + " is for " + vault.kind() + " and " + vault.purpose()
                    + ", which cannot be changed to " + spec.kind() + " and " + spec.purpose()
                    + "; nothing was changed");
        }
        VaultChecks.requireUsable(vault);
        if (vault.used() != null && spec.capacity().compareTo(vault.used()) < 0) {
            throw new Invalid("vault capacity is " + spec.capacity() + ", less than the " + vault.used()
                    + " that vault " + vault.id() + " holds; nothing was changed");
        }
        if (vault.consistency() == Consistency.APPLICATION_CONSISTENT && spec.consistency() != vault.consistency()) {
            throw new Conflict(
                    "vault " + vault.id() + " is application-consistent, which cannot be reduced; nothing was changed");
        }
        boolean resized = VaultRequests.gib(spec) != VaultRequests.gib(vault.toSpec());
        if (VaultChecks.isSubscription(vault) && (resized || spec.autoExpand() || spec.autoBind() != null)) {
            throw new Conflict("vault " + vault.id()
                    + " is a subscription: its capacity is part of the order (see buyCapacity), and it "
                    + "can neither grow nor add servers automatically; nothing was changed");
        }
        if (!spec.description().equals(vault.toSpec().description())) {
            throw new Unsupported(
                    "description of vault " + vault.id() + " is \""
                            + vault.toSpec().description() + "\", not \"" + spec.description()
                            + "\": CBR keeps it as it was at creation; nothing was changed",
                    Detail.NONE,
                    null);
        }
    }

    private void send(VaultId id, VaultUpdate update) {
        context.client()
                .call(
                        Service.CBR,
                        CbrMeta.updateVault,
                        new UpdateVaultRequest()
                                .withVaultId(id.value())
                                .withBody(new VaultUpdateReq().withVault(update)));
    }

    private void retag(Changes changes, VaultId id, Map<String, String> from, Map<String, String> to) {
        Map<String, String> gone = new LinkedHashMap<>(from);
        gone.keySet().removeAll(to.keySet());
        Map<String, String> more = new LinkedHashMap<>(to);
        more.entrySet().removeAll(from.entrySet());
        if (!gone.isEmpty()) {
            changes.call(() -> changeTags(id, BulkCreateAndDeleteVaultTagsReq.ActionEnum.DELETE, gone));
        }
        if (!more.isEmpty()) {
            changes.call(() -> changeTags(id, BulkCreateAndDeleteVaultTagsReq.ActionEnum.CREATE, more));
        }
    }

    private void changeTags(VaultId id, BulkCreateAndDeleteVaultTagsReq.ActionEnum action, Map<String, String> tags) {
        context.client()
                .call(
                        Service.CBR,
                        CbrMeta.batchCreateAndDeleteVaultTags,
                        new BatchCreateAndDeleteVaultTagsRequest()
                                .withVaultId(id.value())
                                .withBody(new BulkCreateAndDeleteVaultTagsReq()
                                        .withAction(action)
                                        .withTags(VaultRequests.tags(tags))));
    }
}
