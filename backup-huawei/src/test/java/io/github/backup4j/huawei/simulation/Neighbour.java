package io.github.backup4j.huawei.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * Somebody else with the same account, who copies everything that can be written on a thing to another one: tags and metadata, the
 * library's among them, a description, a name.
 *
 * <p>The metadata of servers and the description of backups cannot be changed by anybody.
 */
final class Neighbour {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final URI address;
    private final String project;

    /**
     * Creates one.
     *
     * @param address where the services are
     * @param project the project of the things
     */
    Neighbour(URI address, String project) {
        this.address = address;
        this.project = project;
    }

    /** Whether anything can be copied between two things of a kind, in the words of an {@link Inventory}. */
    static boolean canCopy(String kind) {
        return switch (kind) {
            case "vault", "policy", "snapshot", "disk", "image" -> true;
            default -> false;
        };
    }

    /** Copies all that can be. */
    void copy(String kind, String from, String to) {
        switch (kind) {
            case "vault" -> {
                JsonNode tags = send("GET", "/v3/" + project + "/vault/" + from + "/tags", null)
                        .path("tags");
                if (!tags.isEmpty()) {
                    ObjectNode body = object().put("action", "create");
                    body.set("tags", tags);
                    JsonNode unused = send("POST", "/v3/" + project + "/vault/" + to + "/tags/action", body);
                }
            }
            case "policy" -> {
                String policies = "/v3/" + project + "/policies/";
                String name =
                        send("GET", policies + from, null).at("/policy/name").asText();
                ObjectNode body = object();
                body.putObject("policy").put("name", name);
                JsonNode unused = send("PUT", policies + to, body);
            }
            case "image" -> copyImage(from, to);
            case "snapshot" -> copyMetadata("/v2/" + project + "/snapshots/", from, to);
            default -> copyMetadata("/v2/" + project + "/volumes/", from, to);
        }
    }

    private void copyMetadata(String things, String from, String to) {
        JsonNode unused = send("POST", things + to + "/metadata", send("GET", things + from + "/metadata", null));
    }

    private void copyImage(String from, String to) {
        String images = "/v2/" + project + "/images/";
        JsonNode tags = send("GET", images + from + "/tags", null).path("tags");
        if (!tags.isEmpty()) {
            ObjectNode body = object().put("action", "create");
            body.set("tags", tags);
            JsonNode unused = send("POST", images + to + "/tags/action", body);
        }
        String description = send("GET", "/v2/cloudimages?id=" + from, null)
                .at("/images/0/__description")
                .asText();
        JsonNode patch = JsonNodeFactory.instance
                .arrayNode()
                .add(object().put("op", "replace").put("path", "/__description").put("value", description));
        JsonNode unused = send("PATCH", "/v2/cloudimages/" + to, patch);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private JsonNode send(String method, String path, @Nullable JsonNode body) {
        HttpRequest request = HttpRequest.newBuilder(address.resolve(path))
                .header("X-Auth-Token", "token")
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        try {
            HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new IllegalStateException(
                        method + " " + path + " was answered " + answer.statusCode() + ": " + answer.body());
            }
            return answer.body().isEmpty() ? object() : MAPPER.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
