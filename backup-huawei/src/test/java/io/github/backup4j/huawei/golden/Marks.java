package io.github.backup4j.huawei.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

/** What the provider leaves as marks of its own in names, descriptions, tags and metadata, which are others each time. */
public final class Marks {
    private Marks() {}

    /** Returns a body as it would be sent without marks: made the same here, and nowhere else. */
    public static JsonNode removed(JsonNode body) {
        if (body.isTextual()) {
            return TextNode.valueOf(body.textValue()
                    .replaceAll("backup4j-[a-z2-7]{20}$", "backup4j-*")
                    .replaceAll("^(backup4j-(work|from|done))-[a-z2-7]{20}$", "$1-*")
                    .replaceAll("^(backup4j-attach)-[a-z2-7]+$", "$1-*")
                    .replaceAll("^[a-z2-7]{14}\\.[a-z2-7]{6}\\.(start|stay)\\.[a-z0-9]+\\.", "*.$1.*.")
                    .replaceAll("^[a-z2-7]{14}\\.[a-z0-9]{1,6}$", "*.*")
                    .replaceAll("^eJ[A-Za-z0-9_-]{40,}$", "*")
                    .replaceAll(" ?\\[backup4j [a-z2-7]{20}]$", "")
                    .replaceAll("_b4[jp]_[a-z2-7]{20}$", ""));
        }
        if (body.isObject()) {
            ObjectNode copy = Golden.JSON.createObjectNode();
            body.properties().forEach(field -> {
                JsonNode value = removed(field.getValue());
                boolean parcel = field.getKey().matches("backup4j_\\d+");
                String name = field.getKey().replaceAll("^(backup4j-attach)-[a-z2-7]+$", "$1-*");
                if (!isMark(field.getKey()) && !heldMarkAlone(field.getValue(), value)) {
                    copy.set(name, parcel ? TextNode.valueOf("*") : value);
                }
            });
            return copy;
        }
        if (body.isArray()) {
            ArrayNode copy = Golden.JSON.createArrayNode();
            body.forEach(element -> {
                if (!isMark(element.path("key").asText()) && !isMark(element.asText())) {
                    copy.add(removed(element));
                }
            });
            return copy;
        }
        return body;
    }

    private static boolean isMark(String name) {
        return name.matches("backup4j-(request|temporary)(\\.[a-z2-7]{20,42})?");
    }

    /** Whether something would not have been sent at all without the mark. */
    private static boolean heldMarkAlone(JsonNode sent, JsonNode left) {
        boolean empty = left.isContainerNode()
                ? left.isEmpty()
                : left.isTextual() && left.textValue().isEmpty();
        return empty && !sent.equals(left);
    }
}
