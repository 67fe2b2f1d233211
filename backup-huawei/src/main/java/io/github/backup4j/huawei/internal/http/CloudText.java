package io.github.backup4j.huawei.internal.http;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Texts of a service that are shown to people or kept in a token. Those in exceptions are cleaned by {@link
 * io.github.backup4j.BackupException}; the rules are the same.
 */
public final class CloudText {
    private static final Pattern UNSAFE = Pattern.compile("[\\p{Cc}\\p{Cf}\\u2028\\u2029]+");

    /** How many characters of a reason a message has. */
    private static final int LONGEST = 500;

    private static final int LONGEST_ID = 128;

    private CloudText() {}

    /** Returns a text on one line, with a space for what controls a terminal or turns text around. */
    public static String line(String text) {
        return UNSAFE.matcher(text).replaceAll(" ");
    }

    /** Returns the reason of a failure, shortened for people: it can be long, or an HTML page of a gateway. */
    public static String reason(@Nullable String message) {
        String line = line(String.valueOf(message));
        if (line.stripLeading().startsWith("<")) {
            return "(an HTML page)";
        }
        return cut(line, LONGEST, "...");
    }

    /** Returns the id of a request, which its response may hold in any form. */
    static @Nullable String requestId(@Nullable String id) {
        return id == null ? null : cut(line(id), LONGEST_ID, "");
    }

    private static String cut(String line, int longest, String more) {
        return line.codePointCount(0, line.length()) <= longest
                ? line
                : line.substring(0, line.offsetByCodePoints(0, longest)) + more;
    }
}
