package io.github.backup4j.huawei.internal.points;

import io.github.backup4j.BackupException;
import io.github.backup4j.Invalid;
import io.github.backup4j.OperationFailed.Effect;
import io.github.backup4j.Resource;
import io.github.backup4j.huawei.internal.resources.CbrTypes;
import io.github.backup4j.huawei.internal.work.Job;
import io.github.backup4j.huawei.internal.work.KeptFailure;
import io.github.backup4j.huawei.internal.work.Proof;
import io.github.backup4j.huawei.internal.work.RequestMark;
import io.github.backup4j.huawei.internal.work.Step;
import io.github.backup4j.huawei.internal.work.StepAttempts;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.internal.work.TokenFields;
import io.github.backup4j.huawei.internal.work.Waits;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A restore in place, as recorded in its token. Only this class knows the names of its fields in tokens.
 *
 * @param token the token
 */
public record RestoreState(Token token) {
    /** The name of this kind of work in tokens. */
    static final String KIND = "restore";

    // What is known of the server and the disk, a letter each in one field: a token has little room.
    private static final String HALTED = "h";
    private static final String DETACHED = "d";
    private static final String MOVED = "m";
    private static final String STANDS_STILL = "s";
    private static final String DETACHES_AGAIN = "r";
    private static final String UNCHANGED = "u";
    private static final String REPLACED = "o";

    public static final TokenFields FIELDS = TokenFields.none()
            .with(TokenFields.ID, "point", "id", "on", "log", "job", "server")
            .with(Pattern.compile("OS::Nova::Server|OS::Cinder::Volume"), "type")
            .with(Pattern.compile("[a-z2-7]{6}"), "before")
            .with(TokenFields.FLAG, "good", "start", "keyed")
            .with(Pattern.compile("[hdmsruo]{1,7}"), "known")
            .with(TokenFields.INSTANT, "asked", "taking", "early", "unseen")
            .with(Pattern.compile("/dev/[a-z0-9]{1,8}"), "device")
            .with(TokenFields.MARK, "mark")
            .with(TokenFields.PROOF, "proof");

    /**
     * The steps of a restore, with their numbers in tokens. Only a disk that is detached first takes them all. A
     * restore with a request key, also of a server, ends with FORGET.
     */
    public enum Phase {
        /** The server that the disk is attached to is being stopped. */
        STOP(0),
        /** The disk is being detached. */
        DETACH(1),
        /** The service overwrites the disk or the server. */
        RESTORE(2),
        /** The disk is becoming ready again. */
        SETTLE(3),
        /** The disk is being attached again. */
        ATTACH(4),
        /** The server is being started again. */
        START(5),
        /** The mark of the restore is being removed from the disk. */
        FORGET(6);

        private final int step;

        Phase(int step) {
            this.step = step;
        }

        /** The number of the step in tokens. */
        public int step() {
            return step;
        }

        static Phase of(int step) {
            for (Phase phase : values()) {
                if (phase.step == step) {
                    return phase;
                }
            }
            throw new Invalid("token of restore is at step " + step + "; it is damaged");
        }
    }

    /**
     * A restore whose mark no disk carries: it has started and cannot be requested again.
     *
     * @param log the id of its log; "": not known
     * @param before the newest earlier restore of the point to the resource; "": there was none
     */
    public static RestoreState unmarked(String point, Resource over, String log, String before) {
        Token token = Token.of(KIND)
                .with("point", point)
                .with("type", CbrTypes.type(over))
                .with("id", over.id())
                .with("before", RestoreMark.shortOf(before));
        return new RestoreState(token).restoring(log);
    }

    /**
     * A restore whose mark a disk carries; nothing is changed yet.
     *
     * @param keyed whether it can be requested again, so that the disk keeps a tag for its end
     */
    static RestoreState marked(RestoreMark mark, Proof proof, boolean keyed) {
        return marked(KIND, mark, proof, keyed);
    }

    /**
     * The same, for work of a kind.
     *
     * @param kind the name of the kind in tokens
     */
    public static RestoreState marked(String kind, RestoreMark mark, Proof proof, boolean keyed) {
        String carrier = mark.carrier();
        return new RestoreState(Token.of(kind)
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

    // ---- fields

    public Phase phase() {
        return Phase.of(token.step());
    }

    /** The resource that is overwritten. */
    public Resource over() {
        return CbrTypes.resource(token.get("type"), token.get("id"));
    }

    /** The id of the restore point. */
    public String point() {
        return token.get("point");
    }

    /** The newest earlier restore of the point to the same resource, by {@link RestoreMark#shortOf}. */
    String before() {
        return token.get("before");
    }

    /** The id of the service's log of the restore; "": it has not started, or its log is not known. */
    String log() {
        return token.find("log");
    }

    /** The id of the job of the step; "": there is none. */
    String job() {
        return token.find("job");
    }

    /** Whether a disk is detached from its server first. */
    public boolean detaches() {
        return !token.find("server").isEmpty();
    }

    /** Whether it can be requested again. */
    boolean keyed() {
        return !token.find("keyed").isEmpty();
    }

    /** Whether the previous poll saw the disk ready: it may be ready once before it has its data. */
    public boolean seenReady() {
        return !token.find("good").isEmpty();
    }

    /** When this work last requested the stop of the server and got no reply, so that the server may still stop; null: never. */
    @Nullable
    Instant askedToStop() {
        return token.instant("asked");
    }

    /** When this work last requested to detach or overwrite the disk and got no reply; null: never. */
    @Nullable
    Instant askedToDetach() {
        return token.instant("taking");
    }

    /** When the work gave up before it had detached its disk, so far as it knows; null: it has not. */
    @Nullable
    Instant early() {
        return token.instant("early");
    }

    /**
     * Whether the server has provably been stopped for this work: the service has accepted its request, or the server was seen
     * stopping or stopped while a request whose reply was lost could be carried out.
     */
    boolean halted() {
        return knows(HALTED);
    }

    /** Whether the disk was provably detached for this work, in the same sense. The id of an accepted job says so, too. */
    boolean detached() {
        return knows(DETACHED);
    }

    /** Whether somebody has attached the disk to another server. */
    boolean moved() {
        return knows(MOVED);
    }

    /** Whether the detachment of the disk has begun anew, as it was still attached once it should have been detached. */
    boolean detachesAgain() {
        return knows(DETACHES_AGAIN);
    }

    /**
     * When the service refused to overwrite the disk and the disk could not be read; null: it did not. A read soon after shows
     * whether an earlier delivery of the request was carried out.
     */
    @Nullable
    Instant refusedUnseen() {
        return token.instant("unseen");
    }

    private boolean knows(String letter) {
        return token.find("known").contains(letter);
    }

    private RestoreState knowing(String letter, boolean known) {
        String others = token.find("known").replace(letter, "");
        return new RestoreState(token.with("known", known ? others + letter : others));
    }

    /** Whether replies to the call that the step attempts were lost. */
    boolean lostReplies() {
        return StepAttempts.lostReplies(token);
    }

    public boolean failed() {
        return KeptFailure.in(token) != null;
    }

    public Proof proof() {
        return Proof.of(token);
    }

    /** Its mark on a disk; null: no disk carries one. */
    public @Nullable RestoreMark mark() {
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

    // ---- next steps

    /** The same restore at another step, with its failure counters reset. */
    public RestoreState at(Phase phase) {
        return new RestoreState(token.at(phase.step()));
    }

    /** The same restore, which has started. */
    RestoreState restoring(String log) {
        return at(Phase.RESTORE).withJob("").withLog(log);
    }

    /** The same restore, which has ended according to its disk. */
    public RestoreState ended() {
        return at(Phase.FORGET);
    }

    RestoreState withLog(String log) {
        return new RestoreState(token.with("log", log));
    }

    RestoreState withAskedToStop(Instant now) {
        return new RestoreState(token.with("asked", now));
    }

    RestoreState withAskedToDetach(Instant now) {
        return new RestoreState(token.with("taking", now));
    }

    RestoreState withEarly(Instant now) {
        return new RestoreState(token.with("early", now));
    }

    RestoreState withHalted(boolean halted) {
        return knowing(HALTED, halted);
    }

    RestoreState withDetached(boolean detached) {
        return knowing(DETACHED, detached);
    }

    RestoreState withDetachesAgain() {
        return knowing(DETACHES_AGAIN, true);
    }

    /** The same restore, whose disk somebody has attached to another server: its tags stay, so that its key does not stop that one. */
    RestoreState withMoved() {
        return knowing(MOVED, true);
    }

    /** The same restore, whose request to overwrite the disk was refused at an instant, and whose disk could not be read then. */
    public RestoreState withRefusedUnseen(@Nullable Instant refused) {
        return new RestoreState(refused == null ? token.with("unseen", "") : token.with("unseen", refused));
    }

    /** The same restore, whose server is stopped, and nobody knows by whom. */
    RestoreState withDown() {
        return knowing(STANDS_STILL, true);
    }

    /** The same restore with another job, for which it has not waited. */
    public RestoreState withJob(String job) {
        return new RestoreState(Waits.none(token.with("job", job)));
    }

    public RestoreState withSeenReady(boolean ready) {
        return new RestoreState(token.with("good", ready ? "1" : ""));
    }

    /** The same restore, of which the first failure, if it comes now, has overwritten nothing. */
    RestoreState unchanged() {
        return failed() ? this : knowing(REPLACED, false).knowing(UNCHANGED, true);
    }

    /** The same restore, of which the first failure, if it comes now, comes after the overwriting. */
    public RestoreState replaced() {
        return failed() ? this : knowing(UNCHANGED, false).knowing(REPLACED, true);
    }

    /** The same restore, of which nobody knows whether it has overwritten anything. */
    RestoreState uncertain() {
        return knowing(UNCHANGED, false).knowing(REPLACED, false);
    }

    private Effect effect() {
        return knows(UNCHANGED) ? Effect.UNCHANGED : knows(REPLACED) ? Effect.REPLACED : Effect.UNKNOWN;
    }

    /** Keeps a failure for the steps that put everything back; the first one counts. */
    public RestoreState failing(String message, String code) {
        return new RestoreState(KeptFailure.keep(token, message, code));
    }

    public RestoreState failing(String what, BackupException reason) {
        return new RestoreState(KeptFailure.keep(token, what, reason));
    }

    RestoreState failing(Job job, String what) {
        return new RestoreState(job.keepFailure(token, what));
    }

    /** Continues with this state. */
    public Step<Resource> next() {
        return new Step.Next<>(token);
    }

    /**
     * Waits for a server or a disk, which may hang.
     *
     * @param note what it waits for, for people
     * @param late what follows once the step has waited for the longest time, given the words for since when it has
     */
    public Step<Resource> waiting(Instant now, Duration longest, String note, Function<String, Step<Resource>> late) {
        return Waits.upTo(longest, token, now, note, late);
    }

    /** Continues with another step, without the job of this one. */
    public Step<Resource> putBack(Phase phase) {
        return at(phase).withJob("").next();
    }

    /** Ends, once the tags of the disk say that the restore has ended. */
    public Step<Resource> end() {
        return token.find("mark").isEmpty() || moved() ? close() : putBack(Phase.FORGET);
    }

    /** Ends with the failure that was kept, if any. */
    Step<Resource> close() {
        if (!failed()) {
            return new Step.Done<>(over());
        }
        if (knows(STANDS_STILL)) {
            return left("server " + token.find("server")
                    + " is stopped, and it is not known by whom: start it, unless somebody else has stopped it");
        }
        return KeptFailure.endLeaving(token, moved() ? keptTags() : "", effect());
    }

    /** Fails with what is left behind, after the failure that was kept, if any. */
    public Step<Resource> left(String what) {
        return KeptFailure.endLeaving(token, moved() ? what + "; " + keptTags() : what, effect());
    }

    private String keptTags() {
        RestoreMark mark = mark();
        String tags = mark == null ? "" : ", or take its tags off disk " + mark.carrier() + ": " + mark.named();
        return putBack(mark) + "if it is still needed, begin it with another request key" + tags;
    }

    private static String putBack(@Nullable RestoreMark mark) {
        if (mark == null || mark.server().isEmpty()) {
            return "";
        }
        String as = mark.device().isEmpty() ? "" : " as " + mark.device();
        return "another server has disk " + mark.carrier() + ": if server " + mark.server()
                + " is to have it and does not, detach it where it is, and attach it" + as + "; ";
    }

    /**
     * Makes a call that changes something; what the work waits for once that was asked for has not been waited for yet.
     *
     * @param now by the service's clock
     * @param call makes the call, and returns the next step
     * @param refused returns the next step if the call is refused for good
     */
    public Step<Resource> attempt(
            Instant now,
            Function<RestoreState, Step<Resource>> call,
            BiFunction<RestoreState, BackupException, Step<Resource>> refused) {
        return StepAttempts.to(
                token,
                now,
                fresh -> call.apply(new RestoreState(fresh)),
                (fresh, e) -> refused.apply(new RestoreState(fresh), e));
    }

    /**
     * The same.
     *
     * @param unanswered notes that the reply to the call was lost, for later steps
     */
    Step<Resource> attempt(
            Instant now,
            UnaryOperator<RestoreState> unanswered,
            Function<RestoreState, Step<Resource>> call,
            BiFunction<RestoreState, BackupException, Step<Resource>> refused) {
        return StepAttempts.to(
                token,
                now,
                fresh -> call.apply(new RestoreState(fresh)),
                lost -> unanswered.apply(new RestoreState(lost)).token(),
                (fresh, e) -> refused.apply(new RestoreState(fresh), e));
    }
}
