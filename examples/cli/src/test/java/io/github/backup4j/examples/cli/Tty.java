package io.github.backup4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The command in a JVM of its own, at a terminal that {@code script} of util-linux provides, or without one. */
final class Tty implements AutoCloseable {
    static final String CTRL_C = "\u0003";

    /** The end of what is typed at the start of a line. */
    static final String CTRL_D = "\u0004";

    private static final String JAVA = System.getProperty("java.home") + "/bin/java";

    static final Duration BOUND = Duration.ofMinutes(3);

    /**
     * A build that runs in the background may ignore Ctrl-C, and its processes inherit that. {@code exec}, since a shell that waits
     * for the command (dash, for one) dies by Ctrl-C itself and hides the exit code.
     */
    private static final String INTERRUPTIBLE = "exec env --default-signal=INT ";

    private final Process process;
    private final StringBuilder seen = new StringBuilder();
    private final Thread reader;
    private boolean ended;

    private Tty(Process process) {
        this.process = process;
        reader = new Thread(this::read, "terminal");
        reader.setDaemon(true);
        reader.start();
    }

    /** Skips a test where this machine cannot provide terminals; fails it where all tests have to run. */
    static void require() {
        require(script("true"), System.getenv("CI"));
    }

    /**
     * Skips a test, or fails it.
     *
     * @param script what shows whether there are terminals
     * @param ci what is set where all tests have to run
     */
    static void require(ProcessBuilder script, @Nullable String ci) {
        boolean available = isFine(script);
        if (!available && ci != null && !ci.isEmpty()) {
            throw new AssertionError("no 'script' of util-linux here, which provides the terminal, and CI is set");
        }
        assumeTrue(available, "no 'script' of util-linux here, which provides the terminal");
    }

    /**
     * Returns what runs a command of the shell at a terminal: in a known shell whatever the environment says, as that of the user may
     * be nologin.
     */
    static ProcessBuilder script(String command) {
        return new ProcessBuilder("env", "SHELL=/bin/sh", "script", "-qec", INTERRUPTIBLE + command, "/dev/null");
    }

    private static boolean isFine(ProcessBuilder script) {
        try {
            Process process = script.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Returns the words that start a main class of these tests or of the command in a JVM. */
    static List<String> classes(Class<?> main) {
        ClassArchive archive = ClassArchive.ofTheTests();
        return jvm(archive.options(), List.of("-cp", archive.classPath(), main.getName()));
    }

    /** Returns the words that start a program in a JVM that is for a short time. */
    static List<String> jvm(List<String> options, List<String> program) {
        List<String> words = new ArrayList<>(List.of(JAVA, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        words.addAll(options);
        words.addAll(program);
        return words;
    }

    /** Starts the command at a terminal. */
    static Tty at(Map<String, String> environment, String... words) throws IOException {
        return at(classes(Main.class), environment, words);
    }

    /** Starts a program at a terminal. */
    static Tty at(List<String> program, Map<String, String> environment, String... words) throws IOException {
        String command = all(program, words).stream().map(Words::quoted).collect(Collectors.joining(" "));
        return start(environment, script(command));
    }

    /** Starts the command without a terminal. */
    static Tty without(Map<String, String> environment, String... words) throws IOException {
        return without(classes(Main.class), environment, words);
    }

    /** Starts a program without a terminal. */
    static Tty without(List<String> program, Map<String, String> environment, String... words) throws IOException {
        return start(environment, new ProcessBuilder(all(program, words)));
    }

    private static List<String> all(List<String> program, String... words) {
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of(words));
        return command;
    }

    private static Tty start(Map<String, String> environment, ProcessBuilder builder) throws IOException {
        builder.redirectErrorStream(true);
        builder.environment().remove("BACKUP4J_CLOUD");
        // A JVM says that it has picked these up, which is nothing that a command says.
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        builder.environment().put("TERM", "xterm");
        builder.environment().putAll(environment);
        return new Tty(builder.start());
    }

    private void read() {
        byte[] bytes = new byte[4096];
        try (InputStream in = process.getInputStream()) {
            int count = in.read(bytes);
            while (count >= 0) {
                synchronized (this) {
                    seen.append(new String(bytes, 0, count, StandardCharsets.UTF_8));
                    notifyAll();
                }
                count = in.read(bytes);
            }
        } catch (IOException e) {
            // The terminal is gone, as it is when the process has ended.
        }
        synchronized (this) {
            ended = true;
            notifyAll();
        }
    }

    /** Types something. */
    void type(String text) throws IOException {
        OutputStream out = process.getOutputStream();
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** Waits until something is there to be read, and returns it. */
    Matcher await(String pattern) throws InterruptedException {
        return await(pattern, 0);
    }

    /** Waits until something is there to be read after some characters, and returns it. */
    synchronized Matcher await(String pattern, int from) throws InterruptedException {
        Pattern compiled = Pattern.compile(pattern);
        long until = System.nanoTime() + BOUND.toNanos();
        while (true) {
            Matcher matcher = compiled.matcher(seen.toString());
            if (matcher.find(Math.min(from, seen.length()))) {
                return matcher;
            }
            long left = until - System.nanoTime();
            if (ended || left <= 0) {
                throw new AssertionError(
                        (ended ? "ended" : "nothing more came") + " without " + pattern + ":\n" + seen);
            }
            wait(Math.max(1, left / 1_000_000));
        }
    }

    /** Tells the process to end, as an operating system does that shuts down. */
    void terminate() {
        // The process itself would also close the streams that are read here.
        assertThat(process.toHandle().destroy()).isTrue();
    }

    /** Ends the input. */
    void endInput() throws IOException {
        process.getOutputStream().close();
    }

    /** Waits for the end for some time, and returns whether it has come. */
    boolean endsWithin(Duration time) throws InterruptedException {
        return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Waits for the end, and returns the exit code. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("it does not end:\n" + text());
        }
        reader.join(BOUND.toMillis());
        return process.exitValue();
    }

    synchronized String text() {
        return seen.toString();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
