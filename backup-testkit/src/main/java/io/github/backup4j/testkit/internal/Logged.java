package io.github.backup4j.testkit.internal;

import java.time.Instant;
import java.util.List;

/** What the log keeps: one piece of work, or all backups of a run. */
sealed interface Logged permits LoggedWork, LoggedRun {
    Instant startedAt();

    /** The entries, in the order of their numbers. */
    List<LogEntry> entries();
}
