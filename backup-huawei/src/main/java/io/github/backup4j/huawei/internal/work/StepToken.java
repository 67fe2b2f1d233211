package io.github.backup4j.huawei.internal.work;

import java.util.Map;

/**
 * The token of work whose state is typed: the state is read from it before a look, and written to it when it has changed. What does
 * not change from step to step stays in the token: whose work it is, and the failure that was kept.
 */
public final class StepToken {
    private StepToken() {}

    /**
     * Returns the token of the same work at another state.
     *
     * @param token the token of the state before
     * @param step the step that the state is of; the failure counters start again if it is another one
     * @param state all fields that states of this kind have, by name; "": this state has no such field
     */
    public static Token write(Token token, int step, Map<String, String> state) {
        Token written = token.step() == step ? token : token.at(step);
        for (Map.Entry<String, String> field : state.entrySet()) {
            written = written.with(field.getKey(), field.getValue());
        }
        return written;
    }
}
