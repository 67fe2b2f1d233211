package io.github.backup4j.internal;

import java.util.regex.Pattern;

/**
 * Texts of a cloud, and names that anybody may give, as they are written for people: into messages, logs, reports and terminals.
 * Nothing in them may begin a new line, move a cursor, or turn the text around it.
 */
public final class PlainText {
    /** What controls a terminal, is not seen, or turns text around; with line feeds, also those of Unicode. */
    private static final Pattern UNSAFE = Pattern.compile("[\\p{Cc}\\p{Cf}\\u2028\\u2029]+");

    private static final String MORE = "...";

    private PlainText() {}

    /**
     * Returns a text on one line, with a space for each sequence of characters that are not to be shown.
     *
     * @param text any text
     */
    public static String line(String text) {
        return UNSAFE.matcher(text).replaceAll(" ");
    }

    /**
     * Returns a text on one line, cut where it is too long.
     *
     * @param text any text
     * @param longest how many characters it has at most; from 3
     */
    public static String line(String text, int longest) {
        String line = line(text);
        return line.codePointCount(0, line.length()) <= longest
                ? line
                : line.substring(0, line.offsetByCodePoints(0, longest - MORE.length())) + MORE;
    }
}
