package io.github.backup4j.huawei.internal.work;

import io.github.backup4j.RequestKey;
import io.github.backup4j.huawei.internal.http.ServiceClock;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
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
 * The mark of a request key on the resources that were created with it: 20 letters and digits. The first 9 are derived
 * from the kind of call and its key, the next 4 from its parameters, the next 3 are random for each call, and the last
 * 4 are the time of the call.
 *
 * <p>The time distinguishes a mark from a copy of it. If a resource was created at another time than its mark says,
 * somebody has copied the tags of a marked resource. If the service does not report creation times, four letters
 * derived from the resource's id replace the time as soon as the id is known.
 *
 * @param text the letters and digits
 */
public record RequestMark(String text) {
    /** The name of the tag or metadata entry that holds a mark. */
    public static final String NAME = "backup4j-request";

    private static final int KEY = 9;
    private static final int PARAMETERS = 4;
    private static final int CALL = 3;
    private static final int TIME = 4;
    private static final int LENGTH = KEY + PARAMETERS + CALL + TIME;

    /** The precision of the time in a mark. Four digits of it repeat after two years. */
    private static final Duration UNIT = Duration.ofMinutes(1);

    private static final int TIMES = 1 << (5 * TIME);

    /**
     * How many units the resource may be created before the time of the call: if the call is the first of its process, that
     * is the time by our clock. Nobody can have copied the mark before it was made.
     */
    private static final int EARLIEST = (int) -ServiceClock.MOST_OFF.dividedBy(UNIT);

    /** How many units after the call its resource may be created: some long-running work creates it at its end. */
    private static final int LATEST = 7 * 24 * 60;

    private static final String DIGITS = "abcdefghijklmnopqrstuvwxyz234567";
    private static final Pattern SHAPE = Pattern.compile("[a-z2-7]{" + LENGTH + "}");
    private static final Pattern IN_TEXT = Pattern.compile("(.*?) ?\\[backup4j (" + SHAPE + ")]", Pattern.DOTALL);
    private static final String NAMED = "_b4j_";
    private static final String PENDING = "_b4p_";
    private static final Pattern IN_NAME = Pattern.compile("(.*)_b4([jp])_(" + SHAPE + ")", Pattern.DOTALL);

    /**
     * Returns the mark of a new call.
     *
     * @param now the time of the call
     */
    public static RequestMark of(String kind, String key, Collection<?> parameters, Instant now) {
        return new RequestMark(digits(kind + '\n' + key, KEY)
                + digits(canonical(parameters), PARAMETERS)
                + digits(UUID.randomUUID().toString(), CALL)
                + timeDigits(now));
    }

    public boolean sameKey(RequestMark other) {
        return text.startsWith(other.text.substring(0, KEY));
    }

    public boolean sameParameters(RequestMark other) {
        return text.startsWith(other.text.substring(0, KEY + PARAMETERS));
    }

    /** Returns whether another mark has the same key and parameters, so that both belong to the same request. */
    boolean sameRequest(RequestMark other) {
        return sameKey(other) && sameParameters(other);
    }

    /**
     * Whether a call of a kind with a key left this mark on a resource, and not a copy of it.
     *
     * @param created when the resource was created, by the service's clock; null: not known
     */
    public boolean isOfCall(String kind, RequestKey key, @Nullable Instant created) {
        return text.startsWith(digits(kind + '\n' + key.value(), KEY)) && fits(created);
    }

    /** Returns the mark with letters derived from the id of the marked resource, in place of the time. */
    public RequestMark of(String id) {
        return new RequestMark(text.substring(0, LENGTH - TIME) + digits(id, TIME));
    }

    /** Returns whether the mark has the letters of a resource's id: a copy of the mark on another resource does not. */
    boolean isOf(String id) {
        return equals(of(id));
    }

    /** Returns the part that all marks of one request share: its key and parameters. */
    public static String request(String text) {
        return parse(text) == null ? text : text.substring(0, KEY + PARAMETERS);
    }

    /**
     * Returns whether a resource that was created at an instant can have been created with this mark.
     *
     * @param created when it was created, by the service's clock; null: not known, so it can
     */
    boolean fits(@Nullable Instant created) {
        if (created == null) {
            return true;
        }
        int later = Math.floorMod(unit(created) - timeOf(text.substring(LENGTH - TIME)), TIMES);
        int units = later < TIMES / 2 ? later : later - TIMES;
        return units >= EARLIEST && units <= LATEST;
    }

    /**
     * Returns the client token by which a service recognizes a repeated request. It is the same for all calls with the
     * same key and parameters, in every process.
     *
     * @param more distinguishes the request from an earlier one with the same key and parameters; "": nothing
     */
    public String token(String more) {
        String request = text.substring(0, KEY + PARAMETERS) + more;
        return UUID.nameUUIDFromBytes(request.getBytes(StandardCharsets.UTF_8)).toString();
    }

    // ---- in tags and metadata

    public static @Nullable RequestMark in(Map<String, String> named) {
        return parse(named.get(NAME));
    }

    public static @Nullable RequestMark parse(@Nullable String text) {
        return text != null && SHAPE.matcher(text).matches() ? new RequestMark(text) : null;
    }

    // ---- at the end of a description

    /** The number of characters that a mark adds to a description. */
    public static final int IN_DESCRIPTION = " [backup4j ]".length() + LENGTH;

    public String behind(String description) {
        return description + (description.isEmpty() ? "" : " ") + "[backup4j " + text + "]";
    }

    public static @Nullable RequestMark inDescription(String description) {
        Matcher matcher = IN_TEXT.matcher(description);
        return matcher.matches() ? new RequestMark(matcher.group(2)) : null;
    }

    /** Returns a description without its mark. */
    public static String withoutMark(String description) {
        Matcher matcher = IN_TEXT.matcher(description);
        return matcher.matches() ? matcher.group(1) : description;
    }

    // ---- at the end of a name

    /** The number of characters that a mark adds to a name. */
    public static final int IN_NAME_LENGTH = NAMED.length() + LENGTH;

    public String behindName(String name) {
        return name + NAMED + text;
    }

    /** Returns a name with the mark of a call that may still withdraw the resource. */
    String pendingBehindName(String name) {
        return name + PENDING + text;
    }

    /** Returns whether the call that created the resource of this name may still withdraw it. */
    public static boolean isPending(String name) {
        Matcher matcher = IN_NAME.matcher(name);
        return matcher.matches() && matcher.group(2).equals("p");
    }

    public static @Nullable RequestMark inName(String name) {
        Matcher matcher = IN_NAME.matcher(name);
        return matcher.matches() ? new RequestMark(matcher.group(3)) : null;
    }

    /** Returns a name without its mark. */
    public static String nameWithoutMark(String name) {
        Matcher matcher = IN_NAME.matcher(name);
        return matcher.matches() ? matcher.group(1) : name;
    }

    // ---- derivation

    private static int unit(Instant instant) {
        return (int) Math.floorMod(Math.floorDiv(instant.getEpochSecond(), UNIT.toSeconds()), (long) TIMES);
    }

    private static String timeDigits(Instant now) {
        StringBuilder out = new StringBuilder();
        int unit = unit(now);
        for (int digit = TIME - 1; digit >= 0; digit--) {
            out.append(DIGITS.charAt((unit >> (5 * digit)) & 31));
        }
        return out.toString();
    }

    private static int timeOf(String digits) {
        int unit = 0;
        for (int i = 0; i < digits.length(); i++) {
            unit = unit * 32 + DIGITS.indexOf(digits.charAt(i));
        }
        return unit;
    }

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
     * Returns parameters as text, the same for equal parameters. Values at their default are left out, so that the text
     * stays the same in a later version with more parameters.
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
            return list.stream().map(RequestMark::canonical).toList().toString();
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
