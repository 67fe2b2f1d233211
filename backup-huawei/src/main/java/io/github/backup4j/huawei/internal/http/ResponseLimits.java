package io.github.backup4j.huawei.internal.http;

import java.time.Duration;

/**
 * What a service may cost at most, however it answers.
 *
 * @param callTime how long a call may take, from the search for a connection to the last byte of the answer
 * @param answerBytes how long an answer may be after it was unpacked
 * @param listElements how many elements a list may have
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
