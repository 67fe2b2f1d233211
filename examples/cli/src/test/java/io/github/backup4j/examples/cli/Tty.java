package io.github.backup4j.examples.cli;

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

/** The command in a JVM of its own, at a terminal that {@code script} of util-linux provides, or without one. */
final class Tty implements AutoCloseable {
    static final String CTRL_C = "\u0003";
    private static final Duration BOUND = Duration.ofSeconds(60);

    /**
     * A build that runs in the background may ignore Ctrl-C, and its processes inherit that. {@code exec}, since a shell that waits
     * for the command (dash, where SHELL is not set) dies by Ctrl-C itself and hides the exit code.
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

    /** Returns whether this machine can provide terminals. */
    static boolean available() {
        try {
            Process script = new ProcessBuilder("script", "-qec", INTERRUPTIBLE + "true", "/dev/null")
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return script.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS) && script.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Starts a command at a terminal. */
    static Tty at(Map<String, String> environment, String... words) throws IOException {
        return start(
                environment, List.of("script", "-qec", INTERRUPTIBLE + String.join(" ", java(words)), "/dev/null"));
    }

    /** Starts a command without a terminal. */
    static Tty without(Map<String, String> environment, String... words) throws IOException {
        return start(environment, java(words));
    }

    private static List<String> java(String... words) {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", Main.class.getName()));
        command.addAll(List.of(words));
        return command;
    }

    private static Tty start(Map<String, String> environment, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
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
    synchronized Matcher await(String pattern) throws InterruptedException {
        Pattern compiled = Pattern.compile(pattern);
        long until = System.nanoTime() + BOUND.toNanos();
        while (true) {
            Matcher matcher = compiled.matcher(seen.toString());
            if (matcher.find()) {
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
