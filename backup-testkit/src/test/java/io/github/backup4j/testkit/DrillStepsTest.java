package io.github.backup4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.BackupListener;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.Capability;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Denied;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Image;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.Operation;
import io.github.backup4j.Removal;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Site;
import io.github.backup4j.Temporary;
import io.github.backup4j.Unavailable;
import io.github.backup4j.Unsupported;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.drill.DrillCheck;
import io.github.backup4j.drill.DrillReport;
import io.github.backup4j.drill.RestoreDrill;
import io.github.backup4j.drill.SweepReport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The steps of a drill: what begins anew, what is waited for, and what each end says. */
class DrillStepsTest {
    private static final RequestKey KEY = RequestKey.of("drill");
    private static final Duration LONG = Duration.ofHours(12);
    private static final DiskSpec TARGET = DiskSpec.of("drill");

    private final InMemoryCloud cloud = InMemoryCloud.create();
    private final CloudBackup backup = cloud.backup();
    private final Map<String, Integer> requests = new HashMap<>();

    /** How often each method was called, whether the cloud refused it or not. */
    private final Map<String, Integer> calls = new HashMap<>();

    // ---- restores that fail

    @Test
    void drill_restoreThatFailsInOneProcess_isReportedAndNotBegunAnew() {
        failRestores(1);
        DrillReport report =
                drill().within(Duration.ofHours(1)).start(counting(), KEY).await(LONG);
        assertThat(report.restored().status()).as("%s", report).isEqualTo(DrillCheck.Status.FAILED);
        assertThat(report.verified().status()).isEqualTo(DrillCheck.Status.NOT_PERFORMED);
        assertThat(report.withinRto().status()).isEqualTo(DrillCheck.Status.FAILED);
        assertThat(report.cleanedUp().held()).isTrue();
        assertThat(requests).containsEntry("RestorePointsRestore", 1);
    }

    @Test
    void resume_restoreThatFailedOnce_isBegunAnewAndHolds() {
        failRestores(1);
        DrillReport report = resumedBeforeEachPoll(drill());
        assertThat(report.restored().held()).as("%s", report).isTrue();
        assertThat(report.cleanedUp().held()).as("%s", report).isTrue();
        assertThat(requests).containsEntry("RestorePointsRestore", 2);
        assertThat(cloud.disks()).hasSize(1);
    }

    @Test
    void resume_restoreThatFailsEachTime_isBegunAnewOnceAndReported() {
        failRestores(5);
        DrillReport report = resumedBeforeEachPoll(drill());
        assertThat(report.restored().status()).as("%s", report).isEqualTo(DrillCheck.Status.FAILED);
        assertThat(requests).containsEntry("RestorePointsRestore", 2);
    }

    @Test
    void drill_whatWasRestoredIsGoneAtOnce_saysSo() {
        Operation<DrillReport> work = drill().start(backup, KEY);
        assertThat(work.poll().ended()).isFalse();
        cloud.time().advance(Duration.ofMinutes(5));
        cloud.delete(made());
        DrillReport report = work.await(LONG);
        assertThat(report.restored().status()).as("%s", report).isEqualTo(DrillCheck.Status.FAILED);
        assertThat(report.restored().why()).contains("is not there any more");
        assertThat(report.proof().holds()).isFalse();
    }

    /** Lists and reads of a cloud may be behind, and a gateway may answer in its place. */
    @Test
    void drill_whatWasRestoredIsNotVisibleAtOnce_isLookedForAgain() {
        Operation<DrillReport> work = drill().start(backup, KEY);
        assertThat(work.poll().ended()).isFalse();
        cloud.time().advance(Duration.ofMinutes(5));
        for (int i = 0; i < 3; i++) {
            cloud.faults().failNext(Call.RESOURCES_GET, new NotFound("not visible yet"));
        }
        DrillReport report = work.await(LONG);
        assertThat(report.restored().held()).as("%s", report).isTrue();
        assertThat(cloud.disks()).hasSize(1);
    }

    @Test
    void resume_whatWasRestoredIsGone_isRestoredAnew() {
        RestoreDrill drill = drill();
        Operation<DrillReport> work = drill.start(backup, KEY);
        assertThat(work.poll().ended()).isFalse();
        cloud.time().advance(Duration.ofMinutes(5));
        cloud.delete(made());
        DrillReport report = drill.resume(backup, work.token()).await(LONG);
        assertThat(report.restored().held()).as("%s", report).isTrue();
        assertThat(cloud.disks()).hasSize(1);
    }

    @Test
    void resume_restoreBegunAnewWhoseReplyIsLostOrRefusedForAMoment_stillSaysSo() {
        for (BackupException failure :
                List.of(new Unavailable("down"), new AmbiguousOutcome("lost", KEY, Detail.NONE, null))) {
            InMemoryCloud other = InMemoryCloud.create();
            RestoreDrill drill = RestoreDrill.of(protectedDisk(other)).to(TARGET);
            other.faults().failNext(Work.NEW_DISK, "DISK_ERROR", "the backup cannot be read");
            Operation<DrillReport> first = drill.start(other.backup(), KEY);
            assertThat(first.poll().ended()).isFalse();
            other.time().advance(Duration.ofHours(1));
            Operation<DrillReport> second = drill.resume(other.backup(), first.token());
            other.faults().failNext(Call.RESTORE_POINTS_RESTORE, failure);
            try {
                assertThat(second.poll()).asString().contains("a reply was lost");
            } catch (Unavailable down) {
                assertThat(failure).isInstanceOf(Unavailable.class);
            }
            DrillReport report = drill.resume(other.backup(), second.token()).await(LONG);
            assertThat(report.restored().held()).as("%s: %s", failure, report).isTrue();
            assertThat(report.restored().why()).contains("begun anew");
        }
    }

    /** Older tokens have an exclamation mark before the token of a restore that was begun anew. */
    @Test
    void resume_olderTokenOfARestoreBegunAnew_saysSoAndBeginsNoThird() {
        failRestores(5);
        RestoreDrill drill = drill();
        Operation<DrillReport> work = drill.start(counting(), KEY);
        assertThat(work.poll().ended()).isFalse();
        String older = work.token().replace('~', '!');
        assertThat(older).contains("!");

        DrillReport report = drill.resume(counting(), older).await(LONG);

        assertThat(report.restored().status()).as("%s", report).isEqualTo(DrillCheck.Status.FAILED);
        assertThat(report.restored().why()).contains("begun anew");
        assertThat(requests).containsEntry("RestorePointsRestore", 1);
        assertThat(report.cleanedUp().held()).as("%s", report).isTrue();
    }

    @Test
    void resume_tokenThatEndsInASeparator_isRefusedWithWhatToDo() {
        RestoreDrill drill = drill();
        String token = drill.start(backup, KEY).token();
        for (String bad : List.of(token + "!", token + "~", token + "~\n", "!" + token, token.replace('A', '!'))) {
            assertThatThrownBy(() -> drill.resume(backup, bad))
                    .as(bad)
                    .isInstanceOf(Invalid.class)
                    .hasMessageContaining("start the drill with the definition and the key");
        }
    }

    /** Names of servers and networks, and keys, may hold whatever separates the parts of a token. */
    @Test
    void resume_textsOfTheCallerHoldEveryPrintableCharacter_isTheSameDrill() {
        StringBuilder all = new StringBuilder();
        for (char c = ' '; c <= '~'; c++) {
            all.append(c);
        }
        Resource.Disk disk = protectedDisk(cloud);
        for (String text :
                List.of("!", "~", "a!b~c", "VERIFYING1!", "end", "h", all.substring(0, 50), all.substring(45))) {
            RestoreDrill drill = RestoreDrill.of(disk)
                    .to(DiskSpec.of("drill " + text).describedAs(text).withTags(Map.of("text", "v")))
                    .verifiedBy((restored, deadline) -> {
                        throw new IllegalStateException(text + " \u0000\n\t\u0085\u2028 \ud800 " + text);
                    });
            Operation<DrillReport> work = drill.start(backup, RequestKey.of("drill-" + text));
            for (int polls = 0; polls < 500 && !work.poll().ended(); polls++) {
                cloud.time().advance(Duration.ofSeconds(30));
                work = drill.resume(backup, work.token());
            }
            DrillReport report = work.await(LONG);
            assertThat(report.restored().held()).as("%s: %s", text, report).isTrue();
            assertThat(report.verified().why()).as("%s", report).contains("IllegalStateException");
            assertThat(report.cleanedUp().held()).as("%s: %s", text, report).isTrue();
        }
    }

    @Test
    void drill_whatWasRestoredHasNoMark_isLeftAndNotVerified() {
        Operation<DrillReport> work =
                drill().verifiedBy((restored, deadline) -> true).start(backup, KEY);
        assertThat(work.poll().ended()).isFalse();
        cloud.time().advance(Duration.ofMinutes(5));
        Resource made = made();
        cloud.untag(made, Temporary.TAG);
        DrillReport report = work.await(LONG);
        assertThat(report.restored().status()).as("%s", report).isEqualTo(DrillCheck.Status.FAILED);
        assertThat(report.restored().why()).contains("does not carry the mark");
        assertThat(report.verified().status()).isEqualTo(DrillCheck.Status.NOT_PERFORMED);
        assertThat(cloud.disks()).contains((Resource.Disk) made);
    }

    @Test
    void drill_requestsThatAreRefusedForAMoment_areRepeated() {
        for (Call call : List.of(Call.RESTORE_POINTS_RESTORE, Call.OPERATIONS_POLL, Call.RESOURCES_GET)) {
            InMemoryCloud other = InMemoryCloud.create();
            RestoreDrill drill = RestoreDrill.of(protectedDisk(other)).to(TARGET);
            Operation<DrillReport> work = drill.start(other.backup(), KEY);
            other.faults().failNext(call, new Unavailable("down"));
            DrillReport report = work.await(LONG);
            assertThat(report.restored().held()).as("%s: %s", call, report).isTrue();
            assertThat(report.cleanedUp().held()).as("%s: %s", call, report).isTrue();
        }
    }

    @Test
    void drill_repliesThatAreLost_areRepeatedByTheKey() {
        BackupException lost = new AmbiguousOutcome("lost", KEY, Detail.NONE, null);
        for (Call call : List.of(Call.RESTORE_POINTS_RESTORE, Call.OPERATIONS_POLL)) {
            InMemoryCloud other = InMemoryCloud.create();
            RestoreDrill drill = RestoreDrill.of(protectedDisk(other)).to(TARGET);
            Operation<DrillReport> work = drill.start(other.backup(), KEY);
            other.faults().failNext(call, lost);
            assertThat(work.poll()).asString().contains("a reply was lost");
            DrillReport report = work.await(LONG);
            assertThat(report.restored().held()).as("%s: %s", call, report).isTrue();
            assertThat(other.disks()).hasSize(1);
        }
    }

    @Test
    void drill_restoreThatNobodyMayPoll_isWaitedForAndDeleted() {
        Operation<DrillReport> work = drill().start(backup, KEY);
        cloud.faults().failNext(Call.OPERATIONS_POLL, new Denied("may not look"));
        DrillReport report = work.await(LONG);
        assertThat(report.restored().status()).as("%s", report).isEqualTo(DrillCheck.Status.FAILED);
        assertThat(report.restored().why()).contains("may not look");
        assertThat(report.cleanedUp().held()).as("%s", report).isTrue();
        assertThat(report.cleanUp().deleted()).hasSize(1);
        assertThat(cloud.disks()).hasSize(1);
    }

    @Test
    void drill_restoreThatNobodyMayEverPoll_doesNotClaimToHaveCleanedUp() {
        Operation<DrillReport> work = drill().start(backup, KEY);
        for (int i = 0; i < 1000; i++) {
            cloud.faults().failNext(Call.OPERATIONS_POLL, new Denied("may not look"));
        }
        DrillReport report = work.await(LONG);
        assertThat(report.cleanedUp().status()).as("%s", report).isEqualTo(DrillCheck.Status.NOT_PERFORMED);
        assertThat(report.cleanedUp().why()).contains("nobody knows whether the restore");
        assertThat(Duration.between(report.times().restoredAt(), report.times().endedAt()))
                .isLessThan(Duration.ofHours(1));
    }

    // ---- checks

    @Test
    void drill_checkThatIgnoresTheInterrupt_isInterruptedAndEndsAsFailed() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        DrillReport report = drill().checkingFor(Duration.ofMinutes(10))
                .verifiedBy((restored, deadline) -> {
                    while (released.getCount() > 0) {
                        try {
                            released.await();
                        } catch (InterruptedException e) {
                            interrupted.countDown();
                        }
                    }
                    return true;
                })
                .start(backup, KEY)
                .await(LONG);
        assertThat(report.verified().status()).as("%s", report).isEqualTo(DrillCheck.Status.FAILED);
        assertThat(report.verified().why()).contains("had no result by its deadline");
        assertThat(cloud.disks()).hasSize(1);
        interrupted.await();
        released.countDown();
    }

    @Test
    void poll_interruptedWhileTheCheckRuns_keepsTheFlag() {
        CountDownLatch never = new CountDownLatch(1);
        Operation<DrillReport> work = drill().verifiedBy((restored, deadline) -> {
                    never.await();
                    return true;
                })
                .start(backup, KEY);
        assertThat(work.poll().ended()).isFalse();
        cloud.time().advance(Duration.ofMinutes(5));
        Thread.currentThread().interrupt();
        assertThat(work.poll().ended()).isFalse();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(work.await(LONG).verified().status()).isEqualTo(DrillCheck.Status.FAILED);
    }

    @Test
    void resume_tokenThatDoesNotCountTheCheckAfterItsDeadline_runsNoCheckAndSaysSo() {
        CountDownLatch never = new CountDownLatch(1);
        List<Instant> deadlines = Collections.synchronizedList(new ArrayList<>());
        RestoreDrill drill = drill().verifiedBy((restored, deadline) -> {
            deadlines.add(deadline);
            never.await();
            return true;
        });
        Operation<DrillReport> work = drill.start(backup, KEY);
        assertThat(work.poll().ended()).isFalse();
        cloud.time().advance(Duration.ofMinutes(5));
        assertThat(work.poll().ended()).isFalse();
        String start = "b4j-drill-1/";
        String text = new String(
                Base64.getUrlDecoder().decode(work.token().substring(start.length())), StandardCharsets.UTF_8);
        assertThat(text).contains("\nVERIFYING1\n");
        String uncounted = start
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(text.replace("VERIFYING1", "VERIFYING").getBytes(StandardCharsets.UTF_8));
        cloud.time().advance(Duration.ofMinutes(31));

        DrillReport report = drill.resume(backup, uncounted).await(LONG);

        assertThat(deadlines).hasSize(1);
        assertThat(report.verified().status()).as("%s", report).isEqualTo(DrillCheck.Status.NOT_PERFORMED);
        assertThat(report.verified().why()).startsWith("the check could not begin before its deadline");
        assertThat(report.cleanedUp().held()).as("%s", report).isTrue();
    }

    // ---- expiry

    @Test
    void drill_expiredWhileTheRestoreRuns_waitsForItsEndAndDeletesOnce() {
        RestoreDrill drill = drill().expiringAfter(Duration.ofMinutes(10)).within(Duration.ofHours(2));
        cloud.takes(Work.NEW_DISK, Duration.ofHours(1));
        DrillReport report = drill.start(counting(), KEY).await(LONG);
        assertThat(report.restored().status()).as("%s", report).isEqualTo(DrillCheck.Status.FAILED);
        assertThat(report.withinRto().status()).as("%s", report).isEqualTo(DrillCheck.Status.FAILED);
        assertThat(report.cleanedUp().held()).as("%s", report).isTrue();
        assertThat(report.cleanUp().deleted()).hasSize(1);
        assertThat(calls).containsEntry("resources.discard", 1);
        assertThat(Duration.between(report.times().begunAt(), report.times().endedAt()))
                .isBetween(Duration.ofHours(1), Duration.ofMinutes(65));
        assertThat(cloud.disks()).hasSize(1);
    }

    @Test
    void drill_pollOfTheRestoreIsRefusedAfterExpiry_isRepeated() {
        RestoreDrill drill = drill().expiringAfter(Duration.ofMinutes(10));
        cloud.takes(Work.NEW_DISK, Duration.ofHours(1));
        Operation<DrillReport> work = drill.start(backup, KEY);
        assertThat(work.poll().ended()).isFalse();
        cloud.time().advance(Duration.ofMinutes(20));
        assertThat(work.poll().ended()).isFalse();
        cloud.faults().failNext(Call.OPERATIONS_POLL, new Unavailable("down"));
        assertThatThrownBy(work::poll).isInstanceOf(Unavailable.class);
        assertThat(work.await(LONG).cleanedUp().held()).isTrue();
    }

    // ---- objectives

    @Test
    void drill_restoreThatTakesExactlyTheObjective_isWithinIt() {
        cloud.takes(Work.NEW_DISK, Duration.ofMinutes(7));
        Operation<DrillReport> work = drill().within(Duration.ofMinutes(7)).start(backup, KEY);
        assertThat(work.poll().ended()).isFalse();
        cloud.time().advance(Duration.ofMinutes(7));
        assertThat(work.poll().ended()).isFalse();
        DrillReport report = work.await(LONG);
        assertThat(report.took()).isEqualTo(Duration.ofMinutes(7));
        assertThat(report.withinRto().held()).as("%s", report).isTrue();
        assertThat(report.withinRto().why()).contains("took at most PT7M");
    }

    /** The process died before it could store that the restore has ended, which took less than the objective. */
    @Test
    void resume_longAfterTheRestoreHasEnded_saysThatItMayHaveTakenLess() {
        cloud.takes(Work.NEW_DISK, Duration.ofMinutes(7));
        RestoreDrill drill = drill().within(Duration.ofMinutes(10));
        Operation<DrillReport> first = drill.start(backup, KEY);
        assertThat(first.poll().ended()).isFalse();
        String token = first.token();
        cloud.time().advance(Duration.ofMinutes(7));
        assertThat(first.poll().ended()).isFalse();
        assertThat(first.token()).isNotEqualTo(token);
        cloud.time().advance(Duration.ofHours(3));

        DrillReport report = drill.resume(backup, token).await(LONG);

        assertThat(report.withinRto().status()).as("%s", report).isEqualTo(DrillCheck.Status.FAILED);
        assertThat(report.withinRto().why())
                .contains("was seen to have ended PT3H7M after the drill began", "it took less if nobody polled");
    }

    @Test
    void drill_checkThatSaysGoodAfterItsDeadline_hasFailed() {
        DrillReport report = drill().checkingFor(Duration.ofMinutes(10))
                .verifiedBy((restored, deadline) -> {
                    cloud.time().advance(Duration.ofMinutes(11));
                    return true;
                })
                .start(backup, KEY)
                .await(LONG);
        assertThat(report.verified().status()).as("%s", report).isEqualTo(DrillCheck.Status.FAILED);
        assertThat(report.verified().why()).contains("ended after its deadline");
    }

    /** From then on, a sweep deletes what is being checked. */
    @Test
    void drill_checkThatMayTakeLongerThanTheDrillLives_hasToEndWhenItExpires() {
        List<Instant> deadlines = Collections.synchronizedList(new ArrayList<>());
        DrillReport report = drill().checkingFor(Duration.ofHours(1))
                .expiringAfter(Duration.ofMinutes(20))
                .verifiedBy((restored, deadline) -> deadlines.add(deadline))
                .start(backup, KEY)
                .await(LONG);
        assertThat(report.verified().held()).as("%s", report).isTrue();
        assertThat(deadlines).containsExactly(report.times().begunAt().plus(Duration.ofMinutes(20)));
    }

    @Test
    void drill_restoreThatIsRefused_saysNothingOfTheObjective() {
        RestoreDrill drill = drill().within(Duration.ofHours(1));
        cloud.faults().failNext(Call.RESTORE_POINTS_RESTORE, new Denied("may not restore"));
        DrillReport report = drill.start(backup, KEY).await(LONG);
        assertThat(report.restored().status()).as("%s", report).isEqualTo(DrillCheck.Status.NOT_PERFORMED);
        assertThat(report.withinRto().status()).isEqualTo(DrillCheck.Status.NOT_PERFORMED);
        assertThat(report.withinRto().why()).contains("no restore began");
    }

    @Test
    void start_markOfAnEarlierProcessWhoseClockIsAhead_saysNothingOfTheObjective() {
        Resource.Disk disk = protectedDisk(cloud);
        Instant ahead = cloud.time().now().truncatedTo(ChronoUnit.SECONDS).plus(Duration.ofHours(1));
        Temporary mark = Temporary.of(KEY, ahead, ahead.plus(LONG));
        cloud.tag(cloud.addDisk("copy", DataSize.gib(10)), Temporary.TAG, mark.value());
        DrillReport report = RestoreDrill.of(disk)
                .to(TARGET)
                .within(Duration.ofHours(2))
                .start(backup, KEY)
                .await(LONG);
        assertThat(report.restored().held()).as("%s", report).isTrue();
        assertThat(report.withinRto().status()).isEqualTo(DrillCheck.Status.NOT_PERFORMED);
    }

    @Test
    void to_diskThatIsAttached_isInvalid() {
        RestoreDrill drill = RestoreDrill.of(Resource.disk("orders"));
        DiskSpec attached = TARGET.attachedTo(Resource.server("shop"));
        assertThatThrownBy(() -> drill.to(attached))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("touches no server that it has not made");
    }

    @Test
    void resume_inAnotherPlace_isInvalid() {
        RestoreDrill drill = drill();
        String token = drill.start(backup, KEY).token();
        CloudBackup elsewhere = InMemoryCloud.builder()
                .site(new Site("elsewhere", "project"))
                .build()
                .backup();
        assertThatThrownBy(() -> drill.resume(elsewhere, token))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("in another place");
    }

    // ---- what is restored

    @Test
    void start_diskThatIsBackedUpAloneAndWithItsServer_restoresTheNewestOfBoth() {
        Resource.Disk disk = protectedDisk(cloud);
        Resource.Server server = cloud.addServer("shop", disk);
        Vault servers = backup.vaults().create(VaultSpec.forServers("servers", DataSize.gib(100)));
        backup.vaults().add(servers.id(), server);
        cloud.time().advance(Duration.ofHours(1));
        RestorePoint withServer = backup.restorePoints()
                .take(BackupSpec.of(servers.id()))
                .await(LONG)
                .restorePoints()
                .get(0);
        DrillReport first = RestoreDrill.of(disk).to(TARGET).start(backup, KEY).await(LONG);
        assertThat(first.point().createdAt()).isEqualTo(withServer.createdAt());

        VaultId own = backup.resources().get(disk).vault();
        cloud.time().advance(Duration.ofHours(1));
        RestorePoint alone = backup.restorePoints()
                .take(BackupSpec.of(Objects.requireNonNull(own)))
                .await(LONG)
                .restorePoints()
                .get(0);
        DrillReport second = RestoreDrill.of(disk)
                .to(TARGET)
                .start(backup, RequestKey.of("later"))
                .await(LONG);
        assertThat(second.point().id()).isEqualTo(alone.id());
    }

    // ---- again by the key

    @Test
    void start_onlyAnImageCarriesTheMark_goesOnFromItsBegin() {
        Resource.Disk disk = protectedDisk(cloud);
        Instant begun = cloud.time().now().truncatedTo(ChronoUnit.SECONDS);
        Temporary mark = Temporary.of(KEY, begun, begun.plus(LONG));
        var unused = backup.images()
                .build(ImageSpec.of("intermediate", ImageSource.disk(disk)).withTags(mark.tags()))
                .await(LONG);
        cloud.time().advance(Duration.ofHours(1));
        DrillReport report = RestoreDrill.of(disk).to(TARGET).start(backup, KEY).await(LONG);
        assertThat(report.times().begunAt()).isEqualTo(begun);
    }

    /** A drill with the key has ended; its image is only listed for a little longer. */
    @Test
    void start_onlyADeletedImageCarriesTheMark_beginsNow() {
        Resource.Disk disk = protectedDisk(cloud);
        Instant begun = cloud.time().now().truncatedTo(ChronoUnit.SECONDS);
        Temporary mark = Temporary.of(KEY, begun, begun.plus(LONG));
        Image image = backup.images()
                .build(ImageSpec.of("intermediate", ImageSource.disk(disk)).withTags(mark.tags()))
                .await(LONG);
        cloud.takes(Work.DELETE, Duration.ofHours(2));
        backup.images().delete(image.id(), Removal.KEEPING_RESTORE_POINTS);
        cloud.time().advance(Duration.ofHours(1));
        assertThat(backup.images().list()).hasSize(1);
        Instant now = cloud.time().now();
        DrillReport report = RestoreDrill.of(disk).to(TARGET).start(backup, KEY).await(LONG);
        assertThat(report.times().begunAt()).isEqualTo(now.truncatedTo(ChronoUnit.SECONDS));
    }

    /** Only what the restore itself has made has the note of its restore point. */
    @Test
    void start_otherDisksCarryTheMarkAlone_goesOnWithThePointThatWasNoted() {
        List<Resource.Disk> others = new ArrayList<>(List.of(cloud.addDisk("before", DataSize.gib(10))));
        Resource.Disk disk = protectedDisk(cloud);
        RestorePointId first = backup.restorePoints().newest(disk).orElseThrow().id();
        RestoreDrill drill = RestoreDrill.of(disk).to(TARGET);
        assertThat(drill.start(backup, KEY).poll().ended()).isFalse();
        cloud.time().advance(Duration.ofMinutes(5));
        String mark = String.valueOf(backup.resources().get(made()).tags().get(Temporary.TAG));
        others.add(cloud.addDisk("after", DataSize.gib(10)));
        others.forEach(other -> cloud.tag(other, Temporary.TAG, mark));
        VaultId vault = Objects.requireNonNull(backup.resources().get(disk).vault());
        backup.restorePoints().take(BackupSpec.of(vault)).await(LONG);

        DrillReport report = drill.start(backup, KEY).await(LONG);

        assertThat(report.point().id()).as("%s", report).isEqualTo(first);
        assertThat(report.cleanUp().deleted()).as("%s", report).hasSize(1);
        assertThat(cloud.disks()).as("%s", report).containsAll(others).hasSize(3);
    }

    @Test
    void start_twoDrillsWithTheKey_goesOnWithTheOneThatBeganFirst() {
        Resource.Disk disk = protectedDisk(cloud);
        Instant begun = cloud.time().now().truncatedTo(ChronoUnit.SECONDS);
        for (int seconds : List.of(20, 10, 30)) {
            Temporary mark = Temporary.of(KEY, begun.plusSeconds(seconds), begun.plus(LONG));
            cloud.tag(cloud.addDisk("copy-" + seconds, DataSize.gib(10)), Temporary.TAG, mark.value());
        }
        DrillReport report = RestoreDrill.of(disk).to(TARGET).start(backup, KEY).await(LONG);
        assertThat(report.times().begunAt()).isEqualTo(begun.plusSeconds(10));
    }

    @Test
    void start_cloudWithoutImagesAndSameKeyAgain_goesOn() {
        InMemoryCloud imageless =
                InMemoryCloud.builder().without(Capability.IMAGES).build();
        RestoreDrill drill = RestoreDrill.of(protectedDisk(imageless)).to(TARGET);
        assertThat(drill.start(imageless.backup(), KEY).poll().ended()).isFalse();
        imageless.time().advance(Duration.ofMinutes(5));
        DrillReport report = drill.start(imageless.backup(), KEY).await(LONG);
        assertThat(report.cleanUp().deleted()).as("%s", report).hasSize(1);
    }

    // ---- tokens

    @Test
    void token_ofEachStep_namesTheRestoreWhileItRuns() {
        RestoreDrill drill = drill().verifiedBy((restored, deadline) -> true);
        Operation<DrillReport> work = drill.start(backup, KEY);
        assertThat(work.token()).doesNotContain("~");
        assertThat(work.poll().ended()).isFalse();
        assertThat(work.token()).contains("~");
        cloud.time().advance(Duration.ofMinutes(5));
        assertThat(work.poll().ended()).isFalse();
        assertThat(work.token()).doesNotContain("~");
    }

    @Test
    void resume_drillWithoutATarget_isInvalid() {
        Resource.Disk disk = protectedDisk(cloud);
        String token = RestoreDrill.of(disk).to(TARGET).start(backup, KEY).token();
        assertThatThrownBy(() -> RestoreDrill.of(disk).resume(backup, token))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("call to(...)");
    }

    // ---- threads

    @Test
    void toCompletableFuture_drill_runsOnDaemonThreads() throws Exception {
        List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
        RestoreDrill drill = drill().verifiedBy((restored, deadline) -> threads.add(Thread.currentThread()));
        CloudBackup watched = backup.listening(new BackupListener() {
            @Override
            public void requestSent(Request request) {
                threads.add(Thread.currentThread());
            }
        });
        Operation<DrillReport> work = drill.start(watched, KEY);
        assertThat(work.poll().ended()).isFalse();
        threads.clear();
        work.toCompletableFuture().get();
        assertThat(threads).extracting(Thread::getName).contains("backup4j-drill", "backup4j-drill-check");
        assertThat(threads).allMatch(Thread::isDaemon);
    }

    // ---- clouds that lack something

    @Test
    void drill_cloudThatLacksACapability_isUnsupportedBeforeAnythingIsRestored() {
        Resource.Disk disk = Resource.disk("orders");
        RestoreDrill ofDisk = RestoreDrill.of(disk).to(TARGET);
        RestoreDrill ofServer = RestoreDrill.of(Resource.server("shop"))
                .to(ServerSpec.of("drill").inNetwork("network", "subnet"));
        CloudBackup undeletable =
                InMemoryCloud.builder().without(Capability.DISCARD).build().backup();
        CloudBackup serverless = InMemoryCloud.builder()
                .without(Capability.RESTORE_TO_NEW_SERVER)
                .build()
                .backup();
        String token = "b4j-drill-1/";
        assertThatThrownBy(() -> ofDisk.start(undeletable, KEY)).isInstanceOf(Unsupported.class);
        assertThatThrownBy(() -> ofDisk.resume(undeletable, token)).isInstanceOf(Unsupported.class);
        assertThatThrownBy(() -> RestoreDrill.sweep(undeletable)).isInstanceOf(Unsupported.class);
        assertThatThrownBy(() -> ofServer.start(serverless, KEY)).isInstanceOf(Unsupported.class);
        assertThatThrownBy(() -> ofDisk.resume(serverless, token)).isInstanceOf(Invalid.class);
    }

    // ---- sweeps

    @Test
    void sweep_leftoverThatIsListedLate_isDeletedToo() {
        Resource.Disk disk = protectedDisk(cloud);
        Instant now = cloud.time().now();
        Temporary mark = Temporary.of(KEY, now, now.plusSeconds(1));
        RestorePointId point = backup.restorePoints().newest(disk).orElseThrow().id();
        cloud.time().advance(Duration.ofMinutes(1));
        AtomicBoolean listed = new AtomicBoolean();
        SweepReport swept = RestoreDrill.sweep(backup.listening(new BackupListener() {
            @Override
            public void requestSent(Request request) {
                if (request.operation().equals("ResourcesList") && !listed.getAndSet(true)) {
                    var unused = backup.restorePoints().restore(point, TARGET.withTags(mark.tags()), mark.key());
                }
            }
        }));
        assertThat(swept.found()).as("%s", swept).isEmpty();
        assertThat(swept.deleted()).as("%s", swept).hasSize(1);
        assertThat(cloud.disks()).containsExactly(disk);
    }

    // ---- steps

    private RestoreDrill drill() {
        return RestoreDrill.of(protectedDisk(cloud)).to(TARGET);
    }

    private static Resource.Disk protectedDisk(InMemoryCloud cloud) {
        CloudBackup backup = cloud.backup();
        Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(10));
        Vault vault = backup.vaults().create(VaultSpec.forDisks("vault", DataSize.gib(100)));
        backup.vaults().add(vault.id(), disk);
        backup.restorePoints().take(BackupSpec.of(vault.id())).await(LONG);
        return disk;
    }

    private Resource made() {
        return backup.resources()
                .list()
                .filter(one -> one.tags().containsKey(Temporary.TAG))
                .findFirst()
                .orElseThrow()
                .resource();
    }

    private void failRestores(int times) {
        for (int i = 0; i < times; i++) {
            cloud.faults().failNext(Work.NEW_DISK, "DISK_ERROR", "the backup cannot be read");
        }
    }

    private DrillReport resumedBeforeEachPoll(RestoreDrill drill) {
        CloudBackup counting = counting();
        String token = drill.start(counting, KEY).token();
        for (int i = 0; i < 200; i++) {
            Operation<DrillReport> work = drill.resume(counting, token);
            if (work.poll() instanceof Operation.Status.Succeeded<DrillReport> succeeded) {
                return succeeded.result();
            }
            token = work.token();
            cloud.time().advance(Duration.ofSeconds(30));
        }
        throw new AssertionError("the drill did not end in 200 polls");
    }

    private CloudBackup counting() {
        return backup.listening(new BackupListener() {
            @Override
            public void callEnded(CallEnd end) {
                calls.merge(end.call().name(), 1, Integer::sum);
            }

            @Override
            public void requestSent(Request request) {
                requests.merge(request.operation(), 1, Integer::sum);
            }
        });
    }
}
