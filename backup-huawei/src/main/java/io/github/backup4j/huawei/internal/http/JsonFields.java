package io.github.backup4j.huawei.internal.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.DataSize;
import io.github.backup4j.Unavailable;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads answers leniently: strings or numbers, booleans or their texts, missing or null, as the documentation and recordings
 * of the service show all of them.
 *
 * <p>Where a field says something in none of these forms, it depends on what it is for. Ids, lists, sizes, flags and the
 * instants that retention goes by decide what is done next: instead of a guess, there is {@link Unavailable}. What is only
 * shown, such as names and progress, is left out.
 */
public final class JsonFields {
    private static final Pattern ID = Pattern.compile("(?!\\.+$)[A-Za-z0-9._:-]{1,128}");
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,18}(\\.\\d{1,18})?");

    /** Ten times the largest vault: more cannot be meant. */
    private static final long MOST_GIB = 100_000_000;

    private static final int SHOWN = 80;
    private static final String ANYTHING = "what was asked for";

    /** The longest text that is read as JSON. */
    private static final int MOST_EMBEDDED = 1 << 20;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private JsonFields() {}

    // ---- texts

    /** A text, or "" where there is none. */
    public static String text(JsonNode node, String name) {
        String value = textOrNull(node, name);
        return value == null ? "" : value;
    }

    /** A text, or null where there is none or it is empty. */
    public static @Nullable String textOrNull(JsonNode node, String name) {
        JsonNode value = node.path(name);
        return value.isValueNode() && !value.isNull() && !value.asText().isEmpty() ? value.asText() : null;
    }

    /** A text without which the answer makes no sense. */
    public static String required(JsonNode node, String name, String what) {
        String value = textOrNull(node, name);
        if (value == null) {
            throw lacking(node.path(name), name, what);
        }
        return value;
    }

    /** An id without which the answer makes no sense. */
    public static String id(JsonNode node, String name, String what) {
        String value = textOrNull(node, name);
        if (value == null || !isId(value)) {
            throw lacking(node.path(name), name, what);
        }
        return value;
    }

    /** An id, or null where there is none. */
    public static @Nullable String idOrNull(JsonNode node, String name, String what) {
        return isSaid(node.path(name)) ? id(node, name, what) : null;
    }

    /** An id, or "" where there is none, or nothing that can be one: for what is found without it too. */
    public static String idOrEmpty(JsonNode node, String name) {
        String value = text(node, name);
        return isId(value) ? value : "";
    }

    /** Whether a text can be the id of something. */
    public static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    // ---- objects and lists

    /** An object without which the answer makes no sense. */
    public static JsonNode requiredObject(JsonNode node, String name, String what) {
        JsonNode value = node.path(name);
        if (!value.isObject()) {
            throw lacking(value, name, what);
        }
        return value;
    }

    /** What was asked for by its id; an answer about something else is none. */
    public static JsonNode asked(JsonNode answer, String name, String id, String what) {
        JsonNode value = requiredObject(answer, name, what);
        if (!id(value, "id", what).equals(id)) {
            throw lacking(value.path("id"), "id", what);
        }
        return value;
    }

    /** The elements of a list without which the answer makes no sense: none is not the same as not said. */
    public static List<JsonNode> list(JsonNode node, String name, String what) {
        JsonNode value = node.path(name);
        if (!value.isArray()) {
            throw lacking(value, name, what);
        }
        List<JsonNode> elements = new ArrayList<>();
        value.forEach(elements::add);
        return elements;
    }

    /** The elements of a list, or none where there is no list. */
    public static List<JsonNode> listOrNone(JsonNode node, String name, String what) {
        return isSaid(node.path(name)) ? list(node, name, what) : List.of();
    }

    /** The ids in a list, or none where there is no list. */
    public static List<String> ids(JsonNode node, String name, String what) {
        List<String> ids = new ArrayList<>();
        for (JsonNode value : listOrNone(node, name, what)) {
            if (!value.isValueNode() || !isId(value.asText())) {
                throw lacking(node.path(name), name, what);
            }
            ids.add(value.asText());
        }
        return ids;
    }

    // ---- flags and numbers

    /** A flag, which is off where it is not said. */
    public static boolean flag(JsonNode node, String name) {
        JsonNode value = node.path(name);
        if (!isSaid(value)) {
            return false;
        }
        return switch (value.isValueNode() ? value.asText().toLowerCase(Locale.ROOT) : "") {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw lacking(value, name, ANYTHING);
        };
    }

    /** A flag, or something else where it is not said. */
    public static boolean flag(JsonNode node, String name, boolean otherwise) {
        return isSaid(node.path(name)) ? flag(node, name) : otherwise;
    }

    /** A flag without which the answer makes no sense. */
    public static boolean requiredFlag(JsonNode node, String name, String what) {
        if (!isSaid(node.path(name))) {
            throw lacking(node.path(name), name, what);
        }
        return flag(node, name);
    }

    /** A whole number, or something else where there is none or it cannot be read. */
    public static int integer(JsonNode node, String name, int otherwise) {
        Long value = whole(node.path(name));
        return value == null || value < Integer.MIN_VALUE || value > Integer.MAX_VALUE ? otherwise : value.intValue();
    }

    /** A whole number, or null where there is none or it cannot be read. */
    public static @Nullable Integer integerOrNull(JsonNode node, String name) {
        Long value = whole(node.path(name));
        return value == null || value < Integer.MIN_VALUE || value > Integer.MAX_VALUE
                ? null
                : (Integer) value.intValue();
    }

    /** A whole number that is acted on, or something else where there is none. */
    public static int integerIfSaid(JsonNode node, String name, int otherwise, String what) {
        if (!isIntegerOrNothing(node, name)) {
            throw lacking(node.path(name), name, what);
        }
        return integer(node, name, otherwise);
    }

    /** Whether a field says a whole number, or nothing. */
    public static boolean isIntegerOrNothing(JsonNode node, String name) {
        return !isSaid(node.path(name)) || integer(node, name, 0) == integer(node, name, 1);
    }

    /** A size that the service says in GB, which are GiB; null where it is not said. */
    public static @Nullable DataSize gib(JsonNode node, String name) {
        return isSaid(node.path(name)) ? requiredGib(node, name, ANYTHING) : null;
    }

    /** A size in GB without which the answer makes no sense. */
    public static DataSize requiredGib(JsonNode node, String name, String what) {
        return DataSize.gib(amount(node, name, what, MOST_GIB));
    }

    /** A size that the service says in MB, which are MiB; null where it is not said. */
    public static @Nullable DataSize mib(JsonNode node, String name) {
        return isSaid(node.path(name)) ? DataSize.mib(amount(node, name, ANYTHING, MOST_GIB * 1024)) : null;
    }

    private static long amount(JsonNode node, String name, String what, long most) {
        Long amount = whole(node.path(name));
        if (amount == null || amount > most) {
            throw lacking(node.path(name), name, what);
        }
        return Math.max(0, amount);
    }

    private static @Nullable Long whole(JsonNode value) {
        if (value.isNumber()) {
            return value.canConvertToLong() ? (Long) value.longValue() : null;
        }
        return value.isTextual() && NUMBER.matcher(value.asText()).matches()
                ? (Long) new BigDecimal(value.asText()).longValue()
                : null;
    }

    // ---- instants

    /** An instant in any of the forms that the services use, or null where there is none or it cannot be read. */
    public static @Nullable Instant instant(JsonNode node, String name) {
        String value = textOrNull(node, name);
        return value == null ? null : Timestamps.parse(value);
    }

    /** An instant without which the answer makes no sense. */
    public static Instant requiredInstant(JsonNode node, String name, String what) {
        Instant value = instant(node, name);
        if (value == null) {
            throw lacking(node.path(name), name, what);
        }
        return value;
    }

    /** An instant that something is done at, or null where there is none. */
    public static @Nullable Instant instantIfSaid(JsonNode node, String name, String what) {
        return isSaid(node.path(name)) ? requiredInstant(node, name, what) : null;
    }

    // ---- tags

    /** Tags as a list of objects with key and value, as an object, or as texts {@code key=value} or {@code key.value}. */
    public static Map<String, String> tags(JsonNode tags) {
        Map<String, String> read = new LinkedHashMap<>();
        if (tags.isObject()) {
            tags.properties()
                    .forEach(tag -> read.put(tag.getKey(), tag.getValue().asText()));
        }
        if (tags.isArray()) {
            for (JsonNode tag : tags) {
                if (tag.isObject()) {
                    read.put(text(tag, "key"), text(tag, "value"));
                } else if (tag.isTextual()) {
                    String text = tag.asText();
                    String[] parts = text.split(text.contains("=") ? "=" : "\\.", 2);
                    read.put(parts[0], parts.length == 2 ? parts[1] : "");
                }
            }
        }
        read.remove("");
        return read;
    }

    // ---- what is missing

    /** Whether a field says anything: an empty text is the service's other way of saying nothing. */
    private static boolean isSaid(JsonNode value) {
        return !value.isMissingNode()
                && !value.isNull()
                && !(value.isTextual() && value.asText().isEmpty());
    }

    private static Unavailable lacking(JsonNode value, String name, String what) {
        String text = value.toString();
        String said = isSaid(value)
                ? "with \"" + name + "\" = " + (text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text)
                        + ", which cannot be read"
                : "without \"" + name + "\"";
        return new Unavailable(what + " was answered " + said + "; nothing can be said about it", Detail.NONE, null);
    }

    /** The value of a field that holds JSON as text; no fields if it is missing, is none, or is longer than 1 MiB. */
    public static JsonNode textAsJson(JsonNode json, String name) {
        String text = text(json, name);
        if (text.isEmpty() || text.length() > MOST_EMBEDDED) {
            return MissingNode.getInstance();
        }
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
