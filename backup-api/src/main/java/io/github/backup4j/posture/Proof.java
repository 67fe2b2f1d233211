package io.github.backup4j.posture;

import io.github.backup4j.Resource;
import io.github.backup4j.RestorePointId;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a restore drill has shown about a disk or server. Drills are made and kept elsewhere; the caller hands in what is known.
 *
 * @param resource the disk or server whose restore point was restored
 * @param at when the drill ended
 * @param restorePoint the restore point; null if nobody wrote it down
 * @param restored whether the data came back
 * @param verified whether somebody has looked at it and found it good; false as well where nobody has looked
 * @param took how long the restore took; null if nobody measured it
 */
public record Proof(
        Resource resource,
        Instant at,
        @Nullable RestorePointId restorePoint,
        boolean restored,
        boolean verified,
        @Nullable Duration took) {
    /** Refuses null where it is not allowed. */
    public Proof {
        Objects.requireNonNull(resource, "resource == null");
        Objects.requireNonNull(at, "at == null");
    }

    /** Returns whether it proves that a restore brings the data back. */
    public boolean holds() {
        return restored && verified;
    }

    /**
     * Returns whether the restore took no longer than that; false if nobody measured it.
     *
     * @param objective the time that it may take
     */
    public boolean within(Duration objective) {
        Objects.requireNonNull(objective, "objective == null");
        return took != null && took.compareTo(objective) <= 0;
    }
}
