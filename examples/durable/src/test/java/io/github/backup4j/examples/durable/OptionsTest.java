package io.github.backup4j.examples.durable;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
    @ParameterizedTest
    @ValueSource(strings = {"opensesame", "--database=jdbc:postgresql://host/db?password=opensesame"})
    void options_unknownWord_namesNoValue(String word) {
        assertThatThrownBy(
                        () -> new Options(new String[] {"--cloud", "huawei://region/project", word}, Set.of("cloud")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is unknown or has no value")
                .hasMessageNotContaining("opensesame");
    }

    @Test
    void requiredNumber_missing_isRefused() {
        Options options = new Options(new String[0], Set.of("every-seconds"));

        assertThatThrownBy(() -> options.requiredNumber("every-seconds"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("option --every-seconds is missing");
    }
}
