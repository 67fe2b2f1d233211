package io.github.backup4j.huawei.internal.http;

import java.time.Duration;

/**
 * The limits of what a response may cost in time and memory.
 *
 * @param callTime the maximum time of a call, from connecting to the last byte of the response
 * @param answerBytes the maximum length of a decompressed response
 * @param listElements the maximum number of elements of a list
 */
public record ResponseLimits(Duration callTime, int answerBytes, int listElements) {
    public static final ResponseLimits USUAL = new ResponseLimits(Duration.ofMinutes(5), 16 << 20, 100_000);

    public ResponseLimits withCallTime(Duration newTime) {
        return new ResponseLimits(newTime, answerBytes, listElements);
    }

    public ResponseLimits withAnswerBytes(int newBytes) {
        return new ResponseLimits(callTime, newBytes, listElements);
    }

    public ResponseLimits withListElements(int newElements) {
        return new ResponseLimits(callTime, answerBytes, newElements);
    }
}
