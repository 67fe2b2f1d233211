package io.github.backup4j;

import java.io.Serial;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The reply to a call was lost: it may have been carried out, or not, and neither could be found out.
 *
 * <p>A call that makes something is safe to repeat with {@link #requestKey()}. Before any other call is repeated, look at what
 * it would have changed.
 */
public final class AmbiguousOutcome extends BackupException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** What the call was made with. */
    private final @Nullable RequestKey requestKey;

    /**
     * Creates an exception.
     *
     * @param message what may have happened, to what, and how to find out
     * @param requestKey the key that the call was made with, or null if it has none
     * @param detail what the provider said beside the message
     * @param cause what led to this exception, or null
     */
    public AmbiguousOutcome(String message, @Nullable RequestKey requestKey, Detail detail, @Nullable Throwable cause) {
        super(message, detail, cause);
        this.requestKey = requestKey;
    }

    /** Returns the key that the call was made with, to repeat it with; empty if such a call has none. */
    public Optional<RequestKey> requestKey() {
        return Optional.ofNullable(requestKey);
    }
}
