package io.github.backup4j.huawei.internal.work;

import io.github.backup4j.NotFound;

/**
 * A kind of long-running work with a typed state, which is read from the token once for each poll.
 *
 * @param <T> the type of the result
 * @param <S> the type of the state
 */
public interface StepWork<T, S extends StepState> extends Work<T> {
    /** Returns what all work of the kind has in common. */
    WorkKind<T> about();

    /**
     * Reads the state of a token.
     *
     * @throws io.github.backup4j.Invalid if it lacks a field that its step needs
     */
    S read(Token token);

    /**
     * Polls a step, without waiting; if it has ended, begins the next.
     *
     * @param token the work
     * @param state the step that it is at
     * @throws NotFound if a resource that the step needs is not found; it may not be visible yet
     */
    Step<T> poll(Token token, S state);

    /**
     * Returns what follows if a resource that the step needs was not found for a while.
     *
     * @param token the work
     * @param state the step that it is at
     * @param missing the resource that was not found
     */
    default Step<T> gone(Token token, S state, NotFound missing) {
        return Work.super.gone(token, missing);
    }

    @Override
    default Step<T> poll(Token token) {
        return poll(token, read(token));
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
