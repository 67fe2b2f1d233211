package io.github.backup4j.huawei.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.backup4j.BackupException;
import io.github.backup4j.huawei.golden.Places;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Finds out what a reader makes of each field of an answer, by looking what changes when the field does: so it tells which
 * fields of an answer nobody reads.
 */
final class FieldUse {
    /** Words that some field of the services may hold and that mean something else than those of the documented answers. */
    private static final List<String> WORDS = List.of(
            "replication", "protecting", "shared", "DataImage", "SUCCESS", "FAIL", "0", "1", "2020-01-01T00:00:00Z");

    /** What stands for a reader that refuses the answer because of a field. */
    static final String REFUSED = "!";

    private final JsonNode answer;
    private final Function<JsonNode, Object> reader;
    private final Map<String, String> documented;
    private final Map<String, Set<String>> uses = new TreeMap<>();

    private FieldUse(JsonNode answer, Function<JsonNode, Object> reader) {
        this.answer = answer;
        this.reader = reader;
        documented = Components.of(reader.apply(answer.deepCopy()));
    }

    /**
     * Returns for each place in an answer the components of the result that it shows in, and {@link #REFUSED} where it has to
     * be readable; nothing where it is ignored. Elements of lists count as one; of an ignored object or list, what is in it
     * is left out.
     *
     * @param answer the answer
     * @param reader reads it
     */
    static Map<String, Set<String>> of(JsonNode answer, Function<JsonNode, Object> reader) {
        FieldUse use = new FieldUse(answer, reader);
        Places.of(answer).forEach(use::look);
        use.leaveOutWhatIsInsideOfIgnored();
        return use.uses;
    }

    private void look(String pointer, JsonNode value) {
        Set<String> use = uses.computeIfAbsent(Places.pattern(pointer), place -> new TreeSet<>());
        Stream<JsonNode> words =
                value.isContainerNode() ? Stream.empty() : WORDS.stream().map(TextNode::valueOf);
        for (JsonNode other :
                Stream.concat(Mutation.values(value).values().stream(), words).toList()) {
            JsonNode copy = answer.deepCopy();
            Places.set(copy, pointer, other);
            try {
                use.addAll(differences(Components.of(reader.apply(copy))));
            } catch (BackupException e) {
                use.add(REFUSED);
            }
        }
    }

    private Set<String> differences(Map<String, String> components) {
        Set<String> differences = new TreeSet<>();
        Map<String, String> all = new HashMap<>(documented);
        all.putAll(components);
        all.keySet().stream()
                .filter(name -> !Objects.equals(documented.get(name), components.get(name)))
                .map(name -> name.replaceAll("\\[\\d+]", "[*]").replaceAll("\\.?(size|type)$", ""))
                .filter(name -> !name.isEmpty())
                .forEach(differences::add);
        return differences;
    }

    private void leaveOutWhatIsInsideOfIgnored() {
        Map<String, Set<String>> all = new TreeMap<>(uses);
        uses.keySet().removeIf(place -> {
            String outer = place.substring(0, place.lastIndexOf('/'));
            return !outer.isEmpty() && isIgnored(all, outer);
        });
    }

    private static boolean isIgnored(Map<String, Set<String>> all, String place) {
        return all.entrySet().stream()
                .filter(entry -> entry.getKey().equals(place) || entry.getKey().startsWith(place + "/"))
                .allMatch(entry -> entry.getValue().isEmpty());
    }
}
