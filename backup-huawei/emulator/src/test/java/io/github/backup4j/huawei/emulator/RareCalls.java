package io.github.backup4j.huawei.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.DataSize;
import io.github.backup4j.Image;
import io.github.backup4j.ImageId;
import io.github.backup4j.Resource;
import io.github.backup4j.Site;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.testkit.InMemoryCloud;

/** The calls that few clients make: what a {@link Scenario} has beyond the usual day. */
final class RareCalls {
    private static final String V3 = "/v3/project-1";
    private static final String V2 = "/v2/project-1";
    private static final String DISK_VAULT = """
            {'vault': {'name': '%s', 'billing': {'consistent_level': 'crash_consistent', 'object_type': 'disk',
            'protect_type': 'backup', 'size': 100}, 'resources': [%s]}}\
            """;

    private final InMemoryCloud cloud;
    private final Calls calls;

    RareCalls(InMemoryCloud cloud, Calls calls) {
        this.cloud = cloud;
        this.calls = calls;
    }

    void make(Resource.Server server, Resource.Disk disk, String vault) {
        tagVaults(vault);
        moveMembers(disk);
        payInAdvance();
        copyAndShareBackups(server, vault);
        changeDisks();
        giveDisksAway(disk);
        importImages();
        shareAndTagImages(disk);
        lookAtVersions();
    }

    // ---- CBR

    private void tagVaults(String vault) {
        calls.post(V3 + "/vault/" + vault + "/tags/action", """
                {'action': 'create', 'tags': [{'key': 'one', 'value': '1'}, {'key': 'two', 'value': '2'}]}\
                """);
        calls.delete(V3 + "/vault/" + vault + "/tags/one");
        calls.post(V3 + "/vault/resource_instances/action", """
                {'action': 'filter', 'limit': '10', 'offset': '0', 'tags': [{'key': 'two', 'values': ['2']}]}\
                """);
        calls.put(V3 + "/vaults/batch-update", "{'vault': {'smn_notify': true, 'threshold': 90}}");
        calls.get(V3 + "/vaults/external?external_project_id=project-1&region_id=cn-north-4");
        calls.get("/v3/region-projects");
    }

    private void moveMembers(Resource.Disk disk) {
        String member = "{'id': '" + disk.id() + "', 'type': 'OS::Cinder::Volume'}";
        String from = calls.post(V3 + "/vaults", DISK_VAULT.formatted("from", member))
                .at("/vault/id")
                .asText();
        String to = calls.post(V3 + "/vaults", DISK_VAULT.formatted("to", ""))
                .at("/vault/id")
                .asText();
        calls.post(
                V3 + "/vaults/" + from + "/migrateresources",
                "{'resource_ids': ['" + disk.id() + "'], 'destination_vault_id': '" + to + "'}");
        calls.delete(V3 + "/vaults/" + from);
        calls.delete(V3 + "/vaults/" + to);
        calls.pass(1);
    }

    private void payInAdvance() {
        String vault = calls.post(V3 + "/vaults", DISK_VAULT.formatted("paid", ""))
                .at("/vault/id")
                .asText();
        String order = calls.post(V3 + "/vaults/change-charge-mode", """
                {'charging_mode': 'pre_paid', 'vault_ids': ['%s'], 'period_type': 'month', 'period_num': 1,
                'is_auto_renew': false, 'is_auto_pay': true}\
                """.formatted(vault))
                .path("orderId")
                .asText();
        calls.pass(5);
        calls.post(V3 + "/orders/change", """
                {'product_info': {'product_id': 'p', 'resource_size': 200,
                'resource_spec_code': 'vault.backup.volume.normal'}, 'resource_id': '%s', 'is_auto_pay': true}\
                """.formatted(vault));
        calls.pass(5);
        calls.put(V3 + "/orders/" + order, """
                {'productInfo': {'productId': 'p', 'resourceSize': 300}, 'resourceId': '%s'}\
                """.formatted(vault));
        calls.pass(5);
    }

    private void copyAndShareBackups(Resource.Server server, String vault) {
        Site there = new Site("cn-south-1", "project-9");
        String copies = cloud.at(there)
                .backup()
                .vaults()
                .create(VaultSpec.forServers("copies", DataSize.gib(500)).forReplication())
                .id()
                .value();
        String destination = "'destination_project_id': 'project-9', 'destination_region': 'cn-south-1',"
                + " 'destination_vault_id': '" + copies + "'";
        String backup = backUp(server, vault);
        calls.post(V3 + "/backups/" + backup + "/replicate", "{'replicate': {'name': 'copy', " + destination + "}}");
        String other = backUp(server, vault);
        calls.post(V3 + "/checkpoints/replicate", "{'replicate': {'vault_id': '" + vault + "', " + destination + "}}");
        calls.pass(60);
        calls.get(V3 + "/backups/" + other);
        calls.get(V3 + "/operation-logs?operation_type=replication");
        calls.post(V3 + "/backups/" + other + "/members", "{'members': ['project-2']}");
        String theirs = calls.post("/v3/project-2/vaults", """
                {'vault': {'name': 'theirs', 'billing': {'consistent_level': 'crash_consistent',
                'object_type': 'server', 'protect_type': 'backup', 'size': 100}, 'resources': []}}\
                """).at("/vault/id").asText();
        calls.put(
                "/v3/project-2/backups/" + other + "/members/project-2",
                "{'status': 'accepted', 'vault_id': '" + theirs + "'}");
        calls.get("/v3/project-2/backups?own_type=shared");
    }

    private String backUp(Resource.Server server, String vault) {
        String checkpoint = calls.post(V3 + "/checkpoints", """
                {'checkpoint': {'vault_id': '%s', 'parameters': {'resource_details': [{'id': '%s',
                'type': 'OS::Nova::Server'}]}}}\
                """.formatted(vault, server.id()))
                .at("/checkpoint/id")
                .asText();
        calls.pass(20);
        return calls.get(V3 + "/backups?checkpoint_id=" + checkpoint)
                .at("/backups/0/id")
                .asText();
    }

    // ---- EVS

    private void changeDisks() {
        String disk = newDisk();
        calls.post(V2 + "/volumes/" + disk + "/retype", "{'os-retype': {'new_type': 'GPSSD2', 'iops': 3000}}");
        calls.pass(1);
        calls.put("/v5/project-1/cloudvolumes/" + disk + "/qos", "{'qos_modify': {'iops': 4000, 'throughput': 150}}");
        calls.pass(1);
        calls.get(V2 + "/cloudvolumes/" + disk);
        String bought = calls.post("/v2.1/project-1/cloudvolumes", """
                {'volume': {'availability_zone': 'zone-1', 'volume_type': 'SSD', 'size': 20, 'name': 'bought'},
                'bssParam': {'chargingMode': 'prePaid', 'periodType': 'month', 'periodNum': 1, 'isAutoPay': 'true'}}\
                """)
                .at("/volume_ids/0")
                .asText();
        calls.pass(5);
        calls.post(V2 + "/cloudvolumes/unsubscribe", "{'volume_ids': ['" + bought + "', '" + disk + "']}");
    }

    private String newDisk() {
        JsonNode made = calls.post("/v2.1/project-1/cloudvolumes", """
                {'volume': {'availability_zone': 'zone-1', 'volume_type': 'SSD', 'size': 20, 'name': 'rare'}}\
                """);
        calls.pass(1);
        return made.at("/volume_ids/0").asText();
    }

    private void giveDisksAway(Resource.Disk disk) {
        String offer = "{'transfer': {'volume_id': '" + disk.id() + "', 'name': 'gift'}}";
        JsonNode offered = calls.post(V2 + "/os-volume-transfer", offer);
        String transfer =
                V2 + "/os-volume-transfer/" + offered.at("/transfer/id").asText();
        calls.get(V2 + "/os-volume-transfer");
        calls.get(transfer);
        calls.post(
                transfer + "/accept",
                "{'accept': {'auth_key': '" + offered.at("/transfer/auth_key").asText() + "'}}");
        String again =
                calls.post(V2 + "/os-volume-transfer", offer).at("/transfer/id").asText();
        calls.delete(V2 + "/os-volume-transfer/" + again);
    }

    // ---- IMS

    private void importImages() {
        ImageId golden = cloud.addImage("golden", Image.Kind.SYSTEM_DISK, DataSize.gib(40));
        cloud.write(golden, new byte[] {1, 2, 3});
        calls.await(calls.post(
                "/v1/cloudimages/" + golden + "/file",
                "{'bucket_url': 'bucket:golden.qcow2', 'file_format': 'qcow2'}"));
        calls.await(calls.post("/v2/cloudimages/quickimport/action", """
                {'name': 'quick', 'image_url': 'bucket:golden.qcow2', 'os_version': 'CentOS 7.6 64bit', 'type': 'ECS',
                'min_disk': 40, 'image_tags': [{'key': 'team', 'value': 'blue'}]}\
                """));
        calls.await(calls.post("/v1/cloudimages/dataimages/action", """
                {'name': 'data', 'image_url': 'bucket:golden.qcow2', 'os_type': 'Linux', 'min_disk': 40}\
                """));
        JsonNode announced = calls.post("/v2/images", """
                {'__os_version': 'Ubuntu 22.04 server 64bit', 'container_format': 'bare', 'disk_format': 'vhd',
                'min_disk': 100, 'min_ram': 1024, 'name': 'announced', 'tags': ['team=blue'], 'visibility': 'private',
                'protected': false}\
                """);
        calls.await(calls.put(
                "/v1/cloudimages/" + announced.path("id").asText() + "/upload",
                "{'image_url': 'bucket:golden.qcow2'}"));
        calls.await(calls.post("/v1/cloudimages/" + golden + "/cross_region_copy", """
                {'name': 'far', 'region': 'cn-south-1', 'project_name': 'cn-south-1', 'agency_name': 'ims_admin'}\
                """));
    }

    private void shareAndTagImages(Resource.Disk disk) {
        String image = calls.await(calls.post("/v2/cloudimages/action", """
                {'data_images': [{'name': 'to-share', 'volume_id': '%s'}]}\
                """.formatted(disk.id())))
                .at("/entities/sub_jobs_result/0/entities/image_id")
                .asText();
        String both = "'images': ['" + image + "'], 'projects': ['project-2']";
        calls.await(calls.post("/v1/cloudimages/members", "{" + both + "}"));
        calls.await(calls.put(
                "/v1/cloudimages/members",
                "{'images': ['" + image + "'], 'project_id': 'project-2', 'status': 'accepted'}"));
        calls.get("/v1/project-1/cloudimages/" + image + "/members");
        calls.get("/v1/project-1/cloudimages/" + image + "/members/project-2");
        calls.await(calls.delete("/v1/cloudimages/members", "{" + both + "}"));
        String members = "/v2/images/" + image + "/members";
        calls.post(members, "{'member': 'project-3'}");
        calls.get(members + "/project-3");
        calls.put("/v2/images/" + image + "/members/project-3", "{'status': 'accepted'}");
        calls.delete(members + "/project-3");
        calls.get("/v2/schemas/member");
        calls.get("/v2/schemas/members");
        calls.patch("/v2/images/" + image, "[{'op': 'replace', 'path': '/name', 'value': 'renamed'}]");
        tag(image);
    }

    private void tag(String image) {
        calls.put("/v2/images/" + image + "/tags/a=b", "");
        calls.delete("/v2/images/" + image + "/tags/a=b");
        calls.put("/v1/cloudimages/tags", "{'image_id': '" + image + "', 'tag': 'c.d'}");
        calls.post(V2 + "/images/" + image + "/tags", "{'tag': {'key': 'e', 'value': 'f'}}");
        calls.post(V2 + "/images/" + image + "/tags/action", """
                {'action': 'create', 'tags': [{'key': 'g', 'value': 'h'}, {'key': 'i', 'value': 'j'}]}\
                """);
        calls.get(V2 + "/images/tags");
        calls.post(V2 + "/images/resource_instances/action", "{'action': 'filter', 'limit': '10'}");
        calls.delete(V2 + "/images/" + image + "/tags/e");
        calls.delete("/v1/project-1/cloudimages/" + image + "/tags/delete", "{'tags': [{'key': 'g'}]}");
    }

    private void lookAtVersions() {
        calls.get("/");
        calls.get("/v2");
    }
}
