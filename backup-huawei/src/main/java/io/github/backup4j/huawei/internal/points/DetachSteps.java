package io.github.backup4j.huawei.internal.points;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.Busy;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.Resource;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.points.RestoreState.Phase;
import io.github.backup4j.huawei.internal.resources.DiskCalls;
import io.github.backup4j.huawei.internal.resources.ServerCalls;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.Job;
import io.github.backup4j.huawei.internal.work.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of a restore or rollback that act only while the disk carries its mark: they detach the disk, put everything back, and
 * end work with a request key. Each step reads the disk first, and changes
 * something only if the disk carries the mark of this very restore and is where the mark says: a token alone is never
 * enough.
 *
 * <p>Work that ends before it has detached its disk puts back only what it has provably changed: see {@code RestoreState.halted} and
 * {@code RestoreState.detached}. Otherwise it says what it leaves. Only the token that asked knows of a request whose reply was lost: a
 * request that was answered and is delivered once more, or one of a process of which only the key or an older token is left, may stop the
 * server once the work has ended.
 *
 * <p>Servers and disks may hang. A step waits for them half an hour at most, from when the token says that it first had to, or a day for
 * other work on the disk, even if the service says so only when it is asked for the next change. Work that has overwritten
 * nothing then puts back what it has changed; work that cannot put something back ends, and says what it has done and what is
 * left to do.
 */
public final class DetachSteps {
    private static final Logger LOG = LoggerFactory.getLogger("io.github.backup4j.huawei");

    /** How long after its beginning work waits for other work to attach a disk again, before it starts their server. */
    private static final Duration LONGEST_WAIT = Duration.ofDays(1);

    /** A server is not stopped long after that was asked for: nobody expects it any more. */
    private static final Duration LATEST_STOP = Duration.ofHours(2);

    /** How long a step waits for a server to stop or start, or for a disk to be detached or attached: they may hang. */
    private static final Duration LONGEST_STEP = Duration.ofMinutes(30);

    /** The statuses of a disk that last for minutes, unless it hangs. Other work on a disk, such as a backup, may take hours. */
    private static final Set<String> SHORT = Set.of("available", "attaching", "in-use", "detaching", "reserved");

    private static final String UNDETACHED = "the disk could not be detached; nothing was overwritten";

    private final Context context;
    private final Overwrite overwrite;
    private final RestoreNotes notes;
    private final DiskCalls disks;
    private final ServerCalls servers;

    public DetachSteps(Context context, Overwrite overwrite, RestoreNotes notes, DiskCalls disks, ServerCalls servers) {
        this.context = context;
        this.overwrite = overwrite;
        this.notes = notes;
        this.disks = disks;
        this.servers = servers;
    }

    /** Polls the work at a step that acts only while the disk carries its mark. */
    public Step<Resource> poll(RestoreState state) {
        RestoreMark mark = state.mark();
        boolean frees = switch (state.phase()) {
            case FORGET -> false;
            case DETACH, RESTORE, SETTLE -> !overwrite.startsFree();
            case STOP, ATTACH, START -> true;
        };
        if (mark == null || (frees && (mark.server().isEmpty() || !(mark.over() instanceof Resource.Disk)))) {
            throw new Invalid("token of restore does not say which disk it detaches; the token is damaged");
        }
        JsonNode disk = disks.get(mark.carrier());
        return switch (mark.standing(disk, state.proof())) {
            case ENDED -> new Step.Done<>(mark.over());
            case ALTERED ->
                new Step.Failed<>(
                        new OperationFailed("somebody has changed the tags of this " + overwrite.noun() + " on disk "
                                + mark.carrier() + ", so the " + overwrite.noun() + " stops here. " + byHand(mark)
                                + "Then remove the tags from the disk: " + mark.named()));
            case NONE -> unmarked(state, mark, disk);
            case IN_PROGRESS ->
                switch (state.phase()) {
                    case STOP -> stop(state, mark, disk);
                    case DETACH -> overwriteOnceFree(state, mark, disk);
                    case ATTACH -> attach(state, mark, disk);
                    case START -> start(state, mark, disk);
                    case RESTORE, SETTLE -> overwrite.awaitEnd(state, mark, disk);
                    case FORGET -> forget(state, mark, disk);
                };
        };
    }

    // ---- a disk without the mark

    /** A restore without a request key leaves nothing on its disk; its end is recognized by disk, server and log. */
    private Step<Resource> unmarked(RestoreState state, RestoreMark mark, JsonNode disk) {
        if (state.phase() == Phase.FORGET && state.failed()) {
            return state.close();
        }
        Resource.Server at = DiskCalls.server(disk);
        boolean back = mark.server().isEmpty()
                || (at != null && at.id().equals(mark.server()) && (!mark.start() || runs(mark.server())));
        if (back && overwrite.started(state, disk) != null && overwrite.succeeded(state, disk)) {
            return new Step.Done<>(mark.over());
        }
        throw new NotFound("disk " + mark.carrier() + " does not have the mark of this " + overwrite.noun());
    }

    private boolean runs(String server) {
        JsonNode seen = servers.find(server);
        return seen != null && ServerCalls.running(seen);
    }

    /** Ends the work when a resource that it needs, or its mark, no longer exists, and reports what to do manually. */
    public Step<Resource> lost(RestoreState state, NotFound missing) {
        RestoreMark mark = state.mark();
        RestoreState failed = state.failing("a resource that the " + overwrite.noun() + " needs is gone", missing);
        return mark == null || mark.server().isEmpty()
                ? failed.close()
                : failed.left("the " + overwrite.noun() + " stops here. "
                        + byHand(mark).trim());
    }

    private static String byHand(RestoreMark mark) {
        if (mark.server().isEmpty()) {
            return "";
        }
        String as = mark.device().isEmpty() ? "" : " as " + mark.device();
        return "If disk " + mark.over().id() + " is detached, attach it to server " + mark.server() + as
                + (mark.start() ? ", and start the server. " : ". ");
    }

    // ---- stopping and detaching

    private Step<Resource> stop(RestoreState state, RestoreMark mark, JsonNode disk) {
        String server = mark.server();
        for (Resource.Server other : DiskCalls.servers(disk)) {
            if (!other.id().equals(server)) {
                return moved(state, disk, other);
            }
        }
        Resource.Server at = DiskCalls.server(disk);
        Step<Resource> sent = sent(state, mark, disk);
        if (sent != null) {
            return sent;
        }
        JsonNode seen = servers.get(server);
        boolean running = ServerCalls.running(seen);
        if (haltsByLostRequest(state, seen)) {
            return state.withHalted(true).next();
        }
        Job job = jobOf(state);
        if (job != null && job.failed()) {
            RestoreState unproven = state.withHalted(false).withJob("");
            String what = "server " + server + " could not be stopped; nothing was overwritten";
            return running ? early(unproven.unchanged().failing(job, what)) : unproven.next();
        }
        boolean stopping = job != null && !job.done() && running;
        if (stopping || ServerCalls.busy(seen) || !(running || ServerCalls.stopped(seen))) {
            return state.waiting(
                    context.serviceNow(),
                    LONGEST_STEP,
                    "stopping server " + server,
                    waited -> unstopped(
                            state, mark, disk, "server " + server + " is " + ServerCalls.shown(seen) + waited));
        }
        boolean free = at == null && DiskCalls.status(disk).equals("available");
        if (free || (!running && !ServerCalls.disks(seen).contains(mark.carrier()))) {
            return leaves(state);
        }
        RestoreState started = overwrite.started(state, disk);
        if (started != null) {
            // It was started by another process, or by a call whose reply was lost.
            return started.next();
        }
        if (!running) {
            return detach(state, mark, disk);
        }
        if (at == null) {
            return detached(state, mark, disk);
        }
        // It runs: whatever stopped it before, a later stop by somebody else is not by this work.
        return state.withHalted(false)
                .attempt(
                        context.serviceNow(),
                        lost -> lost.withAskedToStop(context.serviceNow()),
                        now -> stopIfAccepted(now, mark, disk, at),
                        this::notStopped);
    }

    /** Ends work whose server hangs, unless other work of the same request has gone on meanwhile. */
    private Step<Resource> unstopped(RestoreState state, RestoreMark mark, JsonNode disk, String what) {
        RestoreState started = overwrite.started(state, disk);
        String later = mark.start() && state.halted() ? "; if it stops, start it" : "";
        return started != null
                ? started.next()
                : early(state.unchanged().failing(what + "; nothing was overwritten" + later, ""));
    }

    private Step<Resource> notStopped(RestoreState state, BackupException why) {
        return early(
                state.unchanged().failing("the " + overwrite.noun() + " did not begin; nothing was overwritten", why));
    }

    /**
     * Ends work that has not detached its disk, so far as it knows. The server is looked at while a request to stop it may still be
     * carried out, also one of a process with an older token; it is started only if it was provably stopped for this work.
     */
    private Step<Resource> early(RestoreState failed) {
        return failed.withEarly(context.serviceNow()).putBack(Phase.START);
    }

    /** Whether an instant was less than a duration ago. It is from a token, and need not be true. */
    private boolean within(@Nullable Instant instant, Duration duration) {
        return instant != null
                && Duration.between(instant, context.serviceNow()).abs().compareTo(duration) < 0;
    }

    /** Whether the server is first seen to stop while a request to stop it, whose reply was lost, may be carried out. */
    private boolean haltsByLostRequest(RestoreState state, JsonNode server) {
        return !state.halted() && ServerCalls.halts(server) && within(state.askedToStop(), Overwrite.LATE);
    }

    /**
     * Waits for a disk, which may hang.
     *
     * @param late what follows once the step has waited for the longest time, given the words for the status and for since when it has
     */
    private Step<Resource> waitingForDisk(
            RestoreState state, RestoreMark mark, JsonNode disk, Function<String, Step<Resource>> late) {
        String what = "disk " + mark.carrier() + " is " + DiskCalls.status(disk);
        boolean hangs = SHORT.contains(DiskCalls.status(disk)) || DiskCalls.broken(disk);
        Duration longest = hangs ? LONGEST_STEP : LONGEST_WAIT;
        return state.waiting(context.serviceNow(), longest, what, waited -> late.apply(what + waited));
    }

    private static Step<Resource> waitingFor(Instant request) {
        return Step.going("waiting until " + request.plus(Overwrite.LATE).truncatedTo(ChronoUnit.SECONDS)
                + ", as an earlier request may still be carried out");
    }

    /** A refusal after the server was stopped would come too late: the service may have begun a backup since the work was noted. */
    private Step<Resource> stopIfAccepted(RestoreState state, RestoreMark mark, JsonNode disk, Resource.Server server) {
        try {
            overwrite.requireAccepted(mark);
            return state.withJob(servers.stop(server.id())).withHalted(true).next();
        } catch (Busy other) {
            return mark.notedSince(disk, context.serviceNow().minus(LATEST_STOP))
                    ? Step.going(server + " is not stopped yet: " + other.getMessage())
                    : notStopped(state, other);
        }
    }

    /** The disk was attached to another server after the restore began: that server is not stopped. */
    private Step<Resource> moved(RestoreState state, JsonNode disk, Resource.Server at) {
        // Whoever polled with a newer token may have overwritten the disk since.
        boolean untouched = !overwrite.maySent(state, disk) && overwrite.started(state, disk) == null;
        String what = "the disk is now attached to " + at + ", which was not stopped; "
                + (untouched
                        ? "nothing was overwritten"
                        : "the disk may have been overwritten before: check its content");
        return early((untouched ? state.unchanged() : state).failing(what, "").withMoved());
    }

    /**
     * The next step once the overwriting may have been requested; null: it was not. It is never requested again, and the
     * server is not stopped for it: somebody may have attached the disk since, and written to it. A free disk is put
     * back, and the server of one that was put back by a process that died is started.
     */
    private @Nullable Step<Resource> sent(RestoreState state, RestoreMark mark, JsonNode disk) {
        if (!overwrite.maySent(state, disk)) {
            return null;
        }
        RestoreState started = overwrite.started(state, disk);
        if (started != null) {
            return started.next();
        }
        boolean soon = overwrite.maySoonShow(state, disk);
        if (soon && refusedAlone(state, mark, disk)) {
            return state.attempt(
                    context.serviceNow(),
                    now -> {
                        disks.untag(mark.carrier(), List.of(mark.overName()));
                        return now.withRefusedUnseen(null).next();
                    },
                    (now, e) -> now.withRefusedUnseen(null).next());
        }
        if (soon) {
            return Step.going("whether the " + overwrite.noun() + " of disk " + mark.carrier() + " has started");
        }
        RestoreState failed = state.failing(
                "the disk may have been overwritten already: whether the " + overwrite.noun()
                        + " was carried out is not known; check its content",
                "");
        Resource.Server at = DiskCalls.server(disk);
        boolean free = at == null && DiskCalls.status(disk).equals("available");
        boolean putBack = at != null && at.id().equals(mark.server()) && mark.start();
        return free || putBack ? back(failed, mark) : failed.uncertain().left(kept(mark));
    }

    /** Whether the note on a free disk is that of a request of this work which was refused, and of no later one. */
    private boolean refusedAlone(RestoreState state, RestoreMark mark, JsonNode disk) {
        Instant refused = state.refusedUnseen();
        return refused != null
                && !mark.sentSince(disk, refused.plusSeconds(1))
                && DiskCalls.servers(disk).isEmpty()
                && overwrite.accepts(disk);
    }

    /** What a person does about tags by which the overwriting is not requested again. */
    private String kept(RestoreMark mark) {
        String noun = overwrite.noun();
        return "The " + noun + " is not requested again, as that could overwrite what was written since. "
                + byHand(mark)
                + "If the " + noun
                + " is still needed, begin it with another request key; if not, take its tags off disk "
                + mark.carrier() + ": " + mark.named();
    }

    private Step<Resource> detach(RestoreState state, RestoreMark mark, JsonNode disk) {
        if (DiskCalls.status(disk).equals("detaching")) {
            return leaves(state);
        }
        Resource.Server at = DiskCalls.server(disk);
        if (at == null) {
            return detached(state, mark, disk);
        }
        return state.attempt(
                context.serviceNow(),
                lost -> lost.withAskedToDetach(context.serviceNow()),
                now -> now.at(Phase.DETACH)
                        .withJob(servers.detach(at.id(), mark.carrier()))
                        .next(),
                (now, e) -> undetached(now.unchanged().failing(UNDETACHED, e)));
    }

    /** Goes on with a disk that is detached: for this work, if a request for that whose reply was lost may be carried out. */
    private Step<Resource> leaves(RestoreState state) {
        return state.withDetached(within(state.askedToDetach(), Overwrite.LATE)).putBack(Phase.DETACH);
    }

    /** Waits for a disk that is detached, and not free yet. */
    private Step<Resource> detached(RestoreState state, RestoreMark mark, JsonNode disk) {
        return waitingForDisk(
                state, mark, disk, what -> early(state.unchanged().failing(what + "; nothing was overwritten", "")));
    }

    /** Ends work whose disk could not be detached: it may be detached late. */
    private Step<Resource> undetached(RestoreState failed) {
        return failed.withEarly(context.serviceNow()).putBack(Phase.ATTACH);
    }

    // ---- overwriting

    private Step<Resource> overwriteOnceFree(RestoreState state, RestoreMark mark, JsonNode disk) {
        Step<Resource> sent = sent(state, mark, disk);
        if (sent != null) {
            return sent;
        }
        RestoreState started = overwrite.started(state, disk);
        if (started != null) {
            // It was started by another process, or by a call whose reply was lost.
            return started.next();
        }
        String status = DiskCalls.status(disk);
        if (overwrite.accepts(disk)) {
            // What was refused before says nothing of the request that follows.
            return state.withRefusedUnseen(null)
                    .attempt(
                            context.serviceNow(),
                            now -> overwrite.begin(now, mark).next(),
                            (now, e) -> refused(now, mark, e, state.lostReplies()));
        }
        if (mark.server().isEmpty()) {
            return DiskCalls.server(disk) == null
                    ? waitingForDisk(
                            state,
                            mark,
                            disk,
                            what -> state.unchanged()
                                    .failing(what + "; nothing was overwritten", "")
                                    .end())
                    : state.failing(
                                    "the disk was attached to a server meanwhile; whether it was overwritten before is not"
                                            + " known",
                                    "")
                            .end();
        }
        Job job = jobOf(state);
        if (job != null && job.failed()) {
            return undetached(state.unchanged().failing(job, UNDETACHED));
        }
        Resource.Server at = DiskCalls.server(disk);
        if (at != null && !at.id().equals(mark.server())) {
            return elsewhere(
                    state.unchanged().failing("the disk is attached to another server; nothing was overwritten", ""));
        }
        if (job != null && !job.done()) {
            String unsettled = "job " + state.job() + ", which detaches disk " + mark.carrier() + " from server "
                    + mark.server() + ", has not ended and may still do so. Once it has ended: ";
            return waitingForDisk(state, mark, disk, what -> unsettled(state, mark, what, unsettled));
        }
        if (status.equals("in-use")) {
            if (!ServerCalls.disks(servers.get(mark.server())).contains(mark.carrier())) {
                String unsettled = "server " + mark.server() + " does not have disk " + mark.carrier()
                        + " any more, which shows otherwise. Once it shows that it is free: ";
                return waitingForDisk(state, mark, disk, what -> unsettled(state, mark, what, unsettled));
            }
            if (!state.detachesAgain()) {
                return state.withDetached(false).withDetachesAgain().putBack(Phase.STOP);
            }
        }
        return waitingForDisk(state, mark, disk, what -> detachmentHangs(state, mark, disk, what));
    }

    /** Ends work whose disk may be detached already, or soon: its server is not started without it. */
    private static Step<Resource> unsettled(RestoreState state, RestoreMark mark, String what, String unsettled) {
        return state.unchanged()
                .failing(what + "; nothing was overwritten", "")
                .left(unsettled + byHand(mark) + whenItHangs(mark));
    }

    /** Ends work whose disk hangs: it is attached again if it was detached for this work, and if that ends after all. */
    private Step<Resource> detachmentHangs(RestoreState state, RestoreMark mark, JsonNode disk, String what) {
        String later = DiskCalls.server(disk) == null ? "" : "; if it leaves later, attach it again";
        RestoreState failed = state.unchanged().failing(what + "; nothing was overwritten" + later, "");
        return state.detached() || !state.job().isEmpty() ? back(failed, mark) : undetached(failed);
    }

    private Step<Resource> refused(RestoreState state, RestoreMark mark, BackupException e, boolean lostReplies) {
        if (overwrite.maySent(state, disks.get(mark.carrier()))) {
            return state.next();
        }
        boolean unknown = lostReplies || e instanceof AmbiguousOutcome;
        String what = unknown
                ? "whether the " + overwrite.noun() + " was started is not known; check the content of the disk"
                : "the " + overwrite.noun() + " was refused; nothing was overwritten";
        // A late one is carried out before the disk is attached, not while it is.
        return back(
                (unknown ? state.withAskedToDetach(context.serviceNow()) : state.unchanged()).failing(what, e), mark);
    }

    private static Step<Resource> back(RestoreState state, RestoreMark mark) {
        return mark.server().isEmpty() ? state.end() : state.putBack(Phase.ATTACH);
    }

    // ---- attaching and starting

    private Step<Resource> attach(RestoreState state, RestoreMark mark, JsonNode disk) {
        String server = mark.server();
        String status = DiskCalls.status(disk);
        Resource.Server at = DiskCalls.server(disk);
        if (at != null && DiskCalls.servers(disk).contains(Resource.server(server))) {
            at = Resource.server(server);
        }
        if (at != null && !at.id().equals(server)) {
            return elsewhere(state.replaced().failing("the disk is attached to another server", ""));
        }
        boolean unproven = state.early() != null && !state.detached();
        Instant asked = state.askedToDetach();
        if (asked != null && within(asked, Overwrite.LATE)) {
            boolean leaves = at == null || status.equals("detaching");
            return unproven && leaves ? state.withDetached(true).next() : waitingFor(asked);
        }
        if (status.equals("in-use")) {
            return state.putBack(Phase.START);
        }
        if (unproven) {
            return takenByOthers(mark);
        }
        Job job = jobOf(state);
        String as = mark.device().isEmpty() ? "" : " as " + mark.device();
        String left = "disk " + mark.carrier() + " could not be attached to server " + server + " again: attach it" + as
                + (mark.start() ? ", and start the server" : "");
        String unattached = "the " + overwrite.noun() + " is done, but the disk could not be attached";
        if (job != null && job.failed()) {
            return state.replaced().failing(job, unattached).left(left);
        }
        if ((job != null && !job.done()) || !status.equals("available")) {
            return waitingForDisk(
                    state,
                    mark,
                    disk,
                    what -> state.replaced()
                            .failing(unattached, "")
                            .left(left + ". Now " + what + ". " + whenItHangs(mark)));
        }
        return state.attempt(
                context.serviceNow(),
                now -> now.withJob(servers.attach(server, mark.carrier(), mark.device()))
                        .next(),
                (now, e) -> now.replaced().failing(unattached, e).left(left));
    }

    /** Goes on without a disk that another server has: it is not taken from that one. The failure says how to attach it again. */
    private static Step<Resource> elsewhere(RestoreState failed) {
        return failed.withMoved().putBack(Phase.START);
    }

    private static String whenItHangs(RestoreMark mark) {
        return "If the disk stays so, ask the support of Huawei Cloud. To go on, repeat the call with its request key;"
                + " without one, take the tags of this call off the disk: " + mark.named();
    }

    private Step<Resource> start(RestoreState state, RestoreMark mark, JsonNode disk) {
        if (!mark.start()) {
            return state.end();
        }
        String server = mark.server();
        JsonNode seen = state.moved() ? servers.find(server) : servers.get(server);
        if (seen == null) {
            return state.end();
        }
        Instant early = state.early();
        if (early != null && haltsByLostRequest(state, seen)) {
            return state.withHalted(true).next();
        }
        boolean unproven = early != null && !state.halted();
        Instant asked = unproven ? later(state.askedToStop(), early) : state.askedToStop();
        if (asked != null && within(asked, Overwrite.LATE)) {
            return waitingFor(asked);
        }
        boolean asksToStart = !state.job().isEmpty() || state.lostReplies();
        boolean mayStop = ServerCalls.busy(seen)
                ? within(later(state.askedToStop(), early), LONGEST_STEP)
                : state.halted() && !asksToStart && within(early, LONGEST_STEP);
        if (ServerCalls.running(seen) && mayStop) {
            return Step.going("whether server " + server + " is being stopped");
        }
        Step<Resource> others = early == null || state.moved() ? null : followOthers(state, mark, disk);
        if (others != null) {
            return others;
        }
        if (unproven && ServerCalls.stopped(seen) && !ServerCalls.busy(seen)) {
            return state.withDown().end();
        }
        Job job = jobOf(state);
        // Whether it runs is told by the server, not by the job. If it is stopped, somebody has stopped it since.
        boolean stoppedSince = job != null && job.done() && ServerCalls.stopped(seen);
        if (ServerCalls.running(seen) || stoppedSince) {
            return state.end();
        }
        String left = "server " + server + " could not be started again; start it";
        String unstarted = "the " + overwrite.noun() + " is done, but the server could not be started";
        if (job != null && job.failed()) {
            return state.replaced().failing(job, unstarted).left(left);
        }
        if (job != null || ServerCalls.busy(seen) || !ServerCalls.stopped(seen)) {
            return state.waiting(
                    context.serviceNow(),
                    LONGEST_STEP,
                    "starting server " + server,
                    waited -> state.replaced()
                            .failing(unstarted, "")
                            .left("server " + server + " is " + ServerCalls.shown(seen) + waited
                                    + ": look why; start it, unless somebody else has stopped it"));
        }
        JsonNode other = notes.otherWork(mark);
        if (other != null && DiskCalls.server(other) == null) {
            return mark.notedSince(disk, context.serviceNow().minus(LONGEST_WAIT))
                    ? Step.going("disk " + JsonFields.text(other, "id") + " is detached from server " + server
                            + " by other work")
                    : state.replaced()
                            .left(left + ", once disk " + JsonFields.text(other, "id")
                                    + ", which other work has detached from it, is attached again");
        }
        return state.attempt(
                context.serviceNow(),
                now -> now.withJob(servers.start(server)).next(),
                (now, e) -> now.replaced().failing(unstarted, e).left(left));
    }

    private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
        return one == null || (other != null && other.isAfter(one)) ? other : one;
    }

    /**
     * The next step of work that has not detached its disk, if other work of the same request has gone on, or somebody has detached the
     * disk: the server is not started without its disk, and the note of the other work stays. Null: nobody has.
     */
    private @Nullable Step<Resource> followOthers(RestoreState state, RestoreMark mark, JsonNode disk) {
        Resource.Server at = DiskCalls.server(disk);
        if (at != null && !DiskCalls.servers(disk).contains(Resource.server(mark.server()))) {
            return state.withMoved().next();
        }
        // Work that has put back what it itself has detached goes on to start the server.
        boolean taken = at == null || (!state.detached() && overwrite.started(state, disk) != null);
        return taken ? takenByOthers(mark) : null;
    }

    private Step<Resource> takenByOthers(RestoreMark mark) {
        return new Step.Failed<>(new OperationFailed("disk " + mark.carrier() + " was detached from server "
                + mark.server()
                + " meanwhile, or is being detached, and it is not known by whom, so that this work leaves both as they are. If other"
                + " work of this " + overwrite.noun() + " goes on with them, wait for its end; if not, and if nobody"
                + " else has detached the disk or stopped the server: "
                + byHand(mark).trim()));
    }

    // ---- ending

    /**
     * Removes the tags of the work from the disk; if the restore may be requested again, a tag for its end stays. Tags
     * that cannot be removed do no harm.
     */
    private Step<Resource> forget(RestoreState state, RestoreMark mark, JsonNode disk) {
        boolean done = !state.failed();
        if (state.failed() && overwrite.maySent(state, disk)) {
            // By them, a repeated call learns that the disk may have been overwritten.
            return state.uncertain().left(kept(mark));
        }
        // A late request to say that the overwriting begins may have replaced the tag that says that it has ended.
        boolean settled = overwrite.maySent(state, disk) && DiskCalls.ready(disk);
        if (done && !settled && !overwrite.succeeded(state, disk)) {
            throw new NotFound("there is no record of a " + overwrite.noun() + " that has ended");
        }
        return state.attempt(
                context.serviceNow(),
                now -> {
                    // First, as this step is not taken again once the disk says that the work has ended.
                    List<String> unfinished = done ? mark.unfinished(disk) : List.of();
                    if (!unfinished.isEmpty()) {
                        disks.untag(mark.carrier(), unfinished);
                    }
                    if (done && state.keyed()) {
                        disks.tag(mark.carrier(), mark.ended(state.proof(), context.serviceNow()));
                    }
                    List<String> names = new ArrayList<>(mark.names());
                    if (mark.server().isEmpty()) {
                        names.remove(1);
                    }
                    names.addAll(mark.overwrittenName(disk));
                    names.addAll(done ? mark.outdated(disk, state.keyed()) : List.of());
                    disks.untag(mark.carrier(), names);
                    return now.close();
                },
                (now, e) -> {
                    LOG.warn(
                            "disk {} keeps the tags of a restore that has ended, which do no harm ({}): {}",
                            mark.carrier(),
                            mark.named(),
                            e.getMessage());
                    return now.close();
                });
    }

    /** The job of the step; null where there is none, or the service no longer knows it: its effect can be seen. */
    private @Nullable Job jobOf(RestoreState state) {
        if (state.job().isEmpty()) {
            return null;
        }
        try {
            return servers.job(state.job());
        } catch (NotFound e) {
            return null;
        }
    }
}
