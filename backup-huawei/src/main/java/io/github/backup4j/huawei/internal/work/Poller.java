package io.github.backup4j.huawei.internal.work;

import io.github.backup4j.Operation;
import io.github.backup4j.Progress;
import io.github.backup4j.TimeSource;
import io.github.backup4j.spi.OperationDriver;
import io.github.backup4j.spi.OperationWatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Polls operations on behalf of futures. All futures together have one thread that waits until a poll is due, and at
 * most four that poll; while there are no futures, there are no threads.
 *
 * <p>Each operation is polled when {@link OperationWatch} says so. If there are a thousand, each waits longer for its
 * poll, and never more than four are polled at once. A slow poll does not hold up the others: operations whose last
 * poll was slow share half of the threads, and the other threads are left for the rest. A future that is complete or
 * cancelled is dropped at once.
 *
 * <p>Futures complete on threads that do nothing else, as many as it takes: what callers do then may itself wait for other
 * operations. A limit would let them wait for each other forever, so callers who block for long bound the threads themselves, with an
 * executor of their own.
 */
public final class Poller {
    public static final String THREAD = "backup4j-huawei-poller";

    /** The maximum number of polls at a time. */
    static final int POLLS = 4;

    /** How many of them may be of operations whose last poll was slow. */
    private static final int SLOW_POLLS = 2;

    private final TimeSource time;

    /** How long the waiting thread sleeps at most, since a new future does not wake it. */
    private final Duration longestSleep;

    /** How long a poll takes that counts as slow, in real time, since it waits for responses over a network. */
    private final Duration slow;

    private final BiFunction<Runnable, String, Thread> threads;
    private final ThreadPoolExecutor pollers;
    private final ThreadPoolExecutor completers;

    private final Set<Watched<?>> watched = new LinkedHashSet<>();
    private @Nullable Thread thread;
    private int slowPolls;
    private boolean closed;

    public Poller(TimeSource time, Duration longestSleep) {
        this(time, longestSleep, Duration.ofSeconds(2), Poller::daemon);
    }

    /**
     * Creates a poller.
     *
     * @param threads creates the thread that runs a task and has a name
     */
    Poller(TimeSource time, Duration longestSleep, Duration slow, BiFunction<Runnable, String, Thread> threads) {
        this.time = time;
        this.longestSleep = longestSleep;
        this.slow = slow;
        this.threads = threads;
        pollers = new ThreadPoolExecutor(
                POLLS, POLLS, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> thread(task, "-poll"));
        completers = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> thread(task, "-end"));
        pollers.allowCoreThreadTimeOut(true);
    }

    /**
     * Polls an operation until it has ended.
     *
     * @param onProgress called after each poll that saw it running, on the thread that polled; throws nothing
     */
    <T> CompletionStage<Operation.Status<T>> watch(OperationDriver<T> driver, Consumer<? super Progress> onProgress) {
        Watched<T> entry = new Watched<>(new OperationWatch<>(time, driver), onProgress, time.elapsed());
        begin(entry);
        CompletionStage<Operation.Status<T>> stage = entry.future;
        stage.whenComplete((status, failure) -> forget(entry));
        return stage;
    }

    private synchronized void begin(Watched<?> entry) {
        if (closed) {
            throw closed();
        }
        if (thread == null) {
            Thread started = thread(this::run, "");
            started.start();
            thread = started;
        }
        watched.add(entry);
        notifyAll();
    }

    private synchronized void forget(Watched<?> entry) {
        watched.remove(entry);
        notifyAll();
    }

    /**
     * Stops polling. Futures that are not complete fail, so that nobody waits forever; their operations are not
     * cancelled.
     */
    public void close() {
        for (Watched<?> entry : stop()) {
            entry.future.completeExceptionally(closed());
        }
    }

    private synchronized List<Watched<?>> stop() {
        List<Watched<?>> left = List.copyOf(watched);
        closed = true;
        watched.clear();
        pollers.shutdownNow();
        completers.shutdown();
        if (thread != null) {
            thread.interrupt();
        }
        return left;
    }

    private static IllegalStateException closed() {
        return new IllegalStateException(
                "this CloudBackup is closed; the operation is not cancelled, resume it with its token");
    }

    private Thread thread(Runnable task, String suffix) {
        return threads.apply(task, THREAD + suffix);
    }

    static Thread daemon(Runnable task, String name) {
        Thread started = new Thread(task, name);
        started.setDaemon(true);
        return started;
    }

    @SuppressWarnings("CatchingUnchecked") // whatever ends the thread, the futures have to tell
    private void run() {
        try {
            while (!isIdle()) {
                awaitWhileQuick(beginDue());
                sleep();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(new IllegalStateException(
                    "the thread that polls on behalf of futures was interrupted; the operation is not cancelled,"
                            + " resume it with its token",
                    e));
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    /** Fails all futures, since their thread ends; the next future starts another. */
    private void fail(Throwable failure) {
        for (Watched<?> entry : abandoned()) {
            complete(() -> entry.future.completeExceptionally(failure));
        }
    }

    private synchronized List<Watched<?>> abandoned() {
        List<Watched<?>> left = List.copyOf(watched);
        watched.clear();
        thread = null;
        return left;
    }

    private void complete(Runnable completion) {
        try {
            completers.execute(completion);
        } catch (RejectedExecutionException | OutOfMemoryError noThread) {
            completion.run();
        }
    }

    private synchronized boolean isIdle() {
        if (watched.isEmpty() || closed) {
            thread = null;
            return true;
        }
        return false;
    }

    /** Starts the polls that are due, those first that are due for longest. */
    private synchronized List<Watched<?>> beginDue() {
        Duration now = time.elapsed();
        List<Watched<?>> due = new ArrayList<>();
        for (Watched<?> entry : watched) {
            if (!entry.polling && entry.due.compareTo(now) <= 0) {
                due.add(entry);
            }
        }
        due.sort(Comparator.comparing(entry -> entry.due));
        due.removeIf(entry -> !begin(entry, entry.slow));
        return due;
    }

    private boolean begin(Watched<?> entry, boolean wasSlow) {
        if (closed || isHeldBack(entry)) {
            return false;
        }
        entry.polling = true;
        slowPolls += wasSlow ? 1 : 0;
        try {
            pollers.execute(() -> poll(entry, wasSlow));
        } catch (OutOfMemoryError noThread) {
            // As after a poll that failed for a transient reason.
            ended(entry, wasSlow, entry.slow);
            entry.due = time.elapsed().plus(longestSleep);
        }
        return true;
    }

    private void poll(Watched<?> entry, boolean wasSlow) {
        Duration start = TimeSource.system().elapsed();
        Runnable completion = entry.poll();
        Duration took = TimeSource.system().elapsed().minus(start);
        if (completion == null) {
            ended(entry, wasSlow, took.compareTo(slow) > 0);
            return;
        }
        lastPolled(entry, wasSlow);
        complete(() -> {
            try {
                completion.run();
            } finally {
                completed(entry);
            }
        });
    }

    /** Drops an operation that has ended. Until its future has completed, it counts as being polled. */
    private synchronized void lastPolled(Watched<?> entry, boolean wasSlow) {
        slowPolls -= wasSlow ? 1 : 0;
        watched.remove(entry);
        notifyAll();
    }

    private synchronized void completed(Watched<?> entry) {
        entry.polling = false;
        notifyAll();
    }

    private boolean isHeldBack(Watched<?> entry) {
        return entry.slow && slowPolls >= SLOW_POLLS;
    }

    private synchronized void ended(Watched<?> entry, boolean wasSlow, boolean isSlow) {
        slowPolls -= wasSlow ? 1 : 0;
        entry.slow = isSlow;
        entry.due = time.elapsed().plus(entry.pause);
        entry.polling = false;
        notifyAll();
    }

    /** Waits until polls have ended and the futures of what has ended are complete, but not for slow ones. */
    private synchronized void awaitWhileQuick(List<Watched<?>> polled) throws InterruptedException {
        Duration end = TimeSource.system().elapsed().plus(slow);
        while (polled.stream().anyMatch(entry -> entry.polling && !entry.slow)) {
            long left = end.minus(TimeSource.system().elapsed()).toMillis();
            if (left <= 0) {
                return;
            }
            wait(left);
        }
    }

    private void sleep() throws InterruptedException {
        time.sleep(untilDue());
    }

    /** Returns how long to sleep. If all operations are being polled, waits until that has changed. */
    private synchronized Duration untilDue() throws InterruptedException {
        Duration pause = pause();
        while (pause == null && !watched.isEmpty()) {
            wait();
            pause = pause();
        }
        return pause == null ? Duration.ZERO : pause;
    }

    /** Returns how long no poll is due; null: until a poll has ended, or there is a new future. */
    private @Nullable Duration pause() {
        Duration now = time.elapsed();
        Duration pause = null;
        for (Watched<?> entry : watched) {
            if (!entry.polling && !isHeldBack(entry)) {
                Duration left = entry.due.minus(now);
                pause = pause == null || left.compareTo(pause) < 0 ? left : pause;
            }
        }
        return pause == null || pause.compareTo(longestSleep) < 0 ? pause : longestSleep;
    }

    /** An operation with a future. One thread at a time polls it; its other fields are guarded by the poller. */
    private static final class Watched<T> {
        final CompletableFuture<Operation.Status<T>> future = new CompletableFuture<>();

        /** When the next poll is due, as {@link TimeSource#elapsed()} counts: a wall clock may be set back. */
        Duration due;

        /** Whether a thread polls it, or is about to. */
        boolean polling;

        /** Whether the last poll was slow. */
        boolean slow;

        /** How long to wait after the last poll. */
        Duration pause = Duration.ZERO;

        private final OperationWatch<T> watch;
        private final Consumer<? super Progress> onProgress;

        Watched(OperationWatch<T> watch, Consumer<? super Progress> onProgress, Duration due) {
            this.watch = watch;
            this.onProgress = onProgress;
            this.due = due;
        }

        /** Polls once, and returns what completes the future; null: the operation has not ended. */
        @Nullable
        Runnable poll() {
            if (future.isDone()) {
                return null;
            }
            try {
                Optional<Operation.Status<T>> ended = watch.look();
                pause = watch.pause();
                if (ended.isEmpty() && watch.failure().isEmpty() && !future.isDone()) {
                    watch.progress().ifPresent(onProgress);
                }
                return ended.<Runnable>map(status -> () -> future.complete(status))
                        .orElse(null);
            } catch (RuntimeException | Error e) {
                return () -> future.completeExceptionally(e);
            }
        }
    }
}
