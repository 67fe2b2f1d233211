package io.github.backup4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupListener;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.Busy;
import io.github.backup4j.Capability;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Denied;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Image;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.NotFound;
import io.github.backup4j.Operation;
import io.github.backup4j.Removal;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.Temporary;
import io.github.backup4j.Throttled;
import io.github.backup4j.Unavailable;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.drill.DrillCheck;
import io.github.backup4j.drill.DrillReport;
import io.github.backup4j.drill.RestoreDrill;
import io.github.backup4j.drill.SweepReport;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How drills and sweeps clean up: what they try again, when they give up, and what they say of what is left. */
class DrillCleaningTest {
    private static final RequestKey KEY = RequestKey.of("drill");
    private static final Duration LONG = Duration.ofHours(12);
    private static final Duration LIFE = Duration.ofHours(2);

    private InMemoryCloud cloud = InMemoryCloud.create();
    private final Map<String, Integer> requests = new HashMap<>();

    /** How often each method was called, whether the cloud refused it or not. */
    private final Map<String, Integer> calls = new HashMap<>();

    // ---- what takes its time

    @Test
    void drill_deletionThatTakesLong_isAskedForOnceAndEndsWithIt() {
        Resource.Disk disk = protectedDisk();
        cloud.takes(Work.DELETE, Duration.ofMinutes(20));
        DrillReport report = RestoreDrill.of(disk)
                .to(DiskSpec.of("drill"))
                .start(counting(), KEY)
                .await(LONG);
        assertThat(report.cleanedUp().held()).as("%s", report).isTrue();
        assertThat(calls).containsEntry("resources.discard", 1);
        assertThat(Duration.between(report.times().restoredAt(), report.times().endedAt()))
                .isBetween(Duration.ofMinutes(20), Duration.ofMinutes(22));
    }

    @Test
    void drill_pollOfADeletionIsThrottled_goesOnWaitingForIt() {
        Resource.Disk disk = protectedDisk();
        cloud.takes(Work.DELETE, Duration.ofMinutes(20));
        onceAfter("ResourcesDiscard", () -> cloud.faults().failNext(Call.OPERATIONS_POLL, new Unavailable("down")));
        DrillReport report = RestoreDrill.of(disk)
                .to(DiskSpec.of("drill"))
                .start(counting(), KEY)
                .await(LONG);
        assertThat(report.cleanedUp().held()).as("%s", report).isTrue();
        assertThat(calls).containsEntry("resources.discard", 1);
    }

    @Test
    void sweep_deletionsThatNobodyMayPoll_areToldWithTheReason() {
        abandoned();
        cloud.takes(Work.DELETE, Duration.ofHours(1));
        for (int i = 0; i < 100; i++) {
            cloud.faults().failNext(Call.OPERATIONS_POLL, new Denied("may not look"));
        }
        SweepReport swept = RestoreDrill.sweep(cloud.backup(), Duration.ofSeconds(5));
        assertThat(swept.left()).hasSize(1);
        assertThat(swept.left().get(0).why()).contains("may not look");
    }

    @Test
    void sweep_timeIsOverBeforeTheDeletionHasEnded_isLeft() {
        Resource made = abandoned();
        cloud.takes(Work.DELETE, Duration.ofHours(1));
        SweepReport swept = RestoreDrill.sweep(cloud.backup(), Duration.ofMinutes(10));
        assertThat(swept.deleted()).isEmpty();
        assertThat(swept.left()).extracting(one -> one.resource()).containsExactly(made);
        assertThat(swept.left().get(0).why()).isEqualTo("it could not be deleted within PT10M");
        assertThat(swept.nothingLeft()).isFalse();
    }

    @Test
    void sweep_noLimitToSpeakOf_deletes() {
        abandoned();
        SweepReport swept = RestoreDrill.sweep(cloud.backup(), Duration.ofSeconds(Long.MAX_VALUE));
        assertThat(swept.deleted()).hasSize(1);
    }

    @Test
    void sweep_listThatIsRefusedForAMoment_isReadAgain() {
        abandoned();
        cloud.faults().failNext(Call.RESOURCES_LIST, new Throttled("slowly"));
        SweepReport swept = RestoreDrill.sweep(cloud.backup());
        assertThat(swept.deleted()).as("%s", swept).hasSize(1);
        assertThat(swept.nothingLeft()).isTrue();
    }

    @Test
    void sweep_listThatMayNotBeRead_throws() {
        abandoned();
        CloudBackup backup = cloud.backup();
        cloud.faults().failNext(Call.RESOURCES_LIST, new Denied("may not list"));
        assertThatThrownBy(() -> RestoreDrill.sweep(backup)).isInstanceOf(Denied.class);
        cloud.faults().failNext(Call.RESOURCES_LIST, new Throttled("slowly"));
        assertThatThrownBy(() -> RestoreDrill.sweep(backup, Duration.ZERO)).isInstanceOf(Throttled.class);
    }

    @Test
    void sweep_threadIsInterrupted_endsWithWhatIsKnownAndKeepsTheFlag() {
        Resource made = abandoned();
        Thread.currentThread().interrupt();
        SweepReport swept = RestoreDrill.sweep(cloud.backup());
        assertThat(Thread.interrupted()).isTrue();
        assertThat(swept.found()).extracting(one -> one.resource()).containsExactly(made);
        assertThat(swept.nothingLeft()).isFalse();
    }

    @Test
    void drill_deletionIsNotKnownAnyMoreWhenItIsPolled_looksWhetherItIsGone() {
        Resource.Disk disk = protectedDisk();
        cloud.takes(Work.DELETE, Duration.ofMinutes(20));
        onceAfter("ResourcesDiscard", () -> {
            for (int i = 0; i < 1000; i++) {
                cloud.faults().failNext(Call.OPERATIONS_POLL, new NotFound("no such job"));
            }
        });
        DrillReport report = RestoreDrill.of(disk)
                .to(DiskSpec.of("drill"))
                .start(counting(), KEY)
                .await(LONG);
        assertThat(report.cleanedUp().held()).as("%s", report).isTrue();
        assertThat(report.cleanUp().deleted()).as("%s", report).hasSize(1);
        assertThat(Duration.between(report.times().restoredAt(), report.times().endedAt()))
                .isBetween(Duration.ofMinutes(20), Duration.ofMinutes(30));
    }

    @Test
    void drill_deletionsThatTheCloudAcceptsAndThatFail_areLeftWithTheReason() {
        Resource.Disk disk = protectedDisk();
        for (int i = 0; i < 200; i++) {
            cloud.faults().failNext(Work.DELETE, "E-19", "the storage is on fire");
        }
        DrillReport report = RestoreDrill.of(disk)
                .to(DiskSpec.of("drill"))
                .start(counting(), KEY)
                .await(LONG);
        assertThat(report.cleanedUp().status()).as("%s", report).isEqualTo(DrillCheck.Status.FAILED);
        assertThat(report.cleanUp().left()).as("%s", report).hasSize(1);
        assertThat(report.cleanUp().left().get(0)).contains("the storage is on fire");
        assertThat(Duration.between(report.times().restoredAt(), report.times().endedAt()))
                .isLessThan(Duration.ofHours(1));
    }

    /** No list shows any more what it has seen and deleted, and it does not know what its restore has made. */
    @Test
    void resume_beforeEachPollOfADrillThatGaveItsRestoreUp_tellsWhatItHasDeleted() {
        RestoreDrill drill = RestoreDrill.of(protectedDisk()).to(DiskSpec.of("drill"));
        Operation<DrillReport> work = drill.start(cloud.backup(), KEY);
        assertThat(work.poll().ended()).isFalse();
        Resource made = others().get(0);
        cloud.time().advance(Duration.ofMinutes(5));
        cloud.faults().failNext(Call.OPERATIONS_POLL, new Denied("may not look"));
        DrillReport report = resumedBeforeEachPoll(drill, work.token());
        assertThat(report.made()).as("%s", report).isNull();
        assertThat(report.cleanUp().deleted()).as("%s", report).containsExactly(made.toString());
        assertThat(cloud.disks()).hasSize(1);
    }

    @Test
    void resume_markRemovedFromWhatALostRestoreHasMadeWhileTheProcessWasDown_isLeftAsAdopted() {
        RestoreDrill drill = RestoreDrill.of(protectedDisk()).to(DiskSpec.of("drill"));
        Operation<DrillReport> work = drill.start(cloud.backup(), KEY);
        assertThat(work.poll().ended()).isFalse();
        Resource made = others().get(0);
        cloud.time().advance(Duration.ofMinutes(5));
        cloud.faults().failNext(Call.OPERATIONS_POLL, new Denied("may not look"));
        cloud.faults().failNext(Call.RESOURCES_DISCARD, new Busy("the disk is at work"));
        for (int polls = 0; polls < 3; polls++) {
            assertThat(work.poll().ended()).isFalse();
        }
        cloud.untag(made, Temporary.TAG);
        DrillReport report = drill.resume(cloud.backup(), work.token()).await(LONG);
        assertThat(report.cleanedUp().status()).as("%s", report).isEqualTo(DrillCheck.Status.FAILED);
        assertThat(report.cleanUp().left()).as("%s", report).hasSize(1);
        assertThat(report.cleanUp().left().get(0)).contains(made.toString(), "adopted");
        assertThat(cloud.disks()).hasSize(2);
    }

    /** The disks of a server go with it: each of them alone would be refused, and told as left. */
    @Test
    void sweep_serverAndItsDisks_asksForTheServerAlone() {
        Resource.Server shop = cloud.addServer("shop", cloud.addDisk("system", DataSize.gib(40)));
        CloudBackup backup = cloud.backup();
        Vault vault = backup.vaults().create(VaultSpec.forServers("servers", DataSize.gib(100)));
        backup.vaults().add(vault.id(), shop);
        backup.restorePoints().take(BackupSpec.of(vault.id())).await(LONG);
        RestoreDrill drill = RestoreDrill.of(shop)
                .to(ServerSpec.of("drill").inNetwork("network", "subnet"))
                .expiringAfter(LIFE);
        assertThat(drill.start(backup, KEY).poll().ended()).isFalse();
        cloud.time().advance(LIFE);
        Resource made = RestoreDrill.sweep(backup, Duration.ZERO).found().stream()
                .map(one -> Objects.requireNonNull(one.resource()))
                .filter(one -> one instanceof Resource.Server)
                .findFirst()
                .orElseThrow();
        String mark = String.valueOf(backup.resources().get(made).tags().get(Temporary.TAG));
        cloud.disks().stream().skip(1).forEach(disk -> cloud.tag(disk, Temporary.TAG, mark));

        SweepReport swept = RestoreDrill.sweep(counting());

        assertThat(swept.found()).as("%s", swept).hasSize(2);
        assertThat(swept.deleted()).as("%s", swept).hasSize(2);
        assertThat(swept.nothingLeft()).as("%s", swept).isTrue();
        assertThat(calls).containsEntry("resources.discard", 1);
    }

    // ---- what is refused

    /** These are no refusals: what is left is tried again for as long as the cleaning may take. */
    @ParameterizedTest
    @MethodSource("passing")
    void drill_deletionThatPassesOnlyLater_isTriedAgainUntilItIsDone(BackupException failure) {
        Resource.Disk disk = protectedDisk();
        for (int i = 0; i < 200; i++) {
            cloud.faults().failNext(Call.RESOURCES_DISCARD, failure);
        }
        DrillReport report = RestoreDrill.of(disk)
                .to(DiskSpec.of("drill"))
                .start(cloud.backup(), KEY)
                .await(LONG);
        assertThat(report.cleanedUp().held()).as("%s", report).isTrue();
        assertThat(Duration.between(report.times().restoredAt(), report.times().endedAt()))
                .isGreaterThan(Duration.ofMinutes(10));
        assertThat(cloud.disks()).containsExactly(disk);
    }

    static List<BackupException> passing() {
        return List.of(
                new Busy("the disk is at work"),
                new Throttled("slowly"),
                new AmbiguousOutcome("a reply was lost", null, BackupException.Detail.NONE, null));
    }

    @Test
    void drill_refusalThatEndsAfterMinutes_isDeletedAllTheSame() {
        DrillReport report = withASnapshotDeletedAfter(Duration.ofMinutes(4));
        assertThat(report.cleanedUp().held()).as("%s", report).isTrue();
        assertThat(cloud.disks()).hasSize(1);
    }

    @Test
    void drill_refusalThatLastsLonger_isGivenUpSoonAndLeft() {
        DrillReport report = withASnapshotDeletedAfter(Duration.ofMinutes(30));
        assertThat(report.cleanedUp().status()).as("%s", report).isEqualTo(DrillCheck.Status.FAILED);
        assertThat(report.cleanUp().left()).hasSize(1);
        assertThat(Duration.between(report.times().restoredAt(), report.times().endedAt()))
                .isBetween(Duration.ofMinutes(5), Duration.ofMinutes(8));
        assertThat(cloud.disks()).hasSize(2);
    }

    @Test
    void resume_refusalThatEndedWhileTheProcessWasDown_isDeletedAndNotReportedAsLeft() {
        Resource.Disk disk = protectedDisk();
        AtomicReference<Snapshot> taken = new AtomicReference<>();
        RestoreDrill drill = withASnapshot(disk, taken);
        Operation<DrillReport> first = drill.start(cloud.backup(), KEY);
        for (int i = 0; i < 60 && requests.getOrDefault("refused", 0) < 3; i++) {
            assertThat(first.poll().ended()).isFalse();
            cloud.time().advance(Duration.ofSeconds(10));
            if (taken.get() != null
                    && cloud.backup().snapshots().list().findAny().isPresent()) {
                requests.merge("refused", 1, Integer::sum);
            }
        }
        String token = first.token();
        cloud.backup().snapshots().delete(Objects.requireNonNull(taken.get()).id());
        cloud.time().advance(Duration.ofMinutes(30));
        DrillReport report = drill.resume(cloud.backup(), token).await(LONG);
        assertThat(report.cleanedUp().held()).as("%s", report).isTrue();
        assertThat(report.cleanUp().deleted()).hasSize(1);
        assertThat(cloud.disks()).containsExactly(disk);
    }

    /** The other process has given up, and has taken its reasons with it. */
    @Test
    void resume_refusalThatWasFinalEndedWhileTheProcessWasDown_isDeletedAndListedTwiceMore() {
        Resource.Disk disk = protectedDisk();
        AtomicReference<Snapshot> taken = new AtomicReference<>();
        RestoreDrill drill = withASnapshot(disk, taken);
        Operation<DrillReport> first = drill.start(cloud.backup(), KEY);
        String token = first.token();
        for (int polls = 0; polls < 360 && !first.poll().ended(); polls++) {
            token = first.token();
            cloud.time().advance(Duration.ofSeconds(10));
        }
        assertThat(first.poll().ended()).isTrue();
        assertThat(first.await(LONG).cleanUp().left()).hasSize(1);
        cloud.backup().snapshots().delete(Objects.requireNonNull(taken.get()).id());
        cloud.time().advance(Duration.ofMinutes(5));

        DrillReport report = drill.resume(counting(), token).await(LONG);

        assertThat(report.cleanedUp().held()).as("%s", report).isTrue();
        assertThat(report.cleanUp().deleted()).hasSize(1);
        assertThat(cloud.disks()).containsExactly(disk);
        assertThat(requests.get("ResourcesList")).as("%s", requests).isEqualTo(3);
    }

    /** A drill whose check takes a snapshot of the disk, which somebody deletes later. */
    private DrillReport withASnapshotDeletedAfter(Duration time) {
        AtomicReference<Snapshot> taken = new AtomicReference<>();
        Operation<DrillReport> work = withASnapshot(protectedDisk(), taken).start(cloud.backup(), KEY);
        Operation.Status<DrillReport> status = work.poll();
        Instant takenAt = null;
        while (!status.ended()) {
            cloud.time().advance(Duration.ofSeconds(10));
            Snapshot snapshot = taken.get();
            if (snapshot != null && takenAt == null) {
                takenAt = cloud.time().now();
            }
            if (takenAt != null && snapshot != null && !cloud.time().now().isBefore(takenAt.plus(time))) {
                cloud.backup().snapshots().delete(snapshot.id());
                takenAt = Instant.MAX.minus(time);
            }
            status = work.poll();
        }
        return work.await(LONG);
    }

    private RestoreDrill withASnapshot(Resource.Disk disk, AtomicReference<Snapshot> taken) {
        return RestoreDrill.of(disk).to(DiskSpec.of("drill")).verifiedBy((restored, deadline) -> {
            taken.set(cloud.backup()
                    .snapshots()
                    .take(SnapshotSpec.of((Resource.Disk) restored, "finding"))
                    .await(LONG));
            return true;
        });
    }

    // ---- what is somebody else's by now

    @Test
    void drill_markRemovedFromWhatItHasMade_isLeftAsAdopted() {
        Resource.Disk disk = protectedDisk();
        DrillReport report = RestoreDrill.of(disk)
                .to(DiskSpec.of("drill"))
                .verifiedBy((restored, deadline) -> {
                    cloud.untag(restored, Temporary.TAG);
                    return true;
                })
                .start(cloud.backup(), KEY)
                .await(LONG);
        assertThat(report.cleanedUp().status()).as("%s", report).isEqualTo(DrillCheck.Status.FAILED);
        assertThat(report.cleanedUp().why()).contains("adopted", String.valueOf(report.made()));
        assertThat(cloud.disks()).hasSize(2);
    }

    @Test
    void sweep_markOfALivingDrillOrNone_saysWhyItIsLeft() {
        Resource.Disk disk = protectedDisk();
        Resource.Disk unreadable = cloud.addDisk("unreadable", DataSize.gib(10));
        cloud.tag(unreadable, Temporary.TAG, "mine");
        RestoreDrill.of(disk)
                .to(DiskSpec.of("drill"))
                .start(cloud.backup(), KEY)
                .poll();
        cloud.time().advance(Duration.ofMinutes(10));
        SweepReport swept = RestoreDrill.sweep(cloud.backup());
        assertThat(swept.deleted()).isEmpty();
        assertThat(swept.left())
                .extracting(one -> one.why().replaceFirst(" at .*", ""))
                .containsExactlyInAnyOrder(
                        "it has not expired; it does",
                        "its tag b4j-temporary holds no mark, so nobody knows whose it is");
    }

    // ---- images

    @Test
    void sweep_imageThatCarriesTheMarkOfADrill_isLeftWithTheReason() {
        Image image = imageWithAnExpiredMark();
        SweepReport swept = RestoreDrill.sweep(cloud.backup());
        assertThat(swept.found()).extracting(one -> one.what()).containsExactly("image " + image.id());
        assertThat(swept.deleted()).isEmpty();
        assertThat(swept.left()).hasSize(1);
        assertThat(swept.left().get(0).why()).contains("does not carry the mark");
        assertThat(cloud.backup().images().get(image.id()).status()).isEqualTo(Image.Status.ACTIVE);
    }

    @Test
    void sweep_imageThatSomebodyDeletesMeanwhile_isNotLeft() {
        Image image = imageWithAnExpiredMark();
        onceAfter("ImagesDiscard", () -> cloud.backup().images().delete(image.id(), Removal.KEEPING_RESTORE_POINTS));
        SweepReport swept = RestoreDrill.sweep(counting());
        assertThat(swept.left()).as("%s", swept).isEmpty();
        assertThat(swept.deleted()).extracting(one -> one.what()).containsExactly("image " + image.id());
    }

    @Test
    void drill_cloudWithoutImages_cleansUp() {
        cloud = InMemoryCloud.builder().without(Capability.IMAGES).build();
        Resource.Disk disk = protectedDisk();
        DrillReport report = RestoreDrill.of(disk)
                .to(DiskSpec.of("drill"))
                .start(cloud.backup(), KEY)
                .await(LONG);
        assertThat(report.cleanedUp().held()).as("%s", report).isTrue();
        assertThat(cloud.disks()).containsExactly(disk);
    }

    @Test
    void sweep_imageThatSomebodyDeletesMeanwhileAndThatIsFoundForAWhile_isNotLeft() {
        cloud.takes(Work.DELETE, Duration.ofHours(2));
        Image image = imageWithAnExpiredMark();
        onceAfter("ImagesDiscard", () -> cloud.backup().images().delete(image.id(), Removal.KEEPING_RESTORE_POINTS));
        SweepReport swept = RestoreDrill.sweep(counting());
        assertThat(cloud.backup().images().get(image.id()).status()).isEqualTo(Image.Status.DELETED);
        assertThat(swept.left()).as("%s", swept).isEmpty();
        assertThat(swept.deleted()).extracting(one -> one.what()).containsExactly("image " + image.id());
    }

    @Test
    void sweep_imageWithoutAMark_isNotToldOf() {
        var unused = cloud.addImage("golden", Image.Kind.SYSTEM_DISK, DataSize.gib(40));
        SweepReport swept = RestoreDrill.sweep(cloud.backup());
        assertThat(swept.found()).as("%s", swept).isEmpty();
        assertThat(swept.nothingLeft()).as("%s", swept).isTrue();
    }

    private Image imageWithAnExpiredMark() {
        Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(10));
        Instant now = cloud.time().now();
        Temporary mark = Temporary.of(KEY, now, now.plus(LIFE));
        CloudBackup backup = cloud.backup();
        Image image = backup.images()
                .build(ImageSpec.of("golden", ImageSource.disk(disk)).withTags(mark.tags()))
                .await(LONG);
        cloud.time().advance(LIFE);
        return image;
    }

    // ---- steps

    private Resource.Disk protectedDisk() {
        CloudBackup backup = cloud.backup();
        Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(10));
        Vault vault = backup.vaults().create(VaultSpec.forDisks("vault", DataSize.gib(100)));
        backup.vaults().add(vault.id(), disk);
        backup.restorePoints().take(BackupSpec.of(vault.id())).await(LONG);
        return disk;
    }

    /** What a drill has made that died, once it has expired. */
    private Resource abandoned() {
        Resource.Disk disk = protectedDisk();
        var unused = RestoreDrill.of(disk)
                .to(DiskSpec.of("drill"))
                .expiringAfter(LIFE)
                .start(cloud.backup(), KEY)
                .poll();
        cloud.time().advance(LIFE);
        return cloud.disks().stream()
                .filter(one -> !one.equals(disk))
                .findFirst()
                .orElseThrow();
    }

    /** Runs a drill on as an engine does that keeps only the token: each poll is of a drill that was resumed from it. */
    private DrillReport resumedBeforeEachPoll(RestoreDrill drill, String begun) {
        String token = begun;
        for (int polls = 0; polls < 360; polls++) {
            Operation<DrillReport> work = drill.resume(counting(), token);
            if (work.poll() instanceof Operation.Status.Succeeded<DrillReport> succeeded) {
                return succeeded.result();
            }
            token = work.token();
            cloud.time().advance(Duration.ofSeconds(30));
        }
        throw new AssertionError("the drill did not end");
    }

    /** All disks but that of {@link #protectedDisk}. */
    private List<Resource.Disk> others() {
        return cloud.disks().stream().skip(1).toList();
    }

    private final Map<String, Runnable> hooks = new HashMap<>();

    /** Does something once, after a request that goes through {@link #counting()}. */
    private void onceAfter(String request, Runnable what) {
        AtomicBoolean done = new AtomicBoolean();
        hooks.put(request, () -> {
            if (!done.getAndSet(true)) {
                what.run();
            }
        });
    }

    private CloudBackup counting() {
        return cloud.backup().listening(new BackupListener() {
            @Override
            public void callEnded(CallEnd end) {
                calls.merge(end.call().name(), 1, Integer::sum);
            }

            @Override
            public void requestSent(Request request) {
                requests.merge(request.operation(), 1, Integer::sum);
                hooks.getOrDefault(request.operation(), () -> {}).run();
            }
        });
    }
}
