package io.github.backup4j.huawei.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
    private final Backoff backoff = new Backoff(new Random(1));

    @ParameterizedTest
    @CsvSource({"1, 500", "2, 1000", "3, 2000", "4, 4000", "6, 16000", "7, 20000", "1000, 20000"})
    void after_attempts_anythingUpToALongestThatDoubles(int attempt, long longest) {
        long[] pauses = IntStream.range(0, 2_000)
                .mapToLong(i -> backoff.after(attempt, Duration.ZERO).toMillis())
                .sorted()
                .toArray();

        assertThat(pauses[0]).isBetween(0L, longest / 50);
        assertThat(pauses[pauses.length / 2]).isBetween(longest * 2 / 5, longest * 3 / 5);
        assertThat(pauses[pauses.length - 1]).isBetween(longest * 49 / 50, longest);
    }

    @Test
    void after_serviceAsked_neverSooner() {
        Duration asked = Duration.ofSeconds(30);

        for (int i = 0; i < 1_000; i++) {
            assertThat(backoff.after(1, asked)).isBetween(asked, asked.plusMillis(500));
        }
    }
}
