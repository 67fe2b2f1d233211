package io.github.backup4j.huawei.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.backup4j.DataSize;
import io.github.backup4j.Unavailable;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFieldsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static JsonNode of(String value) {
        try {
            return JSON.readTree("{\"n\": " + value + "}");
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "-0.5", "\"-40\"", "1e300", "100000001", "\"many\"", "true", "[]"})
    void sizes_negativeOrExcessiveOrNoNumber_unavailableWithTheValue(String value) {
        JsonNode node = of(value);

        assertThatThrownBy(() -> JsonFields.requiredGib(node, "n", "disk 1"))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("disk 1")
                .hasMessageContaining(node.path("n").toString());
        assertThatThrownBy(() -> JsonFields.gib(node, "n")).isInstanceOf(Unavailable.class);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "40, 42949672960",
        "'\"40\"', 42949672960",
        "40.5, 43486543872",
        "'\"40.5\"', 43486543872",
        "0.1, 107374183", // 107,374,182.4 bytes
        "100000000, 107374182400000000"
    })
    void gib_withFraction_roundedUpToAByte(String value, long bytes) {
        assertThat(JsonFields.gib(of(value), "n")).isEqualTo(DataSize.bytes(bytes));
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"tier\": \"gold\", \"empty\": null}'",
        "'[{\"key\": \"tier\", \"value\": \"gold\"}, {\"key\": \"empty\", \"value\": null}]'",
        "'[\"tier=gold\", \"empty\"]'"
    })
    void tags_inAnyForm_noValueIsEmpty(String tags) {
        assertThat(JsonFields.tags(of(tags).path("n"))).containsOnly(Map.entry("tier", "gold"), Map.entry("empty", ""));
    }

    @Test
    void mib_withFraction_roundedUpToAByte() {
        assertThat(JsonFields.mib(of("0.5"), "n")).isEqualTo(DataSize.bytes(524_288));
        assertThat(JsonFields.mib(of("null"), "n")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.7", "\"3.7\"", "-0.5", "1e300", "\"three\""})
    void integerIfSaid_notAWholeNumber_unavailableAndNotCut(String value) {
        assertThatThrownBy(() -> JsonFields.integerIfSaid(of(value), "n", -1, "policy 1"))
                .isInstanceOf(Unavailable.class);
        assertThat(JsonFields.isIntegerOrNothing(of(value), "n")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"3, 3", "3.0, 3", "'\"3\"', 3", "-1, -1", "null, 7"})
    void integerIfSaid_wholeNumberOrNothing_returned(String value, int expected) {
        assertThat(JsonFields.integerIfSaid(of(value), "n", 7, "policy 1")).isEqualTo(expected);
    }
}
