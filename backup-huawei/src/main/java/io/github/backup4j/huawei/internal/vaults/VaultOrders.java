package io.github.backup4j.huawei.internal.vaults;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.cbr.v1.CbrMeta;
import com.huaweicloud.sdk.cbr.v1.model.CreatePostPaidVaultRequest;
import com.huaweicloud.sdk.cbr.v1.model.VaultOrder;
import com.huaweicloud.sdk.cbr.v1.model.VaultOrderCreateReqs;
import com.huaweicloud.sdk.core.http.HttpMethod;
import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.Billing;
import io.github.backup4j.NotFound;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.Progress;
import io.github.backup4j.Subscription;
import io.github.backup4j.Unavailable;
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
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.internal.work.TokenFields;
import io.github.backup4j.huawei.internal.work.Work;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An order of a vault that is paid for in advance, or of a vault's change to that: the order is paid and carried out, it says
 * which vault it is about, and that vault is there.
 */
public final class VaultOrders implements Work<Vault> {
    private static final TokenFields FIELDS =
            TokenFields.none().with(TokenFields.ID, "order", "vault").with(TokenFields.MARK, "mark");

    private static final int ORDERED = 0;
    private static final int CARRIED_OUT = 1;
    private static final int DELIVERED = 2;

    private final Context context;
    private final OrderCalls orders;
    private final VaultCalls vaults;

    public VaultOrders(Context context, OrderCalls orders, VaultCalls vaults) {
        this.context = context;
        this.orders = orders;
        this.vaults = vaults;
    }

    @Override
    public String words() {
        return "ordering the vault";
    }

    @Override
    public String kind() {
        return "vault-order";
    }

    @Override
    public TokenFields fields() {
        return FIELDS;
    }

    @Override
    public int steps() {
        return DELIVERED + 1;
    }

    @Override
    public Class<Vault> resultType() {
        return Vault.class;
    }

    /**
     * Orders a new vault; after a lost reply it is not ordered again.
     *
     * @throws AmbiguousOutcome with the key, if the vault may have been ordered and will carry the mark of its request
     */
    Token buy(VaultSpec spec, Subscription subscription, Request request) {
        VaultOrder vault = VaultRequests.order(spec, subscription, request.tags(spec.tags()));
        try {
            // The SDK's name of the call is a slip: what it makes is paid for in advance.
            String order = context.client()
                    .make(
                            CallMode.CHANGE,
                            Service.CBR,
                            CbrMeta.createPostPaidVault,
                            new CreatePostPaidVaultRequest().withBody(new VaultOrderCreateReqs().withVault(vault)),
                            VaultOrders::orderId);
            return Token.of(kind()).with("order", order).with("mark", request.tag());
        } catch (AmbiguousOutcome e) {
            if (request.mark() == null) {
                throw e;
            }
            throw CreateAttempts.ambiguous(
                    request.key(),
                    e,
                    "an order costs money and is not placed again by itself; repeat the call with its key, which"
                            + " orders only if no order of then is under way",
                    null);
        }
    }

    /** A vault that was bought before. */
    Token bought(VaultId id) {
        return Token.of(kind()).with("vault", id.value()).at(DELIVERED);
    }

    /** Orders the change of a vault that is paid for by use. */
    Token change(VaultId id, Subscription subscription) {
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
        return Token.of(kind()).with("order", order).with("vault", id.value());
    }

    @Override
    public Step<Vault> look(Token token) {
        return switch (token.step()) {
            case ORDERED -> order(token);
            case CARRIED_OUT -> resource(token);
            default -> vault(token);
        };
    }

    private Step<Vault> order(Token token) {
        String order = token.get("order");
        return switch (orders.status(order)) {
            case OrderCalls.COMPLETED ->
                new Step.Next<>(token.at(token.find("vault").isEmpty() ? CARRIED_OUT : DELIVERED));
            case OrderCalls.PENDING_PAYMENT ->
                new Step.Going<>(Progress.Phase.PAYMENT_REQUIRED, null, "order " + order + " has to be paid");
            case OrderCalls.PENDING_APPROVAL ->
                new Step.Going<>(Progress.Phase.QUEUED, null, "order " + order + " has to be approved");
            case OrderCalls.CANCELLED ->
                new Step.Failed<>(new OperationFailed(
                        "order " + order + " was cancelled; no vault was bought", Detail.NONE, null));
            default -> Step.going("order " + order + " is being carried out");
        };
    }

    private Step<Vault> resource(Token token) {
        String order = token.get("order");
        return orders.vaultOf(order)
                .<Step<Vault>>map(
                        id -> new Step.Next<>(token.with("vault", id.value()).at(DELIVERED)))
                .orElseGet(() -> Step.going("order " + order + " is being delivered"));
    }

    private Step<Vault> vault(Token token) {
        VaultId id = new VaultId(token.get("vault"));
        try {
            Vault vault = vaults.get(id);
            return vault.billing().mode() == Billing.Mode.SUBSCRIPTION
                    ? end(token, vault)
                    : Step.going("vault " + id + " is becoming a subscription");
        } catch (NotFound e) {
            return Step.going("vault " + id + " is being made");
        }
    }

    /**
     * Ends with the oldest vault of the request, which every caller with its key agrees on. What was ordered beside it has been
     * paid for: it is reported, and never given back by itself.
     */
    private Step<Vault> end(Token token, Vault vault) {
        RequestMark mark = RequestMark.parse(token.find("mark"));
        List<IdempotentCreate.Marked<VaultId>> all = mark == null ? List.of() : IdempotentCreate.of(marked(), mark);
        if (all.stream().noneMatch(marked -> marked.made().equals(vault.id()))) {
            return new Step.Done<>(vault);
        }
        IdempotentCreate.Marked<VaultId> kept = all.get(0);
        if (!kept.made().equals(vault.id())) {
            return new Step.Next<>(token.with("vault", kept.made().value()));
        }
        context.duplicates().report("vault", null, kept, IdempotentCreate.others(all, kept));
        return new Step.Done<>(vault);
    }

    /** Who may not list vaults has the one that was ordered. */
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

    private static String orderId(JsonNode answer) {
        // A purchase is answered with a list of orders, the change of an order with one.
        return Stream.concat(JsonFields.listOrNone(answer, "orders", "an order").stream(), Stream.of(answer))
                .flatMap(order -> Stream.of("orderId", "order_id").map(name -> JsonFields.text(order, name)))
                .filter(text -> text.matches("[A-Za-z0-9-]{1,64}"))
                .findFirst()
                .orElseThrow(() -> new Unavailable("no order is named: \"" + JsonFields.text(answer, "errText")
                        + "\"; look at the orders of the account"));
    }
}
