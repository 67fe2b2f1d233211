package io.github.backup4j.huawei.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupSpec;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.VaultId;
import io.github.backup4j.testkit.InMemoryCloud;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BssTest {
    private final InMemoryCloud cloud = InMemoryCloud.builder().withUuids().build();

    private HuaweiEmulator emulator;
    private WireClient client;

    @BeforeEach
    void start() throws IOException {
        emulator = HuaweiEmulator.start(cloud, Form.RECORDED);
        client = new WireClient(emulator);
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    @Test
    void details_ofAVaultThatPaysItself_goFromProcessingToCompleted() {
        String order = orderVault(true);

        assertThat(status(order)).isEqualTo(3);
        assertThat(resources("'order_id': '" + order + "', 'only_main_resource': 1")
                        .text("/total_count"))
                .isEqualTo("0");
        cloud.time().advance(Duration.ofMinutes(10));
        assertThat(status(order)).isEqualTo(5);
        WireClient.Reply bought = resources("'order_id': '" + order + "', 'only_main_resource': 1");
        assertThat(bought.text("/total_count")).isEqualTo("1");
        assertThat(bought.text("/data/0/service_type_code")).isEqualTo("hws.service.type.cbr");
        String vault = bought.text("/data/0/resource_id");
        assertThat(client.get("/v3/project-1/vaults/" + vault).text("/vault/billing/charging_mode"))
                .isEqualTo("pre_paid");
    }

    @Test
    void details_ofAnUnpaidOrder_waitForPayment() {
        String order = orderVault(false);
        cloud.time().advance(Duration.ofDays(1));

        assertThat(status(order)).isEqualTo(6);
        assertThat(pay(order).status()).isEqualTo(204);
        cloud.time().advance(Duration.ofMinutes(10));
        assertThat(status(order)).isEqualTo(5);
        assertThat(pay(order).status()).isEqualTo(400);
    }

    @Test
    void details_ofAnUnknownOrder_areRefused() {
        WireClient.Reply reply = client.get("/v2/orders/customer-orders/details/CS0");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("CBC.0100");
    }

    @Test
    void serviceTypes_listed_inPages() {
        WireClient.Reply all = client.get("/v2/products/service-types");

        assertThat(all.body().path("service_types")).hasSize(3);
        assertThat(all.text("/service_types/2/service_type_code")).isEqualTo("hws.service.type.cbr");
        assertThat(client.get("/v2/products/service-types?limit=1&offset=2")
                        .body()
                        .path("service_types"))
                .hasSize(1);
        assertThat(all.text("/total_count")).isEqualTo("3");
    }

    @Test
    void pay_byControlCall_paysToo() {
        String order = orderVault(false);

        assertThat(client.post("/emulator/pay", "{'order_id': '" + order + "'}").status())
                .isEqualTo(200);
        assertThat(client.post("/emulator/pay", "{'order_id': '" + order + "'}").status())
                .isEqualTo(404);
        assertThat(status(order)).isEqualTo(3);
    }

    @Test
    void autoRenew_onAndOff_isToldOfTheResource() {
        String path = "/v2/orders/subscriptions/resources/autorenew/" + bought();

        assertThat(client.post(path, "").status()).isEqualTo(204);
        assertThat(resources("'service_type_code': 'hws.service.type.cbr'").text("/data/0/expire_policy"))
                .isEqualTo("3");
        assertThat(client.delete(path).status()).isEqualTo(204);
        assertThat(resources("").text("/data/0/expire_policy")).isEqualTo("0");
    }

    @Test
    void unsubscribe_bought_deletesIt() {
        String vault = bought();

        WireClient.Reply reply = unsubscribe(vault);
        cloud.time().advance(Duration.ofMinutes(10));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body().path("order_ids")).hasSize(1);
        assertThat(client.get("/v3/project-1/vaults/" + vault).code()).isEqualTo("BackupService.6105");
        assertThat(resources("").text("/total_count")).isEqualTo("0");
        assertThat(unsubscribe(vault).code()).isEqualTo("CBC.30000067");
    }

    @Test
    void unsubscribe_deletionRefused_keepsVaultAndSubscription() {
        String vault = bought();
        Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(10));
        VaultId id = new VaultId(vault);
        var unused = cloud.backup().vaults().add(id, disk);
        var running = cloud.backup().restorePoints().take(BackupSpec.of(id));

        WireClient.Reply reply = unsubscribe(vault);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body().path("order_ids")).isEmpty();
        assertThat(reply.text("/fail_resource_infos/0/resource_id")).isEqualTo(vault);
        assertThat(reply.text("/fail_resource_infos/0/error_code")).isEqualTo("CBC.0999");
        assertThat(resources("").text("/total_count")).isEqualTo("1");
        assertThat(running.await(Duration.ofHours(1)).complete()).isTrue();
        assertThat(unsubscribe(vault).body().path("fail_resource_infos")).isEmpty();
        cloud.time().advance(Duration.ofMinutes(10));
        assertThat(client.get("/v3/project-1/vaults/" + vault).code()).isEqualTo("BackupService.6105");
        assertThat(client.get("/v3/project-1/operation-logs?operation_type=vault_delete")
                        .text("/operation_logs/0/vault_id"))
                .isEqualTo(vault);
    }

    private String orderVault(boolean autoPay) {
        return client.post("/v3/project-1/vaults/order", """
            {'vault': {'name': 'v', 'billing': {'consistent_level': 'crash_consistent', 'object_type': 'disk',
            'protect_type': 'backup', 'size': 100, 'charging_mode': 'pre_paid', 'period_type': 'month',
            'period_num': 1, 'is_auto_pay': %s}, 'resources': []}}\
            """.formatted(autoPay)).text("/orders/0/orderId");
    }

    private String bought() {
        String order = orderVault(true);
        cloud.time().advance(Duration.ofMinutes(10));
        return resources("'order_id': '" + order + "'").text("/data/0/resource_id");
    }

    private int status(String order) {
        return client.get("/v2/orders/customer-orders/details/" + order)
                .body()
                .at("/order_info/status")
                .asInt();
    }

    private WireClient.Reply resources(String query) {
        return client.post("/v2/orders/suscriptions/resources/query", "{" + query + "}");
    }

    private WireClient.Reply pay(String order) {
        return client.post("/v3/orders/customer-orders/pay", "{'order_id': '" + order + "'}");
    }

    private WireClient.Reply unsubscribe(String resource) {
        return client.post(
                "/v2/orders/subscriptions/resources/unsubscribe",
                "{'resource_ids': ['" + resource + "'], 'unsubscribe_type': 1}");
    }
}
