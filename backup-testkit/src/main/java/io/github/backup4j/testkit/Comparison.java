package io.github.backup4j.testkit;

import java.util.List;
import java.util.stream.Stream;

/**
 * Forecasts of several models of one cloud side by side, such as that of today's policies and that of changed ones.
 *
 * <pre>{@code
 * System.out.println(Comparison.of(today, fourteenDays, monthsInstead));
 * }</pre>
 *
 * <p>Immutable.
 */
public final class Comparison {
    private final List<Forecast> forecasts;

    private Comparison(List<Forecast> forecasts) {
        this.forecasts = forecasts;
    }

    /**
     * Returns forecasts side by side, in the given order.
     *
     * @param first the first forecast
     * @param others the others, over the same time
     * @throws IllegalArgumentException if one begins or ends at another time than the first
     */
    public static Comparison of(Forecast first, Forecast... others) {
        for (Forecast other : others) {
            if (!other.from().equals(first.from()) || !other.until().equals(first.until())) {
                throw new IllegalArgumentException("forecast \"" + other.name() + "\" is from " + other.from() + " to "
                        + other.until() + ", forecast \"" + first.name() + "\" from " + first.from() + " to "
                        + first.until());
            }
        }
        return new Comparison(Stream.concat(Stream.of(first), Stream.of(others)).toList());
    }

    /** Returns the forecasts, in the given order. */
    public List<Forecast> forecasts() {
        return forecasts;
    }

    /** Returns a table for a terminal: for each vault and each disk and server, one line for each forecast. */
    @Override
    public String toString() {
        return new ForecastText(forecasts).sideBySide();
    }
}
