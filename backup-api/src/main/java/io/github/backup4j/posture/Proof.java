package io.github.backup4j.posture;

import io.github.backup4j.Resource;
import io.github.backup4j.RestorePointId;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The result of a restore drill of a disk or server, which the caller passes: {@code DrillReport.proof()} of the package {@code
 * drill} returns it, or it comes from a drill by other means. It is worth as much as whoever passes it: what a drill restored is known
 * by its mark, which guards against accidents and not against somebody who may write tags.
 *
 * @param resource the disk or server whose restore point was restored
 * @param at when the drill ended
 * @param restorePoint the restore point; null if it was not recorded
 * @param restored whether the data came back
 * @param verified whether the data was checked and found good; also false if it was not checked
 * @param took how long the restore took at most; null if it was not measured
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

    /** Returns whether the drill proves that a restore brings the data back. */
    public boolean holds() {
        return restored && verified;
    }

    /**
     * Returns whether the restore took no longer than an objective; false if it was not measured.
     *
     * @param objective the time that the restore may take
     */
    public boolean within(Duration objective) {
        Objects.requireNonNull(objective, "objective == null");
        return took != null && !took.isNegative() && took.compareTo(objective) <= 0;
    }
}
