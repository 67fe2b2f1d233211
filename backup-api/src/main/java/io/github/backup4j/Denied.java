package io.github.backup4j;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The credentials do not allow the call, or the account is closed to it. Nothing was changed.
 */
public final class Denied extends BackupException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception without provider detail.
     *
     * @param message what happened, to what, and what to do
     */
    public Denied(String message) {
        super(message);
    }

    /**
     * Creates an exception.
     *
     * @param message what happened, to what, and what to do
     * @param detail what the provider reported besides the message
     * @param cause the cause, or null
     */
    public Denied(String message, Detail detail, @Nullable Throwable cause) {
        super(message, detail, cause);
    }
}
