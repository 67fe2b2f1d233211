package io.github.backup4j.examples.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a command reads and writes: results to standard output, everything else to standard error.
 *
 * @param in what a person types
 * @param out results
 * @param err progress, questions and errors
 * @param interactive whether a person sits there: questions can be asked, and a line can be drawn again
 * @param columns how wide reports are; {@link #UNLIMITED}: as wide as their longest line
 */
record Terminal(BufferedReader in, PrintWriter out, PrintWriter err, boolean interactive, int columns) {
    /** Of reports that no person reads: each row is one line. */
    static final int UNLIMITED = Integer.MAX_VALUE;

    /** Of a terminal that does not say how wide it is. */
    private static final int USUAL = 80;

    /** The narrowest that reports are made for. */
    private static final int NARROWEST = 40;

    /** What moves the cursor, changes colours or turns the text around: all but line feeds. */
    private static final Pattern UNSAFE = Pattern.compile("[\\p{Cc}\\p{Cf}\\u2028\\u2029&&[^\\n]]");

    /** Returns the terminal of this process. */
    @SuppressWarnings("SystemConsoleNull") // that there is none means the same before JDK 22
    static Terminal ofTheProcess() {
        Console console = System.console();
        boolean interactive = console != null && isTerminal(console) && !"dumb".equals(System.getenv("TERM"));
        PrintWriter err = new PrintWriter(System.err, true, charset("stderr.encoding"));
        return new Terminal(
                new BufferedReader(new InputStreamReader(System.in, charset("stdin.encoding"))),
                new PrintWriter(
                        new ProcessOutput(new FileOutputStream(FileDescriptor.out), err::println),
                        true,
                        charset("stdout.encoding")),
                err,
                interactive,
                columns(System.getenv("COLUMNS"), interactive ? Terminal::size : () -> ""));
    }

    /**
     * Returns how wide reports are: as {@code COLUMNS} says, if somebody has exported it, else as the terminal says.
     *
     * @param exported the value of {@code COLUMNS}
     * @param size returns lines and columns of the terminal, as {@code stty} prints them; nothing: there is none
     */
    static int columns(@Nullable String exported, Supplier<String> size) {
        int asked = number(exported);
        if (asked > 0) {
            return Math.max(NARROWEST, asked);
        }
        String said = size.get();
        if (said.isEmpty()) {
            return UNLIMITED;
        }
        int width = number(said.substring(said.indexOf(' ') + 1));
        return width > 0 ? Math.max(NARROWEST, width) : USUAL;
    }

    private static int number(@Nullable String text) {
        return text != null && text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : 0;
    }

    /** Asks the terminal, which standard input is. */
    private static String size() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (BufferedReader said = stty.inputReader()) {
                String line = said.readLine();
                return line == null ? "0 0" : line;
            }
        } catch (IOException e) {
            return "0 0"; // this system has no stty
        }
    }

    /**
     * Returns the charset of a stream of this process: that of its terminal, or else of the locale. The locale C, which jobs of cron
     * and containers have, says ASCII, with which names would become question marks: then it is UTF-8, of which ASCII is a part.
     */
    private static Charset charset(String property) {
        // The JDK sets the properties from 19 on, that of standard input from 25 on; before 18, its default is that of
        // the locale.
        String name = System.getProperty(property);
        if (name == null) {
            name = System.getProperty("stdout.encoding");
        }
        Charset charset = name == null ? Charset.defaultCharset() : Charset.forName(name);
        return charset.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : charset;
    }

    /** From JDK 22 on there is a console even without a terminal, and it can be asked. */
    private static boolean isTerminal(Console console) {
        try {
            return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }

    /** Returns a text with a space for each character that could control the terminal. Line feeds stay. */
    static String clean(String text) {
        return UNSAFE.matcher(text.replace("\r\n", "\n")).replaceAll(" ");
    }

    /** Prints a result and a line feed, unless it ends with one. */
    void print(String text) {
        String cleaned = clean(text);
        out.print(cleaned.endsWith("\n") ? cleaned : cleaned + "\n");
        out.flush();
    }

    /** Prints a result for a person: lines that are too long for the terminal are broken between words. */
    void report(String text) {
        print(Words.wrapped(text, columns));
    }

    /** Prints a line that is not a result. It is not broken: a command in it can be copied. */
    void say(String text) {
        err.println(clean(text));
        err.flush();
    }

    /** Asks a person, and returns what they typed; null if nobody can be asked, or the input has ended. */
    @Nullable
    String ask(String question) {
        if (!interactive) {
            return null;
        }
        err.print(clean(question) + " ");
        err.flush();
        try {
            String line = in.readLine();
            return line == null ? null : line.strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
