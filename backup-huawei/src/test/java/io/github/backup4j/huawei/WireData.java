package io.github.backup4j.huawei;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Requests and answers as they stand under {@code src/test/resources/wire}. */
final class WireData {
    private static final ObjectMapper JSON = new ObjectMapper();

    private WireData() {}

    static String text(String name) {
        try (InputStream in = WireData.class.getResourceAsStream("/wire/" + name)) {
            if (in == null) {
                throw new IllegalArgumentException("there is no /wire/" + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode json(String name) {
        return parse(text(name));
    }

    static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A request as it would be without the mark of its request key. */
    static JsonNode withoutMark(JsonNode request) {
        if (request instanceof ObjectNode object) {
            object.properties().forEach(field -> object.set(field.getKey(), withoutMark(field.getValue())));
            object.remove(Mark.NAME);
            for (String list : new String[] {"tags", "metadata"}) {
                if (object.path(list).isContainerNode() && object.path(list).isEmpty()) {
                    object.remove(list);
                }
            }
        } else if (request instanceof ArrayNode array) {
            array.elements().forEachRemaining(WireData::withoutMark);
            for (int i = array.size() - 1; i >= 0; i--) {
                if (array.get(i).path("key").asText().equals(Mark.NAME)) {
                    array.remove(i);
                }
            }
        } else if (request.isTextual()) {
            return TextNode.valueOf(Mark.withoutMark(Mark.nameWithoutMark(request.asText())));
        }
        return request;
    }
}
