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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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

    /** A repeated call is known by what a disk that it frees carries, or else by the service's log of the first. */
    Operation<Resource> start(RestorePoint.Id id, InPlace<?> target, Request request) {
        Token begun = request.repeated() ? begun(id, target, request) : null;
        return begun == null ? startNow(id, target, request) : context.operation(work, begun);
    }

    private @Nullable Token begun(RestorePoint.Id id, InPlace<?> target, Request request) {
        Resource overwritten = target.overwritten();
        Freeing freeing =
                overwritten instanceof Resource.Disk disk && target.detachFirst() ? freeing(disk, request) : null;
        String log = points.standingRestoreLog(id.value(), overwritten.id(), request.madeAt(context));
        if (freeing != null) {
            Token token =
                    RestoreWork.freeing(id.value(), (Resource.Disk) overwritten, newest(id, overwritten), freeing);
            return log == null ? token : RestoreWork.restoring(token, log);
        }
        return log == null ? null : RestoreWork.begun(id.value(), overwritten, log, "");
    }

    /** What the call has left on a disk that it frees, or null. */
    private @Nullable Freeing freeing(Resource.Disk disk, Request request) {
        JsonNode seen = disks.find(disk.id());
        Freeing found = seen == null ? null : Freeing.of(seen);
        Mark mark = request.mark();
        Mark known = found == null ? null : found.mark();
        if (mark == null || known == null || !known.sameKey(mark)) {
            return null;
        }
        if (!known.sameParameters(mark)) {
            throw new Conflict("request key \"" + request.key().value() + "\" was used with other parameters, and "
                    + disk + " is being restored so; nothing was changed by this call");
        }
        return found;
    }

    private Operation<Resource> startNow(RestorePoint.Id id, InPlace<?> target, Request request) {
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

    private Operation<Resource> disk(RestorePoint point, Resource.Disk disk, InPlace<?> target, Request request) {
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
        return server == null
                ? overwrite(point, disk, new BackupRestore().withVolumeId(disk.id()), request)
                : free(point, disk, server, DiskCalls.device(seen), target, request);
    }

    /** The restore is told by the service's log from those that there were before. */
    private Operation<Resource> overwrite(RestorePoint point, Resource over, BackupRestore restore, Request request) {
        String id = point.id().value();
        String before = newest(point.id(), over);
        Supplier<Optional<String>> look = () ->
                Optional.ofNullable(points.newestRestoreLog(id, over.id())).filter(log -> !log.equals(before));
        String log;
        try {
            log = context.wire().create(request.key(), look, () -> points.restore(id, restore));
        } catch (Conflict | Busy refused) {
            log = Once.madeDespite(refused, look);
        }
        return context.operation(work, RestoreWork.begun(id, over, log, before));
    }

    private Operation<Resource> free(
            RestorePoint point,
            Resource.Disk disk,
            Resource.Server server,
            String device,
            InPlace<?> target,
            Request request) {
        JsonNode seen = servers.get(server.id());
        boolean running = ServerCalls.running(seen);
        if (!running && !ServerCalls.stopped(seen)) {
            throw new Busy(server + " is " + ServerCalls.status(seen) + "; try again later; nothing was overwritten");
        }
        Freeing freeing = new Freeing(
                request.repeated() ? request.mark() : null, server, device, running && target.startAfterwards());
        Token token = RestoreWork.freeing(point.id().value(), disk, newest(point.id(), disk), freeing);
        if (freeing.mark() != null) {
            // Before anything is changed, so that nobody can lose what has to be put back.
            disks.tag(disk.id(), freeing.tags());
        }
        return context.operation(work, token);
    }

    /** The newest restore of a point to a resource that there is; "": there is none. */
    private String newest(RestorePoint.Id id, Resource resource) {
        String newest = points.newestRestoreLog(id.value(), resource.id());
        return newest == null ? "" : newest;
    }

    private static void requireRoom(RestorePoint.Part part, Resource.Disk disk, JsonNode seen) {
        if (Fields.gib(seen, "size").compareTo(part.size()) < 0) {
            throw new Conflict(disk + " has " + Fields.gib(seen, "size") + ", less than the " + part.size()
                    + " that were backed up; enlarge it first; nothing was overwritten");
        }
    }

    // ---- a server

    private Operation<Resource> server(RestorePoint point, Resource.Server server, InPlace<?> target, Request request) {
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
        return overwrite(point, server, restore, request);
    }
}
