package io.github.backup4j;

import io.github.backup4j.spi.OperationDriver;
import io.github.backup4j.spi.OperationWatch;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Work that the cloud has started: a long-running operation. It continues without this process, which can {@link
 * #await} it, {@link #poll} it, or store its {@link #token} and find it again with {@link Operations#resume}.
 *
 * <pre>{@code
 * Operation<Snapshot> operation = backup.snapshots().take(SnapshotSpec.of(disk, "before-upgrade"));
 * store(operation.token()); // so that another process can resume it
 * try {
 *     Snapshot snapshot = operation.await(Duration.ofMinutes(30));
 * } catch (StillRunning e) {
 *     // not a failure: later, in any process, backup.operations().resume(token, Snapshot.class)
 * }
 * }</pre>
 *
 * <p>Dropping the object, a timeout, an interrupt or cancelling one of its futures only stops the wait; nothing here
 * cancels the work. Safe for use by many threads.
 *
 * @param <T> what the work results in
 */
public final class Operation<T> {
    private final TimeSource time;
    private final OperationDriver<T> driver;

    private Operation(TimeSource time, OperationDriver<T> driver) {
        this.time = time;
        this.driver = driver;
    }

    /**
     * Returns an operation; for providers.
     *
     * @param time the clock that waits use
     * @param driver how to poll the work
     * @param <T> what the work results in
     */
    public static <T> Operation<T> of(TimeSource time, OperationDriver<T> driver) {
        return new Operation<>(Require.nonNull(time, "time"), Require.nonNull(driver, "driver"));
    }

    /**
     * Returns the token by which {@link Operations#resume} finds this work again, in this process or another: at most
     * 1,024 printable ASCII characters, without secrets. Store it before waiting.
     *
     * <p>The token of work in several steps changes as it progresses; an older token finds the same work.
     */
    public String token() {
        return driver.token();
    }

    /**
     * Polls the work once, without waiting.
     *
     * <p>A provider that reads the state of much work in one list may return what a poll of another thread, or of other work, saw
     * within the last poll interval, instead of asking the cloud again. Work that has just ended may be seen as running for so long.
     *
     * @throws BackupException if the poll failed; the work itself is not affected
     */
    public Status<T> poll() {
        return driver.poll();
    }

    /**
     * Waits until the work has ended, and returns its result.
     *
     * @param timeout how long to wait in all; zero polls once
     * @throws OperationFailed if the work ended without its result
     * @throws StillRunning if it had not ended when the time was over or the thread was interrupted, in which case the
     *     interrupt flag stays set; the work continues
     * @throws BackupException if polling failed permanently; the work continues
     */
    public T await(Duration timeout) {
        return await(timeout, progress -> {});
    }

    /**
     * Waits until the work has ended, reports progress after each poll, and returns its result.
     *
     * <p>Polls that fail for a transient reason ({@link BackupException#retryable()}) do not end the wait. Polls become
     * rarer the longer it lasts, as {@link OperationWatch} says.
     *
     * @param timeout how long to wait in all; zero polls once
     * @param onProgress called on this thread with the progress that each poll saw; an exception it throws ends the
     *     wait
     * @throws OperationFailed if the work ended without its result
     * @throws StillRunning if it had not ended when the time was over or the thread was interrupted, in which case the
     *     interrupt flag stays set; the work continues
     * @throws BackupException if polling failed permanently; the work continues
     */
    public T await(Duration timeout, Consumer<? super Progress> onProgress) {
        Require.nonNull(timeout, "timeout");
        Require.nonNull(onProgress, "onProgress");
        if (timeout.isNegative()) {
            throw new Invalid("timeout is " + timeout + ", less than zero");
        }
        OperationWatch<T> watch = watch();
        while (true) {
            Optional<Status<T>> ended = watch.look();
            if (ended.isPresent()) {
                return resultOf(ended.get());
            }
            if (watch.failure().isEmpty()) {
                watch.progress().ifPresent(onProgress);
            }
            Duration left = timeout.minus(watch.waited());
            if (left.isNegative() || left.isZero()) {
                throw stillRunning(
                        "was not done after " + timeout, watch, watch.failure().orElse(null));
            }
            Duration pause = watch.pause();
            pause(pause.compareTo(left) < 0 ? pause : left, watch);
        }
    }

    /**
     * Returns a new future that completes with the result, or with the exception that {@link #await} would throw, once
     * the work has ended. It has no time limit. Cancelling or completing it ends the polling on its behalf, and does
     * not affect the work or other futures.
     *
     * <p>What is called when it completes may wait for other operations: the provider completes it on a thread on which no
     * poll depends.
     *
     * <p>On a clock that a test moves, waiting for the future with {@code get} or {@code join} moves the clock as {@link #await}
     * does, and so does waiting for a future that is derived from it, such as with {@code thenApply}. Waiting for {@link
     * CompletableFuture#allOf} does not: wait for the futures themselves, or move the clock.
     */
    public CompletableFuture<T> toCompletableFuture() {
        CompletionStage<Status<T>> settled = driver.settled();
        CompletableFuture<T> future = settled.toCompletableFuture().newIncompleteFuture();
        settled.whenComplete((status, failure) -> {
            if (failure != null) {
                future.completeExceptionally(failure);
            } else if (status instanceof Status.Failed<T> failed) {
                future.completeExceptionally(failed.failure());
            } else {
                future.complete(resultOf(status));
            }
        });
        // Without effect where the work has ended; otherwise nobody needs to look any more.
        CompletionStage<T> result = future;
        result.whenComplete((value, failure) -> settled.toCompletableFuture().cancel(false));
        return future;
    }

    /** Returns {@code "operation <token>"}. */
    @Override
    public String toString() {
        return "operation " + token();
    }

    /** Returns a new wait for this work. */
    OperationWatch<T> watch() {
        return new OperationWatch<>(time, driver);
    }

    private static <T> T resultOf(Status<T> status) {
        if (status instanceof Status.Succeeded<T> succeeded) {
            return succeeded.result();
        }
        if (status instanceof Status.Failed<T> failed) {
            throw failed.failure();
        }
        throw new IllegalStateException("the work was said to have ended, but is " + status);
    }

    private void pause(Duration duration, OperationWatch<T> watch) {
        try {
            time.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw stillRunning("was not done when its waiting thread was interrupted", watch, e);
        }
    }

    private StillRunning stillRunning(String what, OperationWatch<T> watch, @Nullable Throwable cause) {
        String token = token();
        String seen = watch.progress().map(Progress::toString).orElse("never");
        return new StillRunning(
                "Operation " + token + " " + what + "; last seen: " + seen
                        + ". It continues in the cloud: wait again, or resume it by its token.",
                token,
                watch.progress().orElse(null),
                cause);
    }

    /**
     * What a poll saw: the work is running, it succeeded, or it failed.
     *
     * @param <T> what the work results in
     */
    public sealed interface Status<T> {
        /** Returns whether the work has ended, one way or the other. */
        default boolean ended() {
            return !(this instanceof Running<T>);
        }

        /**
         * The work has not ended.
         *
         * @param progress how far it is
         * @param nextLook how long to wait before the next poll, if the cloud said so or the
         *     provider can tell from how fast the work goes; null: not known. Zero asks for the next poll at
         *     once; who keeps only tokens stores this one first, since that poll changes what an older one relies on
         * @param <T> what the work results in
         */
        record Running<T>(Progress progress, @Nullable Duration nextLook) implements Status<T> {
            /** Refuses null where it is not allowed. */
            public Running {
                Require.nonNull(progress, "progress");
            }
        }

        /**
         * The work has ended with its result.
         *
         * @param result the result
         * @param <T> what the work results in
         */
        record Succeeded<T>(T result) implements Status<T> {
            /** Refuses null. */
            public Succeeded {
                Require.nonNull(result, "result");
            }
        }

        /**
         * The work has ended without its result.
         *
         * @param failure what happened and what it leaves behind
         * @param <T> what the work would have resulted in
         */
        record Failed<T>(OperationFailed failure) implements Status<T> {
            /** Refuses null. */
            public Failed {
                Require.nonNull(failure, "failure");
            }
        }
    }
}
