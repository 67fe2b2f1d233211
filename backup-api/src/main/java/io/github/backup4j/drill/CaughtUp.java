package io.github.backup4j.drill;

import io.github.backup4j.Operation;

/** Work in steps that a call has begun or found. A drill that is resumed before each poll finds it each time at its first step. */
final class CaughtUp {
    /** More steps than any work of a drill has. */
    private static final int STEPS = 32;

    private CaughtUp() {}

    /** Polls it until it waits for the cloud, because a drill that is resumed before each poll would find the work at its first step each time. */
    static <T> Operation.Status<T> poll(Operation<T> work) {
        String before = work.token();
        Operation.Status<T> status = work.poll();
        for (int i = 1; i < STEPS && !status.ended() && !work.token().equals(before); i++) {
            before = work.token();
            status = work.poll();
        }
        return status;
    }
}
