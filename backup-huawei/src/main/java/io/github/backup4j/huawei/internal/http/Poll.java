package io.github.backup4j.huawei.internal.http;

import io.github.backup4j.TimeSource;
import java.time.Duration;

/**
 * One poll of long-running work: its calls are sent once each, never pause, and share one time limit. The limit is
 * measured by the machine's clock, since it limits the wait for a network. For use by one thread.
 */
public final class Poll {
    private final Duration end;
    private boolean started;

    /**
     * Begins a poll.
     *
     * @param longest the time limit of all its calls together
     */
    Poll(Duration longest) {
        end = TimeSource.system().elapsed().plus(longest);
    }

    /** Returns how much time is left for its calls. */
    Duration left() {
        Duration left = end.minus(TimeSource.system().elapsed());
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Notes a call, and returns whether it is the first one. */
    boolean begin() {
        boolean first = !started;
        started = true;
        return first;
    }
}
