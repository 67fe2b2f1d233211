package io.github.backup4j.huawei.simulation;

import io.github.backup4j.TimeSource;
import java.time.Duration;
import java.time.Instant;

/**
 * A clock that goes as another one, and is wrong.
 *
 * @param time the other one
 * @param ahead how far it is ahead; less than zero: behind
 */
record SkewedTime(TimeSource time, Duration ahead) implements TimeSource {
    @Override
    public Instant now() {
        return time.now().plus(ahead);
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        time.sleep(duration);
    }
}
