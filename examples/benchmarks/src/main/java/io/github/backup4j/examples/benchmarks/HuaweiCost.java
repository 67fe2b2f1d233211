package io.github.backup4j.examples.benchmarks;

import io.github.backup4j.examples.benchmarks.HuaweiPairs.Cost;
import io.github.backup4j.examples.benchmarks.HuaweiPairs.Line;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * How much more the provider for Huawei Cloud costs than the SDK alone, as ratios, in about three minutes.
 *
 * <pre>{@code
 * mvn -q -Pbench -DskipTests -pl examples/benchmarks -am verify \
 *     -Dbench.main=io.github.backup4j.examples.benchmarks.HuaweiCost
 * }</pre>
 *
 * <p>{@link HuaweiPairs} are measured in rounds, each in a JVM of its own: one compiles the same code a little better than another.
 * Each line has the median of the rounds, the least and the most.
 */
public final class HuaweiCost {
    private static final int ROUNDS = 7;

    private HuaweiCost() {}

    /**
     * Measures, and prints the ratios.
     *
     * @param args how many rounds; none: seven
     * @throws IOException if a JVM could not measure
     */
    public static void main(String... args) throws IOException {
        int count = args.length == 0 ? ROUNDS : Integer.parseInt(args[0]);
        List<Line> lines = new ArrayList<>();
        for (int round = 0; round < count; round++) {
            lines.addAll(round());
        }
        System.out.println("The provider for Huawei Cloud against its SDK alone, " + count + " rounds");
        compare(lines, "a vault with its policies: the same two calls", "vault");
        compare(lines, HuaweiScene.POINTS + " restore points: the same call", "points");
    }

    private static List<Line> round() throws IOException {
        List<Line> lines = new ArrayList<>();
        try (ChildJvm jvm = ChildJvm.start(
                List.of("-Xmx1g"), System.getProperty("java.class.path"), HuaweiPairs.class, List.of())) {
            for (String line = jvm.line(); line != null; line = jvm.line()) {
                lines.add(Line.of(line));
            }
        }
        return lines;
    }

    private static void compare(List<Line> all, String what, String name) {
        List<Line> lines = all.stream().filter(line -> line.name().equals(name)).toList();
        System.out.println("  " + what);
        print(lines, "us of the processor", Cost::cpu);
        print(lines, "us on the clock", Cost::wall);
        print(lines, "B", Cost::bytes);
    }

    private static void print(List<Line> lines, String unit, ToDoubleFunction<Cost> figure) {
        Spread provider = Spread.of(lines, line -> figure.applyAsDouble(line.provider()));
        Spread sdk = Spread.of(lines, line -> figure.applyAsDouble(line.sdk()));
        Spread ratio =
                Spread.of(lines, line -> figure.applyAsDouble(line.provider()) / figure.applyAsDouble(line.sdk()));
        System.out.printf(
                Locale.ROOT,
                "    x %.3f  (%.3f to %.3f)   %.0f against %.0f %s%n",
                ratio.median(),
                ratio.least(),
                ratio.most(),
                provider.median(),
                sdk.median(),
                unit);
    }
}
