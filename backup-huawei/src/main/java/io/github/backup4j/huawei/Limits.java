package io.github.backup4j.huawei;

import java.time.Duration;

/**
 * What a service may cost at most, however it answers.
 *
 * @param callTime how long a call may take, from the search for a connection to the last byte of the answer
 * @param answerBytes how long an answer may be after it was unpacked
 * @param listElements how many elements a list may have
 */
record Limits(Duration callTime, int answerBytes, int listElements) {
    static final Limits USUAL = new Limits(Duration.ofMinutes(5), 16 << 20, 100_000);

    Limits withCallTime(Duration newTime) {
        return new Limits(newTime, answerBytes, listElements);
    }

    Limits withAnswerBytes(int newBytes) {
        return new Limits(callTime, newBytes, listElements);
    }

    Limits withListElements(int newElements) {
        return new Limits(callTime, answerBytes, newElements);
    }
}
