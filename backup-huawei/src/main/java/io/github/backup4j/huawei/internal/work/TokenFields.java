package io.github.backup4j.huawei.internal.work;

import io.github.backup4j.Invalid;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The fields that tokens of one kind of work may have, and what their values look like. Anything else was not written by this
 * version.
 */
public final class TokenFields {
    public static final Pattern ID = Pattern.compile("(?!\\.+$)[A-Za-z0-9._:-]{1,128}");
    public static final Pattern MARK = Pattern.compile("[a-z0-9-]{1,40}");
    public static final Pattern PROOF = Pattern.compile("[a-z2-7]{26}");
    public static final Pattern FLAG = Pattern.compile("true|false|1");
    public static final Pattern PACKED = Pattern.compile("[A-Za-z0-9_-]{1,800}");
    public static final Pattern TEXT = Pattern.compile("(?s).{1,512}");

    private static final Pattern COUNT = Pattern.compile("\\d{1,3}");

    /** What work of any kind may have: a failure that was kept, and how often a call was made in vain. */
    private static final Map<String, Pattern> ALL =
            Map.of("fail", TEXT, "code", TEXT, StepAttempts.REFUSALS, COUNT, StepAttempts.LOST_REPLIES, COUNT);

    private final Map<String, Pattern> shapes;

    private TokenFields(Map<String, Pattern> shapes) {
        this.shapes = Map.copyOf(shapes);
    }

    /** No fields but those of work of any kind. */
    public static TokenFields none() {
        return new TokenFields(Map.of());
    }

    /**
     * The same fields and some more.
     *
     * @param shape what their values look like
     * @param names their names
     */
    public TokenFields with(Pattern shape, String... names) {
        Map<String, Pattern> more = new LinkedHashMap<>(shapes);
        for (String name : names) {
            more.put(name, shape);
        }
        return new TokenFields(more);
    }

    /** The names of the fields, without those of work of any kind. */
    public Set<String> names() {
        return shapes.keySet();
    }

    /**
     * Checks all that a token holds.
     *
     * @throws Invalid if it has another field, or a field has no such value
     */
    public void check(Token token) {
        token.data().forEach((name, value) -> {
            Pattern shape = shapes.getOrDefault(name, ALL.get(name));
            if (shape == null) {
                throw new Invalid("token of " + token.kind() + " has \"" + shown(name)
                        + "\", which this version does not know; it is damaged");
            }
            if (!shape.matcher(value).matches()) {
                throw new Invalid("token of " + token.kind() + " has \"" + name + "\" = \"" + shown(value)
                        + "\", which cannot be; it is damaged");
            }
        });
    }

    private static String shown(String text) {
        String printable = text.replaceAll("\\p{Cntrl}", "?");
        return printable.length() <= 80 ? printable : printable.substring(0, 80) + "...";
    }
}
