package io.github.backup4j.huawei.emulator;

/** What can go wrong with one request, between a client and the emulator or within the services that it stands for. */
public enum Fault {
    /** Nothing: it is carried out and answered. */
    NONE(1),
    /** The connection breaks before the request is carried out. */
    LOST_REQUEST(0),
    /** The connection breaks after the request was carried out, before the first byte of the answer. */
    LOST_REPLY(1),
    /** The connection breaks in the middle of the answer. */
    CUT_REPLY(1),
    /** The answer comes in two pieces, with time passing in between. */
    SLOW_REPLY(1),
    /** Refused as one call too many. */
    THROTTLED(0),
    /** Refused as one call too many, with the time to wait. */
    THROTTLED_WITH_PAUSE(0),
    /** Refused for a passing reason, with the service's own code. */
    FAILED(0),
    /** Carried out, and answered with a failure all the same. */
    FAILED_AFTERWARDS(1, true),
    /** Carried out, while a gateway in between gave up waiting and answers with a page. */
    GATEWAY_TIMEOUT(1, true),
    /** A gateway finds nobody to carry it out, and says to come back at once. */
    GATEWAY_OVERLOADED(0),
    /** A gateway has waited too long for the request itself. */
    REQUEST_TIMEOUT(0),
    /** Refused for a reason that is not said to pass, with the service's own code. */
    REFUSED(0),
    /** A look that is answered as if what it asks for by id were not there yet. */
    NOT_YET_THERE(1),
    /** Carried out twice, and answered as the first time. */
    TWICE_WITH_FIRST_ANSWER(2),
    /** Carried out twice, and answered as the second time. */
    TWICE_WITH_SECOND_ANSWER(2),
    /** Carried out; the answer says that it is of a type that nobody expects. */
    WRONG_TYPE(1),
    /** Carried out; the answer has the right status, and nothing in it. */
    EMPTY_REPLY(1),
    /** Something in between answers 200 with a page of its own. */
    FOREIGN_PAGE(0),
    /** The connection breaks; the request is carried out all the same, but only after newer ones. */
    LATE(0),
    /** Carried out and answered, and carried out once more after newer ones. */
    AGAIN_LATE(1);

    /** How often the request is carried out. */
    final int times;

    /** Whether the answer to it, being carried out, is another one. */
    final boolean hidesReply;

    Fault(int times) {
        this(times, false);
    }

    Fault(int times, boolean hidesReply) {
        this.times = times;
        this.hidesReply = hidesReply;
    }

    /** Returns whether the request is carried out after newer ones. */
    public boolean late() {
        return this == LATE || this == AGAIN_LATE;
    }

    /** Returns whether the failure is one that a client may take for final. */
    public boolean lasting() {
        return this == REFUSED || this == TWICE_WITH_SECOND_ANSWER || this == NOT_YET_THERE || late();
    }
}
