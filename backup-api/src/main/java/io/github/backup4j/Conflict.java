package io.github.backup4j;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The call does not fit the state of what it names: it is attached, locked, pinned, in another vault, or of the wrong
 * status. Nothing was changed. The same call succeeds only once that state has been changed on purpose.
 */
public final class Conflict extends BackupException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception that carries no provider detail.
     *
     * @param message what happened, to what, and what to do
     */
    public Conflict(String message) {
        super(message);
    }

    /**
     * Creates an exception.
     *
     * @param message what happened, to what, and what to do
     * @param detail what the provider said beside the message
     * @param cause what led to this exception, or null
     */
    public Conflict(String message, Detail detail, @Nullable Throwable cause) {
        super(message, detail, cause);
    }
}
