package io.github.backup4j;

import java.io.Serial;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The reply to a call was lost, and the library could not find out whether the call was carried out.
 *
 * <p>Creates are safe to repeat with {@link #requestKey()}. Before you repeat any other call, check what it would have
 * changed.
 */
public final class AmbiguousOutcome extends BackupException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** What the call was made with. */
    private final @Nullable RequestKey requestKey;

    /**
     * Creates an exception.
     *
     * @param message what may have happened, to what, and how to check
     * @param requestKey the key that the call was made with, or null if it has none
     * @param detail what the provider reported besides the message
     * @param cause the cause, or null
     */
    public AmbiguousOutcome(String message, @Nullable RequestKey requestKey, Detail detail, @Nullable Throwable cause) {
        super(message, detail, cause);
        this.requestKey = requestKey;
    }

    /** Returns the exception for a call without a key that overwrites a resource: a repeat overwrites it again. */
    AmbiguousOutcome withoutKey(Resource overwritten) {
        return new AmbiguousOutcome(
                "whether " + overwritten + " is being overwritten is not known. A repeat overwrites it again, with"
                        + " whatever was written since: check its content first. " + getMessage(),
                null,
                detail(),
                this);
    }

    /** Returns the request key of the call, to repeat it with; empty if calls of this method have none. */
    public Optional<RequestKey> requestKey() {
        return Optional.ofNullable(requestKey);
    }
}
