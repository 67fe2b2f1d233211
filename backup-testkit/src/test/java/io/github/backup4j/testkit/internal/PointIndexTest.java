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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Random additions and removals, compared with a {@link LinkedHashMap}, whose order and search the index has to have. */
@DisplayName("The index of restore points")
class PointIndexTest {
    private static final Instant NOW = VirtualTime.DEFAULT_START;

    /** Ids that are built from numbers, UUIDs, strings of equal hash codes, and what another world has built from its numbers. */
    private static final int KINDS_OF_ID = 4;

    /** What no number makes. */
    private static final List<String> NO_IDS = List.of(
            "point-0",
            "point-",
            "point-01",
            "point--1",
            "point-1.",
            "point-1:",
            "point-99999999999",
            "points-1",
            "poi");

    private final World world = new World(
            new Timeline(NOW),
            VirtualTime.startingAt(NOW),
            EnumSet.noneOf(Capability.class),
            Limits.none(),
            false,
            false);
    private final Chain chain = new Chain(
            new StoredVault(
                    new VaultId("vault"),
                    world.at(new Site("region", "project")).store,
                    VaultSpec.forDisks("vault", DataSize.gib(1))),
            Resource.disk("disk"));

    static LongStream seeds() {
        return LongStream.range(0, 40);
    }

    /** Some worlds grow, some shrink to nothing, some keep their size; ids are of one kind, or of all kinds. */
    @ParameterizedTest
    @MethodSource("seeds")
    void anyLife_addedAndRemoved_findsAndOrdersAsAMapDoes(long seed) {
        Random random = new Random(seed);
        int kindOfIds = random.nextInt(KINDS_OF_ID + 1);
        PointIndex index = new PointIndex(world);
        Map<RestorePointId, StoredPoint> model = new LinkedHashMap<>();
        List<StoredPoint> removed = new ArrayList<>();
        int steps = random.nextInt(2_000);
        int percentAdded = 50;
        int number = 0;
        for (int step = 0; step < steps; step++) {
            if (step % 200 == 0) {
                percentAdded = 20 + random.nextInt(80);
            }
            if (random.nextInt(100) < percentAdded) {
                // The numbers between are those of points of other sites.
                number += 1 + (random.nextInt(20) == 0 ? random.nextInt(200) : 0);
                int kindOfId = kindOfIds == KINDS_OF_ID ? random.nextInt(KINDS_OF_ID) : kindOfIds;
                StoredPoint point = point(number, kindOfId, random);
                index.add(point);
                model.put(point.id(), point);
            } else if (!model.isEmpty()) {
                StoredPoint point = one(model, random);
                index.remove(point);
                model.remove(point.id());
                removed.add(point);
            }
            if (step % 100 == 0) {
                check(seed, step, index, model, removed);
            }
        }
        check(seed, steps, index, model, removed);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 3})
    void add_ofAnIdThatIsThere_isRefusedAndChangesNothing(int kindOfId) {
        PointIndex index = new PointIndex(world);
        List<StoredPoint> points = IntStream.rangeClosed(1, 40)
                .mapToObj(number -> point(number, kindOfId, new Random(1)))
                .toList();
        points.forEach(index::add);
        for (StoredPoint point : points) {
            StoredPoint sameId = named(1_000, point.id());
            assertThatThrownBy(() -> index.add(sameId))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(point.id().value());
            StoredPoint sameNumber = named(point.number, new RestorePointId("other"));
            assertThatThrownBy(() -> index.add(sameNumber)).isInstanceOf(IllegalStateException.class);
            assertThat(index.holds(sameNumber)).isFalse();
        }
        assertThat(index.inOrder()).containsExactlyElementsOf(points);
        StoredPoint again = named(41, points.get(7).id());
        index.remove(points.get(7));
        index.add(again);
        assertThat(index.get(again.id())).isSameAs(again);
        assertThat(index.inOrder()).hasSize(40).endsWith(again).doesNotContain(points.get(7));
    }

    @Test
    void add_ofANumberWhoseIdAnotherHas_isRefused() {
        PointIndex index = new PointIndex(world);
        StoredPoint copied = named(1, new RestorePointId("point-2"));
        index.add(copied);
        StoredPoint second = point(2, 0, new Random(1));
        assertThatThrownBy(() -> index.add(second))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("point-2");
        assertThat(index.get(new RestorePointId("point-1"))).isNull();
        assertThat(index.get(new RestorePointId("point-2"))).isSameAs(copied);
    }

    private static void check(
            long seed, int step, PointIndex index, Map<RestorePointId, StoredPoint> model, List<StoredPoint> removed) {
        assertThat(index.inOrder())
                .as("seed %d step %d", seed, step)
                .containsExactlyElementsOf(model.values())
                .allSatisfy(point -> {
                    assertThat(index.get(new RestorePointId(point.id().value())))
                            .isSameAs(point);
                    assertThat(index.holds(point)).isTrue();
                });
        long pages = model.values().stream()
                .map(point -> point.number / 64)
                .distinct()
                .count();
        assertThat(index.room())
                .as("seed %d step %d, room for %d points", seed, step, model.size())
                .isEqualTo((int) (64 * pages));
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
        assertThat(removed).as("seed %d step %d", seed, step).allSatisfy(point -> {
            assertThat(index.get(point.id())).isNull();
            assertThat(index.holds(point)).isFalse();
        });
        assertThat(NO_IDS)
                .allSatisfy(id ->
                        assertThat(index.get(new RestorePointId(id))).as(id).isNull());
        removed.forEach(index::remove);
        assertThat(index.inOrder())
                .as("seed %d step %d, removed again", seed, step)
                .hasSameSizeAs(model.values());
    }

    private StoredPoint point(int number, int kindOfId, Random random) {
        return switch (kindOfId) {
            case 0 -> numbered(number);
            case 1 -> named(number, new RestorePointId(new UUID(random.nextLong(), random.nextLong()).toString()));
            case 2 -> named(number, new RestorePointId(ofEqualHash(number)));
            default -> named(number, new RestorePointId("point-" + (1_000_000 - number)));
        };
    }

    /** "Aa" and "BB" have the same hash code, and so have all strings of as many of them. */
    private static String ofEqualHash(int number) {
        StringBuilder id = new StringBuilder();
        for (int bit = 0; bit < 20; bit++) {
            id.append((number >> bit & 1) == 0 ? "Aa" : "BB");
        }
        return id.toString();
    }

    private static StoredPoint one(Map<RestorePointId, StoredPoint> model, Random random) {
        List<StoredPoint> all = List.copyOf(model.values());
        return all.get(random.nextBoolean() ? 0 : random.nextInt(all.size()));
    }

    private StoredPoint named(int number, RestorePointId id) {
        StoredPoint point = numbered(number);
        point.copyIds(id, List.of(id));
        return point;
    }

    private StoredPoint numbered(int number) {
        return new StoredPoint(
                number,
                chain,
                new StoredRun(new BackupRunId("run"), NOW, Origin.TAKEN, true, null, ""),
                new Chain.Subject("disk", DataSize.gib(1), "zone"),
                List.of());
    }
}
