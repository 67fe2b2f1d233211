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
 * The scheduled events of a world, its clock, and the lock that guards it.
 *
 * <p>The clock stands still until a caller moves it. Events run at their own instants, in order, on the thread that moves the
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
     * @param start the initial time of its clock
     */
    public Timeline(Instant start) {
        this.start = start;
        now = start;
    }

    /** Returns the current time. */
    public Instant now() {
        return lock.isHeldByCurrentThread() ? now : locked(() -> now);
    }

    /** Returns how far the clock has moved since it was created. */
    public Duration elapsed() {
        return Duration.between(start, now());
    }

    /**
     * Advances the clock, and runs the events that become due.
     *
     * @param duration how far; zero runs the events that are due now
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
     * Advances the clock to an instant, and runs the events that become due.
     *
     * @param instant the new time; not before the current time
     * @throws IllegalArgumentException if it is before now: time does not go back
     */
    public void advanceTo(Instant instant) {
        locked(() -> {
            advance(Duration.between(now, instant));
            return now;
        });
    }

    /**
     * Schedules an event; one in the past runs with the next move of the clock.
     *
     * @param at when
     * @param action the event
     */
    public void schedule(Instant at, Runnable action) {
        locked(() -> events.add(new Event(at, order++, action)));
    }

    /**
     * Schedules an event.
     *
     * @param at when; now: with the next move of the clock
     * @param action the event
     * @throws IllegalArgumentException if it is before now: time does not go back
     */
    public void scheduleAhead(Instant at, Runnable action) {
        locked(() -> {
            if (at.isBefore(now)) {
                throw new IllegalArgumentException("instant is " + at + ", before " + now + "; time does not go back");
            }
            return events.add(new Event(at, order++, action));
        });
    }

    /** Returns whether the present thread runs an action under the lock of the world. */
    boolean isInAction() {
        return lock.isHeldByCurrentThread();
    }

    /**
     * Runs an action under the lock of the world.
     *
     * @param action the action
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
     * Runs a callback on this thread as soon as the thread no longer holds the lock, so that foreign code never runs under it.
     *
     * @param callback the callback
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
