package io.github.backup4j.examples.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.NotFound;
import io.github.backup4j.Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the restore points of disks and servers, day by day. */
@Command(
        name = "timeline",
        description = {
            "Shows which days have a restore point, and which were missed.",
            "# has one, ! was missed, . has none. Days are those of UTC.",
            "Exit code 0: nothing was missed. 1: a backup failed or was skipped."
        })
final class TimelineCommand extends CloudCommand {
    private static final int MOST_DAYS = 366;
    private static final int WEEK = 7;

    /** What stands beside a strip: gaps, how many days are covered, and how many were missed. */
    private static final int BESIDE = "    366 of 366 days  MISSED".length();

    /** What stands before weeks. */
    private static final int DATE = "  2026-12-01  ".length();

    @Parameters(paramLabel = "RESOURCE", arity = "1..*", description = "Names, disk:ID or server:ID.")
    private List<String> resources = new ArrayList<>();

    @Option(names = "--days", paramLabel = "N", description = "How many days (42).")
    private int days = 42;

    TimelineCommand(Environment environment) {
        super(environment);
    }

    @Override
    int run(CloudBackup backup) {
        if (days < 1 || days > MOST_DAYS) {
            throw wrongUse("--days is " + days + ", not 1 to " + MOST_DAYS);
        }
        Map<String, Resource> found = new LinkedHashMap<>();
        resources.forEach(text -> found.put(text, held(backup, ResourceNames.find(backup, text))));
        History history = History.read(backup, new LinkedHashSet<>(found.values()), days);
        Instant now = backup.time().now();
        Map<String, Strip> strips = new LinkedHashMap<>();
        found.forEach((name, resource) -> strips.put(name, Objects.requireNonNull(history.strip(resource, now, days))));
        print(Json.array(strips.entrySet(), row -> view(row.getKey(), row.getValue())), text(strips));
        return ExitCode.of(
                strips.values().stream().allMatch(strip -> strip.missed().isEmpty()));
    }

    /** Returns what the restore points are of: for a disk that is backed up with its server, the server. */
    private static Resource held(CloudBackup backup, Resource resource) {
        try {
            return backup.resources().get(resource).protectedThrough().stream()
                    .map(through -> (Resource) through.server())
                    .findFirst()
                    .orElse(resource);
        } catch (NotFound e) {
            return resource;
        }
    }

    private static ObjectNode view(String name, Strip strip) {
        ObjectNode node = Json.object();
        Json.put(node, "resource", name);
        Json.put(node, "firstDay", strip.first());
        Json.put(node, "days", marks(strip));
        node.set("missed", Json.texts(strip.missed()));
        return node;
    }

    /** Returns the strips, each below the other; where they are too long for the terminal, as lines of whole weeks. */
    private String text(Map<String, Strip> strips) {
        Strip any = strips.values().iterator().next();
        int longest = strips.keySet().stream()
                .mapToInt(name -> Words.line(name).length())
                .max()
                .orElse(0);
        int room = columns() - longest - BESIDE;
        TextTable table = new TextTable(4, "RESOURCE", "FROM " + any.first(), "COVERED", "MISSED");
        if (any.cells().size() > room) {
            return inWeeks(strips);
        }
        strips.forEach((name, strip) -> table.add(
                name,
                marks(strip),
                covered(strip),
                String.valueOf(strip.missed().size())));
        return table.text(columns());
    }

    private String inWeeks(Map<String, Strip> strips) {
        int weeks = Math.max(1, (columns() - DATE - 1) / (WEEK + 1));
        StringBuilder text = new StringBuilder();
        strips.forEach((name, strip) -> {
            text.append(Words.line(name))
                    .append(": ")
                    .append(covered(strip))
                    .append(" covered, ")
                    .append(strip.missed().size())
                    .append(" missed\n");
            String marks = marks(strip);
            for (int from = 0; from < marks.length(); from += weeks * WEEK) {
                String line = marks.substring(from, Math.min(marks.length(), from + weeks * WEEK));
                text.append("  ")
                        .append(strip.first().plusDays(from))
                        .append("  ")
                        .append(line.replaceAll("(.{" + WEEK + "})(?=.)", "$1 "))
                        .append('\n');
            }
        });
        return text.toString();
    }

    private static String covered(Strip strip) {
        return strip.covered() + " of " + Words.count(strip.cells().size(), "day");
    }

    private static String marks(Strip strip) {
        return strip.cells().stream().map(cell -> String.valueOf(cell.mark())).collect(Collectors.joining());
    }
}
