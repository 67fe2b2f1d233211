package io.github.backup4j.huawei.internal.work;

import io.github.backup4j.Operation;
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
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Polls operations on behalf of futures. All futures together have one thread that waits until a poll is due, and at
 * most four that poll; while there are no futures, there are no threads.
 *
 * <p>Each operation is polled when {@link OperationWatch} says so. If there are a thousand, each waits longer for its
 * poll, and never more than four are polled at once. A slow poll does not hold up the others: operations whose last
 * poll was slow share half of the threads, and the other threads are left for the rest. A future that is complete or
 * cancelled is dropped at once.
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

    private final ThreadPoolExecutor pollers = new ThreadPoolExecutor(
            POLLS, POLLS, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> daemon(task, THREAD + "-poll"));

    private final Set<Watched<?>> watched = new LinkedHashSet<>();
    private @Nullable Thread thread;
    private int slowPolls;
    private boolean closed;

    public Poller(TimeSource time, Duration longestSleep) {
        this(time, longestSleep, Duration.ofSeconds(2));
    }

    Poller(TimeSource time, Duration longestSleep, Duration slow) {
        this.time = time;
        this.longestSleep = longestSleep;
        this.slow = slow;
        pollers.allowCoreThreadTimeOut(true);
    }

    <T> CompletionStage<Operation.Status<T>> watch(OperationDriver<T> driver) {
        Watched<T> entry = new Watched<>(new OperationWatch<>(time, driver), time.elapsed());
        begin(entry);
        CompletionStage<Operation.Status<T>> stage = entry.future;
        stage.whenComplete((status, failure) -> forget(entry));
        return stage;
    }

    private synchronized void begin(Watched<?> entry) {
        if (closed) {
            throw closed();
        }
        watched.add(entry);
        if (thread == null) {
            thread = daemon(this::run, THREAD);
            thread.start();
        }
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
        if (thread != null) {
            thread.interrupt();
        }
        return left;
    }

    private static IllegalStateException closed() {
        return new IllegalStateException(
                "this CloudBackup is closed; the operation is not cancelled, resume it with its token");
    }

    private static Thread daemon(Runnable task, String name) {
        Thread started = new Thread(task, name);
        started.setDaemon(true);
        return started;
    }

    private void run() {
        try {
            while (!isIdle()) {
                awaitWhileQuick(beginDue());
                sleep();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
        pollers.execute(() -> {
            Duration start = TimeSource.system().elapsed();
            try {
                entry.poll();
            } finally {
                Duration took = TimeSource.system().elapsed().minus(start);
                ended(entry, wasSlow, took.compareTo(slow) > 0);
            }
        });
        return true;
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

    /** Waits until polls have ended, but not for slow ones. */
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

        Watched(OperationWatch<T> watch, Duration due) {
            this.watch = watch;
            this.due = due;
        }

        void poll() {
            if (future.isDone()) {
                return;
            }
            try {
                Optional<Operation.Status<T>> ended = watch.look();
                ended.ifPresent(future::complete);
                pause = watch.pause();
            } catch (RuntimeException | Error e) {
                future.completeExceptionally(e);
            }
        }
    }
}
