package io.github.backup4j.huawei.internal.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.DataSize;
import io.github.backup4j.InPlace;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Resource;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.VaultSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The marks that request keys leave. */
class RequestMarkTest {
    private static final Instant NOW = Instant.parse("2026-11-29T03:00:00Z");
    private static final VaultSpec SPEC = VaultSpec.forDisks("orders", DataSize.gib(100));

    @Test
    void of_sameKeyAndParameters_differsInTheCallAlone() {
        RequestMark first = of("order-4711", SPEC);
        RequestMark second = of("order-4711", SPEC);

        assertThat(first).isNotEqualTo(second);
        assertThat(first.sameKey(second)).isTrue();
        assertThat(first.sameParameters(second)).isTrue();
        assertThat(first.sameRequest(second)).isTrue();
        assertThat(first.token("")).isEqualTo(second.token(""));
        assertThat(first.token("another")).isNotEqualTo(second.token(""));
    }

    @Test
    void of_otherParameters_sameKeyOnly() {
        RequestMark mark = of("order-4711", SPEC);
        RequestMark other = of("order-4711", SPEC.withCapacity(DataSize.gib(200)));

        assertThat(mark.sameKey(other)).isTrue();
        assertThat(mark.sameParameters(other)).isFalse();
    }

    @Test
    void of_otherKeyOrKindOfCall_anotherMark() {
        RequestMark mark = of("order-4711", SPEC);

        assertThat(mark.sameKey(of("order-4712", SPEC))).isFalse();
        assertThat(mark.sameKey(RequestMark.of("policies.create", "order-4711", List.of(SPEC), NOW)))
                .isFalse();
    }

    /** Marks are kept by the cloud for years: a later version has to make the same of the same key and parameters. */
    @Test
    void of_knownKeyAndParameters_asEver() {
        PolicySpec policy = PolicySpec.backup("nightly", Schedule.dailyAt("02:00"), Retention.days(30));

        assertThat(of("order-4711", SPEC).text()).startsWith("by4q7jom3rcp7");
        assertThat(of("order-4711", policy).text()).startsWith("by4q7jom3555p");
    }

    @Test
    void of_equalParametersInAnotherOrder_sameParameters() {
        Map<String, String> tags = new LinkedHashMap<>(Map.of("a", "1"));
        tags.put("b", "2");
        Map<String, String> reversed = new LinkedHashMap<>(Map.of("b", "2"));
        reversed.put("a", "1");

        assertThat(of("key", SPEC.withTags(tags)).sameParameters(of("key", SPEC.withTags(reversed))))
                .isTrue();
        assertThat(of("key", SPEC.withTags(tags)).sameParameters(of("key", SPEC.withTags(Map.of("a", "1")))))
                .isFalse();
    }

    @Test
    void of_restoreOverDisks_eachDiskCounts() {
        InPlace<Resource.Disk> one = InPlace.over(Resource.disk("disk-1"));
        InPlace<Resource.Disk> other = InPlace.over(Resource.disk("disk-2"));

        assertThat(of("key", one).sameParameters(of("key", other))).isFalse();
        assertThat(of("key", one).sameParameters(of("key", one.detachingFirst())))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {-16, -15, 0, 10, 60, 60 * 24 * 7 - 10})
    void fits_createdAroundTheCall_true(long minutes) {
        assertThat(of("key", SPEC).fits(NOW.plus(Duration.ofMinutes(minutes)))).isTrue();
    }

    /** Its tags were copied from what was created with the key. */
    @ParameterizedTest
    @ValueSource(longs = {-60 * 24 * 365, -60 * 24, -17, 60 * 24 * 7 + 20, 60 * 24 * 100})
    void fits_createdLongBeforeOrAfter_false(long minutes) {
        assertThat(of("key", SPEC).fits(NOW.plus(Duration.ofMinutes(minutes)))).isFalse();
    }

    @Test
    void fits_serviceThatDoesNotSay_true() {
        assertThat(of("key", SPEC).fits(null)).isTrue();
    }

    @Test
    void fits_aroundTheYearsEnd_asAnywhere() {
        for (int hours = 0; hours < 24 * 365 * 3; hours += 13) {
            Instant call = NOW.plus(Duration.ofHours(hours));
            RequestMark mark = RequestMark.of("vaults.create", "key", List.of(SPEC), call);
            assertThat(mark.fits(call)).as("at %s", call).isTrue();
            assertThat(mark.fits(call.minus(Duration.ofHours(1))))
                    .as("at %s", call)
                    .isFalse();
        }
    }

    @Test
    void of_anyKey_showsNothingOfIt() {
        assertThat(of("secret-order", SPEC).text()).matches("[a-z2-7]{20}").doesNotContain("secret", "order");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "before the move", "two\nlines", "ends with a blank ", "[backup4j", "[backup4j abc]", "_b4j_"
            })
    void behind_anyText_isTakenOffAgain(String text) {
        RequestMark mark = of("key", SPEC);

        assertThat(RequestMark.withoutMark(mark.behind(text))).isEqualTo(text);
        assertThat(RequestMark.inDescription(mark.behind(text))).isEqualTo(mark);
        assertThat(RequestMark.nameWithoutMark(mark.behindName(text))).isEqualTo(text);
        assertThat(RequestMark.inName(mark.behindName(text))).isEqualTo(mark);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "nightly", "nightly_b4j_tooshort", "see [backup4j] there", "[backup4j ABCDEFGHIJKLMNOPQRST]"
            })
    void withoutMark_textThatHasNone_staysAsItIs(String text) {
        assertThat(RequestMark.withoutMark(text)).isEqualTo(text);
        assertThat(RequestMark.nameWithoutMark(text)).isEqualTo(text);
        assertThat(RequestMark.inDescription(text)).isNull();
        assertThat(RequestMark.inName(text)).isNull();
    }

    @Test
    void behind_longestTexts_asLongAsSaid() {
        RequestMark mark = of("key", SPEC);

        assertThat(mark.behind("x")).hasSize(1 + RequestMark.IN_DESCRIPTION);
        assertThat(mark.behindName("x")).hasSize(1 + RequestMark.IN_NAME_LENGTH);
    }

    private static RequestMark of(String key, Object parameter) {
        return RequestMark.of("vaults.create", key, List.of(parameter), NOW);
    }
}
