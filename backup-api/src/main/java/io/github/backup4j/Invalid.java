package io.github.backup4j;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The call itself is wrong: an argument is out of range, or arguments contradict each other. Nothing was changed, and
 * the same call fails again.
 *
 * <p>Values and specs of this API throw it at construction, with the argument and its value in the message; a provider
 * throws it for what only the cloud can check.
 */
public final class Invalid extends BackupException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception without provider detail.
     *
     * @param message what happened, to what, and what to do
     */
    public Invalid(String message) {
        super(message);
    }

    /**
     * Creates an exception.
     *
     * @param message what happened, to what, and what to do
     * @param detail what the provider reported besides the message
     * @param cause the cause, or null
     */
    public Invalid(String message, Detail detail, @Nullable Throwable cause) {
        super(message, detail, cause);
    }
}
