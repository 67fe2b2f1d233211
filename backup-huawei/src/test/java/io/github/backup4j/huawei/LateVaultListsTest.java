package io.github.backup4j.huawei;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.Busy;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.InPlace;
import io.github.backup4j.Operation;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.emulator.LaggingLists;
import io.github.backup4j.huawei.support.SmallWorld;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A restore that stops a server does not believe a list that the server is not being backed up: lists show that late. */
class LateVaultListsTest {
    private static final Duration LAG = Duration.ofHours(2);

    @Test
    void restore_serverIsBackedUpAndNoListShowsItYet_busyAndTheServerRuns() {
        Lists lists = new Lists();
        try (SmallWorld world = new SmallWorld(lists);
                CloudBackup backup = world.open()) {
            InPlace<Resource.Disk> over = InPlace.over(world.data).detachingFirst();
            world.cloud.time().advance(LAG.plusHours(1)); // lists show the vaults by then
            lists.late = new LaggingLists(1, world.cloud.time(), LAG, LAG);
            assertThat(backup.restorePoints()
                            .preflight(world.dataPoint.id(), over)
                            .passes())
                    .isTrue();
            Operation<BackupRun> taking = backup.restorePoints().take(BackupSpec.of(world.servers));

            assertThatThrownBy(() -> backup.restorePoints().restore(world.dataPoint.id(), over))
                    .isInstanceOf(Busy.class)
                    .hasMessageContaining(world.web + " is protecting");

            assertThat(backup.resources().get(world.web).status()).isEqualTo(ProtectableResource.Status.RUNNING);
            lists.late = null;
            taking.await(SmallWorld.LONG);
            assertThat(backup.restorePoints()
                            .restore(world.dataPoint.id(), over)
                            .await(SmallWorld.LONG))
                    .isEqualTo(world.data);
        }
    }

    private static final class Lists implements Interference {
        private volatile @Nullable LaggingLists late;

        @Override
        public Fault before(String method, URI target) {
            return Fault.NONE;
        }

        @Override
        public void after(String method, URI target, int status, JsonNode answer) {
            LaggingLists lagging = late;
            if (lagging != null) {
                lagging.answered(method, target, status, answer);
            }
        }

        @Override
        public JsonNode shown(String method, URI target, JsonNode answer) {
            LaggingLists lagging = late;
            return lagging == null ? answer : lagging.shown(method, target, answer);
        }
    }
}
