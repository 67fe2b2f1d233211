package io.github.backup4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A model and the world that it was read from agree after a year: the very same restore points, and vaults that hold the same. {@code
 * -Dmodels.seeds=1000} tries more.
 */
class ModelPropertyTest {
    private static final Duration YEAR = Duration.ofDays(365);

    static LongStream seeds() {
        return LongStream.range(Integer.getInteger("models.first", 0), Integer.getInteger("models.seeds", 25));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void modelOf_anyWorld_isLikeItAndStillIsAYearLater(long seed) {
        ModelWorld world = new ModelWorld(seed);

        CloudModel model = InMemoryCloud.modelOf(world.backup, world.growth());

        assertThat(differences(model.cloud(), world))
                .as("seed %d: %s", seed, model.remarks())
                .isEmpty();

        InMemoryCloud copy = model.cloud();
        copy.time().advance(YEAR);
        world.live(YEAR);

        assertThat(differences(copy, world))
                .as("seed %d, a year later: %s%n%s", seed, model.remarks(), world.cloud.describe())
                .isEmpty();
    }

    private static List<String> differences(InMemoryCloud copy, ModelWorld world) {
        List<String> inModel = ModelWorld.snapshot(copy.backup());
        List<String> inWorld = ModelWorld.snapshot(world.backup);
        assertThat(inWorld).isNotEmpty();
        Stream<String> more =
                inModel.stream().filter(line -> !inWorld.contains(line)).map(line -> "model: " + line);
        Stream<String> fewer =
                inWorld.stream().filter(line -> !inModel.contains(line)).map(line -> "world: " + line);
        return Stream.concat(more, fewer).toList();
    }
}
