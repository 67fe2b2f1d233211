package io.github.backup4j;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Work that the cloud had started has ended without its result. What it leaves behind is said in the message.
 *
 * <p>The call that started it is not repeated by anyone but the caller.
 */
public final class OperationFailed extends BackupException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception that carries no provider detail.
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
     * @param detail what the provider said beside the message
     * @param cause what led to this exception, or null
     */
    public OperationFailed(String message, Detail detail, @Nullable Throwable cause) {
        super(message, detail, cause);
    }
}
