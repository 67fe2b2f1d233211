package io.github.backup4j.examples.benchmarks;

import java.io.IOException;
import java.util.Locale;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/**
 * All that is measured here, in about a quarter of an hour: how the fake grows, and what the provider for Huawei Cloud costs.
 *
 * <pre>{@code
 * mvn -q -Pbench -DskipTests -pl examples/benchmarks -am verify \
 *     -Dbench.main=io.github.backup4j.examples.benchmarks.AllBenchmarks
 * }</pre>
 *
 * <p>For the fake, each line has the mean, the least and the most of all iterations, and the ratio of the least to that of the line
 * before, which other work on the machine disturbs least.
 */
public final class AllBenchmarks {
    private AllBenchmarks() {}

    /**
     * Measures, and prints the figures.
     *
     * @param args none
     * @throws RunnerException if JMH could not measure
     * @throws IOException if a JVM or a server cannot be started
     */
    public static void main(String... args) throws RunnerException, IOException, InterruptedException {
        System.out.println("Nightly backups of each disk under GFS retention: 2 years, then 1000 disks");
        measure(benchmark(YearsOfBackups.class).param("years", "2"), "disks");
        measure(benchmark(YearsOfBackups.class).param("disks", "1000"), "years");
        System.out.println("Listing the 30 restore points of one disk");
        measure(benchmark(ListingPoints.class), "disks");
        System.out.println("Judging the restore points of one disk under GFS retention");
        measure(benchmark(JudgingRetention.class), "points");
        System.out.println("Memory");
        MemoryPerPoint.main();
        System.out.println();
        HuaweiCost.main();
        HeldResources.main();
        ColdStart.main();
    }

    private static ChainedOptionsBuilder benchmark(Class<?> benchmark) {
        return new OptionsBuilder()
                .include(benchmark.getName())
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
    }

    private static void measure(ChainedOptionsBuilder options, String parameter) throws RunnerException {
        String label = "";
        double previous = Double.NaN;
        for (RunResult result : new Runner(options.build()).run()) {
            Statistics times = result.getPrimaryResult().getStatistics();
            if (!label.equals(result.getPrimaryResult().getLabel())) {
                label = result.getPrimaryResult().getLabel();
                previous = Double.NaN;
            }
            System.out.printf(
                    Locale.ROOT,
                    "  %-16s %5s %-7s %9.1f %s  (%.1f to %.1f)%s%n",
                    label,
                    result.getParams().getParam(parameter),
                    parameter,
                    times.getMean(),
                    result.getPrimaryResult().getScoreUnit(),
                    times.getMin(),
                    times.getMax(),
                    Double.isNaN(previous) ? "" : String.format(Locale.ROOT, "  x %.2f", times.getMin() / previous));
            previous = times.getMin();
        }
        System.out.println();
    }
}
