package io.github.backup4j.huawei.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CinderRoutesTest {
    private static final String CLOUD_SNAPSHOTS = "/v2/project-1/cloudsnapshots";
    private static final String SNAPSHOTS = "/v3/project-1/snapshots";
    private static final String VOLUMES = "/v3/project-1/volumes";
    private static final Duration LONG = Duration.ofHours(1);

    private Wire wire;
    private Resource.Disk disk;

    @BeforeEach
    void start() throws IOException {
        wire = Wire.start(Form.RECORDED);
        disk = wire.cloud.addDisk("data", DataSize.gib(10));
        wire.cloud.write(disk, "before");
    }

    @AfterEach
    void stop() {
        wire.close();
    }

    // ---- snapshots of EVS

    @Test
    void cloudSnapshot_fromCreationToDeletion_passesItsStates() {
        Wire.Answer taken = wire.post(
                CLOUD_SNAPSHOTS,
                "{'snapshot':{'name':'snap-001','description':'Daily backup','volume_id':'" + disk.id()
                        + "','force':false,'metadata':{'a':'b'}}}");

        assertThat(taken.status()).isEqualTo(202);
        assertThat(taken.at("/snapshot/status")).isEqualTo("creating");
        assertThat(taken.at("/snapshot/updated_at")).isEqualTo(taken.at("/snapshot/created_at"));
        String path = CLOUD_SNAPSHOTS + "/" + taken.at("/snapshot/id");
        wire.pass(LONG);
        JsonNode shown = wire.get(path).body().path("snapshot");
        assertThat(shown.path("status").asText()).isEqualTo("available");
        assertThat(shown.path("os-extended-snapshot-attributes:progress").asText())
                .isEqualTo("100%");
        assertThat(shown.path("updated_at")).isEqualTo(shown.path("created_at"));
        assertThat(shown.path("metadata")).isEqualTo(Json.object().put("a", "b"));
        assertThat(shown.path("size").asInt()).isEqualTo(10);
        assertThat(wire.put(path, "{'snapshot':{'name':'snap-002'}}").at("/snapshot/name"))
                .isEqualTo("snap-002");
        assertThat(wire.get(path).at("/snapshot/description")).isEqualTo("Daily backup");
        assertThat(wire.delete(path).status()).isEqualTo(202);
        assertThat(wire.get(path).at("/snapshot/status")).isEqualTo("deleting");
        assertThat(wire.delete(path).at("/error/code")).isEqualTo("EVS.1047");
        wire.pass(LONG);
        assertThat(wire.get(path).status()).isEqualTo(404);
        assertThat(wire.get(path).body().at("/itemNotFound/code").asInt()).isEqualTo(404);
    }

    @Test
    void cloudSnapshot_withoutANameOrWithALongOne_comesBackAsSent() {
        String name = "n".repeat(200);
        Wire.Answer nameless = wire.post(CLOUD_SNAPSHOTS, "{'snapshot':{'volume_id':'" + disk.id() + "'}}");
        Wire.Answer named =
                wire.post(CLOUD_SNAPSHOTS, "{'snapshot':{'name':'" + name + "','volume_id':'" + disk.id() + "'}}");

        assertThat(nameless.body().at("/snapshot/name").isNull()).isTrue();
        assertThat(named.at("/snapshot/name")).isEqualTo(name);
        assertThat(wire.post(
                                CLOUD_SNAPSHOTS,
                                "{'snapshot':{'name':'" + "n".repeat(256) + "','volume_id':'" + disk.id() + "'}}")
                        .at("/error/code"))
                .isEqualTo("EVS.5400");
    }

    @Test
    void cloudSnapshot_ofAnAttachedDisk_wantsForce() {
        Resource.Server unused = wire.cloud.addServer("server", disk);
        String start = "{'snapshot':{'name':'a','volume_id':'" + disk.id() + "'";

        Wire.Answer refused = wire.post(CLOUD_SNAPSHOTS, start + "}}");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.at("/error/code")).isEqualTo("EVS.5400");
        assertThat(wire.post(CLOUD_SNAPSHOTS, start + ",'force':true}}").status())
                .isEqualTo(202);
    }

    @Test
    void cloudSnapshot_beyondTheLimit_isRefusedAsAQuota() {
        for (int i = 0; i < 7; i++) {
            String unused = take("snapshot-" + i);
        }

        Wire.Answer refused = wire.post(CLOUD_SNAPSHOTS, "{'snapshot':{'name':'a','volume_id':'" + disk.id() + "'}}");

        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.at("/error/code")).isEqualTo("EVS.5413");
    }

    @Test
    void cloudSnapshots_listed_countFilterAndEnd() {
        String first = take("one");
        String second = take("two");

        Wire.Answer all = wire.get(CLOUD_SNAPSHOTS + "/detail");
        assertThat(all.body().path("count").asInt()).isEqualTo(2);
        assertThat(all.body().has("snapshots_links")).isFalse();
        assertThat(ids(all)).containsExactlyInAnyOrder(first, second);
        assertThat(ids(wire.get(CLOUD_SNAPSHOTS + "/detail?limit=1&offset=1"))).hasSize(1);
        assertThat(ids(wire.get(CLOUD_SNAPSHOTS + "/detail?limit=1&offset=2"))).isEmpty();
        assertThat(ids(wire.get(CLOUD_SNAPSHOTS + "/detail?name=two"))).containsExactly(second);
        assertThat(ids(wire.get(CLOUD_SNAPSHOTS + "/detail?id=" + first))).containsExactly(first);
        assertThat(ids(wire.get(CLOUD_SNAPSHOTS + "/detail?volume_id=" + disk.id())))
                .hasSize(2);
        assertThat(ids(wire.get(CLOUD_SNAPSHOTS + "/detail?volume_id=other"))).isEmpty();
        assertThat(ids(wire.get(CLOUD_SNAPSHOTS + "/detail?availability_zone=other")))
                .isEmpty();
        assertThat(ids(wire.get(CLOUD_SNAPSHOTS + "/detail?status=creating"))).isEmpty();
    }

    @Test
    void rollBack_overwritesTheDisk() {
        String path = CLOUD_SNAPSHOTS + "/" + take("one");
        wire.cloud.write(disk, "after");

        Wire.Answer answer = wire.post(path + "/rollback", "{'rollback':{'name':'x','volume_id':'" + disk.id() + "'}}");

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.at("/rollback/volume_id")).isEqualTo(disk.id());
        assertThat(wire.get("/v2/project-1/cloudvolumes/" + disk.id()).at("/volume/status"))
                .isEqualTo("rollbacking");
        assertThat(wire.get(path).at("/snapshot/status")).isEqualTo("rollbacking");
        assertThat(wire.delete(path).at("/error/code")).isEqualTo("EVS.1047");
        wire.pass(LONG);
        assertThat(wire.get("/v2/project-1/cloudvolumes/" + disk.id()).at("/volume/status"))
                .isEqualTo("available");
        assertThat(wire.cloud.readText(disk)).isEqualTo("before");
    }

    @Test
    void rollBack_ofAnAttachedOrAnotherDisk_isRefused() {
        String path = CLOUD_SNAPSHOTS + "/" + take("one") + "/rollback";
        Resource.Disk other = wire.cloud.addDisk("other", DataSize.gib(10));
        Resource.Server unused = wire.cloud.addServer("server", disk);

        Wire.Answer attached = wire.post(path, "{'rollback':{'volume_id':'" + disk.id() + "'}}");
        Wire.Answer another = wire.post(path, "{'rollback':{'volume_id':'" + other.id() + "'}}");

        assertThat(attached.status()).isEqualTo(400);
        assertThat(attached.body().has("badRequest")).isTrue();
        assertThat(another.status()).isEqualTo(400);
        assertThat(wire.cloud.readText(disk)).isEqualTo("before");
    }

    @Test
    void documentedForm_ofASnapshot_hasASmallT() throws IOException {
        try (Wire documented = Wire.start(Form.DOCUMENTED)) {
            Resource.Disk one = documented.cloud.addDisk("one", DataSize.gib(10));
            String id = documented
                    .post(CLOUD_SNAPSHOTS, "{'snapshot':{'name':'a','volume_id':'" + one.id() + "'}}")
                    .at("/snapshot/id");

            assertThat(documented.get(CLOUD_SNAPSHOTS + "/" + id).at("/snapshot/created_at"))
                    .isEqualTo("2026-01-01t00:00:00.000000");
            assertThat(documented.get(CLOUD_SNAPSHOTS + "/none").at("/itemNotFound/code"))
                    .isEqualTo("EVS.5404");
        }
    }

    // ---- Cinder

    @Test
    void volumes_inPages_linkToTheNextAndHaveNoCount() {
        Resource.Disk unused = wire.cloud.addDisk("other", DataSize.gib(10));

        Wire.Answer first = wire.get(VOLUMES + "/detail?limit=1");

        assertThat(first.body().has("count")).isFalse();
        assertThat(first.body().path("volumes")).hasSize(1);
        assertThat(first.body().at("/volumes/0").has("shareable")).isFalse();
        String next = first.at("/volumes_links/0/href")
                .substring(wire.emulator.address().toString().length());
        Wire.Answer second = wire.get(next);
        assertThat(second.body().path("volumes")).hasSize(1);
        assertThat(second.body().has("volumes_links")).isFalse();
        assertThat(second.at("/volumes/0/id")).isNotEqualTo(first.at("/volumes/0/id"));
        assertThat(wire.get(VOLUMES).body().at("/volumes/0")).hasSize(3);
        assertThat(wire.get(VOLUMES + "/summary")
                        .body()
                        .at("/volume-summary/total_size")
                        .asInt())
                .isEqualTo(20);
    }

    @Test
    void volume_asOpenStackClientsMakeIt_isThereAtOnce() {
        Wire.Answer created = wire.post(
                VOLUMES,
                "{'volume':{'size':10,'name':'mine','availability_zone':null,'volume_type':null,'metadata':{'a':'b'}}}");

        assertThat(created.status()).isEqualTo(202);
        String path = VOLUMES + "/" + created.at("/volume/id");
        assertThat(wire.get(path).at("/volume/status")).isEqualTo("creating");
        wire.pass(LONG);
        assertThat(wire.get(path).at("/volume/status")).isEqualTo("available");
        assertThat(wire.put(path, "{'volume':{'name':'yours'}}").at("/volume/name"))
                .isEqualTo("yours");
        assertThat(wire.delete(path).status()).isEqualTo(202);
        wire.pass(LONG);
        assertThat(wire.get(path).body().at("/itemNotFound/code").asInt()).isEqualTo(404);
    }

    @Test
    void volume_fromASnapshotOrAnotherVolume_holdsTheContent() {
        String snapshot = take("one");

        Wire.Answer restored = wire.post(VOLUMES, "{'volume':{'snapshot_id':'" + snapshot + "','size':10}}");
        Wire.Answer copied = wire.post(VOLUMES, "{'volume':{'source_volid':'" + disk.id() + "','size':10}}");
        wire.pass(LONG);

        assertThat(wire.cloud.readText(Resource.disk(restored.at("/volume/id"))))
                .isEqualTo("before");
        assertThat(wire.cloud.readText(Resource.disk(copied.at("/volume/id")))).isEqualTo("before");
    }

    @Test
    void volumeActions_changeTheVolume() {
        String path = VOLUMES + "/" + disk.id();

        assertThat(wire.post(path + "/action", "{'os-set_bootable':{'bootable':true}}")
                        .status())
                .isEqualTo(200);
        assertThat(wire.get(path).at("/volume/bootable")).isEqualTo("true");
        assertThat(wire.post(path + "/action", "{'os-update_readonly_flag':{'readonly':true}}")
                        .status())
                .isEqualTo(202);
        assertThat(wire.get(path).at("/volume/metadata/readonly")).isEqualTo("True");
        assertThat(wire.post(path + "/action", "{'os-extend':{'new_size':20}}").status())
                .isEqualTo(202);
        wire.pass(LONG);
        Wire.Answer uploaded =
                wire.post(path + "/action", "{'os-volume_upload_image':{'image_name':'image','disk_format':'vhd'}}");
        assertThat(uploaded.at("/os-volume_upload_image/status")).isEqualTo("uploading");
        wire.pass(LONG);
        assertThat(wire.get("/v2/images/" + uploaded.at("/os-volume_upload_image/image_id"))
                        .at("/status"))
                .isEqualTo("active");
        assertThat(wire.post(path + "/action", "{'os-dance':{}}").body().has("badRequest"))
                .isTrue();
    }

    @Test
    void metadata_ofVolumeAndSnapshot_isKept() {
        for (String path : List.of(VOLUMES + "/" + disk.id(), SNAPSHOTS + "/" + take("one"))) {
            String metadata = path + "/metadata";
            assertThat(wire.post(metadata, "{'metadata':{'a':'1','b':'2'}}").at("/metadata/b"))
                    .isEqualTo("2");
            assertThat(wire.put(metadata + "/a", "{'meta':{'a':'3'}}").at("/meta/a"))
                    .isEqualTo("3");
            assertThat(wire.delete(metadata + "/b").status()).isEqualTo(200);
            assertThat(wire.get(metadata).body().path("metadata"))
                    .isEqualTo(Json.object().put("a", "3"));
            assertThat(wire.get(metadata + "/b").status()).isEqualTo(404);
            assertThat(wire.put(metadata, "{'metadata':{'c':'4'}}").body().path("metadata"))
                    .isEqualTo(Json.object().put("c", "4"));
        }
    }

    @Test
    void snapshots_asCinder_liveAndDie() {
        Wire.Answer taken = wire.post(SNAPSHOTS, "{'snapshot':{'volume_id':'" + disk.id() + "','name':'a'}}");
        wire.pass(LONG);

        String path = SNAPSHOTS + "/" + taken.at("/snapshot/id");
        assertThat(taken.status()).isEqualTo(202);
        assertThat(wire.get(path).at("/snapshot/status")).isEqualTo("available");
        assertThat(wire.get(SNAPSHOTS + "/detail").body().has("count")).isFalse();
        assertThat(ids(wire.get(SNAPSHOTS + "/detail"))).hasSize(1);
        assertThat(wire.delete(path).status()).isEqualTo(202);
        assertThat(wire.delete(path).body().has("badRequest")).isTrue();
        wire.pass(LONG);
        assertThat(wire.get(path).body().at("/itemNotFound/code").asInt()).isEqualTo(404);
    }

    @Test
    void versions_areToldWithoutACredential() throws Exception {
        Wire.Answer versions = wire.send("GET", "/versions", "", Map.of());

        assertThat(wire.get("/").status()).isEqualTo(300);
        assertThat(versions.at("/versions/0/id")).isEqualTo("v3.0");
        assertThat(versions.at("/versions/0/links/1/href")).isEqualTo(wire.emulator.address() + "/v3/");
        assertThat(versions.at("/versions/1/id")).isEqualTo("v2.2");
        assertThat(wire.get("/v2/").at("/versions/0/id")).isEqualTo("v2.2");
    }

    private String take(String name) {
        String id = wire.post(CLOUD_SNAPSHOTS, "{'snapshot':{'name':'" + name + "','volume_id':'" + disk.id() + "'}}")
                .at("/snapshot/id");
        wire.pass(Duration.ofMinutes(1));
        return id;
    }

    private static List<String> ids(Wire.Answer answer) {
        List<String> ids = new ArrayList<>();
        answer.body().path("snapshots").forEach(one -> ids.add(one.path("id").asText()));
        return ids;
    }
}
