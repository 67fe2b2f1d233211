package io.github.backup4j.examples.cli;

import static j2html.TagCreator.caption;
import static j2html.TagCreator.details;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.summary;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;
import static j2html.TagCreator.ul;

import j2html.tags.DomContent;
import j2html.tags.specialized.TdTag;
import j2html.tags.specialized.TrTag;
import j2html.tags.specialized.UlTag;
import java.util.List;

/**
 * A table that may be long. Its first rows are shown, and the others open with a click, so that a reader comes to
 * what follows. Current browsers print all of them.
 *
 * <p>Each of its parts has its role as an attribute: on a narrow screen the style draws rows as blocks, and some browsers do not tell a
 * screen reader of a table then. The same holds for lists that are drawn without marks.
 */
final class LongTable {
    /** So many rows are shown. */
    static final int SHOWN = 25;

    private static final String ROLE = "role";
    private static final String ROW = "row";
    private static final String SCOPE = "scope";

    private LongTable() {}

    /**
     * Returns a table.
     *
     * @param caption what it is, for those who do not see it
     * @param columns the headings of its columns
     * @param style its class, or nothing
     * @param rows its rows
     */
    static DomContent of(String caption, List<String> columns, String style, List<? extends DomContent> rows) {
        if (rows.size() <= SHOWN) {
            return part(caption, columns, style, rows);
        }
        return div(
                part(caption, columns, style, rows.subList(0, SHOWN)),
                details(
                        summary(rows.size() - SHOWN + " more"),
                        part(caption + ", continued", columns, style, rows.subList(SHOWN, rows.size()))));
    }

    private static DomContent part(
            String caption, List<String> columns, String style, List<? extends DomContent> rows) {
        return table(
                        caption(caption).withClass("hidden"),
                        thead(tr(each(columns, LongTable::heading)).attr(ROLE, ROW))
                                .attr(ROLE, "rowgroup"),
                        tbody(each(rows, row -> row)).attr(ROLE, "rowgroup"))
                .attr(ROLE, "table")
                .withCondClass(!style.isEmpty(), style);
    }

    private static DomContent heading(String text) {
        return th(text).attr(SCOPE, "col").attr(ROLE, "columnheader");
    }

    /**
     * Returns a row of a table.
     *
     * @param name what the row is about
     * @param cells its other cells
     */
    static TrTag row(DomContent name, TdTag... cells) {
        return tr(
                        th(name).attr(SCOPE, ROW).attr(ROLE, "rowheader"),
                        each(List.of(cells), cell -> cell.attr(ROLE, "cell")))
                .attr(ROLE, ROW);
    }

    /** Returns a list without marks. */
    static UlTag list(DomContent... items) {
        return ul(items).attr(ROLE, "list");
    }
}
