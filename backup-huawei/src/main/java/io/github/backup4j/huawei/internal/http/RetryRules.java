package io.github.backup4j.huawei.internal.http;

import java.time.Duration;

/**
 * How far calls are repeated and held back.
 *
 * @param attempts how often a call is made at most, at least once
 * @param time how long after it was asked for a call may begin for the last time, waiting for its turn included
 * @param busyTime the same for a call that other work on the same thing is in the way of
 * @param callsAtOnce how many calls to one service are under way at most
 * @param pollTime how long the calls of one poll of long-running work may take in all
 */
public record RetryRules(int attempts, Duration time, Duration busyTime, int callsAtOnce, Duration pollTime) {
    public static final RetryRules USUAL =
            new RetryRules(5, Duration.ofMinutes(2), Duration.ofSeconds(10), 16, Duration.ofMinutes(1));

    public RetryRules withAttempts(int newAttempts) {
        return new RetryRules(newAttempts, time, busyTime, callsAtOnce, pollTime);
    }

    public RetryRules withTime(Duration newTime) {
        return new RetryRules(attempts, newTime, busyTime, callsAtOnce, pollTime);
    }

    public RetryRules withBusyTime(Duration newBusyTime) {
        return new RetryRules(attempts, time, newBusyTime, callsAtOnce, pollTime);
    }

    public RetryRules withCallsAtOnce(int newCallsAtOnce) {
        return new RetryRules(attempts, time, busyTime, newCallsAtOnce, pollTime);
    }

    public RetryRules withPollTime(Duration newTime) {
        return new RetryRules(attempts, time, busyTime, callsAtOnce, newTime);
    }
}
