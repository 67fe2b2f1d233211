package io.github.backup4j.testkit.internal;

import io.github.backup4j.OperationFilter;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.OperationRecord.Kind;
import io.github.backup4j.Resource;
import java.time.Instant;

/** An entry in the log of long-running work of one site. */
sealed interface LogEntry permits LoggedWork, LoggedRun.Backup {
    /** The kind of its id. */
    String ID_KIND = "log";

    Kind kind();

    Resource resource();

    StoredVault vault();

    Instant startedAt();

    /** How the API shows it now. */
    OperationRecord view();

    /** Whether a filter matches what never changes of it. */
    default boolean mayMatch(OperationFilter filter) {
        Instant from = filter.startedFrom();
        Instant before = filter.startedBefore();
        return (filter.kind() == null || filter.kind() == kind())
                && (filter.resource() == null || filter.resource().equals(resource()))
                && (filter.vault() == null || filter.vault().equals(vault().id))
                && (from == null || !startedAt().isBefore(from))
                && (before == null || startedAt().isBefore(before));
    }
}
