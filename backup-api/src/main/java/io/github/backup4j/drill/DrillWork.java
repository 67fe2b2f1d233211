package io.github.backup4j.drill;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.Progress;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Temporary;
import io.github.backup4j.spi.OperationDriver;
import io.github.backup4j.spi.OperationWatch;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A drill in progress. Each poll goes as far as it can without waiting: it restores, has the caller's check run, and cleans up. All
 * calls that change something are repeatable: the restore by its request key, the deletions by the mark.
 *
 * <p>A poll ends before the first deletion, and asks to be repeated at once: the token that a caller stores then holds what was
 * restored and whether it was good. An older one would find the restored disk or server gone, and begin the restore anew.
 */
final class DrillWork implements OperationDriver<DrillReport> {
    /** The first pause of a drill that does not know its restore; pauses grow to six times as long. */
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(5);

    /** How long what was restored may not be found before it counts as gone. */
    private static final Duration VISIBLE = Duration.ofMinutes(2);

    /** How long it tries to clean up: longer than what a cloud may take to end work that nobody can stop. */
    private static final Duration CLEANING = Duration.ofHours(6);

    /** What comes before the token of the restore in that of the drill. */
    private static final String RESTORE = "~";

    private static final Pattern PRINTABLE = Pattern.compile("[ -~]+");

    /** What a report says of a restore that was begun anew. */
    private static final String SECOND = "begun anew after a first restore that failed or is gone: ";

    private final CloudBackup backup;
    private final RestoreDrill drill;
    private final ReentrantLock polling = new ReentrantLock();
    private volatile DrillState state;
    private volatile @Nullable Operation<? extends Resource> restore;
    private @Nullable String stored;

    /** When the restored resource was first missing, by {@link TimeSource#elapsed()}; null: it was found, or not looked for. */
    private @Nullable Duration missedAt;

    private boolean mayBeginAnew;
    private @Nullable Verification verification;
    private @Nullable Clearance clearance;
    private Operation.Status<DrillReport> ended;
    private boolean hasEnded;

    DrillWork(CloudBackup backup, RestoreDrill drill, DrillState state) {
        this(backup, drill, state, null);
    }

    /**
     * Creates it.
     *
     * @param restoring the token of the restore; null: not known
     */
    DrillWork(CloudBackup backup, RestoreDrill drill, DrillState state, @Nullable String restoring) {
        this.backup = backup;
        this.drill = drill;
        this.state = state;
        stored = restoring;
        mayBeginAnew = stored != null && !state.anew();
        ended = running(null, "not polled yet");
    }

    @Override
    public String token() {
        DrillState now = state;
        Operation<? extends Resource> work = restore;
        String token = now.write();
        if (work == null || now.step() != DrillState.Step.RESTORING) {
            return token;
        }
        // Without it, a drill that is resumed finds the restore by its key.
        String longer = token + RESTORE + work.token();
        return longer.length() <= DrillState.LONGEST
                        && PRINTABLE.matcher(longer).matches()
                ? longer
                : token;
    }

    @Override
    public Duration pollInterval() {
        Operation<? extends Resource> work = restore;
        return work == null ? POLL_INTERVAL : work.pollInterval();
    }

    @Override
    public Operation.Status<DrillReport> poll() {
        // No monitor: a virtual thread that waits for a response would keep its carrier thread.
        polling.lock();
        try {
            return look();
        } finally {
            polling.unlock();
        }
    }

    private Operation.Status<DrillReport> look() {
        while (!hasEnded) {
            DrillState.Step before = state.step();
            Optional<Operation.Status<DrillReport>> waiting = switch (before) {
                case RESTORING -> restoring();
                case VERIFYING -> verifying();
                case CLEANING -> cleaning();
            };
            if (waiting.isPresent()) {
                return waiting.get();
            }
            if (!hasEnded && before != state.step() && state.step() == DrillState.Step.CLEANING) {
                return running(null, null, "cleaning up", Duration.ZERO);
            }
        }
        return ended;
    }

    // ---- restoring

    private Optional<Operation.Status<DrillReport>> restoring() {
        if (expired()) {
            return failRestore(
                    "the restore was not done when the drill expired, at "
                            + state.mark().expiresAt(),
                    true);
        }
        Operation<? extends Resource> work = restore;
        try {
            if (work == null) {
                work = resumed();
                restore = work;
            }
        } catch (AmbiguousOutcome e) {
            // The same call again finds what it has begun.
            return Optional.of(running(null, "restoring: a reply was lost"));
        } catch (Conflict e) {
            return join(e);
        } catch (BackupException e) {
            if (e.retryable()) {
                throw e;
            }
            return notRestored("the restore was refused: " + Texts.of(e));
        }
        try {
            Operation.Status<? extends Resource> status = work.poll();
            if (status instanceof Operation.Status.Running<? extends Resource> going) {
                return Optional.of(
                        running(going.progress().percent(), going.progress().step(), "restoring", going.nextPoll()));
            }
            if (status instanceof Operation.Status.Failed<? extends Resource> failed) {
                return beginsAnew()
                        ? Optional.empty()
                        : failRestore("the restore failed: " + failed.failure().getMessage(), false);
            }
            return restored(((Operation.Status.Succeeded<? extends Resource>) status).result());
        } catch (AmbiguousOutcome e) {
            restore = null;
            return Optional.of(running(null, "restoring: a reply was lost"));
        } catch (BackupException e) {
            if (e.retryable()) {
                throw e;
            }
            return failRestore("the restore was refused: " + Texts.of(e), true);
        }
    }

    /**
     * Joins the drill with the same key that another process has begun at the same time. If no list shows one, nothing is known of what
     * there is, and so nothing is deleted.
     */
    private Optional<Operation.Status<DrillReport>> join(Conflict refusal) {
        String why = "the restore was refused: " + Texts.of(refusal);
        try {
            DrillState other = drill.earlier(backup, state.mark().id());
            if (other != null && !other.mark().equals(state.mark())) {
                state = other;
                return Optional.empty();
            }
        } catch (Conflict | NotFound e) {
            why = Texts.of(e);
        }
        DrillState last = state.restored(DrillCheck.notPerformed(why), null, now(), false);
        end(
                last,
                new DrillReport.CleanUp(List.of(), List.of(), now()),
                DrillCheck.notPerformed(
                        "this drill has made nothing; what carries its key may be of another drill, and is left to"
                                + " a sweep"));
        return Optional.empty();
    }

    /** The restore that the token names, or else the one with the key of the drill. */
    private Operation<? extends Resource> resumed() {
        String named = stored;
        stored = null;
        if (named != null) {
            try {
                return backup.operations().resume(named, Resource.class);
            } catch (Invalid | NotFound e) {
                // The key finds it too.
                mayBeginAnew = false;
            }
        }
        return restore();
    }

    /** Whether the restore begins anew, once: the token may be an old one, and what it names may be cleaned up. */
    private boolean beginsAnew() {
        if (!mayBeginAnew) {
            return false;
        }
        mayBeginAnew = false;
        state = state.begunAnew();
        restore = null;
        return true;
    }

    private Operation<? extends Resource> restore() {
        DiskSpec disk = drill.disk();
        RestorePointId point = state.point().id();
        String tag = DrillTags.pointTag(point, state.definition());
        if (disk != null) {
            return backup.restorePoints()
                    .restore(
                            point,
                            DrillTags.mark(disk, state.mark(), tag),
                            state.mark().key());
        }
        ServerSpec server = Objects.requireNonNull(drill.server());
        return backup.restorePoints()
                .restore(
                        point,
                        DrillTags.mark(server, state.mark(), tag),
                        state.mark().key());
    }

    private Optional<Operation.Status<DrillReport>> restored(Resource made) {
        Instant now = now();
        ProtectableResource found;
        try {
            found = backup.resources().get(made);
        } catch (NotFound e) {
            if (beginsAnew()) {
                return Optional.empty();
            }
            return mayBeSeenLater()
                    ? Optional.of(running(null, made + " was restored, and is not visible yet"))
                    : failRestore(made + " was restored, but is not there any more", false);
        }
        missedAt = null;
        if (!state.mark().isIn(found.tags())) {
            return failRestore(
                    made + " was restored, but does not carry the mark " + state.mark() + "; it is left as it is",
                    false);
        }
        state = state.restored(
                DrillCheck.held(made + " was restored from restore point "
                        + state.point().id()),
                new DrillState.Made(made, found.size()),
                now,
                false);
        return Optional.empty();
    }

    /** Whether what was restored is not found only lately: a cloud may show it late. */
    private boolean mayBeSeenLater() {
        Duration elapsed = backup.time().elapsed();
        if (missedAt == null) {
            missedAt = elapsed;
        }
        return elapsed.minus(missedAt).compareTo(VISIBLE) < 0;
    }

    private Optional<Operation.Status<DrillReport>> failRestore(String why, boolean mayGoOn) {
        state = state.restored(DrillCheck.failed(why), null, now(), mayGoOn);
        return Optional.empty();
    }

    private Optional<Operation.Status<DrillReport>> notRestored(String why) {
        state = state.restored(DrillCheck.notPerformed(why), null, now(), false);
        return Optional.empty();
    }

    // ---- verifying

    private Optional<Operation.Status<DrillReport>> verifying() {
        Verifier verifier = drill.verifier();
        if (verifier == null) {
            state = state.verified(DrillCheck.notPerformed("the drill was given no check"), now());
            return Optional.empty();
        }
        if (verification == null) {
            Instant deadline = deadline();
            if (!now().isBefore(deadline)) {
                state = state.verified(DrillCheck.notPerformed(neverSeen(deadline)), now());
                return Optional.empty();
            }
            Resource made = Objects.requireNonNull(state.made()).resource();
            ProtectableResource seen = seen(made);
            if (seen == null && mayBeSeenLater()) {
                return Optional.of(running(null, made + " is not visible, so the check has not begun"));
            }
            String obstacle = seen == null ? made + " is not there any more" : notOurs(seen);
            if (obstacle != null) {
                state = state.verified(DrillCheck.notPerformed(obstacle), now());
                return Optional.empty();
            }
            missedAt = null;
            state = state.checkBegun();
            verification = new Verification(verifier, made, deadline, backup.time());
        }
        Optional<Verification.Done> done = verification.look();
        if (done.isEmpty()) {
            return Optional.of(running(null, "the caller's check is running"));
        }
        state = state.verified(done.get().check(), done.get().at().truncatedTo(ChronoUnit.MILLIS));
        return Optional.empty();
    }

    /** What was restored, as the cloud shows it now; null: it does not show it. */
    private @Nullable ProtectableResource seen(Resource made) {
        try {
            return backup.resources().get(made);
        } catch (NotFound e) {
            return null;
        }
    }

    /**
     * Why the check must not run on a disk or server: a check may write, and the token alone does not prove that the drill has created
     * what it names. Null: nothing is in the way.
     */
    private @Nullable String notOurs(ProtectableResource seen) {
        Resource made = seen.resource();
        if (!state.mark().isIn(seen.tags())) {
            return made + " does not carry the mark " + state.mark()
                    + ", so somebody has adopted it or it was never of this drill; the check did not run on it";
        }
        if (!seen.servers().isEmpty()) {
            return made + " is attached to " + seen.servers()
                    + ", and a check begins with a disk that no server uses; the check did not run on it";
        }
        return null;
    }

    /** Why there is no result of a check whose time was over when the drill was resumed. */
    private String neverSeen(Instant deadline) {
        if (state.checks() > 0) {
            return "the check had no result that anybody saw by its deadline, " + deadline;
        }
        return expired()
                ? "the drill expired before the check began, at " + state.mark().expiresAt()
                : "the check could not begin before its deadline, " + deadline;
    }

    /** The end of the time for the check, which is the same however often it begins. */
    private Instant deadline() {
        Instant deadline = Objects.requireNonNull(state.restoredAt()).plus(drill.checking());
        Instant expiry = state.mark().expiresAt();
        return deadline.isBefore(expiry) ? deadline : expiry;
    }

    /** Whether the restore held, with whether it was begun anew: the token keeps the reason alone, as it has little room. */
    private static DrillCheck saidOfRestore(DrillState last) {
        DrillCheck restored = Objects.requireNonNull(last.restored());
        return last.anew() ? new DrillCheck(restored.status(), SECOND + restored.why()) : restored;
    }

    /** Whether the data was good, with how often the check began, unless it began once and had a result. */
    private static DrillCheck saidOfCheck(DrillState last) {
        DrillCheck verified = Objects.requireNonNull(last.verified());
        int times = last.checks();
        if (times == 0 || (times == 1 && verified.status() != DrillCheck.Status.NOT_PERFORMED)) {
            return verified;
        }
        String began = times == 1 ? "begun once: " : "begun " + times + " times, as the drill was resumed: ";
        return new DrillCheck(verified.status(), began + verified.why());
    }

    // ---- cleaning up

    private Optional<Operation.Status<DrillReport>> cleaning() {
        Instant now = now();
        Cleaning before = state.cleaning();
        Cleaning reached = before == null ? Cleaning.begun(now) : before.polledAt(now);
        state = state.cleaning(reached);
        if (clearance == null) {
            DrillState.Made made = state.made();
            Temporary own = state.mark();
            clearance = new Clearance(backup, own::equals, made == null ? null : made.resource());
            clearance.resume(reached, own);
        }
        Instant until = reached.begun().plus(CLEANING);
        Operation.Status.Running<? extends Resource> restoring = now.isBefore(until) ? stillRestoring() : null;
        if (restoring != null) {
            return Optional.of(
                    running(null, null, "waiting for the end of the restore, to clean up", restoring.nextPoll()));
        }
        boolean done = clearance.step(until);
        state = state.cleaning(clearance.reached(reached));
        if (!done) {
            return Optional.of(running(null, "cleaning up"));
        }
        DrillReport.CleanUp cleanUp = new DrillReport.CleanUp(
                clearance.deleted().stream().map(Leftover::what).sorted().toList(),
                clearance.left().stream().map(Leftover::toString).sorted().toList(),
                clearance.listedAt().truncatedTo(ChronoUnit.MILLIS));
        end(state, cleanUp, cleanedUp(cleanUp));
        return Optional.empty();
    }

    private void end(DrillState last, DrillReport.CleanUp cleanUp, DrillCheck cleanedUp) {
        ended = new Operation.Status.Succeeded<>(report(last, cleanUp, cleanedUp));
        hasEnded = true;
    }

    /**
     * Returns what a restore that was given up does; null: it has ended, or nobody knows. It may still make something, which can only be
     * deleted once it has.
     */
    private Operation.Status.@Nullable Running<? extends Resource> stillRestoring() {
        Operation<? extends Resource> work = restore;
        if (work == null || !state.open()) {
            return null;
        }
        try {
            if (work.poll() instanceof Operation.Status.Running<? extends Resource> going) {
                return going;
            }
            state = state.closed();
        } catch (BackupException e) {
            if (e.retryable()) {
                throw e;
            }
        }
        return null;
    }

    private DrillReport report(DrillState last, DrillReport.CleanUp cleanUp, DrillCheck cleanedUp) {
        DrillCheck restored = Objects.requireNonNull(last.restored());
        Instant restoredAt = Objects.requireNonNull(last.restoredAt());
        DrillState.Made made = last.made();
        return new DrillReport(
                last.mark().id(),
                last.source(),
                new DrillReport.Point(
                        last.point().id(),
                        last.point().createdAt(),
                        last.point().size()),
                made == null ? null : made.resource(),
                made == null ? null : made.size(),
                new DrillReport.Times(last.mark().begunAt(), restoredAt, last.verifiedAt(), now()),
                drill.rto(),
                new DrillReport.Checks(
                        saidOfRestore(last),
                        saidOfCheck(last),
                        cleanedUp,
                        withinRto(restored, Duration.between(last.mark().begunAt(), restoredAt))),
                cleanUp);
    }

    private DrillCheck cleanedUp(DrillReport.CleanUp cleanUp) {
        if (state.open() && cleanUp.left().isEmpty()) {
            return DrillCheck.notPerformed("no list shows anything of the drill, as of " + cleanUp.listedAt()
                    + ", but nobody knows whether the restore that was given up still makes something; sweep later");
        }
        return cleanUp.left().isEmpty()
                ? DrillCheck.held("no list shows anything of the drill, as of " + cleanUp.listedAt())
                : DrillCheck.failed("not all was deleted. A sweep from "
                        + state.mark().expiresAt()
                        + " on tries again what still carries the mark; if nobody needs it, delete yourself what that refuses."
                        + " Left: " + String.join("; ", cleanUp.left()));
    }

    private DrillCheck withinRto(DrillCheck restored, Duration took) {
        Duration rto = drill.rto();
        if (rto == null) {
            return DrillCheck.notPerformed("the drill was given no objective");
        }
        if (restored.status() == DrillCheck.Status.NOT_PERFORMED) {
            return DrillCheck.notPerformed("no restore began");
        }
        if (!restored.held()) {
            return DrillCheck.failed("nothing was restored within " + rto);
        }
        if (took.isNegative()) {
            return DrillCheck.notPerformed("the clock went back: the restore ended before the drill began");
        }
        return took.compareTo(rto) <= 0
                ? DrillCheck.held("the restore took at most " + took + ", not more than " + rto)
                : DrillCheck.failed("the restore was seen to have ended " + took + " after the drill began, more than "
                        + rto + "; it took less if nobody polled the drill when it ended");
    }

    // ---- waiting

    private boolean expired() {
        return state.mark().expiredAt(backup.time().now());
    }

    private Instant now() {
        return backup.time().now().truncatedTo(ChronoUnit.MILLIS);
    }

    private Operation.Status<DrillReport> running(@Nullable Integer percent, String what) {
        return running(percent, null, what, null);
    }

    private Operation.Status<DrillReport> running(
            @Nullable Integer percent, @Nullable String detail, String what, @Nullable Duration nextPoll) {
        String step = detail == null ? what : what + ": " + detail;
        return new Operation.Status.Running<>(
                new Progress(
                        Progress.Phase.RUNNING, percent, step, backup.time().now()),
                nextPoll);
    }

    /** Waits on a thread of its own, since no thread of a provider knows of drills. */
    @Override
    public CompletionStage<Operation.Status<DrillReport>> settled(Consumer<? super Progress> onProgress) {
        CompletableFuture<Operation.Status<DrillReport>> future = new CompletableFuture<>();
        Thread thread = new Thread(() -> settle(future, onProgress), "backup4j-drill");
        thread.setDaemon(true);
        CompletionStage<Operation.Status<DrillReport>> stage = future;
        stage.whenComplete((status, failure) -> thread.interrupt());
        thread.start();
        return future;
    }

    @SuppressWarnings("CatchingUnchecked") // whatever ends the waiting, the future has to tell
    private void settle(
            CompletableFuture<Operation.Status<DrillReport>> future, Consumer<? super Progress> onProgress) {
        try {
            OperationWatch<DrillReport> watch = new OperationWatch<>(backup.time(), this);
            Optional<Operation.Status<DrillReport>> status = watch.look();
            while (status.isEmpty() && !future.isDone()) {
                if (watch.failure().isEmpty()) {
                    watch.progress().ifPresent(onProgress);
                }
                backup.time().sleep(watch.pause());
                status = watch.look();
            }
            status.ifPresent(future::complete);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            future.completeExceptionally(new OperationFailed(
                    "the thread that waited for the drill was interrupted; it can be resumed by its token"));
        } catch (RuntimeException | Error e) {
            future.completeExceptionally(e);
        }
    }
}
