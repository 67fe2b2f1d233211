package io.github.backup4j.huawei.internal.work;

import io.github.backup4j.NotFound;

/**
 * A kind of long-running work: how to poll the step that a token is at.
 *
 * @param <T> the type of the result
 */
public interface Work<T> {
    /** Returns the name of the kind in tokens, which never changes. */
    String kind();

    /** Returns the fields that its tokens may have besides those of all work. */
    TokenFields fields();

    /** Returns the type of the result. */
    Class<T> resultType();

    /** Returns the type of the result for a token, which may be narrower. */
    default Class<? extends T> resultType(Token token) {
        return resultType();
    }

    /** Returns what it does, in words that begin the progress message. */
    String words();

    /** Returns whether the step number is shown as progress; false if some operations of this kind skip steps. */
    default boolean countsSteps(Token token) {
        return steps() > 1;
    }

    /** Returns the number of steps; a token at a later step was written by a newer version, or is damaged. */
    default int steps() {
        return 1;
    }

    /**
     * Returns whether it overwrites or deletes what existed before it, so that only the work knows what a failure means for the data.
     * If not, every failure leaves the data unchanged.
     */
    default boolean destroys() {
        return false;
    }

    /** Registers work that will be polled, before its first poll, so that operations of a kind share one list. */
    default void expect(Token token) {}

    /**
     * Polls the step that a token is at, without waiting; if it has ended, begins the next.
     *
     * @param token the work, and the step that it is at
     * @throws NotFound if a resource that the step needs is not found; it may not be visible yet
     */
    Step<T> poll(Token token);

    /**
     * Returns what follows if a resource that the step needs was not found for a while.
     *
     * @param token the work, and the step that it is at
     * @param missing the resource that was not found
     */
    default Step<T> gone(Token token, NotFound missing) {
        return KeptFailure.end(KeptFailure.keep(token, "a resource that it needs is gone", missing));
    }
}
