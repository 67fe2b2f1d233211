package io.github.backup4j.huawei.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Sends requests with a token to an emulator, in tests. */
final class WireClient {
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI address;
    private final Consumer<Reply> listener;

    WireClient(HuaweiEmulator emulator) {
        this(emulator, reply -> {});
    }

    /** Tells someone all that is answered. */
    WireClient(HuaweiEmulator emulator, Consumer<Reply> listener) {
        address = emulator.address();
        this.listener = listener;
    }

    Reply get(String path) {
        return send("GET", path, "");
    }

    Reply delete(String path) {
        return send("DELETE", path, "");
    }

    /** Posts JSON, in which single quotes stand for double ones. */
    Reply post(String path, String json, String... headers) {
        return send("POST", path, json, headers);
    }

    Reply put(String path, String json) {
        return send("PUT", path, json);
    }

    Reply send(String method, String path, String json, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path))
                .header("X-Auth-Token", "token")
                .method(method, HttpRequest.BodyPublishers.ofString(json.replace('\'', '"')));
        if (!json.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            Reply reply = new Reply(method, path, response.statusCode(), json(response), response.headers());
            listener.accept(reply);
            return reply;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode json(HttpResponse<byte[]> response) throws IOException {
        String type = response.headers().firstValue("Content-Type").orElse("");
        return type.startsWith("application/json") ? Json.read(response.body()) : MissingNode.getInstance();
    }

    /**
     * What came back.
     *
     * @param method of the request
     * @param path of the request, with its query
     * @param status the HTTP status
     * @param body the JSON; a missing node where there was none
     * @param headers the headers
     */
    record Reply(String method, String path, int status, JsonNode body, HttpHeaders headers) {
        /** A text of the body, by JSON pointer. */
        String text(String pointer) {
            return body.at(pointer).asText();
        }

        /** The code of a refusal, of whatever shape. */
        String code() {
            if (body.has("error_code")) {
                return text("/error_code");
            }
            JsonNode first = body.isEmpty() ? body : body.elements().next();
            return first.path("code").asText();
        }

        @Override
        public String toString() {
            return method + " " + path + " -> " + status + " "
                    + new String(Json.write(body.isMissingNode() ? Json.object() : body), StandardCharsets.UTF_8);
        }
    }
}
