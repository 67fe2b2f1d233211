package io.github.backup4j.huawei.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.DataSize;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Purpose;
import io.github.backup4j.Resource;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Site;
import io.github.backup4j.VaultSpec;
import java.io.IOException;
import java.time.DayOfWeek;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** CBR's calls on policies, and on the policies of vaults. */
class CbrPoliciesTest {
    private static final String EVERY_DAY = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=14;BYMINUTE=00";

    private CbrWorld world;
    private WireClient wire;

    @BeforeEach
    void start() throws IOException {
        world = new CbrWorld(Form.RECORDED);
        wire = world.wire;
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void create_asDocumented_comesBackAsSent() {
        String definition = "'day_backups':0,'month_backups':0,'retention_duration_days':1,'timezone':'UTC+01:00',"
                + "'week_backups':0,'year_backups':0";

        WireClient.Reply reply = create(EVERY_DAY, definition);

        JsonNode policy = reply.body().path("policy");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(policy.path("operation_definition").toString())
                .isEqualTo("{" + definition.replace('\'', '"') + ",\"created_by\":\"customer\"}");
        assertThat(policy.at("/trigger/properties/pattern/0").asText()).isEqualTo(EVERY_DAY);
        assertThat(policy.at("/trigger/type").asText()).isEqualTo("time");
        assertThat(policy.at("/trigger/name").asText()).isEqualTo("default");
        assertThat(policy.path("associated_vaults").isEmpty()).isTrue();
        assertThat(policy.path("enabled").asBoolean()).isTrue();
        assertThat(wire.get("/v3/p1/policies/" + reply.text("/policy/id")).body())
                .isEqualTo(reply.body());
        assertThat(kept().retention()).isEqualTo(Retention.days(1));
    }

    @Test
    void create_weeklyWithLongTermRetention_isUnderstood() {
        create(
                "FREQ=WEEKLY;BYDAY=MO,FR;BYHOUR=06;BYMINUTE=30",
                "'max_backups':7,'day_backups':5,'week_backups':4,'timezone':'UTC+08:00'");

        assertThat(kept().schedule())
                .isEqualTo(Schedule.weekly(DayOfWeek.MONDAY, DayOfWeek.FRIDAY).at("06:30"));
        assertThat(kept().retention())
                .isEqualTo(
                        Retention.latest(7).plusDaily(5, ZoneOffset.ofHours(8)).plusWeekly(4, ZoneOffset.ofHours(8)));
    }

    @Test
    void create_everyFewDays_isUnderstood() {
        create("FREQ=DAILY;INTERVAL=5;BYHOUR=6;BYMINUTE=00", "'max_backups':-1,'retention_duration_days':-1");

        assertThat(kept().schedule()).isEqualTo(Schedule.everyDays(5).at("06:00"));
        assertThat(kept().retention()).isEqualTo(Retention.forever());
    }

    @Test
    void create_withWhatCannotBeKept_isRefused() {
        String days = "'retention_duration_days':1";

        assertThat(create("FREQ=MONTHLY;BYHOUR=6;BYMINUTE=00", days).code()).isEqualTo("BackupService.9900");
        assertThat(create("FREQ=DAILY;INTERVAL=1;BYHOUR=24;BYMINUTE=00", days).code())
                .isEqualTo("BackupService.9900");
        assertThat(create("FREQ=DAILY;INTERVAL=1;BYHOUR=6", days).code()).isEqualTo("BackupService.9900");
        assertThat(create(EVERY_DAY + "','" + EVERY_DAY.replace("00", "30"), days)
                        .code())
                .isEqualTo("BackupService.9900");
        assertThat(create(EVERY_DAY, days + ",'max_backups':2").code()).isEqualTo("BackupService.9900");
        assertThat(create(EVERY_DAY, "'max_backups':2,'day_backups':3").code()).isEqualTo("BackupService.9900");
        assertThat(create(EVERY_DAY, "'max_backups':2,'day_backups':3,'timezone':'+08'")
                        .code())
                .isEqualTo("BackupService.9900");
        assertThat(create(EVERY_DAY, "'max_backups':0").code()).isEqualTo("BackupService.9900");
        assertThat(wire.get("/v3/p1/policies").text("/count")).isEqualTo("0");
    }

    @Test
    void create_replicationWithoutDestination_isRefused() {
        assertThat(wire.post(
                                "/v3/p1/policies",
                                CbrWorld.policyJson("r", EVERY_DAY, "'max_backups':1")
                                        .replace("'operation_type':'backup'", "'operation_type':'replication'"))
                        .code())
                .isEqualTo("BackupService.9900");
    }

    @Test
    void update_fromDaysToCount_replacesTheDays() {
        String id = create(EVERY_DAY, "'retention_duration_days':1,'timezone':'UTC+01:00'")
                .text("/policy/id");

        WireClient.Reply reply = wire.put(
                "/v3/p1/policies/" + id,
                "{'policy':{'enabled':true,'name':'policy001','operation_definition':{'day_backups':0,'month_backups':0,"
                        + "'max_backups':1,'timezone':'UTC+01:00','week_backups':0,'year_backups':0}}}");

        assertThat(reply.body()
                        .at("/policy/operation_definition/retention_duration_days")
                        .isMissingNode())
                .isTrue();
        assertThat(reply.text("/policy/operation_definition/max_backups")).isEqualTo("1");
        assertThat(reply.text("/policy/trigger/properties/pattern/0")).isEqualTo(EVERY_DAY);
        assertThat(reply.text("/policy/name")).isEqualTo("policy001");
    }

    @Test
    void update_withPartOfTheDefinition_keepsTheRest() {
        String id = create(EVERY_DAY, "'max_backups':5,'day_backups':3,'timezone':'UTC+01:00'")
                .text("/policy/id");

        WireClient.Reply reply = wire.put(
                "/v3/p1/policies/" + id, "{'policy':{'enabled':false,'operation_definition':{'max_backups':6}}}");

        assertThat(reply.body().at("/policy/operation_definition").toString())
                .isEqualTo(
                        "{\"max_backups\":6,\"day_backups\":3,\"timezone\":\"UTC+01:00\",\"created_by\":\"customer\"}");
        assertThat(reply.text("/policy/enabled")).isEqualTo("false");
    }

    /** Clients attach and look at the same time; each sees what is attached to its own vault, and nothing else. */
    @Test
    void list_ofAVault_underParallelClients_holdsItsOwnAlone() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(8);
        try {
            List<Callable<List<String>>> work = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String vault = world.vault("disk", "'resources':[]");
                String policy = create(EVERY_DAY, "'max_backups':" + (i + 1)).text("/policy/id");
                work.add(() -> {
                    wire.post("/v3/p1/vaults/" + vault + "/associatepolicy", "{'policy_id':'" + policy + "'}");
                    List<String> wrong = new ArrayList<>();
                    for (int look = 0; look < 20; look++) {
                        JsonNode list =
                                wire.get("/v3/p1/policies?vault_id=" + vault).body();
                        String seen = list.path("count") + " "
                                + list.at("/policies/0/id").asText() + " "
                                + list.at("/policies/0/associated_vaults/0/vault_id")
                                        .asText();
                        if (!seen.equals("1 " + policy + " " + vault)) {
                            wrong.add(seen);
                        }
                    }
                    return wrong;
                });
            }

            for (Future<List<String>> wrong : clients.invokeAll(work)) {
                assertThat(wrong.get()).isEmpty();
            }
        } finally {
            clients.shutdownNow();
        }
    }

    @Test
    void policyMadeBehindTheWire_isShownInItsWords() {
        world.cloud
                .backup()
                .policies()
                .create(PolicySpec.backup("behind", Schedule.dailyAt("02:00", "14:30"), Retention.days(30)));

        WireClient.Reply reply = wire.get("/v3/p1/policies");

        assertThat(reply.body().at("/policies/0/trigger/properties/pattern").toString())
                .isEqualTo("[\"FREQ=DAILY;INTERVAL=1;BYHOUR=02;BYMINUTE=00\","
                        + "\"FREQ=DAILY;INTERVAL=1;BYHOUR=14;BYMINUTE=30\"]");
        assertThat(reply.body().at("/policies/0/operation_definition").toString())
                .isEqualTo("{\"max_backups\":-1,\"retention_duration_days\":30,\"created_by\":\"customer\"}");
    }

    @Test
    void associate_anotherOfTheSameKind_replacesIt() {
        String vault = world.vault("disk");
        String first = world.policy("first", "'max_backups':1");
        String second = world.policy("second", "'max_backups':2");

        assertThat(associate(vault, first).body().toString())
                .isEqualTo("{\"associate_policy\":{\"vault_id\":\"" + vault + "\",\"policy_id\":\"" + first + "\"}}");
        assertThat(associate(vault, first).status()).isEqualTo(200);
        assertThat(associate(vault, second).status()).isEqualTo(200);

        assertThat(wire.get("/v3/p1/policies?vault_id=" + vault).text("/policies/0/id"))
                .isEqualTo(second);
        assertThat(wire.get("/v3/p1/policies/" + second).text("/policy/associated_vaults/0/vault_id"))
                .isEqualTo(vault);
        assertThat(dissociate(vault, first).code()).isEqualTo("BackupService.6002");
        assertThat(dissociate(vault, second).text("/dissociate_policy/policy_id"))
                .isEqualTo(second);
        WireClient.Reply again = dissociate(vault, second);
        assertThat(again.status()).isEqualTo(404);
        assertThat(again.code()).isEqualTo("BackupService.6002");
        assertThat(associate(vault, "none").code()).isEqualTo("BackupService.6000");
    }

    @Test
    void associate_replicationPolicy_needsTheVaultThere() {
        Site there = new Site("region-2", "p2");
        String copies = vaultForCopies(there, "copies");
        String others = vaultForCopies(there, "others");
        String vault = world.vault("server", world.server);
        String policy = wire.post(
                        "/v3/p1/policies",
                        CbrWorld.policyJson(
                                        "r",
                                        EVERY_DAY,
                                        "'max_backups':1,'destination_region':'region-2','destination_project_id':'p2'")
                                .replace("'operation_type':'backup'", "'operation_type':'replication'"))
                .text("/policy/id");
        String path = "/v3/p1/vaults/" + vault + "/associatepolicy";

        assertThat(associate(vault, policy).code()).isEqualTo("BackupService.9900");
        assertThat(wire.post(path, "{'policy_id':'" + policy + "','destination_vault_id':'none'}")
                        .code())
                .isEqualTo("BackupService.6120");
        assertThat(wire.post(path, "{'policy_id':'" + policy + "','destination_vault_id':'" + copies + "'}")
                        .text("/associate_policy/destination_vault_id"))
                .isEqualTo(copies);
        assertThat(wire.get("/v3/p1/policies?operation_type=replication")
                        .text("/policies/0/associated_vaults/0/destination_vault_id"))
                .isEqualTo(copies);
        assertThat(wire.post(path, "{'policy_id':'" + policy + "','destination_vault_id':'" + others + "'}")
                        .text("/associate_policy/destination_vault_id"))
                .as("the same policy with another destination replaces it, as any other does")
                .isEqualTo(others);
        assertThat(wire.put(
                                "/v3/p1/policies/" + policy,
                                "{'policy':{'operation_definition':{'destination_region':'region-3'}}}")
                        .code())
                .isEqualTo("BackupService.6003");
        assertThat(kept().purpose()).isEqualTo(Purpose.REPLICATION);
    }

    @Test
    void delete_detachesIt() {
        String vault = world.vault("disk", (Resource) world.disk);
        String policy = world.policy("first", "'max_backups':1");
        associate(vault, policy);

        assertThat(wire.delete("/v3/p1/policies/" + policy).status()).isEqualTo(204);
        assertThat(wire.get("/v3/p1/policies/" + policy).code()).isEqualTo("BackupService.6000");
    }

    private String vaultForCopies(Site there, String name) {
        return world.cloud
                .at(there)
                .backup()
                .vaults()
                .create(VaultSpec.forServers(name, DataSize.gib(100)).forReplication())
                .id()
                .value();
    }

    private Policy kept() {
        return world.cloud.backup().policies().list().findFirst().orElseThrow();
    }

    private WireClient.Reply create(String pattern, String definition) {
        return wire.post("/v3/p1/policies", CbrWorld.policyJson("policy001", pattern, definition));
    }

    private WireClient.Reply associate(String vault, String policy) {
        return wire.post("/v3/p1/vaults/" + vault + "/associatepolicy", "{'policy_id':'" + policy + "'}");
    }

    private WireClient.Reply dissociate(String vault, String policy) {
        return wire.post("/v3/p1/vaults/" + vault + "/dissociatepolicy", "{'policy_id':'" + policy + "'}");
    }
}
