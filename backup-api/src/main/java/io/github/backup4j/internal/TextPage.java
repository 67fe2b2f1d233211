package io.github.backup4j.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A text for people that is as wide as their terminal: lines that are broken between words, and tables. No word is broken, so that ids,
 * names without spaces and tokens can be copied: a word that is longer than the page is wide is as long as it is.
 */
public final class TextPage {
    /** A page without a right edge: each line and each row of a table is one line, for programs that look for words in lines. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    /** The narrowest page. */
    public static final int NARROWEST = 40;

    private static final String GAP = "  ";
    private static final String NONE = "-";
    private static final int INDENT = 4;

    /** How wide a column is at most on a page without an edge: one long cell must not pad every other row to its length. */
    private static final int WIDEST = 80;

    private final int columns;
    private final StringBuilder out = new StringBuilder();

    /**
     * Creates an empty page.
     *
     * @param columns how wide it is; a page that is narrower than {@value #NARROWEST} is that wide
     */
    public TextPage(int columns) {
        this.columns = Math.max(NARROWEST, columns);
    }

    /** Returns how wide it is. */
    public int columns() {
        return columns;
    }

    /**
     * Appends one line, without the line breaks that names and the cloud's texts may contain.
     *
     * @param text the line
     * @param indent how far its continuation is indented where it is longer than the page is wide
     */
    public void line(String text, int indent) {
        String rest = PlainText.line(text).stripTrailing();
        while (rest.length() > columns) {
            int end = rest.lastIndexOf(' ', columns);
            if (end <= indent || rest.substring(0, end).isBlank()) {
                end = rest.indexOf(' ', columns);
            }
            if (end < 0) {
                break;
            }
            out.append(rest.substring(0, end).stripTrailing()).append('\n');
            rest = " ".repeat(indent) + rest.substring(end).strip();
        }
        out.append(rest).append('\n');
    }

    /**
     * Appends a table. Where it is wider than the page, first its titles are broken between words. Then columns leave it, those with the
     * highest rank first, and of the same rank the widest: their cells are below their row, with their titles, unless they are empty or
     * {@code "-"}. A cell of the first columns that is longer than others moves the rest of its own row to the next line.
     *
     * @param titles the titles
     * @param rows the cells of each row, on one line each
     */
    public void table(List<Column> titles, List<List<String>> rows) {
        new Table(titles, rows).append();
    }

    /** Returns the lines, each with a line break. */
    @Override
    public String toString() {
        return out.toString();
    }

    /**
     * A column of a table.
     *
     * @param title its title
     * @param rank 0: it never leaves the table; else how soon it does, the highest first
     */
    public record Column(String title, int rank) {
        /** Returns a column that never leaves the table. */
        public static Column of(String title) {
            return new Column(title, 0);
        }
    }

    private final class Table {
        private final List<Column> titles;
        private final List<List<String>> rows;
        private final int[] widths;
        private final List<Integer> inside = new ArrayList<>();
        private final List<Integer> below = new ArrayList<>();

        Table(List<Column> titles, List<List<String>> rows) {
            this.titles = titles;
            this.rows = rows;
            widths = new int[titles.size()];
            for (int i = 0; i < widths.length; i++) {
                inside.add(i);
                widths[i] = Math.max(titles.get(i).title().length(), cells(i));
            }
        }

        /** Returns how wide the cells of a column are, but for those that are far too long. */
        private int cells(int column) {
            int most = columns == UNLIMITED ? WIDEST : Math.max(24, columns / 3);
            return rows.stream()
                    .mapToInt(row -> Math.min(most, row.get(column).length()))
                    .max()
                    .orElse(0);
        }

        void append() {
            if (width() > columns) {
                for (int i = 0; i < widths.length; i++) {
                    widths[i] = Math.max(onTwoLines(titles.get(i).title()), cells(i));
                }
            }
            while (width() > columns && moveOneBelow()) {
                // one after the other
            }
            heading();
            for (List<String> row : rows) {
                row(row);
                belowRow(row);
            }
        }

        private int width() {
            return inside.stream().mapToInt(i -> widths[i]).sum() + GAP.length() * (inside.size() - 1);
        }

        private boolean moveOneBelow() {
            Integer next = null;
            for (Integer i : inside) {
                int rank = titles.get(i).rank();
                boolean sooner = next == null
                        || rank > titles.get(next).rank()
                        || (rank == titles.get(next).rank() && widths[i] > widths[next]);
                next = rank > 0 && sooner ? i : next;
            }
            if (next == null) {
                return false;
            }
            inside.removeAll(List.of(next));
            below.add(next);
            below.sort(null);
            return true;
        }

        private void heading() {
            List<List<String>> broken = new ArrayList<>();
            int lines = 1;
            for (Integer i : inside) {
                List<String> words = broken(titles.get(i).title(), widths[i]);
                broken.add(words);
                lines = Math.max(lines, words.size());
            }
            for (int line = 0; line < lines; line++) {
                StringBuilder text = new StringBuilder();
                for (int i = 0; i < broken.size(); i++) {
                    List<String> words = broken.get(i);
                    text.append(padded(line < words.size() ? words.get(line) : "", widths[inside.get(i)]))
                            .append(GAP);
                }
                append(text);
            }
        }

        private void row(List<String> row) {
            StringBuilder text = new StringBuilder();
            int at = 0;
            for (Integer i : inside) {
                if (columns != UNLIMITED && text.length() > at) {
                    append(text);
                    text = new StringBuilder(" ".repeat(at));
                }
                text.append(padded(row.get(i), widths[i])).append(GAP);
                at += widths[i] + GAP.length();
            }
            append(text);
        }

        private void belowRow(List<String> row) {
            StringBuilder text = new StringBuilder();
            for (Integer i : below) {
                String cell = row.get(i);
                if (cell.isEmpty() || cell.equals(NONE)) {
                    continue;
                }
                String labelled = titles.get(i).title().toLowerCase(Locale.ROOT) + ": " + cell;
                if (text.length() > 0 && INDENT + text.length() + GAP.length() + labelled.length() > columns) {
                    line(" ".repeat(INDENT) + text, INDENT);
                    text.setLength(0);
                }
                text.append(text.length() == 0 ? "" : GAP).append(labelled);
            }
            if (text.length() > 0) {
                line(" ".repeat(INDENT) + text, INDENT + 2);
            }
        }

        private void append(StringBuilder text) {
            line(text.toString(), INDENT);
        }
    }

    /** Returns how wide a title is on two lines. */
    private static int onTwoLines(String title) {
        int width = 1;
        while (broken(title, width).size() > 2 || longest(broken(title, width)) > width) {
            width++;
        }
        return width;
    }

    private static int longest(List<String> lines) {
        return lines.stream().mapToInt(String::length).max().orElse(0);
    }

    /** Breaks a title between words. */
    private static List<String> broken(String title, int width) {
        List<String> lines = new ArrayList<>();
        for (String word : title.split(" ", -1)) {
            int last = lines.size() - 1;
            if (last >= 0 && lines.get(last).length() + 1 + word.length() <= width) {
                lines.set(last, lines.get(last) + " " + word);
            } else {
                lines.add(word);
            }
        }
        return lines;
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
