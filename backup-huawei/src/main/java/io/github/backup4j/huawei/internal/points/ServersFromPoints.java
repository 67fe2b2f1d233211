package io.github.backup4j.huawei.internal.points;

import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.huawei.internal.work.Request;
import io.github.backup4j.spi.Checks;
import io.github.backup4j.spi.Checks.Found;
import io.github.backup4j.spi.OperationDriver;
import java.util.function.Supplier;

/** Creates servers from restore points by way of a temporary image; the images package implements it. */
public interface ServersFromPoints {
    /**
     * Creates a server, unless it exists already.
     *
     * @param source the restore point, read only if there is no server yet
     */
    OperationDriver<Resource.Server> fromPoint(Supplier<RestorePoint> source, ServerSpec spec, Request request);

    /**
     * Runs the checks of a preflight: those that precede the creation, and what a preflight alone reads.
     *
     * @param source the restore point
     */
    void preflight(Checks checks, Found<RestorePoint> source, ServerSpec spec);
}
