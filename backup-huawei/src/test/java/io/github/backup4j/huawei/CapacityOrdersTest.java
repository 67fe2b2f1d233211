package io.github.backup4j.huawei;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.BackupListener;
import io.github.backup4j.CapacityOrder;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.Operation;
import io.github.backup4j.Resource;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Subscription;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.plan.Allowing;
import io.github.backup4j.plan.Plan;
import io.github.backup4j.plan.PlanResult;
import io.github.backup4j.plan.Protection;
import io.github.backup4j.plan.Selector;
import io.github.backup4j.plan.Sizing;
import io.github.backup4j.testkit.InMemoryCloud;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Capacity that costs money is ordered once, although its delivery takes minutes and the vault shows it later still. */
class CapacityOrdersTest {
    private static final Duration LONG = Duration.ofHours(6);

    /** After this the emulator has completed an order, and the vault does not show it yet. */
    private static final Duration COMPLETED = Duration.ofSeconds(90);

    private final InMemoryCloud cloud = InMemoryCloud.builder().withUuids().build();
    private final List<String> orders = new ArrayList<>();
    private Predicate<String> pausesAfter = line -> false;
    private @Nullable String namedFirst;

    private final HuaweiEmulator emulator;
    private final CloudBackup backup;
    private final CloudBackup other;

    CapacityOrdersTest() throws IOException {
        emulator = HuaweiEmulator.builder()
                .cloud(cloud)
                .interference(new Interference() {
                    @Override
                    public Fault before(String method, URI target) {
                        return Fault.NONE;
                    }

                    @Override
                    public void after(String method, URI target, int status, JsonNode answer) {
                        String line = method + " " + target.getPath();
                        if (line.endsWith("/orders/change")) {
                            orders.add(answer.path("orderId").asText());
                        }
                        if (pausesAfter.test(line)) {
                            pausesAfter = none -> false;
                            cloud.time().advance(Duration.ofHours(2));
                        }
                    }

                    @Override
                    public JsonNode shown(String method, URI target, JsonNode answer) {
                        return target.getPath().endsWith("/resources/query") && namedFirst != null
                                ? withFirst(answer, namedFirst)
                                : answer;
                    }
                })
                .start();
        backup = provider(new BackupListener() {});
        other = provider(new BackupListener() {});
    }

    private static JsonNode withFirst(JsonNode answer, String id) {
        ObjectNode shown = answer.deepCopy();
        ArrayNode data = shown.withArray("/data");
        for (JsonNode first : List.copyOf(data.findParents("resource_id"))) {
            ObjectNode one = first.deepCopy();
            data.insert(0, one.put("resource_id", id));
        }
        return shown;
    }

    private CloudBackup provider(BackupListener listener) {
        return HuaweiBackup.builder()
                .region(cloud.site().region())
                .project(cloud.site().project())
                .account("account-1")
                .accessKey("AKEXAMPLE", "SKEXAMPLE")
                .endpoint(emulator.address())
                .timeSource(cloud.time())
                .dateHeader(HuaweiEmulator.DATE_HEADER)
                .listener(listener)
                .build();
    }

    @AfterEach
    void close() {
        other.close();
        backup.close();
        emulator.close();
    }

    @Test
    void buyCapacity_earlierOrderIsCompletedButNotShown_ordersNothing() {
        Vault vault = subscribed("orders");
        Operation<Vault> first = order(other, vault, 250);
        cloud.time().advance(COMPLETED);
        assertThat(backup.vaults().get(vault.id()).capacity()).isEqualTo(DataSize.gib(100));

        for (int size : new int[] {250, 400}) {
            assertThatThrownBy(() -> order(backup, vault, size))
                    .isInstanceOf(Conflict.class)
                    .hasMessageContaining("carried out less than an hour ago")
                    .hasMessageContaining("nothing was ordered");
        }
        assertThat(first.await(LONG).capacity()).isEqualTo(DataSize.gib(250));
        assertThat(orders).hasSize(1);
    }

    /** The looks of the call are two hours apart, in which an earlier order is carried out. */
    @Test
    void buyCapacity_earlierOrderIsCarriedOutBetweenTheLooks_ordersNothing() {
        Vault vault = subscribed("orders");
        Operation<Vault> first = order(other, vault, 250);
        pausesAfter = line -> line.equals("GET /v2/orders/customer-orders") || line.endsWith("/vaults/" + vault.id());

        Vault same = order(backup, vault, 250).await(LONG);

        assertThat(same.capacity()).isEqualTo(DataSize.gib(250));
        assertThat(first.await(LONG).capacity()).isEqualTo(DataSize.gib(250));
        assertThat(orders).hasSize(1);
    }

    @Test
    void buyCapacity_earlierOrderWasPaidLongAfterItWasPlaced_ordersNothing() throws Exception {
        Vault vault = subscribed("orders");
        Operation<Vault> unused = other.vaults()
                .buyCapacity(vault.id(), CapacityOrder.of(DataSize.gib(250)).paidByHand());
        cloud.time().advance(Duration.ofDays(2));
        pay(orders.get(0));
        cloud.time().advance(COMPLETED);

        assertThatThrownBy(() -> order(backup, vault, 250)).isInstanceOf(Conflict.class);
        assertThat(orders).hasSize(1);
    }

    @Test
    void buyCapacity_earlierOrderIsOfSeveralVaults_ordersNothingForAnyOfThem() {
        Vault vault = subscribed("orders");
        Vault stock = subscribed("stock");
        Operation<Vault> unused = order(other, vault, 250);
        cloud.time().advance(COMPLETED);
        namedFirst = stock.id().value();

        assertThatThrownBy(() -> order(backup, vault, 250)).isInstanceOf(Conflict.class);
        assertThatThrownBy(() -> order(backup, stock, 250)).isInstanceOf(Conflict.class);
        assertThat(orders).hasSize(1);
    }

    @Test
    void buyCapacity_earlierOrderIsOfAnotherVault_orders() {
        Vault vault = subscribed("orders");
        Operation<Vault> unused = order(other, subscribed("stock"), 250);
        cloud.time().advance(COMPLETED);

        assertThat(order(backup, vault, 250).await(LONG).capacity()).isEqualTo(DataSize.gib(250));
    }

    @Test
    void buyCapacity_anHourAfterAnEarlierOrder_orders() {
        Vault vault = subscribed("orders");
        Vault unused = order(other, vault, 250).await(LONG);
        cloud.time().advance(Duration.ofMinutes(61));

        assertThat(order(backup, vault, 400).await(LONG).capacity()).isEqualTo(DataSize.gib(400));
    }

    /** Somebody else buys after the plan has looked at the vault, and the delivery takes minutes. */
    @Test
    void apply_othersBuyAfterTheVaultWasRead_nothingIsBoughtOnTop() {
        Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(50));
        Protection twice = Protection.of("shop")
                .of(Selector.resources(disk))
                .every(Schedule.dailyAt("02:00"))
                .keeping(Retention.latest(7))
                .inVaults(Sizing.ofMembers(2.0));
        twice.plan(backup).apply(Allowing.nothingDestroyed());
        Vault vault = backup.vaults().list().findFirst().orElseThrow();
        Vault unused = cloud.backup()
                .vaults()
                .subscribe(vault.id(), Subscription.months(1))
                .await(LONG);
        cloud.enlarge(disk, DataSize.gib(100));
        List<Operation<Vault>> bought = new ArrayList<>();
        CloudBackup watched = provider(new BackupListener() {
            @Override
            public void callBegun(Call begun) {
                if (begun.name().equals("vaults.buyCapacity")) {
                    bought.add(order(other, vault, 200));
                    cloud.time().advance(COMPLETED);
                }
            }
        });
        Plan plan = twice.plan(watched);
        assertThat(plan.buys()).hasSize(1);

        PlanResult result = plan.apply(Allowing.nothingDestroyed().andBuying(plan.buys()));

        assertThat(result.failures())
                .as("%s", result)
                .extracting(PlanResult.Entry::step)
                .isEqualTo(List.copyOf(plan.buys()));
        assertThat(bought).hasSize(1);
        assertThat(bought.get(0).await(LONG).capacity()).isEqualTo(DataSize.gib(200));
        assertThat(orders).hasSize(1);
        assertThat(plan.apply(Allowing.nothingDestroyed().andBuying(plan.buys()))
                        .complete())
                .as("repeated when the vault shows it")
                .isTrue();
        assertThat(orders).hasSize(1);
        watched.close();
    }

    private void pay(String order) throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(emulator.address().resolve("/emulator/pay"))
                                .header("content-type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString("{\"order_id\": \"" + order + "\"}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private Vault subscribed(String name) {
        return cloud.backup()
                .vaults()
                .subscribe(VaultSpec.forDisks(name, DataSize.gib(100)), Subscription.months(3))
                .await(LONG);
    }

    private static Operation<Vault> order(CloudBackup by, Vault vault, int size) {
        return by.vaults().buyCapacity(vault.id(), CapacityOrder.of(DataSize.gib(size)));
    }
}
