package io.github.backup4j.huawei.internal.points;

import static io.github.backup4j.huawei.internal.points.RestoreWork.ATTACH;
import static io.github.backup4j.huawei.internal.points.RestoreWork.DETACH;
import static io.github.backup4j.huawei.internal.points.RestoreWork.START;
import static io.github.backup4j.huawei.internal.points.RestoreWork.STOP;
import static io.github.backup4j.huawei.internal.points.RestoreWork.putBack;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.cbr.v1.model.BackupRestore;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.Resource;
import io.github.backup4j.huawei.internal.http.CallMode;
import io.github.backup4j.huawei.internal.operations.OperationLogReader;
import io.github.backup4j.huawei.internal.resources.DiskCalls;
import io.github.backup4j.huawei.internal.resources.ServerCalls;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.Job;
import io.github.backup4j.huawei.internal.work.Proof;
import io.github.backup4j.huawei.internal.work.Step;
import io.github.backup4j.huawei.internal.work.StepAttempts;
import io.github.backup4j.huawei.internal.work.Token;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of a restore that free its disk and put everything back. Each looks at the disk first, and changes something only if that
 * carries the mark of this very restore, and is where the mark says: a token alone is never enough.
 */
public final class DetachSteps {
    private static final Logger LOG = LoggerFactory.getLogger("io.github.backup4j.huawei");

    private final Context context;
    private final PointCalls points;
    private final RestoreLogs logs;
    private final DiskCalls disks;
    private final ServerCalls servers;

    public DetachSteps(Context context, PointCalls points, RestoreLogs logs, DiskCalls disks, ServerCalls servers) {
        this.context = context;
        this.points = points;
        this.logs = logs;
        this.disks = disks;
        this.servers = servers;
    }

    Step<Resource> look(Token token) {
        RestoreMark freeing = RestoreMark.of(token);
        boolean frees = token.step() != RestoreWork.FORGET;
        if (freeing == null || (frees && (freeing.server().isEmpty() || !(freeing.over() instanceof Resource.Disk)))) {
            throw new Invalid("token of restore does not say what is freed; it is damaged");
        }
        JsonNode disk = disks.get(freeing.carrier());
        return switch (freeing.standing(disk, Proof.of(token))) {
            case ENDED -> new Step.Done<>(freeing.over());
            case ALTERED ->
                new Step.Failed<>(
                        new OperationFailed("disk " + freeing.carrier() + " carries tags of this restore that "
                                + "somebody has written to: nothing more is done by it. " + byHand(freeing)
                                + "Then take the tags off the disk: " + freeing.named()));
            case NONE -> unmarked(token, freeing, disk);
            case BEGUN ->
                switch (token.step()) {
                    case STOP -> stop(token, freeing, disk);
                    case DETACH -> detach(token, freeing, disk);
                    case ATTACH -> attach(token, freeing, disk);
                    case START -> start(token, freeing);
                    default -> forget(token, freeing, disk);
                };
        };
    }

    // ---- without its mark nothing is done

    /** A restore that was not asked for with a key leaves nothing on its disk; that it has ended can be seen nevertheless. */
    private Step<Resource> unmarked(Token token, RestoreMark freeing, JsonNode disk) {
        if (token.step() == RestoreWork.FORGET && Job.kept(token) != null) {
            return RestoreWork.close(token);
        }
        Resource.Server at = DiskCalls.server(disk);
        boolean back = freeing.server().isEmpty()
                || (at != null && at.id().equals(freeing.server()) && (!freeing.start() || runs(freeing.server())));
        if (back && !logs.begun(token).isEmpty() && succeeded(token)) {
            return new Step.Done<>(freeing.over());
        }
        throw new NotFound("disk " + freeing.carrier() + " does not carry the mark of this restore");
    }

    private boolean succeeded(Token token) {
        String log = token.find("log").isEmpty() ? logs.begun(token) : token.get("log");
        return !log.isEmpty() && OperationLogReader.read(logs.show(log)).status() == OperationRecord.Status.SUCCEEDED;
    }

    private boolean runs(String server) {
        JsonNode seen = servers.find(server);
        return seen != null && ServerCalls.running(seen);
    }

    /** Ends the work when what it needs is not there any more, its mark included, with what may have to be done by hand. */
    Step<Resource> lost(Token token, NotFound missing) {
        RestoreMark freeing = RestoreMark.of(token);
        Token failed = Job.keepFailure(token, "what the restore needs is gone", missing);
        return freeing == null || freeing.server().isEmpty()
                ? Job.failed(failed)
                : Job.left(failed, "nothing more is done. " + byHand(freeing).trim());
    }

    private static String byHand(RestoreMark freeing) {
        if (freeing.server().isEmpty()) {
            return "";
        }
        String as = freeing.device().isEmpty() ? "" : " as " + freeing.device();
        return "Look whether disk " + freeing.over().id() + " has to be attached to server " + freeing.server() + as
                + (freeing.start() ? ", and the server to be started. " : ". ");
    }

    // ---- to free

    private Step<Resource> stop(Token token, RestoreMark freeing, JsonNode disk) {
        String server = freeing.server();
        Resource.Server at = DiskCalls.server(disk);
        if (at != null && !at.id().equals(server)) {
            return moved(token, freeing, at);
        }
        JsonNode seen = servers.get(server);
        boolean running = ServerCalls.running(seen);
        Job job = jobOf(token);
        if (running && job != null && job.failed()) {
            return RestoreWork.end(
                    job.keepFailure(token, "server " + server + " could not be stopped; nothing was overwritten"));
        }
        boolean stopping = job != null && !job.done() && running;
        if (stopping || ServerCalls.busy(seen) || !(running || ServerCalls.stopped(seen))) {
            return Step.going("server " + server + " is being stopped");
        }
        boolean free = at == null && DiskCalls.status(disk).equals("available");
        if (free || (!running && !ServerCalls.disks(seen).contains(freeing.carrier()))) {
            return new Step.Next<>(token.at(DETACH).with("job", ""));
        }
        String log = logs.begun(token);
        if (!log.isEmpty()) {
            return restoring(token, log);
        }
        if (!running) {
            return free(token, freeing, disk);
        }
        if (at == null) {
            return Step.going("disk " + freeing.carrier() + " is " + DiskCalls.status(disk));
        }
        return StepAttempts.to(
                token,
                now -> new Step.Next<>(now.with("job", servers.stop(at.id()))),
                (now, e) -> RestoreWork.end(Job.keepFailure(
                        now, "server " + server + " could not be stopped; nothing was overwritten", e)));
    }

    /** The disk is not where it was when the restore began: no server is stopped that it is not attached to. */
    private static Step<Resource> moved(Token token, RestoreMark freeing, Resource.Server at) {
        return Job.left(
                token,
                "disk " + freeing.carrier() + " is attached to " + at + " now, not to server " + freeing.server()
                        + " that it was to be taken from: nothing was stopped or overwritten by this step; restore again"
                        + " with another request key, or take the tags off the disk: " + freeing.named());
    }

    private Step<Resource> free(Token token, RestoreMark freeing, JsonNode disk) {
        if (DiskCalls.status(disk).equals("detaching")) {
            return new Step.Next<>(token.at(DETACH).with("job", ""));
        }
        Resource.Server at = DiskCalls.server(disk);
        if (at == null || !at.id().equals(freeing.server())) {
            return Step.going("disk " + freeing.carrier() + " is " + DiskCalls.status(disk));
        }
        return StepAttempts.to(
                token,
                now -> new Step.Next<>(now.at(DETACH).with("job", servers.detach(at.id(), freeing.carrier()))),
                (now, e) -> putBack(
                        Job.keepFailure(now, "the disk could not be detached; nothing was overwritten", e), START));
    }

    /** The restore that was begun in another process, or by a call whose reply was lost. */
    private static Step<Resource> restoring(Token token, String log) {
        return new Step.Next<>(RestoreWork.restoring(token, log));
    }

    // ---- to overwrite

    private Step<Resource> detach(Token token, RestoreMark freeing, JsonNode disk) {
        String log = logs.begun(token);
        if (!log.isEmpty()) {
            return restoring(token, log);
        }
        String status = DiskCalls.status(disk);
        if (status.equals("available")) {
            BackupRestore onto = new BackupRestore().withVolumeId(freeing.carrier());
            return StepAttempts.to(
                    token,
                    now -> restoring(now, points.restore(CallMode.CHANGE, freeing.point(), onto)),
                    (now, e) -> putBack(
                            Job.keepFailure(now, "the restore was refused; nothing was overwritten", e), ATTACH));
        }
        Job job = jobOf(token);
        if (job != null && job.failed()) {
            return putBack(job.keepFailure(token, "the disk could not be detached; nothing was overwritten"), START);
        }
        Resource.Server at = DiskCalls.server(disk);
        if (at != null && !at.id().equals(freeing.server())) {
            String why = "the disk was attached to another server meanwhile; nothing was overwritten";
            return putBack(Job.fail(token, why, ""), START);
        }
        boolean attached = status.equals("in-use") && (job == null || job.done());
        return attached ? putBack(token, STOP) : Step.going("disk " + freeing.carrier() + " is " + status);
    }

    // ---- to put back

    private Step<Resource> attach(Token token, RestoreMark freeing, JsonNode disk) {
        String server = freeing.server();
        String status = DiskCalls.status(disk);
        Resource.Server at = DiskCalls.server(disk);
        if (at != null && !at.id().equals(server)) {
            return putBack(Job.fail(token, "the disk was attached to another server meanwhile", ""), START);
        }
        if (status.equals("in-use")) {
            return putBack(token, START);
        }
        Job job = jobOf(token);
        String as = freeing.device().isEmpty() ? "" : " as " + freeing.device();
        String left = "disk " + freeing.carrier() + " could not be attached to server " + server + " again: attach it"
                + as + (freeing.start() ? ", and start the server" : "");
        if (job != null && job.failed()) {
            return Job.left(job.keepFailure(token, "the disk could not be attached"), left);
        }
        if ((job != null && !job.done()) || !status.equals("available")) {
            return Step.going("disk " + freeing.carrier() + " is " + status);
        }
        return StepAttempts.to(
                token,
                now -> new Step.Next<>(now.with("job", servers.attach(server, freeing.carrier(), freeing.device()))),
                (now, e) -> Job.left(Job.keepFailure(now, "the disk could not be attached", e), left));
    }

    private Step<Resource> start(Token token, RestoreMark freeing) {
        if (!freeing.start()) {
            return RestoreWork.end(token);
        }
        String server = freeing.server();
        JsonNode seen = servers.get(server);
        Job job = jobOf(token);
        boolean over = job != null && job.done() && !ServerCalls.status(seen).isEmpty();
        if (ServerCalls.running(seen) || over) {
            return RestoreWork.end(token);
        }
        String left = "server " + server + " could not be started again; start it";
        if (job != null && job.failed()) {
            return Job.left(job.keepFailure(token, "the server could not be started"), left);
        }
        if (job != null || ServerCalls.busy(seen) || !ServerCalls.stopped(seen)) {
            return Step.going("server " + server + " is being started");
        }
        return StepAttempts.to(
                token,
                now -> new Step.Next<>(now.with("job", servers.start(server))),
                (now, e) -> Job.left(Job.keepFailure(now, "the server could not be started", e), left));
    }

    // ---- to end

    /**
     * The disk carries nothing of the work any more, or only that it was done, where that may be asked for again. What cannot be
     * taken off it does no harm.
     */
    private Step<Resource> forget(Token token, RestoreMark freeing, JsonNode disk) {
        boolean done = Job.kept(token) == null;
        if (done && !succeeded(token)) {
            throw new NotFound("the service has no record of a restore that has ended");
        }
        return StepAttempts.to(
                token,
                now -> {
                    if (done && !token.find("keyed").isEmpty()) {
                        disks.tag(freeing.carrier(), freeing.ended(Proof.of(token), context.serviceNow()));
                    }
                    List<String> names = new ArrayList<>(freeing.names());
                    if (freeing.server().isEmpty()) {
                        names.remove(1);
                    }
                    names.addAll(done ? freeing.outdated(disk) : List.of());
                    disks.untag(freeing.carrier(), names);
                    return RestoreWork.close(now);
                },
                (now, e) -> {
                    LOG.warn(
                            "disk {} keeps tags of a restore that has ended ({}): {}",
                            freeing.carrier(),
                            freeing.named(),
                            e.getMessage());
                    return RestoreWork.close(now);
                });
    }

    /** The job of the step; null where there is none, or it is not known any more: what it did can be seen. */
    private @Nullable Job jobOf(Token token) {
        if (token.find("job").isEmpty()) {
            return null;
        }
        try {
            return servers.job(token.get("job"));
        } catch (NotFound e) {
            return null;
        }
    }
}
