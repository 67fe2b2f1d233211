package io.github.backup4j.examples.cli;

import io.github.backup4j.RequestKey;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a command starts work in the cloud, and how long it waits for it. */
final class StartOptions extends WaitOptions {
    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "Request key: the command repeated with the same key does nothing twice.")
    private @Nullable String key;

    @Option(names = "--no-wait", description = "Start the work, print its token, and do not wait.")
    private boolean noWait;

    /** Returns whether a person chose the key. */
    boolean keyed() {
        return key != null;
    }

    /** Returns the chosen key, or a new one. */
    RequestKey key() {
        return key == null ? RequestKey.random() : RequestKey.of(key);
    }

    boolean noWait() {
        return noWait;
    }

    @Override
    Duration timeout() {
        return noWait ? Duration.ZERO : super.timeout();
    }
}
