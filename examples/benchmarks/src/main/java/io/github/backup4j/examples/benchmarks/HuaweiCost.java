package io.github.backup4j.examples.benchmarks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * How much more the provider for Huawei Cloud costs than the SDK alone, as ratios, in about five minutes.
 *
 * <pre>{@code
 * mvn -q -Pbench -DskipTests -pl examples/benchmarks -am verify \
 *     -Dbench.main=io.github.backup4j.examples.benchmarks.HuaweiCost
 * }</pre>
 *
 * <p>{@link HuaweiCalls} are measured in rounds, each call in a JVM of its own in each. What is compared is of the same round,
 * so that other work on the machine, which comes and goes, does less harm: each line has the median of the rounds, the least
 * and the most.
 */
public final class HuaweiCost {
    private static final int ROUNDS = 7;

    private HuaweiCost() {}

    /**
     * Measures, and prints the ratios.
     *
     * @param args how many rounds; none: seven
     * @throws RunnerException if JMH could not measure
     */
    public static void main(String... args) throws RunnerException {
        int count = args.length == 0 ? ROUNDS : Integer.parseInt(args[0]);
        List<Map<String, RunResult>> rounds = new ArrayList<>();
        for (int round = 0; round < count; round++) {
            Map<String, RunResult> results = new HashMap<>();
            for (RunResult result : new Runner(options()).run()) {
                results.put(result.getPrimaryResult().getLabel(), result);
            }
            rounds.add(results);
        }
        System.out.println("The provider for Huawei Cloud against its SDK alone, " + count + " rounds");
        compare(rounds, "a vault with its policies: the same two calls", "vault", "vaultBySdk");
        compare(rounds, "a vault with its policies: two calls against one", "vault", "vaultAloneBySdk");
        compare(rounds, HuaweiScene.POINTS + " restore points: the same call", "points", "pointsBySdk");
    }

    private static Options options() {
        return new OptionsBuilder()
                .include(HuaweiCalls.class.getName())
                .forks(1)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();
    }

    private static void compare(List<Map<String, RunResult>> rounds, String what, String ofProvider, String ofSdk) {
        System.out.println("  " + what);
        print(rounds, ofProvider, ofSdk, "us", HuaweiCost::time);
        print(rounds, ofProvider, ofSdk, "B", HuaweiCost::allocation);
    }

    private static void print(
            List<Map<String, RunResult>> rounds,
            String ofProvider,
            String ofSdk,
            String unit,
            ToDoubleFunction<RunResult> figure) {
        Spread provider = Spread.of(rounds, round -> figure.applyAsDouble(round.get(ofProvider)));
        Spread sdk = Spread.of(rounds, round -> figure.applyAsDouble(round.get(ofSdk)));
        Spread ratio = Spread.of(
                rounds, round -> figure.applyAsDouble(round.get(ofProvider)) / figure.applyAsDouble(round.get(ofSdk)));
        System.out.printf(
                Locale.ROOT,
                "    x %.3f  (%.3f to %.3f)   %.0f %s against %.0f %s%n",
                ratio.median(),
                ratio.least(),
                ratio.most(),
                provider.median(),
                unit,
                sdk.median(),
                unit);
    }

    /** The iteration in the middle, which a pause of the machine does not move. */
    private static double time(RunResult result) {
        return result.getPrimaryResult().getStatistics().getPercentile(50);
    }

    private static double allocation(RunResult result) {
        Result<?> bytes =
                Objects.requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm"), "no allocation");
        return bytes.getStatistics().getPercentile(50);
    }
}
