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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a command reads and writes: results to standard output, everything else to standard error.
 *
 * @param in what a person types
 * @param out results
 * @param err progress, questions and errors
 * @param interactive whether a person sits there: questions can be asked, and a line can be drawn again
 */
record Terminal(BufferedReader in, PrintWriter out, PrintWriter err, boolean interactive) {
    /** What moves the cursor, changes colours or turns the text around: all but line feeds. */
    private static final Pattern UNSAFE = Pattern.compile("[\\p{Cc}\\p{Cf}\\u2028\\u2029&&[^\\n]]");

    /** Returns the terminal of this process. */
    @SuppressWarnings("SystemConsoleNull") // that there is none means the same before JDK 22
    static Terminal ofTheProcess() {
        Charset charset = Charset.defaultCharset();
        Console console = System.console();
        PrintWriter err = new PrintWriter(System.err, true, charset);
        return new Terminal(
                new BufferedReader(new InputStreamReader(System.in, charset)),
                new PrintWriter(
                        new ProcessOutput(new FileOutputStream(FileDescriptor.out), err::println), true, charset),
                err,
                console != null && isTerminal(console) && !"dumb".equals(System.getenv("TERM")));
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

    /** Prints a line that is not a result. */
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
