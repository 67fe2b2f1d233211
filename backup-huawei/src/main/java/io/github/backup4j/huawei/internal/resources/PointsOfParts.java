package io.github.backup4j.huawei.internal.resources;

import io.github.backup4j.RestorePoint;
import java.time.Instant;
import java.util.stream.Stream;

/** The restore points of the project, as the points package reads them. */
public interface PointsOfParts {
    /**
     * Returns the restore points of all vaults that were created at an instant or later, those of servers with their disks.
     *
     * @param instant the earliest begin
     */
    Stream<RestorePoint> createdSince(Instant instant);
}
