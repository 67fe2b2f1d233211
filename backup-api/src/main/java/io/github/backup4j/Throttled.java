package io.github.backup4j;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The cloud refused the call because too many were made; {@link #retryAfter()} says how long to wait where the cloud
 * said so. Nothing was changed.
 */
public final class Throttled extends BackupException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception without provider detail.
     *
     * @param message what happened, to what, and what to do
     */
    public Throttled(String message) {
        super(message);
    }

    /**
     * Creates an exception.
     *
     * @param message what happened, to what, and what to do
     * @param detail what the provider reported besides the message
     * @param cause the cause, or null
     */
    public Throttled(String message, Detail detail, @Nullable Throwable cause) {
        super(message, detail, cause);
    }

    @Override
    public boolean retryable() {
        return true;
    }
}
