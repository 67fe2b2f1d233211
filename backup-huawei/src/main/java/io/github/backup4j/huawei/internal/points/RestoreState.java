package io.github.backup4j.huawei.internal.points;

import io.github.backup4j.BackupException;
import io.github.backup4j.Resource;
import io.github.backup4j.huawei.internal.resources.CbrTypes;
import io.github.backup4j.huawei.internal.work.Job;
import io.github.backup4j.huawei.internal.work.Proof;
import io.github.backup4j.huawei.internal.work.RequestMark;
import io.github.backup4j.huawei.internal.work.Step;
import io.github.backup4j.huawei.internal.work.StepAttempts;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.internal.work.TokenFields;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A restore in place, as its token says it. Nothing else knows under which names a token keeps what a restore needs to go on.
 *
 * @param token the token
 */
public record RestoreState(Token token) {
    /** The name of this kind of work in tokens. */
    static final String KIND = "restore";

    static final TokenFields FIELDS = TokenFields.none()
            .with(TokenFields.ID, "point", "id", "on", "log", "job", "server")
            .with(Pattern.compile("OS::Nova::Server|OS::Cinder::Volume"), "type")
            .with(Pattern.compile("[a-z2-7]{6}"), "before")
            .with(TokenFields.FLAG, "good", "start", "keyed")
            .with(Pattern.compile("/dev/[a-z0-9]{1,8}"), "device")
            .with(TokenFields.MARK, "mark")
            .with(TokenFields.PROOF, "proof");

    /**
     * The steps of a restore, in the order in which tokens count them. Only a disk that is detached first takes them all; a server
     * takes RESTORE alone.
     */
    public enum Phase {
        /** The server that the disk is attached to is being stopped. */
        STOP,
        /** The disk is being detached. */
        DETACH,
        /** The service overwrites the disk or the server. */
        RESTORE,
        /** The disk is becoming ready again. */
        SETTLE,
        /** The disk is being attached again. */
        ATTACH,
        /** The server is being started again. */
        START,
        /** The disk loses the mark of the restore. */
        FORGET
    }

    /**
     * A restore that nobody can request again, and that has begun.
     *
     * @param log the service's log of it; "": not told
     * @param before the newest restore of the point to the resource that there was before; "": there was none
     */
    public static RestoreState begun(String point, Resource over, String log, String before) {
        Token token = Token.of(KIND)
                .with("point", point)
                .with("type", CbrTypes.type(over))
                .with("id", over.id())
                .with("before", RestoreMark.shortOf(before));
        return new RestoreState(token).restoring(log);
    }

    /**
     * A restore that a disk carries the mark of; nothing is changed yet.
     *
     * @param keyed whether it can be requested again, so that the disk keeps that it was done
     */
    static RestoreState marked(RestoreMark mark, Proof proof, boolean keyed) {
        String carrier = mark.carrier();
        return new RestoreState(Token.of(KIND)
                .with("point", mark.point())
                .with("type", CbrTypes.type(mark.over()))
                .with("id", mark.over().id())
                .with("before", mark.before())
                .with("server", mark.server())
                .with("device", mark.device())
                .with("start", mark.start() ? "true" : "")
                .with("mark", mark.mark().text())
                .with("on", carrier.equals(mark.over().id()) ? "" : carrier)
                .with("proof", proof.text())
                .with("keyed", keyed ? "true" : ""));
    }

    // ---- what it says

    Phase phase() {
        return Phase.values()[token.step()];
    }

    /** What is overwritten. */
    Resource over() {
        return CbrTypes.resource(token.get("type"), token.get("id"));
    }

    /** The id of the restore point. */
    String point() {
        return token.get("point");
    }

    /** The newest restore of the point to the same resource that there was before, by {@link RestoreMark#shortOf}. */
    String before() {
        return token.get("before");
    }

    /** The id of the service's log of the restore; "": it has not begun, or nobody told. */
    String log() {
        return token.find("log");
    }

    /** The id of the job of the step; "": there is none. */
    String job() {
        return token.find("job");
    }

    /** Whether a disk is detached from its server first. */
    boolean detaches() {
        return !token.find("server").isEmpty();
    }

    /** Whether it can be requested again. */
    boolean keyed() {
        return !token.find("keyed").isEmpty();
    }

    /** Whether the look before saw the disk ready: it may be so once before its data is there. */
    boolean seenReady() {
        return !token.find("good").isEmpty();
    }

    boolean failed() {
        return Job.kept(token) != null;
    }

    Proof proof() {
        return Proof.of(token);
    }

    /** The mark that a disk carries of it; null: none does. */
    @Nullable
    RestoreMark mark() {
        RequestMark mark = RequestMark.parse(token.find("mark"));
        return mark == null
                ? null
                : new RestoreMark(
                        mark,
                        token.find("on").isEmpty() ? token.get("id") : token.get("on"),
                        point(),
                        over(),
                        token.find("server"),
                        token.find("device"),
                        token.find("start").equals("true"),
                        before());
    }

    // ---- how it goes on

    /** The same restore at another step, where no call was made in vain. */
    RestoreState at(Phase phase) {
        return new RestoreState(token.at(phase.ordinal()));
    }

    /** The same restore, which has begun. */
    RestoreState restoring(String log) {
        return at(Phase.RESTORE).withJob("").withLog(log);
    }

    /** The same restore, which has ended, as far as its disk says so. */
    RestoreState ended() {
        return at(Phase.FORGET);
    }

    RestoreState withLog(String log) {
        return new RestoreState(token.with("log", log));
    }

    RestoreState withJob(String job) {
        return new RestoreState(token.with("job", job));
    }

    RestoreState withSeenReady(boolean ready) {
        return new RestoreState(token.with("good", ready ? "1" : ""));
    }

    /** Keeps a failure for the steps that put everything back; the first one counts. */
    RestoreState failing(String message, String code) {
        return new RestoreState(Job.fail(token, message, code));
    }

    RestoreState failing(String what, BackupException reason) {
        return new RestoreState(Job.keepFailure(token, what, reason));
    }

    RestoreState failing(Job job, String what) {
        return new RestoreState(job.keepFailure(token, what));
    }

    /** Goes on with this. */
    Step<Resource> next() {
        return new Step.Next<>(token);
    }

    /** Goes on with a step that puts something back. */
    Step<Resource> putBack(Phase phase) {
        return at(phase).withJob("").next();
    }

    /** Ends, once the disk tells that the restore has ended. */
    Step<Resource> end() {
        return token.find("mark").isEmpty() ? close() : putBack(Phase.FORGET);
    }

    /** Ends with the failure that was kept, if any. */
    Step<Resource> close() {
        return failed() ? Job.failed(token) : new Step.Done<>(over());
    }

    /** Ends with what is left behind, beside the failure that was kept, if any. */
    Step<Resource> left(String what) {
        return Job.left(token, what);
    }

    /**
     * Makes a call that changes something.
     *
     * @param call makes it, and says what follows
     * @param refused says what follows if it is refused for good
     */
    Step<Resource> attempt(
            Function<RestoreState, Step<Resource>> call,
            BiFunction<RestoreState, BackupException, Step<Resource>> refused) {
        return StepAttempts.to(
                token,
                now -> call.apply(new RestoreState(now)),
                (now, e) -> refused.apply(new RestoreState(now), e));
    }
}
