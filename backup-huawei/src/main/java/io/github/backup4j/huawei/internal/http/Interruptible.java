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
 * Waits for calls so that an interrupt ends the waiting at once, and so does a limit: a thread that reads from a socket itself
 * does not notice one before the answer comes, or the read times out.
 */
final class Interruptible {
    private final ExecutorService executor;

    /**
     * Creates a way to wait.
     *
     * @param executor has a thread for each call at once
     */
    Interruptible(ExecutorService executor) {
        this.executor = executor;
    }

    /**
     * Makes a call on another thread, and waits for it.
     *
     * @param name what is called
     * @param call a call that only reads, since it is given up when it is not waited for any longer
     * @param giveUp ends the call from this thread
     * @param longest how long it is waited for
     * @throws Unavailable if that was over, or this thread was interrupted, whose flag stays set
     */
    <T> T call(String name, Supplier<T> call, Runnable giveUp, Duration longest) {
        Future<T> answer;
        try {
            answer = executor.submit(call::get);
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException("this CloudBackup is closed", e);
        }
        try {
            return answer.get(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            giveUp.run();
            throw new Unavailable(
                    name
                            + " was given up, since a look at long work may take no longer; nothing was changed, and the next"
                            + " look asks again",
                    Detail.NONE,
                    e);
        } catch (InterruptedException e) {
            giveUp.run();
            Thread.currentThread().interrupt();
            throw new Unavailable(
                    name + " was not waited for, since the thread was interrupted; nothing was changed",
                    Detail.NONE,
                    e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(name + " failed", e.getCause());
        }
    }
}
