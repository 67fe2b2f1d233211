package io.github.backup4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Every command at a terminal, on the made-up web shop of the demo. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EveryCommand {
    private static final String BAR = "  \\[[#-]{16}\\] +\\d+ %  ";

    private TypedCommands commands;

    @TempDir
    Path folder;

    /** Returns the environment of the commands, which names the cloud. */
    abstract Map<String, String> environment() throws IOException;

    @BeforeAll
    void start() throws IOException, InterruptedException {
        Tty.require();
        commands = TypedCommands.at(Tty.at(Tty.classes(CommandLoop.class), environment()));
    }

    @AfterAll
    void stop() throws IOException, InterruptedException {
        if (commands != null) {
            commands.close();
        }
    }

    /** Types a command, and returns what is there to be read once it has ended. */
    private String run(int code, String... words) throws IOException, InterruptedException {
        return commands.run(code, words);
    }

    @Test
    void everyCommand_hasATestHere() {
        List<String> tests = Arrays.stream(EveryCommand.class.getDeclaredMethods())
                .map(method -> method.getName().replaceAll("_.*", ""))
                .toList();

        Cli cli = Cli.withDemo();
        assertThat(Main.commandLine(cli.environment()).getSubcommands().keySet())
                .allSatisfy(name -> assertThat(tests).contains(name.replace("-i", "I")));
    }

    @Test
    void posture_tableAndPage() throws IOException, InterruptedException {
        Path page = folder.resolve("page.html");

        String said = run(ExitCode.FINDINGS, "posture", "--html", page.toString());

        assertThat(said).contains("CRITICAL", "POLICY_DISABLED", "ORPHANED", "Page written to " + page);
        assertThat(page).content().contains("mail-archive");
        assertThat(run(ExitCode.FINDINGS, "posture", "--json")).contains("\"result\" : \"BREACHED\"");
    }

    @Test
    void timeline_strip() throws IOException, InterruptedException {
        assertThat(run(ExitCode.FINDINGS, "timeline", "web-2", "ledger")).contains("##!!##", "of 42 days");
        assertThat(run(ExitCode.USAGE, "timeline", "no-such-disk")).contains("no disk or server is named");
    }

    @Test
    void operations_listAndResume() throws IOException, InterruptedException {
        assertThat(run(ExitCode.FINDINGS, "operations", "--since", "5d", "--status", "failed"))
                .contains("BackupService.9900", "disk:disk-6");
        assertThat(run(ExitCode.USAGE, "operations", "resume", "no-token")).contains("backup4j: ");
    }

    @Test
    void whatIf_forecast() throws IOException, InterruptedException {
        assertThat(run(ExitCode.FINDINGS, "what-if", "--ahead", "P60D", "--growth", "12 GiB"))
                .contains("bulk");
        assertThat(run(ExitCode.USAGE, "what-if", "--ahead", "soon")).contains("write P90D, P6M or P1Y");
    }

    @Test
    void plan_stepsAndBadFile() throws IOException, InterruptedException {
        assertThat(run(ExitCode.FINDINGS, "plan", protecting("missing", "ledger, invoices")))
                .contains("protection missing: ");
        Path bad = Files.writeString(folder.resolve("bad.yaml"), "protections:\n  shop:\n    every: never\n");
        assertThat(run(ExitCode.USAGE, "plan", bad.toString())).containsPattern("bad.yaml:\\d+:\\d+: ");
    }

    @Test
    void apply_progressAndResult() throws IOException, InterruptedException {
        String said = run(ExitCode.SAFE, "apply", protecting("data", "analytics"));

        assertThat(said)
                .containsPattern("applying data" + BAR + "0 of \\d steps done: create ")
                .contains("applied: ");
    }

    @Test
    void take_progressAndResult() throws IOException, InterruptedException {
        assertThat(run(ExitCode.SAFE, "take", "--vault", "vault-4"))
                .containsPattern("backing up" + BAR)
                .contains("Backed up: run", "disk:disk-8");
        assertThat(run(ExitCode.SAFE, "take", "--tagged", "app=shop"))
                .containsPattern("backing up" + BAR + "\\d of 2 runs done")
                .contains("server server-1 \"web-1\" is backed up");
    }

    @Test
    void restore_asksForTheNameAndRestores() throws IOException, InterruptedException {
        String[] restore = {"restore", "--newest-of", "invoices", "--in-place"};
        int from = commands.type(restore);
        commands.await("Type disk:disk-9 to overwrite it", from);
        commands.answer("yes");
        assertThat(commands.end(from, ExitCode.FINDINGS, restore)).contains("Nothing was changed");

        from = commands.type(restore);
        commands.await("Type disk:disk-9 to overwrite it", from);
        commands.answer("disk:disk-9");
        assertThat(commands.end(from, ExitCode.SAFE, restore))
                .containsPattern("restoring" + BAR)
                .contains("Restored to disk:disk-9");
    }

    @Test
    void drill_progressAndReport() throws IOException, InterruptedException {
        Path evidence = folder.resolve("drill.txt");

        String[] drill = {"drill", "ledger", "--check", "true", "--rto", "9h", "--evidence", evidence.toString()};

        assertThat(run(ExitCode.SAFE, drill))
                .containsPattern("drilling  \\[")
                .contains("Report written to " + evidence);
        assertThat(run(ExitCode.SAFE, "drill", "--sweep")).contains("sweep: ");
    }

    @Test
    void usage_wrongOption_namesTheHelpAndEndsWithTwo() throws IOException, InterruptedException {
        assertThat(run(ExitCode.USAGE, "posture", "--rop", "26h"))
                .contains("Unknown option", "See 'backup4j posture --help'");
    }

    @Test
    void completion_script() throws IOException, InterruptedException {
        assertThat(run(ExitCode.SAFE, "completion")).contains("what-if", "--vaults-below");
    }

    @Test
    void schema_ofProtectionFiles() throws IOException, InterruptedException {
        assertThat(run(ExitCode.SAFE, "schema")).contains("\"$schema\"", "protections");
    }

    @Test
    void demo_walks() throws IOException, InterruptedException {
        String said = run(ExitCode.SAFE, "demo");

        for (String command : List.of("posture", "plan", "apply", "take", "restore", "drill", "what-if")) {
            assertThat(said).contains("$ backup4j " + command);
        }
        assertThat(said).contains("[exit code 0]", "[exit code 1]").doesNotContainPattern("\\[exit code [234]\\]");
        assertThat(run(ExitCode.USAGE, "demo", "--serve", "--speed", "0")).contains("--speed is 0");
    }

    private String protecting(String name, String disks) throws IOException {
        String text = """
            protections:
              %s:
                select: {names: [%s]}
                every: every day at 02:00
                keeping: for 30 days
            """.formatted(name, disks);
        return Files.writeString(folder.resolve(name + ".yaml"), text).toString();
    }
}
