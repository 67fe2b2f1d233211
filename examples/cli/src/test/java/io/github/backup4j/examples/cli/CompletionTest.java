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
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The script of {@code completion}, in a bash and in a zsh. */
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

    private static final Path ZSH = Path.of("/bin/zsh");

    @TempDir
    Path folder;

    @Test
    void bash_tab_completesCommandsOptionsValuesAndFiles() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(BASH), "skipped: no " + BASH);
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

    /** A zsh completes at a terminal only. What is typed is a word and the Tab key; what it completes it types itself. */
    @Test
    void zsh_tab_completesCommandsOptionsValuesAndFiles() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(ZSH), "skipped: no " + ZSH);
        Tty.require();
        Path script = Files.writeString(
                folder.resolve("completion"), Cli.withDemo().run("completion").out());
        Path check = Files.writeString(folder.resolve("check.sh"), "");
        Map<String, String> environment = Map.of("HOME", folder.toString(), "ZDOTDIR", folder.toString());
        try (Tty zsh = Tty.at(List.of(ZSH.toString(), "-f", "-i"), environment)) {
            // What is typed is shown, too: it must not look like what is awaited.
            zsh.type("PS1='rea''dy> '; backup4j() { print -r -- 'cal''led:' $*; }; source " + script + "\n");
            var unused = zsh.await("ready> ");
            assertCompletes(zsh, "po", "posture");
            assertCompletes(zsh, "operations re", "operations resume");
            assertCompletes(zsh, "operations --status FA", "operations --status FAILED");
            assertCompletes(zsh, "posture --vaults-b", "posture --vaults-below");
            assertCompletes(zsh, "plan " + folder + "/che", "plan " + check);
            assertCompletes(zsh, "drill --check " + folder + "/che", "drill --check " + check);
            zsh.type("exit\n");
            assertThat(zsh.exitCode()).as(zsh.text()).isZero();
        }
    }

    private static void assertCompletes(Tty zsh, String typed, String completed)
            throws IOException, InterruptedException {
        int from = zsh.text().length();
        zsh.type("backup4j " + typed + "\t");
        // Enter at once would be taken before the completion has been typed.
        var unused = zsh.await(Pattern.quote(completed.substring(completed.lastIndexOf('/') + 1)), from);
        zsh.type("\n");
        assertThat(zsh.await("called: ([^\r\n]*)", from).group(1).strip()).isEqualTo(completed);
        unused = zsh.await("ready> ", zsh.text().indexOf("called: ", from));
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
