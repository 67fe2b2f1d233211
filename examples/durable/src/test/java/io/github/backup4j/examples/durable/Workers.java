package io.github.backup4j.examples.durable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Workers in processes of their own; the one that goes on for a killed one may be in this process. */
public final class Workers implements AutoCloseable {
    /** How long a test waits for other processes before it fails; they need a few seconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(Integer.getInteger("durable.patience", 120));

    private static final int KILLED = 128 + 9;

    private final Path output;
    private final List<Process> processes = new ArrayList<>();
    private final List<Runnable> here = new ArrayList<>();

    public Workers(Path directory) {
        output = directory.resolve("output");
    }

    public Process start(Class<?> main, List<String> options) throws IOException {
        return start(main, options, Map.of());
    }

    public Process start(Class<?> main, List<String> options, Map<String, String> environment) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path")));
        command.add(main.getName());
        command.addAll(options);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().put("HUAWEICLOUD_SDK_AK", "access-key");
        builder.environment().put("HUAWEICLOUD_SDK_SK", "secret-key");
        builder.environment().putAll(environment);
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    /**
     * Keeps a worker of this process, which saves the start of another one. It shares nothing with a killed one.
     *
     * @param stop stops it
     */
    public void add(Runnable stop) {
        here.add(stop);
    }

    /** Kills a process with -9. */
    public static void kill(Process process) {
        process.destroyForcibly();
        try {
            int unused = process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until a process was killed. */
    public void awaitDeath(Process process) throws InterruptedException, IOException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the worker was not killed: it has not made the change\n" + said());
        }
        if (process.exitValue() != KILLED) {
            throw new AssertionError("the worker has ended by itself, with " + process.exitValue() + "\n" + said());
        }
    }

    /** Waits until other processes have brought something about. */
    public void await(Supplier<String> what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + PATIENCE + ": " + what.get() + "\n" + said());
            }
            if (here.isEmpty() && processes.stream().noneMatch(Process::isAlive)) {
                throw new AssertionError("all workers have ended, but not yet: " + what.get() + "\n" + said());
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    public String said() throws IOException {
        String all = Files.readString(output);
        return all.substring(Math.max(0, all.length() - 20_000));
    }

    @Override
    public void close() {
        here.forEach(Runnable::run);
        processes.forEach(Workers::kill);
    }
}
