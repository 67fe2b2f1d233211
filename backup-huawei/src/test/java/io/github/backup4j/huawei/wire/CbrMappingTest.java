package io.github.backup4j.huawei.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.Billing;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Consistency;
import io.github.backup4j.DataSize;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicyId;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Progress;
import io.github.backup4j.Purpose;
import io.github.backup4j.Reported;
import io.github.backup4j.Resource;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Site;
import io.github.backup4j.Subscription;
import io.github.backup4j.Unsupported;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.HuaweiBackup;
import io.github.backup4j.huawei.golden.Marks;
import io.github.backup4j.huawei.support.ScriptedServer;
import io.github.backup4j.huawei.support.WireData;
import io.github.backup4j.testkit.VirtualTime;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent about vaults, policies and orders, and what is read of the answers, against documented payloads. */
class CbrMappingTest {
    private static final Billing PAY_PER_USE =
            new Billing(Reported.of(Billing.Mode.PAY_PER_USE, "post_paid"), null, null);
    private static final String EMPTY = "{\"policies\":[],\"count\":0}";
    private static final VaultId VAULT = new VaultId("ad7627ae-5b0b-492e-b6bd-cd809b745197");
    private static final Resource.Server SERVER = Resource.server("23a320a5-3efd-4568-b1aa-8dd9183cc64c");

    private final ScriptedServer server = new ScriptedServer();
    private final CloudBackup backup = HuaweiBackup.builder()
            .region("region-1")
            .project("project-1")
            .account("account-1")
            .accessKey("AKEXAMPLE", "SKEXAMPLE")
            .endpoint(server.address())
            .timeSource(VirtualTime.create())
            .build();

    @AfterEach
    void close() {
        backup.close();
        server.close();
    }

    // ---- answers

    @ParameterizedTest
    @ValueSource(strings = {"cbr/vault-documented.json", "cbr/vault-recorded.json"})
    void getVault_inEitherForm_allThatTheApiHas(String answer) {
        server.json(200, WireData.text(answer)).json(200, WireData.text("cbr/policies-attached.json"));

        assertThat(backup.vaults().get(VAULT))
                .isEqualTo(new Vault(
                        VAULT,
                        "orders",
                        "of the shop",
                        new Vault.Protection(
                                Reported.of(Resource.Kind.SERVER),
                                Reported.of(Purpose.BACKUP),
                                Reported.of(Consistency.CRASH_CONSISTENT),
                                null,
                                false),
                        Reported.of(Vault.Status.AVAILABLE),
                        new Vault.Space(DataSize.gib(100), DataSize.gib(2), false, 80),
                        PAY_PER_USE,
                        List.of(new Vault.Member(
                                SERVER,
                                "shop-1",
                                DataSize.gib(40),
                                DataSize.gib(2),
                                3,
                                Reported.of(Vault.MemberStatus.AVAILABLE),
                                Set.of(Resource.disk("1855eb9a-2b5e-4938-a9f0-aea08b6f9243")),
                                false)),
                        List.of(new Vault.AttachedPolicy(
                                new PolicyId("cbb3ce6f-3332-4e7c-b98e-77290d8471ff"),
                                Reported.of(Purpose.BACKUP),
                                null)),
                        Map.of("team", "shop"),
                        Instant.parse("2019-05-23T12:51:10.071Z")));
    }

    @Test
    void listVaults_withWhatNobodyKnows_readAllTheSame() {
        server.json(
                        200,
                        "{\"vaults\":[{\"id\":\"v-1\",\"tags\":null,\"resources\":[{\"id\":\"fs-1\","
                                + "\"type\":\"OS::Sfs::Turbo\",\"protect_status\":\"deleted\"},{\"id\":\"s-1\","
                                + "\"type\":\"OS::Nova::Server\",\"protect_status\":null}],\"billing\":{\"object_type\":"
                                + "\"turbo\",\"protect_type\":\"hybrid\",\"status\":\"dreaming\",\"size\":\"100\"}}],\"count\":1}")
                .json(200, EMPTY);

        Vault vault = backup.vaults().list().toList().get(0);

        assertThat(vault.kind()).isEqualTo(Resource.Kind.UNRECOGNIZED);
        assertThat(vault.purpose()).isEqualTo(Purpose.UNRECOGNIZED);
        assertThat(vault.status()).isEqualTo(Vault.Status.UNRECOGNIZED);
        assertThat(vault.statusText()).isEqualTo("dreaming");
        assertThat(vault.capacity()).isEqualTo(DataSize.gib(100));
        assertThat(vault.members())
                .extracting(Vault.Member::resource)
                .containsExactly(new Resource.Unrecognized("OS::Sfs::Turbo", "fs-1"), Resource.server("s-1"));
        assertThat(vault.members().get(0).status()).isEqualTo(Vault.MemberStatus.UNRECOGNIZED);
        assertThat(vault.members().get(1).status()).isEqualTo(Vault.MemberStatus.AVAILABLE);
    }

    @Test
    void listPolicies_documented_allThatTheApiHas() {
        server.json(200, WireData.text("cbr/policies-attached.json"));

        assertThat(backup.policies().list())
                .containsExactly(new Policy(
                        new PolicyId("cbb3ce6f-3332-4e7c-b98e-77290d8471ff"),
                        "nightly",
                        Reported.of(Purpose.BACKUP),
                        true,
                        Schedule.weekly(DayOfWeek.values()).at("14:00"),
                        Retention.days(1),
                        null,
                        null,
                        List.of(new Policy.Attachment(VAULT, null))));
    }

    @Test
    void listPolicies_foreignRules_opaqueAndUnrecognized() {
        server.json(
                200,
                "{\"policies\":[{\"id\":\"p-1\",\"enabled\":true,\"operation_type\":\"backup\",\"trigger\":{\"properties\":{\"pattern\":"
                        + "[\"FREQ=MONTHLY;BYHOUR=1\"]}},\"operation_definition\":{\"max_backups\":3,"
                        + "\"retention_duration_days\":7}}]}");

        Policy policy = backup.policies().list().toList().get(0);

        assertThat(policy.schedule()).isEqualTo(new Schedule.Opaque(List.of("FREQ=MONTHLY;BYHOUR=1")));
        assertThat(policy.retention()).isInstanceOf(Retention.Unrecognized.class);
    }

    @Test
    void listOperations_withoutVault_thatOfTheirCheckpoint() {
        server.json(200, WireData.text("cbr/operation-log.json"))
                .json(200, WireData.text("cbr/checkpoint-of-log.json"));

        OperationRecord log = backup.operations().list().toList().get(0);

        assertThat(log.kind()).isEqualTo(OperationRecord.Kind.RESTORE);
        assertThat(log.status()).isEqualTo(OperationRecord.Status.FAILED);
        assertThat(log.percent()).isEqualTo(40);
        assertThat(log.resource()).isEqualTo(Resource.disk("1dab32fa-ebf2-415a-ab0b-eabe6353bc86"));
        assertThat(log.vault()).isEqualTo(VAULT);
        assertThat(log.restorePoint()).hasToString("0e5d0ef6-7f0a-4890-b98c-cb12490e31c1");
        assertThat(log.startedAt()).isEqualTo("2019-05-23T14:31:36.007Z");
        assertThat(log.endedAt()).isEqualTo("2019-05-23T14:35:23.511Z");
        assertThat(log.failureCode()).isEqualTo("BackupService.2011");
        assertThat(log.failure()).isEqualTo("The disk is attached.");
    }

    // ---- requests

    @Test
    void createVault_sent_asDocumented() {
        server.json(200, WireData.text("cbr/vault-documented.json"));
        VaultSpec spec = VaultSpec.forServers("orders", DataSize.gib(100))
                .describedAs("of the shop")
                .withTag("team", "shop");

        assertThat(backup.vaults().create(spec).id()).isEqualTo(VAULT);

        assertSent(0, "POST /v3/project-1/vaults", "cbr/create-vault-request.json");
    }

    @Test
    void updateVault_nameAndCapacity_thoseAlone() {
        server.json(200, WireData.text("cbr/vault-recorded.json"))
                .json(200, EMPTY)
                .json(200, WireData.text("cbr/vault-recorded.json"))
                .json(200, WireData.text("cbr/vault-recorded.json"))
                .json(200, WireData.text("cbr/vault-recorded.json"))
                .json(200, EMPTY);
        VaultSpec spec = backup.vaults().get(VAULT).toSpec();

        Vault updated = backup.vaults().update(VAULT, spec.named("orders-2").withCapacity(DataSize.gib(200)));

        assertThat(updated.id()).isEqualTo(VAULT);
        assertSent(3, "PUT /v3/project-1/vaults/" + VAULT, "cbr/resize-vault-request.json");
    }

    @Test
    void updateVault_description_unsupportedAndNothingSent() {
        for (int i = 0; i < 2; i++) {
            server.json(200, WireData.text("cbr/vault-recorded.json")).json(200, EMPTY);
        }
        VaultSpec spec = backup.vaults().get(VAULT).toSpec();

        assertThatThrownBy(() -> backup.vaults()
                        .update(VAULT, spec.describedAs("of another shop").named("x")))
                .isInstanceOf(Unsupported.class);

        assertThat(server.lines()).noneMatch(line -> line.startsWith("PUT"));
    }

    @Test
    void createPolicy_sent_asDocumentedAndComplete() {
        server.json(200, "{\"policy\":{\"id\":\"p-1\",\"enabled\":true}}");

        Policy created = backup.policies()
                .create(PolicySpec.backup(
                        "nightly", Schedule.weekly(DayOfWeek.values()).at("14:00"), Retention.days(1)));

        assertThat(created.id()).hasToString("p-1");
        assertSent(0, "POST /v3/project-1/policies", "cbr/create-policy-request.json");
    }

    @Test
    void createReplicationPolicy_sent_asDocumentedAndComplete() {
        server.json(200, "{\"policy\":{\"id\":\"p-1\",\"enabled\":true}}");
        Retention retention = Retention.latest(7).plusDaily(5, ZoneOffset.ofHours(8));
        Site away = new Site("eu-nl", "fcf6cb26c3bf4402869792207ad3dce4");

        Policy created = backup.policies()
                .create(PolicySpec.replication("away", Schedule.dailyAt(LocalTime.of(6, 0)), retention, away));

        assertThat(created.id()).hasToString("p-1");
        assertSent(0, "POST /v3/project-1/policies", "cbr/create-replication-policy-request.json");
    }

    // ---- orders

    @Test
    void subscribe_paidAtOnce_orderThenResourceThenVault() {
        server.json(
                        200,
                        "{\"orders\":[{\"cloudServiceId\":\"hws.service.type.cbr\",\"orderId\":\"CS1\","
                                + "\"subscribeResult\":\"1\",\"resourceId\":\"x\"}],\"retCode\":0,\"errText\":\"\",\"error_code\":0}")
                .json(200, "{\"order_info\":{\"order_id\":\"CS1\",\"status\":3}}")
                .json(200, "{\"order_info\":{\"order_id\":\"CS1\",\"status\":5}}")
                .json(200, "{\"total_count\":0,\"data\":[]}")
                .json(200, "{\"total_count\":1,\"data\":[{\"resource_id\":\"" + VAULT + "\"}]}")
                .json(404, "{\"error_code\":\"BackupService.6105\",\"error_msg\":\"The vault does not exist.\"}")
                .json(200, WireData.text("cbr/vault-recorded.json").replace("post_paid", "pre_paid"))
                .json(200, EMPTY)
                .json(200, "{\"vaults\":[],\"count\":0}");

        var buying = backup.vaults().subscribe(VaultSpec.forDisks("orders", DataSize.gib(80)), Subscription.months(1));
        for (int i = 0; i < 5; i++) {
            assertThat(buying.poll().ended()).isFalse();
        }
        Vault bought = buying.await(java.time.Duration.ZERO);

        assertThat(bought.billing().mode()).isEqualTo(Billing.Mode.SUBSCRIPTION);
        assertSent(0, "POST /v3/project-1/vaults/order", "cbr/order-vault-request.json");
        assertThat(server.lines())
                .contains("GET /v2/orders/customer-orders/details/CS1", "POST /v2/orders/suscriptions/resources/query");
        assertThat(body(3))
                .isEqualTo(WireData.parse("{\"order_id\":\"CS1\",\"only_main_resource\":1,\"offset\":0,\"limit\":10}"));
    }

    @Test
    void subscribe_notPaid_saysThatSomebodyHasTo() {
        server.json(200, "{\"orders\":[{\"orderId\":\"CS1\"}]}")
                .json(200, "{\"order_info\":{\"order_id\":\"CS1\",\"status\":6}}");

        var buying = backup.vaults()
                .subscribe(
                        VaultSpec.forDisks("orders", DataSize.gib(80)),
                        Subscription.months(1).paidByHand());

        assertThat(buying.poll())
                .isInstanceOfSatisfying(
                        io.github.backup4j.Operation.Status.Running.class,
                        running -> assertThat(running.progress().phase()).isEqualTo(Progress.Phase.PAYMENT_REQUIRED));
    }

    private void assertSent(int index, String line, String expected) {
        assertThat(server.lines().get(index)).isEqualTo(line);
        assertThat(Marks.removed(body(index))).isEqualTo(WireData.json(expected));
    }

    private JsonNode body(int index) {
        String request = server.requests().get(index);
        return WireData.parse(request.substring(request.indexOf("\r\n\r\n") + 4));
    }
}
