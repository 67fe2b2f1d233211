package io.github.backup4j.examples.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How long it takes from the start of a JVM to the first answer, through the provider for Huawei Cloud and through its SDK
 * alone, in about a minute.
 *
 * <pre>{@code
 * mvn -q -Pbench -DskipTests -pl examples/benchmarks -am verify \
 *     -Dbench.main=io.github.backup4j.examples.benchmarks.ColdStart
 * }</pre>
 *
 * <p>The JVMs take turns. What is compared is of the same turn.
 */
public final class ColdStart {
    private static final int ROUNDS = 21;

    private ColdStart() {}

    /**
     * Measures, and prints the times.
     *
     * @param args none
     * @throws IOException if a JVM or a server cannot be started
     */
    public static void main(String... args) throws IOException {
        try (HuaweiScene scene = new HuaweiScene();
                ReplayServer server = new ReplayServer(scene.address())) {
            List<String> where =
                    List.of(server.address().toString(), scene.vault().value());
            var unused = Round.measure(where);
            List<Round> rounds = new ArrayList<>();
            for (int i = 0; i < ROUNDS; i++) {
                rounds.add(Round.measure(where));
            }
            System.out.println("From the start of a JVM to the first vault with its policies, " + ROUNDS + " rounds");
            print("the JVM alone", "ms", Spread.of(rounds, Round::nobody));
            print("the SDK", "ms", Spread.of(rounds, Round::sdk));
            print("the provider", "ms", Spread.of(rounds, Round::provider));
            print("provider / SDK", "times", Spread.of(rounds, round -> round.provider / round.sdk));
        }
    }

    private static void print(String what, String unit, Spread spread) {
        System.out.printf(
                Locale.ROOT,
                "  %-15s %7.2f %s  (%.2f to %.2f)%n",
                what,
                spread.median(),
                unit,
                spread.least(),
                spread.most());
    }

    /**
     * How long each took in one turn, in milliseconds.
     *
     * @param nobody the JVM alone
     * @param sdk the SDK
     * @param provider the provider
     */
    private record Round(double nobody, double sdk, double provider) {
        static Round measure(List<String> where) throws IOException {
            return new Round(
                    time(FirstAnswer.By.NOBODY, where),
                    time(FirstAnswer.By.SDK, where),
                    time(FirstAnswer.By.PROVIDER, where));
        }

        private static double time(FirstAnswer.By by, List<String> where) throws IOException {
            List<String> args = new ArrayList<>(List.of(by.name()));
            args.addAll(where);
            long begun = System.nanoTime();
            try (ChildJvm child = ChildJvm.start(FirstAnswer.class, args)) {
                String answer = child.line();
                double time = (System.nanoTime() - begun) / 1e6;
                if (answer == null) {
                    throw new IOException(by + " got no answer");
                }
                return time;
            }
        }
    }
}
