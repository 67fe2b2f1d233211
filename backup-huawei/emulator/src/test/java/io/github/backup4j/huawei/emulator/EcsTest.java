package io.github.backup4j.huawei.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Image;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.Resource;
import io.github.backup4j.Site;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.ServerSetup;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EcsTest {
    private static final Duration LONG = Duration.ofDays(1);

    private final InMemoryCloud cloud = InMemoryCloud.builder()
            .withUuids()
            .site(new Site("cn-north-4", "project-1"))
            .build();
    private final Resource.Disk root = cloud.addDisk("root", DataSize.gib(40));
    private final Resource.Disk data = cloud.addDisk("data", DataSize.gib(10));
    private final Resource.Server server = cloud.addServer(ServerSetup.of("web", root, data));

    private HuaweiEmulator emulator;
    private WireClient client;

    @BeforeEach
    void start() throws IOException {
        emulator = HuaweiEmulator.start(cloud, Form.RECORDED);
        client = new WireClient(emulator);
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    // ---- looking

    @Test
    void show_knownServer_tellsItWithItsDisks() {
        WireClient.Reply reply = client.get("/v1/project-1/cloudservers/" + server.id());

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text("/server/status")).isEqualTo("ACTIVE");
        assertThat(reply.text("/server/OS-EXT-STS:vm_state")).isEqualTo("active");
        JsonNode volumes = reply.body().at("/server/os-extended-volumes:volumes_attached");
        assertThat(volumes).hasSize(2);
        assertThat(volumes.path(0)).isEqualTo(json("""
            {'device': '/dev/vda', 'bootIndex': '0', 'id': '%s', 'delete_on_termination': 'true'}\
            """.formatted(root.id())));
    }

    @Test
    void show_unknownServer_answers404() {
        WireClient.Reply reply = client.get("/v1/project-1/cloudservers/nowhere");

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.body()).isEqualTo(json("""
            {'error': {'message': 'Instance[nowhere] could not be found.', 'code': 'Ecs.0114'}}\
            """));
    }

    @Test
    void list_byPageNumber_endsWithAnEmptyPage() {
        cloud.addServer("second", cloud.addDisk("d2", DataSize.gib(40)));
        cloud.addServer("third", cloud.addDisk("d3", DataSize.gib(40)));

        assertThat(names("?limit=2")).containsExactly("third", "second");
        assertThat(names("?limit=2&offset=0")).containsExactly("third", "second");
        assertThat(names("?limit=2&offset=1")).containsExactly("third", "second");
        assertThat(names("?limit=2&offset=2")).containsExactly("web");
        assertThat(names("?limit=2&offset=3")).isEmpty();
        assertThat(client.get("/v1/project-1/cloudservers/detail?limit=2").text("/count"))
                .isEqualTo("3");
    }

    @Test
    void list_withFilters_really_filters() {
        cloud.addServer("second", cloud.addDisk("d2", DataSize.gib(40)));
        cloud.stop(server);

        assertThat(names("?name=eco")).containsExactly("second");
        assertThat(names("?status=SHUTOFF")).containsExactly("web");
        assertThat(names("?server_id=" + server.id())).containsExactly("web");
        assertThat(names("?cloud_type=public&enterprise_project_id=all_granted_eps"))
                .hasSize(2);
    }

    @Test
    void list_ofNova_goesOnByMarker() {
        cloud.addServer("second", cloud.addDisk("d2", DataSize.gib(40)));

        WireClient.Reply first = client.get("/v2.1/project-1/servers/detail?limit=1");
        WireClient.Reply second =
                client.get("/v2.1/project-1/servers/detail?limit=1&marker=" + first.text("/servers/0/id"));
        WireClient.Reply third = client.get("/v2.1/project-1/servers?marker=" + second.text("/servers/0/id"));

        assertThat(first.text("/servers/0/name")).isEqualTo("second");
        assertThat(first.text("/servers_links/0/href")).endsWith("?limit=1&marker=" + first.text("/servers/0/id"));
        assertThat(second.text("/servers/0/name")).isEqualTo("web");
        assertThat(second.body().has("servers_links")).isFalse();
        assertThat(third.body().path("servers")).isEmpty();
    }

    @Test
    void show_ofNovaAndUnknown_answersWithANumberAsCode() {
        WireClient.Reply reply = client.get("/v2.1/project-1/servers/nowhere");

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.body()).isEqualTo(json("""
            {'itemNotFound': {'message': 'Instance nowhere could not be found.', 'code': 404}}\
            """));
    }

    @Test
    void zones_always_areThoseOfTheRegionAndOfThings() {
        WireClient.Reply reply = client.get("/v2.1/project-1/os-availability-zone");

        assertThat(reply.body().path("availabilityZoneInfo"))
                .extracting(zone -> zone.path("zoneName").asText())
                .containsExactly("cn-north-4a", "cn-north-4b", "cn-north-4c", "zone-1", "zone-2", "zone-3");
    }

    @Test
    void limits_always_haveTheServersThatAreThere() {
        WireClient.Reply reply = client.get("/v1/project-1/cloudservers/limits");

        assertThat(reply.body().at("/absolute/totalInstancesUsed").asInt()).isEqualTo(1);
        assertThat(reply.body().at("/absolute/maxTotalInstances").asInt()).isGreaterThan(1);
    }

    // ---- starting and stopping

    @Test
    void stop_running_isDoneWhenTheJobIs() {
        WireClient.Reply reply = client.post("/v1/project-1/cloudservers/action", """
            {'os-stop': {'type': 'SOFT', 'servers': [{'id': '%s'}]}}\
            """.formatted(server.id()));
        String job = reply.text("/job_id");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(job(job).text("/status")).isEqualTo("INIT");
        assertThat(show().text("/server/status")).isEqualTo("ACTIVE");
        assertThat(show().text("/server/OS-EXT-STS:task_state")).isEqualTo("powering-off");

        cloud.time().advance(Duration.ofSeconds(5));
        assertThat(job(job).text("/status")).isEqualTo("RUNNING");

        cloud.time().advance(Duration.ofSeconds(5));
        assertThat(job(job).text("/status")).isEqualTo("SUCCESS");
        assertThat(job(job).text("/entities/sub_jobs/0/entities/server_id")).isEqualTo(server.id());
        assertThat(show().text("/server/status")).isEqualTo("SHUTOFF");
        assertThat(show().body().at("/server/OS-EXT-STS:task_state").isNull()).isTrue();
    }

    @Test
    void start_whileStopping_isRefused() {
        String body = "{'os-stop': {'servers': [{'id': '" + server.id() + "'}]}}";
        client.post("/v1/project-1/cloudservers/action", body);

        WireClient.Reply reply = client.post("/v1/project-1/cloudservers/action", body.replace("stop", "start"));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("Ecs.0100");
    }

    @Test
    void delete_withDisks_takesThemAlong() {
        WireClient.Reply reply = client.post("/v1/project-1/cloudservers/delete", """
            {'servers': [{'id': '%s'}], 'delete_volume': true}\
            """.formatted(server.id()));
        cloud.time().advance(Duration.ofMinutes(1));

        assertThat(job(reply.text("/job_id")).text("/status")).isEqualTo("SUCCESS");
        assertThat(show().status()).isEqualTo(404);
        assertThat(cloud.disks()).isEmpty();
    }

    // ---- disks

    @Test
    void detachAndAttach_data_comesBackWithItsName() {
        String detach = client.delete("/v1/project-1/cloudservers/" + server.id() + "/detachvolume/" + data.id())
                .text("/job_id");
        assertThat(volumeStatus()).isEqualTo("detaching");
        cloud.time().advance(Duration.ofSeconds(5));
        assertThat(job(detach).text("/status")).isEqualTo("SUCCESS");
        assertThat(volumeStatus()).isEqualTo("available");

        WireClient.Reply attach = attach("'device': '/dev/sdc', ");
        assertThat(attach.status()).isEqualTo(200);
        assertThat(volumeStatus()).isEqualTo("attaching");
        cloud.time().advance(Duration.ofSeconds(5));
        assertThat(volumeStatus()).isEqualTo("in-use");
        WireClient.Reply devices = client.get("/v1/project-1/cloudservers/" + server.id() + "/block_device");
        assertThat(devices.body().path("volumeAttachments"))
                .extracting(device -> device.path("device").asText())
                .containsExactly("/dev/vda", "/dev/sdc");
        assertThat(devices.body().at("/volumeAttachments/1/size").isInt()).isTrue();
    }

    @Test
    void detach_systemDiskOfRunning_isRefused() {
        WireClient.Reply reply =
                client.delete("/v1/project-1/cloudservers/" + server.id() + "/detachvolume/" + root.id());

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("Ecs.0100");
    }

    @Test
    void detach_notAttached_isRefused() {
        assertThat(client.delete("/v1/project-1/cloudservers/" + server.id() + "/detachvolume/other")
                        .code())
                .isEqualTo("Ecs.0111");
    }

    @Test
    void attach_inUse_isRefused() {
        WireClient.Reply reply = attach("");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("Ecs.0103");
    }

    // ---- creating

    @Test
    void create_fromWholeImage_bringsAllDisksBack() {
        cloud.write(root, "system");
        cloud.write(data, "orders");
        Image image = wholeImage();

        WireClient.Reply reply = create(image, "'description': 'mine', ", "");
        String id = reply.text("/serverIds/0");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(client.get("/v1/project-1/cloudservers/" + id).text("/server/status"))
                .isEqualTo("BUILD");
        assertThat(job(reply.text("/job_id")).text("/status")).isEqualTo("INIT");
        cloud.time().advance(Duration.ofMinutes(5));

        WireClient.Reply made = client.get("/v1/project-1/cloudservers/" + id);
        assertThat(job(reply.text("/job_id")).text("/status")).isEqualTo("SUCCESS");
        assertThat(made.text("/server/status")).isEqualTo("ACTIVE");
        assertThat(made.text("/server/description")).isEqualTo("mine");
        assertThat(made.text("/server/image/id")).isEqualTo(image.id().value());
        assertThat(made.text("/server/flavor/vcpus")).isEqualTo("4");
        assertThat(made.body().at("/server/tags")).containsExactly(Json.MAPPER.valueToTree("team=blue"));
        assertThat(cloud.disksOf(Resource.server(id)))
                .extracting(cloud::readText)
                .containsExactly("system", "orders");
    }

    @Test
    void create_withDataVolumes_addsThem() {
        Image image = systemImage();

        String id = create(image, "'data_volumes': [{'volumetype': 'SAS', 'size': 100}], ", "")
                .text("/serverIds/0");

        WireClient.Reply devices = client.get("/v1/project-1/cloudservers/" + id + "/block_device");
        assertThat(devices.body().path("volumeAttachments"))
                .extracting(device -> device.path("size").asInt())
                .containsExactly(50, 100);
    }

    @Test
    void create_withTheSameClientToken_createsOnce() {
        Image image = systemImage();

        WireClient.Reply first = create(image, "", "", "X-Client-Token", "t-1");
        WireClient.Reply second = create(image, "", "", "X-Client-Token", "t-1");
        WireClient.Reply third = create(image, "", "", "X-Client-Token", "t-2");

        assertThat(second.body()).isEqualTo(first.body());
        assertThat(third.text("/serverIds/0")).isNotEqualTo(first.text("/serverIds/0"));
        assertThat(cloud.servers()).hasSize(3);
    }

    @Test
    void create_severalAtOnce_numbersThem() {
        WireClient.Reply reply = create(systemImage(), "'count': 2, ", "");

        assertThat(reply.body().path("serverIds")).hasSize(2);
        assertThat(names("?name=new-")).containsExactly("new-0002", "new-0001");
        assertThat(job(reply.text("/job_id")).text("/entities/sub_jobs_total")).isEqualTo("2");
    }

    @Test
    void create_dryRun_createsNothing() {
        WireClient.Reply reply = create(systemImage(), "", ", 'dry_run': true");

        assertThat(reply.status()).isEqualTo(202);
        assertThat(cloud.servers()).hasSize(1);
    }

    @Test
    void create_incomplete_isRefused() {
        WireClient.Reply reply = client.post("/v1.1/project-1/cloudservers", "{'server': {'name': 'x'}}");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("Ecs.0005");
    }

    @Test
    void create_fromUnknownImage_isRefused() {
        WireClient.Reply reply = client.post("/v1.1/project-1/cloudservers", """
            {'server': {'name': 'x', 'imageRef': 'none', 'flavorRef': 'f', 'vpcid': 'v', 'nics': [{'subnet_id': 's'}],
            'root_volume': {'volumetype': 'SSD'}}}\
            """);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("Ecs.0007");
    }

    @Test
    void create_prepaidAndUnpaid_waitsForThePayment() {
        WireClient.Reply reply = create(
                systemImage(),
                "'extendparam': {'chargingMode': 'prePaid', 'periodType': 'month', 'periodNum': 1}, ",
                "");
        String order = reply.text("/order_id");

        assertThat(reply.body().has("job_id")).isFalse();
        assertThat(orderStatus(order)).isEqualTo(6);
        assertThat(resources(order).text("/total_count")).isEqualTo("0");

        assertThat(client.post("/v3/orders/customer-orders/pay", "{'order_id': '" + order + "'}")
                        .status())
                .isEqualTo(204);
        assertThat(orderStatus(order)).isEqualTo(3);
        cloud.time().advance(Duration.ofMinutes(5));
        assertThat(orderStatus(order)).isEqualTo(5);

        WireClient.Reply bought = resources(order);
        String id = bought.text("/data/0/resource_id");
        assertThat(client.get("/v1/project-1/cloudservers/" + id).text("/server/metadata/charging_mode"))
                .isEqualTo("1");

        WireClient.Reply back = client.post(
                "/v2/orders/subscriptions/resources/unsubscribe",
                "{'resource_ids': ['" + id + "'], 'unsubscribe_type': 1}");
        assertThat(back.status()).isEqualTo(200);
        assertThat(client.get("/v1/project-1/cloudservers/" + id).status()).isEqualTo(404);
        assertThat(resources(order).text("/total_count")).isEqualTo("0");
    }

    // ---- helpers

    private WireClient.Reply create(Image image, String more, String outside, String... headers) {
        return client.post("/v1.1/project-1/cloudservers", """
            {'server': {'name': 'new', 'imageRef': '%s', 'flavorRef': 's6.xlarge.2', 'vpcid': 'vpc-1',
            'nics': [{'subnet_id': 'subnet-1'}], 'root_volume': {'volumetype': 'SSD', 'size': 50}, %s
            'server_tags': [{'key': 'team', 'value': 'blue'}]}%s}\
            """.formatted(image.id(), more, outside), headers);
    }

    private WireClient.Reply attach(String device) {
        return client.post(
                "/v1/project-1/cloudservers/" + server.id() + "/attachvolume",
                "{'volumeAttachment': {" + device + "'volumeId': '" + data.id() + "'}}");
    }

    private Image wholeImage() {
        CloudBackup backup = cloud.backup();
        Vault vault = backup.vaults().create(VaultSpec.forServers("images", DataSize.gib(200)));
        return backup.images()
                .build(ImageSpec.of("whole", ImageSource.wholeServer(server, vault.id())))
                .await(LONG);
    }

    private Image systemImage() {
        return cloud.backup()
                .images()
                .build(ImageSpec.of("system", ImageSource.systemDiskOf(server)))
                .await(LONG);
    }

    private WireClient.Reply show() {
        return client.get("/v1/project-1/cloudservers/" + server.id());
    }

    private WireClient.Reply job(String id) {
        return client.get("/v1/project-1/jobs/" + id);
    }

    private String volumeStatus() {
        return client.get("/v2/project-1/cloudvolumes/" + data.id()).text("/volume/status");
    }

    private int orderStatus(String order) {
        return client.get("/v2/orders/customer-orders/details/" + order)
                .body()
                .at("/order_info/status")
                .asInt();
    }

    private WireClient.Reply resources(String order) {
        return client.post(
                "/v2/orders/suscriptions/resources/query", "{'order_id': '" + order + "', 'only_main_resource': 1}");
    }

    private List<String> names(String query) {
        List<String> names = new ArrayList<>();
        client.get("/v1/project-1/cloudservers/detail" + query)
                .body()
                .path("servers")
                .forEach(found -> names.add(found.path("name").asText()));
        return names;
    }

    private static JsonNode json(String text) {
        try {
            return Json.MAPPER.readTree(text.replace('\'', '"'));
        } catch (IOException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
