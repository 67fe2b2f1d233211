package io.github.backup4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Resource;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.testkit.DiskSetup;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reports on terminals of several widths, of a cloud whose ids are as long as those of a real one. */
class WidthTest {
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final String LONG = "orders-of-the-european-shop-and-of-all-its-partners-2026";

    private final InMemoryCloud cloud = InMemoryCloud.builder().withUuids().build();
    private final CloudBackup backup = cloud.backup();
    private final Cli cli = Cli.on(new Clouds(address -> cloud.reopen()));
    private final Resource.Disk orders = tagged(LONG);
    private final Resource.Disk carts = tagged("carts");
    private Vault vault;

    @TempDir
    Path folder;

    @BeforeEach
    void fill() {
        tagged("new");
        vault = backup.vaults().create(VaultSpec.forDisks("shop-data", DataSize.gib(400)));
        backup.vaults().add(vault.id(), orders, carts);
        var nightly =
                backup.policies().create(PolicySpec.backup("nightly", Schedule.dailyAt("02:00"), Retention.days(30)));
        backup.policies().attach(nightly.id(), vault.id());
        cloud.time().advance(Duration.ofDays(20));
        cloud.faults().failNext(Work.BACKUP, "BackupService.9900", "the storage of this disk did not answer in time");
        cloud.time().advance(Duration.ofDays(1));
    }

    private Resource.Disk tagged(String name) {
        return cloud.addDisk(DiskSetup.of(name, DataSize.gib(40)).withTags(Map.of("app", "shop")));
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 120})
    void reports_fitTheTerminalAndBreakNoId(int columns) throws IOException {
        for (List<String> command : commands()) {
            String wide = run(Terminal.UNLIMITED, command);
            String narrow = run(columns, command);

            assertThat(narrow.lines())
                    .as("%s at %d:%n%s", command, columns, narrow)
                    .allMatch(line -> line.length() <= columns || line.strip().indexOf(' ') < 0);
            assertThat(words(narrow))
                    .as("%s at %d has all words:%n%s%n%s", command, columns, wide, narrow)
                    .containsAll(words(wide));
        }
    }

    @Test
    void operations_narrowTerminal_haveTheirIdsBelowThem() {
        String log = run(80, List.of("operations", "--since", "2d"));

        assertThat(log)
                .startsWith("STARTED           KIND    STATUS     NAME\n")
                .contains("    of: disk:" + orders.id() + "\n    vault: " + vault.id() + "\n");
        assertThat(log.lines().filter(line -> line.startsWith("20")))
                .hasSize(4)
                .allMatch(line -> line.matches("20[^a-z]* BACKUP  (SUCCEEDED|FAILED)( +carts)?"));
        assertThat(log)
                .contains(
                        "\n    why: BackupService.9900 BACKUP failed: the storage of this disk did not\n      answer in time\n");
    }

    @Test
    void reports_withoutATerminal_areOneLineForEachRow() throws IOException {
        List<String> log = run(Terminal.UNLIMITED, List.of("operations", "--since", "30d"))
                .lines()
                .toList();
        assertThat(log).hasSizeGreaterThan(20);
        assertThat(log.subList(1, log.size())).allMatch(line -> line.matches("20\\d\\d-.*"));
        assertThat(run(Terminal.UNLIMITED, List.of("posture")).lines())
                .filteredOn(line -> line.contains(LONG) && line.contains("shop-data"))
                .as("its row of the table")
                .isNotEmpty();
    }

    private List<List<String>> commands() throws IOException {
        Path file = Files.writeString(folder.resolve("protections.yaml"), """
            protections:
              shop:
                select: {tags: {app: shop}}
                every: every day at 02:00
                keeping: the 7 newest, plus 4 weekly, 12 monthly
            """);
        List<List<String>> commands = new ArrayList<>();
        for (String command : List.of(
                "posture",
                "operations --since 30d",
                "timeline carts disk:" + orders.id(),
                "timeline carts --days 366",
                "what-if --ahead P6M",
                "what-if --ahead P6M --policy nightly --keeping for~14~days",
                "plan " + file,
                "restore --newest-of carts --to-disk again --dry-run")) {
            commands.add(Arrays.stream(command.split(" ", -1))
                    .map(word -> word.replace('~', ' '))
                    .toList());
        }
        return commands;
    }

    /** Work leaves something behind, so each width has its own. */
    @ParameterizedTest
    @ValueSource(ints = {60, 80, 120})
    void results_fitTheTerminalAndBreakNoId(int columns) throws IOException {
        Path file = Files.writeString(folder.resolve("new.yaml"), """
            protections:
              new:
                select: {names: [new]}
                every: every day at 02:00
                keeping: for 30 days
            """);
        for (String command : List.of(
                "take --vault " + vault.id(),
                "take --tagged app=shop",
                "take carts",
                "drill carts --check true --rto 2h",
                "drill --sweep",
                "apply " + file,
                "restore --newest-of carts --to-disk again")) {
            String said = run(columns, List.of(command.split(" ", -1)));

            assertThat(said.lines())
                    .as("%s at %d:%n%s", command, columns, said)
                    .isNotEmpty()
                    .allMatch(line -> line.length() <= columns || line.strip().indexOf(' ') < 0);
        }
        assertThat(run(columns, List.of("take", "carts"))).containsPattern(UUID);
    }

    @Test
    void progress_narrowTerminal_fitsIt() {
        Cli.Result take =
                cli.wide(60).runAnswering("", "take", "--vault", vault.id().value(), "--cloud", "any:");

        assertThat(take.err().split("\r\u001b\\[K", -1))
                .hasSizeGreaterThan(2)
                .filteredOn(line -> line.startsWith("backing up"))
                .allMatch(line -> line.length() < 60)
                .anyMatch(line -> line.contains("members"));
    }

    @Test
    void columns_areExportedOrOfTheTerminalOrUnlimited() {
        assertThat(Terminal.columns("66", () -> "24 120")).isEqualTo(66);
        assertThat(Terminal.columns(null, () -> "24 120")).isEqualTo(120);
        assertThat(Terminal.columns("", () -> "0 0"))
                .as("a terminal that does not say")
                .isEqualTo(80);
        assertThat(Terminal.columns("wide", () -> "")).as("no terminal").isEqualTo(Terminal.UNLIMITED);
        assertThat(Terminal.columns("7", () -> "24 80"))
                .as("too narrow for any report")
                .isEqualTo(40);
    }

    private String run(int columns, List<String> command) {
        List<String> words = new ArrayList<>(command);
        words.addAll(List.of("--cloud", "any:"));
        Cli.Result result = cli.wide(columns).run(words.toArray(String[]::new));
        assertThat(result.code()).as("%s: %s", command, result).isLessThanOrEqualTo(ExitCode.FINDINGS);
        return result.out();
    }

    /** Returns ids, names, instants and figures: words with a digit or a hyphen. */
    private static List<String> words(String text) {
        return Arrays.stream(text.split("\\s+", -1))
                .map(word -> word.replaceAll("[,:;.]+$", ""))
                .filter(word -> word.matches(".*[0-9].*|.+-.+"))
                .toList();
    }
}
