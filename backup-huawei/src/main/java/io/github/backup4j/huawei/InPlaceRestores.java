package io.github.backup4j.huawei;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.cbr.v1.model.BackupRestore;
import com.huaweicloud.sdk.cbr.v1.model.BackupRestoreServerMapping;
import io.github.backup4j.Busy;
import io.github.backup4j.Conflict;
import io.github.backup4j.InPlace;
import io.github.backup4j.Invalid;
import io.github.backup4j.Operation;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Starts restores over what is there. Everything that can be found wrong is, before the first call that changes something; a
 * disk that is attached or changed between the two is refused by the service.
 */
final class InPlaceRestores {
    private final Context context;
    private final RestoreWork work;
    private final PointCalls points;
    private final DiskCalls disks;
    private final ServerCalls servers;

    InPlaceRestores(Context context, RestoreWork work) {
        this.context = context;
        this.work = work;
        points = new PointCalls(context);
        disks = new DiskCalls(context.wire());
        servers = new ServerCalls(context.wire());
    }

    /** Nothing can be left on what is overwritten, so that a repeated call is known by the service's log of the first. */
    Operation<Resource> start(RestorePoint.Id id, InPlace target, Request request) {
        if (request.repeated()) {
            Resource overwritten = target.overwritten();
            String log = points.standingRestoreLog(id.value(), overwritten.id(), request.madeAt(context));
            if (log != null) {
                return context.operation(
                        work, RestoreWork.begun(id.value(), overwritten, log, request.madeAt(context)));
            }
        }
        return startNow(id, target, request);
    }

    private Operation<Resource> startNow(RestorePoint.Id id, InPlace target, Request request) {
        RestorePoint point = points.own(id);
        if (!target.overwritten().equals(point.resource())) {
            throw new Invalid("restore point " + id + " was taken of " + point.resource() + ", not of "
                    + target.overwritten() + "; nothing was overwritten");
        }
        PointCalls.requireRestorable(point);
        return target.overwritten() instanceof Resource.Disk disk
                ? disk(point, disk, target, request)
                : server(point, (Resource.Server) target.overwritten(), target, request);
    }

    // ---- a disk

    private Operation<Resource> disk(RestorePoint point, Resource.Disk disk, InPlace target, Request request) {
        JsonNode seen = disks.get(disk.id());
        Resource.Server server = DiskCalls.server(seen);
        if (!DiskCalls.ready(seen)) {
            throw new Busy(disk + " is " + DiskCalls.status(seen) + "; try again later; nothing was overwritten");
        }
        if (server != null && !target.detachFirst()) {
            throw new Conflict(disk + " is attached to " + server
                    + ", and cannot be restored; detach it, or restore with detachingFirst(); nothing was overwritten");
        }
        requireRoom(point.parts().get(0), disk, seen);
        Instant now = context.time().now();
        if (server == null) {
            String log = overwrite(point, disk, new BackupRestore().withVolumeId(disk.id()), request, now);
            return context.operation(work, RestoreWork.begun(point.id().value(), disk, log, now));
        }
        return freeing(point, disk, server, DiskCalls.device(seen), target, now);
    }

    private String overwrite(RestorePoint point, Resource over, BackupRestore restore, Request request, Instant now) {
        String id = point.id().value();
        Supplier<Optional<String>> look = () -> Optional.ofNullable(points.standingRestoreLog(id, over.id(), now));
        try {
            return context.wire().create(request.key(), look, () -> points.restore(id, restore));
        } catch (Conflict | Busy refused) {
            return Once.madeDespite(refused, look);
        }
    }

    private Operation<Resource> freeing(
            RestorePoint point,
            Resource.Disk disk,
            Resource.Server server,
            String device,
            InPlace target,
            Instant now) {
        JsonNode seen = servers.get(server.id());
        boolean running = ServerCalls.running(seen);
        if (!running && !ServerCalls.stopped(seen)) {
            throw new Busy(server + " is " + ServerCalls.status(seen) + "; try again later; nothing was overwritten");
        }
        String job = running ? servers.stop(server.id()) : "";
        boolean start = running && target.startAfterwards();
        return context.operation(
                work, RestoreWork.stopping(point.id().value(), disk, server.id(), device, start, job, now));
    }

    private static void requireRoom(RestorePoint.Part part, Resource.Disk disk, JsonNode seen) {
        if (Fields.gib(seen, "size").compareTo(part.size()) < 0) {
            throw new Conflict(disk + " has " + Fields.gib(seen, "size") + ", less than the " + part.size()
                    + " that were backed up; enlarge it first; nothing was overwritten");
        }
    }

    // ---- a server

    private Operation<Resource> server(RestorePoint point, Resource.Server server, InPlace target, Request request) {
        List<String> attached = ServerCalls.disks(servers.get(server.id()));
        for (Resource.Disk source : target.mappings().keySet()) {
            if (point.parts().stream().noneMatch(part -> part.disk().equals(source))) {
                throw new Invalid("mapping names " + source + ", which is not in restore point " + point.id()
                        + "; nothing was overwritten");
            }
        }
        List<BackupRestoreServerMapping> mappings = new ArrayList<>();
        Set<Resource.Disk> written = new HashSet<>();
        for (RestorePoint.Part part : point.parts()) {
            Resource.Disk wanted = target.mappings().getOrDefault(part.disk(), part.disk());
            if (!attached.contains(wanted.id())) {
                throw new Invalid(wanted + " is not attached to " + server + "; map " + part.disk()
                        + " to a disk that is; nothing was overwritten");
            }
            if (!written.add(wanted)) {
                throw new Invalid("two disks would be restored onto " + wanted + "; nothing was overwritten");
            }
            requireRoom(part, wanted, disks.get(wanted.id()));
            mappings.add(new BackupRestoreServerMapping()
                    .withBackupId(part.id().value())
                    .withVolumeId(wanted.id()));
        }
        BackupRestore restore = new BackupRestore()
                .withServerId(server.id())
                .withMappings(mappings)
                .withPowerOn(target.startAfterwards());
        Instant now = context.time().now();
        String log = overwrite(point, server, restore, request, now);
        return context.operation(work, RestoreWork.begun(point.id().value(), server, log, now));
    }
}
