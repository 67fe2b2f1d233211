package io.github.backup4j.examples.durable.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A {@link Follower} in a process of its own, and what it has printed last. */
final class WorkerProcess implements AutoCloseable {
    private final Process process;
    private final Thread reader;
    private volatile Counted counted = new Counted(0, 0);

    /**
     * How much a worker has done.
     *
     * @param polls the number of polls
     * @param nanos how long they took in all
     */
    record Counted(long polls, long nanos) {}

    WorkerProcess(List<String> options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Follower.class.getName()));
        command.addAll(options);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(Map.of("HUAWEICLOUD_SDK_AK", "access-key", "HUAWEICLOUD_SDK_SK", "secret-key"));
        process = builder.start();
        reader = new Thread(this::read, "counts");
        reader.start();
    }

    private void read() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.matches("[0-9]+ [0-9]+")) {
                    String[] numbers = line.split(" ", -1);
                    counted = new Counted(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]));
                }
            }
        } catch (IOException e) {
            // its process is gone
        }
    }

    Counted counted() {
        return counted;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Returns the processor time that it has used. */
    Duration processor() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Lets it end its polls, and waits for it. */
    void stop() throws IOException, InterruptedException {
        process.getOutputStream().close();
        int unused = process.waitFor();
        reader.join();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
