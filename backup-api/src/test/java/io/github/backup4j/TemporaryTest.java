package io.github.backup4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemporaryTest {
    private static final Instant BEGUN = Instant.parse("2026-12-01T02:00:00.987Z");
    private static final Instant EXPIRY = BEGUN.plus(Duration.ofHours(24));
    private static final Temporary MARK = Temporary.of(RequestKey.of("drill-2026-12-01"), BEGUN, EXPIRY);

    @Test
    void value_ofAMark_isReadBack() {
        assertThat(MARK.value()).hasSize(42).matches("[a-z2-7]{20}-1796090400-1796176800");
        assertThat(Temporary.in(MARK.tags())).contains(MARK);
        assertThat(MARK.isIn(MARK.tags())).isTrue();
    }

    @Test
    void id_followsFromTheKeyAlone() {
        RequestKey key = RequestKey.of("drill-2026-12-01");
        assertThat(Temporary.of(key.madeAt(BEGUN), BEGUN.plusSeconds(1), EXPIRY).id())
                .isEqualTo(MARK.id());
        assertThat(Temporary.idOf(RequestKey.of("drill-2026-12-02"))).isNotEqualTo(MARK.id());
        assertThat(MARK.key().value()).contains(MARK.id()).doesNotContain(key.value());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "aaaaaaaaaaaaaaaaaaaa",
                "aaaaaaaaaaaaaaaaaaaa-1796090400",
                "aaaaaaaaaaaaaaaaaaaa-1796090400-1796090400",
                "aaaaaaaaaaaaaaaaaaaa-1796090400-1796090399",
                "aaaaaaaaaaaaaaaaaaaa-1796090400-17961768000",
                "aaaaaaaaaaaaaaaaaaaa-0000000000-1796176800",
                "aaaaaaaaaaaaaaaaaaaa-1796090400-1796176800 ",
                " aaaaaaaaaaaaaaaaaaaa-1796090400-1796176800",
                "aaaaaaaaaaaaaaaaaaaa-1796090400-1796176800\n",
                "AAAAAAAAAAAAAAAAAAAA-1796090400-1796176800",
                "aaaaaaaaaaaaaaaaaaa1-1796090400-1796176800",
                "aaaaaaaaaaaaaaaaaaaa-١٧٩٦٠٩٠٤٠٠-1796176800",
                "aaaaaaaaaaaaaaaaaaaa.1796090400.1796176800"
            })
    void in_valueThatNoMarkHas_isNone(String value) {
        assertThat(Temporary.in(Map.of(Temporary.TAG, value))).isEmpty();
        assertThat(MARK.isIn(Map.of(Temporary.TAG, value))).isFalse();
    }

    @Test
    void in_tagsOfOtherNames_areNone() {
        assertThat(Temporary.in(Map.of("B4J-TEMPORARY", MARK.value(), "b4j-temporary-2", MARK.value())))
                .isEmpty();
        assertThat(Temporary.in(Map.of())).isEmpty();
    }

    @Test
    void expiredAt_theInstantItself_isExpired() {
        assertThat(MARK.expiredAt(MARK.expiresAt())).isTrue();
        assertThat(MARK.expiredAt(MARK.expiresAt().minusNanos(1))).isFalse();
    }

    @Test
    void of_expiryThatIsNotLater_isInvalid() {
        RequestKey key = RequestKey.of("drill");
        assertThatThrownBy(() -> Temporary.of(key, BEGUN, BEGUN)).isInstanceOf(Invalid.class);
        assertThatThrownBy(() -> Temporary.of(key, Instant.EPOCH, BEGUN)).isInstanceOf(Invalid.class);
        assertThatThrownBy(() -> new Temporary("short", BEGUN, EXPIRY)).isInstanceOf(Invalid.class);
    }
}
