package io.github.backup4j.huawei.internal.points;

import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.huawei.internal.work.Request;
import io.github.backup4j.spi.OperationDriver;
import java.util.function.Supplier;

/** Creates servers of restore points, which takes an image on the way: the room of images does it. */
public interface ServersFromPoints {
    /**
     * Creates a server, unless it is there already.
     *
     * @param source the restore point, looked at only if there is no server yet
     */
    OperationDriver<Resource.Server> fromPoint(Supplier<RestorePoint> source, ServerSpec spec, Request request);
}
