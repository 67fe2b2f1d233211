package io.github.backup4j.examples.cli;

import static j2html.TagCreator.code;
import static j2html.TagCreator.dd;
import static j2html.TagCreator.div;
import static j2html.TagCreator.dl;
import static j2html.TagCreator.dt;
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

import io.github.backup4j.BackupRunRecord;
import io.github.backup4j.Resource;
import io.github.backup4j.drill.DrillCheck;
import io.github.backup4j.drill.DrillReport;
import io.github.backup4j.posture.Posture;
import io.github.backup4j.posture.Unknown;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The parts of the page with what happened: the runs of the last day, drills, and what is not known. */
final class EvidenceParts {
    private static final int NAMED = 5;

    private EvidenceParts() {}

    // ---- the last night

    static DomContent lastNight(PageFacts facts) {
        List<BackupRunRecord> night = facts.lastNight();
        List<BackupRunRecord> runs = new ArrayList<>(night == null ? List.of() : night);
        runs.sort(Comparator.comparing((BackupRunRecord run) -> run.missed().isEmpty()));
        return section(
                        h2("Last 24 hours"),
                        runs.isEmpty()
                                ? p(night == null ? "Not known: the log could not be read." : "No backup ran.")
                                : LongTable.of(
                                        "Backup runs of the last 24 hours",
                                        List.of("Vault", "Result", "Begun", "What was missed, and why"),
                                        "",
                                        runs.stream()
                                                .map(run -> row(facts, run))
                                                .toList()))
                .withId("night");
    }

    private static DomContent row(PageFacts facts, BackupRunRecord run) {
        int all = run.members().size();
        int missed = run.missed().size();
        return LongTable.row(
                text(Words.line(facts.nameOf(run.vault()))),
                td(span(all - missed + " of " + all).withClass(missed == 0 ? "v ok" : "v no")),
                td(Words.of(run.startedAt())).withClass("when"),
                td(missed == 0 ? "nothing" : missed(run, facts.names())));
    }

    /** Names what was missed, and gives each reason once: often, one cause makes many members fail. */
    private static String missed(BackupRunRecord run, Map<Resource, String> names) {
        Map<String, List<String>> byReason = new LinkedHashMap<>();
        for (BackupRunRecord.Member member : run.missed()) {
            String reason = member.reason() == null ? String.valueOf(member.status()) : member.reason();
            byReason.computeIfAbsent(reason, none -> new ArrayList<>())
                    .add(names.getOrDefault(member.resource(), member.resource().toString()));
        }
        int more = byReason.size() - NAMED;
        return byReason.entrySet().stream()
                        .limit(NAMED)
                        .map(entry -> Words.line(named(entry.getValue()) + ": " + entry.getKey()))
                        .collect(Collectors.joining("; "))
                + (more > 0 ? "; and " + Words.count(more, "other reason") : "");
    }

    private static String named(List<String> names) {
        int more = names.size() - NAMED;
        String first = names.stream().limit(NAMED).collect(Collectors.joining(", "));
        return more > 0 ? first + " and " + more + " more" : first;
    }

    // ---- drills

    static DomContent drills(PageFacts facts) {
        Map<Resource, String> names = facts.names();
        return section(
                        h2("Drills"),
                        facts.drills().isEmpty()
                                ? p("No drill report was given, so nothing proves that a backup can be restored. Run"
                                        + " 'backup4j drill --evidence FILE', then 'backup4j posture --evidence FILE'.")
                                : div(),
                        each(facts.drills(), drill -> drill(names, drill)))
                .withId("drills");
    }

    private static DomContent drill(Map<Resource, String> names, DrillReport report) {
        return div(
                        h3(
                                span(report.held() ? "held" : "not held").withClass(report.held() ? "v ok" : "v no"),
                                text(" "
                                        + Words.line(names.getOrDefault(
                                                report.source(), report.source().toString())))),
                        p("Restored from " + report.point().id() + " of "
                                + Words.of(report.point().createdAt())
                                + (report.took() == null ? "" : " in " + Words.of(report.took()))
                                + (report.rto() == null ? "" : ", with " + Words.of(report.rto()) + " allowed") + "."),
                        dl(
                                check("Restored", report.restored()),
                                check("Verified", report.verified()),
                                check("Cleaned up", report.cleanedUp()),
                                check("In time", report.withinRto())),
                        p(text("Digest "), code(report.digest())).withClass("digest"))
                .withClass("drill");
    }

    private static DomContent check(String name, DrillCheck check) {
        String state = switch (check.status()) {
            case HELD -> "v ok";
            case FAILED -> "v no";
            case NOT_PERFORMED -> "v na";
        };
        String word = switch (check.status()) {
            case HELD -> "yes";
            case FAILED -> "no";
            case NOT_PERFORMED -> "not performed";
        };
        String why = Words.withInstants(Words.withDurations(Words.line(check.why())));
        return div(dt(name), dd(span(word).withClass(state), text(" " + why)));
    }

    // ---- what is not known

    static DomContent notKnown(PageFacts facts) {
        Posture posture = facts.posture();
        if (posture.unknowns().isEmpty() && facts.gaps().isEmpty()) {
            return text("");
        }
        return section(
                        h2("Not known"),
                        LongTable.list(
                                each(facts.gaps(), gap -> li(Words.line(gap))),
                                each(posture.unknowns(), EvidenceParts::unknown)))
                .withId("unknown");
    }

    private static DomContent unknown(Unknown unknown) {
        String of =
                unknown.subjects().stream().limit(NAMED).map(PosturePage::name).collect(Collectors.joining(", "));
        int more = unknown.subjects().size() - NAMED;
        return li(
                strong(PosturePage.word(unknown.control())),
                text(" of " + of + (more > 0 ? " and " + more + " more" : "") + ": "
                        + Words.withInstants(Words.line(unknown.sentence()))));
    }
}
