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
 * A future that moves the clock while it is waited for: from the end of one piece of work that futures wait for to the next, until
 * it is complete. What is derived from it does the same.
 *
 * <p>If work that nothing will end stands still, waiting fails instead of lasting for ever. Whoever waits without this class
 * noticing, such as with {@link CompletableFuture#allOf}, waits for somebody else to move the clock; if nobody does, the log says so.
 */
final class ClockFuture<T> extends CompletableFuture<T> {
    private static final System.Logger LOG = System.getLogger(ClockFuture.class.getName());

    /** How long the clock may stand still, on the clock of the machine, before the log says so. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** How long a wait lasts for what other threads do. */
    private static final Duration GLANCE = Duration.ofMillis(5);

    /** For how long nothing may happen before work that stands still is taken to do so for good. */
    private static final int MOST_GLANCES = 400;

    private final World world;

    ClockFuture(World world) {
        this.world = world;
    }

    /** Says later in the log if this is not complete then, and the clock still where it is now. */
    void tellIfTheClockStandsStill() {
        Instant now = world.time.now();
        delayedExecutor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> complaint(now).ifPresent(text -> LOG.log(System.Logger.Level.WARNING, text)));
    }

    /** What the log says if this is not complete, and the clock still where it was. */
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

    /** Waits as long by the clock, which it moves, and as long on the thread where other threads have to act. */
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
                // As of every future: it does not end for that, and the flag is set again.
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
     * @param deadline how far at most; null: as far as it takes
     */
    private void passUntilDone(@Nullable Instant deadline) throws InterruptedException {
        int idle = 0;
        while (!isDone()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
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
                throw new IllegalStateException("nothing ends what is waited for, at " + world.time.now() + ": "
                        + String.join("; ", obstacles));
            }
            if (idle >= MOST_GLANCES && deadline != null) {
                return;
            }
        }
    }

    /** Moves the clock to the next end of work that futures wait for; false: there is none, or the deadline is before it. */
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

    /** Lets other threads go on: what completes this may run on one. */
    private void glance() throws InterruptedException {
        try {
            T unused = super.get(GLANCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException | CancellationException e) {
            // Not yet, or as whoever waits will see.
        }
    }
}
