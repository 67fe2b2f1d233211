package io.github.backup4j;

import java.io.Serializable;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What makes a call safe to repeat: calls of one kind with the same key make one thing, however often they are made.
 *
 * <p>A call that makes something leaves a mark of its key where the cloud keeps it. A call with the same key looks for that
 * mark first, and returns what it finds instead of making another; one whose reply is lost looks for it before it repeats or
 * gives up. A call that is given no key makes one of its own, which {@link AmbiguousOutcome#requestKey()} tells.
 *
 * <pre>{@code
 * RequestKey key = RequestKey.of("order-4711").madeAt(order.createdAt());
 * Vault vault = backup.vaults().create(spec, key); // and again after a crash: the same vault
 * }</pre>
 *
 * <p>What holds for each call with a key:
 *
 * <ul>
 *   <li>Each kind of call has keys of its own: a vault and a policy may be made with the same one.
 *   <li>The same key with other parameters is refused with {@link Conflict}, and nothing is made.
 *   <li>A key is remembered as long as what it made is there. Once that is deleted, or its work has failed, the key is free.
 *   <li>Work that goes on is joined, work that is done is told as done. What was changed about a thing since does not matter.
 *   <li>Two calls that run at the same moment with one key may both make something: give each caller its own. So may a call
 *       that is repeated before the cloud shows what the first made, which takes some seconds at most.
 *   <li>Where no mark can be left, what was made is found by what it is: a restore over existing data by the cloud's record of
 *       it, which says from when on it can be this one if the key {@linkplain #madeAt(Instant) tells}; a copy of a restore
 *       point by its place.
 * </ul>
 *
 * <p>Immutable.
 *
 * @param value 1 to 128 characters that name the request; no secret, as a hash of it is kept by the cloud
 * @param madeAt the instant before which nothing was asked for with this key; null: that of the call
 */
public record RequestKey(String value, @Nullable Instant madeAt) implements Serializable {
    private static final Instant EARLIEST = Instant.EPOCH;
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    /** Refuses a value or an instant out of range with {@link Invalid}. */
    public RequestKey {
        Require.text(value, "request key", 1, 128);
        if (madeAt != null && (madeAt.isBefore(EARLIEST) || madeAt.isAfter(LATEST))) {
            throw new Invalid("madeAt is " + madeAt + ", not between " + EARLIEST + " and " + LATEST);
        }
    }

    /**
     * Returns a key that a caller chooses: an order number, the name of a run.
     *
     * @param value 1 to 128 characters; the same for the same request, and for no other
     * @throws Invalid if it is empty or too long
     */
    public static RequestKey of(String value) {
        return new RequestKey(value, null);
    }

    /** Returns a key that no other call has. */
    public static RequestKey random() {
        return new RequestKey(UUID.randomUUID().toString(), null);
    }

    /**
     * Returns the same key, which tells since when it may have been used. A restore over existing data that may have ended
     * before it is asked for again needs that.
     *
     * @param instant the instant at which the key was chosen, before the first call with it; in the years 1970 to 9999
     * @throws Invalid if it is in no such year
     */
    public RequestKey madeAt(Instant instant) {
        return new RequestKey(value, Require.nonNull(instant, "instant"));
    }
}
