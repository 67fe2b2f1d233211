package io.github.backup4j.huawei.internal.resources;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.huawei.internal.http.JsonFields;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What CBR has against protecting disks or servers. It lists them in an order of its own, so its pages are read as far as the
 * resources that are asked about need it.
 */
final class Protectables {
    private final Map<String, String> known = new HashMap<>();
    private final Iterator<JsonNode> unread;

    Protectables(Iterator<JsonNode> unread) {
        this.unread = unread;
    }

    /** What CBR has against protecting one, in its own words; "" where that is nothing, or it does not know it. */
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
