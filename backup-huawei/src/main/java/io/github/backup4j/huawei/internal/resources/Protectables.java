package io.github.backup4j.huawei.internal.resources;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.huawei.internal.http.JsonFields;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * CBR's obstacles to protecting disks or servers. CBR lists them in an order of its own, so its pages are read until
 * the requested resource is found.
 */
final class Protectables {
    /** How many CBR lists in one request. */
    static final int PAGE = 50;

    private final Map<String, String> known = new HashMap<>();
    private final Iterator<JsonNode> unread;
    private final UnaryOperator<String> alone;

    /**
     * Creates them.
     *
     * @param unread the list
     * @param alone requests the obstacle of one by its id
     */
    Protectables(Iterator<JsonNode> unread, UnaryOperator<String> alone) {
        this.unread = unread;
        this.alone = alone;
    }

    /** CBR's obstacle to protecting a resource, in its own words; "" if there is none, or CBR does not know it. */
    String obstacle(String id) {
        while (!known.containsKey(id) && unread.hasNext()) {
            JsonNode next = unread.next();
            known.put(JsonFields.text(next, "id"), words(next));
        }
        return known.getOrDefault(id, "");
    }

    /** The same, by one more page of the list at most, and one request for the resource if that does not show it. */
    String obstacleSoon(String id) {
        int read = 0;
        for (; read < PAGE && !known.containsKey(id) && unread.hasNext(); read++) {
            JsonNode next = unread.next();
            known.put(JsonFields.text(next, "id"), words(next));
        }
        // Whether the list goes on, another request would show.
        if (read == PAGE && !known.containsKey(id)) {
            known.put(id, alone.apply(id));
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
