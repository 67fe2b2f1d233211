package io.github.backup4j.examples.cli;

import static j2html.TagCreator.caption;
import static j2html.TagCreator.details;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.summary;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;

import j2html.tags.DomContent;
import java.util.List;

/**
 * A table that may be long. Its first rows are shown, and the others open with a click, so that a reader comes to
 * what follows. Current browsers print all of them.
 */
final class LongTable {
    /** So many rows are shown. */
    static final int SHOWN = 25;

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
                        thead(tr(each(columns, FindingParts::scope))),
                        tbody(each(rows, row -> row)))
                .withCondClass(!style.isEmpty(), style);
    }
}
