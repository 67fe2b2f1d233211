package io.github.backup4j.examples.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A table for a terminal. Columns are as wide as their widest cell, up to a limit; a longer cell moves only its own row. Where the table
 * is wider than the terminal, its last columns leave it: their cells are below their row, with their titles.
 */
final class TextTable {
    private static final String GAP = "  ";

    /** How wide a column is at most: one long cell must not pad every other row to its length. */
    private static final int WIDEST = 80;

    private final int keys;
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * Creates a table without rows.
     *
     * @param keys how many of the columns stay beside each other, however narrow the terminal is
     * @param titles the titles of the columns
     */
    TextTable(int keys, String... titles) {
        this.keys = keys;
        rows.add(List.of(titles));
    }

    void add(String... cells) {
        rows.add(Arrays.stream(cells).map(Words::line).toList());
    }

    boolean isEmpty() {
        return rows.size() == 1;
    }

    /**
     * Returns the lines, each with a line break.
     *
     * @param columns how wide the terminal is
     */
    String text(int columns) {
        int all = rows.get(0).size();
        int shown = width(all) <= columns ? all : keys;
        StringBuilder text = new StringBuilder();
        for (int r = 0; r < rows.size(); r++) {
            List<String> row = rows.get(r);
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < shown; i++) {
                line.append(row.get(i))
                        .append(" "
                                .repeat(Math.max(0, width(i, i + 1) - row.get(i).length())))
                        .append(GAP);
            }
            text.append(line.toString().stripTrailing()).append('\n');
            for (int i = shown; i < all && r > 0; i++) {
                String cell = row.get(i);
                if (!cell.isEmpty() && !cell.equals(Words.NONE)) {
                    String title = rows.get(0).get(i).toLowerCase(Locale.ROOT);
                    text.append("    ").append(title).append(": ").append(cell).append('\n');
                }
            }
        }
        return text.toString();
    }

    private int width(int columns) {
        return width(0, columns) + GAP.length() * (columns - 1);
    }

    /** Returns how wide some columns are, without the gaps between them. */
    private int width(int from, int to) {
        int sum = 0;
        for (int i = from; i < to; i++) {
            int column = i;
            sum += rows.stream()
                    .mapToInt(row -> Math.min(WIDEST, row.get(column).length()))
                    .max()
                    .orElse(0);
        }
        return sum;
    }
}
