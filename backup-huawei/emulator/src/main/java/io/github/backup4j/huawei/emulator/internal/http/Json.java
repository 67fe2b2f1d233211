package io.github.backup4j.huawei.emulator.internal.http;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** Writes and reads JSON. */
public final class Json {
    public static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    private Json() {}

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /**
     * Reads one JSON value in UTF-8.
     *
     * @throws IOException if it is malformed, in another encoding, followed by more, or an object has a key twice
     */
    public static JsonNode read(byte[] bytes) throws IOException {
        return MAPPER.readTree(StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString());
    }

    /** The text of a field; empty if it is absent. */
    public static String text(JsonNode node, String key) {
        JsonNode value = node.path(key);
        return value.isNull() ? "" : value.asText("");
    }

    /** Whether a field was sent with another value than null. */
    public static boolean isSent(JsonNode value) {
        return !value.isMissingNode() && !value.isNull();
    }

    /** Whether all elements of a list, or all values of an object, are texts. */
    public static boolean areTexts(JsonNode values) {
        for (JsonNode value : values) {
            if (!value.isTextual()) {
                return false;
            }
        }
        return true;
    }

    /**
     * A whole number, or digits as clients that follow some schemas send them.
     *
     * @param usual the value if the field is absent
     * @param refusal the error for any other value
     */
    public static int whole(JsonNode node, String key, int least, int most, int usual, Supplier<WireError> refusal) {
        JsonNode value = node.path(key);
        if (!isSent(value)) {
            return usual;
        }
        String text = value.isTextual() || value.isIntegralNumber() ? value.asText() : "";
        if (!text.matches("\\d{1,9}")) {
            throw refusal.get();
        }
        int number = Integer.parseInt(text);
        if (number < least || number > most) {
            throw refusal.get();
        }
        return number;
    }

    public static byte[] write(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
