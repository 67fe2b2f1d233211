package io.github.backup4j.huawei.emulator;

import io.github.backup4j.TimeSource;
import java.time.Duration;
import java.time.Instant;

/** How the clock of the emulated cloud moves, apart from control calls. */
interface Pace {
    /**
     * Returns how far the clock moves before a request is handled.
     *
     * @param look whether the request is a GET, as a waiting client sends it
     */
    Duration beforeRequest(boolean look);

    /** Returns the pace of a clock that only control calls, or tests, move. */
    static Pace byHand() {
        return look -> Duration.ZERO;
    }

    /**
     * Returns the pace of a clock that moves with every GET.
     *
     * @param step how far each GET moves it
     */
    static Pace perLook(Duration step) {
        return look -> look ? step : Duration.ZERO;
    }

    /**
     * Returns the pace of a clock that runs as a multiple of another one.
     *
     * @param factor how many times as fast
     * @param real the other clock
     */
    static Pace times(int factor, TimeSource real) {
        return new Pace() {
            private Instant before = real.now();

            @Override
            public Duration beforeRequest(boolean look) {
                Instant now = real.now();
                Duration passed = now.isAfter(before) ? Duration.between(before, now) : Duration.ZERO;
                before = now.isAfter(before) ? now : before;
                return passed.multipliedBy(factor);
            }
        };
    }
}
