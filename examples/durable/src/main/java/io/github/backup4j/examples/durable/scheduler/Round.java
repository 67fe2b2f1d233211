package io.github.backup4j.examples.durable.scheduler;

/**
 * The round that a fleet's task is in. It is a part of the request keys, and it changes only with the end of the task's execution:
 * so an execution that is repeated after a crash has the same keys.
 *
 * @param number counts from 1
 */
public record Round(long number) {
    /** Returns the next round. */
    Round next() {
        return new Round(number + 1);
    }
}
