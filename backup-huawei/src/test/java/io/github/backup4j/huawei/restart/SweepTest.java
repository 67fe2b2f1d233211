package io.github.backup4j.huawei.restart;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupException;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Operation;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Temporary;
import io.github.backup4j.drill.RestoreDrill;
import io.github.backup4j.drill.SweepReport;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.support.Inventory;
import io.github.backup4j.huawei.support.SetClock;
import io.github.backup4j.huawei.support.SmallWorld;
import io.github.backup4j.testkit.DiskSetup;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A drill whose process is killed at each change, and that nobody goes on with: once it has expired, a sweep finds and deletes all that
 * it has left. The data disks of its server have no mark of their own until they are deleted, and are found by the server.
 */
class SweepTest {
    private static final Duration EXPIRED = Duration.ofHours(25);

    static List<LongWork> drills() {
        return LongWorks.drills();
    }

    @ParameterizedTest
    @MethodSource("drills")
    void sweep_drillKilledAtEachChange_leavesNothingOfIt(LongWork drill) {
        IntStream.rangeClosed(1, Restarts.changesOf(drill)).parallel().forEach(change -> {
            sweep(drill, change, true);
            sweep(drill, change, false);
        });
    }

    /** The machine's wall clock is set back by hours while the sweep waits; its time goes on. */
    @Test
    void sweep_wallClockIsSetBack_endsInTime() {
        try (SmallWorld world = new SmallWorld(Interference.none())) {
            SetClock clock = new SetClock(world.cloud.time(), Duration.ZERO);
            Instant now = clock.now();
            Temporary mark = Temporary.of(RequestKey.of("drill"), now, now.plus(Duration.ofMinutes(1)));
            world.cloud.addDisk(DiskSetup.of("nobody made it", DataSize.gib(10)).withTags(mark.tags()));
            world.cloud.time().advance(Duration.ofMinutes(2));
            Instant begun = world.cloud.time().now();
            clock.setWhileSleeping(Duration.ofHours(-3));
            try (CloudBackup backup = SmallWorld.open(world.cloud.site(), world.emulator.address(), clock)) {
                SweepReport report = RestoreDrill.sweep(backup, Duration.ofMinutes(4));

                assertThat(report.nothingLeft()).isFalse();
            }
            assertThat(Duration.between(begun, world.cloud.time().now())).isLessThan(Duration.ofMinutes(6));
        }
    }

    private static void sweep(LongWork drill, int change, boolean carriedOut) {
        Killer killer = new Killer(change, carriedOut);
        try (SmallWorld world = drill.world(killer)) {
            SortedMap<String, String> before = Inventory.of(world.cloud);
            try {
                run(world, drill, killer);
            } catch (BackupException e) {
                // so it looks to the process that is killed
            }
            killer.restart();
            world.cloud.time().advance(EXPIRED);
            try (CloudBackup backup = world.open()) {
                SweepReport report = RestoreDrill.sweep(backup);
                String when = drill + ", killed at change " + change + ", which was " + (carriedOut ? "" : "not ")
                        + "carried out: " + report;
                world.cloud.time().advance(Duration.ofMinutes(1));
                assertThat(Inventory.differences(before, Inventory.of(world.cloud)))
                        .as(when)
                        .isEmpty();
                assertThat(report.nothingLeft()).as(when).isTrue();
                assertThat(RestoreDrill.sweep(backup).found()).as(when).isEmpty();
            }
        }
    }

    private static void run(SmallWorld world, LongWork drill, Killer killer) {
        try (CloudBackup backup = world.open()) {
            Operation<?> begun = drill.begin().begin(world, backup, Restarts.key(world));
            while (!killer.dead() && !begun.poll().ended()) {
                world.cloud.time().advance(Restarts.PAUSE);
            }
        }
    }
}
