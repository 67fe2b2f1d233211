package io.github.backup4j.huawei;

import io.github.backup4j.BackupException;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationDriver;
import io.github.backup4j.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Looks at work on behalf of futures: one thread for all of them, which is there only while there is something to look at.
 */
final class Poller {
    private final TimeSource time;
    private final Duration interval;
    private final List<Watched<?>> watched = new ArrayList<>();
    private @Nullable Thread thread;
    private boolean closed;

    Poller(TimeSource time, Duration interval) {
        this.time = time;
        this.interval = interval;
    }

    synchronized <T> CompletionStage<Operation.Status<T>> watch(OperationDriver<T> driver) {
        if (closed) {
            throw closed();
        }
        Watched<T> entry = new Watched<>(driver, new CompletableFuture<>());
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
                    if (entry.look()) {
                        remove(entry);
                    }
                }
                if (isIdle()) {
                    return;
                }
                time.sleep(interval);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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

    private record Watched<T>(OperationDriver<T> driver, CompletableFuture<Operation.Status<T>> future) {
        /** Whether there is nothing more to look for. */
        boolean look() {
            try {
                Operation.Status<T> status = driver.poll();
                if (!status.ended()) {
                    return false;
                }
                future.complete(status);
            } catch (BackupException e) {
                if (e.retryable()) {
                    return false;
                }
                future.completeExceptionally(e);
            } catch (RuntimeException e) {
                future.completeExceptionally(e);
            }
            return true;
        }
    }
}
