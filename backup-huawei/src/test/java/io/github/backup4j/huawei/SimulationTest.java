package io.github.backup4j.huawei;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.huawei.emulator.Fault;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Seeded scenarios. {@code -Dsimulation.seeds=10000} runs more of them, {@code -Dsimulation.first=501} others, and
 * {@code -Dsimulation.seed=42} one alone.
 */
class SimulationTest {
    private static final int SEEDS = 500;
    private static final int MOST_TOLD = 3;

    private final Queue<String> failures = new ConcurrentLinkedQueue<>();

    @Test
    void play_manySeeds_worldHoldsExactlyWhatWasAskedFor() {
        Long one = Long.getLong("simulation.seed");
        long first = one == null ? Long.getLong("simulation.first", 1) : one;
        long count = one == null ? Long.getLong("simulation.seeds", SEEDS) : 1;

        Simulation.Tally sum = LongStream.range(first, first + count)
                .parallel()
                .mapToObj(seed -> play(seed, true))
                .reduce(Simulation.Tally.NONE, Simulation.Tally::plus);

        System.out.println(count + " seeds, " + failures.size() + " failed: " + sum);
        assertThat(failures.stream().limit(MOST_TOLD))
                .as(failures.size() + " of " + count + " seeds failed")
                .isEmpty();
        if (count >= SEEDS) {
            assertThat(sum.faults()).containsOnlyKeys(EnumSet.complementOf(EnumSet.of(Fault.NONE)));
        }
    }

    /** What the promises depend on, and what a simulation has to notice. */
    @Test
    void play_callerWithAnotherKeyAtEachTry_somethingIsMadeTwice() {
        LongStream.range(1, 41).parallel().forEach(seed -> play(seed, false));

        assertThat(failures)
                .isNotEmpty()
                .anySatisfy(failure -> assertThat(failure).contains("but is vault "));
    }

    @Test
    void play_sameSeed_sameJournal() {
        List<String> journal = Simulation.run(11, true).journal();

        assertThat(Simulation.run(11, true).journal()).isEqualTo(journal);
    }

    private Simulation.Tally play(long seed, boolean careful) {
        try {
            return Simulation.run(seed, careful).tally();
        } catch (AssertionError e) {
            failures.add(String.valueOf(e.getMessage()));
            return Simulation.Tally.NONE;
        }
    }
}
