package io.github.backup4j;

import java.time.Duration;
import java.time.Instant;

/**
 * The library's clock: it tells the time, measures elapsed time, and waits.
 *
 * <p>There are two clocks in it. {@link #now()} is the date and time of day, which somebody may set while the program runs;
 * {@link #elapsed()} is a stop watch that nobody sets. Limits and pauses are counted by the second.
 *
 * <p>Whatever waits in this library waits on a {@code TimeSource}, so that a test moves the clock instead of sleeping.
 * Implementations are safe for use by many threads.
 */
public interface TimeSource {
    /** Returns the present instant. */
    Instant now();

    /**
     * Returns how much time has passed since a moment that is the same for each call. Two readings can be compared; one alone
     * says nothing.
     *
     * <p>By default it follows {@link #now()}, as on a clock that a test moves. A time source whose {@code now()} can be set
     * while something waits overrides it with a reading that never goes back.
     */
    default Duration elapsed() {
        return Duration.between(Instant.EPOCH, now());
    }

    /**
     * Returns once the given time has passed.
     *
     * @param duration how long; zero or less returns at once
     * @throws InterruptedException if the thread was interrupted before or while waiting; its interrupt flag is cleared
     */
    void sleep(Duration duration) throws InterruptedException;

    /** Returns the clock of the machine, which really sleeps. */
    static TimeSource system() {
        return SystemTimeSource.INSTANCE;
    }
}
