package io.github.backup4j.huawei.internal.resources;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.huawei.internal.http.JsonFields;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.Stream;

/**
 * CBR's obstacles to protecting disks or servers. CBR lists them in an order of its own, so its pages are read until
 * the requested resource is found.
 */
final class Protectables {
    private final Map<String, String> known = new HashMap<>();
    private final Iterator<JsonNode> unread;

    Protectables(Iterator<JsonNode> unread) {
        this.unread = unread;
    }

    /** CBR's obstacle to protecting a resource, in its own words; "" if there is none, or CBR does not know it. */
    String obstacle(String id) {
        while (!known.containsKey(id) && unread.hasNext()) {
            JsonNode next = unread.next();
            known.put(JsonFields.text(next, "id"), words(next));
        }
        return known.getOrDefault(id, "");
    }

    static String words(JsonNode instance) {
        JsonNode verdict = instance.path("protectable");
        if (!verdict.has("result") || JsonFields.flag(verdict, "result")) {
            return "";
        }
        return Stream.of("reason", "message", "code")
                .map(name -> JsonFields.text(verdict, name))
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("it cannot be protected");
    }
}
