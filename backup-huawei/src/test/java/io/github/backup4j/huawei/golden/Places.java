package io.github.backup4j.huawei.golden;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** The places in a body, by JSON pointer. */
public final class Places {
    private Places() {}

    /** Returns all places in a body, with what is there; not the body itself. */
    public static Map<String, JsonNode> of(JsonNode body) {
        Map<String, JsonNode> places = new LinkedHashMap<>();
        collect("", body, places);
        return places;
    }

    private static void collect(String pointer, JsonNode node, Map<String, JsonNode> places) {
        Map<String, JsonNode> children = new LinkedHashMap<>();
        node.properties()
                .forEach(field -> children.put(
                        pointer + "/" + field.getKey().replace("~", "~0").replace("/", "~1"), field.getValue()));
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                children.put(pointer + "/" + i, node.get(i));
            }
        }
        children.forEach((place, child) -> {
            places.put(place, child);
            collect(place, child, places);
        });
    }

    /** Returns a pointer with a star for each number of an element. */
    public static String pattern(String pointer) {
        return pointer.replaceAll("/\\d+(?=/|$)", "/*");
    }

    /** Sets what stands at a pointer, or removes it if the value is missing. */
    public static void set(JsonNode body, String pointer, JsonNode value) {
        JsonPointer place = JsonPointer.compile(pointer);
        JsonNode parent = body.at(place.head());
        if (parent instanceof ArrayNode array) {
            int index = place.last().getMatchingIndex();
            if (value.isMissingNode()) {
                array.remove(index);
            } else {
                array.set(index, value);
            }
        } else {
            ObjectNode object = (ObjectNode) parent;
            String name = place.last().getMatchingProperty();
            if (value.isMissingNode()) {
                object.remove(name);
            } else {
                object.set(name, value);
            }
        }
    }
}
