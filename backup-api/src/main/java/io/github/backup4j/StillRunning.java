package io.github.backup4j;

import java.io.Serial;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The caller has stopped waiting, because the time it gave was over or its thread was interrupted. Nothing has failed, and the work
 * is not cancelled.
 *
 * <p>Wait again, or pass {@link #token()} to {@link Operations#resume}, in this process or another. <strong>Work in several steps
 * advances only while somebody polls it</strong>, as {@link Operation} says: until then a server may stay stopped with its disk
 * detached.
 */
public final class StillRunning extends BackupException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Names the work. */
    private final String token;

    /** As last seen. */
    private final @Nullable Progress progress;

    /**
     * Creates an exception.
     *
     * @param message what was waited for and for how long
     * @param token the token of the operation
     * @param progress its last known progress, or null if no poll succeeded
     * @param cause what ended the waiting or made the last poll fail, or null
     */
    public StillRunning(String message, String token, @Nullable Progress progress, @Nullable Throwable cause) {
        super(message, Detail.NONE, cause);
        this.token = Require.nonNull(token, "token");
        this.progress = progress;
    }

    /** Returns the token of the operation, for {@link Operations#resume}. */
    public String token() {
        return token;
    }

    /** Returns the last known progress; empty if no poll succeeded. */
    public Optional<Progress> progress() {
        return Optional.ofNullable(progress);
    }
}
