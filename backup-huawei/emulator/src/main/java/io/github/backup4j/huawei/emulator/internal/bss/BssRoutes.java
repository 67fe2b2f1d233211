package io.github.backup4j.huawei.emulator.internal.bss;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.BackupException;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.Router;
import io.github.backup4j.huawei.emulator.internal.http.WireError;
import io.github.backup4j.huawei.emulator.internal.http.WireReply;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import io.github.backup4j.huawei.emulator.internal.world.Orders;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The calls of the business support system (BSS) on prepaid orders and subscriptions. */
public final class BssRoutes {
    private static final String CUSTOMER = "52e7c3ba26fb4e55a1fbf5a0b3a0a2f1";

    private final Emulation emulation;

    /** Resources that were unsubscribed. */
    private final Set<String> released = new HashSet<>();

    public BssRoutes(Emulation emulation) {
        this.emulation = emulation;
    }

    public void addTo(Router router) {
        router.add("GET", "/v2/orders/customer-orders/details/{order_id}", this::details);
        router.add("GET", "/v2/orders/customer-orders", this::list);
        router.add("POST", "/v2/orders/suscriptions/resources/query", this::resources);
        router.add("POST", "/v2/orders/subscriptions/resources/unsubscribe", this::unsubscribe);
        router.add("POST", "/v2/orders/subscriptions/resources/autorenew/{resource_id}", r -> autoRenew(r, true));
        router.add("DELETE", "/v2/orders/subscriptions/resources/autorenew/{resource_id}", r -> autoRenew(r, false));
        router.add("POST", "/v3/orders/customer-orders/pay", this::pay);
        router.add("GET", "/v2/products/service-types", BssRoutes::serviceTypes);
    }

    /** The services that take orders here. */
    private static WireReply serviceTypes(WireRequest request) {
        List<String[]> all = List.of(
                new String[] {"hws.service.type.ebs", "Elastic Volume Service", "EVS"},
                new String[] {"hws.service.type.ec2", "Elastic Cloud Server", "ECS"},
                new String[] {"hws.service.type.cbr", "Cloud Backup and Recovery", "CBR"});
        ObjectNode body = Json.object().put("total_count", all.size());
        ArrayNode types = body.putArray("service_types");
        all.stream()
                .skip(Math.max(0, request.number("offset", 0)))
                .limit(Math.max(1, request.number("limit", 100)))
                .forEach(one -> types.addObject()
                        .put("service_type_name", one[1])
                        .put("service_type_code", one[0])
                        .put("abbreviation", one[2]));
        return WireReply.ok(body);
    }

    // ---- orders

    private WireReply details(WireRequest request) {
        Orders.Order order = find(request.parameter("order_id"));
        ObjectNode body = Json.object().put("total_count", 1);
        body.set("order_info", info(order));
        body.putArray("order_line_items").add(line(order));
        return WireReply.ok(body);
    }

    private WireReply list(WireRequest request) {
        String status = request.query("status").orElse("");
        List<Orders.Order> found = emulation.orders.all().stream()
                .filter(order -> status.isEmpty() || status.equals(String.valueOf(order.status().number)))
                .filter(order -> request.query("order_id").map(order.id::equals).orElse(true))
                .filter(order -> request.query("service_type_code")
                        .map(order.product.serviceType()::equalsIgnoreCase)
                        .orElse(true))
                .filter(order -> !order.createdAt.isBefore(instant(request, "create_time_begin", Instant.MIN)))
                .filter(order -> !order.createdAt.isAfter(instant(request, "create_time_end", Instant.MAX)))
                .sorted(order(request.query("order_by").orElse("")))
                .toList();
        ObjectNode body = Json.object().put("total_count", found.size());
        ArrayNode list = body.putArray("order_infos");
        found.stream()
                .skip(request.number("offset", 0))
                .limit(Math.max(1, request.number("limit", 10)))
                .forEach(order -> list.add(info(order)));
        return WireReply.ok(body);
    }

    private static Instant instant(WireRequest request, String name, Instant otherwise) {
        return request.query(name)
                .filter(text -> !text.isEmpty())
                .map(text -> {
                    try {
                        return Instant.parse(text);
                    } catch (DateTimeParseException e) {
                        throw WireError.flat(400, "CBC.0100", "Parameter error: " + name + " is " + text);
                    }
                })
                .orElse(otherwise);
    }

    private static Comparator<Orders.Order> order(String by) {
        Comparator<Orders.Order> oldestFirst = Comparator.comparing(order -> order.createdAt);
        return by.equalsIgnoreCase("-createTime") ? oldestFirst.reversed() : oldestFirst;
    }

    private WireReply pay(WireRequest request) {
        String id = request.body().path("order_id").asText("");
        Orders.Order order = find(id);
        if (!emulation.orders.pay(id)) {
            throw WireError.flat(
                    400,
                    "CBC.5007",
                    "The order status is not pending payment: " + id + " is "
                            + order.status().name().toLowerCase(Locale.ROOT));
        }
        return WireReply.empty(204);
    }

    private Orders.Order find(String id) {
        return emulation
                .orders
                .find(id)
                .orElseThrow(() -> WireError.flat(400, "CBC.0100", "Parameter error: there is no order " + id));
    }

    private static ObjectNode info(Orders.Order order) {
        ObjectNode info = Json.object()
                .put("order_id", order.id)
                .put("customer_id", CUSTOMER)
                .put("service_type_code", order.product.serviceType())
                .put("service_type_name", order.product.serviceType())
                .put("source_type", 1)
                .put("status", order.status().number)
                .put("order_type", order.product.orderType())
                .put("official_amount", 0)
                .put("amount_after_discount", 0)
                .put("measure_id", 1)
                .put("measure_name", "CNY")
                .put("currency", "CNY")
                .put("create_time", time(order.createdAt));
        order.paidAt().ifPresent(paid -> info.put("payment_time", time(paid)));
        info.putObject("amount_info").put("flexipurchase_coupon_amount", 0).putArray("discounts");
        return info;
    }

    private static ObjectNode line(Orders.Order order) {
        ObjectNode line = Json.object()
                .put("order_line_item_id", order.id + "-000001")
                .put("service_type_code", order.product.serviceType())
                .put("service_type_name", order.product.serviceType())
                .put("product_id", "00301-000000-0--0")
                .put("product_spec_desc", order.product.resourceType())
                .put("period_type", order.product.periodType().equals("year") ? 3 : 2)
                .put("period_num", order.product.periodNum())
                .put("subscription_num", 1)
                .put("official_amount", 0)
                .put("amount_after_discount", 0)
                .put("currency", "CNY");
        order.paidAt().ifPresent(paid -> {
            line.put("effective_time", time(paid));
            line.put("expire_time", time(end(order, paid)));
        });
        return line;
    }

    // ---- resources of orders

    private WireReply resources(WireRequest request) {
        JsonNode wanted = request.body();
        List<ObjectNode> found = new ArrayList<>();
        for (Orders.Order order : emulation.orders.all()) {
            for (String resource : order.resources()) {
                if (!released.contains(resource) && matches(wanted, order, resource)) {
                    found.add(resource(order, resource));
                }
            }
        }
        ObjectNode body = Json.object();
        ArrayNode list = body.putArray("data");
        found.stream()
                .skip(whole(wanted, "offset", 0, 999_999_999, 0))
                .limit(whole(wanted, "limit", 1, 500, 10))
                .forEach(list::add);
        return WireReply.ok(body.put("total_count", found.size()));
    }

    private static int whole(JsonNode wanted, String name, int least, int most, int usual) {
        return Json.whole(
                wanted,
                name,
                least,
                most,
                usual,
                () -> WireError.flat(400, "CBC.0100", "Parameter error: " + name + " is " + wanted.path(name)));
    }

    private static boolean matches(JsonNode wanted, Orders.Order order, String resource) {
        String id = wanted.path("order_id").asText("");
        String type = wanted.path("service_type_code").asText("");
        JsonNode ids = wanted.path("resource_ids");
        boolean listed = ids.isEmpty();
        for (JsonNode one : ids) {
            listed |= one.asText().equals(resource);
        }
        return listed
                && (id.isEmpty() || id.equals(order.id))
                && (type.isEmpty() || type.equals(order.product.serviceType()));
    }

    private ObjectNode resource(Orders.Order order, String resource) {
        Instant paid = order.paidAt().orElse(order.createdAt);
        return Json.object()
                .put("id", emulation.note("subscription", resource).path("id").asText("01301-" + resource))
                .put("resource_id", resource)
                .put("resource_name", resource)
                .put("region_code", emulation.region())
                .put("service_type_code", order.product.serviceType())
                .put("service_type_name", order.product.serviceType())
                .put("resource_type_code", order.product.resourceType())
                .put("resource_type_name", order.product.resourceType())
                .put("project_id", order.project)
                .put("product_id", "00301-000000-0--0")
                .put("is_main_resource", 1)
                .put("status", 2)
                .put("effective_time", time(paid))
                .put("expire_time", time(end(order, paid)))
                .put("expire_policy", order.autoRenew() ? 3 : 0);
    }

    private WireReply unsubscribe(WireRequest request) {
        JsonNode ids = request.body().path("resource_ids");
        if (!ids.isArray() || ids.isEmpty() || ids.size() > 10) {
            throw WireError.flat(400, "CBC.0100", "Parameter error: resource_ids has 1 to 10 ids");
        }
        List<Orders.Order> orders = new ArrayList<>();
        ids.forEach(id -> orders.add(delivering(id.asText())));
        ObjectNode body = Json.object();
        ArrayNode refunds = body.putArray("order_ids");
        ArrayNode failed = body.putArray("fail_resource_infos");
        ids.forEach(id -> release(id.asText(), orders.remove(0))
                .ifPresentOrElse(
                        failed::add,
                        () -> refunds.add(
                                "CS" + emulation.nextJobId().substring(0, 15).toUpperCase(Locale.ROOT))));
        return WireReply.ok(body);
    }

    /** Releases a resource, or returns why its service did not; then it stays subscribed. */
    private Optional<ObjectNode> release(String resource, Orders.Order order) {
        String refusal;
        try {
            order.release(resource);
            released.add(resource);
            return Optional.empty();
        } catch (WireError refused) {
            refusal = refused.text();
        } catch (BackupException refused) {
            refusal = String.valueOf(refused.getMessage());
        }
        return Optional.of(Json.object()
                .put("resource_id", resource)
                .put("error_code", "CBC.0999")
                .put("error_msg", refusal));
    }

    private WireReply autoRenew(WireRequest request, boolean on) {
        delivering(request.parameter("resource_id")).setAutoRenew(on);
        return WireReply.empty(204);
    }

    private Orders.Order delivering(String resource) {
        return emulation
                .orders
                .ofResource(resource)
                .filter(order -> !released.contains(resource))
                .orElseThrow(() -> WireError.flat(400, "CBC.30000067", "The resource does not exist: " + resource));
    }

    private static Instant end(Orders.Order order, Instant begin) {
        boolean years = order.product.periodType().equals("year");
        return begin.atZone(ZoneOffset.UTC)
                .plus(order.product.periodNum(), years ? ChronoUnit.YEARS : ChronoUnit.MONTHS)
                .toInstant();
    }

    private static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
