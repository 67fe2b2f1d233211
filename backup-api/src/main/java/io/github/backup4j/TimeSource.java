package io.github.backup4j;

import java.time.Duration;
import java.time.Instant;

/**
 * The only place that time comes from: what is it now, and let some of it pass.
 *
 * <p>Whatever waits in this library waits on a {@code TimeSource}, so that a test moves the clock instead of sleeping.
 * Implementations are safe for use by many threads.
 */
public interface TimeSource {
    /** Returns the present instant. */
    Instant now();

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
