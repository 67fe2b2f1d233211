package io.github.backup4j.posture;

import io.github.backup4j.DataSize;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Reported;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes a posture as tables for a terminal, with instants to the minute in UTC. */
final class PostureText {
    private static final String NONE = "-";

    private final Posture posture;
    private final String cloud;
    private final StringBuilder out = new StringBuilder();

    PostureText(Posture posture, String cloud) {
        this.posture = posture;
        this.cloud = cloud;
    }

    @Override
    public String toString() {
        out.setLength(0);
        heading();
        findings();
        gaps();
        unknowns();
        resources();
        vaults();
        return out.toString();
    }

    private void heading() {
        Map<Severity, Long> bySeverity = posture.findings().stream()
                .collect(Collectors.groupingBy(Finding::severity, LinkedHashMap::new, Collectors.counting()));
        String severities = bySeverity.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
        line("Posture of " + cloud + " at " + Words.minute(posture.asOf()) + " UTC: " + posture.result());
        line(Words.count(posture.findings().size(), "finding") + (severities.isEmpty() ? "" : " (" + severities + ")")
                + ", " + Words.count(posture.resources().size(), "resource") + ", "
                + Words.count(posture.vaults().size(), "vault") + ", "
                + Words.count((int) posture.requests(), "request"));
    }

    private void findings() {
        if (posture.findings().isEmpty()) {
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("SEVERITY", "FINDING", "SUBJECT", "SINCE", "WHAT IS WRONG"));
        Map<Control, String> remedies = new LinkedHashMap<>();
        for (Finding finding : posture.findings()) {
            rows.add(List.of(
                    finding.severity().toString(),
                    finding.control().toString(),
                    named(finding.subject()),
                    minute(finding.since()),
                    finding.sentence()));
            remedies.put(finding.control(), finding.remedy().sentence());
        }
        table(rows);
        List<List<String>> advice = new ArrayList<>();
        advice.add(List.of("FINDING", "WHAT TO DO"));
        remedies.forEach((control, remedy) -> advice.add(List.of(control.toString(), remedy)));
        table(advice);
    }

    private void gaps() {
        if (posture.gaps().isEmpty()) {
            return;
        }
        line("");
        line("NOT READ");
        posture.gaps().forEach(this::line);
    }

    private void unknowns() {
        if (posture.unknowns().isEmpty()) {
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("NOT KNOWN", "OF", "WHY"));
        for (Unknown unknown : posture.unknowns()) {
            int more = unknown.subjects().size() - 1;
            rows.add(List.of(
                    unknown.control().toString(),
                    named(unknown.subjects().get(0)) + (more == 0 ? "" : " and " + more + " more"),
                    unknown.sentence()));
        }
        table(rows);
    }

    private void resources() {
        if (posture.resources().isEmpty()) {
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "RESOURCE",
                "STATUS",
                "PROTECTED BY",
                "POINTS",
                "NEWEST",
                "AGE",
                "NEXT RUN",
                "COPIED",
                "RESULT",
                "3-2-1-1-0"));
        for (ResourcePosture row : posture.resources()) {
            ResourcePosture.Points points = row.points();
            rows.add(List.of(
                    named(row.subject()),
                    status(row),
                    protectedBy(row),
                    String.valueOf(points.usable()),
                    minute(points.newestAt()),
                    points.age() == null ? NONE : Words.of(points.age()),
                    minute(row.nextRun()),
                    String.valueOf(points.copied()),
                    row.result().toString(),
                    row.threeTwoOne().toString()));
        }
        table(rows);
    }

    private static String protectedBy(ResourcePosture row) {
        if (row.vault() == null) {
            return NONE;
        }
        return "vault " + row.vault() + (row.through() == null ? "" : " through " + row.through());
    }

    private void vaults() {
        if (posture.vaults().isEmpty()) {
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("VAULT", "MEMBERS", "USED", "CAPACITY", "RESULT"));
        for (VaultPosture row : posture.vaults()) {
            DataSize used = row.used();
            rows.add(List.of(
                    named(row.subject()),
                    String.valueOf(row.members()),
                    used == null ? NONE : Words.of(used),
                    Words.of(row.capacity()),
                    row.result().toString()));
        }
        table(rows);
    }

    private static String named(Subject subject) {
        return subject.name().isEmpty() || subject.id().endsWith(" " + subject.name())
                ? subject.id()
                : subject.name() + " (" + subject.id() + ")";
    }

    private static String minute(@Nullable Instant instant) {
        return instant == null ? NONE : Words.minute(instant);
    }

    private void table(List<List<String>> rows) {
        line("");
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                line.append(row.get(i));
                if (i < columns - 1) {
                    line.append(" ".repeat(widths[i] - row.get(i).length() + 2));
                }
            }
            line(line.toString());
        }
    }

    /** Appends one line, without the line breaks that names and the cloud's texts may contain. */
    private void line(String text) {
        out.append(text.replaceAll("\\p{Cntrl}", " ").stripTrailing()).append('\n');
    }

    private static String status(ResourcePosture row) {
        Reported<ProtectableResource.Status> reported = row.reportedStatus();
        if (reported == null) {
            return "gone";
        }
        return reported.value() == ProtectableResource.Status.UNRECOGNIZED
                ? reported.toString()
                : reported.value().toString();
    }
}
