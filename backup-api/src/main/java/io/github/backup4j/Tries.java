package io.github.backup4j;

import io.github.backup4j.spi.BackupDriver;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the requests of one call, on whichever threads they are sent. Calls that are made at the same time do not count each
 * other's, since each is made of a driver of its own.
 */
final class Tries implements BackupListener {
    private final BackupDriver driver;
    private final AtomicInteger sent = new AtomicInteger();

    /**
     * Begins to count.
     *
     * @param driver shares everything with the one that the call is made of
     */
    Tries(BackupDriver driver) {
        this.driver = driver.listening(this);
    }

    /** Returns the driver whose requests are counted. */
    BackupDriver driver() {
        return driver;
    }

    int count() {
        return sent.get();
    }

    /** Begins anew, at none. */
    void reset() {
        sent.set(0);
    }

    @Override
    public void requestSent(Request request) {
        sent.incrementAndGet();
    }
}
