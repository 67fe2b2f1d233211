package io.github.backup4j.huawei.emulator;

/** A fault that affects one request, between a client and the emulator or within the emulated services. */
public enum Fault {
    /** No fault: the request is processed and the response delivered. */
    NONE(1),
    /** The connection breaks before the request is processed. */
    LOST_REQUEST(0),
    /** The connection breaks after the request was processed, before the first byte of the response. */
    LOST_REPLY(1),
    /** The connection breaks in the middle of the response. */
    CUT_REPLY(1),
    /** The response arrives in two pieces, with a pause in between. */
    SLOW_REPLY(1),
    /** Throttled. */
    THROTTLED(0),
    /** Throttled, with {@code Retry-After}. */
    THROTTLED_WITH_PAUSE(0),
    /** Refused with a transient error code of the service. */
    FAILED(0),
    /** Processed, but answered with a server error. */
    FAILED_AFTERWARDS(1, true),
    /** Processed, while a gateway in between times out and responds with a page of HTML. */
    GATEWAY_TIMEOUT(1, true),
    /** A gateway has no server to forward it to, and asks for an immediate retry. */
    GATEWAY_OVERLOADED(0),
    /** A gateway times out while it waits for the request itself. */
    REQUEST_TIMEOUT(0),
    /** Refused with an error code of the service that is not known to be transient. */
    REFUSED(0),
    /**
     * Refused with 401, as with credentials that have expired or were deleted. A request that logs in has no credentials to refuse, but
     * those in its body.
     *
     * <pre>{@code
     * AtomicBoolean expired = new AtomicBoolean();
     * HuaweiEmulator.builder()
     *         .interference((method, target) -> expired.get() ? Fault.UNAUTHENTICATED : Fault.NONE)
     *         .start();
     * }</pre>
     */
    UNAUTHENTICATED(0),
    /** A GET by id is answered as if the resource did not exist yet. */
    NOT_YET_THERE(1),
    /** Processed twice; the first response is delivered. */
    TWICE_WITH_FIRST_ANSWER(2),
    /** Processed twice; the second response is delivered. */
    TWICE_WITH_SECOND_ANSWER(2),
    /** Processed; the response has an unexpected content type. */
    WRONG_TYPE(1),
    /** Processed; the response has the right status and an empty body. */
    EMPTY_REPLY(1),
    /** An intermediary responds with 200 and a page of its own. */
    FOREIGN_PAGE(0),
    /** The connection breaks, and the request is processed later, after newer ones. */
    LATE(0),
    /** Processed and answered, and processed once more later, after newer requests. */
    AGAIN_LATE(1);

    /** How often the request is processed. */
    final int times;

    /** Whether the response differs from that of the processed request. */
    final boolean hidesReply;

    Fault(int times) {
        this(times, false);
    }

    Fault(int times, boolean hidesReply) {
        this.times = times;
        this.hidesReply = hidesReply;
    }

    /** Returns whether the request is processed after newer ones. */
    public boolean late() {
        return this == LATE || this == AGAIN_LATE;
    }

    /** Returns whether a client may take the failure as final. */
    public boolean lasting() {
        return this == REFUSED
                || this == UNAUTHENTICATED
                || this == TWICE_WITH_SECOND_ANSWER
                || this == NOT_YET_THERE
                || late();
    }
}
