package io.github.backup4j.examples.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The shapes of json.md, against which values are checked. Each line is {@code name: shape}. */
final class JsonShapes {
    private static final Pattern LINE = Pattern.compile("(?m)^([a-zA-Z]+): ([\\[{].*)$");
    private static final Pattern FIELD = Pattern.compile("([A-Za-z0-9]+)(\\??): ");
    private static final Map<String, Function<String, ?>> PARSED =
            Map.of("time", Instant::parse, "duration", Duration::parse, "date", LocalDate::parse);

    private final Map<String, String> shapes = new LinkedHashMap<>();

    JsonShapes(String document) {
        Matcher line = LINE.matcher(document);
        while (line.find()) {
            if (shapes.put(line.group(1), line.group(2)) != null) {
                throw new IllegalArgumentException(line.group(1) + " is there twice");
            }
        }
    }

    Set<String> names() {
        return shapes.keySet();
    }

    /** Returns the names of all fields. */
    Set<String> fields() {
        Set<String> fields = new TreeSet<>();
        for (String shape : shapes.values()) {
            FIELD.matcher(shape).results().forEach(field -> fields.add(field.group(1)));
        }
        return fields;
    }

    /** Returns the names of shapes that no other shape uses. */
    Set<String> roots() {
        Set<String> roots = new TreeSet<>(shapes.keySet());
        for (String shape : shapes.values()) {
            Matcher word = Pattern.compile("[a-zA-Z]+(?=[,\\]}])").matcher(shape);
            while (word.find()) {
                roots.remove(word.group());
            }
        }
        return roots;
    }

    /** Returns where a value is not of a shape; empty: nowhere. */
    List<String> errors(String shape, JsonNode value) {
        List<String> errors = new ArrayList<>();
        check(shape, value, "", errors);
        return errors;
    }

    private void check(String shape, JsonNode value, String at, List<String> errors) {
        String type = shapes.getOrDefault(shape, shape);
        if (type.startsWith("[")) {
            require(value.isArray(), type, value, at, errors);
            for (JsonNode one : value) {
                check(type.substring(1, type.length() - 1), one, at + "[]", errors);
            }
        } else if (type.startsWith("{")) {
            require(value.isObject(), type, value, at, errors);
            checkFields(type.substring(1, type.length() - 1), value, at, errors);
        } else {
            require(isScalar(type, value), type, value, at, errors);
        }
    }

    private void checkFields(String fields, JsonNode value, String at, List<String> errors) {
        Set<String> unknown = new TreeSet<>();
        value.fieldNames().forEachRemaining(unknown::add);
        for (String field : fields.split(", ", -1)) {
            String name = field.substring(0, field.indexOf(": "));
            String type = field.substring(field.indexOf(": ") + 2);
            if (name.equals("*")) {
                unknown.forEach(key -> check(type, value.get(key), at + "." + key, errors));
                unknown.clear();
                continue;
            }
            boolean optional = name.endsWith("?");
            String key = optional ? name.substring(0, name.length() - 1) : name;
            unknown.remove(key);
            if (value.has(key)) {
                check(type, value.get(key), at + "." + key, errors);
            } else if (!optional) {
                errors.add(at + " lacks " + key);
            }
        }
        unknown.forEach(key -> errors.add(at + " has " + key + ", which is not documented"));
    }

    private static void require(boolean holds, String type, JsonNode value, String at, List<String> errors) {
        if (!holds) {
            errors.add(at + " is no " + type + ": " + value);
        }
    }

    private static boolean isScalar(String type, JsonNode value) {
        Function<String, ?> parser = PARSED.get(type);
        if (parser != null) {
            return value.isTextual() && isRead(parser, value.asText());
        }
        return switch (type) {
            case "text" -> value.isTextual();
            case "number" -> value.isIntegralNumber();
            case "boolean" -> value.isBoolean();
            default -> {
                if (!type.contains("|")) {
                    throw new IllegalArgumentException("no shape is named " + type);
                }
                yield value.isTextual() && List.of(type.split("\\|", -1)).contains(value.asText());
            }
        };
    }

    private static boolean isRead(Function<String, ?> parser, String text) {
        try {
            return parser.apply(text) != null;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
