package io.github.backup4j.huawei.emulator.internal.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A response.
 *
 * @param status the HTTP status
 * @param body the JSON body, or a text node with a page of HTML; null: no body
 * @param headers headers in addition to those of every response
 */
public record WireReply(int status, @Nullable JsonNode body, Map<String, String> headers) {
    byte[] bytes() {
        if (body == null) {
            return new byte[0];
        }
        return body.isTextual() ? body.textValue().getBytes(StandardCharsets.UTF_8) : Json.write(body);
    }

    String contentType() {
        return body != null && body.isTextual() ? "text/html; charset=UTF-8" : "application/json";
    }

    /** Returns a 200 with a body. */
    public static WireReply ok(JsonNode body) {
        return of(200, body);
    }

    /** Returns a response with a body. */
    public static WireReply of(int status, JsonNode body) {
        return new WireReply(status, body, Map.of());
    }

    /** Returns a response without a body. */
    public static WireReply empty(int status) {
        return new WireReply(status, null, Map.of());
    }
}
