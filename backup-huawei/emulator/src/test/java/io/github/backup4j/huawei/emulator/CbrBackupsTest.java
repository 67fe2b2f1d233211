package io.github.backup4j.huawei.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.DataSize;
import io.github.backup4j.Policies;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Resource;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Site;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.testkit.DiskSetup;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** CBR's calls on checkpoints, backups, restores, copies, shares and operation logs. */
class CbrBackupsTest {
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

    // ---- checkpoints

    @Test
    void checkpoint_isAvailableBeforeItsMembers_andGoneWithItsBackups() {
        String vault = world.vault("server", world.server);

        WireClient.Reply created = world.take(vault);
        String path = "/v3/p1/checkpoints/" + created.text("/checkpoint/id");
        assertThat(created.status()).isEqualTo(200);
        assertThat(created.text("/checkpoint/status")).isEqualTo("protecting");
        assertThat(created.body()
                        .at("/checkpoint/vault/resources/0/resource_size")
                        .textValue())
                .isEqualTo("140");
        assertThat(created.body().at("/checkpoint/vault/skipped_resources").isEmpty())
                .isTrue();
        assertThat(created.text("/checkpoint/extra_info/retention_duration")).isEqualTo("-1");
        assertThat(created.text("/checkpoint/extra_info/name")).isEqualTo("b-1");

        world.cloud.time().advance(Duration.ofMinutes(9).plusSeconds(30));
        WireClient.Reply second = wire.get(path);
        assertThat(second.text("/checkpoint/status")).isEqualTo("available");
        assertThat(second.text("/checkpoint/vault/resources/0/protect_status")).isEqualTo("protecting");

        world.cloud.time().advance(Duration.ofSeconds(30));
        WireClient.Reply third = wire.get(path);
        assertThat(third.text("/checkpoint/status")).isEqualTo("available");
        assertThat(third.text("/checkpoint/vault/resources/0/protect_status")).isEqualTo("available");

        String backup = wire.get("/v3/p1/backups?checkpoint_id=" + created.text("/checkpoint/id"))
                .text("/backups/0/id");
        assertThat(wire.delete("/v3/p1/backups/" + backup).status()).isEqualTo(204);
        world.cloud.time().advance(Duration.ofMinutes(1));
        WireClient.Reply gone = wire.get(path);
        assertThat(gone.status()).isEqualTo(401);
        assertThat(gone.body().toString())
                .isEqualTo("{\"unauthorized\":{\"message\":\"Malformed request url\",\"code\":\"401\"}}");
        assertThat(wire.get("/v3/p1/checkpoints/none").code()).isEqualTo("BackupService.6217");
    }

    @Test
    void checkpoint_ofOneOfTwo_skipsWhatIsBusy() {
        Resource.Disk other = world.cloud.addDisk("other", DataSize.gib(10));
        String vault = world.vault("disk", world.disk, other);
        String one = "{'checkpoint':{'vault_id':'" + vault + "','parameters':{'resource_details':[{'id':'"
                + world.disk.id() + "','type':'OS::Cinder::Volume'}]}}}";

        assertThat(wire.post("/v3/p1/checkpoints", one).body().at("/checkpoint/vault/resources"))
                .hasSize(1);
        assertThat(wire.post("/v3/p1/checkpoints", one).code()).isEqualTo("BackupService.6125");
        WireClient.Reply rest = world.take(vault);

        assertThat(rest.text("/checkpoint/vault/skipped_resources/0/id")).isEqualTo(world.disk.id());
        assertThat(rest.text("/checkpoint/vault/skipped_resources/0/code")).isEqualTo("BackupService.6125");
        assertThat(rest.text("/checkpoint/vault/resources/0/id")).isEqualTo(other.id());
    }

    @Test
    void checkpoint_refusals() {
        String vault = world.vault("disk");

        assertThat(world.take("none").code()).isEqualTo("BackupService.6105");
        assertThat(world.take(vault).code()).isEqualTo("BackupService.0001");
        assertThat(wire.post(
                                "/v3/p1/checkpoints",
                                "{'checkpoint':{'vault_id':'" + world.vault("disk", world.disk)
                                        + "','parameters':{'resources':['none']}}}")
                        .code())
                .isEqualTo("BackupService.6135");
    }

    // ---- backups

    @Test
    void backup_ofServer_showsItsChildrenOnlyAlone() {
        JsonNode listed = world.backUp(world.vault("server", world.server));

        JsonNode shown =
                wire.get("/v3/p1/backups/" + listed.path("id").asText()).body().path("backup");

        assertThat(listed.path("children").isEmpty()).isTrue();
        assertThat(listed.path("parent_id").isNull()).isTrue();
        assertThat(listed.path("expired_at").isNull()).isTrue();
        assertThat(listed.path("created_at").asText()).isEqualTo("2026-01-01T00:00:00.000000");
        assertThat(listed.path("resource_size").intValue()).isEqualTo(140);
        assertThat(listed.at("/extend_info/contain_system_disk").asBoolean()).isTrue();
        assertThat(shown.path("children")).hasSize(2);
        assertThat(shown.at("/children/0/parent_id").asText())
                .isEqualTo(shown.path("id").asText());
        assertThat(shown.at("/children/0/extend_info/bootable").asBoolean()).isTrue();
        String child = shown.at("/children/1/id").asText();
        assertThat(wire.get("/v3/p1/backups/" + child).text("/backup/resource_id"))
                .isEqualTo(world.data.id());
        assertThat(wire.delete("/v3/p1/backups/" + child).code()).isEqualTo("BackupService.6201");
        assertThat(wire.get("/v3/p1/backups?parent_id=" + shown.path("id").asText())
                        .text("/count"))
                .isEqualTo("2");
    }

    @Test
    void backup_ofServerWithEncryptedDisk_saysSoInTheChildAndTheWhole() {
        Resource.Disk boot = world.cloud.addDisk("boot", DataSize.gib(40));
        Resource.Disk secret =
                world.cloud.addDisk(DiskSetup.of("secret", DataSize.gib(10)).encryptedToo());
        Resource.Server other = world.cloud.addServer("other", boot, secret);
        String id = world.backUp(world.vault("server", other)).path("id").asText();

        JsonNode shown = wire.get("/v3/p1/backups/" + id).body().path("backup");

        assertThat(shown.at("/extend_info/encrypted").asBoolean()).isTrue();
        assertThat(shown.at("/children/0/extend_info/encrypted").asBoolean(true))
                .isFalse();
        assertThat(shown.at("/children/1/extend_info/encrypted").asBoolean()).isTrue();
        assertThat(wire.post("/v3/p1/backups/" + id + "/members", "{'members':['p2']}")
                        .code())
                .isEqualTo("BackupService.6709");
    }

    @Test
    void backups_list_pagesSortsAndFilters() {
        String vault = world.vault("disk", world.disk);
        world.backUp(vault);
        world.backUp(vault);
        String newest = world.backUp(vault).path("id").asText();

        WireClient.Reply page = wire.get("/v3/p1/backups?limit=2&sort=created_at%3Adesc");
        assertThat(page.text("/backups/0/id")).isEqualTo(newest);
        assertThat(page.text("/count")).isEqualTo("3");
        WireClient.Reply rest = wire.get("/v3/p1/backups?limit=2&marker=" + page.text("/backups/1/id"));
        assertThat(rest.body().path("backups")).hasSize(1);
        assertThat(wire.get("/v3/p1/backups?marker=" + rest.text("/backups/0/id"))
                        .body()
                        .path("backups")
                        .isEmpty())
                .isTrue();
        assertThat(wire.get("/v3/p1/backups?sort=created_at:asc").text("/backups/2/id"))
                .isEqualTo(newest);
        assertThat(wire.get("/v3/p1/backups?sort=size").code()).isEqualTo("BackupService.9900");
        assertThat(wire.get("/v3/p1/backups?start_time=2026-01-01T00:20:00Z").text("/count"))
                .isEqualTo("1");
        assertThat(wire.get("/v3/p1/backups?end_time=2026-01-01T00:10:00Z").text("/count"))
                .isEqualTo("2");
        assertThat(wire.get("/v3/p1/backups?status=error&status=available").text("/count"))
                .isEqualTo("3");
        assertThat(wire.get("/v3/p1/backups?resource_type=OS%3A%3ANova%3A%3AServer")
                        .text("/count"))
                .isEqualTo("0");
        assertThat(wire.get("/v3/p1/backups?vault_id=none").text("/count")).isEqualTo("0");
    }

    @Test
    void backup_renameAndDelete() {
        String path = "/v3/p1/backups/"
                + world.backUp(world.vault("disk", world.disk)).path("id").asText();

        assertThat(wire.put(path, "{'backup':{'name':'renamed'}}").text("/backup/name"))
                .isEqualTo("renamed");
        assertThat(wire.delete(path).status()).isEqualTo(204);
        assertThat(wire.get(path).text("/backup/status")).isEqualTo("waiting_delete");
        world.cloud.time().advance(Duration.ofMinutes(1));
        assertThat(wire.get(path).status()).isEqualTo(404);
        assertThat(wire.delete(path).code()).isEqualTo("BackupService.6200");
    }

    // ---- restores

    @Test
    void restore_ofDisk_isFollowedByItsLog() {
        world.cloud.write(world.disk, "before");
        String backup = world.backUp(world.vault("disk", world.disk)).path("id").asText();
        world.cloud.write(world.disk, "after");

        WireClient.Reply reply = restore(backup, "'volume_id':'" + world.disk.id() + "'");

        assertThat(reply.status()).isEqualTo(202);
        String log = "/v3/p1/operation-logs/" + reply.text("/job_id");
        assertThat(wire.get(log).text("/operation_log/status")).isEqualTo("waiting");
        assertThat(wire.get(log).body().at("/operation_log/ended_at").isNull()).isTrue();
        assertThat(wire.get("/v3/p1/backups/" + backup).text("/backup/status")).isEqualTo("waiting_restore");
        assertThat(restore(backup, "'volume_id':'" + world.disk.id() + "'").code())
                .isEqualTo("BackupService.2010");
        world.cloud.time().advance(Duration.ofMinutes(3));
        assertThat(wire.get(log).text("/operation_log/extra_info/common/progress"))
                .isEqualTo("30");
        world.cloud.time().advance(Duration.ofMinutes(7));
        assertThat(wire.get(log).text("/operation_log/status")).isEqualTo("success");
        assertThat(wire.get(log).text("/operation_log/extra_info/restore/backup_id"))
                .isEqualTo(backup);
        assertThat(wire.get(log).body().at("/operation_log/error_info").toString())
                .isEqualTo("{\"code\":\"\",\"message\":\"\"}");
        assertThat(world.cloud.readText(world.disk)).isEqualTo("before");
    }

    @Test
    void restore_asDocumented_hasNoBody() throws IOException {
        try (CbrWorld documented = new CbrWorld(Form.DOCUMENTED)) {
            String backup = documented
                    .backUp(documented.vault("disk", documented.disk))
                    .path("id")
                    .asText();

            WireClient.Reply reply = documented.wire.post(
                    "/v3/p1/backups/" + backup + "/restore",
                    "{'restore':{'volume_id':'" + documented.disk.id() + "'}}");

            assertThat(reply.status()).isEqualTo(202);
            assertThat(reply.body().isMissingNode()).isTrue();
            assertThat(documented
                            .wire
                            .get("/v3/p1/operation-logs?operation_type=restore")
                            .text("/count"))
                    .isEqualTo("1");
        }
    }

    @Test
    void restore_ofAttachedDisk_isRefused() {
        String backup = world.backUp(world.vault("disk", world.data)).path("id").asText();

        assertThat(restore(backup, "'volume_id':'" + world.data.id() + "'").code())
                .isEqualTo("BackupService.2011");
        assertThat(restore(backup, "'volume_id':'" + world.disk.id() + "'").code())
                .isEqualTo("BackupService.7004");
        assertThat(restore(backup, "'power_on':true").code()).isEqualTo("BackupService.9900");
    }

    @Test
    void restore_ofServer_needsAllMappings() {
        String backup =
                world.backUp(world.vault("server", world.server)).path("id").asText();
        JsonNode children = wire.get("/v3/p1/backups/" + backup).body().at("/backup/children");
        String server = "'server_id':'" + world.server.id() + "'";
        String first = mapping(children.path(0).path("id").asText(), world.system);
        String second = mapping(children.path(1).path("id").asText(), world.data);

        assertThat(restore(backup, server).code()).isEqualTo("BackupService.9900");
        assertThat(restore(backup, server + ",'mappings':[" + first + "]").code())
                .isEqualTo("BackupService.2012");
        assertThat(restore(backup, server + ",'mappings':[" + first + "," + mapping("none", world.data) + "]")
                        .code())
                .isEqualTo("BackupService.6200");
        assertThat(restore(backup, "'server_id':'none','mappings':[" + first + "]")
                        .code())
                .isEqualTo("BackupService.7100");
        WireClient.Reply reply =
                restore(backup, server + ",'power_on':false,'mappings':[" + first + "," + second + "]");
        assertThat(reply.status()).isEqualTo(202);
        world.cloud.time().advance(Duration.ofMinutes(10));
        assertThat(wire.get("/v3/p1/operation-logs/" + reply.text("/job_id")).text("/operation_log/status"))
                .isEqualTo("success");
    }

    @Test
    void operationLogs_areFilteredAndPaged() {
        String vault = world.vault("disk", world.disk);
        world.backUp(vault);
        world.backUp(vault);

        assertThat(wire.get("/v3/p1/operation-logs?operation_type=backup&vault_id=" + vault + "&status=success")
                        .text("/count"))
                .isEqualTo("2");
        assertThat(wire.get("/v3/p1/operation-logs?limit=1&offset=1").body().path("operation_logs"))
                .hasSize(1);
        assertThat(wire.get("/v3/p1/operation-logs?offset=2")
                        .body()
                        .path("operation_logs")
                        .isEmpty())
                .isTrue();
        WireClient.Reply missing = wire.get("/v3/p1/operation-logs/none");
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.code()).isEqualTo("BackupService.6500");
    }

    @Test
    void operationLog_removal_countsTheBackupsThatWent() {
        String vault = world.vault("server", world.server);
        var first = world.backUp(vault);
        var second = world.backUp(vault);

        WireClient.Reply unused = wire.post(
                "/v3/p1/vaults/" + vault + "/removeresources", "{'resource_ids':['" + world.server.id() + "']}");
        world.cloud.time().advance(Duration.ofMinutes(10));

        assertThat(first).isNotEqualTo(second);
        assertThat(wire.get("/v3/p1/operation-logs?operation_type=remove_resource")
                        .text("/operation_logs/0/extra_info/remove_resources/total_count"))
                .isEqualTo("2");
    }

    @Test
    void restoreOfAPart_keepsItsServerAndVault() {
        String vault = world.vault("server", world.server);
        String other = world.vault("server");
        String backup = world.backUp(vault).path("id").asText();
        String child = wire.get("/v3/p1/backups/" + backup).text("/backup/children/1/id");
        String disk = wire.get("/v3/p1/backups/" + backup).text("/backup/children/1/resource_id");
        world.cloud.stop(world.server);
        world.cloud.detach(Resource.disk(disk));

        assertThat(wire.post("/v3/p1/backups/" + child + "/restore", "{'restore':{'volume_id':'" + disk + "'}}")
                        .status())
                .isEqualTo(202);

        String ids = "'resource_ids':['" + world.server.id() + "']";
        assertThat(wire.get("/v3/p1/vaults/" + vault).text("/vault/resources/0/protect_status"))
                .isEqualTo("restoring");
        assertThat(wire.post("/v3/p1/vaults/" + vault + "/removeresources", "{" + ids + "}")
                        .code())
                .isEqualTo("BackupService.2010");
        assertThat(wire.post(
                                "/v3/p1/vaults/" + vault + "/migrateresources",
                                "{" + ids + ",'destination_vault_id':'" + other + "'}")
                        .code())
                .isEqualTo("BackupService.2010");
        assertThat(wire.delete("/v3/p1/vaults/" + vault).code()).isEqualTo("BackupService.6111");
        assertThat(wire.delete("/v3/p1/backups/" + backup).code()).isEqualTo("BackupService.6216");
    }

    // ---- copies and shares

    @Test
    void replicate_withoutSystemDisk_isRefusedAndPassedOver() {
        String copies = world.cloud
                .at(new Site("region-2", "p2"))
                .backup()
                .vaults()
                .create(VaultSpec.forServers("copies", DataSize.gib(200)).forReplication())
                .id()
                .value();
        String vault = world.vault("server");
        var unused = world.cloud
                .backup()
                .vaults()
                .addServerExcluding(new VaultId(vault), world.server, Set.of(world.system));
        String backup = world.backUp(vault).path("id").asText();
        String destination =
                "'destination_project_id':'p2','destination_region':'region-2','destination_vault_id':'" + copies + "'";

        assertThat(wire.get("/v3/p1/backups/" + backup)
                        .body()
                        .at("/backup/extend_info/contain_system_disk")
                        .asBoolean())
                .isFalse();
        assertThat(wire.post("/v3/p1/backups/" + backup + "/replicate", "{'replicate':{" + destination + "}}")
                        .code())
                .isEqualTo("BackupService.6122");
        WireClient.Reply all = wire.post(
                "/v3/p1/checkpoints/replicate", "{'replicate':{'vault_id':'" + vault + "'," + destination + "}}");
        assertThat(all.status()).isEqualTo(200);
        assertThat(all.body().at("/replication/backups")).isEmpty();
    }

    @Test
    void replicate_byPolicy_isMarkedAsAutomatic() {
        Site there = new Site("region-2", "p2");
        VaultId copies = world.cloud
                .at(there)
                .backup()
                .vaults()
                .create(VaultSpec.forServers("copies", DataSize.gib(200)).forReplication())
                .id();
        String vault = world.vault("server", world.server);
        String backup = world.backUp(vault).path("id").asText();
        Policies policies = world.cloud.backup().policies();
        policies.attach(
                policies.create(PolicySpec.replication(
                                "copying", Schedule.dailyAt("04:00"), Retention.forever(), there))
                        .id(),
                new VaultId(vault),
                copies);
        world.cloud.time().advance(Duration.ofDays(1));

        assertThat(wire.get("/v3/p1/backups/" + backup)
                        .body()
                        .at("/backup/replication_records/0/extra_info/auto_trigger")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void replicate_showsItsRecord() {
        String copies = world.cloud
                .at(new Site("region-2", "p2"))
                .backup()
                .vaults()
                .create(VaultSpec.forServers("copies", DataSize.gib(200)).forReplication())
                .id()
                .value();
        String backup =
                world.backUp(world.vault("server", world.server)).path("id").asText();
        String body = "{'replicate':{'description':'d','destination_project_id':'p2','destination_region':'region-2',"
                + "'destination_vault_id':'" + copies + "','name':'copy'}}";

        WireClient.Reply reply = wire.post("/v3/p1/backups/" + backup + "/replicate", body);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text("/replication/source_region")).isEqualTo("region-1");
        JsonNode record = wire.get("/v3/p1/backups/" + backup).body().at("/backup/replication_records/0");
        assertThat(record.path("id").asText()).isEqualTo(reply.text("/replication/replication_record_id"));
        assertThat(record.path("status").asText()).isEqualTo("waiting_replicate");
        assertThat(record.path("extra_info").path("auto_trigger").asBoolean(true))
                .isFalse();
        assertThat(wire.delete("/v3/p1/backups/" + backup).code()).isEqualTo("BackupService.6216");
        assertThat(wire.post(
                                "/v3/p1/vaults/" + record.path("vault_id").asText() + "/removeresources",
                                "{'resource_ids':['" + world.server.id() + "']}")
                        .code())
                .isEqualTo("BackupService.6130");
        world.cloud.time().advance(Duration.ofMinutes(30));
        assertThat(wire.get("/v3/p1/backups?show_replication=true").text("/backups/0/replication_records/0/status"))
                .isEqualTo("success");
        assertThat(wire.get("/v3/p1/backups")
                        .body()
                        .at("/backups/0/replication_records")
                        .isEmpty())
                .isTrue();
        assertThat(wire.post("/v3/p1/backups/" + backup + "/replicate", body.replace("region-2", "region-1"))
                        .code())
                .isEqualTo("BackupService.9900");
        assertThat(wire.post("/v3/p1/backups/" + backup + "/replicate", body.replace(copies, "none"))
                        .code())
                .isEqualTo("BackupService.6120");
    }

    @Test
    void share_isOfferedAcceptedAndTakenBack() {
        String backup =
                world.backUp(world.vault("server", world.server)).path("id").asText();
        String members = "/backups/" + backup + "/members";
        String vault = wire.post("/v3/p2/vaults", CbrWorld.vaultJson("server", "'resources':[]"))
                .text("/vault/id");
        String disks = wire.post("/v3/p2/vaults", CbrWorld.vaultJson("disk", "'resources':[]"))
                .text("/vault/id");

        WireClient.Reply offered = wire.post("/v3/p1" + members, "{'members':['p2']}");

        assertThat(offered.text("/members/0/status")).isEqualTo("pending");
        assertThat(offered.text("/members/0/dest_project_id")).isEqualTo("p2");
        assertThat(wire.post("/v3/p1" + members, "{'members':['p2']}").code()).isEqualTo("BackupService.6703");
        assertThat(wire.post("/v3/p1" + members, "{'members':['p1']}").code()).isEqualTo("BackupService.6704");
        assertThat(wire.get("/v3/p2/backups").text("/count")).isEqualTo("0");
        assertThat(wire.get("/v3/p2/backups?own_type=shared&member_status=pending")
                        .text("/backups/0/project_id"))
                .isEqualTo("p1");
        assertThat(wire.put("/v3/p2" + members + "/p2", "{'status':'accepted','vault_id':'" + disks + "'}")
                        .code())
                .isEqualTo("BackupService.6713");
        WireClient.Reply accepted =
                wire.put("/v3/p2" + members + "/p2", "{'status':'accepted','vault_id':'" + vault + "'}");
        assertThat(accepted.text("/member/status")).isEqualTo("accepted");
        assertThat(accepted.text("/member/vault_id")).isEqualTo(vault);
        assertThat(wire.get("/v3/p1" + members + "?status=accepted").text("/count"))
                .isEqualTo("1");
        assertThat(wire.get("/v3/p1" + members + "/p2").text("/member/id")).isEqualTo(offered.text("/members/0/id"));
        assertThat(wire.get("/v3/p1" + members + "/p3").code()).isEqualTo("BackupService.6705");
        assertThat(wire.get("/v3/p1" + members + "?offset=1")
                        .body()
                        .path("members")
                        .isEmpty())
                .isTrue();
        assertThat(wire.delete("/v3/p1" + members + "/p2").status()).isEqualTo(204);
        assertThat(wire.delete("/v3/p1" + members + "/p2").code()).isEqualTo("BackupService.6705");
    }

    private WireClient.Reply restore(String backup, String parts) {
        return wire.post("/v3/p1/backups/" + backup + "/restore", "{'restore':{" + parts + "}}");
    }

    private static String mapping(String child, Resource.Disk disk) {
        return "{'backup_id':'" + child + "','volume_id':'" + disk.id() + "'}";
    }
}
