package io.github.backup4j.huawei.emulator.internal.cbr;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.BackupException;
import io.github.backup4j.Billing;
import io.github.backup4j.Operation;
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
import java.util.function.Consumer;

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
    private final CbrVaultDeletions deletions;

    CbrPurchases(Cbr cbr, CbrVaultDeletions deletions) {
        this.cbr = cbr;
        this.deletions = deletions;
    }

    /**
     * Orders a vault that exists; it is hidden, and protects nothing, until the order is completed.
     *
     * @param furnishing what adds its members, attaches its policy and locks it
     */
    Orders.Order buy(WireRequest request, VaultId vault, CbrFields billing, List<Runnable> furnishing) {
        Orders.Order order = place(request, List.of(vault), billing, furnishing);
        cbr.vaultNote(vault).put("ordered_by", order.id).put("order_id", order.id);
        return order;
    }

    /** Orders the change of pay-per-use vaults to prepaid ones. */
    Orders.Order change(WireRequest request, List<VaultId> vaults, CbrFields billing) {
        Orders.Order order = place(request, vaults, billing, List.of());
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
                        resource -> delete(request, resource)));
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

    private Orders.Order place(
            WireRequest request, List<VaultId> vaults, CbrFields billing, List<Runnable> furnishing) {
        Subscription subscription = CbrVaultInput.subscription(billing);
        Orders.Product product = new Orders.Product(
                SERVICE, RESOURCE, billing.requiredText("period_type"), subscription.count(), subscription.autoRenew());
        return cbr.emulation.orders.place(
                cbr.emulation.project(request),
                product,
                billing.bool("is_auto_pay", false),
                new Purchase(
                        cbr,
                        cbr.backup(request).vaults(),
                        vaults,
                        subscription,
                        furnishing,
                        resource -> delete(request, resource)));
    }

    /** Deletes a vault whose order is cancelled, in the project of the request that placed the order. */
    private void delete(WireRequest ordering, String resource) {
        deletions.delete(cbr, ordering, cbr.backup(ordering).vaults().get(new VaultId(resource)));
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
        private final Cbr cbr;
        private final Vaults vaults;
        private final List<VaultId> bought;
        private final Subscription subscription;
        private final List<Runnable> furnishing;
        private final Consumer<String> release;
        private boolean furnished;
        private final List<Operation<Vault>> running = new ArrayList<>();

        Purchase(
                Cbr cbr,
                Vaults vaults,
                List<VaultId> bought,
                Subscription subscription,
                List<Runnable> furnishing,
                Consumer<String> release) {
            this.cbr = cbr;
            this.vaults = vaults;
            this.bought = List.copyOf(bought);
            this.subscription = subscription;
            this.furnishing = furnishing;
            this.release = release;
        }

        @Override
        public void begin() {
            bought.forEach(vault -> running.add(vaults.subscribe(vault, subscription)));
            lookIn(ORDERING);
        }

        /** Looks again and again, though not often, so that what was bought protects its members without being looked at. */
        private void lookIn(Duration pause) {
            cbr.emulation.later(pause, () -> {
                if (status() == Orders.Status.PROCESSING) {
                    lookIn(pause.multipliedBy(2));
                }
            });
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
            if (!completed) {
                return Orders.Status.PROCESSING;
            }
            if (!furnished) {
                furnished = true;
                furnishing.forEach(Purchase::tryOut);
            }
            return Orders.Status.COMPLETED;
        }

        /** What cannot be done any more, such as adding a resource that joined another vault meanwhile, is left out. */
        private static void tryOut(Runnable step) {
            try {
                step.run();
            } catch (BackupException refused) {
                // The order is completed all the same.
            }
        }

        @Override
        public List<String> resources() {
            return bought.stream().map(VaultId::value).toList();
        }

        @Override
        public void release(String resource) {
            release.accept(resource);
        }
    }
}
