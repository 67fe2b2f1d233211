package io.github.backup4j.examples.cli;

import io.github.backup4j.BackupException;
import io.github.backup4j.Invalid;
import io.github.backup4j.StillRunning;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The main class of the jar. */
@Command(
        name = "backup4j",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = {
            "Backups of cloud disks and servers: what is protected, whether it comes back, and how you know.",
            ""
        },
        commandListHeading = "%nCommands, from looking to doing:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:safe: done, no findings",
            "1:findings: done, and something needs attention",
            "2:usage: invalid option or file; nothing was done",
            "3:failed: the message says what happened",
            "4:still running: the work is not cancelled; the message says how to continue"
        },
        footer = {"", "Begin with:  backup4j demo", "Completion:  source <(backup4j completion)"})
public final class Main {
    /** What the JVM puts in the place of bytes that are no characters in the charset of the process. */
    private static final char UNREADABLE = '\ufffd';

    /** picocli's least. */
    private static final int NARROWEST_HELP = 55;

    private static final int WIDEST_HELP = 80;

    private Main() {}

    /** The version of the jar. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"backup4j " + (version == null ? "(not packed as a jar)" : version)};
        }
    }

    /**
     * Runs a command, and ends the process with its exit code.
     *
     * @param args the words of the command
     */
    public static void main(String... args) {
        int code = execute(new Environment(Clouds.ofTheLibrary(), Terminal.ofTheProcess()), args);
        if (code != ExitCode.SAFE) {
            System.exit(code);
        }
    }

    /**
     * Runs a command, and returns its exit code: an error of the machine must not end with that of findings, and a result that could
     * not be written not with that of success.
     */
    static int execute(Environment environment, String... args) {
        int code;
        try {
            code = commandLine(environment).execute(args);
        } catch (Error e) {
            environment.terminal().say(message(e));
            code = ExitCode.FAILED;
        }
        return environment.terminal().out().checkError() ? Math.max(code, ExitCode.FAILED) : code;
    }

    /** Returns the command line with all its commands. */
    static CommandLine commandLine(Environment environment) {
        CommandLine line = new CommandLine(new Main());
        CommandLine operations = new CommandLine(new OperationsCommand(environment));
        operations.addSubcommand(new ResumeCommand(environment));
        line.addSubcommand(new DemoCommand(environment));
        line.addSubcommand(new PostureCommand(environment));
        line.addSubcommand(new TimelineCommand(environment));
        line.addSubcommand(operations);
        line.addSubcommand(new WhatIfCommand(environment));
        line.addSubcommand(new PlanCommand(environment));
        line.addSubcommand(new ApplyCommand(environment));
        line.addSubcommand(new TakeCommand(environment));
        line.addSubcommand(new RestoreCommand(environment));
        line.addSubcommand(new DrillCommand(environment));
        line.addSubcommand(new SchemaCommand(environment));
        line.addSubcommand(new CompletionCommand(environment.terminal()));
        for (CommandLine command : List.copyOf(line.getSubcommands().values())) {
            command.getCommandSpec().mixinStandardHelpOptions(true).versionProvider(new Version());
        }
        operations
                .getSubcommands()
                .values()
                .forEach(command ->
                        command.getCommandSpec().mixinStandardHelpOptions(true).versionProvider(new Version()));
        Terminal terminal = environment.terminal();
        return line.setUsageHelpWidth(Math.max(NARROWEST_HELP, Math.min(WIDEST_HELP, terminal.columns())))
                .setOut(terminal.out())
                .setErr(terminal.err())
                .setCaseInsensitiveEnumValuesAllowed(true)
                // A word that begins with @ is a name: the file of that name is not read in its place.
                .setExpandAtFiles(false)
                .setExitCodeExceptionMapper(Main::exitCode)
                .setExecutionStrategy(parsed -> {
                    refuseUnreadable(parsed);
                    return new CommandLine.RunLast().execute(parsed);
                })
                .setParameterExceptionHandler((wrong, args) -> {
                    PrintWriter err = wrong.getCommandLine().getErr();
                    if (args.length == 0) {
                        wrong.getCommandLine().usage(err);
                        return ExitCode.USAGE;
                    }
                    err.println(Terminal.clean(String.valueOf(wrong.getMessage())));
                    CommandLine.UnmatchedArgumentException.printSuggestions(wrong, err);
                    err.println(
                            "See '" + wrong.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
                    return ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    terminal.say(message(failure));
                    return exitCode(failure);
                });
    }

    /** Refuses words that are not what was typed: they would name another resource, or a new one by a garbled name. */
    private static void refuseUnreadable(CommandLine.ParseResult parsed) {
        for (String word : parsed.expandedArgs()) {
            if (word.indexOf(UNREADABLE) >= 0) {
                throw new CommandLine.ParameterException(
                        parsed.commandSpec().commandLine(),
                        "backup4j: '" + word
                                + "' is not what was typed: the locale of this process has no such characters"
                                + " (its charset is " + System.getProperty("sun.jnu.encoding", "not known")
                                + "). Nothing was done. Set LC_ALL=C.UTF-8, or another locale with UTF-8, and try again.");
            }
        }
    }

    private static int exitCode(Throwable failure) {
        if (failure instanceof StillRunning) {
            return ExitCode.STILL_RUNNING;
        }
        boolean usage = failure instanceof Invalid
                || failure instanceof BadFile
                || failure instanceof CommandLine.ParameterException;
        return usage ? ExitCode.USAGE : ExitCode.FAILED;
    }

    /** Returns the reason of a failed read or write; those of files have no message but the name. */
    static String reason(Throwable failure) {
        if (failure instanceof NoSuchFileException) {
            return "no such file or folder: " + failure.getMessage();
        }
        return failure instanceof AccessDeniedException
                ? "access denied: " + failure.getMessage()
                : String.valueOf(failure.getMessage());
    }

    /** Says what happened, with the cloud's code and request, for the people who run the cloud. */
    static String message(Throwable failure) {
        if (failure instanceof BadFile) {
            return Objects.requireNonNullElse(failure.getMessage(), "");
        }
        StringBuilder text = new StringBuilder("backup4j: ");
        if (failure instanceof BackupException known) {
            text.append(Words.line(known.getMessage()));
            known.code().ifPresent(code -> text.append(" (code ").append(code).append(')'));
            known.requestId()
                    .ifPresent(id -> text.append(" (request ").append(id).append(')'));
            return text.toString();
        }
        if (failure instanceof UncheckedIOException unreadable) {
            return text.append(Words.line(reason(Objects.requireNonNull(unreadable.getCause()))))
                    .toString();
        }
        return text.append("a bug in this program: ")
                .append(Words.line(failure.toString()))
                .toString();
    }
}
