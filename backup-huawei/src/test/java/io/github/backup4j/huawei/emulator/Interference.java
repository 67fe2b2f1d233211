package io.github.backup4j.huawei.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;

/**
 * What comes between clients and an emulator: asked about each request, in their order, by one thread at a time. Requests that
 * steer the emulator itself are left alone.
 */
public interface Interference {
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

    /** Returns one that leaves everything alone. */
    static Interference none() {
        return (method, target) -> Fault.NONE;
    }
}
