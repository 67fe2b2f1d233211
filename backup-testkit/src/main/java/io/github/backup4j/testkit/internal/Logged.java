package io.github.backup4j.testkit.internal;

import io.github.backup4j.OperationFilter;
import java.time.Instant;
import java.util.List;

/** What the log keeps: one piece of work, or all backups of a run. */
sealed interface Logged permits LoggedWork, LoggedRun {
    Instant startedAt();

    StoredVault vault();

    /** The entries, in the order of their numbers. */
    List<LogEntry> entries();

    /** Whether it may have entries that a filter matches, without a look at each. */
    default boolean mayHold(OperationFilter filter) {
        Instant before = filter.startedBefore();
        return (filter.vault() == null || filter.vault().equals(vault().id))
                && (before == null || startedAt().isBefore(before));
    }
}
