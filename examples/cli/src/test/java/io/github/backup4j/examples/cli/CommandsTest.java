package io.github.backup4j.examples.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupListener;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Denied;
import io.github.backup4j.FleetOutcome;
import io.github.backup4j.FleetResult;
import io.github.backup4j.OperationFilter;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.Progress;
import io.github.backup4j.ProgressOfAll;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.Subscription;
import io.github.backup4j.TimeSource;
import io.github.backup4j.Unavailable;
import io.github.backup4j.UnlistedVault;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.plan.Plan;
import io.github.backup4j.plan.PlanResult;
import io.github.backup4j.plan.Step;
import io.github.backup4j.testkit.Call;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.Work;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each command on the demo: what a person reads, what a program reads, and the exit code. */
class CommandsTest {
    /** For commands that only look. */
    private static final Cli LOOKING = Cli.withDemo();

    @TempDir
    Path folder;

    // ---- looking

    @Test
    void help_names_every_command_and_exit_code() {
        Cli.Result help = LOOKING.run("--help");

        assertThat(help.code()).isZero();
        assertThat(help.out())
                .contains("demo", "posture", "plan", "apply", "take", "restore", "drill", "timeline", "operations")
                .contains("what-if", "completion", "0   safe", "4   still running");
        assertThat(LOOKING.run("restore", "--help").out()).contains("--overwrite", "--dry-run", "memory:demo");
    }

    @Test
    void help_ofEachCommand_beginsWithAWholeSentence() {
        Main.commandLine(LOOKING.environment())
                .getSubcommands()
                .forEach((name, command) -> assertThat(
                                command.getCommandSpec().usageMessage().description()[0])
                        .as("what --help shows of %s", name)
                        .endsWith("."));
        assertThat(LOOKING.run("--help").out().replaceAll("\\s+", " "))
                .contains("failed, soon out of room, or never proven. timeline Shows");
    }

    @Test
    void noWords_showTheHelp() {
        Cli.Result none = LOOKING.run();

        assertThat(none.code()).isEqualTo(ExitCode.USAGE);
        assertThat(none.out()).isEmpty();
        assertThat(none.err()).contains("Commands, from looking to doing:", "Begin with:  backup4j demo");
        assertThat(LOOKING.run("take").err()).doesNotContain("Usage:");
    }

    @Test
    void schema_isPrintedAsItIs() {
        Cli.Result schema = LOOKING.run("schema");

        assertThat(schema.code()).isEqualTo(ExitCode.SAFE);
        assertThat(schema.out().strip())
                .isEqualTo(DemoCommand.resource("protections.schema.json").strip());
    }

    @Test
    void word_thatBeginsWithAt_isANameAndNoFileIsRead() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "disk:TOP-SECRET");

        Cli.Result taken = LOOKING.run("take", "@" + secret);

        assertThat(taken.err()).contains("@" + secret).doesNotContain("TOP-SECRET");
        assertThat(taken.out()).doesNotContain("TOP-SECRET");
    }

    @Test
    void table_withOneLongCell_doesNotPadTheOtherRowsToIt() {
        TextTable table = new TextTable(2, "A", "B");
        table.add("x".repeat(100_000), "1");
        for (int i = 0; i < 100; i++) {
            table.add("short", "2");
        }

        assertThat(table.text(Terminal.UNLIMITED)).hasSizeLessThan(120_000).contains("short  ");
    }

    @Test
    void posture_demo_findingsWorstFirst() {
        Cli.Result posture = LOOKING.run("posture");

        assertThat(posture.code()).as("%s", posture).isEqualTo(ExitCode.FINDINGS);
        assertThat(posture.out())
                .containsSubsequence("CRITICAL", "analytics", "RPO_BREACHED", "payments-db", "ORPHANED");
    }

    @Test
    void posture_json_sameFindings() {
        JsonNode json = LOOKING.run("posture", "--json").json();

        assertThat(json.get("result").asText()).isEqualTo("BREACHED");
        assertThat(json.get("findings").findValuesAsText("control"))
                .contains("UNPROTECTED", "LAST_RUN_FAILED", "POLICY_DISABLED", "VAULT_FULL_AT", "ORPHANED");
        assertThat(json.get("findings").get(0).get("remedy").asText()).isNotBlank();
        assertThat(json.get("resources")).hasSize(15);
    }

    @Test
    void posture_nothingToObjectTo_isSafe() {
        assertThat(LOOKING.run("posture", "--cloud", "memory:").code()).isEqualTo(ExitCode.SAFE);
    }

    @Test
    void timeline_ofNames_showsWhatWasMissed() {
        Cli.Result timeline = LOOKING.run("timeline", "payments-db", "web-2");

        assertThat(timeline.code()).isEqualTo(ExitCode.FINDINGS);
        assertThat(timeline.out()).contains("#!!", "##!!##", "29 of 42 days");
        assertThat(LOOKING.run("timeline", "orders-db").code()).isEqualTo(ExitCode.SAFE);
        assertThat(LOOKING.run("timeline", "orders-db", "--json")
                        .json()
                        .get(0)
                        .get("days")
                        .asText())
                .hasSize(42);
    }

    @Test
    void timeline_diskOfAServer_showsTheServersRestorePoints() {
        assertThat(LOOKING.run("timeline", "web-1-data").out()).contains("31 of 42 days");
        assertThat(LOOKING.run("timeline", "disk:disk-11").out()).contains("2 of 42 days");
    }

    @Test
    void timeline_ofOneDisk_readsOneListOfItsRestorePointsWhateverElseThereIs() {
        InMemoryCloud cloud = InMemoryCloud.create();
        CloudBackup all = cloud.backup();
        List<Resource> disks = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            disks.add(cloud.addDisk("disk-of-many-" + i, DataSize.gib(10)));
        }
        VaultId vault = all.vaults()
                .create(VaultSpec.forDisks("v", DataSize.gib(1_000)))
                .id();
        var unused = all.vaults().add(vault, disks);
        for (int i = 0; i < 10; i++) {
            var unusedRun = all.restorePoints().take(BackupSpec.of(vault)).await(Duration.ofHours(1));
            cloud.time().advance(Duration.ofDays(1));
        }
        Map<String, Integer> requests = new HashMap<>();
        Cli cli = Cli.on(new Clouds(address -> cloud.reopen().listening(new BackupListener() {
            @Override
            public void requestSent(Request request) {
                requests.merge(request.operation(), 1, Integer::sum);
            }
        })));

        Cli.Result one = cli.run("timeline", "disk-of-many-3", "--cloud", "any:");
        assertThat(one.code()).as("%s", one).isEqualTo(ExitCode.SAFE);
        assertThat(one.out()).contains("10 of 42 days");
        assertThat(requests).containsEntry("RestorePointsList", 1);

        requests.clear();
        assertThat(cli.run("timeline", "disk-of-many-3", "disk-of-many-4", "--cloud", "any:")
                        .out())
                .containsSubsequence("disk-of-many-3", "10 of 42 days", "disk-of-many-4", "10 of 42 days");
        assertThat(requests).containsEntry("RestorePointsList", 2);
        requests.clear();
        String same = disks.get(3).id();
        assertThat(cli.run("timeline", "disk-of-many-3", "disk:" + same, "--cloud", "any:")
                        .code())
                .isEqualTo(ExitCode.SAFE);
        assertThat(requests).as("the same disk twice").containsEntry("RestorePointsList", 1);
        requests.clear();
        assertThat(cli.run("timeline", "disk-of-many-3", "--days", "5", "--cloud", "any:")
                        .out())
                .contains("4 of 5 days");
    }

    @Test
    void timeline_unknownName_isRefused() {
        Cli.Result timeline = LOOKING.run("timeline", "no-such-disk");

        assertThat(timeline.code()).isEqualTo(ExitCode.USAGE);
        assertThat(timeline.err()).contains("no disk or server is named \"no-such-disk\"");
    }

    @Test
    void operations_failed_namesCodeAndReason() {
        Cli.Result failed = LOOKING.run("operations", "--since", "3d", "--status", "failed");

        assertThat(failed.code()).isEqualTo(ExitCode.FINDINGS);
        assertThat(failed.out()).contains("BACKUP", "FAILED", "BackupService.9900", "disk:disk-6");
        assertThat(LOOKING.run("operations", "--of", "orders-db", "--json").json())
                .isNotEmpty();
    }

    @Test
    void operations_forPeople_nameDisksAndServers() {
        assertThat(LOOKING.run("operations").out())
                .containsPattern("(?m)SUCCEEDED +web-1 +server:server-1 ")
                .containsPattern("(?m)FAILED +payments-db +disk:disk-6 ");
        assertThat(LOOKING.run("operations", "--since", "1s").out()).contains("No operation matches.");
    }

    @Test
    void whatIf_shorterRetention_vaultHasRoom() {
        Cli.Result today = LOOKING.run("what-if", "--ahead", "P60D");
        Cli.Result changed = LOOKING.run(
                "what-if", "--ahead", "P60D", "--policy", "bulk-nightly", "--keeping", "the 21 newest", "--json");

        assertThat(today.code()).as("%s", today).isEqualTo(ExitCode.FINDINGS);
        assertThat(today.out()).contains("bulk");
        assertThat(changed.json()).hasSize(2);
        assertThat(changed.code()).as("%s", changed).isEqualTo(ExitCode.SAFE);
    }

    @Test
    void completion_namesCommands() {
        assertThat(LOOKING.run("completion").out()).contains("complete", "posture", "what-if", "--vaults-below");
    }

    @Test
    void usage_wrongWords_saysWhichAndChangesNothing() {
        assertThat(LOOKING.run().code()).isEqualTo(ExitCode.USAGE);
        assertThat(LOOKING.run("postures").err()).contains("posture");
        assertThat(LOOKING.run("posture", "--rpo", "soon").err()).contains("write 26h, 30d, 90m or 45s");
        assertThat(LOOKING.run("take").err()).contains("name what to back up");
        assertThat(LOOKING.run("restore", "--point", "p", "--to-disk", "a", "--in-place")
                        .code())
                .isEqualTo(ExitCode.USAGE);
        assertThat(LOOKING.run("posture", "--cloud", "nowhere:").code()).isEqualTo(ExitCode.USAGE);
        assertThat(LOOKING.run("what-if", "--policy", "x").err()).contains("go together");
    }

    @Test
    void address_withSecret_isRefusedWithoutShowingIt() {
        Cli.Result posture = LOOKING.run("posture", "--cloud", "huawei://r/p?secretKey=hunter2hunter2");

        assertThat(posture.code()).isEqualTo(ExitCode.USAGE);
        assertThat(posture.toString()).doesNotContain("hunter2hunter2");
    }

    // ---- doing

    @Test
    void apply_unprotectedDisk_thenInSync() throws IOException {
        Cli cli = Cli.withDemo();
        Path file = write(DemoCommand.resource("demo-protections.yaml"));

        assertThat(cli.run("plan", file.toString()).code()).isEqualTo(ExitCode.FINDINGS);
        Cli.Result applied = cli.run("apply", file.toString(), "--json");
        assertThat(applied.code()).as("%s", applied).isEqualTo(ExitCode.SAFE);
        assertThat(applied.json().get(0).get("complete").asBoolean()).isTrue();
        Cli.Result again = cli.run("plan", file.toString());
        assertThat(again.code()).as("%s", again).isEqualTo(ExitCode.SAFE);
        assertThat(again.out()).contains("in sync");
        assertThat(cli.run("posture", "--json").json().get("findings").findValuesAsText("control"))
                .doesNotContain("UNPROTECTED");
    }

    @Test
    void apply_planWithoutSteps_isNotSaidToBeApplied() throws IOException {
        Cli cli = Cli.withDemo();
        String office = write(DemoCommand.resource("demo-protections.yaml")).toString();
        assertThat(cli.run("apply", office).out()).contains("applied: create vault");
        String elsewhere = write(DemoCommand.resource("demo-protections.yaml")
                        .replace("office:", "mail:")
                        .replace("names: [analytics]", "names: [mail-archive]"))
                .toString();

        assertThat(cli.run("apply", office).out())
                .contains("nothing to apply: all is as the file says")
                .doesNotContain("applied\n");
        Cli.Result obstacle = cli.run("apply", elsewhere);
        assertThat(obstacle.code()).isEqualTo(ExitCode.FINDINGS);
        assertThat(obstacle.out())
                .contains("nothing was applied: the plan has no steps, and 1 obstacle")
                .doesNotContain("applied\n");
    }

    @Test
    void apply_fileOfTheReadme_hasStepsOnTheDemo() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        String file = readme.substring(readme.indexOf("```yaml\n") + 8);
        Cli cli = Cli.withDemo();

        Cli.Result applied =
                cli.run("apply", write(file.substring(0, file.indexOf("```"))).toString());
        assertThat(applied.code()).as("%s", applied).isEqualTo(ExitCode.SAFE);
        assertThat(applied.out()).contains("add to vault \"office-disks-1\"");
    }

    @Test
    void apply_memberThatIsNoLongerWanted_staysUntilItIsNamed() throws IOException {
        Cli cli = Cli.withDemo();
        cli.run("apply", write(protecting("analytics, extra")).toString());
        cli.clouds().demo().addDisk("other", DataSize.gib(10));
        String both = write(protecting("analytics, other")).toString();
        assertThat(cli.run("apply", both).code()).isEqualTo(ExitCode.SAFE);
        assertThat(cli.run("take", "--tagged", "app=office", "--key", "before").out())
                .contains("disk-12 \"analytics\" is backed up");
        String one = write(protecting("other")).toString();

        Cli.Result refused = cli.run("apply", one);
        assertThat(refused.code()).as("%s", refused).isEqualTo(ExitCode.FINDINGS);
        assertThat(refused.err()).contains("--removing disk:disk-12");
        assertThat(cli.runAnswering("\n", "apply", one).code()).isEqualTo(ExitCode.FINDINGS);
        assertThat(vaultOf(cli, "analytics")).isNotNull();

        Cli.Result allowed = cli.runAnswering("disk:disk-12\n", "apply", one);
        assertThat(allowed.err()).contains("Type disk:disk-12 to allow it");
        assertThat(allowed.code()).as("%s", allowed).isEqualTo(ExitCode.SAFE);
        assertThat(vaultOf(cli, "analytics")).isNull();
    }

    @Test
    void take_vault_eachMemberHasARestorePoint() {
        Cli.Result take = Cli.withDemo().run("take", "--vault", "vault-2", "--named", "by hand");

        assertThat(take.code()).as("%s", take).isEqualTo(ExitCode.SAFE);
        assertThat(take.out()).contains("Backed up: run", "disk:disk-5", "disk:disk-6", "AVAILABLE");
        assertThat(take.err()).contains("backing up: 0 %, 0 of 2 members done", " left");
    }

    @Test
    void take_resources_inTheirVaults() {
        Cli cli = Cli.withDemo();

        Cli.Result take = cli.run("take", "orders-db", "server:server-1", "--key", "before-the-change");
        assertThat(take.code()).as("%s", take).isEqualTo(ExitCode.SAFE);
        assertThat(take.out())
                .contains("disk disk-5 \"orders-db\" is backed up", "server server-1 \"web-1\" is backed up");
        assertThat(take.err())
                .contains("backing up: 0 %, 0 of 2 runs done; the slowest: 0 of 1 member done")
                .containsPattern("the slowest: 0 of 1 member done, about \\d+ min left")
                .contains("100 %, 2 of 2 runs done");
        Cli.Result again = cli.run("take", "orders-db", "server:server-1", "--key", "before-the-change");
        assertThat(again.out()).isEqualTo(take.out());
        assertThat(cli.run("take", "analytics").err()).contains("analytics (disk:disk-12) is in no vault");
        assertThat(cli.run("take", "analytics", "--vault", "vault-2").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void progress_ofMany_saysWhatIsDoneOfTheOneThatRuns() {
        StringWriter said = new StringWriter();
        PrintWriter err = new PrintWriter(said, true);
        try (ProgressView view = new ProgressView(
                new Terminal(new BufferedReader(new StringReader("")), err, err, false, Terminal.UNLIMITED),
                "backing up")) {
            view.show(new ProgressOfAll(1, 0, 1, 60, Duration.ofMinutes(6), "backing up: 3 of 8 members done"));
            view.show(new ProgressOfAll(1, 1, 2, 70, null, "waiting for the snapshot"));
            view.show(new ProgressOfAll(4, 0, 0, 100, Duration.ZERO, null));
        }

        assertThat(said.toString().lines())
                .containsExactly(
                        "backing up: 60 %, 1 of 2 runs done; 3 of 8 members done, about 6 min left",
                        "backing up: 70 %, 1 of 4 runs done, 1 failed; the slowest: waiting for the snapshot",
                        "backing up: 100 %, 4 of 4 runs done");
    }

    @Test
    void progress_atATerminal_timeThatIsLeftIsNeverCutOff() {
        StringWriter said = new StringWriter();
        PrintWriter err = new PrintWriter(said, true);
        try (ProgressView view = new ProgressView(
                new Terminal(new BufferedReader(new StringReader("")), err, err, true, 80), "backing up")) {
            view.show(new ProgressOfAll(1, 0, 1, 60, Duration.ofMinutes(6), "backing up: 3 of 8 members done"));
            Instant begun = Instant.parse("2026-11-30T02:00:00Z");
            view.show(new Progress(Progress.Phase.RUNNING, 0, "backing up: 0 of 2 members done", begun));
            view.show(new Progress(
                    Progress.Phase.RUNNING, 50, "backing up: 0 of 2 members done", begun.plusSeconds(3_600)));
            view.show(
                    new Progress(Progress.Phase.RUNNING, 75, "restoring: creating the disk", begun.plusSeconds(3_600)));
            view.show(new Progress(
                    Progress.Phase.RUNNING, 75, "attaching the disk to the server it was", begun.plusSeconds(3_600)));
        }

        List<String> lines = List.of(said.toString().split("\r\u001b\\[K", -1));
        assertThat(lines.get(1)).isEqualTo("backing up  [#########-------]  60 %  1 of 2 runs done, about 6 min left");
        assertThat(lines.get(3)).isEqualTo("backing up  [########--------]  50 %  0 of 2 members done, about 1 h left");
        assertThat(lines.get(4))
                .isEqualTo("backing up  [############----]  75 %  restoring: creating the disk, 20 min left");
        assertThat(lines.get(5))
                .hasSize(79)
                .isEqualTo("backing up  [############----]  75 %  attaching the disk to the s~, 20 min left");
    }

    @Test
    void take_tagged_notDoneInTime_saysHowToGoOnWithoutDoubles() {
        Cli cli = Cli.withDemo();

        Cli.Result started = cli.run("take", "--tagged", "app=shop", "--timeout", "60s", "--key", "now");
        assertThat(started.code()).as("%s", started).isEqualTo(ExitCode.STILL_RUNNING);
        assertThat(started.err()).contains("But this cloud is in memory, and ends with this process");
        Cli.Result json = cli.run("take", "--tagged", "app=shop", "--timeout", "60s", "--key", "now", "--json");
        assertThat(json.json().get("key").asText()).isEqualTo("now");
        assertThat(json.json().has("continueWith"))
                .as("this cloud ends with its process")
                .isFalse();
        assertThat(json.json().get("runningTokens")).isNotEmpty();
        assertThat(cli.run("take", "--tagged", "app=shop", "--key", "now").out())
                .contains("disk disk-5 \"orders-db\" is backed up");
    }

    @Test
    void take_tagged_saysWhatNobodyHolds() {
        Cli.Result take = Cli.withDemo().run("take", "--tagged", "app=office");

        assertThat(take.code()).as("%s", take).isEqualTo(ExitCode.FINDINGS);
        assertThat(take.out()).contains("disk-12 \"analytics\" was not backed up", "is backed up");
    }

    @Test
    void take_noWait_printsTokenAndGoesOnInTheSameProcess() {
        Cli cli = Cli.withDemo();
        Cli.Result started = cli.run("take", "--vault", "vault-2", "--no-wait", "--json");

        assertThat(started.code()).as("%s", started).isEqualTo(ExitCode.STILL_RUNNING);
        assertThat(started.err()).contains("in memory");
        Cli.Result resumed =
                cli.run("operations", "resume", started.json().get("token").asText());
        assertThat(resumed.code()).as("%s", resumed).isEqualTo(ExitCode.SAFE);
        assertThat(resumed.out()).contains("Backed up: run");
    }

    @Test
    void take_failingMember_isAFinding() {
        Cli cli = Cli.withDemo();
        cli.clouds().demo().faults().failNext(Work.BACKUP, "BackupService.9900", "the storage is down");

        Cli.Result take = cli.run("take", "--vault", "vault-2");

        assertThat(take.code()).as("%s", take).isIn(ExitCode.FINDINGS, ExitCode.FAILED);
        assertThat(take.toString()).contains("the storage is down");
    }

    @Test
    void restore_toNewDisk_dryRunFirst() {
        Cli cli = Cli.withDemo();

        Cli.Result dry = cli.run("restore", "--newest-of", "orders-db", "--to-disk", "orders-again", "--dry-run");
        assertThat(dry.code()).as("%s", dry).isEqualTo(ExitCode.SAFE);
        assertThat(dry.out()).contains("preflight", "overwrites: no disk");
        assertThat(cli.clouds().demo().disks()).hasSize(11);
        Cli.Result restored = cli.run("restore", "--newest-of", "orders-db", "--to-disk", "orders-again");
        assertThat(restored.code()).as("%s", restored).isEqualTo(ExitCode.SAFE);
        assertThat(restored.out()).startsWith("Restored to disk:");
        assertThat(cli.clouds().demo().disks()).hasSize(12);
    }

    @Test
    void take_vaultByName_isThatVault_andANameOfTwoIsRefused() {
        Cli cli = Cli.withDemo();

        Cli.Result taken = cli.run("take", "--vault", "shop-data");
        assertThat(taken.code()).as("%s", taken).isEqualTo(ExitCode.SAFE);
        assertThat(taken.out()).contains("in vault vault-2").containsPattern("orders-db +disk:disk-5 ");

        try (CloudBackup backup = cli.clouds().demo().reopen()) {
            var unused = backup.vaults().create(VaultSpec.forDisks("shop-data", DataSize.gib(10)));
        }
        Cli.Result twice = cli.run("take", "--vault", "shop-data");
        assertThat(twice.code()).as("%s", twice).isEqualTo(ExitCode.USAGE);
        assertThat(twice.err()).contains("is the name of the vaults ").contains("vault-2 and ");
        assertThat(cli.run("take", "--vault", "vault-2").code()).isEqualTo(ExitCode.SAFE);
    }

    @Test
    void take_ofMany_saysTheNamesOfDisksAndServers() {
        assertThat(Cli.withDemo().run("take", "orders-db", "web-1").out())
                .contains("disk disk-5 \"orders-db\" is backed up", "server server-1 \"web-1\" is backed up");
    }

    @Test
    void restore_overwriteByName_isRefusedWithTheIdToWrite() {
        Cli.Result named = LOOKING.run("restore", "--newest-of", "orders-db", "--overwrite", "orders-db");

        assertThat(named.code()).as("%s", named).isEqualTo(ExitCode.USAGE);
        assertThat(named.err()).contains("named by its id: disk:disk-5");
    }

    @Test
    void restore_inPlace_needsTheNameOfWhatIsOverwritten() {
        Cli cli = Cli.withDemo();
        String[] words = {"restore", "--newest-of", "orders-db", "--in-place"};

        Cli.Result unasked = cli.run(words);
        assertThat(unasked.code()).as("%s", unasked).isEqualTo(ExitCode.FINDINGS);
        assertThat(unasked.err()).contains("what was written to it", "--overwrite disk:disk-5");
        assertThat(cli.runAnswering("yes\n", words).code()).isEqualTo(ExitCode.FINDINGS);
        assertThat(restores(cli)).isZero();

        assertThat(cli.runAnswering("disk:disk-5\n", words).code()).isEqualTo(ExitCode.SAFE);
        assertThat(cli.run("restore", "--newest-of", "orders-db", "--overwrite", "disk:disk-5")
                        .code())
                .isEqualTo(ExitCode.SAFE);
        assertThat(restores(cli)).isEqualTo(2);
    }

    @Test
    void drill_held_isEvidenceForPosture() {
        Cli cli = Cli.withDemo();
        String report = folder.resolve("drill.txt").toString();

        Cli.Result drill = cli.run("drill", "ledger", "--check", "true", "--rto", "2h", "--evidence", report);
        assertThat(drill.code()).as("%s", drill).isEqualTo(ExitCode.SAFE);
        assertThat(cli.clouds().demo().disks()).hasSize(11);
        JsonNode posture = cli.run("posture", "--proven-within", "90d", "--evidence", report, "--json")
                .json();
        assertThat(posture.get("findings"))
                .noneMatch(finding -> finding.get("id").asText().contains("UNPROVEN")
                        && finding.get("subject").get("name").asText().equals("ledger"));
    }

    @Test
    void drill_checkThatTakesAWhile_isWaitedForThoughTheClockIsFast() {
        Cli.Result drill = Cli.withDemo().run("drill", "ledger", "--check", "sleep 2", "--rto", "2h");

        assertThat(drill.code()).as("%s", drill).isEqualTo(ExitCode.SAFE);
    }

    @Test
    void drill_failingCheck_isAFindingAndCleansUp() {
        Cli cli = Cli.withDemo();

        Cli.Result drill = cli.run("drill", "ledger", "--check", "test \"$BACKUP4J_RESTORED\" = nothing");

        assertThat(drill.code()).as("%s", drill).isEqualTo(ExitCode.FINDINGS);
        assertThat(cli.clouds().demo().disks()).hasSize(11);
        assertThat(cli.run("drill", "web-1").err()).contains("a network of its own");
    }

    @Test
    void posture_badEvidence_isRefusedWithItsFile() throws IOException {
        Path file = folder.resolve("evidence.txt");
        Files.writeString(file, "all is well");

        Cli.Result posture = LOOKING.run("posture", "--evidence", file.toString());

        assertThat(posture.code()).isEqualTo(ExitCode.USAGE);
        assertThat(posture.err()).contains("evidence.txt:1:1: ");
    }

    @Test
    void plan_mistypedTag_notInSync() throws IOException {
        Cli cli = Cli.withDemo();
        Path file = write("""
            protections:
              shop:
                select: {tags: {tier: glod}}
                every: every day at 03:00 UTC
                keeping: the 7 newest
                vaults: {factor: 2.0}
            """);

        Cli.Result plan = cli.run("plan", file.toString());
        Cli.Result applied = cli.run("apply", file.toString());

        assertThat(plan.code()).as("%s", plan).isEqualTo(ExitCode.FINDINGS);
        assertThat(plan.out()).contains("no disk or server is selected").doesNotContain("in sync");
        assertThat(cli.run("plan", file.toString(), "--json")
                        .json()
                        .get(0)
                        .get("inSync")
                        .asBoolean())
                .isFalse();
        assertThat(applied.code()).as("%s", applied).isEqualTo(ExitCode.SAFE);
        assertThat(applied.out()).contains("nothing to apply: no disk or server is selected");
    }

    @Test
    void demo_walksThroughEverything() {
        Path page = folder.resolve("page.html");

        Cli.Result demo = Cli.withDemo().run("demo", "--html", page.toString());

        assertThat(demo.code()).as("%s", demo).isEqualTo(ExitCode.SAFE);
        assertThat(demo.out())
                .contains("$ backup4j posture", "$ backup4j apply", "$ backup4j drill", "'the 21 newest'")
                .contains("in sync", "[exit code 0]", "[exit code 1]")
                .doesNotContain("[exit code 2]", "[exit code 3]", "[exit code 4]");
        assertThat(page).content().contains("1 of 1", "drills held");
    }

    @Test
    void apply_vaultPaidInAdvance_buysOnlyWhatIsNamed() throws IOException {
        Cli cli = Cli.withDemo();
        String file = write(protecting("analytics")).toString();
        assertThat(cli.run("apply", file).code()).isEqualTo(ExitCode.SAFE);
        Resource disk = Resource.disk("disk-12");
        try (CloudBackup backup = cli.clouds().demo().reopen()) {
            VaultId vault = requireNonNull(backup.resources().get(disk).vault());
            backup.vaults().subscribe(vault, Subscription.months(1)).await(Duration.ofHours(1));
        }
        cli.clouds().demo().enlarge((Resource.Disk) disk, DataSize.gib(600));

        Cli.Result refused = cli.run("apply", file);
        assertThat(refused.code()).as("%s", refused).isEqualTo(ExitCode.FINDINGS);
        Matcher option = Pattern.compile("--buying '(\\S+=1200 GiB)'").matcher(refused.err());
        assertThat(option.find()).as("%s", refused).isTrue();
        assertThat(cli.runAnswering("yes\n", "apply", file).code()).isEqualTo(ExitCode.FINDINGS);
        assertThat(cli.run("apply", file, "--buying", option.group(1).replace("1200", "1199"))
                        .code())
                .isEqualTo(ExitCode.FINDINGS);

        Cli.Result bought = cli.run("apply", file, "--buying", option.group(1));
        assertThat(bought.code()).as("%s", bought).isEqualTo(ExitCode.SAFE);
    }

    @Test
    void operations_failuresBeyondTheMostThatAreShown_areFindings() {
        Cli.Result cut = LOOKING.run("operations", "--since", "30d", "--most", "1");

        assertThat(cut.out()).doesNotContain("FAILED", "SKIPPED");
        assertThat(cut.err()).containsPattern("\\d+ more are not shown, of which [1-9]\\d* failed or were skipped");
        assertThat(cut.code()).as("%s", cut).isEqualTo(ExitCode.FINDINGS);
        assertThat(LOOKING.run("operations", "--since", "PT-5H").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void drill_checkThatReads_isNotWaitedFor() {
        assertThat(Cli.withDemo()
                        .run("drill", "ledger", "--check", "cat", "--rto", "2h")
                        .code())
                .isEqualTo(ExitCode.SAFE);
    }

    @Test
    void apply_policyWithoutAName_isNotAllowedByEnterAlone() {
        Step step = new Step.RemoveMember(
                "remove-1", Set.of(), "why", new Step.VaultTarget("v", null), Resource.disk("d"), Set.of(), List.of());

        assertThat(ApplyCommand.typeable("nightly", step)).isEqualTo("nightly");
        assertThat(ApplyCommand.typeable("", step)).isEqualTo("remove-1");
        assertThat(ApplyCommand.typeable(" nightly", step)).isEqualTo("remove-1");
    }

    @Test
    void demo_commandThatFails_doesNotEndAsIfAllWereWell() {
        Cli cli = Cli.withDemo();
        cli.clouds().demo().faults().failNext(Call.RESTORE_POINTS_PREFLIGHT, new Denied("the key was withdrawn"));

        Cli.Result demo = cli.run("demo");

        assertThat(demo.out()).contains("[exit code 3]");
        assertThat(demo.code()).as("%s", demo).isEqualTo(ExitCode.FAILED);
        assertThat(cli.run("demo", "--serve", "--speed", "0").err()).contains("--speed is 0");
    }

    @Test
    void take_diskOfAServer_saysWhichServer_and_theSameDiskTwice_isTakenOnce() {
        Cli cli = Cli.withDemo();

        assertThat(cli.run("take", "web-1-data").err())
                .contains("web-1-data (disk:disk-2) is backed up with its server; take server:server-1");
        Cli.Result twice = cli.run("take", "orders-db", "disk:disk-5");
        assertThat(twice.code()).as("%s", twice).isEqualTo(ExitCode.SAFE);
    }

    @Test
    void demo_builtTwice_isTheSame() {
        assertThat(Cli.withDemo().run("posture", "--json").out())
                .isEqualTo(LOOKING.run("posture", "--json").out());
    }

    @Test
    void take_taggedWithoutTime_isRefusedAsItWouldStartNothing() {
        assertThat(LOOKING.run("take", "--tagged", "app=shop", "--no-wait").code())
                .isEqualTo(ExitCode.USAGE);
        Cli.Result take = LOOKING.run("take", "--tagged", "app=shop", "--timeout", "0s");
        assertThat(take.code()).as("%s", take).isEqualTo(ExitCode.USAGE);
        assertThat(take.err()).contains("starts no backup");
    }

    @Test
    void take_tagGivenTwice_isRefusedAsTheLaterValueWouldReplaceTheEarlier() {
        Cli cli = Cli.withDemo();

        Cli.Result take = cli.run("take", "--tagged", "app=office", "--tagged", "app=shop", "--key", "k");
        assertThat(take.code()).as("%s", take).isEqualTo(ExitCode.USAGE);
        assertThat(take.err()).contains("--tagged app is given twice: \"office\", then \"shop\"; give it once");
        assertThat(cli.run("take", "--tagged", "app").err()).contains("--tagged is \"app\"; write KEY=VALUE");
        assertThat(cli.run("take", "--tagged", "=shop").code()).isEqualTo(ExitCode.USAGE);
        Cli.Result same = cli.run("take", "--tagged", "app=shop", "--tagged", "app=shop");
        assertThat(same.code()).as("%s", same).isEqualTo(ExitCode.SAFE);
    }

    @Test
    void apply_purchaseForOneVaultGivenTwice_isRefusedBeforeAnythingIsBought() throws IOException {
        Cli cli = Cli.withDemo();
        String file = write(protecting("analytics")).toString();

        Cli.Result apply = cli.run("apply", file, "--buying", "vault-1=200 GiB", "--buying", "vault-1=900 GiB");

        assertThat(apply.code()).as("%s", apply).isEqualTo(ExitCode.USAGE);
        assertThat(apply.err()).contains("--buying vault-1 is given twice: \"200 GiB\", then \"900 GiB\"");
        assertThat(vaultOf(cli, "analytics")).isNull();
    }

    @Test
    void fileThatCannotBeRead_isAWrongArgumentAndNothingIsDone() {
        String missing = folder.resolve("no-such-file").toString();
        for (String[] words : new String[][] {
            {"plan", folder.toString()},
            {"apply", folder.toString()},
            {"posture", "--evidence", folder.toString()},
            {"posture", "--evidence", missing},
            {"plan", missing}
        }) {
            Cli.Result result = LOOKING.run(words);
            assertThat(result.code()).as("%s", result).isEqualTo(ExitCode.USAGE);
            assertThat(result.err()).contains(words[words.length - 1] + ":1:1: ");
        }
    }

    @Test
    void drill_checkAtItsDeadline_isKilledAndNotGood() throws IOException, InterruptedException {
        TimeSource time = InMemoryCloud.create().time();
        Resource disk = Resource.disk("d");

        assertThat(new ShellCheck("sleep 20", time).verify(disk, time.now().plusMillis(200)))
                .as("a check that had 200 ms")
                .isFalse();
        assertThat(new ShellCheck("true", time).verify(disk, time.now().plus(Duration.ofHours(1))))
                .isTrue();
    }

    @Test
    void take_startOfWhichTheOutcomeIsUnknown_saysTheKeyByWhichItIsRepeated() {
        Cli cli = Cli.withDemo();
        cli.clouds().demo().faults().failNext(Call.RESTORE_POINTS_TAKE, new Unavailable("the line is down"));

        Cli.Result take = cli.run("take", "--vault", "vault-2", "--named", "by hand");

        assertThat(take.code()).as("%s", take).isEqualTo(ExitCode.FAILED);
        assertThat(take.err())
                .contains("It is not known whether the work was started", "the line is down")
                .contains("this cloud is in memory");
    }

    @Test
    void take_pollThatIsDenied_printsTheTokenAsTheWorkGoesOn() {
        Cli cli = Cli.withDemo();
        cli.clouds().demo().faults().failNext(Call.OPERATIONS_POLL, new Denied("you may not look"));

        Cli.Result take = cli.run("take", "--vault", "vault-2", "--json");

        assertThat(take.code()).as("%s", take).isEqualTo(ExitCode.FAILED);
        assertThat(take.err())
                .contains("It is not known whether the work is still running", "you may not look")
                .doesNotContain("Still running");
        assertThat(take.json().has("running")).isFalse();
        assertThat(cli.run("operations", "resume", take.json().get("token").asText())
                        .code())
                .isEqualTo(ExitCode.SAFE);
    }

    @Test
    void take_refusedStart_saysNothingOfGoingOn() {
        Cli cli = Cli.withDemo();
        cli.clouds().demo().faults().failNext(Call.RESTORE_POINTS_TAKE, new Denied("you may not"));

        assertThat(cli.run("take", "--vault", "vault-2").err())
                .contains("you may not")
                .doesNotContain("--key");
    }

    @Test
    void restore_negativeOrEndlessTime_isRefusedBeforeAnythingIsOverwritten() {
        Cli cli = Cli.withDemo();

        for (String time : List.of("PT-1S", "-5s", "9999999d", "P4000D")) {
            Cli.Result restore =
                    cli.run("restore", "--newest-of", "orders-db", "--overwrite", "disk:disk-5", "--timeout", time);
            assertThat(restore.code()).as("%s", restore).isEqualTo(ExitCode.USAGE);
        }
        assertThat(restores(cli)).isZero();
    }

    @Test
    void restore_sameKeyWhileItRuns_goesOnWithIt() {
        Cli cli = Cli.withDemo();
        String[] words = {"restore", "--point", newest(cli, "orders-db"), "--overwrite", "disk:disk-5", "--key", "k"};
        List<String> first = new ArrayList<>(List.of(words));
        first.add("--no-wait");
        assertThat(cli.run(first.toArray(String[]::new)).code()).isEqualTo(ExitCode.STILL_RUNNING);

        Cli.Result keyless = cli.run(Arrays.copyOf(words, words.length - 2));
        assertThat(keyless.code()).as("%s", keyless).isEqualTo(ExitCode.FINDINGS);
        Cli.Result same = cli.run(words);

        assertThat(same.code()).as("%s", same).isEqualTo(ExitCode.SAFE);
        assertThat(same.err()).contains("this command");
        assertThat(restores(cli)).isEqualTo(1);
    }

    @Test
    void restore_keyOfAnotherWhileItRuns_isRefused() {
        Cli cli = Cli.withDemo();
        String[] first = {"restore", "--newest-of", "orders-db", "--overwrite", "disk:disk-5", "--key", "k", "--no-wait"
        };
        assertThat(cli.run(first).code()).isEqualTo(ExitCode.STILL_RUNNING);

        Cli.Result other =
                cli.run("restore", "--newest-of", "orders-db", "--overwrite", "disk:disk-5", "--key", "another");

        assertThat(other.code()).as("%s", other).isEqualTo(ExitCode.FAILED);
        assertThat(restores(cli)).isEqualTo(1);
    }

    @Test
    void restore_optionsOfAnotherTarget_areRefused() {
        String[][] wrong = {
            {"--to-disk", "again", "--detaching-first"},
            {"--to-disk", "again", "--network", "n", "--subnet", "s"},
            {"--overwrite", "disk:disk-5", "--attach-to", "web-1"},
            {"--to-server", "again"},
            {"--to-server", "again", "--network", "n"},
        };
        for (String[] options : wrong) {
            List<String> words = new ArrayList<>(List.of("restore", "--newest-of", "orders-db"));
            words.addAll(List.of(options));
            Cli.Result restore = LOOKING.run(words.toArray(String[]::new));
            assertThat(restore.code()).as("%s: %s", words, restore).isEqualTo(ExitCode.USAGE);
        }
    }

    @Test
    void drill_evidenceThatIsThere_isRefusedBeforeTheDrill() throws IOException {
        Cli cli = Cli.withDemo();
        Path file = Files.writeString(folder.resolve("report.txt"), "precious");

        Cli.Result drill = cli.run("drill", "ledger", "--evidence", file.toString());

        assertThat(drill.code()).as("%s", drill).isEqualTo(ExitCode.USAGE);
        assertThat(file).hasContent("precious");
        String nowhere = folder.resolve("no/such/folder").toString();
        assertThat(cli.run("drill", "ledger", "--evidence", nowhere).code()).isEqualTo(ExitCode.USAGE);
        assertThat(cli.clouds().demo().disks()).hasSize(11);
    }

    @Test
    void drill_notDoneInTime_isRepeatedOrSwept() {
        Cli cli = Cli.withDemo();

        Cli.Result begun = cli.run("drill", "ledger", "--rto", "2h", "--key", "d-1", "--timeout", "60s", "--json");
        assertThat(begun.code()).as("%s", begun).isEqualTo(ExitCode.STILL_RUNNING);
        assertThat(begun.json().get("key").asText()).isEqualTo("d-1");
        assertThat(begun.json().get("running").asBoolean()).isTrue();
        assertThat(begun.json().has("continueWith")).isFalse();
        cli.clouds().demo().time().advance(Duration.ofDays(2));

        Cli.Result swept = cli.run("drill", "--sweep");
        assertThat(swept.code()).as("%s", swept).isEqualTo(ExitCode.SAFE);
        assertThat(swept.out()).contains("sweep: 1 found, 1 deleted");
        assertThat(cli.run("drill").code()).isEqualTo(ExitCode.USAGE);
        assertThat(cli.run("drill", "ledger", "--sweep").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void apply_secondProtectionFails_firstResultIsShownAndItIsNoWrongUse() throws IOException {
        for (boolean asJson : new boolean[] {false, true}) {
            Cli cli = Cli.withDemo();
            String more = protecting("extra").replace("protections:\n", "").replace("data:", "more:");
            Path file = write(protecting("analytics") + more);
            cli.clouds().demo().addDisk("extra", DataSize.gib(10));
            cli.clouds().demo().faults().failNext(Call.POLICIES_ATTACH, new Denied("you may not"));

            Cli.Result applied =
                    asJson ? cli.run("apply", file.toString(), "--json") : cli.run("apply", file.toString());

            assertThat(applied.code()).as("%s", applied).isEqualTo(ExitCode.FAILED);
            if (asJson) {
                assertThat(applied.json().get(0).get("protection").asText()).isEqualTo("data");
            } else {
                assertThat(applied.out()).contains("you may not");
            }
        }
    }

    @Test
    void demoByDefault_saysThatTheCloudIsMadeUp() {
        assertThat(LOOKING.run("posture").err()).contains("a made-up cloud");
        assertThat(LOOKING.run("posture", "--cloud", "memory:demo").err()).doesNotContain("made-up");
    }

    @Test
    void namesWithEscapes_doNotReachTheTerminal() {
        Cli cli = Cli.withDemo();
        cli.clouds().demo().addDisk("evil\u009b31m\u202egnp\u001b]0;x\u0007", DataSize.gib(10));

        for (String[] words : new String[][] {{"posture"}, {"posture", "--json"}}) {
            Cli.Result posture = cli.run(words);
            assertThat(posture.out()).contains("evil").doesNotContain("\u009b", "\u202e", "\u001b", "\u0007");
        }
        assertThat(cli.run("posture", "--json").json().toString()).contains("evil\u009b31m");
    }

    @Test
    void error_ofTheMachine_doesNotEndAsFindings() {
        Cli cli = Cli.on(new Clouds(address -> {
            throw new StackOverflowError("too deep");
        }));

        Cli.Result posture = cli.run("posture", "--cloud", "any:");

        assertThat(posture.code()).as("%s", posture).isEqualTo(ExitCode.FAILED);
        assertThat(posture.err()).contains("too deep");
    }

    @Test
    void words_quoted_areOneWordOfTheShell() {
        assertThat(Words.quoted("app=shop")).isEqualTo("app=shop");
        assertThat(Words.quoted("my file's; rm -r")).isEqualTo("'my file'\\''s; rm -r'");
        assertThat(Words.quoted("")).isEqualTo("''");
    }

    @Test
    void whatIf_saysWhatItAssumes() {
        Cli.Result today = LOOKING.run("what-if", "--ahead", "P30D", "--json");

        assertThat(today.json().isArray()).isTrue();
        assertThat(today.err()).contains("1 GiB a day", "--growth");
        assertThat(LOOKING.run("what-if", "--ahead", "P30D", "--growth", "2 GiB")
                        .err())
                .doesNotContain("--growth");
    }

    @Test
    void drill_nothingToRestoreOrDeniedAtTheStart_saysNothingOfGoingOn() {
        Cli cli = Cli.withDemo();
        for (String[] words : new String[][] {{"drill", "analytics", "--json"}, {"drill", "ledger", "--json"}}) {
            cli.clouds().demo().faults().failNext(Call.RESTORE_POINTS_LIST, new Denied("you may not"));
            Cli.Result drill = cli.run(words);

            assertThat(drill.code()).as("%s", drill).isEqualTo(ExitCode.FAILED);
            assertThat(drill.out()).as("%s", drill).isEmpty();
            assertThat(drill.err()).contains("you may not").doesNotContain("not ended", "not known", "same key");
            cli.clouds().demo().faults().clear();
        }
        Cli.Result none = cli.run("drill", "analytics", "--json");
        assertThat(none.code()).as("%s", none).isEqualTo(ExitCode.FAILED);
        assertThat(none.out()).as("%s", none).isEmpty();
        assertThat(none.err()).contains("restore point").doesNotContain("not ended", "same key");
    }

    @Test
    void bugWhileItWaits_tokenAndKeyAreNotLost() {
        Cli cli = Cli.withDemo();
        Cli.Result take = cli.runWithBug("backing up: ", "take", "--vault", "vault-2", "--json");
        assertThat(take.code()).as("%s", take).isEqualTo(ExitCode.FAILED);
        assertThat(take.err())
                .contains("a bug in this program", "the bug", "not known whether the work is still running");
        assertThat(cli.run("operations", "resume", take.json().get("token").asText())
                        .code())
                .isEqualTo(ExitCode.SAFE);

        Cli.Result many = cli.runWithBug("backing up: ", "take", "--tagged", "app=shop", "--key", "k", "--json");
        assertThat(many.code()).as("%s", many).isEqualTo(ExitCode.FAILED);
        assertThat(many.json().get("key").asText()).isEqualTo("k");
        assertThat(many.err()).contains("A backup run was started: operation ", "Backups that were started continue");
        for (JsonNode token : many.json().get("startedTokens")) {
            assertThat(cli.run("operations", "resume", token.asText()).code()).isEqualTo(ExitCode.SAFE);
        }
        assertThat(many.json().get("startedTokens")).isNotEmpty();

        Cli.Result drill = cli.runWithBug("drilling: ", "drill", "ledger", "--key", "d-1", "--json");
        assertThat(drill.code()).as("%s", drill).isEqualTo(ExitCode.FAILED);
        assertThat(drill.json().get("key").asText()).isEqualTo("d-1");
        assertThat(drill.json().has("running")).isFalse();
        assertThat(drill.err()).contains("It is not known how far the drill is. Repeat it with the same key");
    }

    @Test
    void apply_bugInTheMiddle_saysWhatWasApplied() throws IOException {
        String more = protecting("extra").replace("protections:\n", "").replace("data:", "more:");
        Cli cli = Cli.withDemo();
        cli.clouds().demo().addDisk("extra", DataSize.gib(10));
        String file = write(protecting("analytics") + more).toString();

        Cli.Result json = cli.runWithBug(" 1 of ", "apply", file, "--json");

        assertThat(json.code()).as("%s", json).isEqualTo(ExitCode.FAILED);
        assertThat(json.json()).hasSize(2);
        assertThat(json.json().get(0).get("steps").findValuesAsText("outcome"))
                .startsWith("applied", "notTried")
                .endsWith("notTried");
        assertThat(json.json().get(0).get("complete").asBoolean()).isFalse();
        assertThat(json.json().get(1).findValuesAsText("outcome")).isNotEmpty().containsOnly("notTried");
        assertThat(json.err()).contains("Not all was applied. What was applied stays:\n  applied: ", "the bug");
        assertThat(cli.run("apply", file).code()).isEqualTo(ExitCode.SAFE);
    }

    @Test
    void journal_lastStepEndedBeforeTheEnd_isComplete() throws IOException {
        Cli cli = Cli.withDemo();
        try (CloudBackup backup = cli.clouds().demo().reopen()) {
            Plan plan =
                    ProtectionFile.read(write(protecting("analytics"))).get(0).plan(backup);
            ApplyJournal journal = new ApplyJournal(List.of(plan));
            journal.begin(plan);
            for (Step step : plan.steps()) {
                assertThat(journal.code()).isEmpty();
                assertThat(journal.cutShort("interrupted", "go on")
                                .get(0)
                                .get("complete")
                                .asBoolean())
                        .isFalse();
                journal.beginStep();
                journal.add(new PlanResult.Entry(step, new PlanResult.Outcome.Applied()));
            }

            JsonNode all = journal.cutShort("interrupted", "go on").get(0);
            assertThat(all.get("complete").asBoolean()).isTrue();
            assertThat(all.has("continueWith")).isFalse();
            assertThat(journal.code()).hasValue(ExitCode.SAFE);
        }
    }

    /** As after an interrupt, when the members of the vault cannot be read. */
    @Test
    void fleetResult_unlistedVault_isShownWithItsToken() {
        UnlistedVault running = new UnlistedVault(new VaultId("v"), "its run continues", "token-1", null);
        UnlistedVault unknown = new UnlistedVault(
                new VaultId("w"),
                "not known",
                null,
                new AmbiguousOutcome("lost", null, BackupException.Detail.NONE, null));
        FleetResult result = new FleetResult(List.of(), List.of(running, unknown), Map.of());

        JsonNode json = JsonViews.of(result);
        assertThat(json.get("unlisted").get(0).get("vault").asText()).isEqualTo("v");
        assertThat(json.get("unlisted").get(0).get("token").asText()).isEqualTo("token-1");
        assertThat(json.get("runningTokens")).hasSize(1);
        assertThat(Reports.of(result)).isEqualTo("vault v: its run continues\nvault w: not known\n");
        assertThat(TakeCommand.unknown(result)).isTrue();
    }

    @Test
    void takeOfMany_startOfWhichTheOutcomeIsUnknown_isNotSaidToHaveEnded() {
        FleetResult result = new FleetResult(
                List.of(new FleetOutcome.Failed(
                        Resource.disk("d"),
                        new VaultId("v"),
                        "not known",
                        new AmbiguousOutcome("lost", null, BackupException.Detail.NONE, null))),
                List.of(),
                Map.of());

        assertThat(TakeCommand.unknown(result)).isTrue();
        assertThat(TakeCommand.state(false, true)).contains("not known").doesNotContain("No backup");
        Cli cli = Cli.withDemo();
        cli.clouds()
                .demo()
                .faults()
                .failNext(
                        Call.RESTORE_POINTS_TAKE,
                        new AmbiguousOutcome("lost", null, BackupException.Detail.NONE, null));
        Cli.Result take = cli.run("take", "orders-db", "--key", "k", "--json");
        assertThat(take.code()).as("%s", take).isEqualTo(ExitCode.FAILED);
        assertThat(take.json().has("running")).isFalse();
        assertThat(take.err()).contains("It is not known whether each backup was started");
    }

    // ---- parts

    private Path write(String text) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "protections", ".yaml"), text);
    }

    private static String protecting(String names) {
        return """
            protections:
              data:
                select: {names: [%s]}
                every: every day at 02:00
                keeping: for 30 days
            """.formatted(names);
    }

    private static @Nullable Object vaultOf(Cli cli, String name) {
        try (var backup = cli.clouds().demo().reopen()) {
            cli.clouds().demo().time().advance(Duration.ofMinutes(30));
            return backup.resources().get(ResourceNames.find(backup, name)).vault();
        }
    }

    private static String newest(Cli cli, String name) {
        try (var backup = cli.clouds().demo().reopen()) {
            return backup.restorePoints()
                    .newest(ResourceNames.find(backup, name))
                    .orElseThrow()
                    .id()
                    .value();
        }
    }

    private static long restores(Cli cli) {
        try (var backup = cli.clouds().demo().reopen()) {
            assertThat(backup.restorePoints().list(RestorePointFilter.all())).isNotEmpty();
            return backup.operations()
                    .list(OperationFilter.all().ofKind(OperationRecord.Kind.RESTORE))
                    .count();
        }
    }
}
