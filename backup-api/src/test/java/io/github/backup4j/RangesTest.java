package io.github.backup4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values at the ends of what their types hold: refused as bad input, never by an overflow somewhere behind. */
class RangesTest {
    private static final RequestKey KEY = RequestKey.of("order-4711");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1000000000-01-01T00:00:00Z",
                "1969-12-31T23:59:59Z",
                "+10000-01-01T00:00:00Z",
                "+1000000000-12-31T23:59:59.999999999Z"
            })
    void madeAt_instantOfNoUse_invalidWithTheValue(String instant) {
        assertThatThrownBy(() -> KEY.madeAt(Instant.parse(instant)))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining(instant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1970-01-01T00:00:00Z", "9999-12-31T23:59:59Z"})
    void madeAt_endsOfTheRange_taken(String instant) {
        assertThat(KEY.madeAt(Instant.parse(instant)).madeAt()).isEqualTo(Instant.parse(instant));
    }

    @Test
    void withSize_moreThanAnyDisk_invalidWithTheValue() {
        DiskSpec spec = DiskSpec.of("copy");

        assertThatThrownBy(() -> spec.withSize(DataSize.bytes((1L << 60) + 1)))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("1152921504606846977 B");
        assertThatThrownBy(() -> spec.withSize(DataSize.bytes(Long.MAX_VALUE))).isInstanceOf(Invalid.class);
        assertThatCode(() -> spec.withSize(DataSize.gib(1L << 30))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 1L << 33, Long.MAX_VALUE, Long.MIN_VALUE})
    void gib_notAnAmountThatFits_invalidWithTheValue(long gibibytes) {
        assertThatThrownBy(() -> DataSize.gib(gibibytes))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining(String.valueOf(gibibytes));
    }
}
