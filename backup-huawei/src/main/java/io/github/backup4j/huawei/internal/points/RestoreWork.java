package io.github.backup4j.huawei.internal.points;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.NotFound;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.Progress;
import io.github.backup4j.Resource;
import io.github.backup4j.huawei.internal.operations.OperationLogReader;
import io.github.backup4j.huawei.internal.resources.CbrTypes;
import io.github.backup4j.huawei.internal.resources.DiskCalls;
import io.github.backup4j.huawei.internal.work.Job;
import io.github.backup4j.huawei.internal.work.Proof;
import io.github.backup4j.huawei.internal.work.Step;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.internal.work.TokenFields;
import io.github.backup4j.huawei.internal.work.Work;
import java.util.regex.Pattern;

/**
 * A restore in place. For a disk that has to be freed first, its server is stopped, the disk detached, restored and attached
 * again, and the server started; the disk is attached again when the restore fails, too.
 */
public final class RestoreWork implements Work<Resource> {
    private static final TokenFields FIELDS = TokenFields.none()
            .with(TokenFields.ID, "point", "id", "on", "log", "job", "server")
            .with(Pattern.compile("OS::Nova::Server|OS::Cinder::Volume"), "type")
            .with(Pattern.compile("[a-z2-7]{6}"), "before")
            .with(TokenFields.FLAG, "good", "start", "keyed")
            .with(Pattern.compile("/dev/[a-z0-9]{1,8}"), "device")
            .with(TokenFields.MARK, "mark")
            .with(TokenFields.PROOF, "proof");

    static final int STOP = 0;
    public static final int DETACH = 1;
    private static final int RESTORE = 2;
    private static final int SETTLE = 3;
    public static final int ATTACH = 4;
    static final int START = 5;
    static final int FORGET = 6;

    private final RestoreLogs logs;
    private final DiskCalls disks;
    private final DetachSteps freed;

    public RestoreWork(RestoreLogs logs, DiskCalls disks, DetachSteps freed) {
        this.logs = logs;
        this.disks = disks;
        this.freed = freed;
    }

    /**
     * A restore that nobody can ask for again, and that has begun.
     *
     * @param log the service's log of it; "": not told
     * @param before the newest restore of the point to the resource that there was before; "": there was none
     */
    public static Token begun(String point, Resource resource, String log, String before) {
        Token token = Token.of("restore")
                .with("point", point)
                .with("type", CbrTypes.type(resource))
                .with("id", resource.id())
                .with("before", RestoreMark.shortOf(before));
        return restoring(token, log);
    }

    /**
     * A restore that a disk carries the mark of; nothing is changed yet.
     *
     * @param keyed whether it can be asked for again, so that the disk keeps that it was done
     */
    static Token noted(RestoreMark freeing, Proof proof, boolean keyed) {
        String carrier = freeing.carrier();
        return Token.of("restore")
                .with("point", freeing.point())
                .with("type", CbrTypes.type(freeing.over()))
                .with("id", freeing.over().id())
                .with("before", freeing.before())
                .with("server", freeing.server())
                .with("device", freeing.device())
                .with("start", freeing.start() ? "true" : "")
                .with("mark", freeing.mark().text())
                .with("on", carrier.equals(freeing.over().id()) ? "" : carrier)
                .with("proof", proof.text())
                .with("keyed", keyed ? "true" : "");
    }

    /** The same restore, which has begun. */
    static Token restoring(Token token, String log) {
        return token.at(RESTORE).with("job", "").with("log", log);
    }

    /** The same restore, which has ended, as far as its disk says so. */
    static Token ended(Token token) {
        return token.at(FORGET);
    }

    @Override
    public String words() {
        return "restoring";
    }

    @Override
    public String kind() {
        return "restore";
    }

    @Override
    public TokenFields fields() {
        return FIELDS;
    }

    /** Only a disk that is freed goes through them all. */
    @Override
    public boolean countsSteps(Token token) {
        return !token.find("server").isEmpty();
    }

    @Override
    public int steps() {
        return FORGET + 1;
    }

    @Override
    public Class<Resource> resultType() {
        return Resource.class;
    }

    @Override
    public Class<? extends Resource> resultType(Token token) {
        return resource(token).getClass();
    }

    @Override
    public Step<Resource> look(Token token) {
        return switch (token.step()) {
            case RESTORE -> restore(token);
            case SETTLE -> settle(token);
            default -> freed.look(token);
        };
    }

    private Step<Resource> restore(Token token) {
        String id = token.find("log").isEmpty() ? logs.begun(token) : token.get("log");
        if (id.isEmpty()) {
            throw new NotFound("the service has no record of the restore");
        }
        JsonNode log = logs.show(id);
        OperationRecord record = OperationLogReader.read(log);
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
        JsonNode seen = disks.get(disk);
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
        return token.find("server").isEmpty() ? end(token) : putBack(token, ATTACH);
    }

    @Override
    public Step<Resource> gone(Token token, NotFound missing) {
        boolean disk = resource(token) instanceof Resource.Disk;
        return switch (token.step()) {
            case RESTORE -> {
                Token failed = Job.keepFailure(
                        token, "what became of the restore of " + resource(token) + " is not known", missing);
                yield disk ? putBack(failed, SETTLE) : end(failed);
            }
            default -> freed.lost(token, missing);
        };
    }

    /** Goes on with what has to be put back in any case. */
    static Step<Resource> putBack(Token token, int step) {
        return new Step.Next<>(token.at(step).with("job", ""));
    }

    /** Ends the work, when its disk tells that it has ended. */
    static Step<Resource> end(Token token) {
        return token.find("mark").isEmpty() ? close(token) : putBack(token, FORGET);
    }

    /** Ends the work with the failure that was kept, if any. */
    static Step<Resource> close(Token token) {
        return Job.kept(token) == null ? new Step.Done<>(resource(token)) : Job.failed(token);
    }

    static Resource resource(Token token) {
        return CbrTypes.resource(token.get("type"), token.get("id"));
    }
}
