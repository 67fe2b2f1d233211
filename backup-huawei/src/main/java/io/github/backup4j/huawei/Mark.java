package io.github.backup4j.huawei;

import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The mark that a request key leaves on what is made with it: 20 letters and digits, of which the first 12 stand for the kind
 * of call and its key, the next 4 for its parameters, and the last 4 for the one call that sent it.
 *
 * @param text the letters and digits
 */
record Mark(String text) {
    /** The name of a tag, or of an entry of metadata, that holds a mark. */
    static final String NAME = "backup4j-request";

    private static final int KEY = 12;
    private static final int PARAMETERS = 4;
    private static final int CALL = 4;
    private static final int LENGTH = KEY + PARAMETERS + CALL;
    private static final String DIGITS = "abcdefghijklmnopqrstuvwxyz234567";
    private static final Pattern SHAPE = Pattern.compile("[a-z2-7]{" + LENGTH + "}");
    private static final Pattern IN_TEXT = Pattern.compile("(.*?) ?\\[backup4j (" + SHAPE + ")]", Pattern.DOTALL);
    private static final Pattern IN_NAME = Pattern.compile("(.*)_b4j_(" + SHAPE + ")", Pattern.DOTALL);

    /** The mark of a new call. */
    static Mark of(String kind, String key, Collection<?> parameters) {
        return new Mark(digits(kind + '\n' + key, KEY)
                + digits(canonical(parameters), PARAMETERS)
                + digits(UUID.randomUUID().toString(), CALL));
    }

    boolean sameKey(Mark other) {
        return text.startsWith(other.text.substring(0, KEY));
    }

    boolean sameParameters(Mark other) {
        return text.startsWith(other.text.substring(0, KEY + PARAMETERS));
    }

    /** A key by which a service that has keys of its own knows the call again. */
    String token() {
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    }

    // ---- in tags and metadata

    static @Nullable Mark in(Map<String, String> named) {
        return parse(named.get(NAME));
    }

    static @Nullable Mark parse(@Nullable String text) {
        return text != null && SHAPE.matcher(text).matches() ? new Mark(text) : null;
    }

    // ---- behind a description

    /** How much longer a description becomes with a mark. */
    static final int IN_DESCRIPTION = " [backup4j ]".length() + LENGTH;

    String behind(String description) {
        return description + (description.isEmpty() ? "" : " ") + "[backup4j " + text + "]";
    }

    static @Nullable Mark inDescription(String description) {
        Matcher matcher = IN_TEXT.matcher(description);
        return matcher.matches() ? new Mark(matcher.group(2)) : null;
    }

    /** A description as it was meant. */
    static String withoutMark(String description) {
        Matcher matcher = IN_TEXT.matcher(description);
        return matcher.matches() ? matcher.group(1) : description;
    }

    // ---- behind a name

    /** How much longer a name becomes with a mark. */
    static final int IN_NAME_LENGTH = "_b4j_".length() + LENGTH;

    String behindName(String name) {
        return name + "_b4j_" + text;
    }

    static @Nullable Mark inName(String name) {
        Matcher matcher = IN_NAME.matcher(name);
        return matcher.matches() ? new Mark(matcher.group(2)) : null;
    }

    /** A name as it was meant. */
    static String nameWithoutMark(String name) {
        Matcher matcher = IN_NAME.matcher(name);
        return matcher.matches() ? matcher.group(1) : name;
    }

    // ---- how it is made

    private static String digits(String text, int count) {
        byte[] hash = sha256(text);
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < count; i++) {
            out.append(DIGITS.charAt(hash[i] & 31));
        }
        return out.toString();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /**
     * Parameters as text: the same for equal ones. What is at its default is left out, so that parameters mean the same to a
     * later version that has more of them.
     */
    private static String canonical(@Nullable Object value) {
        if (value instanceof Record parts && parts.getClass().getName().startsWith("io.github.backup4j.")) {
            return canonical(parts);
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, String> sorted = new TreeMap<>();
            map.forEach((key, element) -> sorted.put(canonical(key), canonical(element)));
            return sorted.toString();
        }
        if (value instanceof Set<?> set) {
            Set<String> sorted = new TreeSet<>();
            set.forEach(element -> sorted.add(canonical(element)));
            return sorted.toString();
        }
        if (value instanceof Collection<?> list) {
            return list.stream().map(Mark::canonical).toList().toString();
        }
        return String.valueOf(value);
    }

    private static String canonical(Record value) {
        StringBuilder out = new StringBuilder(value.getClass().getSimpleName()).append('{');
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            Object part = part(value, component);
            String text = canonical(part);
            boolean usual = part == null || Set.of("", "[]", "{}", "false").contains(text);
            if (!usual) {
                out.append(component.getName()).append('=').append(text).append(';');
            }
        }
        return out.append('}').toString();
    }

    private static @Nullable Object part(Record value, RecordComponent component) {
        try {
            return component.getAccessor().invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(component + " of " + value + " cannot be read", e);
        }
    }
}
