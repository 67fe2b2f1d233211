package io.github.backup4j;

import java.io.Serial;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The reply to a call was lost, and the library could not find out whether the call was carried out; or the call changed something,
 * and the rest of it failed or its result could not be read, as the message says.
 *
 * <p>If there is a {@link #requestKey()}, the call is safe to repeat with it. Otherwise, check what the call would have changed before
 * you repeat it: a restore in place or a rollback without a key overwrites again. It is safe to add to a vault, attach, detach,
 * update or delete by id again: the repeat leads to the same state, or is refused because there is nothing left to change.
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
     * @param requestKey the key with which the call is safe to repeat, or null if there is none
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

    /**
     * Returns the request key with which the call is safe to repeat; empty if a repeat would not be safe, or if calls of this method
     * have no key.
     */
    public Optional<RequestKey> requestKey() {
        return Optional.ofNullable(requestKey);
    }
}
