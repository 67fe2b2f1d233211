package io.github.backup4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.regex.Matcher;

/** Commands that are typed to a {@link CommandLoop} in a process of its own. */
final class TypedCommands implements AutoCloseable {
    private final Tty loop;
    private final boolean terminal;

    private TypedCommands(Tty loop, boolean terminal) throws InterruptedException {
        this.loop = loop;
        this.terminal = terminal;
        var unused = loop.await("\\[ready\\]");
    }

    /** Returns those typed to a loop at a terminal. */
    static TypedCommands at(Tty loop) throws InterruptedException {
        return new TypedCommands(loop, true);
    }

    /** Returns those written to a loop without a terminal. */
    static TypedCommands without(Tty loop) throws InterruptedException {
        return new TypedCommands(loop, false);
    }

    /** Types a command, and returns what it has said when it has ended. */
    String run(int code, String... words) throws IOException, InterruptedException {
        return end(type(words), code, words);
    }

    /** Types a command, and returns where what it says begins. */
    int type(String... words) throws IOException {
        int from = loop.text().length();
        answer(String.join("\t", words));
        return from;
    }

    /** Types the answer to a question. */
    void answer(String line) throws IOException {
        loop.type(line + "\n");
    }

    /** Waits until something is said. */
    void await(String pattern, int from) throws InterruptedException {
        var unused = loop.await(pattern, from);
    }

    /** Waits for the end of a command, and returns what it has said. */
    String end(int from, int code, String... words) throws InterruptedException {
        Matcher exit = loop.await("\\[ended with \\d\\]", from);
        String said = loop.text().substring(from, exit.start());
        assertThat(exit.group()).as("%s: %s", Arrays.asList(words), said).isEqualTo("[ended with " + code + "]");
        return said;
    }

    /** Ends the process. */
    @Override
    public void close() throws IOException {
        try (Tty ended = loop) {
            if (terminal) {
                ended.type(Tty.CTRL_D);
            } else {
                ended.endInput();
            }
            assertThat(ended.exitCode()).as(ended.text()).isZero();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a process ends", e);
        }
    }
}
