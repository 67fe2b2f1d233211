package io.github.backup4j.testkit.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A future that moves the clock while a thread waits for it: from one end of work that futures wait for to the next, until the
 * future is complete. Futures derived from it do the same.
 *
 * <p>If work is stuck and nothing will end it, the wait fails instead of lasting forever. A wait that this class cannot see,
 * such as for {@link CompletableFuture#allOf}, needs another thread to move the clock; if none does, this class logs a warning.
 */
final class ClockFuture<T> extends CompletableFuture<T> {
    private static final System.Logger LOG = System.getLogger(ClockFuture.class.getName());

    /** How long the clock may stand still, in real time, before this class logs a warning. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** How long one wait for other threads lasts. */
    private static final Duration GLANCE = Duration.ofMillis(5);

    /** How many waits without progress it takes before stuck work counts as stuck for good. */
    private static final int MOST_GLANCES = 400;

    private final World world;

    ClockFuture(World world) {
        this.world = world;
    }

    /** Logs a warning later if this is not complete by then and the clock has not moved. */
    void tellIfTheClockStandsStill() {
        Instant now = world.time.now();
        delayedExecutor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> complaint(now).ifPresent(text -> LOG.log(System.Logger.Level.WARNING, text)));
    }

    /** The text of the warning; empty if this is complete or the clock has moved. */
    Optional<String> complaint(Instant then) {
        return isDone() || !world.time.now().equals(then)
                ? Optional.empty()
                : Optional.of(
                        "a future of an operation is not complete, and the clock of its in-memory cloud stands still"
                                + " at " + then
                                + ": await the operation, wait for its own future with get() or join(), or call"
                                + " time().advance(...); waiting for CompletableFuture.allOf(...) does not move the clock");
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new ClockFuture<>(world);
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        passUntilDone(null);
        return super.get();
    }

    /** Waits up to the timeout on the clock, which it moves, and up to the timeout in real time if other threads must act. */
    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        Duration limit = Duration.of(timeout, unit.toChronoUnit());
        Instant deadline = world.time.now().plus(limit);
        passUntilDone(deadline);
        return super.get(isDone() || !world.time.now().isBefore(deadline) ? 0 : timeout, unit);
    }

    @Override
    public T join() {
        boolean interrupted = false;
        while (!isDone()) {
            try {
                passUntilDone(null);
            } catch (InterruptedException e) {
                // As with every future, an interrupt does not end the wait, and the flag is set again.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return super.join();
    }

    /**
     * Moves the clock.
     *
     * @param deadline the latest time to move to; null: no limit
     */
    private void passUntilDone(@Nullable Instant deadline) throws InterruptedException {
        int idle = 0;
        while (!isDone()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (world.time.isInAction()) {
                throw new IllegalStateException(
                        "an action of VirtualTime.at waits for a future, which completes only after the"
                                + " action has ended; await the operation");
            }
            if (world.time.locked(() -> moveOn(deadline))) {
                idle = 0;
                continue;
            }
            if (deadline != null && !world.time.now().isBefore(deadline)) {
                return;
            }
            glance();
            idle++;
            List<String> obstacles = obstacles();
            if (idle >= MOST_GLANCES && !obstacles.isEmpty() && !isDone()) {
                throw new IllegalStateException(
                        "the wait would never end, at " + world.time.now() + ": " + String.join("; ", obstacles));
            }
            if (idle >= MOST_GLANCES && deadline != null) {
                return;
            }
        }
    }

    /** Moves the clock to the next end of work that futures wait for; false: there is none before the deadline. */
    private boolean moveOn(@Nullable Instant deadline) {
        Optional<Instant> end = world.waitedFor.stream()
                .map(Job::endsAt)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder());
        if (end.isEmpty()) {
            return false;
        }
        Instant now = world.time.now();
        if (deadline != null && end.get().isAfter(deadline)) {
            if (now.isBefore(deadline)) {
                world.time.advanceTo(deadline);
            }
            return false;
        }
        world.time.advanceTo(end.get().isAfter(now) ? end.get() : now);
        return true;
    }

    private List<String> obstacles() {
        return world.time.locked(() -> world.waitedFor.stream()
                .filter(job -> job.endsAt() == null)
                .map(Job::obstacle)
                .toList());
    }

    /** Lets other threads run: one of them may complete this. */
    private void glance() throws InterruptedException {
        try {
            T unused = super.get(GLANCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException | CancellationException e) {
            // Not complete yet, or complete with a failure, which the waiting caller gets.
        }
    }
}
