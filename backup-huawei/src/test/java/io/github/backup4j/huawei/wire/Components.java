package io.github.backup4j.huawei.wire;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A result taken apart, so that two of them can be compared component by component. */
final class Components {
    private final Map<String, String> values = new TreeMap<>();

    private Components() {}

    /** The values of all components, by their names, such as {@code members[0].status}. */
    static Map<String, String> of(Object result) {
        Components components = new Components();
        components.add("", result);
        return components.values;
    }

    private void add(String name, @Nullable Object value) {
        if (value instanceof List<?> list) {
            values.put(name + ".size", String.valueOf(list.size()));
            for (int i = 0; i < list.size(); i++) {
                add(name + "[" + i + "]", list.get(i));
            }
        } else if (value instanceof Record whole && whole.getClass().getRecordComponents().length > 1) {
            values.put(name + ".type", whole.getClass().getSimpleName());
            for (RecordComponent component : whole.getClass().getRecordComponents()) {
                add(name.isEmpty() ? component.getName() : name + "." + component.getName(), get(whole, component));
            }
        } else {
            values.put(name, String.valueOf(value));
        }
    }

    private static @Nullable Object get(Record whole, RecordComponent component) {
        try {
            return component.getAccessor().invoke(whole);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
