package io.github.backup4j.examples.cli;

import static j2html.TagCreator.each;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.i;
import static j2html.TagCreator.iff;
import static j2html.TagCreator.p;
import static j2html.TagCreator.section;
import static j2html.TagCreator.small;
import static j2html.TagCreator.span;
import static j2html.TagCreator.tag;
import static j2html.TagCreator.td;
import static j2html.TagCreator.text;

import io.github.backup4j.posture.Assessment.Result;
import io.github.backup4j.posture.Control;
import io.github.backup4j.posture.ResourcePosture;
import io.github.backup4j.posture.ThreeTwoOne;
import j2html.tags.DomContent;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The part of the page with the disks and servers: a strip of days for each. */
final class ResourceParts {
    /** A day is drawn as wide as this, with the gap to the next. */
    private static final int DAY = 10;

    private static final int NAMED_DAYS = 6;
    private static final DateTimeFormatter SHORT_DAY = DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH);

    private ResourceParts() {}

    static DomContent of(PageFacts facts) {
        List<ResourcePosture> rows = new ArrayList<>(facts.posture().resources());
        rows.sort(Comparator.comparingInt(PosturePage::rank)
                .thenComparing(row -> row.subject().name())
                .thenComparing(row -> row.subject().id()));
        return section(
                        h2("Disks and servers"),
                        legend(rows, facts),
                        iff(!rows.isEmpty(), legendOfRule()),
                        LongTable.of(
                                "Disks and servers, the worst first",
                                List.of(
                                        "Name",
                                        "RPO",
                                        "Restore points, " + days(facts),
                                        "Newest",
                                        "Next run",
                                        "3-2-1-1-0"),
                                "resources",
                                rows.stream().map(row -> row(facts, row)).toList()))
                .withId("resources");
    }

    /** Returns the days from the left end of each strip to its right end. */
    private static String days(PageFacts facts) {
        if (facts.strips().isEmpty()) {
            return PageFacts.DAYS + " days";
        }
        LocalDate first = facts.strips().values().iterator().next().first();
        return SHORT_DAY.format(first) + " to " + SHORT_DAY.format(first.plusDays(PageFacts.DAYS - 1L));
    }

    private static DomContent legend(List<ResourcePosture> rows, PageFacts facts) {
        if (rows.isEmpty()) {
            return p(PosturePage.none(facts));
        }
        if (facts.strips().isEmpty()) {
            return p("The restore points are not known; see below.");
        }
        return p(
                        swatch(Strip.Cell.POINT),
                        text(" restore point "),
                        swatch(Strip.Cell.MISSED),
                        text(" missed: failed or skipped "),
                        swatch(Strip.Cell.NONE),
                        text(" none. Each cell is a day: " + days(facts) + "."))
                .withClass("legend");
    }

    /** Explains the digits of the rule, which have no headings on a narrow screen. */
    private static DomContent legendOfRule() {
        return p(
                        text("3-2-1-1-0: three copies, on two media, one elsewhere, one unchangeable, no errors in the"
                                + " last drill. "),
                        each(
                                List.of(Result.OK, Result.BREACHED, Result.UNKNOWN, Result.NOT_ASSESSABLE),
                                result -> span(digit("1", result), text(" " + word(result)))
                                        .withClass("rule")))
                .withClass("legend");
    }

    private static DomContent swatch(Strip.Cell cell) {
        return tag("svg")
                .attr("class", "swatch")
                .attr("viewBox", "0 0 9 12")
                .attr("aria-hidden", "true")
                .with(path(letter(cell), "M0 6h9"));
    }

    private static DomContent row(PageFacts facts, ResourcePosture row) {
        Strip strip = facts.strips().get(row.resource());
        Duration age = row.points().age();
        return LongTable.row(
                each(text(PosturePage.name(row.subject())), small(kind(facts, row))),
                td(rpo(row)),
                td(strip == null ? text("not known") : drawing(strip)),
                td(age == null ? text("none") : text(Words.of(age) + " ago")),
                td(row.nextRun() == null ? "none" : Words.of(row.nextRun())).withClass("when"),
                td(rule(row.threeTwoOne())));
    }

    private static String kind(PageFacts facts, ResourcePosture row) {
        String kind = row.resource().kind().name().toLowerCase(Locale.ROOT);
        if (row.reportedStatus() == null) {
            return kind + ", gone";
        }
        if (row.vault() == null) {
            return kind + ", in no vault";
        }
        return kind + " in " + Words.line(facts.nameOf(row.vault()))
                + (row.through() == null ? "" : ", with its server");
    }

    private static DomContent rpo(ResourcePosture row) {
        Result result = row.of(Control.RPO_BREACHED).result();
        if (row.reportedStatus() == null) {
            return span("gone").withClass("v na");
        }
        if (row.of(Control.UNPROTECTED).result() == Result.BREACHED) {
            return span("unprotected").withClass("v no");
        }
        if (row.of(Control.NEVER_BACKED_UP).result() == Result.BREACHED) {
            return span("no backup").withClass("v no");
        }
        return switch (result) {
            case OK -> span("met").withClass("v ok");
            case BREACHED -> span("breached").withClass("v no");
            case UNKNOWN -> span("not known").withClass("v un");
            case NOT_ASSESSABLE -> span("no objective").withClass("v na");
        };
    }

    /** Draws one line for each state; the style cuts it into days. */
    static DomContent drawing(Strip strip) {
        List<DomContent> paths = new ArrayList<>();
        for (Strip.Cell state : Strip.Cell.values()) {
            String line = line(strip, state);
            if (!line.isEmpty()) {
                paths.add(path(letter(state), line));
            }
        }
        return tag("svg")
                .attr("class", "strip")
                .attr("viewBox", "0 0 " + (strip.cells().size() * DAY - 1) + " 12")
                .attr("preserveAspectRatio", "none")
                .attr("role", "img")
                .attr("aria-label", words(strip))
                .with(paths);
    }

    private static String line(Strip strip, Strip.Cell state) {
        StringBuilder line = new StringBuilder();
        List<Strip.Cell> cells = strip.cells();
        int i = 0;
        while (i < cells.size()) {
            int end = i;
            while (end < cells.size() && cells.get(end) == state) {
                end++;
            }
            if (end > i) {
                line.append('M').append(i * DAY).append(" 6h").append((end - i) * DAY - 1);
            }
            i = Math.max(end, i + 1);
        }
        return line.toString();
    }

    private static DomContent path(String letter, String line) {
        return tag("path").attr("class", letter).attr("d", line);
    }

    private static String letter(Strip.Cell cell) {
        return switch (cell) {
            case POINT -> "p";
            case MISSED -> "m";
            case NONE -> "n";
        };
    }

    private static String words(Strip strip) {
        List<LocalDate> missed = strip.missed();
        String text =
                "restore points on " + strip.covered() + " of " + strip.cells().size() + " days";
        if (missed.isEmpty()) {
            return text;
        }
        String named = missed.stream()
                .skip(Math.max(0, missed.size() - NAMED_DAYS))
                .map(SHORT_DAY::format)
                .collect(Collectors.joining(", "));
        return text + "; missed " + missed.size() + (missed.size() > NAMED_DAYS ? ", the last " : ": ") + named;
    }

    private static DomContent rule(ThreeTwoOne rule) {
        return span(
                        digit("3", rule.copies()),
                        digit("2", rule.media()),
                        digit("1", rule.elsewhere()),
                        digit("1", rule.unchangeable()),
                        digit("0", rule.errors()))
                .withClass("rule")
                .attr("role", "img")
                .attr(
                        "aria-label",
                        "copies " + word(rule.copies()) + ", media " + word(rule.media()) + ", elsewhere "
                                + word(rule.elsewhere()) + ", unchangeable " + word(rule.unchangeable())
                                + ", no errors " + word(rule.errors()));
    }

    private static DomContent digit(String digit, Result result) {
        return i(digit).withClass(
                        switch (result) {
                            case OK -> "ok";
                            case BREACHED -> "no";
                            case UNKNOWN -> "un";
                            case NOT_ASSESSABLE -> "na";
                        });
    }

    private static String word(Result result) {
        return switch (result) {
            case OK -> "yes";
            case BREACHED -> "no";
            case UNKNOWN -> "not known";
            case NOT_ASSESSABLE -> "not assessable";
        };
    }
}
