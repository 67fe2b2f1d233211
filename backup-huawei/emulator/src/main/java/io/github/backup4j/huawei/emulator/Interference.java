package io.github.backup4j.huawei.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;

/**
 * Interference between clients and an emulator: called for each request, in order, by one thread at a time. Control
 * requests to the emulator itself are not affected.
 */
public interface Interference {
    /**
     * Delays a request before its turn; called on the thread of each request, while others may run.
     *
     * @param method its HTTP method
     * @param target its path and query
     */
    default void arrived(String method, URI target) {}

    /**
     * Returns what goes wrong with a request.
     *
     * @param method its HTTP method
     * @param target its path and query
     */
    Fault before(String method, URI target);

    /**
     * Called with each response of the emulator, before it is sent.
     *
     * @param method the HTTP method
     * @param target path and query as requested
     * @param status the HTTP status
     * @param answer the body of the response; a missing node if there is none
     */
    default void after(String method, URI target, int status, JsonNode answer) {}

    /**
     * Returns the response that the client sees, such as an older state of a list.
     *
     * @param method the HTTP method
     * @param target path and query
     * @param answer the body of the response; a missing node if there is none
     */
    default JsonNode shown(String method, URI target, JsonNode answer) {
        return answer;
    }

    /** Called when a late request has been processed. */
    default void carriedOutLate(String method, URI target, int status) {}

    /** Returns the delay of a late request. */
    default Duration lateness() {
        return Duration.ofMinutes(1);
    }

    /** Returns an interference that changes nothing. */
    static Interference none() {
        return (method, target) -> Fault.NONE;
    }
}
