package io.github.backup4j.huawei.internal.work;

import java.util.Map;
import java.util.Set;

/**
 * The step that long work is at, with what that step needs, in types. It is read from a token before a look, and written to one when
 * it has changed; nothing else knows the names of the fields. What does not change from step to step stays in the token beside it:
 * whose work it is, and the failure that was kept.
 */
public interface StepState {
    /** The token of the same work with this state. */
    Token on(Token token);

    /** Goes on with this state. */
    default <T> Step<T> next(Token token) {
        return new Step.Next<>(on(token));
    }

    /**
     * Writes a state to a token.
     *
     * @param token the token of the state before
     * @param step the step that the state is of; the failure counters start again if it is another one
     * @param names the fields that states of this kind of work may have
     * @param fields those that this state has; "" is none
     */
    static Token write(Token token, int step, Set<String> names, Map<String, String> fields) {
        Token written = token.step() == step ? token : token.at(step);
        for (String name : names) {
            written = written.with(name, fields.getOrDefault(name, ""));
        }
        return written;
    }
}
