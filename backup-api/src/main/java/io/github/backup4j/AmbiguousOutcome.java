package io.github.backup4j;

import java.io.Serial;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The reply to a call was lost: it may have been carried out, or not, and neither could be found out.
 *
 * <p>Do not simply repeat the call: look for what it would have made first, by name or by {@link #requestKey()}.
 */
public final class AmbiguousOutcome extends BackupException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** What the call was marked with. */
    private final @Nullable String requestKey;

    /**
     * Creates an exception.
     *
     * @param message what may have happened, to what, and how to find out
     * @param requestKey the key that the call was marked with, or null if it carried none
     * @param detail what the provider said beside the message
     * @param cause what led to this exception, or null
     */
    public AmbiguousOutcome(String message, @Nullable String requestKey, Detail detail, @Nullable Throwable cause) {
        super(message, detail, cause);
        this.requestKey = requestKey;
    }

    /** Returns the key that the call was marked with; empty if it carried none. */
    public Optional<String> requestKey() {
        return Optional.ofNullable(requestKey);
    }
}
