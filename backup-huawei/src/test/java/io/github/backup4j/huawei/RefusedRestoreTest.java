package io.github.backup4j.huawei;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.Busy;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.InPlace;
import io.github.backup4j.RequestKey;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.support.Inventory;
import io.github.backup4j.huawei.support.SmallWorld;
import io.github.backup4j.testkit.Work;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/** Restores in place with a request key that the service refuses after the disk was given the tag of the key. */
class RefusedRestoreTest {
    private static final RequestKey KEY = RequestKey.of("restore-the-shop");

    @Test
    void restore_withKeyAndRefused_leavesNoTagAndTheKeyIsFree() {
        Refusing refusing = new Refusing();
        try (SmallWorld world = new SmallWorld(refusing);
                CloudBackup caller = world.open()) {
            SortedMap<String, String> before = Inventory.of(world.cloud);
            refusing.with = Fault.REFUSED;

            assertThatThrownBy(() -> restore(caller, world, InPlace.over(world.free)))
                    .isInstanceOf(BackupException.class)
                    .isNotInstanceOf(AmbiguousOutcome.class);
            assertThat(Inventory.of(world.cloud)).as("after the refusal").isEqualTo(before);

            refusing.with = Fault.NONE;
            restore(caller, world, InPlace.over(world.free));
            world.cloud.time().advance(SmallWorld.LONG);
            assertThat(world.cloud.readText(world.free)).isEqualTo("old free");
        }
    }

    /** The service may have begun what it does not show: with the tag, a repeated call finds it. */
    @Test
    void restore_withKeyAndAllRepliesLost_keepsTheTag() {
        Refusing refusing = new Refusing();
        try (SmallWorld world = new SmallWorld(refusing);
                CloudBackup caller = world.open()) {
            refusing.with = Fault.LOST_REQUEST;

            assertThatThrownBy(() -> restore(caller, world, InPlace.over(world.free)))
                    .isInstanceOf(AmbiguousOutcome.class);

            assertThat(tags(world)).anyMatch(name -> name.startsWith("backup4j-work-"));
        }
    }

    /** Neither the log nor a status shows the restore yet, and the service refuses the repeated one because of it. */
    @Test
    void restore_sameKeyWhileAllThatIsReadIsOld_keepsTheTagOfTheRestoreThatRuns() {
        OldReads old = new OldReads();
        try (SmallWorld world = new SmallWorld(old);
                CloudBackup first = world.open();
                CloudBackup second = world.open()) {
            world.cloud.takes(Work.RESTORE, SmallWorld.LONG);
            restore(first, world, InPlace.over(world.free));
            Set<String> tags = tags(world);
            assertThat(tags).anyMatch(name -> name.startsWith("backup4j-work-"));
            old.old = true;

            assertThatThrownBy(() -> restore(second, world, InPlace.over(world.free)))
                    .isInstanceOf(Busy.class);

            assertThat(tags(world)).isEqualTo(tags);
        }
    }

    private static void restore(CloudBackup caller, SmallWorld world, InPlace<?> over) {
        var unused = caller.restorePoints().restore(world.freePoint.id(), over, KEY);
    }

    private static Set<String> tags(SmallWorld world) {
        return world.cloud
                .reopenForAnEmulator()
                .resources()
                .get(world.free)
                .tags()
                .keySet();
    }

    private static boolean isRestore(String method, URI target) {
        return method.equals("POST") && target.getPath().endsWith("/restore");
    }

    /** Lets each request of a restore fail. */
    private static final class Refusing implements Interference {
        volatile Fault with = Fault.NONE;

        @Override
        public Fault before(String method, URI target) {
            return isRestore(method, target) ? with : Fault.NONE;
        }
    }

    /** Shows nothing of a restore that runs but the tags of its disk. */
    private static final class OldReads implements Interference {
        volatile boolean old;

        @Override
        public Fault before(String method, URI target) {
            return Fault.NONE;
        }

        @Override
        public JsonNode shown(String method, URI target, JsonNode answer) {
            if (!old || !method.equals("GET")) {
                return answer;
            }
            JsonNode shown = answer.deepCopy();
            if (shown.path("operation_logs") instanceof ArrayNode logs) {
                logs.removeAll();
                ((ObjectNode) shown).put("count", 0);
            }
            idle(shown);
            return shown;
        }

        private static void idle(JsonNode node) {
            if (node instanceof ObjectNode object) {
                for (String key : List.of("status", "protect_status")) {
                    if (object.path(key).asText().contains("restor")) {
                        object.put(key, "available");
                    }
                }
            }
            node.forEach(OldReads::idle);
        }
    }
}
