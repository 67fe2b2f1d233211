package io.github.backup4j.examples.benchmarks;

import com.sun.management.ThreadMXBean;
import io.github.backup4j.testkit.InMemoryCloud;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;

/**
 * What a nightly backup costs the in-memory cloud under GFS retention: processor time and allocated bytes, which other work on the
 * machine disturbs less than it disturbs the clock on the wall.
 *
 * <p>Arguments are worlds, such as {@code 1000x10}: so many disks, so many years. Each line says what the whole took, and what one
 * backup took of it. It should be the same in each line: the fake grows in proportion to disks, and to years.
 */
public final class CostOfNights {
    private static final String[] USUAL = {"1000x1", "1000x2", "1000x5", "1000x10", "10000x1"};

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private CostOfNights() {}

    /**
     * Prints what is measured.
     *
     * @param args the worlds; none: those that the documents speak of
     */
    public static void main(String... args) {
        nights("100x2"); // warms up
        System.out.printf(
                Locale.ROOT,
                "  %-12s %10s %9s %9s %9s %12s %12s%n",
                "disks x years",
                "backups",
                "cpu ms",
                "gc ms",
                "wall ms",
                "ns/backup",
                "B/backup");
        for (String world : args.length == 0 ? USUAL : args) {
            System.out.println(nights(world));
        }
    }

    private static Cost nights(String world) {
        String[] factors = world.split("x", 2);
        int disks = Integer.parseInt(factors[0]);
        int days = 365 * Integer.parseInt(factors[1]);
        InMemoryCloud cloud = Worlds.nightly(disks, Worlds.GFS);
        System.gc();
        long collected = collecting();
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long cpu = THREADS.getCurrentThreadCpuTime();
        long wall = System.nanoTime();
        cloud.time().advance(Duration.ofDays(days));
        return new Cost(
                world,
                (long) disks * days,
                THREADS.getCurrentThreadCpuTime() - cpu,
                collecting() - collected,
                System.nanoTime() - wall,
                THREADS.getCurrentThreadAllocatedBytes() - bytes);
    }

    /** How long the collectors have taken so far, in milliseconds. */
    private static long collecting() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                .sum();
    }

    /**
     * What the nights of a world have taken.
     *
     * @param world how many disks and years
     * @param backups how many were taken
     * @param cpu of the thread, in nanoseconds
     * @param collecting garbage, in milliseconds
     * @param wall on the clock, in nanoseconds
     * @param bytes that were allocated
     */
    private record Cost(String world, long backups, long cpu, long collecting, long wall, long bytes) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "  %-12s %10d %9d %9d %9d %12d %12d",
                    world,
                    backups,
                    cpu / 1_000_000,
                    collecting,
                    wall / 1_000_000,
                    cpu / backups,
                    bytes / backups);
        }
    }
}
