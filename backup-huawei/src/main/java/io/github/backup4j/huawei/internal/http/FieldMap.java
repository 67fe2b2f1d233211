package io.github.backup4j.huawei.internal.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object, in their order. Few of them stand in an array, which takes a third of the memory of a hash
 * table; many stand in a hash table all the same, so that no response makes the search slow. Fields can be added and changed,
 * not removed.
 */
final class FieldMap extends AbstractMap<String, JsonNode> {
    /** How many fields are searched one after the other. */
    static final int FEW = 48;

    /** Room for as many fields as most objects have. */
    private static final int FIRST = 10;

    /** Names and values by turns. */
    private @Nullable Object[] fields = new Object[0];

    private int size;

    /** The fields once they are many; null: they are few. */
    private @Nullable Map<String, JsonNode> many;

    @Override
    public @Nullable JsonNode get(@Nullable Object name) {
        if (many != null) {
            return many.get(name);
        }
        int at = indexOf(name);
        return at < 0 ? null : (JsonNode) fields[at + 1];
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return many == null ? indexOf(name) >= 0 : many.containsKey(name);
    }

    @Override
    public @Nullable JsonNode put(String name, JsonNode value) {
        if (many != null) {
            return many.put(name, value);
        }
        int at = indexOf(name);
        if (at >= 0) {
            JsonNode before = (JsonNode) fields[at + 1];
            fields[at + 1] = value;
            return before;
        }
        if (size == FEW) {
            Map<String, JsonNode> all = new LinkedHashMap<>(this);
            all.put(name, value);
            many = all;
            fields = new Object[0];
            return null;
        }
        if (2 * size == fields.length) {
            fields = Arrays.copyOf(fields, size == 0 ? 2 * FIRST : 4 * size);
        }
        fields[2 * size] = name;
        fields[2 * size + 1] = value;
        size++;
        return null;
    }

    private int indexOf(@Nullable Object name) {
        for (int at = 0; at < 2 * size; at += 2) {
            if (name != null && name.equals(fields[at])) {
                return at;
            }
        }
        return -1;
    }

    @Override
    public int size() {
        return many == null ? size : many.size();
    }

    @Override
    public Set<Entry<String, JsonNode>> entrySet() {
        return many == null ? new Few() : many.entrySet();
    }

    private final class Few extends AbstractSet<Entry<String, JsonNode>> {
        @Override
        public int size() {
            return size;
        }

        @Override
        public Iterator<Entry<String, JsonNode>> iterator() {
            return new Iterator<>() {
                private int at;

                @Override
                public boolean hasNext() {
                    return at < 2 * size;
                }

                @Override
                public Entry<String, JsonNode> next() {
                    if (!hasNext()) {
                        throw new NoSuchElementException();
                    }
                    Entry<String, JsonNode> next =
                            new SimpleImmutableEntry<>((String) fields[at], (JsonNode) fields[at + 1]);
                    at += 2;
                    return next;
                }
            };
        }
    }
}
