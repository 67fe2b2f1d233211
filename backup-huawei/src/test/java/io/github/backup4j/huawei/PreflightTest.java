package io.github.backup4j.huawei;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.Busy;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.Operation;
import io.github.backup4j.Preflight;
import io.github.backup4j.Preflight.Check;
import io.github.backup4j.Preflight.Kind;
import io.github.backup4j.Preflight.Result;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.support.SmallWorld;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What preflights read of Huawei Cloud beside what the contract says. */
class PreflightTest {
    private final SmallWorld world = new SmallWorld(Interference.none());
    private final CloudBackup backup = world.open();

    @AfterEach
    void close() {
        backup.close();
        world.close();
    }

    @Test
    void preflight_detachingFirstWithoutRoomForTags_failsAsTheRestoreDoes() {
        InPlace<?> target = InPlace.over(world.data).detachingFirst();
        for (int i = 0; i < 8; i++) {
            world.cloud.tag(world.data, "tag-" + i, "");
        }
        assertThat(backup.restorePoints()
                        .preflight(world.dataPoint.id(), target)
                        .passes())
                .isTrue();
        world.cloud.tag(world.data, "tag-8", "");

        Preflight preflight = backup.restorePoints().preflight(world.dataPoint.id(), target);

        assertThat(preflight.failures())
                .as("%s", preflight)
                .extracting(Check::kind)
                .containsExactly(Kind.TAGS);
        Conflict thrown = catchThrowableOfType(
                Conflict.class, () -> backup.restorePoints().restore(world.dataPoint.id(), target));
        assertThat(preflight.failures().get(0).failure())
                .isInstanceOfSatisfying(
                        Conflict.class, failure -> assertThat(failure.code()).isEqualTo(thrown.code()));
    }

    @Test
    void preflight_freeDiskWithoutRoomForTheTagOfAKey_isUnknownAndAcceptedWithoutKey() {
        Resource.Disk orders = world.cloud.addDisk("orders", DataSize.gib(10));
        Snapshot snapshot =
                backup.snapshots().take(SnapshotSpec.of(orders, "mark")).await(SmallWorld.LONG);
        for (int i = 0; i < 10; i++) {
            world.cloud.tag(orders, "tag-" + i, "");
        }

        Preflight preflight = backup.snapshots().preflight(snapshot.id(), orders);

        assertThat(preflight.passes()).as("%s", preflight).isTrue();
        assertThat(check(preflight, Kind.TAGS).result()).isEqualTo(Result.UNKNOWN);
        assertThat(check(preflight, Kind.TAGS).evidence()).contains("request key");
        assertThat(backup.snapshots().rollBack(snapshot.id(), orders).await(SmallWorld.LONG))
                .isEqualTo(orders);
    }

    @Test
    void preflight_rollBackDetachingFirstWithoutRoomForTags_fails() {
        InPlace<Resource.Disk> target = InPlace.over(world.data).detachingFirst();
        Snapshot snapshot = backup.snapshots()
                .take(SnapshotSpec.of(world.data, "mark").allowingAttached())
                .await(SmallWorld.LONG);
        for (int i = 0; i < 6; i++) {
            world.cloud.tag(world.data, "tag-" + i, "");
        }
        assertThat(backup.snapshots().preflight(snapshot.id(), target).passes()).isTrue();
        world.cloud.tag(world.data, "tag-6", "");

        Preflight preflight = backup.snapshots().preflight(snapshot.id(), target);

        assertThat(preflight.failures())
                .as("%s", preflight)
                .extracting(Check::kind)
                .containsExactly(Kind.TAGS);
        assertThatThrownBy(() -> backup.snapshots().rollBack(snapshot.id(), target))
                .isExactlyInstanceOf(Conflict.class)
                .hasMessage(preflight.failures().get(0).evidence());
    }

    @Test
    void preflight_attachedDiskWithAsManyTagsAsPossible_failsAsTheRestoreDoes() {
        Map<String, String> tags = new HashMap<>();
        for (int i = 0; i < 9; i++) {
            tags.put("tag-" + i, "");
        }
        DiskSpec beside = DiskSpec.of("beside").attachedTo(world.web);
        DiskSpec nine = beside.withTags(tags);
        tags.put("tag-9", "");
        DiskSpec ten = beside.withTags(tags);

        Preflight preflight = backup.restorePoints().preflight(world.dataPoint.id(), ten);

        assertThat(backup.restorePoints().preflight(world.dataPoint.id(), nine).passes())
                .isTrue();
        assertThat(preflight.failures())
                .as("%s", preflight)
                .extracting(Check::kind)
                .containsExactly(Kind.TAGS);
        assertThatThrownBy(() -> backup.restorePoints().restore(world.dataPoint.id(), ten))
                .isInstanceOf(Invalid.class);
    }

    @Test
    void preflight_newServerWithoutAnImage_dryRunIsUnknown() {
        Preflight preflight = backup.restorePoints().preflight(world.webPoint.id(), ServerSpec.of("copy"));

        assertThat(preflight.passes()).as("%s", preflight).isTrue();
        assertThat(check(preflight, Kind.DRY_RUN).result()).isEqualTo(Result.UNKNOWN);
    }

    @Test
    void preflight_newServerWithAnImage_isCheckedByEcsWithoutCreatingIt() {
        buildImage();
        int before = world.cloud.servers().size();

        Preflight good = backup.restorePoints().preflight(world.webPoint.id(), ServerSpec.of("copy"));
        Preflight bad = backup.restorePoints().preflight(world.webPoint.id(), ServerSpec.of("no spaces here"));
        Preflight other = backup.restorePoints()
                .preflight(world.webPoint.id(), ServerSpec.of("copy").inZone("no-such-zone"));

        assertThat(check(good, Kind.DRY_RUN).result()).as("%s", good).isEqualTo(Result.PASSES);
        assertThat(check(bad, Kind.DRY_RUN).failure()).as("%s", bad).isExactlyInstanceOf(Invalid.class);
        assertThat(check(other, Kind.ZONE).result()).as("%s", other).isEqualTo(Result.FAILS);
        assertThat(check(other, Kind.DRY_RUN).result()).as("%s", other).isEqualTo(Result.UNKNOWN);
        assertThat(world.cloud.servers()).hasSize(before);
    }

    @Test
    void restore_detachingFirstByWhoMayNotReadTheVault_goesOnAndThePreflightSaysUnknown() {
        VaultWorld vaults = new VaultWorld();
        try (SmallWorld other = new SmallWorld(vaults);
                CloudBackup caller = other.open()) {
            InPlace<Resource.Disk> target = InPlace.over(other.data).detachingFirst();
            vaults.shown = Fault.REFUSED;

            Preflight listed = caller.restorePoints().preflight(other.dataPoint.id(), target);
            vaults.listsNone = true;
            Preflight unlisted = caller.restorePoints().preflight(other.dataPoint.id(), target);

            assertThat(check(listed, Kind.VAULT).result()).as("%s", listed).isEqualTo(Result.UNKNOWN);
            assertThat(listed.passes()).as("%s", listed).isTrue();
            assertThat(listed.checks())
                    .filteredOn(check -> check.kind() == Kind.TARGET_STATUS)
                    .extracting(Check::result)
                    .containsOnly(Result.PASSES);
            assertThat(unlisted.checks())
                    .filteredOn(check -> check.evidence().contains("no vault shows it"))
                    .as("%s", unlisted)
                    .hasSize(2)
                    .allMatch(check -> check.kind() == Kind.TARGET_STATUS && check.result() == Result.UNKNOWN);
            assertThat(caller.restorePoints()
                            .restore(other.dataPoint.id(), target)
                            .await(SmallWorld.LONG))
                    .isEqualTo(other.data);
        }
    }

    @Test
    void restore_detachingFirstFromAVaultThatIsGone_notFoundAsThePreflightSays() {
        VaultWorld vaults = new VaultWorld();
        try (SmallWorld other = new SmallWorld(vaults);
                CloudBackup caller = other.open()) {
            InPlace<Resource.Disk> target = InPlace.over(other.data).detachingFirst();
            vaults.shown = Fault.NOT_YET_THERE;
            Map<String, String> tags = caller.resources().get(other.data).tags();

            Preflight preflight = caller.restorePoints().preflight(other.dataPoint.id(), target);

            assertThat(check(preflight, Kind.VAULT).failure())
                    .as("%s", preflight)
                    .isExactlyInstanceOf(NotFound.class);
            assertThatThrownBy(() -> caller.restorePoints().restore(other.dataPoint.id(), target))
                    .isExactlyInstanceOf(NotFound.class);
            assertThat(caller.resources().get(other.data).tags()).isEqualTo(tags);
        }
    }

    /** What the callers see of vaults. */
    private static final class VaultWorld implements Interference {
        private volatile Fault shown = Fault.NONE;
        private volatile boolean listsNone;

        @Override
        public Fault before(String method, URI target) {
            return method.equals("GET") && target.getPath().contains("/vaults/") ? shown : Fault.NONE;
        }

        @Override
        public JsonNode shown(String method, URI target, JsonNode answer) {
            if (listsNone && target.getPath().endsWith("/vaults") && answer instanceof ObjectNode list) {
                list.putArray("vaults");
                list.put("count", 0);
            }
            return answer;
        }
    }

    @Test
    void preflight_checkOfEcsWhoseAnswerIsLost_isUnknownAndMakesNothing() {
        AtomicBoolean lost = new AtomicBoolean();
        Interference losing = (method, target) ->
                lost.get() && method.equals("POST") && target.getPath().endsWith("/cloudservers")
                        ? Fault.LOST_REPLY
                        : Fault.NONE;
        try (SmallWorld other = new SmallWorld(losing);
                CloudBackup caller = other.open()) {
            other.cloud
                    .backup()
                    .images()
                    .build(ImageSpec.of("whole", ImageSource.restorePoint(other.webPoint.id())))
                    .await(SmallWorld.LONG);
            int before = other.cloud.servers().size();
            lost.set(true);

            Preflight preflight = caller.restorePoints().preflight(other.webPoint.id(), ServerSpec.of("copy"));

            assertThat(check(preflight, Kind.DRY_RUN).result())
                    .as("%s", preflight)
                    .isEqualTo(Result.UNKNOWN);
            other.cloud.time().advance(SmallWorld.LONG);
            assertThat(other.cloud.servers()).hasSize(before);
        }
    }

    @Test
    void preflight_serverThatOtherWorkHasStopped_failsAsTheRestoreDoes() {
        Operation<Resource.Disk> other = backup.restorePoints()
                .restore(world.dataPoint.id(), InPlace.over(world.data).detachingFirst());
        for (int polls = 0; polls < 50 && world.cloud.disksOf(world.web).contains(world.data); polls++) {
            assertThat(other.poll().ended()).isFalse();
            world.cloud.time().advance(Duration.ofSeconds(5));
        }
        InPlace<Resource.Disk> target = InPlace.over(world.root).detachingFirst();
        RestorePointId part = world.webPoint.part(world.root).orElseThrow().id();

        Preflight preflight = backup.restorePoints().preflight(part, target);

        Check failed = preflight.failures().get(0);
        assertThat(failed.kind()).as("%s", preflight).isEqualTo(Kind.TARGET_STATUS);
        assertThat(failed.failure()).as("%s", preflight).isExactlyInstanceOf(Busy.class);
        assertThat(failed.evidence()).contains("other work", world.data.id());
        assertThatThrownBy(() -> backup.restorePoints().restore(part, target))
                .isExactlyInstanceOf(Busy.class)
                .hasMessage(failed.evidence());
        other.await(SmallWorld.LONG);
        assertThat(backup.restorePoints().preflight(part, target).passes()).isTrue();
    }

    @Test
    void preflight_partDetachingFirst_needsRoomForOneTagMoreAsTheRestoreDoes() {
        InPlace<Resource.Disk> target = InPlace.over(world.data).detachingFirst();
        RestorePointId part = world.webPoint.part(world.data).orElseThrow().id();
        for (int i = 0; i < 7; i++) {
            world.cloud.tag(world.data, "tag-" + i, "");
        }
        assertThat(backup.restorePoints().preflight(part, target).passes()).isTrue();
        world.cloud.tag(world.data, "tag-7", "");

        Preflight preflight = backup.restorePoints().preflight(part, target);

        assertThat(preflight.failures())
                .as("%s", preflight)
                .extracting(Check::kind)
                .containsExactly(Kind.TAGS);
        assertThatThrownBy(() -> backup.restorePoints().restore(part, target)).isExactlyInstanceOf(Conflict.class);
    }

    @Test
    void preflight_originalGone_saysWhatItWas() {
        assertThat(backup.restorePoints()
                        .preflight(world.webPoint.id(), ServerSpec.of("copy"))
                        .passes())
                .isTrue();
        world.cloud.delete(world.web);

        Preflight preflight = backup.restorePoints().preflight(world.webPoint.id(), ServerSpec.of("copy"));

        assertThat(preflight.failures().get(0).kind()).isEqualTo(Kind.PLACEMENT);
        assertThat(check(preflight, Kind.SERVER_AT_BACKUP).evidence())
                .as("%s", preflight)
                .isEqualTo(world.web + " had flavor s6.large.2, zone zone-1, network network-1");
    }

    @Test
    void preflight_overAServer_takesAFewRequests() {
        long before = world.emulator.requests();

        Preflight preflight = backup.restorePoints().preflight(world.webPoint.id(), InPlace.over(world.web));

        // The point, the server, two disks; the vault and the metadata; for the server a list of newer restore points,
        // for
        // each disk one of those and one of its snapshots, which reads the disk if it lists any; the log.
        assertThat(world.emulator.requests() - before).as("%s", preflight).isLessThanOrEqualTo(14);
    }

    private void buildImage() {
        world.cloud
                .backup()
                .images()
                .build(ImageSpec.of("whole", ImageSource.restorePoint(world.webPoint.id())))
                .await(SmallWorld.LONG);
    }

    private static Check check(Preflight preflight, Kind kind) {
        return preflight.checks().stream()
                .filter(check -> check.kind() == kind)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no check of " + kind + " in\n" + preflight));
    }
}
