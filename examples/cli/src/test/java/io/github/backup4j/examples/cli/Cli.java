package io.github.backup4j.examples.cli;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;

/** Runs commands in this process. */
final class Cli {
    private final Clouds clouds;
    private final int columns;

    private Cli(Clouds clouds, int columns) {
        if (System.getenv("BACKUP4J_CLOUD") != null) {
            throw new IllegalStateException("BACKUP4J_CLOUD is set, and these tests would change that cloud: unset it");
        }
        this.clouds = clouds;
        this.columns = columns;
    }

    /** Returns a command line with a demo of its own. */
    static Cli withDemo() {
        return on(Clouds.ofTheLibrary());
    }

    static Cli on(Clouds clouds) {
        return new Cli(clouds, Terminal.UNLIMITED);
    }

    /** Returns the same command line for a person whose terminal is so wide. */
    Cli wide(int terminal) {
        return new Cli(clouds, terminal);
    }

    Clouds clouds() {
        return clouds;
    }

    /** Runs a command that nobody can be asked by. */
    Result run(String... words) {
        return run(null, words);
    }

    /** Runs a command at a terminal where a person types these lines. */
    Result runAnswering(String typed, String... words) {
        return run(requireNonNull(typed), words);
    }

    /** Runs a command on which a bug shows as soon as it says something. */
    Result runWithBug(String saying, String... words) {
        return run(
                null,
                new StringWriter() {
                    private boolean thrown;

                    @Override
                    public void write(String text, int from, int length) {
                        if (!thrown && text.substring(from, from + length).contains(saying)) {
                            thrown = true;
                            throw new IllegalArgumentException("the bug");
                        }
                        super.write(text, from, length);
                    }
                },
                words);
    }

    private Result run(@Nullable String typed, String... words) {
        return run(typed, new StringWriter(), words);
    }

    private Result run(@Nullable String typed, StringWriter err, String... words) {
        StringWriter out = new StringWriter();
        int code = Main.execute(environment(typed, out, err), words);
        return new Result(code, out.toString(), err.toString());
    }

    /** Returns an environment whose words nobody reads. */
    Environment environment() {
        return environment(null, new StringWriter(), new StringWriter());
    }

    private Environment environment(@Nullable String typed, StringWriter out, StringWriter err) {
        Terminal terminal = new Terminal(
                new BufferedReader(new StringReader(typed == null ? "" : typed)),
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                typed != null,
                columns);
        return new Environment(clouds, terminal);
    }

    /**
     * What a command did.
     *
     * @param code its exit code
     * @param out what it printed
     * @param err what it said besides
     */
    record Result(int code, String out, String err) {
        JsonNode json() {
            try {
                return new ObjectMapper().readTree(out);
            } catch (JsonProcessingException e) {
                throw new AssertionError("not JSON: " + out + err, e);
            }
        }

        @Override
        public String toString() {
            return "exit code " + code + "\n" + out + "\n--\n" + err;
        }
    }
}
