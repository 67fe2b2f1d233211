package io.github.backup4j;

import io.github.backup4j.spi.BackupDriver;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the requests of one call, on whichever threads they are sent. Concurrent calls do not count each other's requests,
 * since each uses a driver of its own.
 */
final class Attempts implements BackupListener {
    private final BackupDriver driver;
    private final AtomicInteger sent = new AtomicInteger();

    /**
     * Begins to count.
     *
     * @param driver the driver of the call, with which the {@linkplain #driver() counted driver} shares everything
     */
    Attempts(BackupDriver driver) {
        this.driver = driver.listening(this);
    }

    /** Returns the driver whose requests are counted. */
    BackupDriver driver() {
        return driver;
    }

    int count() {
        return sent.get();
    }

    /** Sets the count to zero. */
    void reset() {
        sent.set(0);
    }

    @Override
    public void requestSent(Request request) {
        sent.incrementAndGet();
    }
}
