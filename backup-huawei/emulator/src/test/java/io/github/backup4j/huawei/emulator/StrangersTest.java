package io.github.backup4j.huawei.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.DataSize;
import io.github.backup4j.Image;
import io.github.backup4j.ImageId;
import io.github.backup4j.Resource;
import io.github.backup4j.Site;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.testkit.InMemoryCloud;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests as clients sent them that nobody here wrote, which the emulator once did not understand. */
class StrangersTest {
    private final InMemoryCloud cloud = InMemoryCloud.builder()
            .withUuids()
            .site(new Site("cn-north-4", "p1"))
            .build();
    private final Resource.Disk data = cloud.addDisk("data", DataSize.gib(10));
    private final Resource.Disk root = cloud.addDisk("root", DataSize.gib(40));
    private final Resource.Server server = cloud.addServer("web", root);
    private final HuaweiEmulator emulator;
    private final WireClient wire;

    StrangersTest() throws IOException {
        emulator = HuaweiEmulator.start(cloud, Form.RECORDED);
        wire = new WireClient(emulator);
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    // ---- python-openstackclient 6.0

    @Test
    void openstackVolumeSet_withTheNamesOfTheFirstApi_renames() {
        WireClient.Reply reply = wire.put(
                "/v3/p1/volumes/" + data.id(),
                "{'volume': {'display_name': 'renamed', 'display_description': 'hello'}}");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text("/volume/name")).isEqualTo("renamed");
        assertThat(reply.text("/volume/description")).isEqualTo("hello");
    }

    @Test
    void openstackVolumeSet_typeByItsId_changesIt() {
        String sas = typeId("SAS");

        WireClient.Reply reply = wire.post(
                "/v3/p1/volumes/" + data.id() + "/action",
                "{'os-retype': {'new_type': '" + sas + "', 'migration_policy': 'on-demand'}}");

        assertThat(reply.status()).isEqualTo(202);
        assertThat(wire.get("/v3/p1/volumes/" + data.id()).text("/volume/volume_type"))
                .isEqualTo("SAS");
        assertThat(wire.post("/v3/p1/volumes", "{'volume': {'size': 10, 'volume_type': '" + sas + "'}}")
                        .text("/volume/volume_type"))
                .isEqualTo("SAS");
    }

    @Test
    void openstackAvailabilityZoneList_ofServers_isAnswered() {
        assertThat(wire.get("/v2.1/p1/os-availability-zone/detail").text("/availabilityZoneInfo/0/zoneName"))
                .isEqualTo("cn-north-4a");
    }

    @Test
    void openstackVersionsShow_findsAllServices() {
        assertThat(wire.get("/v3/").text("/versions/0/id")).isEqualTo("v3.0");
        assertThat(wire.get("/v2.1").text("/version/id")).isEqualTo("v2.1");
        assertThat(wire.get("/v2.1/").text("/version/id")).isEqualTo("v2.1");
        WireClient.Reply identity = wire.get("/identity/");
        assertThat(identity.status()).isEqualTo(300);
        assertThat(identity.text("/versions/values/0/id")).isEqualTo("v3.6");
    }

    // ---- openstacksdk 0.101, gophercloud 0.12, openstack4j 3.12

    @Test
    void volumeAttachment_madeAndTakenAwayByNova_isSeenByCinder() {
        String attachments = "/v2.1/p1/servers/" + server.id() + "/os-volume_attachments";

        WireClient.Reply made =
                wire.post(attachments, "{'volumeAttachment': {'device': null, 'volumeId': '" + data.id() + "'}}");
        assertThat(made.status()).isEqualTo(200);
        assertThat(made.text("/volumeAttachment/device")).isEqualTo("/dev/vdb");
        cloud.time().advance(Duration.ofSeconds(10));
        assertThat(volumeStatus()).isEqualTo("in-use");
        assertThat(wire.get(attachments + "/" + data.id()).text("/volumeAttachment/volumeId"))
                .isEqualTo(data.id());
        assertThat(wire.get(attachments).body().path("volumeAttachments")).hasSize(2);

        assertThat(wire.delete(attachments + "/" + data.id()).status()).isEqualTo(202);
        cloud.time().advance(Duration.ofSeconds(10));
        assertThat(volumeStatus()).isEqualTo("available");
        WireClient.Reply gone = wire.delete(attachments + "/" + data.id());
        assertThat(gone.status()).isEqualTo(404);
        assertThat(gone.body().has("itemNotFound")).isTrue();
        WireClient.Reply none = wire.post(attachments, "{'volumeAttachment': {'volumeId': 'none'}}");
        assertThat(none.status()).isEqualTo(400);
        assertThat(none.text("/badRequest/message")).contains("none");
    }

    @Test
    void volumeTransfer_offeredAndAccepted_waitsInBetween() {
        WireClient.Reply offered = wire.post(
                "/v3/p1/os-volume-transfer", "{'transfer': {'volume_id': '" + data.id() + "', 'name': 'gift'}}");
        assertThat(offered.status()).isEqualTo(202);
        String path = "/v3/p1/os-volume-transfer/" + offered.text("/transfer/id");
        assertThat(volumeStatus()).isEqualTo("awaiting-transfer");
        assertThat(wire.get("/v3/p1/os-volume-transfer/detail").text("/transfers/0/created_at"))
                .isNotEmpty();
        assertThat(wire.get("/v3/p1/os-volume-transfer").body().at("/transfers/0/created_at"))
                .isEmpty();
        assertThat(wire.get(path).body().at("/transfer").has("auth_key")).isFalse();
        assertThat(wire.post("/v3/p1/os-volume-transfer", "{'transfer': {'volume_id': '" + data.id() + "'}}")
                        .status())
                .isEqualTo(400);
        assertThat(wire.post(path + "/accept", "{'accept': {'auth_key': 'guessed'}}")
                        .status())
                .isEqualTo(400);

        String key = "{'accept': {'auth_key': '" + offered.text("/transfer/auth_key") + "'}}";
        assertThat(wire.post(path.replace("p1", "p2") + "/accept", key).status())
                .isEqualTo(403);
        assertThat(wire.post(path + "/accept", key).status()).isEqualTo(202);
        assertThat(volumeStatus()).isEqualTo("available");
        assertThat(wire.get(path).status()).isEqualTo(404);
    }

    @Test
    void volumeTransfer_withdrawn_isOver() {
        String id = wire.post("/v2/p1/os-volume-transfer", "{'transfer': {'volume_id': '" + data.id() + "'}}")
                .text("/transfer/id");

        assertThat(wire.delete("/v2/p1/os-volume-transfer/" + id).status()).isEqualTo(202);
        assertThat(volumeStatus()).isEqualTo("available");
        assertThat(wire.get("/v2/p1/os-volume-transfer").body().path("transfers"))
                .isEmpty();
    }

    // ---- python-glanceclient 4.1

    @Test
    void glanceImageUpdate_checksTheImageByTheSchema() {
        String id = cloud.addImage("golden", Image.Kind.SYSTEM_DISK, DataSize.gib(40))
                .value();
        JsonNode properties = wire.get("/v2/schemas/image").body().path("properties");

        wire.get("/v2/images/" + id).body().properties().forEach(member -> {
            JsonNode said = properties.path(member.getKey()).path("type");
            String actual = member.getValue().isNull()
                    ? "null"
                    : member.getValue().isTextual()
                            ? "string"
                            : member.getValue().isBoolean()
                                    ? "boolean"
                                    : member.getValue().isArray() ? "array" : "integer";
            List<String> types = Json.MAPPER.convertValue(
                    said.isArray() ? said : Json.array().add(said.asText("string")),
                    Json.MAPPER.getTypeFactory().constructCollectionType(List.class, String.class));
            assertThat(types).as(member.getKey()).contains(actual);
            JsonNode values = properties.path(member.getKey()).path("enum");
            assertThat(values.isMissingNode()
                            || values.toString().contains(member.getValue().asText()))
                    .as(member.getKey())
                    .isTrue();
        });
    }

    @Test
    void glanceImageCreate_thenTheFileFromABucket_becomesActive() {
        ImageId golden = cloud.addImage("golden", Image.Kind.SYSTEM_DISK, DataSize.gib(40));
        cloud.write(golden, "system".getBytes(StandardCharsets.UTF_8));
        wire.post(
                "/v1/cloudimages/" + golden + "/file", "{'bucket_url': 'bucket:golden.zvhd2', 'file_format': 'zvhd2'}");
        cloud.time().advance(Duration.ofMinutes(30));

        WireClient.Reply made = wire.post("/v2/images", """
                {'name': 'up', 'disk_format': 'qcow2', 'container_format': 'bare', 'min_disk': 40, 'own': 'property'}\
                """);
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.text("/status")).isEqualTo("queued");
        assertThat(made.text("/own")).isEqualTo("property");
        String upload = "/v1/cloudimages/" + made.text("/id") + "/upload";
        assertThat(wire.put(upload, "{'image_url': 'bucket:none'}").code()).isEqualTo("IMG.0057");
        String job = wire.put(upload, "{'image_url': 'bucket:golden.zvhd2'}").text("/job_id");
        assertThat(wire.put(upload, "{'image_url': 'bucket:golden.zvhd2'}").code())
                .isEqualTo("IMG.0032");
        cloud.time().advance(Duration.ofSeconds(10));
        assertThat(imageStatus(made)).isEqualTo("saving");
        assertThat(wire.delete("/v2/images/" + made.text("/id")).code()).isEqualTo("IMG.0090");
        cloud.time().advance(Duration.ofMinutes(30));

        assertThat(wire.get("/v1/p1/jobs/" + job).text("/entities/image_id")).isEqualTo(made.text("/id"));
        assertThat(imageStatus(made)).isEqualTo("active");
        String disk = wire.post("/v2.1/p1/cloudvolumes", """
                {'volume': {'availability_zone': 'zone-1', 'volume_type': 'SSD', 'size': 40, 'imageRef': '%s'}}\
                """.formatted(made.text("/id")))
                .text("/volume_ids/0");
        cloud.time().advance(Duration.ofMinutes(30));
        assertThat(cloud.readText(Resource.disk(disk))).isEqualTo("system");
    }

    @Test
    void glanceImageDelete_ofOneThatWaitsForItsFile_deletesIt() {
        WireClient.Reply made = wire.post("/v2/images", "{'name': 'up', 'disk_format': 'raw'}");

        assertThat(wire.delete("/v2/images/" + made.text("/id")).status()).isEqualTo(204);
        cloud.time().advance(Duration.ofMinutes(1));
        assertThat(wire.get("/v2/images/" + made.text("/id")).status()).isEqualTo(404);
    }

    // ---- jclouds 2.6

    @Test
    void token_forJclouds_tellsWhenThePasswordExpires() {
        String expires = wire.post("/v3/auth/tokens", """
                {'auth': {'identity': {'methods': ['password'], 'password': {'user': {'name': 'me', 'domain':
                {'name': 'd'}, 'password': 'p'}}}, 'scope': {'project': {'id': 'p1'}}}}\
                """).text("/token/user/password_expires_at");

        assertThat(LocalDateTime.parse(expires)).isAfter(LocalDateTime.parse("2000-01-01T00:00:00"));
    }

    // ---- the official SDK for Node.js, 3.1.172

    @Test
    void listServerTags_ofTheProject_areNotThoseOfAServer() {
        wire.post(
                "/v1/p1/cloudservers/" + server.id() + "/tags/action",
                "{'action': 'create', 'tags': [{'key': 'a', 'value': '1'}, {'key': 'b', 'value': '2'}]}");
        assertThat(wire.get("/v1/p1/cloudservers/tags").body().path("tags"))
                .extracting(JsonNode::toString)
                .containsExactly("{\"key\":\"a\",\"values\":[\"1\"]}", "{\"key\":\"b\",\"values\":[\"2\"]}");

        wire.post(
                "/v1/p1/cloudservers/" + server.id() + "/tags/action",
                "{'action': 'delete', 'tags': [{'key': 'a', 'value': '1'}]}");
        assertThat(cloud.backup().resources().get(server).tags()).containsOnlyKeys("b");
    }

    // ---- queries

    @Test
    void imageList_withAQueryThatMeansNothing_listsAll() {
        String id = cloud.addImage("golden", Image.Kind.SYSTEM_DISK, DataSize.gib(40))
                .value();

        assertThat(wire.get("/v2/cloudimages?cloud_type=public&sort_dir=desc&sort_key=created_at")
                        .text("/images/0/id"))
                .isEqualTo(id);
        assertThat(wire.get("/v2/images?no_such_property=x").body().path("images"))
                .isEmpty();
    }

    @Test
    void volumeList_byTypeAndByMetadataThatIsNot_filters() {
        wire.put("/v2/p1/cloudvolumes/" + data.id(), "{'volume': {'name': 'data', 'metadata': {'k': 'v'}}}");

        assertThat(wire.get("/v2/p1/cloudvolumes/detail?volume_type_id=" + typeId("SAS"))
                        .text("/count"))
                .isEqualTo("0");
        assertThat(wire.get("/v2/p1/cloudvolumes/detail?volume_type_id=" + typeId("SSD"))
                        .text("/count"))
                .isEqualTo("2");
        assertThat(wire.get("/v2/p1/cloudvolumes/detail?not_metadata=%7B%22k%22:%22v%22%7D")
                        .text("/volumes/0/id"))
                .isEqualTo(root.id());
        assertThat(wire.get("/v2/p1/cloudvolumes/detail?dedicated_storage_id=d").text("/count"))
                .isEqualTo("0");
    }

    private String volumeStatus() {
        return wire.get("/v3/p1/volumes/" + data.id()).text("/volume/status");
    }

    private String imageStatus(WireClient.Reply made) {
        return wire.get("/v2/images/" + made.text("/id")).text("/status");
    }

    private String typeId(String name) {
        for (JsonNode type : wire.get("/v3/p1/types").body().path("volume_types")) {
            if (type.path("name").asText().equals(name)) {
                return type.path("id").asText();
            }
        }
        throw new IllegalStateException("no " + name);
    }
}
