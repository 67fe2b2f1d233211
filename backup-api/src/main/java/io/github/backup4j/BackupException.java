package io.github.backup4j;

import io.github.backup4j.internal.PlainText;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The superclass of all exceptions that a {@link CloudBackup} throws deliberately.
 *
 * <p>Each subtype calls for a different reaction: look elsewhere ({@link NotFound}), correct the call ({@link
 * Invalid}), wait ({@link Busy}, {@link Throttled}, {@link Unavailable}), find out what happened ({@link
 * AmbiguousOutcome}). The message says what happened, to what, what it means for the data and what to do. Decide by
 * type and by {@link #code()}, not by the text of the message.
 *
 * <p>Message, code and request id are on one line: what a cloud has put into them cannot add lines to a log, move the cursor of a
 * terminal or turn text around. Instances are immutable, serializable and hold no secrets.
 */
public class BackupException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** What the provider reported besides the message. */
    private final Detail detail;

    /**
     * Creates an exception without provider detail.
     *
     * @param message what happened, to what, and what to do; control characters become spaces
     */
    public BackupException(String message) {
        this(message, Detail.NONE, null);
    }

    /**
     * Creates an exception.
     *
     * @param message what happened, to what, and what to do; control characters become spaces
     * @param detail what the provider reported besides the message
     * @param cause the cause, or null
     */
    public BackupException(String message, Detail detail, @Nullable Throwable cause) {
        super(PlainText.line(Objects.requireNonNull(message, "message == null")), cause);
        this.detail = Objects.requireNonNull(detail, "detail == null");
    }

    /**
     * Returns the provider's own error code, as it was sent, up to 64 characters. A call that the library refused without asking the cloud
     * may have a portable reason instead, such as {@code "NO_CAPABILITY"}; empty if there is neither.
     */
    public final Optional<String> code() {
        return Optional.ofNullable(detail.code());
    }

    /** Returns what the provider reported besides the message. */
    final Detail detail() {
        return detail;
    }

    /** Returns the provider's id of the request that failed, which its support asks for; empty if none is known. */
    public final Optional<String> requestId() {
        return Optional.ofNullable(detail.requestId());
    }

    /** Returns the HTTP status of the response; empty if there was no HTTP response. */
    public final OptionalInt httpStatus() {
        return detail.httpStatus() == null ? OptionalInt.empty() : OptionalInt.of(detail.httpStatus());
    }

    /**
     * Returns the disks and servers that the failure is about, such as those that a vault cannot accept; empty if there
     * are none, or if they are not known.
     */
    public final List<Resource> resources() {
        return detail.resources();
    }

    /**
     * Returns the vault that the failure is about, such as the one that holds {@link #resources()} already; empty if
     * there is none, or if there are several.
     */
    public final Optional<VaultId> vault() {
        return Optional.ofNullable(detail.vault());
    }

    /**
     * Returns whether the same call, unchanged, may succeed later and is safe to repeat.
     *
     * <p>False for {@link AmbiguousOutcome}: first check what the call left behind.
     */
    public boolean retryable() {
        return false;
    }

    /** Returns how long the provider asked to wait before the next attempt; empty if it did not. */
    public final Optional<Duration> retryAfter() {
        return Optional.ofNullable(detail.retryAfter());
    }

    /**
     * What a provider reported besides the message of an error. Every component but the list may be null: not reported.
     *
     * @param code the provider's own error code, as it was sent
     * @param requestId the provider's id of the request
     * @param httpStatus the HTTP status of the response
     * @param retryAfter how long the provider asked to wait before the next attempt
     * @param resources the disks and servers that the failure is about; empty: none, or not known
     * @param vault the vault that the failure is about; null: none, or several
     */
    public record Detail(
            @Nullable String code,
            @Nullable String requestId,
            @Nullable Integer httpStatus,
            @Nullable Duration retryAfter,
            List<Resource> resources,
            @Nullable VaultId vault)
            implements Serializable {
        /** The provider reported nothing. */
        public static final Detail NONE = new Detail(null, null, null, null);

        private static final int LONGEST_CODE = 64;
        private static final int LONGEST_REQUEST_ID = 128;

        /** Takes an empty text as none, cuts long ones, makes control characters spaces, and copies the list. */
        public Detail {
            code = shown(code, LONGEST_CODE);
            requestId = shown(requestId, LONGEST_REQUEST_ID);
            resources = List.copyOf(resources);
        }

        /**
         * Creates a detail that is about no resource and no vault.
         *
         * @param code the provider's own error code, as it was sent
         * @param requestId the provider's id of the request
         * @param httpStatus the HTTP status of the response
         * @param retryAfter how long the provider asked to wait before the next attempt
         */
        public Detail(
                @Nullable String code,
                @Nullable String requestId,
                @Nullable Integer httpStatus,
                @Nullable Duration retryAfter) {
            this(code, requestId, httpStatus, retryAfter, List.of(), null);
        }

        private static @Nullable String shown(@Nullable String text, int longest) {
            return text == null ? null : Require.textOrNull(PlainText.line(text, longest));
        }

        /**
         * Returns a detail that holds an error code alone.
         *
         * @param code the provider's own error code
         */
        public static Detail code(String code) {
            return new Detail(Objects.requireNonNull(code, "code == null"), null, null, null);
        }

        /**
         * Returns the same detail, about disks and servers.
         *
         * @param things the disks and servers that the failure is about
         */
        public Detail about(Collection<? extends Resource> things) {
            return new Detail(code, requestId, httpStatus, retryAfter, List.copyOf(things), vault);
        }

        /**
         * Returns the same detail, about disks and servers.
         *
         * @param things the disks and servers that the failure is about
         */
        public Detail about(Resource... things) {
            return about(List.of(things));
        }

        /**
         * Returns the same detail, about a vault.
         *
         * @param id the vault that the failure is about
         */
        public Detail inVault(VaultId id) {
            return new Detail(
                    code, requestId, httpStatus, retryAfter, resources, Objects.requireNonNull(id, "id == null"));
        }
    }
}
