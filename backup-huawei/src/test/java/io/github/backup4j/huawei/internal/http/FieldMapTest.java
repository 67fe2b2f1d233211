package io.github.backup4j.huawei.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.IntNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The fields of an object behave like a map that keeps their order, few or many. */
class FieldMapTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void put_anyFields_isTheSameAsAMapThatKeepsTheirOrder() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            Map<String, JsonNode> expected = new LinkedHashMap<>();
            FieldMap actual = new FieldMap();
            int names = 1 + random.nextInt(2 * FieldMap.FEW);
            for (int i = 0; i < 3 * names; i++) {
                String name = "field-" + random.nextInt(names);
                JsonNode value = IntNode.valueOf(i);
                assertThat(actual.put(name, value)).as("seed %d", seed).isEqualTo(expected.put(name, value));
            }

            assertThat(actual).as("seed %d", seed).isEqualTo(expected).hasSameSizeAs(expected);
            assertThat(new ArrayList<>(actual.keySet())).as("seed %d", seed).isEqualTo(List.copyOf(expected.keySet()));
            assertThat(actual.hashCode()).isEqualTo(expected.hashCode());
            for (int i = 0; i <= names; i++) {
                String name = "field-" + i;
                assertThat(actual.get(name)).as("seed %d: %s", seed, name).isEqualTo(expected.get(name));
                assertThat(actual.containsKey(name))
                        .as("seed %d: %s", seed, name)
                        .isEqualTo(expected.containsKey(name));
            }
        }
    }

    @Test
    void iterator_pastTheEnd_throws() {
        FieldMap fields = new FieldMap();

        assertThat(fields).isEmpty();
        assertThat(fields.get("any")).isNull();
        assertThatThrownBy(() -> fields.entrySet().iterator().next()).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void get_noName_isAbsent() {
        FieldMap fields = new FieldMap();
        for (int i = 0; i <= FieldMap.FEW; i++) {
            assertThat(fields.get(null)).isNull();
            assertThat(fields.containsKey(null)).isFalse();
            assertThat(fields.put("field-" + i, IntNode.valueOf(i))).isNull();
        }
        assertThat(fields.get(null)).isNull();
        assertThat(fields.containsKey(null)).isFalse();
    }

    /** A response with very many fields, whoever has sent it, must not make each search a walk through all of them. */
    @Test
    void get_amongMany_comparesFew() {
        FieldMap fields = new FieldMap();
        for (int i = 0; i < 100 * FieldMap.FEW; i++) {
            assertThat(fields.put("field-" + i, IntNode.valueOf(i))).isNull();
        }
        int[] comparisons = {0};
        Object wanted = new Object() {
            @Override
            public int hashCode() {
                return "field-4000".hashCode();
            }

            @Override
            public boolean equals(Object other) {
                comparisons[0]++;
                return other.equals("field-4000");
            }
        };

        assertThat(fields.get(wanted)).isEqualTo(IntNode.valueOf(4000));
        assertThat(comparisons[0]).isLessThanOrEqualTo(FieldMap.FEW);
    }

    @Test
    void answer_anyBody_holdsWhatJacksonReads() throws Exception {
        StringBuilder many = new StringBuilder("{");
        for (int i = 0; i < 1000; i++) {
            many.append("\"field-").append(i).append("\":").append(i).append(',');
        }
        many.append("\"last\":{\"x\":1.5,\"x\":2.25}}");
        List<String> bodies = List.of(
                "{}",
                "{\"a\":null,\"b\":[{},[],{\"c\":\"\\u00e4\"}],\"b2\":true}",
                "{\"big\":123456789012345678901234567890,\"small\":1e-3}",
                many.toString());
        for (String body : bodies) {
            JsonNode expected = JSON.readTree(body);

            JsonNode actual = JSON.readValue(body, Answer.class).fields();

            assertThat(actual).isEqualTo(expected);
            assertThat(actual.toString()).isEqualTo(expected.toString());
        }
    }

    @Test
    void answer_noObject_isRefused() {
        for (String body : List.of("[1]", "1", "\"text\"", "{\"a\":")) {
            assertThatThrownBy(() -> JSON.readValue(body, Answer.class))
                    .as(body)
                    .isInstanceOf(JsonProcessingException.class);
        }
    }
}
