package io.github.backup4j.testkit.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The events that are due in a world, the clock that they happen by, and the lock that guards the world.
 *
 * <p>The clock stands still until somebody moves it. Events happen at their own instants, in order, on the thread that moves the
 * clock.
 */
public final class Timeline {
    private final ReentrantLock lock = new ReentrantLock();
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparing(Event::at).thenComparingLong(Event::order));
    private final Deque<Runnable> afterUnlock = new ArrayDeque<>();
    private final Instant start;
    private Instant now;
    private long order;

    /**
     * Creates a timeline.
     *
     * @param start where its clock stands
     */
    public Timeline(Instant start) {
        this.start = start;
        now = start;
    }

    /** Returns the present instant. */
    public Instant now() {
        return lock.isHeldByCurrentThread() ? now : locked(() -> now);
    }

    /** Returns how far the clock has moved since it was created. */
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

    /**
     * Schedules an event; one in the past happens with the next move of the clock.
     *
     * @param at when
     * @param action what happens
     */
    public void schedule(Instant at, Runnable action) {
        locked(() -> events.add(new Event(at, order++, action)));
    }

    /**
     * Runs something under the lock of the world.
     *
     * @param action what runs
     */
    public <T> T locked(Supplier<T> action) {
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

    /**
     * Runs something on this thread as soon as it no longer holds the lock, so that foreign code never runs under it.
     *
     * @param callback what runs
     */
    public void afterUnlock(Runnable callback) {
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

    private record Event(Instant at, long order, Runnable action) {}
}
