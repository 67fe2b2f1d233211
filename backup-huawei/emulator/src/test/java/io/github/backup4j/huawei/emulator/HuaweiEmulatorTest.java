package io.github.backup4j.huawei.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.Resource;
import io.github.backup4j.Site;
import io.github.backup4j.testkit.InMemoryCloud;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The emulator as a test starts it: what its builder settles, and what a seed fixes. */
class HuaweiEmulatorTest {
    private static final String DISK = "0a1b2c3d-0000-4000-8000-000000000001";
    private static final String ROOT = "0a1b2c3d-0000-4000-8000-000000000002";
    private static final String SERVER = "0a1b2c3d-0000-4000-8000-000000000003";
    private static final String IMAGE = "0a1b2c3d-0000-4000-8000-000000000004";

    private static final String SEED = """
        {"disks": [{"id": "%s", "name": "data", "size": 40, "text": "hello"}, {"name": "other", "size": 10}],
         "servers": [{"id": "%s", "name": "web", "disks": [{"id": "%s", "name": "root", "size": 40}]}],
         "images": [{"id": "%s", "name": "Debian 12", "platform": "Debian", "os_version": "Debian 12", "size": 10}]}
        """.formatted(DISK, SERVER, ROOT, IMAGE);

    @Test
    void start_withNothingSet_isAnEmptyWorldWhoseClockStands() throws IOException {
        try (HuaweiEmulator emulator = HuaweiEmulator.start()) {
            WireClient client = new WireClient(emulator);
            Instant before = emulator.cloud().time().now();

            assertThat(client.get("/v2/" + emulator.site().project() + "/cloudvolumes/detail")
                            .text("/count"))
                    .isEqualTo("0");
            assertThat(emulator.cloud().time().now()).isEqualTo(before);
            assertThat(emulator.requests()).isEqualTo(1);
        }
    }

    @Test
    void site_thatIsSet_isTheOneOfTheWorld() throws IOException {
        try (HuaweiEmulator emulator =
                HuaweiEmulator.builder().site(new Site("eu-1", "mine")).start()) {
            assertThat(emulator.site()).isEqualTo(new Site("eu-1", "mine"));
            assertThat(new WireClient(emulator).get("/v3/projects?name=eu-1").text("/projects/0/id"))
                    .isEqualTo("mine");
        }
    }

    @Test
    void seed_withIds_fixesDisksServersAndImages() throws IOException {
        try (HuaweiEmulator emulator = HuaweiEmulator.builder().seed(SEED).start()) {
            WireClient client = new WireClient(emulator);
            String project = emulator.site().project();

            assertThat(client.get("/v2/" + project + "/cloudvolumes/" + DISK).text("/volume/name"))
                    .isEqualTo("data");
            assertThat(client.get("/v1/" + project + "/cloudservers/" + SERVER).text("/server/name"))
                    .isEqualTo("web");
            assertThat(client.get("/v2/cloudimages?id=" + IMAGE).text("/images/0/name"))
                    .isEqualTo("Debian 12");
            assertThat(emulator.cloud().disksOf(Resource.server(SERVER))).containsExactly(Resource.disk(ROOT));
            assertThat(emulator.cloud().readText(Resource.disk(DISK))).isEqualTo("hello");
        }
    }

    @Test
    void seed_withoutIds_givesTheSameInEachRun() throws IOException {
        String seed = SEED.replaceAll("\"id\": \"[^\"]*\", ", "");
        String first;
        try (HuaweiEmulator emulator = HuaweiEmulator.start()) {
            first = emulator.seed(seed);
        }
        try (HuaweiEmulator emulator = HuaweiEmulator.start()) {
            assertThat(emulator.seed(seed)).isEqualTo(first).doesNotContain(DISK);
        }
    }

    @Test
    void seed_twice_isRefusedAndAddsNothing() throws IOException {
        try (HuaweiEmulator emulator = HuaweiEmulator.builder().seed(SEED).start()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> emulator.seed("{\"disks\": [{\"name\": \"new\"}], \"images\": [{\"id\": \""
                            + IMAGE + "\", \"name\": \"again\"}]}"))
                    .withMessageContaining(IMAGE)
                    .withMessageContaining("already");
            assertThat(emulator.cloud().disks()).hasSize(3);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{",
                "{\"disks\": {}}",
                "{\"disks\": [1]}",
                "{\"disks\": [{\"id\": \"disk-1\"}]}",
                "{\"disks\": [{\"id\": 1}]}",
                "{\"servers\": [{\"name\": \"web\", \"disks\": 1}]}",
                "{\"disks\": [{\"id\": \"0a1b2c3d-0000-4000-8000-000000000001\"}, {\"id\":"
                        + " \"0a1b2c3d-0000-4000-8000-000000000001\"}]}"
            })
    void seed_thatIsNone_isRefusedBeforeAnythingStarts(String seed) {
        HuaweiEmulator.Builder builder = HuaweiEmulator.builder().seed(seed);

        assertThatIllegalArgumentException().isThrownBy(builder::start);
    }

    @Test
    void cloud_besideASite_isRefused() {
        InMemoryCloud cloud = InMemoryCloud.create();
        Site site = new Site("eu-1", "mine");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> HuaweiEmulator.builder().cloud(cloud).site(site))
                .withMessageContaining("eu-1/mine");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HuaweiEmulator.builder().site(site).cloud(cloud))
                .withMessageContaining("eu-1/mine");
    }

    @Test
    void clock_thatIsSettledTwice_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        HuaweiEmulator.builder().perLook(Duration.ofSeconds(1)).speed(60))
                .withMessageContaining("speed is 60");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HuaweiEmulator.builder().perLook(Duration.ofSeconds(-1)))
                .withMessageContaining("PT-1S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HuaweiEmulator.builder().speed(-1))
                .withMessageContaining("-1");
    }

    @Test
    void advance_byDays_movesTheClockOfTheCloud() throws IOException {
        try (HuaweiEmulator emulator = HuaweiEmulator.start()) {
            Instant before = emulator.cloud().time().now();

            emulator.advance(Duration.ofDays(45));

            assertThat(emulator.cloud().time().now()).isEqualTo(before.plus(Duration.ofDays(45)));
        }
    }

    @Test
    void port_thatIsTakenOrNone_isRefused() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            HuaweiEmulator.Builder builder = HuaweiEmulator.builder().port(taken.getLocalPort());
            assertThatThrownBy(builder::start).isInstanceOf(IOException.class);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HuaweiEmulator.builder().port(65_536))
                .withMessageContaining("65536");
    }
}
