package io.github.backup4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads a rule that is written in words: one word after the other, in upper or lower case; a comma is a word. */
final class WordReader {
    private static final int LONGEST = 2000;

    private final String what;
    private final String text;
    private final String examples;
    private final List<String> words;
    private int next;

    /**
     * Creates a reader.
     *
     * @param what the name of the argument
     * @param text its value
     * @param examples texts that can be read, for messages
     */
    WordReader(String what, String text, String examples) {
        this.what = what;
        this.text = Require.nonNull(text, what);
        this.examples = examples;
        if (text.length() > LONGEST) {
            throw new Invalid(what + " has " + text.length() + " characters, more than " + LONGEST);
        }
        words = new ArrayList<>();
        for (String word : text.replace(",", " , ").split("\\s+", -1)) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
    }

    boolean hasNext() {
        return next < words.size();
    }

    /** Returns the next word in lower case, without taking it; "" at the end. */
    String peek() {
        return hasNext() ? words.get(next).toLowerCase(Locale.ROOT) : "";
    }

    /** Takes the next word as it is written. */
    String take(String expected) {
        if (!hasNext()) {
            throw refused("ends where " + expected + " is expected", null);
        }
        return words.get(next++);
    }

    /** Takes the next word if it is this one. */
    boolean takes(String word) {
        boolean same = peek().equals(word);
        if (same) {
            next++;
        }
        return same;
    }

    /** Takes these words one after the other, and refuses others. */
    void expect(String... expected) {
        for (String word : expected) {
            if (!takes(word)) {
                throw unexpected("\"" + word + "\"");
            }
        }
    }

    boolean isNumber() {
        return peek().chars().allMatch(c -> c >= '0' && c <= '9') && hasNext();
    }

    /** Returns whether the word after the next one begins with a digit. */
    boolean isTimeAfterNext() {
        return next + 1 < words.size() && Character.isDigit(words.get(next + 1).charAt(0));
    }

    int number(String expected) {
        if (!isNumber()) {
            throw unexpected(expected);
        }
        String digits = take(expected);
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException tooLarge) {
            throw refused("holds " + digits + ", which is too large", tooLarge);
        }
    }

    /** Refuses what is left over. */
    void end() {
        if (hasNext()) {
            throw unexpected("nothing more");
        }
    }

    Invalid unexpected(String expected) {
        return hasNext()
                ? refused("has \"" + words.get(next) + "\" where " + expected + " is expected", null)
                : refused("ends where " + expected + " is expected", null);
    }

    Invalid refused(String why, @Nullable Throwable cause) {
        return new Invalid(
                what + " \"" + Require.printable(text) + "\" " + why + "; write it as " + examples,
                BackupException.Detail.NONE,
                cause);
    }
}
