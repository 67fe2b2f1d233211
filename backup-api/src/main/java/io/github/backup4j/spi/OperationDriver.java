package io.github.backup4j.spi;

import io.github.backup4j.BackupException;
import io.github.backup4j.Operation;
import io.github.backup4j.Operations;
import io.github.backup4j.Progress;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * A long-running operation that a provider has started: how to poll it once. {@link Operation} is built on it.
 *
 * <p>Implementations are safe for use by many threads.
 *
 * @param <T> the result of the work
 */
public interface OperationDriver<T> {
    /**
     * Returns the token by which {@link Operations#resume} finds the work: 1 to 1,024 printable ASCII characters, no
     * secrets. It may change as work in several steps progresses.
     */
    String token();

    /**
     * Polls the work once, without waiting, and takes the next step that the cloud does not take on its own. It may return
     * what another poll saw within the last {@link #pollInterval()}.
     *
     * <p>It says that the work has succeeded only if its result is there. It does not infer that from a job that has ended, nor from a
     * resource that is idle again: the job may have failed, and the resource may have been deleted meanwhile. Before it says that the work
     * has failed, it puts back what the work has changed, such as a server that it has stopped.
     *
     * <p>A poll of work that has ended starts nothing again, whichever token it is for.
     *
     * @throws BackupException if the poll failed; the work itself is not affected
     */
    Operation.Status<T> poll();

    /**
     * Returns how long to wait between the first two polls, more than zero; {@link OperationWatch} says how it grows.
     */
    Duration pollInterval();

    /**
     * Returns a stage that completes with the last status once the work has ended, and fails only if polling fails
     * permanently. It occupies no thread of the caller.
     *
     * <p>It completes on a thread on which no poll depends, since what callers do then may wait for other work. It is a new one
     * for each call. If its future is cancelled, polling on its behalf stops.
     *
     * <p>The futures of {@link Operation#toCompletableFuture()} come from its {@link
     * java.util.concurrent.CompletableFuture#newIncompleteFuture()}, so that a provider can act when one is waited for.
     *
     * @param onProgress called with what each poll on behalf of this stage saw while the work was running, on the thread that
     *     polled: one call after the other, none after the stage has completed. It throws nothing
     */
    CompletionStage<Operation.Status<T>> settled(Consumer<? super Progress> onProgress);
}
