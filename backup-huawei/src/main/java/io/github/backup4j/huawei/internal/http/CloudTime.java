package io.github.backup4j.huawei.internal.http;

import io.github.backup4j.TimeSource;
import java.time.Duration;
import java.time.Instant;

/**
 * The clock of an emulated cloud whose clock is independent of ours: its date and time of day, as its responses tell, and our stop watch.
 * Ages, and the instants that callers choose, are those of the cloud; waits take the time of this machine.
 *
 * @param service the clock of the services
 * @param ours our clock
 */
record CloudTime(ServiceClock service, TimeSource ours) implements TimeSource {
    @Override
    public Instant now() {
        return service.now();
    }

    @Override
    public Duration elapsed() {
        return ours.elapsed();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        ours.sleep(duration);
    }
}
