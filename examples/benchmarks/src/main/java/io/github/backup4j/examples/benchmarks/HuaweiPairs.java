package io.github.backup4j.examples.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/**
 * One JVM of {@link HuaweiCost}: calls through the provider and through the SDK alone, in turns of a few hundredths of a second, so
 * that what else the machine does meets both. The processor time is that of all Java threads but the server's, which the time on the
 * clock is not: it does not grow while another process has the processor.
 */
public final class HuaweiPairs {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int WARMING_TURNS = 100;
    private static final int TURNS = 101;

    private HuaweiPairs() {}

    /**
     * Prints a {@link Line} for each pair of calls.
     *
     * @param args none
     */
    public static void main(String... args) {
        HuaweiCalls calls = new HuaweiCalls();
        try {
            print("vault", 100, calls::vault, calls::vaultBySdk);
            print("points", 10, calls::points, calls::pointsBySdk);
        } finally {
            calls.close();
        }
    }

    private static void print(String name, int calls, Supplier<?> ofProvider, Supplier<?> ofSdk) {
        for (int turn = 0; turn < WARMING_TURNS; turn++) {
            var unused = List.of(Cost.of(calls, ofProvider), Cost.of(calls, ofSdk));
        }
        List<Cost> provider = new ArrayList<>();
        List<Cost> sdk = new ArrayList<>();
        for (int turn = 0; turn < TURNS; turn++) {
            // Each is first as often as the other.
            if (turn % 2 == 0) {
                provider.add(Cost.of(calls, ofProvider));
                sdk.add(Cost.of(calls, ofSdk));
            } else {
                sdk.add(Cost.of(calls, ofSdk));
                provider.add(Cost.of(calls, ofProvider));
            }
        }
        System.out.println(new Line(name, median(provider), median(sdk)));
    }

    private static Cost median(List<Cost> turns) {
        return new Cost(
                Spread.of(turns, Cost::cpu).median(),
                Spread.of(turns, Cost::wall).median(),
                Spread.of(turns, Cost::bytes).median());
    }

    /**
     * What one call costs.
     *
     * @param cpu processor time, in microseconds
     * @param wall time on the clock, in microseconds
     * @param bytes how many are allocated
     */
    record Cost(double cpu, double wall, double bytes) {
        private static Cost of(int calls, Supplier<?> call) {
            long[] threads = clientThreads();
            long cpu = sum(THREADS.getThreadCpuTime(threads));
            long bytes = sum(THREADS.getThreadAllocatedBytes(threads));
            long begun = System.nanoTime();
            for (int i = 0; i < calls; i++) {
                Objects.requireNonNull(call.get(), "no answer");
            }
            long wall = System.nanoTime() - begun;
            cpu = sum(THREADS.getThreadCpuTime(threads)) - cpu;
            bytes = sum(THREADS.getThreadAllocatedBytes(threads)) - bytes;
            return new Cost(cpu / 1000.0 / calls, wall / 1000.0 / calls, (double) bytes / calls);
        }

        private static long[] clientThreads() {
            return LongStream.of(THREADS.getAllThreadIds())
                    .filter(id -> {
                        ThreadInfo thread = THREADS.getThreadInfo(id);
                        return thread != null && !thread.getThreadName().equals(ReplayServer.THREAD);
                    })
                    .toArray();
        }

        private static long sum(long[] ofThreads) {
            return LongStream.of(ofThreads).filter(each -> each > 0).sum();
        }
    }

    /**
     * What a call costs through both, as a line of text.
     *
     * @param name of the call
     * @param provider its medians through the provider
     * @param sdk its medians through the SDK
     */
    record Line(String name, Cost provider, Cost sdk) {
        static Line of(String text) {
            String[] parts = text.split(" ", 7);
            double[] numbers = new double[6];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = Double.parseDouble(parts[i + 1]);
            }
            return new Line(
                    parts[0],
                    new Cost(numbers[0], numbers[1], numbers[2]),
                    new Cost(numbers[3], numbers[4], numbers[5]));
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%s %.3f %.3f %.1f %.3f %.3f %.1f",
                    name,
                    provider.cpu,
                    provider.wall,
                    provider.bytes,
                    sdk.cpu,
                    sdk.wall,
                    sdk.bytes);
        }
    }
}
