package io.github.backup4j;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Work that the cloud had started has failed. The message says what it leaves behind, and {@link #effect()} what that means for the data.
 *
 * <p>Only the caller can repeat the call that started it; the library does not.
 *
 * <pre>{@code
 * try {
 *     operation.await(Duration.ofHours(2));
 * } catch (OperationFailed failed) {
 *     switch (failed.effect()) {
 *         case UNCHANGED -> restoreAgainLater(failed);
 *         case REPLACED -> startServerByHand(failed);
 *         case UNKNOWN -> pager.tell("check the content of the disk: " + failed.getMessage());
 *     }
 * }
 * }</pre>
 */
public final class OperationFailed extends BackupException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** What the work has done to data. */
    private final Effect effect;

    /**
     * Creates an exception without provider detail, whose effect is {@link Effect#UNKNOWN}.
     *
     * @param message what happened, to what, and what to do
     */
    public OperationFailed(String message) {
        this(message, Detail.NONE, null);
    }

    /**
     * Creates an exception whose effect is {@link Effect#UNKNOWN}.
     *
     * @param message what happened, to what, and what to do
     * @param detail what the provider reported besides the message
     * @param cause the cause, or null
     */
    public OperationFailed(String message, Detail detail, @Nullable Throwable cause) {
        this(message, detail, cause, Effect.UNKNOWN);
    }

    /**
     * Creates an exception.
     *
     * @param message what happened, to what, and what to do
     * @param detail what the provider reported besides the message
     * @param cause the cause, or null
     * @param effect what the work has done to data, if that is proved
     */
    public OperationFailed(String message, Detail detail, @Nullable Throwable cause, Effect effect) {
        super(message, detail, cause);
        this.effect = Require.nonNull(effect, "effect");
    }

    /** Returns what the work has done to the data that existed before it; {@link Effect#UNKNOWN} unless that is proved. */
    public Effect effect() {
        return effect;
    }

    /**
     * Returns the same exception with another effect; for providers.
     *
     * @param proved what the work has done to data
     */
    public OperationFailed with(Effect proved) {
        if (proved == effect) {
            return this;
        }
        OperationFailed same = new OperationFailed(String.valueOf(getMessage()), detail(), getCause(), proved);
        same.setStackTrace(getStackTrace());
        for (Throwable suppressed : getSuppressed()) {
            same.addSuppressed(suppressed);
        }
        return same;
    }

    /** What failed work has done to the data that existed before it. */
    public enum Effect {
        /**
         * The work has overwritten and deleted nothing that existed before it, and will not. What it has created may be left,
         * complete or in part: the message says so. It can be begun again.
         */
        UNCHANGED,
        /** The data was overwritten as requested; what failed came after that, such as attaching the disk or starting its server. */
        REPLACED,
        /** Data may have been overwritten or deleted, in whole or in part, or that is not known: check the content. */
        UNKNOWN
    }
}
