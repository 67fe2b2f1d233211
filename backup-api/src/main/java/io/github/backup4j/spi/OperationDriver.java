package io.github.backup4j.spi;

import io.github.backup4j.BackupException;
import io.github.backup4j.Operation;
import io.github.backup4j.Operations;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Long work that a provider has started: how to look at it once. {@link Operation} is made of it.
 *
 * <p>Implementations are safe for use by many threads.
 *
 * @param <T> the result of the work
 */
public interface OperationDriver<T> {
    /**
     * Returns what {@link Operations#resume} finds the work by: 1 to 1,024 printable ASCII characters, no secrets. It may
     * change as work in several steps goes on.
     */
    String token();

    /**
     * Looks at the work once, without waiting.
     *
     * @throws BackupException if the look failed; the work itself is not affected
     */
    Operation.Status<T> poll();

    /** Returns how long to wait between the first two looks, more than zero; {@link OperationWatch} says how it grows. */
    Duration pollInterval();

    /**
     * Returns a stage that completes with the last status once the work has ended, and fails only if looking at it fails
     * for good. It occupies no thread of the caller.
     *
     * <p>It is a new one for each call. If its future is cancelled, nobody waits for it any more: what looks on its behalf
     * stops.
     *
     * <p>The futures of {@link Operation#toCompletableFuture()} come from its {@link
     * java.util.concurrent.CompletableFuture#newIncompleteFuture()}, so that a provider can have its say when one is waited for.
     */
    CompletionStage<Operation.Status<T>> settled();
}
