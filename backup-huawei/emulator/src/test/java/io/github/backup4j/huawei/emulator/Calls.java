package io.github.backup4j.huawei.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Calls of a client of which none is refused; it keeps all that was answered. */
final class Calls {
    private final WireClient client;
    private final List<WireClient.Reply> replies = new ArrayList<>();

    Calls(WireClient client) {
        this.client = client;
    }

    /** All that was answered so far. */
    List<WireClient.Reply> replies() {
        return List.copyOf(replies);
    }

    JsonNode get(String path) {
        return send("GET", path, "");
    }

    JsonNode post(String path, String json) {
        return send("POST", path, json);
    }

    JsonNode put(String path, String json) {
        return send("PUT", path, json);
    }

    JsonNode patch(String path, String json) {
        return send("PATCH", path, json);
    }

    JsonNode delete(String path) {
        return send("DELETE", path, "");
    }

    JsonNode delete(String path, String json) {
        return send("DELETE", path, json);
    }

    /** Waits for the job that an answer names, and returns it. */
    JsonNode await(JsonNode started) {
        pass(60);
        return get("/v1/project-1/jobs/" + started.path("job_id").asText());
    }

    void pass(int minutes) {
        post("/emulator/advance", String.format(Locale.ROOT, "{'seconds': %d}", 60 * minutes));
    }

    private JsonNode send(String method, String path, String json) {
        WireClient.Reply reply = client.send(method, path, json);
        assertThat(reply).as("refused").matches(answer -> answer.status() <= 300);
        replies.add(reply);
        return reply.body();
    }
}
