package io.github.backup4j.huawei;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.RequestKey;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.support.SmallWorld;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** A backup run whose reply was lost, which no list shows yet, and which the repeated request finds its members busy with. */
class LateRunsTest {
    private static final RequestKey KEY = RequestKey.of("backup-1");

    @Test
    void take_replyLostAndTheRepeatPassesOverAllMembers_ambiguousWithTheKey() {
        Unlisted unlisted = new Unlisted();
        try (SmallWorld world = new SmallWorld(unlisted);
                CloudBackup caller = world.open()) {
            assertThatThrownBy(() -> caller.restorePoints().take(BackupSpec.of(world.disks), KEY))
                    .isInstanceOfSatisfying(
                            AmbiguousOutcome.class,
                            e -> assertThat(e.requestKey().map(RequestKey::value))
                                    .hasValue(KEY.value()))
                    .hasMessageContaining("maybe with an earlier run of this call");

            assertThat(unlisted.requests).isEqualTo(2);
        }
    }

    /** Loses the first request, and shows the second as one that has passed over all members. */
    private static final class Unlisted implements Interference {
        private volatile int requests;

        @Override
        public synchronized Fault before(String method, URI target) {
            if (!method.equals("POST") || !target.getPath().endsWith("/checkpoints")) {
                return Fault.NONE;
            }
            requests++;
            return requests == 1 ? Fault.LOST_REQUEST : Fault.NONE;
        }

        @Override
        public JsonNode shown(String method, URI target, JsonNode answer) {
            if (method.equals("GET") && target.getPath().endsWith("/backups")) {
                ((ObjectNode) answer).putArray("backups");
            }
            if (answer.path("checkpoint").path("vault") instanceof ObjectNode vault) {
                ArrayNode skipped = vault.putArray("skipped_resources");
                for (JsonNode member : vault.path("resources")) {
                    skipped.addObject()
                            .put("id", member.path("id").asText())
                            .put("type", member.path("type").asText())
                            .put("code", "BackupService.6125")
                            .put("reason", "A backup task is in progress.");
                }
                vault.putArray("resources");
            }
            return answer;
        }
    }
}
