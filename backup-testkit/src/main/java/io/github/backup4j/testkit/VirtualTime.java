package io.github.backup4j.testkit;

import io.github.backup4j.TimeSource;
import io.github.backup4j.testkit.internal.Timeline;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Objects;

/**
 * A clock that a test moves by hand, and on which everything in an {@link InMemoryCloud} happens.
 *
 * <p>It stands still until {@link #advance} is called, or something waits on it: {@link #sleep} does not sleep, it
 * moves the clock. Events that are due on the way happen at their own instant, in order, on the calling thread, before
 * the call returns.
 *
 * <p>Safe for use by many threads; a clock and what happens on it share one lock.
 */
public final class VirtualTime implements TimeSource {
    /** The default start: a Thursday, at midnight in UTC. */
    public static final Instant DEFAULT_START = Instant.parse("2026-01-01T00:00:00Z");

    private final Timeline timeline;

    private VirtualTime(Instant start) {
        timeline = new Timeline(start);
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
        return timeline.now();
    }

    /** Returns how far the clock has moved since it was created. */
    @Override
    public Duration elapsed() {
        return timeline.elapsed();
    }

    /**
     * Moves the clock; all events that are due happen.
     *
     * @param duration how far; zero runs only what is due now
     * @throws IllegalArgumentException if it is negative: time does not go back
     */
    public void advance(Duration duration) {
        timeline.advance(duration);
    }

    /**
     * Moves the clock to an instant; all events that are due happen.
     *
     * @param instant where to; not before now
     * @throws IllegalArgumentException if it is before now: time does not go back
     */
    public void advanceTo(Instant instant) {
        timeline.advanceTo(instant);
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

    /**
     * Runs an action once the clock reaches an instant, on the thread that moves it, between the events of the cloud: the
     * action sees the cloud as of that instant. Actions for one instant run in the order of these calls.
     *
     * <pre>{@code
     * cloud.time().at(midnight, () -> cloud.delete(server)); // while the code under test waits for the backup
     * run.await(Duration.ofHours(6));
     * }</pre>
     *
     * <p>The action runs under the lock of the clock: it may use the cloud and await operations, but must not wait for another thread
     * that uses the cloud. Futures complete after it has ended: a wait for one throws {@link IllegalStateException}.
     *
     * @param instant when; now: with the next move of the clock
     * @param action what happens; what it throws is thrown by the call that moves the clock, which then stands at this
     *     instant, and what is due later happens with the next move
     * @throws IllegalArgumentException if the instant is before now: time does not go back
     */
    public void at(Instant instant, Runnable action) {
        Objects.requireNonNull(action, "action == null");
        timeline.scheduleAhead(Objects.requireNonNull(instant, "instant == null"), action);
    }

    /**
     * Returns a {@link Clock} that follows this one, for code under test that takes one.
     *
     * @param zone its zone, which dates and times are read in
     */
    public Clock asClock(ZoneId zone) {
        InstantSource now = this::now;
        return now.withZone(Objects.requireNonNull(zone, "zone == null"));
    }

    /** Returns what happens on this clock. */
    Timeline timeline() {
        return timeline;
    }

    /** Returns {@code "virtual time <now>"}. */
    @Override
    public String toString() {
        return "virtual time " + now();
    }
}
