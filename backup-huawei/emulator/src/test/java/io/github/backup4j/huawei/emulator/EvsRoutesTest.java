package io.github.backup4j.huawei.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Image;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.Vaults;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.testkit.DiskSetup;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EvsRoutesTest {
    private static final String VOLUMES = "/v2/project-1/cloudvolumes";
    private static final String CREATE = "/v2.1/project-1/cloudvolumes";
    private static final Duration LONG = Duration.ofHours(1);

    private Wire wire;

    @BeforeEach
    void start() throws IOException {
        wire = Wire.start(Form.RECORDED);
    }

    @AfterEach
    void stop() {
        wire.close();
    }

    // ---- creation

    @Test
    void create_outOfNothing_isCreatingThenAvailable() {
        Wire.Answer created = create("'name':'data','size':40,'volume_type':'SSD','availability_zone':'zone-1',"
                + "'description':'for tests','metadata':{'volume_owner':'me'},'tags':{'k':'v'},'multiattach':true");

        assertThat(created.status()).isEqualTo(202);
        String id = created.at("/volume_ids/0");
        assertThat(wire.get(VOLUMES + "/" + id).status()).isEqualTo(404);
        Wire.Answer shown = wire.get(VOLUMES + "/" + id);
        assertThat(shown.at("/volume/status")).isEqualTo("creating");
        assertThat(job(created).at("/status")).isEqualTo("INIT");
        wire.pass(Duration.ofSeconds(3));
        assertThat(job(created).at("/status")).isEqualTo("RUNNING");
        assertThat(job(created).body().path("error_code").isNull()).isTrue();
        assertThat(job(created).at("/end_time")).isEmpty();
        wire.pass(Duration.ofMinutes(1));
        assertThat(job(created).at("/status")).isEqualTo("SUCCESS");
        assertThat(job(created).at("/entities/volume_id")).isEqualTo(id);
        JsonNode volume = wire.get(VOLUMES + "/" + id).body().path("volume");
        assertThat(volume.path("status").asText()).isEqualTo("available");
        assertThat(volume.path("metadata").path("volume_owner").asText()).isEqualTo("me");
        assertThat(volume.path("tags").path("k").asText()).isEqualTo("v");
        assertThat(volume.path("description").asText()).isEqualTo("for tests");
        assertThat(volume.path("shareable").isTextual()).isTrue();
        assertThat(volume.path("shareable").asText()).isEqualTo("true");
        assertThat(volume.path("bootable").isTextual()).isTrue();
        assertThat(volume.path("created_at").asText()).isEqualTo("2026-01-01T00:00:00.000000");
        assertThat(volume.path("snapshot_id").isNull()).isTrue();
    }

    @Test
    void create_withTheSameClientToken_createsOnce() {
        String body = "{'volume':{'name':'a','size':10,'volume_type':'SAS','availability_zone':'zone-1'}}";

        Wire.Answer first = wire.send("POST", CREATE, body, Map.of("X-Client-Token", "t1"));
        Wire.Answer second = wire.send("POST", CREATE, body, Map.of("X-Client-Token", "t1"));
        Wire.Answer third = wire.send("POST", CREATE, body, Map.of("X-Client-Token", "t2"));

        assertThat(second.body()).isEqualTo(first.body());
        assertThat(third.at("/volume_ids/0")).isNotEqualTo(first.at("/volume_ids/0"));
        assertThat(wire.cloud.disks()).hasSize(2);
    }

    @Test
    void create_ofSeveral_isAJobOfJobs() {
        Wire.Answer created =
                create("'name':'data','size':40,'volume_type':'SSD','availability_zone':'zone-1','count':3");
        wire.pass(LONG);

        Wire.Answer job = job(created);

        assertThat(job.at("/job_type")).isEqualTo("batchCreateVolume");
        assertThat(job.body().at("/entities/sub_jobs")).hasSize(3);
        assertThat(job.at("/entities/sub_jobs/1/entities/volume_id")).isEqualTo(created.at("/volume_ids/1"));
        assertThat(wire.get(VOLUMES + "/" + created.at("/volume_ids/2")).at("/volume/name"))
                .isEqualTo("data-0003");
    }

    @Test
    void create_fromABackup_isAvailableTwice() {
        Resource.Disk disk = disk("source", "content");
        RestorePoint point = backUp(disk);

        Wire.Answer created = create("'availability_zone':'zone-1','volume_type':'SSD','name':'restored','backup_id':'"
                + point.id() + "','count':1");

        assertThat(created.status()).isEqualTo(202);
        String id = created.at("/volume_ids/0");
        List<String> seen = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            Wire.Answer shown = wire.get(VOLUMES + "/" + id);
            String status = shown.status() == 404 ? "404" : shown.at("/volume/status");
            if (seen.isEmpty() || !seen.get(seen.size() - 1).equals(status)) {
                seen.add(status);
            }
            wire.pass(Duration.ofSeconds(6));
        }
        assertThat(seen).containsExactly("404", "creating", "available", "restoring-backup", "available");
        assertThat(wire.cloud.readText(Resource.disk(id))).isEqualTo("content");
        assertThat(job(created).at("/status")).isEqualTo("SUCCESS");
    }

    @Test
    void create_fromABackupThatDoesNotFit_isRefused() {
        RestorePoint point = backUp(disk("source", "content"));
        String start = "'availability_zone':'zone-1','volume_type':'SSD','backup_id':'" + point.id() + "'";

        assertThat(code(create(start + ",'size':5"))).isEqualTo("EVS.1022");
        assertThat(code(create(start + ",'count':2"))).isEqualTo("EVS.1051");
        assertThat(code(create(start + ",'snapshot_id':'x','size':10"))).isEqualTo("EVS.1016");
        Wire.Answer unknown = create("'availability_zone':'zone-1','volume_type':'SSD','backup_id':'nothing'");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(code(unknown)).isEqualTo("EVS.5404");
    }

    @Test
    void create_fromASnapshot_holdsItsContent() {
        Resource.Disk disk = disk("source", "content");
        Snapshot snapshot = snapshot(disk);
        String start = "'name':'made','availability_zone':'zone-1','snapshot_id':'" + snapshot.id() + "'";

        Wire.Answer created = create(start + ",'volume_type':'SSD','size':20");
        wire.pass(LONG);

        String id = created.at("/volume_ids/0");
        assertThat(wire.cloud.readText(Resource.disk(id))).isEqualTo("content");
        JsonNode volume = wire.get(VOLUMES + "/" + id).body().path("volume");
        assertThat(volume.path("snapshot_id").asText()).isEqualTo(snapshot.id().value());
        assertThat(code(create(start + ",'volume_type':'SAS','size':20"))).isEqualTo("EVS.2096");
        assertThat(code(create(start + ",'volume_type':'SSD'"))).isEqualTo("EVS.1010");
        assertThat(code(create(start + ",'volume_type':'SSD','size':9"))).isEqualTo("EVS.1010");
        assertThat(code(create(start.replace("zone-1", "zone-2") + ",'volume_type':'SSD','size':20")))
                .isEqualTo("EVS.2054");
        assertThat(code(create(start + ",'volume_type':'SSD','size':20,'metadata':{'__system__encrypted':'1'}")))
                .isEqualTo("EVS.1043");
    }

    @Test
    void create_ofWhatIsWrong_isRefusedWithTheCodeForIt() {
        String good = "'name':'a','size':10,'volume_type':'SSD','availability_zone':'zone-1'";

        assertThat(code(wire.post(CREATE, "{}"))).isEqualTo("EVS.1001");
        assertThat(code(wire.post(CREATE, "[]"))).isEqualTo("EVS.1052");
        assertThat(code(create(good.replace("'size':10", "'size':9")))).isEqualTo("EVS.1010");
        assertThat(code(create(good.replace("'size':10", "'size':'ten'")))).isEqualTo("EVS.1010");
        assertThat(code(create(good.replace("'SSD'", "'FLOPPY'")))).isEqualTo("EVS.2070");
        assertThat(code(create(good.replace("'zone-1'", "''")))).isEqualTo("EVS.1036");
        assertThat(code(create(good + ",'count':101"))).isEqualTo("EVS.1021");
        assertThat(code(create(good + ",'metadata':{'__system__encrypted':'1'}")))
                .isEqualTo("EVS.2041");
        assertThat(code(create(good + ",'snapshot_id':'none'"))).isEqualTo("EVS.2045");
        assertThat(code(create(good + ",'imageRef':'none'"))).isEqualTo("EVS.2046");
        assertThat(code(create(good.replace("'a'", "'" + "a".repeat(256) + "'"))))
                .isEqualTo("EVS.1003");
        assertThat(wire.cloud.disks()).isEmpty();
    }

    @Test
    void create_encrypted_staysEncrypted() {
        Wire.Answer created = create("'name':'a','size':10,'volume_type':'SSD','availability_zone':'zone-1',"
                + "'metadata':{'__system__encrypted':'1','__system__cmkid':'37b0d52e-c249-40d6-83cb-2b93f22445bd'}");
        wire.pass(LONG);

        Wire.Answer shown = wire.get(VOLUMES + "/" + created.at("/volume_ids/0"));

        assertThat(shown.body().at("/volume/encrypted").asBoolean()).isTrue();
        assertThat(shown.at("/volume/metadata/__system__cmkid")).startsWith("37b0d52e");
    }

    @Test
    void create_fromSomethingEncrypted_hasTheKeyOfThat() {
        String key = "37b0d52e-c249-40d6-83cb-2b93f22445bd";
        String original = create("'name':'a','size':10,'volume_type':'SSD','availability_zone':'zone-1',"
                        + "'metadata':{'__system__encrypted':'1','__system__cmkid':'" + key + "'}")
                .at("/volume_ids/0");
        wire.pass(LONG);
        Resource.Disk disk = Resource.disk(original);
        CloudBackup backup = wire.cloud.backup();
        Vault vault = backup.vaults().create(VaultSpec.forDisks("v", DataSize.gib(100)));
        Vault unused = backup.vaults().add(vault.id(), disk);
        BackupRun run = backup.restorePoints().take(BackupSpec.of(vault.id())).await(LONG);
        Snapshot snapshot = backup.snapshots().take(SnapshotSpec.of(disk, "s")).await(LONG);
        Image image =
                backup.images().build(ImageSpec.of("i", ImageSource.disk(disk))).await(LONG);
        String point = run.restorePoints().get(0).id().value();
        String rest = "'size':10,'volume_type':'SSD','availability_zone':'zone-1'";

        String ofPoint =
                create("'name':'b'," + rest + ",'backup_id':'" + point + "'").at("/volume_ids/0");
        String ofSnapshot = create("'name':'c'," + rest + ",'snapshot_id':'" + snapshot.id() + "'")
                .at("/volume_ids/0");
        String ofImage = create("'name':'d'," + rest + ",'imageRef':'" + image.id() + "'")
                .at("/volume_ids/0");
        wire.pass(LONG);

        for (String made : List.of(ofPoint, ofSnapshot, ofImage)) {
            assertThat(wire.get(VOLUMES + "/" + made).at("/volume/metadata/__system__cmkid"))
                    .isEqualTo(key);
        }
        assertThat(wire.get("/v2/cloudimages?id=" + image.id()).at("/images/0/__system__cmkid"))
                .isEqualTo(key);
        assertThat(code(create("'name':'e'," + rest + ",'backup_id':'" + point
                        + "','metadata':{'__system__encrypted':'1','__system__cmkid':'" + key + "'}")))
                .isEqualTo("EVS.1043");
    }

    @Test
    void create_boughtInAdvance_makesAnOrder() {
        String volume = "{'volume':{'name':'a','size':10,'volume_type':'SSD','availability_zone':'zone-1'},"
                + "'bssParam':{'chargingMode':'prePaid','periodType':'month','periodNum':1,'isAutoPay':'true'}}";

        Wire.Answer created = wire.post(CREATE, volume);
        wire.pass(LONG);

        assertThat(created.at("/order_id")).startsWith("CS");
        assertThat(created.body().has("job_id")).isFalse();
        Wire.Answer shown = wire.get(VOLUMES + "/" + created.at("/volume_ids/0"));
        assertThat(shown.at("/volume/metadata/orderID")).isEqualTo(created.at("/order_id"));
        assertThat(wire.get("/v2/orders/customer-orders/details/" + created.at("/order_id"))
                        .at("/order_info/status"))
                .isEqualTo("5");
    }

    @Test
    void create_boughtInAdvanceAndNotPaid_makesNoDisk() {
        Wire.Answer created = wire.post(
                CREATE,
                "{'volume':{'name':'a','size':10,'volume_type':'SSD','availability_zone':'zone-1'},"
                        + "'bssParam':{'chargingMode':'prePaid','periodType':'month','periodNum':1}}");
        wire.pass(LONG);

        assertThat(created.body().has("volume_ids")).isFalse();
        assertThat(wire.cloud.disks()).isEmpty();
        assertThat(wire.get("/v2/orders/customer-orders/details/" + created.at("/order_id"))
                        .at("/order_info/status"))
                .isEqualTo("6");
    }

    // ---- lists

    @Test
    void list_inPages_endsAndCountsAll() {
        for (int i = 0; i < 5; i++) {
            disk("disk-" + i, "");
        }

        assertThat(ids(wire.get(VOLUMES + "/detail?limit=2&offset=0"))).hasSize(2);
        assertThat(ids(wire.get(VOLUMES + "/detail?limit=2&offset=4"))).hasSize(1);
        Wire.Answer past = wire.get(VOLUMES + "/detail?limit=2&offset=6");
        assertThat(ids(past)).isEmpty();
        assertThat(past.body().path("count").asInt()).isEqualTo(5);
        List<String> all = ids(wire.get(VOLUMES + "/detail"));
        List<String> after = ids(wire.get(VOLUMES + "/detail?marker=" + all.get(2)));
        assertThat(after).isEqualTo(all.subList(3, 5));
        assertThat(ids(wire.get(VOLUMES + "/detail?marker=" + all.get(4)))).isEmpty();
        assertThat(code(wire.get(VOLUMES + "/detail?limit=1001"))).isEqualTo("EVS.2142");
        assertThat(code(wire.get(VOLUMES + "/detail?limit=x"))).isEqualTo("EVS.5400");
    }

    @Test
    void list_withFilters_showsWhatMatches() {
        Resource.Disk one = disk("one", "");
        Resource.Disk two = disk("two", "");
        Resource.Server server = wire.cloud.addServer("server", two);
        Wire.Answer unused =
                wire.put(VOLUMES + "/" + one.id(), "{'volume':{'name':'renamed','metadata':{'app':'shop'}}}");

        assertThat(ids(wire.get(VOLUMES + "/detail?name=renamed"))).containsExactly(one.id());
        assertThat(ids(wire.get(VOLUMES + "/detail?status=in-use"))).containsExactly(two.id());
        assertThat(ids(wire.get(VOLUMES + "/detail?id=" + one.id() + "&id=" + two.id())))
                .hasSize(2);
        assertThat(ids(wire.get(VOLUMES + "/detail?ids=%5B'" + two.id() + "'%5D")))
                .containsExactly(two.id());
        assertThat(ids(wire.get(VOLUMES + "/detail?server_id=" + server.id()))).containsExactly(two.id());
        assertThat(ids(wire.get(VOLUMES + "/detail?metadata=%7B%22app%22:%22shop%22%7D")))
                .containsExactly(one.id());
        assertThat(ids(wire.get(VOLUMES + "/detail?availability_zone=elsewhere")))
                .isEmpty();
        assertThat(ids(wire.get(VOLUMES + "/detail?enterprise_project_id=all_granted_eps&cloud_type=public")))
                .hasSize(2);
        assertThat(ids(wire.get(VOLUMES + "/detail?sort_key=name&sort_dir=desc")))
                .containsExactly(two.id(), one.id());
        assertThat(code(wire.get(VOLUMES + "/detail?sort_key=colour"))).isEqualTo("EVS.1039");
    }

    @Test
    void list_asRecorded_leavesOutWhatIsUnset() {
        Resource.Disk unused = disk("one", "");

        JsonNode volume = wire.get(VOLUMES + "/detail").body().at("/volumes/0");

        assertThat(volume.has("snapshot_id")).isFalse();
        assertThat(volume.has("description")).isFalse();
    }

    @Test
    void show_ofAnAttachedSystemDisk_saysSo() {
        Resource.Disk disk = disk("root", "");
        Resource.Server server = wire.cloud.addServer("server", disk);

        JsonNode volume = wire.get(VOLUMES + "/" + disk.id()).body().path("volume");

        assertThat(volume.path("status").asText()).isEqualTo("in-use");
        assertThat(volume.path("bootable").asText()).isEqualTo("true");
        assertThat(volume.at("/attachments/0/server_id").asText()).isEqualTo(server.id());
        assertThat(volume.at("/attachments/0/device").asText()).isEqualTo("/dev/vda");
    }

    @Test
    void show_ofWhatIsNotThere_is404() {
        Wire.Answer answer = wire.get(VOLUMES + "/00000000-0000-0000-0000-000000000000");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.at("/error/code")).isEqualTo("EVS.5404");
    }

    @Test
    void show_ofAnotherProject_is404() {
        Resource.Disk disk = disk("one", "");

        assertThat(wire.get("/v2/project-2/cloudvolumes/" + disk.id()).status()).isEqualTo(404);
    }

    @Test
    void documentedForm_hasTheTypesOfTheDocumentation() throws IOException {
        try (Wire documented = Wire.start(Form.DOCUMENTED)) {
            Resource.Disk disk = documented.cloud.addDisk("one", DataSize.gib(10));

            JsonNode volume = documented.get(VOLUMES + "/" + disk.id()).body().path("volume");

            assertThat(volume.path("shareable").isBoolean()).isTrue();
            assertThat(documented
                            .get(VOLUMES + "/detail")
                            .body()
                            .at("/volumes/0")
                            .has("snapshot_id"))
                    .isTrue();
        }
    }

    // ---- changes

    @Test
    void update_answersTheMembersAtTopLevel() {
        Resource.Disk disk = disk("one", "");

        Wire.Answer updated = wire.put(VOLUMES + "/" + disk.id(), "{'volume':{'name':'renamed','description':'anew'}}");

        assertThat(updated.status()).isEqualTo(200);
        assertThat(updated.at("/name")).isEqualTo("renamed");
        assertThat(wire.get(VOLUMES + "/" + disk.id()).at("/volume/description"))
                .isEqualTo("anew");
        assertThat(code(wire.put(VOLUMES + "/" + disk.id(), "{'volume':{}}"))).isEqualTo("EVS.1007");
    }

    @Test
    void extend_enlargesTheDisk() {
        Resource.Disk disk = disk("one", "");
        String action = CREATE + "/" + disk.id() + "/action";

        Wire.Answer answer = wire.post(action, "{'os-extend':{'new_size':20}}");

        assertThat(answer.status()).isEqualTo(202);
        assertThat(wire.get(VOLUMES + "/" + disk.id()).at("/volume/status")).isEqualTo("extending");
        assertThat(code(wire.post(action, "{'os-extend':{'new_size':30}}"))).isEqualTo("EVS.1064");
        wire.pass(LONG);
        assertThat(job(answer).at("/status")).isEqualTo("SUCCESS");
        assertThat(wire.get(VOLUMES + "/" + disk.id()).body().at("/volume/size").asInt())
                .isEqualTo(20);
        assertThat(code(wire.post(action, "{'os-extend':{'new_size':20}}"))).isEqualTo("EVS.1015");
        assertThat(code(wire.post(action, "{}"))).isEqualTo("EVS.1011");
    }

    @Test
    void retype_changesTheKindOfStorage() {
        Resource.Disk disk = disk("one", "");

        Wire.Answer answer =
                wire.post("/v2/project-1/volumes/" + disk.id() + "/retype", "{'os-retype':{'new_type':'ESSD'}}");
        wire.pass(LONG);

        assertThat(job(answer).at("/status")).isEqualTo("SUCCESS");
        assertThat(wire.get(VOLUMES + "/" + disk.id()).at("/volume/volume_type"))
                .isEqualTo("ESSD");
    }

    @Test
    void delete_isDeletingThenGone() {
        Resource.Disk disk = disk("one", "");

        Wire.Answer answer = wire.delete(VOLUMES + "/" + disk.id() + "?cascade=true");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(wire.get(VOLUMES + "/" + disk.id()).at("/volume/status")).isEqualTo("deleting");
        assertThat(ids(wire.get(VOLUMES + "/detail"))).containsExactly(disk.id());
        wire.pass(LONG);
        assertThat(job(answer).at("/status")).isEqualTo("SUCCESS");
        assertThat(wire.get(VOLUMES + "/" + disk.id()).status()).isEqualTo(404);
        assertThat(wire.delete(VOLUMES + "/" + disk.id()).status()).isEqualTo(404);
    }

    @Test
    void delete_ofAnAttachedDisk_isRefused() {
        Resource.Disk disk = disk("one", "");
        Resource.Server unused = wire.cloud.addServer("server", disk);

        assertThat(code(wire.delete(VOLUMES + "/" + disk.id()))).isEqualTo("EVS.1046");
    }

    @Test
    void delete_whileBeingBackedUp_isRefused() {
        Resource.Disk disk = disk("one", "content");
        Vault vault = vault(disk);
        var unused = wire.cloud.backup().restorePoints().take(BackupSpec.of(vault.id()));

        assertThat(code(wire.delete(VOLUMES + "/" + disk.id()))).isEqualTo("EVS.2130");
    }

    // ---- tags, quotas, zones, types, jobs

    @Test
    void tags_areAddedFoundAndDeleted() {
        Resource.Disk disk =
                wire.cloud.addDisk(DiskSetup.of("one", DataSize.gib(10)).withTags(Map.of("from", "seed")));
        String tags = VOLUMES + "/" + disk.id() + "/tags";

        Wire.Answer added = wire.post(
                tags + "/action", "{'action':'create','tags':[{'key':'a','value':'1'},{'key':'b','value':'2'}]}");

        assertThat(added.status()).isEqualTo(204);
        assertThat(wire.get(tags).body().path("tags")).hasSize(3);
        assertThat(wire.post(tags + "/action", "{'action':'delete','tags':[{'key':'from'}]}")
                        .status())
                .isEqualTo(204);
        assertThat(wire.get(VOLUMES + "/" + disk.id()).body().at("/volume/tags"))
                .isEqualTo(Json.object().put("a", "1").put("b", "2"));
        assertThat(wire.get(VOLUMES + "/tags").at("/tags/a/0")).isEqualTo("1");
        Wire.Answer found = wire.post(
                VOLUMES + "/resource_instances/action",
                "{'action':'filter','tags':[{'key':'a','values':['1']}],'limit':10,'offset':0}");
        assertThat(found.at("/resources/0/resource_id")).isEqualTo(disk.id());
        assertThat(wire.post(
                                VOLUMES + "/resource_instances/action",
                                "{'action':'count','tags':[{'key':'a','values':['2']}]}")
                        .body())
                .isEqualTo(Json.object().put("total_count", 0));
    }

    @Test
    void disksByTag_areInTheOrderInWhichTheyWereMade() {
        Resource.Disk first = disk("one", "");
        wire.pass(LONG);
        Resource.Disk second = disk("two", "");
        for (Resource.Disk one : List.of(second, first)) {
            wire.post(
                    VOLUMES + "/" + one.id() + "/tags/action", "{'action':'create','tags':[{'key':'a','value':'1'}]}");
        }

        Wire.Answer found = wire.post(
                VOLUMES + "/resource_instances/action",
                "{'action':'filter','tags':[{'key':'a','values':['1']}],'limit':10,'offset':0}");

        assertThat(found.at("/resources/0/resource_id")).isEqualTo(first.id());
        assertThat(found.at("/resources/1/resource_id")).isEqualTo(second.id());
    }

    @Test
    void quotas_countWhatIsThere() {
        Resource.Disk unused = disk("one", "");

        Wire.Answer answer = wire.get("/v2/project-1/os-quota-sets/project-1?usage=True");

        assertThat(answer.body().at("/quota_set/volumes/in_use").asInt()).isEqualTo(1);
        assertThat(answer.body().at("/quota_set/gigabytes_SSD/in_use").asInt()).isEqualTo(10);
        assertThat(answer.at("/quota_set/id")).isEqualTo("project-1");
    }

    @Test
    void zonesAndTypes_areListed() {
        Resource.Disk unused = disk("one", "");

        assertThat(wire.get("/v2/project-1/os-availability-zone").text()).contains("zone-1", "region-1a");
        Wire.Answer types = wire.get("/v3/project-1/types");
        assertThat(types.body().path("volume_types")).hasSize(7);
        String id = types.at("/volume_types/0/id");
        assertThat(wire.get("/v3/project-1/types/" + id).at("/volume_type/name"))
                .isEqualTo("SATA");
    }

    @Test
    void job_unknown_isRefusedAsEvsDoes() {
        Wire.Answer answer = wire.get("/v1/project-1/jobs/ff808081");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(code(answer)).isEqualTo("Common.0011");
    }

    // ---- helpers

    private Wire.Answer create(String volume) {
        return wire.post(CREATE, "{'volume':{" + volume + "}}");
    }

    private Wire.Answer job(Wire.Answer started) {
        return wire.get("/v1/project-1/jobs/" + started.at("/job_id"));
    }

    private Resource.Disk disk(String name, String content) {
        Resource.Disk disk = wire.cloud.addDisk(name, DataSize.gib(10));
        wire.cloud.write(disk, content);
        return disk;
    }

    private Snapshot snapshot(Resource.Disk disk) {
        return wire.cloud
                .backup()
                .snapshots()
                .take(SnapshotSpec.of(disk, "snapshot"))
                .await(LONG);
    }

    private Vault vault(Resource.Disk disk) {
        Vaults vaults = wire.cloud.backup().vaults();
        Vault vault = vaults.create(VaultSpec.forDisks("vault", DataSize.gib(100)));
        var unused = vaults.add(vault.id(), List.of(disk));
        return vault;
    }

    private RestorePoint backUp(Resource.Disk disk) {
        Vault vault = vault(disk);
        var unused = wire.cloud
                .backup()
                .restorePoints()
                .take(BackupSpec.of(vault.id()))
                .await(LONG);
        return wire.cloud.backup().restorePoints().list().toList().get(0);
    }

    private static String code(Wire.Answer answer) {
        return answer.at("/error/code");
    }

    private static List<String> ids(Wire.Answer answer) {
        List<String> ids = new ArrayList<>();
        answer.body()
                .path("volumes")
                .forEach(volume -> ids.add(volume.path("id").asText()));
        return ids;
    }
}
