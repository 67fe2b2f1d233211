package io.github.backup4j.huawei.internal.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a resource that polls do not find counts as gone. Each poll resumes the work from the token of the one before. */
class MissesTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource({
        // Every 10 s: once two minutes are over.
        "PT10S, 13",
        "PT1M, 3",
        // Seldom: there may have been another poll meanwhile, which every third one has not shown.
        "PT9M, 3",
        "PT11M, 3",
        "PT6H, 3",
        "PT240H, 3"
    })
    void oneMore_polledAtEqualIntervals_goneAtTheSameTime(Duration interval, int polls) {
        List<Boolean> gone = new ArrayList<>();
        Token token = Token.of("work");
        for (int i = 0; i < polls; i++) {
            Instant now = START.plus(interval.multipliedBy(i));
            token = again(Misses.oneMore(token, now));
            gone.add(Misses.isGone(token, now));
        }

        assertThat(gone).hasSize(polls).endsWith(true);
        assertThat(gone.subList(0, polls - 1)).doesNotContain(true);
    }

    @Test
    void oneMore_oldToken_goneOnlyAfterTwoMorePolls() {
        Token old = again(Misses.oneMore(Misses.oneMore(Token.of("work"), START), START.plusSeconds(119)));

        assertGoneOnlyAfterTwoMorePolls(old, START.plus(Duration.ofDays(10)));
    }

    /** Whoever polled since with a newer token may have found the resource. */
    @Test
    void oneMore_oldTokenOfAPollAfterAPause_goneOnlyAfterTwoMorePolls() {
        Instant paused = START.plus(Duration.ofHours(1));
        Token old = again(Misses.oneMore(Misses.oneMore(Token.of("work"), START), paused));

        assertGoneOnlyAfterTwoMorePolls(old, paused.plus(Duration.ofDays(10)));
    }

    private static void assertGoneOnlyAfterTwoMorePolls(Token old, Instant late) {
        Token first = again(Misses.oneMore(old, late));
        Token atOnce = again(Misses.oneMore(first, late.plusSeconds(4)));
        Token second = again(Misses.oneMore(first, late.plusSeconds(5)));

        assertThat(Misses.isGone(first, late)).isFalse();
        assertThat(Misses.isGone(atOnce, late.plusSeconds(4))).isFalse();
        assertThat(Misses.isGone(second, late.plusSeconds(5))).isTrue();
    }

    @Test
    void none_anyMisses_leavesNothing() {
        Token missed = Misses.oneMore(Misses.oneMore(Token.of("work"), START), START.plus(Duration.ofHours(1)));

        assertThat(Misses.none(missed)).isEqualTo(Token.of("work"));
    }

    /** Checks that a token may have the fields, as it is checked when the work is resumed. */
    private static Token again(Token token) {
        TokenFields.none().check(token);
        return token;
    }
}
