package io.github.backup4j.huawei.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;

/** What the documents know of the fields of answers. */
public final class Documents {
    private Documents() {}

    /**
     * Returns the fields of an answer that no answer in the documents has.
     *
     * @param operation what was asked for, such as {@code cbr/showVault}
     * @param answer what came
     */
    public static Set<String> undocumented(String operation, JsonNode answer) {
        Golden golden = Golden.of(operation);
        Set<String> known = new TreeSet<>();
        golden.answers().forEach(name -> collect("", golden.answer(name).path("body"), known));
        Set<String> fields = new TreeSet<>();
        collect("", answer, fields);
        fields.removeAll(known);
        return fields;
    }

    private static void collect(String at, JsonNode node, Set<String> fields) {
        node.properties().forEach(field -> {
            fields.add(at + "/" + field.getKey());
            collect(at + "/" + field.getKey(), field.getValue(), fields);
        });
        if (node.isArray()) {
            node.forEach(element -> collect(at, element, fields));
        }
    }
}
