package io.github.backup4j.huawei.internal.work;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.huawei.internal.http.Pages;
import io.github.backup4j.huawei.internal.work.ListReads.Asked;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One look at the lists that show all awaited items of a kind. A poll begins it and reads as far as its time limit or a failure lets
 * it; then the next poll goes on where it stopped, so that lists may take longer than a poll. It holds what the lists have shown of the
 * awaited items, and where each list has got to.
 *
 * <p>For use by one thread at a time.
 *
 * @param <K> what is known of an item before the list shows it
 * @param <S> what the list shows of an item
 */
public final class Look<K, S> {
    private final Map<String, Asked<K, S>> things;
    private final Map<String, S> seen = new HashMap<>();
    private final Map<String, S> news = new HashMap<>();
    private final Set<String> missed = new HashSet<>();
    private final Map<String, Pages.Place<JsonNode>> places = new HashMap<>();
    private final Map<Class<?>, Object> parts = new HashMap<>();
    private int advances;

    /** Its number among items and looks. */
    final long number;

    /** When it began, as {@link io.github.backup4j.TimeSource#elapsed()} counts. */
    final Duration begun;

    /**
     * Begins a look, without a request.
     *
     * @param things the items, by id
     */
    Look(Map<String, Asked<K, S>> things, long number, Duration begun) {
        this.things = Collections.unmodifiableMap(things);
        this.number = number;
        this.begun = begun;
    }

    /** Returns the items that are awaited, by id. */
    public Map<String, Asked<K, S>> things() {
        return things;
    }

    /** Notes what a list shows of an item. What is no awaited item is left out. */
    public void saw(String id, S sight) {
        if (things.containsKey(id)) {
            seen.put(id, sight);
            news.put(id, sight);
        }
    }

    /**
     * Notes that the lists which show an item while it goes on do not show it any more: once, it is read by itself at the next poll. A
     * list that shows it after that overrules this.
     */
    public void missed(String id) {
        if (things.containsKey(id)) {
            missed.add(id);
        }
    }

    /** Returns whether the lists do not show an item any more. */
    boolean hasMissed(String id) {
        return missed.contains(id) && !seen.containsKey(id);
    }

    /** Returns what the lists have shown so far, by id. */
    public Map<String, S> seen() {
        return Collections.unmodifiableMap(seen);
    }

    /** Returns what the lists have shown since this was last called, by id. */
    Map<String, S> news() {
        Map<String, S> all = Map.copyOf(news);
        news.clear();
        return all;
    }

    /** Returns where a list of this look has got to. */
    public Pages.Place<JsonNode> place(String list) {
        return places.computeIfAbsent(list, unused -> new Pages.Place<>());
    }

    /**
     * Returns what a reader keeps until the look has ended.
     *
     * @param begin creates it, when it is first needed
     */
    public <T> T part(Class<T> type, Supplier<T> begin) {
        return type.cast(parts.computeIfAbsent(type, unused -> begin.get()));
    }

    /** Notes that a part of it was read that no {@link #place} counts. */
    public void advanced() {
        advances++;
    }

    /** Returns how far it has got: grows with each element that is new, so that a list which repeats its pages does not count. */
    int progress() {
        return places.values().stream().mapToInt(Pages.Place::elements).sum() + advances;
    }
}
