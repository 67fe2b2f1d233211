package io.github.backup4j.examples.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Checks a value against a JSON schema, as far as {@code protections.schema.json} uses its keywords. A keyword that is not known here is
 * an error: nothing of a schema may go unchecked.
 */
final class SchemaCheck {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Set<String> WITHOUT_MEANING = Set.of("$schema", "$defs", "title", "description");

    private final JsonNode root;
    private final List<String> errors = new ArrayList<>();

    private SchemaCheck(JsonNode root) {
        this.root = root;
    }

    /** Returns what is wrong with a YAML text by a schema, as an editor reads both; empty: nothing. */
    static List<String> errors(JsonNode schema, String yaml) {
        LoadSettings settings =
                LoadSettings.builder().setSchema(new CoreSchema()).build();
        JsonNode value = MAPPER.valueToTree(new Load(settings).loadFromString(yaml));
        return errors(schema, value);
    }

    private static List<String> errors(JsonNode schema, JsonNode value) {
        SchemaCheck check = new SchemaCheck(schema);
        check.check(schema, value, "");
        return check.errors;
    }

    private void check(JsonNode schema, JsonNode value, String at) {
        for (Map.Entry<String, JsonNode> keyword : schema.properties()) {
            check(keyword.getKey(), keyword.getValue(), schema, value, at);
        }
    }

    private void check(String keyword, JsonNode wanted, JsonNode schema, JsonNode value, String at) {
        switch (keyword) {
            case "$ref" -> check(root.at(wanted.asText().substring(1)), value, at);
            case "type" -> require(isOf(wanted, value), at, "is no " + wanted);
            case "const" -> require(value.equals(wanted), at, "is not " + wanted);
            case "enum" -> require(contains(wanted, value), at, "is none of " + wanted);
            case "pattern" ->
                require(
                        !value.isTextual()
                                || Pattern.compile(wanted.asText())
                                        .matcher(value.asText())
                                        .find(),
                        at,
                        "does not match " + wanted);
            case "exclusiveMinimum" ->
                require(!value.isNumber() || number(value).compareTo(number(wanted)) > 0, at, "is not above " + wanted);
            case "maximum" ->
                require(!value.isNumber() || number(value).compareTo(number(wanted)) <= 0, at, "is above " + wanted);
            case "minItems" -> require(!value.isArray() || value.size() >= wanted.asInt(), at, "has too few");
            case "minProperties" -> require(!value.isObject() || value.size() >= wanted.asInt(), at, "has too few");
            case "required" ->
                wanted.forEach(name -> require(!value.isObject() || value.has(name.asText()), at, "lacks " + name));
            case "anyOf" -> require(matches(wanted, value) > 0, at, "matches none of " + wanted);
            case "oneOf" -> require(matches(wanted, value) == 1, at, "does not match one of " + wanted);
            case "items" -> {
                if (value.isArray()) {
                    value.forEach(one -> check(wanted, one, at + "[]"));
                }
            }
            case "properties" -> {
                for (Map.Entry<String, JsonNode> property : wanted.properties()) {
                    JsonNode present = value.get(property.getKey());
                    if (present != null) {
                        check(property.getValue(), present, at + "." + property.getKey());
                    }
                }
            }
            case "propertyNames" ->
                names(value).forEach(name -> check(wanted, MAPPER.valueToTree(name), at + "." + name));
            case "additionalProperties" -> {
                for (String name : names(value)) {
                    if (!schema.path("properties").has(name)) {
                        if (wanted.isBoolean()) {
                            require(wanted.asBoolean(), at, "has " + name);
                        } else {
                            check(wanted, value.get(name), at + "." + name);
                        }
                    }
                }
            }
            default -> {
                if (!WITHOUT_MEANING.contains(keyword)) {
                    throw new IllegalStateException("this check does not know the keyword " + keyword);
                }
            }
        }
    }

    private long matches(JsonNode schemas, JsonNode value) {
        long matching = 0;
        for (JsonNode one : schemas) {
            SchemaCheck alone = new SchemaCheck(root);
            alone.check(one, value, "");
            matching += alone.errors.isEmpty() ? 1 : 0;
        }
        return matching;
    }

    private void require(boolean holds, String at, String error) {
        if (!holds) {
            errors.add(at + " " + error);
        }
    }

    private static boolean isOf(JsonNode types, JsonNode value) {
        if (types.isArray()) {
            for (JsonNode type : types) {
                if (isOf(type, value)) {
                    return true;
                }
            }
            return false;
        }
        return switch (types.asText()) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            default -> throw new IllegalStateException("this check does not know the type " + types);
        };
    }

    private static boolean contains(JsonNode values, JsonNode value) {
        for (JsonNode one : values) {
            if (one.equals(value)) {
                return true;
            }
        }
        return false;
    }

    private static BigDecimal number(JsonNode value) {
        return value.isFloatingPointNumber() && !Double.isFinite(value.asDouble())
                ? BigDecimal.valueOf(Double.MAX_VALUE)
                : value.decimalValue();
    }

    private static List<String> names(JsonNode value) {
        List<String> names = new ArrayList<>();
        value.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
