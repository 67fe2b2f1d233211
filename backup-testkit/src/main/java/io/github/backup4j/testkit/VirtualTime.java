package io.github.backup4j.testkit;

import io.github.backup4j.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A clock that a test moves by hand, and on which everything in an {@link InMemoryCloud} happens.
 *
 * <p>It stands still until {@link #advance} is called, or something waits on it: {@link #sleep} does not sleep, it moves the
 * clock. What is due on the way happens at its own instant, in order, on the calling thread, before the call returns.
 *
 * <p>Safe for use by many threads; a clock and what happens on it share one lock.
 */
public final class VirtualTime implements TimeSource {
    /** Where a clock starts unless it is told otherwise: a Thursday, at midnight in UTC. */
    public static final Instant DEFAULT_START = Instant.parse("2026-01-01T00:00:00Z");

    private final ReentrantLock lock = new ReentrantLock();
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparing(Event::at).thenComparingLong(Event::order));
    private final Deque<Runnable> afterUnlock = new ArrayDeque<>();
    private final Instant start;
    private Instant now;
    private long order;

    private VirtualTime(Instant start) {
        this.start = start;
        now = start;
    }

    /** Returns a new clock that stands at {@link #DEFAULT_START}. */
    public static VirtualTime create() {
        return startingAt(DEFAULT_START);
    }

    /**
     * Returns a new clock.
     *
     * @param start where it stands
     */
    public static VirtualTime startingAt(Instant start) {
        if (start == null) {
            throw new NullPointerException("start == null");
        }
        return new VirtualTime(start);
    }

    @Override
    public Instant now() {
        return lock.isHeldByCurrentThread() ? now : locked(() -> now);
    }

    /** Returns how far the clock has moved since it was created. */
    @Override
    public Duration elapsed() {
        return Duration.between(start, now());
    }

    /**
     * Moves the clock, letting all that is due happen.
     *
     * @param duration how far; zero lets happen what is due now
     * @throws IllegalArgumentException if it is negative: time does not go back
     */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("duration is " + duration + "; time does not go back");
        }
        locked(() -> {
            runUntil(now.plus(duration));
            return now;
        });
    }

    /**
     * Moves the clock to an instant, letting all that is due happen.
     *
     * @param instant where to; not before now
     * @throws IllegalArgumentException if it is before now: time does not go back
     */
    public void advanceTo(Instant instant) {
        locked(() -> {
            advance(Duration.between(now, instant));
            return now;
        });
    }

    /** Moves the clock by the given time instead of sleeping; zero or less moves nothing. */
    @Override
    public void sleep(Duration duration) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (!duration.isNegative() && !duration.isZero()) {
            advance(duration);
        }
    }

    /** Lets something happen at an instant; what is due in the past happens with the next move of the clock. */
    void schedule(Instant at, Runnable action) {
        locked(() -> events.add(new Event(at, order++, action)));
    }

    /** Runs something while nothing else happens on this clock. */
    <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            boolean outermost = lock.getHoldCount() == 1;
            Runnable[] callbacks = outermost ? takeCallbacks() : new Runnable[0];
            lock.unlock();
            for (Runnable callback : callbacks) {
                callback.run();
            }
        }
    }

    /** Runs something on this thread as soon as it no longer holds the lock, so that foreign code never runs inside. */
    void afterUnlock(Runnable callback) {
        afterUnlock.add(callback);
    }

    private Runnable[] takeCallbacks() {
        if (afterUnlock.isEmpty()) {
            return new Runnable[0];
        }
        Runnable[] callbacks = afterUnlock.toArray(Runnable[]::new);
        afterUnlock.clear();
        return callbacks;
    }

    private void runUntil(Instant target) {
        while (!events.isEmpty() && !events.element().at().isAfter(target)) {
            Event next = events.remove();
            if (next.at().isAfter(now)) {
                now = next.at();
            }
            next.action().run();
        }
        // An event may itself have waited on this clock and moved it past the target.
        if (target.isAfter(now)) {
            now = target;
        }
    }

    /** Returns {@code "virtual time <now>"}. */
    @Override
    public String toString() {
        return "virtual time " + now();
    }

    private record Event(Instant at, long order, Runnable action) {}
}
