package io.github.backup4j.examples.cli;

import io.github.backup4j.Resource;
import io.github.backup4j.drill.Verifier;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Verifies what a drill has restored by a command of the shell.
 *
 * @param command the command; it finds the disk or server in {@code BACKUP4J_RESTORED} and the deadline in {@code
 *     BACKUP4J_DEADLINE}
 */
record ShellCheck(String command) implements Verifier {
    private static final Duration MOST = Duration.ofMinutes(30);

    @Override
    public boolean verify(Resource restored, Instant deadline) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(List.of("sh", "-c", command))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("BACKUP4J_RESTORED", ResourceNames.of(restored));
        builder.environment().put("BACKUP4J_DEADLINE", deadline.toString());
        Process process = builder.start();
        try {
            return process.waitFor(MOST.toSeconds(), TimeUnit.SECONDS) && process.exitValue() == 0;
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
