package io.github.backup4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The script of {@code completion}, in a bash. */
class CompletionTest {
    private static final Path BASH = Path.of("/bin/bash");

    /** Completes the last of some words as the Tab key does, and prints what fits; compopt works with that key only. */
    private static final String TAB = """
        compopt() { :; }
        source ./completion
        complete -p backup4j
        complete_words() {
          COMP_WORDS=("$@")
          COMP_CWORD=$(($# - 1))
          COMP_LINE="$*"
          COMP_POINT=${#COMP_LINE}
          COMPREPLY=()
          _complete_backup4j
          echo "$*|${COMPREPLY[*]}"
        }
        """;

    @TempDir
    Path folder;

    @BeforeEach
    void requireBash() {
        assumeTrue(Files.isExecutable(BASH), "skipped: no " + BASH);
    }

    @Test
    void bash_tab_completesCommandsOptionsValuesAndFiles() throws IOException, InterruptedException {
        Path unused = Files.writeString(folder.resolve("check.sh"), "");
        StringBuilder lines = new StringBuilder();
        Map<String, CommandLine> commands =
                new TreeMap<>(Main.commandLine(Cli.withDemo().environment()).getSubcommands());
        commands.keySet().forEach(name -> lines.append("complete_words backup4j " + name + " --\n"));

        List<String> said = bash(lines + """
            complete_words backup4j po
            complete_words backup4j operations ''
            complete_words backup4j operations --status FA
            complete_words backup4j posture --evidence che
            complete_words backup4j drill --check ./che
            complete_words backup4j drill --evidence che
            complete_words backup4j plan che
            complete_words backup4j apply che
            """);

        assertThat(said)
                .contains("complete -o default -F _complete_backup4j backup4j")
                .contains("backup4j po|posture", "backup4j operations |resume")
                .contains("backup4j operations --status FA|FAILED")
                .contains("backup4j posture --evidence che|check.sh", "backup4j drill --check ./che|./check.sh")
                .contains("backup4j drill --evidence che|check.sh")
                .contains("backup4j plan che|check.sh", "backup4j apply che|check.sh");
        commands.forEach((name, command) -> {
            String begin = "backup4j " + name + " --|";
            assertThat(said)
                    .as(name)
                    .filteredOn(line -> line.startsWith(begin))
                    .singleElement()
                    .satisfies(line -> {
                        String[] options = command.getCommandSpec().options().stream()
                                .map(CommandLine.Model.OptionSpec::longestName)
                                .toArray(String[]::new);
                        assertThat(line.substring(begin.length()).split(" ")).containsExactlyInAnyOrder(options);
                    });
        });
    }

    private List<String> bash(String lines) throws IOException, InterruptedException {
        Path script = Files.writeString(
                folder.resolve("completion"), Cli.withDemo().run("completion").out());
        assertThat(script).isNotEmptyFile();
        Process process = new ProcessBuilder(BASH.toString(), "--norc", "--noprofile", "-c", TAB + lines)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said.lines().toList();
    }
}
