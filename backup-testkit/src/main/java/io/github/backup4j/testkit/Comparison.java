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

    /** Returns {@link #text} of which each row is one line, however wide. */
    @Override
    public String toString() {
        return text(Integer.MAX_VALUE);
    }

    /**
     * Returns tables for a terminal: for each vault and each disk and server, one row for each forecast.
     *
     * @param columns how wide the terminal is; less than 40 counts as 40. Columns of tables that are too wide are below each row.
     *     {@link Integer#MAX_VALUE}: each row is one line, for programs that search lines
     */
    public String text(int columns) {
        return new ForecastText(forecasts, columns).sideBySide();
    }
}
