package io.github.backup4j.huawei;

import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.Unavailable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * Waits for calls so that an interrupt ends the waiting at once: a thread that reads from a socket itself does not notice one
 * before the answer comes, or the read times out.
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
     * @param call a call that only reads, since it is left alone when the waiting is interrupted
     * @throws Unavailable if this thread was interrupted, whose flag stays set
     */
    <T> T call(String name, Supplier<T> call) {
        Future<T> answer;
        try {
            answer = executor.submit(call::get);
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException("this CloudBackup is closed", e);
        }
        try {
            return answer.get();
        } catch (InterruptedException e) {
            answer.cancel(true);
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
