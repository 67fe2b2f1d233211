package io.github.backup4j.huawei;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.Busy;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.OperationFailed.Effect;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Unavailable;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.internal.http.RetryRules;
import io.github.backup4j.huawei.internal.points.RestoreState;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.restart.Restarts;
import io.github.backup4j.huawei.support.Effects;
import io.github.backup4j.huawei.support.HiddenLog;
import io.github.backup4j.huawei.support.Inventory;
import io.github.backup4j.huawei.support.SmallWorld;
import io.github.backup4j.testkit.Work;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a disk carries of a restore over it, and what is done by that, whoever has written to it. */
class FreeingTest {
    private static final RequestKey KEY = RequestKey.of("restore-1");

    private final HiddenLog log = new HiddenLog();
    private final SmallWorld world = new SmallWorld(log);
    private final CloudBackup backup = world.open();

    @AfterEach
    void close() {
        backup.close();
        world.close();
    }

    // ---- what is noted, and for how long

    @Test
    void restore_withKey_notedOnTheDiskWhileItRunsAndThatItIsDoneAfterwards() {
        Operation<Resource.Disk> restore = backup.restorePoints().restore(world.dataPoint.id(), over(), KEY);

        assertThat(tags(world.data).keySet())
                .extracting(FreeingTest::kind)
                .containsExactlyInAnyOrder("backup4j-work", "backup4j-from");
        assertThat(tags(world.data)).containsValue(world.web.id());
        restore.await(SmallWorld.LONG);
        assertThat(tags(world.data).keySet()).extracting(FreeingTest::kind).containsExactly("backup4j-done");
        assertThat(backup.resources().get(world.data).tags()).isEmpty();
    }

    @Test
    void restore_withoutKey_notedWhileItFreesItsDiskAndNothingAfterwards() {
        Operation<Resource.Disk> restore = backup.restorePoints().restore(world.dataPoint.id(), over());

        assertThat(tags(world.data)).containsValue(world.web.id());
        restore.await(SmallWorld.LONG);
        assertThat(tags(world.data)).isEmpty();
    }

    /** Whoever asked for it does not expect the server to be stopped hours later. */
    @Test
    void restore_backupThatGoesOnForHours_endsWithoutStoppingTheServer() {
        world.cloud.takes(Work.BACKUP, Duration.ofHours(12));
        Operation<Resource.Disk> restore = backup.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        Operation<BackupRun> taking = backup.restorePoints().take(BackupSpec.of(world.dataPoint.vault()));
        world.cloud.write(world.data, "written since");

        world.cloud.time().advance(Duration.ofMinutes(110));
        assertThat(restore.poll().ended()).isFalse();
        world.cloud.time().advance(Duration.ofMinutes(11));

        assertThatThrownBy(() -> restore.await(SmallWorld.LONG))
                .isInstanceOf(OperationFailed.class)
                .satisfies(Effects.are(Effect.UNCHANGED))
                .hasMessageContaining("did not begin; nothing was overwritten");
        assertThat(backup.resources().get(world.web).status()).isEqualTo(ProtectableResource.Status.RUNNING);
        assertThat(world.cloud.readText(world.data)).isEqualTo("written since");
        assertThat(tags(world.data)).isEmpty();
        assertThat(taking.poll().ended()).isFalse();
    }

    @Test
    void restore_withoutKeyOfAFreeDisk_notNoted() {
        backup.restorePoints().restore(world.freePoint.id(), InPlace.over(world.free));

        assertThat(tags(world.free)).isEmpty();
    }

    /** It is not noted, so that a repeat with the key that the library made would overwrite what was written since. */
    @Test
    void restore_withoutKeyOfAFreeDiskWhoseRepliesAreLost_namesNoKeyToRepeatItWith() {
        Interference losing =
                (method, target) -> target.getPath().endsWith("/restore") ? Fault.LOST_REQUEST : Fault.NONE;
        try (SmallWorld lossy = new SmallWorld(losing);
                CloudBackup caller = lossy.open()) {
            InPlace<Resource.Disk> over = InPlace.over(lossy.free);

            assertThatThrownBy(() -> caller.restorePoints().restore(lossy.freePoint.id(), over))
                    .isInstanceOfSatisfying(AmbiguousOutcome.class, lost -> {
                        assertThat(lost.requestKey()).isEmpty();
                        assertThat(lost).hasMessageContaining("check its content first");
                    });
            assertThatThrownBy(() -> caller.restorePoints().restore(lossy.freePoint.id(), over, KEY))
                    .isInstanceOfSatisfying(
                            AmbiguousOutcome.class,
                            lost -> assertThat(lost.requestKey().map(RequestKey::value))
                                    .contains(KEY.value()));
        }
    }

    @Test
    void restore_withAnotherKeyAfterOne_earlierOneForgotten() {
        backup.restorePoints().restore(world.dataPoint.id(), over(), KEY).await(SmallWorld.LONG);
        backup.restorePoints()
                .restore(world.dataPoint.id(), over(), RequestKey.of("restore-2"))
                .await(SmallWorld.LONG);

        assertThat(tags(world.data)).hasSize(1);
    }

    /** The request that takes them off is lost again and again, and a disk has room for ten. */
    @Test
    void restore_afterManyWhoseTagsHaveStayed_takesOffAllButTheLatest() {
        for (int i = 1; i <= 5; i++) {
            Operation<Resource.Disk> restore =
                    backup.restorePoints().restore(world.dataPoint.id(), over(), RequestKey.of("restore-" + i));
            Map<String, String> late = tags(world.data);
            restore.await(SmallWorld.LONG);
            late.forEach((name, value) -> world.cloud.tag(world.data, name, value));
        }

        assertThat(tags(world.data).keySet())
                .extracting(FreeingTest::kind)
                .containsOnly("backup4j-work", "backup4j-from", "backup4j-done")
                .hasSizeLessThan(7);
        String written = "written since";
        world.cloud.write(world.data, written);
        backup.restorePoints()
                .restore(world.dataPoint.id(), over(), RequestKey.of("restore-5"))
                .await(SmallWorld.LONG);
        assertThat(world.cloud.readText(world.data))
                .as("what a repeat of the latest leaves")
                .isEqualTo(written);
    }

    @Test
    void restore_noRoomForItsTags_refusedInWordsAndNothingChanged() {
        for (int i = 0; i < 9; i++) {
            world.cloud.tag(world.data, "tag-" + i, "value");
        }

        assertRefused(
                Conflict.class,
                "nothing was changed",
                () -> backup.restorePoints().restore(world.dataPoint.id(), over()));
    }

    // ---- parts, whose restores the log of the service may not show

    @Test
    void restore_partAgainWithItsKeyWhenTheLogDoesNotShowIt_isRefusedAndKeepsWhatWasWrittenSince() {
        world.cloud.detach(world.data);
        var unused = backup.restorePoints().restore(part(), InPlace.over(world.data), KEY);
        hideInTheLog();
        world.cloud.write(world.data, "written since");

        assertRefused(
                Conflict.class,
                "not known",
                () -> backup.restorePoints().restore(part(), InPlace.over(world.data), KEY));
        world.cloud.time().advance(SmallWorld.LONG);
        assertThat(world.cloud.readText(world.data)).isEqualTo("written since");
    }

    @Test
    void restore_freedPartAgainWhenTheLogDoesNotShowIt_failsAndKeepsWhatWasWrittenSince() {
        Operation<Resource.Disk> first = backup.restorePoints().restore(part(), over(), KEY);
        for (int polls = 0; polls < 50 && !kinds(world.data).contains("backup4j-over"); polls++) {
            assertThat(first.poll().ended()).isFalse();
            world.cloud.time().advance(Duration.ofSeconds(5));
        }
        assertThat(kinds(world.data)).contains("backup4j-over");
        hideInTheLog();
        world.cloud.attach(world.data, world.web);
        world.cloud.start(world.web);
        world.cloud.write(world.data, "written since");

        Operation<Resource.Disk> again = backup.restorePoints().restore(part(), over(), KEY);
        assertThatThrownBy(() -> again.await(SmallWorld.LONG))
                .isInstanceOf(OperationFailed.class)
                .hasMessageContaining("not known");
        assertThat(world.cloud.readText(world.data)).isEqualTo("written since");
        assertThat(backup.resources().get(world.web).status()).isEqualTo(ProtectableResource.Status.RUNNING);
    }

    /** The process died after it had attached the disk again, and before it started the server. */
    @Test
    void restore_freedPartPutBackByAProcessThatDied_failsAndStartsTheServerThatItHadStopped() {
        Operation<Resource.Disk> first = backup.restorePoints().restore(part(), over(), KEY);
        for (int polls = 0; polls < 50 && !kinds(world.data).contains("backup4j-over"); polls++) {
            assertThat(first.poll().ended()).isFalse();
            world.cloud.time().advance(Duration.ofSeconds(5));
        }
        hideInTheLog();
        world.cloud.time().advance(Duration.ofMinutes(10));
        world.cloud.attach(world.data, world.web);
        world.cloud.write(world.data, "written since");
        assertThat(backup.resources().get(world.web).status()).isEqualTo(ProtectableResource.Status.STOPPED);

        Operation<Resource.Disk> again = backup.restorePoints().restore(part(), over(), KEY);
        assertThatThrownBy(() -> again.await(SmallWorld.LONG))
                .isInstanceOf(OperationFailed.class)
                .hasMessageContaining("not known");
        assertThat(world.cloud.readText(world.data)).isEqualTo("written since");
        assertThat(backup.resources().get(world.web).status()).isEqualTo(ProtectableResource.Status.RUNNING);
    }

    /** The request of another process with the token was accepted, and the disk does not show it yet. */
    @Test
    void restore_freedPartRefusedAsOtherWorkOfItWasAccepted_keepsItsNoteAndWhatWasWrittenSince() {
        AcceptedBefore accepted = new AcceptedBefore();
        HiddenLog hiding = new HiddenLog(accepted);
        try (SmallWorld shared = new SmallWorld(hiding);
                CloudBackup caller = shared.open()) {
            RestorePointId part =
                    shared.webPoint.part(shared.data).orElseThrow().id();
            InPlace<Resource.Disk> over = InPlace.over(shared.data).detachingFirst();
            Operation<Resource.Disk> first = caller.restorePoints().restore(part, over, KEY);
            while (!accepted.sent) {
                shared.cloud.time().advance(Duration.ofSeconds(5));
                try {
                    assertThat(first.poll().ended()).isFalse();
                } catch (Busy | Conflict refused) {
                    assertThat(accepted.sent).isTrue();
                }
            }
            String token = first.token();
            accepted.over = true;
            hideInTheLog(shared, hiding);
            shared.cloud.write(shared.data, "written since");

            Operation<Resource> again = caller.operations().resume(token, Resource.class);
            assertThatThrownBy(() -> again.await(SmallWorld.LONG))
                    .isInstanceOf(OperationFailed.class)
                    .hasMessageContaining("not known");
            assertThat(shared.cloud.readText(shared.data)).isEqualTo("written since");
        }
    }

    /** The refusal is not of other work; but the disk shows that an earlier delivery of the request was carried out. */
    @Test
    void restore_freedPartRefusedWhileItsDiskIsOverwritten_keepsItsNoteAndWhatWasWrittenSince() {
        AtomicReference<@Nullable Runnable> earlier = new AtomicReference<>();
        Interference refusing = (method, target) -> {
            Runnable delivery = target.getPath().endsWith("/restore") ? earlier.getAndSet(null) : null;
            if (delivery == null) {
                return Fault.NONE;
            }
            delivery.run();
            return Fault.REFUSED;
        };
        HiddenLog hiding = new HiddenLog(refusing);
        try (SmallWorld shared = new SmallWorld(hiding);
                CloudBackup caller = shared.open()) {
            RestorePointId part =
                    shared.webPoint.part(shared.data).orElseThrow().id();
            earlier.set(() -> {
                var unused = shared.cloud.backup().restorePoints().restore(part, InPlace.over(shared.data));
            });
            Operation<Resource.Disk> first = caller.restorePoints()
                    .restore(part, InPlace.over(shared.data).detachingFirst(), KEY);
            pollUntil(shared, first, RestoreState.Phase.DETACH);
            String token = first.token();
            while (earlier.get() != null) {
                assertThat(first.poll().ended()).isFalse();
                shared.cloud.time().advance(Duration.ofSeconds(5));
            }
            hideInTheLog(shared, hiding);
            shared.cloud.write(shared.data, "written since");

            Operation<Resource> again = caller.operations().resume(token, Resource.class);
            assertThatThrownBy(() -> again.await(SmallWorld.LONG))
                    .isInstanceOf(OperationFailed.class)
                    .hasMessageContaining("not known");
            assertThat(shared.cloud.readText(shared.data)).isEqualTo("written since");
        }
    }

    /** Accepts a request for a restore and refuses its second delivery, while disks still show what they were. */
    private static final class AcceptedBefore implements Interference {
        volatile boolean sent;
        volatile boolean over;

        @Override
        public Fault before(String method, URI target) {
            if (!sent && target.getPath().endsWith("/restore")) {
                sent = true;
                return Fault.TWICE_WITH_SECOND_ANSWER;
            }
            return Fault.NONE;
        }

        @Override
        public JsonNode shown(String method, URI target, JsonNode answer) {
            if (sent && !over && answer.path("volume") instanceof ObjectNode disk) {
                disk.put("status", "available");
            }
            return answer;
        }
    }

    @Test
    void restore_partOverAFreeDiskWhoseRequestIsLost_requestedOnceAndNotAgainWithItsKey() {
        AtomicInteger requests = new AtomicInteger();
        Interference losing =
                (method, target) -> target.getPath().endsWith("/restore") && requests.incrementAndGet() == 1
                        ? Fault.LOST_REQUEST
                        : Fault.NONE;
        try (SmallWorld lossy = new SmallWorld(losing);
                CloudBackup caller = lossy.open()) {
            lossy.cloud.detach(lossy.data);
            RestorePointId part = lossy.webPoint.part(lossy.data).orElseThrow().id();
            InPlace<Resource.Disk> over = InPlace.over(lossy.data);

            assertThatThrownBy(() -> caller.restorePoints().restore(part, over, KEY))
                    .isInstanceOfSatisfying(
                            AmbiguousOutcome.class,
                            lost -> assertThat(lost).hasMessageContaining("not requested again"));
            assertThatThrownBy(() -> caller.restorePoints().restore(part, over, KEY))
                    .isInstanceOf(Conflict.class)
                    .hasMessageContaining("not known");
            lossy.cloud.time().advance(SmallWorld.LONG);
            assertThat(requests).hasValue(1);
            assertThat(lossy.cloud.readText(lossy.data)).isEqualTo("new data");
        }
    }

    @Test
    void restore_partThatHasEnded_leavesOnlyItsEndOnTheDisk() {
        backup.restorePoints().restore(part(), over(), KEY).await(SmallWorld.LONG);
        assertThat(kinds(world.data)).containsExactly("backup4j-done");
    }

    @Test
    void restore_partThatFails_leavesNothingOnTheDisk() {
        world.cloud.faults().failNext(Work.RESTORE, "BackupService.2009", "the backup cannot be read");
        assertThatThrownBy(() ->
                        backup.restorePoints().restore(part(), over(), KEY).await(SmallWorld.LONG))
                .isInstanceOf(OperationFailed.class);
        assertThat(kinds(world.data)).isEmpty();
    }

    private RestorePointId part() {
        return world.webPoint.part(world.data).orElseThrow().id();
    }

    private List<String> kinds(Resource.Disk disk) {
        return tags(disk).keySet().stream().map(FreeingTest::kind).toList();
    }

    /** The log shows no restore, ten minutes later. */
    private void hideInTheLog() {
        hideInTheLog(world, log);
    }

    private static void hideInTheLog(SmallWorld world, HiddenLog log) {
        world.cloud.time().advance(Duration.ofMinutes(10));
        log.hide();
    }

    @Test
    void restore_notPermittedToTag_refusedInWordsAndNothingChanged() {
        Interference refusing =
                (method, target) -> target.getPath().endsWith("/tags/action") ? Fault.REFUSED : Fault.NONE;
        try (SmallWorld strict = new SmallWorld(refusing);
                CloudBackup caller = strict.open()) {
            SortedMap<String, String> before = Inventory.of(strict.cloud);
            InPlace<Resource.Disk> target = InPlace.over(strict.data).detachingFirst();

            assertThatThrownBy(() -> caller.restorePoints().restore(strict.dataPoint.id(), target))
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining("cannot be given the tags")
                    .hasMessageContaining("nothing was changed");
            assertThat(Inventory.of(strict.cloud)).isEqualTo(before);
        }
    }

    /** Nobody has the key of such a restore: its note would be in the way of others forever. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void overwrite_withoutKeyAndAllRepliesToItsNoteAreLost_takesTheNoteOffAgain(boolean rollsBack) {
        AtomicInteger requests = new AtomicInteger();
        Interference losing = (method, target) ->
                target.getPath().endsWith("/tags/action") && requests.incrementAndGet() <= RetryRules.USUAL.attempts()
                        ? Fault.LOST_REPLY
                        : Fault.NONE;
        try (SmallWorld lossy = new SmallWorld(losing);
                CloudBackup caller = lossy.open()) {
            lossy.cloud.attach(lossy.free, lossy.web);
            Resource.Disk disk = rollsBack ? lossy.free : lossy.data;
            InPlace<Resource.Disk> over = InPlace.over(disk).detachingFirst();

            assertThatThrownBy(() -> {
                        var unused = rollsBack
                                ? caller.snapshots().rollBack(lossy.snapshot, over)
                                : caller.restorePoints().restore(lossy.dataPoint.id(), over);
                    })
                    .isInstanceOf(Unavailable.class)
                    .hasMessageContaining("nothing was overwritten, and nothing will be by this call")
                    .hasMessageContaining("backup4j-work-")
                    .message()
                    .doesNotContain("is being overwritten");

            assertThat(requests).hasValue(RetryRules.USUAL.attempts() + 1);
            assertThat(lossy.cloud.reopenForAnEmulator().resources().get(disk).tags())
                    .isEmpty();
        }
    }

    /** The reply is lost once, and the repeated request is refused. */
    @Test
    void restore_withoutKeyAndItsNoteIsRefusedAfterALostReply_takesTheNoteOffAgain() {
        AtomicInteger requests = new AtomicInteger();
        Interference refusing = (method, target) -> {
            if (!target.getPath().endsWith("/tags/action")) {
                return Fault.NONE;
            }
            return switch (requests.incrementAndGet()) {
                case 1 -> Fault.LOST_REPLY;
                case 2 -> Fault.REFUSED;
                default -> Fault.NONE;
            };
        };
        try (SmallWorld lossy = new SmallWorld(refusing);
                CloudBackup caller = lossy.open()) {
            InPlace<Resource.Disk> over = InPlace.over(lossy.data).detachingFirst();

            assertThatThrownBy(() -> caller.restorePoints().restore(lossy.dataPoint.id(), over))
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining("cannot be given the tags")
                    .hasMessageContaining("backup4j-work-");

            assertThat(lossy.cloud
                            .reopenForAnEmulator()
                            .resources()
                            .get(lossy.data)
                            .tags())
                    .isEmpty();
        }
    }

    @Test
    void restore_withKeyAndAllRepliesToItsNoteAreLost_isContinuedByItsKey() {
        AtomicInteger requests = new AtomicInteger();
        Interference losing = (method, target) ->
                target.getPath().endsWith("/tags/action") && requests.incrementAndGet() <= RetryRules.USUAL.attempts()
                        ? Fault.LOST_REPLY
                        : Fault.NONE;
        try (SmallWorld lossy = new SmallWorld(losing);
                CloudBackup caller = lossy.open()) {
            InPlace<Resource.Disk> over = InPlace.over(lossy.data).detachingFirst();

            assertThatThrownBy(() -> caller.restorePoints().restore(lossy.dataPoint.id(), over, KEY))
                    .isInstanceOf(AmbiguousOutcome.class);

            assertThat(requests).hasValue(RetryRules.USUAL.attempts());
            caller.restorePoints().restore(lossy.dataPoint.id(), over, KEY).await(SmallWorld.LONG);
            assertThat(lossy.cloud.readText(lossy.data)).isEqualTo("old data");
        }
    }

    // ---- the same key again

    /** What may be restored in place. */
    enum Over {
        FREE_DISK,
        ATTACHED_DISK,
        SERVER;

        RestorePoint point(SmallWorld world) {
            return switch (this) {
                case FREE_DISK -> world.freePoint;
                case ATTACHED_DISK -> world.dataPoint;
                case SERVER -> world.webPoint;
            };
        }

        InPlace<?> target(SmallWorld world) {
            return switch (this) {
                case FREE_DISK -> InPlace.over(world.free);
                case ATTACHED_DISK -> InPlace.over(world.data).detachingFirst();
                case SERVER -> InPlace.over(world.web);
            };
        }

        Operation<? extends Resource> restore(SmallWorld world, CloudBackup backup, RequestKey key) {
            return backup.restorePoints().restore(point(world).id(), target(world), key);
        }
    }

    @ParameterizedTest
    @EnumSource
    void restore_sameKeyWhenDataWereWrittenSince_doneAndNotOverwrittenAgain(Over over) {
        over.restore(world, backup, KEY).await(SmallWorld.LONG);
        world.cloud.time().advance(Duration.ofMinutes(1));
        world.write("written since to");
        SortedMap<String, String> before = Inventory.of(world.cloud);

        over.restore(world, backup, KEY).await(SmallWorld.LONG);

        assertThat(Inventory.of(world.cloud)).isEqualTo(before);
    }

    /** The key says that nothing was asked for before an instant that is 3 minutes after the restore. */
    @ParameterizedTest
    @EnumSource
    void restore_sameKeyByAClockThatIsAhead_doneAndNotOverwrittenAgain(Over over) {
        RequestKey key = KEY.madeAt(world.begun.plus(Duration.ofHours(1)));
        over.restore(world, backup, key).await(SmallWorld.LONG);
        world.write("written since to");
        SortedMap<String, String> before = Inventory.of(world.cloud);

        over.restore(world, backup, key).await(SmallWorld.LONG);

        assertThat(Inventory.of(world.cloud)).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource
    void restore_sameKeyOfALaterPoint_conflictAndNothingChanged(Over over) {
        over.restore(world, backup, KEY).await(SmallWorld.LONG);
        world.cloud.time().advance(Duration.ofMinutes(1));
        RestorePoint later = world
                .cloud
                .backup()
                .restorePoints()
                .take(BackupSpec.of(over == Over.SERVER ? world.servers : world.disks))
                .await(SmallWorld.LONG)
                .restorePoints()
                .stream()
                .filter(point -> point.resource().equals(over.target(world).overwritten()))
                .findFirst()
                .orElseThrow();

        assertRefused(
                Conflict.class, "restore-1", () -> backup.restorePoints().restore(later.id(), over.target(world), KEY));
    }

    @Test
    void restore_sameKeyWithOtherParametersWhileItRuns_conflictAndNothingChanged() {
        Operation<Resource.Disk> first = backup.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        assertThat(first.poll().ended()).isFalse();
        world.cloud.time().advance(Restarts.PAUSE);

        assertRefused(
                Conflict.class,
                "restore-1",
                () -> backup.restorePoints().restore(world.dataPoint.id(), over().leavingStopped(), KEY));
    }

    @ParameterizedTest
    @EnumSource
    void restore_keyOfARestoreInPlaceForANewDiskOrServer_conflictAndNothingMade(Over over) {
        over.restore(world, backup, KEY).await(SmallWorld.LONG);

        assertRefused(
                Conflict.class,
                "restore-1",
                () -> backup.restorePoints().restore(world.freePoint.id(), DiskSpec.of("copy"), KEY));
        assertRefused(
                Conflict.class,
                "restore-1",
                () -> backup.restorePoints().restore(world.webPoint.id(), ServerSpec.of("twin"), KEY));
    }

    @ParameterizedTest
    @EnumSource
    void restore_keyOfANewDiskInPlaceOrForAServer_conflictAndNothingChanged(Over over) {
        backup.restorePoints()
                .restore(world.freePoint.id(), DiskSpec.of("copy"), KEY)
                .await(SmallWorld.LONG);

        assertRefused(Conflict.class, "restore-1", () -> over.restore(world, backup, KEY));
        assertRefused(
                Conflict.class,
                "restore-1",
                () -> backup.restorePoints().restore(world.webPoint.id(), ServerSpec.of("twin"), KEY));
    }

    @ParameterizedTest
    @EnumSource
    void restore_keyOfANewServerInPlaceOrForADisk_conflictAndNothingChanged(Over over) {
        Operation<Resource.Server> server =
                backup.restorePoints().restore(world.webPoint.id(), ServerSpec.of("twin"), KEY);
        world.cloud.time().advance(Duration.ofMinutes(1));
        assertRefused(Conflict.class, "restore-1", () -> over.restore(world, backup, KEY));
        server.await(SmallWorld.LONG);

        assertRefused(Conflict.class, "restore-1", () -> over.restore(world, backup, KEY));
        assertRefused(
                Conflict.class,
                "restore-1",
                () -> backup.restorePoints().restore(world.freePoint.id(), DiskSpec.of("copy"), KEY));
    }

    @Test
    void restoreOfImage_keyOfANewDiskForAServer_conflictAndNothingMade() {
        backup.images().restore(world.rootImage, DiskSpec.of("copy"), KEY).await(SmallWorld.LONG);

        assertRefused(
                Conflict.class,
                "restore-1",
                () -> backup.images().restore(world.rootImage, ServerSpec.of("twin"), KEY));
    }

    @Test
    void restoreOfImage_keyOfANewServerForADisk_conflictAndNothingMade() {
        backup.images().restore(world.rootImage, ServerSpec.of("twin"), KEY).await(SmallWorld.LONG);

        assertRefused(
                Conflict.class, "restore-1", () -> backup.images().restore(world.rootImage, DiskSpec.of("copy"), KEY));
    }

    // ---- tags that are left over, late, altered or copied

    @Test
    void restore_diskHasMovedMeanwhile_repeatAndTokenRefusedAndNothingStopped() {
        String token = backup.restorePoints()
                .restore(world.dataPoint.id(), over(), KEY)
                .token();
        Resource.Server other = moveData();

        assertRefused(
                Conflict.class, other.id(), () -> backup.restorePoints().restore(world.dataPoint.id(), over(), KEY));
        assertRefused(
                OperationFailed.class,
                other.id(),
                () -> backup.operations().resume(token).await(SmallWorld.LONG));
    }

    @Test
    void restore_diskMovesWhenItWasDetached_notOverwrittenAndServerStartedAgain() {
        Operation<Resource.Disk> restore = backup.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        while (Token.read(restore.token(), world.cloud.site()).step() < RestoreState.Phase.DETACH.step()) {
            assertThat(restore.poll().ended()).isFalse();
            world.cloud.time().advance(Restarts.PAUSE);
        }
        world.cloud.time().advance(Duration.ofMinutes(1));
        assertThat(backup.resources().get(world.data).servers()).isEmpty();
        Resource.Server other = addServer();
        world.cloud.attach(world.data, other);

        assertThatThrownBy(() -> restore.await(SmallWorld.LONG))
                .isInstanceOf(OperationFailed.class)
                .hasMessageContaining("another server");
        assertThat(Inventory.of(world.cloud))
                .hasEntrySatisfying(
                        Inventory.key(world.data),
                        words -> assertThat(words).startsWith(Inventory.attachedDisk("data", other, "new data")))
                .hasEntrySatisfying(
                        Inventory.key(world.web), words -> assertThat(words).contains("RUNNING"));
        assertRefused(
                Conflict.class, other.id(), () -> backup.restorePoints().restore(world.dataPoint.id(), over(), KEY));
    }

    @Test
    void restore_diskMovesBeforeItIsAttachedAgain_failsAndServerStartedAgain() {
        Operation<Resource.Disk> restore = backup.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        while (Token.read(restore.token(), world.cloud.site()).step() < RestoreState.Phase.ATTACH.step()) {
            assertThat(restore.poll().ended()).isFalse();
            world.cloud.time().advance(Restarts.PAUSE);
        }
        Resource.Server other = addServer();
        world.cloud.attach(world.data, other);

        assertThatThrownBy(() -> restore.await(SmallWorld.LONG))
                .isInstanceOf(OperationFailed.class)
                .satisfies(Effects.are(Effect.REPLACED))
                .hasMessageContaining("another server");
        assertThat(Inventory.of(world.cloud))
                .hasEntrySatisfying(
                        Inventory.key(world.data),
                        words -> assertThat(words).startsWith(Inventory.attachedDisk("data", other, "old data")))
                .hasEntrySatisfying(
                        Inventory.key(world.web), words -> assertThat(words).contains("RUNNING"));
        assertRefused(
                Conflict.class, other.id(), () -> backup.restorePoints().restore(world.dataPoint.id(), over(), KEY));
    }

    /** Whoever polled with a newer token may have overwritten the disk since. */
    @Test
    void resume_firstTokenOnceTheDiskWasOverwrittenAndHasMoved_saysNotThatNothingWas() {
        Operation<Resource.Disk> restore = backup.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        String first = restore.token();
        pollUntil(world, restore, RestoreState.Phase.ATTACH);
        assertThat(world.cloud.readText(world.data)).isEqualTo("old data");
        world.cloud.attach(world.data, addServer());

        assertThatThrownBy(() -> backup.operations().resume(first).await(SmallWorld.LONG))
                .isInstanceOf(OperationFailed.class)
                .satisfies(Effects.are(Effect.UNKNOWN))
                .hasMessageContaining("may have been overwritten")
                .hasMessageNotContaining("nothing was overwritten");
    }

    @Test
    void restore_serverInItsTagsAltered_repeatAndTokenRefusedAndNothingChanged() {
        String token = backup.restorePoints()
                .restore(world.dataPoint.id(), over(), KEY)
                .token();
        Resource.Server other = addServer();
        tags(world.data)
                .forEach((name, value) ->
                        world.cloud.tag(world.data, name, value.equals(world.web.id()) ? other.id() : value));

        assertRefused(
                Conflict.class,
                "altered or copied",
                () -> backup.restorePoints().restore(world.dataPoint.id(), over(), KEY));
        assertRefused(
                OperationFailed.class,
                "somebody has changed the tags",
                () -> backup.operations().resume(token).await(SmallWorld.LONG));
    }

    @Test
    void restore_startInItsTagsAltered_repeatAndTokenRefusedAndNothingChanged() {
        String token = backup.restorePoints()
                .restore(world.dataPoint.id(), over(), KEY)
                .token();
        tags(world.data)
                .forEach((name, value) -> world.cloud.tag(world.data, name, value.replace(".start.", ".stay.")));

        assertRefused(
                Conflict.class,
                "altered or copied",
                () -> backup.restorePoints().restore(world.dataPoint.id(), over(), KEY));
        assertRefused(
                OperationFailed.class,
                "somebody has changed the tags",
                () -> backup.operations().resume(token).await(SmallWorld.LONG));
    }

    @Test
    void restore_tagsMovedToAnotherDisk_repeatRefusedAndNothingChanged() {
        backup.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        tags(world.data).forEach((name, value) -> {
            world.cloud.tag(world.free, name, value);
            world.cloud.untag(world.data, name);
        });

        assertRefused(
                Conflict.class,
                world.free.id(),
                () -> backup.restorePoints().restore(world.dataPoint.id(), over(), KEY));
    }

    @Test
    void restore_doneTagCopiedToAnotherDisk_stillKnownByItsOwn() {
        backup.restorePoints().restore(world.dataPoint.id(), over(), KEY).await(SmallWorld.LONG);
        tags(world.data).forEach((name, value) -> world.cloud.tag(world.root, name, value));
        world.write("written since to");
        SortedMap<String, String> before = Inventory.of(world.cloud);

        backup.restorePoints().restore(world.dataPoint.id(), over(), KEY).await(SmallWorld.LONG);

        assertThat(Inventory.of(world.cloud)).isEqualTo(before);
    }

    @Test
    void restore_doneTagMovedToAnotherDisk_repeatRefusedAndNothingChanged() {
        backup.restorePoints().restore(world.dataPoint.id(), over(), KEY).await(SmallWorld.LONG);
        tags(world.data).forEach((name, value) -> {
            world.cloud.tag(world.root, name, value);
            world.cloud.untag(world.data, name);
        });

        assertRefused(
                Conflict.class,
                world.root.id(),
                () -> backup.restorePoints().restore(world.dataPoint.id(), over(), KEY));
    }

    @Test
    void restore_tagsTakenOffWhileItRuns_nothingMoreIsDoneAndToldWhatMayBeLeft() {
        Operation<Resource.Disk> restore = backup.restorePoints().restore(world.dataPoint.id(), over());
        tags(world.data).keySet().forEach(name -> world.cloud.untag(world.data, name));

        assertRefused(OperationFailed.class, world.web.id(), () -> restore.await(SmallWorld.LONG));
    }

    /** The first call that tags is delivered once more when all is over, and data were written since. */
    @ParameterizedTest
    @EnumSource
    void restore_firstTagsArriveAgainWhenItHasEnded_repeatChangesNothing(Over over) {
        Operation<? extends Resource> restore = over.restore(world, backup, KEY);
        Resource.Disk carrier = Stream.of(world.root, world.data, world.free)
                .filter(disk -> !tags(disk).isEmpty())
                .findFirst()
                .orElseThrow();
        Map<String, String> first = tags(carrier);
        String token = restore.token();
        restore.await(SmallWorld.LONG);
        first.forEach((name, value) -> world.cloud.tag(carrier, name, value));
        world.write("written since to");
        SortedMap<String, String> before = Inventory.of(world.cloud);

        over.restore(world, backup, KEY).await(SmallWorld.LONG);
        backup.operations().resume(token).await(SmallWorld.LONG);

        assertThat(Inventory.of(world.cloud)).isEqualTo(before);
    }

    /** So they do when the disk is at another server by then. */
    @Test
    void restore_withoutKeyAndTagsArriveAgainWhenItHasEnded_anotherRestoreGoesItsOwnWay() {
        Operation<Resource.Disk> restore = backup.restorePoints().restore(world.dataPoint.id(), over());
        Map<String, String> first = tags(world.data);
        restore.await(SmallWorld.LONG);
        first.forEach((name, value) -> world.cloud.tag(world.data, name, value));
        Resource.Server other = moveData();

        backup.restorePoints().restore(world.dataPoint.id(), over(), KEY).await(SmallWorld.LONG);

        assertThat(Inventory.of(world.cloud))
                .hasEntrySatisfying(
                        Inventory.key(other), words -> assertThat(words).contains("RUNNING"))
                .hasEntrySatisfying(
                        Inventory.key(world.data),
                        words -> assertThat(words).startsWith(Inventory.attachedDisk("data", other, "old data")));
    }

    // ---- tokens from before what other processes have done

    @Test
    void resume_tokenFromBeforeTheRestoreOnceItHasEnded_keepsWhatWasWrittenSince() {
        Operation<Resource.Disk> restore = backup.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        pollUntil(world, restore, RestoreState.Phase.DETACH);
        String token = restore.token();
        pollUntil(world, restore, RestoreState.Phase.ATTACH);
        assertThat(world.cloud.readText(world.data)).isEqualTo("old data");
        Resource.Server other = addServer();
        world.cloud.attach(world.data, other);
        world.cloud.write(world.data, "written since");
        world.cloud.stop(other);
        world.cloud.detach(world.data);

        backup.operations().resume(token, Resource.Disk.class).await(SmallWorld.LONG);

        assertThat(world.cloud.readText(world.data)).isEqualTo("written since");
        assertThat(world.cloud.disksOf(world.web)).contains(world.data);
    }

    @Test
    void resume_firstTokenOnceTheDiskIsAttachedAgain_doesNotDetachItOnceMore() {
        List<String> paths = new CopyOnWriteArrayList<>();
        Interference recording = (method, target) -> {
            paths.add(target.getPath());
            return Fault.NONE;
        };
        try (SmallWorld recorded = new SmallWorld(recording);
                CloudBackup caller = recorded.open()) {
            InPlace<Resource.Disk> over = InPlace.over(recorded.data).detachingFirst();
            Operation<Resource.Disk> restore = caller.restorePoints().restore(recorded.dataPoint.id(), over, KEY);
            String first = restore.token();
            pollUntil(recorded, restore, RestoreState.Phase.START);
            recorded.cloud.write(recorded.data, "written since");
            paths.clear();

            caller.operations().resume(first, Resource.Disk.class).await(SmallWorld.LONG);

            assertThat(paths).noneMatch(path -> path.contains("/detachvolume/") || path.endsWith("/restore"));
            assertThat(recorded.cloud.readText(recorded.data)).isEqualTo("written since");
        }
    }

    @Test
    void resume_tokenOfAnEndThatNothingRecords_doesNotSayThatItIsDone() {
        Operation<Resource.Disk> restore = backup.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        Token token = Token.read(restore.token(), world.cloud.site());
        String early = token.at(RestoreState.Phase.FORGET.step()).write(world.cloud.site());

        assertThatThrownBy(() ->
                        backup.operations().resume(early, Resource.Disk.class).await(SmallWorld.LONG))
                .isInstanceOf(OperationFailed.class);
        assertThat(kinds(world.data)).contains("backup4j-work").doesNotContain("backup4j-done");
        restore.await(SmallWorld.LONG);
        assertThat(world.cloud.readText(world.data)).isEqualTo("old data");
    }

    private static void pollUntil(SmallWorld world, Operation<Resource.Disk> work, RestoreState.Phase phase) {
        while (Token.read(work.token(), world.cloud.site()).step() < phase.step()) {
            assertThat(work.poll().ended()).isFalse();
            world.cloud.time().advance(Restarts.PAUSE);
        }
    }

    /** Tags of an earlier restore, all of them, arrive while a later one has the disk. */
    @Test
    void restore_tagsOfAnEarlierOneArriveWithinIt_endsAsItShould() {
        Map<String, String> seen = new LinkedHashMap<>();
        Operation<Resource.Disk> earlier = backup.restorePoints().restore(world.dataPoint.id(), over());
        seen.putAll(tags(world.data));
        earlier.await(SmallWorld.LONG);
        Operation<Resource.Disk> later = backup.restorePoints().restore(world.dataPoint.id(), over(), KEY);
        assertThat(later.poll().ended()).isFalse();
        world.cloud.time().advance(Restarts.PAUSE);
        seen.forEach((name, value) -> world.cloud.tag(world.data, name, value));

        later.await(SmallWorld.LONG);

        assertThat(Inventory.of(world.cloud))
                .hasEntrySatisfying(
                        Inventory.key(world.web), words -> assertThat(words).contains("RUNNING"))
                .hasEntrySatisfying(
                        Inventory.key(world.data),
                        words -> assertThat(words).startsWith(Inventory.attachedDisk("data", world.web, "old data")));
    }

    // ---- helpers

    private Resource.Server moveData() {
        Resource.Server other = addServer();
        world.cloud.stop(world.web);
        world.cloud.detach(world.data);
        world.cloud.attach(world.data, other);
        world.cloud.start(world.web);
        return other;
    }

    private Resource.Server addServer() {
        return world.cloud.addServer("other", world.cloud.addDisk("other-root", DataSize.gib(10)));
    }

    private void assertRefused(Class<? extends BackupException> type, String why, Runnable call) {
        SortedMap<String, String> before = Inventory.of(world.cloud);
        assertThatThrownBy(call::run).isInstanceOf(type).hasMessageContaining(why);
        assertThat(Inventory.of(world.cloud)).isEqualTo(before);
    }

    private InPlace<Resource.Disk> over() {
        return InPlace.over(world.data).detachingFirst();
    }

    private Map<String, String> tags(Resource resource) {
        return world.cloud.reopenForAnEmulator().resources().get(resource).tags();
    }

    private static String kind(String name) {
        return name.substring(0, name.lastIndexOf('-'));
    }
}
