package io.github.backup4j.posture;

import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.VaultId;
import io.github.backup4j.internal.PlainText;
import io.github.backup4j.internal.TextPage;
import io.github.backup4j.internal.TextPage.Column;
import io.github.backup4j.posture.Assessment.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes a posture for a terminal, the worst first: the findings under what to do about them, what is not known under the reason, then a
 * table of disks and servers and one of vaults. Instants are to the minute in UTC. Subjects have their names, and their ids only where a
 * name is not enough.
 */
final class PostureText {
    private static final int LONGEST_SUBJECT = 40;
    private static final String NONE = "-";

    /** What stands between a list that could not be read and the reason, as the reader of facts writes it. */
    private static final String BROKE_OFF = " broke off: ";

    private final Posture posture;
    private final String cloud;
    private final Map<String, Long> uses = new LinkedHashMap<>();
    private final Map<Resource, Subject> resources = new LinkedHashMap<>();
    private final Map<VaultId, Subject> vaults = new LinkedHashMap<>();
    private final TextPage page;

    PostureText(Posture posture, String cloud, int columns) {
        this.posture = posture;
        this.cloud = cloud;
        page = new TextPage(columns);
        posture.resources().forEach(row -> resources.put(row.resource(), row.subject()));
        posture.vaults().forEach(row -> vaults.put(row.subject().vault(), row.subject()));
        resources.values().forEach(subject -> uses.merge(byName(subject), 1L, Long::sum));
        vaults.values().forEach(subject -> uses.merge(byName(subject), 1L, Long::sum));
    }

    /** Writes it, once. */
    String write() {
        heading();
        findings();
        gaps();
        unknowns();
        resources();
        vaults();
        return page.toString();
    }

    private void heading() {
        Map<Severity, Long> bySeverity = posture.findings().stream()
                .collect(Collectors.groupingBy(Finding::severity, LinkedHashMap::new, Collectors.counting()));
        String severities = bySeverity.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
        line("Posture of " + cloud + " at " + Words.minute(posture.asOf()) + " UTC: " + posture.result(), 4);
        line(
                Words.count(posture.findings().size(), "finding")
                        + (severities.isEmpty() ? "" : " (" + severities + ")")
                        + ", " + Words.count(posture.resources().size(), "resource") + ", "
                        + Words.count(posture.vaults().size(), "vault") + ", "
                        + Words.count((int) posture.requests(), "request"),
                4);
    }

    private void findings() {
        Map<String, List<Finding>> groups = posture.findings().stream()
                .collect(Collectors.groupingBy(
                        finding -> finding.severity() + "  " + finding.control() + ": "
                                + finding.remedy().sentence(),
                        LinkedHashMap::new,
                        Collectors.toList()));
        groups.forEach((title, group) -> {
            line("", 0);
            line(title, 4);
            int width = Math.min(
                    Math.min(LONGEST_SUBJECT, page.columns() * 2 / 5),
                    group.stream()
                            .mapToInt(finding -> named(finding.subject()).length())
                            .max()
                            .orElse(0));
            for (Finding finding : group) {
                String since = finding.since() == null ? "" : " (since " + Words.minute(finding.since()) + ")";
                line("  " + padded(named(finding.subject()), width) + "  " + finding.sentence() + since, width + 4);
            }
        });
    }

    private void gaps() {
        if (posture.gaps().isEmpty()) {
            return;
        }
        line("", 0);
        line("NOT READ", 0);
        // Lists that broke off for one reason, as for a wrong key, share it.
        Map<String, List<String>> byReason = new LinkedHashMap<>();
        posture.gaps()
                .forEach(gap -> byReason.computeIfAbsent(
                                gap.substring(Math.max(0, gap.indexOf(BROKE_OFF))), none -> new ArrayList<>())
                        .add(gap));
        byReason.forEach((reason, group) -> {
            String lists = group.stream()
                    .map(gap -> gap.substring(0, gap.length() - reason.length()))
                    .collect(Collectors.joining(", "));
            line("  " + lists + reason, 4);
        });
    }

    private void unknowns() {
        if (posture.unknowns().isEmpty()) {
            return;
        }
        Map<String, List<Unknown>> byReason = posture.unknowns().stream()
                .collect(Collectors.groupingBy(Unknown::sentence, LinkedHashMap::new, Collectors.toList()));
        line("", 0);
        line("NOT KNOWN", 0);
        byReason.forEach((reason, group) -> {
            line("  " + reason, 4);
            for (Unknown unknown : group) {
                int more = unknown.subjects().size() - 1;
                line(
                        "    " + unknown.control() + " of "
                                + named(unknown.subjects().get(0)) + (more == 0 ? "" : " and " + more + " more"),
                        8);
            }
        });
    }

    private void resources() {
        if (posture.resources().isEmpty()) {
            return;
        }
        List<Column> columns = List.of(
                Column.of("RESULT"),
                Column.of("RESOURCE"),
                new Column("PROTECTED BY", 3),
                Column.of("POINTS"),
                Column.of("AGE"),
                new Column("NEXT IN", 2),
                new Column("3-2-1-1-0", 1));
        List<List<String>> rows = new ArrayList<>();
        posture.resources().stream()
                .sorted(Comparator.comparing(ResourcePosture::result).reversed())
                .forEach(row -> {
                    ResourcePosture.Points points = row.points();
                    rows.add(List.of(
                            shown(row.result()),
                            PlainText.line(named(row.subject())),
                            PlainText.line(protectedBy(row)),
                            String.valueOf(points.usable()),
                            points.age() == null ? NONE : coarse(points.age()),
                            row.nextRun() == null ? NONE : coarse(Duration.between(posture.asOf(), row.nextRun())),
                            row.threeTwoOne().marks()));
                });
        table(columns, rows);
        line("3-2-1-1-0: three copies, two media, one elsewhere, one unchangeable, no errors in a drill;", 0);
        line("y yes, n no, ? not known, - not assessable", 0);
    }

    private String protectedBy(ResourcePosture row) {
        Subject vault = row.vault() == null ? null : vaults.get(row.vault());
        Subject server = row.through() == null ? null : resources.get(row.through());
        if (row.vault() == null) {
            return row.reportedStatus() == null ? "(it is gone)" : NONE;
        }
        String where = vault == null ? "vault " + row.vault() : named(vault);
        return row.through() == null
                ? where
                : server == null ? "server " + row.through().id() : named(server);
    }

    private void vaults() {
        if (posture.vaults().isEmpty()) {
            return;
        }
        List<Column> columns = List.of(
                Column.of("RESULT"), Column.of("VAULT"), new Column("MEMBERS", 1), Column.of("USED"), Column.of("OF"));
        List<List<String>> rows = new ArrayList<>();
        posture.vaults().stream()
                .sorted(Comparator.comparing(VaultPosture::result).reversed())
                .forEach(row -> {
                    DataSize used = row.used();
                    rows.add(List.of(
                            shown(row.result()),
                            PlainText.line(named(row.subject())),
                            String.valueOf(row.members()),
                            used == null ? NONE : Words.of(used),
                            Words.of(row.capacity())));
                });
        table(columns, rows);
    }

    // ---- names

    /** Returns the kind and name of a subject, with its id if it has no name or shares it with another of its kind. */
    private String named(Subject subject) {
        String name = byName(subject);
        boolean unique = uses.getOrDefault(name, 0L) <= 1;
        return subject.name().isEmpty() || subject.id().equals(name)
                ? subject.id()
                : name
                        + (unique
                                ? ""
                                : " (" + subject.id().substring(subject.id().indexOf(' ') + 1) + ")");
    }

    private static String byName(Subject subject) {
        return subject.id().substring(0, subject.id().indexOf(' ') + 1) + subject.name();
    }

    private static String shown(Result result) {
        return result == Result.NOT_ASSESSABLE ? NONE : result.toString();
    }

    /** Formats a time in at most eight characters as long as it is below three years; one below zero, by a clock that is off, as "?". */
    static String coarse(Duration time) {
        if (time.isNegative()) {
            return "?";
        }
        return time.toDays() >= 10 ? time.toDays() + " d" : Words.of(time);
    }

    // ---- lines

    private void table(List<Column> columns, List<List<String>> rows) {
        line("", 0);
        page.table(columns, rows);
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private void line(String text, int indent) {
        page.line(text, indent);
    }
}
