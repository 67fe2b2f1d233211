package io.github.backup4j.huawei.emulator.internal.http;

import java.io.Serial;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that read requests and send responses. A slow client keeps one busy, so there may be many. They start as
 * needed, and end when they are idle.
 */
public final class Workers {
    private static final int MOST = 256;
    private static final int IDLE_SECONDS = 10;

    private Workers() {}

    /** Starts no thread yet. */
    public static ExecutorService start() {
        Waiting waiting = new Waiting();
        return new ThreadPoolExecutor(
                0,
                MOST,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                waiting,
                task -> {
                    Thread thread = new Thread(task, "huawei-emulator");
                    thread.setDaemon(true);
                    return thread;
                },
                (task, pool) -> waiting.put(task));
    }

    /** Takes a task only if an idle thread does, so that the pool starts threads until it has the most it may have. */
    private static final class Waiting extends LinkedTransferQueue<Runnable> {
        @Serial
        private static final long serialVersionUID = 1L;

        @Override
        public boolean offer(Runnable task) {
            return tryTransfer(task);
        }
    }
}
