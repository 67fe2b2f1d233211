package io.github.backup4j.huawei.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CBR's calls on vaults, their members and their tags. */
class CbrVaultsTest {
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

    // ---- to make and to read

    @Test
    void create_withAllParts_comesBackAsSent() {
        String policy = world.policy("nightly", "'max_backups':3");

        WireClient.Reply reply = wire.post(
                "/v3/p1/vaults",
                "{'vault':{'backup_policy_id':'" + policy + "','billing':{'cloud_type':'public',"
                        + "'consistent_level':'crash_consistent','object_type':'server','protect_type':'backup','size':100,"
                        + "'charging_mode':'post_paid','is_auto_renew':false,'is_auto_pay':false},"
                        + "'description':'vault_description','name':'vault_name','resources':[{'extra_info':"
                        + "{'exclude_volumes':['" + world.data.id() + "']},'id':'" + world.server.id()
                        + "','type':'OS::Nova::Server'}],'tags':[{'key':'key01','value':'value01'}],"
                        + "'enterprise_project_id':'0'}}");

        assertThat(reply.status()).isEqualTo(200);
        JsonNode vault = reply.body().path("vault");
        assertThat(vault.path("provider_id").asText()).isEqualTo("0daac4c5-6707-4851-97ba-169e36266b66");
        assertThat(vault.path("enterprise_project_id").isTextual()).isTrue();
        assertThat(vault.path("created_at").asText()).isEqualTo("2026-01-01T00:00:00.000000");
        assertThat(vault.path("description").asText()).isEqualTo("vault_description");
        assertThat(vault.path("tags").toString()).isEqualTo("[{\"key\":\"key01\",\"value\":\"value01\"}]");
        assertThat(vault.path("billing").path("spec_code").asText()).isEqualTo("vault.backup.server.normal");
        assertThat(vault.path("billing").path("status").asText()).isEqualTo("available");
        assertThat(vault.at("/resources/0/extra_info/exclude_volumes/0").asText())
                .isEqualTo(world.data.id());
        assertThat(vault.at("/resources/0/size").asInt()).isEqualTo(140);
        assertThat(wire.get("/v3/p1/vaults?policy_id=" + policy).text("/count")).isEqualTo("1");
    }

    @Test
    void create_asDocumented_hasTheDocumentedTypes() throws IOException {
        try (CbrWorld documented = new CbrWorld(Form.DOCUMENTED)) {
            JsonNode vault = documented
                    .wire
                    .get("/v3/p1/vaults/" + documented.vault("disk"))
                    .body()
                    .path("vault");

            assertThat(vault.path("enterprise_project_id").isInt()).isTrue();
            assertThat(vault.path("created_at").asText()).isEqualTo("2026-01-01T00:00:00.000+00:00");
            assertThat(vault.path("provider_id").asText()).isEqualTo("d1603440-187d-4516-af25-121250c7cc97");
            assertThat(vault.path("resources").isEmpty()).isTrue();
        }
    }

    @Test
    void create_withoutResources_isRefused() {
        assertThat(code("disk", "'description':'d'")).isEqualTo("BackupService.9900");
    }

    @Test
    void create_withEmptyTags_isRefused() {
        assertThat(code("disk", "'resources':[],'tags':[]")).isEqualTo("BackupService.9900");
    }

    @Test
    void create_withThresholdZero_isRefused() {
        assertThat(code("disk", "'resources':[],'threshold':0")).isEqualTo("BackupService.9900");
    }

    @Test
    void create_tooSmall_isRefused() {
        String body = CbrWorld.vaultJson("disk", "'resources':[]").replace("200", "9");

        assertThat(wire.post("/v3/p1/vaults", body).code()).isEqualTo("BackupService.6101");
    }

    @Test
    void create_withResourceOfAnotherKind_isRefusedAndMakesNothing() {
        assertThat(code("disk", "'resources':[{'id':'" + world.server.id() + "','type':'OS::Nova::Server'}]"))
                .isEqualTo("BackupService.6102");
        assertThat(wire.get("/v3/p1/vaults").text("/count")).isEqualTo("0");
    }

    @Test
    void show_missing_isNotFound() {
        WireClient.Reply reply = wire.get("/v3/p1/vaults/00000000-0000-0000-0000-000000000000");

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.body().toString())
                .isEqualTo("{\"error_code\":\"BackupService.6105\",\"error_msg\":\"The vault does not exist.\"}");
    }

    @Test
    void list_pageByPage_endsWithAnEmptyPage() {
        world.vault("disk");
        String second = world.vault("server");
        world.vault("disk");

        WireClient.Reply page = wire.get("/v3/p1/vaults?limit=1&offset=1");

        assertThat(page.body().path("vaults")).hasSize(1);
        assertThat(page.text("/vaults/0/id")).isEqualTo(second);
        assertThat(page.text("/count")).isEqualTo("3");
        assertThat(wire.get("/v3/p1/vaults?limit=50&offset=3")
                        .body()
                        .path("vaults")
                        .isEmpty())
                .isTrue();
        assertThat(wire.get("/v3/p1/vaults?limit=0").code()).isEqualTo("BackupService.9900");
    }

    @Test
    void list_filtered_letsThroughWhatMatches() {
        String disks = world.vault("disk", world.disk);
        String servers = world.vault("server", "'resources':[],'enterprise_project_id':'eps-1'");

        assertThat(ids("id=" + disks + "&id=" + servers)).isEqualTo(disks + " " + servers);
        assertThat(ids("object_type=server")).isEqualTo(servers);
        assertThat(ids("resource_ids=x%2C" + world.disk.id())).isEqualTo(disks);
        assertThat(ids("enterprise_project_id=eps-1")).isEqualTo(servers);
        assertThat(ids("enterprise_project_id=all_granted_eps&sort_key=x")).isEqualTo(disks + " " + servers);
        assertThat(ids("name=other")).isEmpty();
        assertThat(ids("status=deleting")).isEmpty();
    }

    // ---- to change

    @Test
    void update_withSizeAndName_changesThemAlone() {
        String id = world.vault("server", "'resources':[],'description':'d','auto_expand':true,'threshold':70");

        WireClient.Reply reply =
                wire.put("/v3/p1/vaults/" + id, "{'vault':{'billing':{'size':300},'name':'vault_name02'}}");

        assertThat(reply.text("/vault/billing/size")).isEqualTo("300");
        assertThat(reply.text("/vault/name")).isEqualTo("vault_name02");
        assertThat(reply.text("/vault/description")).isEqualTo("d");
        assertThat(reply.text("/vault/auto_expand")).isEqualTo("true");
        assertThat(reply.text("/vault/threshold")).isEqualTo("70");
        assertThat(wire.put("/v3/p1/vaults/" + id, "{'vault':{'billing':{}}}").status())
                .isEqualTo(200);
    }

    @Test
    void update_smnNotify_keepsTheThreshold() {
        String id = world.vault("server", "'resources':[],'threshold':70");

        WireClient.Reply off = wire.put("/v3/p1/vaults/" + id, "{'vault':{'smn_notify':false}}");
        WireClient.Reply on = wire.put("/v3/p1/vaults/" + id, "{'vault':{'smn_notify':true}}");

        assertThat(off.text("/vault/smn_notify")).isEqualTo("false");
        assertThat(off.text("/vault/threshold")).isEqualTo("70");
        assertThat(on.text("/vault/threshold")).isEqualTo("70");
    }

    @Test
    void update_bindRules_comeBackAsSentAndCanBeCleared() {
        String id = world.vault(
                "server",
                "'resources':[],'auto_bind':true,'bind_rules':{'tags':[{'key':'b','value':'2'},{'key':'a','value':'1'}]}");

        assertThat(wire.get("/v3/p1/vaults/" + id)
                        .body()
                        .at("/vault/bind_rules/tags/0/key")
                        .asText())
                .isEqualTo("b");
        assertThat(wire.put("/v3/p1/vaults/" + id, "{'vault':{'bind_rules':{'tags':[]}}}")
                        .body()
                        .at("/vault/bind_rules")
                        .toString())
                .isEqualTo("{\"tags\":[]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"=", "*", "<", ">", "\\\\", ",", "|", "/", "\\u0007"})
    void create_bindRuleWithAMark_isRefused(String mark) {
        for (String tag : List.of("'key':'a" + mark + "','value':'1'", "'key':'a','value':'" + mark + "'")) {
            assertThat(wire.post(
                                    "/v3/p1/vaults",
                                    CbrWorld.vaultJson(
                                            "server",
                                            "'resources':[],'auto_bind':true,'bind_rules':{'tags':[{" + tag + "}]}"))
                            .code())
                    .isEqualTo("BackupService.9900");
        }
    }

    @Test
    void create_withMoreThan255Resources_isRefused() {
        String members = IntStream.range(0, 256)
                .mapToObj(i -> "{'id':'" + new UUID(1, i) + "','type':'OS::Nova::Server'}")
                .collect(Collectors.joining(","));

        WireClient.Reply reply =
                wire.post("/v3/p1/vaults", CbrWorld.vaultJson("server", "'resources':[" + members + "]"));

        assertThat(reply.code()).isEqualTo("BackupService.9900");
    }

    @Test
    void show_member_hasExtraInfoOnceItWasBackedUp() {
        String vault = world.vault("server", world.server);

        assertThat(wire.get("/v3/p1/vaults/" + vault)
                        .body()
                        .at("/vault/resources/0")
                        .has("extra_info"))
                .isFalse();
        var unused = world.backUp(vault);
        assertThat(wire.get("/v3/p1/vaults/" + vault)
                        .body()
                        .at("/vault/resources/0/extra_info")
                        .isObject())
                .isTrue();
    }

    @Test
    void update_lockedBackToFalse_isRefused() {
        String id = world.vault("server");
        wire.put("/v3/p1/vaults/" + id, "{'vault':{'locked':true}}");

        WireClient.Reply reply = wire.put("/v3/p1/vaults/" + id, "{'vault':{'locked':false}}");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text("/error_msg")).contains("from true to false");
        assertThat(wire.get("/v3/p1/vaults/" + id).text("/vault/locked")).isEqualTo("true");
    }

    @Test
    void batchUpdate_changesAllVaults() {
        String id = world.vault("server");

        WireClient.Reply reply = wire.put("/v3/p1/vaults/batch-update", "{'vault':{'threshold':55}}");

        assertThat(reply.text("/updated_vaults_id/0")).isEqualTo(id);
        assertThat(wire.get("/v3/p1/vaults/" + id).text("/vault/threshold")).isEqualTo("55");
    }

    @Test
    void delete_passesThroughDeleting() {
        String id = world.vault("disk", world.disk);

        assertThat(wire.delete("/v3/p1/vaults/" + id).status()).isEqualTo(204);
        assertThat(wire.get("/v3/p1/vaults/" + id).text("/vault/billing/status"))
                .isEqualTo("deleting");
        world.cloud.time().advance(Duration.ofMinutes(1));
        assertThat(wire.get("/v3/p1/vaults/" + id).code()).isEqualTo("BackupService.6105");
    }

    @Test
    void vaultMadeBehindTheWire_isShownToo() {
        String id = world.cloud
                .backup()
                .vaults()
                .create(VaultSpec.forDisks("behind", DataSize.gib(20)).withoutUsageAlert())
                .id()
                .value();

        WireClient.Reply reply = wire.get("/v3/p1/vaults/" + id);

        assertThat(reply.text("/vault/name")).isEqualTo("behind");
        assertThat(reply.text("/vault/smn_notify")).isEqualTo("false");
        assertThat(reply.text("/vault/threshold")).isEqualTo("80");
    }

    // ---- members

    @Test
    void addResources_twice_overwritesTheExcludedDisks() {
        String vault = world.vault("server");

        assertThat(add(vault, "'exclude_volumes':['" + world.data.id() + "']")
                        .body()
                        .toString())
                .isEqualTo("{\"add_resource_ids\":[\"" + world.server.id() + "\"]}");
        assertThat(add(vault, "'exclude_volumes':['" + world.system.id() + "']").status())
                .isEqualTo(200);

        assertThat(wire.get("/v3/p1/vaults/" + vault)
                        .body()
                        .at("/vault/resources/0/extra_info/exclude_volumes")
                        .toString())
                .isEqualTo("[\"" + world.system.id() + "\"]");
    }

    @Test
    void addResources_alsoKeepsWhatTheNeutralApiDoesNot() {
        String vault = world.vault("server");

        add(vault, "'include_volumes':[{'id':'x','os_version':'y'}]");

        assertThat(wire.get("/v3/p1/vaults/" + vault)
                        .body()
                        .at("/vault/resources/0/extra_info/include_volumes/0/os_version")
                        .asText())
                .isEqualTo("y");
    }

    @Test
    void addResources_refusals() {
        String vault = world.vault("server", world.server);
        String other = world.vault("server");

        assertThat(add(other, "").code()).isEqualTo("BackupService.6103");
        assertThat(add(vault, "'exclude_volumes':['" + world.data.id() + "','" + world.system.id() + "']")
                        .code())
                .isEqualTo("BackupService.7108");
        assertThat(wire.post(
                                "/v3/p1/vaults/" + vault + "/addresources",
                                "{'resources':[{'id':'none','type':'OS::Nova::Server'}]}")
                        .status())
                .isEqualTo(404);
        assertThat(wire.post("/v3/p1/vaults/" + vault + "/addresources", "{'resources':[]}")
                        .code())
                .isEqualTo("BackupService.9900");
    }

    @Test
    void removeResources_deletesItsBackupsAndPassesThroughRemoving() {
        String vault = world.vault("disk", world.disk);
        String backup = world.backUp(vault).path("id").asText();

        WireClient.Reply reply = wire.post(
                "/v3/p1/vaults/" + vault + "/removeresources", "{'resource_ids':['" + world.disk.id() + "']}");

        assertThat(reply.text("/remove_resource_ids/0")).isEqualTo(world.disk.id());
        assertThat(wire.get("/v3/p1/vaults/" + vault).text("/vault/resources/0/protect_status"))
                .isEqualTo("removing");
        assertThat(wire.get("/v3/p1/backups/" + backup).text("/backup/status")).isEqualTo("waiting_delete");
        world.cloud.time().advance(Duration.ofMinutes(1));
        assertThat(wire.get("/v3/p1/backups/" + backup).code()).isEqualTo("BackupService.6200");
        assertThat(wire.post(
                                "/v3/p1/vaults/" + vault + "/removeresources",
                                "{'resource_ids':['" + world.disk.id() + "']}")
                        .code())
                .isEqualTo("BackupService.6135");
    }

    @Test
    void migrateResources_movesTheMember() {
        String from = world.vault("disk", world.disk);
        String to = world.vault("disk");
        String body = "{'resource_ids':['" + world.disk.id() + "'],'destination_vault_id':'" + to + "'}";

        assertThat(wire.post("/v3/p1/vaults/" + from + "/migrateresources", body)
                        .text("/migrated_resources/0"))
                .isEqualTo(world.disk.id());
        assertThat(ids("resource_ids=" + world.disk.id())).isEqualTo(to);
        assertThat(wire.post("/v3/p1/vaults/" + to + "/migrateresources", body.replace(to, "none"))
                        .code())
                .isEqualTo("BackupService.6120");
        assertThat(wire.post("/v3/p1/vaults/" + to + "/migrateresources", body).code())
                .isEqualTo("BackupService.9900");
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "turbo", "vmware", "workspace"})
    void vaults_ofOtherThings_areKeptAndNothingElse(String type) {
        String body = "{'vault':{'name':'shares','resources':[%s],'billing':{'object_type':'" + type
                + "','protect_type':'backup','consistent_level':'crash_consistent','size':100}}}";

        String id = wire.post("/v3/p1/vaults", body.formatted("")).text("/vault/id");

        String path = "/v3/p1/vaults/" + id;
        assertThat(wire.get(path).text("/vault/billing/object_type")).isEqualTo(type);
        assertThat(wire.get("/v3/p1/vaults?object_type=" + type).text("/vaults/0/id"))
                .isEqualTo(id);
        assertThat(wire.get("/v3/p1/vaults?object_type=disk").text("/count")).isEqualTo("0");
        WireClient.Reply changed =
                wire.put(path, "{'vault':{'name':'shares-2','billing':{'size':200},'auto_expand':true}}");
        assertThat(changed.text("/vault/name")).isEqualTo("shares-2");
        assertThat(changed.text("/vault/billing/size")).isEqualTo("200");
        assertThat(changed.text("/vault/billing/object_type")).isEqualTo(type);
        assertThat(wire.post("/v3/p1/vaults", body.formatted("{'id':'x','type':'OS::Sfs::Turbo'}"))
                        .code())
                .isEqualTo("BackupService.9900");
        assertThat(wire.delete(path).status()).isEqualTo(204);
        world.cloud.time().advance(Duration.ofHours(1));
        assertThat(wire.get(path).code()).isEqualTo("BackupService.6105");
    }

    @Test
    void setResources_suspendsMembers() {
        String vault = world.vault("disk", world.disk);
        String body = "{'resource_ids':['" + world.disk.id() + "'],'action':'suspend'}";

        assertThat(wire.put("/v3/p1/vaults/" + vault + "/set-resources", body).text("/set_resource_ids/0"))
                .isEqualTo(world.disk.id());
        assertThat(world.cloud
                        .backup()
                        .vaults()
                        .list()
                        .findFirst()
                        .orElseThrow()
                        .member(world.disk)
                        .orElseThrow()
                        .suspended())
                .isTrue();
    }

    @Test
    void memberThatIsGone_isShownAsDeleted() {
        String vault = world.vault("disk", world.disk);
        world.cloud.delete((Resource) world.disk);

        assertThat(wire.get("/v3/p1/vaults/" + vault).text("/vault/resources/0/protect_status"))
                .isEqualTo("deleted");
    }

    // ---- tags

    @Test
    void tags_createBatchAndDelete() {
        String vault = world.vault("disk", "'resources':[],'tags':[{'key':'a','value':'1'}]");
        String tags = "/v3/p1/vault/" + vault + "/tags";

        assertThat(wire.post(tags, "{'tag':{'key':'b','value':'2'}}").status()).isEqualTo(204);
        assertThat(wire.post(
                                tags + "/action",
                                "{'action':'create','tags':[{'key':'c','value':''},{'key':'a','value':'3'}]}")
                        .status())
                .isEqualTo(204);
        assertThat(wire.post(tags + "/action", "{'action':'delete','tags':[{'key':'b'}]}")
                        .status())
                .isEqualTo(204);

        assertThat(wire.get(tags).body().toString())
                .isEqualTo(
                        "{\"tags\":[{\"key\":\"a\",\"value\":\"3\"},{\"key\":\"c\",\"value\":\"\"}],\"sys_tags\":[]}");
        assertThat(wire.delete(tags + "/a").status()).isEqualTo(204);
        assertThat(wire.delete(tags + "/a").code()).isEqualTo("BackupService.6601");
        assertThat(wire.get("/v3/p1/vault/tags").body().toString())
                .isEqualTo("{\"tags\":[{\"key\":\"c\",\"values\":[\"\"]}]}");
        assertThat(wire.get("/v3/p1/vault/none/tags").text("/error_msg")).isEqualTo("Invalid vault_id provided.");
    }

    @Test
    void resourceInstances_byTag_areFoundAndCounted() {
        String vault = world.vault("disk", "'resources':[],'tags':[{'key':'a','value':'1'}]");
        world.vault("disk");
        String path = "/v3/p1/vault/resource_instances/action";

        WireClient.Reply found = wire.post(path, "{'action':'filter','tags':[{'key':'a','values':['1','2']}]}");

        assertThat(found.text("/total_count")).isEqualTo("1");
        assertThat(found.text("/resources/0/resource_id")).isEqualTo(vault);
        assertThat(found.text("/resources/0/resource_detail/vault/id")).isEqualTo(vault);
        assertThat(wire.post(path, "{'action':'count','without_any_tag':true}")
                        .body()
                        .toString())
                .isEqualTo("{\"total_count\":1}");
    }

    // ---- pre-paid

    @Test
    void prePaid_appearsWhenItsOrderIsCompleted() {
        WireClient.Reply ordered = wire.post("/v3/p1/vaults", prePaid("true", ""));
        String order = ordered.text("/orders/0/orderId");
        String vault = ordered.text("/orders/0/resourceId");

        assertThat(ordered.status()).isEqualTo(200);
        assertThat(order).startsWith("CS");
        assertThat(ordered.body().at("/orders/0/subscribeResult").isInt()).isTrue();
        assertThat(ordered.body().path("error_code").asText("?")).isEmpty();
        assertThat(wire.get("/v3/p1/vaults/" + vault).code()).isEqualTo("BackupService.6105");
        assertThat(wire.get("/v3/p1/vaults").text("/count")).isEqualTo("0");
        assertThat(wire.get("/v2/orders/customer-orders/details/" + order).text("/order_info/status"))
                .isEqualTo("3");

        world.cloud.time().advance(Duration.ofMinutes(1));

        assertThat(wire.get("/v2/orders/customer-orders/details/" + order).text("/order_info/status"))
                .isEqualTo("5");
        WireClient.Reply shown = wire.get("/v3/p1/vaults/" + vault);
        assertThat(shown.text("/vault/billing/charging_mode")).isEqualTo("pre_paid");
        assertThat(shown.text("/vault/billing/order_id")).isEqualTo(order);
        assertThat(wire.put("/v3/p1/vaults/" + vault, "{'vault':{'billing':{'size':300}}}")
                        .code())
                .isEqualTo("BackupService.6110");
        assertThat(wire.delete("/v3/p1/vaults/" + vault).code()).isEqualTo("BackupService.6111");
        assertThat(wire.post(
                                "/v3/p1/orders/change",
                                "{'product_info':{'product_id':'p','resource_size':300,'resource_spec_code':'s'},"
                                        + "'resource_id':'" + vault + "','is_auto_pay':true}")
                        .text("/orderId"))
                .startsWith("CS");
        world.cloud.time().advance(Duration.ofSeconds(90));
        assertThat(wire.get("/v3/p1/vaults/" + vault).text("/vault/billing/size"))
                .as("completed, and not shown yet")
                .isEqualTo("80");
        world.cloud.time().advance(Duration.ofSeconds(90));
        assertThat(wire.get("/v3/p1/vaults/" + vault).text("/vault/billing/size"))
                .isEqualTo("300");
    }

    @Test
    void prePaid_notPaid_waitsToBePaid() {
        String order = wire.post("/v3/p1/vaults/order", prePaid("false", "")).text("/orders/0/orderId");
        world.cloud.time().advance(Duration.ofDays(1));

        assertThat(wire.get("/v2/orders/customer-orders/details/" + order).text("/order_info/status"))
                .isEqualTo("6");
        assertThat(wire.get("/v3/p1/vaults").text("/count")).isEqualTo("0");
    }

    @Test
    void prePaid_notPaid_protectsNothingUntilItIs() {
        String policy = world.policy("nightly", "'max_backups':3");
        String member = "'resources':[{'id':'" + world.server.id() + "','type':'OS::Nova::Server'}]";
        WireClient.Reply ordered = wire.post(
                "/v3/p1/vaults/order",
                prePaid("false", ",'backup_policy_id':'" + policy + "'").replace("'resources':[]", member));
        String vault = ordered.text("/orders/0/resourceId");
        world.emulator.advance(Duration.ofDays(2));

        assertThat(ordered.status()).isEqualTo(200);
        assertThat(world.cloud.backup().vaults().get(new VaultId(vault)).members())
                .isEmpty();
        assertThat(world.cloud.backup().restorePoints().list()).isEmpty();

        assertThat(wire.post(
                                "/v3/orders/customer-orders/pay",
                                "{'order_id':'" + ordered.text("/orders/0/orderId") + "'}")
                        .status())
                .isEqualTo(204);
        world.emulator.advance(Duration.ofDays(2));

        assertThat(world.cloud.backup().restorePoints().list()).isNotEmpty();
        assertThat(wire.get("/v3/p1/vaults/" + vault).text("/vault/resources/0/id"))
                .isEqualTo(world.server.id());
    }

    @Test
    void prePaid_withAutoExpand_isRefused() {
        assertThat(wire.post("/v3/p1/vaults/order", prePaid("true", ",'auto_expand':true"))
                        .code())
                .isEqualTo("BackupService.9900");
    }

    @Test
    void changeChargeMode_makesTheVaultPrePaid() {
        String vault = world.vault("disk");
        String body = "{'vault_ids':['" + vault
                + "'],'charging_mode':'pre_paid','period_type':'month','period_num':1,'is_auto_pay':true}";

        assertThat(wire.post("/v3/p1/vaults/change-charge-mode", body).text("/orderId"))
                .startsWith("CS");
        assertThat(wire.get("/v3/p1/vaults/" + vault).text("/vault/billing/charging_mode"))
                .isEqualTo("post_paid");
        world.cloud.time().advance(Duration.ofMinutes(1));
        assertThat(wire.get("/v3/p1/vaults/" + vault).text("/vault/billing/charging_mode"))
                .isEqualTo("pre_paid");
        assertThat(wire.post("/v3/p1/vaults/change-charge-mode", body).code()).isEqualTo("BackupService.6110");
    }

    // ---- usage

    @Test
    void summaryProtectablesAndUsage_tellWhatIsThere() {
        String vault = world.vault("server", world.server);
        world.backUp(vault);

        assertThat(wire.get("/v3/p1/vaults/summary").text("/size")).isEqualTo("200");
        assertThat(wire.get("/v3/p1/storage_usage").text("/storage_usage/0/backup_count"))
                .isEqualTo("1");
        WireClient.Reply servers = wire.get("/v3/p1/protectables/server/instances?limit=50");
        assertThat(servers.text("/instances/0/protectable/result")).isEqualTo("true");
        assertThat(servers.text("/instances/0/protectable/code")).isEmpty();
        assertThat(servers.text("/instances/0/protectable/vault/id")).isEqualTo(vault);
        assertThat(servers.text("/instances/0/status")).isEqualTo("ACTIVE");
        assertThat(servers.body().at("/instances/0/children")).hasSize(2).allSatisfy(child -> {
            assertThat(child.path("status").asText()).isEqualTo("in-use");
            assertThat(child.path("vault_id").asText()).isEqualTo(vault);
        });
        assertThat(wire.get("/v3/p1/protectables/disk/instances/" + world.disk.id())
                        .body()
                        .at("/instance/protectable")
                        .toString())
                .isEqualTo("{\"result\":true,\"code\":\"\",\"reason\":\"\",\"vault\":null}");
        assertThat(wire.get("/v3/p1/protectables/disk/instances?server_id=" + world.server.id())
                        .body()
                        .path("instances"))
                .hasSize(2);
        assertThat(wire.get("/v3/p1/protectables/disk/instances?offset=3")
                        .body()
                        .path("instances")
                        .isEmpty())
                .isTrue();
        assertThat(wire.get("/v3/p1/protectables/disk/instances?limit=51").code())
                .isEqualTo("BackupService.9900");
        assertThat(wire.get("/v3/p1/replication-capabilities").text("/regions/0/name"))
                .isEqualTo("region-1");
        assertThat(wire.get("/v3/p1/cbr-features/replication.enable").status()).isEqualTo(200);
    }

    private String code(String kind, String parts) {
        return wire.post("/v3/p1/vaults", CbrWorld.vaultJson(kind, parts)).code();
    }

    private WireClient.Reply add(String vault, String extra) {
        return wire.post(
                "/v3/p1/vaults/" + vault + "/addresources",
                "{'resources':[{'extra_info':{" + extra + "},'id':'" + world.server.id()
                        + "','type':'OS::Nova::Server'}]}");
    }

    private String ids(String query) {
        StringBuilder ids = new StringBuilder();
        wire.get("/v3/p1/vaults?" + query)
                .body()
                .path("vaults")
                .forEach(vault -> ids.append(vault.path("id").asText()).append(' '));
        return ids.toString().trim();
    }

    private static String prePaid(String autoPay, String more) {
        return "{'vault':{'name':'v','billing':{'cloud_type':'public','consistent_level':'crash_consistent',"
                + "'object_type':'server','protect_type':'backup','size':80,'charging_mode':'pre_paid',"
                + "'period_type':'month','period_num':1,'is_auto_renew':false,'is_auto_pay':" + autoPay
                + "},'resources':[]" + more + "}}";
    }
}
