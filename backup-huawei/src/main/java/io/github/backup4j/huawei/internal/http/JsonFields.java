package io.github.backup4j.huawei.internal.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.DataSize;
import io.github.backup4j.Unavailable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of responses leniently: a string or a number, a boolean or its text, missing or null. The
 * documentation and the recordings of the services show all of these forms.
 *
 * <p>If a field has none of these forms, its purpose decides. Ids, lists, sizes, flags and the instants that retention
 * is computed from decide what is done next, so the reader throws {@link Unavailable} instead of guessing. Fields that
 * are only displayed, such as names and progress, are left out.
 */
public final class JsonFields {
    private static final int LONGEST_ID = 128;
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,18}(\\.\\d{1,18})?");

    private static final long GIB = DataSize.gib(1).bytes();
    private static final long MIB = DataSize.mib(1).bytes();

    /** Ten times the largest vault: a larger figure is an error of the service. */
    private static final long MOST_BYTES = DataSize.gib(100_000_000).bytes();

    private static final int SHOWN = 80;
    private static final String ANYTHING = "the requested resource";

    /** The longest text that is read as JSON. */
    private static final int MOST_EMBEDDED = 1 << 20;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private JsonFields() {}

    // ---- texts

    /** Returns a text; "" if there is none. */
    public static String text(JsonNode node, String name) {
        String value = textOrNull(node, name);
        return value == null ? "" : value;
    }

    /** Returns a text; null if there is none, or if it is empty. */
    public static @Nullable String textOrNull(JsonNode node, String name) {
        JsonNode value = node.path(name);
        return value.isValueNode() && !value.isNull() && !value.asText().isEmpty() ? value.asText() : null;
    }

    /** Returns a text that the response must have. */
    public static String required(JsonNode node, String name, String what) {
        String value = textOrNull(node, name);
        if (value == null) {
            throw lacking(node.path(name), name, what);
        }
        return value;
    }

    /** Returns an id that the response must have. */
    public static String id(JsonNode node, String name, String what) {
        String value = textOrNull(node, name);
        if (value == null || !isId(value)) {
            throw lacking(node.path(name), name, what);
        }
        return value;
    }

    /** Returns an id; null if there is none. */
    public static @Nullable String idOrNull(JsonNode node, String name, String what) {
        return isSaid(node.path(name)) ? id(node, name, what) : null;
    }

    /** Returns an id; "" if there is none, or if it is malformed. For resources that can be found without it. */
    public static String idOrEmpty(JsonNode node, String name) {
        String value = text(node, name);
        return isId(value) ? value : "";
    }

    /** Returns whether a text has the form of an id. */
    public static boolean isId(String text) {
        boolean dots = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && (c < '0' || c > '9') && c != '.' && c != '_' && c != ':' && c != '-') {
                return false;
            }
            dots &= c == '.';
        }
        return !dots && text.length() <= LONGEST_ID;
    }

    // ---- objects and lists

    /** Returns an object that the response must have. */
    public static JsonNode requiredObject(JsonNode node, String name, String what) {
        JsonNode value = node.path(name);
        if (!value.isObject()) {
            throw lacking(value, name, what);
        }
        return value;
    }

    /** Returns the resource that was requested by its id; a response about another resource is rejected. */
    public static JsonNode asked(JsonNode answer, String name, String id, String what) {
        JsonNode value = requiredObject(answer, name, what);
        if (!id(value, "id", what).equals(id)) {
            throw lacking(value.path("id"), "id", what);
        }
        return value;
    }

    /** Returns the elements of a list that the response must have: an empty list is not the same as a missing one. */
    public static List<JsonNode> list(JsonNode node, String name, String what) {
        JsonNode value = node.path(name);
        if (!value.isArray()) {
            throw lacking(value, name, what);
        }
        List<JsonNode> elements = new ArrayList<>(value.size());
        value.forEach(elements::add);
        return elements;
    }

    /** Returns the elements of a list; none if there is no list. */
    public static List<JsonNode> listOrNone(JsonNode node, String name, String what) {
        return isSaid(node.path(name)) ? list(node, name, what) : List.of();
    }

    /** Returns the ids in a list; none if there is no list. */
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

    /** Returns a flag; false if there is none. */
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

    /** Returns a flag; a default if there is none. */
    public static boolean flag(JsonNode node, String name, boolean otherwise) {
        return isSaid(node.path(name)) ? flag(node, name) : otherwise;
    }

    /** Returns a flag that the response must have. */
    public static boolean requiredFlag(JsonNode node, String name, String what) {
        if (!isSaid(node.path(name))) {
            throw lacking(node.path(name), name, what);
        }
        return flag(node, name);
    }

    /** Returns a whole number; a default if there is none, or if it cannot be read. */
    public static int integer(JsonNode node, String name, int otherwise) {
        Long value = whole(node.path(name));
        return value == null || value < Integer.MIN_VALUE || value > Integer.MAX_VALUE ? otherwise : value.intValue();
    }

    /** Returns a whole number; null if there is none, or if it cannot be read. */
    public static @Nullable Integer integerOrNull(JsonNode node, String name) {
        Long value = whole(node.path(name));
        return value == null || value < Integer.MIN_VALUE || value > Integer.MAX_VALUE
                ? null
                : (Integer) value.intValue();
    }

    /** Returns a whole number that decides what is done next; a default if there is none. A fraction is not cut off. */
    public static int integerIfSaid(JsonNode node, String name, int otherwise, String what) {
        if (!isIntegerOrNothing(node, name)) {
            throw lacking(node.path(name), name, what);
        }
        return integer(node, name, otherwise);
    }

    /** Returns whether a field holds a whole number, or nothing. */
    public static boolean isIntegerOrNothing(JsonNode node, String name) {
        BigDecimal number = number(node.path(name));
        boolean whole = number != null && number.stripTrailingZeros().scale() <= 0;
        return !isSaid(node.path(name)) || (whole && integer(node, name, 0) == integer(node, name, 1));
    }

    /** Returns a size that the service reports in GB, by which it means GiB; null if there is none. May have a fraction. */
    public static @Nullable DataSize gib(JsonNode node, String name) {
        return isSaid(node.path(name)) ? requiredGib(node, name, ANYTHING) : null;
    }

    /** Returns a size in GB that the response must have. */
    public static DataSize requiredGib(JsonNode node, String name, String what) {
        return size(node, name, what, GIB);
    }

    /** Returns a size that the service reports in MB, by which it means MiB; null if there is none. */
    public static @Nullable DataSize mib(JsonNode node, String name) {
        return isSaid(node.path(name)) ? size(node, name, ANYTHING, MIB) : null;
    }

    /** Returns a size, rounded up to a byte; a negative or excessive one is rejected, since the reader would act on it. */
    private static DataSize size(JsonNode node, String name, String what, long unit) {
        JsonNode value = node.path(name);
        if (isLong(value) && value.longValue() >= 0 && value.longValue() <= MOST_BYTES / unit) {
            return DataSize.bytes(value.longValue() * unit);
        }
        BigDecimal amount = number(value);
        BigDecimal bytes = amount == null ? null : amount.multiply(BigDecimal.valueOf(unit));
        if (bytes == null || bytes.signum() < 0 || bytes.compareTo(BigDecimal.valueOf(MOST_BYTES)) > 0) {
            throw lacking(value, name, what);
        }
        return DataSize.bytes(bytes.setScale(0, RoundingMode.CEILING).longValueExact());
    }

    /** Returns a number without what follows its decimal point; null if it cannot be read. */
    private static @Nullable Long whole(JsonNode value) {
        if (isLong(value)) {
            return value.longValue();
        }
        BigDecimal number = number(value);
        return number == null ? null : (Long) number.longValue();
    }

    /** Whether a value is a whole number, as most are, which needs no decimal arithmetic. */
    private static boolean isLong(JsonNode value) {
        return value.isIntegralNumber() && value.canConvertToLong();
    }

    /** Returns a number in the range of a long; null if it cannot be read. */
    private static @Nullable BigDecimal number(JsonNode value) {
        if (value.isNumber()) {
            boolean inRange = value.canConvertToLong() && Double.isFinite(value.doubleValue());
            return inRange ? value.decimalValue() : null;
        }
        return value.isTextual() && NUMBER.matcher(value.asText()).matches() ? new BigDecimal(value.asText()) : null;
    }

    // ---- instants

    /** Returns an instant in any form that the services use; null if there is none, or if it cannot be read. */
    public static @Nullable Instant instant(JsonNode node, String name) {
        String value = textOrNull(node, name);
        return value == null ? null : Timestamps.parse(value);
    }

    /** Returns an instant that the response must have. */
    public static Instant requiredInstant(JsonNode node, String name, String what) {
        Instant value = instant(node, name);
        if (value == null) {
            throw lacking(node.path(name), name, what);
        }
        return value;
    }

    /** Returns an instant that decides what is done next; null if there is none. */
    public static @Nullable Instant instantIfSaid(JsonNode node, String name, String what) {
        return isSaid(node.path(name)) ? requiredInstant(node, name, what) : null;
    }

    // ---- tags

    /**
     * Reads tags from a list of objects with key and value, an object, or texts {@code key=value} or {@code key.value}.
     */
    public static Map<String, String> tags(JsonNode tags) {
        Map<String, String> read = new LinkedHashMap<>();
        if (tags.isObject()) {
            tags.properties().forEach(tag -> read.put(tag.getKey(), text(tags, tag.getKey())));
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

    // ---- missing fields

    /** Returns whether a field has a value: an empty text is another way in which the services leave a field out. */
    private static boolean isSaid(JsonNode value) {
        return !value.isMissingNode()
                && !value.isNull()
                && !(value.isTextual() && value.asText().isEmpty());
    }

    private static Unavailable lacking(JsonNode value, String name, String what) {
        String text = value.toString();
        String said = isSaid(value)
                ? " has \"" + name + "\" = " + (text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text)
                        + ", which cannot be read"
                : " has no \"" + name + "\"";
        return new Unavailable("the response about " + what + said + "; its state is unknown", Detail.NONE, null);
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
