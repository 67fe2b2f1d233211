package io.github.backup4j.huawei.internal.http;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reasons of a service, short enough for a message. What could control a terminal or begin a line is taken out by {@link
 * io.github.backup4j.BackupException}.
 */
public final class CloudText {
    /** How many characters of a reason a message has. */
    private static final int LONGEST = 500;

    private static final Pattern PAGE = Pattern.compile("[\\s\\p{Cf}]*<");

    private CloudText() {}

    /** Returns the reason of a failure, shortened for people: it can be long, or an HTML page of a gateway. */
    public static String reason(@Nullable String message) {
        String reason = String.valueOf(message);
        if (PAGE.matcher(reason).lookingAt()) {
            return "(an HTML page)";
        }
        return reason.codePointCount(0, reason.length()) <= LONGEST
                ? reason
                : reason.substring(0, reason.offsetByCodePoints(0, LONGEST)) + "...";
    }
}
