package io.github.backup4j;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The call does not fit the state of the resource it names: attached, locked, pinned, in another vault, or in the wrong
 * status. Nothing was changed. The same call succeeds only after that state is changed deliberately.
 */
public final class Conflict extends BackupException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception without provider detail.
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
     * @param detail what the provider reported besides the message
     * @param cause the cause, or null
     */
    public Conflict(String message, Detail detail, @Nullable Throwable cause) {
        super(message, detail, cause);
    }
}
