package io.github.backup4j.huawei;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.DataSize;
import io.github.backup4j.Unavailable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads answers leniently: strings or numbers, booleans or their texts, missing or null, as the documentation and recordings
 * of the service show all of them.
 */
final class Fields {
    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?\\d{1,18}");

    private Fields() {}

    /** A text, or "" where there is none. */
    static String text(JsonNode node, String name) {
        String value = textOrNull(node, name);
        return value == null ? "" : value;
    }

    /** A text, or null where there is none or it is empty. */
    static @Nullable String textOrNull(JsonNode node, String name) {
        JsonNode value = node.path(name);
        return value.isValueNode() && !value.isNull() && !value.asText().isEmpty() ? value.asText() : null;
    }

    /** A text without which the answer makes no sense. */
    static String required(JsonNode node, String name, String what) {
        String value = textOrNull(node, name);
        if (value == null) {
            throw new Unavailable(
                    what + " was answered without \"" + name + "\"; nothing can be said about it", Detail.NONE, null);
        }
        return value;
    }

    /** An object without which the answer makes no sense. */
    static JsonNode requiredObject(JsonNode node, String name, String what) {
        JsonNode value = node.path(name);
        if (!value.isObject()) {
            throw new Unavailable(
                    what + " was answered without \"" + name + "\"; nothing can be said about it", Detail.NONE, null);
        }
        return value;
    }

    /** What a call has made, with its id; without that it is not known whether it did, or which one it is. */
    static JsonNode made(JsonNode answer, String name, String what) {
        JsonNode value = answer.path(name);
        if (!value.isObject() || textOrNull(value, "id") == null) {
            throw new AmbiguousOutcome(
                    what + " was answered without \"" + name
                            + "\" or its id; it may have been carried out: look before repeating it",
                    null,
                    Detail.NONE,
                    null);
        }
        return value;
    }

    /** The same, read; if it cannot be, that does not mean that it was not made. */
    static <T> T made(JsonNode answer, String name, String what, Function<JsonNode, T> reader) {
        try {
            return reader.apply(made(answer, name, what));
        } catch (Unavailable e) {
            throw new AmbiguousOutcome(
                    what
                            + " has most likely been carried out, but the answer cannot be read: look before repeating it. "
                            + e.getMessage(),
                    null,
                    Detail.NONE,
                    e);
        }
    }

    static boolean flag(JsonNode node, String name) {
        JsonNode value = node.path(name);
        return value.isBoolean() ? value.booleanValue() : value.asText().equalsIgnoreCase("true");
    }

    static long number(JsonNode node, String name, long otherwise) {
        JsonNode value = node.path(name);
        if (value.isNumber()) {
            return value.longValue();
        }
        return value.isTextual() && WHOLE_NUMBER.matcher(value.asText()).matches()
                ? Long.parseLong(value.asText())
                : otherwise;
    }

    static int integer(JsonNode node, String name, int otherwise) {
        long value = number(node, name, otherwise);
        return value < Integer.MIN_VALUE || value > Integer.MAX_VALUE ? otherwise : (int) value;
    }

    /** A size that the service says in GB, which are GiB. */
    static DataSize gib(JsonNode node, String name) {
        return DataSize.gib(Math.max(0, number(node, name, 0)));
    }

    /** A size that the service says in MB, which are MiB. */
    static DataSize mib(JsonNode node, String name) {
        return DataSize.mib(Math.max(0, number(node, name, 0)));
    }

    /** An instant in any of the forms that the services use, or null where there is none or it cannot be read. */
    static @Nullable Instant instant(JsonNode node, String name) {
        String value = textOrNull(node, name);
        return value == null ? null : Timestamps.parse(value);
    }

    /** An instant, or the beginning of time where there is none. */
    static Instant instantOrEpoch(JsonNode node, String name) {
        Instant value = instant(node, name);
        return value == null ? Instant.EPOCH : value;
    }

    /** The elements of an array, or none where there is none. */
    static List<JsonNode> elements(JsonNode node, String name) {
        List<JsonNode> elements = new ArrayList<>();
        node.path(name).forEach(elements::add);
        return elements;
    }

    /** Tags as a list of objects with key and value, as an object, or as texts {@code key=value} or {@code key.value}. */
    static Map<String, String> tags(JsonNode tags) {
        Map<String, String> read = new LinkedHashMap<>();
        if (tags.isObject()) {
            tags.properties()
                    .forEach(tag -> read.put(tag.getKey(), tag.getValue().asText()));
        }
        if (tags.isArray()) {
            for (JsonNode tag : tags) {
                if (tag.isObject()) {
                    read.put(text(tag, "key"), text(tag, "value"));
                } else {
                    String text = tag.asText();
                    String[] parts = text.split(text.contains("=") ? "=" : "\\.", 2);
                    read.put(parts[0], parts.length == 2 ? parts[1] : "");
                }
            }
        }
        return read;
    }
}
