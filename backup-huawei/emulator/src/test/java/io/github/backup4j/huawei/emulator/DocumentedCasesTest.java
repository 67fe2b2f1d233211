package io.github.backup4j.huawei.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.huawei.emulator.WireClient.Reply;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * TC1 to TC25 as the documentation has them, sent to the emulator: each documented request is taken, and each answer holds
 * every field of the documented one. What the answers mean is in the tests of each service, and their types in
 * {@link OpenApiConformanceTest}.
 */
class DocumentedCasesTest {
    private static final String V3 = "/v3/p1";
    private static final String V2 = "/v2/p1";
    private static final String V1 = "/v1/p1";
    private static final String WEEKLY = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=14;BYMINUTE=00";

    private final CbrWorld world;
    private final WireClient wire;

    DocumentedCasesTest() throws IOException {
        world = new CbrWorld(Form.RECORDED);
        wire = world.wire;
    }

    @AfterEach
    void close() {
        world.close();
    }

    // ---- vaults

    @Test
    void tc01_serverVaultWithPolicyAndMember_createdWithBoth() {
        String policy = world.policy("nightly", "'max_backups':7");

        Reply created = wire.post(V3 + "/vaults", """
            {'vault':{'backup_policy_id':'%s','billing':{'cloud_type':'public','consistent_level':'crash_consistent',
            'object_type':'server','protect_type':'backup','size':100,'charging_mode':'post_paid','is_auto_renew':false,
            'is_auto_pay':false,'console_url':'https://console.example/cbr'},'description':'of the shop','name':'orders',
            'resources':[{'extra_info':{'exclude_volumes':['%s']},'id':'%s','type':'OS::Nova::Server'}],
            'tags':[{'key':'key01','value':'value01'}],'enterprise_project_id':'0'}}\
            """.formatted(policy, world.data.id(), world.server.id()));

        assertLike(created, 200, "server-vault-documented");
        assertThat(wire.get(V3 + "/policies/" + policy).text("/policy/associated_vaults/0/vault_id"))
                .isEqualTo(created.text("/vault/id"));
    }

    @Test
    void tc02_smallestDiskVault_createdAndWithoutResourcesRefused() {
        String vault = "{'vault':{'billing':{'consistent_level':'crash_consistent','object_type':'disk',"
                + "'protect_type':'backup','size':40,'charging_mode':'post_paid','is_auto_renew':false,"
                + "'is_auto_pay':false},'name':'test'%s}}";

        Reply created = wire.post(V3 + "/vaults", vault.formatted(",'resources':[]"));
        Reply refused = wire.post(V3 + "/vaults", vault.formatted(""));

        assertThat(created.text("/vault/provider_id")).isEqualTo("d1603440-187d-4516-af25-121250c7cc97");
        assertThat(created.text("/vault/billing/spec_code")).isEqualTo("vault.backup.volume.normal");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("BackupService.9900");
    }

    @Test
    void tc03_missingVault_refused() {
        Reply missing = wire.get(V3 + "/vaults/00000000-0000-0000-0000-000000000000");

        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.code()).isEqualTo("BackupService.6105");
    }

    @Test
    void tc04_vaultsByIds_listedWithTheCountOfAll() {
        String one = world.vault("server", world.server);
        String other = world.vault("disk", world.disk);

        Reply list = wire.get(V3 + "/vaults?limit=1&offset=0&id=" + one + "&id=" + other);

        assertThat(list.body().path("vaults")).hasSize(1);
        assertThat(list.body().path("count").intValue()).isEqualTo(2);
    }

    @Test
    void tc05_vaultResized_isAsSent() {
        String vault = world.vault("server", world.server);

        Reply updated = wire.put(V3 + "/vaults/" + vault, "{'vault':{'billing':{'size':400},'name':'vault_name02'}}");

        assertThat(updated.status()).isEqualTo(200);
        assertThat(updated.body().at("/vault/billing/size").intValue()).isEqualTo(400);
        assertThat(updated.text("/vault/name")).isEqualTo("vault_name02");
    }

    @Test
    void tc06_serverAdded_thenInNoOtherVaultAndWithOtherExcludes() {
        String vault = world.vault("server", "'resources':[]");
        String body = "{'resources':[{'extra_info':{'exclude_volumes':[%s]},'id':'" + world.server.id()
                + "','type':'OS::Nova::Server'}]}";

        Reply added = wire.post(V3 + "/vaults/" + vault + "/addresources", body.formatted("'" + world.data.id() + "'"));
        Reply elsewhere = wire.post(
                V3 + "/vaults/" + world.vault("server", "'resources':[]") + "/addresources", body.formatted(""));
        Reply again = wire.post(V3 + "/vaults/" + vault + "/addresources", body.formatted(""));

        assertThat(added.body().toString()).isEqualTo("{\"add_resource_ids\":[\"" + world.server.id() + "\"]}");
        assertThat(elsewhere.code()).isEqualTo("BackupService.6103");
        assertThat(again.status()).isEqualTo(200);
        assertThat(wire.get(V3 + "/vaults/" + vault).body().at("/vault/resources/0/extra_info/exclude_volumes"))
                .isEmpty();
    }

    @Test
    void tc07_memberRemoved_itsBackupsGoToo() {
        String vault = world.vault("server", world.server);
        world.backUp(vault);

        Reply removed = wire.post(
                V3 + "/vaults/" + vault + "/removeresources", "{'resource_ids':['" + world.server.id() + "']}");
        world.cloud.time().advance(Duration.ofHours(1));

        assertThat(removed.body().toString()).isEqualTo("{\"remove_resource_ids\":[\"" + world.server.id() + "\"]}");
        assertThat(wire.get(V3 + "/backups?vault_id=" + vault).body().path("backups"))
                .isEmpty();
    }

    @Test
    void tc08_memberMoved_itsBackupsMoveAlong() {
        String from = world.vault("server", world.server);
        world.backUp(from);
        String to = world.vault("server", "'resources':[]");

        Reply moved = wire.post(
                V3 + "/vaults/" + from + "/migrateresources",
                "{'resource_ids':['" + world.server.id() + "'],'destination_vault_id':'" + to + "'}");

        assertThat(moved.status()).isEqualTo(200);
        assertThat(moved.body().path("migrated_resources")).hasSize(1);
        assertThat(wire.get(V3 + "/backups?vault_id=" + to).body().path("backups"))
                .hasSize(1);
    }

    @Test
    void tc09_vaultOrdered_sameAnswerOnBothPaths() {
        String body = """
            {'vault':{'name':'v','billing':{'cloud_type':'public','consistent_level':'crash_consistent',
            'object_type':'server','protect_type':'backup','size':80,'charging_mode':'pre_paid','period_type':'month',
            'period_num':1,'is_auto_renew':false,'is_auto_pay':true},'resources':[]}}\
            """;

        for (String path : List.of("/vaults/order", "/vaults")) {
            Reply ordered = wire.post(V3 + path, body);
            String order = ordered.text("/orders/0/orderId");
            world.cloud.time().advance(Duration.ofHours(1));

            assertThat(ordered.status()).isEqualTo(200);
            assertThat(ordered.body().has("vault")).isFalse();
            assertThat(wire.get("/v2/orders/customer-orders/details/" + order).text("/order_info/status"))
                    .isEqualTo("5");
            assertThat(wire.post(
                                    "/v2/orders/suscriptions/resources/query",
                                    "{'order_id':'" + order + "','only_main_resource':1}")
                            .text("/total_count"))
                    .isEqualTo("1");
        }
    }

    // ---- policies

    @Test
    void tc10To12_policyCreatedAndUpdated_definitionIsReplaced() {
        String definition =
                "'day_backups':0,'month_backups':0,%s,'timezone':'UTC+01:00','week_backups':0,'year_backups':0";

        Reply created = wire.post(
                V3 + "/policies",
                CbrWorld.policyJson("policy001", WEEKLY, definition.formatted("'retention_duration_days':1")));
        Reply away = wire.post(
                V3 + "/policies",
                CbrWorld.policyJson(
                                "policy002",
                                WEEKLY,
                                definition.formatted("'retention_duration_days':1")
                                        + ",'destination_region':'eu-nl','destination_project_id':'p2'")
                        .replace("'operation_type':'backup'", "'operation_type':'replication'"));
        Reply updated = wire.put(
                V3 + "/policies/" + created.text("/policy/id"),
                "{'policy':{'enabled':true,'name':'policy001','operation_definition':{"
                        + definition.formatted("'max_backups':1") + "},'trigger':{'properties':{'pattern':['" + WEEKLY
                        + "']}}}}");

        assertLike(created, 200, "policy");
        assertThat(created.body().at("/policy/operation_definition").has("max_backups"))
                .isFalse();
        assertThat(away.text("/policy/operation_type")).isEqualTo("replication");
        assertThat(updated.body().at("/policy/operation_definition").has("retention_duration_days"))
                .isFalse();
        assertThat(updated.body().at("/policy/operation_definition/max_backups").intValue())
                .isEqualTo(1);
    }

    @Test
    void tc13_policyAttachedReplacedAndDetached_echoesThePath() {
        String vault = world.vault("server", world.server);
        String one = world.policy("one", "'max_backups':7");
        String other = world.policy("other", "'max_backups':7");
        String associate = V3 + "/vaults/" + vault + "/associatepolicy";
        String dissociate = V3 + "/vaults/" + vault + "/dissociatepolicy";

        Reply attached = wire.post(associate, "{'policy_id':'" + one + "'}");
        wire.post(associate, "{'policy_id':'" + other + "'}");
        Reply detached = wire.post(dissociate, "{'policy_id':'" + other + "'}");
        Reply again = wire.post(dissociate, "{'policy_id':'" + other + "'}");

        assertThat(attached.body().toString())
                .isEqualTo("{\"associate_policy\":{\"vault_id\":\"" + vault + "\",\"policy_id\":\"" + one + "\"}}");
        assertThat(detached.text("/dissociate_policy/policy_id")).isEqualTo(other);
        assertThat(again.status()).isEqualTo(404);
        assertThat(again.code()).isEqualTo("BackupService.6002");
    }

    // ---- backups and restores

    @Test
    void tc14To17_backedUp_checkpointAndBackupsAsDocumented() {
        String vault = world.vault("server", world.server);

        Reply taken = wire.post(V3 + "/checkpoints", """
            {'checkpoint':{'parameters':{'auto_trigger':true,'description':'backup_description','incremental':true,
            'name':'backup_name','resources':['%s']},'vault_id':'%s'}}\
            """.formatted(world.server.id(), vault));
        world.cloud.time().advance(Duration.ofMinutes(20));
        String id = wire.get(V3 + "/backups?resource_type=OS%3A%3ANova%3A%3AServer&sort=created_at%3Adesc&limit=1")
                .text("/backups/0/id");

        assertLike(taken, 200, "checkpoint");
        assertThat(taken.text("/checkpoint/status")).isEqualTo("protecting");
        assertLike(wire.get(V3 + "/backups/" + id), 200, "server-backup");
    }

    @Test
    void tc18To20_serverAndDiskRestored_followedByTheirLogs() {
        JsonNode ofServer = world.backUp(world.vault("server", world.server));
        JsonNode ofDisk = world.backUp(world.vault("disk", world.disk));
        String mappings = "'mappings':[{'backup_id':'%s','volume_id':'%s'},{'backup_id':'%s','volume_id':'%s'}],"
                .formatted(
                        child(ofServer, 0, "id"),
                        child(ofServer, 0, "resource_id"),
                        child(ofServer, 1, "id"),
                        child(ofServer, 1, "resource_id"));
        String body = "{'restore':{%s'power_on':true,'server_id':'" + world.server.id() + "'}}";

        Reply unmapped = restore(ofServer, body.formatted(""));
        Reply server = restore(ofServer, body.formatted(mappings));
        Reply disk = restore(ofDisk, "{'restore':{'volume_id':'" + world.disk.id() + "'}}");
        Reply again = restore(ofDisk, "{'restore':{'volume_id':'" + world.disk.id() + "'}}");
        String path = V3 + "/operation-logs?operation_type=restore&resource_id=" + world.disk.id();
        Reply running = wire.get(path);
        world.cloud.time().advance(Duration.ofHours(1));
        Reply log = wire.get(V3 + "/operation-logs/" + running.text("/operation_logs/0/id"));

        assertThat(unmapped.status()).isEqualTo(400);
        assertThat(server.status()).isEqualTo(202);
        assertThat(disk.status()).isEqualTo(202);
        assertThat(again.code()).isEqualTo("BackupService.2010");
        assertThat(running.text("/operation_logs/0/status")).isIn("waiting", "running");
        assertLike(log, 200, "restore-log");
        assertThat(log.text("/operation_log/status")).isEqualTo("success");
        assertThat(wire.get(V3 + "/operation-logs/none").code()).isEqualTo("BackupService.6500");
    }

    // ---- snapshots and disks

    @Test
    void tc21And22_snapshotTakenRolledBackAndDeleted_asDocumented() {
        Reply created = wire.post(V2 + "/cloudsnapshots", """
            {'snapshot':{'name':'snap-001','description':'Daily backup','volume_id':'%s','force':false,'metadata':{}}}\
            """.formatted(world.disk.id()));
        String path = V2 + "/cloudsnapshots/" + created.text("/snapshot/id");
        world.cloud.time().advance(Duration.ofMinutes(5));
        Reply shown = wire.get(path);
        Reply attached = wire.post(
                V2 + "/cloudsnapshots",
                "{'snapshot':{'name':'snap-002','volume_id':'" + world.data.id() + "','force':false}}");
        Reply rolledBack =
                wire.post(path + "/rollback", "{'rollback':{'name':'test-001','volume_id':'" + world.disk.id() + "'}}");
        Reply whileRollingBack = wire.delete(path);
        world.cloud.time().advance(Duration.ofMinutes(30));
        Reply deleted = wire.delete(path);
        world.cloud.time().advance(Duration.ofMinutes(5));
        Reply gone = wire.get(path);

        assertThat(created.status()).isEqualTo(202);
        assertLike(shown, 200, "snapshot");
        assertThat(attached.status()).isEqualTo(400);
        assertThat(rolledBack.status()).isEqualTo(202);
        assertThat(rolledBack.text("/rollback/volume_id")).isEqualTo(world.disk.id());
        assertThat(whileRollingBack.code()).isEqualTo("EVS.1047");
        assertThat(deleted.status()).isEqualTo(202);
        assertThat(gone.status()).isEqualTo(404);
        assertThat(gone.body().has("itemNotFound")).isTrue();
    }

    @Test
    void tc23_diskFromBackup_madeByAJob() {
        JsonNode backup = world.backUp(world.vault("disk", world.disk));
        String zone = wire.get(V2 + "/cloudvolumes/" + world.disk.id()).text("/volume/availability_zone");

        Reply created = wire.post(
                "/v2.1/p1/cloudvolumes", """
            {'volume':{'availability_zone':'%s','volume_type':'SAS','name':'restored','backup_id':'%s','count':1}}\
            """.formatted(zone, backup.path("id").asText()));
        Reply running = wire.get(V1 + "/jobs/" + created.text("/job_id"));
        world.cloud.time().advance(Duration.ofHours(1));
        Reply job = wire.get(V1 + "/jobs/" + created.text("/job_id"));

        assertThat(created.status()).isEqualTo(202);
        assertThat(running.text("/status")).isIn("INIT", "RUNNING");
        assertLike(job, 200, "disk-job");
        assertThat(job.text("/entities/volume_id")).isEqualTo(created.text("/volume_ids/0"));
        assertLike(wire.get(V2 + "/cloudvolumes/" + created.text("/volume_ids/0")), 200, "disk");
    }

    // ---- images and shares

    @Test
    void tc24And25_wholeImageOfABackup_madeOnceAndDeletedWithIt() {
        String vault = world.vault("server", world.server);
        String backup = world.backUp(vault).path("id").asText();
        String body = "{'name':'backup_whole_image','backup_id':'" + backup + "','whole_image_type':'CBR'}";

        Reply begun = wire.post("/v1/cloudimages/wholeimages/action", body);
        world.cloud.time().advance(Duration.ofHours(1));
        Reply job = wire.get(V1 + "/jobs/" + begun.text("/job_id"));
        String image = job.text("/entities/image_id");
        Reply second = wire.post("/v1/cloudimages/wholeimages/action", body);
        Reply patched =
                wire.send("PATCH", "/v2/cloudimages/" + image, "[{'op':'replace','path':'/name','value':'ims_test'}]");
        Reply held = wire.delete(V3 + "/backups/" + backup);
        Reply deleted = wire.send("DELETE", "/v2/images/" + image, "{'delete_backup':true}");
        world.cloud.time().advance(Duration.ofHours(1));

        assertLike(job, 200, "image-job");
        assertThat(second.code()).isEqualTo("IMG.0029");
        assertThat(patched.status()).isEqualTo(200);
        assertThat(held.code()).isEqualTo("BackupService.6204");
        assertThat(deleted.status()).isEqualTo(204);
        assertThat(wire.get("/v2/cloudimages?id=" + image).body().path("images"))
                .isEmpty();
        assertThat(wire.get(V3 + "/backups/" + backup).status()).isEqualTo(404);
    }

    @Test
    void tc25_backupShared_offeredAndEncryptedRefused() {
        String backup =
                world.backUp(world.vault("server", world.server)).path("id").asText();

        Reply shared = wire.post(V3 + "/backups/" + backup + "/members", "{'members':['p2']}");

        assertThat(shared.status()).isEqualTo(200);
        assertThat(shared.text("/members/0/status")).isEqualTo("pending");
        assertThat(shared.text("/members/0/dest_project_id")).isEqualTo("p2");
        assertThat(shared.text("/members/0/backup_id")).isEqualTo(backup);
    }

    private Reply restore(JsonNode backup, String body) {
        return wire.post(V3 + "/backups/" + backup.path("id").asText() + "/restore", body);
    }

    private String child(JsonNode backup, int index, String field) {
        return wire.get(V3 + "/backups/" + backup.path("id").asText()).text("/backup/children/" + index + "/" + field);
    }

    // ---- what is alike

    private static void assertLike(Reply reply, int status, String documented) {
        assertThat(reply.status()).as("%s", reply).isEqualTo(status);
        List<String> differences = new ArrayList<>();
        compare("", reply.body(), read(documented), differences);
        assertThat(differences).as("against %s: %s", documented, reply).isEmpty();
    }

    private static void compare(String place, JsonNode actual, JsonNode documented, List<String> differences) {
        if (documented.isObject() && actual.isObject()) {
            documented
                    .properties()
                    .forEach(field -> compare(
                            place + "/" + field.getKey(), actual.path(field.getKey()), field.getValue(), differences));
        } else if (documented.isArray() && actual.isArray()) {
            if (!documented.isEmpty() && !actual.isEmpty()) {
                compare(place + "/0", actual.get(0), documented.get(0), differences);
            }
        } else if (!place.matches(".*/(tags|metadata)/.*")
                && (actual.isMissingNode() || (actual.isContainerNode() && documented.isValueNode()))) {
            differences.add(place + " is " + actual.getNodeType() + ", not " + documented.getNodeType());
        }
    }

    private static JsonNode read(String answer) {
        String name = "/wire/cases/answers/" + answer + ".json";
        try (InputStream in = DocumentedCasesTest.class.getResourceAsStream(name)) {
            return Json.read(Objects.requireNonNull(in, name).readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
