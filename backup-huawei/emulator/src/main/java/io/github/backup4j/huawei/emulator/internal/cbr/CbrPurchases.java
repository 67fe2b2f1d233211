package io.github.backup4j.huawei.emulator.internal.cbr;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.Billing;
import io.github.backup4j.Operation;
import io.github.backup4j.Removal;
import io.github.backup4j.Subscription;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.Vaults;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.world.Orders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Prepaid vaults.
 *
 * <p>The vault of an order exists from the beginning, so that its id is known, but it is hidden until the order is completed.
 */
final class CbrPurchases {
    private static final String SERVICE = "hws.service.type.cbr";
    private static final String RESOURCE = "hws.resource.type.cbr";

    /** How long an order of capacity takes after payment. */
    private static final Duration ORDERING = Duration.ofMinutes(1);

    /** How long after that CBR still shows the old capacity. */
    private static final Duration LAG = Duration.ofMinutes(1);

    private final Cbr cbr;

    CbrPurchases(Cbr cbr) {
        this.cbr = cbr;
    }

    /** Orders a vault that exists; it is hidden until the order is completed. */
    Orders.Order buy(WireRequest request, VaultId vault, CbrFields billing) {
        Orders.Order order = place(request, List.of(vault), billing);
        cbr.vaultNote(vault).put("ordered_by", order.id).put("order_id", order.id);
        return order;
    }

    /** Orders the change of pay-per-use vaults to prepaid ones. */
    Orders.Order change(WireRequest request, List<VaultId> vaults, CbrFields billing) {
        Orders.Order order = place(request, vaults, billing);
        vaults.forEach(vault -> cbr.vaultNote(vault).put("order_id", order.id));
        return order;
    }

    /** Orders another capacity for a prepaid vault; the vault shows it a while after the order is completed. */
    Orders.Order resize(WireRequest request, Vault vault, int size, boolean autoPay) {
        if (vault.billing().mode() != Billing.Mode.SUBSCRIPTION) {
            throw CbrErrors.of("6109");
        }
        if (size < CbrVaultView.size(vault, cbr.vaultNote(vault.id()))) {
            throw CbrErrors.of("6101");
        }
        Orders.Product product = new Orders.Product(SERVICE, RESOURCE, "month", 1, false, Orders.Product.CHANGE);
        ObjectNode note = cbr.vaultNote(vault.id());
        return cbr.emulation.orders.place(
                cbr.emulation.project(request),
                product,
                autoPay,
                Orders.Fulfilment.lasting(
                        cbr.emulation,
                        ORDERING,
                        List.of(vault.id().value()),
                        () -> cbr.emulation.later(ORDERING.plus(LAG), () -> note.put("ordered_size", size)),
                        resource -> delete(cbr.backup(request).vaults(), resource)));
    }

    /** The response to an order, as CBR's own calls return it. */
    ObjectNode answer(Orders.Order order, List<VaultId> vaults) {
        ObjectNode answer = Json.object();
        var orders = answer.putArray("orders");
        for (VaultId vault : vaults) {
            ObjectNode view = orders.addObject();
            view.put("cloudServiceId", SERVICE);
            view.put("orderId", order.id);
            if (cbr.documented()) {
                view.put("subscribeResult", "1");
            } else {
                view.put("subscribeResult", 1);
            }
            view.put("resourceId", vault.value());
        }
        answer.put("retCode", 0);
        answer.put("errText", "");
        if (cbr.documented()) {
            answer.put("error_code", 0);
        } else {
            answer.put("error_code", "");
        }
        return answer;
    }

    private Orders.Order place(WireRequest request, List<VaultId> vaults, CbrFields billing) {
        Subscription subscription = CbrVaultInput.subscription(billing);
        Orders.Product product = new Orders.Product(
                SERVICE, RESOURCE, billing.requiredText("period_type"), subscription.count(), subscription.autoRenew());
        return cbr.emulation.orders.place(
                cbr.emulation.project(request),
                product,
                billing.bool("is_auto_pay", false),
                new Purchase(cbr.backup(request).vaults(), vaults, subscription));
    }

    private static void delete(Vaults vaults, String resource) {
        vaults.delete(new VaultId(resource), Removal.DELETING_RESTORE_POINTS);
    }

    /** Refuses what a prepaid vault cannot do. */
    static void requireBuyable(CbrFields vault, VaultSpec spec) {
        if (spec.autoExpand()) {
            throw vault.invalid("auto_expand", "is for vaults that are paid by use");
        }
        if (spec.autoBind() != null) {
            throw vault.invalid("auto_bind", "is for vaults that are paid by use");
        }
    }

    private static final class Purchase implements Orders.Fulfilment {
        private final Vaults vaults;
        private final List<VaultId> bought;
        private final Subscription subscription;
        private final List<Operation<Vault>> running = new ArrayList<>();

        Purchase(Vaults vaults, List<VaultId> bought, Subscription subscription) {
            this.vaults = vaults;
            this.bought = List.copyOf(bought);
            this.subscription = subscription;
        }

        @Override
        public void begin() {
            bought.forEach(vault -> running.add(vaults.subscribe(vault, subscription)));
        }

        @Override
        public Orders.Status status() {
            boolean completed = true;
            for (Operation<Vault> operation : running) {
                Operation.Status<Vault> status = operation.poll();
                if (status instanceof Operation.Status.Failed<Vault>) {
                    return Orders.Status.CANCELLED;
                }
                completed &= status.ended();
            }
            return completed ? Orders.Status.COMPLETED : Orders.Status.PROCESSING;
        }

        @Override
        public List<String> resources() {
            return bought.stream().map(VaultId::value).toList();
        }

        @Override
        public void release(String resource) {
            delete(vaults, resource);
        }
    }
}
