package io.github.backup4j.examples.benchmarks;

import java.util.Collection;
import java.util.function.ToDoubleFunction;

/**
 * What several rounds of a measurement say.
 *
 * @param median the round in the middle
 * @param least the lowest
 * @param most the highest
 */
record Spread(double median, double least, double most) {
    /** Returns the spread of a figure of some rounds, at least one. */
    static <T> Spread of(Collection<T> rounds, ToDoubleFunction<T> figure) {
        double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
        return new Spread(sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1]);
    }
}
