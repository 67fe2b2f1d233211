package io.github.backup4j.examples.cli;

import static j2html.TagCreator.a;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.li;
import static j2html.TagCreator.p;
import static j2html.TagCreator.section;
import static j2html.TagCreator.span;
import static j2html.TagCreator.strong;
import static j2html.TagCreator.td;
import static j2html.TagCreator.text;

import io.github.backup4j.posture.Control;
import io.github.backup4j.posture.Finding;
import io.github.backup4j.posture.Posture;
import io.github.backup4j.posture.Severity;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The part of the page with the findings: a table for each control, the worst first, and of one control by name. */
final class FindingParts {
    private FindingParts() {}

    static DomContent of(Posture posture) {
        Map<Control, List<Finding>> byControl = new LinkedHashMap<>();
        posture.findings()
                .forEach(finding -> byControl
                        .computeIfAbsent(finding.control(), none -> new ArrayList<>())
                        .add(finding));
        byControl
                .values()
                .forEach(group -> group.sort(Comparator.comparing(
                                (Finding finding) -> finding.subject().name())
                        .thenComparing(finding -> finding.subject().id())));
        return section(
                        h2("Findings"),
                        byControl.isEmpty() ? p("None: every control that can be decided holds.") : index(byControl),
                        each(byControl.entrySet(), group -> group(group.getKey(), group.getValue())))
                .withId("findings")
                .attr("tabindex", "-1");
    }

    /** Says how many findings there are of each kind, and leads there: the last kinds may be far below. */
    private static DomContent index(Map<Control, List<Finding>> byControl) {
        return LongTable.list(each(
                        byControl.entrySet(),
                        group -> li(
                                badge(group.getKey().severity()),
                                a(PosturePage.word(group.getKey())).withHref("#" + id(group.getKey())),
                                span(String.valueOf(group.getValue().size())).withClass("count"))))
                .withClass("index");
    }

    private static String id(Control control) {
        return control.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static DomContent group(Control control, List<Finding> findings) {
        String remedy = findings.get(0).remedy().sentence();
        boolean one = findings.stream()
                .allMatch(finding -> finding.remedy().sentence().equals(remedy));
        return div(
                        h3(
                                badge(control.severity()),
                                span(
                                        text(PosturePage.word(control)),
                                        span(String.valueOf(findings.size())).withClass("count"))),
                        one ? p(strong("What to do: "), span(remedy + ".")).withClass("remedy") : div(),
                        LongTable.of(
                                PosturePage.word(control),
                                List.of("Resource or vault", "Finding", "Since"),
                                "",
                                findings.stream()
                                        .map(finding -> row(finding, !one))
                                        .toList()))
                .withId(id(control))
                .withClass("finding " + control.severity().name().toLowerCase(Locale.ROOT));
    }

    private static DomContent row(Finding finding, boolean withRemedy) {
        String sentence = Words.line(finding.sentence());
        return LongTable.row(
                text(PosturePage.name(finding.subject())),
                td(sentence + (withRemedy ? ". What to do: " + finding.remedy().sentence() : "")),
                td(finding.since() == null ? "" : Words.of(finding.since())).withClass("when"));
    }

    static DomContent badge(Severity severity) {
        return span(PosturePage.word(severity))
                .withClass("badge " + severity.name().toLowerCase(Locale.ROOT));
    }
}
