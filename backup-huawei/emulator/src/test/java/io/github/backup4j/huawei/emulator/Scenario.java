package io.github.backup4j.huawei.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.Site;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.ServerSetup;
import java.io.IOException;
import java.util.List;

/** A client's day over all services of an emulator, in which nothing is refused; tests look at what was answered. */
final class Scenario {
    private static final String V3 = "/v3/project-1";
    private static final String V2 = "/v2/project-1";
    private static final String V1 = "/v1/project-1";

    private final InMemoryCloud cloud = InMemoryCloud.builder()
            .withUuids()
            .site(new Site("cn-north-4", "project-1"))
            .build();
    private final Resource.Disk root = cloud.addDisk("root", DataSize.gib(40));
    private final Resource.Disk extra = cloud.addDisk("extra", DataSize.gib(10));
    private final Resource.Disk data = cloud.addDisk("data", DataSize.gib(10));
    private final Resource.Server server = cloud.addServer(ServerSetup.of("web", root, extra));
    private final Calls calls;

    private String vault = "";
    private String backup = "";

    /** Plays it, and returns all that was answered. */
    static List<WireClient.Reply> play(Form form) throws IOException {
        Scenario scenario = new Scenario(form);
        return scenario.calls.replies();
    }

    private Scenario(Form form) throws IOException {
        try (HuaweiEmulator emulator = HuaweiEmulator.start(cloud, form)) {
            calls = new Calls(new WireClient(emulator));
            protect();
            backUp();
            restore();
            share();
            snapshots();
            disks();
            images();
            servers();
            new RareCalls(cloud, calls).make(server, data, vault);
            remove();
        }
    }

    // ---- CBR

    private void protect() {
        JsonNode created = calls.post(V3 + "/vaults", """
            {'vault': {'name': 'servers', 'description': 'of the day', 'billing': {'cloud_type': 'public',
            'consistent_level': 'crash_consistent', 'object_type': 'server', 'protect_type': 'backup', 'size': 200,
            'charging_mode': 'post_paid'}, 'resources': [{'id': '%s', 'type': 'OS::Nova::Server'}],
            'tags': [{'key': 'team', 'value': 'blue'}], 'enterprise_project_id': '0'}}\
            """.formatted(server.id()));
        vault = created.at("/vault/id").asText();
        calls.get(V3 + "/vaults?limit=10");
        calls.get(V3 + "/vaults/" + vault);
        calls.put(V3 + "/vaults/" + vault, "{'vault': {'name': 'servers-2', 'billing': {'size': 300}}}");
        calls.get(V3 + "/vaults/summary");
        calls.get(V3 + "/protectables/server/instances");
        calls.get(V3 + "/protectables/disk/instances?limit=1");
        calls.get(V3 + "/protectables/server/instances/" + server.id());
        calls.post(V3 + "/agent/check", """
            {'agent_status': [{'resource_id': '%s', 'resource_type': 'OS::Nova::Server'}]}\
            """.formatted(server.id()));
        calls.post(V3 + "/vault/" + vault + "/tags", "{'tag': {'key': 'stage', 'value': 'test'}}");
        calls.get(V3 + "/vault/" + vault + "/tags");
        calls.get(V3 + "/vault/tags");
        String policy = calls.post(V3 + "/policies", """
            {'policy': {'name': 'nightly', 'enabled': true, 'operation_type': 'backup', 'operation_definition':
            {'max_backups': 7, 'day_backups': 3, 'week_backups': 0, 'month_backups': 0, 'year_backups': 0,
            'timezone': 'UTC+08:00'}, 'trigger': {'properties': {'pattern':
            ['FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=14;BYMINUTE=00']}}}}\
            """).at("/policy/id").asText();
        calls.post(V3 + "/vaults/" + vault + "/associatepolicy", "{'policy_id': '" + policy + "'}");
        calls.get(V3 + "/policies");
        calls.get(V3 + "/policies/" + policy);
        calls.put(V3 + "/policies/" + policy, "{'policy': {'name': 'nightly-2'}}");
        calls.post(V3 + "/vaults/" + vault + "/dissociatepolicy", "{'policy_id': '" + policy + "'}");
        calls.delete(V3 + "/policies/" + policy);
        calls.post(V3 + "/vaults/order", """
            {'vault': {'name': 'bought', 'billing': {'consistent_level': 'crash_consistent', 'object_type': 'disk',
            'protect_type': 'backup', 'size': 100, 'charging_mode': 'pre_paid', 'period_type': 'month',
            'period_num': 1, 'is_auto_pay': true}, 'resources': []}}\
            """);
    }

    private void backUp() {
        String checkpoint = calls.post(V3 + "/checkpoints", """
            {'checkpoint': {'vault_id': '%s', 'parameters': {'name': 'by-hand', 'description': 'first',
            'incremental': true, 'resources': ['%s']}}}\
            """.formatted(vault, server.id()))
                .at("/checkpoint/id")
                .asText();
        calls.get(V3 + "/checkpoints/" + checkpoint);
        calls.get(V3 + "/vaults/" + vault);
        calls.get(V3 + "/backups?vault_id=" + vault);
        calls.get(V3 + "/operation-logs?vault_id=" + vault);
        calls.pass(20);
        calls.get(V3 + "/checkpoints/" + checkpoint);
        backup = calls.get(V3 + "/backups?checkpoint_id=" + checkpoint)
                .at("/backups/0/id")
                .asText();
        calls.get(V3 + "/backups/" + backup);
        calls.put(V3 + "/backups/" + backup, "{'backup': {'name': 'renamed'}}");
        String log = calls.get(V3 + "/operation-logs?operation_type=backup")
                .at("/operation_logs/0/id")
                .asText();
        calls.get(V3 + "/operation-logs/" + log);
        calls.get(V3 + "/backups/" + backup + "/metadata");
        calls.get(V3 + "/storage_usage");
        calls.get(V3 + "/replication-capabilities");
    }

    private void restore() {
        StringBuilder mappings = new StringBuilder();
        for (JsonNode child : calls.get(V3 + "/backups/" + backup).at("/backup/children")) {
            mappings.append(mappings.isEmpty() ? "" : ", ")
                    .append("{'backup_id': '%s', 'volume_id': '%s'}"
                            .formatted(
                                    child.path("id").asText(),
                                    child.path("resource_id").asText()));
        }
        calls.post(V3 + "/backups/" + backup + "/restore", """
            {'restore': {'server_id': '%s', 'power_on': true, 'mappings': [%s]}}\
            """.formatted(server.id(), mappings));
        calls.get(V3 + "/operation-logs?operation_type=restore");
        calls.get(V2 + "/cloudvolumes/" + root.id());
        calls.pass(20);
        calls.get(V3 + "/operation-logs?operation_type=restore");
    }

    private void share() {
        calls.post(V3 + "/backups/" + backup + "/members", "{'members': ['project-2']}");
        calls.get(V3 + "/backups/" + backup + "/members");
        calls.get(V3 + "/backups/" + backup + "/members/project-2");
        calls.delete(V3 + "/backups/" + backup + "/members/project-2");
    }

    private void remove() {
        calls.delete(V3 + "/backups/" + backup);
        calls.pass(2);
        calls.post(V3 + "/vaults/" + vault + "/removeresources", "{'resource_ids': ['" + server.id() + "']}");
        calls.pass(2);
        calls.post(V3 + "/vaults/" + vault + "/addresources", """
            {'resources': [{'id': '%s', 'type': 'OS::Nova::Server', 'extra_info': {'exclude_volumes': ['%s']}}]}\
            """.formatted(server.id(), extra.id()));
        calls.put(
                V3 + "/vaults/" + vault + "/set-resources",
                "{'resource_ids': ['" + server.id() + "'], 'action': 'suspend'}");
        calls.pass(1);
        calls.delete(V3 + "/vaults/" + vault);
    }

    // ---- EVS

    private void snapshots() {
        String snapshot = calls.post(V2 + "/cloudsnapshots", """
            {'snapshot': {'volume_id': '%s', 'name': 'snap', 'description': 'daily', 'metadata': {'a': 'b'}}}\
            """.formatted(data.id()))
                .at("/snapshot/id")
                .asText();
        calls.get(V2 + "/cloudsnapshots/" + snapshot);
        calls.pass(1);
        calls.get(V2 + "/cloudsnapshots/detail?volume_id=" + data.id());
        calls.put(V2 + "/cloudsnapshots/" + snapshot, "{'snapshot': {'name': 'snap-2'}}");
        calls.post(
                V2 + "/cloudsnapshots/" + snapshot + "/rollback", "{'rollback': {'volume_id': '" + data.id() + "'}}");
        calls.get(V2 + "/cloudvolumes/" + data.id());
        calls.pass(3);
        JsonNode made = calls.post("/v2.1/project-1/cloudvolumes", """
            {'volume': {'availability_zone': 'zone-1', 'volume_type': 'SSD', 'size': 20, 'name': 'from-snapshot',
            'snapshot_id': '%s'}}\
            """.formatted(snapshot));
        calls.get(V1 + "/jobs/" + made.path("job_id").asText());
        calls.pass(3);
        calls.get(V1 + "/jobs/" + made.path("job_id").asText());
        calls.delete(V2 + "/cloudsnapshots/" + snapshot);
        calls.pass(1);
    }

    private void disks() {
        JsonNode made = calls.post("/v2.1/project-1/cloudvolumes", """
            {'volume': {'availability_zone': 'zone-1', 'volume_type': 'SSD', 'size': 20, 'name': 'empty',
            'description': 'new', 'metadata': {'k': 'v'}, 'tags': {'team': 'blue'}}}\
            """);
        calls.pass(1);
        String disk = made.at("/volume_ids/0").asText();
        calls.get(V2 + "/cloudvolumes/" + disk);
        calls.get(V2 + "/cloudvolumes/detail?limit=2");
        calls.put(V2 + "/cloudvolumes/" + disk, "{'volume': {'name': 'renamed', 'description': 'still new'}}");
        calls.post("/v2.1/project-1/cloudvolumes/" + disk + "/action", "{'os-extend': {'new_size': 30}}");
        calls.pass(1);
        calls.get(V2 + "/cloudvolumes/" + disk + "/tags");
        calls.post(V2 + "/cloudvolumes/" + disk + "/tags/action", """
            {'action': 'create', 'tags': [{'key': 'stage', 'value': 'test'}]}\
            """);
        calls.get(V2 + "/cloudvolumes/tags");
        calls.post(V2 + "/cloudvolumes/resource_instances/action", "{'action': 'filter', 'tags': []}");
        calls.get(V2 + "/os-quota-sets/project-1?usage=True");
        calls.get(V2 + "/os-availability-zone");
        calls.get(V2 + "/types");
        JsonNode job = calls.delete(V2 + "/cloudvolumes/" + disk);
        calls.pass(1);
        calls.get(V1 + "/jobs/" + job.path("job_id").asText());
    }

    // ---- IMS

    private void images() {
        String job = calls.post("/v2/cloudimages/action", """
            {'name': 'system', 'description': 'of web', 'instance_id': '%s',
            'image_tags': [{'key': 'team', 'value': 'blue'}]}\
            """.formatted(server.id()))
                .path("job_id")
                .asText();
        calls.get(V1 + "/jobs/" + job);
        calls.get("/v2/cloudimages?name=system");
        calls.pass(20);
        String image = calls.get(V1 + "/jobs/" + job).at("/entities/image_id").asText();
        calls.get("/v1/cloudimages/job/" + job);
        calls.get("/v2/cloudimages?id=" + image);
        calls.get("/v2/images/" + image);
        calls.get("/v2/images?limit=1&visibility=private");
        calls.patch("/v2/cloudimages/" + image, "[{'op': 'replace', 'path': '/name', 'value': 'system-2'}]");
        calls.get(V2 + "/images/" + image + "/tags");
        calls.get("/v1/cloudimages/tags");
        calls.get("/v1/cloudimages/quota");
        calls.get("/v1/cloudimages/os_version");
        calls.get("/v2/schemas/image");
        calls.get("/v2/schemas/images");
        calls.post("/v1/cloudimages/" + image + "/copy", "{'name': 'copy'}");
        calls.post(
                "/v1/cloudimages/" + image + "/file", "{'bucket_url': 'bucket:image.zvhd2', 'file_format': 'zvhd2'}");
        calls.post("/v1/cloudimages/members", "{'images': ['" + image + "'], 'projects': ['project-2']}");
        calls.pass(40);
        calls.get("/v2/images/" + image + "/members");
        String ofDisk = calls.post("/v2/cloudimages/action", """
            {'data_images': [{'name': 'data-image', 'volume_id': '%s'}]}\
            """.formatted(data.id()))
                .path("job_id")
                .asText();
        calls.pass(20);
        calls.get(V1 + "/jobs/" + ofDisk);
        whole();
        calls.delete("/v2/images/" + image, "{'delete_backup': false}");
        calls.pass(1);
    }

    private void whole() {
        String job = calls.post("/v1/cloudimages/wholeimages/action", """
            {'name': 'whole', 'instance_id': '%s', 'vault_id': '%s'}\
            """.formatted(server.id(), vault))
                .path("job_id")
                .asText();
        calls.pass(40);
        String image = calls.get(V1 + "/jobs/" + job).at("/entities/image_id").asText();
        calls.get("/v2/cloudimages?id=" + image);
        String kept = calls.get("/v2/cloudimages?id=" + image)
                .at("/images/0/__backup_id")
                .asText();
        calls.get(V3 + "/backups/" + kept);
        create(image);
        calls.delete("/v2/images/" + image, "{'delete_backup': true}");
        calls.pass(1);
    }

    // ---- ECS

    private void create(String image) {
        String job = calls.post("/v1.1/project-1/cloudservers", """
            {'server': {'name': 'new', 'imageRef': '%s', 'flavorRef': 's6.large.2', 'vpcid': 'vpc-1', 'nics':
            [{'subnet_id': 'subnet-1'}], 'root_volume': {'volumetype': 'SSD'}}}\
            """.formatted(image))
                .path("job_id")
                .asText();
        calls.pass(10);
        calls.get(V1 + "/jobs/" + job);
    }

    private void servers() {
        calls.get(V1 + "/cloudservers/" + server.id());
        calls.get(V1 + "/cloudservers/detail?limit=10&offset=1");
        calls.get("/v1.1/project-1/cloudservers/detail?limit=10");
        calls.get(V1 + "/cloudservers/" + server.id() + "/block_device");
        calls.get(V1 + "/cloudservers/" + server.id() + "/block_device/" + root.id());
        calls.get(V1 + "/cloudservers/" + server.id() + "/os-volume_attachments");
        calls.get(V1 + "/cloudservers/" + server.id() + "/tags");
        calls.get(V1 + "/availability-zones");
        calls.get("/v2.1/project-1/os-availability-zone");
        calls.get("/v2.1/project-1/servers");
        calls.get("/v2.1/project-1/servers/detail");
        calls.get("/v2.1/project-1/servers/" + server.id());
        String job = calls.post(V1 + "/cloudservers/action", """
            {'os-stop': {'type': 'SOFT', 'servers': [{'id': '%s'}]}}\
            """.formatted(server.id()))
                .path("job_id")
                .asText();
        calls.get(V1 + "/jobs/" + job);
        calls.pass(1);
        calls.get(V1 + "/jobs/" + job);
        calls.post(
                V1 + "/cloudservers/" + server.id() + "/attachvolume",
                "{'volumeAttachment': {'volumeId': '" + data.id() + "'}}");
        calls.get(V2 + "/cloudvolumes/" + data.id());
        calls.pass(1);
        calls.get(V2 + "/cloudvolumes/" + data.id());
        calls.delete(V1 + "/cloudservers/" + server.id() + "/detachvolume/" + data.id());
        calls.pass(1);
    }
}
