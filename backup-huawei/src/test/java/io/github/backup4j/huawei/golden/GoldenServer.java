package io.github.backup4j.huawei.golden;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.github.backup4j.huawei.stub.StubServer;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A server that answers each operation with a documented answer to it: the first in its file, unless another one was chosen.
 * It keeps nothing, but what is asked for by id alone has that id.
 *
 * <p>Each service has an address of its own, as several have operations at the same path.
 */
final class GoldenServer implements AutoCloseable {
    private final StubServer server = new StubServer(this::answer);
    private final Map<String, Deque<Answer>> answers = new HashMap<>();
    private final List<Sent> sent = new ArrayList<>();
    private final Set<String> served = new LinkedHashSet<>();

    URI address(String service) {
        return server.address().resolve("/" + service);
    }

    /** Answers an operation with these documented answers, one after the other, and then with the last forever. */
    GoldenServer answers(String operation, String... names) {
        Deque<Answer> chosen = new ArrayDeque<>();
        for (String name : names) {
            chosen.add(documented(Golden.of(operation), name));
        }
        return put(operation, chosen);
    }

    /** Changes one value in the answer that is due for an operation. */
    GoldenServer change(String operation, String pointer, Object value) {
        Deque<Answer> chosen = new ArrayDeque<>(due(operation));
        Answer due = chosen.remove();
        JsonNode body = due.body.deepCopy();
        Places.set(body, pointer, Golden.JSON.valueToTree(value));
        chosen.addFirst(new Answer(due.name, due.status, body));
        return put(operation, chosen);
    }

    /** Lets a disk carry the tags that it was given last. */
    GoldenServer showTagsThatWereSet() {
        List<Sent> set = sent("evs/batchCreateVolumeTags");
        Map<String, String> tags = new LinkedHashMap<>();
        set.get(set.size() - 1)
                .body()
                .path("tags")
                .forEach(tag ->
                        tags.put(tag.path("key").asText(), tag.path("value").asText()));
        return change("evs/showVolume", "/volume/tags", tags);
    }

    /** Lets a disk be as it was asked for: named so, with that metadata, and no tags. */
    GoldenServer showDiskThatWasMade() {
        JsonNode asked = sent("evs/createVolume").get(0).body().path("volume");
        return change("evs/showVolume", "/volume/name", asked.path("name"))
                .change("evs/showVolume", "/volume/metadata", asked.path("metadata"))
                .change("evs/showVolume", "/volume/attachments", List.of())
                .change("evs/showVolume", "/volume/tags", Map.of());
    }

    /** Lets a disk have the tags that it was asked for with. */
    GoldenServer showTagsThatWereAskedFor() {
        JsonNode asked = sent("evs/createVolume").get(0).body().path("volume");
        return change("evs/showVolume", "/volume/tags", asked.path("tags"));
    }

    /** Refuses an operation. */
    GoldenServer refuses(String operation, int status, String code) {
        ObjectNode body = Golden.JSON.createObjectNode().put("error_code", code).put("error_msg", "refused");
        return put(operation, new ArrayDeque<>(List.of(new Answer("", status, body))));
    }

    /** The requests that came in for an operation. */
    synchronized List<Sent> sent(String operation) {
        return sent.stream()
                .filter(request -> request.operation().equals(operation))
                .toList();
    }

    /** The documented answers that were given, such as {@code cbr/createVault: documented}. */
    synchronized Set<String> served() {
        return new LinkedHashSet<>(served);
    }

    @Override
    public void close() {
        server.close();
    }

    private synchronized GoldenServer put(String operation, Deque<Answer> chosen) {
        answers.put(operation, chosen);
        return this;
    }

    private synchronized Deque<Answer> due(String operation) {
        Golden golden = Golden.of(operation);
        return answers.computeIfAbsent(
                operation,
                key -> new ArrayDeque<>(
                        List.of(documented(golden, golden.answers().get(0)))));
    }

    private static Answer documented(Golden golden, String name) {
        JsonNode answer = golden.answer(name);
        return new Answer(
                golden.name() + ": " + name,
                answer.path("status").asInt(),
                answer.has("body") ? answer.path("body") : MissingNode.getInstance());
    }

    private ResponseDefinition answer(LoggedRequest request) {
        Answer answer = answerTo(request);
        ResponseDefinitionBuilder response = aResponse().withStatus(answer.status);
        return answer.body.isMissingNode()
                ? response.build()
                : response.withHeader("Content-Type", "application/json")
                        .withBody(answer.body.toString())
                        .build();
    }

    private synchronized Answer answerTo(LoggedRequest request) {
        String text = request.getBodyAsString();
        JsonNode body = text.isEmpty() ? MissingNode.getInstance() : parse(text);
        String[] address = URI.create(request.getUrl()).getPath().split("/", 3);
        String path = "/" + address[2];
        String method = request.getMethod().getName();
        Optional<Golden> found = find(address[1], method, path, body);
        if (found.isEmpty()) {
            sent.add(new Sent("?", method + " " + path, query(request), headers(request), body));
            ObjectNode unknown = Golden.JSON.createObjectNode().put("error_code", "APIG.0101");
            return new Answer("", 404, unknown.put("error_msg", "no document has " + method + " " + path));
        }
        Golden golden = found.get();
        sent.add(new Sent(golden.name(), method + " " + path, query(request), headers(request), body));
        Deque<Answer> due = due(golden.name());
        Answer answer = due.size() > 1 ? due.remove() : due.element();
        served.add(answer.name);
        return asked(golden, path, answer);
    }

    private static Optional<Golden> find(String service, String method, String path, JsonNode body) {
        return Golden.all().values().stream()
                .filter(golden -> golden.service().equals(service)
                        && golden.method().equals(method)
                        && path.matches(golden.path().replaceAll("\\{\\w+}", "[^/]+"))
                        && (body.isMissingNode() || isLike(golden, body)))
                .min(Comparator.comparingLong(
                        golden -> golden.path().chars().filter(c -> c == '{').count()));
    }

    /** Whether a body has the outer fields of a documented one, and its action: some operations share a path. */
    private static boolean isLike(Golden golden, JsonNode body) {
        return golden.requests().stream().anyMatch(name -> {
            JsonNode documented = golden.request(name).path("body");
            boolean sameFields = documented.isArray()
                    || documented.properties().stream().anyMatch(field -> body.has(field.getKey()));
            return sameFields && documented.path("action").equals(body.path("action"));
        });
    }

    private static Answer asked(Golden golden, String path, Answer answer) {
        boolean byId = golden.method().equals("GET") && golden.path().endsWith("_id}") && answer.body.size() == 1;
        if (!byId || !answer.body.elements().next().has("id")) {
            return answer;
        }
        JsonNode body = answer.body.deepCopy();
        ((ObjectNode) body.elements().next()).put("id", path.substring(path.lastIndexOf('/') + 1));
        return new Answer(answer.name, answer.status, body);
    }

    private static Map<String, String> query(LoggedRequest request) {
        String raw = URI.create(request.getUrl()).getRawQuery();
        return Queries.parse(raw == null ? "" : raw);
    }

    private static Map<String, String> headers(LoggedRequest request) {
        Map<String, String> headers = new HashMap<>();
        request.getHeaders()
                .all()
                .forEach(header -> headers.put(header.key().toLowerCase(Locale.ROOT), header.firstValue()));
        return headers;
    }

    private static JsonNode parse(String text) {
        try {
            return Golden.JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Answer(String name, int status, JsonNode body) {}
}
