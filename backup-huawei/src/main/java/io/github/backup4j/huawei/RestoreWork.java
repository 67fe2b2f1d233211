package io.github.backup4j.huawei;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.cbr.v1.model.BackupRestore;
import io.github.backup4j.NotFound;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.Progress;
import io.github.backup4j.Resource;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A restore in place. For a disk that has to be freed first, its server is stopped, the disk detached, restored and attached
 * again, and the server started; the disk is attached again when the restore fails, too.
 */
final class RestoreWork implements Work<Resource> {
    private static final int STOP = 0;
    private static final int DETACH = 1;
    private static final int RESTORE = 2;
    private static final int SETTLE = 3;
    private static final int ATTACH = 4;
    private static final int START = 5;

    private final PointCalls points;
    private final DiskCalls disks;
    private final ServerCalls servers;

    RestoreWork(Context context) {
        points = new PointCalls(context);
        disks = new DiskCalls(context.wire());
        servers = new ServerCalls(context.wire());
    }

    /** A restore that has begun. */
    static Token begun(String point, Resource resource, String log, Instant since) {
        return of(point, resource, since).with("log", log).at(RESTORE);
    }

    /** A restore for which a server is being stopped, or was stopped already. */
    static Token stopping(
            String point, Resource.Disk disk, String server, String device, boolean start, String job, Instant since) {
        return of(point, disk, since)
                .with("server", server)
                .with("device", device)
                .with("start", String.valueOf(start))
                .with("job", job);
    }

    private static Token of(String point, Resource resource, Instant since) {
        return Token.of("restore")
                .with("point", point)
                .with("type", Kinds.type(resource))
                .with("id", resource.id())
                .with("since", String.valueOf(since.getEpochSecond()));
    }

    @Override
    public String kind() {
        return "restore";
    }

    @Override
    public int steps() {
        return START + 1;
    }

    @Override
    public Class<Resource> resultType() {
        return Resource.class;
    }

    @Override
    public Step<Resource> look(Token token) {
        return switch (token.step()) {
            case STOP -> stop(token);
            case DETACH -> detach(token);
            case RESTORE -> restore(token);
            case SETTLE -> settle(token);
            case ATTACH -> attach(token);
            default -> start(token);
        };
    }

    private Step<Resource> stop(Token token) {
        String server = token.get("server");
        JsonNode seen = servers.get(server);
        if (!ServerCalls.stopped(seen)) {
            Job job = jobOf(token);
            if (job != null && job.failed()) {
                return Job.failed(
                        job.keepFailure(token, "server " + server + " could not be stopped; nothing was overwritten"));
            }
            return job != null && job.done() && ServerCalls.running(seen)
                    ? alreadyRestored(token)
                    : Step.going("server " + server + " is being stopped");
        }
        if (!ServerCalls.disks(seen).contains(token.get("id"))) {
            return new Step.Next<>(token.at(DETACH).with("job", ""));
        }
        return Attempt.to(
                () -> new Step.Next<>(token.at(DETACH).with("job", servers.detach(server, token.get("id")))),
                e -> new Step.Next<>(
                        Job.keepFailure(token, "the disk could not be detached; nothing was overwritten", e)
                                .at(START)
                                .with("job", "")));
    }

    /** An older token, of work that went on: the restore that it started is found by its log. */
    private Step<Resource> alreadyRestored(Token token) {
        String log = log(token);
        return log.isEmpty()
                ? Step.going("server " + token.get("server") + " is being stopped")
                : new Step.Next<>(token.at(RESTORE).with("log", log));
    }

    private Step<Resource> detach(Token token) {
        String disk = token.get("id");
        String log = log(token);
        if (!log.isEmpty()) {
            return new Step.Next<>(token.at(RESTORE).with("log", log));
        }
        String status = DiskCalls.status(disks.get(disk));
        if (!status.equals("available")) {
            Job job = jobOf(token);
            return job != null && job.failed()
                    ? new Step.Next<>(job.keepFailure(token, "the disk could not be detached; nothing was overwritten")
                            .at(START)
                            .with("job", ""))
                    : Step.going("disk " + disk + " is " + status);
        }
        return Attempt.to(
                () -> new Step.Next<>(token.at(RESTORE)
                        .with("log", points.restore(token.get("point"), new BackupRestore().withVolumeId(disk)))),
                e -> new Step.Next<>(Job.keepFailure(token, "the restore was refused; nothing was overwritten", e)
                        .at(ATTACH)
                        .with("job", "")));
    }

    private Step<Resource> restore(Token token) {
        String id = token.find("log").isEmpty() ? log(token) : token.get("log");
        if (id.isEmpty()) {
            return Step.going("the restore is about to begin");
        }
        JsonNode log = points.log(id);
        OperationRecord record = OperationLogs.read(log);
        String note = "the restore is " + record.statusText();
        if (record.status() == OperationRecord.Status.WAITING) {
            return new Step.Going<>(Progress.Phase.QUEUED, record.percent(), note);
        }
        if (record.status() == OperationRecord.Status.RUNNING || record.status() == OperationRecord.Status.UNKNOWN) {
            return Step.going(record.percent(), note);
        }
        Token next = token.with("log", id);
        if (record.status() != OperationRecord.Status.SUCCEEDED) {
            next = Job.fail(
                    next,
                    "the restore of " + resource(token) + " ended as " + record.statusText() + "; check its content. "
                            + record.failure(),
                    record.failureCode());
        }
        return resource(token) instanceof Resource.Disk ? new Step.Next<>(next.at(SETTLE)) : end(next);
    }

    private Step<Resource> settle(Token token) {
        String disk = token.get("id");
        JsonNode seen;
        try {
            seen = disks.get(disk);
        } catch (NotFound e) {
            return end(Job.keepFailure(token, "the disk is gone", e));
        }
        boolean failed = Job.kept(token) != null;
        if (!DiskCalls.ready(seen) && !(failed && DiskCalls.broken(seen))) {
            if (DiskCalls.broken(seen)) {
                return new Step.Next<>(Job.fail(token, "disk " + disk + " is " + DiskCalls.status(seen), ""));
            }
            return token.find("good").isEmpty()
                    ? Step.going("disk " + disk + " is " + DiskCalls.status(seen))
                    : new Step.Next<>(token.with("good", ""));
        }
        if (token.find("good").isEmpty()) {
            return new Step.Next<>(token.with("good", "1"));
        }
        return token.find("server").isEmpty()
                ? end(token)
                : new Step.Next<>(token.at(ATTACH).with("job", ""));
    }

    private Step<Resource> attach(Token token) {
        String disk = token.get("id");
        String server = token.get("server");
        String status = DiskCalls.status(disks.get(disk));
        if (status.equals("in-use")) {
            return new Step.Next<>(token.at(START).with("job", ""));
        }
        Job job = jobOf(token);
        String left = "disk " + disk + " could not be attached to server " + server + " again: attach it as "
                + token.find("device");
        if (job != null && job.failed()) {
            return Job.failed(job.keepFailure(token, left));
        }
        if (job != null || status.equals("attaching")) {
            return Step.going("disk " + disk + " is " + status);
        }
        return Attempt.to(
                () -> new Step.Next<>(token.with("job", servers.attach(server, disk, token.find("device")))),
                e -> Job.failed(Job.keepFailure(token, left, e)));
    }

    private Step<Resource> start(Token token) {
        String server = token.find("server");
        if (!token.find("start").equals("true")) {
            return end(token);
        }
        JsonNode seen = servers.get(server);
        if (ServerCalls.running(seen)) {
            return end(token);
        }
        Job job = jobOf(token);
        String left = "server " + server + " could not be started again";
        if (job != null && job.failed()) {
            return Job.failed(job.keepFailure(token, left));
        }
        if (job != null || !ServerCalls.stopped(seen)) {
            return Step.going("server " + server + " is being started");
        }
        return Attempt.to(
                () -> new Step.Next<>(token.with("job", servers.start(server))),
                e -> Job.failed(Job.keepFailure(token, left, e)));
    }

    private Step<Resource> end(Token token) {
        return Job.kept(token) == null ? new Step.Done<>(resource(token)) : Job.failed(token);
    }

    private @Nullable Job jobOf(Token token) {
        return token.find("job").isEmpty() ? null : servers.job(token.get("job"));
    }

    private String log(Token token) {
        Instant since = Instant.ofEpochSecond(token.number("since"));
        String log = points.restoreLog(token.get("point"), token.get("id"), since);
        return log == null ? "" : log;
    }

    private static Resource resource(Token token) {
        return Kinds.resource(token.get("type"), token.get("id"));
    }
}
