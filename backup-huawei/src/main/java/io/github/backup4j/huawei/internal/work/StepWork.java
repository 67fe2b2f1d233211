package io.github.backup4j.huawei.internal.work;

import io.github.backup4j.NotFound;

/**
 * A kind of long work with a typed state, which is read from the token once for each look.
 *
 * @param <T> what it results in
 * @param <S> the state
 */
public interface StepWork<T, S extends StepState> extends Work<T> {
    /** What is the same for all work of the kind. */
    WorkKind<T> about();

    /**
     * Reads what a token says.
     *
     * @throws io.github.backup4j.Invalid if it lacks something that its step needs
     */
    S read(Token token);

    /**
     * Looks at a step, without waiting; if it has ended, begins the next.
     *
     * @param token the work
     * @param state the step that it is at
     * @throws NotFound if something is not there that the step cannot do without; it may not be seen yet
     */
    Step<T> look(Token token, S state);

    /**
     * Says what follows if something that the step cannot do without was not there for a while.
     *
     * @param token the work
     * @param state the step that it is at
     * @param missing what is not there
     */
    default Step<T> gone(Token token, S state, NotFound missing) {
        return Work.super.gone(token, missing);
    }

    @Override
    default Step<T> look(Token token) {
        return look(token, read(token));
    }

    @Override
    default Step<T> gone(Token token, NotFound missing) {
        return gone(token, read(token), missing);
    }

    @Override
    default String kind() {
        return about().name();
    }

    @Override
    default String words() {
        return about().words();
    }

    @Override
    default Class<T> resultType() {
        return about().resultType();
    }

    @Override
    default int steps() {
        return about().steps();
    }

    @Override
    default TokenFields fields() {
        return about().fields();
    }
}
