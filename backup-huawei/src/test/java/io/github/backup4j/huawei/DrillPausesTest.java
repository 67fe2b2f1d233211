package io.github.backup4j.huawei;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Operation;
import io.github.backup4j.RequestKey;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.drill.DrillReport;
import io.github.backup4j.drill.RestoreDrill;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.support.SmallWorld;
import io.github.backup4j.testkit.Work;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A drill waits for its restore as long as that says, also for one that it has given up. */
class DrillPausesTest {
    private static final Duration POLL = Duration.ofMinutes(5);

    private final SmallWorld world = new SmallWorld(Interference.none());
    private final CloudBackup backup = world.open();

    @AfterEach
    void close() {
        backup.close();
        world.close();
    }

    @Test
    void poll_restoreThatSaysWhenToLook_isLookedAtThenAlsoOnceTheDrillHasExpired() {
        for (Work work : Work.values()) {
            world.cloud.takes(work, Duration.ofHours(2));
        }
        Operation<DrillReport> drill = RestoreDrill.of(world.web)
                .to(ServerSpec.of("drill").inNetwork("drill-network", "drill-subnet"))
                .expiringAfter(Duration.ofMinutes(42))
                .start(backup, RequestKey.of("drill-1"));

        Duration restoring = null;
        for (int polls = 0; polls < 8; polls++) {
            restoring = nextPoll(drill, "restoring");
            world.cloud.time().advance(POLL);
        }
        assertThat(restoring).as("pause while it restores").isGreaterThan(POLL);
        assertThat(world.cloud.time().now()).isBefore(world.begun.plus(Duration.ofMinutes(42)));
        world.cloud.time().advance(POLL);
        assertThat(nextPoll(drill, "cleaning up")).isEqualTo(Duration.ZERO);
        assertThat(nextPoll(drill, "waiting for the end of the restore")).isGreaterThan(POLL);
    }

    @Test
    void pollInterval_onceTheRestoreHasBegun_isThatOfTheCloud() {
        try (CloudBackup slow = EmulatedBackup.builder()
                .region(world.cloud.site().region())
                .project(world.cloud.site().project())
                .accessKey("AKEXAMPLE", "SKEXAMPLE")
                .endpoint(world.emulator.address())
                .timeSource(world.cloud.time())
                .pollInterval(Duration.ofMinutes(1))
                .build()) {
            Operation<DrillReport> drill =
                    RestoreDrill.of(world.free).to(DiskSpec.of("drill")).start(slow, RequestKey.of("drill-1"));
            assertThat(drill.poll().ended()).isFalse();

            assertThat(drill.pollInterval()).isEqualTo(Duration.ofMinutes(1));
            drill.await(SmallWorld.LONG);
            assertThat(drill.pollInterval()).isEqualTo(Duration.ofMinutes(1));
        }
    }

    private static @Nullable Duration nextPoll(Operation<DrillReport> drill, String step) {
        Operation.Status<DrillReport> status = drill.poll();
        assertThat(status).isInstanceOf(Operation.Status.Running.class);
        Operation.Status.Running<DrillReport> running = (Operation.Status.Running<DrillReport>) status;
        assertThat(running.progress().step()).startsWith(step);
        return running.nextPoll();
    }
}
