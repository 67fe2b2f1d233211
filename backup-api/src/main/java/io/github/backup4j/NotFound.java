package io.github.backup4j;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The resource that the call names does not exist, or not for this account. Nothing was changed.
 */
public final class NotFound extends BackupException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception without provider detail.
     *
     * @param message what happened, to what, and what to do
     */
    public NotFound(String message) {
        super(message);
    }

    /**
     * Creates an exception.
     *
     * @param message what happened, to what, and what to do
     * @param detail what the provider reported besides the message
     * @param cause the cause, or null
     */
    public NotFound(String message, Detail detail, @Nullable Throwable cause) {
        super(message, detail, cause);
    }
}
