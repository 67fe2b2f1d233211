package io.github.backup4j.spi;

import io.github.backup4j.DataSize;
import io.github.backup4j.Preflight;
import io.github.backup4j.Resource;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a restore would do, as far as a driver can tell from the checks that passed. The portable type adds what is newer than the
 * data, and how long earlier restores took.
 *
 * @param takenAt the time that the data goes back to; null: not known
 * @param size the size of what is restored; null: not known
 * @param overwrites the disks that are overwritten
 * @param stops the servers that are not running while the restore runs
 * @param takenOf the disk or server that the data was taken of: for a part of a server's restore point, the server, even if the disk
 *     is detached by now; null: not known
 */
public record Impact(
        @Nullable Instant takenAt,
        @Nullable DataSize size,
        List<Resource.Disk> overwrites,
        List<Preflight.Stop> stops,
        @Nullable Resource takenOf) {
    private static final Impact NONE = new Impact(null, null, List.of(), List.of(), null);

    /** Copies the lists. */
    public Impact {
        overwrites = List.copyOf(overwrites);
        stops = List.copyOf(stops);
    }

    /**
     * Creates what a restore would do, without the disk or server that the data was taken of.
     *
     * @param takenAt as {@link #takenAt()}
     * @param size as {@link #size()}
     * @param overwrites as {@link #overwrites()}
     * @param stops as {@link #stops()}
     */
    public Impact(
            @Nullable Instant takenAt,
            @Nullable DataSize size,
            List<Resource.Disk> overwrites,
            List<Preflight.Stop> stops) {
        this(takenAt, size, overwrites, stops, null);
    }

    /** Returns that nothing is overwritten or stopped, as far as it is known. */
    public static Impact none() {
        return NONE;
    }
}
