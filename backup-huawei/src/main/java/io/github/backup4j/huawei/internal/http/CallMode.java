package io.github.backup4j.huawei.internal.http;

/** What a call does, and so when it may be sent again. */
public enum CallMode {
    /** Changes nothing: retried after every failure that may pass. */
    READ(false, true),

    /** Changes something, but no more when sent twice than when sent once: retried like a read. */
    IDEMPOTENT(true, true),

    /**
     * Changes something: retried only after a failure that proves that it was not carried out, which is a request that was throttled,
     * refused as busy, or never sent.
     */
    CHANGE(true, false),

    /**
     * A change that the caller can find again, by a mark or in the log: like {@link #CHANGE}, but not retried when refused as busy.
     * What is in the way may be what its own first delivery has begun, so the caller looks for that first.
     */
    KEYED(true, false);

    private final boolean changes;
    private final boolean repeatable;

    CallMode(boolean changes, boolean repeatable) {
        this.changes = changes;
        this.repeatable = repeatable;
    }

    /** Whether it changes something, so that a lost response leaves its outcome unknown. */
    boolean changes() {
        return changes;
    }

    /** Whether it does no harm when it is sent twice. */
    boolean isRepeatable() {
        return repeatable;
    }

    /** Whether it is retried while other work on the same resource is in the way. */
    boolean waitsWhileBusy() {
        return this != KEYED;
    }
}
