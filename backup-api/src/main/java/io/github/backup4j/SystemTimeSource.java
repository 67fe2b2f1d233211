package io.github.backup4j;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** The clocks of the machine; the one class of the library that reads them. */
enum SystemTimeSource implements TimeSource {
    INSTANCE;

    private final long begun = System.nanoTime();

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        if (duration.isNegative() || duration.isZero()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            return;
        }
        // Not toNanos(), which overflows at 292 years: sleeping for "ever" is a fair request.
        long seconds = duration.toSeconds();
        if (seconds > 0) {
            TimeUnit.SECONDS.sleep(seconds);
        }
        TimeUnit.NANOSECONDS.sleep(duration.toNanosPart());
    }
}
