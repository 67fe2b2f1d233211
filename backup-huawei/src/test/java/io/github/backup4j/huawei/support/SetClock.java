package io.github.backup4j.huawei.support;

import io.github.backup4j.TimeSource;
import io.github.backup4j.testkit.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The clock of a machine that somebody sets, which does not change how fast time passes. */
public final class SetClock implements TimeSource {
    private final VirtualTime time;
    private volatile Duration ahead;
    private volatile @Nullable Duration atNextSleep;

    /**
     * Creates a clock.
     *
     * @param ahead how far it is ahead; negative: behind
     */
    public SetClock(VirtualTime time, Duration ahead) {
        this.time = time;
        this.ahead = ahead;
    }

    public void set(Duration newAhead) {
        ahead = newAhead;
    }

    /** Sets it while somebody sleeps the next time. */
    public void setWhileSleeping(Duration newAhead) {
        atNextSleep = newAhead;
    }

    @Override
    public Instant now() {
        return time.now().plus(ahead);
    }

    @Override
    public Duration elapsed() {
        return time.elapsed();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        Duration next = atNextSleep;
        if (next != null) {
            ahead = next;
        }
        time.sleep(duration);
    }
}
