package io.github.backup4j.huawei.internal.http;

/** What a call does, and so when it may be sent again. */
public enum CallMode {
    /** Changes nothing: retried after every transient failure. */
    READ(false, true),

    /** Changes something, but no more when sent twice than when sent once: retried like a read. */
    IDEMPOTENT(true, true),

    /**
     * Changes something: retried only after a failure that proves that it was not carried out. That is a request that
     * was throttled, refused as busy, or never sent.
     */
    CHANGE(true, false),

    /**
     * A change whose effect the caller can find again, by a mark or in the log: like {@link #CHANGE}, but not retried
     * when refused as busy. The work in progress may have been started by its own first delivery, so the caller looks
     * for that first.
     */
    KEYED(true, false);

    private final boolean changes;
    private final boolean repeatable;

    CallMode(boolean changes, boolean repeatable) {
        this.changes = changes;
        this.repeatable = repeatable;
    }

    /** Returns whether it changes something, so that a lost reply leaves its outcome unknown. */
    boolean changes() {
        return changes;
    }

    /** Returns whether sending it twice has the same effect as sending it once. */
    boolean isRepeatable() {
        return repeatable;
    }

    /** Returns whether it is retried while the resource is busy with other work. */
    boolean waitsWhileBusy() {
        return this != KEYED;
    }
}
