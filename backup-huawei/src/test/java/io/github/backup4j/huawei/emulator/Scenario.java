package io.github.backup4j.huawei.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.Site;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.ServerSetup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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
    private final List<WireClient.Reply> replies = new ArrayList<>();
    private final List<WireClient.Reply> refusals = new ArrayList<>();
    private final WireClient client;

    private String vault = "";
    private String backup = "";

    /** Plays it, and returns all that was answered. */
    static List<WireClient.Reply> play(Form form) throws IOException {
        Scenario scenario = new Scenario(form);
        assertThat(scenario.refusals).as("refusals").isEmpty();
        return scenario.replies;
    }

    private Scenario(Form form) throws IOException {
        try (HuaweiEmulator emulator = HuaweiEmulator.start(cloud, form)) {
            client = new WireClient(emulator, replies::add);
            protect();
            backUp();
            restore();
            share();
            snapshots();
            disks();
            images();
            servers();
            remove();
        }
    }

    // ---- CBR

    private void protect() {
        JsonNode created = post(V3 + "/vaults", """
            {'vault': {'name': 'servers', 'description': 'of the day', 'billing': {'cloud_type': 'public',
            'consistent_level': 'crash_consistent', 'object_type': 'server', 'protect_type': 'backup', 'size': 200,
            'charging_mode': 'post_paid'}, 'resources': [{'id': '%s', 'type': 'OS::Nova::Server'}],
            'tags': [{'key': 'team', 'value': 'blue'}], 'enterprise_project_id': '0'}}\
            """.formatted(server.id()));
        vault = created.at("/vault/id").asText();
        get(V3 + "/vaults?limit=10");
        get(V3 + "/vaults/" + vault);
        put(V3 + "/vaults/" + vault, "{'vault': {'name': 'servers-2', 'billing': {'size': 300}}}");
        get(V3 + "/vaults/summary");
        get(V3 + "/protectables/server/instances");
        get(V3 + "/protectables/disk/instances?limit=1");
        get(V3 + "/protectables/server/instances/" + server.id());
        post(V3 + "/vault/" + vault + "/tags", "{'tag': {'key': 'stage', 'value': 'test'}}");
        get(V3 + "/vault/" + vault + "/tags");
        get(V3 + "/vault/tags");
        String policy = post(V3 + "/policies", """
            {'policy': {'name': 'nightly', 'enabled': true, 'operation_type': 'backup', 'operation_definition':
            {'max_backups': 7, 'day_backups': 3, 'week_backups': 0, 'month_backups': 0, 'year_backups': 0,
            'timezone': 'UTC+08:00'}, 'trigger': {'properties': {'pattern':
            ['FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=14;BYMINUTE=00']}}}}\
            """).at("/policy/id").asText();
        post(V3 + "/vaults/" + vault + "/associatepolicy", "{'policy_id': '" + policy + "'}");
        get(V3 + "/policies");
        get(V3 + "/policies/" + policy);
        put(V3 + "/policies/" + policy, "{'policy': {'name': 'nightly-2'}}");
        post(V3 + "/vaults/" + vault + "/dissociatepolicy", "{'policy_id': '" + policy + "'}");
        delete(V3 + "/policies/" + policy);
        post(V3 + "/vaults/order", """
            {'vault': {'name': 'bought', 'billing': {'consistent_level': 'crash_consistent', 'object_type': 'disk',
            'protect_type': 'backup', 'size': 100, 'charging_mode': 'pre_paid', 'period_type': 'month',
            'period_num': 1, 'is_auto_pay': true}, 'resources': []}}\
            """);
    }

    private void backUp() {
        String checkpoint = post(V3 + "/checkpoints", """
            {'checkpoint': {'vault_id': '%s', 'parameters': {'name': 'by-hand', 'description': 'first',
            'incremental': true, 'resources': ['%s']}}}\
            """.formatted(vault, server.id()))
                .at("/checkpoint/id")
                .asText();
        get(V3 + "/checkpoints/" + checkpoint);
        get(V3 + "/vaults/" + vault);
        get(V3 + "/backups?vault_id=" + vault);
        get(V3 + "/operation-logs?vault_id=" + vault);
        pass(20);
        get(V3 + "/checkpoints/" + checkpoint);
        backup = get(V3 + "/backups?checkpoint_id=" + checkpoint)
                .at("/backups/0/id")
                .asText();
        get(V3 + "/backups/" + backup);
        put(V3 + "/backups/" + backup, "{'backup': {'name': 'renamed'}}");
        String log = get(V3 + "/operation-logs?operation_type=backup")
                .at("/operation_logs/0/id")
                .asText();
        get(V3 + "/operation-logs/" + log);
        get(V3 + "/backups/" + backup + "/metadata");
        get(V3 + "/storage_usage");
        get(V3 + "/replication-capabilities");
    }

    private void restore() {
        StringBuilder mappings = new StringBuilder();
        for (JsonNode child : get(V3 + "/backups/" + backup).at("/backup/children")) {
            mappings.append(mappings.isEmpty() ? "" : ", ")
                    .append("{'backup_id': '%s', 'volume_id': '%s'}"
                            .formatted(
                                    child.path("id").asText(),
                                    child.path("resource_id").asText()));
        }
        post(V3 + "/backups/" + backup + "/restore", """
            {'restore': {'server_id': '%s', 'power_on': true, 'mappings': [%s]}}\
            """.formatted(server.id(), mappings));
        get(V3 + "/operation-logs?operation_type=restore");
        get(V2 + "/cloudvolumes/" + root.id());
        pass(20);
        get(V3 + "/operation-logs?operation_type=restore");
    }

    private void share() {
        post(V3 + "/backups/" + backup + "/members", "{'members': ['project-2']}");
        get(V3 + "/backups/" + backup + "/members");
        get(V3 + "/backups/" + backup + "/members/project-2");
        delete(V3 + "/backups/" + backup + "/members/project-2");
    }

    private void remove() {
        delete(V3 + "/backups/" + backup);
        pass(2);
        post(V3 + "/vaults/" + vault + "/removeresources", "{'resource_ids': ['" + server.id() + "']}");
        pass(2);
        post(V3 + "/vaults/" + vault + "/addresources", """
            {'resources': [{'id': '%s', 'type': 'OS::Nova::Server', 'extra_info': {'exclude_volumes': ['%s']}}]}\
            """.formatted(server.id(), extra.id()));
        put(
                V3 + "/vaults/" + vault + "/set-resources",
                "{'resource_ids': ['" + server.id() + "'], 'action': 'suspend'}");
        pass(1);
        delete(V3 + "/vaults/" + vault);
    }

    // ---- EVS

    private void snapshots() {
        String snapshot = post(V2 + "/cloudsnapshots", """
            {'snapshot': {'volume_id': '%s', 'name': 'snap', 'description': 'daily', 'metadata': {'a': 'b'}}}\
            """.formatted(data.id()))
                .at("/snapshot/id")
                .asText();
        get(V2 + "/cloudsnapshots/" + snapshot);
        pass(1);
        get(V2 + "/cloudsnapshots/detail?volume_id=" + data.id());
        put(V2 + "/cloudsnapshots/" + snapshot, "{'snapshot': {'name': 'snap-2'}}");
        post(V2 + "/cloudsnapshots/" + snapshot + "/rollback", "{'rollback': {'volume_id': '" + data.id() + "'}}");
        get(V2 + "/cloudvolumes/" + data.id());
        pass(3);
        JsonNode made = post("/v2.1/project-1/cloudvolumes", """
            {'volume': {'availability_zone': 'zone-1', 'volume_type': 'SSD', 'size': 20, 'name': 'from-snapshot',
            'snapshot_id': '%s'}}\
            """.formatted(snapshot));
        get(V1 + "/jobs/" + made.path("job_id").asText());
        pass(3);
        get(V1 + "/jobs/" + made.path("job_id").asText());
        delete(V2 + "/cloudsnapshots/" + snapshot);
        pass(1);
    }

    private void disks() {
        JsonNode made = post("/v2.1/project-1/cloudvolumes", """
            {'volume': {'availability_zone': 'zone-1', 'volume_type': 'SSD', 'size': 20, 'name': 'empty',
            'description': 'new', 'metadata': {'k': 'v'}, 'tags': {'team': 'blue'}}}\
            """);
        pass(1);
        String disk = made.at("/volume_ids/0").asText();
        get(V2 + "/cloudvolumes/" + disk);
        get(V2 + "/cloudvolumes/detail?limit=2");
        put(V2 + "/cloudvolumes/" + disk, "{'volume': {'name': 'renamed', 'description': 'still new'}}");
        post("/v2.1/project-1/cloudvolumes/" + disk + "/action", "{'os-extend': {'new_size': 30}}");
        pass(1);
        get(V2 + "/cloudvolumes/" + disk + "/tags");
        post(V2 + "/cloudvolumes/" + disk + "/tags/action", """
            {'action': 'create', 'tags': [{'key': 'stage', 'value': 'test'}]}\
            """);
        get(V2 + "/cloudvolumes/tags");
        post(V2 + "/cloudvolumes/resource_instances/action", "{'action': 'filter', 'tags': []}");
        get(V2 + "/os-quota-sets/project-1?usage=True");
        get(V2 + "/os-availability-zone");
        get(V2 + "/types");
        JsonNode job = delete(V2 + "/cloudvolumes/" + disk);
        pass(1);
        get(V1 + "/jobs/" + job.path("job_id").asText());
    }

    // ---- IMS

    private void images() {
        String job = post("/v2/cloudimages/action", """
            {'name': 'system', 'description': 'of web', 'instance_id': '%s',
            'image_tags': [{'key': 'team', 'value': 'blue'}]}\
            """.formatted(server.id()))
                .path("job_id")
                .asText();
        get(V1 + "/jobs/" + job);
        get("/v2/cloudimages?name=system");
        pass(20);
        String image = get(V1 + "/jobs/" + job).at("/entities/image_id").asText();
        get("/v1/cloudimages/job/" + job);
        get("/v2/cloudimages?id=" + image);
        get("/v2/images/" + image);
        get("/v2/images?limit=1");
        patch("/v2/cloudimages/" + image, "[{'op': 'replace', 'path': '/name', 'value': 'system-2'}]");
        get(V2 + "/images/" + image + "/tags");
        get("/v1/cloudimages/tags");
        get("/v1/cloudimages/quota");
        get("/v1/cloudimages/os_version");
        get("/v2/schemas/image");
        get("/v2/schemas/images");
        post("/v1/cloudimages/" + image + "/copy", "{'name': 'copy'}");
        post("/v1/cloudimages/" + image + "/file", "{'bucket_url': 'bucket:image.zvhd2', 'file_format': 'zvhd2'}");
        post("/v1/cloudimages/members", "{'images': ['" + image + "'], 'projects': ['project-2']}");
        pass(40);
        get("/v2/images/" + image + "/members");
        String ofDisk = post("/v2/cloudimages/action", """
            {'data_images': [{'name': 'data-image', 'volume_id': '%s'}]}\
            """.formatted(data.id()))
                .path("job_id")
                .asText();
        pass(20);
        get(V1 + "/jobs/" + ofDisk);
        whole();
        accepted(client.send("DELETE", "/v2/images/" + image, "{'delete_backup': false}"));
        pass(1);
    }

    private void whole() {
        String job = post("/v1/cloudimages/wholeimages/action", """
            {'name': 'whole', 'instance_id': '%s', 'vault_id': '%s'}\
            """.formatted(server.id(), vault))
                .path("job_id")
                .asText();
        pass(40);
        String image = get(V1 + "/jobs/" + job).at("/entities/image_id").asText();
        get("/v2/cloudimages?id=" + image);
        String kept =
                get("/v2/cloudimages?id=" + image).at("/images/0/__backup_id").asText();
        get(V3 + "/backups/" + kept);
        create(image);
        accepted(client.send("DELETE", "/v2/images/" + image, "{'delete_backup': true}"));
        pass(1);
    }

    // ---- ECS

    private void create(String image) {
        String job = post("/v1.1/project-1/cloudservers", """
            {'server': {'name': 'new', 'imageRef': '%s', 'flavorRef': 's6.large.2', 'vpcid': 'vpc-1', 'nics':
            [{'subnet_id': 'subnet-1'}], 'root_volume': {'volumetype': 'SSD'}}}\
            """.formatted(image))
                .path("job_id")
                .asText();
        pass(10);
        get(V1 + "/jobs/" + job);
    }

    private void servers() {
        get(V1 + "/cloudservers/" + server.id());
        get(V1 + "/cloudservers/detail?limit=10&offset=1");
        get("/v1.1/project-1/cloudservers/detail?limit=10");
        get(V1 + "/cloudservers/" + server.id() + "/block_device");
        get(V1 + "/cloudservers/" + server.id() + "/block_device/" + root.id());
        get(V1 + "/cloudservers/" + server.id() + "/os-volume_attachments");
        get(V1 + "/cloudservers/" + server.id() + "/tags");
        get(V1 + "/availability-zones");
        get("/v2.1/project-1/os-availability-zone");
        get("/v2.1/project-1/servers");
        get("/v2.1/project-1/servers/detail");
        get("/v2.1/project-1/servers/" + server.id());
        String job = post(V1 + "/cloudservers/action", """
            {'os-stop': {'type': 'SOFT', 'servers': [{'id': '%s'}]}}\
            """.formatted(server.id()))
                .path("job_id")
                .asText();
        get(V1 + "/jobs/" + job);
        pass(1);
        get(V1 + "/jobs/" + job);
        post(
                V1 + "/cloudservers/" + server.id() + "/attachvolume",
                "{'volumeAttachment': {'volumeId': '" + data.id() + "'}}");
        get(V2 + "/cloudvolumes/" + data.id());
        pass(1);
        get(V2 + "/cloudvolumes/" + data.id());
        delete(V1 + "/cloudservers/" + server.id() + "/detachvolume/" + data.id());
        pass(1);
    }

    // ---- calls that are not refused

    private JsonNode get(String path) {
        return accepted(client.get(path));
    }

    private JsonNode post(String path, String json) {
        return accepted(client.post(path, json));
    }

    private JsonNode put(String path, String json) {
        return accepted(client.put(path, json));
    }

    private JsonNode patch(String path, String json) {
        return accepted(client.send("PATCH", path, json));
    }

    private JsonNode delete(String path) {
        return accepted(client.delete(path));
    }

    private JsonNode accepted(WireClient.Reply reply) {
        if (reply.status() >= 300) {
            refusals.add(reply);
        }
        return reply.body();
    }

    private void pass(int minutes) {
        post("/emulator/advance", String.format(Locale.ROOT, "{'seconds': %d}", 60 * minutes));
    }
}
