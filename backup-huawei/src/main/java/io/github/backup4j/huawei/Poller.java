package io.github.backup4j.huawei;

import io.github.backup4j.Operation;
import io.github.backup4j.OperationDriver;
import io.github.backup4j.OperationWatch;
import io.github.backup4j.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Looks at work on behalf of futures: one thread for all of them, which is there only while there is something to look at.
 *
 * <p>It looks at one piece of work at a time, and at each as rarely as {@link OperationWatch} says; so a thousand of them are
 * looked at more slowly, and never by a thousand calls at once.
 */
final class Poller {
    private final TimeSource time;

    /** How long it sleeps at most, since what is watched anew does not wake it. */
    private final Duration longestSleep;

    private final List<Watched<?>> watched = new ArrayList<>();
    private @Nullable Thread thread;
    private boolean closed;

    Poller(TimeSource time, Duration longestSleep) {
        this.time = time;
        this.longestSleep = longestSleep;
    }

    synchronized <T> CompletionStage<Operation.Status<T>> watch(OperationDriver<T> driver) {
        if (closed) {
            throw closed();
        }
        Watched<T> entry = new Watched<>(new OperationWatch<>(time, driver));
        watched.add(entry);
        if (thread == null) {
            Thread started = new Thread(this::run, "backup4j-huawei-poller");
            started.setDaemon(true);
            thread = started;
            started.start();
        }
        return entry.future;
    }

    /** Stops looking. Futures that are not complete fail, so that nobody waits for ever; their work goes on. */
    void close() {
        for (Watched<?> entry : stop()) {
            entry.future.completeExceptionally(closed());
        }
    }

    private synchronized List<Watched<?>> stop() {
        List<Watched<?>> left = List.copyOf(watched);
        closed = true;
        watched.clear();
        if (thread != null) {
            thread.interrupt();
        }
        return left;
    }

    private static IllegalStateException closed() {
        return new IllegalStateException("this CloudBackup is closed; the work goes on");
    }

    private void run() {
        try {
            while (true) {
                for (Watched<?> entry : entries()) {
                    if (entry.isDue() && entry.look()) {
                        remove(entry);
                    }
                }
                if (isIdle()) {
                    return;
                }
                sleep();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sleep() throws InterruptedException {
        List<Watched<?>> sleeping = entries();
        Duration pause = longestSleep;
        for (Watched<?> entry : sleeping) {
            pause = entry.left.compareTo(pause) < 0 ? entry.left : pause;
        }
        time.sleep(pause);
        for (Watched<?> entry : sleeping) {
            entry.left = entry.left.minus(pause);
        }
    }

    private synchronized List<Watched<?>> entries() {
        return List.copyOf(watched);
    }

    private synchronized void remove(Watched<?> entry) {
        watched.remove(entry);
    }

    private synchronized boolean isIdle() {
        if (watched.isEmpty() || closed) {
            thread = null;
            return true;
        }
        return false;
    }

    /** Work that somebody has a future of. Only the thread of the poller looks at it. */
    private static final class Watched<T> {
        final CompletableFuture<Operation.Status<T>> future = new CompletableFuture<>();

        /** How long until the next look: not when, since a clock may be set back. */
        Duration left = Duration.ZERO;

        private final OperationWatch<T> watch;

        Watched(OperationWatch<T> watch) {
            this.watch = watch;
        }

        boolean isDue() {
            return left.isZero() || left.isNegative();
        }

        /** Looks, and returns whether there is nothing more to look for. */
        boolean look() {
            try {
                Optional<Operation.Status<T>> ended = watch.look();
                ended.ifPresent(future::complete);
                left = watch.pause();
                return ended.isPresent();
            } catch (RuntimeException e) {
                future.completeExceptionally(e);
                return true;
            }
        }
    }
}
