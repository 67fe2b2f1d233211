package io.github.backup4j.huawei.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.huawei.emulator.Fault;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Seeded scenarios. {@code -Dsimulation.seeds=10000} runs more of them, {@code -Dsimulation.first=501} others, and
 * {@code -Dsimulation.seed=42} one alone; {@code -Dsimulation.hardships=ORDERS,LATE_REQUESTS} plays those of the first test with
 * hardships. {@code -Dsimulation.undefendable=true} lets those requests be late too against which no client can do anything, see
 * {@link LateRequestsTest}. {@code -Dsimulation.told=20} tells of more failed seeds than three.
 */
class SimulationTest {
    private static final int SEEDS = 150;
    private static final int SEEDS_OF_ONE = 15;
    private static final int SEEDS_OF_ALL = 60;
    private static final @Nullable Long ONE = Long.getLong("simulation.seed");

    /** What the first test is played with. */
    private static final Set<Hardship> HARDSHIPS = Stream.of(
                    System.getProperty("simulation.hardships", "").split(",", -1))
            .filter(name -> !name.isEmpty())
            .map(Hardship::valueOf)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Hardship.class)));

    private static final int MOST_TOLD = Integer.getInteger("simulation.told", 3);

    private final Queue<String> failures = new ConcurrentLinkedQueue<>();

    @Test
    void play_manySeeds_worldHoldsExactlyWhatWasAskedFor() {
        Simulation.Tally sum = playAll(SEEDS, HARDSHIPS);

        if (Long.getLong("simulation.seeds", SEEDS) >= SEEDS && ONE == null && HARDSHIPS.isEmpty()) {
            assertThat(sum.faults())
                    .containsOnlyKeys(EnumSet.complementOf(
                            EnumSet.of(Fault.NONE, Fault.UNAUTHENTICATED, Fault.LATE, Fault.AGAIN_LATE)));
        }
    }

    /** What is there twice was told; nothing that was returned, or that is used, has vanished. */
    @ParameterizedTest
    @EnumSource
    void play_oneHardship_nothingIsLostAndWhatIsTwiceIsTold(Hardship hardship) {
        Simulation.Tally unused = playAll(SEEDS_OF_ONE, EnumSet.of(hardship));
    }

    @Test
    void play_allHardships_nothingIsLostAndWhatIsTwiceIsTold() {
        Simulation.Tally sum = playAll(SEEDS_OF_ALL, EnumSet.allOf(Hardship.class));

        if (ONE == null) {
            assertThat(sum.faults()).containsKeys(Fault.LATE, Fault.AGAIN_LATE);
        }
    }

    private Simulation.Tally playAll(int usual, Set<Hardship> hardships) {
        long first = ONE == null ? Long.getLong("simulation.first", 1) : ONE;
        long count = ONE == null ? Long.getLong("simulation.seeds", usual) : 1;
        Simulation.Tally sum = LongStream.range(first, first + count)
                .parallel()
                .mapToObj(seed -> play(seed, true, hardships))
                .reduce(Simulation.Tally.NONE, Simulation.Tally::plus);
        System.out.println(hardships + ": " + count + " seeds, " + failures.size() + " failed: " + sum);
        assertThat(failures.stream().limit(MOST_TOLD))
                .as(failures.size() + " of " + count + " seeds failed")
                .isEmpty();
        return sum;
    }

    /** What the promises depend on, and what a simulation has to notice. */
    @Test
    void play_callerWithAnotherKeyAtEachTry_somethingIsMadeTwice() {
        LongStream.range(25, 35).parallel().forEach(seed -> play(seed, false, Set.of()));

        assertThat(failures)
                .isNotEmpty()
                .anySatisfy(failure -> assertThat(failure).contains("but is vault "));
    }

    @Test
    void play_sameSeed_sameJournal() {
        List<String> journal =
                Simulation.run(11, true, EnumSet.allOf(Hardship.class)).journal();

        assertThat(Simulation.run(11, true, EnumSet.allOf(Hardship.class)).journal())
                .isEqualTo(journal);
    }

    private Simulation.Tally play(long seed, boolean careful, Set<Hardship> hardships) {
        try {
            return Simulation.run(seed, careful, hardships).tally();
        } catch (AssertionError e) {
            failures.add(String.valueOf(e.getMessage()));
            return Simulation.Tally.NONE;
        }
    }
}
