package io.github.backup4j.examples.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.backup4j.DataSize;
import io.github.backup4j.Policy;
import io.github.backup4j.Resource;
import io.github.backup4j.TimeSource;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.testkit.DiskSetup;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The command in a process of its own, at a terminal and without, and what happens to it: Ctrl-C above all. The cloud is an emulator
 * in this process, whose clock the tests move.
 */
@Execution(ExecutionMode.CONCURRENT)
class TerminalTest {
    /** A device on which nothing can be written. */
    private static final Path FULL = Path.of("/dev/full");

    private static final String REDRAW = "\r\u001b[K";

    private final Hold hold = new Hold();
    private HuaweiEmulator emulator;
    private Map<String, String> environment;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws IOException {
        Tty.require();
        emulator = HuaweiEmulator.builder()
                .cloud(DemoWorld.create(noon()))
                .interference(hold)
                .start();
        environment = environment(address(emulator) + "&pollInterval=200ms");
    }

    @AfterEach
    void stop() {
        hold.release();
        if (emulator != null) {
            emulator.close();
        }
    }

    /**
     * Returns the next noon, hours from which no policy of the demo runs. The commands' processes have the machine's clock; a cloud
     * that was behind it would seem to have made everything before it was asked to.
     */
    static Instant noon() {
        Instant noon = TimeSource.system().now().truncatedTo(ChronoUnit.DAYS).plus(12, ChronoUnit.HOURS);
        return noon.isBefore(TimeSource.system().now()) ? noon.plus(1, ChronoUnit.DAYS) : noon;
    }

    /** Returns the address of an emulated cloud. */
    static String address(HuaweiEmulator emulator) {
        return "huawei://demo-1/shop?endpoint=" + emulator.address() + "&credentials=environment&dateHeader="
                + HuaweiEmulator.DATE_HEADER;
    }

    /** Returns the environment of commands that chooses a cloud. */
    static Map<String, String> environment(String address) {
        return Map.of("HUAWEICLOUD_SDK_AK", "any", "HUAWEICLOUD_SDK_SK", "any", "BACKUP4J_CLOUD", address);
    }

    /** Runs a command to its end in this process, over a connection of its own; waits take no time. */
    private String finish(int code, String... words) {
        CloudTime time = new CloudTime(emulator.cloud().time().now(), emulator::advance);
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--cloud", address(emulator)));
        Cli.Result result = Cli.on(new Clouds(time::open)).run(all.toArray(String[]::new));
        assertThat(result.code()).as("%s", result).isEqualTo(code);
        return result.out();
    }

    // ---- one operation

    @Test
    void take_ctrlC_printsTokenByWhichAnotherConnectionFinishes() throws IOException, InterruptedException {
        String token;
        try (Tty tty = Tty.at(environment, "take", "--vault", "vault-2")) {
            tty.await("backing up  \\[-{16}\\] +0 %");
            emulator.advance(Duration.ofMinutes(5));
            tty.await("backing up  \\[#{4,9}-+\\] +[3-5]\\d %");
            tty.type(Tty.CTRL_C);
            token = tty.await("Continue with: backup4j operations resume (\\S+) --cloud '(\\S+)'")
                    .group(1);
            assertThat(tty.exitCode()).as(tty.text()).isEqualTo(ExitCode.STILL_RUNNING);
            assertThat(tty.text()).contains(REDRAW + "backing up").doesNotContain("\nbacking up");
        }
        assertThat(finish(ExitCode.SAFE, "operations", "resume", token)).contains("Backed up: run", "disk:disk-5");
    }

    @Test
    void restore_ctrlC_printsTokenByWhichAnotherConnectionFinishes() throws IOException, InterruptedException {
        String token;
        try (Tty tty = Tty.at(environment, "restore", "--newest-of", "ledger", "--to-disk", "again", "--json")) {
            tty.await("restoring  \\[");
            tty.type(Tty.CTRL_C);
            tty.await("Continue with: backup4j operations resume ");
            assertThat(tty.exitCode()).as(tty.text()).isEqualTo(ExitCode.STILL_RUNNING);
            JsonNode said = json(tty, "\\{\\s+\"running\"");
            token = said.get("token").asText();
            assertThat(said.get("continueWith").asText())
                    .startsWith("backup4j operations resume " + token + " --cloud ");
        }
        assertThat(finish(ExitCode.SAFE, "operations", "resume", token)).contains("Restored to disk:");
    }

    @Test
    void take_ctrlCBeforeTheCloudHasAnswered_printsTheRandomKey() throws IOException, InterruptedException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            silent.setSoTimeout((int) Tty.BOUND.toMillis());
            String address = "huawei://demo-1/shop?endpoint=http://127.0.0.1:" + silent.getLocalPort()
                    + "&credentials=environment";
            try (Tty tty = Tty.at(environment, "take", "--vault", "vault-2", "--json", "--cloud", address);
                    Socket unanswered = accept(silent, tty)) {
                assertThat(unanswered.isConnected()).isTrue();
                tty.type(Tty.CTRL_C);
                Matcher said = tty.await("It is not known whether the work was started. Continue with:"
                        + " (backup4j take --vault vault-2 --key (\\S+) --cloud '\\S+')");
                assertThat(tty.exitCode()).as(tty.text()).isEqualTo(ExitCode.STILL_RUNNING);
                JsonNode json = json(tty, "\\{\\s+\"key\"");
                assertThat(json.get("continueWith").asText()).isEqualTo(said.group(1));
                assertThat(json.get("key").asText()).isEqualTo(said.group(2));
            }
        }
    }

    /** The cloud has started the backup, and the command is still looking whether another one has the same key. */
    @Test
    void take_noWaitAndCtrlCAfterTheStart_printsTheKeyByWhichNothingIsBackedUpTwice()
            throws IOException, InterruptedException {
        hold.afterwards("POST", ".*/checkpoints");
        String key;
        try (Tty tty = Tty.at(environment, "take", "--vault", "vault-2", "--no-wait", "--json")) {
            hold.awaitArrival(tty);
            tty.type(Tty.CTRL_C);
            key = tty.await("Continue with: backup4j take --vault vault-2 --key (\\S+) --cloud")
                    .group(1);
            assertThat(tty.exitCode()).as(tty.text()).isEqualTo(ExitCode.STILL_RUNNING);
            assertThat(json(tty, "\\{\\s+\"key\"").get("key").asText()).isEqualTo(key);
        }
        hold.release();
        assertThat(finish(ExitCode.SAFE, "take", "--vault", "vault-2", "--key", key))
                .contains("Backed up: run");
        assertThat(takenByHand()).as("each was backed up once").isEqualTo(2);
    }

    /** The restore has been started, but its token has not been printed yet: the one look is under way. */
    @Test
    void restore_noWaitAndCtrlCBeforeTheTokenIsPrinted_printsIt() throws IOException, InterruptedException {
        // The first look belongs to the start: it names the disk.
        hold.on("GET", ".*/jobs/.*", 1);
        String token;
        try (Tty tty =
                Tty.at(environment, "restore", "--newest-of", "ledger", "--to-disk", "again", "--no-wait", "--json")) {
            hold.awaitArrival(tty);
            assertThat(tty.text()).doesNotContain("Continue with");
            tty.type(Tty.CTRL_C);
            token = tty.await("Continue with: backup4j operations resume (\\S+) --cloud")
                    .group(1);
            assertThat(tty.exitCode()).as(tty.text()).isEqualTo(ExitCode.STILL_RUNNING);
            assertThat(json(tty, "\\{\\s+\"running\"").get("token").asText()).isEqualTo(token);
        }
        hold.release();
        assertThat(finish(ExitCode.SAFE, "operations", "resume", token)).contains("Restored to disk:");
    }

    // ---- backup of many

    @Test
    void takeOfMany_ctrlC_printsTokensAndTheCommandThatFinishes() throws IOException, InterruptedException {
        String key;
        try (Tty tty = Tty.at(environment, "take", "--tagged", "app=shop")) {
            tty.await("backing up  \\[.{16}\\] +\\d+ %  0 of 2 runs done");
            tty.type(Tty.CTRL_C);
            key = tty.await("Backups that were started continue in the cloud. Continue with: backup4j take --tagged"
                            + " app=shop --key (\\S+) --cloud '\\S+'")
                    .group(1);
            assertThat(tty.exitCode()).as(tty.text()).isEqualTo(ExitCode.STILL_RUNNING);
            assertThat(tty.text())
                    .containsPattern("the backup of disk disk-5 \"orders-db\" goes on:\\s+operation\\s+\\S+")
                    .containsPattern("the backup of server server-1 \"web-1\" goes on:\\s+operation\\s+\\S+");
        }
        assertThat(finish(ExitCode.SAFE, "take", "--tagged", "app=shop", "--key", key))
                .contains("disk disk-5 \"orders-db\" is backed up", "server server-1 \"web-1\" is backed up");
        assertThat(takenByHand()).as("each was backed up once").isEqualTo(4);
    }

    @Test
    void takeOfMany_terminatedWithoutTerminal_printsJsonWithTokens() throws IOException, InterruptedException {
        try (Tty plain = Tty.without(environment, "take", "orders-db", "ledger", "--key", "night", "--json")) {
            plain.await("backing up: 0 %, 0 of 2 runs done");
            plain.terminate();
            assertThat(plain.exitCode()).as(plain.text()).isEqualTo(ExitCode.STILL_RUNNING);
            JsonNode said = json(plain, "\\{\\s+\"complete\"");
            assertThat(said.get("runningTokens")).hasSize(2);
            assertThat(said.get("running").asBoolean()).isTrue();
            assertThat(said.get("continueWith").asText())
                    .startsWith("backup4j take orders-db ledger --key night --cloud ");
        }
    }

    @Test
    void takeOfMany_ctrlCWhileRunsAreBeingStarted_printsTheTokensKnown() throws IOException, InterruptedException {
        hold.on("POST", ".*/checkpoints", 1);
        try (Tty tty = Tty.at(environment, "take", "--tagged", "app=shop", "--key", "k", "--json")) {
            hold.awaitArrival(tty);
            tty.type(Tty.CTRL_C);
            tty.await("Continue with: backup4j take --tagged app=shop --key k --cloud '\\S+'");
            assertThat(tty.exitCode()).as(tty.text()).isEqualTo(ExitCode.STILL_RUNNING);
            JsonNode said = json(tty, "\\{\\s+\"(key|complete)\"");
            assertThat(said.get("startedTokens")).as(tty.text()).hasSize(1);
            assertThat(tty.text()).contains(said.get("startedTokens").get(0).asText());
        }
    }

    // ---- plans

    @Test
    void apply_ctrlCDuringAStep_saysWhatWasAppliedAndTheCommandThatFinishes() throws IOException, InterruptedException {
        String file = protecting("data", "analytics");
        hold.on("POST", ".*/addresources");
        try (Tty tty = Tty.at(environment, "apply", file)) {
            tty.await("applying data  \\[#+-+\\] +\\d+ %  [1-9] of \\d steps done");
            hold.awaitArrival(tty);
            tty.type(Tty.CTRL_C);
            tty.await("Interrupted. What was applied stays:");
            tty.await("Continue with: backup4j apply " + file + " --cloud '\\S+'");
            assertThat(tty.exitCode()).as(tty.text()).isEqualTo(ExitCode.STILL_RUNNING);
            assertThat(tty.text())
                    .contains("  applied: create policy", "  applied: create vault")
                    .contains("  started, outcome not known: add ");
        }
        hold.release();
        finish(ExitCode.SAFE, "apply", file);
    }

    @Test
    void apply_terminatedWithoutTerminal_printsLinesAndJson() throws IOException, InterruptedException {
        String file = protecting("data", "analytics");
        hold.on("POST", ".*/vaults");
        try (Tty plain = Tty.without(environment, "apply", file, "--json")) {
            hold.awaitArrival(plain);
            plain.await("applying data: \\d+ %, 1 of \\d steps done: create vault");
            plain.terminate();
            assertThat(plain.exitCode()).as(plain.text()).isEqualTo(ExitCode.STILL_RUNNING);
            JsonNode said = json(plain, "\\[ \\{\\s+\"protection\"").get(0);
            assertThat(said.get("complete").asBoolean()).isFalse();
            assertThat(said.get("steps").findValuesAsText("outcome"))
                    .startsWith("applied", "notKnown", "notTried")
                    .endsWith("notTried");
            assertThat(said.get("continueWith").asText()).startsWith("backup4j apply " + file + " --cloud ");
            assertThat(plain.text()).doesNotContain("\u001b", "\r");
        }
    }

    @Test
    void apply_ctrlCAtAQuestion_saysWhatWasAppliedBefore() throws IOException, InterruptedException {
        emulator.cloud().addDisk("extra", DataSize.gib(10));
        emulator.cloud().addDisk("first", DataSize.gib(10));
        Cli direct = Cli.on(new Clouds(address -> emulator.cloud().reopen()));
        direct.run("apply", protecting("data", "analytics, extra"), "--cloud", "any:");
        direct.run("take", "analytics", "--cloud", "any:");
        String second = protecting("data", "extra");
        try (Tty tty = Tty.at(environment, "apply", second)) {
            tty.await("Type disk:disk-12 to allow it");
            tty.type(Tty.CTRL_C);
            tty.await("Interrupted before the first step; nothing was changed");
            assertThat(tty.exitCode()).as(tty.text()).isEqualTo(ExitCode.FAILED);
        }
        String both = Files.writeString(
                        folder.resolve("both.yaml"),
                        Files.readString(Path.of(protecting("one", "first")))
                                + Files.readString(Path.of(second)).replace("protections:\n", ""))
                .toString();
        try (Tty tty = Tty.at(environment, "apply", both)) {
            tty.await("Type disk:disk-12 to allow it");
            tty.type(Tty.CTRL_C);
            tty.await("Continue with: backup4j apply " + both);
            assertThat(tty.exitCode()).as(tty.text()).isEqualTo(ExitCode.STILL_RUNNING);
            assertThat(tty.text()).contains("applied: create vault", "  not tried: remove disk");
        }
    }

    @Test
    void apply_ctrlCBeforeTheFirstStep_startsNoneAndSaysSo() throws IOException, InterruptedException {
        String file = protecting("data", "analytics");
        hold.on("GET", ".*", Integer.MAX_VALUE);
        finish(ExitCode.FINDINGS, "plan", file);
        // The first list of the application comes after those of the plan.
        hold.on("GET", ".*", hold.passed());
        try (Tty tty = Tty.at(environment, "apply", file, "--json")) {
            tty.await("applying data  \\[-+\\] +0 %  0 of \\d steps done");
            hold.awaitArrival(tty);
            tty.type(Tty.CTRL_C);
            // The line that the interrupted process begins, after the echo.
            tty.await("\\^C\\s*\\n");
            hold.release();
            tty.await("Interrupted before the first step; nothing was changed.");
            assertThat(tty.exitCode()).as(tty.text()).isEqualTo(ExitCode.FAILED);
            JsonNode plan = json(tty, "\\[ \\{\\s+\"protection\"").get(0);
            assertThat(plan.get("complete").asBoolean()).isFalse();
            assertThat(plan.get("steps").findValuesAsText("outcome"))
                    .isNotEmpty()
                    .containsOnly("notTried");
            assertThat(tty.text()).doesNotContain("outcome not known", "applied: ");
            assertThat(tty.text().split("--cloud")).as(tty.text()).hasSizeLessThanOrEqualTo(3);
        }
        try (var backup = emulator.cloud().reopen()) {
            assertThat(backup.resources().get(Resource.disk("disk-12")).vault()).isNull();
            assertThat(backup.policies().list().map(Policy::name)).noneMatch(name -> name.contains("data"));
        }
    }

    @Test
    void apply_ctrlCAfterAnAnswer_whatWasAllowedForThatPlanIsNotInTheCommandThatGoesOn()
            throws IOException, InterruptedException {
        emulator.cloud().addDisk("extra", DataSize.gib(10));
        Cli direct = Cli.on(new Clouds(address -> emulator.cloud().reopen()));
        direct.run("apply", protecting("data", "analytics, extra"), "--cloud", "any:");
        direct.run("take", "analytics", "--cloud", "any:");
        String file = protecting("data", "extra");
        hold.on("POST", ".*/removeresources");
        try (Tty tty = Tty.at(environment, "apply", file, "--expiring", "point-none")) {
            tty.await("Type disk:disk-12 to allow it");
            tty.type("disk:disk-12\n");
            hold.awaitArrival(tty);
            tty.type(Tty.CTRL_C);
            tty.await("Continue with: backup4j apply " + file + " --expiring point-none --cloud '\\S+'");
            assertThat(tty.exitCode()).as(tty.text()).isEqualTo(ExitCode.STILL_RUNNING);
            assertThat(tty.text()).doesNotContain("--removing");
        }
    }

    // ---- drills

    @Test
    void drill_ctrlC_printsTheCommandThatGoesOnWithIt() throws IOException, InterruptedException {
        try (Tty tty = Tty.at(environment, "drill", "ledger", "--check", "true", "--rto", "2h", "--key", "by-hand")) {
            tty.await("drilling  \\[");
            tty.type(Tty.CTRL_C);
            tty.await("backup4j drill disk:\\S+ --check true --rto PT2H --key by-hand --cloud '\\S+'");
            tty.await("backup4j drill --sweep");
            assertThat(tty.exitCode()).as(tty.text()).isEqualTo(ExitCode.STILL_RUNNING);
        }
        finish(ExitCode.SAFE, "drill", "ledger", "--check", "true", "--rto", "2h", "--key", "by-hand");
        assertThat(emulator.cloud().disks()).hasSize(11);
    }

    @Test
    void sweep_ctrlC_saysHowToGoOn() throws IOException, InterruptedException {
        hold.on("GET", ".*");
        try (Tty tty = Tty.at(environment, "drill", "--sweep")) {
            hold.awaitArrival(tty);
            tty.type(Tty.CTRL_C);
            tty.await("What has been deleted stays deleted. Continue with: backup4j drill --sweep");
            assertThat(tty.exitCode()).as(tty.text()).isEqualTo(ExitCode.STILL_RUNNING);
        }
    }

    // ---- the process

    @Test
    void output_thatCannotBeWritten_isNoSuccess() throws IOException, InterruptedException {
        assumeTrue(Files.exists(FULL), "no " + FULL + " here");
        for (String words : List.of("posture --json", "completion", "--help")) {
            StringWriter said = new StringWriter();
            PrintWriter err = new PrintWriter(said, true);
            try (OutputStream device = Files.newOutputStream(FULL)) {
                PrintWriter out =
                        new PrintWriter(new ProcessOutput(device, err::println), true, StandardCharsets.UTF_8);
                Terminal terminal =
                        new Terminal(new BufferedReader(new StringReader("")), out, err, false, Terminal.UNLIMITED);
                int code = Main.execute(new Environment(Clouds.ofTheLibrary(), terminal), words.split(" "));
                assertThat(code).as("%s: %s", words, said).isEqualTo(ExitCode.FAILED);
                assertThat(said.toString()).contains("backup4j: the output could not be written: ");
            }
        }
        try (Tty full = Tty.without(shell("exec \"$@\" > " + FULL), Map.of(), command("--help"))) {
            assertThat(full.exitCode()).as(full.text()).isEqualTo(ExitCode.FAILED);
            assertThat(full.text()).contains("backup4j: the output could not be written: ");
        }
    }

    @Test
    void output_thatNobodyReadsAnyMore_endsQuietly() throws IOException, InterruptedException {
        String closed = "{ \"$@\"; echo \"[exit code $?]\" >&2; } | true";
        try (Tty pipe = Tty.without(shell(closed), Map.of(), command("completion"))) {
            pipe.await("\\[exit code 3\\]");
            assertThat(pipe.exitCode()).as(pipe.text()).isZero();
            assertThat(pipe.text()).isEqualTo("[exit code 3]\n");
        }
    }

    @Test
    void localeWithoutCharset_wordsThatCannotBeRead_areRefused() throws IOException, InterruptedException {
        emulator.cloud()
                .addDisk(DiskSetup.of("again", DataSize.gib(10)).withTags(Map.of("app", WithoutTerminalTest.ABROAD)));
        // By the shell, as this process may have that locale too.
        String tagged = "exec \"$@\" \"$(printf 'app=\\303\\274')\"";
        try (Tty tty = Tty.without(shell(tagged), inLocale("C"), command("take --tagged"))) {
            assertThat(tty.exitCode()).as(tty.text()).isEqualTo(ExitCode.USAGE);
            assertThat(tty.text())
                    .contains("is not what was typed", "Nothing was done. Set LC_ALL=C.UTF-8", "See 'backup4j");
        }
        assertThat(emulator.cloud().backup().restorePoints().list())
                .noneMatch(point -> point.resource().equals(new Resource.Disk("again")));

        try (Tty tty = Tty.without(shell(tagged), inLocale("C.UTF-8"), command("take --tagged"))) {
            assertThat(tty.exitCode()).as(tty.text()).isEqualTo(ExitCode.FINDINGS);
            assertThat(tty.text()).contains("Nothing matches.");
        }
    }

    private Map<String, String> inLocale(String locale) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("LC_ALL", locale);
        return all;
    }

    private static List<String> shell(String script) {
        return List.of("/bin/sh", "-c", script, "sh");
    }

    private static String[] command(String words) {
        List<String> all = new ArrayList<>(Tty.classes(Main.class));
        all.addAll(List.of(words.split(" ")));
        return all.toArray(String[]::new);
    }

    @Test
    void demoServe_anotherProcessUsesItsWorld_andItEndsWithItsInput() throws IOException, InterruptedException {
        try (Tty serving = Tty.at(Map.of(), "demo", "--serve", "--speed", "600")) {
            String address = serving.await("export BACKUP4J_CLOUD='(\\S+)'").group(1);
            try (Tty tty = Tty.at(environment(address), "timeline", "payments-db")) {
                assertThat(tty.exitCode()).as(tty.text()).isEqualTo(ExitCode.FINDINGS);
                assertThat(tty.text()).contains("payments-db").doesNotContain("made-up");
            }
            serving.type(Tty.CTRL_D);
            assertThat(serving.exitCode()).as(serving.text()).isEqualTo(ExitCode.SAFE);
        }
    }

    // ---- parts

    /** Returns how many restore points the cloud has that no policy made. */
    private long takenByHand() {
        try (var backup = emulator.cloud().reopen();
                var points = backup.restorePoints().list()) {
            return points.filter(point -> !point.provenance().automatic()).count();
        }
    }

    private String protecting(String name, String disks) throws IOException {
        String text = """
            protections:
              %s:
                select: {names: [%s]}
                every: every day at 02:00
                keeping: for 30 days
            """.formatted(name, disks);
        return Files.writeString(Files.createTempFile(folder, name, ".yaml"), text)
                .toString();
    }

    private static Socket accept(ServerSocket silent, Tty tty) throws IOException {
        try {
            return silent.accept();
        } catch (SocketTimeoutException e) {
            throw new AssertionError("nobody connects:\n" + tty.text(), e);
        }
    }

    /** Returns the JSON among what a process has printed. */
    private static JsonNode json(Tty tty, String begin) {
        String text = tty.text();
        Matcher matcher = Pattern.compile(begin).matcher(text);
        assertThat(matcher.find()).as("no JSON in: %s", text).isTrue();
        try {
            return new ObjectMapper().readTree(text.substring(matcher.start()));
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }

    /** Holds a request back until it is released. */
    private static final class Hold implements Interference {
        private final CountDownLatch arrival = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);
        private final AtomicInteger left = new AtomicInteger();
        private volatile int first;
        private volatile boolean armed = true;
        private volatile String method = "";
        private volatile String path = "";

        void on(String newMethod, String newPath) {
            on(newMethod, newPath, 0);
        }

        /** Holds back what comes after some requests of the kind. */
        void on(String newMethod, String newPath, int after) {
            left.set(after);
            first = after;
            path = newPath;
            method = newMethod;
        }

        /** Holds back what comes after a request of the kind. */
        void afterwards(String newMethod, String newPath) {
            armed = false;
            on(newMethod, newPath);
        }

        /** Returns how many requests of the kind were let through. */
        int passed() {
            return first - left.get();
        }

        void awaitArrival(Tty tty) throws InterruptedException {
            if (!arrival.await(Tty.BOUND.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("no " + method + " " + path + " came:\n" + tty.text());
            }
        }

        void release() {
            released.countDown();
        }

        @Override
        public void arrived(String arrived, URI target) {
            if (armed && isOfTheKind(arrived, target) && left.getAndDecrement() <= 0) {
                arrival.countDown();
                try {
                    released.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        private boolean isOfTheKind(String arrived, URI target) {
            return arrived.equals(method) && requireNonNull(target.getPath()).matches(path);
        }

        @Override
        public void after(String asked, URI target, int status, JsonNode answer) {
            if (!armed && isOfTheKind(asked, target)) {
                on("GET", ".*");
                armed = true;
            }
        }

        @Override
        public Fault before(String asked, URI target) {
            return Fault.NONE;
        }
    }
}
