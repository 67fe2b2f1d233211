package io.github.backup4j.examples.cli;

import io.github.backup4j.Resource;
import io.github.backup4j.TimeSource;
import io.github.backup4j.drill.Verifier;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Verifies what a drill has restored by a command of the shell. */
final class ShellCheck implements Verifier {
    private static final Duration UNTIL_IT_BEGINS = Duration.ofMillis(20);
    private static final Duration WHILE_IT_RUNS = Duration.ofSeconds(1);

    private final String command;
    private final TimeSource time;
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);

    /**
     * Creates it.
     *
     * @param command the command; it finds the disk or server in {@code BACKUP4J_RESTORED} and the deadline in {@code
     *     BACKUP4J_DEADLINE}; it is killed after the real time that was left when it began
     * @param time the clock of the deadline
     */
    ShellCheck(String command, TimeSource time) {
        this.command = command;
        this.time = time;
    }

    @Override
    public boolean verify(Resource restored, Instant deadline) throws IOException, InterruptedException {
        begun.countDown();
        try {
            return run(restored, deadline);
        } finally {
            done.countDown();
        }
    }

    private boolean run(Resource restored, Instant deadline) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(List.of("sh", "-c", command))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("BACKUP4J_RESTORED", ResourceNames.of(restored));
        builder.environment().put("BACKUP4J_DEADLINE", deadline.toString());
        Process process = builder.start();
        try {
            // Nobody answers what it asks: a command that reads must not wait for a person.
            process.getOutputStream().close();
            Duration left = Duration.between(time.now(), deadline);
            return process.waitFor(left.toMillis(), TimeUnit.MILLISECONDS) && process.exitValue() == 0;
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /**
     * Slows down whoever polls the drill while the command runs. The clock of a cloud in memory moves with each poll: without this,
     * the deadline would be over before the command had begun.
     */
    void pace() {
        try {
            if (done.getCount() > 0 && begun.await(UNTIL_IT_BEGINS.toMillis(), TimeUnit.MILLISECONDS)) {
                var unused = done.await(WHILE_IT_RUNS.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
