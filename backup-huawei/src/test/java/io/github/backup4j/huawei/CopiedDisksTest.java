package io.github.backup4j.huawei;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.Temporary;
import io.github.backup4j.drill.RestoreDrill;
import io.github.backup4j.drill.SweepReport;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.support.SmallWorld;
import io.github.backup4j.testkit.DiskSetup;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A temporary disk that somebody has copied with its tags and metadata: nobody can tell which of both is the copy. */
class CopiedDisksTest {
    @Test
    void sweep_diskThatWasCopiedWithAllItCarries_deletesNeither() {
        Copying copying = new Copying();
        try (SmallWorld world = new SmallWorld(copying);
                CloudBackup caller = world.open()) {
            Instant now = world.cloud.time().now();
            Temporary mark = Temporary.of(RequestKey.of("drill"), now, now.plus(Duration.ofHours(24)));
            Resource.Disk made = caller.restorePoints()
                    .restore(world.freePoint.id(), DiskSpec.of("drill").withTags(mark.tags()), mark.key())
                    .await(SmallWorld.LONG);
            Resource.Disk copy =
                    world.cloud.addDisk(DiskSetup.of("copy", DataSize.gib(10)).withTags(mark.tags()));
            copying.of(made, copy);
            for (Resource.Disk each : List.of(made, copy)) {
                assertThatThrownBy(() -> caller.resources().discard(each, mark))
                        .isInstanceOf(Conflict.class)
                        .hasMessageContaining("one may be a copy");
            }
            world.cloud.time().advance(Duration.ofHours(25));

            SweepReport report = RestoreDrill.sweep(caller);

            assertThat(report.nothingLeft()).isFalse();
            assertThat(report.toString()).contains("one may be a copy");
            world.cloud.time().advance(SmallWorld.LONG);
            assertThat(world.cloud.readText(copy)).isNotNull();
            assertThat(world.cloud.readText(made)).isEqualTo("old free");
        }
    }

    /** Shows a disk with the metadata of another. */
    private static final class Copying implements Interference {
        private volatile String made = "";
        private volatile String copy = "";
        private volatile JsonNode metadata = MissingNode.getInstance();

        void of(Resource.Disk made, Resource.Disk copy) {
            this.made = made.id();
            this.copy = copy.id();
        }

        @Override
        public Fault before(String method, URI target) {
            return Fault.NONE;
        }

        @Override
        public JsonNode shown(String method, URI target, JsonNode answer) {
            see(answer.path("volume"));
            answer.path("volumes").forEach(this::see);
            change(answer.path("volume"));
            answer.path("volumes").forEach(this::change);
            return answer;
        }

        private void see(JsonNode disk) {
            if (!made.isEmpty() && disk.path("id").asText().equals(made)) {
                metadata = disk.path("metadata").deepCopy();
            }
        }

        private void change(JsonNode disk) {
            if (!copy.isEmpty() && disk.path("id").asText().equals(copy) && metadata.isObject()) {
                ((ObjectNode) disk).set("metadata", metadata.deepCopy());
            }
        }
    }
}
