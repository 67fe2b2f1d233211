package io.github.backup4j.testkit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupRunId;
import io.github.backup4j.Capability;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint.CopyStatus;
import io.github.backup4j.RestorePoint.Origin;
import io.github.backup4j.RestorePoint.Status;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Site;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.spi.Limits;
import io.github.backup4j.testkit.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The chain remembers which points need no copy any more; it has to name the same points as a look at each of them. */
@DisplayName("What a slot still has to copy")
class CopyingTest {
    private static final Instant START = VirtualTime.DEFAULT_START;
    private static final List<String> REGIONS = List.of("north", "south");

    private final Chain chain = new Chain(
            new StoredVault(
                    new VaultId("vault"),
                    new World(
                                    new Timeline(START),
                                    VirtualTime.startingAt(START),
                                    EnumSet.noneOf(Capability.class),
                                    Limits.none(),
                                    false,
                                    false)
                            .at(new Site("region", "project"))
                            .store,
                    VaultSpec.forServers("vault", DataSize.gib(1))),
            Resource.server("server"));

    /** The copies that are still under way. */
    private final List<StoredCopy> running = new ArrayList<>();

    private int points;

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void toCopy_afterAnything_isWhatALookAtEachPointSays(long seed) {
        Random random = new Random(seed);
        // Mostly one destination, as in life; a policy may be given another.
        String usual = REGIONS.get(random.nextInt(REGIONS.size()));
        for (int step = 0; step < 300; step++) {
            step(random, usual);
            String region = random.nextInt(20) == 0 ? REGIONS.get(random.nextInt(REGIONS.size())) : usual;
            List<StoredPoint> expected = chain.oldestFirst().stream()
                    .filter(point -> point.available() && point.origin() == Origin.TAKEN)
                    .filter(point -> point.copies().stream()
                            .noneMatch(copy -> copy.site.region().equals(region) && copy.status != CopyStatus.FAILED))
                    .toList();
            assertThat(chain.toCopyTo(region))
                    .as("seed %d step %d of %s", seed, step, chain.oldestFirst())
                    .isEqualTo(expected);
        }
    }

    private void step(Random random, String usual) {
        List<StoredPoint> all = chain.oldestFirst();
        StoredPoint any = all.isEmpty() ? null : all.get(random.nextInt(all.size()));
        switch (random.nextInt(10)) {
            case 0 -> add(START.plusSeconds(random.nextInt(3_600 * (points + 1))), Origin.COPIED);
            case 1 -> add(START.plusSeconds(random.nextInt(3_600 * (points + 1))), Origin.TAKEN);
            case 2, 3 -> add(START.plus(Duration.ofHours(points)), Origin.TAKEN);
            case 4 -> {
                if (any != null && all.size() > 5) {
                    chain.vault.store.removePoint(any);
                }
            }
            case 5 -> {
                if (any != null) {
                    change(any, random);
                }
            }
            case 6, 7, 8 -> chain.toCopyTo(usual).forEach(point -> copy(point, usual));
            default -> end(random);
        }
    }

    private void add(Instant at, Origin origin) {
        StoredPoint point = new StoredPoint(
                ++points,
                chain,
                new StoredRun(new BackupRunId("run-" + points), at, origin, true, null, ""),
                new Chain.Subject("server", DataSize.gib(1), "zone"),
                List.of());
        chain.vault.store.addPoint(point);
    }

    private static void change(StoredPoint point, Random random) {
        switch (point.status()) {
            case PROTECTING -> point.become(random.nextInt(4) == 0 ? Status.ERROR : Status.AVAILABLE);
            case AVAILABLE -> point.become(Status.RESTORING);
            case RESTORING -> point.become(Status.AVAILABLE);
            default -> {}
        }
    }

    private void copy(StoredPoint point, String region) {
        StoredCopy copy = new StoredCopy(
                new Site(region, "project"), new VaultId("there"), new RestorePointId("copy-of-" + point.id()));
        point.addCopy(copy);
        running.add(copy);
    }

    private void end(Random random) {
        for (StoredCopy copy : running) {
            if (random.nextInt(4) == 0) {
                copy.status = CopyStatus.FAILED;
                chain.copyFailed();
            } else {
                copy.status = CopyStatus.AVAILABLE;
            }
        }
        running.clear();
    }
}
