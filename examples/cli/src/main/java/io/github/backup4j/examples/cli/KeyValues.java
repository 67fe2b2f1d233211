package io.github.backup4j.examples.cli;

import io.github.backup4j.Invalid;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The values of an option that may be repeated, each {@code KEY=VALUE}. */
final class KeyValues {
    private KeyValues() {}

    /**
     * Returns the values by their keys, in the order in which they were given.
     *
     * @param option the name of the option, for the message
     * @param form what one value looks like, for the message
     * @param texts the values
     * @throws Invalid if one has another form, or a key has two different values: the later one would silently replace the earlier
     */
    static Map<String, String> of(String option, String form, List<String> texts) {
        Map<String, String> all = new LinkedHashMap<>();
        for (String text : texts) {
            int end = text.indexOf('=');
            if (end < 1) {
                throw new Invalid(option + " is \"" + Words.line(text) + "\"; write " + form);
            }
            String key = text.substring(0, end);
            String value = text.substring(end + 1);
            String earlier = all.putIfAbsent(key, value);
            if (earlier != null && !earlier.equals(value)) {
                throw new Invalid(option + " " + Words.line(key) + " is given twice: \"" + Words.line(earlier)
                        + "\", then \"" + Words.line(value) + "\"; give it once");
            }
        }
        return all;
    }
}
