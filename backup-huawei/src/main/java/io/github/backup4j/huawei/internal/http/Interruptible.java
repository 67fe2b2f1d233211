package io.github.backup4j.huawei.internal.http;

import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.Unavailable;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Waits for calls on another thread, so that an interrupt or a time limit ends the wait at once. A thread that reads
 * from a socket itself notices an interrupt only when the response arrives or the read times out.
 */
final class Interruptible {
    private final ExecutorService executor;

    /**
     * Creates it.
     *
     * @param executor runs each task at once
     */
    Interruptible(ExecutorService executor) {
        this.executor = executor;
    }

    /**
     * Runs a call on another thread, and waits for it.
     *
     * @param name the name of the call
     * @param call the call; it must only read, since it is cancelled when the wait ends
     * @param giveUp cancels the call from this thread
     * @param longest how long to wait
     * @throws Unavailable if the time is over, the connection was closed, or this thread was interrupted; its interrupt flag stays set
     */
    <T> T call(String name, Supplier<T> call, Runnable giveUp, Duration longest) {
        Future<T> answer;
        try {
            answer = executor.submit(call::get);
        } catch (RejectedExecutionException e) {
            throw Connection.closedMeanwhile(name, e);
        }
        try {
            return answer.get(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            giveUp.run();
            throw new Unavailable(
                    name
                            + " was cancelled at the time limit of a poll; nothing was changed, and the next poll calls"
                            + " again",
                    Detail.NONE,
                    e);
        } catch (InterruptedException e) {
            giveUp.run();
            Thread.currentThread().interrupt();
            throw new Unavailable(
                    name + " was cancelled, since the thread was interrupted; nothing was changed", Detail.NONE, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(name + " failed", e.getCause());
        }
    }
}
