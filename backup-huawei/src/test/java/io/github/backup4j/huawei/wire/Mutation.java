package io.github.backup4j.huawei.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.huawei.golden.Places;
import io.github.backup4j.huawei.support.RawAnswer;
import io.github.backup4j.huawei.wire.WireCase.Exchange;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * An answer that differs in one place from what is documented.
 *
 * @param pointer the JSON pointer of the place; "" where it is the answer as a whole
 * @param kind what was done there
 * @param harmless whether the answer still says the same
 * @param answer the answer
 */
public record Mutation(String pointer, String kind, boolean harmless, RawAnswer answer) {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String UNKNOWN = "unheard-of";
    private static final String JSON_TYPE = "Content-Type: application/json\r\n";

    /** All mutations of the answer of an exchange, each made when it is wanted: there are many. */
    public static List<Supplier<Mutation>> of(Exchange exchange) {
        List<Supplier<Mutation>> mutations = new ArrayList<>();
        wholes(exchange).forEach(whole -> mutations.add(() -> whole));
        Places.of(exchange.answer()).forEach((pointer, value) -> {
            values(value)
                    .forEach((kind, other) ->
                            mutations.add(() -> changed(exchange, pointer, kind, other, kind.startsWith("same"))));
            if (value.isObject()) {
                JsonNode nested = JSON.objectNode().put(UNKNOWN, 1);
                boolean free = pointer.matches(".*/(tags|metadata|addresses)");
                mutations.add(() -> changed(exchange, pointer + "/" + UNKNOWN, "gained", nested, !free));
            }
        });
        return mutations;
    }

    /** What else could stand in a place, by what was done there. */
    public static Map<String, JsonNode> values(JsonNode value) {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        values.put("removed", MissingNode.getInstance());
        values.put("nulled", JSON.nullNode());
        values.put("text", JSON.textNode(UNKNOWN));
        values.put("empty text", JSON.textNode(""));
        values.put("a text that is no id", JSON.textNode("../no id"));
        values.put("negative", JSON.numberNode(-1));
        values.put("number", JSON.numberNode(7));
        values.put("huge number", JSON.numberNode(BigInteger.TEN.pow(30)));
        values.put("flag", JSON.booleanNode(!value.isBoolean() || !value.booleanValue()));
        values.put("object", JSON.objectNode().put(UNKNOWN, 1));
        values.put("empty object", JSON.objectNode());
        values.put("list", JSON.arrayNode().add(UNKNOWN));
        values.put("empty list", JSON.arrayNode());
        if (value.isNumber() || value.isBoolean()) {
            values.put("same as text", JSON.textNode(value.asText()));
        }
        if (value.isTextual() && value.asText().matches("[1-9]\\d{0,8}")) {
            values.put("same as number", JSON.numberNode(Integer.parseInt(value.asText())));
        }
        if (value.isTextual() && value.asText().matches("true|false")) {
            values.put("same as flag", JSON.booleanNode(value.asText().equals("true")));
        }
        if (value.isArray()) {
            values.put("with null", ((ArrayNode) value.deepCopy()).addNull());
        }
        values.values().removeIf(other -> other.equals(value));
        return values;
    }

    /** Another answer altogether, which does not say the same. */
    public static Mutation to(RawAnswer answer) {
        return new Mutation("", "another answer", false, answer);
    }

    private static Mutation changed(Exchange exchange, String pointer, String kind, JsonNode value, boolean harmless) {
        ObjectNode copy = exchange.answer().deepCopy();
        Places.set(copy, pointer, value);
        return new Mutation(pointer, kind, harmless, RawAnswer.json(exchange.status(), copy.toString()));
    }

    /** Answers that differ as a whole: cut off, of another type, something else altogether. */
    private static List<Mutation> wholes(Exchange exchange) {
        List<Mutation> mutations = new ArrayList<>();
        int status = exchange.status();
        for (String body : List.of("", "null", "[]", "[{}]", "{}", "\"text\"", "7", "<html>no</html>", "{\"a\":")) {
            mutations.add(new Mutation("", "body " + body, false, RawAnswer.of(status, JSON_TYPE, body)));
        }
        if (exchange.answer().isMissingNode()) {
            return mutations;
        }
        String body = exchange.answer().toString();
        for (String type : List.of("", "text/html", "text/plain", "application/octet-stream", "nonsense")) {
            String header = type.isEmpty() ? "" : "Content-Type: " + type + "\r\n";
            mutations.add(new Mutation("", "type " + type, false, RawAnswer.of(status, header, body)));
        }
        mutations.add(new Mutation(
                "",
                "type with charset",
                true,
                RawAnswer.of(status, "Content-Type: application/json;charset=UTF-8\r\n", body)));
        for (int cut : new int[] {1, body.length() / 3, body.length() / 2, body.length() - 1}) {
            String kind = "without the last " + cut + " characters";
            mutations.add(new Mutation(
                    "", kind, false, RawAnswer.of(status, JSON_TYPE, body.substring(0, body.length() - cut))));
            mutations.add(new Mutation(
                    "",
                    "broken off, " + kind,
                    false,
                    RawAnswer.json(status, body).without(cut)));
        }
        return mutations;
    }

    @Override
    public String toString() {
        return (pointer.isEmpty() ? "the answer" : pointer) + ": " + kind;
    }
}
