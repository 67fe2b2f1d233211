package io.github.backup4j.examples.durable;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The options of a main: {@code --name value}. */
public final class Options {
    private final Map<String, String> values = new HashMap<>();

    /**
     * Reads options.
     *
     * @param args the arguments of the main
     * @param known the names, without dashes
     * @throws IllegalArgumentException if one is unknown or has no value
     */
    public Options(String[] args, Set<String> known) {
        for (int i = 0; i < args.length; i += 2) {
            String name = args[i].startsWith("--") ? args[i].substring(2) : "";
            if (!known.contains(name) || i + 1 == args.length) {
                // What does not begin with dashes may be a value, and a value may be a secret.
                String what = name.isEmpty() ? "at place " + (i + 1) : "--" + name.replaceFirst("=.*", "=...");
                throw new IllegalArgumentException(
                        "option " + what + " is unknown or has no value; give some of " + new TreeSet<>(known));
            }
            values.put(name, args[i + 1]);
        }
    }

    /**
     * Returns the value of an option.
     *
     * @param name its name
     * @param otherwise its value if it is not given
     */
    public String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    /**
     * Returns the value of an option that has no default.
     *
     * @param name its name
     * @throws IllegalArgumentException if it is not given
     */
    public String required(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("option --" + name + " is missing");
        }
        return value;
    }

    /**
     * Returns the value of an option that has no default, as a number.
     *
     * @param name its name
     * @throws IllegalArgumentException if it is not given, or no number above zero
     */
    public int requiredNumber(String name) {
        String unused = required(name);
        return number(name, 1);
    }

    /**
     * Returns the value of an option as a number.
     *
     * @param name its name
     * @param otherwise its value if it is not given
     * @throws IllegalArgumentException if it is no number above zero
     */
    public int number(String name, int otherwise) {
        String value = values.get(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.matches("[1-9][0-9]{0,8}")) {
            throw new IllegalArgumentException("option --" + name + " is not a number from 1 to 999999999");
        }
        return Integer.parseInt(value);
    }
}
