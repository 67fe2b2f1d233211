package io.github.backup4j.examples.cli;

import org.jspecify.annotations.Nullable;

/** The words of a command, as a person types them into a shell. */
final class CommandText {
    private final StringBuilder words;

    /**
     * Creates it.
     *
     * @param command the name of the command, or of a command and its subcommand
     */
    CommandText(String command) {
        words = new StringBuilder(command);
    }

    /** Adds a word; nothing for null. */
    CommandText with(@Nullable Object word) {
        if (word != null) {
            words.append(' ').append(Words.quoted(word.toString()));
        }
        return this;
    }

    /** Adds an option and its value; nothing if the value is null. */
    CommandText with(String option, @Nullable Object value) {
        return value == null ? this : with(option).with(value);
    }

    /** Adds an option that has no value, if it is set. */
    CommandText flag(String option, boolean set) {
        return set ? with(option) : this;
    }

    @Override
    public String toString() {
        return words.toString();
    }
}
