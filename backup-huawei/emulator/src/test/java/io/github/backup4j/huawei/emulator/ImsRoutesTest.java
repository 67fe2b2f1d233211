package io.github.backup4j.huawei.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Site;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.Vaults;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.testkit.DiskSetup;
import io.github.backup4j.testkit.Work;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ImsRoutesTest {
    private static final String ACTION = "/v2/cloudimages/action";
    private static final String WHOLE = "/v1/cloudimages/wholeimages/action";
    private static final String LIST = "/v2/cloudimages";
    private static final String OWN = LIST + "?__imagetype=private";
    private static final Duration LONG = Duration.ofHours(1);

    private Wire wire;
    private Resource.Disk root;
    private Resource.Disk data;
    private Resource.Server server;

    @BeforeEach
    void start() throws IOException {
        wire = Wire.start(Form.RECORDED);
        root = wire.cloud.addDisk("root", DataSize.gib(40));
        data = wire.cloud.addDisk("data", DataSize.gib(10));
        server = wire.cloud.addServer("server", root);
    }

    @AfterEach
    void stop() {
        wire.close();
    }

    // ---- to make

    @Test
    void create_ofAServer_isSavingThenActive() {
        Wire.Answer started = wire.post(
                ACTION,
                "{'name':'ims_test','description':'Create','instance_id':'" + server.id()
                        + "','image_tags':[{'key':'key2','value':'value2'},{'key':'key1','value':'value1'}],"
                        + "'min_ram':0,'max_ram':4096,'enterprise_project_id':'eps'}");

        assertThat(started.status()).isEqualTo(200);
        assertThat(wire.get(LIST).at("/images/0/status")).isEqualTo("queued");
        wire.pass(Duration.ofSeconds(10));
        assertThat(wire.get(LIST).at("/images/0/status")).isEqualTo("saving");
        wire.pass(Duration.ofSeconds(110));
        Wire.Answer running = job(started);
        assertThat(running.at("/status")).isEqualTo("RUNNING");
        assertThat(running.body().at("/entities/process_percent").asDouble()).isEqualTo(0.2);
        wire.pass(LONG);
        Wire.Answer done = job(started);
        assertThat(done.at("/status")).isEqualTo("SUCCESS");
        JsonNode image =
                wire.get(LIST + "?id=" + done.at("/entities/image_id")).body().at("/images/0");
        assertThat(image.path("status").asText()).isEqualTo("active");
        assertThat(image.path("__data_origin").asText()).isEqualTo("instance," + server.id());
        assertThat(image.path("tags")).isEqualTo(Json.array().add("key2=value2").add("key1=value1"));
        assertThat(image.path("max_ram").isTextual()).isTrue();
        assertThat(image.path("max_ram").asText()).isEqualTo("4096");
        assertThat(image.path("enterprise_project_id").asText()).isEqualTo("eps");
        assertThat(image.path("__imagetype").asText()).isEqualTo("private");
        assertThat(image.path("virtual_env_type").asText()).isEqualTo("FusionCompute");
        assertThat(image.path("min_disk").asInt()).isEqualTo(40);
        assertThat(image.path("created_at").asText()).isEqualTo("2026-01-01T00:00:00Z");
    }

    @Test
    void create_ofADataDisk_hasANestedResult() {
        Wire.Answer started = wire.post(
                ACTION,
                "{'data_images':[{'name':'data','volume_id':'" + data.id() + "','tags':['aaa.111','bbb.333']}]}");
        wire.pass(LONG);

        String id = job(started).at("/entities/sub_jobs_result/0/entities/image_id");

        JsonNode image = wire.get(LIST + "?id=" + id).body().at("/images/0");
        assertThat(image.path("virtual_env_type").asText()).isEqualTo("DataImage");
        assertThat(image.path("__data_origin").asText()).isEqualTo("volume," + data.id());
        assertThat(image.path("tags")).isEqualTo(Json.array().add("aaa.111").add("bbb.333"));
        assertThat(wire.get("/v2/project-1/images/" + id + "/tags").at("/tags/0/value"))
                .isEqualTo("111");
    }

    @Test
    void create_ofAVolumeAsSystemImage_wantsAnOsVersion() {
        String start = "{'name':'a','type':'ECS','volume_id':'" + data.id() + "'";

        assertThat(code(wire.post(ACTION, start + "}"))).isEqualTo("IMG.0056");
        Wire.Answer started = wire.post(ACTION, start + ",'os_version':'CentOS 7.0 64bit'}");
        wire.pass(LONG);
        JsonNode image = wire.get(LIST).body().at("/images/0");
        assertThat(job(started).at("/job_type")).isEqualTo("imsVolumeCreateImageJob");
        assertThat(image.path("virtual_env_type").asText()).isEqualTo("FusionCompute");
        assertThat(image.path("__os_version").asText()).isEqualTo("CentOS 7.0 64bit");
    }

    @Test
    void create_ofAWholeServer_takesABackupAndKeepsIt() {
        Vault vault = vault();

        Wire.Answer started = wire.post(
                WHOLE, "{'name':'whole','instance_id':'" + server.id() + "','vault_id':'" + vault.id() + "'}");
        wire.pass(LONG);

        JsonNode image = wire.get(LIST + "?id=" + job(started).at("/entities/image_id"))
                .body()
                .at("/images/0");
        assertThat(image.path("__whole_image").asText()).isEqualTo("true");
        assertThat(image.path("__backup_id").asText()).isNotEmpty();
        assertThat(image.path("__data_origin").asText()).isEqualTo("instance," + server.id());
        assertThat(wire.cloud.backup().restorePoints().list()).hasSize(1);
    }

    @Test
    void create_ofABackup_worksOnce() {
        RestorePoint point = backUp();
        String body = "{'name':'backup_whole_image','backup_id':'" + point.id() + "','whole_image_type':'CBR'}";

        Wire.Answer started = wire.post(WHOLE, body);
        wire.pass(LONG);

        assertThat(job(started).at("/status")).isEqualTo("SUCCESS");
        assertThat(wire.get(LIST).at("/images/0/__data_origin")).isEqualTo("server_backup," + point.id());
        assertThat(code(wire.post(WHOLE, body))).isEqualTo("IMG.0029");
    }

    @Test
    void create_ofWhatIsWrong_isRefusedWithTheCodeForIt() {
        String good = "{'name':'a','instance_id':'" + server.id() + "'";

        assertThat(code(wire.post(ACTION, "{}"))).isEqualTo("IMG.0007");
        assertThat(code(wire.post(ACTION, "{'name':'a'}"))).isEqualTo("IMG.0012");
        assertThat(code(wire.post(ACTION, "{'instance_id':'a'}"))).isEqualTo("IMG.0013");
        assertThat(code(wire.post(ACTION, "{'name':'a','instance_id':'none'}"))).isEqualTo("IMG.0005");
        assertThat(code(wire.post(ACTION, good.replace("'a'", "'" + "a".repeat(129) + "'") + "}")))
                .isEqualTo("IMG.0002");
        assertThat(code(wire.post(ACTION, good + ",'description':'" + "a".repeat(1025) + "'}")))
                .isEqualTo("IMG.0004");
        assertThat(code(wire.post(ACTION, good + ",'tags':['a=" + "v".repeat(50) + "']}")))
                .isEqualTo("IMG.0115");
        assertThat(code(wire.post(ACTION, "{'data_images':[{'name':'a','volume_id':'none'}]}")))
                .isEqualTo("IMG.0120");
        assertThat(code(wire.post(WHOLE, good + "}"))).isEqualTo("IMG.0184");
        assertThat(code(wire.post(WHOLE, good + ",'vault_id':'none'}"))).isEqualTo("IMG.0184");
        assertThat(code(wire.post(WHOLE, "{'name':'a','backup_id':'none','whole_image_type':'CBR'}")))
                .isEqualTo("IMG.0020");
        assertThat(code(wire.post(ACTION, "{'name':'a','image_url':'bucket:file','os_version':'x','min_disk':40}")))
                .isEqualTo("IMG.0057");
        assertThat(images(wire.get(OWN))).isEmpty();
    }

    // ---- to look at and change

    @Test
    void publicImages_areThereForEverybodyAndNobodyChangesThem() {
        String seeded = wire.post(
                        "/emulator/seed", "{'images':[{'name':'house image','os_version':'Debian 12 64bit'}]}")
                .at("/images/0/id");

        Wire.Answer named = wire.get(LIST + "?__imagetype=gold&visibility=public&name=CentOS%207.6%2064bit");
        String id = named.at("/images/0/id");

        assertThat(images(wire.get(LIST + "?__imagetype=gold"))).hasSize(4).contains(id, seeded);
        assertThat(images(wire.get(LIST + "?id=" + seeded))).containsExactly(seeded);
        assertThat(named.at("/images/0/visibility")).isEqualTo("public");
        assertThat(named.at("/images/0/__os_version")).isEqualTo("CentOS 7.6 64bit");
        assertThat(wire.get("/v2/images/" + id).at("/owner")).isNotEqualTo("p1");
        assertThat(code(wire.delete("/v2/images/" + id))).isEqualTo("IMG.0092");
        assertThat(images(wire.get(OWN))).isEmpty();
    }

    @Test
    void systems_byTag_areThoseThatHaveIt() {
        String path = "/v1/cloudimages/os_version";

        assertThat(wire.get(path).body()).hasSize(2);
        assertThat(wire.get(path + "?tag=x86").body()).hasSize(2);
        assertThat(wire.get(path + "?tag=bms&tag=uefi").body()).hasSize(1);
        assertThat(wire.get(path + "?tag=arm").body()).isEmpty();
    }

    @Test
    void list_withFilters_showsWhatMatchesAndEnds() {
        String one = image("one", data);
        String two = image("two", data);

        assertThat(images(wire.get(OWN))).containsExactlyInAnyOrder(one, two);
        assertThat(images(wire.get(LIST + "?name=one&__imagetype=private"))).containsExactly(one);
        assertThat(images(wire.get(LIST + "?status=active&visibility=private&virtual_env_type=DataImage")))
                .hasSize(2);
        assertThat(images(wire.get(LIST + "?status=saving"))).isEmpty();
        assertThat(images(wire.get(LIST + "?enterprise_project_id=all_granted_eps&limit=1")))
                .hasSize(1);
        assertThat(images(wire.get(OWN + "&sort_key=name&sort_dir=asc"))).containsExactly(one, two);
        List<String> all = images(wire.get(OWN));
        assertThat(images(wire.get(OWN + "&marker=" + all.get(0)))).containsExactly(all.get(1));
        assertThat(images(wire.get(OWN + "&marker=" + all.get(1)))).isEmpty();
        assertThat(images(wire.get(LIST + "?created_at=gt:2026-01-01T00:30:00Z")))
                .containsExactly(two);
        assertThat(images(wire.get(LIST + "?id=none"))).isEmpty();
    }

    @Test
    void patch_ofAnUnsetAttribute_wantsAdd() {
        String id = image("one", data);
        String path = LIST + "/" + id;

        assertThat(wire.patch(path, "[{'op':'replace','path':'/name','value':'ims_test'}]")
                        .at("/name"))
                .isEqualTo("ims_test");
        assertThat(code(wire.patch(path, "[{'op':'replace','path':'/__description','value':'a'}]")))
                .isEqualTo("IMG.0035");
        assertThat(wire.patch(path, "[{'op':'add','path':'/__description','value':'a'}]")
                        .at("/__description"))
                .isEqualTo("a");
        assertThat(wire.patch(path, "[{'op':'replace','path':'/__description','value':'b'}]")
                        .status())
                .isEqualTo(200);
        assertThat(code(wire.patch(path, "[{'op':'replace','path':'/max_ram','value':'8'}]")))
                .isEqualTo("IMG.0035");
        assertThat(wire.patch(path, "[{'op':'add','path':'/max_ram','value':'8'}]")
                        .at("/max_ram"))
                .isEqualTo("8");
        assertThat(wire.patch(path, "[{'op':'remove','path':'/max_ram'}]")
                        .body()
                        .has("max_ram"))
                .isFalse();
        assertThat(wire.get(LIST + "?id=" + id).at("/images/0/__description")).isEqualTo("b");
        assertThat(code(wire.patch(LIST + "/none", "[{'op':'replace','path':'/name','value':'a'}]")))
                .isEqualTo("IMG.0027");
        assertThat(code(wire.patch(path, "{}"))).isEqualTo("IMG.0001");
    }

    @Test
    void patch_ofAnImageThatIsBeingMade_isRefused() {
        Wire.Answer unused = wire.post(ACTION, "{'name':'a','instance_id':'" + server.id() + "'}");
        String id = wire.get(OWN).at("/images/0/id");

        assertThat(code(wire.patch(LIST + "/" + id, "[{'op':'replace','path':'/name','value':'a'}]")))
                .isEqualTo("IMG.0046");
        assertThat(code(wire.delete("/v2/images/" + id))).isEqualTo("IMG.0090");
    }

    @Test
    void quota_countsImages() {
        String unused = image("one", data);

        assertThat(wire.get("/v1/cloudimages/quota")
                        .body()
                        .at("/quotas/resources/0/used")
                        .asInt())
                .isEqualTo(1);
    }

    // ---- copies and files

    @Test
    void copy_withinTheRegion_makesAnotherImage() {
        String id = image("one", data);

        Wire.Answer started = wire.post("/v1/cloudimages/" + id + "/copy", "{'name':'copy','description':'of one'}");
        wire.pass(LONG);

        String copy = job(started).at("/entities/image_id");
        assertThat(copy).isNotEqualTo(id);
        assertThat(wire.get(LIST + "?id=" + copy).at("/images/0/name")).isEqualTo("copy");
    }

    @Test
    void copy_toAnotherRegion_makesAnImageThere() {
        String id = image("one", data);

        Wire.Answer started = wire.post(
                "/v1/cloudimages/" + id + "/cross_region_copy",
                "{'name':'copy','region':'region-2','project_name':'project-2','agency_name':'ims'}");
        wire.pass(LONG);

        assertThat(job(started).at("/status")).isEqualTo("SUCCESS");
        assertThat(wire.cloud
                        .at(new Site("region-2", "project-2"))
                        .backup()
                        .images()
                        .list())
                .singleElement()
                .satisfies(image ->
                        assertThat(image.id().value()).isEqualTo(job(started).at("/entities/image_id")));
    }

    @Test
    void copy_ofAWholeServerImage_isRefused() {
        Vault vault = vault();
        Wire.Answer unused = wire.post(
                WHOLE, "{'name':'whole','instance_id':'" + server.id() + "','vault_id':'" + vault.id() + "'}");
        wire.pass(LONG);
        String id = wire.get(OWN).at("/images/0/id");

        assertThat(code(wire.post("/v1/cloudimages/" + id + "/copy", "{'name':'copy'}")))
                .isEqualTo("IMG.0130");
        assertThat(code(wire.post(
                        "/v1/cloudimages/" + id + "/file", "{'bucket_url':'bucket:file','file_format':'qcow2'}")))
                .isEqualTo("IMG.0128");
    }

    @Test
    void export_writesAFile() {
        wire.cloud.write(data, "content");
        String path = "/v1/cloudimages/" + image("one", data) + "/file";

        Wire.Answer started = wire.post(path, "{'bucket_url':'ims-image:a.qcow2','file_format':'qcow2'}");
        wire.pass(LONG);

        assertThat(job(started).at("/job_type")).isEqualTo("imsNativeExportImageJob");
        assertThat(wire.cloud.readExport("ims-image:a.qcow2")).asString().isEqualTo("content");
        assertThat(code(wire.post(path, "{'bucket_url':'ims-image:a','file_format':'zip'}")))
                .isEqualTo("IMG.0072");
    }

    // ---- to share

    @Test
    void share_acceptAndUnshare_byJobs() {
        String id = image("one", data);
        Map<String, String> other = Map.of("X-Project-Id", "project-2");

        Wire.Answer shared = wire.post("/v1/cloudimages/members", "{'images':['" + id + "'],'projects':['project-2']}");
        wire.pass(LONG);

        assertThat(job(shared).at("/entities/results/0/status")).isEqualTo("success");
        assertThat(wire.get("/v2/images/" + id + "/members").at("/members/0/status"))
                .isEqualTo("pending");
        assertThat(images(wire.send("GET", OWN, "", other))).isEmpty();
        assertThat(images(wire.send("GET", LIST + "?__imagetype=shared&member_status=pending", "", other)))
                .containsExactly(id);
        Wire.Answer accepted = wire.send(
                "PUT",
                "/v1/cloudimages/members",
                "{'images':['" + id + "'],'project_id':'project-2','status':'accepted'}",
                other);
        wire.pass(LONG);
        assertThat(job(accepted).at("/status")).isEqualTo("SUCCESS");
        assertThat(images(wire.send("GET", LIST + "?__imagetype=shared", "", other)))
                .containsExactly(id);
        Wire.Answer removed =
                wire.delete("/v1/cloudimages/members", "{'images':['" + id + "'],'projects':['project-2']}");
        wire.pass(LONG);
        assertThat(job(removed).at("/status")).isEqualTo("SUCCESS");
        assertThat(images(wire.send("GET", LIST + "?__imagetype=shared", "", other)))
                .isEmpty();
    }

    @Test
    void share_ofWhatCannotBeShared_isRefused() {
        String id = image("one", data);
        Resource.Disk secret =
                wire.cloud.addDisk(DiskSetup.of("secret", DataSize.gib(10)).encryptedToo());
        String encrypted = image("two", secret);
        String members = "/v1/cloudimages/members";

        assertThat(code(wire.post(members, "{'images':['" + encrypted + "'],'projects':['project-2']}")))
                .isEqualTo("IMG.0098");
        assertThat(code(wire.post(members, "{'images':['" + id + "'],'projects':['project-1']}")))
                .isEqualTo("IMG.0076");
        assertThat(code(wire.post(members, "{'images':['none'],'projects':['project-2']}")))
                .isEqualTo("IMG.0027");
        assertThat(code(wire.post(members, "{'images':[],'projects':[]}"))).isEqualTo("IMG.0001");
    }

    // ---- Glance

    @Test
    void delete_withItsBackup_deletesBoth() {
        Vault vault = vault();
        Wire.Answer unused = wire.post(
                WHOLE, "{'name':'whole','instance_id':'" + server.id() + "','vault_id':'" + vault.id() + "'}");
        wire.pass(LONG);
        String id = wire.get(OWN).at("/images/0/id");

        Wire.Answer deleted = wire.delete("/v2/images/" + id, "{'delete_backup':true}");

        assertThat(deleted.status()).isEqualTo(204);
        assertThat(images(wire.get(LIST + "?id=" + id))).hasSize(1);
        wire.pass(LONG);
        assertThat(images(wire.get(LIST + "?id=" + id))).isEmpty();
        assertThat(wire.cloud.backup().restorePoints().list()).isEmpty();
    }

    @Test
    void delete_withItsBackupAtOnce_isAnsweredAsUsual() {
        Vault vault = vault();
        Wire.Answer unused = wire.post(
                WHOLE, "{'name':'whole','instance_id':'" + server.id() + "','vault_id':'" + vault.id() + "'}");
        wire.pass(LONG);
        String id = wire.get(OWN).at("/images/0/id");
        wire.cloud.takes(Work.DELETE, Duration.ZERO);

        Wire.Answer deleted = wire.delete("/v2/images/" + id, "{'delete_backup':true}");

        assertThat(deleted.status()).isEqualTo(204);
        assertThat(images(wire.get(LIST + "?id=" + id))).isEmpty();
        assertThat(wire.cloud.backup().restorePoints().list()).isEmpty();
    }

    @Test
    void delete_withoutABody_keepsTheBackup() {
        RestorePoint point = backUp();
        Wire.Answer unused = wire.post(WHOLE, "{'name':'a','backup_id':'" + point.id() + "','whole_image_type':'CBR'}");
        wire.pass(LONG);

        assertThat(wire.delete("/v2/images/" + wire.get(OWN).at("/images/0/id")).status())
                .isEqualTo(204);
        wire.pass(LONG);
        assertThat(images(wire.get(OWN))).isEmpty();
        assertThat(wire.cloud.backup().restorePoints().list()).hasSize(1);
    }

    @Test
    void glance_ofAnUnknownImage_isAPageOfHtml() {
        Wire.Answer answer = wire.get("/v2/images/00000000-0000-0000-0000-000000000000");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body().isMissingNode()).isTrue();
        assertThat(answer.text()).startsWith("<html>").contains("404 Not Found");
        assertThat(wire.delete("/v2/images/none").status()).isEqualTo(404);
    }

    @Test
    void glance_listed_linksToTheNextPage() {
        String one = image("one", data);
        String two = image("two", data);

        Wire.Answer first = wire.get("/v2/images?limit=1&visibility=private");

        assertThat(first.at("/first")).isEqualTo("/v2/images?limit=1&visibility=private");
        assertThat(first.at("/schema")).isEqualTo("/v2/schemas/images");
        Wire.Answer second = wire.get(first.at("/next"));
        assertThat(List.of(images(first).get(0), images(second).get(0))).containsExactlyInAnyOrder(one, two);
        assertThat(second.body().has("next")).isFalse();
    }

    @Test
    void glance_patchTagsAndMembers_workOneAtATime() {
        String path = "/v2/images/" + image("one", data);

        assertThat(wire.patch(path, "[{'op':'replace','path':'/name','value':'new'}]")
                        .at("/name"))
                .isEqualTo("new");
        assertThat(wire.put(path + "/tags/a=b", "").status()).isEqualTo(204);
        assertThat(wire.get(path).at("/tags/0")).isEqualTo("a=b");
        assertThat(wire.get("/v2/images?tag=a.b").body().path("images")).hasSize(1);
        assertThat(wire.delete(path + "/tags/a=b").status()).isEqualTo(204);
        assertThat(wire.delete(path + "/tags/a=b").status()).isEqualTo(404);
        assertThat(wire.post(path + "/members", "{'member':'project-2'}").at("/status"))
                .isEqualTo("pending");
        assertThat(wire.post(path + "/members", "{'member':'project-2'}").status())
                .isEqualTo(409);
        assertThat(wire.put(path + "/members/project-2", "{'status':'accepted'}")
                        .at("/status"))
                .isEqualTo("accepted");
        assertThat(wire.get(path + "/members").at("/members/0/member_id")).isEqualTo("project-2");
        assertThat(wire.get(path + "/members/project-2").at("/schema")).isEqualTo("/v2/schemas/member");
        assertThat(wire.delete(path + "/members/project-2").status()).isEqualTo(204);
        assertThat(wire.get(path + "/members/project-2").status()).isEqualTo(404);
    }

    @Test
    void tags_asKeyAndValue_areAddedFoundAndDeleted() {
        String id = image("one", data);
        String tags = "/v2/project-1/images/" + id + "/tags";

        assertThat(wire.post(tags, "{'tag':{'key':'k','value':'v'}}").status()).isEqualTo(204);
        assertThat(wire.post(tags + "/action", "{'action':'create','tags':[{'key':'l','value':'w'}]}")
                        .status())
                .isEqualTo(204);
        assertThat(wire.put("/v1/cloudimages/tags", "{'image_id':'" + id + "','tag':'m.x'}")
                        .status())
                .isEqualTo(204);
        assertThat(wire.get(tags).body().path("tags")).hasSize(3);
        assertThat(wire.get("/v1/cloudimages/tags").text()).contains("m.x");
        assertThat(wire.get("/v2/project-1/images/tags").text()).contains("\"values\":[\"w\"]");
        assertThat(wire.post(
                                "/v2/project-1/images/resource_instances/action",
                                "{'action':'filter','tags':[{'key':'k','values':['v']}],'limit':'10','offset':'0'}")
                        .at("/resources/0/resource_id"))
                .isEqualTo(id);
        assertThat(wire.delete(tags + "/k").status()).isEqualTo(204);
        assertThat(code(wire.delete(tags + "/k"))).isEqualTo("IMG.0121");
        assertThat(wire.get(LIST + "?id=" + id).body().at("/images/0/tags")).hasSize(2);
    }

    @Test
    void schemas_areTold() {
        assertThat(wire.get("/v2/schemas/image").at("/name")).isEqualTo("image");
        assertThat(wire.get("/v2/schemas/images").at("/name")).isEqualTo("images");
        assertThat(wire.get("/v2/schemas/member").at("/name")).isEqualTo("member");
        assertThat(wire.get("/v2/schemas/members").at("/name")).isEqualTo("members");
    }

    @Test
    void documentedForm_hasTheTypesOfTheDocumentation() throws IOException {
        try (Wire documented = Wire.start(Form.DOCUMENTED)) {
            Resource.Disk disk = documented.cloud.addDisk("root", DataSize.gib(40));
            Resource.Server one = documented.cloud.addServer("server", disk);
            Wire.Answer started = documented.post(ACTION, "{'name':'a','max_ram':8,'instance_id':'" + one.id() + "'}");

            Wire.Answer job = documented.get("/v1/project-1/jobs/" + started.at("/job_id"));

            assertThat(job.at("/begin_time")).isEqualTo("01-Jan-2026 00:00:00:000");
            assertThat(job.body().at("/entities/process_percent").isTextual()).isTrue();
            assertThat(documented.get(LIST).body().at("/images/0/max_ram").isInt())
                    .isTrue();
        }
    }

    // ---- helpers

    private String image(String name, Resource.Disk disk) {
        Wire.Answer started =
                wire.post(ACTION, "{'data_images':[{'name':'" + name + "','volume_id':'" + disk.id() + "'}]}");
        wire.pass(LONG);
        return job(started).at("/entities/sub_jobs_result/0/entities/image_id");
    }

    private Vault vault() {
        return wire.cloud.backup().vaults().create(VaultSpec.forServers("vault", DataSize.gib(1000)));
    }

    private RestorePoint backUp() {
        Vaults vaults = wire.cloud.backup().vaults();
        Vault vault = vaults.add(vault().id(), List.of(server));
        var unused = wire.cloud
                .backup()
                .restorePoints()
                .take(BackupSpec.of(vault.id()))
                .await(LONG);
        return wire.cloud.backup().restorePoints().list().toList().get(0);
    }

    private Wire.Answer job(Wire.Answer started) {
        return wire.get("/v1/project-1/jobs/" + started.at("/job_id"));
    }

    private static String code(Wire.Answer answer) {
        return answer.at("/error/code");
    }

    private static List<String> images(Wire.Answer answer) {
        List<String> ids = new ArrayList<>();
        answer.body().path("images").forEach(image -> ids.add(image.path("id").asText()));
        return ids;
    }
}
