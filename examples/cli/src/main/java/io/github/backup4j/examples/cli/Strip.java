package io.github.backup4j.examples.cli;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What happened to the backups of one disk or server on each of some days, in UTC.
 *
 * @param first the first day
 * @param cells one for each day
 */
record Strip(LocalDate first, List<Cell> cells) {
    /** Copies the list. */
    Strip {
        cells = List.copyOf(cells);
    }

    /**
     * Returns the strip of the days up to one.
     *
     * @param last the last day
     * @param days how many
     * @param points when restore points were taken that are still there
     * @param missed when backups failed or were skipped
     */
    static Strip of(LocalDate last, int days, Collection<Instant> points, Collection<Instant> missed) {
        Set<LocalDate> good = days(points);
        Set<LocalDate> bad = days(missed);
        LocalDate first = last.minusDays(days - 1L);
        List<Cell> cells = new ArrayList<>();
        first.datesUntil(last.plusDays(1))
                .forEach(day ->
                        cells.add(good.contains(day) ? Cell.POINT : bad.contains(day) ? Cell.MISSED : Cell.NONE));
        return new Strip(first, cells);
    }

    private static Set<LocalDate> days(Collection<Instant> instants) {
        return instants.stream()
                .map(instant -> LocalDate.ofInstant(instant, ZoneOffset.UTC))
                .collect(Collectors.toSet());
    }

    /** Returns the days on which a backup was missed. */
    List<LocalDate> missed() {
        List<LocalDate> days = new ArrayList<>();
        for (int i = 0; i < cells.size(); i++) {
            if (cells.get(i) == Cell.MISSED) {
                days.add(first.plusDays(i));
            }
        }
        return days;
    }

    /** Returns how many days have a restore point. */
    long covered() {
        return cells.stream().filter(cell -> cell == Cell.POINT).count();
    }

    /** What there is of a day. */
    enum Cell {
        /** Nothing: no backup was due, or its restore point has expired. */
        NONE('.'),
        /** A restore point. */
        POINT('#'),
        /** No restore point: the backup failed or was skipped. */
        MISSED('!');

        private final char mark;

        Cell(char mark) {
            this.mark = mark;
        }

        char mark() {
            return mark;
        }
    }
}
