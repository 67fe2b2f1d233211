package io.github.backup4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.DataSize;
import io.github.backup4j.Denied;
import io.github.backup4j.Resource;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.testkit.Call;
import io.github.backup4j.testkit.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What json.md says of {@code --json}, compared with what the commands print and with what they can. */
class JsonTest {
    private static final Path DOCUMENT = Path.of("json.md");

    @TempDir
    Path folder;

    @Test
    void document_fields_areThoseOfTheCode() throws IOException {
        Set<String> written = new TreeSet<>();
        try (Stream<Path> sources = Files.list(Path.of("src/main/java/io/github/backup4j/examples/cli"))) {
            for (Path source : sources.toList()) {
                Matcher put = Pattern.compile(
                                "(?:put\\((?:\\w+, |Json\\.object\\(\\), )?|\\.set\\()\\s*\"([a-z]\\w*)\"")
                        .matcher(Files.readString(source));
                while (put.find()) {
                    written.add(put.group(1));
                }
            }
        }

        assertThat(written).hasSizeGreaterThan(80);
        assertThat(new JsonShapes(Files.readString(DOCUMENT)).fields()).isEqualTo(written);
    }

    @Test
    void document_commands_areThoseWithJson() throws IOException {
        String document = Files.readString(DOCUMENT);
        Set<String> documented = new TreeSet<>();
        Matcher row = Pattern.compile("(?m)^\\| `([a-z-]+)(?: [^`]*)?` \\|").matcher(document);
        while (row.find()) {
            documented.add(row.group(1));
        }
        Set<String> commands = new TreeSet<>();
        Main.commandLine(Cli.withDemo().environment()).getSubcommands().forEach((name, command) -> {
            if (command.getCommand() instanceof CloudCommand) {
                commands.add(name);
            }
        });

        assertThat(documented).isEqualTo(commands);
    }

    @Test
    void printed_byEachCommand_hasItsShape() throws IOException {
        JsonShapes shapes = new JsonShapes(Files.readString(DOCUMENT));
        Set<String> seen = new TreeSet<>();
        for (Sample sample : samples()) {
            assertThat(shapes.errors(sample.shape(), sample.value()))
                    .as("%s %s", sample.shape(), sample.value())
                    .isEmpty();
            seen.add(sample.shape().replaceAll("[\\[\\]]", ""));
        }

        assertThat(seen).as("shapes of which there is an example here").isEqualTo(shapes.roots());
    }

    private List<Sample> samples() throws IOException {
        List<Sample> all = new ArrayList<>();
        Cli cli = Cli.withDemo();
        cli.clouds().demo().addDisk("extra", DataSize.gib(10));
        add(all, cli, "posture", "posture");
        add(all, cli, "[strip]", "timeline", "payments-db", "orders-db");
        add(all, cli, "[operation]", "operations", "--since", "9d");
        add(all, cli, "[forecast]", "what-if", "--ahead", "P90D");
        add(all, cli, "[forecast]", "what-if", "--ahead", "P9D", "--policy", "bulk-nightly", "--keeping", "for 3 days");
        String file = protecting("analytics, extra, mail-archive");
        add(all, cli, "[plan]", "plan", file);
        cli.clouds().demo().faults().failNext(Call.POLICIES_ATTACH, new Denied("you may not"));
        add(all, cli, "[applied]", "apply", file);
        add(all, cli, "[applied]", "apply", file);
        add(all, cli, "run", "take", "--vault", "vault-2");
        add(all, cli, "fleet", "take", "--tagged", "app=office");
        add(all, cli, "fleet", "take", "--tagged", "app=shop", "--timeout", "60s", "--key", "k");
        add(all, cli, "[operation]", "operations");
        add(all, cli, "[plan]", "plan", protecting("analytics"));
        add(all, cli, "preflight", "restore", "--newest-of", "ledger", "--to-disk", "again", "--dry-run");
        add(all, cli, "preflight", "restore", "--newest-of", "web-1", "--in-place", "--dry-run");
        add(all, cli, "restored", "restore", "--newest-of", "ledger", "--to-disk", "again");
        add(all, cli, "drill", "drill", "ledger", "--check", "true", "--rto", "2h");
        add(all, cli, "drill", "drill", "ledger");
        add(all, cli, "goingOn", "drill", "ledger", "--timeout", "60s");
        cli.clouds().demo().time().advance(Duration.ofDays(2));
        add(all, cli, "sweep", "drill", "--sweep");
        JsonNode going = add(all, cli, "goingOn", "take", "--vault", "vault-2", "--no-wait");
        add(all, cli, "run", "operations", "resume", going.get("token").asText());
        cli.clouds().demo().faults().failNext(Call.OPERATIONS_POLL, new Denied("you may not look"));
        add(all, cli, "goingOn", "take", "--vault", "vault-2");
        cli.clouds().demo().faults().failNext(Work.BACKUP, "BackupService.9900", "the storage is down");
        add(all, cli, "fleet", "take", "ledger", "invoices");
        add(all, cli, "posture", "posture");
        String snapshot = snapshotToken(cli);
        add(all, cli, "other", "operations", "resume", snapshot);
        return all;
    }

    /** Returns the token of work that this command line does not start. */
    private static String snapshotToken(Cli cli) {
        try (var backup = cli.clouds().demo().reopen()) {
            return backup.snapshots()
                    .take(SnapshotSpec.of((Resource.Disk) ResourceNames.find(backup, "ledger"), "by hand"))
                    .token();
        }
    }

    private JsonNode add(List<Sample> all, Cli cli, String shape, String... words) {
        String[] asked = Stream.concat(Stream.of(words), Stream.of("--json")).toArray(String[]::new);
        Cli.Result result = cli.run(asked);
        assertThat(result.out()).as("%s: %s", List.of(words), result).isNotEmpty();
        all.add(new Sample(shape, result.json()));
        return result.json();
    }

    private String protecting(String names) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "protections", ".yaml"), """
            protections:
              data:
                select: {names: [%s]}
                every: every day at 02:00
                keeping: for 30 days
            """.formatted(names))
                .toString();
    }

    /**
     * What a command printed.
     *
     * @param shape its shape
     * @param value what was printed
     */
    private record Sample(String shape, JsonNode value) {}
}
