package io.github.backup4j.huawei.support;

import io.github.backup4j.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A clock that many threads sleep on together: one of them runs at a time, and the clock moves to the next one's waking when it
 * sleeps. What they do together is therefore the same in each run, and takes no time.
 */
public final class SimulatedTime implements TimeSource {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** How often those who wait for a permit ask for it. */
    private static final Duration STEP = Duration.ofMillis(5);

    private final PriorityQueue<Sleeper> sleepers =
            new PriorityQueue<>(Comparator.comparing(Sleeper::until).thenComparingLong(Sleeper::order));
    private final Semaphore running = new Semaphore(0);
    private Instant now = START;
    private long order;

    /** Runs tasks, each on a thread of its own, until all have ended. */
    public void run(List<Runnable> tasks) {
        List<Throwable> failures = new ArrayList<>();
        for (Runnable task : tasks) {
            Sleeper first = add(now);
            Thread thread = new Thread(() -> {
                first.turn().acquireUninterruptibly();
                try {
                    task.run();
                } catch (RuntimeException | Error e) {
                    failures.add(e);
                } finally {
                    running.release();
                }
            });
            thread.setDaemon(true);
            thread.start();
        }
        while (!sleepers.isEmpty()) {
            Sleeper next = sleepers.remove();
            now = next.until();
            next.turn().release();
            running.acquireUninterruptibly();
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
        running.release();
        sleeper.turn().acquire();
    }

    private Sleeper add(Instant until) {
        Sleeper sleeper = new Sleeper(until, order++, new Semaphore(0));
        sleepers.add(sleeper);
        return sleeper;
    }

    /** Permits that are waited for on this clock, since a thread that blocks otherwise would stop it. */
    public Semaphore permits(int count) {
        return new Semaphore(count) {
            private static final long serialVersionUID = 1L;

            @Override
            public void acquire() throws InterruptedException {
                while (!tryAcquire()) {
                    sleep(STEP);
                }
            }

            @Override
            public boolean tryAcquire(long timeout, TimeUnit unit) throws InterruptedException {
                acquire();
                return true;
            }
        };
    }

    private record Sleeper(Instant until, long order, Semaphore turn) {}
}
