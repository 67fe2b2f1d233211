package io.github.backup4j;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Other work on the same resource has to end first. Nothing was changed; repeat the same call later.
 */
public final class Busy extends BackupException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception without provider detail.
     *
     * @param message what happened, to what, and what to do
     */
    public Busy(String message) {
        super(message);
    }

    /**
     * Creates an exception.
     *
     * @param message what happened, to what, and what to do
     * @param detail what the provider reported besides the message
     * @param cause the cause, or null
     */
    public Busy(String message, Detail detail, @Nullable Throwable cause) {
        super(message, detail, cause);
    }

    @Override
    public boolean retryable() {
        return true;
    }
}
