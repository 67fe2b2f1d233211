package io.github.backup4j.huawei.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;

/**
 * What comes between clients and an emulator: asked about each request, in their order, by one thread at a time. Requests that
 * steer the emulator itself are left alone.
 */
public interface Interference {
    /**
     * Lets a request wait before its turn comes; called on the thread of each request, while others may be carried out.
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
     * Takes note of what the emulator answers, before anything of it goes out.
     *
     * @param method the HTTP method
     * @param target path and query as they were asked for
     * @param status the HTTP status
     * @param answer the body; a missing node where there is none
     */
    default void after(String method, URI target, int status, JsonNode answer) {}

    /**
     * Returns what the client is shown of an answer, such as an older state of a list.
     *
     * @param method the HTTP method
     * @param target path and query
     * @param answer the body; a missing node where there is none
     */
    default JsonNode shown(String method, URI target, JsonNode answer) {
        return answer;
    }

    /** Takes note of a late request that has been carried out. */
    default void carriedOutLate(String method, URI target, int status) {}

    /** Returns how much later a request is carried out that is late. */
    default Duration lateness() {
        return Duration.ofMinutes(1);
    }

    /** Returns one that leaves everything alone. */
    static Interference none() {
        return (method, target) -> Fault.NONE;
    }
}
