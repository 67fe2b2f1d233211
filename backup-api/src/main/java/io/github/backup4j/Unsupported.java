package io.github.backup4j;

import java.io.Serial;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * This cloud cannot do what was asked. Nothing was changed.
 *
 * <p>{@link CloudBackup#capabilities()} says most of it beforehand. Where {@link #capability()} is empty, no capability stands for it,
 * and another spec is needed: a schedule that the cloud cannot express, or a description that cannot be changed.
 */
public final class Unsupported extends BackupException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** What is missing; null: no capability alone would help. */
    private final @Nullable Capability capability;

    /**
     * Creates an exception without provider detail.
     *
     * @param message what happened, to what, and what to do
     */
    public Unsupported(String message) {
        super(message);
        capability = null;
    }

    /**
     * Creates an exception about a capability that is missing.
     *
     * @param message what happened, to what, and what to do
     * @param capability the feature the cloud would need
     */
    public Unsupported(String message, Capability capability) {
        super(message, Detail.code("NO_CAPABILITY"), null);
        this.capability = Require.nonNull(capability, "capability");
    }

    /**
     * Creates an exception.
     *
     * @param message what happened, to what, and what to do
     * @param detail what the provider reported besides the message
     * @param cause the cause, or null
     */
    public Unsupported(String message, Detail detail, @Nullable Throwable cause) {
        super(message, detail, cause);
        capability = null;
    }

    /** Returns the capability that the call needs and the cloud has not; empty where another spec would be needed. */
    public Optional<Capability> capability() {
        return Optional.ofNullable(capability);
    }
}
