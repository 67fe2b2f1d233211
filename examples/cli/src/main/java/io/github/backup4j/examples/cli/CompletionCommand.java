package io.github.backup4j.examples.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the script by which a shell completes words. */
@Command(
        name = "completion",
        description = {
            "Prints the script by which bash and zsh complete commands, options, their values and files.",
            "Load it with 'source <(backup4j completion)'."
        })
final class CompletionCommand implements Callable<Integer> {
    /** picocli completes nothing after an option with a text; the check of a drill is mostly a script. */
    private static final String CHECK = """
            '--check')
              return
              ;;
        """;

    private static final String CHECK_IS_A_FILE = """
            '--check')
              local IFS=$'\\n'
              type compopt &>/dev/null && compopt -o filenames
              COMPREPLY=( $( compgen -f -- "${curr_word}" ) ) # files
              return $?
              ;;
        """;

    private final Terminal terminal;

    @Spec
    private @Nullable CommandSpec spec;

    CompletionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("not a command yet");
        }
        CommandLine whole = spec.root().commandLine();
        terminal.print(AutoComplete.bash(whole.getCommandName(), whole).replace(CHECK, CHECK_IS_A_FILE));
        return ExitCode.SAFE;
    }
}
