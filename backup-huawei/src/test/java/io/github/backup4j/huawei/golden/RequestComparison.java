package io.github.backup4j.huawei.golden;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
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
            tree.set("body", normalise(sent.body()));
        }
        return tree;
    }

    /**
     * A body without what is another one each time. What the provider leaves as a mark of its own in names, descriptions, tags
     * and metadata is made the same here, and nowhere else.
     */
    private static JsonNode normalise(JsonNode node) {
        if (node.isTextual()) {
            return TextNode.valueOf(node.textValue()
                    .replaceAll("backup4j-[a-z2-7]{20}$", "backup4j-*")
                    .replaceAll(" ?\\[backup4j [a-z2-7]{20}]$", "")
                    .replaceAll("_b4j_[a-z2-7]{20}$", ""));
        }
        if (node.isObject()) {
            ObjectNode copy = Golden.JSON.createObjectNode();
            node.properties().forEach(field -> {
                JsonNode value = normalise(field.getValue());
                boolean parcel = field.getKey().matches("backup4j_\\d+");
                if (!isMark(field.getKey()) && !heldMarkAlone(field.getValue(), value)) {
                    copy.set(field.getKey(), parcel ? TextNode.valueOf("*") : value);
                }
            });
            return copy;
        }
        if (node.isArray()) {
            ArrayNode copy = Golden.JSON.createArrayNode();
            node.forEach(element -> {
                if (!isMark(element.path("key").asText()) && !isMark(element.asText())) {
                    copy.add(normalise(element));
                }
            });
            return copy;
        }
        return node;
    }

    private static boolean isMark(String name) {
        return name.matches("backup4j-request(\\.[a-z2-7]{20})?");
    }

    /** Whether something would not have been sent at all without the mark. */
    private static boolean heldMarkAlone(JsonNode sent, JsonNode left) {
        boolean empty = left.isContainerNode()
                ? left.isEmpty()
                : left.isTextual() && left.textValue().isEmpty();
        return empty && !sent.equals(left);
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
