package io.github.backup4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.BackupListener;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Subscription;
import io.github.backup4j.Temporary;
import io.github.backup4j.VaultId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.ThrowingConsumer;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What each option changes. An option of which there is no case here fails {@link #everyOption_hasACase}. */
class OptionsTest {
    /** What all commands that use a cloud have, or all commands. */
    private static final Set<String> COMMON = Set.of("--cloud", "--json", "--help", "--version");

    private static final String[] DRILL = {"drill", "ledger", "--check", "true", "--rto", "2h"};

    private static final String[] TO_DISK = {"restore", "--newest-of", "ledger", "--to-disk", "again"};

    /** For cases that only look. */
    private static final Cli LOOKING = Cli.withDemo();

    private final Map<String, ThrowingConsumer<Cli>> cases = new LinkedHashMap<>();

    @TempDir
    Path folder;

    OptionsTest() {
        posture();
        looking();
        apply();
        take();
        restore();
        drill();
        demo();
    }

    @TestFactory
    Stream<DynamicTest> option() {
        return cases.entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(
                        one.getKey(), () -> one.getValue().accept(Cli.withDemo())));
    }

    @Test
    void everyOption_hasACase() {
        Set<String> options = new TreeSet<>();
        add(options, "", Main.commandLine(LOOKING.environment()));

        assertThat(cases.keySet()).containsExactlyInAnyOrderElementsOf(options);
    }

    private static void add(Set<String> options, String name, CommandLine command) {
        for (OptionSpec option : command.getCommandSpec().options()) {
            if (!COMMON.contains(option.longestName())) {
                options.add(name + option.longestName());
            }
        }
        command.getSubcommands().forEach((word, subcommand) -> add(options, name + word + " ", subcommand));
    }

    @Test
    void everyCommand_hasHelpAndThoseOnACloudHaveJson() {
        CommandLine line = Main.commandLine(LOOKING.environment());
        line.getSubcommands().forEach((name, command) -> {
            assertThat(LOOKING.run(name, "--help").out()).contains("Usage: backup4j " + name, "--help");
            assertThat(command.getCommandSpec().findOption("--json") != null)
                    .as(name)
                    .isEqualTo(command.getCommand() instanceof CloudCommand);
        });
        assertThat(LOOKING.run("take").err()).contains("See 'backup4j take --help'.");
        assertThat(LOOKING.run("--version").out()).contains("backup4j");
        for (String[] words : new String[][] {
            {"posture"},
            {"timeline", "ledger"},
            {"operations"},
            {"what-if", "--ahead", "P10D"},
            DRILL,
            TO_DISK,
            {"take", "ledger"},
            {"take", "--vault", "vault-3"},
            {"drill", "--sweep"}
        }) {
            Cli.Result result = Cli.withDemo().run(with(words, "--json"));
            assertThat(result.json()).as("%s", result).isNotEmpty();
            assertThat(Cli.withDemo().run(with(words, "--cloud", "nowhere:")).code())
                    .isEqualTo(ExitCode.USAGE);
        }
    }

    // ---- looking

    private void posture() {
        clears("--rpo", "400d", "RPO_BREACHED");
        finds("--retention", "400d", "RETENTION_TOO_SHORT");
        finds("--vaults-below", "50", "VAULT_FULL");
        clears("--full-within", "1d", "VAULT_FULL_AT");
        finds("--copied-within", "26h", "NOT_COPIED");
        finds("--proven-within", "90d", "UNPROVEN");
        finds("--locked", null, "NOT_LOCKED");
        finds("--encrypted", null, "NOT_ENCRYPTED");
        finds("--consistency", "application", "CONSISTENCY_NOT_MET");
        clears("--forever", null, "RETENTION_FOREVER");
        cases.put("posture --rto", cli -> {
            String report = drilled(cli);
            assertThat(controls(cli, "--evidence", report, "--rto", "1s")).contains("RTO_EXCEEDED");
            assertThat(controls(cli, "--evidence", report, "--rto", "9h")).doesNotContain("RTO_EXCEEDED");
        });
        cases.put("posture --evidence", cli -> {
            String report = drilled(cli);
            assertThat(unproven(cli, "--evidence", report)).doesNotContain("ledger");
            assertThat(unproven(cli)).contains("ledger");
            String large = Files.write(folder.resolve("large.txt"), new byte[(1 << 20) + 1])
                    .toString();
            Cli.Result refused = cli.run("posture", "--evidence", large);
            assertThat(refused.code()).isEqualTo(ExitCode.USAGE);
            assertThat(refused.err()).contains("large.txt:1:1: it is larger than 1 MiB");
        });
        cases.put("posture --html", cli -> {
            Path page = folder.resolve("page.html");
            assertThat(cli.run("posture", "--html", page.toString()).err()).contains("Page written to " + page);
            assertThat(cli.run(
                                    "posture",
                                    "--html",
                                    folder.resolve("no/page.html").toString())
                            .err())
                    .contains("no file can be created in its folder");
            assertThat(page).content().startsWith("<!DOCTYPE html>");
            assertThat(cli.run("posture", "--html", page.toString()).err()).contains("Page written to " + page);
            Path notes = Files.writeString(folder.resolve("notes.txt"), "notes");
            Path link = Files.createSymbolicLink(folder.resolve("link.html"), page);
            Path nowhere = Files.createSymbolicLink(folder.resolve("nowhere.html"), folder.resolve("new.html"));
            for (Path other : List.of(notes, link, nowhere)) {
                Cli.Result refused = cli.run("posture", "--html", other.toString());
                assertThat(refused.code()).as("%s: %s", other, refused).isEqualTo(ExitCode.USAGE);
                assertThat(refused.err()).contains("it is there already and is no page of this command");
            }
            assertThat(notes).content().isEqualTo("notes");
            assertThat(folder.resolve("new.html")).doesNotExist();
        });
    }

    private void finds(String option, @Nullable String value, String control) {
        cases.put("posture " + option, cli -> {
            assertThat(controls(LOOKING)).doesNotContain(control);
            assertThat(controls(LOOKING, words(option, value))).contains(control);
        });
    }

    private void clears(String option, @Nullable String value, String control) {
        cases.put("posture " + option, cli -> {
            assertThat(controls(LOOKING)).contains(control);
            assertThat(controls(LOOKING, words(option, value))).doesNotContain(control);
        });
    }

    private static String[] words(String option, @Nullable String value) {
        return value == null ? new String[] {option} : new String[] {option, value};
    }

    private void looking() {
        cases.put("timeline --days", cli -> {
            assertThat(LOOKING.run("timeline", "ledger", "--days", "7", "--json")
                            .json()
                            .get(0)
                            .get("days")
                            .asText())
                    .hasSize(7);
            assertThat(LOOKING.run("timeline", "ledger", "--days", "367").code())
                    .isEqualTo(ExitCode.USAGE);
        });
        cases.put(
                "operations --since",
                cli -> assertThat(operations("--since", "9d"))
                        .hasSizeGreaterThan(operations("--since", "2d").size()));
        cases.put(
                "operations --status",
                cli -> assertThat(operations("--since", "9d", "--status", "failed"))
                        .isNotEmpty()
                        .allMatch(entry -> entry.get("status").asText().equals("FAILED")));
        cases.put("operations --kind", cli -> {
            assertThat(operations("--kind", "restore")).isEmpty();
            assertThat(operations("--kind", "backup")).isNotEmpty();
        });
        cases.put(
                "operations --of",
                cli -> assertThat(operations("--of", "ledger"))
                        .isNotEmpty()
                        .allMatch(entry -> entry.get("resource").asText().equals("disk:disk-7")));
        cases.put(
                "operations --most",
                cli -> assertThat(operations("--since", "9d", "--most", "3")).hasSize(3));
        cases.put("operations resume --timeout", cli -> {
            String token = cli.run("take", "--vault", "vault-2", "--no-wait", "--json")
                    .json()
                    .get("token")
                    .asText();
            assertThat(cli.run("operations", "resume", token, "--timeout", "0s").code())
                    .isEqualTo(ExitCode.STILL_RUNNING);
            assertThat(cli.run("operations", "resume", token).code()).isEqualTo(ExitCode.SAFE);
        });
        cases.put("what-if --ahead", cli -> {
            assertThat(whatIf("--ahead", "P10D").get(0).get("until").asText()).startsWith("2026-12-10");
            for (String period : List.of("P-1D", "P11Y", "P999999999Y")) {
                Cli.Result refused = LOOKING.run("what-if", "--ahead", period);
                assertThat(refused.code()).as("%s", refused).isEqualTo(ExitCode.USAGE);
                assertThat(refused.err()).contains("--ahead: period is " + period + ", not within");
            }
        });
        cases.put(
                "what-if --growth",
                cli -> assertThat(used(whatIf("--ahead", "P10D", "--growth", "20 GiB")))
                        .isGreaterThan(used(whatIf("--ahead", "P10D", "--growth", "1 GiB"))));
        cases.put("what-if --policy", cli -> {
            JsonNode both = whatIf("--ahead", "P10D", "--policy", "bulk-nightly", "--keeping", "the 7 newest");
            assertThat(used(Json.array(List.of(both.get(1)), one -> one)))
                    .isLessThan(used(Json.array(List.of(both.get(0)), one -> one)));
            assertThat(LOOKING.run("what-if", "--policy", "no-such", "--keeping", "the 7 newest")
                            .err())
                    .contains("no policy is named \"no-such\"; there are \"", "\"bulk-nightly\"");
        });
        cases.put("what-if --keeping", cli -> {
            JsonNode both = whatIf("--ahead", "P10D", "--policy", "bulk-nightly", "--keeping", "for 3 days");
            assertThat(both.get(1).get("name").asText()).contains("3 days");
            assertThat(LOOKING.run("what-if", "--policy", "bulk-nightly", "--keeping", "some")
                            .code())
                    .isEqualTo(ExitCode.USAGE);
        });
    }

    // ---- plans

    private void apply() {
        cases.put("apply --removing", cli -> {
            cli.clouds().demo().addDisk("other", DataSize.gib(10));
            safe(cli, "apply", protecting("analytics, other", "for 30 days"));
            safe(cli, "take", "analytics");
            assertOnlyWith(cli, protecting("other", "for 30 days"), "--removing (disk:disk-12)", "--removing");
        });
        cases.put("apply --expiring", cli -> {
            safe(cli, "apply", protecting("analytics", "for 30 days"));
            cli.clouds().demo().time().advance(Duration.ofDays(4));
            assertOnlyWith(cli, protecting("analytics", "the 2 newest"), "--expiring (point-\\S+)", "--expiring");
            cli.clouds().demo().time().advance(Duration.ofDays(1));
            assertThat(pointsOf(cli, "analytics")).hasSize(2);
        });
        cases.put("apply --buying", cli -> {
            String file = protecting("analytics", "for 30 days");
            safe(cli, "apply", file);
            Resource.Disk disk = Resource.disk("disk-12");
            try (CloudBackup backup = cli.clouds().demo().reopen()) {
                VaultId vault =
                        Objects.requireNonNull(backup.resources().get(disk).vault());
                backup.vaults().subscribe(vault, Subscription.months(1)).await(Duration.ofHours(1));
            }
            cli.clouds().demo().enlarge(disk, DataSize.gib(600));
            assertOnlyWith(cli, file, "--buying '(\\S+=1200 GiB)'", "--buying");
        });
    }

    /** Asserts that a plan is carried out only with an option, which the refusal names with its value. */
    private static void assertOnlyWith(Cli cli, String file, String named, String option) {
        Cli.Result refused = cli.run("apply", file);
        assertThat(refused.code()).as("%s", refused).isEqualTo(ExitCode.FINDINGS);
        Matcher value = Pattern.compile(named).matcher(refused.err());
        assertThat(value.find()).as("%s", refused).isTrue();
        assertThat(cli.run("apply", file).code()).as("still refused").isEqualTo(ExitCode.FINDINGS);
        safe(cli, "apply", file, option, value.group(1));
    }

    // ---- take

    private void take() {
        cases.put(
                "take --vault",
                cli -> assertThat(safe(cli, "take", "--vault", "vault-3").out())
                        .contains("disk:disk-7", "disk:disk-9"));
        cases.put("take --tagged", cli -> {
            assertThat(safe(cli, "take", "--tagged", "app=shop").out())
                    .contains("disk disk-5 \"orders-db\" is backed up", "server server-2 \"web-2\" is backed up")
                    .doesNotContain("disk-7");
            assertThat(cli.run("take", "--tagged", "app=no-such").out()).contains("Nothing matches");
        });
        cases.put("take --named", cli -> {
            safe(cli, "take", "--vault", "vault-3", "--named", "by hand");
            assertThat(pointsOf(cli, "ledger").get(0).name()).contains("by hand");
        });
        cases.put("take --full", cli -> {
            safe(cli, "take", "--vault", "vault-3");
            assertThat(pointsOf(cli, "ledger").get(0).incremental()).isTrue();
            safe(cli, "take", "--vault", "vault-3", "--full");
            assertThat(pointsOf(cli, "ledger").get(0).incremental()).isFalse();
        });
        doesNothingTwice("take --key", "take", "--vault", "vault-3");
        doesNotWait("take --no-wait", "--no-wait", "take", "--vault", "vault-3");
        doesNotWait("take --timeout", "--timeout 1s", "take", "--vault", "vault-3");
    }

    private void doesNothingTwice(String name, String... words) {
        cases.put(name, cli -> {
            String first = safe(cli, with(words, "--key", "k")).out();
            assertThat(safe(cli, with(words, "--key", "k")).out()).isEqualTo(first);
            assertThat(safe(cli, with(words, "--key", "other")).out()).isNotEqualTo(first);
        });
    }

    private void doesNotWait(String name, String option, String... words) {
        cases.put(name, cli -> {
            Cli.Result started = cli.run(with(words, option.split(" ")));
            assertThat(started.code()).as("%s", started).isEqualTo(ExitCode.STILL_RUNNING);
            assertThat(started.err()).contains("Still running");
        });
    }

    // ---- restore

    private void restore() {
        cases.put("restore --point", cli -> {
            List<RestorePoint> points = pointsOf(cli, "ledger");
            String older = points.get(3).id().value();
            Cli.Result dry = safe(cli, "restore", "--point", older, "--to-disk", "again", "--dry-run");
            assertThat(dry.out()).contains(older);
        });
        cases.put(
                "restore --newest-of",
                cli -> assertThat(safe(cli, with(TO_DISK, "--dry-run")).out())
                        .contains(pointsOf(cli, "ledger").get(0).id().value()));
        cases.put("restore --to-disk", cli -> {
            safe(cli, TO_DISK);
            assertThat(ResourceNames.find(cli.clouds().demo().backup(), "again"))
                    .isInstanceOf(Resource.Disk.class);
        });
        cases.put("restore --to-server", cli -> {
            String[] words = {"restore", "--newest-of", "web-2", "--to-server", "twin"};
            assertThat(cli.run(words).err()).contains("--network ID and --subnet ID");
            safe(cli, with(words, "--network", "net-1", "--subnet", "sub-1"));
            assertThat(ResourceNames.find(cli.clouds().demo().backup(), "twin")).isInstanceOf(Resource.Server.class);
        });
        needsBoth("restore", "restore", "--newest-of", "web-2", "--to-server", "twin");
        cases.put("restore --attach-to", cli -> {
            safe(cli, with(TO_DISK, "--attach-to", "web-2"));
            Resource.Server web =
                    (Resource.Server) ResourceNames.find(cli.clouds().demo().backup(), "web-2");
            assertThat(cli.clouds().demo().disksOf(web)).hasSize(2);
            assertThat(cli.run(with(TO_DISK, "--attach-to", "ledger")).err()).contains("which is no server");
        });
        cases.put(
                "restore --overwrite",
                cli -> assertThat(safe(cli, "restore", "--newest-of", "ledger", "--overwrite", "disk:disk-7")
                                .out())
                        .contains("Restored to disk:disk-7"));
        cases.put("restore --in-place", cli -> {
            String[] words = {"restore", "--newest-of", "ledger", "--in-place"};
            assertThat(cli.run(words).code()).isEqualTo(ExitCode.FINDINGS);
            assertThat(cli.runAnswering("disk:disk-7\n", words).code()).isEqualTo(ExitCode.SAFE);
        });
        cases.put("restore --detaching-first", cli -> {
            Resource.Server web =
                    (Resource.Server) ResourceNames.find(cli.clouds().demo().backup(), "web-2");
            cli.clouds().demo().attach(Resource.disk("disk-7"), web);
            String[] words = {"restore", "--newest-of", "ledger", "--overwrite", "disk:disk-7"};
            assertThat(cli.run(words).code()).isNotEqualTo(ExitCode.SAFE);
            safe(cli, with(words, "--detaching-first"));
        });
        cases.put("restore --dry-run", cli -> {
            safe(cli, with(TO_DISK, "--dry-run"));
            assertThat(cli.clouds().demo().disks()).hasSize(11);
        });
        doesNothingTwice("restore --key", TO_DISK);
        doesNotWait("restore --no-wait", "--no-wait", TO_DISK);
        doesNotWait("restore --timeout", "--timeout 1s", TO_DISK);
    }

    private void needsBoth(String command, String... words) {
        cases.put(
                command + " --network",
                cli -> assertThat(cli.run(with(words, "--subnet", "sub-1")).code())
                        .isEqualTo(ExitCode.USAGE));
        cases.put(
                command + " --subnet",
                cli -> assertThat(cli.run(with(words, "--network", "net-1")).code())
                        .isEqualTo(ExitCode.USAGE));
    }

    // ---- drill

    private void drill() {
        cases.put("drill --check", cli -> {
            String seen = folder.resolve("seen").toString();
            safe(cli, "drill", "ledger", "--rto", "2h", "--check", "printf %s $BACKUP4J_RESTORED > '" + seen + "'");
            assertThat(Path.of(seen)).content().startsWith("disk:disk-");
            assertThat(cli.run("drill", "ledger", "--rto", "2h", "--check", "false")
                            .code())
                    .isEqualTo(ExitCode.FINDINGS);
            assertThat(cli.run("drill", "ledger", "--rto", "2h").err()).contains("Without --check");
        });
        cases.put("drill --rto", cli -> {
            String[] words = {"drill", "ledger", "--check", "true"};
            safe(cli, with(words, "--rto", "2h"));
            Cli.Result late = cli.run(with(words, "--rto", "1s"));
            assertThat(late.code()).as("%s", late).isEqualTo(ExitCode.FINDINGS);
            assertThat(cli.run(words).err()).contains("Without --rto");
        });
        needsBoth("drill", "drill", "web-2");
        cases.computeIfPresent("drill --network", (name, refused) -> cli -> {
            refused.accept(cli);
            safe(cli, "drill", "web-2", "--check", "true", "--rto", "9h", "--network", "net-1", "--subnet", "sub-1");
            assertThat(cli.clouds().demo().servers()).hasSize(3);
        });
        cases.put("drill --key", cli -> {
            Set<String> restores = new TreeSet<>();
            BackupListener counting = new BackupListener() {
                @Override
                public void workStarted(WorkStart start) {
                    if (start.startedBy().equals("restorePoints.restore")) {
                        restores.add(start.token());
                    }
                }
            };
            Cli counted =
                    Cli.on(new Clouds(address -> cli.clouds().demo().reopen().listening(counting)));
            String[] words = with(DRILL, "--key", "k", "--json", "--cloud", "any:");
            assertThat(counted.run(with(words, "--timeout", "60s")).code()).isEqualTo(ExitCode.STILL_RUNNING);
            JsonNode report = safe(counted, words).json();
            assertThat(report.get("drill").asText()).isEqualTo(Temporary.idOf(RequestKey.of("k")));
            assertThat(restores).as("restores of both together").hasSize(1);
        });
        cases.put("drill --evidence", cli -> {
            Path report = Path.of(drilled(cli));
            assertThat(report).content().contains("disk-7");
            assertThat(cli.run(with(DRILL, "--evidence", report.toString())).code())
                    .as("a report is not overwritten")
                    .isEqualTo(ExitCode.USAGE);
        });
        cases.put(
                "drill --timeout",
                cli -> assertThat(cli.run(with(DRILL, "--timeout", "1s")).code())
                        .isEqualTo(ExitCode.STILL_RUNNING));
        cases.put("drill --sweep", cli -> {
            assertThat(cli.run(with(DRILL, "--timeout", "60s")).code()).isEqualTo(ExitCode.STILL_RUNNING);
            Cli.Result early = cli.run("drill", "--sweep");
            assertThat(early.code()).as("%s", early).isEqualTo(ExitCode.FINDINGS);
            assertThat(early.out()).contains("0 deleted, 1 left");
            cli.clouds().demo().time().advance(Duration.ofDays(2));
            JsonNode swept = safe(cli, "drill", "--sweep", "--json").json();
            assertThat(swept.get("deleted")).hasSize(1);
            assertThat(swept.get("left")).isEmpty();
            for (String option : List.of("--key k", "--rto 2h", "--check true", "--evidence e", "--network n")) {
                assertThat(cli.run(with(new String[] {"drill", "--sweep"}, option.split(" ")))
                                .code())
                        .as(option)
                        .isEqualTo(ExitCode.USAGE);
            }
        });
    }

    // ---- demo

    private void demo() {
        cases.put("demo --serve", cli -> {
            Cli.Result served = cli.runAnswering("", "demo", "--serve");
            assertThat(served.code()).as("%s", served).isEqualTo(ExitCode.SAFE);
            assertThat(served.out())
                    .contains("export BACKUP4J_CLOUD='huawei://demo-1/shop?endpoint=", "&dateHeader=X-Emulator-Date'");
        });
        cases.put(
                "demo --speed",
                cli -> assertThat(cli.run("demo", "--serve", "--speed", "0").code())
                        .isEqualTo(ExitCode.USAGE));
        cases.put("demo --html", cli -> {
            Path page = folder.resolve("demo.html");
            safe(cli, "demo", "--html", page.toString());
            assertThat(page).content().contains("drills held");
            assertThat(cli.run("demo", "--serve", "--html", "page").code()).isEqualTo(ExitCode.USAGE);
        });
    }

    @Test
    void networkAndSubnet_areNotSwapped() {
        NetworkOptions both = CommandLine.populateCommand(new NetworkOptions(), "--network", "net", "--subnet", "sub");

        assertThat(both.server("twin")).contains(ServerSpec.of("twin").inNetwork("net", "sub"));
        assertThat(both.addTo(new CommandText("restore"))).hasToString("restore --network net --subnet sub");
    }

    // ---- parts

    private static Cli.Result safe(Cli cli, String... words) {
        Cli.Result result = cli.run(words);
        assertThat(result.code()).as("%s: %s", Arrays.asList(words), result).isEqualTo(ExitCode.SAFE);
        return result;
    }

    private static String[] with(String[] words, String... more) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private static Set<String> controls(Cli cli, String... options) {
        JsonNode posture =
                cli.run(with(new String[] {"posture", "--json"}, options)).json();
        return new LinkedHashSet<>(posture.get("findings").findValuesAsText("control"));
    }

    private static List<String> unproven(Cli cli, String... options) {
        List<String> names = new ArrayList<>();
        for (JsonNode finding : cli.run(with(new String[] {"posture", "--json", "--proven-within", "90d"}, options))
                .json()
                .get("findings")) {
            if (finding.get("control").asText().equals("UNPROVEN")) {
                names.add(finding.get("subject").get("name").asText());
            }
        }
        return names;
    }

    private String drilled(Cli cli) throws IOException {
        String report =
                Files.createTempDirectory(folder, "drill").resolve("report.txt").toString();
        safe(cli, with(DRILL, "--evidence", report));
        return report;
    }

    private static List<JsonNode> operations(String... options) {
        List<JsonNode> entries = new ArrayList<>();
        LOOKING.run(with(new String[] {"operations", "--json"}, options)).json().forEach(entries::add);
        return entries;
    }

    private static JsonNode whatIf(String... options) {
        return LOOKING.run(with(new String[] {"what-if", "--json"}, options)).json();
    }

    private static long used(JsonNode forecasts) {
        return forecasts.get(0).get("vaults").findValues("usedBytes").stream()
                .mapToLong(JsonNode::asLong)
                .sum();
    }

    private static List<RestorePoint> pointsOf(Cli cli, String name) {
        try (CloudBackup backup = cli.clouds().demo().reopen()) {
            Resource wanted = ResourceNames.find(backup, name);
            return backup.restorePoints()
                    .list()
                    .filter(point -> point.resource().equals(wanted))
                    .toList();
        }
    }

    private String protecting(String names, String keeping) throws IOException {
        String text = """
            protections:
              data:
                select: {names: [%s]}
                every: every day at 02:00
                keeping: %s
            """.formatted(names, keeping);
        return Files.writeString(Files.createTempFile(folder, "protections", ".yaml"), text)
                .toString();
    }
}
