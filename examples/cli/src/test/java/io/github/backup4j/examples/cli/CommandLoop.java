package io.github.backup4j.examples.cli;

import io.github.backup4j.CloudBackup;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/**
 * Runs command after command in one process, each line one command with its words divided by tabs, until its input ends. A process
 * for each would spend most of its time on starting. A cloud that is emulated, and that the environment names, is opened by {@link
 * CloudTime#open}, on a clock that moves while a command waits; {@code CloudBackup.open} takes no clock.
 */
final class CommandLoop {
    private CommandLoop() {}

    /**
     * Runs the commands that are typed.
     *
     * @param args the first instant of the clock; by default that of the demo
     */
    public static void main(String... args) throws IOException {
        String address = System.getenv("BACKUP4J_CLOUD");
        Function<String, CloudBackup> open = address == null
                ? CloudBackup::open
                : new CloudTime(
                        args.length == 0 ? DemoWorld.NOW : Instant.parse(args[0]),
                        CloudTime.of(CloudTime.endpoint(address)))::open;
        Terminal terminal = Terminal.ofTheProcess();
        terminal.out().println("[ready]");
        String line = terminal.in().readLine();
        while (line != null) {
            List<String> words = List.of(line.split("\t"));
            int code = Main.execute(new Environment(new Clouds(open), terminal), words.toArray(String[]::new));
            terminal.out().println("[ended with " + code + "]");
            line = terminal.in().readLine();
        }
    }
}
