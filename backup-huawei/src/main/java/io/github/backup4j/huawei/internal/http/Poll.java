package io.github.backup4j.huawei.internal.http;

import io.github.backup4j.TimeSource;
import java.time.Duration;

/**
 * One poll of long-running work: its calls are sent once each, never pause, and share one time limit. The limit counts by the clock
 * of the machine, since it limits waiting for a network. For use by one thread.
 */
public final class Poll {
    private final Duration end;
    private boolean begun;

    /**
     * Begins.
     *
     * @param longest how long its calls may take in all
     */
    Poll(Duration longest) {
        end = TimeSource.system().elapsed().plus(longest);
    }

    /** How long its calls may still take. */
    Duration left() {
        Duration left = end.minus(TimeSource.system().elapsed());
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Notes that a call is made, and returns whether it is the first one. */
    boolean begin() {
        boolean first = !begun;
        begun = true;
        return first;
    }
}
