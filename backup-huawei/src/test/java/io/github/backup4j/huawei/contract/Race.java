package io.github.backup4j.huawei.contract;

import io.github.backup4j.testkit.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Threads that share a clock: it moves only while all of them wait, to the instant at which the first of them goes on. */
final class Race {
    /** How often a thread looks whether others have moved the clock. */
    private static final long GLANCE_MILLIS = 2;

    private final VirtualTime time;
    private final Set<Thread> joined = new HashSet<>();
    private final Map<Thread, Instant> waiting = new HashMap<>();

    Race(VirtualTime time) {
        this.time = time;
    }

    synchronized void join() {
        joined.add(Thread.currentThread());
    }

    synchronized void leave() {
        joined.remove(Thread.currentThread());
        notifyAll();
    }

    synchronized boolean holds(Thread thread) {
        return joined.contains(thread);
    }

    synchronized void sleep(Duration duration) throws InterruptedException {
        Instant until = time.now().plus(duration);
        waiting.put(Thread.currentThread(), until);
        try {
            while (time.now().isBefore(until)) {
                if (waiting.size() == joined.size()) {
                    Instant first =
                            waiting.values().stream().min(Instant::compareTo).orElse(until);
                    if (time.now().isBefore(first)) {
                        time.advance(Duration.between(time.now(), first));
                    }
                    notifyAll();
                }
                if (time.now().isBefore(until)) {
                    wait(GLANCE_MILLIS);
                }
            }
        } finally {
            waiting.remove(Thread.currentThread());
        }
    }
}
