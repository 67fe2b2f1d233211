package io.github.backup4j.huawei.internal.resources;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Deletes temporary disks and servers. Each is read and checked right before its deletion.
 *
 * <p>A server is deleted last: it is switched off, its data disks are detached and deleted one by one, and ECS then deletes it with the
 * disk that it starts from. As long as it is there and carries the mark, nobody has taken its disks over; if the work breaks off, no
 * disk is left behind that only looks like one of a drill. A broken server cannot be emptied: ECS is requested to keep its data disks,
 * which are deleted by this work alone once it is gone.
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
        return deleteDisk(id, mark, "");
    }

    private DiscardState deleteDisk(String id, Temporary mark, String deletedServer) {
        checks.requireDisk(disks.get(id), mark, deletedServer);
        disks.delete(id);
        return new DiscardState.DeletingDisk(id);
    }

    /** Once a disk has the tags, no work takes them off: other work may have detached it, and finds it by them alone. */
    private DiscardState deleteServer(String id, Temporary mark) {
        List<JsonNode> parts = checks.requireServer(servers.get(id), mark);
        boolean unused = tag(parts, id, mark);
        // Tagging takes time, in which somebody may have attached another disk, or begun to protect one.
        JsonNode server = servers.get(id);
        if (!Set.copyOf(ids(checks.requireServer(server, mark))).equals(Set.copyOf(ids(parts)))) {
            throw new Busy("the disks of server " + id + " have just changed; nothing was deleted");
        }
        List<String> detached = detached(id, mark);
        if (detached.isEmpty()) {
            return emptyOrDelete(server, id, ids(parts));
        }
        List<String> all = new ArrayList<>(ids(parts));
        all.addAll(detached);
        return DiscardState.EmptyingServer.idle(id, all);
    }

    /** Gives the disks of a server the tags that they lack, and returns whether any lacked them. */
    private boolean tag(List<JsonNode> parts, String server, Temporary mark) {
        boolean lacked = false;
        for (JsonNode part : parts) {
            if (!DiscardChecks.isPartOf(part, server, mark)) {
                String disk = JsonFields.id(part, "id", "a disk");
                disks.tag(disk, DiscardChecks.partTags(disk, server, mark));
                lacked = true;
            }
        }
        return lacked;
    }

    private static List<String> ids(List<JsonNode> found) {
        return found.stream().map(disk -> JsonFields.id(disk, "id", "a disk")).toList();
    }

    /** The disks that work on this server which broke off has detached from it. */
    private List<String> detached(String server, Temporary mark) {
        return ids(disks.all().stream()
                .filter(disk -> DiskCalls.server(disk) == null && DiscardChecks.isPartOf(disk, server, mark))
                .toList());
    }

    /** Begins what comes next with a server that was just checked, and of whose disks none is detached. */
    private DiscardState emptyOrDelete(JsonNode server, String id, List<String> parts) {
        List<String> data = DiscardChecks.dataDisks(server);
        boolean running = ServerCalls.running(server);
        if (data.isEmpty() || !(running || ServerCalls.stopped(server))) {
            return new DiscardState.DeletingServer(id, servers.delete(id), parts);
        }
        return running
                ? new DiscardState.EmptyingServer(id, servers.switchOff(id), "", parts)
                : new DiscardState.EmptyingServer(id, servers.detach(id, data.get(0)), data.get(0), parts);
    }

    // ---- polling

    @Override
    public WorkKind<Resource> about() {
        return DiscardState.KIND;
    }

    @Override
    public boolean destroys() {
        return true;
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
        if (state instanceof DiscardState.EmptyingServer emptying) {
            return emptyingServer(token, emptying);
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
                context.serviceNow(),
                now -> deleteDisk(state.disk(), DiscardState.mark(now)).next(now),
                (now, e) -> left(now, "disk " + state.disk(), e));
    }

    private Step<Resource> emptyingServer(Token token, DiscardState.EmptyingServer state) {
        String id = state.server();
        JsonNode server = servers.find(id);
        if (server == null || ServerCalls.deleted(server)) {
            return deletedByOthers(token, id, state.disks());
        }
        Job job = state.job().isEmpty() ? null : servers.job(state.job());
        boolean failed = job != null && job.failed();
        if ((job != null && !job.done() && !failed) || ServerCalls.busy(server)) {
            return Step.going("the disks of the server are being detached");
        }
        if (job != null && failed) {
            return failedJob(token, state, server, job);
        }
        Temporary mark = DiscardState.mark(token);
        boolean going = false;
        for (JsonNode disk : found(state.disks())) {
            if (DiskCalls.server(disk) == null && DiscardChecks.isPartOf(disk, id, mark)) {
                try {
                    going |= isGoing(disk, mark, "");
                } catch (Busy e) {
                    going = true;
                } catch (Conflict e) {
                    String what = inPart(id, state.disks()) + ", since its disk " + JsonFields.id(disk, "id", "a disk");
                    return left(token, what, e);
                }
            }
        }
        return going
                ? Step.going("the disks of the server are being deleted")
                : StepAttempts.to(
                        token,
                        context.serviceNow(),
                        now -> empty(id, state, now),
                        (now, e) -> leftInPart(now, id, state.disks(), e));
    }

    /** A job may have failed because other work has done the same: what the server shows counts. */
    private Step<Resource> failedJob(Token token, DiscardState.EmptyingServer state, JsonNode server, Job job) {
        String id = state.server();
        String disk = state.detaching();
        if (!disk.isEmpty() && DiscardChecks.dataDisks(server).contains(disk)) {
            JsonNode seen = disks.find(disk);
            if (seen != null && DiskCalls.status(seen).equals("detaching")) {
                return Step.going("disk " + disk + " is being detached");
            }
        } else if (!disk.isEmpty() || !ServerCalls.running(server)) {
            return DiscardState.EmptyingServer.idle(id, state.disks()).next(token);
        }
        String what = disk.isEmpty()
                ? "server " + id + " could not be switched off"
                : "disk " + disk + " could not be detached";
        return KeptFailure.endLeaving(job.keepFailure(token, what), inPart(id, state.disks()));
    }

    private Step<Resource> empty(String id, DiscardState.EmptyingServer state, Token token) {
        JsonNode server = servers.get(id);
        Temporary mark = DiscardState.mark(token);
        List<JsonNode> attached = checks.requireServer(server, mark);
        if (!state.disks().isEmpty() && !state.disks().containsAll(ids(attached))) {
            throw new Busy("the disks of server " + id + " have just changed; it was not deleted");
        }
        if (tag(attached, id, mark)) {
            return Step.going("the disks of the server are being tagged");
        }
        return emptyOrDelete(server, id, state.disks()).next(token);
    }

    /**
     * The server is gone, and it is not known that this work has deleted it: somebody else may have, and may have kept its disks. They
     * are not deleted any more.
     *
     * @throws NotFound if disks are left, which may still go with the server
     */
    private Step<Resource> deletedByOthers(Token token, String server, List<String> ids) {
        Temporary mark = DiscardState.mark(token);
        List<String> kept = new ArrayList<>();
        for (JsonNode disk : found(ids)) {
            if (DiscardChecks.isPartOf(disk, server, mark)) {
                if (DiskCalls.status(disk).equals("deleting")) {
                    return Step.going("the disks of the server are being deleted");
                }
                kept.add(JsonFields.id(disk, "id", "a disk"));
            }
        }
        if (kept.isEmpty()) {
            return new Step.Done<>(Resource.server(server));
        }
        throw new NotFound("server " + server + " is gone, perhaps deleted by somebody else, and its disks " + kept
                + " are left; delete them yourself if nobody needs them");
    }

    private Step<Resource> deletingServer(Token token, DiscardState.DeletingServer state) {
        if (state.job().isEmpty()) {
            return disksOf(state, "").next(token);
        }
        Job job = servers.job(state.job());
        if (job.failed()) {
            JsonNode server = servers.find(state.server());
            if (server == null || ServerCalls.deleted(server)) {
                // Other work has deleted it.
                return disksOf(state, "").next(token);
            }
            return ServerCalls.busy(server)
                    ? Step.going("the server is being deleted")
                    : KeptFailure.endLeaving(
                            job.keepFailure(token, "server " + state.server() + " could not be deleted"),
                            inPart(state.server(), state.disks()));
        }
        return job.done()
                ? disksOf(state, state.job()).next(token)
                : Step.going(job.percent(), "the server is being deleted");
    }

    private static DiscardState disksOf(DiscardState.DeletingServer state, String doneBy) {
        return new DiscardState.DeletingDisks(state.server(), doneBy, state.disks());
    }

    /** Whether the job in a token has deleted the server, as ECS says now: the token may be old, or not of this work. */
    private boolean hasDeleted(DiscardState.DeletingDisks state) {
        if (state.job().isEmpty()) {
            return false;
        }
        try {
            Job job = servers.job(state.job());
            return job.hasDeleted() && state.server().equals(job.made("server_id"));
        } catch (NotFound e) {
            return false;
        }
    }

    private List<JsonNode> found(List<String> ids) {
        return ids.isEmpty()
                ? disks.all()
                : ids.stream().map(disks::find).flatMap(Stream::ofNullable).toList();
    }

    private Step<Resource> deletingDisks(Token token, DiscardState.DeletingDisks state) {
        JsonNode server = servers.find(state.server());
        if (server != null && !ServerCalls.deleted(server)) {
            if (ServerCalls.busy(server)) {
                return Step.going("the server is being deleted");
            }
            return StepAttempts.to(
                    token,
                    context.serviceNow(),
                    now -> deleteServer(state.server(), DiscardState.mark(now)).next(now),
                    (now, e) -> leftInPart(now, state.server(), state.disks(), e));
        }
        if (!hasDeleted(state)) {
            return deletedByOthers(token, state.server(), state.disks());
        }
        Temporary mark = DiscardState.mark(token);
        boolean going = false;
        for (JsonNode disk : found(state.disks())) {
            if (DiscardChecks.isPartOf(disk, state.server(), mark)) {
                try {
                    going |= isGoing(disk, mark, state.server());
                } catch (Conflict e) {
                    String id = JsonFields.id(disk, "id", "a disk");
                    return left(token, "server " + state.server() + " was deleted, but its disk " + id, e);
                }
            }
        }
        return going ? Step.going("the disks of the server are being deleted") : done(state);
    }

    /**
     * Deletes a disk of a server, unless it is being deleted.
     *
     * @param deletedServer the server, if this work has deleted it; "" otherwise
     * @return whether the disk is still there
     * @throws Conflict if it may not be deleted, or EVS could not delete it
     */
    private boolean isGoing(JsonNode disk, Temporary mark, String deletedServer) {
        if (DiskCalls.status(disk).equals("deleting")) {
            return true;
        }
        if (DiskCalls.status(disk).equals("error_deleting")) {
            throw new Conflict("EVS could not delete it: it is error_deleting");
        }
        try {
            DiscardState unused = deleteDisk(JsonFields.id(disk, "id", "a disk"), mark, deletedServer);
            return true;
        } catch (NotFound e) {
            return false;
        }
    }

    private static Step<Resource> done(DiscardState.DeletingDisks state) {
        return new Step.Done<>(Resource.server(state.server()));
    }

    private Step<Resource> leftInPart(Token token, String server, List<String> ids, BackupException reason) {
        return KeptFailure.endLeaving(token, inPart(server, ids) + ": " + reason.getMessage());
    }

    /** What is left of a server that could not be deleted, and what of it is not. */
    private String inPart(String id, List<String> ids) {
        JsonNode server = servers.find(id);
        if (server == null || ServerCalls.deleted(server)) {
            return "server " + id + " is gone";
        }
        StringBuilder left = new StringBuilder("server " + id + " is left");
        if (ServerCalls.stopped(server)) {
            left.append(", switched off");
        }
        for (String disk : ids) {
            JsonNode seen = disks.find(disk);
            if (seen == null || DiskCalls.status(seen).equals("deleting")) {
                left.append(", disk ").append(disk).append(" deleted");
            } else if (DiskCalls.server(seen) == null) {
                left.append(", disk ").append(disk).append(" detached");
            }
        }
        return left.toString();
    }

    private static Step<Resource> left(Token token, String what, BackupException reason) {
        return KeptFailure.endLeaving(token, what + " is left: " + reason.getMessage());
    }

    /** The service does not know the job any more: what it has done shows in the next step. */
    @Override
    public Step<Resource> gone(Token token, DiscardState state, NotFound missing) {
        if (state instanceof DiscardState.EmptyingServer emptying) {
            return emptying.job().isEmpty()
                    ? KeptFailure.endLeaving(token, String.valueOf(missing.getMessage()))
                    : DiscardState.EmptyingServer.idle(emptying.server(), emptying.disks())
                            .next(token);
        }
        if (state instanceof DiscardState.DeletingServer deleting) {
            return disksOf(deleting, "").next(token);
        }
        return state instanceof DiscardState.DeletingDisks
                ? KeptFailure.endLeaving(token, String.valueOf(missing.getMessage()))
                : StepWork.super.gone(token, state, missing);
    }
}
