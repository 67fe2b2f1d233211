package io.github.backup4j.drill;

import io.github.backup4j.DataSize;
import io.github.backup4j.Invalid;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePointId;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The texts of a report: one to store, and one for a terminal. */
final class ReportText {
    static final String DIGEST = "digest=";

    private static final String TITLE = "backup4j drill report 1";
    private static final String DISK = "disk ";
    private static final String SERVER = "server ";
    private static final int LONGEST = 1 << 20;

    private ReportText() {}

    /** The facts, one a line; values have no line breaks. */
    static String facts(DrillReport report) {
        StringBuilder text = new StringBuilder(TITLE).append('\n');
        add(text, "drill", report.drill());
        add(text, "source", report.source());
        add(text, "point", report.point().id().value());
        add(text, "pointCreatedAt", report.point().createdAt());
        add(text, "pointBytes", bytes(report.point().size()));
        add(text, "made", report.made());
        add(text, "madeBytes", bytes(report.madeSize()));
        add(text, "begunAt", report.times().begunAt());
        add(text, "restoredAt", report.times().restoredAt());
        add(text, "verifiedAt", report.times().verifiedAt());
        add(text, "endedAt", report.times().endedAt());
        add(text, "rto", report.rto());
        add(text, "restored", report.restored());
        add(text, "verified", report.verified());
        add(text, "cleanedUp", report.cleanedUp());
        add(text, "withinRto", report.withinRto());
        report.cleanUp().deleted().forEach(one -> add(text, "deleted", one));
        report.cleanUp().left().forEach(one -> add(text, "left", one));
        add(text, "listedAt", report.cleanUp().listedAt());
        return text.toString();
    }

    private static void add(StringBuilder text, String name, @Nullable Object value) {
        if (value != null) {
            text.append(name).append('=').append(value).append('\n');
        }
    }

    private static @Nullable Long bytes(@Nullable DataSize size) {
        return size == null ? null : (Long) size.bytes();
    }

    static DrillReport parse(String text) {
        if (text.length() > LONGEST || !text.startsWith(TITLE + "\n")) {
            throw new Invalid("text is no report of a drill of this version: it does not begin with \"" + TITLE + "\"");
        }
        int end = text.lastIndexOf("\n" + DIGEST) + 1;
        if (end == 0) {
            throw new Invalid("text of a drill report has no digest; it is cut off");
        }
        DrillReport report;
        try {
            report = read(text.substring(TITLE.length() + 1, end));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new Invalid("text of a drill report cannot be read: " + Texts.of(e));
        }
        if (!report.print().equals(text)) {
            throw new Invalid(
                    "text of a drill report has digest " + Texts.line(text.substring(end + DIGEST.length()), 64)
                            + ", but its facts have " + report.digest() + "; it was changed");
        }
        return report;
    }

    private static DrillReport read(String facts) {
        Map<String, String> one = new LinkedHashMap<>();
        List<String> deleted = new ArrayList<>();
        List<String> left = new ArrayList<>();
        for (String line : facts.split("\n", -1)) {
            int split = line.indexOf('=');
            if (split < 0) {
                continue;
            }
            String name = line.substring(0, split);
            String value = line.substring(split + 1);
            switch (name) {
                case "deleted" -> deleted.add(value);
                case "left" -> left.add(value);
                default -> one.put(name, value);
            }
        }
        Fields fields = new Fields(one);
        return new DrillReport(
                fields.text("drill"),
                fields.get("source", ReportText::resource),
                new DrillReport.Point(
                        new RestorePointId(fields.text("point")),
                        fields.get("pointCreatedAt", Instant::parse),
                        fields.find("pointBytes", ReportText::size)),
                fields.find("made", ReportText::resource),
                fields.find("madeBytes", ReportText::size),
                new DrillReport.Times(
                        fields.get("begunAt", Instant::parse),
                        fields.get("restoredAt", Instant::parse),
                        fields.find("verifiedAt", Instant::parse),
                        fields.get("endedAt", Instant::parse)),
                fields.find("rto", Duration::parse),
                new DrillReport.Checks(
                        fields.get("restored", ReportText::check),
                        fields.get("verified", ReportText::check),
                        fields.get("cleanedUp", ReportText::check),
                        fields.get("withinRto", ReportText::check)),
                new DrillReport.CleanUp(deleted, left, fields.get("listedAt", Instant::parse)));
    }

    private static Resource resource(String text) {
        if (text.startsWith(DISK)) {
            return Resource.disk(text.substring(DISK.length()));
        } else if (text.startsWith(SERVER)) {
            return Resource.server(text.substring(SERVER.length()));
        }
        throw new IllegalArgumentException("\"" + text + "\" is neither a disk nor a server");
    }

    private static DataSize size(String text) {
        return DataSize.bytes(Long.parseLong(text));
    }

    private static DrillCheck check(String text) {
        int split = text.indexOf(": ");
        if (split < 0) {
            throw new IllegalArgumentException("\"" + text + "\" is no check");
        }
        return new DrillCheck(DrillCheck.Status.valueOf(text.substring(0, split)), text.substring(split + 2));
    }

    /** The facts that stand once. */
    private record Fields(Map<String, String> values) {
        String text(String name) {
            String value = values.get(name);
            if (value == null) {
                throw new IllegalArgumentException("it has no " + name);
            }
            return value;
        }

        <T> T get(String name, Function<String, T> read) {
            return read.apply(text(name));
        }

        <T> @Nullable T find(String name, Function<String, T> read) {
            String value = values.get(name);
            return value == null ? null : read.apply(value);
        }
    }

    // ---- for a terminal

    static String terminal(DrillReport report) {
        StringBuilder text = new StringBuilder("drill of ").append(report.source());
        text.append(", ").append(report.held() ? "held" : "NOT held").append('\n');
        line(
                text,
                "restore point",
                report.point().id() + " of " + report.point().createdAt()
                        + known(report.point().size()));
        line(text, "restored as", report.made() == null ? "-" : report.made() + known(report.madeSize()));
        line(
                text,
                "begun",
                report.times().begunAt() + ", ended " + report.times().endedAt());
        line(text, "restored", report.restored());
        line(text, "verified", report.verified());
        line(text, "cleaned up", report.cleanedUp());
        line(text, "within RTO", report.withinRto());
        line(text, "deleted", report.cleanUp().deleted());
        if (!report.cleanUp().left().isEmpty()) {
            line(text, "left", report.cleanUp().left());
        }
        line(text, "digest", report.digest());
        return text.toString();
    }

    private static String known(@Nullable DataSize size) {
        return size == null ? "" : ", " + size;
    }

    private static void line(StringBuilder text, String name, Object value) {
        text.append(String.format(Locale.ROOT, "  %-14s %s%n", name, value).replace(System.lineSeparator(), "\n"));
    }
}
