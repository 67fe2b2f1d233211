package io.github.backup4j.huawei;

import static io.github.backup4j.huawei.RestoreWork.ATTACH;
import static io.github.backup4j.huawei.RestoreWork.DETACH;
import static io.github.backup4j.huawei.RestoreWork.START;
import static io.github.backup4j.huawei.RestoreWork.STOP;
import static io.github.backup4j.huawei.RestoreWork.putBack;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.cbr.v1.model.BackupRestore;
import io.github.backup4j.NotFound;
import io.github.backup4j.Resource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of a restore that free its disk and put everything back. */
final class FreedDisk {
    private static final Logger LOG = LoggerFactory.getLogger(HuaweiBackup.class);

    private final PointCalls points;
    private final DiskCalls disks;
    private final ServerCalls servers;

    FreedDisk(Context context) {
        points = new PointCalls(context);
        disks = new DiskCalls(context.wire());
        servers = new ServerCalls(context.wire());
    }

    Step<Resource> stop(Token token) {
        String server = token.get("server");
        JsonNode seen = servers.get(server);
        boolean running = ServerCalls.running(seen);
        Job job = jobOf(token);
        if (running && job != null && job.failed()) {
            return Job.failed(
                    job.keepFailure(token, "server " + server + " could not be stopped; nothing was overwritten"));
        }
        boolean stopping = job != null && !job.done() && running;
        if (stopping || ServerCalls.busy(seen) || !(running || ServerCalls.stopped(seen))) {
            return Step.going("server " + server + " is being stopped");
        }
        if (!running && !ServerCalls.disks(seen).contains(token.get("id"))) {
            return new Step.Next<>(token.at(DETACH).with("job", ""));
        }
        String log = points.begunRestore(token);
        if (!log.isEmpty()) {
            return restoring(token, log);
        }
        return running
                ? Attempt.to(
                        token,
                        now -> new Step.Next<>(now.with("job", servers.stop(server))),
                        (now, e) -> Job.failed(Job.keepFailure(
                                now, "server " + server + " could not be stopped; nothing was overwritten", e)))
                : free(token);
    }

    private Step<Resource> free(Token token) {
        String disk = token.get("id");
        if (DiskCalls.status(disks.get(disk)).equals("detaching")) {
            return new Step.Next<>(token.at(DETACH).with("job", ""));
        }
        return Attempt.to(
                token,
                now -> new Step.Next<>(now.at(DETACH).with("job", servers.detach(now.get("server"), disk))),
                (now, e) -> putBack(
                        Job.keepFailure(now, "the disk could not be detached; nothing was overwritten", e), START));
    }

    /** The restore that was begun in another process, or by a call whose reply was lost. */
    private static Step<Resource> restoring(Token token, String log) {
        return new Step.Next<>(RestoreWork.restoring(token, log));
    }

    Step<Resource> detach(Token token) {
        String disk = token.get("id");
        String log = points.begunRestore(token);
        if (!log.isEmpty()) {
            return restoring(token, log);
        }
        String status = DiskCalls.status(disks.get(disk));
        if (status.equals("available")) {
            return Attempt.to(
                    token,
                    now -> restoring(now, points.restore(now.get("point"), new BackupRestore().withVolumeId(disk))),
                    (now, e) -> putBack(
                            Job.keepFailure(now, "the restore was refused; nothing was overwritten", e), ATTACH));
        }
        Job job = jobOf(token);
        if (job != null && job.failed()) {
            return putBack(job.keepFailure(token, "the disk could not be detached; nothing was overwritten"), START);
        }
        boolean attached = status.equals("in-use") && (job == null || job.done());
        return attached ? putBack(token, STOP) : Step.going("disk " + disk + " is " + status);
    }

    Step<Resource> attach(Token token) {
        String disk = token.get("id");
        String server = token.get("server");
        String status = DiskCalls.status(disks.get(disk));
        if (status.equals("in-use")) {
            return putBack(token, START);
        }
        Job job = jobOf(token);
        String as = token.find("device").isEmpty() ? "" : " as " + token.get("device");
        String left = "disk " + disk + " could not be attached to server " + server + " again: attach it" + as
                + (starts(token) ? ", and start the server" : "");
        if (job != null && job.failed()) {
            return Job.left(job.keepFailure(token, "the disk could not be attached"), left);
        }
        if ((job != null && !job.done()) || !status.equals("available")) {
            return Step.going("disk " + disk + " is " + status);
        }
        return Attempt.to(
                token,
                now -> new Step.Next<>(now.with("job", servers.attach(server, disk, now.find("device")))),
                (now, e) -> Job.left(Job.keepFailure(now, "the disk could not be attached", e), left));
    }

    Step<Resource> start(Token token) {
        if (!starts(token)) {
            return RestoreWork.end(token);
        }
        String server = token.get("server");
        JsonNode seen = servers.get(server);
        Job job = jobOf(token);
        boolean over = job != null && job.done();
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
        return Attempt.to(
                token,
                now -> new Step.Next<>(now.with("job", servers.start(server))),
                (now, e) -> Job.left(Job.keepFailure(now, "the server could not be started", e), left));
    }

    /** The disk carries nothing of the work any more; what cannot be taken off it does no harm. */
    Step<Resource> forget(Token token) {
        String disk = token.get("id");
        return Attempt.to(
                token,
                now -> {
                    disks.untag(disk, Freeing.NAMES);
                    return RestoreWork.end(now.with("noted", ""));
                },
                (now, e) -> {
                    LOG.warn("disk {} keeps the tags {}: {}", disk, Freeing.NAMES, e.getMessage());
                    return RestoreWork.end(now.with("noted", ""));
                });
    }

    private static boolean starts(Token token) {
        return token.find("start").equals("true");
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
