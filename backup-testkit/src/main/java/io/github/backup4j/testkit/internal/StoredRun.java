package io.github.backup4j.testkit.internal;

import io.github.backup4j.BackupRunId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The common properties of the restore points of one backup run.
 *
 * @param id the run
 * @param startedAt when it began
 * @param automatic whether a policy started it
 * @param name the name that the caller gave the restore points; null: none
 * @param description the description that the caller gave, or ""
 */
record StoredRun(
        BackupRunId id,
        Instant startedAt,
        boolean automatic,
        @Nullable String name,
        String description) {}
