package io.github.backup4j.huawei.internal.http;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * The pauses between attempts: a random time between zero and a maximum that doubles with each attempt ("full jitter"),
 * so that calls that failed together are not retried together.
 */
final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final int DOUBLINGS = 6;

    private final RandomGenerator random;

    /**
     * Creates a backoff.
     *
     * @param random safe for use by many threads, as {@link java.util.Random} is
     */
    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /**
     * Returns how long to wait.
     *
     * @param attempt the number of the failed attempt, from 1
     * @param asked how long the service asked to wait; the pause is never shorter
     */
    Duration after(int attempt, Duration asked) {
        Duration doubled = FIRST.multipliedBy(1L << Math.min(attempt - 1, DOUBLINGS));
        Duration longest = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
        return asked.plusNanos(random.nextLong(longest.toNanos() + 1));
    }
}
