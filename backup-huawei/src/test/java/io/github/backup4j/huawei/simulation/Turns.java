package io.github.backup4j.huawei.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.TimeSource;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.emulator.LaggingLists;
import io.github.backup4j.testkit.VirtualTime;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Lets several processes use one emulator at the same time, and the same seed let them do so in the same order: one of them runs
 * at a time, until it sends a request or sleeps. Each request is under way for a time that the seed draws, and whose time comes
 * first goes on first.
 */
final class Turns implements Interference {
    private static final int FASTEST_MILLIS = 20;
    private static final int SLOWEST_MILLIS = 400;

    private final PriorityQueue<Waiting> waiting =
            new PriorityQueue<>(Comparator.comparing(Waiting::until).thenComparingLong(Waiting::order));
    private final Semaphore parked = new Semaphore(0);
    private final SplittableRandom random;
    private final List<String> journal = new ArrayList<>();
    private @Nullable VirtualTime time;
    private @Nullable LaggingLists lists;
    private int running;
    private long order;
    private boolean raced;

    /**
     * Creates them.
     *
     * @param random how long requests are under way
     */
    Turns(SplittableRandom random) {
        this.random = random;
    }

    /** Lets lists lag from now on; null: not any more. */
    synchronized void lag(@Nullable LaggingLists lagging) {
        lists = lagging;
    }

    /** Returns what was asked for, by which process, in its order. */
    synchronized List<String> journal() {
        return List.copyOf(journal);
    }

    /** Puts a line into the journal. */
    synchronized void note(String line) {
        journal.add((time == null ? "" : time.now() + " ") + "-- " + (raced ? running + ": " : "") + line);
    }

    /**
     * Runs processes until all have ended.
     *
     * @param clock the clock that they share with the emulator
     * @param processes what each does
     * @param apart how far apart they begin at most
     */
    void run(VirtualTime clock, List<Runnable> processes, Duration apart) {
        time = clock;
        raced = true;
        for (int i = 0; i < processes.size(); i++) {
            Runnable process = processes.get(i);
            Waiting first = add(i, Duration.ofMillis(random.nextLong(apart.toMillis() + 1)));
            Thread thread = new Thread(() -> {
                first.turn.acquireUninterruptibly();
                try {
                    process.run();
                } finally {
                    parked.release();
                }
            });
            thread.setDaemon(true);
            thread.start();
        }
        for (Waiting next = take(); next != null; next = take()) {
            if (next.until.isAfter(clock.now())) {
                clock.advanceTo(next.until);
            }
            next.turn.release();
            parked.acquireUninterruptibly();
        }
        raced = false;
    }

    /** The clock as the processes have it. */
    TimeSource clock(VirtualTime shared) {
        return new TimeSource() {
            @Override
            public Instant now() {
                return shared.now();
            }

            @Override
            public void sleep(Duration duration) throws InterruptedException {
                if (raced) {
                    Waiting mine = add(running, duration.isNegative() ? Duration.ZERO : duration);
                    parked.release();
                    mine.turn.acquire();
                } else {
                    shared.sleep(duration);
                }
            }
        };
    }

    @Override
    public void arrived(String method, URI target) {
        if (raced) {
            Waiting mine = add(running, Duration.ofMillis(FASTEST_MILLIS + random.nextInt(SLOWEST_MILLIS)));
            parked.release();
            mine.turn.acquireUninterruptibly();
        }
    }

    @Override
    public Fault before(String method, URI target) {
        note(method + " " + target);
        return Fault.NONE;
    }

    @Override
    public synchronized void after(String method, URI target, int status, JsonNode answer) {
        if (lists != null) {
            lists.answered(method, target, status, answer);
        }
    }

    @Override
    public synchronized JsonNode shown(String method, URI target, JsonNode answer) {
        return lists == null ? answer : lists.shown(method, target, answer);
    }

    private synchronized Waiting add(int process, Duration duration) {
        Instant now = time == null ? Instant.EPOCH : time.now();
        Waiting added = new Waiting(process, now.plus(duration), order++, new Semaphore(0));
        waiting.add(added);
        return added;
    }

    private synchronized @Nullable Waiting take() {
        Waiting next = waiting.poll();
        running = next == null ? 0 : next.process;
        return next;
    }

    /**
     * One that waits for its turn.
     *
     * @param process which one
     * @param until when its turn comes
     * @param order who waits longer
     * @param turn is given when it comes
     */
    private record Waiting(int process, Instant until, long order, Semaphore turn) {}
}
