package io.github.backup4j;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Work that the cloud had started has failed. The message says what it leaves behind.
 *
 * <p>Only the caller can repeat the call that started it; the library does not.
 */
public final class OperationFailed extends BackupException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception without provider detail.
     *
     * @param message what happened, to what, and what to do
     */
    public OperationFailed(String message) {
        super(message);
    }

    /**
     * Creates an exception.
     *
     * @param message what happened, to what, and what to do
     * @param detail what the provider reported besides the message
     * @param cause the cause, or null
     */
    public OperationFailed(String message, Detail detail, @Nullable Throwable cause) {
        super(message, detail, cause);
    }
}
