package io.github.backup4j;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The cloud could not be reached, or failed before it took the call. Nothing was changed; the same call may be repeated.
 *
 * <p>With the code {@code CLOSED}, the backup was closed during the call. Tags that note the call may be left on a disk then; a repeat
 * with the same request key continues from them.
 */
public final class Unavailable extends BackupException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception without provider detail.
     *
     * @param message what happened, to what, and what to do
     */
    public Unavailable(String message) {
        super(message);
    }

    /**
     * Creates an exception.
     *
     * @param message what happened, to what, and what to do
     * @param detail what the provider reported besides the message
     * @param cause the cause, or null
     */
    public Unavailable(String message, Detail detail, @Nullable Throwable cause) {
        super(message, detail, cause);
    }

    @Override
    public boolean retryable() {
        return true;
    }
}
