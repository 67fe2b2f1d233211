package io.github.backup4j.huawei.golden;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Brings a documented request and one that was sent into the same form: line, query, the headers that matter, body. */
final class RequestComparison {
    private RequestComparison() {}

    /**
     * The documented request, with the differences that its file lists.
     *
     * @throws IllegalArgumentException if a listed difference is none, or has no reason
     */
    static JsonNode expected(Golden golden, String request, String project) {
        JsonNode documented = golden.request(request);
        ObjectNode tree = Golden.JSON.createObjectNode();
        String path = golden.path();
        for (var parameter : documented.path("path").properties()) {
            path = path.replace(
                    "{" + parameter.getKey() + "}", parameter.getValue().asText());
        }
        path = path.replace("{project_id}", project);
        tree.put("line", golden.method() + " " + path);
        tree.set("query", documented.has("query") ? documented.path("query") : Golden.JSON.createObjectNode());
        tree.set("headers", documented.has("headers") ? documented.path("headers") : Golden.JSON.createObjectNode());
        if (documented.has("body")) {
            tree.set("body", documented.path("body"));
        }
        ObjectNode expected = tree.deepCopy();
        List<JsonNode> differences = new ArrayList<>();
        documented.path("differences").forEach(differences::add);
        // From the end of an array backwards, so that the places before stay where they are.
        for (int i = differences.size() - 1; i >= 0; i--) {
            apply(expected, differences.get(i), golden.name() + ": " + request);
        }
        return expected;
    }

    /** What was sent, of its headers only those that are documented. */
    static JsonNode actual(Sent sent, JsonNode expected) {
        ObjectNode tree = Golden.JSON.createObjectNode();
        tree.put("line", sent.line());
        ObjectNode query = tree.putObject("query");
        sent.query().forEach(query::put);
        ObjectNode headers = tree.putObject("headers");
        expected.path("headers")
                .fieldNames()
                .forEachRemaining(name -> headers.put(name, sent.hasHeader(name) ? "*" : "missing"));
        if (!sent.body().isMissingNode()) {
            tree.set("body", Marks.removed(sent.body()));
        }
        return tree;
    }

    private static void apply(ObjectNode tree, JsonNode difference, String where) {
        JsonPointer at = JsonPointer.compile(difference.path("at").asText());
        JsonNode before = tree.at(at);
        JsonNode sent = difference.path("sent");
        if (before.equals(sent) || (before.isMissingNode() && sent.isMissingNode())) {
            throw new IllegalArgumentException(where + " lists a difference at " + at + ", where there is none");
        }
        if (difference.path("why").asText().isBlank()) {
            throw new IllegalArgumentException(where + " differs at " + at + " without a reason");
        }
        JsonNode parent = tree.at(at.head());
        if (parent instanceof ArrayNode array) {
            change(array, at.last().getMatchingIndex(), sent);
        } else if (sent.isMissingNode()) {
            ((ObjectNode) parent).remove(at.last().getMatchingProperty());
        } else {
            ((ObjectNode) parent).set(at.last().getMatchingProperty(), sent);
        }
    }

    private static void change(ArrayNode array, int index, JsonNode sent) {
        if (index < array.size()) {
            array.remove(index);
        }
        if (!sent.isMissingNode()) {
            array.insert(index, sent);
        }
    }
}
