package io.github.backup4j.examples.cli;

import java.io.IOException;
import java.util.List;

/**
 * Runs command after command in one process, each line one command with its words divided by tabs, until its input ends. A process
 * for each would spend most of its time on starting.
 */
final class CommandLoop {
    private CommandLoop() {}

    /** Runs the commands that are typed. */
    public static void main(String... args) throws IOException {
        Terminal terminal = Terminal.ofTheProcess();
        terminal.out().println("[ready]");
        String line = terminal.in().readLine();
        while (line != null) {
            List<String> words = List.of(line.split("\t"));
            int code = Main.execute(new Environment(Clouds.ofTheLibrary(), terminal), words.toArray(String[]::new));
            terminal.out().println("[ended with " + code + "]");
            line = terminal.in().readLine();
        }
    }
}
