package io.github.backup4j.huawei;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.InPlace;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.Resource;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.internal.points.RestoreState;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.support.Inventory;
import io.github.backup4j.huawei.support.SmallWorld;
import java.net.URI;
import java.time.Duration;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Disks that another server has, too, or has taken over: neither server is stopped for them, and no message hides it. */
class SharedDisksTest {
    private static final String OTHER = "0e1f9b1c-6d3c-4d53-9b61-5b1d7ce2a0aa";

    private final Sharing sharing = new Sharing();

    @Test
    void restore_detachingADiskOfTwoServers_conflictAndNothingChanged() {
        try (SmallWorld world = new SmallWorld(sharing);
                CloudBackup caller = world.open()) {
            sharing.shares = true;
            SortedMap<String, String> before = Inventory.of(world.cloud);
            InPlace<Resource.Disk> over = InPlace.over(world.data).detachingFirst();

            assertThat(caller.restorePoints()
                            .preflight(world.dataPoint.id(), over)
                            .passes())
                    .isFalse();
            assertThatThrownBy(() -> caller.restorePoints().restore(world.dataPoint.id(), over))
                    .isInstanceOf(Conflict.class)
                    .hasMessageContaining(OTHER)
                    .hasMessageContaining("nothing was overwritten");

            world.cloud.time().advance(SmallWorld.LONG);
            assertThat(Inventory.of(world.cloud)).isEqualTo(before);
        }
    }

    @Test
    void rollBack_detachingADiskOfTwoServers_conflictAndNothingChanged() {
        try (SmallWorld world = new SmallWorld(sharing);
                CloudBackup caller = world.open()) {
            world.cloud.attach(world.free, world.web);
            sharing.shares = true;
            SortedMap<String, String> before = Inventory.of(world.cloud);

            assertThatThrownBy(() -> caller.snapshots()
                            .rollBack(world.snapshot, InPlace.over(world.free).detachingFirst()))
                    .isInstanceOf(Conflict.class)
                    .hasMessageContaining(OTHER);

            world.cloud.time().advance(SmallWorld.LONG);
            assertThat(Inventory.of(world.cloud)).isEqualTo(before);
        }
    }

    @Test
    void restore_serverWithADiskOfTwoServers_conflictAndNothingChanged() {
        try (SmallWorld world = new SmallWorld(sharing);
                CloudBackup caller = world.open()) {
            sharing.shares = true;

            assertThatThrownBy(() -> caller.restorePoints().restore(world.webPoint.id(), InPlace.over(world.web)))
                    .isInstanceOf(Conflict.class)
                    .hasMessageContaining(OTHER);

            world.cloud.time().advance(SmallWorld.LONG);
            assertThat(world.cloud.readText(world.data)).isEqualTo("new data");
        }
    }

    /** A server that attached the disk after the checks is not stopped, and neither is ours for a disk that it would not get back alone. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void restore_anotherServerHasTheDiskTooOnceTheWorkBegins_stopsNoServer(boolean listedFirst) {
        try (SmallWorld world = new SmallWorld(sharing);
                CloudBackup caller = world.open()) {
            Operation<Resource.Disk> work = caller.restorePoints()
                    .restore(world.dataPoint.id(), InPlace.over(world.data).detachingFirst());
            sharing.first = listedFirst;
            sharing.shares = true;

            assertThatThrownBy(() -> work.await(SmallWorld.LONG))
                    .isInstanceOf(OperationFailed.class)
                    .hasMessageContaining("nothing was overwritten")
                    .hasMessageContaining("if server " + world.web.id() + " is to have it and does not");

            assertThat(sharing.stops).hasValue(0);
            assertThat(world.cloud.disksOf(world.web)).contains(world.data);
            assertThat(world.cloud.readText(world.data)).isEqualTo("new data");
        }
    }

    @Test
    void restore_anotherServerTakesTheDiskBeforeItIsAttachedAgain_saysSoAndHowToAttachIt() {
        try (SmallWorld world = new SmallWorld(sharing);
                CloudBackup caller = world.open()) {
            Operation<Resource.Disk> work = caller.restorePoints()
                    .restore(world.dataPoint.id(), InPlace.over(world.data).detachingFirst());
            while (Token.read(work.token(), world.cloud.site()).step() < RestoreState.Phase.ATTACH.step()) {
                assertThat(work.poll().ended()).isFalse();
                world.cloud.time().advance(Duration.ofSeconds(5));
            }
            sharing.taken = world.data.id();

            assertThatThrownBy(() -> work.await(SmallWorld.LONG))
                    .isInstanceOf(OperationFailed.class)
                    .hasMessageContaining("the disk is attached to another server")
                    .hasMessageContaining(
                            "if server " + world.web.id() + " is to have it and does not, detach it where it is")
                    .hasMessageContaining("attach it as /dev/");
        }
    }

    /** Shows attached disks as attached to another server, too, or one as attached to that alone. */
    private static final class Sharing implements Interference {
        private volatile boolean shares;

        /** Whether the other server comes first in the list. */
        private volatile boolean first;

        private volatile String taken = "";
        private final AtomicInteger stops = new AtomicInteger();

        @Override
        public Fault before(String method, URI target) {
            if (method.equals("POST") && target.getPath().endsWith("/cloudservers/action")) {
                stops.incrementAndGet();
            }
            return Fault.NONE;
        }

        @Override
        public JsonNode shown(String method, URI target, JsonNode answer) {
            if (answer.path("volume") instanceof ObjectNode disk && disk.path("attachments") instanceof ArrayNode all) {
                if (disk.path("id").asText().equals(taken)) {
                    all.removeAll();
                    all.addObject().put("server_id", OTHER).put("device", "/dev/vdb");
                    disk.put("status", "in-use");
                } else if (shares && !all.isEmpty()) {
                    all.insertObject(first ? 0 : all.size())
                            .put("server_id", OTHER)
                            .put("device", "/dev/vdb");
                }
            }
            return answer;
        }
    }
}
