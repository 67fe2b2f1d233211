package io.github.backup4j;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a second, different value for a condition of a filter, or for a part of a spec that is only used to create. The later
 * value would silently replace the earlier one.
 */
final class Once {
    private Once() {}

    /**
     * Refuses a value that differs from the earlier one.
     *
     * @param setting the name of the method that sets the value, for the message
     * @param earlier the earlier value; null: none
     * @param later the later value
     */
    static <T> void given(String setting, @Nullable T earlier, T later) {
        if (earlier != null && !earlier.equals(later)) {
            throw new Invalid(
                    setting + " is given twice: " + inQuotes(earlier) + ", then " + inQuotes(later) + "; give it once");
        }
    }

    /**
     * Refuses a text that differs from the earlier one.
     *
     * @param setting the name of the method that sets the value, for the message
     * @param earlier the earlier text; "": none
     * @param later the later text
     */
    static void text(String setting, String earlier, String later) {
        given(setting, Require.textOrNull(earlier), Require.nonNull(later, setting));
    }

    /**
     * Refuses tags that differ from the earlier ones.
     *
     * @param earlier the earlier tags; empty: none
     * @param later the later tags
     */
    static void tags(Map<String, String> earlier, Map<String, String> later) {
        given("withTags", earlier.isEmpty() ? null : earlier, Require.nonNull(later, "newTags"));
    }

    private static String inQuotes(Object value) {
        return value instanceof String ? "\"" + value + "\"" : value.toString();
    }
}
