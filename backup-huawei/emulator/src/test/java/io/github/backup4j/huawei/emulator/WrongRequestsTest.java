package io.github.backup4j.huawei.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.DataSize;
import io.github.backup4j.Image;
import io.github.backup4j.Resource;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client gets wrong is refused before anything changes: with the service's own code, never with a 500. */
class WrongRequestsTest {
    private static final String SERVERS = "/v1.1/p1/cloudservers";
    private static final String DISKS = "/v2.1/p1/cloudvolumes";

    private final CbrWorld world = new CbrWorld(Form.RECORDED);
    private final WireClient wire = world.wire;

    WrongRequestsTest() throws IOException {}

    @AfterEach
    void close() {
        world.close();
    }

    // ---- servers and disks

    @Test
    void publicImage_thatTheListShows_makesAServer() {
        JsonNode image = wire.get("/v2/cloudimages?__imagetype=gold")
                .body()
                .path("images")
                .path(0);

        WireClient.Reply made = wire.post(SERVERS, server(image.path("id").asText(), "'SSD', 'size': 60", """
                'count': 2, 'data_volumes': [{'volumetype': 'SAS', 'size': 20}],\
                """));

        assertThat(made.status()).as("%s", made).isEqualTo(200);
        String id = made.text("/serverIds/1");
        WireClient.Reply server = wire.get("/v1/p1/cloudservers/" + id);
        assertThat(server.text("/server/image/id")).isEqualTo(image.path("id").asText());
        assertThat(server.text("/server/name")).isEqualTo("new-0002");
        assertThat(wire.get("/v1/p1/jobs/" + made.text("/job_id")).text("/status"))
                .isEqualTo("INIT");
        world.cloud.time().advance(Duration.ofMinutes(5));
        assertThat(wire.get("/v1/p1/jobs/" + made.text("/job_id")).text("/status"))
                .isEqualTo("SUCCESS");
        assertThat(world.cloud.disksOf(Resource.server(id)))
                .extracting(disk -> wire.get("/v2/p1/cloudvolumes/" + disk.id()).text("/volume/size"))
                .containsExactly("60", "20");
    }

    @Test
    void publicImage_ofASeed_makesADisk() {
        String image = "0a1b2c3d-0000-4000-8000-000000000004";
        String unused =
                world.emulator.seed("{\"images\": [{\"id\": \"" + image + "\", \"name\": \"Debian\", \"size\": 10}]}");

        WireClient.Reply made = wire.post(
                DISKS,
                "{'volume': {'availability_zone': 'zone-1', 'volume_type': 'SSD', 'size': 10, 'imageRef': '" + image
                        + "'}}");

        assertThat(made.status()).as("%s", made).isEqualTo(202);
        world.cloud.time().advance(Duration.ofMinutes(5));
        WireClient.Reply disk = wire.get("/v2/p1/cloudvolumes/" + made.text("/volume_ids/0"));
        assertThat(disk.text("/volume/status")).isEqualTo("available");
        assertThat(disk.text("/volume/volume_image_metadata/image_id")).isEqualTo(image);
        assertThat(disk.text("/volume/bootable")).isEqualTo("true");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'SSD'|'data_volumes': [{'volumetype': 'zz', 'size': 10}],",
                "'SSD'|'data_volumes': [{'volumetype': 'SSD', 'size': -3}],",
                "'SSD'|'data_volumes': [{'volumetype': 'SSD', 'size': 40000}],",
                "'SSD'|'data_volumes': [{'volumetype': 'SSD', 'size': 'x'}],",
                "'SSD'|'data_volumes': [{'volumetype': 'SSD'}],",
                "'SSD'|'data_volumes': ['x'],",
                "'SSD'|'data_volumes': 'x',",
                "'SSD'|'data_volumes': [{'volumetype': 'SSD', 'size': 10, 'data_image_id': 'none'}],",
                "'SSD'|'count': 'x',",
                "'SSD'|'count': 0,",
                "'SSD'|'count': 501,",
                "'SSD', 'size': 2147483648|",
                "'SSD', 'size': 1025|",
                "'SSD', 'size': 'x'|",
                "'zz'|",
                "1|"
            })
    void createServers_withWrongDisksOrCount_isRefusedAndLeavesNothing(String sent) {
        String image = world.cloud
                .addImage("golden", Image.Kind.SYSTEM_DISK, DataSize.gib(40))
                .value();
        String[] parts = sent.split("\\|", -1);
        int disks = world.cloud.disks().size();

        WireClient.Reply reply = wire.post(SERVERS, server(image, parts[0], parts[1]));

        assertThat(reply.status()).as("%s", reply).isEqualTo(400);
        assertThat(reply.code()).startsWith("Ecs.000");
        assertThat(world.cloud.servers()).hasSize(1);
        assertThat(world.cloud.disks()).hasSize(disks);
    }

    // ---- numbers and filters

    @ParameterizedTest
    @CsvSource({
        "/v2/p1/cloudvolumes/resource_instances/action, EVS.5400",
        "/v2/p1/images/resource_instances/action, IMG.0001",
        "/v3/p1/vault/resource_instances/action, BackupService.9900",
        "/v2/orders/suscriptions/resources/query, CBC.0100"
    })
    void numbers_outOfRange_areRefused(String path, String code) {
        String search = path.contains("orders") ? "" : "'action': 'filter', 'tags': [{'key': 'a', 'values': []}], ";
        for (String wrong : new String[] {
            "'limit': -1",
            "'limit': 0",
            "'limit': 1001",
            "'limit': 2147483648",
            "'limit': 'x'",
            "'offset': -1",
            "'offset': 2147483648",
            "'offset': 'x'"
        }) {
            WireClient.Reply reply = wire.post(path, "{" + search + wrong + "}");
            assertThat(reply.status()).as("%s of %s", wrong, reply).isEqualTo(400);
            assertThat(reply.code()).isEqualTo(code);
        }
        assertThat(wire.post(path, "{" + search + "'limit': 500, 'offset': 1}").status())
                .isEqualTo(200);
        assertThat(wire.post(path, "{" + search + "'limit': '10', 'offset': '0'}")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "/v2/p1/cloudvolumes/resource_instances/action, EVS.5400",
        "/v2/p1/images/resource_instances/action, IMG.0001",
        "/v3/p1/vault/resource_instances/action, BackupService.9900"
    })
    void tagSearch_thatIsMalformed_findsNothing(String path, String code) {
        for (String wrong : new String[] {
            "{}",
            "[]",
            "{'action': 'x', 'tags': [{'key': 'a', 'values': []}]}",
            "{'action': 'filter', 'tags': 'x'}",
            "{'action': 'filter', 'tags': ['x']}",
            "{'action': 'filter', 'tags': [{'values': ['x']}]}",
            "{'action': 'filter', 'tags': [{'key': 'a'}]}",
            "{'action': 'filter', 'tags': [{'key': 'a', 'values': 'x'}]}",
            "{'action': 'filter', 'tags': [], 'not_tags_any': {'key': 'a'}}",
            "{'action': 'filter', 'tags': [], 'matches': [{'key': 'resource_name'}]}",
            "{'action': 'filter', 'tags': [], 'matches': {}}"
        }) {
            WireClient.Reply reply = wire.post(path, wrong);
            assertThat(reply.status()).as("%s of %s", wrong, reply).isEqualTo(400);
            assertThat(reply.code()).isEqualTo(code);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v2/p1/images/resource_instances/action", "/v3/p1/vault/resource_instances/action"})
    void tagSearch_byAnUnknownField_findsNothing(String path) {
        WireClient.Reply reply =
                wire.post(path, "{'action': 'filter', 'matches': [{'key': 'resource_nam', 'value': 'x'}]}");

        assertThat(reply.status()).as("%s", reply).isEqualTo(400);
    }

    @Test
    void tagSearch_ofImages_hasTenOnAPage() {
        for (int i = 0; i < 12; i++) {
            var unused = world.cloud.addImage("image-" + i, Image.Kind.SYSTEM_DISK, DataSize.gib(1));
        }
        String path = "/v2/p1/images/resource_instances/action";

        WireClient.Reply found = wire.post(path, "{'action': 'filter'}");
        assertThat(found.body().path("resources")).hasSize(10);
        assertThat(found.text("/total_count")).isEqualTo("12");
        assertThat(wire.post(path, "{'action': 'filter', 'tags': []}").code()).isEqualTo("IMG.0001");
        String id = found.text("/resources/3/resource_id");
        assertThat(wire.post(path, "{'action': 'filter', 'matches': [{'key': 'resource_id', 'value': '" + id + "'}]}")
                        .body()
                        .path("resources"))
                .hasSize(1);
    }

    // ---- the clock

    @ParameterizedTest
    @ValueSource(strings = {"1e18", "1e400", "315619201", "-1", "'x'", "'NaN'", "null"})
    void advance_thatIsNoTimeOrTooMuch_isRefused(String seconds) {
        Instant before = world.cloud.time().now();

        WireClient.Reply reply = wire.post("/emulator/advance", "{'seconds': " + seconds + "}");

        assertThat(reply.status()).as("%s", reply).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("EMULATOR.0400");
        assertThat(world.cloud.time().now()).isEqualTo(before);
    }

    @Test
    void advance_pastTheLastYear_isRefused() {
        world.cloud.time().advanceTo(Instant.parse("9999-12-30T00:00:00Z"));

        assertThat(wire.post("/emulator/advance", "{'seconds': 86400}").status())
                .isEqualTo(200);
        assertThat(wire.post("/emulator/advance", "{'seconds': 86400}").code()).isEqualTo("EMULATOR.0400");
    }

    // ---- vaults

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'resources': [], 'locked': 'x'",
                "'resources': [], 'billing': {'object_type': 'disk', 'protect_type': 'backup', 'consistent_level':"
                        + " 'crash_consistent', 'size': 100, 'charging_mode': 'pre_paid', 'period_type': 'month',"
                        + " 'period_num': 1, 'is_auto_pay': 'x'}"
            })
    void createVault_thatIsRefused_leavesNoVault(String parts) {
        String billing = parts.contains("billing")
                ? ""
                : "'billing': {'object_type': 'disk', 'protect_type': 'backup', 'consistent_level': 'crash_consistent',"
                        + " 'size': 100}, ";

        WireClient.Reply reply = wire.post("/v3/p1/vaults", "{'vault': {'name': 'v', " + billing + parts + "}}");

        assertThat(reply.status()).as("%s", reply).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("BackupService.9900");
        assertThat(world.cloud.backup().vaults().list()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'billing': {'charging_mode': 'x',",
                "'billing': {'cloud_type': 'x',",
                "'sys_lock_source_service': 'x', 'billing': {",
                "'tags': [{'key': 'a'}], 'billing': {"
            })
    void createVault_withAWrongValue_isRefused(String parts) {
        WireClient.Reply reply = wire.post(
                "/v3/p1/vaults",
                "{'vault': {'name': 'v', 'resources': [], " + parts
                        + " 'object_type': 'disk', 'protect_type': 'backup', 'consistent_level': 'crash_consistent',"
                        + " 'size': 100}}}");

        assertThat(reply.status()).as("%s", reply).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("BackupService.9900");
        assertThat(world.cloud.backup().vaults().list()).isEmpty();
    }

    @Test
    void updateVault_changesOnlyWhatAnUpdateCan() {
        String id = world.vault("disk", "'resources': [], 'enterprise_project_id': 'e-1', 'backup_name_prefix': 'one'");

        WireClient.Reply reply = wire.put(
                "/v3/p1/vaults/" + id,
                "{'vault': {'name': 'v-2', 'description': 'new', 'enterprise_project_id': 'e-2', 'backup_name_prefix':"
                        + " 'two', 'billing': {'cloud_type': 'hybrid'}}}");

        assertThat(reply.text("/vault/name")).isEqualTo("v-2");
        assertThat(reply.text("/vault/enterprise_project_id")).isEqualTo("e-1");
        assertThat(reply.text("/vault/backup_name_prefix")).isEqualTo("one");
        assertThat(reply.body().at("/vault/description").isNull())
                .as("%s", reply)
                .isTrue();
        assertThat(reply.text("/vault/billing/cloud_type")).isEqualTo("public");
    }

    // ---- credentials, paths and bodies

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void token_thatIsEmpty_isNoCredential(String token) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(world.emulator.address().resolve("/v3/p1/vaults"))
                .header("X-Auth-Token", token)
                .build();

        assertThat(HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void tagWithASlash_isRemoved() {
        String path = "/v2/p1/cloudvolumes/" + world.disk.id() + "/tags";
        assertThat(wire.post(path, "{'tag': {'key': 'a/b c+ü', 'value': 'v'}}").status())
                .isEqualTo(204);

        assertThat(wire.delete(path + "/a%2Fb%20c+%C3%BC").status()).isEqualTo(204);

        assertThat(wire.get(path).body().path("tags")).isEmpty();
    }

    @Test
    void pathThatIsNotUtf8_isRefused() {
        WireClient.Reply reply = wire.get("/v2/p1/cloudvolumes/%FF");

        assertThat(reply.status()).as("%s", reply).isEqualTo(400);
    }

    @Test
    void bodyThatIsNotOneValueInUtf8_isRefused() throws Exception {
        String good = "{\"disks\": [{\"name\": \"one\"}]}";
        for (byte[] wrong : new byte[][] {
            (good + " x").getBytes(StandardCharsets.UTF_8),
            (good + good).getBytes(StandardCharsets.UTF_8),
            "{\"disks\": [], \"disks\": [{\"name\": \"one\"}]}".getBytes(StandardCharsets.UTF_8),
            good.getBytes(StandardCharsets.UTF_16),
            good.replace("one", "ü").getBytes(StandardCharsets.ISO_8859_1)
        }) {
            HttpRequest request = HttpRequest.newBuilder(
                            world.emulator.address().resolve("/emulator/seed"))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(wrong))
                    .build();
            HttpResponse<String> reply = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(reply.statusCode()).as("%s", reply.body()).isEqualTo(400);
        }
        assertThat(world.cloud.disks()).hasSize(3);
    }

    // ---- images, disks and snapshots

    @Test
    void deleteImage_withAnUnclearWordAboutItsBackup_isRefused() {
        String id = world.cloud
                .addImage("golden", Image.Kind.SYSTEM_DISK, DataSize.gib(40))
                .value();

        for (String wrong : new String[] {"{'delete_backup': 'x'}", "{'delete_backup': 1}", "[]"}) {
            WireClient.Reply reply = wire.send("DELETE", "/v2/images/" + id, wrong);
            assertThat(reply.status()).as("%s", reply).isEqualTo(400);
        }
        assertThat(wire.get("/v2/images/" + id).status()).isEqualTo(200);
        assertThat(wire.send("DELETE", "/v2/images/" + id, "{'delete_backup': false}")
                        .status())
                .isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=x", "limit=-1", "sort_key=x", "sort_dir=x"})
    void listImages_withAWrongQuery_isRefused(String query) {
        for (String path : new String[] {"/v2/cloudimages?", "/v2/images?"}) {
            WireClient.Reply reply = wire.get(path + query);
            assertThat(reply.status()).as("%s", reply).isEqualTo(400);
            assertThat(reply.code()).isEqualTo("IMG.0001");
        }
    }

    @Test
    void createImage_ofAServerThatOneIsBeingMadeOf_isRefused() {
        String body = "{'name': '%s', 'instance_id': '" + world.server.id() + "'}";
        assertThat(wire.post("/v2/cloudimages/action", body.formatted("one")).status())
                .isEqualTo(200);

        assertThat(wire.post("/v2/cloudimages/action", body.formatted("two")).code())
                .isEqualTo("IMG.0010");

        world.cloud.time().advance(Duration.ofHours(1));
        assertThat(wire.post("/v2/cloudimages/action", body.formatted("two")).status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'availability_zone': 'nowhere'}|EVS.1036",
                "'availability_zone': 'zone-1', 'name': 5}|EVS.1003",
                "'availability_zone': 'zone-1', 'description': []}|EVS.1004",
                "'availability_zone': 'zone-1', 'metadata': {'a': 1}}|EVS.5400",
                "'availability_zone': 'zone-1', 'metadata': 'x'}|EVS.5400",
                "'availability_zone': 'zone-1', 'tags': []}|EVS.1062",
                "'availability_zone': 'zone-1'}, 'bssParam': {'chargingMode': 'x'}|EVS.1070"
            })
    void createDisk_withAWrongValue_isRefusedAndCreatesNone(String more, String code) {
        WireClient.Reply reply = wire.post(DISKS, "{'volume': {'volume_type': 'SSD', 'size': 10, " + more + "}");

        assertThat(reply.status()).as("%s", reply).isEqualTo(400);
        assertThat(reply.code()).isEqualTo(code);
        assertThat(world.cloud.disks()).hasSize(3);
    }

    @Test
    void snapshots_areListedByTheProjectOfTheirDisk() {
        String disk = wire.post(
                        DISKS,
                        "{'volume': {'availability_zone': 'zone-1', 'volume_type': 'SSD', 'size': 10,"
                                + " 'enterprise_project_id': 'e-1'}}")
                .text("/volume_ids/0");
        world.cloud.time().advance(Duration.ofMinutes(5));
        for (String one : new String[] {disk, world.disk.id()}) {
            assertThat(wire.post("/v2/p1/cloudsnapshots", "{'snapshot': {'volume_id': '" + one + "'}}")
                            .status())
                    .isEqualTo(202);
        }

        WireClient.Reply found = wire.get("/v2/p1/cloudsnapshots/detail?enterprise_project_id=e-1");
        assertThat(found.text("/count")).isEqualTo("1");
        assertThat(found.text("/snapshots/0/volume_id")).isEqualTo(disk);
        assertThat(wire.get("/v2/p1/cloudsnapshots/detail?enterprise_project_id=all_granted_eps")
                        .text("/count"))
                .isEqualTo("2");
    }

    // ---- backups

    @Test
    void snapshotOfABackup_isFoundByTheIdThatTheBackupNames() {
        String vault = world.vault("disk", world.disk);
        JsonNode backup = world.backUp(vault);
        String id = backup.at("/extend_info/snapshot_id").asText();

        WireClient.Reply snapshot = wire.get("/v2/p1/cloudsnapshots/" + id);

        assertThat(snapshot.text("/snapshot/name")).as("%s", snapshot).startsWith("autobk_snapshot_");
        assertThat(snapshot.text("/snapshot/volume_id")).isEqualTo(world.disk.id());
        assertThat(wire.get("/v2/p1/cloudsnapshots/detail").text("/snapshots/0/id"))
                .isEqualTo(id);
        assertThat(wire.get("/v2/p1/cloudsnapshots/detail?id=" + id).text("/count"))
                .isEqualTo("1");
        assertThat(wire.delete("/v2/p1/cloudsnapshots/" + id).status()).isEqualTo(400);
    }

    @Test
    void checkpoint_thatSaysItIsTriggered_marksItsBackups() {
        String vault = world.vault("disk", world.disk);
        WireClient.Reply made = wire.post(
                "/v3/p1/checkpoints",
                "{'checkpoint': {'vault_id': '" + vault + "', 'parameters': {'auto_trigger': true}}}");
        assertThat(made.status()).isEqualTo(200);
        assertThat(wire.get("/v3/p1/operation-logs?vault_id=" + vault)
                        .text("/operation_logs/0/extra_info/backup/backup_name"))
                .isNotEmpty();
        world.cloud.time().advance(Duration.ofMinutes(10));

        WireClient.Reply backups = wire.get("/v3/p1/backups?vault_id=" + vault);
        assertThat(backups.body().at("/backups/0/extend_info/auto_trigger").asBoolean())
                .isTrue();
        WireClient.Reply log = wire.get("/v3/p1/operation-logs?vault_id=" + vault);
        assertThat(log.text("/operation_logs/0/extra_info/backup/backup_name"))
                .as("%s", log)
                .isEqualTo(backups.text("/backups/0/name"))
                .isNotEmpty();
        wire.delete("/v3/p1/backups/" + backups.text("/backups/0/id"));
        world.cloud.time().advance(Duration.ofMinutes(30));
        WireClient.Reply later = wire.get("/v3/p1/operation-logs?vault_id=" + vault);
        for (JsonNode entry : later.body().path("operation_logs")) {
            JsonNode names = entry.path("extra_info").findPath("backup_name");
            assertThat(names.asText()).as("%s", entry).isEqualTo(backups.text("/backups/0/name"));
        }
    }

    private static String server(String image, String root, String more) {
        return """
            {'server': {'name': 'new', 'imageRef': '%s', 'flavorRef': 's6.large.2', 'vpcid': 'vpc-1', %s
            'nics': [{'subnet_id': 'subnet-1'}], 'root_volume': {'volumetype': %s}}}\
            """.formatted(image, more, root);
    }
}
