package io.github.backup4j.huawei;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Invalid;
import io.github.backup4j.Preflight;
import io.github.backup4j.Preflight.Check;
import io.github.backup4j.Preflight.Kind;
import io.github.backup4j.Preflight.Result;
import io.github.backup4j.QuotaExceeded;
import io.github.backup4j.Resource;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Unavailable;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.support.SmallWorld;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What zones and quotas say of a new server, before the temporary image is begun: what is known refuses it, and nothing else. */
class NewServerRoomTest {
    private static final ServerSpec TWIN = ServerSpec.of("twin");
    private static final String ZONES = "/os-availability-zone";
    private static final String DISKS = "/os-quota-sets/";
    private static final String SERVERS = "/cloudservers/limits";

    private final Room room = new Room();
    private final SmallWorld world = new SmallWorld(room);
    private final List<Resource.Server> before = world.cloud.servers();
    private final CloudBackup backup = world.open();

    @AfterEach
    void close() {
        backup.close();
        world.close();
    }

    static Stream<Arguments> unread() {
        List<Fault> faults = List.of(
                Fault.REFUSED,
                Fault.THROTTLED,
                Fault.THROTTLED_WITH_PAUSE,
                Fault.FAILED,
                Fault.GATEWAY_TIMEOUT,
                Fault.EMPTY_REPLY);
        return Stream.of(ZONES, DISKS, SERVERS)
                .flatMap(path -> faults.stream().map(fault -> Arguments.of(path, fault)));
    }

    /** A service that does not answer is asked once: the restore itself does not need it. */
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("unread")
    void restore_zoneOrQuotaCannotBeRead_goesOnAndThePreflightSaysUnknown(String path, Fault fault) {
        room.hidden = path;
        room.fault = fault;

        Preflight preflight = backup.restorePoints().preflight(world.webPoint.id(), TWIN);

        assertThat(preflight.passes()).as("%s", preflight).isTrue();
        assertThat(results(preflight, path.equals(ZONES) ? Kind.ZONE : Kind.QUOTA))
                .as("%s", preflight)
                .contains(Result.UNKNOWN);
        room.asked = 0;
        assertThat(backup.restorePoints().restore(world.webPoint.id(), TWIN).await(SmallWorld.LONG))
                .isNotNull();
        assertThat(room.asked).isEqualTo(1);
        assertThat(world.cloud.servers()).hasSize(before.size() + 1);
    }

    @Test
    void restore_quotaOfServersIsUsedUp_quotaExceededBeforeAnythingIsMade() {
        room.servers = before.size();

        Preflight preflight = backup.restorePoints().preflight(world.webPoint.id(), TWIN);

        assertThat(preflight.failures()).as("%s", preflight).singleElement().satisfies(check -> {
            assertThat(check.kind()).isEqualTo(Kind.QUOTA);
            assertThat(check.failure()).isExactlyInstanceOf(QuotaExceeded.class);
        });
        assertThatThrownBy(() -> backup.restorePoints().restore(world.webPoint.id(), TWIN))
                .isExactlyInstanceOf(QuotaExceeded.class)
                .hasMessage(preflight.failures().get(0).evidence());
        assertMadeNothing();
        room.servers = before.size() + 1;
        assertThat(backup.restorePoints().restore(world.webPoint.id(), TWIN).await(SmallWorld.LONG))
                .isNotNull();
    }

    /** EVS does not promise to list every zone that servers are in. */
    @Test
    void restore_evsDoesNotListTheZoneOfTheOriginal_goesOnUnlessTheSpecNamesIt() {
        room.zone = "elsewhere";

        Preflight copied = backup.restorePoints().preflight(world.webPoint.id(), TWIN);
        Preflight named = backup.restorePoints().preflight(world.webPoint.id(), TWIN.inZone("zone-1"));

        assertThat(results(copied, Kind.ZONE)).as("%s", copied).containsExactly(Result.UNKNOWN);
        assertThat(results(named, Kind.ZONE)).as("%s", named).containsExactly(Result.FAILS);
        assertThatThrownBy(() -> backup.restorePoints().restore(world.webPoint.id(), TWIN.inZone("zone-1")))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("there is no zone zone-1");
        assertMadeNothing();
        assertThat(backup.restorePoints().restore(world.webPoint.id(), TWIN).await(SmallWorld.LONG))
                .isNotNull();
    }

    @Test
    void restore_zoneOfTheOriginalTakesNoDisks_refusedUntilTheSpecNamesAnother() {
        room.unavailable = "zone-1";

        Preflight copied = backup.restorePoints().preflight(world.webPoint.id(), TWIN);

        assertThat(results(copied, Kind.ZONE)).as("%s", copied).containsExactly(Result.FAILS);
        assertThatThrownBy(() -> backup.restorePoints().restore(world.webPoint.id(), TWIN))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("zone zone-1 is not available");
        assertMadeNothing();
        assertThat(backup.restorePoints()
                        .restore(world.webPoint.id(), TWIN.inZone("zone-2"))
                        .await(SmallWorld.LONG))
                .isNotNull();
    }

    @ParameterizedTest
    @CsvSource({ZONES + ", CinderListAvailabilityZones", DISKS + ", CinderListQuotas", SERVERS + ", ShowServerLimits"})
    void restore_interruptedWhileItReadsZoneOrQuota_endsBeforeAnythingIsMade(String path, String operation) {
        room.hidden = path;
        room.fault = Fault.FAILED;
        room.interrupted = Thread.currentThread();

        assertThatThrownBy(() -> backup.restorePoints().restore(world.webPoint.id(), TWIN))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining(operation);

        assertThat(Thread.interrupted()).isTrue();
        assertMadeNothing();
    }

    /** What the checks of a preflight would need is missing, so they ask for nothing. */
    @Test
    void preflight_withoutAPlan_asksForNoZonesAndNoQuotaOfDisks() {
        world.cloud.delete(world.web);
        room.asked = 0;
        room.hidden = ZONES;

        Preflight preflight = backup.restorePoints().preflight(world.webPoint.id(), TWIN);

        assertThat(results(preflight, Kind.PLACEMENT)).containsExactly(Result.FAILS);
        assertThat(results(preflight, Kind.ZONE)).containsExactly(Result.UNKNOWN);
        assertThat(room.asked).isZero();
    }

    private void assertMadeNothing() {
        assertThat(world.cloud.servers()).hasSameElementsAs(before);
        assertThat(world.cloud.backup().restorePoints().get(world.webPoint.id()).images())
                .isEmpty();
    }

    private static List<Result> results(Preflight preflight, Kind kind) {
        return preflight.checks().stream()
                .filter(check -> check.kind() == kind)
                .map(Check::result)
                .toList();
    }

    /** Hides one of the answers, or changes it. */
    private static final class Room implements Interference {
        private volatile String hidden = "none";
        private volatile Fault fault = Fault.NONE;
        private volatile int servers = -1;
        private volatile String zone = "";
        private volatile String unavailable = "";

        /** The thread to interrupt while it waits for the hidden answer. */
        private volatile @Nullable Thread interrupted;

        /** How often the hidden answer was asked for; written by one thread at a time. */
        private volatile int asked;

        @Override
        public Fault before(String method, URI target) {
            if (!method.equals("GET") || !target.getPath().contains(hidden)) {
                return Fault.NONE;
            }
            Thread caller = interrupted;
            if (caller != null) {
                interrupted = null;
                caller.interrupt();
            }
            int now = asked;
            asked = now + 1;
            return fault;
        }

        @Override
        public JsonNode shown(String method, URI target, JsonNode answer) {
            if (servers >= 0 && target.getPath().endsWith(SERVERS)) {
                ObjectNode limited = answer.deepCopy();
                ((ObjectNode) limited.path("absolute")).put("maxTotalInstances", servers);
                return limited;
            }
            if (target.getPath().endsWith(ZONES)) {
                ObjectNode zones = answer.deepCopy();
                for (JsonNode one : zones.path("availabilityZoneInfo")) {
                    if (!zone.isEmpty()) {
                        ((ObjectNode) one).put("zoneName", zone);
                    }
                    if (one.path("zoneName").asText().equals(unavailable)) {
                        ((ObjectNode) one.path("zoneState")).put("available", false);
                    }
                }
                return zones;
            }
            return answer;
        }
    }
}
