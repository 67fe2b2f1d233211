package io.github.backup4j.spi;

import java.util.Objects;
import java.util.stream.Stream;

/**
 * The result of a driver's list method, and whether it comes in the order that the portable type promises. If not, the
 * portable type reads all of it and sorts it before the caller sees the first element.
 *
 * <p>A list of many pages should be in order and read lazily: no page before the stream needs it, and none beyond.
 * {@link Stream#flatMap} over pages reads all of them.
 *
 * @param elements the elements, not null
 * @param inOrder whether they come in the promised order
 * @param <T> what is listed
 */
public record Listing<T>(Stream<T> elements, boolean inOrder) {
    /** Refuses null. */
    public Listing {
        Objects.requireNonNull(elements, "elements == null");
    }

    /**
     * Returns a list that comes in the promised order.
     *
     * @param elements the elements
     * @param <T> what is listed
     */
    public static <T> Listing<T> inOrder(Stream<T> elements) {
        return new Listing<>(elements, true);
    }

    /**
     * Returns a list that has to be sorted first; elements of the same rank stay in the order in which they come.
     *
     * @param elements the elements
     * @param <T> what is listed
     */
    public static <T> Listing<T> inAnyOrder(Stream<T> elements) {
        return new Listing<>(elements, false);
    }
}
