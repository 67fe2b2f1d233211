package io.github.backup4j.examples.cli;

import io.github.backup4j.BackupRun;
import io.github.backup4j.FleetResult;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import java.util.List;
import java.util.Map;

/** Results as tables for people, where the library has none. */
final class Reports {
    private Reports() {}

    static String of(BackupRun run, int columns) {
        TextTable table = new TextTable(2, "NAME", "RESOURCE", "RESTORE POINT", "RESULT");
        for (RestorePoint point : run.restorePoints()) {
            table.add(
                    Words.line(point.source().name()),
                    ResourceNames.of(point.resource()),
                    point.id().value(),
                    point.status().toString());
        }
        run.failures()
                .forEach(failed ->
                        table.add(Words.NONE, ResourceNames.of(failed.resource()), Words.NONE, failed.toString()));
        run.skipped()
                .forEach(skipped ->
                        table.add(Words.NONE, ResourceNames.of(skipped.resource()), Words.NONE, skipped.toString()));
        return (run.complete() ? "Backed up: " : "Backed up in part: ") + "run " + run.id() + " in vault " + run.vault()
                + "\n" + table.text(columns);
    }

    /** Returns the outcomes, with names where they are known. */
    static String of(FleetResult result) {
        StringBuilder text = new StringBuilder();
        result.outcomes()
                .forEach(outcome ->
                        text.append(Words.line(result.describe(outcome))).append('\n'));
        result.unlisted()
                .forEach(vault -> text.append(Words.line(vault.toString())).append('\n'));
        return text.length() == 0 ? "Nothing matches.\n" : text.toString();
    }

    /** Returns the log, with names where they are known. */
    static String of(List<OperationRecord> entries, Map<Resource, String> names, int columns) {
        TextTable table = new TextTable(4, "STARTED", "KIND", "STATUS", "NAME", "OF", "VAULT", "WHY");
        for (OperationRecord entry : entries) {
            table.add(
                    Words.of(entry.startedAt()),
                    entry.kind().toString(),
                    entry.status()
                            + (entry.percent() == null || entry.endedAt() != null ? "" : " " + entry.percent() + " %"),
                    entry.resource() == null ? Words.NONE : names.getOrDefault(entry.resource(), Words.NONE),
                    entry.resource() == null ? Words.NONE : ResourceNames.of(entry.resource()),
                    entry.vault() == null ? Words.NONE : entry.vault().value(),
                    why(entry));
        }
        return table.isEmpty() ? "No operation matches.\n" : table.text(columns);
    }

    /** Returns the code and the reason of a failure, as far as the cloud says them. */
    private static String why(OperationRecord entry) {
        String code = entry.failureCode();
        String reason = entry.failure();
        if (code == null || reason == null) {
            return code != null ? code : reason != null ? reason : "";
        }
        return code + " " + reason;
    }
}
