package io.github.backup4j.huawei.internal.work;

import io.github.backup4j.NotFound;

/**
 * A kind of long work: how to look at the step that a token says.
 *
 * @param <T> what it results in
 */
public interface Work<T> {
    /** The name of the kind, as it stands in tokens; never changed. */
    String kind();

    /** The fields that its tokens may have beside those of all work. */
    TokenFields fields();

    /** What it results in. */
    Class<T> resultType();

    /** What the work of a token results in, which may be narrower. */
    default Class<? extends T> resultType(Token token) {
        return resultType();
    }

    /** What it does, in words that progress begins with. */
    String words();

    /** Whether the step numbers of a token show the progress; false if some operations of this kind skip steps. */
    default boolean countsSteps(Token token) {
        return steps() > 1;
    }

    /** How many steps it has; a token that says another is of a newer version, or damaged. */
    default int steps() {
        return 1;
    }

    /** Registers work that will be polled, before its first poll, so that operations of a kind share one list. */
    default void expect(Token token) {}

    /**
     * Looks at the step that a token says, without waiting; if it has ended, begins the next.
     *
     * @param token the work, and the step that it is at
     * @throws NotFound if something is not there that the step cannot do without; it may not be seen yet
     */
    Step<T> look(Token token);

    /**
     * Says what follows if something that the step cannot do without was not there for a while.
     *
     * @param token the work, and the step that it is at
     * @param missing what is not there
     */
    default Step<T> gone(Token token, NotFound missing) {
        return Job.failed(Job.keepFailure(token, "what the work needs is gone", missing));
    }
}
