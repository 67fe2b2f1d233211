package io.github.backup4j.huawei.internal.work;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The state that all calls and polls of one backup share: one object of each type. It lives as long as the backup. Safe
 * for use by many threads.
 */
public final class SharedState {
    private final Map<Class<?>, Object> byType = new ConcurrentHashMap<>();
    private final Map<String, ListReads<?, ?>> reads = new ConcurrentHashMap<>();

    /**
     * Returns the object of a type.
     *
     * @param create creates it, when it is first needed
     */
    public <T> T of(Class<T> type, Supplier<T> create) {
        return type.cast(byType.computeIfAbsent(type, unused -> create.get()));
    }

    /**
     * Returns the shared list reads of a kind of item.
     *
     * @param kind the kind of the items; one class alone uses it, and knows its types
     * @param create creates them, when they are first needed
     */
    @SuppressWarnings("unchecked") // items of one kind have the same types everywhere
    <K, S> ListReads<K, S> listReads(String kind, Supplier<ListReads<K, S>> create) {
        return (ListReads<K, S>) reads.computeIfAbsent(kind, unused -> create.get());
    }
}
