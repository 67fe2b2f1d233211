package io.github.backup4j.huawei.internal.work;

import io.github.backup4j.NotFound;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.Progress;
import io.github.backup4j.spi.OperationDriver;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Polls work of any kind, one step after the other, and keeps its token up to date.
 *
 * @param <T> the type of the result
 */
final class WorkDriver<T> implements OperationDriver<T> {
    private final Work<T> work;
    private final Context context;

    /** No monitor: a virtual thread that waits for a response would keep its carrier thread. */
    private final ReentrantLock lock = new ReentrantLock();

    /**
     * The current state. It may hold miss and wait counters that do not fit into the token text. Written under the
     * lock; read without it, so that a slow poll does not delay a caller who stores the token.
     */
    private volatile Token token;

    private final Pace pace = new Pace();
    private Operation.@Nullable Status<T> ended;
    private @Nullable Seen<T> seen;

    /** The number of polls so far: written under the lock, and read by threads that wait for the lock. */
    private volatile long polls;

    WorkDriver(Work<T> work, Token token, Context context) {
        this.work = work;
        this.token = token;
        this.context = context;
    }

    @Override
    public String token() {
        Token now = token;
        while (!context.fits(now)) {
            Token shorter = KeptFailure.shorter(now);
            if (shorter == null) {
                // Without these, the wait of a caller who resumes the work before each poll would begin anew each time.
                now = Waits.none(Misses.none(now));
                break;
            }
            now = shorter;
        }
        return now.write(context.site(), context.seal());
    }

    @Override
    public Operation.Status<T> poll() {
        long before = polls;
        lock.lock();
        try {
            Seen<T> now = seen;
            if (ended != null) {
                return ended;
            }
            if (now != null && (polls != before || now.serves(context.time().elapsed(), pollInterval()))) {
                return now.status;
            }
            Operation.Status<T> status = pollOnce();
            // Had another thread polled meanwhile, what it saw would have been returned.
            polls = before + 1;
            seen = new Seen<>(status, context.time().elapsed(), Thread.currentThread());
            return status;
        } finally {
            lock.unlock();
        }
    }

    private Operation.Status<T> pollOnce() {
        Step<T> step = poll(context.polling(work));
        if (step instanceof Step.Next<T> next) {
            token = next.next();
            return running(new Step.Going<>(Progress.Phase.RUNNING, null, ""));
        }
        if (step instanceof Step.Going<T> going) {
            return running(going);
        }
        Operation.Status<T> end = step instanceof Step.Done<T> done
                ? new Operation.Status.Succeeded<>(done.result())
                : new Operation.Status.Failed<>(failureOf((Step.Failed<T>) step));
        ended = end;
        return end;
    }

    private OperationFailed failureOf(Step.Failed<T> step) {
        return work.destroys() ? step.failure() : step.failure().with(OperationFailed.Effect.UNCHANGED);
    }

    private Step<T> poll(Work<T> polled) {
        Token now = Misses.none(token);
        try {
            Step<T> step = polled.poll(now);
            Token seenBy = step instanceof Step.Going<T> going ? going.seen() : null;
            token = seenBy == null ? now : seenBy;
            return step;
        } catch (NotFound e) {
            Instant at = context.serviceNow();
            token = Misses.oneMore(token, at);
            if (Misses.isGone(token, at)) {
                return polled.gone(now, e);
            }
            return Step.going("a resource is not visible: " + e.getMessage());
        }
    }

    @Override
    public Duration pollInterval() {
        return context.pollInterval();
    }

    @Override
    public CompletionStage<Operation.Status<T>> settled(Consumer<? super Progress> onProgress) {
        return context.poller().watch(this, onProgress);
    }

    private Operation.Status<T> running(Step.Going<T> going) {
        return new Operation.Status.Running<>(
                new Progress(
                        going.phase(),
                        going.percent(),
                        inWords(going.note()),
                        context.time().now()),
                pace.next(
                        going.percent() == null ? going.percentOfOthers() : going.percent(),
                        going.percent() == null,
                        going.left(),
                        context.time().elapsed(),
                        pollInterval()));
    }

    /** Returns what the work is doing, such as {@code "restoring: stopping server 1 (1 of 7)"}. */
    private String inWords(String note) {
        String count = work.countsSteps(token) ? " (" + (token.step() + 1) + " of " + work.steps() + ")" : "";
        return work.words() + (note.isEmpty() ? "" : ": " + note) + count;
    }

    /**
     * The result of the last poll. It serves the other threads that wait for the same operation; the thread that polled
     * polls again.
     *
     * @param status the result
     * @param at when it was polled
     * @param by the thread that polled
     */
    private record Seen<T>(Operation.Status<T> status, Duration at, Thread by) {
        /** Returns whether another thread has polled it, and not long ago. */
        boolean serves(Duration now, Duration shared) {
            return by != Thread.currentThread() && now.minus(at).compareTo(shared) < 0;
        }
    }
}
