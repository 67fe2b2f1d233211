package io.github.backup4j.huawei;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.InPlace;
import io.github.backup4j.Operation;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.internal.points.RestoreState;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.support.SmallWorld;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is written to a disk after it was rolled back and attached again, while the work has not ended yet. */
class NotedRollBackTest {
    private static final RequestKey KEY = RequestKey.of("roll-back-1");
    private static final Duration POLL = Duration.ofSeconds(5);

    private SmallWorld world;
    private CloudBackup backup;
    private InPlace<Resource.Disk> target;

    @BeforeEach
    void open() {
        world = new SmallWorld(Interference.none());
        world.cloud.attach(world.free, world.web);
        backup = world.open();
        target = InPlace.over(world.free).detachingFirst();
    }

    @AfterEach
    void close() {
        backup.close();
        world.close();
    }

    private void pollUntil(Operation<Resource.Disk> work, RestoreState.Phase phase) {
        while (Token.read(work.token(), world.cloud.site()).step() < phase.step()
                && !work.poll().ended()) {
            world.cloud.time().advance(POLL);
        }
    }

    @Test
    void resume_oldTokenOnceAttachedAgain_keepsWhatWasWrittenSince() {
        Operation<Resource.Disk> work = backup.snapshots().rollBack(world.snapshot, target);
        String first = work.token();
        pollUntil(work, RestoreState.Phase.START);
        assertThat(world.cloud.readText(world.free)).isEqualTo("old free");
        world.cloud.write(world.free, "written since");

        try (CloudBackup other = world.open()) {
            other.operations().resume(first, Resource.Disk.class).await(SmallWorld.LONG);
        }

        assertThat(world.cloud.readText(world.free)).isEqualTo("written since");
        assertThat(world.cloud.disksOf(world.web)).contains(world.free);
    }

    @Test
    void rollBack_sameKeyOnceAttachedAgain_keepsWhatWasWrittenSince() {
        pollUntil(backup.snapshots().rollBack(world.snapshot, target, KEY), RestoreState.Phase.START);
        world.cloud.write(world.free, "written since");

        try (CloudBackup other = world.open()) {
            other.snapshots().rollBack(world.snapshot, target, KEY).await(SmallWorld.LONG);
        }

        assertThat(world.cloud.readText(world.free)).isEqualTo("written since");
        assertThat(world.cloud.disksOf(world.web)).contains(world.free);
    }
}
