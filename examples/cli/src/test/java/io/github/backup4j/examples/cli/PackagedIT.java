package io.github.backup4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What is packaged, as a person runs it: the jar of the command, a process for each command at a terminal, on memory:demo and against
 * the jar of the emulator. It runs after {@code package}, and is skipped if the jars are not there.
 */
@Execution(ExecutionMode.CONCURRENT)
class PackagedIT {
    private static final String BAR = "  \\[[#-]{24}\\] +\\d+ %  ";

    /** The classes of the command as the JVM has loaded them once: each process then starts in half the time. */
    private static final Path ARCHIVE = Path.of("target", "cli.jsa");

    private static Path cli;
    private static Path emulator;

    @TempDir
    Path folder;

    @BeforeAll
    static void jars() throws IOException, InterruptedException {
        cli = jar("backup4j.cli.jar");
        emulator = jar("backup4j.emulator.jar");
        Tty.require();
        Files.deleteIfExists(ARCHIVE);
        try (Tty once = Tty.without(
                Tty.jar(cli, "-Xlog:disable", "-XX:ArchiveClassesAtExit=" + ARCHIVE), Map.of(), "posture")) {
            assertThat(once.exitCode()).as(once.text()).isEqualTo(ExitCode.FINDINGS);
        }
    }

    private static Path jar(String property) {
        String name = System.getProperty(property, "");
        assumeTrue(!name.isEmpty(), "no jars here: 'mvn verify' builds them and names them in " + property);
        // It is named only where it has been built: one that is not there is a broken build.
        assertThat(Path.of(name)).as(property).isRegularFile();
        return Path.of(name);
    }

    private static Tty start(Map<String, String> environment, String... words) throws IOException {
        return Tty.at(
                Tty.jar(cli, "-Xlog:disable", "-XX:SharedArchiveFile=" + ARCHIVE.toAbsolutePath()), environment, words);
    }

    private static String run(int code, Map<String, String> environment, String... words)
            throws IOException, InterruptedException {
        try (Tty tty = start(environment, words)) {
            assertThat(tty.exitCode())
                    .as("%s\n%s", Arrays.asList(words), tty.text())
                    .isEqualTo(code);
            return tty.text();
        }
    }

    /** The pages, the files that are read and the demo need what has to be in the jar; the rest is tested on classes. */
    @Test
    void demo_pageFileAndWalk() throws IOException, InterruptedException {
        Map<String, String> nothing = Map.of();
        Path page = folder.resolve("page.html");

        assertThat(run(ExitCode.FINDINGS, nothing, "posture", "--html", page.toString()))
                .contains("This is memory:demo, a made-up cloud", "analytics");
        assertThat(page).content().contains("<!DOCTYPE html>");
        assertThat(run(ExitCode.SAFE, nothing, "apply", protecting("names: [analytics]", "02:00")))
                .containsPattern("applying shop" + BAR);
        assertThat(run(ExitCode.SAFE, nothing, "demo")).contains("$ backup4j drill", "[exit code 0]");
    }

    @Test
    void emulator_everyCommand_fromNothingToADrill() throws IOException, InterruptedException {
        Path seed = Files.writeString(folder.resolve("seed.json"), """
            {"disks": [{"name": "orders", "size": 20, "tags": {"app": "shop"}},
                       {"name": "ledger", "size": 10, "tags": {"app": "finance"}}],
             "servers": [{"name": "web", "disks": [{"name": "root", "size": 40}], "tags": {"app": "shop"}}]}
            """);
        try (Tty server =
                Tty.without(Tty.jar(emulator, "-Xlog:disable"), Map.of(), "--speed", "0", "--seed", seed.toString())) {
            Matcher said = server.await("at (http://\\S+), region (\\S+), project (\\S+)");
            URI address = URI.create(said.group(1));
            everyCommand(
                    address,
                    TerminalTest.environment("huawei://" + said.group(2) + "/" + said.group(3) + "?endpoint=" + address
                            + "&credentials=environment&pollInterval=100ms"));
            server.endInput();
            assertThat(server.exitCode()).as(server.text()).isZero();
        }
    }

    private void everyCommand(URI address, Map<String, String> cloud) throws IOException, InterruptedException {
        assertThat(run(ExitCode.FINDINGS, cloud, "posture")).contains("UNPROTECTED", "orders", "web");
        // No run of the policy falls into this test.
        int hour = (OffsetDateTime.now(ZoneOffset.UTC).getHour() + 12) % 24;
        String file = protecting("tags: {app: shop}", String.format(Locale.ROOT, "%02d:00", hour));
        assertThat(run(ExitCode.FINDINGS, cloud, "plan", file)).contains("create vault");
        assertThat(run(ExitCode.SAFE, cloud, "apply", file)).containsPattern("applying shop" + BAR + "0 of \\d");
        assertThat(run(ExitCode.SAFE, cloud, "plan", file)).contains("in sync");

        String token;
        String vault = first("\"vault\" : \"(\\S+)\"", run(ExitCode.FINDINGS, cloud, "posture", "--json"));
        try (Tty tty = start(cloud, "take", "--vault", vault)) {
            tty.await("backing up" + BAR);
            tty.type(Tty.CTRL_C);
            token = tty.await("backup4j operations resume (\\S+) --cloud").group(1);
            assertThat(tty.exitCode()).as(tty.text()).isEqualTo(ExitCode.STILL_RUNNING);
        }
        assertThat(finish(address, cloud, "operations", "resume", token)).contains("Backed up: run");
        assertThat(finish(address, cloud, "take", "--tagged", "app=shop")).contains("is backed up");
        assertThat(run(ExitCode.SAFE, cloud, "operations")).contains("BACKUP", "SUCCEEDED");
        assertThat(run(ExitCode.SAFE, cloud, "timeline", "orders"))
                .containsPattern("orders +\\S*#\\s+[1-9]\\d* of \\d+ days? +0");
        assertThat(finish(address, cloud, "restore", "--newest-of", "orders", "--to-disk", "again"))
                .contains("Restored to disk:");
        assertThat(finish(address, cloud, "drill", "orders", "--check", "true", "--rto", "30d"))
                .contains("HELD");
        assertThat(run(ExitCode.SAFE, cloud, "drill", "--sweep")).contains("sweep: ");
        assertThat(run(ExitCode.SAFE, cloud, "what-if", "--ahead", "P10D")).contains("Forecast");
    }

    /** Runs a command to its end while time passes in the cloud. */
    private static String finish(URI address, Map<String, String> cloud, String... words)
            throws IOException, InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest advance = HttpRequest.newBuilder(address.resolve("/emulator/advance"))
                .POST(HttpRequest.BodyPublishers.ofString("{\"seconds\": 60}"))
                .build();
        try (Tty tty = start(cloud, words)) {
            int code = tty.exitCodeWhile(() -> {
                try {
                    int status = client.send(advance, HttpResponse.BodyHandlers.discarding())
                            .statusCode();
                    assertThat(status).isBetween(200, 299);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            assertThat(code).as("%s\n%s", Arrays.asList(words), tty.text()).isEqualTo(ExitCode.SAFE);
            return tty.text();
        }
    }

    private static String first(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }

    private String protecting(String select, String time) throws IOException {
        String text = """
            protections:
              shop:
                select: {%s}
                every: every day at %s
                keeping: for 30 days
            """.formatted(select, time);
        return Files.writeString(Files.createTempFile(folder, "protections", ".yaml"), text)
                .toString();
    }
}
