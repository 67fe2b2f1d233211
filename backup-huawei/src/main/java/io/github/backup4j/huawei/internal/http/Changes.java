package io.github.backup4j.huawei.internal.http;

import io.github.backup4j.AmbiguousOutcome;
import java.util.function.Supplier;

/**
 * A change in one or more calls, and the read of its outcome. Once the service has accepted a call, no later failure looks as if
 * nothing was changed. For one thread.
 */
public final class Changes {
    private final String what;
    private boolean begun;

    /**
     * Creates a change that nothing was sent for.
     *
     * @param what the change, for messages, such as "updating vault 17"
     */
    public Changes(String what) {
        this.what = what;
    }

    /**
     * Makes a call that changes something.
     *
     * @param call the call
     * @throws AmbiguousOutcome if it fails after another was accepted
     */
    public void call(Runnable call) {
        if (begun) {
            Failures.afterChangeInPart(what, call);
        } else {
            call.run();
            begun = true;
        }
    }

    /**
     * Reads the outcome.
     *
     * @param read the read
     * @throws AmbiguousOutcome if it fails after a call was accepted
     */
    public <T> T read(Supplier<T> read) {
        return begun ? Failures.afterChange(what, read) : read.get();
    }
}
