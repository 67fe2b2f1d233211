package io.github.backup4j.testkit.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.BackupRunId;
import io.github.backup4j.Capability;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint.Origin;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Site;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.spi.Limits;
import io.github.backup4j.testkit.VirtualTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Random additions and removals, compared with a {@link LinkedHashMap}, whose order and search the index has to have. */
@DisplayName("The index of restore points")
class PointIndexTest {
    private static final Instant NOW = VirtualTime.DEFAULT_START;

    private final Chain chain = new Chain(
            new StoredVault(
                    new VaultId("vault"),
                    new World(
                                    new Timeline(NOW),
                                    VirtualTime.startingAt(NOW),
                                    EnumSet.noneOf(Capability.class),
                                    Limits.none(),
                                    false,
                                    false)
                            .at(new Site("region", "project"))
                            .store,
                    VaultSpec.forDisks("vault", DataSize.gib(1))),
            Resource.disk("disk"));

    static LongStream seeds() {
        return LongStream.range(0, 30);
    }

    /** Some worlds grow, some shrink to nothing, some keep their size; ids are numbers, UUIDs, or strings of equal hash codes. */
    @ParameterizedTest
    @MethodSource("seeds")
    void anyLife_addedAndRemoved_findsAndOrdersAsAMapDoes(long seed) {
        Random random = new Random(seed);
        int kindOfId = random.nextInt(3);
        PointIndex index = new PointIndex();
        Map<RestorePointId, StoredPoint> model = new LinkedHashMap<>();
        List<StoredPoint> removed = new ArrayList<>();
        int steps = random.nextInt(2_000);
        int percentAdded = 50;
        for (int step = 0; step < steps; step++) {
            if (step % 200 == 0) {
                percentAdded = 20 + random.nextInt(80);
            }
            if (random.nextInt(100) < percentAdded) {
                StoredPoint point = point(id(kindOfId, step, random));
                index.add(point);
                model.put(point.id, point);
            } else if (!model.isEmpty()) {
                StoredPoint point = one(model, random);
                index.remove(point);
                model.remove(point.id);
                removed.add(point);
            }
            if (step % 100 == 0) {
                check(seed, step, index, model, removed);
            }
        }
        check(seed, steps, index, model, removed);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void add_ofAnIdThatIsThere_isRefusedAndChangesNothing(int kindOfId) {
        PointIndex index = new PointIndex();
        List<StoredPoint> points = IntStream.range(0, 40)
                .mapToObj(number -> point(id(kindOfId, number, new Random(1))))
                .toList();
        points.forEach(index::add);
        for (StoredPoint point : points) {
            assertThatThrownBy(() -> index.add(point(point.id)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(point.id.value());
        }
        assertThat(index.inOrder()).containsExactlyElementsOf(points);
        StoredPoint again = point(points.get(7).id);
        index.remove(points.get(7));
        index.add(again);
        assertThat(index.get(again.id)).isSameAs(again);
        assertThat(index.inOrder()).hasSize(40).endsWith(again).doesNotContain(points.get(7));
    }

    private static void check(
            long seed, int step, PointIndex index, Map<RestorePointId, StoredPoint> model, List<StoredPoint> removed) {
        assertThat(index.inOrder())
                .as("seed %d step %d", seed, step)
                .containsExactlyElementsOf(model.values())
                .allSatisfy(point -> assertThat(index.get(new RestorePointId(point.id.value())))
                        .isSameAs(point));
        assertThat(index.room())
                .as("seed %d step %d, room for %d points", seed, step, model.size())
                .isLessThanOrEqualTo(21 + 6 * model.size());
        List<StoredPoint> ordered = List.copyOf(model.values());
        if (!ordered.isEmpty()) {
            StoredPoint late = ordered.get(ordered.size() * 2 / 3);
            assertThat(index.first(point -> point == late))
                    .as("seed %d step %d, a late one", seed, step)
                    .isSameAs(late);
            assertThat(index.first(point -> true))
                    .as("seed %d step %d, the first", seed, step)
                    .isSameAs(ordered.get(0));
        }
        assertThat(index.first(point -> false))
                .as("seed %d step %d, none", seed, step)
                .isNull();
        assertThat(removed)
                .as("seed %d step %d", seed, step)
                .allSatisfy(point -> assertThat(index.get(point.id)).isSameAs(model.get(point.id)));
        removed.forEach(index::remove);
        assertThat(index.inOrder())
                .as("seed %d step %d, removed again", seed, step)
                .hasSameSizeAs(model.values());
    }

    private static RestorePointId id(int kind, int number, Random random) {
        return new RestorePointId(
                switch (kind) {
                    case 0 -> "point-" + number;
                    case 1 -> new UUID(random.nextLong(), random.nextLong()).toString();
                    default -> ofEqualHash(number);
                });
    }

    /** "Aa" and "BB" have the same hash code, and so have all strings of as many of them. */
    private static String ofEqualHash(int number) {
        StringBuilder id = new StringBuilder();
        for (int bit = 0; bit < 12; bit++) {
            id.append((number >> bit & 1) == 0 ? "Aa" : "BB");
        }
        return id.toString();
    }

    private static StoredPoint one(Map<RestorePointId, StoredPoint> model, Random random) {
        List<StoredPoint> all = List.copyOf(model.values());
        return all.get(random.nextBoolean() ? 0 : random.nextInt(all.size()));
    }

    private StoredPoint point(RestorePointId id) {
        return new StoredPoint(
                id,
                chain,
                new StoredRun(new BackupRunId("run"), NOW, true, null, ""),
                NOW,
                new Chain.Subject("disk", DataSize.gib(1), "zone"),
                Origin.TAKEN,
                List.of());
    }
}
