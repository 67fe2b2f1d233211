package io.github.backup4j.huawei.internal.http;

import java.time.Duration;

/**
 * The limits of retries and of concurrent calls.
 *
 * @param attempts the maximum number of attempts at a call; 1: no retries
 * @param time how long after the start of a call its last attempt may begin, including the time that it waits for its
 *     turn
 * @param busyTime the same for a call that is refused because other work on the same resource is in progress
 * @param callsAtOnce the maximum number of calls in flight to one service
 * @param pollTime the time limit of all calls of one poll of long-running work together
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
