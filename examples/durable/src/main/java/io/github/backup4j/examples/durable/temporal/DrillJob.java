package io.github.backup4j.examples.durable.temporal;

import io.github.backup4j.DiskSpec;
import io.github.backup4j.Resource;
import io.github.backup4j.drill.RestoreDrill;
import io.github.backup4j.drill.Verifier;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A restore drill of a disk.
 *
 * @param disk the id of the disk
 * @param name the name of the restored disk
 * @param within how long the restore may take
 * @param expiringAfter after which time the drill gives up and cleans up
 */
public record DrillJob(String disk, String name, Duration within, Duration expiringAfter) {
    /** Refuses null. */
    public DrillJob {
        Objects.requireNonNull(disk, "disk == null");
        Objects.requireNonNull(name, "name == null");
        Objects.requireNonNull(within, "within == null");
        Objects.requireNonNull(expiringAfter, "expiringAfter == null");
    }

    /** Returns the drill; a worker that cleans up needs no check. */
    RestoreDrill drill(@Nullable Verifier check) {
        RestoreDrill drill = RestoreDrill.of(Resource.disk(disk))
                .to(DiskSpec.of(name))
                .within(within)
                .expiringAfter(expiringAfter);
        return check == null ? drill : drill.verifiedBy(check);
    }
}
