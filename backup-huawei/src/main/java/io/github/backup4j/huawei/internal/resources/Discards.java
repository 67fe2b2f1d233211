package io.github.backup4j.huawei.internal.resources;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.Busy;
import io.github.backup4j.Conflict;
import io.github.backup4j.NotFound;
import io.github.backup4j.Resource;
import io.github.backup4j.Temporary;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.Job;
import io.github.backup4j.huawei.internal.work.KeptFailure;
import io.github.backup4j.huawei.internal.work.Step;
import io.github.backup4j.huawei.internal.work.StepAttempts;
import io.github.backup4j.huawei.internal.work.StepWork;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.internal.work.WorkKind;
import io.github.backup4j.spi.OperationDriver;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Deletes temporary disks and servers. Each is read and checked right before its deletion. ECS is requested to keep
 * the data disks of a server: they carry the mark before the server is deleted, and are then deleted one by one, so that a disk that
 * is attached in the meantime is kept.
 */
public final class Discards implements StepWork<Resource, DiscardState> {
    private final Context context;
    private final DiskCalls disks;
    private final ServerCalls servers;
    private final DiscardChecks checks;

    /**
     * Creates it.
     *
     * @param snapshots finds the snapshots of disks
     * @param vaults finds the vaults that hold disks and servers
     * @param points finds the restore points that hold them
     */
    public Discards(
            Context context,
            DiskCalls disks,
            ServerCalls servers,
            DiskSnapshots snapshots,
            ProtectingVaults vaults,
            PointsOfParts points) {
        this.context = context;
        this.disks = disks;
        this.servers = servers;
        checks = new DiscardChecks(disks, servers, snapshots, vaults, points);
    }

    /** Starts to delete a disk or server, or refuses it. */
    OperationDriver<Resource> start(Resource resource, Temporary mark) {
        DiscardState state =
                resource instanceof Resource.Disk ? deleteDisk(resource.id(), mark) : deleteServer(resource.id(), mark);
        return context.operation(this, state.firstToken(mark));
    }

    private DiscardState deleteDisk(String id, Temporary mark) {
        checks.requireDisk(disks.get(id), mark);
        disks.delete(id);
        return new DiscardState.DeletingDisk(id);
    }

    private DiscardState deleteServer(String id, Temporary mark) {
        List<String> parts = checks.requireServer(servers.get(id), mark);
        try {
            for (String disk : parts) {
                disks.tag(disk, DiscardChecks.partTags(disk, id, mark));
            }
            // Tagging takes time, in which somebody may have attached another disk, or begun to protect one.
            if (!Set.copyOf(checks.requireServer(servers.get(id), mark)).equals(Set.copyOf(parts))) {
                throw new Busy("the disks of server " + id + " have just changed; nothing was deleted");
            }
            return new DiscardState.DeletingServer(id, servers.delete(id), parts);
        } catch (AmbiguousOutcome e) {
            // The server may be on its way: its disks are found by their tags.
            throw e;
        } catch (BackupException e) {
            untag(parts, e);
            throw e;
        }
    }

    /** Takes the tags off disks whose server stays: with them, a disk that somebody takes over could be deleted later. */
    private void untag(List<String> ids, BackupException reason) {
        for (String id : ids) {
            try {
                untag(id);
            } catch (BackupException e) {
                reason.addSuppressed(e);
            }
        }
    }

    // ---- polling

    @Override
    public WorkKind<Resource> about() {
        return DiscardState.KIND;
    }

    @Override
    public Class<? extends Resource> resultType(Token token) {
        return token.step() == 0 ? Resource.Disk.class : Resource.Server.class;
    }

    /** A disk takes one step alone. */
    @Override
    public boolean countsSteps(Token token) {
        return false;
    }

    @Override
    public DiscardState read(Token token) {
        DiscardState.mark(token);
        return DiscardState.read(token);
    }

    @Override
    public Step<Resource> poll(Token token, DiscardState state) {
        if (state instanceof DiscardState.DeletingDisk deleting) {
            return deletingDisk(token, deleting);
        }
        if (state instanceof DiscardState.DeletingServer deleting) {
            return deletingServer(token, deleting);
        }
        return deletingDisks(token, (DiscardState.DeletingDisks) state);
    }

    private Step<Resource> deletingDisk(Token token, DiscardState.DeletingDisk state) {
        JsonNode seen = disks.find(state.disk());
        if (seen == null) {
            return new Step.Done<>(Resource.disk(state.disk()));
        }
        if (DiskCalls.status(seen).equals("deleting")) {
            return Step.going("disk " + state.disk() + " is being deleted");
        }
        if (DiskCalls.status(seen).equals("error_deleting")) {
            return KeptFailure.endLeaving(
                    token, "disk " + state.disk() + " could not be deleted: it is error_deleting");
        }
        return StepAttempts.to(
                token,
                now -> deleteDisk(state.disk(), DiscardState.mark(now)).next(now),
                (now, e) -> left(now, "disk " + state.disk(), e));
    }

    private Step<Resource> deletingServer(Token token, DiscardState.DeletingServer state) {
        if (state.job().isEmpty()) {
            return disksOf(state).next(token);
        }
        Job job = servers.job(state.job());
        if (job.failed()) {
            keepDisks(state, DiscardState.mark(token));
            return KeptFailure.end(job.keepFailure(token, "server " + state.server() + " could not be deleted"));
        }
        return job.done() ? disksOf(state).next(token) : Step.going(job.percent(), "the server is being deleted");
    }

    private void untag(String disk) {
        disks.untag(disk, DiscardChecks.partNames());
    }

    /** Takes the tags off the disks of a server that a failed job has left. */
    private void keepDisks(DiscardState.DeletingServer state, Temporary mark) {
        JsonNode server = servers.find(state.server());
        if (server == null || ServerCalls.status(server).equals("DELETED")) {
            return;
        }
        for (JsonNode disk : found(state.disks())) {
            if (DiscardChecks.isPartOf(disk, state.server(), mark)) {
                untag(JsonFields.id(disk, "id", "a disk"));
            }
        }
    }

    private static DiscardState disksOf(DiscardState.DeletingServer state) {
        return new DiscardState.DeletingDisks(state.server(), state.disks());
    }

    private List<JsonNode> found(List<String> ids) {
        return ids.isEmpty()
                ? disks.all()
                : ids.stream().map(disks::find).flatMap(Stream::ofNullable).toList();
    }

    private Step<Resource> deletingDisks(Token token, DiscardState.DeletingDisks state) {
        JsonNode server = servers.find(state.server());
        if (server != null && !ServerCalls.status(server).equals("DELETED")) {
            if (ServerCalls.busy(server)) {
                return Step.going("the server is being deleted");
            }
            return StepAttempts.to(
                    token,
                    now -> deleteServer(state.server(), DiscardState.mark(now)).next(now),
                    (now, e) -> left(now, "server " + state.server(), e));
        }
        Temporary mark = DiscardState.mark(token);
        boolean going = false;
        for (JsonNode disk : found(state.disks())) {
            if (DiscardChecks.isPartOf(disk, state.server(), mark)) {
                String id = JsonFields.id(disk, "id", "a disk");
                try {
                    going |= DiskCalls.status(disk).equals("deleting") || isGoing(id, mark);
                } catch (Conflict e) {
                    return left(token, "server " + state.server() + " was deleted, but its disk " + id, e);
                }
            }
        }
        return going ? Step.going("the disks of the server are being deleted") : done(state);
    }

    /** Deletes a disk of a server that is gone; returns whether there was one. */
    private boolean isGoing(String id, Temporary mark) {
        try {
            DiscardState unused = deleteDisk(id, mark);
            return true;
        } catch (NotFound e) {
            return false;
        }
    }

    private static Step<Resource> done(DiscardState.DeletingDisks state) {
        return new Step.Done<>(Resource.server(state.server()));
    }

    private static Step<Resource> left(Token token, String what, BackupException reason) {
        return KeptFailure.endLeaving(token, what + " is left: " + reason.getMessage());
    }

    /** The service does not know the job any more: whether the server is gone shows in the next step. */
    @Override
    public Step<Resource> gone(Token token, DiscardState state, NotFound missing) {
        return state instanceof DiscardState.DeletingServer deleting
                ? disksOf(deleting).next(token)
                : StepWork.super.gone(token, state, missing);
    }
}
