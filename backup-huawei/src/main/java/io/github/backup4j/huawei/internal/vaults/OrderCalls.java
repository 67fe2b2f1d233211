package io.github.backup4j.huawei.internal.vaults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.huaweicloud.sdk.core.http.HttpMethod;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.Busy;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.internal.http.CallMode;
import io.github.backup4j.huawei.internal.http.CloudText;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.http.RawCall;
import io.github.backup4j.huawei.internal.http.Service;
import io.github.backup4j.huawei.internal.http.ServiceClient;
import io.github.backup4j.huawei.internal.http.ServiceClock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The calls of the business support system (BSS) about orders of vaults. */
public final class OrderCalls {
    /** The order must be approved. */
    static final int PENDING_APPROVAL = 1;

    /** The order was cancelled, and delivers nothing. */
    static final int CANCELLED = 4;

    /** The order is paid and carried out. */
    static final int COMPLETED = 5;

    /** The order must be paid. */
    static final int PENDING_PAYMENT = 6;

    private static final String VAULTS = "hws.service.type.cbr";
    private static final String PURCHASE = "1";

    /** The type of orders that change what was bought. */
    private static final String CHANGE = "3";

    private static final int PAGE = 100;

    /** Most orders are of one resource. */
    private static final int RESOURCES = 10;

    /** BSS lists orders of at most one year. */
    private static final Duration LISTED = Duration.ofDays(360);

    /** How far back to search if the time of a request's first attempt is not known. */
    private static final Duration UNKNOWN = Duration.ofDays(1);

    /** What CBR does not show this long after its order was placed, paid and completed is gone, not late. */
    private static final Duration DELIVERY = Duration.ofHours(1);

    private final ServiceClient client;

    public OrderCalls(ServiceClient client) {
        this.client = client;
    }

    /** Returns the status of an order; any number without a constant above means that it is being carried out. */
    int status(String order) {
        ObjectNode answer = client.call(
                Service.BSS,
                RawCall.of(HttpMethod.GET, "showCustomerOrderDetails", "/v2/orders/customer-orders/details/" + order),
                new RawCall.Body());
        return JsonFields.integer(answer.path("order_info"), "status", 0);
    }

    /** Returns the vault of an order; empty: the order has delivered none yet. */
    Optional<VaultId> vaultOf(String order) {
        return vaultsOf(order).findFirst();
    }

    /** Returns the vaults of an order; empty: the order has delivered none yet, or BSS does not name them. */
    private Stream<VaultId> vaultsOf(String order) {
        return client.pages().read(RESOURCES, offset -> vaultsOf(order, offset), VaultId::value);
    }

    private List<VaultId> vaultsOf(String order, int offset) {
        ObjectNode answer = client.call(
                CallMode.READ,
                Service.BSS,
                RawCall.of(
                        HttpMethod.POST, "listPayPerUseCustomerResources", "/v2/orders/suscriptions/resources/query"),
                new RawCall.Body(
                        Map.of("order_id", order, "only_main_resource", 1, "offset", offset, "limit", RESOURCES)));
        return JsonFields.list(answer, "data", "order " + order).stream()
                .map(resource -> new VaultId(JsonFields.id(resource, "resource_id", "the resource of order " + order)))
                .toList();
    }

    /**
     * Returns an order that may come from a request whose reply was lost: it was placed since then, and its vault does not
     * exist yet. An order itself carries no mark of its request; its vault does.
     *
     * @param since the time of the first attempt of the request; null: not known, so this searches one day
     * @param now the current time
     * @param isThere whether a vault can be seen
     */
    Optional<String> underWay(@Nullable Instant since, Instant now, Predicate<VaultId> isThere) {
        Instant begin = since == null ? now.minus(UNKNOWN) : since.minus(ServiceClock.MOST_OFF);
        Instant earliest = now.minus(LISTED);
        Instant from = begin.isBefore(earliest) ? earliest : begin;
        return orders(from, PURCHASE)
                .filter(order -> isUnderWay(order, now, isThere))
                .map(OrderCalls::id)
                .findFirst();
    }

    /**
     * Returns an order that changes a vault and whose change the vault may not show yet: it is neither completed nor cancelled, or
     * was completed recently. An order whose resources BSS does not name may be that of the vault.
     *
     * @param now the current time
     */
    Optional<String> changing(VaultId vault, Instant now) {
        return orders(now.minus(LISTED), CHANGE)
                .filter(order -> mayStillDeliver(order, now))
                .map(OrderCalls::id)
                .filter(order -> {
                    List<VaultId> changed = vaultsOf(order).toList();
                    return changed.isEmpty() || changed.contains(vault);
                })
                .findFirst();
    }

    /** Ends the subscription of a vault, and the vault with it. */
    void unsubscribe(VaultId id) {
        ObjectNode answer = client.call(
                Service.BSS,
                RawCall.of(
                        HttpMethod.POST,
                        "cancelResourcesSubscription",
                        "/v2/orders/subscriptions/resources/unsubscribe"),
                new RawCall.Body(Map.of("resource_ids", List.of(id.value()), "unsubscribe_type", 1)));
        // An unsubscription that failed is reported in a response of success.
        JsonNode failed = answer.path("fail_resource_infos").path(0);
        if (failed.isObject()) {
            String code = JsonFields.text(failed, "error_code");
            throw new Busy(
                    "the subscription of vault " + id + " was not cancelled, so the vault was not deleted: " + code
                            + " " + CloudText.reason(JsonFields.text(failed, "error_msg"))
                            + "; nothing was changed: delete it again later, or end the subscription in the console",
                    code.isEmpty() ? Detail.NONE : Detail.code(code),
                    null);
        }
    }

    private boolean isUnderWay(JsonNode order, Instant now, Predicate<VaultId> isThere) {
        boolean completed = JsonFields.integer(order, "status", 0) == COMPLETED;
        return mayStillDeliver(order, now)
                && (!completed || vaultOf(id(order)).filter(isThere).isEmpty());
    }

    /** Returns whether CBR may not show yet what an order delivers; never for one that was cancelled. */
    private static boolean mayStillDeliver(JsonNode order, Instant now) {
        return switch (JsonFields.integer(order, "status", 0)) {
            case CANCELLED -> false;
            case COMPLETED -> {
                // An order that is paid by hand is paid, and so delivered, long after it was placed.
                Instant placed = JsonFields.instant(order, "create_time");
                Instant paid = JsonFields.instant(order, "payment_time");
                Instant latest = now.minus(DELIVERY);
                yield placed == null || placed.isAfter(latest) || (paid != null && paid.isAfter(latest));
            }
            default -> true;
        };
    }

    private Stream<JsonNode> orders(Instant from, String wanted) {
        return client.pages()
                .read(PAGE, offset -> page(from, offset), OrderCalls::id)
                .filter(order -> {
                    String type = JsonFields.text(order, "order_type");
                    return type.isEmpty() || type.equals(wanted);
                });
    }

    private List<JsonNode> page(Instant from, int offset) {
        ObjectNode answer = client.call(
                Service.BSS,
                RawCall.of(
                        HttpMethod.GET,
                        "listCustomerOrders",
                        "/v2/orders/customer-orders",
                        "service_type_code",
                        "create_time_begin",
                        "limit",
                        "offset"),
                new RawCall.Body(Map.of(
                        "service_type_code", VAULTS,
                        "create_time_begin", from.truncatedTo(ChronoUnit.SECONDS),
                        "limit", PAGE,
                        "offset", offset)));
        return JsonFields.list(answer, "order_infos", "a list of orders");
    }

    private static String id(JsonNode order) {
        return JsonFields.id(order, "order_id", "an order");
    }
}
