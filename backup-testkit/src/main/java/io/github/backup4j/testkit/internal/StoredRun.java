package io.github.backup4j.testkit.internal;

import io.github.backup4j.BackupRunId;
import io.github.backup4j.RestorePoint.Origin;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The common properties of the restore points of one backup run, or of one copy.
 *
 * @param id the run
 * @param createdAt when the restore points were created: at the start of the run; a copy is as old as the original
 * @param origin how the restore points came to be
 * @param automatic whether a policy started it
 * @param name the name that the caller gave the restore points; null: none
 * @param description the description that the caller gave, or ""
 */
record StoredRun(
        BackupRunId id,
        Instant createdAt,
        Origin origin,
        boolean automatic,
        @Nullable String name,
        String description) {}
