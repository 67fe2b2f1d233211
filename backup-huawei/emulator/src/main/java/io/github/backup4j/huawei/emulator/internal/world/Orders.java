package io.github.backup4j.huawei.emulator.internal.world;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Prepaid orders of all projects: CBR, EVS and ECS place orders here, and the business support system (BSS) shows,
 * pays and cancels them.
 *
 * <p>An order goes from {@link Status#PENDING_PAYMENT} (unless it is paid automatically) through {@link
 * Status#PROCESSING} to {@link Status#COMPLETED}, when its resources exist, or to {@link Status#CANCELLED}.
 */
public final class Orders {
    private static final DateTimeFormatter IN_ID =
            DateTimeFormatter.ofPattern("yyMMddHHmm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Emulation emulation;
    private final Map<String, Order> orders = new LinkedHashMap<>();

    Orders(Emulation emulation) {
        this.emulation = emulation;
    }

    /**
     * Places an order; one that is paid automatically is paid before this returns.
     *
     * @param project the project that buys
     * @param product the product and its period
     * @param autoPay whether it is paid automatically
     * @param fulfilment how it is fulfilled
     */
    public Order place(String project, Product product, boolean autoPay, Fulfilment fulfilment) {
        Order order = new Order(nextId(), project, product, fulfilment, emulation.now());
        orders.put(order.id, order);
        if (autoPay) {
            order.pay(emulation.now());
        }
        return order;
    }

    public Optional<Order> find(String id) {
        return Optional.ofNullable(orders.get(id));
    }

    /** Pays an order; false if no such order waits for payment. */
    public boolean pay(String id) {
        Order order = orders.get(id);
        if (order == null || order.status() != Status.PENDING_PAYMENT) {
            return false;
        }
        order.pay(emulation.now());
        return true;
    }

    /** The latest order that delivered a resource. */
    public Optional<Order> ofResource(String resource) {
        return all().stream()
                .filter(order -> order.resources().contains(resource))
                .reduce((earlier, later) -> later);
    }

    /** All orders, oldest first. */
    public List<Order> all() {
        return new ArrayList<>(orders.values());
    }

    /** An id such as {@code CS2601010000AB01C}. */
    private String nextId() {
        String number = Integer.toString(orders.size() + 1, 36).toUpperCase(Locale.ROOT);
        return "CS" + IN_ID.format(emulation.now()) + "0".repeat(Math.max(0, 5 - number.length())) + number;
    }

    /** The state of an order, with its number in BSS. */
    public enum Status {
        PROCESSING(3),
        CANCELLED(4),
        COMPLETED(5),
        PENDING_PAYMENT(6);

        public final int number;

        Status(int number) {
            this.number = number;
        }
    }

    /**
     * The product of an order.
     *
     * @param serviceType such as {@code hws.service.type.cbr}
     * @param resourceType such as {@code hws.resource.type.cbr}
     * @param periodType {@code month} or {@code year}
     * @param periodNum the number of periods
     * @param autoRenew whether it is renewed whenever the period ends
     * @param orderType the type of the order in BSS
     */
    public record Product(
            String serviceType,
            String resourceType,
            String periodType,
            int periodNum,
            boolean autoRenew,
            int orderType) {
        /** The type of orders for something new. */
        private static final int PURCHASE = 1;

        /** The type of orders that change what was bought. */
        public static final int CHANGE = 3;

        /** A product that is bought anew. */
        public Product(String serviceType, String resourceType, String periodType, int periodNum, boolean autoRenew) {
            this(serviceType, resourceType, periodType, periodNum, autoRenew, PURCHASE);
        }
    }

    /** How an order is fulfilled. */
    public interface Fulfilment {
        /** Begins after payment; called once. */
        void begin();

        /** The state since it began: {@link Status#PROCESSING}, {@link Status#COMPLETED} or {@link Status#CANCELLED}. */
        Status status();

        /** The ids of the resources that are or will be delivered. */
        List<String> resources();

        /** Removes a delivered resource after it was unsubscribed. */
        void release(String resource);

        /**
         * Returns a fulfilment that takes some time after payment.
         *
         * @param emulation the clock
         * @param duration how long it takes
         * @param resources the resources that it delivers
         * @param begin creates the resources in their initial status
         * @param release removes a resource
         */
        static Fulfilment lasting(
                Emulation emulation,
                Duration duration,
                List<String> resources,
                Runnable begin,
                Consumer<String> release) {
            return new Lasting(emulation, duration, List.copyOf(resources), begin, release);
        }
    }

    private static final class Lasting implements Fulfilment {
        private final Emulation emulation;
        private final Duration duration;
        private final List<String> resources;
        private final Runnable begin;
        private final Consumer<String> release;
        private @Nullable Instant done;

        Lasting(
                Emulation emulation,
                Duration duration,
                List<String> resources,
                Runnable begin,
                Consumer<String> release) {
            this.emulation = emulation;
            this.duration = duration;
            this.resources = resources;
            this.begin = begin;
            this.release = release;
        }

        @Override
        public void begin() {
            begin.run();
            done = emulation.now().plus(duration);
        }

        @Override
        public Status status() {
            return done == null || emulation.now().isBefore(done) ? Status.PROCESSING : Status.COMPLETED;
        }

        @Override
        public List<String> resources() {
            return resources;
        }

        @Override
        public void release(String resource) {
            release.accept(resource);
        }
    }

    /** One order. */
    public static final class Order {
        public final String id;
        public final String project;
        public final Product product;
        public final Instant createdAt;
        private final Fulfilment fulfilment;
        private @Nullable Instant paidAt;

        /** As the last call set it. */
        private boolean autoRenew;

        Order(String id, String project, Product product, Fulfilment fulfilment, Instant createdAt) {
            this.id = id;
            this.project = project;
            this.product = product;
            this.fulfilment = fulfilment;
            this.createdAt = createdAt;
            autoRenew = product.autoRenew();
        }

        public Status status() {
            return paidAt == null ? Status.PENDING_PAYMENT : fulfilment.status();
        }

        public boolean completed() {
            return status() == Status.COMPLETED;
        }

        /** The resources that it delivered; empty until it is completed. */
        public List<String> resources() {
            return completed() ? fulfilment.resources() : List.of();
        }

        public Optional<Instant> paidAt() {
            return Optional.ofNullable(paidAt);
        }

        public boolean autoRenew() {
            return autoRenew;
        }

        public void setAutoRenew(boolean on) {
            autoRenew = on;
        }

        /** Removes a resource that it delivered. */
        public void release(String resource) {
            fulfilment.release(resource);
        }

        private void pay(Instant now) {
            paidAt = now;
            fulfilment.begin();
        }
    }
}
