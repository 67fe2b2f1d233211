package io.github.backup4j;

import io.github.backup4j.spi.OperationDriver;
import io.github.backup4j.spi.OperationWatch;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Long-running work in a cloud. {@link #await} waits for it and {@link #poll} polls it once. Store its {@link #token}: any process
 * finds it again with {@link Operations#resume}.
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
 * <p>What the cloud does on its own, such as a backup, continues without this process. <strong>Work in several steps advances only
 * while somebody polls it</strong>: with {@link #poll}, {@link #await}, {@link Operations#awaitAll} or a future of {@link
 * #toCompletableFuture}, in any process. Until somebody does, the next step is not taken: a server may stay stopped with its disk
 * detached, and temporary resources stay and may cost money. After a crash, resume such work by its token. On Huawei Cloud, this is
 * the work that advances by polls:
 *
 * <ul>
 *   <li>a restore or rollback with {@link InPlace#detachingFirst()}, and a rollback with a request key: the first poll begins it,
 *       however late that is, and later ones overwrite the disk, attach it and start the server;
 *   <li>a restore of a server's restore point to a new server: polls create the server once its temporary image is complete, and
 *       delete the image;
 *   <li>an image of a snapshot, or of the restore point of a disk: polls build it once a temporary disk is complete, and delete the
 *       disk;
 *   <li>a new disk that is {@linkplain DiskSpec#attachedTo attached to a server};
 *   <li>{@link Resources#discard} of a server.
 * </ul>
 *
 * <p>A {@linkplain io.github.backup4j.drill.RestoreDrill restore drill} advances by polls in every cloud.
 *
 * <p>A restore, rollback or attachment in several steps does not wait forever for a disk or server that hangs: it ends as failed, and
 * says what that means for the data. The time that a step has waited is kept in the token, so resume such work from its newest token. If
 * you always resume from the first one, if the cloud throttles or does not answer, or if it says that its own work, such as the
 * overwriting, is running, only your own timeout ends the wait.
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
     * <p>The token of work in several steps changes as it progresses; an older token finds the same work, but see {@link
     * Status.Running#nextPoll()}. The token of a restore drill is resumed by {@link
     * io.github.backup4j.drill.RestoreDrill#resume}, not by {@link Operations#resume}.
     *
     * <p><strong>A token is a capability.</strong> Whoever has it and may use the cloud can continue the work, and write other tokens
     * for the same work, unless the provider signs tokens with a key of yours, as Huawei's does with {@code tokenKey}. Store tokens
     * where only those who may do the work can read and write them.
     */
    public String token() {
        return driver.token();
    }

    /**
     * Polls the work once, without waiting, and takes the next step if the work has several.
     *
     * <p>A provider that reads the state of much work in one list may return what a poll of another thread, or of other work, saw
     * within the last poll interval, instead of asking the cloud again. Work that has just ended may be seen as running for so long.
     *
     * @throws BackupException if the poll failed; the work itself is not affected, however often that happens
     */
    public Status<T> poll() {
        return driver.poll();
    }

    /**
     * Returns how long to wait before the second poll, unless the first one has said when that is worthwhile ({@link
     * Status.Running#nextPoll()}): for callers that wait themselves. {@link OperationWatch} says how pauses grow.
     */
    public Duration pollInterval() {
        return driver.pollInterval();
    }

    /**
     * Waits until the work has ended, and returns its result.
     *
     * @param timeout how long to wait in all; zero polls once
     * @throws OperationFailed if the work ended without its result
     * @throws StillRunning if it had not ended when the time was over or the thread was interrupted, in which case the
     *     interrupt flag stays set; the work is not cancelled
     * @throws Invalid if the timeout is less than zero
     * @throws BackupException if polling failed permanently; the work is not cancelled
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
     *     interrupt flag stays set; the work is not cancelled
     * @throws Invalid if the timeout is less than zero
     * @throws BackupException if polling failed permanently; the work is not cancelled
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
     * the work has ended. It has no time limit. Cancelling or completing it ends the polling on its behalf. It
     * cancels neither the work nor other futures, but work in several steps then waits until somebody else polls it.
     *
     * <p>What is called when it completes may wait for other operations: the provider completes it on a thread on which no
     * poll depends. A callback that blocks holds that thread as long. These threads have no limit, since a callback that had to wait for a
     * free one could wait for itself: at most one is held for each future whose callbacks are running. To keep them few, do long work on
     * an executor of your own, as with {@code thenApplyAsync(function, executor)}.
     *
     * <p>On a clock that a test moves, waiting for the future with {@code get} or {@code join} moves the clock as {@link #await}
     * does, and so does waiting for a future that is derived from it, such as with {@code thenApply}. Waiting for {@link
     * CompletableFuture#allOf} does not: wait for the futures themselves, or move the clock.
     *
     * @see #toCompletableFuture(Consumer)
     */
    public CompletableFuture<T> toCompletableFuture() {
        return toCompletableFuture(progress -> {});
    }

    /**
     * Returns a future as {@link #toCompletableFuture()} does, and reports progress after each poll on its behalf.
     *
     * <pre>{@code
     * operation.toCompletableFuture(progress -> ui.execute(() -> bar.show(progress)))
     *         .thenAccept(result -> ui.execute(() -> bar.done(result)));
     * }</pre>
     *
     * <p>Polls come as often as those of {@link #await}. If the work has ended already, nothing is reported.
     *
     * @param onProgress called with the progress that each poll saw, one call after the other, on the thread that polled:
     *     a thread of the provider, on which other polls depend, so it should return soon; on a clock that a test moves, the
     *     thread that moves it, and in its first call the thread that calls this method. No call begins once the future is
     *     complete or cancelled. What it throws goes to the thread's {@linkplain Thread.UncaughtExceptionHandler handler of
     *     uncaught exceptions}, and changes nothing about the work, the polls or the future
     */
    public CompletableFuture<T> toCompletableFuture(Consumer<? super Progress> onProgress) {
        Require.nonNull(onProgress, "onProgress");
        AtomicBoolean over = new AtomicBoolean();
        CompletionStage<Status<T>> settled = driver.settled(progress -> {
            if (!over.get()) {
                tell(onProgress, progress);
            }
        });
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
        // Without effect where the work has ended; otherwise nobody needs to poll any more.
        CompletionStage<T> result = future;
        result.whenComplete((value, failure) -> {
            over.set(true);
            settled.toCompletableFuture().cancel(false);
        });
        return future;
    }

    @SuppressWarnings("CatchingUnchecked") // whatever a callback throws must not end the polls of a future
    private static void tell(Consumer<? super Progress> onProgress, Progress progress) {
        try {
            onProgress.accept(progress);
        } catch (Throwable failure) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
        }
    }

    /** Returns {@code "operation <token>"}. */
    @Override
    public String toString() {
        return "operation " + token();
    }

    /** Returns why it cannot be polled any more, as its backup was closed; null: it can, or a provider alone knows. */
    @Nullable
    Unavailable closed() {
        return driver instanceof ObservedWork<T> observed ? observed.closed() : null;
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
                        + ". It is not cancelled: wait again, or resume it by its token, since work in several steps advances only"
                        + " while somebody polls it.",
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
         * @param nextPoll how long to wait before the next poll, if the cloud said so or the
         *     provider can tell from how fast the work goes; null: not known. Zero: poll again at once.
         *     Before that poll store the current token, if you keep only that: resuming from an older one may repeat work
         * @param <T> what the work results in
         */
        record Running<T>(Progress progress, @Nullable Duration nextPoll) implements Status<T> {
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
