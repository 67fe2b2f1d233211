package io.github.backup4j.examples.cli;

import java.time.Duration;
import picocli.CommandLine.Option;

/** How long a command waits for work in the cloud. */
class WaitOptions {
    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "How long to wait (6h).")
    private Duration timeout = Duration.ofHours(6);

    Duration timeout() {
        return timeout;
    }
}
