package io.github.backup4j.examples.benchmarks;

import io.github.backup4j.Retention;
import io.github.backup4j.testkit.InMemoryCloud;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.LongStream;

/**
 * How much heap a restore point of the in-memory cloud takes, measured after garbage collection, in several rounds.
 *
 * <p>It is what a large world takes more than a small one, by what it has more points. So what both have, such as a history
 * of limited length, does not count, and what grows with the points does.
 */
public final class MemoryPerPoint {
    private static final int ROUNDS = 5;
    private static final int SMALL = 100;
    private static final int LARGE = 400;

    private MemoryPerPoint() {}

    /**
     * Prints what is measured.
     *
     * @param args none
     */
    public static void main(String... args) {
        measure("every point kept, 1 year", Retention.forever(), 365);
        measure("the 30 newest kept, 1 year", Retention.latest(30), 365);
        measure("GFS, 2 years", Worlds.GFS, 2 * 365);
    }

    private static void measure(String name, Retention retention, int days) {
        long[] sorted = LongStream.range(0, ROUNDS)
                .map(round -> Heap.of(LARGE, retention, days).perPointMoreThan(Heap.of(SMALL, retention, days)))
                .sorted()
                .toArray();
        System.out.printf(
                Locale.ROOT,
                "  %-28s %5d bytes per point  (%d to %d in %d rounds)%n",
                name,
                sorted[ROUNDS / 2],
                sorted[0],
                sorted[ROUNDS - 1],
                ROUNDS);
    }

    /**
     * What the points of a world take.
     *
     * @param bytes of the heap
     * @param points how many there are
     */
    private record Heap(long bytes, long points) {
        static Heap of(int disks, Retention retention, int days) {
            InMemoryCloud cloud = Worlds.nightly(disks, retention);
            long before = usedAfterCollection();
            cloud.time().advance(Duration.ofDays(days));
            long bytes = usedAfterCollection() - before;
            return new Heap(bytes, cloud.backup().restorePoints().list().count());
        }

        long perPointMoreThan(Heap smaller) {
            return (bytes - smaller.bytes) / (points - smaller.points);
        }

        private static long usedAfterCollection() {
            MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
            memory.gc();
            memory.gc();
            return memory.getHeapMemoryUsage().getUsed();
        }
    }
}
