package io.github.backup4j.examples.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Builds JSON. What the cloud does not say is left out. Its text is ASCII, so that it arrives whole whatever charset the process
 * writes and the reader reads.
 */
final class Json {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** What is not ASCII, or controls a terminal that shows the JSON. It can only be within texts, where it may be escaped. */
    private static final Pattern ESCAPED = Pattern.compile("[^\\x20-\\x7e\\n]");

    private Json() {}

    static ObjectNode object() {
        return NODES.objectNode();
    }

    static <T> ArrayNode array(Collection<? extends T> all, Function<T, ? extends JsonNode> view) {
        ArrayNode array = NODES.arrayNode();
        all.forEach(one -> array.add(view.apply(one)));
        return array;
    }

    static ArrayNode texts(Collection<?> all) {
        return array(all, one -> NODES.textNode(one.toString()));
    }

    /** Puts the text of a value, such as an instant, into an object; nothing for null. */
    static ObjectNode put(ObjectNode object, String name, @Nullable Object value) {
        if (value instanceof Integer number) {
            object.put(name, number);
        } else if (value instanceof Long number) {
            object.put(name, number);
        } else if (value instanceof Boolean flag) {
            object.put(name, flag);
        } else if (value instanceof JsonNode node) {
            object.set(name, node);
        } else if (value != null) {
            object.put(name, value.toString());
        }
        return object;
    }

    static String text(JsonNode node) {
        try {
            return ESCAPED.matcher(MAPPER.writeValueAsString(node).replace("\r\n", "\n"))
                    .replaceAll(found -> escaped(found.group()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that cannot be written", e);
        }
    }

    private static String escaped(String text) {
        // The backslash is doubled as the text replaces a match.
        return text.chars()
                .mapToObj(unit -> String.format(Locale.ROOT, "\\\\u%04x", unit))
                .collect(Collectors.joining());
    }
}
