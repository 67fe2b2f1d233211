package io.github.backup4j;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a second, different value for what is given once: a condition of a filter, or a part of a spec that only creates. The
 * later one would silently take the place of the earlier.
 */
final class Once {
    private Once() {}

    /**
     * Refuses a value other than the one that was given before.
     *
     * @param setting the name of the method that gives it, for the message
     * @param earlier what was given before; null: nothing
     * @param later what is given now
     */
    static <T> void given(String setting, @Nullable T earlier, T later) {
        if (earlier != null && !earlier.equals(later)) {
            throw new Invalid(setting + " is given twice: " + inQuotes(earlier) + ", then " + inQuotes(later)
                    + "; give it once, or begin anew");
        }
    }

    /**
     * Refuses a text other than the one that was given before.
     *
     * @param setting the name of the method that gives it, for the message
     * @param earlier what was given before; "": nothing
     * @param later what is given now
     */
    static void text(String setting, String earlier, String later) {
        given(setting, Require.textOrNull(earlier), Require.nonNull(later, setting));
    }

    /**
     * Refuses tags other than those that were given before.
     *
     * @param earlier what was given before; empty: nothing
     * @param later what is given now
     */
    static void tags(Map<String, String> earlier, Map<String, String> later) {
        given("withTags", earlier.isEmpty() ? null : earlier, Require.nonNull(later, "newTags"));
    }

    private static String inQuotes(Object value) {
        return value instanceof String ? "\"" + value + "\"" : value.toString();
    }
}
