package io.github.backup4j.huawei;

import io.github.backup4j.Operation;
import io.github.backup4j.Site;
import io.github.backup4j.TimeSource;
import java.time.Duration;

/**
 * What all services of one {@link HuaweiBackup} share.
 *
 * @param site the region and project
 * @param time what waiting waits on
 * @param wire how services are called
 * @param poller who looks at work that nobody waits for
 * @param pollInterval how long to wait between two looks
 */
record Context(Site site, TimeSource time, Wire wire, Poller poller, Duration pollInterval) {
    /** Returns work that was started. */
    <T> Operation<T> operation(Work<T> work, Token token) {
        return Operation.of(time, new WorkDriver<>(work, token, this));
    }
}
