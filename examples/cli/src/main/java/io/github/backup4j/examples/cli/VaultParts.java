package io.github.backup4j.examples.cli;

import static j2html.TagCreator.each;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.li;
import static j2html.TagCreator.p;
import static j2html.TagCreator.section;
import static j2html.TagCreator.span;
import static j2html.TagCreator.tag;

import io.github.backup4j.DataSize;
import io.github.backup4j.posture.Assessment;
import io.github.backup4j.posture.Assessment.Result;
import io.github.backup4j.posture.Control;
import io.github.backup4j.posture.Objectives;
import io.github.backup4j.posture.Posture;
import io.github.backup4j.posture.VaultPosture;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The part of the page with the vaults: how full they are, and when they will be. */
final class VaultParts {
    private static final int ALL = 100;

    private VaultParts() {}

    static DomContent of(PageFacts facts) {
        Posture posture = facts.posture();
        List<VaultPosture> vaults = new ArrayList<>(posture.vaults());
        vaults.sort(Comparator.comparing(VaultPosture::result)
                .reversed()
                .thenComparing(Comparator.comparingDouble(VaultParts::share).reversed())
                .thenComparing(vault -> vault.subject().id()));
        return section(
                        h2("Vaults"),
                        vaults.isEmpty() ? p(PosturePage.none(facts)) : legend(posture.objectives()),
                        LongTable.list(each(
                                        vaults,
                                        vault ->
                                                item(vault, posture.objectives().vaultsBelow())))
                                .withClass("vaults"))
                .withId("vaults");
    }

    /** Returns whether a vault has room, and will have: whether it is paid for or locked is another question. */
    static Result room(VaultPosture vault) {
        Result now = vault.of(Control.VAULT_FULL).result();
        Result later = vault.of(Control.VAULT_FULL_AT).result();
        return now.compareTo(later) > 0 ? now : later;
    }

    private static DomContent legend(Objectives wanted) {
        return p("The vertical line marks " + wanted.vaultsBelow()
                        + " % of the capacity. The free part is striped if the vault is forecast to be full within "
                        + Words.of(wanted.fullWithin()) + ".")
                .withClass("legend");
    }

    private static DomContent item(VaultPosture vault, int below) {
        DataSize used = vault.used();
        Assessment forecast = vault.of(Control.VAULT_FULL_AT);
        boolean filling = forecast.result() == Result.BREACHED;
        String percent = used == null ? "not known" : String.format(Locale.ROOT, "%.0f %%", share(vault));
        return li(
                h3(span(PosturePage.name(vault.subject())), span(percent).withClass("percent")),
                bar(vault, below, filling),
                p(Words.of(used) + " of " + Words.of(vault.capacity()) + ", " + Words.count(vault.members(), "member")
                        + ". " + sentence(forecast)));
    }

    private static String sentence(Assessment forecast) {
        String fullOn = forecast.evidence().get("fullOn");
        String bytesADay = forecast.evidence().get("bytesADay");
        if (forecast.result() == Result.BREACHED && fullOn != null && bytesADay != null) {
            return "It takes " + Words.of(DataSize.bytes(Long.parseLong(bytesADay))) + " a day and will be full on "
                    + fullOn + ".";
        }
        String sentence = Words.line(forecast.sentence());
        boolean known = forecast.result() == Result.BREACHED || forecast.result() == Result.OK;
        return (known ? "Forecast: " : "No forecast: ") + sentence + ".";
    }

    private static DomContent bar(VaultPosture vault, int below, boolean filling) {
        double share = share(vault);
        String state = room(vault) == Result.BREACHED ? "over" : "under";
        return tag("svg")
                .attr("class", "fill")
                .attr("viewBox", "0 0 100 10")
                .attr("preserveAspectRatio", "none")
                .attr("role", "img")
                .attr("aria-label", String.format(Locale.ROOT, "%.0f %% used; the limit is %d %%", share, below))
                .with(
                        tag("path").attr("class", "room").attr("d", "M0 5h100"),
                        filling
                                ? tag("path")
                                        .attr("class", "coming")
                                        .attr("d", String.format(Locale.ROOT, "M%.1f 5H100", share))
                                : tag("path").attr("d", "M0 0"),
                        tag("path").attr("class", state).attr("d", String.format(Locale.ROOT, "M0 5h%.1f", share)),
                        tag("path").attr("class", "limit").attr("d", "M" + below + " 0v10"));
    }

    private static double share(VaultPosture vault) {
        DataSize used = vault.used();
        if (used == null) {
            return 0;
        }
        return vault.capacity().bytes() == 0
                ? ALL
                : Math.min(ALL, (double) ALL * used.bytes() / vault.capacity().bytes());
    }
}
