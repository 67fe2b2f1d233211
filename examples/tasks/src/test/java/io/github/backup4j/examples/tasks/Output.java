package io.github.backup4j.examples.tasks;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** What a program prints. */
final class Output {
    private Output() {}

    /** Returns what is printed to the stream that the program is given. */
    static String of(Consumer<PrintStream> program) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        program.accept(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    /** Returns what a main method prints, given some arguments. */
    static String ofMain(Consumer<String[]> main, String... args) {
        PrintStream console = System.out;
        return of(out -> {
            System.setOut(out);
            try {
                main.accept(args);
            } finally {
                System.setOut(console);
            }
        });
    }
}
