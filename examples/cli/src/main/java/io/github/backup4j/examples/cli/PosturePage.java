package io.github.backup4j.examples.cli;

import static j2html.TagCreator.a;
import static j2html.TagCreator.body;
import static j2html.TagCreator.div;
import static j2html.TagCreator.document;
import static j2html.TagCreator.each;
import static j2html.TagCreator.footer;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.head;
import static j2html.TagCreator.header;
import static j2html.TagCreator.html;
import static j2html.TagCreator.iff;
import static j2html.TagCreator.li;
import static j2html.TagCreator.main;
import static j2html.TagCreator.meta;
import static j2html.TagCreator.nav;
import static j2html.TagCreator.p;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.span;
import static j2html.TagCreator.strong;
import static j2html.TagCreator.style;
import static j2html.TagCreator.title;

import io.github.backup4j.posture.Assessment.Result;
import io.github.backup4j.posture.Control;
import io.github.backup4j.posture.Objectives;
import io.github.backup4j.posture.Posture;
import io.github.backup4j.posture.ResourcePosture;
import io.github.backup4j.posture.Severity;
import io.github.backup4j.posture.Subject;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The posture as a page: one file without scripts and without anything to load. The worst comes first. It writes what the facts
 * say and nothing else, such as the time of writing: the same facts give the same bytes.
 */
final class PosturePage {
    private static final List<Severity> WORST_FIRST = List.of(Severity.values());

    private final PageFacts facts;
    private final Posture posture;

    private PosturePage(PageFacts facts) {
        this.facts = facts;
        posture = facts.posture();
    }

    /** Returns the page. */
    static String of(PageFacts facts) {
        return new PosturePage(facts).page();
    }

    private String page() {
        return document(html(
                                head(
                                        meta().withCharset("utf-8"),
                                        meta().withName("generator").withContent(PageFile.GENERATOR),
                                        meta().withName("viewport").withContent("width=device-width, initial-scale=1"),
                                        meta().withName("color-scheme").withContent("light dark"),
                                        title("Backup posture: " + headline()),
                                        style(rawHtml(DemoCommand.resource("page.css")))),
                                body(
                                        a("Skip to the findings")
                                                .withHref("#findings")
                                                .withClass("skip"),
                                        top(),
                                        contents(),
                                        main(
                                                        FindingParts.of(posture),
                                                        ResourceParts.of(facts),
                                                        VaultParts.of(facts),
                                                        EvidenceParts.lastNight(facts),
                                                        EvidenceParts.drills(facts),
                                                        EvidenceParts.notKnown(facts))
                                                .withId("main"),
                                        foot()))
                        .withLang("en"))
                + "\n";
    }

    private DomContent top() {
        return header(
                p("Backup posture").withClass("eyebrow"),
                h1(headline()).withClass(headlineClass()),
                p(each(
                                List.of(
                                        facts.cloud(),
                                        "as of " + Words.of(posture.asOf()) + " UTC",
                                        Words.count(facts.requests(), "request")),
                                text -> span(text)))
                        .withClass("meta"),
                LongTable.list(each(tiles(), tile -> tile)).withClass("tiles"));
    }

    private String headline() {
        int findings = posture.findings().size();
        if (findings > 0) {
            long urgent = posture.findings().stream()
                    .filter(finding -> finding.severity() == Severity.CRITICAL || finding.severity() == Severity.HIGH)
                    .count();
            return Words.count(findings, "finding")
                    + (urgent == 0 ? ", none of them urgent" : ", " + urgent + " of them urgent");
        }
        return unsure() ? "No finding, but not all is known" : "Every control holds";
    }

    private boolean unsure() {
        return posture.result() == Result.UNKNOWN || !facts.gaps().isEmpty();
    }

    private String headlineClass() {
        if (posture.result() == Result.BREACHED) {
            return "bad";
        }
        return unsure() ? "unsure" : "good";
    }

    private List<DomContent> tiles() {
        int all = posture.resources().size();
        long gone = posture.resources().stream()
                .filter(row -> row.reportedStatus() == null)
                .count();
        List<DomContent> tiles = new ArrayList<>();
        tiles.add(tile(all - gone - count(Control.UNPROTECTED), all - gone, "protected by a vault"));
        tiles.add(tile(
                holding(Control.RPO_BREACHED, Control.NEVER_BACKED_UP), all - gone, "newest restore point in time"));
        tiles.add(tile(
                posture.vaults().stream()
                        .filter(vault -> VaultParts.room(vault) == Result.OK)
                        .count(),
                posture.vaults().size(),
                "vaults with room"));
        long held = facts.drills().stream().filter(drill -> drill.held()).count();
        // Without drills, nothing is proven of what is there: that is not shown as good.
        boolean unproven = facts.drills().isEmpty() && all > 0;
        tiles.add(
                facts.drills().isEmpty()
                        ? li(strong("None"), span("no drill proves a restore")).withCondClass(unproven, "short")
                        : tile(held, facts.drills().size(), "drills held"));
        return tiles;
    }

    private static DomContent tile(long good, long all, String what) {
        return li(strong(good + " of " + all), span(what)).withCondClass(good < all, "short");
    }

    private long count(Control control) {
        return posture.findings().stream()
                .filter(finding -> finding.control() == control)
                .count();
    }

    private long holding(Control... controls) {
        return posture.resources().stream()
                .filter(row -> row.reportedStatus() != null)
                .filter(row -> List.of(controls).stream()
                        .allMatch(control -> row.of(control).result() == Result.OK))
                .count();
    }

    private DomContent contents() {
        return nav(LongTable.list(
                        link("findings", "Findings", posture.findings().size()),
                        link(
                                "resources",
                                "Disks and servers",
                                posture.resources().size()),
                        link("vaults", "Vaults", posture.vaults().size()),
                        link(
                                "night",
                                "Last 24 hours",
                                facts.lastNight() == null
                                        ? "?"
                                        : String.valueOf(facts.lastNight().size())),
                        link("drills", "Drills", facts.drills().size()),
                        iff(
                                !posture.unknowns().isEmpty() || !facts.gaps().isEmpty(),
                                link(
                                        "unknown",
                                        "Not known",
                                        posture.unknowns().size() + facts.gaps().size()))))
                .attr("aria-label", "Contents");
    }

    private static DomContent link(String id, String text, int count) {
        return link(id, text, String.valueOf(count));
    }

    private static DomContent link(String id, String text, String count) {
        return li(a(text).withHref("#" + id), span(count).withClass("count"));
    }

    private DomContent foot() {
        return footer(
                p("Compared with: " + objectives(posture.objectives()) + "."), p("Days and times are in UTC."), div());
    }

    private static String objectives(Objectives wanted) {
        List<String> words = new ArrayList<>();
        if (wanted.rpo() != null) {
            words.add("newest restore point at most " + Words.of(wanted.rpo()) + " old");
        }
        if (wanted.retention() != null) {
            words.add("restore points reach back " + Words.of(wanted.retention()));
        }
        words.add("vaults below " + wanted.vaultsBelow() + " % and not full within " + Words.of(wanted.fullWithin()));
        if (wanted.copiedWithin() != null) {
            words.add("copied elsewhere within " + Words.of(wanted.copiedWithin()));
        }
        if (wanted.provenWithin() != null) {
            words.add("proven by a drill within " + Words.of(wanted.provenWithin()));
        }
        if (wanted.rto() != null) {
            words.add("restored within " + Words.of(wanted.rto()));
        }
        return String.join("; ", words);
    }

    /** Returns the place of a disk or server in a list with the worst first. */
    static int rank(ResourcePosture row) {
        return row.assessments().stream()
                .filter(one -> one.result() == Result.BREACHED)
                .mapToInt(one -> WORST_FIRST.indexOf(one.control().severity()))
                .min()
                .orElse(row.result() == Result.UNKNOWN ? WORST_FIRST.size() : WORST_FIRST.size() + 1);
    }

    static String word(Severity severity) {
        return switch (severity) {
            case CRITICAL -> "Critical";
            case HIGH -> "High";
            case MEDIUM -> "Medium";
            case LOW -> "Low";
        };
    }

    /** Returns what stands for a list without entries: only a list that was read can say that there are none. */
    static String none(PageFacts facts) {
        return facts.posture().gaps().isEmpty() ? "There are none." : "None was read; see what is not known.";
    }

    /** Returns the name of a control as people say it. */
    static String word(Control control) {
        if (control == Control.VAULT_FULL_AT) {
            return "Vault will be full";
        }
        String words = control.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return (Character.toUpperCase(words.charAt(0)) + words.substring(1))
                .replace("Rpo ", "RPO ")
                .replace("Rto ", "RTO ");
    }

    static String name(Subject subject) {
        return Words.line(subject.name().isEmpty() ? subject.id() : subject.name());
    }
}
