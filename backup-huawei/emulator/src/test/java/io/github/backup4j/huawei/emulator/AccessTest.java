package io.github.backup4j.huawei.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.Site;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.VirtualTime;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What clients do before the first call of a service, and how the emulator is steered. */
class AccessTest {
    private final InMemoryCloud cloud = InMemoryCloud.builder()
            .withUuids()
            .site(new Site("cn-north-4", "project-1"))
            .build();

    @Test
    void request_withoutCredential_isRefused() throws Exception {
        try (HuaweiEmulator emulator = HuaweiEmulator.start(cloud, Form.RECORDED)) {
            HttpRequest bare = HttpRequest.newBuilder(emulator.address().resolve("/v1/p/cloudservers/detail"))
                    .build();

            HttpResponse<String> reply = HttpClient.newHttpClient().send(bare, HttpResponse.BodyHandlers.ofString());

            assertThat(reply.statusCode()).isEqualTo(401);
            assertThat(reply.body()).contains("APIG.0301");
        }
    }

    @Test
    void request_signed_isAnswered() throws Exception {
        try (HuaweiEmulator emulator = HuaweiEmulator.start(cloud, Form.RECORDED)) {
            HttpRequest signed = HttpRequest.newBuilder(emulator.address().resolve("/v1/p/cloudservers/detail"))
                    .header("X-Sdk-Date", "20260101T000000Z")
                    .header("Authorization", "SDK-HMAC-SHA256 Access=AK, SignedHeaders=x-sdk-date, Signature=00ff")
                    .build();

            HttpResponse<String> reply = HttpClient.newHttpClient().send(signed, HttpResponse.BodyHandlers.ofString());

            assertThat(reply.statusCode()).isEqualTo(200);
        }
    }

    /** A page that somebody has open in a browser on this machine reaches 127.0.0.1, too. */
    @Test
    void control_fromAPageOfABrowser_isRefused() throws Exception {
        try (HuaweiEmulator emulator = HuaweiEmulator.start(cloud, Form.RECORDED)) {
            Instant before = cloud.time().now();
            HttpRequest request = HttpRequest.newBuilder(emulator.address().resolve("/emulator/advance"))
                    .header("Origin", "https://example.com")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"seconds\": 600}"))
                    .build();

            HttpResponse<String> reply = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());

            assertThat(reply.statusCode()).isEqualTo(403);
            assertThat(cloud.time().now()).isEqualTo(before);
        }
    }

    @Test
    void request_bodyOfMoreThan16MiB_isRefused() throws Exception {
        try (HuaweiEmulator emulator = HuaweiEmulator.start(cloud, Form.RECORDED)) {
            HttpRequest request = HttpRequest.newBuilder(emulator.address().resolve("/emulator/seed"))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[(16 << 20) + 1]))
                    .build();

            HttpResponse<String> reply = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());

            assertThat(reply.statusCode()).isEqualTo(413);
        }
    }

    @Test
    void control_idThatCannotBe_isRefusedWithTheReason() throws IOException {
        try (HuaweiEmulator emulator = HuaweiEmulator.start(cloud, Form.RECORDED)) {
            WireClient client = new WireClient(emulator);
            for (String path : List.of("/emulator/disks/a%20b", "/emulator/world?project=a%20b")) {
                WireClient.Reply reply = client.get(path);

                assertThat(reply.status()).as(path).isEqualTo(400);
                assertThat(reply.code()).isEqualTo("EMULATOR.0400");
            }
        }
    }

    @Test
    void speed_fasterThanAClockCanBe_isRefused() {
        assertThatThrownBy(() -> HuaweiEmulator.builder().speed(1_000_001))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1000001");
    }

    @Test
    void unknownPath_isAnsweredByTheGateway() throws IOException {
        try (HuaweiEmulator emulator = HuaweiEmulator.start(cloud, Form.RECORDED)) {
            WireClient.Reply reply = new WireClient(emulator).get("/v9/none");

            assertThat(reply.status()).isEqualTo(404);
            assertThat(reply.code()).isEqualTo("APIG.0101");
            assertThat(reply.headers().firstValue("X-Request-Id")).isPresent();
        }
    }

    /** An id that a client forgot is no vault without a name. */
    @Test
    void pathThatEndsInASlash_isAnsweredByTheGateway() throws IOException {
        try (HuaweiEmulator emulator = HuaweiEmulator.start(cloud, Form.RECORDED)) {
            assertThat(new WireClient(emulator).get("/v3/project-1/vaults/").code())
                    .isEqualTo("APIG.0101");
        }
    }

    @Test
    void projects_byNameOfTheRegion_areFound() throws IOException {
        try (HuaweiEmulator emulator = HuaweiEmulator.start(cloud, Form.RECORDED)) {
            WireClient client = new WireClient(emulator);

            assertThat(client.get("/v3/projects?name=cn-north-4").text("/projects/0/id"))
                    .isEqualTo("project-1");
            assertThat(client.get("/v3/projects?name=elsewhere").body().path("projects"))
                    .isEmpty();
            assertThat(client.get("/v3/projects/project-1").text("/project/name"))
                    .isEqualTo("cn-north-4");
            assertThat(client.get("/v3/auth/domains").body().path("domains")).hasSize(1);
        }
    }

    @Test
    void tokens_forAPassword_comeWithACatalogueOfThisServer() throws IOException {
        try (HuaweiEmulator emulator = HuaweiEmulator.start(cloud, Form.RECORDED)) {
            WireClient client = new WireClient(emulator);

            WireClient.Reply reply = client.post("/v3/auth/tokens", """
                {'auth': {'identity': {'methods': ['password'], 'password': {'user': {'name': 'me', 'password': 'p',
                'domain': {'name': 'd'}}}}, 'scope': {'project': {'name': 'cn-north-4'}}}}\
                """);

            assertThat(reply.status()).isEqualTo(201);
            assertThat(reply.headers().firstValue("X-Subject-Token")).isPresent();
            assertThat(reply.text("/token/project/id")).isEqualTo("project-1");
            assertThat(reply.body().at("/token/catalog"))
                    .filteredOn(service -> service.path("type").asText().equals("cbr"))
                    .extracting(service -> service.at("/endpoints/0/url").asText())
                    .containsExactly(emulator.address() + "/v3/project-1");
        }
    }

    @Test
    void tokens_withoutMethods_areRefused() throws IOException {
        try (HuaweiEmulator emulator = HuaweiEmulator.start(cloud, Form.RECORDED)) {
            assertThat(new WireClient(emulator)
                            .post("/v3/auth/tokens", "{'auth': {}}")
                            .status())
                    .isEqualTo(400);
        }
    }

    // ---- control

    @Test
    void seedAndAdvance_byControlCall_changeTheWorld() throws IOException {
        try (HuaweiEmulator emulator = HuaweiEmulator.start(cloud, Form.RECORDED)) {
            WireClient client = new WireClient(emulator);
            Instant before = cloud.time().now();

            WireClient.Reply seeded = client.post("/emulator/seed", """
                {'disks': [{'name': 'data', 'size': 10, 'text': 'v1', 'tags': {'a': 'b'}}],
                'servers': [{'name': 'web', 'flavor': 'c6.large.4', 'disks': [{'name': 'root', 'size': 40}]}]}\
                """);
            String disk = seeded.text("/disks/0/id");
            WireClient.Reply advanced = client.post("/emulator/advance", "{'seconds': 90}");

            assertThat(cloud.readText(Resource.disk(disk))).isEqualTo("v1");
            assertThat(client.get("/emulator/disks/" + disk).text("/text")).isEqualTo("v1");
            assertThat(advanced.text("/now")).isEqualTo(before.plusSeconds(90).toString());
            assertThat(client.get("/emulator/world").text("/world")).contains("\"web\" ACTIVE");
            assertThat(client.get("/v1/project-1/cloudservers/" + seeded.text("/servers/0/id"))
                            .text("/server/flavor/ram"))
                    .isEqualTo("8192");
        }
    }

    @Test
    void pace_perLook_movesAtEachGet() throws IOException {
        try (HuaweiEmulator emulator = HuaweiEmulator.builder()
                .cloud(cloud)
                .forAnyProject()
                .perLook(Duration.ofSeconds(5))
                .start()) {
            WireClient client = new WireClient(emulator);
            Instant before = cloud.time().now();

            client.get("/v1/any/cloudservers/detail");
            client.get("/v1/any/cloudservers/detail");
            client.get("/emulator/world");
            client.post("/v3/auth/tokens", "{}");

            assertThat(cloud.time().now()).isEqualTo(before.plusSeconds(10));
        }
    }

    @Test
    void pace_times_followsAnotherClock() {
        VirtualTime real = VirtualTime.create();
        Pace pace = Pace.times(600, real);

        real.advance(Duration.ofSeconds(2));

        assertThat(pace.beforeRequest(true)).isEqualTo(Duration.ofMinutes(20));
        assertThat(pace.beforeRequest(true)).isEqualTo(Duration.ZERO);
    }

    @Test
    void forAnyProject_anyProject_isTheSameWorld() throws IOException {
        cloud.addServer("web", cloud.addDisk("root", DataSize.gib(40)));
        try (HuaweiEmulator emulator =
                HuaweiEmulator.builder().cloud(cloud).forAnyProject().start()) {
            assertThat(new WireClient(emulator)
                            .get("/v1/whatever/cloudservers/detail")
                            .text("/count"))
                    .isEqualTo("1");
        }
    }

    @Test
    void address_always_isOnThisMachine() throws IOException {
        try (HuaweiEmulator emulator = HuaweiEmulator.start(cloud, Form.RECORDED)) {
            assertThat(emulator.address()).extracting(URI::getHost).isEqualTo("127.0.0.1");
        }
    }
}
