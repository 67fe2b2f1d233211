package io.github.backup4j.huawei.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What the vendor's OpenAPI says of answers, as {@code src/test/resources/openapi} has it in short. */
final class OpenApi {
    /** What is said, by operation and status: by several services where they share a path. */
    private final Map<String, List<Shaped>> answers = new LinkedHashMap<>();

    private final Set<String> operations = new TreeSet<>();

    OpenApi(String... services) throws IOException {
        for (String service : services) {
            try (InputStream in = OpenApi.class.getResourceAsStream("/openapi/" + service + ".json")) {
                add(Json.MAPPER.readTree(in));
            }
        }
    }

    private void add(JsonNode document) {
        document.path("answers").properties().forEach(answer -> {
            String key = answer.getKey(); // method, path, status
            answers.computeIfAbsent(key, k -> new ArrayList<>())
                    .add(new Shaped(answer.getValue(), document.path("types")));
            operations.add(key.substring(0, key.lastIndexOf(' ')));
        });
    }

    /** All operations, such as {@code GET /v3/{project_id}/vaults}. */
    Set<String> operations() {
        return Set.copyOf(operations);
    }

    /** The operation, such as {@code GET /v3/{project_id}/vaults}, that a call of a path without query belongs to. */
    Optional<String> operationOf(String method, String path) {
        return operations.stream()
                .filter(operation -> matches(operation, method + " " + path))
                .min(Comparator.comparingInt(OpenApi::names));
    }

    private static boolean matches(String template, String path) {
        return path.matches(template.replace(".", "\\.").replaceAll("\\{[^}]*}", "[^/]+"));
    }

    private static int names(String template) {
        return template.split("\\{", -1).length;
    }

    /** In what an answer differs from what is said of it; each in words, the same for all elements of an array. */
    Set<String> differences(String operation, int status, JsonNode body) {
        return answers.getOrDefault(operation + " " + status, List.of()).stream()
                .map(said -> said.differences(body))
                .min(Comparator.comparingInt(Set::size))
                .orElse(Set.of("status " + status));
    }

    /** A shape, among the types that it may name. */
    private record Shaped(JsonNode shape, JsonNode types) {
        Set<String> differences(JsonNode body) {
            boolean empty = shape.asText().equals("none");
            if (empty != body.isMissingNode()) {
                return Set.of(empty ? "has a body" : "has no body");
            }
            Set<String> found = new TreeSet<>();
            if (!empty) {
                compare("", shape, body, found);
            }
            return found;
        }

        private void compare(String at, JsonNode said, JsonNode actual, Set<String> found) {
            if (said.isTextual() && said.asText().startsWith("@")) {
                compare(at, types.path(said.asText().substring(1)), actual, found);
            } else if (said.isTextual()) {
                compareValue(at, said.asText(), actual, found);
            } else if (said.isArray()) {
                if (actual.isArray()) {
                    actual.forEach(element -> compare(at + "[]", said.path(0), element, found));
                } else {
                    found.add(at + ": " + kind(actual) + " for array");
                }
            } else if (actual.isObject()) {
                compareMembers(at, said, (ObjectNode) actual, found);
            } else {
                found.add(at + ": " + kind(actual) + " for object");
            }
        }

        private void compareMembers(String at, JsonNode said, ObjectNode actual, Set<String> found) {
            List<String> known = new ArrayList<>();
            said.properties().forEach(member -> {
                String name = member.getKey().replaceFirst("!$", "");
                known.add(name);
                boolean required = member.getKey().endsWith("!");
                if (actual.hasNonNull(name)) {
                    compare(at + "/" + name, member.getValue(), actual.path(name), found);
                } else if (required) {
                    found.add(at + "/" + name + (actual.has(name) ? ": null" : ": missing"));
                }
            });
            actual.properties().forEach(member -> {
                if (said.has("*")) {
                    compare(at + "/*", said.path("*"), member.getValue(), found);
                } else if (!known.contains(member.getKey())) {
                    found.add(at + "/" + member.getKey() + ": not said");
                }
            });
        }

        private static void compareValue(String at, String said, JsonNode actual, Set<String> found) {
            String[] parts = said.split(":", 2); // type, values
            boolean right = switch (parts[0]) {
                case "string" -> actual.isTextual();
                case "integer" -> actual.isIntegralNumber();
                case "number" -> actual.isNumber();
                case "boolean" -> actual.isBoolean();
                default -> true;
            };
            if (!right) {
                found.add(at + ": " + kind(actual) + " for " + parts[0]);
            } else if (parts.length > 1 && !List.of(parts[1].split("\\|", -1)).contains(actual.asText())) {
                found.add(at + ": \"" + actual.asText() + "\" is none of " + parts[1]);
            }
        }

        private static String kind(JsonNode node) {
            if (node.isIntegralNumber()) {
                return "integer";
            }
            return switch (node.getNodeType()) {
                case STRING -> "string";
                case NUMBER -> "number";
                case BOOLEAN -> "boolean";
                case ARRAY -> "array";
                default -> "object";
            };
        }
    }
}
