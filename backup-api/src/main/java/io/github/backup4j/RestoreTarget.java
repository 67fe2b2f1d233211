package io.github.backup4j;

/**
 * What the data of a restore point is restored to: over the disk or server that it was taken of ({@link InPlace}), to a new disk
 * ({@link DiskSpec}), or to a new server ({@link ServerSpec}).
 *
 * @see RestorePoints#preflight(RestorePointId, RestoreTarget)
 */
public sealed interface RestoreTarget permits InPlace, DiskSpec, ServerSpec {}
