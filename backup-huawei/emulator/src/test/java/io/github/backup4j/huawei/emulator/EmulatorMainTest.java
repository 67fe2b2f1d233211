package io.github.backup4j.huawei.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The emulator as it is started by itself: its options, and what it prints. */
class EmulatorMainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @Test
    void help_tellsAllOptions() throws InterruptedException {
        assertThat(run(new ByteArrayInputStream(new byte[0]), "--help")).isZero();

        for (String option : List.of(
                "--port",
                "--region",
                "--project",
                "--speed",
                "--per-poll",
                "--documented",
                "--seed",
                "--stay",
                "/emulator/world",
                "/emulator/advance",
                "/emulator/seed",
                "/emulator/pay",
                "/emulator/disks/")) {
            assertThat(out.toString(StandardCharsets.UTF_8)).contains(option);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--prot 1", "--port", "--port x", "--port 65536", "--speed -1", "--per-poll 1.5", "x"})
    void wrongOption_isToldWithAllOptions(String args) throws InterruptedException {
        assertThat(run(new ByteArrayInputStream(new byte[0]), args.split(" ", -1)))
                .isEqualTo(2);

        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith(args.startsWith("--prot") || args.equals("x") ? "unknown option" : "--")
                .contains(EmulatorMain.USAGE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{'disk':[]}",
                "{'disks':[{'name':'d','sise':1}]}",
                "{'disks':[{'name':'d','size':0}]}",
                "{'servers':[{'name':'s'}]}"
            })
    void seed_thatCannotBe_isToldWithoutATrace(String seed) throws Exception {
        Path file = Files.writeString(folder.resolve("seed.json"), seed.replace('\'', '"'));

        assertThat(run(new ByteArrayInputStream(new byte[0]), "--seed", file.toString()))
                .isNotZero();
        assertThat(err.toString(StandardCharsets.UTF_8)).isNotBlank().doesNotContain("\tat ");
    }

    @Test
    void seed_thatIsMissing_isTold() throws InterruptedException {
        assertThat(run(new ByteArrayInputStream(new byte[0]), "--seed", "none.json"))
                .isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("file not found: none.json");
    }

    @Test
    void port_thatIsTaken_isTold() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(run(new ByteArrayInputStream(new byte[0]), "--port", String.valueOf(taken.getLocalPort())))
                    .isEqualTo(1);
        }
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("the emulator cannot start");
    }

    @Test
    void jvmThatPrefersIpv6_isReachedAtTheAddressThatItSays() throws Exception {
        Process emulator = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Djava.net.preferIPv6Addresses=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EmulatorMain.class.getName())
                .redirectErrorStream(true)
                .start();
        try (InputStream said = emulator.getInputStream()) {
            while (!out.toString(StandardCharsets.UTF_8).contains("project ")) {
                int next = said.read();
                assertThat(next).as("it ended: %s", out).isNotNegative();
                out.write(next);
            }

            assertThat(get(address() + "/emulator/world").path("now").asText()).isNotEmpty();

            emulator.getOutputStream().close();
            said.transferTo(out);
            assertThat(emulator.waitFor()).as("%s", out).isZero();
        } finally {
            emulator.destroyForcibly();
        }
    }

    @Test
    void seeded_inTheDocumentedForm_movesAtEachLook() throws Exception {
        Path seed = Files.writeString(
                folder.resolve("seed.json"),
                "{\"disks\": [{\"name\": \"data\", \"size\": 40}], \"servers\": [{\"name\": \"web\", \"disks\":"
                        + " [{\"name\": \"root\", \"size\": 40}]}]}");
        List<String> seen = new ArrayList<>();

        int status = run(
                whileReading(() -> {
                    String address = address();
                    JsonNode disks = get(address + "/v2/any/cloudvolumes/detail");
                    seen.add(disks.at("/volumes/0/shareable").getNodeType().name());
                    seen.add(disks.path("count").asText());
                    String before = get(address + "/emulator/world").path("now").asText();
                    JsonNode unused = get(address + "/v2/any/cloudvolumes/detail");
                    seen.add(before + " "
                            + get(address + "/emulator/world").path("now").asText());
                    seen.add(get(address + "/v3/projects?name=eu-1")
                            .at("/projects/0/id")
                            .asText());
                }),
                "--documented",
                "--per-poll",
                "30",
                "--region",
                "eu-1",
                "--project",
                "mine",
                "--seed",
                seed.toString());

        assertThat(status).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("region eu-1, project mine")
                .contains("\"data\"");
        assertThat(seen.subList(0, 2)).containsExactly("BOOLEAN", "2");
        String[] times = seen.get(2).split(" ", -1);
        assertThat(Instant.parse(times[1])).isEqualTo(Instant.parse(times[0]).plusSeconds(30));
        assertThat(seen.get(3)).isEqualTo("mine");
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("dateHeader=" + HuaweiEmulator.DATE_HEADER);
        assertThat(System.getProperty("sun.net.httpserver.maxReqTime")).isNotNull();
    }

    private int run(InputStream in, String... args) throws InterruptedException {
        return EmulatorMain.run(
                List.of(args),
                in,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    /** A standard input that does something while the emulator waits for it, and then ends. */
    private static InputStream whileReading(Client client) {
        return new FilterInputStream(InputStream.nullInputStream()) {
            @Override
            public int read() throws IOException {
                client.act();
                return super.read();
            }

            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                client.act();
                return super.read(bytes, from, length);
            }
        };
    }

    private String address() {
        return out.toString(StandardCharsets.UTF_8).replaceFirst("(?s).*(http://127.0.0.1:\\d+).*", "$1");
    }

    private static JsonNode get(String uri) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(uri))
                .header("X-Auth-Token", "token")
                .build();
        try {
            return Json.read(HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofByteArray())
                    .body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private interface Client {
        void act() throws IOException;
    }
}
