package io.github.backup4j.huawei.internal.work;

import io.github.backup4j.Invalid;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The fields that tokens of one kind of work may have, and the patterns of their values. A token with anything else was
 * not written by this version.
 */
public final class TokenFields {
    public static final Pattern ID = Pattern.compile("(?!\\.+$)[A-Za-z0-9._:-]{1,128}");
    public static final Pattern MARK = Pattern.compile("[a-z0-9-]{1,40}");
    public static final Pattern PROOF = Pattern.compile("[a-z2-7]{26}");
    public static final Pattern FLAG = Pattern.compile("true|false|1");
    public static final Pattern PACKED = Pattern.compile("[A-Za-z0-9_-]{1,800}");
    public static final Pattern INSTANT = Pattern.compile("[0-9a-z]{1,7}");
    public static final Pattern TEXT = Pattern.compile("(?s).{1,512}");

    /** How many characters of a name or value a message shows. */
    private static final int LONGEST_SHOWN = 80;

    private static final Pattern COUNT = Pattern.compile("\\d{1,3}");
    private static final Pattern MINUTES = Pattern.compile("\\d{1,5}");

    /** The fields of all work: a kept failure, the counters of failed attempts, and what was not found, or waited for, lately. */
    private static final Map<String, Pattern> ALL = Map.ofEntries(
            Map.entry("fail", TEXT),
            Map.entry("code", TEXT),
            Map.entry(StepAttempts.REFUSALS, COUNT),
            Map.entry(StepAttempts.LOST_REPLIES, COUNT),
            Map.entry(Misses.COUNT, COUNT),
            Map.entry(Misses.SINCE, INSTANT),
            Map.entry(Misses.LAST, INSTANT),
            Map.entry(Misses.PAUSED, MINUTES),
            Map.entry(Waits.SINCE, INSTANT),
            Map.entry(Waits.LAST, INSTANT),
            Map.entry(Waits.OVER, INSTANT),
            Map.entry(Waits.PAUSED, MINUTES),
            Map.entry(Waits.LONGEST, MINUTES));

    private final Map<String, Pattern> shapes;

    private TokenFields(Map<String, Pattern> shapes) {
        this.shapes = Map.copyOf(shapes);
    }

    /** Returns only the fields of all work. */
    public static TokenFields none() {
        return new TokenFields(Map.of());
    }

    /**
     * Returns the same fields and some more.
     *
     * @param shape the pattern of their values
     * @param names their names
     */
    public TokenFields with(Pattern shape, String... names) {
        Map<String, Pattern> more = new LinkedHashMap<>(shapes);
        for (String name : names) {
            more.put(name, shape);
        }
        return new TokenFields(more);
    }

    /** Returns the names of the fields, without those of all work. */
    public Set<String> names() {
        return shapes.keySet();
    }

    /**
     * Checks all fields of a token.
     *
     * @throws Invalid if it has another field, or if a value does not match its pattern
     */
    public void check(Token token) {
        token.data().forEach((name, value) -> {
            Pattern shape = shapes.getOrDefault(name, ALL.get(name));
            if (shape == null) {
                throw new Invalid("token of " + token.kind() + " has \"" + shown(name)
                        + "\", which this version does not know; the token is damaged, or of a newer version");
            }
            if (!shape.matcher(value).matches()) {
                throw new Invalid("token of " + token.kind() + " has \"" + name + "\" = \"" + shown(value)
                        + "\", which is malformed; the token is damaged");
            }
        });
    }

    private static String shown(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST_SHOWN
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST_SHOWN)) + "...";
    }
}
