package io.github.backup4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.backup4j.TimeSource;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.util.Arrays;
import java.util.List;
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
 * What is packaged, as a person runs it: the jar of the command in processes at a terminal, on memory:demo and against the jar of the
 * emulator. It runs after {@code package}, and is skipped if the jars are not there. Most commands are typed to one process, of the same
 * jar.
 */
@Execution(ExecutionMode.CONCURRENT)
class PackagedIT {
    /** Hours of the cloud, far from the next run of the policy. */
    private static final int MOST_STEPS = 60;

    private static final String BAR = "  \\[[#-]{16}\\] +\\d+ %  ";

    private static List<String> cli;
    private static List<String> emulator;

    @TempDir
    Path folder;

    @BeforeAll
    static void jars() {
        List<String> program = List.of("-jar", jar("backup4j.cli.jar").toString());
        List<String> server = List.of("-jar", jar("backup4j.emulator.jar").toString());
        Tty.require();
        cli = Tty.jvm(List.of(), program);
        emulator = Tty.jvm(List.of(), server);
    }

    private static Path jar(String property) {
        String name = System.getProperty(property, "");
        assumeTrue(!name.isEmpty(), "no jars here: 'mvn verify' builds them and names them in " + property);
        // It is named only where it has been built: one that is not there is a broken build.
        assertThat(Path.of(name)).as(property).isRegularFile();
        return Path.of(name);
    }

    private static Tty start(Map<String, String> environment, String... words) throws IOException {
        return Tty.at(cli, environment, words);
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

    /** Returns what runs the jar's commands one after the other. */
    private static List<String> loop() throws URISyntaxException {
        Path tests = Path.of(CommandLoop.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        String classPath = jar("backup4j.cli.jar") + File.pathSeparator + tests;
        return Tty.jvm(List.of(), List.of("-cp", classPath, CommandLoop.class.getName()));
    }

    /** The pages, the files that are read and the demo need what has to be in the jar; the rest is tested on classes. */
    @Test
    void demo_pageAndWalk() throws IOException, InterruptedException {
        Map<String, String> nothing = Map.of();
        Path page = folder.resolve("page.html");

        assertThat(run(ExitCode.FINDINGS, nothing, "posture", "--html", page.toString()))
                .contains("This is memory:demo, a made-up cloud", "analytics");
        assertThat(page).content().contains("<!DOCTYPE html>");
        assertThat(run(ExitCode.SAFE, nothing, "--version")).containsPattern("backup4j \\d+\\.\\d+\\.\\d+");
        assertThat(run(ExitCode.SAFE, nothing, "demo")).contains("$ backup4j drill", "[exit code 0]");
    }

    @Test
    void emulator_everyCommand_fromNothingToADrill() throws IOException, InterruptedException, URISyntaxException {
        Path seed = Files.writeString(folder.resolve("seed.json"), """
            {"disks": [{"name": "orders", "size": 20, "tags": {"app": "shop"}},
                       {"name": "ledger", "size": 10, "tags": {"app": "finance"}}],
             "servers": [{"name": "web", "disks": [{"name": "root", "size": 40}], "tags": {"app": "shop"}}]}
            """);
        // The clock of the cloud begins later, and is never behind that of the commands.
        Instant begun = TimeSource.system().now();
        try (Tty server = Tty.without(emulator, Map.of(), "--speed", "0", "--seed", seed.toString())) {
            Matcher said = server.await("at (http://\\S+), region (\\S+), project (\\S+)");
            URI address = URI.create(said.group(1));
            String cloud = "huawei://" + said.group(2) + "/" + said.group(3) + "?endpoint=" + address
                    + "&credentials=environment";
            try (TypedCommands commands =
                    TypedCommands.at(Tty.at(loop(), TerminalTest.environment(cloud), begun.toString()))) {
                everyCommand(commands, CloudTime.of(address), TerminalTest.environment(cloud + "&pollInterval=100ms"));
            }
            server.endInput();
            assertThat(server.exitCode()).as(server.text()).isZero();
        }
    }

    private void everyCommand(TypedCommands commands, CloudTime.Mover time, Map<String, String> cloud)
            throws IOException, InterruptedException {
        assertThat(commands.run(ExitCode.FINDINGS, "posture")).contains("UNPROTECTED", "orders", "web");
        // No run of the policy falls into this test.
        DayOfWeek farAway = LocalDate.now(ZoneOffset.UTC).plusDays(3).getDayOfWeek();
        String file =
                protecting("tags: {app: shop}", farAway.getDisplayName(TextStyle.FULL, Locale.ENGLISH) + " at 12:00");
        assertThat(commands.run(ExitCode.FINDINGS, "plan", file)).contains("create vault");
        assertThat(commands.run(ExitCode.SAFE, "apply", file)).containsPattern("applying shop" + BAR + "0 of \\d");
        assertThat(commands.run(ExitCode.SAFE, "plan", file)).contains("in sync");

        // Two processes of their own, which open the cloud by its address.
        String token;
        String vault = first("\"vault\" : \"(\\S+)\"", commands.run(ExitCode.FINDINGS, "posture", "--json"));
        try (Tty tty = start(cloud, "take", "--vault", vault)) {
            tty.await("backing up" + BAR);
            tty.type(Tty.CTRL_C);
            token = tty.await("backup4j operations resume (\\S+) --cloud").group(1);
            assertThat(tty.exitCode()).as(tty.text()).isEqualTo(ExitCode.STILL_RUNNING);
        }
        try (Tty tty = start(cloud, "operations", "resume", token)) {
            assertThat(finish(tty, time, "resumed" + BAR)).contains("Backed up: run");
        }
        assertThat(commands.run(ExitCode.SAFE, "take", "--tagged", "app=shop")).contains("backing up", "is backed up");
        assertThat(commands.run(ExitCode.SAFE, "operations")).contains("BACKUP", "SUCCEEDED");
        assertThat(commands.run(ExitCode.SAFE, "timeline", "orders"))
                .containsPattern("orders +\\S*#\\s+[1-9]\\d* of \\d+ days? +0");
        assertThat(commands.run(ExitCode.SAFE, "restore", "--newest-of", "orders", "--to-disk", "again"))
                .contains("restoring", "Restored to disk:");
        assertThat(commands.run(ExitCode.SAFE, "what-if", "--ahead", "P10D")).contains("Forecast");
        assertThat(commands.run(ExitCode.SAFE, "drill", "orders", "--check", "true", "--rto", "30d"))
                .contains("drilling  [", "cleaning up", "HELD");
        assertThat(commands.run(ExitCode.SAFE, "drill", "--sweep")).contains("sweep: ");
    }

    /**
     * Lets time pass in the cloud once a command says what it waits for, and returns what it has said when it has ended. What it waits
     * for may begin only with its next look, so that time passes again until it ends.
     */
    private static String finish(Tty tty, CloudTime.Mover time, String waiting) throws InterruptedException {
        tty.await(waiting);
        int steps = 0;
        do {
            time.advance(Duration.ofMinutes(10));
            steps++;
        } while (!tty.endsWithin(Duration.ofSeconds(3)) && steps < MOST_STEPS);
        int code = tty.exitCode();
        assertThat(code).as(tty.text()).isEqualTo(ExitCode.SAFE);
        return tty.text();
    }

    private static String first(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }

    private String protecting(String select, String every) throws IOException {
        String text = """
            protections:
              shop:
                select: {%s}
                every: %s
                keeping: for 30 days
            """.formatted(select, every);
        return Files.writeString(Files.createTempFile(folder, "protections", ".yaml"), text)
                .toString();
    }
}
