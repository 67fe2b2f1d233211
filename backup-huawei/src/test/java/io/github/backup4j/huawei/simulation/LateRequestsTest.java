package io.github.backup4j.huawei.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.InPlace;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.RequestKey;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.support.Inventory;
import io.github.backup4j.huawei.support.SmallWorld;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/**
 * What no client can do anything against: a request that is carried out once more, long after its work has ended and was answered.
 * Each case says what it does to the world, and that it does nothing beyond that.
 */
class LateRequestsTest {
    private static final Duration LATENESS = Duration.ofHours(2);
    private static final RequestKey KEY = RequestKey.of("late");

    @Test
    void restoreOverAFreeDisk_onceMore_overwritesWhatWasWrittenSince() {
        try (SmallWorld world = new SmallWorld(new OnceMore("POST", ".*/backups/[^/]+/restore"))) {
            try (CloudBackup backup = world.open()) {
                var unused = backup.restorePoints()
                        .restore(world.freePoint.id(), InPlace.over(world.free), KEY.madeAt(world.begun))
                        .await(SmallWorld.LONG);
            }
            world.cloud.write(world.free, "written since");
            SortedMap<String, String> expected = Inventory.of(world.cloud);

            world.emulator.advance(LATENESS);

            expected.put(Inventory.key(world.free), Inventory.freeDisk("free", "old free"));
            assertThat(Inventory.differences(expected, Inventory.of(world.cloud)))
                    .isEmpty();
        }
    }

    /** The disk is attached again, and what is attached is not restored. */
    @Test
    void restoreOverAnAttachedDisk_onceMore_changesNothing() {
        try (SmallWorld world = new SmallWorld(new OnceMore("POST", ".*/backups/[^/]+/restore"))) {
            restoreAttached(world);
            world.cloud.write(world.data, "written since");
            SortedMap<String, String> expected = Inventory.of(world.cloud);

            world.emulator.advance(LATENESS);

            assertThat(Inventory.differences(expected, Inventory.of(world.cloud)))
                    .isEmpty();
        }
    }

    @Test
    void stop_onceMore_stopsTheServer() {
        try (SmallWorld world = new SmallWorld(new OnceMore("POST", ".*/cloudservers/action"))) {
            restoreAttached(world);
            SortedMap<String, String> expected = Inventory.of(world.cloud);

            world.emulator.advance(LATENESS);

            expected.put(Inventory.key(world.web), Inventory.server("web", false, List.of(world.root, world.data)));
            assertThat(Inventory.differences(expected, Inventory.of(world.cloud)))
                    .isEmpty();
        }
    }

    @Test
    void detach_onceMore_takesTheDiskFromTheServer() {
        try (SmallWorld world = new SmallWorld(new OnceMore("DELETE", ".*/detachvolume/[^/]+"))) {
            restoreAttached(world);
            SortedMap<String, String> expected = Inventory.of(world.cloud);

            world.emulator.advance(LATENESS);

            expected.put(Inventory.key(world.data), Inventory.freeDisk("data", "old data"));
            expected.put(Inventory.key(world.web), Inventory.server("web", true, List.of(world.root)));
            assertThat(Inventory.differences(expected, Inventory.of(world.cloud)))
                    .isEmpty();
        }
    }

    /** The tags by which a restore that frees its disk is known: they come back, and are told apart from a user's. */
    @Test
    void tagsOfARestore_onceMore_areOnTheDiskAgainAndNobodySeesThem() {
        try (SmallWorld world = new SmallWorld(new OnceMore("POST", ".*volumes/[^/]+/tags/action"))) {
            restoreAttached(world);
            assertThat(world.cloud
                            .reopenForAnEmulator()
                            .resources()
                            .get(world.data)
                            .tags()
                            .keySet())
                    .allMatch(name -> name.startsWith("backup4j-done-"));

            world.emulator.advance(LATENESS);

            assertThat(world.cloud
                            .reopenForAnEmulator()
                            .resources()
                            .get(world.data)
                            .tags()
                            .keySet())
                    .anyMatch(name -> name.startsWith("backup4j-work-"));
            try (CloudBackup backup = world.open()) {
                ProtectableResource seen = backup.resources().get(world.data);
                assertThat(seen.tags()).isEmpty();
            }
        }
    }

    private static void restoreAttached(SmallWorld world) {
        try (CloudBackup backup = world.open()) {
            var unused = backup.restorePoints()
                    .restore(world.dataPoint.id(), InPlace.over(world.data).detachingFirst(), KEY.madeAt(world.begun))
                    .await(SmallWorld.LONG);
        }
    }

    /** Lets the first request of a kind be carried out once more, when all else has long ended. */
    private static final class OnceMore implements Interference {
        private final String method;
        private final String path;
        private boolean done;

        OnceMore(String method, String path) {
            this.method = method;
            this.path = path;
        }

        @Override
        public Fault before(String asked, URI target) {
            boolean now = !done && asked.equals(method) && target.getPath().matches(path);
            done |= now;
            return now ? Fault.AGAIN_LATE : Fault.NONE;
        }

        @Override
        public Duration lateness() {
            return LATENESS.minusHours(1);
        }
    }
}
