package io.github.backup4j.examples.cli;

import io.github.backup4j.Invalid;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** The fields of one mapping of a YAML file. What is not right is noted with its place, and null is returned for it. */
final class YamlFields {
    /** What JSON has for scalars, but null. */
    private static final Set<Tag> PLAIN = Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL);

    private final String path;
    private final Node node;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Node> keys = new LinkedHashMap<>();
    private final Consumer<BadFile.Problem> problems;

    private YamlFields(String path, Node node, Consumer<BadFile.Problem> problems) {
        this.path = path;
        this.node = node;
        this.problems = problems;
    }

    /**
     * Returns the fields of a mapping.
     *
     * @param path what the mapping is called in messages
     * @param node the mapping
     * @param known the fields that it may have; empty: any
     * @param problems is told what is not right
     */
    static YamlFields of(String path, Node node, Set<String> known, Consumer<BadFile.Problem> problems) {
        YamlFields fields = new YamlFields(path, node, problems);
        if (!(node instanceof MappingNode mapping)) {
            fields.refuse(node, path + " is " + kind(node) + ", not a mapping");
            return fields;
        }
        for (NodeTuple entry : mapping.getValue()) {
            fields.add(entry, known);
        }
        return fields;
    }

    private void add(NodeTuple entry, Set<String> known) {
        if (!(entry.getKeyNode() instanceof ScalarNode key)) {
            refuse(entry.getKeyNode(), path + " has " + kind(entry.getKeyNode()) + " for a key; write a word");
        } else if (!known.isEmpty() && !known.contains(key.getValue())) {
            refuse(
                    key,
                    path + " has no field \"" + Words.line(key.getValue()) + "\"; it has " + String.join(", ", known));
        } else if (values.putIfAbsent(key.getValue(), entry.getValueNode()) != null) {
            refuse(key, path + " has \"" + Words.line(key.getValue()) + "\" twice");
        } else {
            keys.put(key.getValue(), key);
        }
    }

    /** Returns the names of the fields, in the order of the file. */
    List<String> names() {
        return List.copyOf(values.keySet());
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** Notes that the mapping is empty; nothing if it is no mapping, or its fields were refused. */
    void refuseEmpty(String reason) {
        if (node instanceof MappingNode mapping && mapping.getValue().isEmpty()) {
            refuse(node, path + ": " + reason);
        }
    }

    /** Notes that a field which has to be there is not. */
    void require(String... names) {
        for (String name : names) {
            if (node instanceof MappingNode && !has(name)) {
                refuse(node, path + " has no \"" + name + "\"");
            }
        }
    }

    /** Returns the fields of a mapping in a field; null if there is no such field. */
    @Nullable
    YamlFields fields(String name, Set<String> known) {
        Node value = values.get(name);
        return value == null ? null : of(path + "." + name, value, known, problems);
    }

    /**
     * Returns what a function reads from the text of a field, and from its tag: whether it is a text, a number, true or false. Null
     * if there is no such field, or it cannot be read.
     */
    <T> @Nullable T read(String name, BiFunction<String, Tag, T> reader) {
        Node value = values.get(name);
        return value == null ? null : read(path + "." + name, value, reader);
    }

    /** Returns what a function reads likewise from each text of a list. */
    <T> List<T> readAll(String name, BiFunction<String, Tag, T> reader) {
        Node value = values.get(name);
        List<T> all = new ArrayList<>();
        if (value == null) {
            return all;
        }
        if (!(value instanceof SequenceNode list)) {
            refuse(value, path + "." + name + " is " + kind(value) + ", not a list");
            return all;
        }
        if (list.getValue().isEmpty()) {
            refuse(value, path + "." + name + " is empty; leave it out, or name something");
        }
        for (Node one : list.getValue()) {
            T read = read(path + "." + name, one, reader);
            if (read != null) {
                all.add(read);
            }
        }
        return all;
    }

    /** Runs something that refuses values, and notes why at the place of a field. */
    <T> @Nullable T checked(String name, Supplier<T> made) {
        try {
            return made.get();
        } catch (Invalid e) {
            refuse(keys.getOrDefault(name, node), message(e));
            return null;
        }
    }

    private <T> @Nullable T read(String what, Node value, BiFunction<String, Tag, T> reader) {
        if (!(value instanceof ScalarNode text) || value.getTag().equals(Tag.NULL)) {
            refuse(value, what + " is " + kind(value) + ", not a text");
            return null;
        }
        if (!PLAIN.contains(value.getTag())) {
            refuse(value, what + " has the tag " + Words.line(value.getTag().getValue()) + "; leave the tag out");
            return null;
        }
        try {
            return reader.apply(text.getValue(), value.getTag());
        } catch (Invalid e) {
            refuse(value, what + ": " + message(e));
            return null;
        }
    }

    private void refuse(Node place, String reason) {
        int line = place.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
        int column = place.getStartMark().map(mark -> mark.getColumn() + 1).orElse(1);
        problems.accept(new BadFile.Problem(line, column, reason));
    }

    private static String message(Invalid e) {
        return Words.line(e.getMessage());
    }

    private static String kind(Node node) {
        return switch (node.getNodeType()) {
            case MAPPING -> "a mapping";
            case SEQUENCE -> "a list";
            case SCALAR -> node.getTag().equals(Tag.NULL) ? "nothing" : "a text";
            case ANCHOR -> "an alias";
        };
    }
}
