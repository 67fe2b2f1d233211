package io.github.backup4j.huawei;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.BackupException;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.Busy;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.InPlace;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.support.HiddenLog;
import io.github.backup4j.huawei.support.SmallWorld;
import io.github.backup4j.testkit.Work;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Restores in place with a request key that nobody polled to their end, and of which CBR's log says nothing any more, or not enough: a
 * repeated call keeps what was written since.
 */
class ForgottenRestoresTest {
    private static final RequestKey KEY = RequestKey.of("restore-the-shop");
    private static final String WRITTEN = "written since";
    private static final Duration LATER = Duration.ofDays(8);

    private static final String ACCEPTED = "the service accepted it";
    private static final Duration SOON = Duration.ofDays(1);

    private volatile Function<URI, Fault> faults = target -> Fault.NONE;
    private final HiddenLog log = new HiddenLog((method, target) -> faults.apply(target));
    private final SmallWorld world = new SmallWorld(log);
    private final CloudBackup first = world.open();
    private final CloudBackup second = world.open();

    @AfterEach
    void close() {
        second.close();
        first.close();
        world.close();
    }

    /** However soon: the tag says that CBR has accepted the restore. */
    @ParameterizedTest
    @ValueSource(ints = {1, 8})
    void restore_sameKeyOnceTheLogNoLongerHasIt_conflictAndKeepsWhatWasWrittenSince(int days) {
        restore(first, world.freePoint.id(), InPlace.over(world.free));
        endAndWrite(world.free, Duration.ofDays(days));
        log.hide();

        assertRefused(world.freePoint.id(), InPlace.over(world.free), ACCEPTED);
        assertKept(world.free);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8})
    void restore_serverWithSameKeyOnceTheLogNoLongerHasIt_conflictAndKeepsWhatWasWrittenSince(int days) {
        restore(first, world.webPoint.id(), InPlace.over(world.web));
        endAndWrite(world.data, Duration.ofDays(days));
        log.hide();

        assertRefused(world.webPoint.id(), InPlace.over(world.web), ACCEPTED);
        assertKept(world.data);
    }

    /** As after a kill: the log of long ago is all that could tell. */
    @Test
    void restore_sameKeyOnceTheLogNoLongerHasOneThatWasNotNotedAsAccepted_conflictAndKeepsWhatWasWrittenSince() {
        var unused = restoreUnnoted();
        endAndWrite(world.free, LATER);
        log.hide();

        assertRefused(world.freePoint.id(), InPlace.over(world.free), "more than 7 days ago");
        assertKept(world.free);
    }

    /** The disk was restored and put back by hand: without the log, the server would be stopped, and the disk overwritten again. */
    @Test
    void restore_detachedDiskWithSameKeyOnceTheLogNoLongerHasIt_failsAndKeepsWhatWasWrittenSince() {
        InPlace<Resource.Disk> over = InPlace.over(world.data).detachingFirst();
        Operation<Resource.Disk> begun = first.restorePoints().restore(world.dataPoint.id(), over, KEY);
        pollUntilOverwritten(begun);
        world.cloud.time().advance(SmallWorld.LONG);
        world.cloud.attach(world.data, world.web);
        world.cloud.start(world.web);
        endAndWrite(world.data, LATER);
        log.hide();

        Operation<Resource.Disk> again = second.restorePoints().restore(world.dataPoint.id(), over, KEY);

        assertThatThrownBy(() -> again.await(SmallWorld.LONG))
                .isInstanceOf(OperationFailed.class)
                .hasMessageContaining("may have been overwritten already")
                .hasMessageContaining("check its content");
        assertKept(world.data);
        assertThat(second.resources().get(world.web).status()).isEqualTo(ProtectableResource.Status.RUNNING);
    }

    /** Whose entry the log shows is told by the tag: somebody else's failure says nothing of the accepted restore. */
    @Test
    void restore_sameKeyWithinDaysOfALogWithSomebodyElsesFailedOne_conflictAndKeepsWhatWasWrittenSince() {
        restore(first, world.freePoint.id(), InPlace.over(world.free));
        endAndWrite(world.free, SOON);
        failByOthers();
        world.cloud.write(world.free, WRITTEN);
        log.hideAllBut(1);

        assertRefused(world.freePoint.id(), InPlace.over(world.free), ACCEPTED);
        assertKept(world.free);
    }

    /** Who can write to tags names a failed restore, so that the accepted one would be requested again. */
    @Test
    void restore_sameKeyAfterTheTagWasMadeToNameAnotherEntry_conflictAndKeepsWhatWasWrittenSince() {
        restore(first, world.freePoint.id(), InPlace.over(world.free));
        endAndWrite(world.free, SOON);
        world.cloud.reopenForAnEmulator().resources().get(world.free).tags().forEach((name, value) -> {
            if (name.startsWith("backup4j-work-")) {
                world.cloud.tag(world.free, name, value.replaceFirst("[^.]+$", "aaaaaa"));
            }
        });

        assertThatThrownBy(() -> restore(second, world.freePoint.id(), InPlace.over(world.free)))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("these tags were altered");
        assertKept(world.free);
    }

    /** Lists lag behind: it is too early to say that the log has forgotten it. */
    @Test
    void restore_sameKeyMomentsAfterOneThatTheLogDoesNotShowYet_busyUntilItDoes() {
        restore(first, world.freePoint.id(), InPlace.over(world.free));
        log.hide();
        world.cloud.time().advance(Duration.ofSeconds(10));

        assertThatThrownBy(() -> restore(second, world.freePoint.id(), InPlace.over(world.free)))
                .isInstanceOf(Busy.class)
                .hasMessageContaining("accepted moments ago")
                .hasMessageContaining("nothing was changed by this call");
        world.cloud.write(world.free, WRITTEN);
        log.show();
        second.restorePoints()
                .restore(world.freePoint.id(), InPlace.over(world.free), KEY)
                .await(SmallWorld.LONG);

        assertKept(world.free);
    }

    /** The very restore of the key has failed, and the log shows that. */
    @Test
    void restore_sameKeyAfterTheAcceptedOneFailed_overwrites() {
        failNext();
        restore(first, world.freePoint.id(), InPlace.over(world.free));
        world.cloud.time().advance(SmallWorld.LONG);
        world.cloud.write(world.free, WRITTEN);

        restore(second, world.freePoint.id(), InPlace.over(world.free));

        world.cloud.time().advance(SmallWorld.LONG);
        assertThat(world.cloud.readText(world.free)).isEqualTo("old free");
    }

    /** What the service has accepted goes on, whether that could be noted or not; the log still shows it. */
    @Test
    void restore_tagOfItsAcceptanceIsRefused_goesOnAndIsFoundAgain() {
        Operation<Resource.Disk> begun = restoreUnnoted();
        endAndWrite(world.free, SOON);

        second.restorePoints()
                .restore(world.freePoint.id(), InPlace.over(world.free), KEY)
                .await(SmallWorld.LONG);

        assertThat(begun.await(SmallWorld.LONG)).isEqualTo(world.free);
        assertKept(world.free);
    }

    /** CBR counts more entries than it lists. */
    @Test
    void restore_sameKeyWhileTheLogIsListedInPart_refusedAndKeepsWhatWasWrittenSince() {
        var unused = restoreUnnoted();
        endAndWrite(world.free, SmallWorld.LONG);
        log.hideButCount(21);

        assertRefused(world.freePoint.id(), InPlace.over(world.free), "not all of the log");
        assertKept(world.free);
    }

    /** Those of others come first in the log, more than the library reads at once. */
    @Test
    void restore_sameKeyAfterManyLaterRestoresByOthers_returnsTheEarlierOneAndKeepsWhatWasWrittenSince() {
        RestorePoint other = anotherPoint();
        restore(first, world.freePoint.id(), InPlace.over(world.free));
        endAndWrite(world.free, SmallWorld.LONG);
        restoreByOthers(other, 20);
        world.cloud.write(world.free, WRITTEN);

        second.restorePoints()
                .restore(world.freePoint.id(), InPlace.over(world.free), KEY)
                .await(SmallWorld.LONG);

        assertKept(world.free);
    }

    /** The newest entry is of somebody else's restore, which failed, and not of the one with the key, which did not. */
    @Test
    void restore_sameKeyAfterALaterRestoreByOthersFailed_returnsTheEarlierOneAndKeepsWhatWasWrittenSince() {
        restore(first, world.freePoint.id(), InPlace.over(world.free));
        endAndWrite(world.free, SmallWorld.LONG);
        failByOthers();
        world.cloud.write(world.free, WRITTEN);

        second.restorePoints()
                .restore(world.freePoint.id(), InPlace.over(world.free), KEY)
                .await(SmallWorld.LONG);

        assertKept(world.free);
    }

    /** The page that is read first has the failed one of somebody else, and not the one with the key. */
    @Test
    void restore_sameKeyAfterManyByOthersAndAFailedOne_returnsTheEarlierOneAndKeepsWhatWasWrittenSince() {
        RestorePoint other = anotherPoint();
        restore(first, world.freePoint.id(), InPlace.over(world.free));
        endAndWrite(world.free, SmallWorld.LONG);
        restoreByOthers(other, 20);
        failByOthers();
        world.cloud.write(world.free, WRITTEN);

        second.restorePoints()
                .restore(world.freePoint.id(), InPlace.over(world.free), KEY)
                .await(SmallWorld.LONG);

        assertKept(world.free);
    }

    /** A log that has forgotten the restore with the key, and shows a later one of somebody else, which failed. */
    @Test
    void restore_sameKeyOnceTheLogHasOnlySomebodyElsesFailedOne_conflictAndKeepsWhatWasWrittenSince() {
        var unused = restoreUnnoted();
        endAndWrite(world.free, LATER);
        failByOthers();
        world.cloud.write(world.free, WRITTEN);
        log.hideAllBut(1);

        assertRefused(world.freePoint.id(), InPlace.over(world.free), "more than 7 days ago");
        assertKept(world.free);
    }

    /** Within days, an empty log means that the restore was never requested. */
    @Test
    void restore_sameKeyAfterARequestThatWasLost_overwrites() {
        faults = target -> target.getPath().endsWith("/restore") ? Fault.LOST_REQUEST : Fault.NONE;
        assertThatThrownBy(() -> restore(first, world.freePoint.id(), InPlace.over(world.free)))
                .isInstanceOf(BackupException.class);
        faults = target -> Fault.NONE;
        world.cloud.time().advance(Duration.ofDays(6));

        restore(second, world.freePoint.id(), InPlace.over(world.free));

        world.cloud.time().advance(SmallWorld.LONG);
        assertThat(world.cloud.readText(world.free)).isEqualTo("old free");
    }

    private RestorePoint anotherPoint() {
        return world.cloud
                .reopenForAnEmulator()
                .restorePoints()
                .take(BackupSpec.of(world.disks))
                .await(SmallWorld.LONG)
                .restorePoints()
                .get(1);
    }

    private void restoreByOthers(RestorePoint point, int times) {
        for (int i = 0; i < times; i++) {
            var unused = world.cloud
                    .reopenForAnEmulator()
                    .restorePoints()
                    .restore(point.id(), InPlace.over(world.free))
                    .await(SmallWorld.LONG);
        }
    }

    private void failNext() {
        world.cloud.faults().failNext(Work.RESTORE, "BackupService.6100", "the storage is busy");
    }

    private void failByOthers() {
        failNext();
        var unused = world.cloud
                .reopenForAnEmulator()
                .restorePoints()
                .restore(world.freePoint.id(), InPlace.over(world.free));
        world.cloud.time().advance(SmallWorld.LONG);
    }

    private static void restore(CloudBackup caller, RestorePointId id, InPlace<?> over) {
        var unused = caller.restorePoints().restore(id, over, KEY);
    }

    /** Restores the free disk; the tag that says that CBR has accepted that is refused. */
    private Operation<Resource.Disk> restoreUnnoted() {
        AtomicInteger tags = new AtomicInteger();
        faults = target ->
                target.getPath().endsWith("/tags/action") && tags.incrementAndGet() > 1 ? Fault.REFUSED : Fault.NONE;
        Operation<Resource.Disk> begun =
                first.restorePoints().restore(world.freePoint.id(), InPlace.over(world.free), KEY);
        faults = target -> Fault.NONE;
        assertThat(tags).hasValueGreaterThan(1);
        return begun;
    }

    private void assertRefused(RestorePointId id, InPlace<?> over, String why) {
        assertThatThrownBy(() -> restore(second, id, over))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("was carried out is not known, since ")
                .hasMessageContaining(why)
                .hasMessageContaining("nothing was changed by this call")
                .hasMessageContaining("backup4j-work-");
    }

    private void endAndWrite(Resource.Disk disk, Duration later) {
        world.cloud.time().advance(later);
        assertThat(world.cloud.readText(disk)).startsWith("old");
        world.cloud.write(disk, WRITTEN);
    }

    private void pollUntilOverwritten(Operation<?> begun) {
        for (int polls = 0; polls < 50 && !world.cloud.readText(world.data).startsWith("old"); polls++) {
            assertThat(begun.poll().ended()).isFalse();
            world.cloud.time().advance(Duration.ofSeconds(5));
        }
        assertThat(world.cloud.readText(world.data)).startsWith("old");
    }

    private void assertKept(Resource.Disk disk) {
        world.cloud.time().advance(SmallWorld.LONG);
        assertThat(world.cloud.readText(disk)).isEqualTo(WRITTEN);
    }
}
