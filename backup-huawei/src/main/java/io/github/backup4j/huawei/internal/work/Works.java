package io.github.backup4j.huawei.internal.work;

import io.github.backup4j.Invalid;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** All kinds of long-running work, by their names in tokens. */
public final class Works {
    private final Map<String, Work<?>> byKind = new LinkedHashMap<>();

    private Works() {}

    public static Works of(Work<?>... works) {
        Works all = new Works();
        for (Work<?> work : works) {
            if (all.byKind.put(work.kind(), work) != null) {
                throw new IllegalArgumentException("two kinds of work are called " + work.kind());
            }
        }
        return all;
    }

    /**
     * Returns the kind of work that a token belongs to.
     *
     * @throws Invalid if this version does not know the kind, or the step that the token is at
     */
    public Work<?> find(Token token) {
        Work<?> work = byKind.get(token.kind());
        if (work == null) {
            throw new Invalid("token has the kind of work \"" + token.kind() + "\", which this version does not know");
        }
        if (token.step() < 0 || token.step() >= work.steps()) {
            throw new Invalid(
                    "token of " + token.kind() + " is at step " + token.step() + ", which this version does not know");
        }
        work.fields().check(token);
        return work;
    }

    /** Returns all kinds of work, by name. */
    public Map<String, Work<?>> byKind() {
        return Collections.unmodifiableMap(byKind);
    }

    /** Returns the work of the same kind as another, wired in this context. */
    @SuppressWarnings("unchecked") // each kind of work has one result
    <T> Work<T> same(Work<T> other) {
        Work<?> work = byKind.get(other.kind());
        if (work == null) {
            throw new IllegalStateException("no work of kind " + other.kind() + " is wired");
        }
        return (Work<T>) work;
    }
}
