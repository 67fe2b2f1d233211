package io.github.backup4j.spi;

import io.github.backup4j.RequestKey;
import java.time.Instant;
import java.util.Objects;

/**
 * The request key of one call, and whether the caller chose it. A call with a chosen key may be a repeat, so the driver
 * first looks for the resource. A key that was generated for this call was never used before.
 *
 * <p>The driver compares all other arguments of the call with those of the earlier one, not names alone: the disk, restore point, snapshot,
 * image or vault that the call is about, and each field of its spec. If one differs, it refuses the call with {@link
 * io.github.backup4j.Conflict}. It frees the key if the work of the earlier call has failed.
 *
 * @param key the key; {@link RequestKey#madeAt()} is set if the key was generated for this call
 * @param chosen whether the caller chose it, and so may have made the call before
 */
public record CallKey(RequestKey key, boolean chosen) {
    /** Refuses null. */
    public CallKey {
        Objects.requireNonNull(key, "key == null");
    }

    /**
     * Returns the key that a caller gave.
     *
     * @param key the key
     */
    public static CallKey chosen(RequestKey key) {
        return new CallKey(key, true);
    }

    /**
     * Returns a generated key, for a call without one.
     *
     * @param now the present instant
     */
    public static CallKey fresh(Instant now) {
        return new CallKey(RequestKey.random().madeAt(now), false);
    }

    /** Returns the text of the key. */
    public String value() {
        return key.value();
    }
}
