package io.github.backup4j.huawei.emulator.internal.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Tags in the JSON shapes of requests and responses. */
public final class Tags {
    private Tags() {}

    /** Writes tags as {@code [{"key":"k","value":"v"}]}. */
    public static ArrayNode list(Map<String, String> tags) {
        ArrayNode list = Json.array();
        tags.forEach((key, value) -> list.addObject().put("key", key).put("value", value));
        return list;
    }

    /** Writes tags as {@code {"k":"v"}}. */
    public static ObjectNode object(Map<String, String> tags) {
        ObjectNode object = Json.object();
        tags.forEach(object::put);
        return object;
    }

    /** Reads {@code [{"key":"k","value":"v"}]}, {@code {"k":"v"}} or nothing. */
    public static Map<String, String> read(JsonNode node) {
        Map<String, String> tags = new LinkedHashMap<>();
        if (node.isArray()) {
            node.forEach(
                    tag -> tags.put(tag.path("key").asText(), tag.path("value").asText("")));
        } else {
            node.properties()
                    .forEach(entry -> tags.put(entry.getKey(), entry.getValue().asText()));
        }
        return tags;
    }

    /** All values of each key, as the tag list of a project shows them. */
    public static Map<String, List<String>> byKey(List<Map<String, String>> all) {
        Map<String, List<String>> byKey = new LinkedHashMap<>();
        for (Map<String, String> tags : all) {
            tags.forEach((key, value) -> {
                List<String> values = byKey.computeIfAbsent(key, k -> new ArrayList<>());
                if (!values.contains(value)) {
                    values.add(value);
                }
            });
        }
        return byKey;
    }

    /**
     * Refuses the body of {@code resource_instances/action} if it is malformed: a filter that is not read would find
     * everything.
     *
     * @param refusal makes the error from what is wrong
     */
    public static void requireSearch(JsonNode asked, Function<String, WireError> refusal) {
        if (!asked.isObject()) {
            throw refusal.apply("it is not an object");
        }
        String action = asked.path("action").asText();
        if (!action.equals("filter") && !action.equals("count")) {
            throw refusal.apply("action is " + asked.path("action") + ", not filter or count");
        }
        for (String key : List.of("tags", "tags_any", "not_tags", "not_tags_any")) {
            for (JsonNode tag : list(asked, key, refusal)) {
                if (!tag.path("key").isTextual()
                        || tag.path("key").textValue().isEmpty()
                        || !tag.path("values").isArray()
                        || !Json.areTexts(tag.path("values"))) {
                    throw refusal.apply(key + " has " + tag + ", which is not a key with a list of values");
                }
            }
        }
        for (JsonNode match : list(asked, "matches", refusal)) {
            if (!match.path("key").isTextual() || !match.path("value").isTextual()) {
                throw refusal.apply("matches has " + match + ", which is not a key with a value");
            }
        }
        JsonNode without = asked.path("without_any_tag");
        if (Json.isSent(without) && !without.isBoolean()) {
            throw refusal.apply("without_any_tag is " + without + ", not true or false");
        }
    }

    private static JsonNode list(JsonNode asked, String key, Function<String, WireError> refusal) {
        JsonNode list = asked.path(key);
        if (Json.isSent(list) && !list.isArray()) {
            throw refusal.apply(key + " is " + list + ", not a list");
        }
        return list;
    }

    /** Whether a resource matches the body of {@code resource_instances/action}. */
    public static boolean match(Map<String, String> tags, JsonNode asked) {
        return holdsAll(tags, asked.path("tags"))
                && (asked.path("tags_any").isEmpty() || holdsAny(tags, asked.path("tags_any")))
                && (asked.path("not_tags").isEmpty() || !holdsAll(tags, asked.path("not_tags")))
                && !holdsAny(tags, asked.path("not_tags_any"))
                && (!asked.path("without_any_tag").asBoolean() || tags.isEmpty());
    }

    private static boolean holdsAll(Map<String, String> tags, JsonNode wanted) {
        for (JsonNode one : wanted) {
            if (!holds(tags, one)) {
                return false;
            }
        }
        return true;
    }

    private static boolean holdsAny(Map<String, String> tags, JsonNode wanted) {
        for (JsonNode one : wanted) {
            if (holds(tags, one)) {
                return true;
            }
        }
        return false;
    }

    private static boolean holds(Map<String, String> tags, JsonNode wanted) {
        String value = tags.get(wanted.path("key").asText());
        if (value == null) {
            return false;
        }
        if (wanted.path("values").isEmpty()) {
            return true;
        }
        for (JsonNode one : wanted.path("values")) {
            if (one.asText().equals(value)) {
                return true;
            }
        }
        return false;
    }
}
