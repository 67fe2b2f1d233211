package io.github.backup4j.huawei.internal.work;

import java.util.Map;
import java.util.Set;

/**
 * The step that long-running work is at, with the data of that step as typed fields. It is read from the token before a
 * poll, and written to the token when it has changed; no other class knows the names of the fields. Data that does not
 * change from step to step is kept in the token itself: the proof, and the kept failure.
 */
public interface StepState {
    /** Returns the token of the same work with this state. */
    Token on(Token token);

    /** Continues with this state. */
    default <T> Step<T> next(Token token) {
        return new Step.Next<>(on(token));
    }

    /**
     * Writes a state to a token.
     *
     * @param token the token with the previous state
     * @param step the step of the state; if it is another one, the failure counters are reset
     * @param names the fields that states of this kind of work may have
     * @param fields the fields of this state; "": none
     */
    static Token write(Token token, int step, Set<String> names, Map<String, String> fields) {
        Token written = token.step() == step ? token : token.at(step);
        for (String name : names) {
            written = written.with(name, fields.getOrDefault(name, ""));
        }
        return written;
    }
}
