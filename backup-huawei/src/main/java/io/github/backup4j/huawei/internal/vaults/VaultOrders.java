package io.github.backup4j.huawei.internal.vaults;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.cbr.v1.CbrMeta;
import com.huaweicloud.sdk.cbr.v1.model.CbcOrderChange;
import com.huaweicloud.sdk.cbr.v1.model.CbcProductInfoOrderChange;
import com.huaweicloud.sdk.cbr.v1.model.ChangeOrderRequest;
import com.huaweicloud.sdk.cbr.v1.model.CreatePostPaidVaultRequest;
import com.huaweicloud.sdk.cbr.v1.model.VaultOrder;
import com.huaweicloud.sdk.cbr.v1.model.VaultOrderCreateReqs;
import com.huaweicloud.sdk.core.http.HttpMethod;
import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.CapacityOrder;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.Progress;
import io.github.backup4j.Subscription;
import io.github.backup4j.Unavailable;
import io.github.backup4j.Unsupported;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.internal.http.CallMode;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.http.RawCall;
import io.github.backup4j.huawei.internal.http.Service;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.CreateAttempts;
import io.github.backup4j.huawei.internal.work.IdempotentCreate;
import io.github.backup4j.huawei.internal.work.Request;
import io.github.backup4j.huawei.internal.work.RequestMark;
import io.github.backup4j.huawei.internal.work.Step;
import io.github.backup4j.huawei.internal.work.StepState;
import io.github.backup4j.huawei.internal.work.StepWork;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.internal.work.TokenFields;
import io.github.backup4j.huawei.internal.work.WorkKind;
import io.github.backup4j.spi.OperationDriver;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Orders new subscriptions, conversions to subscriptions, and more capacity. Polls until the order is paid and carried out, and the
 * vault shows it.
 */
public final class VaultOrders implements StepWork<Vault, VaultOrders.State> {
    private static final int ORDERED = 0;
    private static final int CARRIED_OUT = 1;
    private static final int DELIVERED = 2;

    private static final WorkKind<Vault> KIND = new WorkKind<>(
            "vault-order",
            "ordering the vault",
            Vault.class,
            DELIVERED + 1,
            TokenFields.none()
                    .with(TokenFields.ID, "order", "vault")
                    .with(TokenFields.MARK, "mark")
                    .with(Pattern.compile("\\d{1,8}"), "size"));

    /** The unit of capacities in orders: GB. */
    private static final int GB = 17;

    private final Context context;
    private final IdempotentCreate creates;
    private final OrderCalls orders;
    private final VaultCalls vaults;

    public VaultOrders(Context context, IdempotentCreate creates, OrderCalls orders, VaultCalls vaults) {
        this.context = context;
        this.creates = creates;
        this.orders = orders;
        this.vaults = vaults;
    }

    // ---- start

    /** Orders a new vault, unless a retried request finds it. */
    OperationDriver<Vault> buy(VaultSpec spec, Subscription subscription, Request asked) {
        Request request =
                asked.within(VaultRequests.MOST_TAGS - spec.tags().size(), 1, "vault \"" + spec.name() + "\"");
        // Fails before anything is bought if the caller cannot read orders.
        context.require(Service.BSS);
        // Orders first: a vault that is delivered in between is then found by its mark.
        Optional<String> underWay = request.keyChosen()
                ? orders.underWay(request.since(), context.serviceNow(), this::isThere)
                : Optional.empty();
        Optional<VaultId> bought = creates.find(request, "vault", vaults::marked);
        if (bought.isPresent()) {
            return context.operation(this, new State.Delivered(bought.get()).firstToken(request.tag()));
        }
        if (underWay.isPresent()) {
            throw new AmbiguousOutcome(
                    "order " + underWay.get() + " is in progress and may be that of request key \""
                            + request.key().value()
                            + "\"; this call ordered nothing. Repeat the call with the key when the order is completed"
                            + " or cancelled; if the order is somebody else's, use another key",
                    request.key(),
                    Detail.NONE,
                    null);
        }
        String order = buyNow(spec, subscription, request);
        return context.operation(this, new State.Ordered(order, null).firstToken(request.tag()));
    }

    private boolean isThere(VaultId id) {
        try {
            var unusedView = vaults.show(id);
            return true;
        } catch (NotFound e) {
            return false;
        }
    }

    /**
     * Orders a new vault; after a lost reply it is not ordered again.
     *
     * @throws AmbiguousOutcome with the key, if the vault may have been ordered and will carry the mark of its request
     */
    private String buyNow(VaultSpec spec, Subscription subscription, Request request) {
        VaultOrder vault = VaultRequests.order(spec, subscription, request.tags(spec.tags()));
        try {
            // The SDK misnames the call: it creates a prepaid vault.
            return context.client()
                    .make(
                            CallMode.CHANGE,
                            Service.CBR,
                            CbrMeta.createPostPaidVault,
                            new CreatePostPaidVaultRequest().withBody(new VaultOrderCreateReqs().withVault(vault)),
                            VaultOrders::orderId);
        } catch (AmbiguousOutcome e) {
            if (request.mark() == null) {
                throw e;
            }
            throw CreateAttempts.ambiguous(
                    request.key(),
                    e,
                    "an order costs money and is never repeated automatically; repeat the call with its key, which"
                            + " orders only if no earlier order is in progress",
                    null);
        }
    }

    /** Orders the change of a pay-per-use vault to prepaid. */
    OperationDriver<Vault> change(VaultId id, Subscription subscription) {
        Vault vault = vaults.get(id);
        VaultChecks.requireUsable(vault);
        if (VaultChecks.isSubscription(vault)) {
            throw new Conflict("vault " + id + " is a subscription already; nothing was ordered");
        }
        if (vault.autoExpand() || vault.autoBind() != null) {
            throw new Conflict("vault " + id + " grows or adds servers automatically, which a subscription cannot: turn"
                    + " that off with update first; nothing was ordered");
        }
        context.require(Service.BSS);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("vault_ids", List.of(id.value()));
        body.put("charging_mode", "pre_paid");
        body.put("period_type", subscription.unit() == Subscription.Unit.MONTH ? "month" : "year");
        body.put("period_num", subscription.count());
        body.put("is_auto_renew", subscription.autoRenew());
        body.put("is_auto_pay", subscription.autoPay());
        String order = context.client()
                .make(
                        CallMode.CHANGE,
                        Service.CBR,
                        RawCall.of(HttpMethod.POST, "changeChargeMode", "/v3/{project_id}/vaults/change-charge-mode"),
                        new RawCall.Body(body),
                        VaultOrders::orderId);
        return context.operation(this, new State.Ordered(order, id).firstToken(""));
    }

    /**
     * Orders a larger capacity of a prepaid vault, unless it has that already or another order may give it that. Of two processes
     * that both list the orders before either has ordered, both order: CBR has no key or condition for orders of capacity.
     */
    OperationDriver<Vault> enlarge(VaultId id, CapacityOrder order) {
        context.require(Service.BSS);
        // Orders first: the vault then shows the capacity of an order that is carried out in between.
        Optional<String> other = orders.changing(id, context.serviceNow());
        JsonNode seen = vaults.show(id);
        Vault vault = VaultReader.read(seen, List.of());
        VaultChecks.requireUsable(vault);
        if (!VaultChecks.isSubscription(vault)) {
            throw new Conflict(
                    "vault " + id + " is paid for by use: change its capacity with update; nothing was ordered");
        }
        long size = order.capacity().toGibRoundedUp();
        if (order.capacity().compareTo(vault.capacity()) < 0) {
            throw new Invalid("capacity is " + order.capacity() + ", less than the " + vault.capacity() + " of vault "
                    + id + "; nothing was ordered");
        }
        Token delivered = new State.Delivered(id).firstToken("").with("size", String.valueOf(size));
        if (size == vault.capacity().toGibRoundedUp()) {
            return context.operation(this, delivered);
        }
        if (other.isPresent()) {
            throw new Conflict("order " + other.get() + " changes vault " + id
                    + ", or does not say what it changes; it is in progress, or was carried out less than an hour ago and"
                    + " the vault may not show it yet. Wait for that, or cancel the order; nothing was ordered now");
        }
        String placed = enlargeNow(id, seen.path("billing"), Math.toIntExact(size), order.autoPay());
        return context.operation(
                this, new State.Ordered(placed, id).firstToken("").with("size", String.valueOf(size)));
    }

    private String enlargeNow(VaultId id, JsonNode billing, int size, boolean autoPay) {
        String productId = JsonFields.textOrNull(billing, "product_id");
        if (productId == null) {
            throw new Unsupported(
                    "CBR does not name the product of vault " + id + ", without which no other capacity can be ordered;"
                            + " order it in the console; nothing was ordered now",
                    Detail.NONE,
                    null);
        }
        CbcProductInfoOrderChange product = new CbcProductInfoOrderChange()
                .withProductId(productId)
                .withResourceSize(size)
                .withResourceSizeMeasureId(GB)
                .withResourceSpecCode(CbcProductInfoOrderChange.ResourceSpecCodeEnum.fromValue(
                        JsonFields.required(billing, "spec_code", "vault " + id)));
        CbcOrderChange change = new CbcOrderChange()
                .withProductInfo(product)
                .withResourceId(id.value())
                .withIsAutoPay(autoPay);
        return context.client()
                .make(
                        CallMode.CHANGE,
                        Service.CBR,
                        CbrMeta.changeOrder,
                        new ChangeOrderRequest().withBody(change),
                        VaultOrders::orderId);
    }

    private static String orderId(JsonNode answer) {
        // The response to a purchase has a list of orders, that to a change of the charging mode a single one.
        return Stream.concat(JsonFields.listOrNone(answer, "orders", "an order").stream(), Stream.of(answer))
                .flatMap(order -> Stream.of("orderId", "order_id").map(name -> JsonFields.text(order, name)))
                .filter(text -> text.matches("[A-Za-z0-9-]{1,64}"))
                .findFirst()
                .orElseThrow(() -> new Unavailable("the response has no id of an order: \""
                        + JsonFields.text(answer, "errText") + "\"; check the orders of the account"));
    }

    // ---- polling

    /** The progress of an order. */
    sealed interface State extends StepState {
        /**
         * The order must be paid, approved or carried out.
         *
         * @param order the order
         * @param vault the vault that it changes; null: it orders a new one
         */
        record Ordered(String order, @Nullable VaultId vault) implements State {
            @Override
            public Token on(Token token) {
                return write(token, ORDERED, Map.of("order", order, "vault", vault == null ? "" : vault.value()));
            }
        }

        /**
         * The order is carried out, but does not name its vault yet.
         *
         * @param order the order
         */
        record CarriedOut(String order) implements State {
            @Override
            public Token on(Token token) {
                return write(token, CARRIED_OUT, Map.of("order", order));
            }
        }

        /**
         * The vault exists, or will soon.
         *
         * @param vault the vault
         */
        record Delivered(VaultId vault) implements State {
            @Override
            public Token on(Token token) {
                return write(token, DELIVERED, Map.of("vault", vault.value()));
            }
        }

        static State read(Token token) {
            return switch (token.step()) {
                case ORDERED ->
                    new Ordered(
                            token.get("order"), token.find("vault").isEmpty() ? null : new VaultId(token.get("vault")));
                case CARRIED_OUT -> new CarriedOut(token.get("order"));
                case DELIVERED -> new Delivered(new VaultId(token.get("vault")));
                default -> throw new Invalid("token of vault-order is at step " + token.step() + "; it is damaged");
            };
        }

        /** The mark that a new vault carries; null: not known. */
        static @Nullable RequestMark mark(Token token) {
            return RequestMark.parse(token.find("mark"));
        }

        /** The token of an order that starts in this state. */
        default Token firstToken(String mark) {
            return on(Token.of(KIND.name())).with("mark", mark);
        }

        private static Token write(Token token, int step, Map<String, String> fields) {
            return StepState.write(token, step, Set.of("order", "vault"), fields);
        }
    }

    @Override
    public WorkKind<Vault> about() {
        return KIND;
    }

    @Override
    public State read(Token token) {
        return State.read(token);
    }

    @Override
    public Step<Vault> poll(Token token, State state) {
        if (state instanceof State.Ordered ordered) {
            return ordered(token, ordered);
        }
        return state instanceof State.CarriedOut carriedOut
                ? carriedOut(token, carriedOut)
                : delivered(token, (State.Delivered) state);
    }

    private Step<Vault> ordered(Token token, State.Ordered state) {
        String order = state.order();
        VaultId changed = state.vault();
        return switch (orders.status(order)) {
            case OrderCalls.COMPLETED ->
                changed == null ? new State.CarriedOut(order).next(token) : new State.Delivered(changed).next(token);
            case OrderCalls.PENDING_PAYMENT ->
                new Step.Going<>(Progress.Phase.PAYMENT_REQUIRED, null, "order " + order + " has to be paid");
            case OrderCalls.PENDING_APPROVAL ->
                new Step.Going<>(Progress.Phase.QUEUED, null, "order " + order + " has to be approved");
            case OrderCalls.CANCELLED ->
                new Step.Failed<>(new OperationFailed(
                        "order " + order + " was cancelled; "
                                + (token.find("size").isEmpty() ? "no vault" : "no capacity") + " was bought",
                        Detail.NONE,
                        null));
            default -> Step.going("processing order " + order);
        };
    }

    private Step<Vault> carriedOut(Token token, State.CarriedOut state) {
        return orders.vaultOf(state.order())
                .<Step<Vault>>map(id -> new State.Delivered(id).next(token))
                .orElseGet(() -> Step.going("delivering order " + state.order()));
    }

    private Step<Vault> delivered(Token token, State.Delivered state) {
        Vault vault = vaults.get(state.vault());
        if (!VaultChecks.isSubscription(vault)) {
            return Step.going("converting vault " + state.vault() + " to a subscription");
        }
        String size = token.find("size");
        return size.isEmpty() || vault.capacity().compareTo(DataSize.gib(Long.parseLong(size))) >= 0
                ? end(token, vault)
                : Step.going("vault " + state.vault() + " has " + vault.capacity() + ", not " + size + " GiB yet");
    }

    /** Continues with another vault of the request if this one was deleted; the order is never placed again. */
    @Override
    public Step<Vault> gone(Token token, State state, NotFound missing) {
        if (!(state instanceof State.Delivered delivered)) {
            return StepWork.super.gone(token, state, missing);
        }
        VaultId vault = delivered.vault();
        return ofRequest(token).stream()
                .map(IdempotentCreate.Marked::made)
                .filter(id -> !id.equals(vault) && isThere(id))
                .findFirst()
                .<Step<Vault>>map(id -> new State.Delivered(id).next(token))
                .orElseGet(() -> new Step.Failed<>(new OperationFailed(
                        "the order was completed, but its vault " + vault
                                + " does not exist: it has been deleted, or CBR does not show it yet. Nothing was"
                                + " ordered again",
                        Detail.NONE,
                        missing)));
    }

    /**
     * Ends with the oldest existing vault of the request, which all callers with its key agree on. Other vaults of the request
     * have been paid for: this reports them, and never cancels them. A list may still show a deleted vault, so an older one is
     * read before it is preferred.
     */
    private Step<Vault> end(Token token, Vault vault) {
        List<IdempotentCreate.Marked<VaultId>> there = ofRequest(token).stream()
                .dropWhile(marked -> !marked.made().equals(vault.id()) && !isThere(marked.made()))
                .toList();
        if (there.stream().noneMatch(marked -> marked.made().equals(vault.id()))) {
            return new Step.Done<>(vault);
        }
        IdempotentCreate.Marked<VaultId> kept = there.get(0);
        if (!kept.made().equals(vault.id())) {
            return new State.Delivered(kept.made()).next(token);
        }
        context.duplicates().report("vault", null, kept, IdempotentCreate.others(there, kept));
        return new Step.Done<>(vault);
    }

    private List<IdempotentCreate.Marked<VaultId>> ofRequest(Token token) {
        RequestMark mark = State.mark(token);
        return mark == null ? List.of() : IdempotentCreate.of(marked(), mark);
    }

    /** The marked vaults; none if the caller may not list vaults, which leaves the vault that was ordered. */
    private List<IdempotentCreate.Marked<VaultId>> marked() {
        try {
            return vaults.marked();
        } catch (BackupException e) {
            if (e.retryable()) {
                throw e;
            }
            return List.of();
        }
    }
}
