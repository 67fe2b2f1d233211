package io.github.backup4j;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A limit of the account or of the resource is reached: members of a vault, snapshots of a disk, capacity. Nothing was
 * changed. If {@link #retryAfter()} is present, the limit is one of work in progress, such as backup runs at once, and the same call
 * may succeed later.
 */
public final class QuotaExceeded extends BackupException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception without provider detail.
     *
     * @param message what happened, to what, and what to do
     */
    public QuotaExceeded(String message) {
        super(message);
    }

    /**
     * Creates an exception.
     *
     * @param message what happened, to what, and what to do
     * @param detail what the provider reported besides the message
     * @param cause the cause, or null
     */
    public QuotaExceeded(String message, Detail detail, @Nullable Throwable cause) {
        super(message, detail, cause);
    }

    /**
     * Returns whether the limit is on work in progress, so that the call may succeed once some of it has ended. Then {@link
     * #retryAfter()} is present.
     */
    @Override
    public boolean retryable() {
        return retryAfter().isPresent();
    }
}
