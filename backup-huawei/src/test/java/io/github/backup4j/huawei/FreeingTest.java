package io.github.backup4j.huawei;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.InPlace;
import io.github.backup4j.Operation;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.huawei.emulator.Interference;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a disk carries while it is freed for a restore. */
class FreeingTest {
    private static final RequestKey KEY = RequestKey.of("restore-1");

    private final SmallWorld world = new SmallWorld(Interference.none());
    private final CloudBackup backup = world.open();

    @AfterEach
    void close() {
        backup.close();
        world.close();
    }

    @Test
    void restore_withKey_notedOnTheDiskUntilItHasEnded() {
        Operation<Resource.Disk> restore = backup.restorePoints().restore(world.dataPoint.id(), over(), KEY);

        assertThat(tags(world.cloud.backup()))
                .containsEntry("backup4j-server", world.web.id())
                .containsKey("backup4j-restore");
        assertThat(tags(backup)).isEmpty();
        restore.await(SmallWorld.LONG);
        assertThat(tags(world.cloud.backup())).isEmpty();
    }

    @Test
    void restore_withoutKey_notNoted() {
        backup.restorePoints().restore(world.dataPoint.id(), over());

        assertThat(tags(world.cloud.backup())).isEmpty();
    }

    @Test
    void restore_sameKeyWithOtherParameters_conflictAndNothingChanged() {
        Operation<Resource.Disk> first = backup.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        assertThat(first.poll().ended()).isFalse();
        world.cloud.time().advance(Restarts.PAUSE);
        SortedMap<String, String> before = Inventory.of(world.cloud);

        assertThatThrownBy(() -> backup.restorePoints().restore(world.dataPoint.id(), over().leavingStopped(), KEY))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("restore-1");
        assertThat(Inventory.of(world.cloud)).isEqualTo(before);
    }

    private InPlace<Resource.Disk> over() {
        return InPlace.over(world.data).detachingFirst();
    }

    private Map<String, String> tags(CloudBackup seenBy) {
        return seenBy.resources().get(world.data).tags();
    }
}
