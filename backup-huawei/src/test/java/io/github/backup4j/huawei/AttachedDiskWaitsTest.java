package io.github.backup4j.huawei;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.Resource;
import io.github.backup4j.StillRunning;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.support.SmallWorld;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** New disks that cannot be attached to their server for long. */
class AttachedDiskWaitsTest {
    private final Hanging hanging = new Hanging();
    private final SmallWorld world = new SmallWorld(hanging);
    private final CloudBackup backup = world.openPatient();
    private final Operation<Resource.Disk> work = backup.restorePoints()
            .restore(world.dataPoint.id(), DiskSpec.of("copy").attachedTo(world.web));

    @AfterEach
    void close() {
        backup.close();
        world.close();
    }

    @Test
    void restore_newDiskHangsInItsAttachment_endsAndSaysThatTheDiskHasItsData() {
        hanging.disk = "attaching";
        assertThatThrownBy(() -> work.await(Duration.ofHours(20))).isInstanceOf(StillRunning.class);

        assertThatThrownBy(() -> work.await(Duration.ofHours(8)))
                .isInstanceOf(OperationFailed.class)
                .hasMessageContaining("is attaching, watched since")
                .hasMessageContaining(
                        "was created with its data, but is not attached to server " + world.web.id() + ": attach it");
    }

    @Test
    void restore_serverOfANewDiskIsNeitherRunningNorStopped_ends() {
        hanging.server = "SUSPENDED";

        assertThatThrownBy(() -> work.await(Duration.ofDays(2)))
                .isInstanceOf(OperationFailed.class)
                .hasMessageContaining("server " + world.web.id() + " is SUSPENDED, watched since")
                .hasMessageContaining("was created with its data");
    }

    @Test
    void restore_serverOfANewDiskIsReadyAfterHours_isAttached() {
        hanging.server = "SUSPENDED";
        assertThatThrownBy(() -> work.await(Duration.ofHours(20))).isInstanceOf(StillRunning.class);
        hanging.server = "";

        Resource.Disk made = work.await(SmallWorld.LONG);

        assertThat(world.cloud.disksOf(world.web)).contains(made);
    }

    /** Shows the new disk, once it is being attached, or servers with another status. */
    private static final class Hanging implements Interference {
        private volatile String disk = "";
        private volatile String server = "";

        /** Whether a disk was to be attached. */
        private volatile boolean attached;

        @Override
        public Fault before(String method, URI target) {
            attached |= target.getPath().endsWith("/attachvolume");
            return Fault.NONE;
        }

        @Override
        public JsonNode shown(String method, URI target, JsonNode answer) {
            if (!disk.isEmpty()
                    && answer.path("volume") instanceof ObjectNode shown
                    && attached
                    && shown.path("name").asText().equals("copy")) {
                shown.put("status", disk);
            }
            if (!server.isEmpty() && answer.path("server") instanceof ObjectNode shown) {
                shown.put("status", server);
            }
            return answer;
        }
    }
}
