package io.github.backup4j;

import java.io.Serializable;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the cloud said, as a word of this API and in the cloud's own words.
 *
 * <p>A word that this API does not know is {@code UNRECOGNIZED}, and the text tells which it was.
 *
 * @param value the word of this API
 * @param text the cloud's own word; null if the cloud does not say. An empty text is taken as none
 * @param <E> the words of this API
 */
public record Reported<E extends Enum<E>>(E value, @Nullable String text) implements Serializable {
    /** Refuses null where it is not allowed, and takes an empty text as none. */
    public Reported {
        Require.nonNull(value, "value");
        text = Require.textOrNull(text);
    }

    /**
     * Returns what a cloud said.
     *
     * @param value the word of this API
     * @param text the cloud's own word; null if the cloud does not say
     * @param <E> the words of this API
     */
    public static <E extends Enum<E>> Reported<E> of(E value, @Nullable String text) {
        return new Reported<>(value, text);
    }

    /**
     * Returns what a cloud said whose word is that of this API, in small letters.
     *
     * @param value the word of this API
     * @param <E> the words of this API
     */
    public static <E extends Enum<E>> Reported<E> of(E value) {
        return new Reported<>(value, Require.nonNull(value, "value").name().toLowerCase(Locale.ROOT));
    }

    /** Returns the word of this API, and the cloud's own where it says more, such as {@code "UNRECOGNIZED (paused)"}. */
    @Override
    public String toString() {
        return text == null || text.equalsIgnoreCase(value.name()) ? value.name() : value + " (" + text + ")";
    }
}
