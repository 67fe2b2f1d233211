package io.github.backup4j;

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
 * The root of everything that a {@link CloudBackup} throws on purpose.
 *
 * <p>Each subtype stands for something that a caller does differently: look elsewhere ({@link NotFound}), correct the
 * call ({@link Invalid}), wait ({@link Busy}, {@link Throttled}, {@link Unavailable}), find out what happened
 * ({@link AmbiguousOutcome}). The message says what happened, to what, what it means for the data and what to do. Decide
 * by type and by {@link #code()}, not by the text of the message.
 *
 * <p>Instances are immutable, serializable and hold no secrets.
 */
public class BackupException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** What the provider said beside the message. */
    private final Detail detail;

    /**
     * Creates an exception that carries no provider detail.
     *
     * @param message what happened, to what, and what to do
     */
    public BackupException(String message) {
        this(message, Detail.NONE, null);
    }

    /**
     * Creates an exception.
     *
     * @param message what happened, to what, and what to do
     * @param detail what the provider said beside the message
     * @param cause what led to this exception, or null
     */
    public BackupException(String message, Detail detail, @Nullable Throwable cause) {
        super(Objects.requireNonNull(message, "message == null"), cause);
        this.detail = Objects.requireNonNull(detail, "detail == null");
    }

    /**
     * Returns the provider's own error code, as it was sent. A call that was refused before a provider was asked may have a reason in
     * its place, the same in every cloud, such as {@code "NO_CAPABILITY"}; empty where there is neither.
     */
    public final Optional<String> code() {
        return Optional.ofNullable(detail.code());
    }

    /** Returns the provider's id of the request that failed, which its support asks for; empty where none is known. */
    public final Optional<String> requestId() {
        return Optional.ofNullable(detail.requestId());
    }

    /** Returns the HTTP status of the answer; empty where there was no HTTP answer. */
    public final OptionalInt httpStatus() {
        return detail.httpStatus() == null ? OptionalInt.empty() : OptionalInt.of(detail.httpStatus());
    }

    /**
     * Returns the disks and servers that the failure is about, such as those that a vault cannot take in; empty where it is
     * about none, or where it is not known which.
     */
    public final List<Resource> resources() {
        return detail.resources();
    }

    /**
     * Returns the vault that the failure is about, such as the one that holds {@link #resources()} already; empty where it is
     * about none, or about several.
     */
    public final Optional<VaultId> vault() {
        return Optional.ofNullable(detail.vault());
    }

    /**
     * Returns whether the same call, unchanged, may succeed later and does no harm when it is repeated.
     *
     * <p>False for {@link AmbiguousOutcome}: what it left behind has to be looked for first.
     */
    public boolean retryable() {
        return false;
    }

    /** Returns how long the provider asked to wait before the next try; empty where it said nothing. */
    public final Optional<Duration> retryAfter() {
        return Optional.ofNullable(detail.retryAfter());
    }

    /**
     * What a provider said beside the message of an error. Every component but the list may be null: not said.
     *
     * @param code the provider's own error code, as it was sent
     * @param requestId the provider's id of the request
     * @param httpStatus the HTTP status of the answer
     * @param retryAfter how long the provider asked to wait before the next try
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
        /** Nothing was said. */
        public static final Detail NONE = new Detail(null, null, null, null);

        /** Takes an empty text as none, and copies the list. */
        public Detail {
            code = Require.textOrNull(code);
            requestId = Require.textOrNull(requestId);
            resources = List.copyOf(resources);
        }

        /**
         * Creates a detail that is about no resource and no vault.
         *
         * @param code the provider's own error code, as it was sent
         * @param requestId the provider's id of the request
         * @param httpStatus the HTTP status of the answer
         * @param retryAfter how long the provider asked to wait before the next try
         */
        public Detail(
                @Nullable String code,
                @Nullable String requestId,
                @Nullable Integer httpStatus,
                @Nullable Duration retryAfter) {
            this(code, requestId, httpStatus, retryAfter, List.of(), null);
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
