package io.github.backup4j.huawei.internal.work;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What everything that is built for one backup has in common, whichever call or poll it is built for: one of each type. It lives as
 * long as the backup. Safe for use by many threads.
 */
public final class SharedState {
    private final Map<Class<?>, Object> byType = new ConcurrentHashMap<>();
    private final Map<String, Looks<?, ?>> looks = new ConcurrentHashMap<>();

    /**
     * Returns the one of a type.
     *
     * @param create makes it, the first time that it is asked for
     */
    public <T> T of(Class<T> type, Supplier<T> create) {
        return type.cast(byType.computeIfAbsent(type, unused -> create.get()));
    }

    /**
     * Returns the looks at things of a kind.
     *
     * @param kind what the things are, of which one class knows the types
     * @param create makes them, the first time that they are asked for
     */
    @SuppressWarnings("unchecked") // things of one kind have the same types everywhere
    <B, S> Looks<B, S> looks(String kind, Supplier<Looks<B, S>> create) {
        return (Looks<B, S>) looks.computeIfAbsent(kind, unused -> create.get());
    }
}
