package io.github.backup4j.huawei.support;

import io.github.backup4j.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A clock that many threads sleep on together: one of them runs at a time, and the clock moves to the next one's waking when it
 * sleeps. What they do together is therefore the same in each run, and takes no time.
 */
public final class SimulatedTime implements TimeSource {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final PriorityQueue<Sleeper> sleepers =
            new PriorityQueue<>(Comparator.comparing(Sleeper::until).thenComparingLong(Sleeper::order));

    /** Has a permit once no task can go on. */
    private final Semaphore ended = new Semaphore(0);

    private Instant now = START;
    private long order;
    private int unfinished;

    /** Runs tasks, each on a thread of its own, until all have ended. */
    public void run(List<Runnable> tasks) {
        List<Throwable> failures = new ArrayList<>();
        for (Runnable task : tasks) {
            unfinished++;
            Sleeper first = add(now);
            Thread thread = new Thread(() -> {
                first.turn().acquireUninterruptibly();
                try {
                    task.run();
                } catch (RuntimeException | Error e) {
                    failures.add(e);
                } finally {
                    unfinished--;
                    runNext();
                }
            });
            thread.setDaemon(true);
            thread.start();
        }
        runNext();
        ended.acquireUninterruptibly();
        if (unfinished > 0) {
            throw new AssertionError(unfinished + " tasks wait for permits that nobody returns");
        }
        if (!failures.isEmpty()) {
            throw new AssertionError(failures.size() + " tasks failed", failures.get(0));
        }
    }

    /** Returns how much time has passed. */
    public Duration passed() {
        return Duration.between(START, now);
    }

    @Override
    public Instant now() {
        return now;
    }

    /** Lets others run until the clock has moved so far; zero lets those run whose turn it is. */
    @Override
    public void sleep(Duration duration) throws InterruptedException {
        Sleeper sleeper = add(duration.isNegative() ? now : now.plus(duration));
        runNext();
        sleeper.turn().acquire();
    }

    /** Moves the clock to the next waking, and lets that thread run: it may be the one that calls this. */
    private void runNext() {
        Sleeper next = sleepers.poll();
        if (next == null) {
            ended.release();
            return;
        }
        now = next.until();
        next.turn().release();
    }

    private Sleeper add(Instant until) {
        return add(until, new Semaphore(0));
    }

    private Sleeper add(Instant until, Semaphore turn) {
        Sleeper sleeper = new Sleeper(until, order++, turn);
        sleepers.add(sleeper);
        return sleeper;
    }

    /**
     * Permits that are waited for on this clock, since a thread that blocks otherwise would stop it. Who has waited longest is the
     * first to run once one is returned.
     */
    public Semaphore permits(int count) {
        return new Semaphore(count) {
            private static final long serialVersionUID = 1L;

            private final transient Queue<Semaphore> waiting = new ArrayDeque<>();

            @Override
            public void acquire() throws InterruptedException {
                while (!tryAcquire()) {
                    Semaphore turn = new Semaphore(0);
                    waiting.add(turn);
                    runNext();
                    turn.acquire();
                }
            }

            @Override
            public boolean tryAcquire(long timeout, TimeUnit unit) throws InterruptedException {
                acquire();
                return true;
            }

            @Override
            public void release() {
                super.release();
                Semaphore next = waiting.poll();
                if (next != null) {
                    Sleeper unused = add(now, next);
                }
            }
        };
    }

    private record Sleeper(Instant until, long order, Semaphore turn) {}
}
