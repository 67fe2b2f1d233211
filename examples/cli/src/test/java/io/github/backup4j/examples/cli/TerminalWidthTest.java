package io.github.backup4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every command at terminals of several widths, which the command asks for theirs. */
class TerminalWidthTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 120})
    void everyReport_fitsTheTerminal(int columns) throws IOException, InterruptedException {
        Tty.require();
        Path file = Files.writeString(folder.resolve("p.yaml"), """
            protections:
              data:
                select: {names: [analytics, scratch]}
                every: every day at 02:00
                keeping: for 30 days
            """);
        List<String> loop = Tty.classes(CommandLoop.class);
        try (Tty tty = Tty.at(
                        List.of("sh", "-c", "stty cols " + columns + "; exec \"$@\" 2> /dev/null", "sh"),
                        Map.of(),
                        loop.toArray(String[]::new));
                TypedCommands commands = TypedCommands.at(tty)) {
            for (String command : List.of(
                    "posture",
                    "timeline orders-db payments-db web-2",
                    "operations --since 5d",
                    "what-if --ahead P60D",
                    "what-if --ahead P60D --policy bulk-nightly --keeping for\u00a014\u00a0days",
                    "plan " + file,
                    "apply " + file,
                    "take --vault vault-4",
                    "take --tagged app=shop",
                    "restore --newest-of ledger --to-disk again",
                    "drill ledger --check true --rto 9h",
                    "drill --sweep",
                    "operations --help",
                    "--help")) {
                String[] words = Arrays.stream(command.split(" ", -1))
                        .map(word -> word.replace('\u00a0', ' '))
                        .toArray(String[]::new);
                int from = commands.type(words);
                var unused = tty.await("\\[ended with [01]\\]", from);
                String said = tty.text().substring(from);
                List<String> lines = said.lines()
                        .skip(1) // what was typed
                        .map(line -> line.replaceAll("\u001b\\[[0-9]*m", ""))
                        .toList();

                assertThat(lines).as(said).hasSizeGreaterThan(1);
                assertThat(lines)
                        .as("%s at %d:%n%s", command, columns, said)
                        .allMatch(
                                line -> line.length() <= columns || line.strip().indexOf(' ') < 0);
            }
        }
    }
}
