package io.github.backup4j;

import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Refuses bad arguments, with the argument's name and value in the message. */
final class Require {
    private Require() {}

    static <T> T nonNull(@Nullable T value, String argument) {
        if (value == null) {
            throw new NullPointerException(argument + " == null");
        }
        return value;
    }

    /** Not blank, and without control characters: how long it may be, the cloud says. */
    static String name(String value, String argument) {
        nonNull(value, argument);
        if (value.isBlank()) {
            throw new Invalid(argument + " is empty: \"" + printable(value) + "\"; give at least one character");
        }
        return text(value, argument);
    }

    /** Without control characters: how long it may be, the cloud says. */
    static String text(String value, String argument) {
        nonNull(value, argument);
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new Invalid(argument + " holds a control character: \"" + printable(value) + "\"");
        }
        return value;
    }

    /** As {@link #name}, and no longer than this API itself takes. */
    static String name(String value, String argument, int longest) {
        int length = nonNull(value, argument).codePointCount(0, value.length());
        if (length > longest) {
            throw new Invalid(argument + " has " + length + " characters, more than " + longest + ": \""
                    + printable(value) + "...\"");
        }
        return name(value, argument);
    }

    /** A text, or null where there is none: an empty text is another way of saying nothing. */
    static @Nullable String textOrNull(@Nullable String value) {
        return value == null || value.isEmpty() ? null : value;
    }

    /** What a cloud would put into a path: letters, digits, and - _ . : only. */
    static String id(String value, String argument) {
        nonNull(value, argument);
        if (value.isEmpty() || value.length() > 128) {
            throw new Invalid(argument + " has " + value.length() + " characters; an id has 1 to 128");
        }
        if (!consistsOf(value, Require::isIdCharacter) || consistsOf(value, c -> c == '.')) {
            throw new Invalid(argument + " is not an id: \"" + printable(value)
                    + "\"; an id is made of letters, digits, '-', '_', '.' and ':'");
        }
        return value;
    }

    static int range(int value, String argument, int lowest, int highest) {
        if (value < lowest || value > highest) {
            throw new Invalid(argument + " is " + value + ", not between " + lowest + " and " + highest);
        }
        return value;
    }

    static long positive(long value, String argument) {
        if (value <= 0) {
            throw new Invalid(argument + " is " + value + ", not more than zero");
        }
        return value;
    }

    static long notNegative(long value, String argument) {
        if (value < 0) {
            throw new Invalid(argument + " is " + value + ", less than zero");
        }
        return value;
    }

    /** An unmodifiable copy without null. */
    static <T> List<T> all(Collection<? extends T> values, String argument) {
        nonNull(values, argument);
        values.forEach(value -> nonNull(value, argument + " element"));
        return List.copyOf(values);
    }

    /** An unmodifiable copy in which nothing occurs twice. */
    static <T> List<T> distinct(Collection<? extends T> values, String argument) {
        nonNull(values, argument);
        Set<T> seen = new HashSet<>();
        for (T value : values) {
            if (!seen.add(nonNull(value, argument + " element"))) {
                throw new Invalid(argument + " names " + value + " twice");
            }
        }
        return List.copyOf(values);
    }

    /** An unmodifiable copy that keeps the order of its keys: how many there may be, and how long, the cloud says. */
    static Map<String, String> tags(Map<String, String> tags, String argument) {
        nonNull(tags, argument);
        Map<String, String> copy = new LinkedHashMap<>();
        tags.forEach(
                (key, value) -> copy.put(name(key, argument + " key"), text(value, argument + " value of " + key)));
        return Collections.unmodifiableMap(copy);
    }

    /** An unmodifiable copy that keeps the order of its keys. */
    static Map<String, String> copyOf(Map<String, String> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

    /** An unmodifiable copy of the tags of a filter with one more, which may be there with that value alone. */
    static Map<String, String> plusTag(Map<String, String> tags, String key, String value) {
        Once.given("tagged " + nonNull(key, "key"), tags.get(key), nonNull(value, "value"));
        Map<String, String> more = new LinkedHashMap<>(tags);
        more.put(key, value);
        return Collections.unmodifiableMap(more);
    }

    // ---- conditions of filters

    /** Whether something has each of the wanted tags, with the wanted value. */
    static boolean hasTags(Map<String, String> tags, Map<String, String> wanted) {
        return tags.entrySet().containsAll(wanted.entrySet());
    }

    /** Whether a time is in a half-open interval; where it is not said, it is in none but that without ends. */
    static boolean isWithin(@Nullable Instant time, @Nullable Instant from, @Nullable Instant before) {
        if (time == null) {
            return from == null && before == null;
        }
        return (from == null || !time.isBefore(from)) && (before == null || time.isBefore(before));
    }

    /** A loop, not a stream: each restore point that is read has several ids. */
    private static boolean consistsOf(String value, IntPredicate character) {
        for (int i = 0; i < value.length(); i++) {
            if (!character.test(value.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isIdCharacter(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '_'
                || c == '.'
                || c == ':';
    }

    /** The value with its control characters as escapes, cut at 80, so that it fits a log line. */
    static String printable(String value) {
        StringBuilder out = new StringBuilder();
        value.codePoints().limit(80).forEach(c -> {
            if (Character.isISOControl(c)) {
                out.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }
}
