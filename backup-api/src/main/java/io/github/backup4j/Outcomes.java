package io.github.backup4j;

import java.util.List;
import java.util.stream.Stream;

/**
 * What became of operations that were waited for together, in the order in which they were given.
 *
 * @param all one for each operation
 * @param <T> what the work results in
 * @see Operations#awaitAll
 */
public record Outcomes<T>(List<Outcome<T>> all) {
    /** Copies the list. */
    public Outcomes {
        all = List.copyOf(all);
    }

    /** Returns whether all work has ended with its result. */
    public boolean complete() {
        return all.stream().allMatch(Outcome.Done.class::isInstance);
    }

    /** Returns the results of the work that is done. */
    public List<T> results() {
        return all.stream()
                .flatMap(outcome ->
                        outcome instanceof Outcome.Done<T> done ? Stream.of(done.result()) : Stream.<T>empty())
                .toList();
    }

    /** Returns the work that ended without its result. */
    public List<Outcome.Failed<T>> failed() {
        return all.stream()
                .flatMap(outcome -> outcome instanceof Outcome.Failed<T> failed
                        ? Stream.of(failed)
                        : Stream.<Outcome.Failed<T>>empty())
                .toList();
    }

    /** Returns the work that is still running. */
    public List<Outcome.Running<T>> running() {
        return all.stream()
                .flatMap(outcome -> outcome instanceof Outcome.Running<T> running
                        ? Stream.of(running)
                        : Stream.<Outcome.Running<T>>empty())
                .toList();
    }

    /** Returns how many are done, failed and still running, such as {@code "998 done, 1 failed, 1 running"}. */
    @Override
    public String toString() {
        return results().size() + " done, " + failed().size() + " failed, "
                + running().size() + " running";
    }
}
