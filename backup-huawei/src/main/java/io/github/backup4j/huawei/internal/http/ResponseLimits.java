package io.github.backup4j.huawei.internal.http;

import java.time.Duration;

/**
 * The limits of what a response may cost in time and memory.
 *
 * @param connectTime the maximum time to open a connection
 * @param readTime the maximum time until the response begins, and between two parts of it
 * @param callTime the maximum time of a call, from connecting to the last byte of the response
 * @param answerBytes the maximum length of a decompressed response
 * @param listElements the maximum number of elements of a list
 */
public record ResponseLimits(
        Duration connectTime, Duration readTime, Duration callTime, int answerBytes, int listElements) {
    public static final ResponseLimits USUAL = new ResponseLimits(
            Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofMinutes(5), 16 << 20, 100_000);

    public ResponseLimits withConnectTime(Duration newTime) {
        return new ResponseLimits(newTime, readTime, callTime, answerBytes, listElements);
    }

    public ResponseLimits withReadTime(Duration newTime) {
        return new ResponseLimits(connectTime, newTime, callTime, answerBytes, listElements);
    }

    public ResponseLimits withCallTime(Duration newTime) {
        return new ResponseLimits(connectTime, readTime, newTime, answerBytes, listElements);
    }

    public ResponseLimits withAnswerBytes(int newBytes) {
        return new ResponseLimits(connectTime, readTime, callTime, newBytes, listElements);
    }

    public ResponseLimits withListElements(int newElements) {
        return new ResponseLimits(connectTime, readTime, callTime, answerBytes, newElements);
    }
}
