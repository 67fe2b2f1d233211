package io.github.backup4j.testkit.internal;

import io.github.backup4j.BackupException;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.OperationFailed.Effect;
import io.github.backup4j.Progress;
import io.github.backup4j.spi.OperationWatch;
import io.github.backup4j.testkit.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Long-running work in the world: it runs for some time on the clock, and then takes effect at one instant.
 *
 * <p>Work in several steps takes effect only while somebody polls it, as in the strictest cloud: once its time is over, it stays where it
 * is until the next poll.
 *
 * @param <T> the type of its result
 */
final class Job<T> {
    /** Work that overwrites or deletes: in a real cloud, nobody knows how far it came before it failed. */
    private static final Set<Work> DESTROYING = EnumSet.of(Work.RESTORE, Work.ROLL_BACK, Work.DELETE);

    final String id;
    final Class<T> resultType;
    private final World world;
    private final Work work;
    private final Supplier<T> finish;
    private final Consumer<OperationFailed> abandon;
    private final List<CompletableFuture<Operation.Status<T>>> waiting = new ArrayList<>();
    private Instant startedAt;
    private Duration duration;
    private boolean paid = true;
    private boolean inSteps;

    /** Whether its time is over and it waits for a poll. */
    private boolean due;

    /** The percentage at which a fault holds it until the fault is lifted; null: no fault does. */
    private @Nullable Integer stuckAt;

    /** The failure that a fault has planned for it; null: none. */
    private @Nullable OperationFailed plannedFailure;

    private Operation.@Nullable Status<T> outcome;

    /** When it ends, if nothing holds it; null: it stands still. */
    private @Nullable Instant endsAt;

    /** What happens once its time is over, though nobody polls it. */
    private Runnable whenDue = () -> {};

    /** The text that follows the kind of work; "": none. */
    private String detail = "";

    /**
     * Creates a job without starting it.
     *
     * @param finish does the work, at its end; throws {@link BackupException} if it fails
     * @param abandon reverts the changes that the start of the work has made, if it fails
     */
    Job(World world, String id, Work work, Class<T> resultType, Supplier<T> finish, Consumer<OperationFailed> abandon) {
        this.world = world;
        this.id = id;
        this.work = work;
        this.resultType = resultType;
        this.finish = finish;
        this.abandon = abandon;
        startedAt = world.time.now();
        duration = world.durationOf(work);
    }

    /** Makes this wait for payment before it starts. */
    Job<T> unpaid() {
        paid = false;
        return this;
    }

    /** Makes this end only while somebody polls it, or has a future of it. */
    Job<T> inSteps() {
        inSteps = true;
        return this;
    }

    /**
     * Sets what happens once the time of work in several steps is over and nobody polls it, before it ends; at once, if that is so
     * already.
     */
    void whenDue(Runnable action) {
        whenDue = action;
        if (due) {
            action.run();
        }
    }

    /** Sets the text that follows the kind of work. */
    void describe(String words) {
        detail = words;
    }

    @Nullable
    Instant endsAt() {
        return endsAt;
    }

    /** Why it stands still, for a caller who waits for it. */
    String obstacle() {
        return "operation " + id
                + (paid
                        ? " stands still at " + stuckAt + " %: call faults().release()"
                        : " has to be paid: call pay(token)");
    }

    boolean awaitsPayment() {
        return !paid;
    }

    void pay() {
        paid = true;
        begin();
    }

    Job<T> begin() {
        startedAt = world.time.now();
        duration = world.durationOf(work);
        PlannedFaults.Plan plan = world.faults.planFor(work, this);
        plannedFailure = plan.failure();
        stuckAt = plan.stuckAt();
        if (stuckAt == null) {
            endAfter(duration);
        }
        return this;
    }

    /** Continues from where a fault held it. */
    void release() {
        if (stuckAt != null) {
            Duration left = duration.multipliedBy(100 - stuckAt).dividedBy(100);
            startedAt = world.time.now().minus(duration.minus(left));
            stuckAt = null;
            endAfter(left);
        }
    }

    /** Whether it is running, or has created a resource that still exists. */
    boolean stands(Predicate<T> there) {
        return outcome == null
                || (outcome instanceof Operation.Status.Succeeded<T> succeeded && there.test(succeeded.result()));
    }

    int percent() {
        if (stuckAt != null) {
            return stuckAt;
        }
        if (outcome != null) {
            return 100;
        }
        long elapsed = Duration.between(startedAt, world.time.now()).toMillis();
        long whole = duration.toMillis();
        return whole == 0 ? 99 : (int) Math.min(99, 100 * elapsed / whole);
    }

    /** Polls it, which ends work in several steps whose time is over. */
    Operation.Status<T> poll() {
        if (due && outcome == null) {
            end();
        }
        return status();
    }

    Operation.Status<T> status() {
        if (outcome != null) {
            return outcome;
        }
        Progress progress = paid
                ? new Progress(
                        Progress.Phase.RUNNING,
                        percent(),
                        work.words() + (detail.isEmpty() ? "" : ": " + detail),
                        world.time.now())
                : new Progress(
                        Progress.Phase.PAYMENT_REQUIRED, null, "order " + id + " has to be paid", world.time.now());
        return new Operation.Status.Running<>(progress, null);
    }

    /**
     * Returns a future of its end, and reports progress whenever a caller that waits would poll.
     *
     * @param watch when that is
     */
    CompletionStage<Operation.Status<T>> settled(OperationWatch<T> watch, Consumer<? super Progress> onProgress) {
        if (poll().ended() && outcome != null) {
            CompletableFuture<Operation.Status<T>> ended = new ClockFuture<>(world);
            ended.complete(outcome);
            return ended;
        }
        ClockFuture<Operation.Status<T>> future = new ClockFuture<>(world);
        waiting.add(future);
        world.waitedFor.add(this);
        future.tellIfTheClockStandsStill();
        tellUntilDone(future, watch, onProgress);
        return future;
    }

    private void tellUntilDone(
            CompletableFuture<Operation.Status<T>> future,
            OperationWatch<T> watch,
            Consumer<? super Progress> onProgress) {
        if (future.isDone() || watch.look().isPresent()) {
            return;
        }
        watch.progress()
                .ifPresent(progress -> world.time.afterUnlock(() -> {
                    if (!future.isDone()) {
                        onProgress.accept(progress);
                    }
                }));
        world.time.schedule(world.time.now().plus(watch.pause()), () -> tellUntilDone(future, watch, onProgress));
    }

    private void endAfter(Duration left) {
        if (left.isZero()) {
            beDue();
        } else {
            endsAt = world.time.now().plus(left);
            world.time.schedule(world.time.now().plus(left), this::beDue);
        }
    }

    private void beDue() {
        if (inSteps && waiting.stream().allMatch(CompletableFuture::isDone)) {
            due = true;
            whenDue.run();
        } else {
            end();
        }
    }

    private void end() {
        Operation.Status<T> ended = outcomeOfWork();
        outcome = ended;
        for (CompletableFuture<Operation.Status<T>> future : waiting) {
            world.time.afterUnlock(() -> future.complete(ended));
        }
        waiting.clear();
        world.waitedFor.remove(this);
    }

    private Operation.Status<T> outcomeOfWork() {
        try {
            if (plannedFailure != null) {
                throw plannedFailure;
            }
            return new Operation.Status.Succeeded<>(finish.get());
        } catch (OperationFailed e) {
            return abandoned(e);
        } catch (BackupException e) {
            return abandoned(Refusal.failed(e.code().orElse(""), String.valueOf(e.getMessage())));
        }
    }

    private Operation.Status<T> abandoned(OperationFailed failure) {
        abandon.accept(failure);
        return new Operation.Status.Failed<>(DESTROYING.contains(work) ? failure : failure.with(Effect.UNCHANGED));
    }
}
