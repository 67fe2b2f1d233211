package io.github.backup4j.huawei.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.testkit.InMemoryCloud;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** An emulator and a plain client of it, for tests. */
final class Wire implements AutoCloseable {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    final InMemoryCloud cloud;
    final HuaweiEmulator emulator;

    private Wire(InMemoryCloud cloud, Form form) throws IOException {
        this.cloud = cloud;
        emulator = HuaweiEmulator.start(cloud, form);
    }

    static Wire start(Form form) throws IOException {
        return new Wire(InMemoryCloud.builder().withUuids().build(), form);
    }

    void pass(Duration duration) {
        cloud.time().advance(duration);
    }

    Answer get(String path) {
        return send("GET", path, "", Map.of());
    }

    Answer post(String path, String body) {
        return send("POST", path, body, Map.of());
    }

    Answer put(String path, String body) {
        return send("PUT", path, body, Map.of());
    }

    Answer patch(String path, String body) {
        return send("PATCH", path, body, Map.of());
    }

    Answer delete(String path) {
        return send("DELETE", path, "", Map.of());
    }

    Answer delete(String path, String body) {
        return send("DELETE", path, body, Map.of());
    }

    /** Sends a request; bodies may have ' for ". */
    Answer send(String method, String path, String body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(emulator.address() + path))
                .header("X-Auth-Token", "token")
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')));
        headers.forEach(request::header);
        try {
            HttpResponse<String> response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
            boolean json =
                    response.headers().firstValue("Content-Type").orElse("").startsWith("application/json");
            JsonNode answer = json ? Json.MAPPER.readTree(response.body()) : MissingNode.getInstance();
            return new Answer(response.statusCode(), answer, response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        emulator.close();
    }

    /**
     * What came back.
     *
     * @param status the HTTP status
     * @param body the body as JSON; missing if it is none
     * @param text the body as it came
     */
    record Answer(int status, JsonNode body, String text) {
        /** A value of the body, by its pointer. */
        String at(String pointer) {
            return body.at(pointer).asText();
        }
    }
}
